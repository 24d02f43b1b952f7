"""Whether a record can be saved, and what about it looks odd. From the description of each field, and a few relations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.codes import code_list
from app.errors import InputError
from app.records.base import Record, kind_of
from app.records.care import Response
from app.records.check_care import care_questions
from app.records.check_people import people_questions
from app.records.fields import Code, Codes, Count, Data, Day, Field, Flag, IdNumber, Phone, Ref, Text
from app.records.findings import Finding, question, wall
from app.records.story import Story
from app.records.village import Unit
from app.records.visit import Visit
from app.values import dates

OLDEST_YEAR = 1900
"""Nobody in a ledger has a date before; a year typed as 0202 or 1094 is a slip."""


_OF_ANOTHER_TYPE = ("finding.form", "finding.number")
"""While a field holds what it cannot, nothing is read from several together."""


_WALLS_BETWEEN_FIELDS = (Response, Unit, Visit)
"""Kinds in which fields standing together can be a wall; in all others only a field by itself can."""


def check(
    record: Record, today: date, *, before: Record | None = None, story: Story | None = None
) -> tuple[Finding, ...]:
    """Everything found in a record, walls first, in the order of its fields.

    ``before``: the record as it stands in the ledger, when it is edited. A value that nobody touched is never a wall:
    it may come from a newer program. ``story``: hers, for what only shows beside other records.
    """
    found = _fields(record, today)
    bad = {finding.field for finding in found if finding.wall}
    if not any(finding.code in _OF_ANOTHER_TYPE for finding in found):
        beside = (*people_questions(record, today, story), *care_questions(record, today, story))
        found += [f for f in beside if f.field not in bad]
    if before is not None:
        found = [replace(f, wall=False) if f.wall and _untouched(record, before, f.field) else f for f in found]
    return tuple(sorted(found, key=lambda finding: not finding.wall))


def walls(record: Record, today: date, *, before: Record | None = None) -> tuple[Finding, ...]:
    """The walls of ``check`` alone, for whoever commits thousands of records: no question is worked out."""
    if isinstance(record, _WALLS_BETWEEN_FIELDS):
        return tuple(f for f in check(record, today, before=before) if f.wall)
    found = (f for f in _fields(record, today) if f.wall)
    return tuple(f for f in found if before is None or not _untouched(record, before, f.field))


def _fields(record: Record, today: date) -> list[Finding]:
    """What each field by itself says."""
    return [
        finding
        for name, field in kind_of(type(record)).fields.items()
        if (field.required or getattr(record, name) is not None)
        and (finding := _field(name, field, getattr(record, name), today)) is not None
    ]


def _untouched(record: Record, before: Record, name: str) -> bool:
    return bool(name) and getattr(record, name) == getattr(before, name, None)


def _field(name: str, field: Field, value: object, today: date) -> Finding | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return wall("required", name) if field.required else None
    if isinstance(field, Count):
        return _count(name, field, value)
    if isinstance(field, Flag):
        return None if value in (0, 1) else wall("form", name)
    return _words(name, field, value, today) if isinstance(value, str) else wall("form", name)


def _words(name: str, field: Field, value: str, today: date) -> Finding | None:
    if isinstance(field, Code):
        return None if value in code_list(field.list) else wall("code", name)
    if isinstance(field, Codes):
        return _codes(name, field, value)
    if isinstance(field, Day):
        return _day(name, field, value, today)
    if isinstance(field, Text | IdNumber | Phone | Data) and len(value) > field.longest:
        return wall("long", name, longest=field.longest, length=len(value))
    return wall("form", name) if isinstance(field, Ref) and len(value) > 32 else None


def _codes(name: str, field: Codes, value: str) -> Finding | None:
    """Each of the list, once, in its order: so that two laptops write the same choice the same way."""
    said, order = value.split(" "), code_list(field.list).codes
    if not set(said) <= set(order):
        return wall("code", name)
    return None if said == [code for code in order if code in said] else wall("form", name)


def _count(name: str, field: Count, value: object) -> Finding | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return wall("number", name)
    if not field.least <= value <= field.most:
        return wall("range", name, least=field.least, most=field.most)
    if field.usual and not field.usual[0] <= value <= field.usual[1]:
        return question("unusual", name, value=value, least=field.usual[0], most=field.usual[1])
    return None


def _day(name: str, field: Day, value: str, today: date) -> Finding | None:
    try:
        known = dates.parse(value)
    except InputError:
        return wall("date", name)
    if dates.earliest(known).year < OLDEST_YEAR:
        return wall("long_ago", name)
    if field.exact and dates.precision(known) is not dates.Precision.DAY:
        return wall("exact", name)
    return wall("future", name) if not field.future and dates.earliest(known) > today else None
