"""Correcting: herself, and an entry of her story; what followed from the entry follows its correction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.actions import Verb, births, women
from app.consent import SPOUSE, effective
from app.records import (
    BenefitCase,
    BenefitStep,
    Child,
    Delivery,
    LifeEvent,
    MethodUse,
    Move,
    Pregnancy,
    Record,
    Request,
    Screening,
    SupplyMovement,
    Visit,
)
from app.records.story import Story
from app.records.visits import form_of
from app.records.writes import Edit, Write
from ui.desktop.pages.form_panel import FormPanel, Part
from ui.desktop.pages.ledger.register import FIRST, MORE
from ui.desktop.pages.woman import adding, shapes
from ui.desktop.pages.woman.adding import Addition
from ui.text import tr

HUSBANDS = frozenset({"spouse_name", "spouse_id_number", "spouse_phone"})
"""His particulars: asked for only while he has not said that he would rather not be written down."""


def editing(story: Story, today: date) -> Addition:
    """The form about herself."""
    woman = story.woman
    hidden = HUSBANDS if effective(story.consents, SPOUSE) in ("refused", "withdrawn") else frozenset()
    first, more = (tuple(name for name in names if name not in hidden) for names in (FIRST, MORE))
    values = {name: getattr(woman, name) for name in (*first, *more)}
    parts = (Part("main", "woman", first, values), Part("more", "woman", more, values, more=True))
    return Addition(
        tr("woman.editing", name=woman.name), parts, Verb.EDIT,
        lambda panel, story, _: women.edit(story.woman, panel.values()),
        shape=shapes.Stated("birth_date", "birth_stated", today),
    )  # fmt: skip


def correction(record: Record, today: date) -> Addition | None:
    """The form that corrects an entry; None for what is never edited, only said anew (a consent, an answer)."""
    names = _fields(record)
    if not names:
        return None
    choices = adding.sexes() if isinstance(record, Child) and record.sex != "9" else None
    choices = adding.explainable() if isinstance(record, MethodUse) else choices
    part = Part("main", record.kind, names, {name: getattr(record, name) for name in names}, choices=choices)
    return Addition(
        tr("woman.correct", what=tr(f"woman.tag.{record.kind}")), (part,), Verb.EDIT,
        lambda panel, story, _: _writes(record, panel, story), shape=_shape(record, today),
    )  # fmt: skip


def _writes(record: Record, panel: FormPanel, story: Story) -> Sequence[Write]:
    values = panel.values()
    if isinstance(record, Pregnancy):
        return births.correct_pregnancy(record, values)
    if isinstance(record, Delivery):
        return births.correct_delivery(story, record, values)
    changed = {name: value for name, value in values.items() if value != getattr(record, name)}
    return (Edit(record.kind, record.id, changed),) if changed else ()


def _shape(record: Record, today: date) -> shapes.Shape | None:
    if isinstance(record, Pregnancy):
        return shapes.Pregnancy(today)
    if isinstance(record, Child):
        return shapes.child
    return shapes.method if isinstance(record, MethodUse) else None


def _fields(record: Record) -> tuple[str, ...]:
    match record:
        case Visit():
            return ("date", "place", *(asked.name for asked in form_of(record.visit_kind)))
        case MethodUse():
            return (
                *(n for n in adding.METHOD if n not in ("wish", "explained")), "stop", "stop_reason", "wish", "explained",
                *adding.METHOD_MORE,
            )  # fmt: skip
        case Pregnancy():
            return (*adding.PREGNANCY, *adding.PREGNANCY_MORE, "outcome", "outcome_date")
        case Delivery():
            return (*adding.DELIVERY, *adding.DELIVERY_MORE)
        case Child():
            return (*adding.CHILD, *adding.CHILD_MORE)
        case Move():
            return ("direction", *adding.MOVE)
        case LifeEvent():
            return ("event", *adding.EVENT)
        case Screening():
            return (*adding.SCREENING, *adding.SCREENING_MORE)
        case SupplyMovement():
            return ("quantity", "date", "until", "reason")
        case BenefitCase():
            return (*adding.BENEFIT, "documents", "note")
        case BenefitStep():
            return ("step", "date", "until", "opinion", "amount_fen")
        case Request():
            return (*adding.REQUEST, "outcome", "outcome_date", "reason", "answer")
        case _:
            return ()


__all__ = ["correction", "editing"]
