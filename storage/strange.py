"""What a later program wrote: kept with its versions, carried on, adopted when this one learns it (docs/sync.md, 15).

Another laptop of the office may have been updated first. Kinds and fields of it that this program has no column for lie in
the table ``strange``: of each cell the standing versions, by the same law of merging as all others. They are shown nowhere,
go on to other laptops exactly as they would have come from there, and never to the county.

A cell with no entry was never said: its state is no value, by the change that made the record. The empty field holds the
changes that made a record: of a kind that is not known here all of them; of a known kind those beside the one in its row,
where two laptops made the same record, so that a field learnt later knows of both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.delta import CellVersion, Delta, Rows
from app.merge import Cell, Version, join, settled
from app.records import KINDS, Value
from app.versions import Header
from storage.headers import Headers
from storage.tables import in_lots, quoted

MADE = ""
"""The field that stands for the making of a record."""


class Name(NamedTuple):
    """Which record, of a kind that need not be known."""

    kind: str
    id: str


def is_strange(kind: str, field: str) -> bool:
    """Whether this program has no column for a field."""
    return kind not in KINDS or field not in KINDS[kind].fields


def known_part(rows: Rows) -> Rows:
    """What this program knows of some records of a known kind."""
    told = [n for n, field in enumerate(rows.fields) if not is_strange(rows.kind, field)]
    if len(told) == len(rows.fields):
        return rows
    fields, columns = tuple(rows.fields[n] for n in told), [rows.columns[n] for n in told]
    return Rows(rows.kind, fields, rows.ids, rows.subjects, rows.made, columns)


# --- the table -------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Strange:
    """The table, read and written record by record."""

    db: Any
    headers: Headers

    def made(self, kind: str, ids: Iterable[str]) -> dict[str, set[int]]:
        """The changes that made some records of one kind."""
        wanted = list(ids)
        found = self.further(kind, wanted)
        for marks, lot in in_lots(wanted if kind in KINDS else ()):
            for one, v in self.db.execute(f"SELECT id, v FROM {quoted(kind)} WHERE id IN {marks}", lot):
                found.setdefault(one, set()).add(v)
        return found

    def stored(self, kind: str, ids: Iterable[str]) -> dict[str, dict[str, Cell]]:
        """Record → field → its standing versions, the shown one first; only of what was said."""
        versions: defaultdict[tuple[str, str], list[tuple[int, Value]]] = defaultdict(list)
        for marks, lot in in_lots(ids):
            for one, field, v, value in self.db.execute(
                f"SELECT id, field, v, value FROM strange WHERE kind = ? AND field <> '' AND id IN {marks}",
                [kind, *lot],
            ):
                versions[one, field].append((v, value))
        self.headers.read_all(v for told in versions.values() for v, _ in told)
        cells: defaultdict[str, dict[str, Cell]] = defaultdict(dict)
        for (one, field), told in versions.items():
            cells[one][field] = settled(Version(value, self.headers[v]) for v, value in told)
        return cells

    def further(self, kind: str, ids: Iterable[str]) -> dict[str, set[int]]:
        """The makings of some records that the table holds: all of an unknown kind, the others of a known one."""
        found: defaultdict[str, set[int]] = defaultdict(set)
        for marks, lot in in_lots(ids):
            for one, v in self.db.execute(
                f"SELECT id, v FROM strange WHERE kind = ? AND field = '' AND id IN {marks}", [kind, *lot]
            ):
                found[one].add(v)
        return dict(found)

    def first(self, made: Iterable[int]) -> int:
        """The change that is said to have made a record which several did: the same on every laptop."""
        return max(made, key=lambda v: self.headers[v].precedence)

    def number(self, header: Header) -> int:
        """The local number of a change whose header is here."""
        v = self.headers.number(header.dot)
        if v is None:
            raise KeyError(header.dot)
        return v

    def unsaid(self, made: Collection[int]) -> Cell:
        """The state of a cell nobody wrote: no value, by whoever made the record."""
        return settled(Version(None, self.headers[v]) for v in made)

    def keep(self, name: Name, subject: str, field: str, cell: Cell, *, before: bool) -> None:
        """Replaces a cell. ``before``: whether there is anything to replace."""
        if before:
            self.db.execute("DELETE FROM strange WHERE kind = ? AND id = ? AND field = ?", (*name, field))
        self.db.executemany(
            "INSERT INTO strange VALUES (?, ?, ?, ?, ?, ?)",
            ((*name, field, self.number(v.by), subject, v.value) for v in cell),
        )


def remember_making(connection: Any, kind: str, record: str, v: int, subject: str) -> None:
    """Another change that made a record which is here already."""
    connection.execute("INSERT OR IGNORE INTO strange VALUES (?, ?, '', ?, ?, NULL)", (kind, record, v, subject))


def forget_subject(connection: Any, subject: str) -> None:
    """Deletes everything strange about a subject, or what has its id."""
    connection.execute("DELETE FROM strange WHERE subject = ? OR id = ?", (subject, subject))


def forget_records(connection: Any, ids: Iterable[str]) -> None:
    """Deletes everything strange that is or belongs to some records."""
    for marks, lot in in_lots(ids):
        connection.execute(f"DELETE FROM strange WHERE id IN {marks}", lot)


# --- taking in -------------------------------------------------------------------------------------------------------


def take_in(connection: Any, delta: Delta, local: Sequence[int], headers: Headers, gone: AbstractSet[str]) -> None:
    """Keeps what of another laptop's delta is not known here; its known records are in their tables already.

    ``local``: the local numbers of the delta's headers. ``gone``: what was erased and does not come back.
    """
    taking = _Taking(Strange(connection, headers), local)
    cells = [cell for cell in delta.cells if is_strange(cell.kind, cell.field)]
    for cell in cells:
        if gone.isdisjoint((cell.subject, cell.id)):
            taking.cell(cell)
    edited = {(cell.kind, cell.id, cell.field) for cell in cells}
    for rows in delta.rows:
        if rows.kind not in KINDS or any(is_strange(rows.kind, field) for field in rows.fields):
            taking.rows(rows, edited, gone)
    taking.write()


class _Taking:
    def __init__(self, table: Strange, local: Sequence[int]) -> None:
        self._table = table
        self._local = local
        self._told: defaultdict[str, defaultdict[str, dict[str, list[tuple[Value, int]]]]] = defaultdict(
            lambda: defaultdict(dict)
        )
        """Kind → record → field → (value, change)."""
        self._subject: dict[Name, str] = {}

    def cell(self, cell: CellVersion) -> None:
        v = self._local[cell.by]
        if cell.field == MADE:
            self._making(Name(cell.kind, cell.id), cell.subject, v)
        else:
            self._hear(Name(cell.kind, cell.id), cell.subject, cell.field, cell.value, v)

    def rows(self, rows: Rows, edited: Collection[tuple[str, str, str]], gone: AbstractSet[str]) -> None:
        """Records made elsewhere. A cell that is told with its versions is not told by its column."""
        columns = [
            (field, column)
            for field, column in zip(rows.fields, rows.columns, strict=True)
            if is_strange(rows.kind, field)
        ]
        for n, (one, subject) in enumerate(zip(rows.ids, rows.subjects, strict=True)):
            if one in gone or subject in gone:
                continue
            v = self._local[rows.made[n]]
            if rows.kind not in KINDS:
                self._making(Name(rows.kind, one), subject, v)
            for field, column in columns:
                if (rows.kind, one, field) not in edited:
                    self._hear(Name(rows.kind, one), subject, field, column[n], v)

    def _making(self, name: Name, subject: str, v: int) -> None:
        self._subject[name] = subject
        self._told[name.kind][name.id].setdefault(MADE, []).append((None, v))

    def _hear(self, name: Name, subject: str, field: str, value: Value, v: int) -> None:
        self._subject[name] = subject
        self._told[name.kind][name.id].setdefault(field, []).append((value, v))

    def write(self) -> None:
        """Joins everything heard to what is here."""
        table = self._table
        for kind, records in self._told.items():
            here = table.made(kind, records)
            before = table.stored(kind, records)
            for one, fields in records.items():
                name = Name(kind, one)
                made = here.get(one, set())
                unsaid = table.unsaid(made)
                more = {v for _, v in fields.pop(MADE, ())} - made
                if not made and (kind in KINDS or not more):
                    continue  # the record itself never came: it was erased
                for v in more:
                    remember_making(table.db, kind, one, v, self._subject[name])
                made |= more
                for field in {*fields, *(before.get(one, ()) if more else ())}:
                    was = before.get(one, {}).get(field)
                    # Whoever made the record without a word about this field said no value.
                    told = [*fields.get(field, ()), *((None, v) for v in more if field not in fields)]
                    self._join(name, field, was, unsaid, told, made)

    def _join(
        self,
        name: Name,
        field: str,
        was: Cell | None,
        unsaid: Cell,
        told: Sequence[tuple[Value, int]],
        made: Collection[int],
    ) -> None:
        table = self._table
        heard = settled(Version(value, table.headers[v]) for value, v in told)
        joined = join(was or unsaid, heard)
        if joined != was and (was or joined != table.unsaid(made)):
            table.keep(name, self._subject[name], field, joined, before=was is not None)
