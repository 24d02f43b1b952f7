"""What can be done for her: one pure function from her story, the schedule and a date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from app.followups.agreed import Agreed
from app.followups.answers import Answers
from app.followups.chain import Anchor, anchors, belongs, candidates
from app.followups.derived import end_date, stated_date
from app.followups.life import (
    ADULT,
    Because,
    away_on,
    child_beside_her,
    end_of_everything,
    not_in_ledger,
    of_age,
    pregnant_on,
    ways_to_reach,
)
from app.followups.rules import Rule, Schedule, Window
from app.followups.states import OF_A_MONTH, TO_DO, FollowUp, State
from app.records.base import Record
from app.records.story import Story
from app.values.dates import span

__all__ = ["OF_A_MONTH", "TO_DO", "FollowUp", "State", "followups"]


def followups(
    story: Story, schedule: Schedule, today: date, *, since: date | None = None, horizon: date | None = None
) -> tuple[FollowUp, ...]:
    """Every follow-up whose window touches ``since``..``horizon`` (both ``today`` unless given), by due day.

    Facts dated after ``today`` are not yet known. Pure and independent of the order of records.
    """
    if not_in_ledger(story):
        return ()
    return _Reading(story, schedule, today, since or today, horizon or today).all()


@dataclass(frozen=True, slots=True)
class _Standing:
    """What came of one window."""

    state: State
    satisfied_by: str | None = None
    done_on: date | None = None
    because: Because | None = None


class _Reading:
    """One woman on one day. Facts that many follow-ups share are worked out once."""

    def __init__(self, story: Story, schedule: Schedule, today: date, since: date, horizon: date) -> None:
        self.story = story
        self.schedule = schedule
        self.today = today
        self.since = since
        self.horizon = horizon
        self.end = end_of_everything(story, today)
        self.agreed = Agreed(story, schedule, today)
        self.moved = {name[0] for name in self.agreed.days} | {r.rule for r in story.responses if r.until}
        self.contact: tuple[str, ...] | None = None

    def all(self) -> tuple[FollowUp, ...]:
        found: dict[tuple[str, str, int], FollowUp] = {}
        for rule, record in self._near():
            if rule.anchor.fits(record, self.story):
                for one in self._of(rule, record):
                    key = (one.rule, one.anchor, one.occurrence)
                    # An injection about neither of two running episodes renews both, and is shown once.
                    if key not in found or found[key].about < one.about:
                        found[key] = one
        return tuple(sorted(found.values(), key=lambda f: (f.due, f.rule, f.anchor, f.occurrence)))

    def _near(self) -> Iterator[tuple[Rule, Record]]:
        """Every rule with every record of its kind, but those whose windows are surely over or far ahead."""
        for kind, groups in self.schedule.by_dates.items():
            for record in candidates(self.story, kind):
                for dates, rules in groups:
                    counted = self._counted(record, dates)
                    if counted is None:
                        continue
                    passed, ahead = (self.since - counted[1]).days, (self.horizon - counted[0]).days
                    for rule in rules:
                        opens, closed = rule.reach
                        if not (opens <= ahead and passed <= closed) and rule.id not in self.moved:
                            continue
                        if not (rule.unless_moved and record.id in self.agreed.used):
                            yield rule, record

    @staticmethod
    def _counted(record: Record, dates: tuple[str, ...]) -> tuple[date, date] | None:
        for name in dates:
            if stated := stated_date(record, name):
                return span(stated)
        return None

    def _of(self, rule: Rule, root: Record) -> Iterator[FollowUp]:
        end = self._end(rule, root)
        chain = anchors(self.story, rule, root, min(self.today, end[0]) if end else self.today)
        answers = Answers(
            self.story.responses, rule.id, {anchor.record.id for anchor in chain}, self.today, self.agreed.days
        )
        for anchor in chain:
            for plain in self._windows(rule, anchor, answers):
                window = answers.moved(plain, anchor.record.id)
                if window.opens > self.horizon or window.closes < self.since or (end and window.opens > end[0]):
                    continue
                if rule.ages and not of_age(self.story, window.opens, *rule.ages):
                    continue
                standing = self._standing(rule, root, anchor, window, end, answers)
                if standing:
                    yield self._follow_up(rule, root, anchor, window, standing, answers)

    def _windows(self, rule: Rule, anchor: Anchor, answers: Answers) -> Iterable[Window]:
        near = {w.occurrence: w for w in rule.windows(anchor.first, anchor.last, self.since, self.horizon)}
        for occurrence in answers.moved_occurrences(anchor.record.id):
            window = rule.window(occurrence, anchor.first, anchor.last)
            if window:
                near[occurrence] = window
        return near.values()

    def _end(self, rule: Rule, root: Record) -> tuple[date, Because] | None:
        """The first day on which this makes no more sense, as far as known today."""
        ends = [self.end] if self.end else []
        for name in rule.ends_with:
            day = end_date(self.story, root, name)
            if day and day <= self.today:
                ends.append((day, Because.STOPPED if name == "stop" else Because.ENDED))
        return min(ends, default=None)

    def _standing(
        self,
        rule: Rule,
        root: Record,
        anchor: Anchor,
        window: Window,
        end: tuple[date, Because] | None,
        answers: Answers,
    ) -> _Standing | None:
        """From the top: the first that holds. None: not offered at all."""
        today = self.today
        if anchor.renewed is not None and anchor.renewed < window.opens:
            return None
        last_day = min(window.closes, today, end[0] if end else today)
        if settled := self._settled(rule, root, anchor, window.opens, last_day):
            return settled
        if anchor.renewed is not None and anchor.renewed <= window.closes:
            return None
        if answers.declined(window, anchor.record.id):
            return _Standing(State.DECLINED)
        if end and end[0] <= window.closes:
            return _Standing(State.LAPSED, because=end[1])
        if pause := self._pause(rule, root, anchor, min(today, window.closes)):
            return _Standing(State.LAPSED, because=pause)
        return self._by_date(window, answers, anchor)

    def _by_date(self, window: Window, answers: Answers, anchor: Anchor) -> _Standing:
        if self.today > window.closes:
            return _Standing(State.LAPSED, because=Because.WINDOW)
        waits = answers.waits(window.occurrence, anchor.record.id, self.schedule.try_again)
        if waits and self.today < waits[0]:
            return _Standing(State(waits[1]))
        if self.today < window.opens:
            return _Standing(State.UPCOMING)
        return _Standing(State.OPEN if self.today <= window.due else State.PAST)

    def _settled(self, rule: Rule, root: Record, anchor: Anchor, first: date, last: date) -> _Standing | None:
        """Done, if something between two days settles it, by what came first; or if the anchor itself says so."""
        if filled := [value for name in rule.settled_with if (value := getattr(root, name))]:
            said = next((when[0] for value in filled if (when := span(value))), anchor.first)
            if said <= last:
                return _Standing(State.DONE, satisfied_by=root.id, done_on=said)
        fitting = []
        for pick in rule.satisfied_by:
            for record in candidates(self.story, pick.record):
                when = span(next((v for name in pick.dates if (v := getattr(record, name))), None))
                if (
                    when
                    and first <= when[0] <= last
                    and record.id != anchor.record.id
                    and pick.fits_beside(record, root, self.story)
                    and belongs(self.story, record, root)
                ):
                    fitting.append((when[0], record.id))
        if not fitting:
            return None
        done_on, by = min(fitting)
        return _Standing(State.DONE, satisfied_by=by, done_on=done_on)

    def _pause(self, rule: Rule, root: Record, anchor: Anchor, day: date) -> Because | None:
        if away_on(self.story.moves, day):
            return Because.MOVED_OUT
        if "pregnancy" in rule.pauses_in and pregnant_on(self.story, day, anchor.made[0], but=root.id):
            return Because.PREGNANT
        return None

    def _ways(self, rule: Rule) -> tuple[str, ...]:
        if self.contact is None:
            self.contact = ways_to_reach(self.story)
        if rule.comes_under_18 and not of_age(self.story, self.today, ADULT):
            return ()
        return self.contact

    def _follow_up(
        self, rule: Rule, root: Record, anchor: Anchor, window: Window, standing: _Standing, answers: Answers
    ) -> FollowUp:
        last = answers.last(window.occurrence, anchor.record.id)
        waits = answers.waits(window.occurrence, anchor.record.id, self.schedule.try_again)
        says = child_beside_her(self.story, root, self.today) if rule.speaks_of_child else ""
        facts: dict[str, str | int] = {
            "count": window.said.count,
            "anchor": anchor.stated,
            "due": window.due.isoformat(),
        }
        return FollowUp(
            rule=rule.id,
            anchor=anchor.record.id,
            occurrence=window.occurrence,
            subject=self.story.woman.id,
            about=root.id,
            visit_kind=next(iter(rule.visit_kinds), None),
            opens=window.opens,
            due=window.due,
            closes=window.closes,
            state=standing.state,
            satisfied_by=standing.satisfied_by,
            until=waits[0] if waits else None,
            answer=last.answer if last else None,
            because=standing.because,
            reason=f"followup.{rule.says}.{says or window.said.unit}",
            facts=MappingProxyType(facts),
            service=rule.service,
            sensitive=rule.sensitive,
            contact=self._ways(rule),
            done_on=standing.done_on,
            rings=rule.rings,
            haste=rule.haste,
        )
