"""The headers of villages' changes at the hub: by number in the tables, by dot in a bundle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from sqlalchemy import Connection, Row, select

from app.versions import Dot, Header
from sync.hub.bulk import add, fresh_numbers, listed
from sync.hub.schema import CHANGE


class Headers:
    """Those that the bundles of some villages bring and those the hub holds, read as they are needed."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._by_no: dict[int, Header] = {}
        self._no: dict[tuple[str, Dot], int] = {}

    def forked(self, told: Mapping[str, Sequence[Header]]) -> dict[str, Dot]:
        """Reads which of them are here. Returns the villages, with the dot, for which another one stands under it."""
        self._find(told)
        found: dict[str, Dot] = {}
        for unit, headers in told.items():
            for header in headers:
                no = self._no.get((unit, header.dot))
                if no is not None and _told(self._by_no[no]) != _told(header):
                    found.setdefault(unit, header.dot)
        return found

    def keep(self, told: Mapping[str, Sequence[Header]]) -> None:
        """Writes those that are new, after ``forked``."""
        fresh = [(unit, h) for unit, headers in told.items() for h in headers if (unit, h.dot) not in self._no]
        if not fresh:
            return
        numbers = fresh_numbers(self._db, CHANGE, "no", len(fresh))
        for no, (unit, header) in zip(numbers, fresh, strict=True):
            self._by_no[no] = header
            self._no[unit, header.dot] = no
        columns = {
            "no": numbers,
            "unit": [unit for unit, _ in fresh],
            "replica": [header.dot.replica for _, header in fresh],
            "seq": [header.dot.seq for _, header in fresh],
            "author": [header.author for _, header in fresh],
            "at_ms": [header.at_ms for _, header in fresh],
            "knows": [msgspec.msgpack.encode(dict(header.knows)) for _, header in fresh],
        }
        add(self._db, CHANGE, columns)

    def no(self, unit: str, header: Header) -> int:
        """The hub's number of a header taken in or read before."""
        return self._no[unit, header.dot]

    def get(self, no: int) -> Header:
        """The header behind a number that was loaded."""
        return self._by_no[no]

    def load(self, numbers: Iterable[int]) -> None:
        """Reads many at once."""
        wanted = sorted(set(numbers) - self._by_no.keys())
        if wanted:
            named = listed(self._db, ["no"], no=wanted)
            self._keep(self._db.execute(select(CHANGE).where(CHANGE.c.no == named.c.no)))

    def _find(self, told: Mapping[str, Sequence[Header]]) -> None:
        spans: dict[tuple[str, str], tuple[int, int]] = {}
        for unit, headers in told.items():
            for header in headers:
                replica, seq = header.dot
                low, high = spans.get((unit, replica), (seq, seq))
                spans[unit, replica] = (min(low, seq), max(high, seq))
        if spans:
            span = listed(
                self._db,
                ["low", "high"],
                unit=[unit for unit, _ in spans],
                replica=[replica for _, replica in spans],
                low=[low for low, _ in spans.values()],
                high=[high for _, high in spans.values()],
            )
            within = CHANGE.c.seq.between(span.c.low, span.c.high)
            of_it = (CHANGE.c.unit == span.c.unit, CHANGE.c.replica == span.c.replica)
            self._keep(self._db.execute(select(CHANGE).where(*of_it, within)))

    def _keep(self, rows: Iterable[Row[tuple[object, ...]]]) -> None:
        for row in rows:
            knows = msgspec.msgpack.decode(row.knows, type=dict[str, int])
            header = Header(Dot(row.replica, row.seq), row.author, row.at_ms, knows)
            self._by_no[row.no] = header
            self._no[row.unit, header.dot] = row.no


def _told(header: Header) -> tuple[str, int, dict[str, int]]:
    return header.author, header.at_ms, dict(header.knows)
