"""The registers of a month: who is on them, and what a reader finds on the paper, from nobody to two thousand."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from app.forms.events import events, events_content
from app.forms.listing import ListContent, ListSection, blank_content, tables
from app.forms.maternal import maternal_content, maternal_register
from app.forms.migrants import migrants, migrants_content
from app.forms.page import Paper
from app.forms.quality import quality_content, quality_sheet, quarter_of
from app.forms.texts import texts
from app.records import Child, Consent, Delivery, LifeEvent, MethodUse, Move, Pregnancy, SampleItem, Unit, Visit
from app.records.story import Story
from app.values.dates import make

TODAY = date(2026, 11, 22)
MONTH = make(2026, 10)
Tell = Callable[..., Story]
Read = Callable[[bytes], Any]
Clean = Callable[[Any], None]

LONG = "阿依古丽·买买提·吐尔逊·" * 4 + "阿卜杜拉"
RARE = "欧阳𠅤𫖯"
PREGNANT = (Pregnancy, {"lmp": "2026-05-01", "edd": "2027-02-05", "booked_weeks": 9})
DRAWN: dict[str, Callable[[ListContent, Paper | None], bytes]] = {
    "maternal": maternal_register, "migrants": migrants, "events": events, "quality": quality_sheet,
}  # fmt: skip


def filled(form: str, rows: int, unit: Unit) -> ListContent:
    """A list with so many rows of the longest and rarest that fields hold."""
    made = blank_content(form, unit, rows=1)
    cells = (
        LONG,
        RARE,
        "2026-10-12",
        "莲花湾塘家大屋旁边第三条巷子" * 3,
        "",
        "12 周",
        "备注" * 20,
        "甲",
        "乙",
        "丙",
        "丁",
    )
    sections = []
    for section in made.sections:
        wide = len(section.rows[0])
        lines = tuple(tuple(cells[(at + n) % len(cells)] for at in range(wide)) for n in range(rows))
        sections.append(ListSection(name=section.name, rows=lines, women=("w",) * rows, unnamed=3))
    return ListContent(form=form, unit=unit, period="2026年10月", sections=tuple(sections), left_off={})


@pytest.mark.parametrize("rows", [0, 1, 40])
@pytest.mark.parametrize("form", list(DRAWN))
def test_nothing_overlaps_or_leaves_the_sheet_with_the_longest_and_rarest(
    form: str, rows: int, unit: Unit, read: Read, landscape_clean: Clean
) -> None:
    printed = read(DRAWN[form](filled(form, rows, unit), None))
    landscape_clean(printed)
    pages = len(printed.pages)
    for number, page in enumerate(printed.pages, start=1):
        assert f"第{number}页共{pages}页" in "".join(page.split())
        assert all(word in "".join(page.split()) for word in ("单位负责人", "填表人", "审核人", "报出日期", "（盖章）"))
    if rows:
        assert "𠅤𫖯" in printed.squeezed or all(char in printed.text for char in "𠅤𫖯")


@pytest.mark.parametrize("form", list(DRAWN))
def test_two_thousand_rows_have_their_heads_on_every_page(form: str, unit: Unit, read: Read) -> None:
    names = [f"王{number:04d}" for number in range(2000)]
    wide = len(blank_content(form, unit, rows=1).sections[0].rows[0])
    rows = tuple(("", name, *(("",) * (wide - 2))) for name in names)
    name = blank_content(form, unit, rows=1).sections[0].name
    content = ListContent(
        form=form, unit=unit, period="2026年10月", sections=(ListSection(name=name, rows=rows),), left_off={}
    )  # fmt: skip
    printed = read(DRAWN[form](content, None))
    found = [word.text for word in printed.words if re.fullmatch(r"王\d{4}", word.text)]
    assert found == names
    for page in printed.pages[:-1]:
        assert "序号" in page
    assert f"共 {len(printed.pages)} 页" in printed.pages[-1]


@pytest.mark.parametrize("form", list(DRAWN))
def test_a_blank_one_fills_one_page_and_names_nobody(form: str, unit: Unit, read: Read, landscape_clean: Clean) -> None:
    printed = read(DRAWN[form](blank_content(form, unit), None))
    landscape_clean(printed)
    assert len(printed.pages) <= 2
    assert "共 0" not in printed.text
    assert printed.text.count("王") == 0


@pytest.mark.parametrize("form", list(DRAWN))
def test_a_table_holds_what_is_on_the_paper(form: str, unit: Unit) -> None:
    content = filled(form, 3, unit)
    for section, made in zip(content.sections, tables(content), strict=True):
        assert [row[1:] for row in made.rows] == list(section.rows)
        assert [row[0] for row in made.rows] == [1, 2, 3]
        assert all(len(row) == len(made.heads) for row in made.rows)


def test_no_list_has_a_column_for_a_method_or_for_the_number_of_children_or_pregnancies() -> None:
    for form in DRAWN:
        words = texts(form)
        columns = [words["columns"]] if "columns" in words else [s["columns"] for s in words["sections"].values()]
        heads = "".join(column["head"] for described in columns for column in described.values())
        assert not any(
            word in heads for word in ("避孕", "方法", "子女", "孩次", "孕次", "产次", "流产", "民族", "诊断")
        )


# Who


@pytest.mark.parametrize(
    ("fields", "consents", "why"),
    [
        ({"family_unaware": True}, (), "family_unaware"),
        ({"birth_date": "2009-01-01"}, (), "under_18"),
        ({"birth_date": None}, (), "under_18"),
        ({}, ((Consent, {"scope": "care", "state": "refused", "date": "2026-01-01"}),), "care_refused"),
    ],
)
def test_who_may_not_be_named_is_left_off_and_only_counted(
    fields: dict[str, Any], consents: tuple[Any, ...], why: str, tell: Tell, unit: Unit, read: Read
) -> None:
    birth = (Child, {"birth_date": "2026-10-03", "sex": "2"})
    story = tell("秘密", PREGNANT, birth, (Move, {"direction": "in", "date": "2026-10-09"}), *consents, **fields)
    register = maternal_content([story], unit, MONTH, TODAY)
    moved = migrants_content([story], unit, MONTH, TODAY)
    assert (register.rows, dict(register.left_off)) == (0, {why: 1})
    assert (moved.rows, dict(moved.left_off)) == (0, {why: 1})
    report = events_content([story], unit, MONTH, TODAY)
    assert [(s.name, len(s.rows), s.unnamed) for s in report.sections if s.unnamed] == [
        ("births", 0, 1), ("moves", 0, 1)
    ]  # fmt: skip
    text = read(events(report)).squeezed
    assert "另有1例不列姓名，已计入月报表。" in text
    assert not any(word in text for word in ("秘密", "家人", "不知道", "未满", "拒绝"))


def test_the_maternal_register_has_days_and_nothing_found(tell: Tell, unit: Unit, read: Read) -> None:
    story = tell(
        "王丽",
        (Pregnancy, {**PREGNANT[1], "gravidity": 7, "grade": "red", "history": "流产两次", "intention": "想要"}),
        (Visit, {"visit_kind": "antenatal_first", "date": "2026-07-04", "blood_tests": "see_clinician", "mood": "low"}),
        (Visit, {"visit_kind": "antenatal", "date": "2026-11-20", "systolic": 151, "diastolic": 99}),
        phone="13800001111",
    )
    content = maternal_content([story], unit, MONTH, TODAY)
    text = read(maternal_register(content)).squeezed
    assert all(fact in text for fact in ("王丽", "2026-05-01", "2027-02-05", "9周", "07-04"))
    assert "11-20" not in text, "after the month"
    assert not any(fact in text for fact in ("流产", "想要", "151", "138", "高危"))


@pytest.mark.parametrize("outcome", ["miscarriage", "abortion", "ectopic", "not_said"])
def test_a_pregnancy_that_was_lost_is_not_on_it_at_all(outcome: str, tell: Tell, unit: Unit) -> None:
    story = tell("王丽", (Pregnancy, {**PREGNANT[1], "outcome": outcome, "outcome_date": "2026-11-02"}))
    content = maternal_content([story], unit, MONTH, TODAY)
    assert (content.rows, dict(content.left_off)) == (0, {})


@pytest.mark.parametrize(
    ("born", "on"), [("2026-10-31", True), ("2026-08-03", True), ("2026-08-01", False), ("2026-11-05", False)]
)
def test_a_birth_stands_on_it_for_sixty_days(born: str, on: bool, tell: Tell, unit: Unit) -> None:
    story = tell("王丽", (Delivery, {"date": born, "place": "hospital", "mode": "caesarean"}))
    assert bool(maternal_content([story], unit, MONTH, TODAY).rows) is on


def test_a_stillbirth_an_adoption_and_a_year_alone_are_not_reported_as_births(tell: Tell, unit: Unit) -> None:
    story = tell(
        "王丽", (Child, {"birth_date": "2026-10-03", "born": "stillbirth"}),
        (Child, {"birth_date": "2026-10-04", "relation": "adopted"}), (Child, {"birth_date": "2026"}),
    )  # fmt: skip
    content = events_content([story], unit, MONTH, TODAY)
    assert content.rows == sum(section.unnamed for section in content.sections) == 0


def test_the_events_of_a_month_stand_in_their_tables_by_day_and_no_child_is_named(
    tell: Tell, unit: Unit, read: Read
) -> None:
    one = tell(
        "王丽", (Child, {"birth_date": "2026-10-21", "sex": "1", "name": "小宝"}),
        (LifeEvent, {"event": "marriage", "date": "2026-10-02", "evidence": "certificate"}),
        (Child, {"birth_date": "2020-01-01", "sex": "2", "name": "大宝", "ended": "died", "ended_date": "2026-10-30"}),
    )  # fmt: skip
    other = tell(
        "李芳", (Child, {"birth_date": "2026-10-06", "sex": "2"}),
        (Move, {"direction": "out", "date": "2026-10-07", "reason": "work", "county_place": "广东省佛山市"}),
        (LifeEvent, {"event": "divorce", "date": "2026-09-30"}),
    )  # fmt: skip
    content = events_content([one, other], unit, MONTH, TODAY)
    names = {section.name: [row[0] for row in section.rows] for section in content.sections}
    assert names == {"births": ["李芳", "王丽"], "deaths": ["王丽的女儿"], "marriages": ["王丽"], "moves": ["李芳"]}
    text = read(events(content)).squeezed
    assert "小宝" not in text
    assert "大宝" not in text
    assert "广东省佛山市" in text


def test_whoever_lives_apart_from_her_registration_is_a_migrant_with_a_telephone_only_when_asked(
    tell: Tell, unit: Unit
) -> None:
    story = tell("王丽", residence="living", phone="13800001111")
    plain = migrants_content([story], unit, MONTH, TODAY).sections[0].rows[0]
    asked = migrants_content([story], unit, MONTH, TODAY, with_phone=True).sections[0].rows[0]
    assert "13800001111" not in plain
    assert "13800001111" in asked
    assert plain[2] == "流入"
    assert migrants_content([tell("李芳", residence="both")], unit, MONTH, TODAY).rows == 0


# The quarter's sheet


def item(story: Story, field: str, kind: str = "woman", record: str = "") -> SampleItem:
    return SampleItem(
        id=f"s{field}{story.woman.id}"[:32], subject=story.woman.id, quarter="2026-Q4", about_kind=kind,
        record=record or story.woman.id, field=field,
    )  # fmt: skip


def test_the_check_sheet_asks_and_never_says_what_the_ledger_holds(tell: Tell, unit: Unit, read: Read) -> None:
    story = tell("王丽", (MethodUse, {"method": "iud_copper", "start": "2020-02-02"}), phone="13800001111", door="27号")
    items = [item(story, "phone"), item(story, "birth_date"), item(story, "method", "method_use", story.methods[0].id)]
    content = quality_content(items, [story], unit, "2026-Q4", TODAY)
    text = read(quality_sheet(content)).squeezed
    assert content.rows == 3
    assert "27号" in text
    assert not any(fact in text for fact in ("王丽", "13800001111", "1990", "节育", "2020"))
    assert "王丽" in read(quality_sheet(quality_content(items, [story], unit, "2026-Q4", TODAY, with_names=True))).text


def test_what_is_sensitive_or_at_a_closed_door_is_checked_at_the_desk(tell: Tell, unit: Unit) -> None:
    open_one = tell("王丽", (Pregnancy, {"grade": "red"}))
    shut = tell("李芳", (Consent, {"scope": "home_visit", "state": "refused", "date": "2026-01-01"}))
    unaware = tell("张敏", family_unaware=True)
    items = [
        item(open_one, "grade", "pregnancy", open_one.pregnancies[0].id), item(shut, "phone"), item(unaware, "phone"),
        item(open_one, "phone", record="f" * 32),
    ]  # fmt: skip
    content = quality_content(items, [open_one, shut, unaware], unit, "2026-Q4", TODAY, with_names=True)
    assert content.rows == 0
    assert content.left_off == {"sensitive": 1, "no_home_contact": 1, "family_unaware": 1, "gone": 1}


@pytest.mark.parametrize(
    ("day", "quarter"), [("2026-01-01", "2026-Q1"), ("2026-03-31", "2026-Q1"), ("2026-12-31", "2026-Q4")]
)
def test_a_day_lies_in_its_quarter(day: str, quarter: str) -> None:
    assert quarter_of(date.fromisoformat(day)) == quarter
