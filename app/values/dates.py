"""Dates that know how much of them is known.

A date is an ISO prefix: ``1994`` (the year), ``1994-05`` (the month) or ``1994-05-12`` (the day). Prefixes of the same
precision sort as dates do.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NewType

from app.errors import InputError

PartialDate = NewType("PartialDate", str)
"""An ISO 8601 date or a prefix of one; only made by ``make``, ``parse`` and ``of_day``."""

_SHAPE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


class Precision(StrEnum):
    """How much of a date is known."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


def make(year: int, month: int | None = None, day: int | None = None) -> PartialDate:
    """A partial date from its numbers. Raises InputError ``input.date.impossible`` when no calendar has it."""
    if day is not None and month is None:
        raise InputError("input.date.impossible")
    try:
        date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError as cause:
        raise InputError("input.date.impossible") from cause
    text = f"{year:04d}"
    if month is not None:
        text += f"-{month:02d}"
    if day is not None:
        text += f"-{day:02d}"
    return PartialDate(text)


def of_day(day: date) -> PartialDate:
    """The partial date that is fully known; a time of day is dropped."""
    return PartialDate(f"{day.year:04d}-{day.month:02d}-{day.day:02d}")


@lru_cache(maxsize=65536)
def parse(text: str) -> PartialDate:
    """Checks a stored prefix. Raises InputError ``input.date.impossible`` for anything else.

    What people write is read by ``app.values.written_dates.read_date``.
    """
    found = _SHAPE.fullmatch(text)
    if not found:
        raise InputError("input.date.impossible")
    year, month, day = found.groups()
    return make(int(year), int(month) if month else None, int(day) if day else None)


def precision(known: PartialDate) -> Precision:
    """Whether the day, the month or only the year is known."""
    return {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}[len(known)]


@lru_cache(maxsize=65536)
def earliest(known: PartialDate) -> date:
    """The first day it may be."""
    parts = [int(part) for part in known.split("-")]
    return date(*[*parts, 1, 1][:3])


@lru_cache(maxsize=65536)
def latest(known: PartialDate) -> date:
    """The last day it may be."""
    first = earliest(known)
    if precision(known) is Precision.YEAR:
        return date(first.year, 12, 31)
    if precision(known) is Precision.MONTH:
        return date(first.year, first.month, calendar.monthrange(first.year, first.month)[1])
    return first


@lru_cache(maxsize=65536)
def span(stated: str | None) -> tuple[date, date] | None:
    """The first and last day a stored date may be; None where there is none, or none that can be read."""
    if not stated:
        return None
    try:
        known = parse(stated)
    except InputError:
        return None
    return earliest(known), latest(known)


def covers(wide: PartialDate, narrow: PartialDate) -> bool:
    """Whether the two can be the same day: one is a prefix of the other."""
    return wide.startswith(narrow) or narrow.startswith(wide)


_EVERY_MONTH_HAS = 28


def add_months(anchor: date, months: int) -> date:
    """The same day ``months`` later (or earlier), clamped to the month's last day.

    Always count from the anchor: a month after 31 January is the 28th of February, two months after it the 31st of March.
    """
    year, month0 = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    if anchor.day <= _EVERY_MONTH_HAS:
        return date(year, month0 + 1, anchor.day)
    last = calendar.monthrange(year, month0 + 1)[1]
    return date(year, month0 + 1, min(anchor.day, last))


def month_around(day: date) -> tuple[date, date]:
    """The first and last day of its month."""
    first = day.replace(day=1)
    return first, add_months(first, 1) - timedelta(days=1)


def month_before(month: PartialDate) -> PartialDate:
    """``2026-01`` → ``2025-12``."""
    return PartialDate((earliest(month) - timedelta(days=1)).isoformat()[:7])


def age_on(birth: PartialDate, day: date) -> int | None:
    """Full years lived on ``day`` (周岁); None while a birth known only in part leaves two answers, or lies ahead."""
    ages = {years_lived(first, day) for first in (earliest(birth), latest(birth))}
    age = ages.pop()
    return None if ages or age < 0 else age


def years_lived(birth: date, day: date) -> int:
    """Full years from a birth to a day; negative before it."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
