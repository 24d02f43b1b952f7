"""The sheet carried on the round says as little as the round needs."""

from collections.abc import Callable
from datetime import date
from types import MappingProxyType
from typing import Any

import pytest

from app.followups.due import FollowUp, State
from app.forms.round_sheet import RoundSheetContent, round_sheet, round_sheet_content
from app.records import Consent, MethodUse, Unit
from app.records.story import Story
from app.values.dates import make

TODAY = date(2026, 11, 5)
MONTH = make(2026, 11)
Tell = Callable[..., Story]
Read = Callable[[bytes], Any]


def due(story: Story, state: State = State.OPEN, **fields: Any) -> FollowUp:
    plain: dict[str, Any] = {
        "rule": "iud_inserted", "anchor": "a", "occurrence": 1, "about": "a", "visit_kind": "iud_followup",
        "opens": date(2026, 11, 1), "due": date(2026, 11, 10), "closes": date(2026, 11, 25), "satisfied_by": None,
        "until": None, "answer": None, "because": None, "reason": "followup.iud_inserted.month",
        "facts": MappingProxyType({}), "service": "health", "sensitive": False, "contact": ("home_visit",),
    }  # fmt: skip
    return FollowUp(**{**plain, "subject": story.woman.id, "state": state, **fields})


def sheet(unit: Unit, *stories: Story, **options: Any) -> RoundSheetContent:
    return round_sheet_content([due(s) for s in stories], stories, unit, MONTH, TODAY, **options)


def test_it_shows_order_group_door_and_a_neutral_code_but_no_name_or_method(tell: Tell, unit: Unit, read: Read) -> None:
    story = tell(
        "王丽", (MethodUse, {"method": "iud_copper", "start": "2026-10-01"}), group=3, door="27号", phone="13800001111"
    )
    text = read(round_sheet(sheet(unit, story))).text
    assert all(word in text for word in ("27号", "□A", "11-01 至 11-25", "服务代号", "□没遇到"))
    assert not any(word in text for word in ("王丽", "节育", "iud", "13800001111", "逾期"))


def test_names_are_printed_only_when_asked_for(tell: Tell, unit: Unit, read: Read) -> None:
    content = sheet(unit, tell("欧阳𠅤"), with_names=True)
    assert "欧阳𠅤" in read(round_sheet(content)).text


@pytest.mark.parametrize("scope", ["home_visit", "care"])
@pytest.mark.parametrize("state", ["refused", "withdrawn"])
def test_nobody_who_wants_no_visit_is_on_it(scope: str, state: str, tell: Tell, unit: Unit) -> None:
    story = tell("王丽", (Consent, {"scope": scope, "state": state, "date": "2026-01-01"}))
    content = sheet(unit, story)
    assert content.rows == ()
    assert content.left_off == {"no_home_contact": 1}


def test_nobody_whose_family_does_not_know_is_on_it_whatever_she_agreed_to(tell: Tell, unit: Unit, read: Read) -> None:
    given = (Consent, {"scope": "home_visit", "state": "given", "date": "2026-01-01"})
    content = sheet(unit, tell("王丽", given, family_unaware=True, door="秘密巷1号"))
    assert content.rows == ()
    text = read(round_sheet(content)).text
    assert "秘密巷" not in text
    assert "不知道" not in text


def test_nobody_under_18_is_on_it(tell: Tell, unit: Unit) -> None:
    young = tell("小丽", birth_date="2008-11-06")
    grown = tell("大丽", birth_date="2008-11-05")
    assert [row.woman for row in sheet(unit, young, grown).rows] == [grown.woman.id]


@pytest.mark.parametrize(
    ("state", "fields", "on"),
    [
        (State.OPEN, {}, True),
        (State.PAST, {}, True),
        (State.UPCOMING, {"opens": date(2026, 11, 30), "closes": date(2027, 1, 3)}, True),
        (State.UPCOMING, {"opens": date(2026, 12, 1), "closes": date(2027, 1, 3)}, False),
        (State.OPEN, {"closes": date(2026, 11, 4)}, False),
        (State.POSTPONED, {"until": date(2026, 11, 20)}, True),
        (State.POSTPONED, {"until": date(2026, 12, 1), "closes": date(2027, 1, 3)}, False),
        (State.NOT_REACHED, {"until": date(2026, 11, 8)}, True),
        (State.DONE, {"satisfied_by": "v"}, False),
        (State.DECLINED, {}, False),
        (State.LAPSED, {}, False),
    ],
)
def test_it_holds_what_can_still_be_done_this_month(
    state: State, fields: dict[str, Any], on: bool, tell: Tell, unit: Unit
) -> None:
    story = tell("王丽")
    assert bool(round_sheet_content([due(story, state, **fields)], [story], unit, MONTH, TODAY).rows) == on


def test_several_services_of_one_woman_are_one_row_with_a_box_for_each(tell: Tell, unit: Unit, read: Read) -> None:
    story = tell("王丽")
    asked = [due(story), due(story, service="maternal", closes=date(2026, 11, 12)), due(story, service="new service")]
    (row,) = round_sheet_content(asked, [story], unit, MONTH, TODAY).rows
    assert row.service == "A B Z"
    assert row.closes == date(2026, 11, 12)
    printed = read(round_sheet(round_sheet_content(asked, [story], unit, MONTH, TODAY))).squeezed
    assert all(box in printed for box in ("□A", "□B", "□Z"))


def test_copies_are_numbered_and_each_has_all_pages(
    tell: Tell, unit: Unit, read: Read, clean: Callable[[Any], None]
) -> None:
    stories = [tell("王丽") for _ in range(40)]
    printed = read(round_sheet(sheet(unit, *stories), first_copy=3, copies=2))
    marks = [("".join(page.split()), number) for number, page in enumerate(printed.pages)]
    per_copy = len(printed.pages) // 2
    assert per_copy > 1
    for flat, number in marks:
        copy, page = divmod(number, per_copy)
        assert f"第{copy + 3}份共4份" in flat
        assert f"第{page + 1}页共{per_copy}页" in flat
    clean(printed)


def test_an_empty_month_prints_an_empty_sheet(unit: Unit, read: Read) -> None:
    assert "共0位" in read(round_sheet(sheet(unit))).squeezed
