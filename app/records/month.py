"""What a month leaves behind: its closed report, what was copied into another system, and how good the records are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated, ClassVar

from app.records.base import Record
from app.records.fields import Audience, Code, Count, Data, Day, Text


def counts_in(figures: str) -> str:
    """Of the figures of a closed month what the county is told: the counts; no supplies, no other report's name."""
    return json.dumps({"counts": json.loads(figures)["counts"]}, separators=(",", ":"), sort_keys=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthReport(Record):
    """A month closed 月报定稿. Never edited: what comes to light later is a correction, ``number`` 1, 2, …; 0 is the first.

    ``figures``: JSON object, code → number or null. ``definitions``: the version of what they mean. ``key``: 64 random
    hexadecimal digits that make ``digest`` (keyed, over month, number, definitions and figures) and the tags in
    ``traces`` (JSON object, code → tags of the records counted), so that nobody without the ledger can try guesses
    against either.
    """

    kind: ClassVar[str] = "month_report"
    audience: ClassVar[Audience] = Audience.FIGURES

    month: Annotated[str, Day(required=True)]
    number: Annotated[int, Count(required=True, most=99)] = 0
    date: Annotated[str, Day(required=True, exact=True)]
    by: Annotated[str | None, Text(longest=60, audience=Audience.VILLAGE)] = None
    definitions: Annotated[str, Text(required=True, longest=80)]
    figures: Annotated[str, Data(required=True, for_county=counts_in)]
    digest: Annotated[str, Text(required=True, longest=64)]
    key: Annotated[str, Text(required=True, longest=64, audience=Audience.VILLAGE)]
    traces: Annotated[str, Data(required=True, longest=1_000_000, audience=Audience.VILLAGE)]
    note: Annotated[str | None, Text(longest=500, lines=2, audience=Audience.VILLAGE)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedOut(Record):
    """A record was typed into another system 已录入.

    ``system``: ``<system>/<screen>``. ``state``: ``field:digest`` of every value copied, so that a change shows, and where.
    """

    kind: ClassVar[str] = "copied_out"

    system: Annotated[str, Text(required=True, longest=60)]
    record: Annotated[str, Text(required=True, longest=32)]
    state: Annotated[str, Data(required=True, longest=4000)]
    date: Annotated[str, Day(required=True, exact=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCheck(Record):
    """The ledger compared with a list from the county or a hospital 比对: how many, never who.

    ``omitted``: on the list and not in the ledger until then; ``only_here``: the other way round.
    """

    kind: ClassVar[str] = "list_check"

    about: Annotated[str, Code(list="list_about", required=True)]
    date: Annotated[str, Day(required=True, exact=True)]
    source: Annotated[str | None, Text(longest=120)] = None
    first: Annotated[str | None, Day()] = None
    last: Annotated[str | None, Day()] = None
    matched: Annotated[int, Count(required=True)] = 0
    differing: Annotated[int, Count(required=True)] = 0
    only_here: Annotated[int, Count(required=True)] = 0
    omitted: Annotated[int, Count(required=True)] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleItem(Record):
    """One value looked at in the quarter's check of the records 季查: as written down, and what was found.

    It checks records, not women. ``quarter``: ``2026-Q4``. ``field``: which field of ``record`` (of kind ``about_kind``).
    """

    kind: ClassVar[str] = "sample_item"

    quarter: Annotated[str, Text(required=True, longest=7)]
    about_kind: Annotated[str, Text(required=True, longest=30)]
    record: Annotated[str, Text(required=True, longest=32)]
    field: Annotated[str, Text(required=True, longest=40)]
    found: Annotated[str | None, Code(list="sample_found")] = None
    date: Annotated[str | None, Day(exact=True)] = None
