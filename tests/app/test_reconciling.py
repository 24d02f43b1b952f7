"""A list held against the ledger: every row comes out once, nobody is merged on a doubt, and a no is a no."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reconciling.comparing import Compared, Line, Outcome, compare
from app.reconciling.reading import columns_of, read_list
from app.reconciling.settling import Said, open_lines, result, to_tell, writes_of
from app.records import Child, Consent, Delivery, LifeEvent, ListCheck, Record, Woman
from app.records.story import Story, story_of
from app.records.writes import Add, Edit, Write
from app.roster.known import known_people
from app.roster.sheets import Cell, Row, Sheet

TODAY = date(2026, 11, 22)
BIRTHS = ("母亲姓名", "母亲身份证号", "新生儿姓名", "性别", "出生日期", "出生体重")
IDS = ("11010519491231002X", "440524188001010014", "430981199003070028")
_ids = count(1)


def fresh() -> str:
    return f"{next(_ids):032x}"


def her(name: str, *records: Record, **values: Any) -> Story:
    own = fresh()
    woman = Woman(id=own, subject=own, name=name).with_values(**values)
    moved = [dataclasses.replace(record, subject=own) for record in records]
    return story_of(woman, moved)


def child(day: str | None, **values: Any) -> Child:
    return Child(id=fresh(), subject="", birth_date=day, sex="1").with_values(**values)


def refusal() -> Consent:
    return Consent(id=fresh(), subject="", scope="care", state="refused", date="2026-01-01")


def held(
    about: str, head: Sequence[str], rows: Sequence[Sequence[Cell]], stories: Sequence[Story], **who: str
) -> Compared:
    sheet = Sheet("表", (Row(1, tuple(head)), *(Row(n, tuple(row)) for n, row in enumerate(rows, 2))))
    read = read_list([sheet], columns_of([sheet], about), about, TODAY)
    return compare(
        read, stories, tuple(known_people(iter(stories), (), TODAY)), TODAY, {f"表!{k[1:]}": v for k, v in who.items()}
    )


def one(compared: Compared, outcome: Outcome) -> Line:
    (line,) = [line for line in compared.lines if line.outcome is outcome]
    return line


def added(writes: Sequence[Write], cls: type[Record]) -> list[Any]:
    return [write.record for write in writes if isinstance(write, Add) and isinstance(write.record, cls)]


def test_a_birth_is_found_by_the_mothers_number_and_differs_field_by_field() -> None:
    mother = her("王秀兰", child("2026-10-06", name="李晓", birth_weight_g=3300), id_number=IDS[0])
    row = ("王秀兰", IDS[0], "李晓", "女", "2026-10-06", "3.3kg")
    line = one(held("births", BIRTHS, [row], [mother]), Outcome.DIFFERING)
    assert [(d.field, d.ours, d.theirs) for d in line.differences] == [("child.sex", "1", "2")]
    assert line.story is mother


def test_twins_of_one_mother_are_two_rows_and_two_children() -> None:
    mother = her("王秀兰", child("2026-10-06", sex="1"), child("2026-10-06", sex="2"), id_number=IDS[0])
    rows = [("王秀兰", IDS[0], "", sex, "2026-10-06", "") for sex in ("女", "男")]
    compared = held("births", BIRTHS, rows, [mother])
    assert [line.outcome for line in compared.lines] == [Outcome.MATCHED, Outcome.MATCHED]
    assert len({line.record.id for line in compared.lines if line.record}) == 2


@pytest.mark.parametrize(
    "stories", [[her("周静")], [her("周静", birth_date="1990-01-01"), her("周静", birth_date="1991-01-01")]]
)
def test_a_name_alone_is_asked_never_taken(stories: list[Story]) -> None:
    row = ("周静", "", "", "男", "2026-10-06", "")
    line = one(held("births", BIRTHS, [row], stories), Outcome.ASKED)
    assert {story.woman.id for story in line.candidates} == {story.woman.id for story in stories}
    nobody = held("births", BIRTHS, [row], stories, r2="")
    assert one(nobody, Outcome.ONLY_THERE).story is None
    chosen = held("births", BIRTHS, [row], stories, r2=stories[0].woman.id)
    assert one(chosen, Outcome.ONLY_THERE).story is stories[0]


def test_name_and_birthday_are_enough_on_a_list_of_women_and_only_listed_fields_are_compared() -> None:
    woman = her("周静", birth_date="1990-03-07", marital="20", phone="13875122210")
    head = ("姓名", "出生日期", "婚姻状况", "避孕方法", "子女数")
    compared = held("women", head, [("周静", "1990.3.7", "离婚", "上环", "3")], [woman])
    line = one(compared, Outcome.DIFFERING)
    assert [d.field for d in line.differences] == ["woman.marital"]
    assert line.row is not None
    assert set(line.row.said) == {"woman.name", "woman.birth_date", "woman.marital"}


@pytest.mark.parametrize("number", [IDS[0], ""])
def test_of_whoever_refused_a_row_says_nothing_beyond_that(number: str) -> None:
    woman = her("王秀兰", refusal(), birth_date="1949-12-31", id_number=number or None)
    line = one(held("births", BIRTHS, [("王秀兰", number, "李晓", "女", "2026-10-06", "")], [woman]), Outcome.REFUSED)
    assert (line.row, line.story, line.record, line.candidates, line.differences) == (None, None, None, (), ())
    compared = held("women", ("姓名", "出生日期", "电话"), [("王秀兰", "1949-12-31", "13875122210")], [woman])
    assert one(compared, Outcome.REFUSED).story is None
    assert not compared.count(Outcome.ONLY_HERE)


def test_what_the_list_left_out_is_only_of_its_own_months_and_never_a_stillbirth() -> None:
    ours = her("周静", child("2026-10-30"), child("2026-09-30"), child("2026-10-01", born="stillbirth"))
    rows = [("王秀兰", IDS[0], "", "女", "2026-10-06", "")]
    compared = held("births", BIRTHS, rows, [ours])
    assert one(compared, Outcome.ONLY_HERE).record == ours.children[2]
    assert (compared.first, compared.last) == (date(2026, 10, 1), date(2026, 10, 31))


def test_a_marriage_takes_nothing_of_the_husband() -> None:
    woman = her("周静", id_number=IDS[0], marital="10")
    head = ("女方姓名", "女方身份证号", "男方姓名", "男方身份证号", "登记日期")
    compared = held("marriages", head, [("周静", IDS[0], "李强", IDS[1], "2026-10-01")], [woman])
    line = one(compared, Outcome.ONLY_THERE)
    writes = writes_of(compared, {line.key: Said.ADD}, fresh=fresh)
    assert [event.date for event in added(writes, LifeEvent)] == ["2026-10-01"]
    assert "李强" not in str(writes)
    unknown = held("marriages", head, [("新来的", IDS[2], "李强", IDS[1], "2026-10-01")], [woman])
    new = writes_of(unknown, {unknown.lines[0].key: Said.ADD}, fresh=fresh)
    assert "李强" not in str(new)
    assert [made.name for made in added(new, Woman)] == ["新来的"]


def test_a_left_out_birth_is_added_with_its_delivery_and_twins_are_one() -> None:
    mother = her("王秀兰", id_number=IDS[0])
    rows = [("王秀兰", IDS[0], "", sex, "2026-10-06", 3300) for sex in ("女", "男")]
    compared = held("births", BIRTHS, rows, [mother])
    writes = writes_of(compared, dict.fromkeys((line.key for line in compared.lines), Said.ADD), fresh=fresh)
    assert len(added(writes, Delivery)) == 1
    assert {(c.sex, c.birth_date, c.subject) for c in added(writes, Child)} == {
        (sex, "2026-10-06", mother.woman.id) for sex in ("1", "2")
    }
    strangers = held("births", BIRTHS, [("新来的", IDS[2], "", "女", "2026-10-06", "")], [mother])
    new = writes_of(strangers, {strangers.lines[0].key: Said.ADD}, fresh=fresh)
    (woman,) = added(new, Woman)
    assert [c.subject for c in added(new, Child)] == [woman.id]


def test_taking_over_changes_what_differs_and_nothing_else_and_silence_changes_nothing() -> None:
    mother = her("王秀兰", child("2026-10-06", name="李晓"), id_number=IDS[0])
    compared = held("births", BIRTHS, [("王秀兰", IDS[0], "李小", "男", "2026-10-07", "")], [mother])
    line = one(compared, Outcome.DIFFERING)
    writes = writes_of(compared, {line.key: Said.THEIRS}, fresh=fresh)
    assert writes == (Edit("child", mother.children[0].id, {"birth_date": "2026-10-07", "name": "李小"}),)
    for word in (Said.OURS, Said.LATER):
        assert writes_of(compared, {line.key: word}, fresh=fresh) == ()
    assert writes_of(compared, {}, fresh=fresh) == ()
    assert to_tell(compared, {line.key: Said.OURS}) == (line,)
    assert open_lines(compared, {}) == 1


def test_nothing_is_told_back_of_whoever_the_county_may_not_hear_of() -> None:
    no = Consent(id=fresh(), subject="", scope="county", state="refused", date="2026-01-01")
    rows = [("王秀兰", IDS[0], "", "女", "2026-10-06", "")]
    compared = held("births", BIRTHS, rows, [her("周静", child("2026-10-30"), no), her("吴莹", child("2026-10-29"))])
    here = {line.key: Said.LEFT_OUT for line in compared.lines if line.outcome is Outcome.ONLY_HERE}
    assert len(here) == 2
    assert [line.story.woman.name for line in to_tell(compared, here) if line.story] == ["吴莹"]


def test_what_is_kept_is_how_many_and_not_of_this_village_is_no_omission() -> None:
    rows = [("周一", IDS[0], "", "女", "2026-11-06", ""), ("周二", IDS[2], "", "女", "2026-11-06", "")]
    compared = held("births", BIRTHS, rows, [])
    write = result(compared, {compared.lines[0].key: Said.NOT_OURS}, "名单.xlsx", "2026-11-22", fresh=fresh)
    kept = write.record
    assert isinstance(kept, ListCheck)
    assert (kept.matched, kept.differing, kept.only_here, kept.omitted) == (0, 0, 0, 1)
    assert (kept.first, kept.last, kept.subject) == ("2026-11-01", "2026-11-22", "")
    assert "周" not in str(kept)


DAYS = st.sampled_from(["2026-10-06", "2026-10-07", "2026-08-01"])
PEOPLE = st.tuples(st.sampled_from("甲乙丙丁"), st.sampled_from(["", *IDS]), DAYS)


@given(st.lists(PEOPLE, min_size=1, max_size=8), st.lists(st.tuples(PEOPLE, st.booleans()), max_size=6))
@settings(max_examples=80, deadline=None)
def test_every_row_comes_out_once_and_every_birth_of_ours_at_most_once(
    rows: list[tuple[str, str, str]], ours: list[tuple[tuple[str, str, str], bool]]
) -> None:
    stories = [
        her(f"王{name}", child(day), *([refusal()] if refused else []), id_number=number or None)
        for (name, number, day), refused in ours
    ]
    compared = held("births", BIRTHS, [(f"王{name}", number, "", "男", day, "") for name, number, day in rows], stories)
    of_rows = [line for line in compared.lines if line.outcome is not Outcome.ONLY_HERE]
    assert len(of_rows) == len(rows) == len({line.key for line in of_rows})
    counted = sum(compared.count(o) for o in Outcome if o is not Outcome.ONLY_HERE)
    assert counted == len(rows)
    found = [line.record.id for line in compared.lines if line.record is not None]
    assert len(found) == len(set(found))
    for line in compared.lines:
        assert (line.row is None) == (line.outcome in (Outcome.ONLY_HERE, Outcome.REFUSED))
        if line.story is not None:
            assert not any(c.state == "refused" for c in line.story.consents)
