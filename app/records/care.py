"""Her care: consents, pregnancies, deliveries, methods, visits and what she answered to a follow-up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from app.records.base import Record
from app.records.fields import Audience, Code, Count, Day, Flag, Ref, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent(Record):
    """One statement of hers about one scope 同意. Statements are never edited; a new one replaces earlier ones.

    ``replaces``: ids of the statements its author saw standing, separated by spaces. What holds now is computed by
    ``app.consent.effective``: the most restrictive of the statements nobody replaced.
    """

    kind: ClassVar[str] = "consent"
    audience: ClassVar[Audience] = Audience.COUNTY

    scope: Annotated[str, Code(list="consent_scope", required=True)]
    state: Annotated[str, Code(list="consent_state", required=True)]
    date: Annotated[str, Day(required=True)]
    how: Annotated[str | None, Code(list="consent_how")] = None
    witness: Annotated[str | None, Text(longest=60, audience=Audience.VILLAGE)] = None
    notice_version: Annotated[str | None, Text(longest=40)] = None
    replaces: Annotated[str | None, Text(longest=4000)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pregnancy(Record):
    """A pregnancy 孕期. An ultrasound never overwrites the stated LMP (末次月经): it changes the basis of the EDD (预产期)."""

    kind: ClassVar[str] = "pregnancy"
    audience: ClassVar[Audience] = Audience.COUNTY

    lmp: Annotated[str | None, Day()] = None
    edd: Annotated[str | None, Day(future=True)] = None
    edd_basis: Annotated[str | None, Code(list="edd_basis")] = None
    ultrasound_date: Annotated[str | None, Day()] = None
    booked_date: Annotated[str | None, Day()] = None
    gravidity: Annotated[int | None, Count(least=1, most=25)] = None
    parity_vaginal: Annotated[int | None, Count(most=20)] = None
    parity_caesarean: Annotated[int | None, Count(most=20)] = None
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
    mode: Annotated[str | None, Code(list="delivery_mode")] = None
    discharge_date: Annotated[str | None, Day()] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodUse(Record):
    """One episode of using a method 避孕方法, or of not using one (``method`` = ``none``) and why.

    ``start`` and ``stop``: the first day and the day it ended, which is no longer of it. ``wish``: the method she asked
    for, before counselling. ``expiry``: the day until which the product lasts. Why she stopped, or uses none, is for
    her own village: it tells what she hopes for, and no service of the county needs it.
    """

    kind: ClassVar[str] = "method_use"
    audience: ClassVar[Audience] = Audience.COUNTY

    method: Annotated[str, Code(list="method", required=True)]
    start: Annotated[str | None, Day()] = None
    product: Annotated[str | None, Text(longest=80)] = None
    expiry: Annotated[str | None, Day(future=True)] = None
    facility: Annotated[str | None, Text(longest=80)] = None
    counselled: Annotated[bool, Flag()] = False
    wish: Annotated[str | None, Code(list="method")] = None
    chosen_by: Annotated[str | None, Code(list="chosen_by")] = None
    not_using_reason: Annotated[
        str | None, Code(list="not_using_reason", sensitive=True, audience=Audience.VILLAGE)
    ] = None
    stop: Annotated[str | None, Day()] = None
    stop_reason: Annotated[str | None, Code(list="stop_reason", sensitive=True, audience=Audience.VILLAGE)] = None
    note: Annotated[str | None, Text(longest=500, lines=2, audience=Audience.VILLAGE)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit(Record):
    """A visit 随访: one meeting, with the findings of its kind (``app.records.visits`` says which fields belong to which).

    ``about``: the record it follows up, where there is one; a visit without it may count for any of her records.
    ``next_date``: the day they agreed on; what is due follows from the schedule alone.
    """

    kind: ClassVar[str] = "visit"
    audience: ClassVar[Audience] = Audience.COUNTY

    visit_kind: Annotated[str, Code(list="visit_kind", required=True)]
    date: Annotated[str, Day(required=True, exact=True)]
    place: Annotated[str | None, Code(list="visit_place")] = None
    about: Annotated[str | None, Ref(kinds=("method_use", "delivery", "pregnancy"))] = None
    systolic: Annotated[int | None, Count(least=40, most=300, usual=(80, 150), unit="mmHg")] = None
    diastolic: Annotated[int | None, Count(least=20, most=200, usual=(50, 95), unit="mmHg")] = None
    weight_g: Annotated[int | None, Count(least=20_000, most=250_000, usual=(35_000, 120_000), unit="g")] = None
    iud_position: Annotated[str | None, Code(list="iud_position")] = None
    implant_site: Annotated[str | None, Code(list="implant_site")] = None
    injection_given: Annotated[str | None, Code(list="yes_no")] = None
    pills_missed: Annotated[str | None, Code(list="pills_missed")] = None
    bleeding: Annotated[str | None, Code(list="bleeding")] = None
    pain: Annotated[str | None, Code(list="pain")] = None
    side_effects: Annotated[str | None, Text(longest=300, lines=2)] = None
    lochia: Annotated[str | None, Code(list="normal_or_not")] = None
    breasts: Annotated[str | None, Code(list="normal_or_not")] = None
    wound: Annotated[str | None, Code(list="normal_or_not")] = None
    mood: Annotated[str | None, Code(list="mood", sensitive=True)] = None
    feeding: Annotated[str | None, Code(list="feeding")] = None
    content: Annotated[str | None, Code(list="content")] = None
    advice: Annotated[str | None, Text(longest=500, lines=2)] = None
    referral_reason: Annotated[str | None, Text(longest=200)] = None
    referral_facility: Annotated[str | None, Text(longest=80)] = None
    referral_outcome: Annotated[str | None, Text(longest=200)] = None
    next_date: Annotated[str | None, Day(exact=True, future=True)] = None
    signed: Annotated[bool, Flag()] = False


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
