"""Records of the hub cell by cell: read as states, joined by the law of merging, written back in bulk.

Of a record that is only edited, no more is read than the cells that were; what was not edited cannot have changed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, select

from app.merge import Cell, Version, join, settled
from app.records import KINDS
from app.records.base import Value
from app.versions import Header
from sync.hub.bulk import Values, add, change, listed, remove, same
from sync.hub.checks import wrong
from sync.hub.headers import Headers
from sync.hub.schema import ASIDE, CELL, RECORDS

Key = tuple[str, str]
"""Village and id: ids of two villages have nothing to do with each other."""


@dataclass(slots=True)
class State:
    """One record, or what is told of it.

    ``values``: what the change that made it wrote, as far as known; ``cells``: the standing versions of the others.
    """

    subject: str
    made: Header
    values: Mapping[str, Value] = field(default_factory=dict)
    cells: dict[str, Cell] = field(default_factory=dict)

    def cell(self, name: str) -> Cell:
        """The standing versions of a cell."""
        return self.cells.get(name) or (Version(self.values.get(name), self.made),)

    def told(self) -> Iterator[tuple[str, Cell]]:
        """Every cell that is mentioned."""
        for name in {**self.values, **self.cells}:
            yield name, self.cell(name)


class _Kept(msgspec.Struct):
    """A record as it lies aside: the number of the change that made it; per cell, values with their changes."""

    made: int
    cells: dict[str, list[tuple[Value, int]]]

    def numbers(self) -> Iterator[int]:
        """Every change named."""
        yield self.made
        yield from (no for pairs in self.cells.values() for _, no in pairs)


class Records:
    """The records of one kind that the bundles of some villages touch."""

    def __init__(self, db: Connection, kind: str, headers: Headers, with_aside: Collection[str]) -> None:
        """``with_aside``: the villages of which anything lies aside."""
        self._db = db
        self._with_aside = with_aside
        self._kind = kind
        self._table: Table = RECORDS[kind]
        self._fields = KINDS[kind].county_fields
        self._headers = headers
        self.new: Counter[str] = Counter()
        """By village, how many records are new."""
        self.changed: Counter[str] = Counter()
        """By village, how many cells of records that were here are other than before."""
        self._here: dict[Key, State] = {}
        self._aside: dict[Key, State] = {}
        self._edited: set[tuple[Key, str]] = set()
        self._new: defaultdict[str, list[Any]] = defaultdict(list)
        self._names: list[str] = []
        self._wide: set[Key] = set()
        self._shown: dict[Key, State] = {}
        self._cells_gone: list[tuple[Key, str]] = []
        self._cells_new: list[tuple[Key, str, str, Version]] = []
        self._aside_gone: list[Key] = []
        self._aside_new: list[tuple[Key, State, str]] = []

    # --- reading ---

    def load(self, whole: Collection[Key], edited: Mapping[Key, Collection[str]]) -> None:
        """Reads those that are known here: of the ``edited`` ones those cells, of others everything."""
        keys = sorted({*whole, *edited})
        if not keys:
            return
        self._read_aside([key for key in keys if key[0] in self._with_aside])
        told = set().union(*edited.values())
        self._names = [name for name in self._fields if name in told]
        self._read_rows(keys, self._names)
        self._read_whole([key for key in {*whole, *self._aside} if key in self._here])
        self._read_cells([*self._here])

    def _rows(self, table: Table, keys: Sequence[Key], columns: Iterable[str] | None = None) -> Iterable[Any]:
        named = listed(self._db, unit=[unit for unit, _ in keys], id=[one for _, one in keys])
        chosen = [table] if columns is None else [table.c[name] for name in columns]
        query = select(*chosen).where(same(table, named))
        return self._db.execute(query.where(table.c.kind == self._kind) if "kind" in table.c else query)

    def _read_rows(self, keys: Sequence[Key], names: Sequence[str]) -> None:
        rows = list(self._rows(self._table, keys, ("unit", "id", "subject", "v", *names)))
        self._headers.load(row[3] for row in rows)
        for unit, one, subject, made, *values in rows:
            self._here[unit, one] = State(subject, self._headers.get(made), dict(zip(names, values, strict=True)))

    def _read_whole(self, keys: Sequence[Key]) -> None:
        self._wide.update(keys)
        for unit, one, *values in self._rows(self._table, keys, ("unit", "id", *self._fields)) if keys else ():
            self._here[unit, one].values = dict(zip(self._fields, values, strict=True))

    def _read_cells(self, keys: Sequence[Key]) -> None:
        rows = list(self._rows(CELL, keys)) if keys else []
        self._headers.load(row.v for row in rows)
        versions: defaultdict[tuple[Key, str], list[Version]] = defaultdict(list)
        for row in rows:
            version = Version(msgspec.json.decode(row.value), self._headers.get(row.v))
            versions[(row.unit, row.id), row.field].append(version)
        for (key, name), found in versions.items():
            self._here[key].cells[name] = settled(found)
        self._edited = set(versions)

    def _read_aside(self, keys: Sequence[Key]) -> None:
        if not keys:
            return
        rows = [(row, msgspec.msgpack.decode(row.state, type=_Kept)) for row in self._rows(ASIDE, keys)]
        self._headers.load(no for _, kept in rows for no in kept.numbers())
        get = self._headers.get
        for row, kept in rows:
            cells = {name: settled(Version(v, get(no)) for v, no in pairs) for name, pairs in kept.cells.items()}
            self._aside[row.unit, row.id] = State(row.subject, get(kept.made), {}, cells)

    def knows(self, key: Key) -> bool:
        """Whether a record is here or aside."""
        return key in self._here or key in self._aside

    # --- joining ---

    def add(self, unit: str, ids: Sequence[str], subjects: Sequence[str], made: Sequence[int], columns: Any) -> None:
        """New, sound records that nobody edited yet: numbers of the changes that made them, columns by field."""
        count = len(ids)
        self.new[unit] += count
        for name in self._fields:
            self._new[name] += columns.get(name) or [None] * count
        self._new["unit"] += [unit] * count
        self._new["id"] += ids
        self._new["subject"] += subjects
        self._new["v"] += made

    def join(self, key: Key, there: State) -> None:
        """Joins what a bundle says of a record to what is here; a record not known here must come whole."""
        here, aside = self._here.get(key), self._aside.get(key)
        known = aside or here
        if known is None:
            self._place(key, None, there, self._fields)
            return
        if known.subject != there.subject:
            return  # ids are never used again; a record cannot change whom it is about
        cells = {name: now for name, cell in there.told() if (now := join(was := known.cell(name), cell)) != was}
        if cells:
            joined = State(known.subject, known.made, known.values, {**known.cells, **cells})
            self._place(key, here, joined, [*cells] if aside is None else self._fields)

    def _place(self, key: Key, here: State | None, joined: State, names: Sequence[str]) -> None:
        """Where it belongs now; ``names``: the cells that may be other than here."""
        code = wrong(self._kind, ((name, version.value) for name in names for version in joined.cell(name)))
        if key in self._aside:
            self._aside_gone.append(key)
        if code is not None:
            if here is not None:
                self._read_whole([key])
                joined.values = here.values
            self._aside_new.append((key, joined, code))
        elif here is None:
            made = self._headers.no(key[0], joined.made)
            values = {name: [joined.cell(name)[0].value] for name in self._fields}
            self.add(key[0], [key[1]], [joined.subject], [made], values)
            self._keep_versions(key, joined, names)
        else:
            other = [name for name in names if joined.cell(name) != here.cell(name)]
            self.changed[key[0]] += len(other)
            if any(joined.cell(name)[0].value != here.cell(name)[0].value for name in other):
                self._shown[key] = joined
            self._keep_versions(key, joined, other)

    def _keep_versions(self, key: Key, joined: State, names: Iterable[str]) -> None:
        for name in names:
            cell = joined.cell(name)
            if (key, name) in self._edited:
                self._cells_gone.append((key, name))
            if len(cell) > 1 or cell[0].by.dot != joined.made.dot:
                self._cells_new += [(key, joined.subject, name, version) for version in cell]

    # --- writing ---

    def flush(self) -> None:
        """Writes everything down."""
        self._remove(CELL, [key for key, _ in self._cells_gone], field=[name for _, name in self._cells_gone])
        self._remove(ASIDE, self._aside_gone)
        self._show([key for key in self._shown if key not in self._wide], self._names)
        self._show([key for key in self._shown if key in self._wide], self._fields)
        add(self._db, self._table, self._new)
        self._add_cells()
        self._add_aside()

    def _show(self, keys: Sequence[Key], names: Iterable[str]) -> None:
        """The shown values of all cells that were read: one statement for rows of which different cells were edited."""
        values = {name: [self._shown[key].cell(name)[0].value for key in keys] for name in names}
        change(self._db, self._table, {"unit": [unit for unit, _ in keys], "id": [one for _, one in keys]}, values)

    def _remove(self, table: Table, keys: Sequence[Key], **more: Sequence[str]) -> None:
        units, ids = [unit for unit, _ in keys], [one for _, one in keys]
        remove(self._db, table, unit=units, kind=[self._kind] * len(keys), id=ids, **more)

    def _add_cells(self) -> None:
        new, no = self._cells_new, self._headers.no
        columns: dict[str, Values] = {
            "unit": [key[0] for key, _, _, _ in new],
            "kind": [self._kind] * len(new),
            "id": [key[1] for key, _, _, _ in new],
            "field": [name for _, _, name, _ in new],
            "v": [no(key[0], version.by) for key, _, _, version in new],
            "subject": [subject for _, subject, _, _ in new],
            "value": [msgspec.json.encode(version.value).decode() for _, _, _, version in new],
        }
        add(self._db, CELL, columns)

    def _add_aside(self) -> None:
        new = self._aside_new
        columns: dict[str, Values] = {
            "unit": [key[0] for key, _, _ in new],
            "kind": [self._kind] * len(new),
            "id": [key[1] for key, _, _ in new],
            "subject": [state.subject for _, state, _ in new],
            "code": [code for _, _, code in new],
            "state": [self._kept(key[0], state) for key, state, _ in new],
        }
        add(self._db, ASIDE, columns)

    def _kept(self, unit: str, state: State) -> bytes:
        no = self._headers.no
        cells = {name: [(version.value, no(unit, version.by)) for version in cell] for name, cell in state.told()}
        return msgspec.msgpack.encode(_Kept(no(unit, state.made), cells))
