"""The order of the round: group, door as people count doors, name; and the list made in that order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from app.followups.due import OF_A_MONTH, TO_DO, FollowUp, followups
from app.followups.rules import Schedule
from app.records.people import Household, Woman
from app.records.story import Story
from app.values.dates import month_around
from app.values.names import sort_key

_DIGITS = re.compile(r"(\d+)")
_NO_GROUP = 10_000

WalkKey = tuple[int, int, tuple[tuple[int, int, str], ...], tuple[str, str], str]


def whereabouts(woman: Woman, household: Household | None = None) -> tuple[int | None, str]:
    """Group and door, from her page or else her household."""
    group = woman.group if woman.group is not None else (household.group if household else None)
    return group, woman.door or (household.door if household else None) or ""


def walk_key(woman: Woman, household: Household | None = None) -> WalkKey:
    """Sorts women as one walks: group, door (9 before 10, unknown doors last), name by pinyin."""
    group, door = whereabouts(woman, household)
    return group or _NO_GROUP, 0 if door else 1, _natural(door), sort_key(woman.name), woman.id


def _natural(door: str) -> tuple[tuple[int, int, str], ...]:
    parts = _DIGITS.split(unicodedata.normalize("NFKC", door).strip().casefold())
    return tuple((0, int(p), "") if p.isdecimal() else (1, 0, p) for p in parts if p)


def due_list(stories: Iterable[Story], schedule: Schedule, today: date, month: date | None = None) -> list[FollowUp]:
    """What can be done today, or with ``month`` (any day of it) what asks for something in that month, in walk order.

    For a month: everything not settled whose window touches it, whether it is upcoming, open or waits for a named day.
    """
    if month is None:
        since = horizon = today
        wanted = TO_DO
    else:
        since, horizon = month_around(month)
        wanted = OF_A_MONTH
    found: list[tuple[WalkKey, FollowUp]] = []
    for story in stories:
        mine = [f for f in followups(story, schedule, today, since=since, horizon=horizon) if f.state in wanted]
        if mine:
            key = walk_key(story.woman, story.household)
            found += [(key, f) for f in mine]
    found.sort(key=lambda pair: (pair[0], pair[1].due, pair[1].rule, pair[1].anchor, pair[1].occurrence))
    return [f for _, f in found]
