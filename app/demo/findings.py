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


def of_care(dice: Dice, visit_kind: str, day: int, occasion: Occasion) -> dict[str, Any]:
    """The numbers of one visit by its kind; nothing for visits about a method."""
    match visit_kind:
        case "antenatal_first":
            return {"height_mm": 1500 + 10 * dice.between(0, 18), "weight_g": _weight(dice, 52_000), **_blood(dice),
                    "blood_tests": "done", "folic_acid": "yes" if dice.chance(0.85) else "no"}  # fmt: skip
        case "antenatal":
            return {"weight_g": _weight(dice, 58_000), **_blood(dice), **_womb(dice, occasion.occurrence)}
        case "newborn":
            return {"child_temperature": 364 + dice.between(0, 8), "child_jaundice": dice.draw(_JAUNDICE),
                    "child_cord": "off" if occasion.rule == "newborn" else "on", "child_screening": "blood hearing",
                    "feeding": dice.draw(_FEEDING), **_size(dice, 0, day - occasion.opens)}  # fmt: skip
        case "child_health":
            return {"child_development": "normal" if dice.chance(0.97) else "not_checked",
                    "child_vaccines": "yes" if dice.chance(0.94) else "partly",
                    **_size(dice, _MONTHS[occasion.occurrence - 1], 0)}  # fmt: skip
        case _:
            return {}


def _weight(dice: Dice, about: int) -> int:
    return about + 100 * dice.between(-80, 120)


def _blood(dice: Dice) -> dict[str, Any]:
    protein = "negative" if dice.chance(0.95) else "trace"
    return {"haemoglobin": 104 + dice.between(0, 32), "urine_protein": protein}


def _womb(dice: Dice, occurrence: int) -> dict[str, Any]:
    height = (0, 0, 170, 210, 280, 330)[min(occurrence, 5)]
    if not height:
        return {}
    return {
        "fundal_height_mm": height + dice.between(-12, 12),
        "girth_mm": 780 + 40 * occurrence + dice.between(-40, 60),
        "baby_heart": 128 + dice.between(0, 24),
        "baby_movement": "normal" if occurrence > 2 else "not_yet",
        "baby_position": "head" if occurrence > 3 and dice.chance(0.96) else "unclear",
        "swelling": "none" if dice.chance(0.85) else "feet",
    }


def _size(dice: Dice, month: int, days: int) -> dict[str, Any]:
    grams, length = _GROWTH[month]
    weight = grams + 30 * min(days, 30) + (grams // 1000) * dice.between(-60, 60)
    return {"child_weight_g": weight, "child_length_mm": length + dice.between(-15, 15)}
