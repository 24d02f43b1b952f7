"""The agenda leaves nobody out: a list made with it is the list made from every story, whatever was written in between."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.actions.joining import join
from app.errors import LedgerError
from app.followups.agenda import VISITS_KEPT
from app.followups.due import OF_A_MONTH, TO_DO, followups
from app.followups.rules import Schedule
from app.followups.schedule import load_schedule
from app.records import (
    Child,
    Delivery,
    LifeEvent,
    MethodUse,
    Move,
    Pregnancy,
    Record,
    Response,
    Screening,
    SupplyBatch,
    SupplyItem,
    SupplyMovement,
    Visit,
    Woman,
)
from app.records.writes import Add, Edit, Erase
from app.today import entries
from app.values.dates import add_months, month_around
from storage.ids import new_id
from storage.ledger import Ledger
from tests.support.ledgers import a_woman, new_ledger

TODAY = date(2026, 11, 22)
SCHEDULE = load_schedule()
Item = tuple[str, str, str, int, str]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made, _ = new_ledger(tmp_path)
    yield made
    made.close()


def listed(ledger: Ledger, women: list[str] | None, today: date, first: date, last: date) -> set[Item]:
    wanted = TO_DO if first == last == today else OF_A_MONTH
    return {
        (one.subject, one.rule, one.anchor, one.occurrence, one.state.value)
        for story in ledger.stories(women, visits_since=today - VISITS_KEPT)
        for one in followups(story, SCHEDULE, today, since=first, horizon=last)
        if one.state in wanted
    }


def month_of_page(ledger: Ledger, women: list[str] | None, today: date) -> set[Item]:
    return {
        (*entry.key, entry.followup.state.value)
        for story in ledger.stories(women, visits_since=today - VISITS_KEPT)
        for entry in entries(story, SCHEDULE, today)
    }


def spans(today: date) -> Iterator[tuple[date, date]]:
    yield today, today
    yield today, today + timedelta(days=6)
    for months in (-2, -1, 0, 1, 5, 11):
        yield month_around(add_months(today.replace(day=1), months))


def agrees(ledger: Ledger, today: date) -> None:
    for first, last in spans(today):
        women = ledger.agenda.women(SCHEDULE, today, first, last)
        assert women is not None or last > today + timedelta(days=250), "it reaches some months ahead"
        assert listed(ledger, women, today, first, last) == listed(ledger, None, today, first, last)
    page = ledger.agenda.women(SCHEDULE, today, *month_around(today))
    assert month_of_page(ledger, page, today) == month_of_page(ledger, None, today)
    assert ledger.agenda.problems(SCHEDULE, today) == []


class Village:
    """Something happens, drawn from one random source; two laptops of one office."""

    def __init__(self, one: Ledger, other: Ledger, chance: random.Random) -> None:
        self.laptops = (one, other)
        self.chance = chance
        self.today = TODAY
        for laptop in self.laptops:
            laptop.clock.set_today(TODAY)
        item = SupplyItem(id=new_id(), subject="", article="condom")
        self.batch = SupplyBatch(id=new_id(), subject="", item=item.id)
        one.write("t", [Add(item), Add(self.batch)])
        for _ in range(3):
            one.write("t", [Add(a_woman(birth_date=f"{chance.randint(1962, 2010)}-0{chance.randint(1, 9)}-11"))])

    def day(self, back: int = 700) -> str:
        return (self.today - timedelta(days=self.chance.randint(0, back))).isoformat()

    def fact(self, her: str) -> Record:
        c = self.chance
        head: dict[str, Any] = {"id": new_id(), "subject": her}
        ahead = (self.today + timedelta(days=c.randint(1, 90))).isoformat()
        pick = c.randrange(10)
        if pick == 0:
            return MethodUse(
                **head, method=c.choice(("iud_copper", "injectable_3m", "pill_combined")), start=self.day()
            )
        if pick == 1:
            kind = c.choice(("iud_followup", "injection", "child_health", "antenatal", "general"))
            signs, agreed = c.choice((None, "fever")), c.choice((None, ahead))
            given_ = "yes" if kind == "injection" else None
            return Visit(
                **head, visit_kind=kind, date=self.day(60), danger_signs=signs, next_date=agreed, injection_given=given_
            )
        if pick == 2:
            return Child(**head, birth_date=self.day(2200), born=c.choice(("live", "live", "stillbirth")))
        if pick == 3:
            return Pregnancy(**head, lmp=c.choice((self.day(280), None)))
        if pick == 4:
            return SupplyMovement(
                **head, batch=self.batch.id, movement="out", quantity=1, date=self.day(40), until=ahead
            )
        if pick == 5:
            return Screening(**head, screen="cervical", date=self.day(1800), test=c.choice(("hpv", "cytology")))
        if pick == 6:
            return Delivery(**head, date=self.day(120))
        if pick == 7:
            return Move(**head, direction=c.choice(("out", "in")), date=self.day(100))
        if pick == 8:
            return LifeEvent(**head, event=c.choice(("death", "marriage")), date=self.day(30))
        return self.answer(her)

    def answer(self, her: str) -> Record:
        story = self.laptops[0].story(her)
        found = followups(story, SCHEDULE, self.today, horizon=self.today + timedelta(days=60)) if story else ()
        if not found:
            return a_woman(birth_date="1985-05-05")
        one = self.chance.choice(found)
        until = (self.today + timedelta(days=self.chance.randint(1, 120))).isoformat()
        said = self.chance.choice(("postponed", "declined", "not_reached", "no_more"))
        return Response(
            id=new_id(), subject=one.subject, rule=one.rule, anchor=one.anchor, occurrence=one.occurrence, answer=said,
            date=self.today.isoformat(), until=until if said == "postponed" else None,
        )  # fmt: skip

    def step(self, kind: int) -> None:
        here, there = self.chance.sample(self.laptops, 2)
        women = here.all(Woman)
        if kind <= 4 and women:
            record = self.fact(self.chance.choice(women).id)
            here.write("t", [Add(record)])
        elif kind == 5 and (uses := here.all(MethodUse)):
            here.write("t", [Edit("method_use", self.chance.choice(uses).id, {"stop": self.day(30)})])
        elif kind == 6 and (seen := here.all(Visit)):
            here.write("t", [Edit("visit", self.chance.choice(seen).id, {"date": self.day(60)})])
        elif kind == 7:
            self.undo(here)
        elif kind == 8:
            there.exchange.merge(here.exchange.collect_for_office(there.exchange.reaches()))
        elif kind == 9 and len(women) > 1:
            one, two = (here.story(w.id) for w in self.chance.sample(women, 2))
            if one and two:
                here.write("t", join(one, two, {}, fresh=new_id))
        elif kind == 10 and len(women) > 2:
            here.write("t", [Erase(self.chance.choice(women).id)])
        elif kind == 11:
            self.today += timedelta(days=self.chance.choice((1, 9, 40)))
            for laptop in self.laptops:
                laptop.clock.set_today(self.today)

    def undo(self, here: Ledger) -> None:
        with here.reading() as db:
            (last,) = db.execute(
                "SELECT max(seq) FROM change c JOIN replica r ON r.no = c.replica WHERE r.mine"
            ).fetchone()
        with suppress(LedgerError):  # what cannot be taken back
            here.undo(last)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32), st.lists(st.integers(0, 11), min_size=10, max_size=40))
def test_whatever_was_written_merged_undone_joined_or_erased(
    tmp_path_factory: pytest.TempPathFactory, seed: int, steps: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("agenda")
    (one, _), (other, _) = new_ledger(folder, "one"), new_ledger(folder, "other")
    try:
        village = Village(one, other, random.Random(seed))
        agrees(one, village.today)
        for number, kind in enumerate(steps):
            village.step(kind)
            if number % 4 == 3:
                agrees(one, village.today)
        agrees(one, village.today)
        agrees(other, village.today)
    finally:
        one.close()
        other.close()


def put(ledger: Ledger, *records: Record) -> None:
    ledger.write("t", [Add(record) for record in records])


def with_device(start: str) -> tuple[Woman, MethodUse]:
    woman = a_woman()
    return woman, MethodUse(id=new_id(), subject=woman.id, method="iud_copper", start=start)


def may_be_on(ledger: Ledger, day: date = TODAY, schedule: Schedule = SCHEDULE) -> list[str] | None:
    return ledger.agenda.women(schedule, day, day, day)


def test_only_those_with_something_are_read(ledger: Ledger) -> None:
    due, use = with_device("2026-10-22")
    quiet, old = with_device("2026-09-10")
    put(ledger, due, use, quiet, old)
    assert may_be_on(ledger) == [due.id]
    put(ledger, Visit(id=new_id(), subject=due.id, visit_kind="iud_followup", date="2026-11-20"))
    assert may_be_on(ledger) == [due.id], "she is on the list of what was done this month"
    assert ledger.agenda.women(SCHEDULE, TODAY, date(2026, 12, 1), date(2026, 12, 31)) == [quiet.id]


def test_a_change_only_marks_and_the_next_list_works_out_those_alone(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [with_device("2026-10-22") for _ in range(5)]
    put(ledger, *(record for pair in people for record in pair))
    may_be_on(ledger)
    read: list[str] = []
    plain = Ledger.stories

    def counting(self: Ledger, women: list[str], **more: date) -> object:
        read.extend(women)
        return plain(self, women, **more)

    monkeypatch.setattr(Ledger, "stories", counting)
    may_be_on(ledger)
    assert read == []
    put(ledger, Move(id=new_id(), subject=people[0][0].id, direction="out", date="2026-11-01"))
    assert len(may_be_on(ledger) or ()) == 4
    assert read == [people[0][0].id]


def test_another_schedule_makes_it_anew(ledger: Ledger) -> None:
    woman, use = with_device("2026-10-22")
    put(ledger, woman, use)
    assert may_be_on(ledger) == [woman.id]
    none = load_schedule(
        'source = "a"\nedition = "1"\nverified = true\ntry_again = "1d"\n[[rule]]\nid = "x"\nservice = "other"\n'
        'says = "generic"\nanchor = { record = "child", date = ["birth_date"] }\nsatisfied_by = {}\nsource = "a"\n'
        'verified = true\n[[rule.step]]\nat = ["1y"]\nopens_before = "1d"\ncloses_after = "1d"\n'
    )
    assert may_be_on(ledger, schedule=none) == []
    assert may_be_on(ledger) == [woman.id]


def test_as_of_an_earlier_day_or_far_ahead_it_does_not_say(ledger: Ledger) -> None:
    put(ledger, *with_device("2026-10-22"))
    may_be_on(ledger)
    assert may_be_on(ledger, TODAY - timedelta(days=1)) is None
    assert ledger.agenda.women(SCHEDULE, TODAY, TODAY, TODAY + timedelta(days=900)) is None
    later = TODAY + timedelta(days=700)
    assert ledger.agenda.women(SCHEDULE, later, later, later) is not None, "time went on: it is made anew"


def test_what_a_wrong_clock_wrote_ahead_is_looked_at_every_day(ledger: Ledger) -> None:
    """Another laptop's clock was ahead: its visit becomes known by itself, without anything being written here."""
    woman, use = with_device("2026-10-22")
    put(ledger, woman, use)
    ahead = Visit(id=new_id(), subject=woman.id, visit_kind="general", date="2026-11-20", next_date="2027-06-01")
    put(ledger, ahead)
    with ledger.changing() as db:
        db.execute("UPDATE visit SET date = '2027-03-01' WHERE id = ?", (ahead.id,))
        db.execute("INSERT OR IGNORE INTO agenda_stale VALUES (?)", (woman.id,))
    for day in (TODAY, date(2027, 4, 1), date(2027, 6, 2)):
        women = ledger.agenda.women(SCHEDULE, day, day, day)
        assert women == [woman.id]


