"""How many bytes a month of a village takes on the stick."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.exchange import Wire, a_month, village
from bench.harness import Bar, Case, Pair


@contextmanager
def prepare(folder: Path) -> Iterator[Pair]:
    """Sealed and signed, every header included."""
    with village(folder) as sender:
        before = sender.exchange.reaches()
        a_month(sender).live(sender)
        size = Wire().write(sender.exchange.collect_for_office(before), folder / "month.bundle")
        yield Pair(ours=lambda: float(size))


CASE = Case(
    what="exchange of a month: bytes on the stick",
    against="45 kB",
    bar=Bar(at_most=45_000),
    prepare=prepare,
    rounds=1,
    unit="B",
)
