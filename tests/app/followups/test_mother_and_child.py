"""Pregnancy, birth, children, and losing one."""

from __future__ import annotations

from datetime import date

import pytest

from app.followups.notes import undated
from tests.app.followups.making import child, gave_birth, given, her, lost, of, on, pregnant, states, visited

YEAR = {"since": date(2026, 1, 1), "horizon": date(2027, 12, 31)}
LMP = "2026-01-01"


def test_the_weeks_follow_her_edd_where_an_ultrasound_changed_it() -> None:
    scanned = pregnant(LMP, edd="2026-10-22", edd_basis="ultrasound")  # two weeks later than her LMP says
    assert of("antenatal", her(scanned), "2026-06-01", **YEAR)[0].opens == date(2026, 5, 7)


def test_an_lmp_of_a_month_opens_early_and_closes_late() -> None:
    first = of("antenatal", her(pregnant("2026-01")), "2026-06-01", **YEAR)[0]
    assert (first.opens, first.due) == (date(2026, 4, 23), date(2026, 6, 26))


def test_without_an_lmp_nothing_is_offered_by_weeks_and_her_page_says_so() -> None:
    story = her(pregnant(None, lmp_known="unknown", booked_date="2026-03-01"))
    assert on(story, "2026-06-01", **YEAR) == ()
    assert [note.record for note in undated(story, date(2026, 6, 1))] == ["p"]
    assert undated(her(pregnant(LMP)), date(2026, 6, 1)) == ()
    assert undated(her(pregnant(None, outcome="miscarriage")), date(2026, 6, 1)) == (), (
        "over: nothing is asked any more"
    )


def test_one_visit_settles_the_window_it_falls_in_and_no_other() -> None:
    seen = her(pregnant(LMP), visited("antenatal", "2026-05-01"))
    assert {f.occurrence: f.state.value for f in of("antenatal", seen, "2026-05-02", **YEAR)} == {
        1: "done", 2: "upcoming", 3: "upcoming", 4: "upcoming",
    }  # fmt: skip
    late = her(pregnant(LMP), visited("antenatal_first", "2026-05-01"))
    assert states(late, "2026-05-02")["antenatal", 1] == "done", "first seen late: it is a visit all the same"


@pytest.mark.parametrize(
    "ended",
    [
        {"outcome": "miscarriage", "outcome_date": "2026-05-10"},
        {"outcome": "delivery", "outcome_date": "2026-05"},
        {"outcome": "miscarriage"},
    ],
)
def test_a_pregnancy_that_is_over_asks_for_nothing(ended: dict[str, str]) -> None:
    story = her(pregnant(LMP, **ended))
    live = {"open", "past", "upcoming"}
    assert not [f for f in on(story, "2026-05-10", **YEAR) if f.rule != "post_abortion" and f.state in live]


def test_a_birth_ends_it_even_when_nobody_wrote_the_outcome() -> None:
    for birth in (gave_birth("2026-09-20", pregnancy="p"), gave_birth("2026-09-20")):
        story = her(pregnant(LMP), birth)
        (last,) = (f for f in of("antenatal", story, "2026-09-21", **YEAR) if f.occurrence == 4)
        assert (last.state, last.because) == ("lapsed", "ended")
    another = her(pregnant("2027-01-01", id="p2"), gave_birth("2026-09-20", pregnancy="p"))
    assert states(another, "2027-01-20")["antenatal_first", 1] == "open"


def test_folic_acid_handed_out_settles_its_offer() -> None:
    assert states(her(pregnant(LMP), given("folic_acid", "2026-02-01")), "2026-02-01")["folic_early", 1] == "done"
    assert states(her(pregnant(LMP), given("condom", "2026-02-01")), "2026-02-01")["folic_early", 1] == "open"
    told = visited("antenatal_first", "2026-02-01", folic_acid="yes")
    assert states(her(pregnant(LMP), told), "2026-02-01")["folic_early", 1] == "done"


def test_a_child_is_seen_by_visits_about_it_and_twins_each() -> None:
    twins = (child(birth_date=LMP, id="c"), child(birth_date=LMP, id="c2"))
    mine = her(*twins, visited("child_health", "2026-04-10", about="c"))
    assert {f.about: f.state.value for f in of("child_health", mine, "2026-04-10")} == {"c": "done", "c2": "open"}
    both = her(*twins, visited("child_health", "2026-04-10"))
    assert {f.state.value for f in of("child_health", both, "2026-04-10")} == {"done"}


def test_the_age_is_said_when_it_opens_not_when_it_is_due() -> None:
    said = [(f.reason, f.facts["count"]) for f in of("child_health", her(child(birth_date="2020-05-31")), "2026-01-01",
                                                      since=date(2020, 1, 1), horizon=date(2027, 12, 31))]  # fmt: skip
    months, years = "followup.child_health.months", "followup.child_health.years"
    assert said == [
        (months, 3), (months, 6), (months, 8), (years, 1), (months, 18), (years, 2), (months, 30), (years, 3),
        (years, 4), (years, 5), (years, 6),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "lost_child",
    [
        {"born": "stillbirth"},
        {"ended": "died"},
        {"ended": "died", "ended_date": "2026-04"},
        {"ended": "died", "ended_date": "2026-04-09"},
        {"ended": "left", "ended_date": "2026-04-10"},
    ],
)
def test_a_child_that_is_gone_is_silent_at_once(lost_child: dict[str, str]) -> None:
    story = her(gave_birth(LMP), child(birth_date=LMP, **lost_child))
    live = {"open", "past", "upcoming", "postponed", "not_reached"}
    found = on(story, "2026-04-10", **YEAR)
    assert not [f for f in found if f.rule in ("newborn", "child_health") and f.state in live]


def test_the_mother_of_a_stillborn_child_is_visited_in_other_words() -> None:
    story = her(gave_birth(LMP), child(birth_date=LMP, born="stillbirth"))
    assert [(f.rule, f.reason) for f in on(story, "2026-01-05")] == [
        ("postpartum_home", "followup.postpartum_home.alone")
    ]
    twins = her(gave_birth(LMP), child(birth_date=LMP, born="stillbirth"), child(birth_date=LMP, id="c2"))
    assert {f.reason for f in of("postpartum_home", twins, "2026-01-05")} == {"followup.postpartum_home.some"}


def test_a_loss_asks_for_care_after_it_and_for_nothing_of_the_weeks() -> None:
    story = her(lost("2026-03-01", lmp=LMP))
    assert {f.rule for f in on(story, "2026-03-25", **YEAR) if f.state in ("open", "upcoming")} == {"post_abortion"}
