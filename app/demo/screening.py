"""Screenings of the last years among the women old enough for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.demo.dice import Dice, Urn
from app.demo.lists import lists
from app.demo.lives import YEAR, Life
from app.records import Screening

_RESULTS = Urn({"normal": 90, "recheck": 5, "see_clinician": 2, "waiting": 3})

_EVERY = {"hpv": 5, "cytology": 3, "ultrasound": 2}
"""Years from one screening to the next, as the schedule has it."""


def screenings(dice: Dice, woman: str, life: Life, until: int) -> Iterator[Screening]:
    """At most one of each kind: nearly all over 35 went to their last one in time; a few were never asked or said no."""
    if life.age(until) < 35.4:
        return
    for screen, tests in (("cervical", ("hpv", "cytology")), ("breast", ("ultrasound",))):
        if not dice.chance(0.94):
            continue
        test = dice.one(tests)
        day = until - dice.between(20, _EVERY[test] * YEAR - (0 if dice.chance(0.06) else 45))
        yield Screening(
            id=dice.id(day),
            subject=woman,
            screen=screen,
            date=date.fromordinal(day).isoformat(),
            test=test,
            facility=dice.one(lists().places["facilities"]),
            result=dice.draw(_RESULTS),
        )
