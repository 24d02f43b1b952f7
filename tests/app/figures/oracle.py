"""A second counting of every indicator, slow and plain, from the definitions alone.

It looks at records and days and nothing else: no date handling, age, presence or choice of method of the program is
used. Only what came of a follow-up is taken as given; which of them count is decided here. Names of counts are the
codes of ``resources/indicators``.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cache

from app.figures.period import Period
from app.followups.due import FollowUp
from app.records import (
    Child,
    Delivery,
    ListCheck,
    MethodUse,
    Population,
    Pregnancy,
    SampleItem,
    SupplyBatch,
    SupplyItem,
    SupplyMovement,
    Visit,
)
from app.records.story import Story

GROUPS = [(low, low + 4) for low in range(15, 50, 5)]
LASTING = (
    "female_sterilisation", "male_sterilisation", "iud_copper", "iud_lng", "iud_unspecified", "implant",
    "injectable_3m", "injectable_2m", "injectable_1m", "pill_combined", "pill_progestogen",
    "pill_or_injectable_unspecified", "condom", "external", "lam", "emergency_pill", "fertility_awareness",
    "withdrawal", "other",
)  # fmt: skip
LONG_ACTING = LASTING[:6]
TRADITIONAL = ("fertility_awareness", "withdrawal")
CATEGORY = {
    "female_sterilisation": "female_sterilisation", "male_sterilisation": "male_sterilisation", "iud_copper": "iud",
    "iud_lng": "iud", "iud_unspecified": "iud", "implant": "implant", "condom": "condom", "external": "external",
    **{m: "pill_injectable" for m in LASTING if m.startswith(("pill", "injectable"))},
}  # fmt: skip
CATEGORIES = ("female_sterilisation", "male_sterilisation", "iud", "implant", "pill_injectable", "condom", "external",
              "other")  # fmt: skip
MARRIED = ("20", "21", "22", "23")
WEEKS_13, TERM, FOUR_WEEKS, NEWBORN = (timedelta(days=d) for d in (91, 280, 28, 42))

HAPPENED = {"child": "birth_date", "delivery": "date", "method_use": "start", "visit": "date", "move": "date"}
"""The field that dates an event, by the kind of its record."""

Quotient = tuple[Fraction | int | None, Fraction | int | None]


@dataclass(frozen=True, kw_only=True)
class Books:
    """All that is written down, as bare records, and the last day anybody can know of."""

    stories: Sequence[Story]
    today: date
    followups: Sequence[FollowUp] = ()
    populations: Sequence[Population] = ()
    items: Sequence[SupplyItem] = ()
    batches: Sequence[SupplyBatch] = ()
    movements: Sequence[SupplyMovement] = ()
    list_checks: Sequence[ListCheck] = ()
    sample_items: Sequence[SampleItem] = ()
    entered: dict[str, str] = field(default_factory=dict)


@cache
def possible(stated: str) -> tuple[date, ...]:
    """Every day a stored date may be."""
    year, month, day = ([int(part) for part in stated.split("-")] + [0, 0])[:3]
    return tuple(
        date(year, m, d)
        for m in ([month] if month else range(1, 13))
        for d in ([day] if day else range(1, calendar.monthrange(year, m)[1] + 1))
    )


@cache
def surely_over(stated: str, day: date) -> bool:
    return all(d <= day for d in possible(stated))


@cache
def maybe_begun(stated: str, day: date) -> bool:
    return any(d <= day for d in possible(stated))


@cache
def _in(stated: str, first: date, last: date) -> bool:
    return all(first <= d <= last for d in possible(stated))


def within(stated: str | None, period: Period) -> bool:
    """Whether a stored date lies in the period, whatever day it was."""
    return bool(stated) and stated is not None and _in(stated, period.first, period.last)


@cache
def years(born: date, day: date) -> int:
    """Full years: the birthdays she has had. Somebody of 29 February has hers on 1 March in a common year."""
    had = 0
    while True:
        year = born.year + had + 1
        if (born.month, born.day) == (2, 29) and not calendar.isleap(year):
            birthday = date(year, 3, 1)
        else:
            birthday = date(year, born.month, born.day)
        if birthday > day:
            return had if born <= day else -1
        had += 1


@cache
def aged(stated: str | None, day: date, low: int, high: int) -> bool:
    """Whether somebody is surely of an age on a day."""
    return stated is not None and all(low <= years(born, day) <= high for born in possible(stated))


def real(story: Story) -> bool:
    """Whether the page stands for a woman: not one written down by mistake, nor a double of another."""
    return not (story.woman.status == "closed" and story.woman.closed_reason in ("mistake", "merged"))


def here(story: Story, day: date) -> bool:
    """Whether she was in the ledger at the end of a day."""
    woman = story.woman
    if not real(story) or (woman.status == "closed" and (not woman.closed_date or surely_over(woman.closed_date, day))):
        return False
    if any(e.event == "death" and surely_over(e.date, day) for e in story.life_events):
        return False
    past = [m for m in story.moves if surely_over(m.date, day)]
    if past:
        newest = max(possible(m.date)[-1] for m in past)
        return "in" in [m.direction for m in past if possible(m.date)[-1] == newest]
    ahead = [possible(m.date)[-1] for m in story.moves]
    return not ahead or "out" in [m.direction for m in story.moves if possible(m.date)[-1] == min(ahead)]


def runs(use: MethodUse, day: date) -> bool:
    """Whether an episode had begun, as far as it may have, and had not ended at the end of a day."""
    begun = use.start is None or maybe_begun(use.start, day)
    return begun and (use.stop is None or not surely_over(use.stop, day))


def married(story: Story, day: date) -> bool:
    """Whether she was married on a day: what she is today, with every later change taken back, the last one first."""
    woman = story.woman
    changes = [(e.date, e.event == "marriage") for e in story.life_events if e.event != "death"]
    if woman.marital_since and woman.marital in (*MARRIED, "30", "40"):
        changes.append((woman.marital_since, woman.marital in MARRIED))
    state = woman.marital in MARRIED
    for stated, begins in sorted(changes, key=lambda change: (possible(change[0])[0], change[1]), reverse=True):
        if possible(stated)[0] > day:
            state = not begins
    return state


def couples_method(story: Story, day: date) -> str | None:
    """The most lasting of the methods the couple uses."""
    used = [u.method for u in story.methods if u.method != "none" and runs(u, day)]
    return min(used, key=LASTING.index, default=None)


@dataclass(frozen=True)
class Born:
    """A live birth and what belongs to it."""

    child: Child
    story: Story

    @property
    def delivery(self) -> Delivery | None:
        return next((d for d in self.story.deliveries if d.id == self.child.delivery), None)

    @property
    def pregnancy(self) -> Pregnancy | None:
        named = self.delivery.pregnancy if self.delivery else None
        return next((p for p in self.story.pregnancies if p.id == named), None)

    @property
    def days(self) -> tuple[date, ...]:
        return possible(self.child.birth_date or "")


def began(pregnancy: Pregnancy) -> date | None:
    """The first day the last period may have begun: by the day expected, where one is known, else as she said."""
    if pregnancy.edd and len(possible(pregnancy.edd)) == 1:
        return possible(pregnancy.edd)[0] - TERM
    return possible(pregnancy.lmp)[0] if pregnancy.lmp else None


def day_of(visit: Visit) -> date:
    return date.fromisoformat(visit.date)


def antenatal(birth: Born) -> list[date]:
    """The days of the checks of the pregnancy that ended with a birth."""
    one = birth.pregnancy
    if one is None:
        return []
    since = began(one)
    return sorted(
        day_of(v)
        for v in birth.story.visits
        if v.visit_kind in ("antenatal_first", "antenatal")
        and (v.about == one.id or (v.about is None and since is not None and since <= day_of(v) <= birth.days[-1]))
    )


def booked_early(birth: Born) -> bool:
    one = birth.pregnancy
    checks = antenatal(birth)
    since = began(one) if one else None
    if one is None or since is None or not checks or not checks[0] < since + WEEKS_13:
        return False
    if one.booked_date:
        return all(d < since + WEEKS_13 for d in possible(one.booked_date))
    return one.booked_weeks is not None and one.booked_weeks < 13


def mother_visited(birth: Born) -> bool:
    out = birth.delivery.discharge_date if birth.delivery and birth.delivery.discharge_date else birth.child.birth_date
    assert out is not None
    hers = (None, birth.delivery.id if birth.delivery else None)
    return any(
        v.visit_kind == "postpartum_home"
        and v.about in hers
        and birth.days[0] <= day_of(v)
        and all(day_of(v) <= d + FOUR_WEEKS for d in possible(out))
        for v in birth.story.visits
    )


def newborn_visited(birth: Born) -> bool:
    return any(
        v.visit_kind == "newborn"
        and (
            v.about == birth.child.id
            or (v.about is None and birth.days[0] <= day_of(v) and all(day_of(v) <= d + NEWBORN for d in birth.days))
        )
        for v in birth.story.visits
    )  # fmt: skip


def young(story: Story, day: date) -> list[Child]:
    """Her living children under 7 who are with her at the end of a day."""
    return [
        c
        for c in story.children
        if c.born == "live"
        and aged(c.birth_date, day, 0, 6)
        and not (c.ended and (not c.ended_date or surely_over(c.ended_date, day)))
        and (c.joined_date is None or surely_over(c.joined_date, day))
    ]


def seen(story: Story, child: Child, period: Period) -> bool:
    return any(
        v.visit_kind in ("newborn", "child_health") and v.about == child.id and within(v.date, period)
        for v in story.visits
    )
