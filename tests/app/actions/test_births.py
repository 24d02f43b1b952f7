"""Pregnancy, birth and children: told in any order, late, corrected, taken back; nothing is asked twice."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest

from app.actions import births, village
from app.followups.due import State, followups
from app.followups.schedule import load_schedule
from app.people import children_of, grieves, weeks_on
from app.records import Child, Pregnancy, Value
from app.records.story import Story
from tests.app.actions.stories import TODAY, after, her

SCHEDULE = load_schedule()


@pytest.fixture
def fresh() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"f{next(numbers):03d}"


def told(fresh: Callable[[], str], story: Story | None = None, /, **values: Any) -> Pregnancy:
    now = after(story or her(), births.begin_pregnancy(story or her(), values, fresh=fresh))
    return next(p for p in now.pregnancies if p.id not in {old.id for old in (story or her()).pregnancies})


# Booking


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"lmp": "2026-06-01"}, {"edd": "2027-03-08", "edd_basis": "lmp"}),
        ({"lmp": "2026-06-01", "booked_date": "2026-08-01"}, {"booked_weeks": 8}),
        ({"lmp": "2026-06", "lmp_known": "unsure"}, {"edd": None, "edd_basis": None}),
        ({"lmp_known": "unknown", "lmp": "2026-06-01"}, {"lmp": None, "edd": None, "edd_basis": None}),
        (
            {"lmp_known": "unknown", "edd": "2027-03-01", "edd_basis": "ultrasound", "ultrasound_date": "2026-09-01"},
            {"lmp": None, "edd": "2027-03-01", "edd_basis": "ultrasound"},
        ),
        (
            {"lmp": "2026-06-01", "edd": "2027-03-20", "edd_basis": "ultrasound"},
            {"lmp": "2026-06-01", "edd": "2027-03-20", "edd_basis": "ultrasound"},
        ),
        ({"lmp": "2026-05-31", "lmp_stated": "农历2026年四月十五"}, {"lmp_stated": "农历2026年四月十五"}),
        ({"booked_date": "2026-08-01"}, {"booked_weeks": None, "lmp": None, "edd": None}),
        ({"lmp": "2026-06-01", "booked_date": "2026-08"}, {"booked_weeks": None}),
    ],
)
def test_what_she_knows_is_enough_to_book(
    fresh: Callable[[], str], values: dict[str, Any], expected: dict[str, Any]
) -> None:
    pregnancy = told(fresh, **values)
    assert {name: getattr(pregnancy, name) for name in expected} == expected


def test_an_ultrasound_moves_the_expected_day_and_never_the_stated_period(fresh: Callable[[], str]) -> None:
    story = her(Pregnancy(id="p", subject="w", lmp="2026-06-01", edd="2027-03-08", edd_basis="lmp"))
    found = {"edd": "2027-03-22", "edd_basis": "ultrasound", "ultrasound_date": "2026-09-01"}
    (pregnancy,) = after(story, births.correct_pregnancy(story.pregnancies[0], found)).pregnancies
    assert (pregnancy.lmp, pregnancy.edd, pregnancy.edd_basis) == ("2026-06-01", "2027-03-22", "ultrasound")
    assert weeks_on(pregnancy, date(2026, 11, 22)) == ((date(2026, 11, 22) - date(2026, 6, 15)).days // 7, 6)


@pytest.mark.parametrize(("basis", "edd"), [("lmp", "2027-03-15"), ("ultrasound", "2027-03-08"), (None, "2027-03-08")])
def test_a_corrected_period_moves_only_the_day_counted_from_it(basis: str | None, edd: str) -> None:
    story = her(Pregnancy(id="p", subject="w", lmp="2026-06-01", edd="2027-03-08", edd_basis=basis))
    (pregnancy,) = after(story, births.correct_pregnancy(story.pregnancies[0], {"lmp": "2026-06-08"})).pregnancies
    assert pregnancy.edd == edd


# Birth


def test_twins_of_whom_one_was_stillborn_are_one_delivery(fresh: Callable[[], str]) -> None:
    story = her(Pregnancy(id="p", subject="w", lmp="2026-02-01"))
    born: list[dict[str, Value]] = [{"sex": "2", "birth_weight_g": 2300}, {"sex": "1", "born": "stillbirth"}]
    now = after(story, births.deliver(story, {"date": "2026-10-20", "place": "hospital"}, born, fresh=fresh))
    (delivery,) = now.deliveries
    assert [(c.plurality, c.delivery, c.gestation_weeks) for c in now.children] == [(2, delivery.id, 37)] * 2
    assert {c.born: c.birth_order for c in now.children} == {"live": 1, "stillbirth": None}
    assert (now.pregnancies[0].outcome, now.pregnancies[0].outcome_date) == ("delivery", "2026-10-20")
    assert grieves(now, TODAY)
    assert not any("newborn" in f.rule and f.state in (State.OPEN, State.UPCOMING) and f.about == c.id
                   for c in now.children if c.born != "live" for f in followups(now, SCHEDULE, TODAY))  # fmt: skip


def test_a_birth_heard_of_months_later_ends_its_own_pregnancy_and_not_the_one_going_on(
    fresh: Callable[[], str],
) -> None:
    story = her(
        Pregnancy(id="old", subject="w", lmp="2024-10-01"),
        Pregnancy(id="now", subject="w", lmp="2026-06-01"),
        Child(id="c", subject="w", birth_date="2026-01-01", birth_order=1),
    )
    now = after(story, births.deliver(story, {"date": "2025-07-05"}, [{"sex": "1"}], fresh=fresh))
    assert {p.id: p.outcome for p in now.pregnancies} == {"old": "delivery", "now": None}
    assert now.deliveries[0].pregnancy == "old"


def test_a_birth_before_every_open_pregnancy_ends_none_of_them(fresh: Callable[[], str]) -> None:
    story = her(Pregnancy(id="now", subject="w", lmp="2026-06-01"))
    now = after(story, births.deliver(story, {"date": "2020-07"}, [{}], fresh=fresh))
    assert (now.deliveries[0].pregnancy, now.pregnancies[0].outcome) == (None, None)


def test_a_birth_entered_late_has_the_followups_it_would_have_had(fresh: Callable[[], str]) -> None:
    """The same day gives the same list, whenever it was written down."""
    born = (TODAY - timedelta(days=200)).isoformat()
    story = her(Pregnancy(id="p", subject="w", lmp=(TODAY - timedelta(days=480)).isoformat()))
    late = after(story, births.deliver(story, {"date": born}, [{"sex": "1"}], fresh=fresh))
    early = {
        (f.rule, f.occurrence, f.due) for f in followups(late, SCHEDULE, TODAY, horizon=TODAY + timedelta(days=400))
    }
    assert not any(
        f.rule.startswith(("postpartum", "newborn")) and f.state is State.OPEN for f in followups(late, SCHEDULE, TODAY)
    )
    assert not any(rule.startswith("antenatal") for rule, _, _ in early)


def test_numbers_a_roster_stated_go_on_with_the_births_and_back_again(fresh: Callable[[], str]) -> None:
    story = her(children_stated=1, girls_stated=0, youngest_birth_stated="2015-03")
    born = after(story, births.deliver(story, {"date": "2026-10-20"}, [{"sex": "2"}], fresh=fresh))
    assert (born.woman.children_stated, born.woman.girls_stated, born.woman.youngest_birth_stated) == (
        2,
        1,
        "2026-10-20",
    )
    assert born.children[0].birth_order == 2
    gone = after(born, births.child_gone(born.children[0], "died", "2026-11-01"))
    assert (children_of(gone).total, children_of(gone).girls) == (1, 0)
    back = after(born, village.take_back(born.deliveries[0], born))
    assert (back.deliveries, back.children, back.woman.children_stated) == ((), (), 1)


def test_the_youngest_stays_the_youngest_when_an_older_birth_is_told_of(fresh: Callable[[], str]) -> None:
    story = her(children_stated=1, youngest_birth_stated="2024-03-01")
    now = after(story, births.deliver(story, {"date": "2018-10-20"}, [{"sex": "2"}], fresh=fresh))
    assert now.woman.youngest_birth_stated == "2024-03-01"


def test_a_corrected_day_of_birth_moves_child_and_pregnancy_with_it(fresh: Callable[[], str]) -> None:
    story = her(Pregnancy(id="p", subject="w", lmp="2026-02-01"))
    born = after(story, births.deliver(story, {"date": "2026-10-20"}, [{"sex": "1"}], fresh=fresh))
    now = after(born, births.correct_delivery(born, born.deliveries[0], {"date": "2026-10-21"}))
    assert (now.children[0].birth_date, now.pregnancies[0].outcome_date) == ("2026-10-21", "2026-10-21")


def test_a_birth_taken_back_leaves_the_pregnancy_open(fresh: Callable[[], str]) -> None:
    story = her(Pregnancy(id="p", subject="w", lmp="2026-02-01"))
    born = after(story, births.deliver(story, {"date": "2026-10-20"}, [{}, {}, {}], fresh=fresh))
    assert len(born.children) == 3
    now = after(born, village.take_back(born.deliveries[0], born))
    assert births.open_pregnancy(now) == story.pregnancies[0]
    assert (now.children, now.deliveries) == ((), ())


def test_a_loss_ends_the_pregnancy_it_belongs_to(fresh: Callable[[], str]) -> None:
    story = her(Pregnancy(id="old", subject="w", lmp="2024-10-01"), Pregnancy(id="now", subject="w", lmp="2026-06-01"))
    now = after(story, births.end_pregnancy(story, "miscarriage", "2024-12-20", fresh=fresh))
    assert {p.id: p.outcome for p in now.pregnancies} == {"old": "miscarriage", "now": None}


def test_a_child_who_came_to_her_is_neither_borne_nor_counted_as_born(fresh: Callable[[], str]) -> None:
    values = {"relation": "adopted", "birth_date": "2023-05", "joined_date": "2026-08-01", "sex": "2"}
    now = after(her(), births.add_child(her(), values, fresh=fresh))
    assert (now.deliveries, now.children[0].joined_date) == ((), "2026-08-01")
    assert children_of(now).total == 1
    born = after(now, births.deliver(now, {"date": "2026-10-20"}, [{"sex": "1"}], fresh=fresh))
    assert next(c.birth_order for c in born.children if c.relation == "birth") == 1


@pytest.mark.parametrize(
    ("child", "mourning"),
    [
        ({"born": "stillbirth", "birth_date": "2026-10-01"}, True),
        ({"ended": "died", "ended_date": "2026-10"}, True),
        ({"ended": "died", "birth_date": "2026-10-01"}, True),
        ({"ended": "died", "ended_date": "2020-10-01"}, False),
        ({"ended": "left", "ended_date": "2026-10-01"}, False),
        ({"birth_date": "2026-10-01"}, False),
    ],
)
def test_after_a_childs_death_the_words_change_for_a_year(child: dict[str, Any], mourning: bool) -> None:
    assert grieves(her(Child(id="c", subject="w", **child)), TODAY) is mourning


def test_weeks_are_said_only_where_the_day_they_count_from_is_known() -> None:
    assert weeks_on(Pregnancy(id="p", subject="w", lmp="2026-06"), TODAY) is None
    assert weeks_on(Pregnancy(id="p", subject="w"), TODAY) is None
    assert weeks_on(Pregnancy(id="p", subject="w", lmp="2026-11-22"), TODAY) == (0, 0)
