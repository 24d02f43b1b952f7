"""The lists of what is due, in the order of the round (``app.walk``)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.followups.due import OF_A_MONTH, TO_DO, FollowUp, followups
from app.followups.rules import Schedule
from app.records.story import Story
from app.values.dates import month_around
from app.walk import NATURAL, Walk, WalkKey, walk_key


def due_list(
    stories: Iterable[Story], schedule: Schedule, today: date, month: date | None = None, walk: Walk = NATURAL
) -> list[FollowUp]:
    """What can be done today, or with ``month`` (any day of it) what asks for something in that month, in walk order.

    For a month: everything not settled whose window touches it, whether it is upcoming, open or waits for a named day.
    """
    if month is None:
        since = horizon = today
        wanted = TO_DO
    else:
        since, horizon = month_around(month)
        wanted = OF_A_MONTH
    found: list[tuple[WalkKey, FollowUp]] = []
    for story in stories:
        mine = [f for f in followups(story, schedule, today, since=since, horizon=horizon) if f.state in wanted]
        if mine:
            key = walk_key(story.woman, story.household, walk)
            found += [(key, f) for f in mine]
    found.sort(key=lambda pair: (pair[0], pair[1].due, pair[1].rule, pair[1].anchor, pair[1].occurrence))
    return [f for _, f in found]
