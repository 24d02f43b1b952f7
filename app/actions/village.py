"""What is told of the village, and taking back what was told by mistake."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.actions import Fresh
from app.records import Population, Record, Value
from app.records.writes import Add, Edit, Write, retire


def enter_population(
    month: str,
    *,
    residents: int | None,
    registered: int | None,
    source: str | None,
    stated: Iterable[Population],
    fresh: Fresh,
) -> Sequence[Write]:
    """How many people lived here at the end of a month (``2026-10``); replaces what was entered for it before."""
    values: dict[str, Value] = {"residents": residents, "registered": registered, "source": source}
    for before in stated:
        if before.retired is None and before.month == month:
            changed = {name: value for name, value in values.items() if getattr(before, name) != value}
            return (Edit(Population.kind, before.id, changed),) if changed else ()
    new = Population(id=fresh(), subject="", month=month)
    return (Add(new.with_values(**values)),)


def take_back(record: Record) -> Sequence[Write]:
    """A record entered by mistake; it stays in history."""
    return (retire(record, "mistake"),)
