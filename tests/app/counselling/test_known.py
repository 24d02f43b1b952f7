"""What her story answers by itself, and what it does not."""

import pytest

from app.counselling.known import known
from app.records import Child, Delivery, Visit
from tests.app.actions.stories import TODAY, her


def delivery(date: str) -> Delivery:
    return Delivery(id="d", subject="w", date=date)


def visit(date: str, **found: object) -> Visit:
    return Visit(id=f"v{date}", subject="w", visit_kind="general", date=date, **found)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("born", "answer"),
    [("1991-11-22", "from35"), ("1991-11-23", "under35"), ("1994", "under35"), ("1991", None), (None, None)],
)
def test_her_age(born: str | None, answer: str | None) -> None:
    assert known(her(birth_date=born), TODAY).answers.get("age") == answer


@pytest.mark.parametrize(
    ("day", "answer"),
    [
        ("2026-11-22", "w0"), ("2026-11-02", "w0"), ("2026-11-01", "w3"), ("2026-10-26", "w3"), ("2026-10-25", "w4"),
        ("2026-10-12", "w4"), ("2026-10-11", "w6"), ("2026-05-25", "w6"), ("2026-05-24", "m6"), ("2026-11", None),
    ],
)  # fmt: skip
def test_weeks_since_the_last_birth(day: str, answer: str | None) -> None:
    assert known(her(delivery(day)), TODAY).answers.get("birth") == answer


def test_nothing_is_concluded_from_what_is_not_there() -> None:
    found = known(her(birth_date=None), TODAY)
    assert found.answers == {}
    assert (found.years, found.born, found.pressure, found.silent) == (None, None, None, frozenset())


def test_a_woman_who_has_no_children_has_had_no_birth() -> None:
    assert known(her(children_stated=0), TODAY).answers["birth"] == "m6"
    assert "birth" not in known(her(children_stated=2), TODAY).answers


@pytest.mark.parametrize(("fed", "answer"), [("breast", "yes"), ("mixed", "yes"), ("formula", "no"), (None, None)])
def test_how_the_baby_is_fed_as_last_told(fed: str | None, answer: str | None) -> None:
    story = her(delivery("2026-10-25"), visit("2026-11-01", feeding=fed))
    assert known(story, TODAY).answers.get("breastfeeding") == answer


def test_after_the_death_of_a_child_feeding_is_not_asked_about() -> None:
    gone = Child(id="c", subject="w", relation="birth", birth_date="2026-10-25", ended="died", ended_date="2026-11-01")
    found = known(her(delivery("2026-10-25"), visit("2026-10-28", feeding="breast"), gone), TODAY)
    assert found.silent == {"breastfeeding"}
    assert "breastfeeding" not in found.answers


@pytest.mark.parametrize(
    ("upper", "lower", "answer"),
    [(139, 89, "usual"), (140, 70, "raised"), (120, 90, "raised"), (160, 80, "high"), (130, 100, "high")],
)
def test_her_blood_pressure_as_last_measured(upper: int, lower: int, answer: str) -> None:
    story = her(visit("2026-03-01", systolic=180, diastolic=110), visit("2026-10-01", systolic=upper, diastolic=lower))
    found = known(story, TODAY)
    assert found.answers["pressure"] == answer
    assert found.pressure is not None
    assert found.pressure.date == "2026-10-01"


def test_a_blood_pressure_of_long_ago_is_shown_and_asked_for_anew() -> None:
    found = known(her(visit("2025-11-20", systolic=120, diastolic=80)), TODAY)
    assert "pressure" not in found.answers
    assert found.pressure is not None
