"""On which days something of hers may stand on a list: what an index of the ledger keeps, so that few stories are read.

Days pass, and of what is known today only this follows by itself: what waits opens, what is open closes, a pause ends.
So the days stand until her records change. Facts dated ahead (another laptop's clock) would become known by themselves:
who has one is looked at on every day.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from app.followups.due import followups
from app.followups.life import Because, dating
from app.followups.rules import Schedule
from app.followups.states import OF_A_MONTH, State
from app.records import KINDS, Record
from app.records.fields import Day
from app.records.story import Story
from app.values.dates import month_around, span

EDITION = 1
"""Raised whenever the code of this room gives other days for the same records and schedule."""

VISITS_KEPT = timedelta(days=400)
"""How far back visits can matter to a list: the widest window (a year) and some more."""

Days = tuple[date, date]
"""The first and the last."""


def days_on_a_list(story: Story, schedule: Schedule, today: date, until: date) -> tuple[Days, ...]:
    """Spans of days, apart and in order, outside which no list made today or later has anything of hers.

    ``until``: nothing is said of days after it. Settled ones are there to the end of the month they were settled in.
    """
    if _dated_ahead(story, today):
        return ((date.min, date.max),)
    first, _ = month_around(today)
    found: list[Days] = []
    for one in followups(story, schedule, today, since=first, horizon=until):
        if one.state is State.DONE and one.done_on:
            last = month_around(one.done_on)[1]
            if last >= first:
                found.append((one.opens, min(one.closes, last)))
        elif one.state in OF_A_MONTH or one.because is Because.PREGNANT:
            found.append((one.opens, one.closes))
    return _joined(found)


def _joined(found: list[Days]) -> tuple[Days, ...]:
    apart: list[Days] = []
    for opens, closes in sorted(found):
        if apart and opens <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(closes, apart[-1][1]))
        else:
            apart.append((opens, closes))
    return tuple(apart)


def _dated_ahead(story: Story, today: date) -> bool:
    now = today.isoformat()
    several: tuple[tuple[Record, ...], ...] = (
        (story.woman,), story.children, story.pregnancies, story.deliveries, story.methods, story.visits,
        story.responses, story.screenings, story.supplies, story.moves, story.life_events,
    )  # fmt: skip
    for records in several:
        for record in records:
            for name in _past_days(type(record).kind):
                if (said := getattr(record, name)) and said > now:
                    return True
    return any((when := span(dating(one))) is not None and when[0] > today for one in story.pregnancies)


@cache
def _past_days(kind: str) -> tuple[str, ...]:
    """The date fields of a kind that never lie ahead."""
    return tuple(name for name, field in KINDS[kind].fields.items() if isinstance(field, Day) and not field.future)
