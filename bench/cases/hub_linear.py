"""The county's evening grows as the villages do: 500 beside five times 100."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.county import evening
from bench.harness import Bar, Case, Pair


@contextmanager
def prepare(folder: Path) -> Iterator[Pair]:
    """The same county; only how many of its villages came is different."""
    jobs = os.cpu_count() or 1
    with evening(folder, 500) as county:
        yield Pair(
            ours=lambda: county.take(folder / "receipts", jobs, 500),
            reference=lambda: 5 * county.take(folder / "receipts", jobs, 100),
        )


CASE = Case(
    what="the county takes in a month of 500 villages",
    against="five times the month of 100 villages",
    bar=Bar(times=1.2),
    prepare=prepare,
    rounds=5,
)
