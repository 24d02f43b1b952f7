"""An evening at the county: the month of 500 villages, from sealed files to receipts on the stick, on a real PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.county import evening
from bench.harness import Bar, Case, Pair

VILLAGES = 500


@contextmanager
def prepare(folder: Path) -> Iterator[Pair]:
    """Every round starts from a copy of the county as it was before."""
    with evening(folder, VILLAGES) as county:
        yield Pair(
            ours=lambda: county.take(folder / "receipts", os.cpu_count() or 1, VILLAGES),
            reference=lambda: county.merge(VILLAGES),
        )


CASE = Case(
    what="the county takes in a month of 500 villages: 20,000 edits, 30,000 visits",
    against="COPY and one MERGE for each table, the same visits and edits",
    bar=Bar(times=3),
    prepare=prepare,
    rounds=5,
)
