"""Which record a visit is about, whom it may be about, what is asked and what is offered."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.actions.visits import record_outcome, record_screening, record_visit
from app.followups.schedule import load_schedule
from app.records import Delivery, Pregnancy, Record, Screening, Visit
from app.records.writes import Add, Edit
from app.visiting import about_of, children_at, earlier_answers, kinds_for, left_out, open_referrals, usual_facility
from tests.app.followups.making import HER, child, gave_birth, her, lost, using, visited

SCHEDULE = load_schedule()
ON = date(2026, 11, 22)


def pregnancy(name: str, **values: Any) -> Pregnancy:
    return Pregnancy(id=name, subject=HER, **values)


def test_an_antenatal_visit_is_about_the_pregnancy_of_its_day() -> None:
    story = her(
        pregnancy("first", lmp="2024-01-01", edd="2024-10-07", outcome="delivery", outcome_date="2024-10-01"),
        pregnancy("now", lmp="2026-06-01", edd="2027-03-08"),
    )
    assert about_of(story, "antenatal", ON) == "now"
    assert about_of(story, "antenatal", date(2024, 8, 1)) in ("first", "now")
    assert about_of(her(), "antenatal", ON) is None


def test_a_visit_after_a_birth_is_about_the_latest_birth() -> None:
    story = her(Delivery(id="old", subject=HER, date="2023-01-01"), Delivery(id="new", subject=HER, date="2026-11-01"))
    assert about_of(story, "postpartum_home", ON) == "new"
    assert about_of(story, "postpartum_home", date(2023, 2, 1)) == "old"
    assert about_of(story, "postpartum_home", date(2025, 2, 1)) is None


def test_care_after_a_loss_is_about_that_pregnancy() -> None:
    assert about_of(her(lost("2026-10-22")), "post_abortion", ON) == "p"


def test_the_child_who_is_due_comes_first_then_the_younger() -> None:
    story = her(
        child(id="big", birth_date="2022-03-01"),
        visited("child_health", "2026-04-01", about="big"),
        child(id="small", birth_date="2026-07-01"),
        child(id="gone", birth_date="2024-03-01", ended="died", ended_date="2024-04-01"),
        child(id="still", birth_date="2026-07-01", born="stillbirth"),
        child(id="grown", birth_date="2018-03-01"),
    )
    assert [c.id for c in children_at(story, "child_health", ON, SCHEDULE)] == ["small", "big"]
    assert [c.id for c in children_at(story, "newborn", ON, SCHEDULE)] == []
    assert [c.id for c in children_at(story, "newborn", date(2026, 7, 20), SCHEDULE)] == ["small"]


def test_a_child_who_died_later_was_there_before() -> None:
    story = her(child(id="c", birth_date="2026-06-01", ended="died", ended_date="2026-10-01"))
    assert [c.id for c in children_at(story, "child_health", date(2026, 9, 1), SCHEDULE)] == ["c"]
    assert children_at(story, "child_health", ON, SCHEDULE) == ()


def test_earlier_answers_of_a_child_are_its_own() -> None:
    story = her(
        visited("child_health", "2026-08-01", id="a", about="c", child_weight_g=6000, feeding="breast"),
        visited("child_health", "2026-09-01", id="b", about="d", child_weight_g=9000, danger_signs="child_fever"),
    )
    assert earlier_answers(story, "child_health", "2026-10-01", "c") == {"child_weight_g": 6000, "feeding": "breast"}
    assert earlier_answers(story, "child_health", "2026-10-01", "d") == {"child_weight_g": 9000}
    assert earlier_answers(story, "child_health", "2026-10-01") == {}


@pytest.mark.parametrize(
    ("born", "records", "kind", "omitted"),
    [
        ("1990-01-01", (), "general", {"content"}),
        ("1990-01-01", (using("iud_copper", "2026-01-01"),), "general", set()),
        ("1990-01-01", (), "supplies", set()),
        ("2010-01-01", (), "supplies", {"content"}),
        ("2010-01-01", (using("condom", "2026-01-01"),), "supplies", set()),
    ],
)
def test_under_eighteen_nobody_asks_about_methods_by_routine(
    born: str, records: tuple[Record, ...], kind: str, omitted: set[str]
) -> None:
    assert left_out(her(*records, birth_date=born), kind, ON, None) == omitted


@pytest.mark.parametrize(
    ("children", "omitted"),
    [
        ((child(born="stillbirth"),), {"feeding"}),
        ((child(), child(id="other", born="stillbirth")), set()),
        ((child(ended="died", ended_date="2026-11-20"),), {"feeding"}),
        ((child(),), set()),
    ],
)
def test_after_a_loss_no_question_is_about_the_child(children: tuple[Record, ...], omitted: set[str]) -> None:
    assert left_out(her(gave_birth("2026-11-12"), *children), "postpartum_home", ON, "d") == omitted


def test_what_fits_her_now_is_offered_first_and_a_loss_never() -> None:
    expecting = her(pregnancy("now", edd="2027-03-08"), birth_date="1995-01-01")
    assert "antenatal_first" in kinds_for(expecting, ON, SCHEDULE)
    seen = her(pregnancy("now", edd="2027-03-08"), visited("antenatal_first", "2026-08-01", about="now"))
    assert "antenatal" in kinds_for(seen, ON, SCHEDULE)
    assert "post_abortion" not in kinds_for(her(lost("2026-10-22")), ON, SCHEDULE)
    assert kinds_for(her(birth_date="2010-01-01"), ON, SCHEDULE) == ("general",)
    assert "screening" in kinds_for(her(birth_date="1980-01-01"), ON, SCHEDULE)
    assert "screening" not in kinds_for(her(birth_date="1995-01-01"), ON, SCHEDULE)
    assert kinds_for(her(gave_birth("2026-11-12"), child(born="stillbirth")), ON, SCHEDULE) == (
        "postpartum_home", "general",
    )  # fmt: skip


def test_a_referral_is_open_until_somebody_wrote_what_came_of_it() -> None:
    referred = visited("general", "2026-11-08", id="a", referral_reason="血压偏高", referral_facility="县医院")
    story = her(referred)
    assert [v.id for v in open_referrals(story, ON)] == ["a"]
    assert usual_facility(story) == "县医院"
    (write,) = record_outcome(referred, {"referral_outcome": "去看了", "referral_outcome_date": "2026-11-20"})
    assert write == Edit("visit", "a", {"referral_outcome": "去看了", "referral_outcome_date": "2026-11-20"})
    done = referred.with_values(**dict(write.values))
    assert open_referrals(her(done), ON) == ()
    assert record_outcome(done, {"referral_outcome": "去看了", "referral_outcome_date": "2026-11-20"}) == ()


def test_a_visit_names_what_it_is_about() -> None:
    story = her(pregnancy("now", edd="2027-03-08"), using("iud_copper", "2026-01-01"))
    for kind, about in (("antenatal", "now"), ("iud_followup", "m"), ("general", None)):
        (write,) = record_visit(story, {"visit_kind": kind, "date": "2026-11-22"}, fresh=lambda: "v")
        assert isinstance(write, Add)
        assert isinstance(write.record, Visit)
        assert write.record.about == about


def test_a_screening_is_a_record_of_its_own() -> None:
    (write,) = record_screening(her(), {"screen": "breast", "date": "2026-11-22"}, fresh=lambda: "s")
    assert write == Add(Screening(id="s", subject=HER, screen="breast", date="2026-11-22"))
