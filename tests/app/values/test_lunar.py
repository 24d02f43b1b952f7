from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values.lunar import (
    LunarDate,
    day_word,
    leap_month,
    month_word,
    of_solar,
    read_month_day,
    read_number,
    solar_term,
    to_solar,
    write,
)

LEAP_YEARS = [
    (1976, 8),
    (1984, 10),
    (1987, 6),
    (1990, 5),
    (1995, 8),
    (2001, 4),
    (2004, 2),
    (2006, 7),
    (2012, 4),
    (2020, 4),
    (2023, 2),
    (2025, 6),
]
"""Published in every almanac (中国科学院紫金山天文台, 农历闰月)."""


@pytest.mark.parametrize(("year", "month"), LEAP_YEARS)
def test_leap_months_are_where_the_almanac_has_them(year: int, month: int) -> None:
    assert leap_month(year) == month
    plain, leap = LunarDate(year, month, False, 15), LunarDate(year, month, True, 15)
    first, second = to_solar(plain), to_solar(leap)
    assert first is not None
    assert second is not None
    assert 29 <= (second - first).days <= 30
    assert (of_solar(first), of_solar(second)) == (plain, leap)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_day_comes_back(day: date) -> None:
    lunar = of_solar(day)
    assert to_solar(lunar) == day
    assert lunar.day is not None
    assert read_month_day(month_word(lunar.month, leap=lunar.leap) + day_word(lunar.day)) == (
        lunar.month,
        lunar.leap,
        lunar.day,
    )


@given(st.integers(1900, 2099), st.integers(1, 12), st.booleans(), st.integers(1, 30))
def test_a_day_the_calendar_lacks_is_none(year: int, month: int, leap: bool, day: int) -> None:
    said = LunarDate(year, month, leap, day)
    solar = to_solar(said)
    assert solar is None or of_solar(solar) == said
    if leap and leap_month(year) != month:
        assert solar is None


def test_days_of_festivals() -> None:
    assert to_solar(LunarDate(2026, 1, False, 1)) == date(2026, 2, 17)
    assert to_solar(LunarDate(2026, 8, False, 15)) == date(2026, 9, 25)
    assert write(of_solar(date(2026, 11, 22))) == "农历2026年十月十四"
    assert write(of_solar(date(2026, 11, 22)), with_year=False) == "农历十月十四"


def test_solar_terms_begin_on_their_days() -> None:
    assert solar_term(date(2026, 11, 22)) == "小雪"
    assert solar_term(date(2026, 12, 22)) == "冬至"
    assert solar_term(date(2026, 11, 23)) is None


@given(st.integers(1, 99))
def test_numbers_read_back(number: int) -> None:
    tens, ones = divmod(number, 10)
    han = "零一二三四五六七八九"
    text = ("" if not tens else "十" if tens == 1 else f"{han[tens]}十") + (han[ones] if ones else "")
    assert read_number(text) == read_number(str(number)) == number
