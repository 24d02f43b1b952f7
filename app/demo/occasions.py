"""When somebody might have called on her: the made-up past follows the rhythm that the schedule offers.

This only decides when visits of the made-up past took place. What is due today follows from the schedule itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.demo.lives import Birth, Loss
from app.demo.methods import Episode
from app.values.dates import add_months


@dataclass(frozen=True, slots=True)
class Occasion:
    """A follow-up that was offered: days are ordinals, ``about`` the id of the record it counts from."""

    rule: str
    occurrence: int
    visit_kind: str
    about: str
    opens: int
    due: int
    closes: int


def of_method(episode: Episode, since: int, today: int) -> Iterator[Occasion]:
    """The follow-ups of one use of a method that were open at some time between ``since`` and ``today``."""
    for occasion in _of_method(episode, since, today):
        if occasion.opens > today or (episode.stop is not None and occasion.due >= episode.stop):
            return
        if occasion.closes >= since:
            yield occasion


def _of_method(episode: Episode, since: int, today: int) -> Iterator[Occasion]:
    method = episode.method
    if method.startswith("iud"):
        yield from _at_months(episode, "iud_inserted", "iud_followup", (1, 3), 10, 15)
        yield from _at_months(episode, "iud_inserted", "iud_followup", (6,), 15, 30, 3)
        yield from _yearly(episode, "iud_inserted", "iud_followup", since, today, 4)
    elif method == "implant":
        start = episode.start
        yield Occasion("implant_inserted", 1, "implant_followup", episode.record, start + 30, start + 45, start + 60)
    elif method == "female_sterilisation":
        day = episode.start
        yield Occasion("tubal_ligation", 1, "sterilisation_followup", episode.record, day + 3, day + 5, day + 7)
        yield from _at_months(episode, "tubal_ligation", "sterilisation_followup", (3,), 10, 15, 2)
        yield from _at_months(episode, "tubal_ligation", "sterilisation_followup", (6,), 15, 30, 3)
    elif method == "male_sterilisation":
        yield from _at_months(episode, "vasectomy", "sterilisation_followup", (3,), 10, 30)
    elif method.startswith("injectable"):
        yield from _injections(episode, today)
    elif method.startswith("pill"):
        yield from _at_months(episode, "pill_started", "pill_followup", (3,), 10, 15)
        yield from _yearly(episode, "pill_started", "pill_followup", since, today, 2)
    elif method == "none" and episode.reason == "wants_pregnancy":
        start = episode.start
        yield Occasion("preconception", 1, "preconception", episode.record, start, start + 91, start + 182)
    elif method == "condom":
        yield from _handed_out(episode, since, today)


def _at_months(
    episode: Episode, rule: str, kind: str, months: tuple[int, ...], before: int, after: int, first: int = 1
) -> Iterator[Occasion]:
    start = date.fromordinal(episode.start)
    for number, month in enumerate(months, first):
        due = add_months(start, month).toordinal()
        yield Occasion(rule, number, kind, episode.record, due - before, due, due + after)


def _yearly(episode: Episode, rule: str, kind: str, since: int, today: int, first: int) -> Iterator[Occasion]:
    skipped = max(0, (since - episode.start) // 366 - 1)
    years = range(1 + skipped, (today - episode.start) // 365 + 2)
    yield from _at_months(episode, rule, kind, tuple(12 * y for y in years), 15, 30, first + skipped)


def _handed_out(episode: Episode, since: int, today: int) -> Iterator[Occasion]:
    """She comes for more about every three months."""
    number = max(1, (since - episode.start) // 91)
    while (due := episode.start + 91 * number) - 14 <= today:
        yield Occasion("supplies", number, "supplies", episode.record, due - 14, due, due + 30)
        number += 1


def _injections(episode: Episode, today: int) -> Iterator[Occasion]:
    """Each counts from the injection before it, given on time in the made-up past."""
    weeks, slack, late = {"injectable_1m": (4, 7, 7), "injectable_2m": (8, 14, 14)}.get(episode.method, (13, 14, 28))
    rule = episode.method.replace("injectable", "injection")
    day, number = episode.start, 1
    while day <= today:
        day += weeks * 7
        yield Occasion(rule, number, "injection", episode.record, day - slack, day, day + late)
        number += 1


def of_loss(loss: Loss, pregnancy: str) -> Iterator[Occasion]:
    """Post-abortion care at 1, 3 and 6 months."""
    start = date.fromordinal(loss.day)
    for number, month in enumerate((1, 3, 6), 1):
        due = add_months(start, month).toordinal()
        yield Occasion("post_abortion", number, "post_abortion", pregnancy, due - 10, due, due + 15)


def of_birth(birth: Birth, discharged: int, delivery: str) -> Iterator[Occasion]:
    """The home visit after discharge and the check at 42 days."""
    yield Occasion("postpartum_home", 1, "postpartum_home", delivery, discharged, discharged + 7, discharged + 28)
    yield Occasion("postpartum_42", 1, "postpartum_42", delivery, birth.day + 42, birth.day + 56, birth.day + 90)


def of_pregnancy(lmp: int, ended: int | None, pregnancy: str) -> Iterator[Occasion]:
    """Antenatal checks by weeks, until the pregnancy ended."""
    for number, (first, last) in enumerate(((7, 12), (16, 20), (21, 24), (28, 36), (37, 40)), 1):
        opens, closes = lmp + first * 7, lmp + last * 7 + 6
        if ended is None or closes < ended:
            kind = "antenatal_first" if number == 1 else "antenatal"
            yield Occasion("antenatal", number, kind, pregnancy, opens, closes, closes)


_CHILD_MONTHS = (3, 6, 8, 12, 18, 24, 30, 36, 48, 60, 72)


def of_child(born: int, ended: int | None, discharged: int, child: str) -> Iterator[Occasion]:
    """The visit to the newborn, the check at a month, and the health checks up to six years."""
    last = ended if ended is not None else born + 7 * 366
    at_home = Occasion("newborn_home", 1, "newborn", child, discharged, discharged + 7, discharged + 28)
    at_month = Occasion("newborn", 1, "newborn", child, born + 28, born + 30, born + 42)
    yield from (one for one in (at_home, at_month) if one.closes < last)
    day = date.fromordinal(born)
    for number, month in enumerate(_CHILD_MONTHS, 1):
        opens = add_months(day, month).toordinal()
        after = _CHILD_MONTHS[number] if number < len(_CHILD_MONTHS) else 84
        closes = add_months(day, after).toordinal() - 1
        if closes < last:
            yield Occasion("child_health", number, "child_health", child, opens, opens + 30, closes)
