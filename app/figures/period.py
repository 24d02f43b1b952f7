"""The stretch of time a figure is of: a month, a quarter, a calendar year or a statistical year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.errors import InputError
from app.values.dates import PartialDate, add_months, latest, span


class Length(StrEnum):
    """How long it is. The statistical year 统计年度 runs from 1 October to 30 September and is named by its end."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    STATISTICAL = "statistical"


_MONTHS = {Length.MONTH: 1, Length.QUARTER: 3, Length.YEAR: 12, Length.STATISTICAL: 12}
_SHAPE = re.compile(r"(\d{4})(?:-(\d{2})|-Q([1-4])|(S))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """``code``: ``2026-10``, ``2026-Q4``, ``2026`` or ``2026S``. ``first`` and ``last``: its days, both of it."""

    code: str
    length: Length
    first: date
    last: date

    def holds(self, stated: str | None) -> bool:
        """Whether a stored date surely lies in it: known to the month in a month, known to the year in a year."""
        known = span(stated)
        return known is not None and self.first <= known[0] and known[1] <= self.last

    def touches(self, stated: str | None) -> bool:
        """Whether a stored date may lie in it."""
        known = span(stated)
        return known is not None and self.first <= known[1] and known[0] <= self.last

    @property
    def middle(self) -> date:
        """The day in its middle, the later of two."""
        return self.first + timedelta(days=((self.last - self.first).days + 1) // 2)

    @property
    def month(self) -> PartialDate:
        """Its last month: the whole period where it is a month."""
        return PartialDate(self.last.isoformat()[:7])

    @property
    def opening_month(self) -> PartialDate:
        """The month before it began."""
        return PartialDate((self.first - timedelta(days=1)).isoformat()[:7])

    def shifted(self, by: int) -> Period:
        """As long, so many of its own length later (or earlier)."""
        return _made(self.length, add_months(self.first, by * _MONTHS[self.length]))

    def months(self) -> Iterator[Period]:
        """The months of it, in order."""
        for number in range(_MONTHS[self.length]):
            yield _made(Length.MONTH, add_months(self.first, number))


def read_period(code: str) -> Period:
    """A period by its code. Raises InputError ``input.period`` for anything else."""
    found = _SHAPE.fullmatch(code)
    if not found or not "0001" <= found[1] <= "9998" or (found[2] and not "01" <= found[2] <= "12"):
        raise InputError("input.period")
    year = int(found[1])
    if found[2]:
        return _made(Length.MONTH, date(year, int(found[2]), 1))
    if found[3]:
        return _made(Length.QUARTER, date(year, 3 * int(found[3]) - 2, 1))
    return _made(Length.STATISTICAL, date(year - 1, 10, 1)) if found[4] else _made(Length.YEAR, date(year, 1, 1))


def period_around(day: date, length: Length) -> Period:
    """The period of a length a day lies in."""
    if length is Length.STATISTICAL:
        return _made(length, date(day.year if day.month >= 10 else day.year - 1, 10, 1))
    months = _MONTHS[length]
    return _made(length, date(day.year, (day.month - 1) // months * months + 1, 1))


def _made(length: Length, first: date) -> Period:
    last = latest(PartialDate(add_months(first, _MONTHS[length] - 1).isoformat()[:7]))
    code = {
        Length.MONTH: f"{first.year:04d}-{first.month:02d}",
        Length.QUARTER: f"{first.year:04d}-Q{(first.month + 2) // 3}",
        Length.YEAR: f"{first.year:04d}",
        Length.STATISTICAL: f"{last.year:04d}S",
    }[length]
    return Period(code, length, first, last)
