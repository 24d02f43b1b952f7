"""The registers of supplies: who stands on them by name, and that the sums are right on the paper itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pypdfium2
import pytest

from app.forms.handed_out import handed_content, handed_out
from app.forms.stock_book import book_content, stock_book
from app.records import Consent, Record, SupplyBatch, SupplyItem, SupplyMovement, Unit, Woman
from app.records.story import Story, story_of
from app.supplies.stock import Stock
from app.values.dates import PartialDate

UNIT = Unit(id="u", subject="", code="430981203205", name="莲荷村")
MONTH = PartialDate("2026-11")
CONDOM = SupplyItem(id="i", subject="", article="condom", spec="52mm")
FOLIC = SupplyItem(id="f", subject="", article="folic_acid", measure="bottle")
BATCHES = [
    SupplyBatch(id="b", subject="", item="i", number="C2603", expiry="2029-05"),
    SupplyBatch(id="g", subject="", item="f", number="F2601", expiry="2028-01"),
]
LONGEST = "古丽巴哈尔·阿卜杜热西提·买买提艾力䶮㛃"


def out(number: int, subject: str = "", batch: str = "b", day: int = 3) -> SupplyMovement:
    return SupplyMovement(
        id=f"m{number}", subject=subject, batch=batch, movement="out", quantity=2, date=f"2026-11-{day:02}"
    )  # fmt: skip


def her(name: str, *more: Record, **fields: object) -> Story:
    values = {"birth_date": "1990-01-01", **fields}
    return story_of(Woman(id=name, subject=name, name=name, **values), more)  # type: ignore[arg-type]


def stock(moved: Iterable[SupplyMovement], came: int = 100) -> Stock:
    first = SupplyMovement(id="a", subject="", batch="b", movement="in", quantity=came, date="2026-10-01")
    return Stock([CONDOM, FOLIC], BATCHES, [first, *moved])


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


REFUSED = Consent(id="c", subject="谢绝的", scope="care", state="refused", date="2026-01-01")


@pytest.mark.parametrize(
    "hidden",
    [
        her("不知情的", family_unaware=True),
        her("十七岁的", birth_date="2008-11-04"),
        her("不知生日的", birth_date=None),
        her("只知年份的", birth_date="2008"),
        her("谢绝的", REFUSED),
    ],
    ids=lambda story: story.woman.name,
)
def test_whoever_must_not_be_seen_has_a_line_and_no_name(hidden: Story) -> None:
    moved = [out(1, hidden.woman.id), out(2, "赵丽洁"), out(3)]
    content = handed_content(stock(moved), [hidden, her("赵丽洁")], UNIT, MONTH)
    assert [row.name for row in content.rows] == ["", "赵丽洁", ""]
    assert content.anonymous == 2
    printed = words(handed_out(content))
    assert hidden.woman.name not in printed
    assert printed.count("匿名") == 3  # two lines, and the sentence that says why
    assert "赵丽洁" in printed


def test_the_eighteenth_birthday_decides_on_the_day_of_handing_out() -> None:
    story = her("李雯", birth_date="2008-11-04")
    content = handed_content(stock([out(1, "李雯", day=3), out(2, "李雯", day=4)]), [story], UNIT, MONTH)
    assert [row.name for row in content.rows] == ["", "李雯"]


def test_folic_acid_has_its_own_register_and_other_months_are_not_on_it() -> None:
    moved = [out(1), out(2, batch="g"), out(3, batch="g").with_values(date="2026-10-31")]
    both = [handed_content(stock(moved), [], UNIT, MONTH, form=form) for form in ("handed", "folic")]
    assert [[row.batch for row in content.rows] for content in both] == [["C2603"], ["F2601"]]
    assert "叶酸发放登记" in words(handed_out(both[1]))
    assert "本月共 1 笔：叶酸片 2 瓶。" in words(handed_out(both[1]))


@pytest.mark.parametrize("count", [0, 1, 40])
def test_every_line_is_on_the_paper(count: int) -> None:
    story = her(LONGEST)
    content = handed_content(stock([out(n, LONGEST, day=1 + n % 28) for n in range(count)]), [story], UNIT, MONTH)
    printed = words(handed_out(content))
    assert printed.count("C2603") == count
    assert ("本月没有发放。" in printed) is (count == 0)
    assert (f"本月共 {count} 笔：避孕套 52mm {2 * count} 盒。" in printed) is (count > 0)
    assert handed_out(content) == handed_out(content)


def test_a_long_name_is_wrapped_and_never_cut() -> None:
    printed = words(handed_out(handed_content(stock([out(1, LONGEST)]), [her(LONGEST)], UNIT, MONTH)))
    assert LONGEST in printed.replace("\r", "").replace("\n", "")


def test_the_book_names_nobody_and_adds_up() -> None:
    moved = [out(n, "赵丽洁", day=5) for n in range(3)]
    found = SupplyMovement(
        id="x", subject="", batch="b", movement="found", quantity=4, date="2026-11-09", reason="盘点"
    )
    content = book_content(stock([*moved, found], came=50), UNIT, MONTH)
    (section,) = content.sections
    assert (section.opening, section.came, section.went, section.closing) == (50, 4, 6, 48)
    assert [(row.what, row.came, row.went, row.left) for row in section.rows] == [
        ("发放（3 笔）", None, 6, 44),
        ("盘点多出　盘点", 4, None, 48),
    ]
    printed = words(stock_book(content))
    assert "赵丽洁" not in printed
    assert "上月结存" in printed


def test_a_book_below_zero_says_so_and_an_empty_one_too() -> None:
    assert "负数" in words(stock_book(book_content(stock([out(1)], came=1), UNIT, MONTH)))
    assert "本月没有药具结存和出入。" in words(stock_book(book_content(Stock([CONDOM], [], []), UNIT, MONTH)))


@pytest.mark.parametrize("count", [1, 40])
def test_a_long_month_goes_on_on_the_next_page(count: int) -> None:
    reasons = [out(n, day=1 + n % 28).with_values(movement="loss", quantity=1, reason=f"受潮{n}") for n in range(count)]
    content = book_content(stock(reasons), UNIT, MONTH)
    printed = words(stock_book(content))
    assert all(f"受潮{n}" in printed for n in range(count))
    assert content.sections[0].closing == 100 - count
    assert date.fromisoformat(content.sections[0].rows[0].day).month == 11
