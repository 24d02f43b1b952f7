"""Taking deltas into the hub's tables: what is new in bulk, the rest cell by cell by the law of merging.

Called inside one transaction, after every check that concerns the whole bundle (``sync.hub.county``). The deltas of
several villages are taken in together, because a statement to the database costs more than what it says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from app.delta import CellVersion, Delta, Rows
from app.errors import ExchangeError
from app.merge import Cell, Version, settled
from app.records import KINDS
from sync.hub import months
from sync.hub.bulk import add, listed, remove
from sync.hub.checks import wrong_rows
from sync.hub.consents import Consents, Subject, erased_subjects, statements_in
from sync.hub.headers import Headers
from sync.hub.schema import ASIDE, CELL, ERASED, RECORDS, STATEMENT
from sync.hub.state import Key, Records, State

_COUNTY_FIELDS = {kind: frozenset(KINDS[kind].county_fields) for kind in RECORDS}
_LARGEST = (1 << 63) - 1
"""A database's largest whole number."""


@dataclass(slots=True)
class Taken:
    """What became of a delta. ``opened``: subjects whose consent holds since. ``closed``: those whose does not hold."""

    opened: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    records: int = 0
    cells: int = 0


def check_audience(delta: Delta) -> None:
    """Raises ExchangeError ``exchange.oversharing`` (``kind``, ``field``) for anything the county must not even hold."""
    named = [(rows.kind, field) for rows in delta.rows for field in ("", *rows.fields)]
    for kind, name in {*named, *((cell.kind, cell.field) for cell in delta.cells)}:
        if kind not in RECORDS or (name and name not in _COUNTY_FIELDS[kind]):
            raise ExchangeError("exchange.oversharing", kind=kind, field=name)
    for rows in delta.rows:
        if months.is_figures(rows.kind):
            months.check(rows)
        elif "" in rows.subjects:
            raise ExchangeError("exchange.malformed", part="subject")
    if any(not (cell.subject and cell.field) or months.is_figures(cell.kind) for cell in delta.cells):
        raise ExchangeError("exchange.malformed", part="subject")
    told = [reach.seq for reaches in (delta.after, delta.upto) for reach in reaches.values()]
    if max([*told, *(max(h.dot.seq, h.at_ms) for h in delta.headers)], default=0) > _LARGEST:
        raise ExchangeError("exchange.malformed", part="number")


def take(db: Connection, deltas: Mapping[str, Delta]) -> dict[str, Taken | ExchangeError]:
    """Takes checked deltas in, one for each village.

    A village whose delta cannot be, because its headers contradict those held (``exchange.forked``) or its consents are
    none (``exchange.malformed``), gets the error, and nothing of it is written.
    """
    return _Intake(db, deltas).run()


def remove_subjects(db: Connection, subjects: Collection[Subject]) -> None:
    """Deletes every record about some subjects; their statements stay."""
    units, ids = [unit for unit, _ in subjects], [subject for _, subject in subjects]
    for table in (*RECORDS.values(), CELL, ASIDE):
        remove(db, table, unit=units, subject=ids)


def _remove_records(db: Connection, keys: Collection[Key]) -> None:
    """Deletes single records; what is erased is named by ids of any sort."""
    units, ids = [unit for unit, _ in keys], [one for _, one in keys]
    for table in (*RECORDS.values(), CELL, ASIDE):
        remove(db, table, unit=units, id=ids)


