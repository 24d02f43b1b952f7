"""What a visit under way can lean on: earlier answers, what it settles, when to meet again, and where one meets."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import date, timedelta

from app.codes import code_list
from app.figures.methods import NO_METHOD
from app.followups.due import TO_DO, FollowUp, State, followups
from app.followups.life import child_beside_her, dating, ways_to_reach
from app.followups.rules import Schedule
from app.people import ADULT, age, running
from app.records import KINDS, Child, Pregnancy, Record, SupplyMovement, Value, Visit
from app.records.story import Story
from app.records.visits import form_of
from app.timeline import SENSITIVE_VISITS
from app.values.dates import span

_HERS_EACH_TIME = frozenset({
    "injection_given", "danger_signs", "advice", "referral_reason", "referral_facility", "referral_urgency",
    "referral_outcome", "referral_outcome_date", "next_date", "signed", "child_temperature", "child_illness",
})  # fmt: skip
"""What belongs to one meeting only: an earlier answer says nothing about this one."""

_AHEAD = timedelta(days=400)
_REFERRED = timedelta(days=180)

OF_CHILD = frozenset({"newborn", "child_health"})
"""Visits of a child of hers: ``about`` is the child."""

OF_PREGNANCY = frozenset({"antenatal_first", "antenatal"})
OF_BIRTH = frozenset({"postpartum_home", "postpartum_42"})

_FOLLOWED_BY = {
    "antenatal_first": frozenset({"antenatal_first", "antenatal"}),
    "antenatal": frozenset({"antenatal"}),
    "postpartum_home": frozenset({"postpartum_42"}),
    "newborn": frozenset({"newborn", "child_health"}),
}
"""The kinds of visit one of these is followed by, where it is not its own kind."""

SCREENED = range(35, 65)
"""Full years at which screening for cancer of the cervix and the breast is offered."""

_KIND_OF_REPORT = {
    "iud": "iud_followup",
    "implant": "implant_followup",
    "female_sterilisation": "sterilisation_followup",
    "male_sterilisation": "vasectomy_followup",
    "condom": "supplies",
    "external": "supplies",
}
"""The usual visit of a method by its category in the report."""


def earlier_answers(story: Story, visit_kind: str, on: str, about: str | None = None) -> dict[str, Value]:
    """What the latest earlier visit said, field by field; nothing sensitive, nothing that belongs to one meeting only.

    At a visit of a child only what was said of this child (``about``).
    """
    described = KINDS[Visit.kind].fields
    names = [a.name for a in form_of(visit_kind) if a.name not in _HERS_EACH_TIME and not described[a.name].sensitive]
    found: dict[str, Value] = {}
    for visit in story.visits:
        of_another = visit_kind in OF_CHILD and (about is None or visit.about != about)
        closed = visit.visit_kind == "post_abortion" != visit_kind
        if visit.date <= on and not closed and not of_another:
            found.update({name: value for name in names if (value := getattr(visit, name)) is not None})
    return found


def children_at(story: Story, visit_kind: str, on: date, schedule: Schedule) -> tuple[Child, ...]:
    """Her living children a visit of this kind may be about: the one due first, then the younger before the older."""
    longest = timedelta(days=60) if visit_kind == "newborn" else timedelta(days=7 * 366)
    fitting = []
    for child in story.children:
        born, gone = span(child.birth_date), span(child.ended_date)
        left = child.ended is not None and (gone is None or gone[0] <= on)
        young = born is None or born[0] <= on <= born[1] + longest
        if child.born == "live" and not left and young:
            fitting.append((child, born[1] if born else date.min))
    due = {
        one.about: one.due
        for one in reversed(followups(story, schedule, on))
        if one.state in TO_DO and one.visit_kind == visit_kind
    }
    fitting.sort(key=lambda c: (due.get(c[0].id, date.max), -c[1].toordinal(), c[0].birth_order or 0, c[0].id))
    return tuple(child for child, _ in fitting)


def about_of(story: Story, visit_kind: str, on: date) -> str | None:
    """The pregnancy or birth a visit of this kind is about, where one fits the day; children are chosen, methods derived."""
    if visit_kind in OF_PREGNANCY:
        return _latest((p, _began(p), _over(p)) for p in story.pregnancies if not _over(p) or on <= (_over(p) or on))
    if visit_kind in OF_BIRTH:
        return _latest((d, d.date, None) for d in story.deliveries if _within(d.date, on))
    if visit_kind == "post_abortion":
        lost = (p for p in story.pregnancies if p.outcome not in (None, "delivery") and _within(p.outcome_date, on))
        return _latest((p, p.outcome_date or "", None) for p in lost)
    return None


def _latest(found: Iterable[tuple[Record, str, date | None]]) -> str | None:
    """The one that began last; of those open, before those that are over."""
    ordered = sorted(found, key=lambda one: (one[2] is None, one[1], one[0].id))
    return ordered[-1][0].id if ordered else None


def _began(pregnancy: Pregnancy) -> str:
    return dating(pregnancy) or pregnancy.booked_date or ""


def _over(pregnancy: Pregnancy) -> date | None:
    when = span(pregnancy.outcome_date)
    if when is None:
        return date.min if pregnancy.outcome else None
    return when[1]


def _within(stated: str | None, on: date) -> bool:
    when = span(stated)
    return when is not None and when[0] <= on <= when[1] + _AHEAD


def left_out(story: Story, visit_kind: str, on: date, about: str | None) -> frozenset[str]:
    """Questions of the form that are not put to her.

    Whether she is content with a method, where she uses none (under 18 it is never asked by routine); how the child is
    fed, where no child of this birth is with her.
    """
    found = set()
    years = age(story, on)
    uses = any(use.method != NO_METHOD for use in running(story, on))
    if not uses and (visit_kind in ("general", "post_abortion") or (years is not None and years < ADULT)):
        found.add("content")
    birth = next((d for d in story.deliveries if d.id == about), None)
    if visit_kind in OF_BIRTH and birth is not None and child_beside_her(story, birth, on) == "alone":
        found.add("feeding")
    return frozenset(found)


def open_referrals(story: Story, today: date) -> tuple[Visit, ...]:
    """Visits at which she was referred and of which nobody has written what came of it, the latest first."""
    since = (today - _REFERRED).isoformat()
    return tuple(
        visit
        for visit in reversed(story.visits)
        if (visit.referral_reason or visit.referral_facility) and not visit.referral_outcome
        and since <= visit.date <= today.isoformat()
    )  # fmt: skip


def usual_facility(story: Story) -> str | None:
    """Where she was referred to the last time."""
    return next((v.referral_facility for v in reversed(story.visits) if v.referral_facility), None)


def settled(
    story: Story, visit: Visit, schedule: Schedule, today: date, given: Iterable[Record] = ()
) -> tuple[FollowUp, ...]:
    """The follow-ups a visit, with what is handed out at it (``given``), settles that are not settled without it."""
    day = date.fromisoformat(visit.date)
    moved = tuple(record for record in given if isinstance(record, SupplyMovement))
    after = dataclasses.replace(_with(story, visit), supplies=(*story.supplies, *moved))
    found = followups(after, schedule, max(day, today), since=day, horizon=day)
    new = {visit.id, *(movement.id for movement in moved)}
    return tuple(one for one in found if one.satisfied_by in new)


def next_meeting(story: Story, visit: Visit, schedule: Schedule, today: date) -> FollowUp | None:
    """The next follow-up after a visit, of its own kind or of the one it is followed by; of a child, the same child's."""
    day = date.fromisoformat(visit.date)
    found = followups(
        _with(story, visit), schedule, max(day, today), since=day + timedelta(days=1), horizon=day + _AHEAD
    )
    kinds = _FOLLOWED_BY.get(visit.visit_kind, frozenset({visit.visit_kind}))
    coming = [
        one for one in found
        if one.visit_kind in kinds and one.due > day and one.state in {State.UPCOMING, *TO_DO}
        and (visit.visit_kind not in OF_CHILD or one.about == visit.about)
    ]  # fmt: skip
    return min(coming, key=lambda one: one.due, default=None)


