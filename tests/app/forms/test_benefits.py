"""The papers of a benefit case, read back from their PDFs: who is on them, and what is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from app.forms.benefit_notice import notice, notice_content
from app.forms.benefits import application, application_content, cases, cases_content, summary, summary_content
from app.records import BenefitCase, BenefitStep, Consent, Unit
from app.records.story import Story

TODAY = date(2026, 11, 22)
ID = "11010519491231002X"
Tell = Callable[..., Story]
Read = Callable[[bytes], Any]
AGREES = (Consent, {"scope": "notice", "state": "given", "date": "2026-01-01"})


def case_of(story: Story, **values: Any) -> BenefitCase:
    told = {"scheme": "rural_support", "date": "2026-10-01", **values}
    return BenefitCase(id=f"k{story.woman.id}", subject=story.woman.id, **told)


def step_of(case: BenefitCase, step: str, day: str, **values: Any) -> BenefitStep:
    return BenefitStep(id=f"{step}{case.id}{day}", subject=case.subject, case=case.id, step=step, date=day, **values)


def test_an_application_fits_one_sheet_and_says_what_she_handed_in(
    tell: Tell, unit: Unit, read: Read, clean: Callable[[Any], None]
) -> None:
    her = tell("䶮秀兰", id_number=ID, phone="13800001111", spouse_name="李建国", note="秘密")
    case = case_of(her, basis="夫妻都满六十岁", documents="form household_book", applicant="both")
    told = [
        step_of(case, "village", "2026-10-03", opinion="情况属实"),
        step_of(case, "notice", "2026-10-05", until="2026-10-11"),
    ]
    printed = read(application(application_content(her, case, told, unit, TODAY)))
    assert len(printed.pages) == 1
    flat = printed.squeezed
    for words in (
        "农村部分计划生育家庭奖励扶助申请表",
        "䶮秀兰",
        ID,
        "夫妻都满六十岁",
        "√申请表",
        "□照片",
        "情况属实",
        "公示到2026年10月11日",
    ):
        assert words in flat
    for words in ("13800001111", "李建国", "秘密"):  # not hers to give, or not asked for
        assert words not in flat
    clean(printed)


def test_his_particulars_are_on_it_where_he_applies_and_agreed(tell: Tell, unit: Unit, read: Read) -> None:
    he = (Consent, {"scope": "spouse", "state": "given", "date": "2026-01-01"})
    her = tell("王秀兰", he, spouse_name="李建国")
    both, alone = case_of(her, applicant="both"), case_of(her)
    assert "李建国" in read(application(application_content(her, both, [], unit, TODAY))).text
    assert "李建国" not in read(application(application_content(her, alone, [], unit, TODAY))).text


def test_the_register_holds_the_cases_in_walk_order_without_ids(tell: Tell, unit: Unit, read: Read) -> None:
    found = [tell("丙", group=2), tell("甲", group=1, id_number=ID), tell("家人不知", family_unaware=True),
             tell("年少", birth_date="2010-01-01"), tell("撤回的", group=1)]  # fmt: skip
    pairs = [(her, case_of(her)) for her in found]
    withdrawn = step_of(pairs[4][1], "withdrawn", "2026-11-01")
    content = cases_content(pairs, [withdrawn], unit, TODAY)
    assert [row.name for row in content.rows] == ["甲", "丙"]
    assert content.left_off == {"family_unaware": 1, "under_18": 1}
    printed = read(cases(content))
    assert "本册共2件" in printed.squeezed
    assert ID not in printed.squeezed
    assert "家人不知" not in printed.squeezed


def test_the_summary_counts_the_year_and_names_nobody(tell: Tell, unit: Unit, read: Read) -> None:
    found = [tell("甲"), tell("乙"), tell("丙")]
    made = [case_of(found[0]), case_of(found[1], date="2025-12-01"), case_of(found[2], scheme="childcare")]
    told = [
        step_of(made[0], "county", "2026-11-01"), step_of(made[0], "paid", "2026-11-10", amount_fen=96_000),
        step_of(made[1], "paid", "2025-12-20", amount_fen=50_000), step_of(made[1], "closed", "2026-01-05"),
    ]  # fmt: skip
    content = summary_content(made, told, unit, 2026, TODAY)
    assert content.rows == (
        ("农村部分计划生育家庭奖励扶助", 1, 1, 1, 1, 96_000), ("育儿补贴", 1, 1, 0, 0, 0), ("合计", 2, 2, 1, 1, 96_000),
    )  # fmt: skip
    printed = read(summary(content))
    assert "960.00" in printed.text
    assert not any(name in printed.text for name in ("甲", "乙", "丙"))


def test_a_notice_has_masked_names_of_those_who_agreed_and_nothing_else(
    tell: Tell, unit: Unit, read: Read, clean: Callable[[Any], None]
) -> None:
    who = [
        tell("欧阳秀兰", AGREES, id_number=ID, phone="13800001111", group=3, door="莲花湾7号"),
        tell("王丽"), tell("赵敏", AGREES, family_unaware=True),
        tell("林芳", (Consent, {"scope": "notice", "state": "refused", "date": "2026-01-01"})),
    ]  # fmt: skip
    pairs = [(her, case_of(her, scheme="special_support", basis="孩子没了")) for her in who]
    content = notice_content(pairs, unit, TODAY, date(2026, 11, 28))
    assert content.rows == (("欧阳**", "3组"),)
    assert content.left_off == {"no_consent": 2, "family_unaware": 1}
    printed = read(notice(content))
    assert "公示期：2026年11月22日至2026年11月28日" in printed.squeezed
    for hidden in (ID, "13800001111", "秀兰", "莲花湾", "特别", "孩子", "王", "赵", "林"):
        assert hidden not in printed.squeezed
    clean(printed)


def test_a_notice_nobody_agreed_to_is_no_list(tell: Tell, unit: Unit, read: Read) -> None:
    her = tell("王丽")
    assert "没有要公示的申请" in read(notice(notice_content([(her, case_of(her))], unit, TODAY, TODAY))).squeezed
