"""Taking another laptop's delta into the ledger: everything checked, then one transaction (docs/sync.md, 2 and 4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from app.actions.erasure import FORGOTTEN
from app.delta import BEGINNING, Delta, Reach, Reaches, Rows
from app.errors import ExchangeError, ExchangeWaits
from app.merge import Cell, Version, in_conflict, join, settled
from app.records import KINDS, Value
from app.records.readable import is_readable
from storage.agenda_marks import mark
from storage.cells import CellName, read_cells, store_cells
from storage.erasing import cell_id, forget_cell, remove_records, remove_subject
from storage.headers import Headers
from storage.strange import is_strange, known_part, remember_making, take_in
from storage.tables import in_lots, quoted


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did. ``already_held``: nothing, because all of it was here."""

    already_held: bool
    new_records: int
    cells: int
    conflicts: int
    kinds: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()


def merge(connection: Any, delta: Delta) -> Merged:
    """Joins a delta into the ledger. The caller has begun the transaction and rolls it back on any error."""
    here = {
        name: Reach(seq, bytes(link))
        for name, seq, link in connection.execute(
            "SELECT r.id, h.seq, h.link FROM reach h JOIN replica r ON r.no = h.replica"
        )
    }
    (me,) = connection.execute("SELECT id FROM replica WHERE mine = 1").fetchone()
    _check_shape(delta)
    _check_coverage(connection, delta, here, me)
    news = {name: upto for name, upto in delta.upto.items() if upto.seq > here.get(name, BEGINNING).seq}
    if not news:
        return Merged(True, 0, 0, 0)
    merger = _Merger(connection, delta)
    merged = merger.run()
    mark(connection, merged.kinds, merged.subjects)
    for name, upto in news.items():
        no = merger.headers.replica(name)
        connection.execute("INSERT OR REPLACE INTO reach (replica, seq, link) VALUES (?, ?, ?)", (no, *upto))
        connection.execute("UPDATE change SET link = ? WHERE replica = ? AND seq = ?", (upto.link, no, upto.seq))
    return merged


def _check_shape(delta: Delta) -> None:
    """Refuses headers of changes that the delta does not claim to cover, and values that are none."""
    for header in delta.headers:
        if header.dot.seq > delta.upto.get(header.dot.replica, BEGINNING).seq:
            raise ExchangeError("exchange.malformed", replica=header.dot.replica, at=header.dot.seq)
    for rows in delta.rows:
        if rows.kind in KINDS:
            _check_rows(rows)
    for cell in delta.cells:
        field = KINDS[cell.kind].fields.get(cell.field) if cell.kind in KINDS else None
        if field is not None and not is_readable(field, cell.value):
            raise ExchangeError("exchange.malformed", part=f"{cell.kind}.{cell.field}")


def _check_rows(rows: Rows) -> None:
    """Refuses values no page could show: a sound program writes none, and one record would lock all others up."""
    fields = KINDS[rows.kind].fields
    missing = [name for name, field in fields.items() if field.required and name not in rows.fields]
    unreadable = (
        name
        for name, column in zip(rows.fields, rows.columns, strict=True)
        if name in fields and not all(is_readable(fields[name], value) for value in set(column))
    )
    if part := next(chain(missing, unreadable), None):
        raise ExchangeError("exchange.malformed", part=f"{rows.kind}.{part}")


def _check_coverage(connection: Any, delta: Delta, here: Reaches, me: str) -> None:
    """Refuses a gap or a fork before anything is touched."""
    missing = {name: base.seq for name, base in delta.after.items() if base.seq > here.get(name, BEGINNING).seq}
    if missing:
        name, wanted = min(missing.items())
        raise ExchangeWaits("exchange.gap", has=here.get(name, BEGINNING).seq, needs=wanted, replica=name)
    if (claimed := delta.upto.get(me, BEGINNING).seq) > here.get(me, BEGINNING).seq:
        # Somebody goes on under our name: this ledger, or that one, is a copy.
        raise ExchangeError("exchange.forked", replica=me, at=claimed)
    for name, place in [*delta.after.items(), *delta.upto.items()]:
        row = connection.execute(
            "SELECT c.link FROM change c JOIN replica r ON r.no = c.replica WHERE r.id = ? AND c.seq = ?",
            (name, place.seq),
        ).fetchone()
        if row and row[0] is not None and bytes(row[0]) != place.link:
            raise ExchangeError("exchange.forked", replica=name, at=place.seq)


