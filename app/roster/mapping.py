"""From an entry to the fields of the ledger's records.

What a roster says about one woman is a flat mapping ``<kind>.<field>`` → value. The same keys name what changed, what
was imported last (``RosterLine.values``, as JSON) and what the ledger holds now. Beside real fields there are
``household.number`` (the woman's household, by its number), ``move.in`` and ``move.out`` (dates), and ``kept.<heading>``
(text of columns that are no field; remembered, never shown on lists).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from app.records.base import Record, Value, kind_of
from app.records.care import MethodUse
from app.records.checks import OLDEST_YEAR
from app.records.fields import Count, Day, Field, IdNumber, Phone, Text
from app.records.people import Household, Move, Woman
from app.roster.entry import RosterEntry
from app.roster.words import NOT_RECORDED

_WOMAN: Final[Mapping[str, str]] = {
    "name": "name",
    "other_names": "other_names",
    "id_type": "id_type",
    "id_number": "id_number",
    "birth_date": "birth",
    "birth_stated": "birth_stated",
    "ethnicity": "ethnicity",
    "education": "education",
    "occupation": "occupation",
    "marital": "marital",
    "marital_since": "marital_since",
    "first_marriage": "first_marriage",
    "relation": "relation",
    "group": "group",
    "door": "door",
    "registered_address": "registered_address",
    "current_address": "current_address",
    "residence": "residence",
    "phone": "phone",
    "health_record": "health_record",
    "spouse_name": "spouse_name",
    "spouse_id_number": "spouse_id_number",
    "spouse_phone": "spouse_phone",
    "children_stated": "children",
    "girls_stated": "girls",
    "youngest_birth_stated": "youngest_birth",
    "closed_reason": "closed_reason",
    "closed_date": "closed_date",
}
"""Field of ``Woman`` ← field of the entry."""
_METHOD: Final[Mapping[str, str]] = {
    "method": "method",
    "start": "method_start",
    "not_using_reason": "not_using_reason",
}
_ATTRIBUTES: Final = {"closing_date": "closed_date"}
"""Attribute of the entry where it is not named like its column."""
_HOUSEHOLD: Final[Mapping[str, str]] = {"number": "household_number", "head": "household_head"}
_MOVES: Final[Mapping[str, str]] = {"in": "moved_in", "out": "moved_out"}


def imported_values(entry: RosterEntry) -> dict[str, Value]:
    """Everything the row says, by ``<kind>.<field>``. What it leaves blank is not in it: a blank never clears a fact."""
    aside: list[str] = []
    ahead = {_ATTRIBUTES.get(f.column, f.column) for f in entry.findings if f.code.endswith(".future")}

    def take(record: type[Record], fields: Mapping[str, str]) -> dict[str, Value]:
        """The values of one record; a date that lies ahead stays in the note until somebody set it right."""
        return {
            f"{record.kind}.{field}": _fit(kind_of(record).fields[field], value, aside)
            for field, source in fields.items()
            if source not in ahead and (value := getattr(entry, source)) is not None
        }

    said = take(Woman, _WOMAN)
    if entry.closed_reason:
        said["woman.status"] = "closed"
    said |= take(Household, _HOUSEHOLD)
    if entry.method != NOT_RECORDED:
        said |= take(MethodUse, _METHOD)
    for way, source in _MOVES.items():
        if source not in ahead:
            said[f"move.{way}"] = _fit(kind_of(Move).fields["date"], getattr(entry, source), aside)
    if said.get("move.in") or said.get("move.out"):
        said["move.reason"] = entry.residence_reason
    said["woman.note"] = _note(entry, aside)
    said |= {f"kept.{heading}": text for heading, text in entry.kept}
    return {field: value for field, value in said.items() if value is not None}


def current_values(
    woman: Woman,
    household: Household | None,
    method: MethodUse | None,
    moved: Callable[[str], str | None] = lambda _way: None,
) -> dict[str, Value]:
    """What the ledger holds now under the same keys, so that a plan can compare. ``moved("in")``: date of her last move."""
    now: dict[str, Value] = {f"woman.{field}": getattr(woman, field) for field in (*_WOMAN, "status", "note")}
    if household is not None:
        now |= {f"household.{field}": getattr(household, field) for field in _HOUSEHOLD}
    if method is not None:
        now |= {f"method_use.{field}": getattr(method, field) for field in _METHOD}
    now |= {f"move.{way}": moved(way) for way in _MOVES}
    return {field: value for field, value in now.items() if value is not None}


def _note(entry: RosterEntry, aside: list[str]) -> str | None:
    """Her note: 备注, then every cell nobody could read, under its heading."""
    lines = [entry.note or "", *(f"{heading}：{text}" for heading, text in entry.unread), *aside]
    note = "\n".join(dict.fromkeys(line for line in lines if line))
    longest = next(f.longest for n, f in kind_of(Woman).fields.items() if n == "note" and isinstance(f, Text))
    return note[:longest] or None


def _fit(field: Field, value: Value, aside: list[str]) -> Value:
    """A value the field can take; what does not fit goes into her note whole."""
    if isinstance(value, str) and isinstance(field, Text | IdNumber | Phone) and len(value) > field.longest:
        aside.append(value)
        return value[: field.longest - 1] + "…" if isinstance(field, Text) else None
    too_much = isinstance(value, int) and isinstance(field, Count) and not field.least <= value <= field.most
    too_old = isinstance(value, str) and isinstance(field, Day) and int(value[:4]) < OLDEST_YEAR
    if too_much or too_old:
        aside.append(str(value))
        return None
    return value
