"""The table of lunar months says what the astronomy says."""

from datetime import date, timedelta

import pytest
import sxtwl

from app.values.lunar import FIRST_YEAR, LAST_YEAR, LunarDate, leap_month, of_solar, to_solar


def check_year(year: int) -> None:
    assert leap_month(year) == (sxtwl.getRunMonth(year) or None)
    for month in range(1, 13):
        for leap in (False, True) if leap_month(year) == month else (False,):
            found = sxtwl.fromLunar(year, month, 1, leap)
            first = date(found.getSolarYear(), found.getSolarMonth(), found.getSolarDay())
            assert to_solar(LunarDate(year, month, leap, 1)) == first
            thirtieth = first + timedelta(days=29)
            long = sxtwl.fromSolar(thirtieth.year, thirtieth.month, thirtieth.day).getLunarDay() == 30
            assert (to_solar(LunarDate(year, month, leap, 30)) is not None) == long


@pytest.mark.parametrize("year", [FIRST_YEAR, 1949, 1984, 1989, 2001, 2033, LAST_YEAR])
def test_some_years_are_as_computed(year: int) -> None:
    check_year(year)


@pytest.mark.long
@pytest.mark.parametrize("year", range(FIRST_YEAR, LAST_YEAR + 1))
def test_every_year_is_as_computed(year: int) -> None:
    check_year(year)


@pytest.mark.parametrize("day", [date(1850, 2, 11), date(1850, 2, 12), date(2101, 1, 28), date(2101, 1, 29)])
def test_days_beyond_the_table_are_computed(day: date) -> None:
    found = sxtwl.fromSolar(day.year, day.month, day.day)
    assert of_solar(day) == LunarDate(
        found.getLunarYear(), found.getLunarMonth(), found.isLunarLeap(), found.getLunarDay()
    )
