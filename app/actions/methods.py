"""Starting and stopping a method of contraception."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.actions import Fresh, Values, made
from app.figures.methods import NO_METHOD
from app.people import running
from app.records import MethodUse
from app.records.story import Story
from app.records.writes import Add, Edit, Write
from app.values import dates
from app.values.dates import PartialDate

_ONCE = "emergency_pill"
"""Taken once, beside whatever else is used; it stops nothing and is over the same day."""

_WHY_STOPPED = {
    "wants_pregnancy": "wants_pregnancy",
    "pregnant": "pregnant",
    "no_need": "no_need",
    "declined": "own_wish",
}
"""Reason for stopping ← reason for using nothing from now on."""


def start(story: Story, values: Values, *, today: date, fresh: Fresh, beside: bool = False) -> Sequence[Write]:
    """A method from ``values["start"]`` on; ``values["method"]`` = ``none`` notes that nothing is used.

    What ran until then stops that day, because she changed (``changed_method``), had it renewed (the same method), or
    for the reason she uses nothing now. With ``beside`` it goes on: two methods used together, such as condoms beside
    another; only a note that nothing is used still ends. An episode that is already over stops nothing.
    """
    new = made(MethodUse, values, fresh=fresh, subject=story.woman.id)
    if new.method == _ONCE and new.stop is None:
        day_taken = new.start or dates.of_day(today)
        new = new.with_values(start=day_taken, stop=day_taken)
    if new.explained and not new.counselled:
        new = new.with_values(counselled=True)
    if new.stop is not None:
        return (Add(new),)
    day = dates.latest(dates.parse(new.start)) if new.start else today
    stopped = [
        Edit(MethodUse.kind, old.id, {"stop": new.start or dates.of_day(today), "stop_reason": _why(old, new)})
        for old in running(story, day)
        if (not beside or NO_METHOD in (old.method, new.method)) and not _surely_later(old, new)
    ]
    return (*stopped, Add(new))


def _surely_later(old: MethodUse, new: MethodUse) -> bool:
    """A method that began after the one now told of is not stopped by it."""
    if not old.start or not new.start:
        return False
    return dates.earliest(PartialDate(old.start)) > dates.latest(PartialDate(new.start))


def _why(old: MethodUse, new: MethodUse) -> str | None:
    if old.method == NO_METHOD:
        return None
    if new.method == NO_METHOD:
        return _WHY_STOPPED.get(new.not_using_reason or "", "not_said")
    return "renewed" if old.method == new.method else "changed_method"


def stop(use: MethodUse, on: str, reason: str | None, also: Values | None = None) -> Sequence[Write]:
    """Ends an episode on a day; the day it began is allowed. ``also``: what else was told of it, such as side effects."""
    changed = {name: value for name, value in (also or {}).items() if getattr(use, name) != value}
    return (Edit(MethodUse.kind, use.id, {**changed, "stop": on, "stop_reason": reason}),)
