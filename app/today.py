"""The worker's day and month: what can be done for whom, said in the few words a list has room for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.consent import effective
from app.followups.due import OF_A_MONTH, TO_DO, FollowUp, State, followups
from app.followups.rules import Schedule
from app.followups.urgent import is_urgent, rings
from app.people import current_method
from app.records import Visit
from app.records.story import Story
from app.values.dates import month_around
from app.walk import NATURAL, Walk, walk_key, whereabouts

SOON_DAYS = 3
"""So many days before the due day, a follow-up asks to be looked at first."""

LONG_DAYS, LAST_DAYS = 56, 14
"""A window of more days than the first can wait for a day that suits, until so many days before it closes."""

_NEVER_LATER = frozenset({"referral_outcome", "antenatal_first", "antenatal"})
"""What became of something that was found, and a pregnancy: these never wait for a day that suits."""

Key = tuple[str, str, str, int]
"""Woman, rule, anchor, occurrence."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One follow-up and the woman it is offered to. ``done_on``: the day it was settled."""

    followup: FollowUp
    story: Story
    done_on: str | None = None

    @property
    def key(self) -> Key:
        """What names it in her answers, and her."""
        one = self.followup
        return one.subject, one.rule, one.anchor, one.occurrence


@dataclass(frozen=True, slots=True)
class Call:
    """One woman on the list and all that can be done for her on one way, what matters most first."""

    entries: tuple[Entry, ...]

    @property
    def story(self) -> Story:
        """Whose."""
        return self.entries[0].story

    @property
    def followup(self) -> FollowUp:
        """What matters most."""
        return self.entries[0].followup

    @property
    def key(self) -> Key:
        """That of what matters most."""
        return self.entries[0].key

    @property
    def services(self) -> tuple[str, ...]:
        """Kinds of service, each once."""
        return tuple(dict.fromkeys(entry.followup.service for entry in self.entries))


def calls(found: Iterable[Entry], today: date) -> list[Call]:
    """One for each woman, in the order in which she is first met."""
    by_woman: dict[str, list[Entry]] = defaultdict(list)
    for entry in found:
        by_woman[entry.followup.subject].append(entry)
    return [Call(tuple(sorted(mine, key=lambda entry: _weight(entry, today)))) for mine in by_woman.values()]


def _weight(entry: Entry, today: date) -> tuple[bool, bool, bool, date, str]:
    """What sounds first, then what would be lost, then what has a day, and last what suits any day."""
    one = entry.followup
    return not rings(one, today), not is_urgent(one, today), is_quiet(entry, today), one.due, one.rule


def entries(story: Story, schedule: Schedule, today: date) -> tuple[Entry, ...]:
    """Everything of hers that asks for something this month, and what a visit of this month settled, by due day."""
    first, last = month_around(today)
    found = followups(story, schedule, today, since=first, horizon=last)
    mine = (Entry(one, story, one.done_on.isoformat() if one.done_on else None) for one in found)
    return tuple(entry for entry in mine if is_of_month(entry) or is_done(entry, today))


def of_month(story: Story, schedule: Schedule, today: date, month: date) -> tuple[Entry, ...]:
    """Everything of hers that asks for something in this month or a later one, by due day."""
    first, last = month_around(month)
    found = followups(story, schedule, today, since=max(first, today), horizon=last)
    return tuple(entry for entry in (Entry(one, story) for one in found) if is_of_month(entry))


def in_walk_order(found: list[Entry], walk: Walk = NATURAL) -> list[Entry]:
    """Sorts as one walks: group, door, name; hers by due day."""
    return sorted(
        found,
        key=lambda e: (walk_key(e.story.woman, e.story.household, walk), e.followup.due, e.followup.rule, *e.key[2:]),
    )


def is_now(entry: Entry) -> bool:
    """It can be done today."""
    return entry.followup.state in TO_DO


def is_of_month(entry: Entry) -> bool:
    """It is open, opens this month, or waits for a day she named."""
    return entry.followup.state in OF_A_MONTH


def is_done(entry: Entry, today: date) -> bool:
    """A visit of this month settled it."""
    return entry.followup.state is State.DONE and (entry.done_on or "").startswith(today.isoformat()[:7])


