"""What figures are counted from: a village's books, and what of them several counts of one period share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from app.figures.methods import counted
from app.figures.period import Period
from app.figures.presence import counts_at_all, is_aged, is_here
from app.followups.life import Because
from app.followups.states import FollowUp, State
from app.records import Child, Delivery, ListCheck, MethodUse, Population, Pregnancy, Record, SampleItem
from app.records.story import Story
from app.supplies.stock import Stock

YOUNGEST, OLDEST = 15, 49
"""Full years of the women 育龄妇女 every figure speaks of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Village:
    """The books as they stand. ``entered``: for each record known of, the day it was written down, as ISO date."""

    stories: tuple[Story, ...] = ()
    populations: tuple[Population, ...] = ()
    stock: Stock = field(default_factory=lambda: Stock((), (), ()))
    list_checks: tuple[ListCheck, ...] = ()
    sample_items: tuple[SampleItem, ...] = ()
    entered: Mapping[str, str] = field(default_factory=dict)

    def of_group(self, group: int | None) -> Village:
        """What belongs to one village group 村民组: its women alone. Populations and stock are the village's."""
        mine = tuple(s for s in self.stories if s.woman.group == group)
        return replace(self, stories=mine, populations=(), stock=Stock((), (), ()), list_checks=())


@dataclass(frozen=True, slots=True)
class Birth:
    """A live birth 活产 of a woman of the ledger, with what belongs to it as far as recorded."""

    child: Child
    story: Story
    delivery: Delivery | None
    pregnancy: Pregnancy | None


class Facts:
    """One period of one village. What several counts need is worked out once, when first asked for.

    ``followups``: at least those due in the period. ``today``: nothing after it is counted as having been lacking.
    ``looked_up``: what a room of counts found once for all of its counts.
    """

    def __init__(self, period: Period, village: Village, followups: Iterable[FollowUp], today: date) -> None:
        self.period = period
        self.village = village
        self.given = tuple(followups)
        self.today = today
        self.looked_up: dict[str, tuple[Record, ...]] = {}

    @cached_property
    def told(self) -> tuple[Story, ...]:
        """The stories that stand for a woman of the village, now or once."""
        return tuple(story for story in self.village.stories if counts_at_all(story))

    @cached_property
    def here(self) -> tuple[Story, ...]:
        """Who was in the ledger at the period's end."""
        return tuple(story for story in self.told if is_here(story, self.period.last))

    @cached_property
    def aged(self) -> tuple[Story, ...]:
        """Of these, the women surely 15 to 49 on its last day."""
        return self.of_age(self.here, self.period.last, YOUNGEST, OLDEST)

    @cached_property
    def here_in_the_middle(self) -> tuple[Story, ...]:
        """Who was in the ledger on the period's middle day."""
        return tuple(story for story in self.told if is_here(story, self.period.middle))

    def of_age(self, stories: Iterable[Story], day: date, low: int, high: int) -> tuple[Story, ...]:
        """The women surely of an age on a day."""
        return tuple(s for s in stories if is_aged(s.woman.birth_date, day, low, high))

    @cached_property
    def uses(self) -> Mapping[str, MethodUse]:
        """By woman 15–49 who, or whose husband, uses a method on the last day: the use the couple counts under."""
        return {s.woman.id: use for s in self.aged if (use := counted(s.methods, self.period.last))}

    @cached_property
    def births(self) -> tuple[Birth, ...]:
        """Live births dated in the period; an adoption is none."""
        return tuple(
            _birth(child, story)
            for story in self.told
            for child in story.children
            if was_born(child) and self.period.holds(child.birth_date)
        )

    @cached_property
    def asked(self) -> tuple[FollowUp, ...]:
        """The follow-ups that count: due in the period, and still making sense then; by due day."""
        mine = {story.woman.id for story in self.told}
        found = [
            one for one in self.given
            if one.subject in mine
            and self.period.first <= one.due <= self.period.last
            and (one.state is not State.LAPSED or one.because is Because.WINDOW)
        ]  # fmt: skip
        return tuple(sorted(found, key=lambda f: (f.due, f.rule, f.anchor, f.occurrence)))

    @cached_property
    def visited(self) -> Mapping[str, str]:
        """The day of each visit, by its id."""
        return {visit.id: visit.date for story in self.told for visit in story.visits}

    @cached_property
    def begun(self) -> tuple[MethodUse, ...]:
        """Uses of a method begun in the period."""
        return tuple(
            m for s in self.told for m in s.methods
            if m.retired is None and m.method != "none" and self.period.holds(m.start)
        )  # fmt: skip


def was_born(child: Child) -> bool:
    """Whether a child is a live birth of its mother."""
    return child.retired is None and child.born == "live" and child.relation == "birth"


def _birth(child: Child, story: Story) -> Birth:
    delivery = next((d for d in story.deliveries if d.id == child.delivery), None)
    wanted = delivery.pregnancy if delivery else None
    return Birth(child, story, delivery, next((p for p in story.pregnancies if p.id == wanted), None))
