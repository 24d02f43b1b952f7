"""What she answered to the follow-ups of one rule, and what that does to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from app.followups.rules import Window
from app.records.care import Response
from app.values.dates import span

_FIRMNESS = ("not_reached", "postponed", "declined", "no_more")
"""Of two answers of one day the firmer holds; her own word goes before a call in vain."""


class Answers:
    """Her answers to one rule, for the anchors of one chain, as known on a day.

    ``agreed``: by follow-up, the day of a visit and the next day agreed there. It moves a follow-up as her own wish does,
    and what she answered on that day or later goes before it.
    """

    def __init__(
        self,
        responses: Iterable[Response],
        rule: str,
        chain: set[str],
        today: date,
        agreed: Mapping[tuple[str, str, int], tuple[date, date]],
    ) -> None:
        self._rule = rule
        self._agreed = agreed
        known: list[tuple[date, int, str, Response]] = []
        for response in responses:
            when = span(response.date)
            if response.rule == rule and response.anchor in chain and when and when[0] <= today:
                known.append((when[0], _firmness(response.answer), response.id, response))
        self._sorted = [(day, response) for day, _, _, response in sorted(known, key=lambda k: k[:3])]
        self._no_more = min((day for day, r in self._sorted if r.answer == "no_more"), default=None)

    def _to(self, occurrence: int, anchor: str) -> list[tuple[date, Response]]:
        return [(d, r) for d, r in self._sorted if r.anchor == anchor and r.occurrence == occurrence]

    def last(self, occurrence: int, anchor: str) -> Response | None:
        """Her last answer to this one."""
        mine = self._to(occurrence, anchor)
        return mine[-1][1] if mine else None

    def declined(self, window: Window, anchor: str) -> bool:
        """Whether she declined this one, or asked for no more while it was not yet over."""
        last = self.last(window.occurrence, anchor)
        if last is not None and last.answer in ("declined", "no_more"):
            return True
        return self._no_more is not None and self._no_more <= window.closes

    def moved_occurrences(self, anchor: str) -> set[int]:
        """Occurrences for which another day was named."""
        named = {r.occurrence for _, r in self._sorted if r.anchor == anchor and r.answer == "postponed" and r.until}
        return named | {number for rule, of, number in self._agreed if (rule, of) == (self._rule, anchor)}

    def moved(self, window: Window, anchor: str) -> Window:
        """The window after her wish: a later day becomes the due day and takes the leeway along."""
        day = self._named(window.occurrence, anchor)
        if day is None:
            return window
        due = max(window.due, day)
        return replace(
            window,
            opens=min(window.opens, day),
            due=due,
            closes=due + (window.closes - window.due),
        )

    def _named(self, occurrence: int, anchor: str) -> date | None:
        met, agreed = self._agreed.get((self._rule, anchor, occurrence), (None, None))
        for day, response in reversed(self._to(occurrence, anchor)):
            when = span(response.until)
            if response.answer == "postponed" and when:
                return agreed if met and met > day else when[0]
        return agreed

    def waits(self, occurrence: int, anchor: str, try_again: int) -> tuple[date, str] | None:
        """The day from which to call again, and why it waits: ``postponed`` or ``not_reached``."""
        mine = self._to(occurrence, anchor)
        met, _ = self._agreed.get((self._rule, anchor, occurrence), (None, None))
        if mine and (met is None or mine[-1][0] >= met):
            day, last = mine[-1]
            if last.answer == "not_reached":
                return day + timedelta(days=try_again), "not_reached"
            if last.answer != "postponed":
                return None
        named = self._named(occurrence, anchor)
        return (named, "postponed") if named else None


def _firmness(answer: str) -> int:
    return _FIRMNESS.index(answer) if answer in _FIRMNESS else -1
