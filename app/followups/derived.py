"""What a schedule may ask of a record that is not written in it but follows from her story."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from app.codes import code_list
from app.danger import urgent
from app.followups.life import child_over, dating, pregnancy_over, supplies_over
from app.records import KINDS, Child, Pregnancy, SupplyMovement, Value, Visit
from app.records.base import Record
from app.records.story import Story
from app.values.dates import span

TODAY = "today"
"""``danger``: somebody should see her, or the child, the same day."""

DATES: Mapping[str, frozenset[str]] = MappingProxyType({"pregnancy": frozenset({"dating"})})
"""Dates an anchor may count from, by kind of record."""

ENDS: Mapping[str, frozenset[str]] = MappingProxyType({
    "pregnancy": frozenset({"over"}), "child": frozenset({"over"}), "supply_movement": frozenset({"over"}),
})  # fmt: skip
"""Days from which a follow-up of the record makes no more sense."""

VALUES: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType({
    "visit": {"danger": (TODAY,)},
    "supply_movement": {"article": code_list("supply_article").codes},
})  # fmt: skip
"""Values a ``where`` may ask for, with what they can be."""


def stated_date(record: Record, name: str) -> str | None:
    """A date of a record, written or derived, as stored."""
    if name == "dating" and isinstance(record, Pregnancy):
        return dating(record)
    found: str | None = getattr(record, name)
    return found


def end_date(story: Story, record: Record, name: str) -> date | None:
    """The first possible day of an ending, written or derived."""
    if name != "over":
        when = span(getattr(record, name))
        return when[0] if when else None
    if isinstance(record, Pregnancy):
        return pregnancy_over(story, record)
    if isinstance(record, Child):
        return child_over(record)
    if isinstance(record, SupplyMovement):
        return supplies_over(story, record, article_of(story, record))
    return None


def value_of(story: Story, record: Record, name: str) -> object:
    """A value of a record, written or derived."""
    if name == "danger" and isinstance(record, Visit):
        return TODAY if record.danger_signs or urgent(_Cells(record)) else None
    if name == "article" and isinstance(record, SupplyMovement):
        return article_of(story, record)
    return getattr(record, name)


class _Cells(Mapping[str, Value]):
    """A record's values by name, without making a table of all of them first."""

    def __init__(self, record: Record) -> None:
        self._record = record

    def __getitem__(self, name: str) -> Value:
        found: Value = getattr(self._record, name)
        return found

    def get(self, name: str, default: object = None) -> Any:
        return getattr(self._record, name, default)  # its own would go through an exception's door

    def __iter__(self) -> Iterator[str]:
        return iter(KINDS[type(self._record).kind].fields)

    def __len__(self) -> int:
        return len(KINDS[type(self._record).kind].fields)


def article_of(story: Story, movement: SupplyMovement) -> str:
    """What was handed out; nothing where its batch is not known here."""
    return story.articles.get(movement.batch, "")
