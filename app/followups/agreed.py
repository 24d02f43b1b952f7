"""The next day agreed at a visit, and which follow-up it moves."""

from __future__ import annotations

from datetime import date, timedelta

from app.followups.chain import Anchor, anchors, belongs, candidates
from app.followups.rules import Rule, Schedule, Window
from app.records import Visit
from app.records.base import Record
from app.records.story import Story
from app.values.dates import span

_AHEAD = timedelta(days=366 * 8)
"""Farther ahead than any schedule has its next follow-up."""

Name = tuple[str, str, int]
"""A follow-up: rule, anchor, occurrence."""


class Agreed:
    """What was agreed at her visits as known on a day.

    ``days``: by follow-up, the day of the visit and the day agreed there; of several visits the last counts. ``used``: the
    visits whose day moved something.
    """

    def __init__(self, story: Story, schedule: Schedule, today: date) -> None:
        self._story = story
        self._today = today
        self.days: dict[Name, tuple[date, date]] = {}
        self.used: set[str] = set()
        told: list[tuple[date, str, date, Visit]] = []
        for visit in story.visits:
            made, agreed = span(visit.date), span(visit.next_date)
            if made and agreed and made[0] <= today and agreed[0] > made[0]:
                told.append((made[0], visit.id, agreed[0], visit))
        for made_on, _, day, visit in sorted(told, key=lambda t: t[:2]):
            for rule in schedule.by_visit.get(visit.visit_kind, ()):
                self._move(rule, visit, made_on, day)

    def _move(self, rule: Rule, visit: Visit, made_on: date, day: date) -> None:
        for root in candidates(self._story, rule.anchor.record):
            if not (rule.anchor.fits(root, self._story) and belongs(self._story, visit, root)):
                continue
            for anchor in anchors(self._story, rule, root, self._today):
                if anchor.first <= made_on and (anchor.renewed is None or made_on < anchor.renewed):
                    window = self._next(rule, root, anchor, visit, made_on)
                    if window:
                        self.days[rule.id, anchor.record.id, window.occurrence] = (made_on, day)
                        self.used.add(visit.id)

    def _next(self, rule: Rule, root: Record, anchor: Anchor, visit: Visit, made_on: date) -> Window | None:
        """The first the visit does not itself settle."""
        settles = any(
            pick.record == Visit.kind and pick.fits_beside(visit, root, self._story) for pick in rule.satisfied_by
        )
        for window in rule.windows(anchor.first, anchor.last, made_on, made_on + _AHEAD):
            if window.closes > made_on and not (settles and window.opens <= made_on):
                return window
        return None
