"""What leaves for the county, what stays, and what a page says about each record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.consent import statement
from app.delta import Delta, Reach
from app.errors import ExchangeError
from app.records import KINDS, Audience, Consent, Household, Pregnancy, Response, Visit, Woman
from app.records.writes import Add, Edit, Erase, Write, retire
from storage.ids import new_id
from storage.ledger import Ledger
from storage.standing import Where
from tests.support.ledgers import a_woman, new_ledger

COUNTY = "county"


def say(ledger: Ledger, woman: Woman, state: str, scope: str = "county") -> Consent:
    said = statement(
        ledger.about(Consent, woman.id), record_id=new_id(), subject=woman.id, scope=scope, state=state,
        date="2026-03-04", witness="王婶",
    )  # fmt: skip
    ledger.write("consent", [Add(said)])
    return said


def a_whole_woman(name: str) -> tuple[Woman, list[Write]]:
    """A woman with something secret in every field that must stay."""
    her = a_woman(name, note="秘密", spouse_name="秘密", safe_contact="秘密", family_unaware=True, occupation="务农")
    visit = Visit(id=new_id(), subject=her.id, visit_kind="general", date="2026-02-03", advice="多休息")
    answer = Response(
        id=new_id(), subject=her.id, rule="r", anchor="秘密", occurrence=1, answer="declined", date="2026-02-03"
    )
    return her, [Add(her), Add(visit), Add(Pregnancy(id=new_id(), subject=her.id)), Add(answer)]


def values_in(delta: Delta) -> Iterator[object]:
    for rows in delta.rows:
        yield from (*rows.ids, *rows.subjects, *(value for column in rows.columns for value in column))
    for cell in delta.cells:
        yield from (cell.id, cell.subject, cell.value)
    for said in delta.statements:
        yield from said
    yield from (*delta.snapshots, *delta.erased)


def records_in(delta: Delta) -> set[tuple[str, str]]:
    return {(rows.kind, record) for rows in delta.rows for record in rows.ids}


def about(ledger: Ledger, women: Iterable[str]) -> set[tuple[str, str]]:
    """Every record of the county's kinds about these women."""
    wanted = set(women)
    return {
        (kind.name, record.id)
        for kind in KINDS.values()
        if kind.audience is Audience.COUNTY
        for record in [*ledger.all(kind.cls), *ledger.retired(kind.cls, "mistake"), *ledger.retired(kind.cls, "undone")]
        if record.subject in wanted
    }


def receipt(ledger: Ledger, delta: Delta, number: int) -> None:
    ledger.exchange.take_receipt(COUNTY, number=number, holds=delta.upto)


def test_only_county_fields_of_consenting_women_leave(ledger: Ledger) -> None:
    yes, yes_writes = a_whole_woman("王秀兰")
    no, no_writes = a_whole_woman("李月琴")
    never, never_writes = a_whole_woman("张淑珍")
    ledger.write("add", [*yes_writes, *no_writes, *never_writes, Add(Household(id=new_id(), subject="", head="秘密"))])
    ledger.write("edit", [Edit("woman", w.id, {"note": "秘密二", "occupation": "裁缝"}) for w in (yes, no, never)])
    say(ledger, yes, "given")
    say(ledger, yes, "given", scope="phone")
    say(ledger, no, "refused")
    say(ledger, never, "given", scope="care")
    delta = ledger.exchange.collect_for_county(COUNTY)
    assert records_in(delta) == about(ledger, [yes.id])
    assert {(c.field, c.value) for c in delta.cells} == {("occupation", "裁缝")}
    for rows in delta.rows:
        assert rows.fields == KINDS[rows.kind].county_fields
    everything = set(values_in(delta))
    assert not {v for v in everything if isinstance(v, str) and ("秘密" in v or v == "王婶")}
    assert not everything & {no.id, never.id, "李月琴", "张淑珍"}
    assert delta.statements == ()
    assert delta.upto == ledger.exchange.reaches(), "the interval is covered whole, what is withheld as empty"


