"""Numbers that look like slips: for a child of its age, this week of pregnancy, beside the last time. Never walls."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.plausible import _table, check_visit, unusual
from app.records import KINDS, Pregnancy, Visit
from app.records.fields import Count
from app.records.story import Story
from tests.app.followups.making import HER, child, her, visited

BORN = date(2025, 3, 1)
TODAY = date(2026, 11, 22)


def codes(visit: Visit, story: Story) -> list[tuple[str, str]]:
    return [(f.code, f.field) for f in unusual(visit, story)]


@pytest.mark.parametrize(
    ("months", "field", "value", "odd"),
    [
        (0, "child_weight_g", 3300, False), (0, "child_weight_g", 6000, True), (0, "child_weight_g", 1700, True),
        (6, "child_weight_g", 7600, False), (6, "child_weight_g", 3300, True),
        (12, "child_length_mm", 750, False), (12, "child_length_mm", 500, True),
        (18, "child_head_mm", 470, False), (18, "child_head_mm", 340, True),
    ],
)  # fmt: skip
def test_a_childs_number_is_looked_at_beside_its_age(months: int, field: str, value: int, odd: bool) -> None:
    day = BORN + timedelta(days=round(months * 30.4375))
    story = her(child(birth_date=BORN.isoformat()))
    visit = visited("child_health", day, about="c").with_values(**{field: value})
    assert codes(visit, story) == ([("finding.unusual_age", field)] if odd else [])


@pytest.mark.parametrize("born", [None, "2025", "2027-01-01"])
def test_of_a_child_whose_age_is_not_known_nothing_is_said(born: str | None) -> None:
    visit = visited("child_health", "2026-11-01", about="c", child_weight_g=3300)
    assert codes(visit, her(child(birth_date=born))) == []


def test_the_age_speaks_instead_of_the_field() -> None:
    story = her(child(birth_date="2019-12-20"))
    heavy = visited("child_health", "2026-11-01", about="c", child_weight_g=31_000)
    assert check_visit(heavy, TODAY, story) == (), "above what the field alone thinks usual, and usual at almost seven"
    light = visited("child_health", "2026-11-01", about="c", child_weight_g=9000)
    assert [f.code for f in check_visit(light, TODAY, story)] == ["finding.unusual_age"]


@pytest.mark.parametrize(("value", "odd"), [(280, False), (120, True), (430, True)])
def test_the_height_of_the_womb_goes_with_the_weeks(value: int, odd: bool) -> None:
    story = her(Pregnancy(id="p", subject=HER, edd="2027-02-14"))  # 28 weeks on 22 November
    visit = visited("antenatal", TODAY, about="p", fundal_height_mm=value)
    assert bool(codes(visit, story)) == odd


@pytest.mark.parametrize(
    ("field", "before", "now", "odd"),
    [
        ("weight_g", 62_500, 63_500, False), ("weight_g", 62_500, 26_500, True), ("weight_g", 62_500, 82_500, True),
        ("height_mm", 1580, 1590, False), ("height_mm", 1580, 1850, True),
    ],
)  # fmt: skip
def test_hers_is_looked_at_beside_the_last_time(field: str, before: int, now: int, odd: bool) -> None:
    story = her(visited("general", "2026-10-01", id="a").with_values(**{field: before}))
    visit = visited("general", "2026-11-01").with_values(**{field: now})
    assert codes(visit, story) == ([("finding.unlike_last", field)] if odd else [])


def test_a_child_is_compared_with_itself() -> None:
    twins = (child(id="c"), child(id="d"))
    earlier = (
        visited("child_health", "2026-10-01", id="a", about="c", child_weight_g=9000),
        visited("child_health", "2026-10-02", id="b", about="d", child_weight_g=6000),
    )
    story = her(*twins, *earlier)
    assert codes(visited("child_health", "2026-11-01", about="d", child_weight_g=6300), story) == []
    assert codes(visited("child_health", "2026-11-01", about="c", child_weight_g=6300), story) != []


def test_long_ago_says_nothing() -> None:
    story = her(visited("general", "2025-01-01", id="a", weight_g=50_000))
    assert codes(visited("general", "2026-11-01", weight_g=65_000), story) == []


@given(st.integers(0, 84 * 30), st.integers(300, 60_000))
def test_it_is_never_a_wall(days: int, grams: int) -> None:
    story = her(child(birth_date=BORN.isoformat()))
    visit = visited("child_health", BORN + timedelta(days=days), about="c", child_weight_g=grams)
    assert not any(f.wall for f in check_visit(visit, BORN + timedelta(days=84 * 31), story))


def test_the_tables_rise_and_speak_of_numbers() -> None:
    table = _table()
    for name, rows in (*table.child.items(), *table.pregnancy.items()):
        assert isinstance(KINDS["visit"].fields[name], Count)
        for low, high in pairwise(rows):
            assert low[0] < high[0]
            assert low[1] <= high[1]
            assert low[2] <= high[2]
        assert all(least < most for _, least, most in rows)
    assert all(isinstance(KINDS["visit"].fields[name], Count) for name in table.unlike)
