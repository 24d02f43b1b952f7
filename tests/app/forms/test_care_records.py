"""Records in the layout of the service standard: what was found is on them, what is not kept is left for the pen."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from app.forms.care_record import BESIDE, FORMS, blank_care_record, care_record, care_record_contents
from app.forms.texts import texts
from app.records import KINDS, Child, Consent, Delivery, Pregnancy, Unit, Visit
from app.records.story import Story
from app.records.visits import FORMS as VISIT_FORMS
from app.values.dates import make

TODAY = date(2026, 11, 22)
OCTOBER = make(2026, 10)
Tell = Callable[..., Story]
Read = Callable[[bytes], Any]
Clean = Callable[[Any], None]

PREGNANCY = (
    Pregnancy,
    {"lmp": "2026-07-05", "edd": "2027-04-11", "gravidity": 2, "history": "从前流产", "grade": "red"},
)
FIRST = (
    Visit,
    {
        "visit_kind": "antenatal_first", "date": "2026-10-03", "height_mm": 1600, "weight_g": 64_000, "systolic": 118,
        "diastolic": 76, "urine_protein": "negative", "blood_tests": "see_clinician", "mood": "low", "folic_acid": "yes",
        "advice": "按时检查", "note": "只给自己看",
    },
)  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_a_blank_one_fits_one_page_and_leaves_every_box_empty(form: str, unit: Unit, read: Read, clean: Clean) -> None:
    printed = read(care_record(blank_care_record(form, unit)))
    assert len(printed.pages) == 1
    assert "√" not in printed.text
    clean(printed)


def test_every_cell_names_a_field_that_there_is_and_that_its_visit_asks_for() -> None:
    words = texts("care_records")
    for form in FORMS:
        described = words[form]
        rows = [
            *described.get("about", []),
            *(described["rows"] if described["layout"] != "columns" else [described["rows"]]),
        ]
        for cell in (cell for row in rows for cell in row):
            assert len({"f", "o", "b"} & set(cell)) == 1, (form, cell)
            kind, _, name = cell.get("f", "calc.").partition(".")
            if kind == "calc":
                continue
            assert name in KINDS[kind].fields, (form, cell)
            if kind == "visit" and name not in ("date", "provider"):
                assert name in {asked.name for asked in VISIT_FORMS[described["kind"]]}, (form, cell)


def test_a_first_check_says_what_was_found(tell: Tell, unit: Unit, read: Read, clean: Clean) -> None:
    (content,) = care_record_contents("antenatal_first", tell("欧阳𠅤", PREGNANCY, FIRST), unit, TODAY, month=OCTOBER)
    printed = read(care_record(content))
    clean(printed)
    said = printed.squeezed
    # 64 kg / (1.60 m)² = 25.0; 3 October is 90 days after 5 July: 12 weeks and 6 days
    assert all(
        fact in said
        for fact in ("欧阳𠅤", "118/76毫米汞柱", "160厘米", "64公斤", "25", "12周+6天", "按时检查", "√阴性", "36岁")
    )
    assert "单位负责人" not in said


def test_what_is_sensitive_is_on_it_only_when_asked_for_and_her_private_note_never(
    tell: Tell, unit: Unit, read: Read
) -> None:
    story = tell("王丽", PREGNANCY, FIRST)
    (plain,) = care_record_contents("antenatal_first", story, unit, TODAY)
    (whole,) = care_record_contents("antenatal_first", story, unit, TODAY, whole=True)
    said, all_said = read(care_record(plain)).squeezed, read(care_record(whole)).squeezed
    assert not any(fact in said for fact in ("流产", "√要看医生", "√低落"))
    assert all(fact in all_said for fact in ("从前流产", "√要看医生", "√低落"))
    assert "只给自己看" not in all_said


def test_a_month_without_a_visit_has_no_record(tell: Tell, unit: Unit) -> None:
    story = tell("王丽", PREGNANCY, FIRST)
    assert care_record_contents("antenatal_first", story, unit, TODAY, month=make(2026, 9)) == ()
    assert care_record_contents("postpartum_42", story, unit, TODAY) == ()


@pytest.mark.parametrize("visits", [1, BESIDE, BESIDE + 1, 40])
def test_later_visits_of_a_pregnancy_stand_beside_each_other(
    visits: int, tell: Tell, unit: Unit, read: Read, clean: Clean
) -> None:
    seen = [
        (Visit, {"visit_kind": "antenatal", "date": f"2026-{8 + n // 20:02d}-{1 + n % 20:02d}", "weight_g": 60_000 + n * 100,
                 "advice": "注意休息，有变化随时来村卫生室" * 3})
        for n in range(visits)
    ]  # fmt: skip
    (content,) = care_record_contents("antenatal", tell("王丽", PREGNANCY, *seen), unit, TODAY)
    assert len(content.grids) == -(-visits // BESIDE)
    printed = read(care_record(content))
    clean(printed)
    assert all(f"{(60_000 + n * 100) / 1000:g}" in printed.text for n in range(visits))
    for number, page in enumerate(printed.pages, start=1):
        assert f"第{number}页共{len(printed.pages)}页" in "".join(page.split())


def test_two_children_have_a_record_each(tell: Tell, unit: Unit, read: Read) -> None:
    story = tell("王丽", (Child, {"birth_date": "2026-04-01", "sex": "1", "name": "大毛"}),
                 (Child, {"birth_date": "2022-04-01", "sex": "2", "name": "二妞"}))  # fmt: skip
    visits = [
        Visit(id=f"v{n}", subject=story.woman.id, visit_kind="child_health", date="2026-10-05", about=child.id)
        for n, child in enumerate(story.children)
    ]
    from dataclasses import replace

    contents = care_record_contents("child_health", replace(story, visits=tuple(visits)), unit, TODAY)
    said = {read(care_record(content)).squeezed for content in contents}
    assert len(said) == 2
    assert any("大毛" in one and "6月龄" in one and "二妞" not in one for one in said)
    assert any("二妞" in one and "54月龄" in one for one in said)


def test_after_a_birth_the_days_are_counted_from_it(tell: Tell, unit: Unit, read: Read) -> None:
    story = tell(
        "王丽", (Delivery, {"date": "2026-09-01", "place": "hospital", "mode": "caesarean"}),
        (Visit, {"visit_kind": "postpartum_42", "date": "2026-10-13", "womb": "normal", "mood": "well"}),
    )  # fmt: skip
    (content,) = care_record_contents("postpartum_42", story, unit, TODAY)
    said = read(care_record(content)).squeezed
    assert "42天" in said
    assert "√剖宫产" in said
    assert "√正常" in said


@pytest.mark.parametrize(("state", "named"), [("given", True), ("refused", False), (None, False)])
def test_his_name_is_on_it_only_while_he_agrees(
    state: str | None, named: bool, tell: Tell, unit: Unit, read: Read
) -> None:
    said = [(Consent, {"scope": "spouse", "state": state, "date": "2026-01-01"})] if state else []
    story = tell("王丽", PREGNANCY, FIRST, *said, spouse_name="张三丰")
    for form in ("antenatal_first", "birth_registration"):
        (content,) = care_record_contents(form, story, unit, TODAY)
        assert ("张三丰" in read(care_record(content)).text) is named


def test_the_help_sheet_has_no_number_of_hers_and_asks_for_no_permission(tell: Tell, unit: Unit, read: Read) -> None:
    story = tell("王丽", PREGNANCY, id_number="430981199005120021", phone="13800001111")
    (content,) = care_record_contents("birth_registration", story, unit, TODAY)
    said = read(care_record(content)).squeezed
    assert "2027年4月11日" in said
    assert not any(fact in said for fact in ("430981199005120021", "13800001111", "从前流产"))
    assert "不是审批" in said
    assert not any(word in said for word in ("指标", "准生", "处罚", "罚款"))


def test_long_answers_wrap_and_an_option_stays_with_its_box(tell: Tell, unit: Unit, read: Read, clean: Clean) -> None:
    long = {
        **FIRST[1],
        "advice": "多休息，少吃盐，" * 60,
        "referral_reason": "血压高" * 60,
        "referral_facility": "市" * 80,
    }
    story = tell("阿依古丽·买买提·" * 7, PREGNANCY, (Visit, long))
    (content,) = care_record_contents("antenatal_first", story, unit, TODAY)
    printed = read(care_record(content))
    clean(printed)
    assert printed.text.count("盐") == 60
