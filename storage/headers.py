"""Changes as the file keeps them: headers in and out, by their local number ``v``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from app.errors import ExchangeError
from app.versions import Dot, Header, Vector
from storage.tables import in_lots

_SELECT = (
    "SELECT c.id, r.id, c.seq, c.author, c.at_ms, c.knows FROM change c JOIN replica r ON r.no = c.replica WHERE c.id "
)


def encode_knows(knows: Vector) -> bytes | None:
    """A vector as stored; nothing for the usual case that no other replica is known."""
    return msgspec.msgpack.encode(sorted(knows.items())) if knows else None


def decode_knows(stored: bytes | None) -> dict[str, int]:
    """The vector back."""
    return dict(msgspec.msgpack.decode(stored, type=list[tuple[str, int]])) if stored else {}


class Headers:
    """The headers of changes, each read once."""

    def __init__(self, connection: Any) -> None:
        self._db = connection
        self._known: dict[int, Header] = {}
        self._numbers: dict[Dot, int] = {}
        self._replicas: dict[str, int] = {name: no for no, name in connection.execute("SELECT no, id FROM replica")}

    def __getitem__(self, v: int) -> Header:
        if v not in self._known:
            self.read("= ?", v)
        return self._known[v]

    def read(self, which: str, *parameters: int) -> None:
        """Reads many at once: those whose number fits an SQL condition."""
        for v, replica, seq, author, at_ms, knows in self._db.execute(_SELECT + which, parameters):
            dot = Dot(replica, seq)
            self._known[v] = Header(dot, author, at_ms, decode_knows(knows))
            self._numbers[dot] = v

    def replica(self, name: str) -> int:
        """The local number of a replica, given one if it is new."""
        if name not in self._replicas:
            self._db.execute("INSERT INTO replica (id, mine) VALUES (?, 0)", (name,))
            self._replicas = {name: no for no, name in self._db.execute("SELECT no, id FROM replica")}
        return self._replicas[name]

    def read_all(self, numbers: Iterable[int]) -> None:
        """Reads the headers of many changes at once."""
        missing = {v for v in numbers if v not in self._known}
        for marks, lot in in_lots(missing):
            self.read(f"IN {marks}", *lot)

    def number(self, dot: Dot) -> int | None:
        """The local number of a change, or None."""
        if dot not in self._numbers:
            row = self._db.execute(
                "SELECT id FROM change WHERE replica = ? AND seq = ?", (self.replica(dot.replica), dot.seq)
            ).fetchone()
            if row is None:
                return None
            self._numbers[dot] = int(row[0])
        return self._numbers[dot]

    def take_in(self, headers: Sequence[Header]) -> list[int]:
        """Keeps headers; returns their local numbers, in order.

        Raises ExchangeError ``exchange.forked`` if a number was used for something else here.
        """
        by_replica: defaultdict[int, list[Header]] = defaultdict(list)
        for header in headers:
            by_replica[self.replica(header.dot.replica)].append(header)
        for no, told in by_replica.items():
            known = self._numbers_of(no, told)
            for header in told:
                if header.dot.seq in known and self[known[header.dot.seq]] != header:
                    raise ExchangeError("exchange.forked", replica=header.dot.replica, at=header.dot.seq)
            self._db.executemany(
                "INSERT INTO change (replica, seq, author, at_ms, knows) VALUES (?, ?, ?, ?, ?)",
                (
                    (no, header.dot.seq, header.author, header.at_ms, encode_knows(header.knows))
                    for header in told
                    if header.dot.seq not in known
                ),
            )
            numbers = self._numbers_of(no, told)
            for header in told:
                v = numbers[header.dot.seq]
                self._known[v], self._numbers[header.dot] = header, v
        return [self._numbers[header.dot] for header in headers]

    def _numbers_of(self, replica: int, headers: Sequence[Header]) -> dict[int, int]:
        """The local numbers of a replica's changes around some headers, by seq."""
        seqs = [header.dot.seq for header in headers]
        return dict(
            self._db.execute(
                "SELECT seq, id FROM change WHERE replica = ? AND seq BETWEEN ? AND ?", (replica, min(seqs), max(seqs))
            )
        )
