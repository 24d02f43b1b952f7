"""The common work, very large: 100,000 women and a million visits to a laptop with nothing; the memory of either side."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.harness import Bar, Case, Pair
from bench.peers import stress
from bench.processes import python


@contextmanager
def prepare(folder: Path) -> Iterator[Pair]:
    """Each side in a process of its own; what is read back is checked there."""
    stress.prepare(folder)

    def peak() -> float:
        return max(_side("send", folder), _side("receive", folder))

    yield Pair(ours=peak)


def _side(side: str, folder: Path) -> float:
    with python(folder, "-m", "bench.peers.stress", side, str(folder)) as process:
        said, _ = process.communicate()
    assert process.returncode == 0, side
    seconds, megabytes = map(float, said.split())
    print(f"{side}: {seconds:.0f} s, {megabytes:.0f} MB", file=sys.stderr, flush=True)
    return megabytes


CASE = Case(
    what="common work, 100,000 women and a million visits: peak memory of the larger side",
    against="2,900 MB: plain SQLite rows to text and back, same machine, November 2026",
    bar=Bar(at_most=2_900),
    prepare=prepare,
    rounds=1,
    unit="MB",
)
