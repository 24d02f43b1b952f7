"""Comparing dates of which perhaps only the month or the year is known. What is unsure is not said."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from app.errors import InputError
from app.values import dates


@lru_cache(maxsize=65536)
def _span(stated: str | None) -> tuple[date, date] | None:
    if not stated:
        return None
    try:
        known = dates.parse(stated)
    except InputError:
        return None
    return dates.earliest(known), dates.latest(known)


def surely_before(one: str | None, other: str | None) -> bool:
    """Whether ``one`` lies before ``other`` however their missing parts may read."""
    a, b = _span(one), _span(other)
    return bool(a and b and a[1] < b[0])


def years_between(birth: str | None, day: str | None) -> int | None:
    """Full years from a birth to a day; None where either is unknown, or their precision leaves two answers."""
    at = _span(day)
    if not _span(birth) or not at or birth is None:
        return None
    ages = {dates.age_on(dates.parse(birth), limit) for limit in at}
    return ages.pop() if len(ages) == 1 else None


def days_between(one: str | None, other: str | None) -> int | None:
    """Days from ``one`` to ``other``; None unless both are known to the day."""
    a, b = _span(one), _span(other)
    if not a or not b or a[0] != a[1] or b[0] != b[1]:
        return None
    return (b[0] - a[0]).days
