"""Distances in time as a schedule writes them: ``3m``, ``20w6d``, ``6m-1d``, ``-6m``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from app.values.dates import add_months

_WHOLE = re.compile(r"(?:[+-]?\d{1,4}[ymwd])+", re.ASCII)
_TERM = re.compile(r"([+-]?)(\d{1,4})([ymwd])", re.ASCII)
_MONTHS = {"y": 12, "m": 1}
_DAYS = {"w": 7, "d": 1}


@dataclass(frozen=True, slots=True)
class Offset:
    """Whole months, then days. ``unit`` and ``count`` are how a person says it: ``("months", 3)``.

    ``unit`` is ``days``, ``weeks``, ``months`` or ``years``, and ``date`` where no single number says it.
    """

    months: int = 0
    days: int = 0
    unit: str = "date"
    count: int = 0

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads the schedule's notation. Raises ValueError."""
        if not _WHOLE.fullmatch(text):
            raise ValueError(text)
        months = days = 0
        terms = _TERM.findall(text)
        for sign, digits, letter in terms:
            number = -int(digits) if sign == "-" else int(digits)
            months += number * _MONTHS.get(letter, 0)
            days += number * _DAYS.get(letter, 0)
        letters = {letter for _, _, letter in terms}
        return cls(months, days, *_said(months, days, weeks=letters == {"w"}))

    def after(self, day: date) -> date:
        """The day this far from ``day``; months keep the day, clamped to the month's last."""
        return _moved(day, self.months, self.days)

    def before(self, day: date) -> date:
        """The day this far before ``day``."""
        return _moved(day, -self.months, -self.days)

    def plus(self, other: Offset, times: int = 1) -> Offset:
        """This and ``times`` the other, counted together from one day."""
        months, days = self.months + times * other.months, self.days + times * other.days
        return Offset(months, days, *_said(months, days, weeks=self.unit == "weeks"))

    @property
    def least(self) -> int:
        """At most as many days as it can be."""
        return self.months * (28 if self.months > 0 else 31) + self.days

    @property
    def longest(self) -> int:
        """At least as many days as it can be."""
        return self.months * (31 if self.months > 0 else 28) + self.days


def _moved(day: date, months: int, days: int) -> date:
    moved = add_months(day, months) if months else day
    return moved + timedelta(days=days) if days else moved


def _said(months: int, days: int, *, weeks: bool) -> tuple[str, int]:
    if months > 0 and not days:
        return ("years", months // 12) if months % 12 == 0 else ("months", months)
    if days > 0 and not months:
        return ("weeks", days // 7) if weeks else ("days", days)
    return "date", 0
