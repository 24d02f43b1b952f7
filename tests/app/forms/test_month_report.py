"""The monthly report: every row, zeros shown, what is not known said."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from app.figures.closing import Change, close_month, printed_digest
from app.figures.model import Rate, definitions
from app.figures.month import month_figures
from app.forms.month_report import MonthReportContent, closed_content, month_report, month_report_content
from app.forms.texts import texts
from app.records import Child, MethodUse, MonthReport, Population, Unit
from app.records.story import Story
from app.supplies.shelf import Shelf
from app.values.dates import make

MONTH = make(2026, 10)
Tell = Callable[..., Story]
Read = Callable[[bytes], Any]
CATEGORIES = ("女性绝育", "男性绝育", "宫内节育器", "皮下埋植", "口服及注射避孕药", "避孕套", "外用药", "其它")


def report(unit: Unit, *stories: Story, populations: tuple[Population, ...] = ()) -> MonthReportContent:
    return month_report_content(month_figures(MONTH, stories, populations, ()), unit)


def residents(month: str, count: int) -> Population:
    return Population(id=f"p{month}", subject="", month=month, residents=count)


def test_an_empty_village_shows_every_row_with_zeros(unit: Unit, read: Read, clean: Callable[[Any], None]) -> None:
    printed = read(month_report(report(unit)))
    rows = {code for side in ("left", "right") for section in texts("month_report")[side] for code in section["rows"]}
    for code in rows - set(texts("month_report")["only_if_any"]):
        assert "".join(definitions()[code].zh.split()) in printed.squeezed
    for category in CATEGORIES:
        assert any(category in page and "0" in page for page in printed.pages)
    assert "未定稿" in printed.text
    assert len(printed.pages) == 1
    clean(printed)


def test_without_population_the_rate_is_a_dash(tell: Tell, unit: Unit) -> None:
    born = tell("王丽", (Child, {"birth_date": "2026-10-03", "sex": "1"}))
    assert report(unit, born).values["birth_rate"] == "–"
    assert report(unit, born).values["births"] == "1"
    both = (residents("2026-09", 1000), residents("2026-10", 1200))
    assert report(unit, born, populations=both).values["birth_rate"] == "0.91"


def test_supplies_stand_with_what_came_went_and_is_left(unit: Unit, read: Read, clean: Callable[[Any], None]) -> None:
    shelves = [Shelf("避孕套 中号（盒）", 1200, 100, 350, -2, 948), Shelf("叶酸片（瓶）", 0, 4, 5, 0, -1)]
    printed = read(month_report(month_report_content(month_figures(MONTH, (), (), ()), unit, shelves)))
    assert "避孕套中号（盒）1,200100350−2948" in printed.squeezed
    assert "叶酸片（瓶）0450−1" in printed.squeezed
    assert len(printed.pages) == 1
    clean(printed)
    assert "本月没有药具结存和出入" in read(month_report(report(unit))).squeezed


def shut(number: int, *stories: Story, before: tuple[MonthReport, ...] = (), **more: Any) -> MonthReport:
    figures = month_figures(MONTH, stories, (), ())
    return close_month(
        figures, record_id=f"{number:032x}", key=f"{number:064x}", day="2026-11-03", by="肖玉梅", reports=before, **more
    )


def test_a_closed_month_bears_day_edition_and_digest(tell: Tell, unit: Unit, read: Read) -> None:
    closed = shut(1, tell("王丽", (Child, {"birth_date": "2026-10-03", "sex": "1"})))
    printed = read(month_report(closed_content(closed, [closed], unit)))
    for words in ("已定稿", "2026年11月3日定稿（肖玉梅）", closed.definitions, "".join(printed_digest(closed).split())):
        assert words in printed.squeezed
    assert "未定稿" not in printed.text
    assert len(printed.pages) == 1


def test_a_correction_has_old_and_new_and_what_is_late_its_month(
    tell: Tell, unit: Unit, read: Read, clean: Callable[[Any], None]
) -> None:
    first = shut(1, tell("王丽", (Child, {"birth_date": "2026-10-03", "sex": "1"})))
    late = {"2026-09": (Change("births", 2, 1, (), ("x",), 0), Change("moves_in", 0, 3, ("a", "b", "c"), (), 0))}
    second = shut(2, before=(first,), late=late, note="生日写错了月份")
    printed = read(month_report(closed_content(second, [second, first], unit)))
    assert "第1次更正：原报与更正后" in printed.squeezed
    assert "出生10" in printed.squeezed
    assert "2026年9月出生−1" in printed.squeezed
    assert "2026年9月迁入+3" in printed.squeezed
    assert "更正说明：生日写错了月份" in printed.squeezed
    clean(printed)


def test_a_report_changed_after_it_was_closed_says_so(unit: Unit, read: Read) -> None:
    changed = shut(1).with_values(figures=shut(1).figures.replace('"births":0', '"births":5'))
    assert "校验码不符" in read(month_report(closed_content(changed, [changed], unit))).squeezed


def test_findings_are_said_below(tell: Tell, unit: Unit, read: Read, clean: Callable[[Any], None]) -> None:
    stories = [tell("王丽", (Child, {"birth_date": "2026"})), tell("无日期", birth_date=None)]
    twice = (residents("2026-10", 1), Population(id="q", subject="", month="2026-10", residents=2))
    printed = read(month_report(report(unit, *stories, populations=twice)))
    assert "1例出生只知道年份" in printed.squeezed
    assert "1名妇女出生日期不详" in printed.squeezed
    assert "互相矛盾" in printed.squeezed
    clean(printed)


def test_a_birth_of_unknown_sex_gets_its_own_row_and_all_still_fits_one_page(
    tell: Tell, unit: Unit, read: Read
) -> None:
    printed = read(month_report(report(unit, tell("王丽", (Child, {"birth_date": "2026-10", "sex": "0"})))))
    assert "性别未记" in printed.text
    assert len(printed.pages) == 1


def test_numbers_stand_in_the_row_of_their_name(tell: Tell, unit: Unit, read: Read) -> None:
    stories = [tell("王丽", (MethodUse, {"method": "implant", "start": "2025-01-01"})) for _ in range(7)]
    printed = read(month_report(report(unit, *stories)))
    label = next(w for w in printed.words if w.text == "皮下埋植")
    beside = [w.text for w in printed.words if abs(w.top - label.top) < 3 and w.left > label.left]
    assert beside == ["皮下埋植", "7"] or beside == ["7"]


@pytest.mark.parametrize(
    ("value", "shown"), [(Fraction(1, 3), "0.33"), (Fraction(5, 1000), "0.01"), (Fraction(100), "100.00")]
)
def test_rates_are_rounded_half_up(value: Fraction, shown: str) -> None:
    assert Rate("r", value.numerator, Fraction(value.denominator), 1).words == shown
