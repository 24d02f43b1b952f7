"""The headers of a village's changes at the hub: by number in the tables, by dot in a bundle."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import Connection, Row, and_, insert, or_, select

from app.errors import ExchangeError
from app.versions import Dot, Header
from sync.hub.lots import lots
from sync.hub.schema import CHANGE


class Headers:
    """Those a bundle brings and those the hub holds, read as they are needed."""

    def __init__(self, db: Connection, unit: str) -> None:
        self._db = db
        self._unit = unit
        self._by_no: dict[int, Header] = {}
        self._no: dict[Dot, int] = {}

    def take(self, headers: Sequence[Header]) -> None:
        """Keeps those that are new. Raises ExchangeError ``exchange.forked`` for another one under a known dot."""
        self._find(headers)
        for header in headers:
            no = self._no.get(header.dot)
            if no is not None and _told(self._by_no[no]) != _told(header):
                raise ExchangeError("exchange.forked", replica=header.dot.replica, at=header.dot.seq)
        fresh = [header for header in headers if header.dot not in self._no]
        if fresh:
            self._db.execute(insert(CHANGE), [self._row(header) for header in fresh])
            self._find(fresh)

    def no(self, header: Header) -> int:
        """The hub's number of a header taken in or read before."""
        return self._no[header.dot]

    def get(self, no: int) -> Header:
        """The header behind a number."""
        if no not in self._by_no:
            self._keep(self._db.execute(select(CHANGE).where(CHANGE.c.no == no)))
        return self._by_no[no]

    def load(self, numbers: Iterable[int]) -> None:
        """Reads many at once."""
        for lot in lots([no for no in set(numbers) if no not in self._by_no]):
            self._keep(self._db.execute(select(CHANGE).where(CHANGE.c.no.in_(lot))))

    def _find(self, headers: Sequence[Header]) -> None:
        spans: dict[str, tuple[int, int]] = {}
        for header in headers:
            low, high = spans.get(header.dot.replica, (header.dot.seq, header.dot.seq))
            spans[header.dot.replica] = (min(low, header.dot.seq), max(high, header.dot.seq))
        if spans:
            within = or_(
                *(and_(CHANGE.c.replica == r, CHANGE.c.seq.between(low, high)) for r, (low, high) in spans.items())
            )
            self._keep(self._db.execute(select(CHANGE).where(CHANGE.c.unit == self._unit, within)))

    def _keep(self, rows: Iterable[Row[tuple[object, ...]]]) -> None:
        for row in rows:
            knows = msgspec.msgpack.decode(row.knows, type=dict[str, int])
            header = Header(Dot(row.replica, row.seq), row.author, row.at_ms, knows)
            self._by_no[row.no] = header
            self._no[header.dot] = row.no

    def _row(self, header: Header) -> dict[str, object]:
        return {
            "unit": self._unit,
            "replica": header.dot.replica,
            "seq": header.dot.seq,
            "author": header.author,
            "at_ms": header.at_ms,
            "knows": msgspec.msgpack.encode(dict(header.knows)),
        }


def _told(header: Header) -> tuple[str, int, dict[str, int]]:
    return header.author, header.at_ms, dict(header.knows)
