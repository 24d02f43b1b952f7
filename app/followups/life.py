"""What her story says beside the anchors: when things ended, when they pause, how she may be contacted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from app.codes import code_list
from app.consent import effective
from app.records.base import Record
from app.records.care import Delivery, Pregnancy
from app.records.people import Child, Move
from app.records.story import Story
from app.records.supplies import SupplyMovement
from app.records.timing import TERM_DAYS
from app.values.dates import span, years_lived

_LONGEST_PREGNANCY = timedelta(weeks=44)
_CONCEPTION = timedelta(weeks=2)

ADULT = 18
"""Full years (``app.people`` says what follows from it elsewhere)."""


class Because(StrEnum):
    """Why a follow-up lapsed."""

    WINDOW = "window"
    STOPPED = "stopped"
    ENDED = "ended"
    DIED = "died"
    CLOSED = "closed"
    MOVED_OUT = "moved_out"
    PREGNANT = "pregnant"


def dating(pregnancy: Pregnancy) -> str | None:
    """The LMP that fits her EDD, else the LMP she stated; as a stored date."""
    found = span(pregnancy.edd)
    if found and found[0] == found[1]:
        return (found[0] - timedelta(days=TERM_DAYS)).isoformat()
    return pregnancy.lmp


def end_of_everything(story: Story, today: date) -> tuple[date, Because] | None:
    """The day she died or left the ledger, as far as known on ``today``."""
    found: list[tuple[date, Because]] = []
    for event in story.life_events:
        when = span(event.date)
        if event.event == "death" and when and when[0] <= today:
            found.append((when[0], Because.DIED))
    woman = story.woman
    if woman.status == "closed":
        when = span(woman.closed_date)
        day = when[0] if when else today
        why = {"died": Because.DIED, "moved_out": Because.MOVED_OUT}.get(woman.closed_reason or "", Because.CLOSED)
        if day <= today:
            found.append((day, why))
    return min(found, default=None)


def away_on(moves: Iterable[Move], day: date) -> bool:
    """Whether she had moved out and not come back by ``day``. In and out on one day: she is here."""
    known = [(when[0], move.direction == "in") for move in moves if (when := span(move.date)) and when[0] <= day]
    return bool(known) and not max(known)[1]


def pregnant_on(story: Story, day: date, after: date, but: str) -> bool:
    """Whether on ``day`` she was in a pregnancy, other than ``but``, that began after the day ``after``.

    It begins two weeks after the LMP, or on the day it was booked where no LMP is known; it ends with its outcome, the
    next delivery, or 44 weeks after it began, so that a forgotten outcome silences nothing for good.
    """
    for pregnancy in story.pregnancies:
        begun = _began(pregnancy)
        if pregnancy.id != but and begun and after < begun <= day < _ended(pregnancy, begun, story.deliveries):
            return True
    return False


def _began(pregnancy: Pregnancy) -> date | None:
    if lmp := span(dating(pregnancy)):
        return lmp[0] + _CONCEPTION
    known = span(pregnancy.booked_date) or span(pregnancy.ultrasound_date)
    return known[0] if known else None


def _ended(pregnancy: Pregnancy, begun: date, deliveries: Iterable[Delivery]) -> date:
    ends = [begun + _LONGEST_PREGNANCY]
    if outcome := span(pregnancy.outcome_date):
        ends.append(outcome[0])
    for delivery in deliveries:
        born = span(delivery.date)
        if born and (delivery.pregnancy == pregnancy.id or born[0] > begun):
            ends.append(born[0])
    return min(ends)


def pregnancy_over(story: Story, pregnancy: Pregnancy) -> date | None:
    """The day a pregnancy ended: with its outcome, or a delivery that is its own or can be no other's.

    An outcome of which nobody knows the day counts from the beginning: silence is kinder than a call too many.
    """
    ends = []
    if outcome := span(pregnancy.outcome_date):
        ends.append(outcome[0])
    elif pregnancy.outcome:
        ends.append(date.min)
    begun = _began(pregnancy)
    for delivery in story.deliveries:
        born = span(delivery.date)
        if born and (delivery.pregnancy == pregnancy.id or (not delivery.pregnancy and begun and born[0] > begun)):
            ends.append(born[0])
    return min(ends, default=None)


def child_over(child: Child) -> date | None:
    """The day from which nobody asks after a child: it died or lives elsewhere; at once where the day is not known."""
    when = span(child.ended_date)
    if when:
        return when[0]
    return date.min if child.ended else None


def supplies_over(story: Story, movement: SupplyMovement, article: str) -> date | None:
    """The day she stopped the method these supplies are for, if she began it on record and uses it no more."""
    method = code_list("supply_article").fact(article, "method")
    uses = [use for use in story.methods if use.method == method]
    if not uses or any(use.stop is None for use in uses):
        return None
    stops = [when[0] for use in uses if (when := span(use.stop)) and use.stop and use.stop >= movement.date]
    return max(stops, default=None)


def of_age(story: Story, day: date, least: int, below: int = 200) -> bool:
    """Whether on a day she is surely of an age and not yet of another; somebody whose birth nobody knows is."""
    birth = span(story.woman.birth_date)
    return birth is None or (years_lived(birth[1], day) >= least and years_lived(birth[0], day) < below)


def ways_to_reach(story: Story) -> tuple[str, ...]:
    """``home_visit``, ``phone``, ``message``: those she has not refused, the ones she agreed to first.

    Empty: she is seen when she comes. A call or message needs a number. A visit at home to a woman whose family does
    not know needs her express consent.
    """
    given, not_asked = [], []
    for way in ("home_visit", "phone", "message"):
        if way != "home_visit" and not story.woman.phone:
            continue
        state = effective(story.consents, way)
        if state == "given":
            given.append(way)
        elif state == "not_asked" and not story.woman.family_unaware:
            not_asked.append(way)
    return (*given, *not_asked)


def not_in_ledger(story: Story) -> bool:
    """Whether she refused, or took back, being kept in the village ledger."""
    return bool(story.consents) and effective(story.consents, "care") in ("refused", "withdrawn")


def child_beside_her(story: Story, delivery: Record, today: date) -> str:
    """``""`` when the children of a delivery are with her (or none is recorded), ``some`` or ``alone`` when not."""
    day = getattr(delivery, "date", None)
    born = [c for c in story.children if c.delivery == delivery.id or (not c.delivery and c.birth_date == day)]
    gone = [c for c in born if c.born != "live" or (c.ended and _by(c.ended_date, today))]
    if not gone:
        return ""
    return "alone" if len(gone) == len(born) else "some"


def _by(stated: str | None, today: date) -> bool:
    when = span(stated)
    return when is None or when[0] <= today
