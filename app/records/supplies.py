"""The village's free contraceptives and folic acid 药具: items, batches with their expiry, and every movement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from app.records.base import Record
from app.records.fields import Code, Count, Day, Ref, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyItem(Record):
    """One article. ``spec``: its size or strength. ``measure``: what is counted (盒 支 板 瓶).

    ``lasts_days``: how long one measure usually lasts one person; None where that cannot be said. ``holds``: how many
    pieces, cycles or doses are in one measure; one where nobody said. ``low_at``: at or below this balance the page says
    it is running low.
    """

    kind: ClassVar[str] = "supply_item"

    article: Annotated[str, Code(list="supply_article", required=True)]
    spec: Annotated[str | None, Text(longest=60)] = None
    measure: Annotated[str, Code(list="supply_measure", required=True)] = "box"
    lasts_days: Annotated[int | None, Count(least=1, most=730, unit="days")] = None
    holds: Annotated[int | None, Count(least=1, most=10_000)] = None
    low_at: Annotated[int | None, Count(most=100_000)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyBatch(Record):
    """What came together under one batch number 批号, with the last day it may be used."""

    kind: ClassVar[str] = "supply_batch"

    item: Annotated[str, Ref(kinds=("supply_item",), required=True)]
    number: Annotated[str | None, Text(longest=40)] = None
    expiry: Annotated[str | None, Day(future=True)] = None
    source: Annotated[str | None, Text(longest=80)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyMovement(Record):
    """In, out, lost or returned 出入库. Subject is the woman who was given it, or nobody.

    ``quantity`` in the item's measure, always positive: ``movement`` says which way. ``until``: the day what she was
    given runs out, as they reckoned together; her resupply follow-up counts from it. ``visit``: where it was part of one.
    What a person was given stays in the village; only sums are reported.
    """

    kind: ClassVar[str] = "supply_movement"

    batch: Annotated[str, Ref(kinds=("supply_batch",), required=True)]
    movement: Annotated[str, Code(list="supply_movement", required=True)]
    quantity: Annotated[int, Count(required=True, least=1, most=100_000)]
    date: Annotated[str, Day(required=True, exact=True)]
    until: Annotated[str | None, Day(exact=True, future=True)] = None
    visit: Annotated[str | None, Ref(kinds=("visit",))] = None
    reason: Annotated[str | None, Text(longest=200)] = None
