"""Screenings of the last years among the women old enough for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.demo.dice import Dice, Urn
from app.demo.lists import lists
from app.demo.lives import YEAR, Life
from app.records import Screening

_RESULTS = Urn({"normal": 90, "recheck": 5, "see_clinician": 2, "waiting": 3})


def screenings(dice: Dice, woman: str, life: Life, until: int) -> Iterator[Screening]:
    """At most one of each kind: about half of those over 35 went to one in the last four years."""
    if life.age(until) < 36:
        return
    for screen, tests in (("cervical", ("hpv", "cytology")), ("breast", ("ultrasound",))):
        if not dice.chance(0.5):
            continue
        day = until - dice.between(20, 4 * YEAR)
        yield Screening(
            id=dice.id(day),
            subject=woman,
            screen=screen,
            date=date.fromordinal(day).isoformat(),
            test=dice.one(tests),
            facility=dice.one(lists().places["facilities"]),
            result=dice.draw(_RESULTS),
        )
