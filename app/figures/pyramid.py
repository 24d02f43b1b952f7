"""The children of the women here by age and sex, for the age pyramid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.figures.presence import is_here
from app.records import Child
from app.records.story import Story
from app.values.dates import PartialDate, earliest, latest, years_lived

GROUPS = ((0, 4), (5, 9), (10, 14), (15, 17))
"""Full years; whoever is 18 is no child."""


@dataclass(frozen=True, slots=True)
class AgeGroup:
    """``boys`` and ``girls`` of ``low`` to ``high`` full years."""

    low: int
    high: int
    boys: int
    girls: int


def children_by_age(stories: Iterable[Story], day: date) -> tuple[AgeGroup, ...]:
    """Living children, with a known sex and an age that leaves no doubt, on ``day``; youngest first."""
    found: Counter[tuple[int, str]] = Counter()
    for story in stories:
        if is_here(story, day):
            found.update((low, child.sex or "") for child in story.children if (low := _group(child, day)) is not None)
    return tuple(AgeGroup(low, high, found[low, "1"], found[low, "2"]) for low, high in GROUPS)


def _group(child: Child, day: date) -> int | None:
    if child.retired is not None or child.born != "live" or child.birth_date is None or _gone(child, day):
        return None
    born = PartialDate(child.birth_date)
    if latest(born) > day:
        return None
    youngest, oldest = years_lived(latest(born), day), years_lived(earliest(born), day)
    return next((low for low, high in GROUPS if low <= youngest and oldest <= high), None)


def _gone(child: Child, day: date) -> bool:
    """Died, or no longer hers to count; a day nobody knows has been."""
    return child.ended is not None and (child.ended_date is None or latest(PartialDate(child.ended_date)) <= day)
