"""From one row to an entry: every cell read, everything odd said, nothing dropped."""

from __future__ import annotations

import dataclasses
from datetime import date

from app.roster.care import read_children, read_closing, read_current_method
from app.roster.cells import Cells
from app.roster.columns import SheetMapping
from app.roster.entry import RosterEntry, RowRef, Weight
from app.roster.places import read_group, read_residence
from app.roster.sheets import Row, plain
from app.roster.words import code_of, ethnicity_of, in_group, is_about_a_man, says_blank
from app.values.dates import add_months, earliest, of_day
from app.values.identity import IdKind, IdReading, read_id
from app.values.names import is_private, looks_like_name, tidy_name
from app.values.phone import PhoneKind, read_phones
from app.values.written_dates import read_date

_YOUNGEST_MOTHER_MONTHS = 12 * 10
_ID_WARNINGS = (
    IdKind.OLD,
    IdKind.CHECKSUM,
    IdKind.DAMAGED,
    IdKind.NONE,
    IdKind.LENGTH,
    IdKind.IMPOSSIBLE_BIRTH,
    IdKind.OTHER,
)


def states_a_man(row: Row, mapping: SheetMapping, today: date) -> bool:
    """Whether the row is about a man: its sex column says so, or 人员类别 where that is blank."""
    cells = Cells(row, mapping, today)
    sex = code_of("sex", cells.raw("sex"))
    return sex == "1" or (sex is None and is_about_a_man(cells.raw("person_kind")))


def read_row(row: Row, mapping: SheetMapping, today: date) -> RosterEntry:
    """Everything a row says. The birth is settled later, when shared ids are known (``app.roster.birth``)."""
    cells = Cells(row, mapping, today)
    name = _name(cells)
    number = _id(cells)
    _sex(cells, number)
    method, start, reason = read_current_method(cells)
    children, girls = read_children(cells)
    phone, more = _phone(cells, "phone")
    marital = cells.code("marital", "marital")
    closed = read_closing(cells)
    entry = RosterEntry(
        ref=RowRef(mapping.sheet, row.number),
        name=name,
        id_number=number.number,
        id_kind=number.kind,
        id_known=number.known,
        id_birth=number.birth,
        id_type=_id_type(cells, number),
        birth_read=read_date(cells.cell("birth"), today=today),
        birth_text=plain(cells.cell("birth")),
        ethnicity=_ethnicity(cells),
        education=cells.code("education", "education"),
        marital=marital,
        marital_since=cells.date("marital_since"),
        first_marriage=cells.date("first_marriage"),
        method=method,
        method_start=start,
        not_using_reason=reason,
        method_text=cells.raw("method"),
        children=children,
        girls=girls,
        youngest_birth=cells.date("youngest_birth"),
        phone=phone,
        more_phones=more,
        spouse_name=_spouse_name(cells),
        spouse_id_number=_spouse_id(cells, number),
        spouse_phone=_phone(cells, "spouse_phone")[0],
        registered_address=cells.text("registered_address"),
        group=read_group(cells),
        door=cells.text("registered_door") or cells.text("current_door"),
        residence=read_residence(cells),
        household_number=cells.text("household_number"),
        relation=_relation(cells),
        closed_reason=closed,
        closed_date=cells.date("closing_date"),
        moved_in=cells.date("moved_in"),
        moved_out=cells.date("moved_out"),
        residence_reason=cells.code("move_reason", "residence_reason"),
        other_names=cells.text("other_names"),
        occupation=cells.text("occupation"),
        household_head=cells.text("household_head"),
        note=cells.text("note"),
        health_record=cells.text("health_record"),
        current_address=cells.text("current_address"),
    )
    _check(entry, cells)
    return _finish(entry, cells)


def _finish(entry: RosterEntry, cells: Cells) -> RosterEntry:
    kept = cells.kept()
    return dataclasses.replace(entry, kept=kept, unread=tuple(cells.unread), findings=tuple(cells.findings))


def _name(cells: Cells) -> str:
    said = cells.cell("name")
    name = tidy_name(said) if isinstance(said, str) else plain(said)
    if not name or says_blank(name):
        cells.find("name.missing", "name", weight=Weight.ASK)
        return ""
    if said != name:
        cells.find("name.tidied", "name", read=name, weight=Weight.NOTE)
    if is_private(name):
        cells.find("name.private_character", "name")
    elif not looks_like_name(name):
        cells.find("name.unusual", "name")
    return name