def test_an_erased_woman_leaves_no_trace_in_it(ledger: Ledger) -> None:
    woman, use = with_device("2026-10-22")
    put(ledger, woman, use)
    may_be_on(ledger)
    ledger.write("t", [Erase(woman.id)])
    with ledger.reading() as db:
        assert db.execute("SELECT count(*) FROM agenda WHERE subject = ?", (woman.id,)).fetchone() == (0,)
    assert may_be_on(ledger) == []


def test_the_check_finds_what_the_index_lacks_or_has_too_much(ledger: Ledger) -> None:
    woman, use = with_device("2026-10-22")
    put(ledger, woman, use)
    may_be_on(ledger)
    assert ledger.agenda.problems(SCHEDULE, TODAY) == []
    with ledger.changing() as db:
        db.execute("DELETE FROM agenda WHERE subject = ?", (woman.id,))
    assert ledger.agenda.problems(SCHEDULE, TODAY) == [woman.id]
    with ledger.changing() as db:
        db.execute("INSERT INTO agenda VALUES (202611, 'nobody', 1, 30)")
    assert set(ledger.agenda.problems(SCHEDULE, TODAY)) == {woman.id, "nobody"}
    ledger.agenda.rebuild(SCHEDULE, TODAY)
    assert ledger.agenda.problems(SCHEDULE, TODAY) == []
