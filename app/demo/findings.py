"""What was found at a visit of a pregnancy or of a child: made-up numbers that grow as such numbers do."""

from __future__ import annotations

from typing import Any

from app.demo.dice import Dice, Urn
from app.demo.occasions import Occasion

_FEEDING = Urn({"breast": 66, "mixed": 26, "formula": 8})
_JAUNDICE = Urn({"none": 78, "face": 18, "trunk": 4})

_GROWTH = {
    0: (3300, 500), 3: (6200, 610), 6: (7800, 670), 8: (8500, 700), 12: (9500, 755), 18: (10700, 815),
    24: (12000, 870), 30: (13100, 915), 36: (14200, 955), 48: (16000, 1030), 60: (18200, 1100), 72: (20500, 1165),
}  # fmt: skip
"""Month → about how many grams and millimetres."""
_MONTHS = (3, 6, 8, 12, 18, 24, 30, 36, 48, 60, 72)


def of_care(dice: Dice, woman: str, visit_kind: str, day: int, occasion: Occasion) -> dict[str, Any]:
    """The numbers of one visit by its kind; nothing for visits about a method."""
    match visit_kind:
        case "antenatal_first":
            own = _own(occasion)
            return {"height_mm": 1500 + 10 * (int(woman[-4:], 16) % 18), "weight_g": _weight(dice, own, 0), **_blood(dice),
                    "blood_tests": "done", "folic_acid": "yes" if dice.chance(0.85) else "no"}  # fmt: skip
        case "antenatal":
            weight = _weight(dice, _own(occasion), occasion.occurrence)
            return {"weight_g": weight, **_blood(dice), **_womb(dice, occasion, day)}
        case "newborn":
            return {"child_temperature": 364 + dice.between(0, 8), "child_jaundice": dice.draw(_JAUNDICE),
                    "child_cord": "off" if occasion.rule == "newborn" else "on", "child_screening": "blood hearing",
                    "feeding": dice.draw(_FEEDING), **_size(dice, occasion, 0, _days_old(occasion, day))}  # fmt: skip
        case "child_health":
            return {"child_development": "normal" if dice.chance(0.97) else "not_checked",
                    "child_vaccines": "yes" if dice.chance(0.94) else "partly",
                    **_size(dice, occasion, _MONTHS[occasion.occurrence - 1], 0)}  # fmt: skip
        case _:
            return {}


def _own(occasion: Occasion) -> int:
    """A number that stays with the pregnancy, or the child, so that one visit goes with the next."""
    return int(occasion.about[-6:], 16)


def _weight(dice: Dice, own: int, occurrence: int) -> int:
    return 46_000 + 100 * (own % 160) + 2_400 * occurrence + 100 * dice.between(-6, 6)


def _days_old(occasion: Occasion, day: int) -> int:
    return day - occasion.opens + (28 if occasion.rule == "newborn" else 3)


def _blood(dice: Dice) -> dict[str, Any]:
    protein = "negative" if dice.chance(0.95) else "trace"
    return {"haemoglobin": 104 + dice.between(0, 32), "urine_protein": protein}


def _womb(dice: Dice, occasion: Occasion, day: int) -> dict[str, Any]:
    occurrence = occasion.occurrence
    begin = (0, 0, 16, 21, 28, 37)[min(occurrence, 5)]
    if not begin:
        return {}
    weeks = begin + max(0, day - occasion.opens) // 7
    return {
        "fundal_height_mm": 10 * min(weeks, 36) + dice.between(-12, 12),
        "girth_mm": 780 + 40 * occurrence + dice.between(-40, 60),
        "baby_heart": 128 + dice.between(0, 24),
        "baby_movement": "normal" if occurrence > 2 else "not_yet",
        "baby_position": "head" if occurrence > 3 and dice.chance(0.96) else "unclear",
        "swelling": "none" if dice.chance(0.85) else "feet",
    }


def _size(dice: Dice, occasion: Occasion, month: int, days: int) -> dict[str, Any]:
    grams, length = _GROWTH[month]
    own = _own(occasion)
    days = min(days, 45)
    weight = grams + 30 * days + (grams // 1000) * (own % 101 - 50) + dice.between(-40, 40)
    return {"child_weight_g": weight, "child_length_mm": length + days + own % 23 - 11 + dice.between(-3, 3)}
