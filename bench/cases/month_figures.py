"""The figures of a month with their traces, for a village, from an open ledger."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.figures.period import read_period
from bench import data
from bench.exchange import village
from bench.harness import Bar, Case, Pair
from ui.figures import count

MONTH = read_period("2026-10")


@contextmanager
def prepare(folder: Path) -> Iterator[Pair]:
    """Everything is read from the encrypted file and counted anew."""
    with village(folder) as ledger:

        def ours() -> None:
            assert count(ledger, MONTH, data.TODAY).figures.value("women_15_49")

        yield Pair(ours=ours)


CASE = Case(
    what="month's figures with traces, village",
    against="300 ms",
    bar=Bar(at_most=0.3),
    prepare=prepare,
    rounds=7,
)
