"""Changes as the file keeps them: headers in and out, by their local number ``v``."""

from __future__ import annotations

from typing import Any

import msgspec

from app.errors import ExchangeError
from app.versions import Dot, Header, Vector

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
        self._replicas: dict[str, int] = {name: no for no, name in connection.execute("SELECT no, id FROM replica")}

    def __getitem__(self, v: int) -> Header:
        if v not in self._known:
            self.read("= ?", v)
        return self._known[v]

    def read(self, which: str, *parameters: int) -> None:
        """Reads many at once: those whose number fits an SQL condition."""
        for v, replica, seq, author, at_ms, knows in self._db.execute(_SELECT + which, parameters):
            self._known[v] = Header(Dot(replica, seq), author, at_ms, decode_knows(knows))

    def replica(self, name: str) -> int:
        """The local number of a replica, given one if it is new."""
        if name not in self._replicas:
            self._db.execute("INSERT INTO replica (id, mine) VALUES (?, 0)", (name,))
            self._replicas = {name: no for no, name in self._db.execute("SELECT no, id FROM replica")}
        return self._replicas[name]

    def number(self, dot: Dot) -> int | None:
        """The local number of a change, or None."""
        row = self._db.execute(
            "SELECT id FROM change WHERE replica = ? AND seq = ?", (self.replica(dot.replica), dot.seq)
        ).fetchone()
        return int(row[0]) if row else None

    def take_in(self, header: Header) -> int:
        """Keeps a header. Raises ExchangeError ``exchange.forked`` if its number was used for something else here."""
        v = self.number(header.dot)
        if v is None:
            v = int(
                self._db.execute(
                    "INSERT INTO change (replica, seq, author, at_ms, knows) VALUES (?, ?, ?, ?, ?)",
                    (self.replica(header.dot.replica), header.dot.seq, header.author, header.at_ms,
                     encode_knows(header.knows)),
                ).lastrowid
            )  # fmt: skip
            self._known[v] = header
        elif self[v] != header:
            raise ExchangeError("exchange.forked", replica=header.dot.replica, at=header.dot.seq)
        return v
