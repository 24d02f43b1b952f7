"""Who lives in the village: households, women, their children, the spouse; moves and life events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from app.records.base import Record
from app.records.fields import Audience, Code, Count, Data, Day, Flag, IdNumber, Phone, Ref, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Household(Record):
    """A household 户: its number and where its door is. ``head``: the name of its head 户主, as a roster writes it.

    ``walk``: its place in the worker's round of its group, where she gave it one (``app.walk``).
    """

    kind: ClassVar[str] = "household"

    number: Annotated[str | None, Text(longest=30)] = None
    head: Annotated[str | None, Text(longest=60)] = None
    group: Annotated[int | None, Count(least=1, most=99)] = None
    door: Annotated[str | None, Text(longest=40)] = None
    note: Annotated[str | None, Text(longest=500, lines=2)] = None
    walk: Annotated[int | None, Count(least=1, most=9999)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Woman(Record):
    """A woman of the ledger. She is her own subject; turning 50 closes nothing.

    ``birth_date`` is the legal date where a valid id gives one; ``birth_stated`` keeps what was said beside it
    (a lunar date, another day). ``children_stated`` and ``girls_stated`` are what a roster says where the children
    themselves are not recorded. ``group`` 村民组 and ``door`` 门牌 say where to find her.
    Her spouse's particulars stay in the village, and stand there while he agrees to it (scope ``spouse``).
    ``merged_into``: the entry that stands for her where she was written down twice (``app.same_woman``).
    """

    kind: ClassVar[str] = "woman"
    audience: ClassVar[Audience] = Audience.COUNTY

    name: Annotated[str, Text(required=True, longest=60)]
    other_names: Annotated[str | None, Text(longest=100)] = None
    id_type: Annotated[str | None, Code(list="id_type")] = None
    id_number: Annotated[str | None, IdNumber()] = None
    birth_date: Annotated[str | None, Day()] = None
    birth_stated: Annotated[str | None, Text(longest=60)] = None
    ethnicity: Annotated[str | None, Code(list="ethnicity")] = None
    education: Annotated[str | None, Code(list="education")] = None
    occupation: Annotated[str | None, Text(longest=60)] = None
    marital: Annotated[str | None, Code(list="marital")] = None
    marital_since: Annotated[str | None, Day()] = None
    first_marriage: Annotated[str | None, Day()] = None
    household: Annotated[str | None, Ref(kinds=("household",), audience=Audience.VILLAGE)] = None
    relation: Annotated[str | None, Code(list="relation")] = None
    group: Annotated[int | None, Count(least=1, most=99)] = None
    door: Annotated[str | None, Text(longest=40)] = None
    registered_address: Annotated[str | None, Text(longest=200)] = None
    current_address: Annotated[str | None, Text(longest=200)] = None
    residence: Annotated[str | None, Code(list="residence")] = None
    phone: Annotated[str | None, Phone()] = None
    safe_contact: Annotated[str | None, Text(longest=200, audience=Audience.VILLAGE)] = None
    family_unaware: Annotated[bool, Flag(audience=Audience.VILLAGE)] = False
    health_record: Annotated[str | None, Text(longest=17)] = None
    spouse_name: Annotated[str | None, Text(longest=60, audience=Audience.VILLAGE)] = None
    spouse_id_number: Annotated[str | None, IdNumber(audience=Audience.VILLAGE)] = None
    spouse_phone: Annotated[str | None, Phone(audience=Audience.VILLAGE)] = None
    children_stated: Annotated[int | None, Count(most=20)] = None
    girls_stated: Annotated[int | None, Count(most=20)] = None
    youngest_birth_stated: Annotated[str | None, Day()] = None
    status: Annotated[str, Code(list="status", required=True)] = "open"
    closed_reason: Annotated[str | None, Code(list="closed_reason")] = None
    closed_date: Annotated[str | None, Day()] = None
    merged_into: Annotated[str | None, Ref(kinds=("woman",))] = None
    note: Annotated[str | None, Text(longest=1000, lines=3, audience=Audience.VILLAGE)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Child(Record):
    """A child of hers. Subject is the mother. ``born`` tells a live birth from a stillbirth.

    ``joined_date``: the day an adopted or a step-child came to her.
    """

    kind: ClassVar[str] = "child"
    audience: ClassVar[Audience] = Audience.COUNTY

    birth_date: Annotated[str | None, Day()] = None
    sex: Annotated[str, Code(list="sex")] = "0"
    name: Annotated[str | None, Text(longest=60)] = None
    birth_order: Annotated[int | None, Count(least=1, most=20)] = None
    plurality: Annotated[int | None, Count(least=1, most=9)] = None
    delivery: Annotated[str | None, Ref(kinds=("delivery",))] = None
    born: Annotated[str, Code(list="birth_outcome")] = "live"
    relation: Annotated[str, Code(list="child_relation")] = "birth"
    joined_date: Annotated[str | None, Day()] = None
    gestation_weeks: Annotated[int | None, Count(least=12, most=46, usual=(28, 43), unit="weeks")] = None
    birth_weight_g: Annotated[int | None, Count(least=200, most=8000, usual=(1500, 5000), unit="g")] = None
    certificate: Annotated[str | None, Text(longest=30)] = None
    ended: Annotated[str | None, Code(list="child_ended")] = None
    ended_date: Annotated[str | None, Day()] = None
    note: Annotated[str | None, Text(longest=500, lines=2, audience=Audience.VILLAGE)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move(Record):
    """She moved in or out 迁移. Only a county-level place: where a woman rents is nobody's business."""

    kind: ClassVar[str] = "move"
    audience: ClassVar[Audience] = Audience.COUNTY

    direction: Annotated[str, Code(list="move_direction", required=True)]
    date: Annotated[str, Day(required=True)]
    reason: Annotated[str | None, Code(list="move_reason")] = None
    county_place: Annotated[str | None, Text(longest=60)] = None
    safe_contact: Annotated[str | None, Text(longest=200, audience=Audience.VILLAGE)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeEvent(Record):
    """Marriage, divorce, widowhood or death 婚姻与死亡, with the kind of evidence seen."""

    kind: ClassVar[str] = "life_event"
    audience: ClassVar[Audience] = Audience.COUNTY

    event: Annotated[str, Code(list="life_event", required=True)]
    date: Annotated[str, Day(required=True)]
    evidence: Annotated[str | None, Code(list="evidence")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterLine(Record):
    """What the last imported roster said about her, so that importing again never overwrites an edit of the worker's.

    ``values``: JSON object, field name → value as imported.
    """

    kind: ClassVar[str] = "roster_line"

    source: Annotated[str, Text(required=True, longest=200)]
    row: Annotated[int, Count(required=True)]
    values: Annotated[str, Data(required=True)]
