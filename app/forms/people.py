"""How a woman stands on a printed list: where she lives, in which order, and whether she may be on it."""

from __future__ import annotations

import re
from datetime import date

from app.consent import effective
from app.figures.presence import is_aged
from app.records.story import Story

ADULT = 18
_NUMBERS = re.compile(r"(\d+)")


def place(story: Story) -> str:
    """Group and door (``3组 莲花湾12号``), from her page or else her household; the address where neither is known."""
    group, door = whereabouts(story)
    parts = [f"{group}组" if group is not None else "", door]
    return " ".join(part for part in parts if part) or story.woman.current_address or ""


def whereabouts(story: Story) -> tuple[int | None, str]:
    """Group and door, from her page or else her household."""
    woman, home = story.woman, story.household
    group = woman.group if woman.group is not None else (home.group if home else None)
    return group, woman.door or (home.door if home else None) or ""


def walk_order(story: Story) -> tuple[object, ...]:
    """Sorts as one walks: by group, then door with its numbers read as numbers, then name; unknown places last."""
    group, door = whereabouts(story)
    parts = tuple((0, int(p), "") if p.isdecimal() else (1, 0, p) for p in _NUMBERS.split(door) if p)
    return (group is None, group or 0, not parts, parts, story.woman.name, story.woman.id)


def is_surely_adult(story: Story, day: date) -> bool:
    """Whether what is known of her birth makes her 18 or older. Under 18 nobody stands on a printed list."""
    return is_aged(story.woman.birth_date, day, ADULT, 200)


def refused(story: Story, scope: str) -> bool:
    """Whether she has said no to a scope; not having been asked is no refusal."""
    return effective(story.consents, scope) in {"refused", "withdrawn"}
