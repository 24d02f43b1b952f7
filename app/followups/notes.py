"""What her page says about the schedule beside her follow-ups: that none is needed, or that one cannot be reckoned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.figures.methods import NO_METHOD
from app.followups.derived import stated_date
from app.followups.due import followups
from app.followups.life import away_on, end_of_everything, not_in_ledger, pregnancy_over
from app.followups.rules import Schedule
from app.followups.schedule import load_schedule
from app.followups.states import OF_A_MONTH
from app.people import running
from app.records.care import MethodUse
from app.records.story import Story
from app.values.dates import span

_AHEAD = 366 * 12
"""Days: no method lasts longer without a visit of its own."""


@dataclass(frozen=True, slots=True)
class Undated:
    """A record from which nothing can be reckoned, because its day is not known. ``reason``: the text ``followup.<…>``."""

    record: str
    reason: str


def no_routine_visit(story: Story, today: date, schedule: Schedule | None = None) -> bool:
    """Whether she uses a method, and none of those she uses asks for a routine visit any more.

    Condoms, or a sterilisation after its last check. She may come at any time all the same.
    """
    using = [use for use in running(story, today) if use.method != NO_METHOD]
    if not using or not_in_ledger(story) or end_of_everything(story, today) or away_on(story.moves, today):
        return False
    schedule = schedule or load_schedule()
    mine = {use.id for use in using}
    kinds = {rule.id for rule in schedule.by_record.get(MethodUse.kind, ())}
    if any(use.start is None and _asks(schedule, story, use) for use in using):
        return False
    coming = followups(story, schedule, today, horizon=date.fromordinal(today.toordinal() + _AHEAD))
    return not any(
        one.about in mine and one.rule in kinds and (one.state in OF_A_MONTH or one.because is not None)
        for one in coming
    )


def _asks(schedule: Schedule, story: Story, use: MethodUse) -> bool:
    return any(rule.anchor.fits(use, story) for rule in schedule.by_record.get(MethodUse.kind, ()))


def undated(story: Story, today: date) -> tuple[Undated, ...]:
    """Her pregnancy without an LMP or EDD: nothing is offered by weeks, and her page says so instead of keeping quiet."""
    return tuple(
        Undated(one.id, "followup.undated.pregnancy")
        for one in story.pregnancies
        if span(stated_date(one, "dating")) is None and (pregnancy_over(story, one) or date.max) > today
    )
