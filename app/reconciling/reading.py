"""A list's rows: who each is about, and what it says happened. Reading itself is the careful clerk's (``app.roster``)."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.records import Value
from app.records.base import kind_of
from app.records.fields import Text
from app.records.people import Child
from app.roster.birth import settle_birth
from app.roster.cells import Cells
from app.roster.clerk import read_entries, read_roster
from app.roster.columns import RosterMapping, key, lists, recognise
from app.roster.entry import RosterEntry, RowRef
from app.roster.mapping import imported_values
from app.roster.sheets import Sheet
from app.roster.words import code_of

ABOUT = ("births", "marriages", "registrations", "women")
EVENTS = ("births", "marriages")
_BARE_NAME = "姓名"
_WEIGHT_KG = 20
"""A birth weight below it is in kilograms."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row. ``entry``: whom it is about. ``said``: what it says, by ``<kind>.<field>``; blanks are not in it."""

    entry: RosterEntry
    said: Mapping[str, Value]

    @property
    def ref(self) -> RowRef:
        """Where it stands."""
        return self.entry.ref


@dataclass(frozen=True, slots=True)
class ReadList:
    """``rows``: those that tell of a woman or her child, in order. ``others``: rows about a man, sums, the same again."""

    about: str
    rows: tuple[ListRow, ...]
    others: int


def columns_of(sheets: Sequence[Sheet], about: str) -> RosterMapping:
    """The columns of a list. A bare 姓名 on a list of births that names no mother otherwise is the mother's."""
    mapping = recognise(sheets, about)
    for sheet in mapping.sheets:
        bare = next((c for c in sheet.columns if c.field == "child_name" and key(c.header) == _BARE_NAME), None)
        if bare is not None and "name" not in sheet.by_field:
            mapping = mapping.replace(sheet.assign(bare.index, "name"))
    return mapping


def read_list(sheets: Sequence[Sheet], mapping: RosterMapping, about: str, today: date) -> ReadList:
    """Every row understood. Raises InputError ``import.columns.none`` or ``import.columns.name_missing``."""
    if about not in EVENTS:
        roster = read_roster(sheets, mapping, today)
        rows = tuple(ListRow(entry, _compared(about, imported_values(entry))) for entry in roster.records)
        return ReadList(about, rows, len(roster.not_new))
    entries, not_new, _ = read_entries(sheets, mapping, today)
    columns = {sheet.sheet: sheet for sheet in mapping.sheets}
    lines = {(sheet.name, row.number): row for sheet in sheets for row in sheet.rows}
    rows = tuple(
        ListRow(
            settle_birth(entry, shared=False, today=today),
            _event(about, Cells(lines[entry.ref.sheet, entry.ref.row], columns[entry.ref.sheet], today)),
        )
        for entry in entries
    )
    return ReadList(about, rows, len(not_new))


def hers(row: ListRow) -> dict[str, Value]:
    """What a row says of the woman herself; never of her husband, who was not asked."""
    told = imported_values(dataclasses.replace(row.entry, kept=(), unread=(), note=None))
    return {
        name.removeprefix("woman."): value for name, value in told.items()
        if name.startswith("woman.") and not name.startswith("woman.spouse_") and name != "woman.note"
    }  # fmt: skip


def _compared(about: str, said: Mapping[str, Value]) -> dict[str, Value]:
    return {name: said[name] for name in lists()[about]["compare"] if said.get(name) is not None}


def _event(about: str, cells: Cells) -> dict[str, Value]:
    when = cells.date(lists()[about]["date"])
    if about == "marriages":
        return {"life_event.date": when} if when else {}
    fields = kind_of(Child).fields
    told: dict[str, Value] = {
        "child.birth_date": when,
        "child.sex": code_of("sex", cells.raw("child_sex")) if cells.raw("child_sex") else None,
        "child.name": cells.text("child_name"),
        "child.birth_weight_g": _grams(cells.raw("child_weight")),
        "child.certificate": cells.text("certificate"),
    }
    for name, value in told.items():
        described = fields[name.partition(".")[2]]
        if isinstance(described, Text) and isinstance(value, str):
            told[name] = value[: described.longest]
    return {name: value for name, value in told.items() if value is not None}


def _grams(text: str) -> int | None:
    """A weight as lists write it: ``3300``, ``3300克``, ``3.3``, ``3.3kg``; None where no child weighs that."""
    digits = "".join(c for c in text if c.isascii() and (c.isdigit() or c == "."))
    try:
        number = float(digits)
    except ValueError:
        return None
    grams = round(number * 1000 if number < _WEIGHT_KG else number)
    return grams if 200 <= grams <= 8000 else None