def test_the_second_delta_carries_only_what_changed(ledger: Ledger) -> None:
    her, writes = a_whole_woman("王秀兰")
    ledger.write("add", writes)
    say(ledger, her, "given")
    first = ledger.exchange.collect_for_county(COUNTY)
    assert first.snapshots == (her.id,)
    assert ledger.exchange.collect_for_county(COUNTY) == first, "without a receipt all is sent again"
    receipt(ledger, first, 1)
    assert ledger.exchange.collect_for_county(COUNTY).is_empty
    visit = Visit(id=new_id(), subject=her.id, visit_kind="general", date="2026-03-05")
    ledger.write("visit", [Add(visit), Edit("woman", her.id, {"occupation": "裁缝", "note": "留下"})])
    second = ledger.exchange.collect_for_county(COUNTY)
    assert records_in(second) == {("visit", visit.id)}
    assert [(c.id, c.field, c.value) for c in second.cells] == [(her.id, "occupation", "裁缝")]
    assert second.snapshots == ()
    assert second.after == first.upto
    assert len(second.headers) == 1


def test_a_withdrawal_carries_her_statements_and_nothing_else_and_a_new_consent_all(ledger: Ledger) -> None:
    her, writes = a_whole_woman("王秀兰")
    ledger.write("add", writes)
    yes = say(ledger, her, "given")
    receipt(ledger, ledger.exchange.collect_for_county(COUNTY), 1)
    no = say(ledger, her, "withdrawn")
    ledger.write("edit", [Edit("woman", her.id, {"occupation": "裁缝"})])
    delta = ledger.exchange.collect_for_county(COUNTY)
    assert delta.rows == []
    assert delta.cells == []
    assert [(s.id, s.state, s.replaces) for s in delta.statements] == [
        (yes.id, "given", ()),
        (no.id, "withdrawn", (yes.id,)),
    ]
    receipt(ledger, delta, 2)
    say(ledger, her, "given")
    again = ledger.exchange.collect_for_county(COUNTY)
    assert again.snapshots == (her.id,)
    assert records_in(again) == about(ledger, [her.id]), "whole, whatever the base"
    assert [c.value for c in again.cells if c.field == "occupation"] == ["裁缝"]


@pytest.mark.parametrize("how", ["mistake", "undo"])
def test_that_a_consent_was_a_mistake_is_told_to_the_county(ledger: Ledger, how: str) -> None:
    her, writes = a_whole_woman("王秀兰")
    ledger.write("add", writes)
    yes = say(ledger, her, "given")
    receipt(ledger, ledger.exchange.collect_for_county(COUNTY), 1)
    if how == "undo":
        ledger.undo(ledger.exchange.reaches()[ledger.exchange.replica].seq)
    else:
        ledger.write("mistake", [retire(yes, "mistake")])
    delta = ledger.exchange.collect_for_county(COUNTY)
    assert delta.records == 0
    assert [(s.id, s.state) for s in delta.statements] == [(yes.id, "retired")]


def test_a_withdrawal_undone_sends_her_whole_again(ledger: Ledger) -> None:
    her, writes = a_whole_woman("王秀兰")
    ledger.write("add", writes)
    say(ledger, her, "given")
    no = say(ledger, her, "withdrawn")
    receipt(ledger, ledger.exchange.collect_for_county(COUNTY), 1)
    ledger.write("mistake", [retire(no, "mistake")])
    assert ledger.exchange.standing_of(her.id, COUNTY)["woman", her.id].where is Where.NOT_YET
    delta = ledger.exchange.collect_for_county(COUNTY)
    assert records_in(delta) == about(ledger, [her.id])


def test_who_agreed_and_changed_her_mind_before_anything_left_is_never_mentioned(ledger: Ledger) -> None:
    early, late = a_woman(), a_woman("李月琴")
    ledger.write("add", [Add(early), Add(late)])
    say(ledger, early, "given")
    say(ledger, early, "withdrawn")
    say(ledger, late, "given")
    for _ in range(2):  # a bundle whose receipt never came is made again
        delta = ledger.exchange.collect_for_county(COUNTY)
        assert not delta.statements
        assert {subject for rows in delta.rows for subject in rows.subjects} == {late.id}
    say(ledger, late, "withdrawn")
    told = ledger.exchange.collect_for_county(COUNTY).statements
    assert {statement.subject for statement in told} == {late.id}


