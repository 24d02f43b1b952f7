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
_AFTER = (
    "side_effects", "content", "advice", "referral_reason", "referral_facility", "referral_outcome", "next_date", "signed",
)  # fmt: skip
_CARE = ("advice", "referral_reason", "referral_facility", "referral_outcome", "next_date", "signed")


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
        "antenatal": _form(*_PRESSURE, "weight_g", "bleeding", "pain", "mood", *_CARE),
        "post_abortion": _form("bleeding", "pain", "mood", *_AFTER),
        "postpartum_home": _form(*_PRESSURE, "lochia", "breasts", "wound", "mood", "feeding", *_CARE),
        "postpartum_42": _form(*_PRESSURE, "weight_g", "lochia", "breasts", "wound", "mood", "feeding", *_CARE),
        "general": _form(*_PRESSURE, "weight_g", "bleeding", "pain", "mood", *_AFTER),
    }
)
"""By visit kind; every kind of the code list has its form."""


def form_of(visit_kind: str) -> tuple[Asked, ...]:
    """The findings asked for at a visit of this kind, after those of ``COMMON``; a kind unknown here asks as ``general``."""
    return FORMS.get(visit_kind, FORMS["general"])
