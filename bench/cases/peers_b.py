"""The common work, B: 500 edits of women and visits, 300 new visits, to a laptop that has the rest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bench.exchange import Month, raw, rows_of
from bench.harness import Bar, Case, Pair
from bench.peers.ours import two
from bench.session import Session


@contextmanager
def prepare(folder: Path) -> Iterator[Pair]:
    """The other laptop is brought to where it was before each round."""
    with two(folder) as laptops, closing(raw(laptops.here)) as source:
        month = Month(tuple(laptops.work.edits), tuple(laptops.work.new_visits))
        session = Session(folder, rows_of(source), month)
        laptops.bring()
        laptops.keep()
        laptops.live_a_month()

        def ours() -> float:
            with laptops.as_kept():
                return laptops.bring()

        yield Pair(ours=ours, reference=session.run)


CASE = Case(
    what="common work B: 500 edits, 300 visits",
    against="SQLite session extension, the same edits, unencrypted",
    bar=Bar(times=3),
    prepare=prepare,
    rounds=7,
)
