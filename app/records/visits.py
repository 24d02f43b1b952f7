"""Which findings belong to which kind of visit, in the order of a form."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of a visit's form. ``required``: a visit of this kind cannot be saved without it."""

    name: str
    required: bool = False


COMMON = ("visit_kind", "date", "place", "about")
"""Stand at the head of every form; the first two are required of every visit."""

_PRESSURE = ("systolic", "diastolic")
_REFERRAL = ("referral_reason", "referral_facility", "referral_urgency", "referral_outcome", "referral_outcome_date")
_END = ("advice", *_REFERRAL, "next_date", "provider", "note", "signed")
_AFTER = ("side_effects", "content", *_END)
_CARE = ("danger_signs", *_END)
_FETUS = ("fundal_height_mm", "girth_mm", "baby_position", "baby_heart", "baby_movement", "swelling")
_MOTHER = (*_PRESSURE, "lochia", "breasts", "womb", "wound", "mood", "feeding")
_GROWTH = ("child_weight_g", "child_length_mm", "child_head_mm")


def _form(*names: str, required: frozenset[str] = frozenset()) -> tuple[Asked, ...]:
    return tuple(Asked(name, name in required) for name in names)


FORMS = MappingProxyType(
    {
        "iud_followup": _form("iud_position", "bleeding", "pain", *_AFTER),
        "implant_followup": _form("implant_site", "bleeding", *_AFTER),
        # The next injection counts from this answer, so it cannot be left open.
        "injection": _form(
            "injection_given", *_PRESSURE, "weight_g", "bleeding", *_AFTER, required=frozenset({"injection_given"})
        ),
        "pill_followup": _form("pills_missed", *_PRESSURE, "weight_g", "bleeding", *_AFTER),
        "sterilisation_followup": _form("wound", "pain", "bleeding", *_AFTER),
        "contraception": _form("bleeding", *_PRESSURE, *_AFTER),
        "supplies": _form(*_AFTER),
        "antenatal_first": _form(
            "height_mm",
            "weight_g",
            *_PRESSURE,
            "haemoglobin",
            "urine_protein",
            "blood_tests",
            "folic_acid",
            "mood",
            *_CARE,
        ),
        "antenatal": _form(*_PRESSURE, "weight_g", *_FETUS, "haemoglobin", "urine_protein", "mood", *_CARE),
        "post_abortion": _form("bleeding", "pain", "mood", *_AFTER),
        "postpartum_home": _form(*_MOTHER, *_CARE),
        "postpartum_42": _form("weight_g", *_MOTHER, *_CARE),
        "newborn": _form(
            *_GROWTH[:2],
            "child_temperature",
            "feeding",
            "child_jaundice",
            "child_cord",
            "child_screening",
            "child_vaccines",
            *_CARE,
        ),
        "child_health": _form(
            *_GROWTH, "feeding", "child_development", "child_vitamin_d", "child_vaccines", "child_illness", *_CARE
        ),
        "preconception": _form(
            "height_mm", "weight_g", *_PRESSURE, "partner_checked", "items_done", "folic_acid", "check_result", *_END
        ),
        "vasectomy_followup": _form("semen_test", "pain", *_AFTER),
        "referral_outcome": _form("advice", "next_date", "provider", "note", "signed"),
        "general": _form(*_PRESSURE, "weight_g", "bleeding", "pain", "mood", *_AFTER),
    }
)
"""By visit kind; every kind of the code list has its form."""


def form_of(visit_kind: str) -> tuple[Asked, ...]:
    """The findings asked for at a visit of this kind, after those of ``COMMON``; a kind unknown here asks as ``general``."""
    return FORMS.get(visit_kind, FORMS["general"])
