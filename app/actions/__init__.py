"""What a worker does, as pure functions: from her story and what was told to the writes of one change.

Fresh ids come from the caller (``Fresh``), so do dates. Nothing here checks fields: the ledger does, from the record
descriptions, when it commits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar

from app.records import Record, Value

R = TypeVar("R", bound=Record)

Fresh = Callable[[], str]
"""Gives the id of a new record."""

Values = Mapping[str, Value]
"""Fields of a record as a form holds them."""


def made(cls: type[R], values: Values, *, fresh: Fresh, subject: str) -> R:
    """A new record from the fields of a form."""
    return cls(id=fresh(), subject=subject, **values)  # type: ignore[arg-type]  # the form's fields are the record's


class Verb(StrEnum):
    """The name of an action in history (text ``verb.<name>``); the ledger's own are named where they are written."""

    REGISTER = "woman.register"
    EDIT = "woman.edit"
    CLOSE = "woman.close"
    REOPEN = "woman.reopen"
    MOVE = "move.record"
    LIFE_EVENT = "life_event.record"
    METHOD_START = "method.start"
    METHOD_STOP = "method.stop"
    METHOD_COUNSELLED = "method.counselled"
    VISIT = "visit.record"
    ANSWER = "followup.answer"
    CONSENT = "consent.state"
    PREGNANCY = "pregnancy.begin"
    LOSS = "pregnancy.end"
    DELIVERY = "delivery.record"
    CHILD = "child.record"
    CHILD_GONE = "child.gone"
    SCREENING = "screening.record"
    HOUSEHOLD_OF_HERS = "woman.household"
    REQUEST = "request.record"
    REQUEST_ANSWER = "request.answer"
    ERASE = "erase"
    RETENTION = "retention.purge"
    BENEFIT = "benefit.apply"
    POPULATION = "population.enter"
    MONTH_CLOSE = "month.close"
    HOUSEHOLD = "household.make"
    HOUSEHOLD_EDIT = "household.edit"
    HOUSEHOLD_IN = "household.move_in"
    HOUSEHOLD_OUT = "household.move_out"
    HOUSEHOLD_JOIN = "household.join"
    WALK = "walk.order"
    GROUP_NAME = "group.name"
    UNIT_CHANGE = "unit.change"
    UNIT_JOINED = "unit.take_in"
    BENEFIT_EDIT = "benefit.edit"
    BENEFIT_STEP = "benefit.step"
    OUTREACH = "outreach.record"
    OUTREACH_EDIT = "outreach.edit"
    SUPPLY_ITEM = "supply.item"
    SUPPLY_IN = "supply.in"
    SUPPLY_OUT = "supply.out"
    SUPPLY_COUNT = "supply.count"
    SUPPLY_LOSS = "supply.loss"
    SUPPLY_BACK = "supply.back"
    SUPPLY_SENT_BACK = "supply.sent_back"
    TAKE_BACK = "record.take_back"
    SETTLE = "conflict.settle"
    JOIN = "woman.join"
    PART = "woman.part"
    TWO_PEOPLE = "woman.two_people"
    RIGHT = "finding.right"
    EQUAL = "consent.equal"
    COPIED_OUT = "copying.entered"
    LIST_CHECK = "list.compared"
    SAMPLE = "sample.draw"
    SAMPLE_FOUND = "sample.found"
    LAPTOP_ADMIT = "laptop.admit"
    LAPTOP_STOP = "laptop.stop"
    PROPOSAL = "proposal.receive"
    PROPOSAL_ACCEPT = "proposal.accept"
    PROPOSAL_DECLINE = "proposal.decline"
    HAND_OVER = "handover.ask"
    EDITION = "edition.receive"
    AFTER_MERGE = "exchange.after_merge"