def _with(story: Story, visit: Visit) -> Story:
    """Her story as it would be: without what was agreed about the next time, which would move what is looked for."""
    return dataclasses.replace(story, visits=(*story.visits, visit.with_values(next_date=None)))


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


def kinds_for(story: Story, today: date, schedule: Schedule) -> tuple[str, ...]:
    """The kinds of visit that fit her now, the likely first; ``screening`` stands for a cancer screening.

    What is due, what she uses, what she is expecting, who was born. Nothing sensitive is among them: those are chosen
    on purpose. ``general`` fits always.
    """
    found = [
        one.visit_kind
        for one in followups(story, schedule, today)
        if one.state in TO_DO and one.visit_kind and one.visit_kind != "referral_outcome" and not one.sensitive
    ]
    found.append(likely_kind(story, today))
    if (pregnancy := about_of(story, "antenatal", today)) and _is_open(story, pregnancy):
        seen = any(v.visit_kind in OF_PREGNANCY and v.about in (None, pregnancy) for v in story.visits)
        found.append("antenatal" if seen else "antenatal_first")
    if (birth := next((d for d in reversed(story.deliveries) if _within(d.date, today)), None)) is not None:
        days = (today - (span(birth.date) or (today, today))[0]).days
        found += ["postpartum_home"] if days < 42 else ["postpartum_42"] if days <= 90 else []
    found += [kind for kind in ("newborn", "child_health") if children_at(story, kind, today, schedule)][:1]
    years = age(story, today)
    if years is not None and years in SCREENED:
        found.append("screening")
    if open_referrals(story, today):
        found.append("referral_outcome")
    known = [kind for kind in found if kind != "general" and kind not in SENSITIVE_VISITS]
    return (*dict.fromkeys(known), "general")


def _is_open(story: Story, pregnancy_id: str) -> bool:
    return any(p.id == pregnancy_id and not p.outcome and not p.outcome_date for p in story.pregnancies)
