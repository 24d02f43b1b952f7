"""Notices of hospitals and corrections, as a file (docs/cli.md): each finds its woman by id number and becomes an item (§12).

Only among women whose record is here, which is where their consent stands. A birth needs her consent at the hospital too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, select

from app import proposals
from app.codes import code_list
from app.errors import FileError, InputError
from app.proposals import OF_A_CHILD, Birth, Consented, Correction, Duplicate, Told, may_correct, told_as
from app.records import KINDS, Child, Delivery, Value, Woman
from app.records.fields import Code
from app.same_woman import Same
from app.values.dates import Precision, earliest, parse, precision
from app.values.identity import lengthened, read_id
from sync.hub.checks import wrong
from sync.hub.consents import Consents, Subject
from sync.hub.items import Kept, id_of, keep
from sync.hub.schema import RECORDS
from sync.letter import Item

_WOMEN = RECORDS[Woman.kind]


class Notices(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of them. ``source``: who tells, as the village will read it."""

    source: str
    notices: tuple[dict[str, Any], ...]


class _Notice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sort: str
    id_number: str


class _Birth(_Notice, frozen=True, forbid_unknown_fields=True):
    date: str
    consent: Consented | None = None
    place: str | None = None
    facility: str | None = None
    mode: str | None = None
    children: tuple[dict[str, Value], ...] = ()


class _Correction(_Notice, frozen=True, forbid_unknown_fields=True):
    kind: str
    values: dict[str, Value]
    was: dict[str, Value] = {}
    note: str = ""


class _Duplicate(_Notice, frozen=True, forbid_unknown_fields=True):
    other: str = ""


_FORMS: Mapping[str, type[_Notice]] = {
    proposals.BIRTH: _Birth,
    proposals.CORRECTION: _Correction,
    proposals.DUPLICATE: _Duplicate,
}


@dataclass(frozen=True, slots=True)
class Proposed:
    """What became of a notice: kept for a village, known already (``kept`` False), or why not. ``place``: from 1."""

    place: int
    sort: str
    unit: str = ""
    kept: bool = False
    error: InputError | None = None


def notices_in(content: bytes, name: str) -> Notices:
    """Reads a file. Raises FileError ``hub.propose.file``."""
    try:
        notices = msgspec.json.decode(content, type=Notices)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise FileError("hub.propose.file", file=name, cause=str(error)) from error
    if not 0 < len(notices.source) <= 120:
        raise FileError("hub.propose.file", file=name, cause="source")
    return notices


def propose(db: Connection, notices: Notices, today: date) -> list[Proposed]:
    """Keeps what is sound for the villages of these women; said twice it is one. What is refused says why, by its code.

    ``hub.propose.sort`` (nothing of that sort is proposed), ``.form`` (``field``), ``.consent`` (none of hers at the
    hospital), ``.field`` (sensitive, or the village's own), ``.nobody`` (nobody by that number here, or more than one).
    """
    found = []
    for place, told in enumerate(notices.notices, 1):
        sort = str(told.get("sort", ""))
        try:
            kept = _kept(db, _read(told), notices.source, today)
        except InputError as error:
            found.append(Proposed(place, sort, error=error))
        else:
            found.append(Proposed(place, sort, kept.unit, bool(keep(db, [kept]))))
    return found


def _read(told: dict[str, Any]) -> _Notice:
    form = _FORMS.get(str(told.get("sort")))
    if form is None:
        raise InputError("hub.propose.sort")
    try:
        return msgspec.convert(told, type=form)
    except msgspec.ValidationError as error:
        raise InputError("hub.propose.form", field=str(error)) from error


def _kept(db: Connection, notice: _Notice, source: str, today: date) -> Kept:
    if isinstance(notice, _Birth):
        birth = _birth(notice, today)
        (unit, subject), _ = _only_one(db, notice.id_number)
        return _item(unit, notice.sort, subject, birth, source, today)
    if isinstance(notice, _Correction):
        _check_correction(notice)
        (unit, subject), entries = _only_one(db, notice.id_number)
        return _item(unit, notice.sort, subject, _correction(db, notice, unit, entries), source, today)
    (unit, one), (_, other) = _two(db, notice.id_number, notice.other if isinstance(notice, _Duplicate) else "")
    return _item(unit, notice.sort, one, Duplicate((one, other)), source, today, other)


def _item(unit: str, sort: str, subject: str, told: Told, source: str, today: date, other: str = "") -> Kept:
    said = told_as(told)
    return Kept(unit, Item(id_of("notice", unit, subject, said), sort, today.isoformat(), source, subject, said), other)


# --- births ----------------------------------------------------------------------------------------------------------