class _Intake:
    def __init__(self, db: Connection, deltas: Mapping[str, Delta]) -> None:
        self._db = db
        self._deltas = dict(deltas)
        self._headers = Headers(db)
        self._consents = Consents(db)
        self._edits: defaultdict[str, defaultdict[Key, defaultdict[str, list[CellVersion]]]] = defaultdict(
            lambda: defaultdict(lambda: defaultdict(list))
        )

    def run(self) -> dict[str, Taken | ExchangeError]:
        errors = self._check()
        self._taken = {unit: Taken() for unit in self._deltas}
        self._headers.keep({unit: delta.headers for unit, delta in self._deltas.items()})
        self._erase()
        self._join_statements()
        self._sort_edits()
        named = listed(self._db, unit=[*self._deltas])
        self._with_aside = set(self._db.scalars(select(ASIDE.c.unit).where(ASIDE.c.unit == named.c.unit).distinct()))
        for kind in RECORDS:
            whole = {unit: rows for unit, delta in self._deltas.items() for rows in delta.rows if rows.kind == kind}
            if whole or kind in self._edits:
                self._kind(kind, whole)
        return {**errors, **self._taken}

    def _check(self) -> dict[str, ExchangeError]:
        """Puts aside the deltas that cannot be, before anything is written."""
        errors: dict[str, ExchangeError] = {}
        self._statements = {}
        for unit, delta in self._deltas.items():
            try:
                self._statements[unit] = statements_in(delta)
            except ExchangeError as error:
                errors[unit] = error
        told = {unit: delta.headers for unit, delta in self._deltas.items() if unit not in errors}
        for unit, dot in self._headers.forked(told).items():
            errors[unit] = ExchangeError("exchange.forked", replica=dot.replica, at=dot.seq)
        for unit in errors:
            del self._deltas[unit]
        return errors

    def _erase(self) -> None:
        self._gone = erased_subjects(self._db, self._deltas)
        fresh = [(unit, one) for unit, delta in self._deltas.items() for one in delta.erased.keys() - self._gone[unit]]
        if not fresh:
            return
        columns = {"unit": [unit for unit, _ in fresh], "subject": [one for _, one in fresh]}
        add(self._db, ERASED, columns)
        remove_subjects(self._db, fresh)
        _remove_records(self._db, fresh)
        remove(self._db, STATEMENT, **columns)
        for unit, one in fresh:
            self._gone[unit].add(one)

    def _join_statements(self) -> None:
        told = {
            unit: [statement for statement in self._statements[unit] if statement.subject not in self._gone[unit]]
            for unit in self._deltas
        }
        opened, closed = self._consents.join(told)
        remove_subjects(self._db, closed)
        for unit, subject in opened:
            self._taken[unit].opened.add(subject)
        for unit, subject in closed:
            self._taken[unit].closed.add(subject)
        rows = {
            (unit, subject) for unit, delta in self._deltas.items() for rows in delta.rows for subject in rows.subjects
        }
        self._consents.load(
            rows | {(unit, cell.subject) for unit, delta in self._deltas.items() for cell in delta.cells}
        )
        self._given = {
            key for key in self._consents.known if self._consents.given(key) and key[1] not in self._gone[key[0]]
        }

    def _sort_edits(self) -> None:
        for unit, delta in self._deltas.items():
            gone = self._gone[unit]
            for cell in delta.cells:
                if (unit, cell.subject) in self._given and cell.id not in gone:
                    self._edits[cell.kind][unit, cell.id][cell.field].append(cell)

    def _kind(self, kind: str, whole: Mapping[str, Rows]) -> None:
        edits = self._edits[kind]
        records = Records(self._db, kind, self._headers, self._with_aside)
        places = {unit: [*self._may_be_here(unit, rows)] for unit, rows in whole.items()}
        came_whole = {(unit, whole[unit].ids[n]) for unit, here in places.items() for n in here}
        records.load(came_whole, edits)
        for unit, here in places.items():
            self._rows(records, unit, whole[unit], here, edits)
        for key, fields in edits.items():
            # One that never came whole has a sender who had not heard that she consents again: it will (claims, §9).
            if key not in came_whole and records.knows(key):
                records.join(key, self._edited(key[0], fields))
        records.flush()
        for unit, taken in self._taken.items():
            taken.records += records.new[unit]
            taken.cells += records.changed[unit]

    def _may_be_here(self, unit: str, rows: Rows) -> Iterator[int]:
        gone = self._gone[unit]
        for n, subject in enumerate(rows.subjects):
            if (unit, subject) in self._given and rows.ids[n] not in gone:
                yield n

    def _rows(
        self, records: Records, unit: str, rows: Rows, here: Sequence[int], edits: Mapping[Key, Mapping[str, Any]]
    ) -> None:
        bad = wrong_rows(rows.kind, rows.fields, rows.columns)
        fresh = []
        for n in here:
            key = (unit, rows.ids[n])
            if n in bad or key in edits or records.knows(key):
                records.join(key, self._whole(unit, rows, n, edits.get(key, {})))
            else:
                fresh.append(n)
        headers = self._deltas[unit].headers
        records.add(
            unit,
            [rows.ids[n] for n in fresh],
            [rows.subjects[n] for n in fresh],
            [self._headers.no(unit, headers[rows.made[n]]) for n in fresh],
            {name: [column[n] for n in fresh] for name, column in zip(rows.fields, rows.columns, strict=True)},
        )

    def _whole(self, unit: str, rows: Rows, n: int, edits: Mapping[str, Sequence[CellVersion]]) -> State:
        values = {name: column[n] for name, column in zip(rows.fields, rows.columns, strict=True)}
        made = self._deltas[unit].headers[rows.made[n]]
        return State(rows.subjects[n], made, values, self._versions(unit, edits))

    def _edited(self, unit: str, edits: Mapping[str, Sequence[CellVersion]]) -> State:
        """Only the edited cells; the change that made the record is not known from them and not needed."""
        first = next(iter(edits.values()))[0]
        return State(first.subject, self._deltas[unit].headers[first.by], {}, self._versions(unit, edits))

    def _versions(self, unit: str, edits: Mapping[str, Sequence[CellVersion]]) -> dict[str, Cell]:
        headers = self._deltas[unit].headers
        versions = ((name, [Version(one.value, headers[one.by]) for one in found]) for name, found in edits.items())
        return {name: settled(found) if len(found) > 1 else (found[0],) for name, found in versions}
