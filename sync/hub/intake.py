"""Taking a delta into the hub's tables: what is new in bulk, the rest cell by cell by the law of merging.

Called inside one transaction, after every check that concerns the whole bundle (``sync.hub.county``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert

from app.delta import CellVersion, Delta, Rows
from app.errors import ExchangeError
from app.merge import Cell, Version, settled
from app.records import KINDS
from sync.hub.checks import wrong_rows
from sync.hub.consents import Consents, erased_subjects, statements_in
from sync.hub.headers import Headers
from sync.hub.lots import lots
from sync.hub.schema import ASIDE, CELL, ERASED, RECORDS, STATEMENT
from sync.hub.state import Records, State


@dataclass(slots=True)
class Taken:
    """What became of a delta. ``opened``: subjects whose consent holds since."""

    opened: set[str]
    records: int = 0
    cells: int = 0


def check_audience(delta: Delta) -> None:
    """Raises ExchangeError ``exchange.oversharing`` (``kind``, ``field``) for anything the county must not even hold."""
    named = [(rows.kind, field) for rows in delta.rows for field in ("", *rows.fields)]
    for kind, field in {*named, *((cell.kind, cell.field) for cell in delta.cells)}:
        if kind not in RECORDS or (field and field not in KINDS[kind].county_fields):
            raise ExchangeError("exchange.oversharing", kind=kind, field=field)
    if any("" in rows.subjects for rows in delta.rows) or any(not cell.subject for cell in delta.cells):
        raise ExchangeError("exchange.malformed", part="subject")


def take(db: Connection, unit: str, delta: Delta) -> Taken:
    """Takes a checked delta in. Raises ExchangeError ``exchange.forked`` when its headers contradict those held."""
    return _Intake(db, unit, delta).run()


def remove_subjects(db: Connection, unit: str, subjects: Collection[str]) -> None:
    """Deletes every record about some subjects; their statements stay."""
    for lot in lots(sorted(subjects)):
        for table in (*RECORDS.values(), CELL, ASIDE):
            db.execute(delete(table).where(table.c.unit == unit, table.c.subject.in_(lot)))


def _remove_records(db: Connection, unit: str, ids: Collection[str]) -> None:
    """Deletes single records; what is erased is named by ids of any sort."""
    for lot in lots(sorted(ids)):
        for table in (*RECORDS.values(), CELL, ASIDE):
            db.execute(delete(table).where(table.c.unit == unit, table.c.id.in_(lot)))


class _Intake:
    def __init__(self, db: Connection, unit: str, delta: Delta) -> None:
        self._db = db
        self._unit = unit
        self._delta = delta
        self._headers = Headers(db, unit)
        self._consents = Consents(db, unit)
        self._edits: dict[str, dict[str, dict[str, list[CellVersion]]]] = defaultdict(
            lambda: defaultdict(lambda: defaultdict(list))
        )

    def run(self) -> Taken:
        delta = self._delta
        self._headers.take(delta.headers)
        self._erase()
        opened, closed = self._consents.join(
            statement for statement in statements_in(delta) if statement.subject not in self._gone
        )
        remove_subjects(self._db, self._unit, closed)
        self._consents.load(subject for rows in delta.rows for subject in rows.subjects)
        self._consents.load(cell.subject for cell in delta.cells)
        self._taken = Taken(opened)
        for cell in delta.cells:
            if self._may_be_here(cell.subject) and cell.id not in self._gone:
                self._edits[cell.kind][cell.id][cell.field].append(cell)
        rows_of = {rows.kind: rows for rows in delta.rows}
        for kind in RECORDS:
            if kind in rows_of or kind in self._edits:
                self._kind(kind, rows_of.get(kind, Rows(kind, ())))
        return self._taken

    def _erase(self) -> None:
        self._gone = erased_subjects(self._db, self._unit)
        fresh = sorted(self._delta.erased.keys() - self._gone)
        if fresh:
            self._db.execute(insert(ERASED), [{"unit": self._unit, "subject": subject} for subject in fresh])
            remove_subjects(self._db, self._unit, fresh)
            _remove_records(self._db, self._unit, fresh)
            for lot in lots(fresh):
                self._db.execute(delete(STATEMENT).where(STATEMENT.c.unit == self._unit, STATEMENT.c.subject.in_(lot)))
            self._gone.update(fresh)

    def _may_be_here(self, subject: str) -> bool:
        return subject not in self._gone and self._consents.given(subject)

    def _kind(self, kind: str, rows: Rows) -> None:
        edits = self._edits.get(kind, {})
        subjects = enumerate(rows.subjects)
        here = [n for n, subject in subjects if self._may_be_here(subject) and rows.ids[n] not in self._gone]
        records = Records(self._db, self._unit, kind, self._headers)
        records.load({*(rows.ids[n] for n in here), *edits})
        bad = wrong_rows(kind, rows.fields, rows.columns)
        fresh = []
        for n in here:
            one = rows.ids[n]
            if n in bad or one in edits or records.knows(one):
                records.join(one, self._whole(rows, n, edits.get(one, {})))
            else:
                fresh.append(n)
        records.add(self._lines(rows, fresh))
        came_whole = {rows.ids[n] for n in here}
        for one, fields in edits.items():
            # One that never came whole has a sender who had not heard that she consents again: it will (claims, §9).
            if one not in came_whole and records.knows(one):
                records.join(one, self._edited(fields))
        self._taken.records += records.new
        self._taken.cells += records.changed
        records.flush()

    def _lines(self, rows: Rows, places: Sequence[int]) -> Iterator[dict[str, Any]]:
        headers = self._delta.headers
        columns: dict[str, Sequence[Any]] = {name: [None] * len(rows.ids) for name in KINDS[rows.kind].county_fields}
        columns.update(zip(rows.fields, rows.columns, strict=True))
        for n in places:
            line: dict[str, Any] = {name: column[n] for name, column in columns.items()}
            line.update(unit=self._unit, id=rows.ids[n], subject=rows.subjects[n])
            line["v"] = self._headers.no(headers[rows.made[n]])
            yield line

    def _whole(self, rows: Rows, n: int, edits: Mapping[str, Sequence[CellVersion]]) -> State:
        made = self._delta.headers[rows.made[n]]
        cells = {f: (Version(column[n], made),) for f, column in zip(rows.fields, rows.columns, strict=True)}
        return State(rows.subjects[n], made, {**cells, **self._versions(edits)})

    def _edited(self, edits: Mapping[str, Sequence[CellVersion]]) -> State:
        """Only the edited cells; the change that made the record is not known from them and not needed."""
        first = next(iter(edits.values()))[0]
        return State(first.subject, self._delta.headers[first.by], self._versions(edits))

    def _versions(self, edits: Mapping[str, Sequence[CellVersion]]) -> dict[str, Cell]:
        headers = self._delta.headers
        return {field: settled(Version(v.value, headers[v.by]) for v in found) for field, found in edits.items()}
