"""The worker's day and month: what can be done for whom, said in the few words a list has room for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.followups.due import OF_A_MONTH, TO_DO, FollowUp, State, followups
from app.followups.rules import Schedule
from app.followups.urgent import is_urgent
from app.people import current_method
from app.records import Visit
from app.records.story import Story
from app.values.dates import month_around
from app.walk import NATURAL, Walk, walk_key, whereabouts

SOON_DAYS = 3
"""So many days before the due day, a follow-up asks to be looked at first."""

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


def entries(story: Story, schedule: Schedule, today: date) -> tuple[Entry, ...]:
    """Everything of hers that asks for something this month, and what a visit of this month settled, by due day."""
    first, last = month_around(today)
    found = followups(story, schedule, today, since=first, horizon=last)
    mine = (Entry(one, story, one.done_on.isoformat() if one.done_on else None) for one in found)
    return tuple(entry for entry in mine if is_of_month(entry) or is_done(entry, today))


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