def is_soon(entry: Entry, today: date) -> bool:
    """One of the few that cannot wait (``app.followups.urgent``)."""
    return is_urgent(entry.followup, today)


def is_quiet(entry: Entry, today: date) -> bool:
    """Any day of many will do (a screening, a child's check): asked in passing, never a way of its own.

    Not in the last two weeks of its window, and not where a day was named.
    """
    one = entry.followup
    long = (one.closes - one.opens).days > LONG_DAYS and (one.closes - today).days > LAST_DAYS
    kept = one.haste or one.rings is not None or one.until is not None or one.visit_kind in _NEVER_LATER
    return long and not kept


def is_of_week(entry: Entry, today: date) -> bool:
    """Its day, or its last day, comes before the week is over."""
    one, sunday = entry.followup, today + timedelta(days=6 - today.weekday())
    return is_of_month(entry) and (today <= one.due <= sunday or one.closes <= sunday)


def is_past(entry: Entry, today: date) -> bool:
    """Its day is over and it can still be done; what suits any day has no day that could be over."""
    return entry.followup.state is State.PAST and not is_quiet(entry, today)


def may_phone(story: Story) -> bool:
    """Whether a call is offered: she said that she may be called. Not having been asked is no yes."""
    return bool(story.woman.phone) and effective(story.consents, "phone") == "given"


@dataclass(frozen=True, slots=True)
class OfDay:
    """One day of a month: who can be seen, and of these whose day it is."""

    day: date
    open: tuple[Entry, ...]
    due: tuple[Entry, ...]

    @property
    def women(self) -> int:
        """How many can be seen."""
        return len({entry.followup.subject for entry in self.open})

    @property
    def women_due(self) -> int:
        """For how many it is the day."""
        return len({entry.followup.subject for entry in self.due})


def calendar(found: Iterable[Entry], today: date, first: date, last: date) -> Mapping[date, OfDay]:
    """Every day from ``first`` to ``last``; days before ``today`` are empty. Nobody is on it who is seen when she comes.

    What suits any day is not counted day by day. What she was asked to wait for is there from the day that was named.
    """
    asked = [e for e in found if is_of_month(e) and e.followup.contact and not is_quiet(e, today)]
    days = {}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        can = [e for e in asked if today <= day and (e.followup.until or e.followup.opens) <= day <= e.followup.closes]
        days[day] = OfDay(day, tuple(can), tuple(e for e in can if _its_day(e) == day))
    return days


def _its_day(entry: Entry) -> date:
    one = entry.followup
    return max(one.due, one.until) if one.until else one.due


def is_new(entry: Entry, today: date) -> bool:
    """It opened this week, or opens before the week is over."""
    monday = today - timedelta(days=today.weekday())
    return is_of_month(entry) and monday <= entry.followup.opens < monday + timedelta(days=7)


def standing(one: FollowUp, today: date) -> str:
    """The word for where it stands today.

    ``done``, ``declined``, ``lapsed``; ``postponed`` and ``not_reached`` until their day; ``upcoming``;
    ``when_she_comes`` for who is not contacted; ``past``; then by the due day ``today``, ``days`` (up to three), ``week``,
    ``next_week`` and ``later``.
    """
    if one.state not in TO_DO:
        return one.state.value
    if not one.contact:
        return "when_she_comes"
    if one.state is State.PAST:
        return "past"
    left = (one.due - today).days
    if left <= SOON_DAYS:
        return "days" if left else "today"
    weeks = (one.due - (today - timedelta(days=today.weekday()))).days // 7
    return ("week", "next_week")[weeks] if weeks < 2 else "later"


def place(story: Story) -> tuple[int | None, str]:
    """Group and door, from her page or else her household."""
    return whereabouts(story.woman, story.household)


def last_visit(story: Story, today: date) -> Visit | None:
    """The latest visit up to today."""
    seen = [visit for visit in story.visits if visit.date <= today.isoformat()]
    return seen[-1] if seen else None


def her_wish(story: Story, today: date) -> tuple[str, str] | None:
    """What she wishes about her method, newest first: (``change``, ``""``) said at the last visit, (``method``, code)."""
    last = last_visit(story, today)
    if last is not None and last.content == "change":
        return "change", ""
    use = current_method(story, today)
    return ("method", use.wish) if use is not None and use.wish and use.wish != use.method else None