def _birth(notice: _Birth, today: date) -> Birth:
    said = notice.consent
    if said is None or said.how not in code_list("consent_how") or not _is_past_day(said.date, today):
        raise InputError("hub.propose.consent")
    birth = Birth(notice.date, said, notice.children, notice.place, notice.facility, notice.mode)
    _check(Delivery.kind, birth.delivery)
    if earliest(parse(birth.date)) > today:
        raise InputError("hub.propose.form", field="date")
    if not birth.children:
        raise InputError("hub.propose.form", field="children")
    for child in birth.children:
        if not child.keys() <= set(OF_A_CHILD):
            raise InputError("hub.propose.form", field="children")
        _check(Child.kind, child)
    return birth


def _is_past_day(said: str, today: date) -> bool:
    try:
        known = parse(said)
    except InputError:
        return False
    return precision(known) is Precision.DAY and earliest(known) <= today


def _check(kind: str, values: Mapping[str, Value]) -> None:
    """Raises InputError ``hub.propose.form`` for a field there is none of, or a value that cannot be."""
    for name, value in values.items():
        field = KINDS[kind].fields.get(name)
        if field is None or wrong(kind, [(name, value)]):
            raise InputError("hub.propose.form", field=name)
        if isinstance(field, Code) and value is not None and value not in code_list(field.list):
            raise InputError("hub.propose.form", field=name)


# --- corrections -----------------------------------------------------------------------------------------------------


def _check_correction(notice: _Correction) -> None:
    if notice.kind not in KINDS or not notice.values:
        raise InputError("hub.propose.form", field="kind")
    for name in (*notice.values, *notice.was):
        if not may_correct(notice.kind, name):
            raise InputError("hub.propose.field", field=f"{notice.kind}.{name}")
    _check(notice.kind, notice.values)
    if len(notice.note) > 500:
        raise InputError("hub.propose.form", field="note")


def _correction(db: Connection, notice: _Correction, unit: str, entries: Iterable[str]) -> Correction:
    """The one record of hers that holds what the notice says it was. Raises InputError ``hub.propose.nobody``."""
    table = RECORDS[notice.kind]
    query = select(table).where(table.c.unit == unit, table.c.subject.in_([*entries]), table.c.retired.is_(None))
    rows = [row._mapping for row in db.execute(query)]
    fitting = [row for row in rows if all(row[name] == value for name, value in notice.was.items())]
    if len(fitting) != 1:
        raise InputError("hub.propose.nobody")
    (row,) = fitting
    was = {name: row[name] for name in notice.values}
    return Correction(notice.kind, row["id"], notice.values, was, notice.note)


# --- who it is -------------------------------------------------------------------------------------------------------


def _named(db: Connection, id_number: str) -> list[RowMapping]:
    """The entries with this number whose record may be here."""
    reading = read_id(id_number)
    if not reading.valid or not reading.number:
        raise InputError("hub.propose.form", field="id_number")
    number = lengthened(reading.number)
    forms = {number, number[:6] + number[8:17]} if number[6:8] == "19" else {number}
    rows = db.execute(select(_WOMEN).where(_WOMEN.c.id_number.in_(sorted(forms)), _WOMEN.c.retired.is_(None)))
    found = [row._mapping for row in rows]
    consents = Consents(db)
    consents.load((row["unit"], row["id"]) for row in found)
    return [row for row in found if consents.given((row["unit"], row["id"]))]


def _same(db: Connection, unit: str) -> Same:
    joined = select(_WOMEN.c.id, _WOMEN.c.merged_into).where(_WOMEN.c.unit == unit, _WOMEN.c.merged_into.is_not(None))
    return Same({row.id: row.merged_into for row in db.execute(joined)})


def _only_one(db: Connection, id_number: str) -> tuple[Subject, tuple[str, ...]]:
    """The woman with this number, and all her entries. Raises InputError ``hub.propose.nobody``."""
    found = _named(db, id_number)
    hers = {(row["unit"], _same(db, row["unit"]).entries(row["id"])) for row in found}
    if len(hers) != 1:
        raise InputError("hub.propose.nobody")
    ((unit, entries),) = hers
    return (unit, entries[0]), entries


def _two(db: Connection, id_number: str, other: str) -> tuple[Subject, Subject]:
    """Two women of one village. Raises InputError ``hub.propose.nobody``."""
    found = [*_named(db, id_number), *(_named(db, other) if other else [])]
    women = sorted({(row["unit"], _same(db, row["unit"]).standing(row["id"])) for row in found})
    if len(women) != 2 or women[0][0] != women[1][0]:
        raise InputError("hub.propose.nobody")
    return women[0], women[1]
