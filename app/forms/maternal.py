"""孕产妇登记簿: who is pregnant or has given birth lately, with the days of her checks. Landscape.

Neither how many pregnancies or children she had, nor any finding, is on it. A pregnancy that ended otherwise than with a
birth is not on it at all. Nobody marked 家人不知道, nobody under 18, nobody who refused the ledger.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.figures.presence import is_here
from app.followups.life import dating
from app.forms import fonts
from app.forms.findings import code_words
from app.forms.listing import ListContent, ListSection, draw, month_words
from app.forms.page import Paper
from app.forms.people import is_surely_adult, place, refused, walk_order
from app.forms.texts import texts
from app.records import Delivery, Pregnancy, Unit
from app.records.story import Story
from app.values.dates import PartialDate, earliest, latest, span
from app.walk import NATURAL, Walk

FORM = "maternal"
LONGEST = timedelta(weeks=44)
"""A pregnancy of which nobody recorded the end is taken off after so long (as ``app.followups.life`` does)."""

AFTER = timedelta(days=60)
"""So long after a birth she stays on the register: the visit of day 42 may be made until then."""


@dataclass(frozen=True, slots=True)
class Line:
    """A pregnancy, a birth, or both, of one woman."""

    pregnancy: Pregnancy | None
    delivery: Delivery | None


def maternal_content(
    stories: Iterable[Story], unit: Unit, month: PartialDate, today: date, *, walk: Walk = NATURAL
) -> ListContent:
    """The register of a month (``2026-10``), in walk order."""
    first, last = earliest(month), min(latest(month), max(today, earliest(month)))
    left_off: Counter[str] = Counter()
    rows, women = [], []
    for story in sorted(stories, key=lambda s: walk_order(s, walk)):
        found = list(standing(story, first, last)) if is_here(story, last) else []
        if not found:
            continue
        if why := why_not(story, last):
            left_off[why] += 1
            continue
        for line in found:
            rows.append(_row(story, line, last))
            women.append(story.woman.id)
    section = ListSection(rows=tuple(rows), women=tuple(women))
    return ListContent(form=FORM, unit=unit, period=month_words(month), sections=(section,), left_off=left_off)


def why_not(story: Story, day: date) -> str | None:
    """Why she is not named on a list that others see, or None. As ``left_off`` says it."""
    if refused(story, "care"):
        return "care_refused"
    if story.woman.family_unaware:
        return "family_unaware"
    return None if is_surely_adult(story, day) else "under_18"


def standing(story: Story, first: date, last: date) -> Iterator[Line]:
    """Her pregnancies and births that stand on the register between two days."""
    used: set[str] = set()
    for pregnancy in story.pregnancies:
        delivery = _birth_of(story, pregnancy)
        used |= {delivery.id} if delivery else set()
        if pregnancy.outcome not in (None, "delivery"):
            continue
        begun = began(pregnancy)
        if begun is None or begun > last:
            continue
        gone = _day(delivery.date) if delivery else None
        end = gone + AFTER if gone else begun + LONGEST
        ended = span(pregnancy.outcome_date)
        if ended and not gone:
            end = ended[1] + AFTER
        if end >= first:
            yield Line(pregnancy, delivery if gone and gone <= last else None)
    for delivery in story.deliveries:
        day = _day(delivery.date)
        if delivery.id not in used and day and day <= last and day + AFTER >= first:
            yield Line(None, delivery)


def began(pregnancy: Pregnancy) -> date | None:
    """The first day that counts of a pregnancy: by its dating, else the day it was booked."""
    found = span(dating(pregnancy)) or span(pregnancy.booked_date)
    return found[0] if found else None


def _birth_of(story: Story, pregnancy: Pregnancy) -> Delivery | None:
    named = [d for d in story.deliveries if d.pregnancy == pregnancy.id]
    return named[0] if named else None


def _day(stated: str) -> date | None:
    found = span(stated)
    return found[1] if found else None


def _row(story: Story, line: Line, last: date) -> tuple[str, ...]:
    words: Any = texts(FORM)
    pregnancy, delivery = line.pregnancy, line.delivery
    begun = began(pregnancy) if pregnancy else None
    born = _day(delivery.date) if delivery else None
    start = begun or (born - LONGEST if born else last)
    end = min(last, born or last)
    checks = [v.date for v in story.visits if v.visit_kind in ("antenatal_first", "antenatal")]
    weeks = pregnancy.booked_weeks if pregnancy else None
    after = []
    if born:
        seen = [v for v in story.visits if born.isoformat() <= v.date <= last.isoformat()]
        after = [words["visit"].format(day=v.date[5:]) for v in seen if v.visit_kind == "postpartum_home"]
        after += [words["day_42"].format(day=v.date[5:]) for v in seen if v.visit_kind == "postpartum_42"]
    return (
        story.woman.name,
        story.woman.birth_date or "",
        place(story),
        (pregnancy.lmp if pregnancy else None) or "",
        (pregnancy.edd if pregnancy else None) or "",
        words["weeks"].format(weeks=weeks) if weeks is not None else "",
        words["between"].join(day[5:] for day in checks if start.isoformat() <= day <= end.isoformat()),
        delivery.date if delivery else "",
        code_words("delivery_place", delivery.place) if delivery else "",
        words["between"].join(after),
        "",
    )


@fonts.lent
def maternal_register(content: ListContent, paper: Paper | None = None) -> bytes:
    """The register as PDF."""
    return draw(content, paper)
