"""What is told of the village, and taking back what was told by mistake."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import EllipsisType

from app.actions import Fresh, births, women
from app.records import Delivery, LifeEvent, Move, Population, Record, Value
from app.records.story import Story
from app.records.writes import Add, Edit, Write, retire


def enter_population(
    month: str,
    *,
    residents: int | None,
    registered: int | None,
    source: str | None,
    deaths: int | EllipsisType | None = ...,
    stated: Iterable[Population],
    fresh: Fresh,
) -> Sequence[Write]:
    """How many people lived here at the end of a month (``2026-10``), and how many of all residents died in it.

    Replaces what was entered for it before, except deaths nobody speaks of (``...``).

    Where two laptops entered it, one record is left.
    """
    values: dict[str, Value] = {"residents": residents, "registered": registered, "source": source}
    if not isinstance(deaths, EllipsisType):
        values["deaths"] = deaths
    same = sorted((p for p in stated if p.retired is None and p.month == month), key=lambda p: p.id)
    if same:
        changed = {name: value for name, value in values.items() if getattr(same[0], name) != value}
        kept = [Edit(Population.kind, same[0].id, changed)] if changed else []
        return (*kept, *(retire(other, "mistake") for other in same[1:]))
    new = Population(id=fresh(), subject="", month=month)
    return (Add(new.with_values(**values)),)


def take_back(record: Record, story: Story | None = None) -> Sequence[Write]:
    """A record entered by mistake; it stays in history. With her ``story``, what followed from it is taken back too."""
    if story is not None and isinstance(record, Delivery):
        return births.take_back_delivery(story, record)
    if story is not None and isinstance(record, Move):
        return women.take_back_move(story, record)
    if story is not None and isinstance(record, LifeEvent):
        return women.take_back_event(story, record)
    return (retire(record, "mistake"),)
