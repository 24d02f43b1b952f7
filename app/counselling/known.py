"""What her story answers by itself before she is asked: her age, a birth and how the baby is fed, her blood pressure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from app.people import ADULT, age, children_of, grieves
from app.records import Visit
from app.records.story import Story
from app.values import dates
from app.values.dates import span

_OLD = timedelta(days=366)
"""A blood pressure older than this is shown, and asked for anew."""
_BORN = (("w0", 3), ("w3", 4), ("w4", 6), ("w6", 26))
"""Answers for a birth by full weeks since: before 3, 4, 6 and 26."""


@dataclass(frozen=True, slots=True)
class Known:
    """``answers`` by question, all of which can be changed. ``born``: day of the last birth; ``pressure``: the last one.

    ``silent``: questions not to be put to her, because a child of hers died.
    """

    answers: dict[str, str] = field(default_factory=dict)
    years: int | None = None
    born: date | None = None
    pressure: Visit | None = None
    silent: frozenset[str] = frozenset()


def known(story: Story, today: date) -> Known:
    """What is known of her on a day. Nothing is concluded from what is not there."""
    answers: dict[str, str] = {}
    if ages := _ages(story, today):
        least, most = ages
        if least >= 35 or most < 35:
            answers["age"] = "from35" if least >= 35 else "under35"
    born = _last_birth(story, today)
    grieving = grieves(story, today)
    if born is not None:
        weeks = (today - born).days // 7
        answers["birth"] = next((answer for answer, before in _BORN if weeks < before), "m6")
        if answers["birth"] != "m6" and not grieving and (fed := _fed(story, born)):
            answers["breastfeeding"] = fed
    elif children_of(story).total == 0 and not story.deliveries:
        answers["birth"] = "m6"
    measured = _pressure(story, today)
    if measured is not None and today - date.fromisoformat(measured.date) < _OLD:
        answers["pressure"] = _grade(measured)
    silent = frozenset({"breastfeeding"}) if grieving else frozenset[str]()
    return Known(answers, age(story, today), born, measured, silent)


def surely_grown(story: Story, today: date) -> bool:
    """Whether she is 18 or more; not where it is not known."""
    ages = _ages(story, today)
    return ages is not None and ages[0] >= ADULT


def _ages(story: Story, today: date) -> tuple[int, int] | None:
    """The least and the most years she may have; the same where her birthday is known."""
    when = span(story.woman.birth_date)
    if when is None:
        return None
    found = [dates.age_on(dates.parse(day.isoformat()), today) for day in (when[1], when[0])]
    return (found[0] or 0, found[1] or 0)


def _last_birth(story: Story, today: date) -> date | None:
    """The last birth, where it is known to the day."""
    told = [d.date for d in story.deliveries if d.retired is None]
    told += [c.birth_date for c in story.children if c.retired is None and c.relation == "birth" and c.birth_date]
    found = [when for when in map(span, told) if when and when[0] <= today]
    last = max(found, key=lambda when: when[1], default=None)
    return last[0] if last and last[0] == last[1] else None


def _fed(story: Story, born: date) -> str:
    """How the baby is fed, as last told since its birth."""
    told = [v for v in story.visits if v.retired is None and v.feeding and v.date >= born.isoformat()]
    if not told:
        return ""
    return "yes" if max(told, key=lambda v: v.date).feeding in ("breast", "mixed") else "no"


def _pressure(story: Story, today: date) -> Visit | None:
    told = [
        v for v in story.visits
        if v.retired is None and v.systolic is not None and v.diastolic is not None and v.date <= today.isoformat()
    ]  # fmt: skip
    return max(told, key=lambda v: v.date, default=None)


def _grade(visit: Visit) -> str:
    upper, lower = visit.systolic or 0, visit.diastolic or 0
    if upper >= 160 or lower >= 100:
        return "high"
    return "raised" if upper >= 140 or lower >= 90 else "usual"
