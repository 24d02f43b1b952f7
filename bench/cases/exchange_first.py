"""A village's whole ledger into an empty one: collected, packed, sealed, signed, written, read, checked, merged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bench.exchange import Empty, Wire, carry, raw, raw_copy, village
from bench.harness import Bar, Case, Pair


@contextmanager
def prepare(folder: Path) -> Iterator[Pair]:
    """Both sides are encrypted ledgers."""
    empty, wire = Empty(folder), Wire()
    with village(folder) as sender, closing(raw(sender)) as source:

        def ours() -> float:
            with empty.one() as receiver:
                return carry(sender, receiver, {}, wire, folder / "first.bundle")

        yield Pair(ours=ours, reference=lambda: raw_copy(source, folder / "raw.db"))


CASE = Case(
    what="first exchange of a village, laptop to laptop",
    against="reading the rows + raw encrypted insert in one transaction",
    bar=Bar(times=2),
    prepare=prepare,
    rounds=5,
)
