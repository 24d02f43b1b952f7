"""Comparing dates of which perhaps only the month or the year is known. What is unsure is not said."""

from __future__ import annotations

from app.values import dates
from app.values.dates import span

TERM_DAYS = 280
"""From the first day of the last menstrual period to the expected day of delivery (Naegele's rule, in days)."""


def surely_before(one: str | None, other: str | None) -> bool:
    """Whether ``one`` lies before ``other`` however their missing parts may read."""
    a, b = span(one), span(other)
    return bool(a and b and a[1] < b[0])


def years_between(birth: str | None, day: str | None) -> int | None:
    """Full years from a birth to a day; None where either is unknown, or their precision leaves two answers."""
    at = span(day)
    if not span(birth) or not at or birth is None:
        return None
    ages = {dates.age_on(dates.parse(birth), limit) for limit in at}
    return ages.pop() if len(ages) == 1 else None


def days_between(one: str | None, other: str | None) -> int | None:
    """Days from ``one`` to ``other``; None unless both are known to the day."""
    a, b = span(one), span(other)
    if not a or not b or a[0] != a[1] or b[0] != b[1]:
        return None
    return (b[0] - a[0]).days
