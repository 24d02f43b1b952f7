"""How many bytes a village's whole ledger takes on the stick."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bench.exchange import Wire, minimal_csv, raw, rows_of, village, xz
from bench.harness import Bar, Case, Pair


@contextmanager
def prepare(folder: Path) -> Iterator[Pair]:
    """Sealed and signed, every header and version included."""
    with village(folder) as sender, closing(raw(sender)) as source:
        size = Wire().write(sender.exchange.collect_for_office({}), folder / "first.bundle")
        least = xz(minimal_csv(rows_of(source)))
        yield Pair(ours=lambda: float(size), reference=lambda: float(least))


CASE = Case(
    what="first exchange: bytes on the stick",
    against="xz over a minimal CSV of the same rows",
    bar=Bar(times=1.2),
    prepare=prepare,
    rounds=1,
    unit="B",
)
