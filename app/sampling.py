"""The quarter's check of the records 季查: values drawn by chance, to be held against her papers on the round.

It checks records, not women. Nobody is on the sheet who may not be visited at home, whose family does not know, or who
is under age; no field that is hidden, no method, no pregnancy. How many and which fields is data
(``resources/indicators/sampling.toml``).
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from app.actions import Fresh
from app.consent import effective
from app.followups.life import away_on, not_in_ledger
from app.people import ADULT, age
from app.records import KINDS, Record, SampleItem, Value
from app.records.story import Story
from app.records.writes import Add, Edit, Write

KINDS_LOOKED_AT = ("woman", "child", "delivery", "move")


@dataclass(frozen=True, slots=True)
class Plan:
    """``size``: how many values a quarter. ``fields``: which may be drawn, by kind of record."""

    size: int
    fields: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One value to look at. ``value`` as recorded now, None where nothing is written down."""

    story: Story
    record: Record
    field: str

    @property
    def value(self) -> Value:
        """What is written down."""
        found: Value = getattr(self.record, self.field)
        return found


@cache
def plan() -> Plan:
    """The plan, read once. Raises ValueError where it names what must not be looked at: a mistake of ours, found by a test."""
    told = tomllib.loads((files("resources") / "indicators" / "sampling.toml").read_text(encoding="utf-8"))
    fields = {kind: tuple(names) for kind, names in told["fields"].items()}
    for kind, names in fields.items():
        for name in names:
            if kind not in KINDS_LOOKED_AT or KINDS[kind].fields[name].sensitive:
                raise ValueError(f"{kind}.{name}")
    return Plan(int(told["size"]), MappingProxyType(fields))


def quarter_of(day: date) -> str:
    """``2026-Q4``."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def first_day(quarter: str) -> date:
    """The first day of a quarter."""
    return date(int(quarter[:4]), int(quarter[6]) * 3 - 2, 1)


def may_be_asked(story: Story, today: date) -> bool:
    """Whether somebody may come to her door with the sheet in hand."""
    woman = story.woman
    if woman.status != "open" or woman.family_unaware or not_in_ledger(story) or away_on(story.moves, today):
        return False
    if effective(story.consents, "home_visit") in ("refused", "withdrawn"):
        return False
    years = age(story, today)
    return years is None or years >= ADULT


def draw(stories: Iterable[Story], quarter: str, seed: str, size: int, today: date) -> tuple[Drawn, ...]:
    """``size`` values by chance, or all there are; the same for the same books, quarter and seed (the office).

    Each value gets a number from a hash of seed, quarter and its own place, and the smallest win: every value has the
    same chance, and one more record in the books changes at most one value of the sample.
    """
    chances = sorted(
        (_lot(seed, quarter, record, field), position, Drawn(story, record, field))
        for position, (story, record, field) in enumerate(_values(stories, today))
    )
    found = [drawn for _, _, drawn in chances[: max(0, size)]]
    return tuple(
        sorted(found, key=lambda d: (d.story.woman.group or 0, d.story.woman.door or "", d.record.id, d.field))
    )


def begin(drawn: Sequence[Drawn], quarter: str, *, fresh: Fresh) -> tuple[Write, ...]:
    """Keeps the sample, nothing looked at yet."""
    return tuple(
        Add(SampleItem(
            id=fresh(), subject=d.story.woman.id, quarter=quarter, about_kind=d.record.kind, record=d.record.id, field=d.field,
        )) for d in drawn
    )  # fmt: skip


def found(item: SampleItem, what: str | None, on: str) -> tuple[Write, ...]:
    """What was found of one value (a code of ``sample_found``), or None: not said yet."""
    return (Edit(SampleItem.kind, item.id, {"found": what, "date": on if what else None}),)


def standing(items: Iterable[SampleItem], quarter: str) -> tuple[SampleItem, ...]:
    """The sample of a quarter; of a value that two laptops drew, the one somebody looked at."""
    of: dict[tuple[str, str], SampleItem] = {}
    for item in sorted(items, key=lambda i: (i.found is None, i.id)):
        if item.retired is None and item.quarter == quarter:
            of.setdefault((item.record, item.field), item)
    return tuple(of.values())


def looked_up(
    items: Iterable[SampleItem], stories: Iterable[Story], today: date
) -> tuple[tuple[SampleItem, Drawn], ...]:
    """Each with its record as it stands now, in the order of the round.

    Whoever may no longer be asked, and what is no longer there, is left out while nothing was found of it.
    """
    there = {record.id: (story, record) for story in stories for record in _records(story)}
    rows = []
    for item in items:
        story, record = there.get(item.record, (None, None))
        if story is None or record is None or (item.found is None and not may_be_asked(story, today)):
            continue
        rows.append((item, Drawn(story, record, item.field)))
    rows.sort(key=lambda r: (r[1].story.woman.group or 99, r[1].story.woman.door or "", r[1].story.woman.name, r[0].id))
    return tuple(rows)


def _values(stories: Iterable[Story], today: date) -> Iterator[tuple[Story, Record, str]]:
    fields = plan().fields
    for story in stories:
        if may_be_asked(story, today):
            for record in _records(story):
                for field in fields.get(record.kind, ()):
                    yield story, record, field


def _records(story: Story) -> Iterator[Record]:
    """A child who died and a stillbirth are nobody's spot check."""
    yield story.woman
    yield from (child for child in story.children if child.born == "live" and child.ended is None)
    lost = {child.delivery for child in story.children if child.born != "live" or child.ended}
    yield from (delivery for delivery in story.deliveries if delivery.id not in lost)
    yield from story.moves


def _lot(seed: str, quarter: str, record: Record, field: str) -> bytes:
    return hashlib.sha256(f"{seed}|{quarter}|{record.id}|{field}".encode()).digest()
