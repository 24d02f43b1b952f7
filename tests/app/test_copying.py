"""Copying out: that system's order and words, what is still to copy, what changed since, and who is never there."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.copying import Paper, copied, of_month, of_woman, read_system, systems, written
from app.copying_systems import COPIED, LISTABLE
from app.errors import FileError
from app.records import Child, Consent, CopiedOut, Delivery, LifeEvent, Move, Pregnancy, Record, Woman
from app.records.story import Story, story_of
from app.records.writes import Add, Edit
from app.values.dates import parse

_ids = count(1)
POPULATION = next(system for system in systems() if system.key == "population")
MATERNAL = next(system for system in systems() if system.key == "maternal")
HER = "a" * 32


def fresh() -> str:
    return f"{next(_ids):032x}"


def story(*records: Record, **values: Any) -> Story:
    woman = Woman(id=HER, subject=HER, name="周丽华", id_number="11010519491231002X", marital="20").with_values(
        **values
    )
    return story_of(woman, records)


def child(**values: Any) -> Child:
    plain = Child(id="c" * 32, subject=HER, birth_date="2026-10-06", sex="2", name="周小禾", birth_weight_g=3230)
    return plain.with_values(**values)


def said(scope: str, state: str) -> Consent:
    return Consent(id=fresh(), subject=HER, scope=scope, state=state, date="2026-01-01")


def only(papers: tuple[Paper, ...], screen: str) -> Paper:
    return next(paper for paper in papers if paper.screen.key == screen)


def entered(paper: Paper, on: str = "2026-11-01") -> CopiedOut:
    (write,) = copied(paper, on, fresh=fresh)
    assert isinstance(write, Add)
    assert isinstance(write.record, CopiedOut)
    return write.record


def test_a_birth_is_written_in_that_systems_order_and_words() -> None:
    paper = only(of_month([story(child())], POPULATION, (), "2026-10"), "birth")
    assert [(line.place.zh, line.value) for line in paper.lines] == [
        ("母亲姓名", "周丽华"), ("母亲证件号码", "11010519491231002X"), ("子女姓名", "周小禾"), ("性别", "女"),
        ("出生日期", "2026.10.06"), ("孩次", ""), ("出生医学证明编号", ""),
    ]  # fmt: skip
    assert [line.place.field for line in paper.lines if line.closed] == ["id_number"]


@pytest.mark.parametrize(
    ("day", "pattern", "expected"),
    [
        ("1994-05-12", "%Y.%m.%d", "1994.05.12"), ("1994-05", "%Y.%m.%d", "1994.05"), ("1994", "%Y.%m.%d", "1994"),
        ("1994-05-12", "%Y%m%d", "19940512"), ("1994-05", "%Y%m%d", "199405"), ("1994-05-12", "%Y年%m月%d", "1994年05月12"),
    ],
)  # fmt: skip
def test_a_day_is_written_as_there_and_never_better_known_than_it_is(day: str, pattern: str, expected: str) -> None:
    assert written(parse(day), pattern) == expected


def test_only_what_a_month_holds_is_listed_and_only_events() -> None:
    pregnancy = Pregnancy(id=fresh(), subject=HER, lmp="2026-10-01", booked_date="2026-10-20")
    moved = Move(id=fresh(), subject=HER, direction="in", date="2026-10-02")
    wedding = LifeEvent(id=fresh(), subject=HER, event="marriage", date="2026-09-30")
    born = Delivery(id=fresh(), subject=HER, date="2026-10-06", place="hospital")
    hers = story(child(), pregnancy, moved, wedding, born)
    assert [p.screen.key for p in of_month([hers], POPULATION, (), "2026-10")] == ["move", "birth"]
    assert [p.screen.key for p in of_month([hers], POPULATION, (), "2026-09")] == ["life_event"]
    assert {p.screen.key for p in of_month([hers], MATERNAL, (), "2026-10")} == {"delivery", "newborn"}
    assert {p.screen.key for p in of_woman(hers, MATERNAL, ())} == {"delivery", "newborn", "booking"}


@pytest.mark.parametrize(
    ("scope", "state", "there"),
    [
        ("care", "refused", False), ("care", "withdrawn", False), ("county", "refused", False),
        ("county", "withdrawn", False), ("county", "given", True), ("home_visit", "refused", True),
    ],
)  # fmt: skip
def test_nothing_of_whoever_refused_is_copied(scope: str, state: str, there: bool) -> None:
    hers = story(child(), said(scope, state))
    for system in systems():
        assert bool(of_woman(hers, system, ())) is there
        assert bool(of_month([hers], system, (), "2026-10")) is there


def test_who_was_not_asked_is_told_beside_it() -> None:
    assert not only(of_month([story(child())], POPULATION, (), "2026-10"), "birth").asked
    assert only(of_month([story(child(), said("county", "given"))], POPULATION, (), "2026-10"), "birth").asked


CHANGES = st.fixed_dictionaries({}, optional={
    "name": st.sampled_from(["周小禾", "周小苗", None]), "sex": st.sampled_from(["1", "2"]),
    "birth_date": st.sampled_from(["2026-10-06", "2026-10-07", "2026-10"]), "birth_weight_g": st.integers(2000, 4000),
    "note": st.sampled_from(["", "x"]), "gestation_weeks": st.integers(30, 42),
})  # fmt: skip


@given(CHANGES, st.sampled_from([("population", "birth"), ("maternal", "newborn")]))
def test_the_state_changes_exactly_when_a_copied_field_does_and_names_it(
    values: dict[str, Any], where: tuple[str, str]
) -> None:
    system = next(one for one in systems() if one.key == where[0])
    before = only(of_woman(story(child()), system, ()), where[1])
    kept = entered(before)
    after = only(of_woman(story(child(**values)), system, (kept,)), where[1])
    fields = {place.source for place in before.screen.fields}
    moved = {f"child.{name}" for name, value in values.items() if getattr(child(), name) != value}
    assert {place.source for place in after.changed} == moved & fields
    assert (after.state != before.state) == bool(moved & fields) == after.to_do


def test_what_changed_is_listed_again_whatever_month_it_is_of_and_entering_again_settles_it() -> None:
    first = only(of_month([story(child())], POPULATION, (), "2026-10"), "birth")
    kept = entered(first)
    assert not only(of_month([story(child())], POPULATION, (kept,), "2026-10"), "birth").to_do
    changed = only(of_month([story(child(name="周禾"))], POPULATION, (kept,), "2026-11"), "birth")
    (write,) = copied(changed, "2026-11-20", fresh=fresh)
    assert isinstance(write, Edit)
    assert write.id == kept.id
    again = kept.with_values(**write.values)
    assert of_month([story(child(name="周禾"))], POPULATION, (again,), "2026-11") == ()


def test_equal_values_of_two_records_leave_different_digests() -> None:
    one, other = story(child()), story(child(id="d" * 32))
    states = {only(of_woman(s, POPULATION, ()), "birth").state for s in (one, other)}
    assert len(states) == 2


TEXT = (files("resources") / "systems" / "population.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "rule", "key"),
    [
        ('zh = "全员人口系统"', "zh = 全员", "toml", ""),
        ('date = "%Y.%m.%d"', 'date = "%d.%m"', "date", "date"),
        ('consent = "county"', 'consent = "everybody"', "consent", "consent"),
        ('kind = "life_event"', 'kind = "visit"', "kind", "kind"),
        ('from = "move.reason"', 'from = "move.safe_contact"', "field", "move.safe_contact"),
        ('from = "move.reason"', 'from = "move.rason"', "field", "move.rason"),
        ('from = "woman.ethnicity"', 'from = "woman.spouse_name"', "field", "woman.spouse_name"),
        ('from = "woman.ethnicity"', 'from = "method_use.method"', "kind", "method_use.method"),
        ('"1" = "男"', '"7" = "男"', "code", "7"),
        ('key = "move"', 'key = "birth"', "repeated", "key"),
        ('dated = "ended_date"', 'dated = "name"', "field", "dated"),
        ('kind = "woman"', 'kind = "woman"\nlisted = true', "listed", "listed"),
        ('en = "Move"', 'em = "Move"', "missing", "en"),
        ('source = "The', 'sauce = "The', "unknown", "sauce"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_its_line_and_key(old: str, new: str, rule: str, key: str) -> None:
    assert old in TEXT
    spoiled = TEXT.replace(old, new, 1)
    with pytest.raises(FileError) as refused:
        read_system("county", spoiled)
    facts = refused.value.facts
    assert refused.value.code == "file.systems.wrong"
    assert (facts["rule"], facts["key"], facts["file"]) == (rule, key, "county.toml")
    line = facts["line"]
    assert isinstance(line, int)
    wanted = TEXT[: TEXT.index(old)].count("\n") + 1
    assert line in (wanted, wanted + 1) or rule == "missing"


def test_no_screen_lists_women_and_every_shipped_file_says_that_nobody_checked_it() -> None:
    for system in systems():
        assert not system.verified
        for screen in system.screens:
            assert screen.kind in COPIED
            assert not screen.listed or screen.kind in LISTABLE
    assert {"child", "delivery", "move", "life_event"} == LISTABLE
    assert tomllib.loads(TEXT)["verified"] is False
