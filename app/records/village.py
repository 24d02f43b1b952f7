"""What belongs to the village rather than to a woman: who works there, and how many people live there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from app.records.base import Record
from app.records.fields import Code, Count, Day, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker(Record):
    """Somebody who signs in on a laptop of this office; authors of changes are named by this record's id."""

    kind: ClassVar[str] = "worker"

    name: Annotated[str, Text(required=True, longest=60)]
    role: Annotated[str, Code(list="worker_role", required=True)] = "worker"
    left: Annotated[str | None, Day()] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit(Record):
    """The village under its code at a time; villages merge, split and are re-coded.

    ``code``: 12 digits, GB/T 2260 with township and village. ``until``: its last day under this code, ``change``: what
    became of it then (re-coded, merged, split), ``successor``: the code it went on under.
    """

    kind: ClassVar[str] = "unit"

    code: Annotated[str, Text(required=True, longest=12)]
    name: Annotated[str, Text(required=True, longest=80)]
    office: Annotated[str | None, Text(longest=80)] = None
    since: Annotated[str | None, Day()] = None
    until: Annotated[str | None, Day()] = None
    change: Annotated[str | None, Code(list="unit_change")] = None
    successor: Annotated[str | None, Text(longest=12)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VillageGroup(Record):
    """A group of the village 村民组: what people call it, where it has a name, and its place in the worker's round.

    Without ``walk`` a group comes after the one before it by number (``app.walk``).
    """

    kind: ClassVar[str] = "village_group"

    number: Annotated[int, Count(required=True, least=1, most=99)]
    name: Annotated[str | None, Text(longest=40)] = None
    walk: Annotated[int | None, Count(least=1, most=999)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Population(Record):
    """How many people lived here at a month's end, from whom; the ledger does not hold all residents.

    ``deaths``: of all residents in that month, as the same source says.
    """

    kind: ClassVar[str] = "population"

    month: Annotated[str, Day(required=True)]
    residents: Annotated[int | None, Count(most=1_000_000)] = None
    registered: Annotated[int | None, Count(most=1_000_000)] = None
    deaths: Annotated[int | None, Count(most=100_000)] = None
    source: Annotated[str | None, Text(longest=80)] = None
