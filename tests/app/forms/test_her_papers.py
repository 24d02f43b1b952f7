"""Her health summary and her service card: what is on them, what never is, and that they can be read."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from app.forms.health_summary import health_summary, health_summary_content
from app.forms.service_card import service_card, service_card_content
from app.records import Child, Delivery, MethodUse, Move, Pregnancy, Screening, Unit, Visit
from app.records.story import Story

TODAY = date(2026, 11, 22)
Read = Callable[[bytes], Any]
Clean = Callable[[Any], None]
Tell = Callable[..., Story]


@pytest.fixture
def story(tell: Tell) -> Story:
    """A long life with everything in it that may and may not be printed."""
    delivery = {"date": "2023-01-02", "place": "hospital", "facility": "沅江市妇幼保健院", "mode": "caesarean"}
    return tell(
        "陈䶮·𬭚",
        (MethodUse, {"method": "pill_combined", "start": "2020-01-05", "stop": "2022-03", "stop_reason": "wants_pregnancy"}),
        (MethodUse, {"method": "iud_copper", "start": "2024-09-10", "expiry": "2034-09-10", "product": "元宫型 220",
                     "wish": "implant", "note": "只给村里看"}),
        (Pregnancy, {"outcome": "abortion", "outcome_date": "2019-02-03"}),
        (Pregnancy, {"lmp_known": "unknown", "edd": "2027-03-08", "edd_basis": "ultrasound", "grade": "yellow"}),
        (Delivery, delivery),
        (Child, {"birth_date": "2023-01-02", "sex": "2", "birth_weight_g": 2450, "gestation_weeks": 37, "name": "小满"}),
        (Child, {"birth_date": "2016-05-06", "sex": "1", "ended": "died", "ended_date": "2018-01-01"}),
        (Visit, {"visit_kind": "antenatal", "date": "2026-10-02", "systolic": 118, "diastolic": 76, "weight_g": 59_500,
                 "mood": "low", "advice": "多休息", "note": "悄悄话", "next_date": "2026-12-01", "signed": True}),
        (Visit, {"visit_kind": "post_abortion", "date": "2019-03-03", "bleeding": "none"}),
        (Screening, {"screen": "cervical", "date": "2025-03-08", "test": "hpv", "result": "see_clinician"}),
        (Move, {"direction": "out", "date": "2026-11-20", "county_place": "东莞市"}),
        phone="13812344531", id_number="430981198903074523", door="莲花湾12号", health_record="43098120320500123",
        spouse_name="李军",
    )  # fmt: skip


NEVER = ("13812344531", "430981198903074523", "东莞", "李军", "悄悄话", "只给村里看", "想怀孕")
HIDDEN = ("人工流产", "流产后", "黄色", "要看医生", "低落")


def test_her_summary_says_what_a_clinician_elsewhere_needs(story: Story, unit: Unit, read: Read, clean: Clean) -> None:
    content = health_summary_content(story, unit, TODAY, coming=[("2026年12月1日", "孕28周起的产前随访")])
    printed = read(health_summary(content))
    for part in ("陈䶮·𬭚", "元宫型220", "2034年9月10日", "剖宫产", "沅江市妇幼保健院", "2450克", "37周", "血压118/76",
                 "59.5公斤", "末次月经不记得", "超声", "两癌筛查", "孕28周起的产前随访"):  # fmt: skip
        assert part in printed.squeezed, part
    for secret in (*NEVER, *HIDDEN, "莲花湾"):
        assert secret not in printed.squeezed, secret
    clean(printed)


def test_what_is_hidden_is_on_it_only_when_she_asks_and_what_the_village_keeps_never(
    story: Story, unit: Unit, read: Read, clean: Clean
) -> None:
    printed = read(health_summary(health_summary_content(story, unit, TODAY, whole=True)))
    for part in HIDDEN:
        assert part in printed.squeezed, part
    for secret in NEVER:
        assert secret not in printed.squeezed, secret
    clean(printed)


def test_a_dead_child_is_on_no_line_of_children(story: Story, unit: Unit, read: Read) -> None:
    assert "2016年5月6日" not in read(health_summary(health_summary_content(story, unit, TODAY))).squeezed


def test_somebody_of_whom_little_is_known_has_a_summary_and_a_card(
    tell: Tell, unit: Unit, read: Read, clean: Clean
) -> None:
    bare = tell("李兰", birth_date=None, group=None, door=None)
    for pdf in (
        health_summary(health_summary_content(bare, unit, TODAY)),
        service_card(service_card_content(bare, unit, TODAY)),
    ):
        printed = read(pdf)
        assert "李兰" in printed.squeezed
        assert "没有记录" in printed.squeezed
        assert len(printed.pages) == 1
        clean(printed)


def test_the_card_has_her_visits_room_for_more_and_both_signatures(
    story: Story, unit: Unit, read: Read, clean: Clean
) -> None:
    printed = read(service_card(service_card_content(story, unit, TODAY)))
    for part in ("她签字", "随访人签字", "已签", "血压118/76", "2026年12月1日", "莲花湾12号", "随访自愿"):
        assert part in printed.squeezed, part
    for secret in (*NEVER, *HIDDEN):
        assert secret not in printed.squeezed, secret
    clean(printed)


def test_a_long_card_says_what_is_not_on_it(tell: Tell, unit: Unit, read: Read, clean: Clean) -> None:
    many = [(Visit, {"visit_kind": "injection", "date": f"20{year}-0{month}-11", "injection_given": "yes"})
            for year in range(16, 26) for month in (1, 4, 7, 9)]  # fmt: skip
    content = service_card_content(tell("李兰", *many), unit, TODAY)
    assert (len(content.rows), content.earlier) == (24, 16)
    printed = read(service_card(content))
    assert "更早的16次" in printed.squeezed
    clean(printed)
