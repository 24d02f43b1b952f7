"""The one place that knows each record table: reading rows into records and writing records into rows."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import repeat
from operator import attrgetter, call
from typing import Any, TypeVar

from app.records import KINDS, Kind, Record, Value, kind_of
from app.records.fields import Flag

R = TypeVar("R", bound=Record)
Key = TypeVar("Key", str, int)

_AT_ONCE = 900
"""How many ids one statement names."""


def quoted(name: str) -> str:
    """A column or table name in SQL (``group`` and ``values`` are words of the language)."""
    return f'"{name}"'


class Table:
    """One kind's table. SQL texts are made once."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        columns = ", ".join(quoted(c) for c in kind.columns)
        self.select = f"SELECT {columns} FROM {quoted(kind.name)}"
        marks = ", ".join("?" * (len(kind.columns) + 1))
        self.insert = f"INSERT INTO {quoted(kind.name)} ({columns}, v) VALUES ({marks})"
        self._values: Callable[[Record], tuple[Value, ...]] = attrgetter(*kind.columns)
        self._slots = tuple(getattr(kind.cls, column).__set__ for column in kind.columns)
        self._flags = tuple(
            (slot, place)
            for place, (column, slot) in enumerate(zip(kind.columns, self._slots, strict=True))
            if isinstance(kind.fields.get(column), Flag)
        )

    def record(self, row: Sequence[Value]) -> Record:
        """A row as a record. Its slots are filled straight: its constructor would take five times as long."""
        made = object.__new__(self.kind.cls)
        deque(map(call, self._slots, repeat(made), row), maxlen=0)
        for fill, place in self._flags:
            fill(made, bool(row[place]))
        return made

    def row(self, record: Record, v: int) -> tuple[Value, ...]:
        """A record as a row, with the change that made it."""
        # The driver keeps True and False as 1 and 0.
        return (*self._values(record), v)


@cache
def table(kind: str) -> Table:
    """The table of a kind."""
    return Table(KINDS[kind])


def read_one(connection: Any, cls: type[R], record_id: str) -> R | None:
    """The record with an id, retired or not."""
    of = table(cls.kind)
    row = connection.execute(f"{of.select} WHERE id = ?", (record_id,)).fetchone()
    return of.record(row) if row else None  # type: ignore[return-value]  # the table holds this class


def read_all(connection: Any, cls: type[R], where: str = "", parameters: Sequence[Value] = ()) -> Iterator[R]:
    """The standing records of a kind, in the order they were made. ``where`` is a further SQL condition."""
    of = table(kind_of(cls).name)
    condition = f" AND ({where})" if where else ""
    rows = connection.execute(f"{of.select} WHERE retired IS NULL{condition} ORDER BY rowid", parameters)
    return (of.record(row) for row in rows)  # type: ignore[misc]


def in_lots(ids: Iterable[Key]) -> Iterator[tuple[str, list[Key]]]:
    """Splits ids into lots one statement can name: (``(?, ?, …)``, ids)."""
    wanted = list(ids)
    for start in range(0, len(wanted), _AT_ONCE):
        lot = wanted[start : start + _AT_ONCE]
        yield f"({', '.join('?' * len(lot))})", lot
