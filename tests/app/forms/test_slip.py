"""The reservation slip: outside her name and nothing else; inside a neutral word, and that she is free."""

from collections.abc import Callable
from datetime import date
from typing import Any

from app.forms.slip import SlipsContent, slips
from app.records import Unit
from app.slips import Slip

TODAY = date(2026, 11, 22)
Read = Callable[[bytes], Any]
FOLD = 49.5 * 72 / 25.4
"""Points from the upper edge to the first fold."""


def slip(name: str = "王秀兰", **values: Any) -> Slip:
    plain = {
        "woman": "w" * 32,
        "place": "2组 12号",
        "services": ("health",),
        "opens": TODAY,
        "closes": date(2026, 12, 9),
    }
    return Slip(name=name, **{**plain, **values})


def printed(read: Read, unit: Unit, *made: Slip) -> Any:
    return read(
        slips(SlipsContent(unit=unit.with_values(office="莲荷村卫生室"), day=TODAY, worker="肖玉梅", slips=made))
    )


def test_outside_stands_her_name_and_place_and_nothing_of_what_it_is_about(read: Read, unit: Unit) -> None:
    page = printed(read, unit, slip(services=("health", "maternal", "child")))
    outside = "".join(word.text for word in page.words if word.top < FOLD - 12)
    assert outside == "请交王秀兰本人请本人拆阅2组12号莲荷村卫生室"
    assert not any(word in outside for word in ("服务", "健康", "保健", "随访", "预约"))


def test_inside_it_says_when_in_a_neutral_word_and_that_she_is_free(read: Read, unit: Unit) -> None:
    text = printed(read, unit, slip(services=("health", "maternal"))).squeezed
    assert "11月22日到12月9日，您可以来莲荷村卫生室，或由我们上门，做一次：健康随访、妇女保健服务。" in text
    assert "自愿参加，可改期或谢绝" in text
    assert "有事请当面问肖玉梅" in text
    assert not any(word in text for word in ("节育", "避孕", "流产", "孕", "筛查", "w" * 32))


def test_a_day_of_next_year_bears_its_year_and_one_day_is_one_day(read: Read, unit: Unit) -> None:
    text = printed(read, unit, slip(closes=date(2027, 1, 7)), slip(closes=TODAY)).squeezed
    assert "11月22日到2027年1月7日" in text
    assert "11月22日，您可以来" in text


def test_two_are_on_a_sheet_and_no_line_crosses_a_fold(read: Read, unit: Unit, clean: Callable[[Any], None]) -> None:
    made = [slip(f"欧阳{'一二三四五'[n]}·买买提", services=("health", "maternal", "child")) for n in range(5)]
    page = printed(read, unit, *made)
    assert [sum("本人拆阅" in line for line in text.splitlines()) for text in page.pages] == [2, 2, 1]
    for number in range(6):
        fold = number * FOLD
        crossing = [word.text for word in page.words if word.top + 1 < fold < word.bottom - 1]
        assert not crossing
    clean(page)


def test_nobody_makes_an_empty_sheet(read: Read, unit: Unit) -> None:
    assert printed(read, unit).squeezed == "沿实线裁开" or not printed(read, unit).squeezed


def test_the_same_slips_are_the_same_bytes(unit: Unit) -> None:
    content = SlipsContent(unit=unit, day=TODAY, worker="", slips=(slip(), slip("欧阳𠅤")))
    assert slips(content) == slips(content)
