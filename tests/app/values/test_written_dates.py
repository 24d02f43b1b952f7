from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values.dates import of_day
from app.values.lunar import of_solar, write
from app.values.written_dates import Ambiguous, How, Impossible, NotADate, Stated, read_date

TODAY = date(2026, 11, 22)
DAYS = st.dates(date(1930, 1, 1), date(2060, 12, 31))
HAN = "〇一二三四五六七八九"


def han_number(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{HAN[tens]}十") + (HAN[ones] if ones else "")


def ways(day: date) -> list[str]:
    y, m, d = day.year, day.month, day.day
    full = "".join(HAN[int(c)] for c in str(y))
    return [
        f"{y}-{m:02d}-{d:02d}", f"{y}/{m}/{d}", f"{y}.{m}.{d}", f"{y}年{m}月{d}日", f"{y} 年 {m:02d} 月 {d:02d} 日",
        f"{y}{m:02d}{d:02d}", f"{y}-{m}-{d} 00:00:00", f"{y}-{m:02d}-{d:02d}T08:30:00", f" {y} {m} {d} ", f"{y}年{m}月{d}号",
        f"{full}年{han_number(m)}月{han_number(d)}日", f"{y}．{m}．{d}", f"公历{y}年{m}月{d}日", f"{y}-{m}-{d}出生",
        f"（{y}-{m}-{d}）", f"{y}年{m}月{d}",
    ]  # fmt: skip


@given(DAYS)
def test_every_written_form_means_the_same_day(day: date) -> None:
    for text in ways(day):
        for written in (text, "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)):
            assert read_date(written, today=TODAY) == Stated(of_day(day), How.WRITTEN), written


@given(DAYS)
def test_cells_and_day_numbers_mean_the_day(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    for number in (serial, float(serial), str(serial), serial + 0.75):
        assert read_date(number, today=TODAY) == Stated(of_day(day), How.SERIAL)
    for cell in (day, datetime(day.year, day.month, day.day, 8)):  # noqa: DTZ001
        assert read_date(cell, today=TODAY) == Stated(of_day(day), How.CELL)


@given(DAYS)
def test_lunar_days_come_back_as_they_went(day: date) -> None:
    said = of_solar(day)
    text = write(said)
    for written in (
        text,
        text.replace("农历", "阴历"),
        f"{said.year}年农历" + text.split("年")[1],
        text.removeprefix("农历") + "(农历)",
    ):
        assert read_date(written, today=TODAY) == Stated(of_day(day), How.LUNAR, said), written


@pytest.mark.parametrize(("written", "meant"), [
    ("1978年4月", "1978-04"),
    ("2007.7", "2007-07"),
    ("1980.10", "1980-10"),
    ("1978年", "1978"),
    (1994, "1994"),
    ("197804", "1978-04"),
    (1978.4, "1978-04"),
    (1978.11, "1978-11"),
    ("5/1994", "1994-05"),
    (20230813, "2023-08-13"),
    ("25/12/1994", "1994-12-25"),
    ("1978402", "1978-04-02"),
    ("农历1978.8.15", "1978-09-17"),
    ("2004年农历闰二月十五", "2004-04-04"),
    ("1978年八月廿三", "1978-09-25"),
])  # fmt: skip
def test_what_is_known_is_kept_and_no_more(written: str | float, meant: str) -> None:
    read = read_date(written, today=TODAY)
    assert isinstance(read, Stated)
    assert read.date == meant


@pytest.mark.parametrize(("written", "candidates", "code"), [
    ("5/12/1994", {"1994-05-12", "1994-12-05"}, "date.order"),
    ("05/06/07", {"2005-06-07", "2007-05-06", "2007-06-05"}, "date.order"),
    (1980.1, {"1980-01", "1980-10"}, "date.decimal_month"),
    ("1978112", {"1978-01-12", "1978-11-02"}, "date.digits"),
    ("一九七八年四月十五", {"1978-04-15", "1978-05-21"}, "date.calendar"),
    ("农历1978年四月", {"1978-05", "1978-06"}, "date.lunar_month"),
])  # fmt: skip
def test_two_readings_are_asked_not_guessed(written: str | float, candidates: set[str], code: str) -> None:
    read = read_date(written, today=TODAY)
    assert isinstance(read, Ambiguous)
    assert (set(read.candidates), read.code) == (candidates, code)


@pytest.mark.parametrize("written", ["78.4.2", "780402", "78年4月2日", "78-04-02"])
def test_two_digits_of_a_year_are_read_and_said(written: str) -> None:
    assert read_date(written, today=TODAY) == Stated(of_day(date(1978, 4, 2)), How.SHORT_YEAR)


@pytest.mark.parametrize("written", ["1995-02-30", "1980-13-01", "19950230", "1995年2月30日", "1995/0/12", "99991231"])
def test_impossible_days_are_impossible(written: str) -> None:
    assert read_date(written, today=TODAY) == Impossible("date.impossible")


@pytest.mark.parametrize(
    "written", ["农历1989年闰四月初五", "1978年农历闰四月", "农历1990年正月三十一", "农历2001年三月卅"]
)
def test_lunar_days_the_calendar_lacks_are_not_dates(written: str) -> None:
    assert not isinstance(read_date(written, today=TODAY), Stated)


@pytest.mark.parametrize(("written", "code"), [
    (None, "date.blank"),
    ("", "date.blank"),
    ("  ", "date.blank"),
    ("农历八月十五", "date.year_missing"),
    ("8.15", "date.year_missing"),
    ("4月2日", "date.year_missing"),
    ("不详", "date.unreadable"),
    ("约1978年底", "date.unreadable"),
    (12, "date.unreadable"),
])  # fmt: skip
def test_what_is_no_date_says_why(written: str | float | None, code: str) -> None:
    assert read_date(written, today=TODAY) == NotADate(code)


@given(st.text(max_size=20) | st.floats(allow_nan=False, allow_infinity=False) | st.integers())
def test_nothing_makes_it_fail(anything: str | float) -> None:
    read_date(anything, today=TODAY)


@given(st.text("0123456789年月日.-/农历闰正腊初十廿一二三 ()", max_size=16))
def test_scraps_of_dates_do_not_fail_either(scrap: str) -> None:
    read = read_date(scrap, today=TODAY)
    if isinstance(read, Ambiguous):
        assert len(set(read.candidates)) == len(read.candidates) > 1


def test_the_century_comes_from_today_alone() -> None:
    assert read_date("05.3.4", today=TODAY) == Stated(of_day(date(2005, 3, 4)), How.SHORT_YEAR)
    assert isinstance(read_date("20.3.4", today=TODAY), Ambiguous)
