"""The printed roster of women: who is on it, what it shows, and that nothing is cut."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from app.forms.page import Paper
from app.forms.roster import RosterContent, roster, roster_content
from app.records import Child, Consent, LifeEvent, MethodUse, Unit
from app.records.story import Story

TODAY = date(2026, 11, 22)
Tell = Callable[..., Story]
Read = Callable[[bytes], Any]
IUD = (MethodUse, {"method": "iud_copper", "start": "2020-01-01"})
CONDOM = (MethodUse, {"method": "condom", "start": "2026-01-01"})


def names(content: RosterContent) -> list[str]:
    return [row.name for row in content.rows]


@pytest.mark.parametrize(
    ("birth", "on"),
    [
        ("2008-11-22", True),  # 18 today
        ("2008-11-23", False),
        ("2008-11", False),  # may still be 17
        ("2008-10", True),
        ("1976-11-23", True),  # 50 tomorrow
        ("1976-11-22", False),
        ("1976", True),  # may be 49
        ("2020-01-01", False),
        (None, False),
    ],
)
def test_women_of_18_to_49_are_on_it(birth: str | None, on: bool, tell: Tell, unit: Unit) -> None:
    assert bool(roster_content([tell("王丽", birth_date=birth)], unit, TODAY).rows) == on


def test_closed_pages_the_dead_and_those_who_refused_the_ledger_are_not_on_it(tell: Tell, unit: Unit) -> None:
    stories = [
        tell("迁出", status="closed", closed_reason="moved_out", closed_date="2026-05-01"),
        tell("误登", status="closed", closed_reason="mistake"),
        tell("去世", (LifeEvent, {"event": "death", "date": "2026-03"})),
        tell("不愿", (Consent, {"scope": "care", "state": "refused", "date": "2026-01-01"})),
        tell("在册"),
    ]
    assert names(roster_content(stories, unit, TODAY)) == ["在册"]


def test_it_says_how_many_were_left_off_for_an_unknown_birth_date_only(tell: Tell, unit: Unit, read: Read) -> None:
    stories = [tell("甲", birth_date=None), tell("乙", birth_date="2015"), tell("丙")]
    content = roster_content(stories, unit, TODAY)
    assert content.left_off == {"birth_unknown": 1, "under_18": 1}
    text = read(roster(content)).squeezed
    assert "另有1人的出生日期未记全" in text
    assert "本册共1人" in text


def test_walk_order_by_group_then_door_as_people_count(tell: Tell, unit: Unit) -> None:
    places = [("丁", None, None), ("丙", 2, "1号"), ("乙", 1, "10号"), ("甲", 1, "9号")]
    stories = [tell(name, group=group, door=door) for name, group, door in places]
    assert names(roster_content(stories, unit, TODAY)) == ["甲", "乙", "丙", "丁"]


def test_method_and_phone_only_when_asked_for(tell: Tell, unit: Unit, read: Read) -> None:
    stories = [tell("王丽", IUD, phone="13800001111")]
    plain = read(roster(roster_content(stories, unit, TODAY))).text
    assert "13800001111" not in plain
    assert "节育器" not in plain
    full = read(roster(roster_content(stories, unit, TODAY, with_method=True, with_phone=True))).text
    assert "13800001111" in full
    assert "节育器" in full


def test_no_roster_joins_method_and_number_of_children(tell: Tell, unit: Unit, read: Read) -> None:
    stories = [tell("王丽", IUD, children_stated=7)]
    content = roster_content(stories, unit, TODAY, with_method=True)
    assert content.rows[0].children == ""
    assert "子女数" not in read(roster(content)).text
    assert roster_content(stories, unit, TODAY).rows[0].children == "7"


def test_a_woman_whose_family_does_not_know_is_listed_without_method_or_phone(tell: Tell, unit: Unit) -> None:
    stories = [tell("王丽", IUD, phone="13800001111", family_unaware=True)]
    (row,) = roster_content(stories, unit, TODAY, with_method=True, with_phone=True).rows
    assert (row.name, row.method, row.phone) == ("王丽", "", "")


def test_a_couple_is_listed_with_the_more_lasting_method(tell: Tell, unit: Unit) -> None:
    (row,) = roster_content([tell("王丽", CONDOM, IUD)], unit, TODAY, with_method=True).rows
    assert row.method == "含铜宫内节育器"


def test_her_private_note_is_never_printed(tell: Tell, unit: Unit, read: Read) -> None:
    text = read(roster(roster_content([tell("王丽", note="秘密的话")], unit, TODAY, with_method=True))).text
    assert "秘密" not in text


@pytest.mark.parametrize(
    ("children", "stated", "shown"),
    [
        ([], None, ""),
        ([], 2, "2"),
        ([{"born": "live"}], 2, "2"),
        ([{"born": "live"}, {"born": "live"}], 2, "2"),
        ([{"born": "live"}, {"born": "live", "ended": "died", "ended_date": "2020"}], 2, "1"),
        ([{"born": "stillbirth"}], None, ""),
        ([{"born": "live"}, {"born": "live", "ended": "left"}], None, "2"),
    ],
)
def test_living_children_as_recorded_or_as_stated(
    children: list[dict[str, str]], stated: int | None, shown: str, tell: Tell, unit: Unit
) -> None:
    story = tell("王丽", *((Child, fields) for fields in children), children_stated=stated)
    assert roster_content([story], unit, TODAY).rows[0].children == shown


LONG = {
    "name": "阿依古丽·买买提·吐尔逊江·阿不都热合曼·𮯠𠅤䶮㛃" * 2,
    "door": "莲花湾大堤外新村安置小区三期十二栋二单元三零二室（原老供销社后面）",
}


@pytest.mark.parametrize("count", [0, 1, 40, 2000])
def test_every_row_is_printed_in_full_with_repeated_heads(
    count: int, tell: Tell, unit: Unit, read: Read, clean: Callable[[Any], None]
) -> None:
    rare = ["䶮㛃", "𬭚𫖯", "𠅤𮯠", "王丽", "古丽·买买提"]
    stories = [tell(rare[i % 5] + f"{i:04d}", residence="registered", marital="20") for i in range(count)]
    printed = read(roster(roster_content(stories, unit, TODAY)))
    assert [s.woman.name for s in stories if s.woman.name not in printed.text] == []
    pages = len(printed.pages)
    for number, page in enumerate(printed.pages, start=1):
        flat = "".join(page.split())
        assert "序号姓名出生日期住址（组）婚姻子女数备注" in flat
        assert f"第{number}页共{pages}页" in flat
        assert all(word in flat for word in ("单位负责人", "填表人", "审核人", "报出日期", "盖章", unit.code))
    clean(printed)


def test_the_longest_names_and_addresses_wrap_and_keep_every_character(
    tell: Tell, unit: Unit, read: Read, clean: Callable[[Any], None]
) -> None:
    stories = [tell(LONG["name"], door=LONG["door"], phone="13800001111") for _ in range(30)]
    long_unit = unit.with_values(
        name="沅江市莲荷乡莲荷村与湖心村合并后的新莲荷村民委员会卫生计生服务室（第二服务点）临时办公处" * 2
    )
    printed = read(roster(roster_content(stories, long_unit, TODAY, with_method=True, with_phone=True)))
    first = [w for w in printed.words if w.page == 0]
    in_names = "".join(w.text for w in first if 80 < w.left < 175 and w.top > 150)
    for char in LONG["name"]:
        assert in_names.count(char) >= LONG["name"].count(char)
    for char in LONG["door"]:
        assert char in printed.text
    assert long_unit.name in printed.squeezed
    clean(printed)


def test_a_text_taller_than_a_page_goes_on_on_the_next(tell: Tell, unit: Unit, read: Read) -> None:
    printed = read(
        roster(roster_content([tell("王丽", group=None, door=None, current_address="长" * 3000)], unit, TODAY))
    )
    assert printed.text.count("长") == 3000


def test_the_sheet_moves_by_the_millimetres_the_printer_needs(tell: Tell, unit: Unit, read: Read) -> None:
    content = roster_content([tell("王丽")], unit, TODAY)
    at = {w.text: w for w in read(roster(content)).words}["王丽"]
    moved = {w.text: w for w in read(roster(content, Paper(shift_right=3, shift_down=-2))).words}["王丽"]
    assert moved.left - at.left == pytest.approx(3 * 72 / 25.4, abs=0.02)
    assert moved.top - at.top == pytest.approx(-2 * 72 / 25.4, abs=0.02)


def test_only_black_is_used(tell: Tell, unit: Unit) -> None:
    pdf = roster(roster_content([tell("王丽")], unit, TODAY))
    assert b"/DeviceRGB" not in pdf
    assert b"/Image" not in pdf.replace(b"/ImageB /ImageC /ImageI", b"")
