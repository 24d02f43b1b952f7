"""A finished round told line by line: of one woman what was done, what she declined, or that she was not met."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.actions import Fresh
from app.actions.visits import answer, record_visit
from app.followups.due import FollowUp, State, followups
from app.followups.rules import Schedule
from app.records import Value, Visit
from app.records.story import Story
from app.records.writes import Write
from app.values import dates

_TELLS_MORE = frozenset({"referral_outcome", "injection", "screening"})
"""Of these a tick on paper says too little; they have a form of their own."""

Name = tuple[str, str, int]
"""A follow-up of hers: rule, anchor, occurrence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A line of the sheet as the worker tells it.

    ``met``: ``met``, ``not_reached`` or ``declined`` (all of it). ``done`` and ``declined``: of what was asked, if she was
    met. ``next``: the day agreed on; where nothing was done, the day to which all of it is moved.
    """

    met: str
    on: date
    done: frozenset[Name] = frozenset()
    declined: frozenset[Name] = frozenset()
    next: date | None = None


def name_of(one: FollowUp) -> Name:
    """What names it in her answers."""
    return one.rule, one.anchor, one.occurrence


def can_be_ticked(story: Story, one: FollowUp, schedule: Schedule, today: date) -> bool:
    """Whether a visit of its kind, with nothing else said, settles it: asked of the schedule itself, not guessed.

    What tells more than a tick (an injection given, what came of a referral, a screening) is recorded on its own form.
    """
    if one.visit_kind is None or one.visit_kind in _TELLS_MORE:
        return False
    # Seen on the first day on which it can count, so that what opens later this month can be told in advance of it.
    day = max(today, one.opens)
    visit = Visit(
        id="0" * 32, subject=story.woman.id, visit_kind=one.visit_kind, date=dates.of_day(day), about=_about(story, one)
    )
    after = replace(story, visits=(*story.visits, visit))
    found = followups(after, schedule, day, since=one.opens, horizon=day)
    return any(name_of(other) == name_of(one) and other.state is State.DONE for other in found)


def record_line(story: Story, asked: Iterable[FollowUp], told: Told, *, fresh: Fresh) -> Sequence[Write]:
    """The writes of one line; nothing where the line says nothing.

    Several things settled by one kind of visit about one record are one visit. The day agreed on stands with the first.
    """
    asked = list(asked)
    if told.met != "met":
        said = "postponed" if told.met == "not_reached" and told.next else told.met
        return [write for one in asked for write in _answer(story, one, said, told, fresh)]
    done = [one for one in asked if name_of(one) in told.done]
    writes: list[Write] = []
    for number, values in enumerate(_visits(story, done, told)):
        agreed = {"next_date": dates.of_day(told.next)} if number == 0 and told.next else {}
        writes += record_visit(story, {**values, **agreed}, fresh=fresh)
    for one in asked:
        if name_of(one) in told.declined:
            writes += _answer(story, one, "declined", told, fresh)
        elif not done and told.next:
            writes += _answer(story, one, "postponed", told, fresh)
    return writes


def _visits(story: Story, done: Iterable[FollowUp], told: Told) -> list[Mapping[str, Value]]:
    found: dict[tuple[str, str | None], Mapping[str, Value]] = {}
    for one in done:
        if one.visit_kind is not None:
            about = _about(story, one)
            found[one.visit_kind, about] = {
                "visit_kind": one.visit_kind, "date": dates.of_day(told.on), "place": "home", "about": about,
            }  # fmt: skip
    return list(found.values())


def _about(story: Story, one: FollowUp) -> str | None:
    """What the visit is about, where a visit can be about it."""
    of_a_visit = (*story.methods, *story.pregnancies, *story.deliveries, *story.children)
    return one.about if any(record.id == one.about for record in of_a_visit) else None


def _answer(story: Story, one: FollowUp, said: str, told: Told, fresh: Fresh) -> Sequence[Write]:
    rule, anchor, occurrence = name_of(one)
    return answer(
        story, rule=rule, anchor=anchor, occurrence=occurrence, answer=said, on=told.on, fresh=fresh,
        until=told.next if said == "postponed" else None,
    )  # fmt: skip