def test_the_county_hears_of_an_erasure_only_if_it_could_have_known_her(ledger: Ledger) -> None:
    known, unknown = a_woman(), a_woman("李月琴")
    ledger.write("add", [Add(known), Add(unknown)])
    say(ledger, known, "given")
    say(ledger, unknown, "refused")
    receipt(ledger, ledger.exchange.collect_for_county(COUNTY), 1)
    ledger.write("erase", [Erase(known.id), Erase(unknown.id)])
    assert set(ledger.exchange.collect_for_county(COUNTY).erased) == {known.id}
    assert set(ledger.exchange.collect_for_office({}).erased) == {known.id, unknown.id}


def test_each_record_stands_at_the_county_not_yet_there_or_stays(ledger: Ledger) -> None:
    her, writes = a_whole_woman("王秀兰")
    _, other_writes = a_whole_woman("李月琴")
    ledger.write("add", [*writes, *other_writes])
    say(ledger, her, "given")
    kinds = dict(ledger.exchange.standing_of(her.id, COUNTY).keys())
    states = {kind: state.where for (kind, _), state in ledger.exchange.standing_of(her.id, COUNTY).items()}
    assert states == {
        "woman": Where.NOT_YET, "visit": Where.NOT_YET, "pregnancy": Where.NOT_YET, "consent": Where.NOT_YET,
        "response": Where.STAYS,
    }  # fmt: skip
    counted = ledger.exchange.standing(COUNTY)
    assert (counted.at_county, counted.not_yet, counted.stays, counted.women_sharing) == (0, 4, 5, 1)
    assert counted.oldest_ms == ledger.history.made_by("woman", her.id)[0]
    delta = ledger.exchange.collect_for_county(COUNTY)
    refused = [("visit", kinds["visit"], "county.says_no")]
    ledger.exchange.take_receipt(COUNTY, number=1, holds=delta.upto, refused=refused)
    after = ledger.exchange.standing_of(her.id, COUNTY)
    assert after["woman", her.id].where is Where.AT_COUNTY
    assert after["visit", kinds["visit"]] == (Where.NOT_YET, None, "county.says_no")
    counted = ledger.exchange.standing(COUNTY)
    assert (counted.at_county, counted.not_yet, counted.stays, counted.refused) == (3, 1, 5, 1)
    ledger.write("edit", [Edit("visit", kinds["visit"], {"advice": "改好"}), Edit("woman", her.id, {"note": "留下"})])
    after = ledger.exchange.standing_of(her.id, COUNTY)
    assert after["visit", kinds["visit"]].refused is None
    assert after["visit", kinds["visit"]].since_ms is not None


def test_a_receipt_that_cannot_be_true_is_not_believed(ledger: Ledger) -> None:
    ledger.write("add", [Add(a_woman())])
    me, delta = ledger.exchange.replica, ledger.exchange.collect_for_county(COUNTY)
    receipt(ledger, delta, 5)
    here = delta.upto[me]
    for code, number, reach in [
        ("exchange.receipt.stale", 5, here),
        ("exchange.receipt.stale", 4, here),
        ("exchange.receipt.beyond", 6, Reach(here.seq + 1, b"x" * 32)),
        ("exchange.receipt.forked", 6, Reach(here.seq, b"x" * 32)),
        ("exchange.receipt.forked", 6, Reach(0, b"x" * 32)),
    ]:
        with pytest.raises(ExchangeError) as refused:
            ledger.exchange.take_receipt(COUNTY, number=number, holds={me: reach})
        assert refused.value.code == code
        assert ledger.exchange.acknowledged(COUNTY) == delta.upto
        assert ledger.exchange.last_receipt(COUNTY) is not None


def test_a_county_restored_from_a_backup_is_sent_again_what_it_lost(ledger: Ledger) -> None:
    her = a_woman()
    ledger.write("add", [Add(her)])
    say(ledger, her, "given")
    early = ledger.exchange.collect_for_county(COUNTY)
    receipt(ledger, early, 1)
    ledger.write("edit", [Edit("woman", her.id, {"occupation": "裁缝"})])
    receipt(ledger, ledger.exchange.collect_for_county(COUNTY), 2)
    assert ledger.exchange.collect_for_county(COUNTY).is_empty
    receipt(ledger, early, 3)
    assert [c.value for c in ledger.exchange.collect_for_county(COUNTY).cells] == ["裁缝"]
    assert ledger.exchange.standing_of(her.id, COUNTY)["woman", her.id].where is Where.NOT_YET


