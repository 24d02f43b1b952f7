"""The common work, C: two laptops edit without knowing of each other; what is lost, hidden, or different afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.harness import Bar, Case, Pair
from bench.peers.ours import two
from bench.peers.workload import DISJOINT, SAME


@contextmanager
def prepare(folder: Path) -> Iterator[Pair]:
    """Edits of different fields must all show, values that lost must be open conflicts, both laptops the same."""

    def lost() -> float:
        with two(folder) as laptops:
            laptops.bring()
            ended = laptops.disagree()
        assert ended.converged
        return float(2 * DISJOINT - ended.visible + SAME - ended.kept)

    yield Pair(ours=lost)


CASE = Case(
    what="common work C: of 400 edits of different fields and 50 values that lost, not shown to a person",
    against="none",
    bar=Bar(at_most=0),
    prepare=prepare,
    rounds=1,
    unit="lost",
)
