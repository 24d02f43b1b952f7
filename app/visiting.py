"""What a visit under way can lean on: earlier answers, what it settles, when to meet again, and where one meets."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

from app.codes import code_list
from app.followups.due import TO_DO, FollowUp, State, followups
from app.followups.life import ways_to_reach
from app.followups.rules import Schedule
from app.people import running
from app.records import KINDS, Value, Visit
from app.records.story import Story
from app.records.visits import form_of

_HERS_EACH_TIME = frozenset(
    {"injection_given", "advice", "referral_reason", "referral_facility", "referral_outcome", "next_date", "signed"}
)
"""What belongs to one meeting only: an earlier answer says nothing about this one."""

_AHEAD = timedelta(days=400)

_KIND_OF_REPORT = {
    "iud": "iud_followup",
    "implant": "implant_followup",
    "female_sterilisation": "sterilisation_followup",
    "male_sterilisation": "sterilisation_followup",
    "condom": "supplies",
    "external": "supplies",
}
"""The usual visit of a method by its category in the report."""


def earlier_answers(story: Story, visit_kind: str, on: str) -> dict[str, Value]:
    """What the latest earlier visit said, field by field; nothing sensitive, nothing that belongs to one meeting only."""
    described = KINDS[Visit.kind].fields
    names = [a.name for a in form_of(visit_kind) if a.name not in _HERS_EACH_TIME and not described[a.name].sensitive]
    found: dict[str, Value] = {}
    for visit in story.visits:
        if visit.date <= on and not (visit.visit_kind == "post_abortion" != visit_kind):
            found.update({name: value for name in names if (value := getattr(visit, name)) is not None})
    return found


def settled(story: Story, visit: Visit, schedule: Schedule, today: date) -> tuple[FollowUp, ...]:
    """The follow-ups a visit settles that are not settled without it."""
    day = date.fromisoformat(visit.date)
    found = followups(_with(story, visit), schedule, max(day, today), since=day, horizon=day)
    return tuple(one for one in found if one.satisfied_by == visit.id)


def next_meeting(story: Story, visit: Visit, schedule: Schedule, today: date) -> FollowUp | None:
    """The next follow-up of the same kind after a visit, if the schedule has one."""
    day = date.fromisoformat(visit.date)
    found = followups(
        _with(story, visit), schedule, max(day, today), since=day + timedelta(days=1), horizon=day + _AHEAD
    )
    coming = [
        one for one in found
        if one.visit_kind == visit.visit_kind and one.due > day and one.state in {State.UPCOMING, *TO_DO}
    ]  # fmt: skip
    return min(coming, key=lambda one: one.due, default=None)


def _with(story: Story, visit: Visit) -> Story:
    return dataclasses.replace(story, visits=(*story.visits, visit))


def usual_place(story: Story, on: str) -> str:
    """Where one meets her: as last time, as far as she still agrees to that; else by telephone, else at the clinic."""
    ways = ways_to_reach(story)
    needs = {"home": "home_visit", "phone": "phone", "message": "message"}
    last = [visit.place for visit in story.visits if visit.place and visit.date <= on][-1:]
    for place in (*last, "home", "phone"):
        if place not in needs or needs[place] in ways:
            return place
    return "clinic"


def likely_kind(story: Story, today: date) -> str:
    """The visit that fits what she uses now, to be offered first; ``general`` where nothing does."""
    methods = code_list("method")
    for use in reversed(running(story, today)):
        if use.method.startswith("injectable_"):
            return "injection"
        if use.method.startswith("pill_"):
            return "pill_followup"
        if kind := _KIND_OF_REPORT.get(str(methods.fact(use.method, "report"))):
            return kind
    return "general"
