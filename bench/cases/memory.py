"""The memory of the program with the village open and all pages visited."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.harness import Bar, Case, Pair
from bench.processes import strong_village, window


@contextmanager
def prepare(folder: Path) -> Iterator[Pair]:
    """The real window in a process of its own (RSS, off screen; Linux)."""
    ledger = strong_village(folder)
    yield Pair(ours=lambda: window(folder, "memory", ledger))


CASE = Case(
    what="memory, village open, all pages visited",
    against="250 MB",
    bar=Bar(at_most=250),
    prepare=prepare,
    rounds=1,
    unit="MB",
)
