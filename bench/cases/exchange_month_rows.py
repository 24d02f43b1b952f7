"""A month of a village beside the least any exchange must do: to write its cells and visits into the encrypted ledger."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bench.exchange import Wire, a_month, carry, raw_month, reopen, village
from bench.harness import Bar, Case, Pair
from storage.ledger import Ledger


@contextmanager
def prepare(folder: Path) -> Iterator[Pair]:
    """Both write to a ledger freshly opened, as it was before the month; collecting, sealing and opening is ours alone."""
    wire = Wire()
    with village(folder) as sender:
        before, what = sender.exchange.reaches(), a_month(sender)
        kept = sender.back_up(folder / "kept").folder
        what.live(sender)

        def onto_a_copy(do: Callable[[Ledger], float]) -> float:
            other = folder / "other"
            shutil.rmtree(other, ignore_errors=True)
            shutil.copytree(kept, other)
            with closing(reopen(other)) as receiver:
                return do(receiver)

        yield Pair(
            ours=lambda: onto_a_copy(lambda other: carry(sender, other, before, wire, folder / "month.bundle")),
            reference=lambda: onto_a_copy(lambda other: raw_month(other, what)),
        )


CASE = Case(
    what="exchange of a month, beside writing its rows",
    against="the same cells and visits raw into the same encrypted ledger, one transaction",
    bar=Bar(times=2),
    prepare=prepare,
    rounds=7,
)
