"""What came of each occasion: mostly a visit, sometimes another answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from app.demo import findings
from app.demo.dice import Dice, Urn
from app.demo.lists import lists
from app.demo.lives import Life
from app.demo.occasions import Occasion
from app.records import Response, Visit

_PLACES = Urn({"home": 46, "clinic": 30, "phone": 24})
_HOME = frozenset({"postpartum_home"})
_AT_CLINIC = frozenset({"antenatal_first", "antenatal", "injection", "postpartum_42", "child_health", "preconception"})
_ANSWERS = Urn({"declined": 34, "not_reached": 40, "postponed": 24, "no_more": 2})
_BLEEDING = Urn({"normal": 80, "more": 6, "less": 8, "irregular": 6})
_MOOD = Urn({"calm": 62, "tired": 30, "worried": 5, "low": 3})
_FEEDING = Urn({"breast": 66, "mixed": 26, "formula": 8})
_METHODS = frozenset(
    {
        "iud_followup",
        "implant_followup",
        "injection",
        "pill_followup",
        "sterilisation_followup",
        "contraception",
        "supplies",
    }
)
_LONG_DAYS, _EARLY_DAYS = 60, 18
_OF_ONE_RECORD = _METHODS | {"antenatal_first", "antenatal", "newborn", "child_health"}
"""Visits that name the record they follow up."""


def visits(dice: Dice, woman: str, life: Life, occasions: Iterable[Occasion], today: int) -> Iterator[Visit | Response]:
    """Visits and answers for the occasions offered to one woman, in no particular order."""
    for occasion in occasions:
        if occasion.opens > today:
            continue
        still_open = occasion.closes >= today
        if still_open and _is_settled_early(occasion, today):
            yield _visit(dice, woman, occasion, _day(dice, occasion, today))
            continue
        if still_open and life.open_today:
            continue
        if dice.chance(0.9 if still_open else 0.88):
            yield _visit(dice, woman, occasion, _day(dice, occasion, today))
        elif dice.chance(0.6):
            yield from _answered(dice, woman, occasion, today)


def _is_settled_early(occasion: Occasion, today: int) -> bool:
    """What stays open for many weeks (a child's check, the time before a pregnancy) was done in the first of them."""
    return occasion.closes - occasion.opens > _LONG_DAYS and today - occasion.opens > _EARLY_DAYS


def other_visit(dice: Dice, woman: str, day: int) -> Visit:
    """A call that followed nothing in particular."""
    return Visit(
        id=dice.id(day),
        subject=woman,
        visit_kind="general",
        date=_iso(day),
        place=dice.draw(_PLACES),
        advice=dice.one(lists().words["advice"]) if dice.chance(0.3) else None,
    )


def _day(dice: Dice, occasion: Occasion, today: int) -> int:
    """On time mostly, late within the window sometimes."""
    if dice.chance(0.8):
        return dice.between(occasion.opens, min(occasion.due, today))
    return dice.between(min(occasion.due, today), min(occasion.closes, today))


def _answered(dice: Dice, woman: str, occasion: Occasion, today: int) -> Iterator[Visit | Response]:
    day = dice.between(occasion.opens, min(occasion.closes, today))
    answer = dice.draw(_ANSWERS)
    until = None
    if answer == "postponed":
        until = min(day + dice.between(5, 20), occasion.closes)
    yield Response(
        id=dice.id(day),
        subject=woman,
        rule=occasion.rule,
        anchor=occasion.about,
        occurrence=occasion.occurrence,
        answer=answer,
        date=_iso(day),
        until=None if until is None else _iso(until),
    )
    if until is not None and day < until <= today:
        yield _visit(dice, woman, occasion, until)


def _visit(dice: Dice, woman: str, occasion: Occasion, day: int) -> Visit:
    kind = occasion.visit_kind
    place = "home" if kind in _HOME else "clinic" if kind in _AT_CLINIC else dice.draw(_PLACES)
    return Visit(
        id=dice.id(day),
        subject=woman,
        visit_kind=kind,
        date=_iso(day),
        place=place,
        about=occasion.about if kind in _OF_ONE_RECORD else None,
        advice=dice.one(lists().words["advice"]) if dice.chance(0.25) else None,
        signed=place != "phone" and dice.chance(0.8),
        **_findings(dice, kind, on_phone=place == "phone"),
        **(findings.of_care(dice, woman, kind, day, occasion) if place != "phone" else {}),
    )


def _findings(dice: Dice, kind: str, *, on_phone: bool) -> dict[str, Any]:
    """The fields that this kind of visit asks for (``app.records.visits``), as far as somebody looked."""
    found: dict[str, Any] = {}
    if kind in _METHODS:
        if kind != "supplies":
            found["bleeding"] = dice.draw(_BLEEDING)
        found["content"] = "yes" if dice.chance(0.9) else "partly"
        if dice.chance(0.08):
            found["side_effects"] = dice.one(lists().words["side_effects"])
    if kind == "preconception":
        found["folic_acid"] = "yes"
    if kind.startswith("postpartum"):
        found["lochia"] = found["breasts"] = "normal" if dice.chance(0.96) else "abnormal"
        found["mood"] = dice.draw(_MOOD)
        found["feeding"] = dice.draw(_FEEDING)
    if not on_phone:
        found |= _looked_at(dice, kind)
    return found


def _looked_at(dice: Dice, kind: str) -> dict[str, Any]:
    """What only somebody who sees her can write down."""
    found: dict[str, Any] = {}
    if kind == "iud_followup":
        found["iud_position"] = "normal" if dice.chance(0.95) else "unsure"
    if kind == "implant_followup":
        found["implant_site"] = "normal" if dice.chance(0.96) else "sore"
    if kind == "sterilisation_followup":
        found["wound"] = "normal"
    if kind == "injection":
        found["injection_given"] = "yes"
    if kind == "pill_followup":
        found["pills_missed"] = "none" if dice.chance(0.8) else "one_two"
    if kind in ("pill_followup", "injection", "antenatal_first", "antenatal", "postpartum_42"):
        found["systolic"] = 100 + dice.between(0, 28)
        found["diastolic"] = 62 + dice.between(0, 20)
    return found


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()
