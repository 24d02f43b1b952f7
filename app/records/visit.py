"""A visit: one meeting with her or with her child, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from app.records.base import Record
from app.records.fields import Audience, Code, Codes, Count, Day, Flag, Ref, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit(Record):
    """A visit 随访: one meeting, with the findings of its kind (``app.records.visits`` says which fields belong to which).

    ``about``: the record it follows up, where there is one; a visit without it may count for any of her records.
    ``next_date``: the day they agreed on; it moves the follow-up that comes next to that day.
    Lengths are kept in millimetres, weights in grams, temperatures in tenths of a degree Celsius.
    """

    kind: ClassVar[str] = "visit"
    audience: ClassVar[Audience] = Audience.COUNTY

    visit_kind: Annotated[str, Code(list="visit_kind", required=True)]
    date: Annotated[str, Day(required=True, exact=True)]
    place: Annotated[str | None, Code(list="visit_place")] = None
    provider: Annotated[str | None, Text(longest=60)] = None
    about: Annotated[str | None, Ref(kinds=("method_use", "delivery", "pregnancy", "child"))] = None

    # hers
    height_mm: Annotated[int | None, Count(least=900, most=2200, usual=(1400, 1850), unit="mm")] = None
    weight_g: Annotated[int | None, Count(least=20_000, most=250_000, usual=(35_000, 120_000), unit="g")] = None
    systolic: Annotated[int | None, Count(least=40, most=300, usual=(80, 150), unit="mmHg")] = None
    diastolic: Annotated[int | None, Count(least=20, most=200, usual=(50, 95), unit="mmHg")] = None
    haemoglobin: Annotated[int | None, Count(least=20, most=250, usual=(100, 170), unit="g/L")] = None
    urine_protein: Annotated[str | None, Code(list="urine_protein")] = None

    # a method
    iud_position: Annotated[str | None, Code(list="iud_position")] = None
    implant_site: Annotated[str | None, Code(list="implant_site")] = None
    injection_given: Annotated[str | None, Code(list="yes_no")] = None
    pills_missed: Annotated[str | None, Code(list="pills_missed")] = None
    semen_test: Annotated[str | None, Code(list="semen_test")] = None
    bleeding: Annotated[str | None, Code(list="bleeding")] = None
    pain: Annotated[str | None, Code(list="pain")] = None
    side_effects: Annotated[str | None, Text(longest=300, lines=2)] = None

    # a pregnancy
    fundal_height_mm: Annotated[int | None, Count(least=50, most=500, usual=(120, 400), unit="mm")] = None
    girth_mm: Annotated[int | None, Count(least=400, most=2000, usual=(650, 1300), unit="mm")] = None
    baby_position: Annotated[str | None, Code(list="baby_position")] = None
    baby_heart: Annotated[int | None, Count(least=60, most=240, usual=(110, 160), unit="bpm")] = None
    baby_movement: Annotated[str | None, Code(list="baby_movement")] = None
    swelling: Annotated[str | None, Code(list="swelling")] = None
    blood_tests: Annotated[str | None, Code(list="blood_tests", sensitive=True)] = None
    folic_acid: Annotated[str | None, Code(list="yes_no")] = None

    # after a birth
    lochia: Annotated[str | None, Code(list="normal_or_not")] = None
    breasts: Annotated[str | None, Code(list="normal_or_not")] = None
    womb: Annotated[str | None, Code(list="normal_or_not")] = None
    wound: Annotated[str | None, Code(list="normal_or_not")] = None
    mood: Annotated[str | None, Code(list="mood", sensitive=True)] = None
    feeding: Annotated[str | None, Code(list="feeding")] = None

    # a child
    child_weight_g: Annotated[int | None, Count(least=300, most=60_000, usual=(2000, 30_000), unit="g")] = None
    child_length_mm: Annotated[int | None, Count(least=250, most=1500, usual=(440, 1250), unit="mm")] = None
    child_head_mm: Annotated[int | None, Count(least=200, most=650, usual=(310, 540), unit="mm")] = None
    child_temperature: Annotated[int | None, Count(least=300, most=430, usual=(360, 375), unit="0.1°C")] = None
    child_jaundice: Annotated[str | None, Code(list="jaundice")] = None
    child_cord: Annotated[str | None, Code(list="cord")] = None
    child_screening: Annotated[str | None, Codes(list="newborn_screening")] = None
    child_development: Annotated[str | None, Code(list="normal_or_not")] = None
    child_vitamin_d: Annotated[str | None, Code(list="yes_no")] = None
    child_vaccines: Annotated[str | None, Code(list="up_to_date")] = None
    child_illness: Annotated[str | None, Text(longest=200)] = None

    # before a pregnancy
    partner_checked: Annotated[str | None, Code(list="yes_no")] = None
    items_done: Annotated[int | None, Count(most=19)] = None
    check_result: Annotated[str | None, Code(list="check_result", sensitive=True)] = None

    danger_signs: Annotated[str | None, Codes(list="danger_sign")] = None
    content: Annotated[str | None, Code(list="content")] = None
    advice: Annotated[str | None, Text(longest=500, lines=2)] = None
    referral_reason: Annotated[str | None, Text(longest=200)] = None
    referral_facility: Annotated[str | None, Text(longest=80)] = None
    referral_urgency: Annotated[str | None, Code(list="referral_urgency")] = None
    referral_outcome: Annotated[str | None, Text(longest=200)] = None
    referral_outcome_date: Annotated[str | None, Day()] = None
    next_date: Annotated[str | None, Day(exact=True, future=True)] = None
    signed: Annotated[bool, Flag()] = False
    note: Annotated[str | None, Text(longest=500, lines=2, sensitive=True, audience=Audience.VILLAGE)] = None
