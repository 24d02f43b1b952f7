"""How a woman stands on a printed list: where she lives, in which order, and whether she may be on it."""

from __future__ import annotations

from datetime import date

from app.consent import effective
from app.figures.presence import is_aged
from app.people import ADULT
from app.records.story import Story
from app.walk import NATURAL, Walk, WalkKey, walk_key, whereabouts


def place(story: Story) -> str:
    """Group and door (``3组 莲花湾12号``), from her page or else her household; the address where neither is known."""
    group, door = whereabouts(story.woman, story.household)
    parts = [f"{group}组" if group is not None else "", door]
    return " ".join(part for part in parts if part) or story.woman.current_address or ""


def walk_order(story: Story, walk: Walk = NATURAL) -> WalkKey:
    """Sorts as one walks, the same on paper as on screen."""
    return walk_key(story.woman, story.household, walk)


def is_surely_adult(story: Story, day: date) -> bool:
    """Whether what is known of her birth makes her 18 or older. Under 18 nobody stands on a printed list."""
    return is_aged(story.woman.birth_date, day, ADULT, 200)


def refused(story: Story, scope: str) -> bool:
    """Whether she has said no to a scope; not having been asked is no refusal."""
    return effective(story.consents, scope) in {"refused", "withdrawn"}
