"""Her story as one line in time: which records stand in it, when, and what about them is opened only on purpose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from app.records import KINDS, BenefitCase, BenefitStep, Child, Consent, Delivery, Pregnancy, Record
from app.records.story import Story

TOPICS = ("visit", "method", "maternal", "change", "office", "consent")
"""What a story can be narrowed to: 随访 避孕 孕产 变动 办事 同意."""

SENSITIVE_VISITS = frozenset({"post_abortion"})
"""Kinds of visit of which nothing but the day is shown until they are opened on purpose."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment of her story.

    ``topic``: one of ``TOPICS``. ``date``: as stored, ``""`` where nobody knows it. ``part``: ``start`` or ``stop`` of a
    method, ``begin`` or ``end`` of a pregnancy, ``gone`` of a child, else ``""``. ``closed``: what it is about is
    sensitive as a whole, so that only its topic and date are shown until it is opened on purpose.
    """

    record: Record
    topic: str
    date: str
    part: str = ""
    closed: bool = False
    beside: tuple[Record, ...] = ()
    """Other records told in the same breath (``together``)."""


def moments(story: Story) -> tuple[Moment, ...]:
    """Every moment, the latest first; those without a date at the end, where they are looked for last."""
    found = sorted(_all(story), key=lambda moment: (moment.date, moment.part == "stop", moment.record.id), reverse=True)
    return tuple(found)


def together(found: Iterable[Moment]) -> tuple[Moment, ...]:
    """The same moments, what she answered on one day to several questions of consent being one of them."""
    joined: list[Moment] = []
    said: dict[tuple[str, str], int] = {}
    for moment in found:
        answer = moment.record
        if not isinstance(answer, Consent):
            joined.append(moment)
        elif (answer.date, answer.state) in said:
            place = said[answer.date, answer.state]
            joined[place] = replace(joined[place], beside=(*joined[place].beside, answer))
        else:
            said[answer.date, answer.state] = len(joined)
            joined.append(moment)
    return tuple(joined)


def sensitive_fields(record: Record) -> frozenset[str]:
    """The filled fields of a record that are hidden until opened on purpose."""
    described = KINDS[record.kind].fields
    return frozenset(name for name, field in described.items() if field.sensitive and getattr(record, name) is not None)


def _all(story: Story) -> Iterator[Moment]:
    for visit in story.visits:
        yield Moment(visit, "visit", visit.date, closed=visit.visit_kind in SENSITIVE_VISITS)
    for response in story.responses:
        yield Moment(response, "visit", response.date, closed=response.rule.startswith("post_abortion"))
    for use in story.methods:
        yield Moment(use, "method", use.start or "", "start")
        if use.stop:
            yield Moment(use, "method", use.stop, "stop")
    for screening in story.screenings:
        yield Moment(screening, "visit", screening.date)
    for given in story.supplies:
        yield Moment(given, "method", given.date)
    yield from _maternal(story)
    yield from _office(story)
    for move in story.moves:
        yield Moment(move, "change", move.date)
    for event in story.life_events:
        yield Moment(event, "change", event.date)
    for consent in story.consents:
        yield Moment(consent, "consent", consent.date)


def _maternal(story: Story) -> Iterator[Moment]:
    for pregnancy in story.pregnancies:
        begun = pregnancy.booked_date or pregnancy.lmp or pregnancy.ultrasound_date or ""
        if begun or not pregnancy.outcome_date:
            yield Moment(pregnancy, "maternal", begun, "begin", closed=lost(pregnancy))
        if pregnancy.outcome_date and lost(pregnancy):
            yield Moment(pregnancy, "maternal", pregnancy.outcome_date, "end", closed=True)
    for delivery in story.deliveries:
        yield Moment(delivery, "maternal", delivery.date)
    told = {delivery.id for delivery in story.deliveries}
    for child in story.children:
        # A child of a recorded delivery is told with it; an adopted one, or one only known of, for itself.
        if child.delivery not in told:
            yield Moment(child, "maternal", child.joined_date or child.birth_date or "")
        if child.ended:
            yield Moment(child, "maternal", child.ended_date or "", "gone")


def _office(story: Story) -> Iterator[Moment]:
    cases = {case.id for case in story.benefits}
    for case in story.benefits:
        yield Moment(case, "office", case.date)
    for step in story.benefit_steps:
        if step.case in cases:
            yield Moment(step, "office", step.date)
    for request in story.requests:
        yield Moment(request, "office", request.date)
    for asked in story.hand_overs:
        yield Moment(asked, "office", asked.date)


def case_of(story: Story, step: BenefitStep) -> BenefitCase | None:
    """The case a step belongs to."""
    return next((case for case in story.benefits if case.id == step.case), None)


def lost(pregnancy: Pregnancy) -> bool:
    """Whether it ended otherwise than by a birth."""
    return pregnancy.outcome not in (None, "delivery")


def children_of_delivery(story: Story, delivery: Delivery) -> tuple[Child, ...]:
    """The children recorded as born at a delivery."""
    return tuple(child for child in story.children if child.delivery == delivery.id)