class _Merger:
    def __init__(self, connection: Any, delta: Delta) -> None:
        self._db = connection
        self._delta = delta
        self.headers = Headers(connection)
        self._local = self.headers.take_in(delta.headers)
        self._subjects: set[str] = set()
        self._kinds: set[str] = set()
        self._told: defaultdict[CellName, list[Version]] = defaultdict(list)
        self._subject_of: dict[CellName, str] = {}
        self._made = self._written = self._conflicts = 0

    def run(self) -> Merged:
        """Erasures first, then whole records, then single cells."""
        for subject, by in self._delta.erased.items():
            self._db.execute("INSERT OR IGNORE INTO erased VALUES (?, ?, 1)", (subject, self._local[by]))
            self._kinds |= remove_subject(self._db, subject, self.headers[self._local[by]])
            self._subjects.add(subject)
        for kind, record, subject in remove_records(self._db, self._delta.erased):
            self._kinds.add(kind)
            self._subjects.add(subject)
            if not KINDS[kind].county_fields:
                self._never_told(record)
        gone = {subject for (subject,) in self._db.execute("SELECT subject FROM erased")}
        for rows in self._delta.rows:
            if rows.kind in KINDS:
                self._rows(known_part(rows), gone)
        take_in(self._db, self._delta, self._local, self.headers, gone)
        for cell in self._delta.cells:
            if not is_strange(cell.kind, cell.field) and cell.subject not in gone and cell.id not in gone:
                self._hear(CellName(*cell[:2], cell.field), cell.subject, cell.value, self._local[cell.by])
        self._cells()
        return Merged(
            False, self._made, self._written, self._conflicts, frozenset(self._kinds), frozenset(self._subjects)
        )

    def _rows(self, rows: Rows, gone: set[str]) -> None:
        known = self._known(rows)
        made = [self._local[m] for m in rows.made]
        # Most columns of a wide kind say nothing; to leave them to the table is quicker than to bind them row by row.
        told = {
            name: column
            for name, column in zip(rows.fields, rows.columns, strict=True)
            if column.count(None) < len(column)
        }
        lines = list(zip(rows.ids, rows.subjects, made, *told.values(), strict=True))
        fresh = [x for x in lines if x[0] not in known and gone.isdisjoint(x[:2])] if known or gone else lines
        names = ", ".join(map(quoted, ("id", "subject", "v", *told)))
        marks = ", ".join("?" * (len(told) + 3))
        self._db.executemany(f"INSERT INTO {quoted(rows.kind)} ({names}) VALUES ({marks})", fresh)
        self._made += len(fresh)
        if fresh:
            self._kinds.add(rows.kind)
            self._subjects.update(line[1] for line in fresh)
        if known:
            self._made_twice(rows, made, known, gone)

    def _known(self, rows: Rows) -> dict[str, int]:
        """The records that are here already, each with the change that made it here."""
        known: dict[str, int] = {}
        if self._db.execute(f"SELECT 1 FROM {quoted(rows.kind)} LIMIT 1").fetchone():
            for marks, lot in in_lots(rows.ids):
                known.update(self._db.execute(f"SELECT id, v FROM {quoted(rows.kind)} WHERE id IN {marks}", lot))
        return known

    def _made_twice(self, rows: Rows, made: Sequence[int], known: Mapping[str, int], gone: set[str]) -> None:
        """The same record made by two changes (revived on two laptops) is joined cell by cell."""
        edited = {(c.id, c.field) for c in self._delta.cells if c.kind == rows.kind}
        for record, subject, v, *values in zip(rows.ids, rows.subjects, made, *rows.columns, strict=True):
            if known.get(record, v) != v and gone.isdisjoint((record, subject)):
                remember_making(self._db, rows.kind, record, v, subject)
                said = dict(zip(rows.fields, values, strict=True))
                for field in KINDS[rows.kind].fields:
                    if (record, field) not in edited:
                        self._hear(CellName(rows.kind, record, field), subject, said.get(field), v)

    def _hear(self, name: CellName, subject: str, value: Value, v: int) -> None:
        """One version of a cell, as the other tells it; all of them are joined at the end."""
        self._told[name].append(Version(value, self.headers[v]))
        self._subject_of[name] = subject

    def _cells(self) -> None:
        here = read_cells(self._db, self._told, self.headers)
        changed: dict[CellName, Cell] = {}
        for name, before in here.items():
            joined = join(before, settled(self._told[name]))
            if joined != before:
                changed[name] = joined
        self._db.executemany(
            "INSERT OR IGNORE INTO history VALUES (?, ?, ?, ?, ?, ?)",
            (
                (
                    self.headers.number(cell[0].by.dot),
                    *name[:2],
                    self._subject_of[name],
                    name.field,
                    here[name][0].value,
                )
                for name, cell in changed.items()
                if cell[0].value != here[name][0].value
            ),
        )
        store_cells(self._db, changed, self.headers)
        for name in self._to_forget(changed):
            forget_cell(self._db, *name)
            if name.field not in KINDS[name.kind].county_fields:
                self._never_told(cell_id(*name))
        self._written = len(changed)
        self._conflicts = sum(in_conflict(cell) for cell in changed.values())
        self._kinds.update(name.kind for name in changed)
        self._subjects.update(self._subject_of[name] for name in changed)

    def _to_forget(self, changed: Iterable[CellName]) -> list[CellName]:
        """The cells whose past is erased: those told of, and those empty already, of which only their past is here."""
        if not self._delta.erased:
            return []
        marks = ", ".join("?" * len(FORGOTTEN))
        past = self._db.execute(f"SELECT DISTINCT kind, id, field FROM history WHERE kind IN ({marks})", [*FORGOTTEN])
        names = dict.fromkeys([*changed, *(CellName(*cell) for cell in past)])
        return [name for name in names if cell_id(*name) in self._delta.erased]

    def _never_told(self, what: str) -> None:
        """The county never heard of what stays in the village, and need not hear that it is gone."""
        self._db.execute("UPDATE erased SET county = 0 WHERE subject = ?", (what,))