def _id(cells: Cells) -> IdReading:
    number = read_id(cells.cell("id_number"))
    if number.kind in _ID_WARNINGS:
        cells.find(f"id.{number.kind}", "id_number", read=number.number or number.known)
    if number.kind is IdKind.DAMAGED or (number.kind is IdKind.NONE and cells.text("id_number")):
        cells.keep("id_number")
    if number.tidied:
        cells.find("id.tidied", "id_number", read=number.number or "", weight=Weight.NOTE)
    return number


def _id_type(cells: Cells, number: IdReading) -> str | None:
    said = cells.code("id_type", "id_type")
    if number.number is None:
        return None
    if number.valid and said not in (None, "01", "02"):
        cells.find("id_type.differs_from_number", "id_type", weight=Weight.NOTE)
    return said or ("01" if number.valid else None)


def _sex(cells: Cells, number: IdReading) -> None:
    said = cells.raw("sex")
    if said and code_of("sex", said) is None and not says_blank(said):
        cells.keep("sex")
        cells.find("sex.unknown", "sex")
    if number.valid and number.sex == "1":
        if code_of("sex", said) == "2":
            cells.find("sex.differs_from_id", "sex")
        else:  # nothing but the number says who this is
            cells.find("sex.man_by_id", "id_number", weight=Weight.ASK)


def _ethnicity(cells: Cells) -> str | None:
    said = cells.raw("ethnicity")
    found = ethnicity_of(said) if said else None
    if said and found is None and not says_blank(said):
        cells.keep("ethnicity")
        cells.find("ethnicity.unknown", "ethnicity")
    return found


def _relation(cells: Cells) -> str | None:
    said = cells.raw("relation")
    if in_group("relation_not_said", said):
        cells.find("relation.not_said", "relation", weight=Weight.NOTE)
        return None
    return cells.code("relation", "relation")


def _phone(cells: Cells, field: str) -> tuple[str | None, tuple[str, ...]]:
    phones = read_phones(cells.cell(field))
    if not phones:
        if cells.text(field):
            cells.keep(field)
            cells.find(f"{field}.unreadable", field)
        return None, ()
    first = next((one for one in phones if one.kind is not PhoneKind.IMPLAUSIBLE), phones[0])
    others = tuple(one.number for one in phones if one is not first)
    if first.kind is PhoneKind.IMPLAUSIBLE:
        cells.find(f"{field}.implausible", field, read=first.number)
    elif first.tidied:
        cells.find(f"{field}.tidied", field, read=first.number, weight=Weight.NOTE)
    if others:
        cells.keep(field)
        cells.find(f"{field}.several", field, read=first.number, others=others, weight=Weight.NOTE)
    return first.number, others


def _spouse_name(cells: Cells) -> str | None:
    said = cells.text("spouse_name")
    return tidy_name(said) if said else None


def _spouse_id(cells: Cells, own: IdReading) -> str | None:
    number = read_id(cells.cell("spouse_id_number"))
    if number.number and number.number == own.number:
        cells.find("spouse_id_number.same_as_hers", "spouse_id_number")
    elif number.kind in (IdKind.CHECKSUM, IdKind.DAMAGED, IdKind.LENGTH, IdKind.IMPOSSIBLE_BIRTH):
        cells.find(f"spouse_id_number.{number.kind}", "spouse_id_number", weight=Weight.NOTE)
    return number.number


def _check(entry: RosterEntry, cells: Cells) -> None:
    """What two cells say against each other. Never changes a value."""
    if entry.marital == "10" and (entry.spouse_name or entry.first_marriage):
        cells.find("marital.contradicts_spouse", "marital")
    if entry.closed_date and not entry.closed_reason and not cells.raw("closing"):
        cells.find("closing.missing", "closing_date")
    born = entry.id_birth
    if born and entry.method_start:
        grown = of_day(add_months(earliest(born), _YOUNGEST_MOTHER_MONTHS))
        if entry.method_start < grown[: len(entry.method_start)]:
            cells.find("method_start.too_early", "method_start", read=entry.method_start)
