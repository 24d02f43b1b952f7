from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InputError
from app.values.dates import (
    PartialDate,
    Precision,
    add_months,
    age_on,
    covers,
    earliest,
    latest,
    make,
    of_day,
    parse,
    precision,
)

DAYS = st.dates(date(1850, 1, 1), date(2100, 12, 31))


def test_a_date_knows_how_much_of_it_is_known() -> None:
    assert [precision(make(1994)), precision(make(1994, 5)), precision(make(1994, 5, 12))] == list(Precision)
    assert (earliest(make(1996, 2)), latest(make(1996, 2))) == (date(1996, 2, 1), date(1996, 2, 29))
    assert (earliest(make(1994)), latest(make(1994))) == (date(1994, 1, 1), date(1994, 12, 31))


@given(DAYS)
def test_every_prefix_covers_the_day(day: date) -> None:
    known = of_day(day)
    for prefix in (known, PartialDate(known[:7]), PartialDate(known[:4])):
        assert parse(prefix) == prefix
        assert earliest(prefix) <= day <= latest(prefix)
        assert covers(prefix, known)
        assert covers(known, prefix)


@pytest.mark.parametrize("text", ["", "94", "1994-5", "1994-13", "1994-02-30", "1994-05-12 ", "１９９４", "19940512"])
def test_other_text_is_no_date(text: str) -> None:
    with pytest.raises(InputError, match=r"input\.date\.impossible"):
        parse(text)


def test_a_day_needs_its_month() -> None:
    with pytest.raises(InputError):
        make(1994, None, 5)


@given(DAYS.filter(lambda d: d.year < 2090), st.integers(-600, 120))
def test_months_keep_the_day_or_end_with_the_month(anchor: date, months: int) -> None:
    if anchor.year * 12 + months < 1860 * 12:
        return
    found = add_months(anchor, months)
    assert (found.year * 12 + found.month) - (anchor.year * 12 + anchor.month) == months
    assert found.day == anchor.day or (found.day < anchor.day and (found.month != add_day(found).month))


def add_day(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def test_months_are_counted_from_the_anchor() -> None:
    assert [add_months(date(2026, 1, 31), n) for n in (1, 2, 3)] == [
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
    ]
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)


def test_an_age_that_could_be_two_numbers_is_unknown() -> None:
    assert age_on(make(1994, 5, 12), date(2026, 5, 11)) == 31
    assert age_on(make(1994, 5, 12), date(2026, 5, 12)) == 32
    assert age_on(make(1994, 5), date(2026, 11, 22)) == 32
    assert age_on(make(1994), date(2026, 11, 22)) is None
    assert age_on(make(2030, 1, 1), date(2026, 11, 22)) is None
