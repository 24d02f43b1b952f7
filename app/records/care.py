"""Her care: consents, pregnancies, deliveries, methods, screening and what she answered to a follow-up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from app.records.base import Record
from app.records.fields import Audience, Code, Codes, Count, Day, Flag, Ref, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent(Record):
    """One statement of hers about one scope 同意. Statements are never edited; a new one replaces earlier ones.

    ``replaces``: ids of the statements its author saw standing, separated by spaces. What holds now is computed by
    ``app.consent.effective``: the most restrictive of the statements nobody replaced. ``through`` and ``hours``: by
    whom and when she may be visited or called. The scope ``spouse`` is her husband's own statement about himself.
    """

    kind: ClassVar[str] = "consent"
    audience: ClassVar[Audience] = Audience.COUNTY

    scope: Annotated[str, Code(list="consent_scope", required=True)]
    state: Annotated[str, Code(list="consent_state", required=True)]
    date: Annotated[str, Day(required=True)]
    how: Annotated[str | None, Code(list="consent_how")] = None
    witness: Annotated[str | None, Text(longest=60, audience=Audience.VILLAGE)] = None
    notice_version: Annotated[str | None, Text(longest=40)] = None
    through: Annotated[str | None, Text(longest=60, audience=Audience.VILLAGE)] = None
    hours: Annotated[str | None, Text(longest=60, audience=Audience.VILLAGE)] = None
    replaces: Annotated[str | None, Text(longest=4000)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pregnancy(Record):
    """A pregnancy 孕期. An ultrasound never overwrites the stated LMP (末次月经): it changes the basis of the EDD (预产期).

    ``lmp_stated``: what she said, where it was a lunar date or vaguer than a day. ``grade`` is a clinician's finding
    with its day and place, never the program's. ``intention``: what she hopes for, in her own words.
    """

    kind: ClassVar[str] = "pregnancy"
    audience: ClassVar[Audience] = Audience.COUNTY

    lmp: Annotated[str | None, Day()] = None
    lmp_known: Annotated[str | None, Code(list="lmp_known")] = None
    lmp_stated: Annotated[str | None, Text(longest=60, audience=Audience.VILLAGE)] = None
    edd: Annotated[str | None, Day(future=True)] = None
    edd_basis: Annotated[str | None, Code(list="edd_basis")] = None
    ultrasound_date: Annotated[str | None, Day()] = None
    booked_date: Annotated[str | None, Day()] = None
    booked_weeks: Annotated[int | None, Count(most=46, usual=(4, 42), unit="weeks")] = None
    fetuses: Annotated[int | None, Count(least=1, most=9)] = None
    gravidity: Annotated[int | None, Count(least=1, most=25)] = None
    parity_vaginal: Annotated[int | None, Count(most=20)] = None
    parity_caesarean: Annotated[int | None, Count(most=20)] = None
    history: Annotated[str | None, Text(longest=500, lines=2, sensitive=True)] = None
    grade: Annotated[str | None, Code(list="pregnancy_grade", sensitive=True)] = None
    grade_date: Annotated[str | None, Day(sensitive=True)] = None
    grade_facility: Annotated[str | None, Text(longest=80, sensitive=True)] = None
    intention: Annotated[str | None, Text(longest=300, lines=2, sensitive=True, audience=Audience.VILLAGE)] = None
    outcome: Annotated[str | None, Code(list="pregnancy_outcome", sensitive=True)] = None
    outcome_date: Annotated[str | None, Day(sensitive=True)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery(Record):
    """A delivery 分娩. Twins are two children of one delivery."""

    kind: ClassVar[str] = "delivery"
    audience: ClassVar[Audience] = Audience.COUNTY

    date: Annotated[str, Day(required=True)]
    pregnancy: Annotated[str | None, Ref(kinds=("pregnancy",))] = None
    place: Annotated[str | None, Code(list="delivery_place")] = None
    facility: Annotated[str | None, Text(longest=80)] = None
    mode: Annotated[str | None, Code(list="delivery_mode")] = None
    discharge_date: Annotated[str | None, Day()] = None
    complications: Annotated[str | None, Text(longest=300, lines=2)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodUse(Record):
    """One episode of using a method 避孕方法, or of not using one (``method`` = ``none``) and why.

    ``start`` and ``stop``: the first day and the day it ended, which is no longer of it. ``wish``: the method she asked
    for, before counselling; ``explained``: the methods explained to her; ``agreed``: how her own agreement is kept.
    ``expiry``: the day until which the product lasts. Why she stopped, or uses none, is for
    her own village: it tells what she hopes for, and no service of the county needs it.
    """

    kind: ClassVar[str] = "method_use"
    audience: ClassVar[Audience] = Audience.COUNTY

    method: Annotated[str, Code(list="method", required=True)]
    start: Annotated[str | None, Day()] = None
    product: Annotated[str | None, Text(longest=80)] = None
    expiry: Annotated[str | None, Day(future=True)] = None
    facility: Annotated[str | None, Text(longest=80)] = None
    provider: Annotated[str | None, Text(longest=60)] = None
    counselled: Annotated[bool, Flag()] = False
    explained: Annotated[str | None, Codes(list="method")] = None
    wish: Annotated[str | None, Code(list="method")] = None
    chosen_by: Annotated[str | None, Code(list="chosen_by")] = None
    agreed: Annotated[str | None, Code(list="agreed")] = None
    side_effects: Annotated[str | None, Text(longest=300, lines=2)] = None
    not_using_reason: Annotated[
        str | None, Code(list="not_using_reason", sensitive=True, audience=Audience.VILLAGE)
    ] = None
    stop: Annotated[str | None, Day()] = None
    stop_reason: Annotated[str | None, Code(list="stop_reason", sensitive=True, audience=Audience.VILLAGE)] = None
    note: Annotated[str | None, Text(longest=500, lines=2, audience=Audience.VILLAGE)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening(Record):
    """A screening for cancer of the cervix or the breast 两癌筛查. ``closed_date``: what it asked for has been done."""

    kind: ClassVar[str] = "screening"
    audience: ClassVar[Audience] = Audience.COUNTY

    screen: Annotated[str, Code(list="screen", required=True)]
    date: Annotated[str, Day(required=True)]
    test: Annotated[str | None, Code(list="screen_test")] = None
    facility: Annotated[str | None, Text(longest=80)] = None
    result: Annotated[str | None, Code(list="screen_result", sensitive=True)] = None
    referral_facility: Annotated[str | None, Text(longest=80, sensitive=True)] = None
    closed_date: Annotated[str | None, Day()] = None
    note: Annotated[str | None, Text(longest=300, lines=2, sensitive=True, audience=Audience.VILLAGE)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Response(Record):
    """What she answered to a follow-up 对随访的答复; never a mark against anyone.

    The follow-up is named by ``rule``, ``anchor`` (the id of the record it counts from) and ``occurrence`` (1, 2, …),
    so that the answer survives a corrected date. ``until``: the day she asked for, when postponed.
    """

    kind: ClassVar[str] = "response"

    rule: Annotated[str, Text(required=True, longest=60)]
    anchor: Annotated[str, Text(required=True, longest=32)]
    occurrence: Annotated[int, Count(required=True, most=999)]
    answer: Annotated[str, Code(list="response_answer", required=True)]
    date: Annotated[str, Day(required=True, exact=True)]
    until: Annotated[str | None, Day(exact=True, future=True)] = None
