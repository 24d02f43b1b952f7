"""A month of a village, 500 edits and 300 visits, from one laptop to another that has the rest.

The reference does less: its files are plain, its tables have no index but that of their ids, nothing is signed or carried,
and who wrote what when is not kept. Writing the same rows into the encrypted ledger alone takes three times as long as the
whole of it (``exchange_month_rows``): 450 pages to decrypt, encrypt and authenticate.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bench.exchange import Wire, a_month, carry, raw, reopen, rows_of, village
from bench.harness import Bar, Case, Pair
from bench.session import Session


@contextmanager
def prepare(folder: Path) -> Iterator[Pair]:
    """The receiver is copied back to where it was before each round."""
    wire = Wire()
    with village(folder) as sender, closing(raw(sender)) as source:
        before, rows, what = sender.exchange.reaches(), rows_of(source), a_month(sender)
        kept = sender.back_up(folder / "kept").folder
        what.live(sender)
        session = Session(folder, rows, what)

        def ours() -> float:
            other = folder / "other"
            shutil.rmtree(other, ignore_errors=True)
            shutil.copytree(kept, other)
            receiver = reopen(other)
            try:
                return carry(sender, receiver, before, wire, folder / "month.bundle")
            finally:
                receiver.close()

        yield Pair(ours=ours, reference=session.run)


CASE = Case(
    what="exchange of a month: 500 edits, 300 visits",
    against="SQLite session extension, the same edits, unencrypted",
    bar=Bar(times=3),
    prepare=prepare,
    rounds=7,
)
