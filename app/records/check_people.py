"""Questions about women, children and the village that no single field can answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import singledispatch

from app.records.base import Record
from app.records.findings import Finding, question, wall
from app.records.people import Child, LifeEvent, Move, Woman
from app.records.story import Story
from app.records.timing import days_between, surely_before, years_between
from app.records.village import Unit
from app.values.identity import IdKind, IdReading, read_id
from app.values.names import is_private
from app.values.phone import PhoneKind, read_phones

USUAL_AGES = range(10, 61)
"""Years of age of the women of a ledger; others are asked about, never refused."""

MOTHERS_AGES = range(12, 56)
"""Years of age at a birth that are taken without a question."""

_ID_QUESTIONS = {
    IdKind.CHECKSUM: "id.checksum",
    IdKind.IMPOSSIBLE_BIRTH: "id.birth_impossible",
    IdKind.LENGTH: "id.length",
    IdKind.DAMAGED: "id.damaged",
}
_RESIDENT = (None, "01")


@singledispatch
def people_questions(record: Record, today: date, story: Story | None) -> Iterator[Finding]:
    """What looks odd about a record of this file's kinds; nothing for others."""
    del record, today, story
    return iter(())


@people_questions.register
def _woman(record: Woman, today: date, story: Story | None) -> Iterator[Finding]:
    del story
    if is_private(record.name or ""):
        yield question("name.private", "name")
    yield from _identity(record)
    yield from _age(record, today)
    yield from _marriage(record)
    for name in ("phone", "spouse_phone"):
        stated = getattr(record, name)
        if stated and any(p.kind is PhoneKind.IMPLAUSIBLE for p in read_phones(stated)):
            yield question("phone", name)
    if record.health_record and not (len(record.health_record) == 17 and record.health_record.isdecimal()):
        yield question("health_record", "health_record")
    if (record.girls_stated or 0) > (record.children_stated if record.children_stated is not None else 99):
        yield question("girls", "girls_stated")
    if record.status == "closed" and not record.closed_reason:
        yield question("closed.reason", "closed_reason")
    if record.status == "open" and (record.closed_reason or record.closed_date):
        yield question("closed.open", "status")


def _identity(record: Woman) -> Iterator[Finding]:
    if record.id_number and record.id_type in _RESIDENT:
        reading = read_id(record.id_number)
        if code := _ID_QUESTIONS.get(reading.kind):
            yield question(code, "id_number")
        elif record.id_type == "01" and reading.kind is IdKind.OTHER:
            yield question("id.length", "id_number")
        yield from _id_against_sheet(record, reading)
    if record.spouse_id_number:
        spouse = read_id(record.spouse_id_number)
        if code := _ID_QUESTIONS.get(spouse.kind):
            yield question(code, "spouse_id_number")
        elif record.spouse_id_number == record.id_number:
            yield question("id.same_as_hers", "spouse_id_number")


def _id_against_sheet(record: Woman, reading: IdReading) -> Iterator[Finding]:
    if not reading.valid:
        return
    if reading.sex == "1":
        yield question("id.sex", "id_number")
    if reading.birth and record.birth_date and record.birth_date != reading.birth:
        yield question("id.birth", "birth_date", birth=reading.birth)


def _age(record: Woman, today: date) -> Iterator[Finding]:
    age = years_between(record.birth_date, today.isoformat())
    if age is not None and age not in USUAL_AGES:
        yield question("age", "birth_date", age=age)


def _marriage(record: Woman) -> Iterator[Finding]:
    for name in ("first_marriage", "marital_since"):
        years = years_between(record.birth_date, getattr(record, name))
        if surely_before(getattr(record, name), record.birth_date) or (years is not None and years < 12):
            yield question("before_grown", name)
    if surely_before(record.marital_since, record.first_marriage) and record.marital != "10":
        yield question("order", "marital_since", earlier="first_marriage")


@people_questions.register
def _child(record: Child, today: date, story: Story | None) -> Iterator[Finding]:
    del today
    if surely_before(record.ended_date, record.birth_date):
        yield question("order", "ended_date", earlier="birth_date")
    if record.ended_date and not record.ended:
        yield question("together", "ended", other="ended_date")
    if story is None:
        return
    if record.relation == "birth" and record.birth_date:
        age = years_between(story.woman.birth_date, record.birth_date)
        if surely_before(record.birth_date, story.woman.birth_date) or (age is not None and age not in MOTHERS_AGES):
            yield question("mother_age", "birth_date", **({} if age is None else {"age": age}))
        yield from _siblings(record, story)


def _siblings(record: Child, story: Story) -> Iterator[Finding]:
    """Children of hers born neither together nor far enough apart (6 months) to be of two pregnancies."""
    for other in story.children:
        if other.id == record.id or other.relation != "birth":
            continue
        apart = days_between(other.birth_date, record.birth_date)
        if apart is not None and 2 < abs(apart) < 180:
            yield question("siblings", "birth_date", days=abs(apart))
            return
        if apart == 0 and record.name and other.name == record.name:
            yield question("twice", "name")
            return


@people_questions.register(Move)
@people_questions.register(LifeEvent)
def _event(record: Move | LifeEvent, today: date, story: Story | None) -> Iterator[Finding]:
    del today
    if story is not None and surely_before(record.date, story.woman.birth_date):
        yield question("before_birth", "date")


@people_questions.register
def _unit(record: Unit, today: date, story: Story | None) -> Iterator[Finding]:
    del today, story
    if record.code and not (len(record.code) == 12 and record.code.isdecimal()):
        yield wall("unit_code", "code")
