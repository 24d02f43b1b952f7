"""Records of the hub cell by cell: read as states, joined by the law of merging, written back in lots."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, bindparam, delete, insert, select, tuple_, update

from app.merge import Cell, Version, join, settled
from app.records import KINDS
from app.records.base import Value
from app.versions import Header
from sync.hub.checks import wrong
from sync.hub.headers import Headers
from sync.hub.lots import lots
from sync.hub.schema import ASIDE, CELL, RECORDS


@dataclass(slots=True)
class State:
    """One record. ``made``: the change that made it; a cell only it has written may be missing from ``cells``."""

    subject: str
    made: Header
    cells: dict[str, Cell] = field(default_factory=dict)

    def cell(self, name: str) -> Cell:
        """The standing versions of a cell."""
        return self.cells.get(name) or (Version(None, self.made),)


class _Kept(msgspec.Struct):
    """A record as it lies aside: the number of the change that made it; per cell, values with their changes."""

    made: int
    cells: dict[str, list[tuple[Value, int]]]

    def numbers(self) -> Iterator[int]:
        """Every change named."""
        yield self.made
        yield from (no for pairs in self.cells.values() for _, no in pairs)


class Records:
    """The records of one kind in one unit that a bundle touches."""

    def __init__(self, db: Connection, unit: str, kind: str, headers: Headers) -> None:
        self._db = db
        self._unit = unit
        self._kind = kind
        self._table: Table = RECORDS[kind]
        self._fields = KINDS[kind].county_fields
        self._headers = headers
        self.changed = 0
        """How many cells of records that were here are other than before."""
        self._here: dict[str, State] = {}
        self._aside: dict[str, State] = {}
        self._edited: set[tuple[str, str]] = set()
        self._new: list[dict[str, Any]] = []
        self._values: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        self._cells_gone: list[tuple[str, str]] = []
        self._cells_new: list[dict[str, Any]] = []
        self._aside_gone: list[str] = []
        self._aside_new: list[dict[str, Any]] = []

    def load(self, ids: Collection[str]) -> None:
        """Reads those that are known here."""
        rows = [row._mapping for row in self._lots(self._table, ids)]
        cells = list(self._lots(CELL, ids, CELL.c.kind == self._kind))
        aside = list(self._lots(ASIDE, ids, ASIDE.c.kind == self._kind))
        kept = [msgspec.msgpack.decode(row.state, type=_Kept) for row in aside]
        self._headers.load(
            [
                *(row["v"] for row in rows),
                *(row.v for row in cells),
                *(no for one in kept for no in one.numbers()),
            ]
        )
        get = self._headers.get
        for row in rows:
            made = get(row["v"])
            self._here[row["id"]] = State(
                row["subject"], made, {name: (Version(row[name], made),) for name in self._fields}
            )
        versions: defaultdict[tuple[str, str], list[Version]] = defaultdict(list)
        for row in cells:
            versions[row.id, row.field].append(Version(msgspec.json.decode(row.value), get(row.v)))
        for (one, name), found in versions.items():
            self._here[one].cells[name] = settled(found)
        self._edited = set(versions)
        for row, state in zip(aside, kept, strict=True):
            self._aside[row.id] = State(
                row.subject,
                get(state.made),
                {name: settled(Version(v, get(no)) for v, no in pairs) for name, pairs in state.cells.items()},
            )

    def _lots(self, table: Table, ids: Collection[str], *conditions: Any) -> Iterator[Any]:
        for lot in lots(sorted(ids)):
            named = table.c.id.in_(lot)
            yield from self._db.execute(select(table).where(table.c.unit == self._unit, named, *conditions))

    def knows(self, one: str) -> bool:
        """Whether a record is here or aside."""
        return one in self._here or one in self._aside

    @property
    def new(self) -> int:
        """How many records are new."""
        return len(self._new)

    def add(self, rows: Iterable[dict[str, Any]]) -> None:
        """New, sound records that nobody edited yet, as table rows."""
        self._new.extend(rows)

    def join(self, one: str, there: State) -> None:
        """Joins what a bundle says of a record to what is here; a record not known here must come whole."""
        here, aside = self._here.get(one), self._aside.get(one)
        known = aside or here
        if known is not None and known.subject != there.subject:
            return  # ids are never used again; a record cannot change whom it is about
        joined = there if known is None else _joined(known, there)
        if joined == known:
            return
        code = wrong(self._kind, ((name, v.value) for name in self._fields for v in joined.cell(name)))
        if aside is not None:
            self._aside_gone.append(one)
        if code is not None:
            self._aside_new.append(self._aside_row(one, joined, code))
        else:
            self._keep(one, here, joined)

    def _keep(self, one: str, here: State | None, joined: State) -> None:
        made = here.made if here else joined.made
        if here is None:
            values = {name: joined.cell(name)[0].value for name in self._fields}
            self._new.append(
                {**values, "unit": self._unit, "id": one, "subject": joined.subject, "v": self._headers.no(made)}
            )
        for name in self._fields:
            cell = joined.cell(name)
            if here is not None:
                if cell == here.cell(name):
                    continue
                if cell[0].value != here.cell(name)[0].value:
                    self._values[name].append({"the_id": one, "the_value": cell[0].value})
            if (one, name) in self._edited:
                self._cells_gone.append((one, name))
            if len(cell) > 1 or cell[0].by.dot != made.dot:
                self._cells_new += [self._cell_row(one, joined.subject, name, version) for version in cell]
            self.changed += here is not None

    def _cell_row(self, one: str, subject: str, name: str, version: Version) -> dict[str, Any]:
        return {
            "unit": self._unit,
            "kind": self._kind,
            "id": one,
            "field": name,
            "v": self._headers.no(version.by),
            "subject": subject,
            "value": msgspec.json.encode(version.value).decode(),
        }

    def _aside_row(self, one: str, state: State, code: str) -> dict[str, Any]:
        no = self._headers.no
        kept = _Kept(no(state.made), {n: [(v.value, no(v.by)) for v in cell] for n, cell in state.cells.items()})
        return {
            "unit": self._unit,
            "kind": self._kind,
            "id": one,
            "subject": state.subject,
            "code": code,
            "state": msgspec.msgpack.encode(kept),
        }

    def flush(self) -> None:
        """Writes everything down."""
        table = self._table
        mine = CELL.c.unit == self._unit, CELL.c.kind == self._kind
        for lot in lots(self._cells_gone):
            self._db.execute(delete(CELL).where(*mine, tuple_(CELL.c.id, CELL.c.field).in_(lot)))
        for lot_of_ids in lots(self._aside_gone):
            gone = delete(ASIDE).where(ASIDE.c.unit == self._unit, ASIDE.c.kind == self._kind)
            self._db.execute(gone.where(ASIDE.c.id.in_(lot_of_ids)))
        for name, values in self._values.items():
            changing = update(table).where(table.c.unit == self._unit, table.c.id == bindparam("the_id"))
            self._db.execute(changing.values({table.c[name]: bindparam("the_value")}), values)
        for into, rows in ((table, self._new), (CELL, self._cells_new), (ASIDE, self._aside_new)):
            if rows:
                self._db.execute(insert(into), rows)


def _joined(here: State, there: State) -> State:
    """What ``there`` does not mention stays as it is."""
    told = {name: join(here.cell(name), cell) for name, cell in there.cells.items()}
    return State(here.subject, here.made, {**here.cells, **told})