def test_the_county_may_know_more_of_another_laptop_than_this_one_does(ledger: Ledger, tmp_path: Path) -> None:
    other, _ = new_ledger(tmp_path, "other")
    other.exchange.merge(ledger.exchange.collect_for_office({}))
    her = a_woman()
    other.write("add", [Add(her)])
    say(other, her, "given")
    holds = {**ledger.exchange.reaches(), **other.exchange.reaches()}
    ledger.exchange.take_receipt(COUNTY, number=1, holds=holds)
    assert ledger.exchange.acknowledged(COUNTY) == holds
    assert ledger.exchange.collect_for_county(COUNTY).is_empty
    ledger.exchange.merge(other.exchange.collect_for_office(ledger.exchange.reaches()))
    assert ledger.exchange.collect_for_county(COUNTY).is_empty
    assert ledger.exchange.standing_of(her.id, COUNTY)["woman", her.id].where is Where.AT_COUNTY
    other.close()


def test_a_consent_taken_back_does_not_come_back_by_an_undo_of_the_undo(ledger: Ledger) -> None:
    her = a_woman()
    ledger.write("add", [Add(her)])
    yes = say(ledger, her, "given")
    undone, _ = ledger.undo(3)
    assert undone.dot is not None
    _, left = ledger.undo(undone.dot.seq)
    assert left == [("consent", yes.id, "retired")]
    assert ledger.about(Consent, her.id) == []
    again = say(ledger, her, "given")
    assert ledger.about(Consent, her.id) == [again]
    assert ledger.exchange.collect_for_county(COUNTY).snapshots == (her.id,)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["given", "refused", "withdrawn", "visit", "edit", "receipt", "retire"]), st.integers(0, 2)
    ),
    max_size=14,
)


@given(STEPS)
@settings(max_examples=max(15, settings().max_examples // 5))
def test_whatever_happens_the_county_never_gets_more_than_she_gave(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    """A county that keeps whatever it is told: after each delta it holds what consent says, and nothing of others."""
    ledger, _ = new_ledger(tmp_path_factory.mktemp("county"))
    women = [a_woman(name) for name in ("王秀兰", "李月琴", "张淑珍")]
    ledger.write("add", [Add(woman) for woman in women])
    states: list[list[Consent]] = [[], [], []]
    held: set[tuple[str, str]] = set()
    ever: set[str] = set()
    number = 0
    for step, who in [*steps, ("receipt", 0)]:
        her = women[who]
        if step in ("given", "refused", "withdrawn"):
            states[who].append(say(ledger, her, step))
        elif step == "retire" and states[who]:
            ledger.write("mistake", [retire(states[who].pop(), "mistake")])
        elif step == "visit":
            ledger.write("visit", [Add(Visit(id=new_id(), subject=her.id, visit_kind="general", date="2026-02-03"))])
        elif step == "edit":
            ledger.write("edit", [Edit("woman", her.id, {"occupation": str(len(held) + number)})])
        # One laptop only: the last statement not taken back is what holds.
        sharing = {w.id for w, said in zip(women, states, strict=True) if said and said[-1].state == "given"}
        ever |= sharing
        if step == "receipt":
            number += 1
            delta = ledger.exchange.collect_for_county(COUNTY)
            closed = {s.subject for s in delta.statements}
            assert not closed & sharing
            assert closed <= ever
            assert {s for rows in delta.rows for s in rows.subjects} | {c.subject for c in delta.cells} <= sharing
            held = {(kind, record) for kind, record in held if _subject(ledger, kind, record) not in closed}
            held |= records_in(delta)
            assert held == about(ledger, sharing)
            receipt(ledger, delta, number)
            counted = ledger.exchange.standing(COUNTY)
            assert (counted.not_yet, counted.women_sharing) == (0, len(sharing))
    ledger.close()


def _subject(ledger: Ledger, kind: str, record: str) -> str:
    found = ledger.get(KINDS[kind].cls, record)
    assert found is not None
    return found.subject
