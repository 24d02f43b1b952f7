"""Questions about her care that only show when fields, or records, stand side by side."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import singledispatch

from app.codes import code_list
from app.records.base import Record
from app.records.care import Consent, Delivery, MethodUse, Pregnancy, Response
from app.records.findings import Finding, question, wall
from app.records.story import Story
from app.records.timing import TERM_DAYS, days_between, surely_before
from app.records.visit import Visit
from app.records.visits import COMMON, FORMS, form_of

_LONGEST_DAYS = 45 * 7
_BIRTH_WEEKS = range(20, 46)


@singledispatch
def care_questions(record: Record, today: date, story: Story | None) -> Iterator[Finding]:
    """What looks odd about a record of this file's kinds; nothing for others."""
    del record, today, story
    return iter(())


@care_questions.register
def _consent(record: Consent, today: date, story: Story | None) -> Iterator[Finding]:
    del today, story
    if record.how == "oral" and not record.witness:
        yield question("witness", "witness")


@care_questions.register
def _pregnancy(record: Pregnancy, today: date, story: Story | None) -> Iterator[Finding]:
    del story
    length = days_between(record.lmp, record.edd)
    if length is not None and record.edd_basis == "lmp" and abs(length - TERM_DAYS) > 7:
        yield question("edd", "edd")
    for name in ("booked_date", "ultrasound_date", "outcome_date"):
        if surely_before(getattr(record, name), record.lmp):
            yield question("order", name, earlier="lmp")
    if bool(record.outcome) != bool(record.outcome_date):
        missing, there = ("outcome_date", "outcome") if record.outcome else ("outcome", "outcome_date")
        yield question("together", missing, other=there)
    since = days_between(record.lmp, today.isoformat())
    if since is not None and since > _LONGEST_DAYS and not record.outcome:
        yield question("outcome_open", "outcome")
    births = (record.parity_vaginal or 0) + (record.parity_caesarean or 0)
    if record.gravidity is not None and births > record.gravidity:
        yield question("parity", "gravidity")


@care_questions.register
def _delivery(record: Delivery, today: date, story: Story | None) -> Iterator[Finding]:
    del today
    if surely_before(record.discharge_date, record.date):
        yield question("order", "discharge_date", earlier="date")
    if story is None:
        return
    if surely_before(record.date, story.woman.birth_date):
        yield question("before_birth", "date")
    pregnancy = next((p for p in story.pregnancies if p.id == record.pregnancy), None)
    days = days_between(pregnancy.lmp, record.date) if pregnancy else None
    if days is not None and days // 7 not in _BIRTH_WEEKS:
        yield question("birth_weeks", "date", weeks=days // 7)


@care_questions.register
def _method_use(record: MethodUse, today: date, story: Story | None) -> Iterator[Finding]:
    del today
    if surely_before(record.stop, record.start):
        yield question("order", "stop", earlier="start")
    if surely_before(record.expiry, record.start):
        yield question("order", "expiry", earlier="start")
    if record.stop_reason and not record.stop:
        yield question("together", "stop", other="stop_reason")
    if record.not_using_reason and record.method != "none":
        yield question("not_using", "not_using_reason")
    if record.method != "none" and not record.start:
        yield question("start_missing", "start")
    if story is None:
        return
    if surely_before(record.start, story.woman.birth_date):
        yield question("before_birth", "start")
    yield from _beside_others(record, story)


def _beside_others(record: MethodUse, story: Story) -> Iterator[Finding]:
    """Two lasting methods at once, or "none" beside one: the earlier was probably stopped and nobody wrote it down."""
    methods = code_list("method")
    if record.stop:
        return
    for other in story.methods:
        if other.id == record.id or other.stop:
            continue
        lasting = [methods.fact(m.method, "long_acting") is True for m in (record, other)]
        if "none" in (record.method, other.method) or all(lasting) or record.method == other.method:
            yield question("two_methods", "method", other=other.method)
            return


@care_questions.register
def _visit(record: Visit, today: date, story: Story | None) -> Iterator[Finding]:
    del today
    asked = form_of(record.visit_kind)
    yield from (wall("required", a.name) for a in asked if a.required and getattr(record, a.name) is None)
    own = {*COMMON, *(a.name for a in asked), "retired"}
    for name in _FINDINGS:
        if name not in own and getattr(record, name) is not None:
            yield question("not_of_kind", name)
    if record.systolic is not None and record.diastolic is not None and record.systolic <= record.diastolic:
        yield question("pressure", "diastolic")
    if surely_before(record.next_date, record.date):
        yield question("order", "next_date", earlier="date")
    if story is not None:
        yield from _visit_in_story(record, story)


_ANY_VISIT = {"signed", "systolic", "diastolic", "weight_g"}
_FINDINGS = sorted({asked.name for form in FORMS.values() for asked in form} - _ANY_VISIT)
"""Fields that say what kind of visit it was."""


def _visit_in_story(record: Visit, story: Story) -> Iterator[Finding]:
    about = next((m for m in story.methods if m.id == record.about), None)
    if about and surely_before(record.date, about.start):
        yield question("visit_before_start", "date")
    elif surely_before(record.date, story.woman.birth_date):
        yield question("before_birth", "date")
    if any(e.event == "death" and surely_before(e.date, record.date) for e in story.life_events):
        yield question("after_death", "date")
    same = (record.visit_kind, record.date)
    twice = (v for v in story.visits if v.id != record.id and (v.visit_kind, v.date) == same)
    # Twins are seen on one day; only where it is not said whom a visit was about may it be the same one.
    if any(v.about == record.about or not (v.about and record.about) for v in twice):
        yield question("visit_twice", "date")


@care_questions.register
def _response(record: Response, today: date, story: Story | None) -> Iterator[Finding]:
    del today, story
    if record.answer == "postponed" and not record.until:
        yield wall("until", "until")
    if surely_before(record.until, record.date):
        yield question("order", "until", earlier="date")
