"""The other books of the office: benefits applied for, sessions held, and what people asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from app.records.base import Record
from app.records.fields import Code, Codes, Count, Day, Ref, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitCase(Record):
    """An application for a benefit 奖励扶助等申请. Where it stands follows from its steps.

    ``scheme_name``: its name where the county has one of its own. ``basis``: why she, he or both may have it.
    Application and papers go to the township on paper; the record stays in the village.
    """

    kind: ClassVar[str] = "benefit_case"

    scheme: Annotated[str, Code(list="benefit_scheme", required=True)]
    scheme_name: Annotated[str | None, Text(longest=80)] = None
    applicant: Annotated[str, Code(list="benefit_applicant", required=True)] = "her"
    date: Annotated[str, Day(required=True)]
    basis: Annotated[str | None, Text(longest=500, lines=2)] = None
    documents: Annotated[str | None, Codes(list="benefit_document")] = None
    note: Annotated[str | None, Text(longest=500, lines=2)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitStep(Record):
    """One step of a case, with its day and the opinion given: reviewed, put on notice, approved, paid, returned.

    ``until``: last day of a public notice. ``amount_fen``: what was paid, in fen (1/100 yuan).
    """

    kind: ClassVar[str] = "benefit_step"

    case: Annotated[str, Ref(kinds=("benefit_case",), required=True)]
    step: Annotated[str, Code(list="benefit_step", required=True)]
    date: Annotated[str, Day(required=True)]
    until: Annotated[str | None, Day(future=True)] = None
    opinion: Annotated[str | None, Text(longest=300, lines=2)] = None
    amount_fen: Annotated[int | None, Count(most=100_000_000, unit="fen")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outreach(Record):
    """A session held in the village 宣传服务: how many came, never who."""

    kind: ClassVar[str] = "outreach"

    date: Annotated[str, Day(required=True)]
    topic: Annotated[str, Text(required=True, longest=120)]
    life_stage: Annotated[str | None, Code(list="life_stage")] = None
    place: Annotated[str | None, Text(longest=80)] = None
    audience_count: Annotated[int | None, Count(most=10_000)] = None
    materials: Annotated[str | None, Text(longest=200)] = None
    note: Annotated[str | None, Text(longest=500, lines=2)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Record):
    """What somebody asked of the office 请求与投诉: to see, have corrected, explained or deleted, to withdraw, to complain.

    Subject is the woman it is about, or nobody. ``reason``: why it was done only in part, or not.
    """

    kind: ClassVar[str] = "request"

    asked: Annotated[str, Code(list="request_kind", required=True)]
    date: Annotated[str, Day(required=True)]
    what: Annotated[str | None, Text(longest=500, lines=2)] = None
    outcome: Annotated[str | None, Code(list="request_outcome")] = None
    outcome_date: Annotated[str | None, Day()] = None
    reason: Annotated[str | None, Text(longest=300, lines=2)] = None
    answer: Annotated[str | None, Text(longest=500, lines=2)] = None
