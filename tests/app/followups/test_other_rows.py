"""Supplies, planning, screening, danger signs, referrals, agreed days, and girls."""

from __future__ import annotations

from datetime import date, timedelta

from app.followups.notes import no_routine_visit
from app.followups.urgent import is_urgent, ringing
from app.records import Record
from tests.app.followups.making import (
    answered,
    gave_birth,
    given,
    her,
    injected,
    lost,
    of,
    on,
    only,
    pregnant,
    said,
    screened,
    states,
    using,
    visited,
)

FAR = {"since": date(2020, 1, 1), "horizon": date(2040, 1, 1)}


# ---- supplies ----


def test_the_next_box_takes_over_from_the_last() -> None:
    first, second = given("condom", "2026-01-01", "2026-03-01"), given("condom", "2026-02-20", "2026-05-01", id="g2")
    seen = {f.anchor: f.state.value for f in of("supplies", her(first, second), "2026-02-25", **FAR)}
    assert seen == {"g": "done", "g2": "upcoming"}
    early = given("condom", "2026-02-01", "2026-05-01", id="g2")  # before the first could be renewed
    assert [f.anchor for f in of("supplies", her(first, early), "2026-02-25", **FAR)] == ["g2"]


def test_what_runs_out_on_no_day_is_not_asked_after_but_takes_over() -> None:
    first, second = given("condom", "2026-01-01", "2026-03-01"), given("condom", "2026-02-01", id="g2")
    assert of("supplies", her(first, second), "2026-03-01", **FAR) == []


def test_of_two_boxes_of_one_day_the_one_that_lasts_longer_counts() -> None:
    small, large = given("condom", "2026-01-01", "2026-02-01"), given("condom", "2026-01-01", "2026-03-01", id="g2")
    assert [f.anchor for f in of("supplies", her(small, large), "2026-02-01", **FAR)] == ["g2"]


def test_another_article_renews_nothing() -> None:
    story = her(given("condom", "2026-01-01", "2026-03-01"), given("pill_combined", "2026-02-20", id="g2"))
    assert states(story, "2026-03-01")["supplies", 1] == "open"
    story = her(
        given("condom", "2026-01-01", "2026-03-01"), given("condom", "2026-02-20", id="g2", movement="returned")
    )
    assert states(story, "2026-03-01")["supplies", 1] == "open", "what she brought back"


def test_nobody_asks_after_what_nobody_reckoned_or_what_is_taken_once() -> None:
    assert on(her(given("condom", "2026-01-01")), "2026-02-01", **FAR) == ()
    assert on(her(given("emergency_pill", "2026-01-01", "2026-02-01")), "2026-02-01", **FAR) == ()


def test_who_stopped_the_method_or_expects_a_child_is_not_asked_whether_she_wants_more() -> None:
    box = given("pill_combined", "2026-01-01", "2026-03-01")
    running = using("pill_combined", "2025-12-20")
    assert states(her(box, running), "2026-03-01")["supplies", 1] == "open"
    stopped = running.with_values(stop="2026-02-01")
    assert of("supplies", her(box, stopped), "2026-03-01", **FAR) == []
    assert of("supplies", her(box, pregnant("2026-01-10")), "2026-03-01")[0].because == "pregnant"
    folic = her(given("folic_acid", "2026-01-01", "2026-03-01"), pregnant("2026-01-10"))
    assert states(folic, "2026-03-01")["folic_resupply", 1] == "open"


# ---- planning ----


def test_only_her_own_word_asks_whether_she_would_like_a_check_before_a_pregnancy() -> None:
    note = using("none", "2026-01-01", not_using_reason="wants_pregnancy")
    found = of("preconception", her(note), "2026-02-01")
    assert [(f.state, f.sensitive, f.service) for f in found] == [("open", True, "maternal")]
    for reason in ("no_need", "declined", "not_asked", None):
        assert on(her(note.with_values(not_using_reason=reason)), "2026-02-01") == ()
    assert states(her(note, visited("preconception", "2026-01-20")), "2026-02-01")["preconception", 1] == "done"
    assert of("preconception", her(note, pregnant("2026-01-05")), "2026-02-01")[0].because == "pregnant"
    assert of("preconception", her(note.with_values(stop="2026-01-15")), "2026-02-01")[0].because == "stopped"


# ---- screening ----

BORN = {"birth_date": "1986-03-10"}  # 35 in 2021, 38 in 2024, 41 in 2027


def test_a_test_on_record_counts_from_its_own_day_and_ends_the_asking_by_age() -> None:
    done = screened("cervical", "2025-06-01", "hpv")
    found = [
        f for f in on(her(done, **BORN), "2026-01-01", **FAR) if f.rule.startswith("cervical") and f.state != "lapsed"
    ]
    assert [(f.rule, f.due) for f in found][:2] == [
        ("cervical_hpv", date(2030, 6, 1)), ("cervical_hpv", date(2035, 6, 1)),
    ]  # fmt: skip
    assert {f.rule for f in on(her(done, **BORN), "2026-01-01", **FAR) if f.rule.startswith("breast")} == {
        "breast_first"
    }


def test_the_last_test_counts_and_nothing_is_asked_from_65_on() -> None:
    two = (screened("cervical", "2020-06-01", "cytology"), screened("cervical", "2023-06-01", "hpv", id="s2"))
    live = [
        f
        for f in on(her(*two, **BORN), "2026-01-01", **FAR)
        if f.rule.startswith("cervical_") and f.state == "upcoming"
    ]
    assert [f.due.year for f in live] == [2028, 2033, 2038]
    old = her(screened("breast", "2024-06-01"), birth_date="1961-04-30")  # 65 in April 2026
    assert [f.opens for f in of("breast", old, "2026-01-01", **FAR)] == [], "it would open when she is 65"


def test_a_result_to_be_followed_up_is_asked_after_until_it_is_closed() -> None:
    found = screened("cervical", "2026-01-01", result="see_clinician")
    assert states(her(found), "2026-01-10")["screening_result", 1] == "open"
    closed = her(found.with_values(closed_date="2026-01-09"))
    assert states(closed, "2026-01-10")["screening_result", 1] == "done"
    assert states(closed, "2026-01-08")["screening_result", 1] == "open"
    assert on(her(screened("cervical", "2026-01-01", result="normal")), "2026-01-10") == ()


# ---- danger and referral ----


def ticked(day: str, **values: str) -> Record:
    return visited("antenatal", day, danger_signs="headache", **values)


def rung(*records: Record, day: str) -> list[tuple[str, int]]:
    found = on(her(*records), day)
    return [(f.rule, f.occurrence) for f in ringing(found, date.fromisoformat(day))]


def test_a_danger_sign_rings_after_one_and_after_three_days() -> None:
    days = [f"2026-03-{n:02d}" for n in range(1, 17)]
    heard = {day: rung(ticked("2026-03-01"), day=day) for day in days}
    assert heard["2026-03-01"] == [], "the day itself: it was said then"
    assert heard["2026-03-02"] == heard["2026-03-03"] == [("danger_sign", 1)]
    assert heard["2026-03-04"] == heard["2026-03-15"] == [("danger_sign", 2)]
    assert heard["2026-03-16"] == []


def test_a_number_that_asks_for_a_doctor_the_same_day_is_a_danger_sign_too() -> None:
    assert rung(visited("antenatal", "2026-03-01", systolic=165, diastolic=100), day="2026-03-02") == [
        ("danger_sign", 1)
    ]
    assert rung(visited("antenatal", "2026-03-01", systolic=120, diastolic=80), day="2026-03-02") == []


def test_it_is_quiet_once_she_was_seen_or_the_outcome_is_known() -> None:
    assert rung(ticked("2026-03-01"), visited("general", "2026-03-02", id="v2"), day="2026-03-02") == []
    told = ticked("2026-03-01", referral_outcome="住院了", referral_outcome_date="2026-03-02")
    assert rung(told, day="2026-03-02") == rung(told, day="2026-03-04") == []


def test_a_referral_rings_when_two_weeks_passed_without_an_outcome() -> None:
    referred = visited("general", "2026-03-01", referral_reason="看妇科")
    assert [day for day in range(1, 32) if rung(referred, day=f"2026-03-{day:02d}")] == list(range(15, 32))
    for told in (
        (referred.with_values(referral_outcome="没事"),),
        (referred, visited("referral_outcome", "2026-03-10", id="v2")),
    ):
        assert rung(*told, day="2026-03-20") == []
        assert states(her(*told), "2026-03-20")["referral", 1] == "done"


def test_a_visit_after_birth_rings_in_its_last_days() -> None:
    birth = gave_birth("2026-03-01")  # closes on the 29th
    assert [day for day in range(1, 32) if rung(birth, day=f"2026-03-{day:02d}")] == [26, 27, 28, 29]


def test_nothing_rings_that_leads_to_the_door_of_who_wants_no_contact() -> None:
    refused = [said(scope, "refused") for scope in ("phone", "message", "home_visit")]
    assert rung(ticked("2026-03-01"), *refused, day="2026-03-02") == []


def test_few_things_are_urgent() -> None:
    def urgent(*records: Record, day: str) -> bool:
        return any(is_urgent(f, date.fromisoformat(day)) for f in on(her(*records), day))

    shot = using("injectable_3m", "2026-01-01")  # due 2 April, closes on the 30th
    assert not urgent(shot, day="2026-04-02")
    assert urgent(shot, day="2026-04-28")
    assert not urgent(using("iud_copper", "2026-01-01"), day="2026-02-16"), "its window closes; it can be done any day"
    assert not urgent(lost("2026-01-01"), day="2026-02-16")
    assert urgent(ticked("2026-03-01"), day="2026-03-02")


# ---- the day agreed at a visit ----

IUD = using("iud_copper", "2026-01-01")  # seen from 22 January, then from 22 March to 16 April


def test_the_agreed_day_moves_what_comes_next() -> None:
    met = visited("iud_followup", "2026-02-01", next_date="2026-04-10")
    second = of("iud_inserted", her(IUD, met), "2026-03-25", **FAR)[1]
    assert (second.state, second.until, second.due, second.closes) == (
        "postponed", date(2026, 4, 10), date(2026, 4, 10), date(2026, 4, 25),
    )  # fmt: skip
    assert [states(her(IUD, met), day)["iud_inserted", 2] for day in ("2026-04-10", "2026-04-11")] == ["open", "past"]
    assert not of("agreed_day", her(IUD, met), "2026-04-10"), "it stands on the list once"


def test_an_earlier_day_opens_it_earlier() -> None:
    met = visited("iud_followup", "2026-02-01", next_date="2026-03-01")
    second = of("iud_inserted", her(IUD, met), "2026-03-01")[0]
    assert (second.occurrence, second.state, second.due) == (2, "open", date(2026, 4, 1))


def test_the_last_meeting_counts_and_her_own_answer_after_it() -> None:
    met = visited("iud_followup", "2026-02-01", next_date="2026-04-10")
    again = visited("iud_followup", "2026-02-20", id="v2", next_date="2026-04-05")
    assert of("iud_inserted", her(IUD, met, again), "2026-03-25")[0].until == date(2026, 4, 5)
    put_off = answered("postponed", "2026-03-20", "2026-04-14", occurrence=2)
    assert of("iud_inserted", her(IUD, met, put_off), "2026-03-25")[0].until == date(2026, 4, 14)
    before = answered("postponed", "2026-01-20", "2026-04-14", occurrence=2)
    assert of("iud_inserted", her(IUD, met, before), "2026-03-25")[0].until == date(2026, 4, 10)
    declined = answered("declined", "2026-01-20", occurrence=2)
    assert states(her(IUD, met, declined), "2026-03-25")["iud_inserted", 2] == "declined", "her answer stays as it is"


def test_the_next_injection_moves_to_the_day_agreed_when_one_was_given() -> None:
    shot = injected("2026-04-01", next_date="2026-06-25")
    (one,) = of("injection_3m", her(using("injectable_3m", "2026-01-01"), shot), "2026-06-20")
    assert (one.anchor, one.state, one.until) == ("v", "postponed", date(2026, 6, 25))


def test_a_day_that_moves_nothing_stands_by_itself() -> None:
    met = visited("general", "2026-02-01", next_date="2026-02-20")
    assert [only(her(met), day).state.value for day in ("2026-02-17", "2026-02-20", "2026-02-21")] == [
        "open",
        "open",
        "past",
    ]
    assert only(her(met, visited("general", "2026-02-19", id="v2")), "2026-02-20").state == "done"
    last = visited("postpartum_42", "2026-03-01", next_date="2026-03-20")
    assert of("agreed_day", her(gave_birth("2026-01-10"), last), "2026-03-20"), "nothing comes after that check"


# ---- girls ----


def test_a_girl_is_not_contacted_about_contraception_but_as_anybody_about_birth() -> None:
    girl = {"birth_date": "2009-05-01"}  # 18 in May 2027
    shot = using("injectable_3m", "2026-01-01")
    assert only(her(shot, **girl), "2026-04-01").contact == ()
    assert only(her(shot), "2026-04-01").contact != ()
    assert of("supplies", her(given("condom", "2026-01-01", "2026-03-01"), **girl), "2026-03-01")[0].contact == ()
    assert of("postpartum_home", her(gave_birth("2026-01-01"), **girl), "2026-01-05")[0].contact != ()
    wants = using("none", "2026-01-01", not_using_reason="wants_pregnancy")
    assert on(her(wants, **girl), "2026-02-01") == ()
    grown = her(using("injectable_3m", "2027-02-01"), **girl)
    assert only(grown, "2027-05-01").contact != ()


def test_a_girl_known_only_by_her_year_is_a_girl_until_its_end() -> None:
    shot = using("injectable_3m", "2026-01-01")
    assert only(her(shot, birth_date="2008"), "2026-04-01").contact == ()


# ---- no routine visit needed ----


def test_her_page_says_where_no_routine_visit_is_needed() -> None:
    assert no_routine_visit(her(using("condom", "2026-01-01")), date(2026, 2, 1))
    assert no_routine_visit(her(using("female_sterilisation", "2020-01-01")), date(2026, 2, 1)), "after its last check"
    assert not no_routine_visit(her(using("female_sterilisation", "2026-01-01")), date(2026, 2, 1))
    assert not no_routine_visit(her(using("iud_copper", "2010-01-01")), date(2026, 2, 1))
    assert not no_routine_visit(her(using("none", "2026-01-01")), date(2026, 2, 1)), "nothing is used"
    assert not no_routine_visit(her(), date(2026, 2, 1)), "nothing is known"
    assert not no_routine_visit(
        her(using("condom", "2026-01-01"), using("iud_copper", "2026-01-01", id="m2")), date(2026, 2, 1)
    )
    assert not no_routine_visit(her(using("condom", "2026-01-01", stop="2026-01-20")), date(2026, 2, 1))


def test_what_is_due_after_years_without_a_look_is_the_same_as_day_by_day() -> None:
    story = her(using("injectable_3m", "2026-01-01"), injected("2026-03-30"))
    day = date(2026, 6, 1)
    while day < date(2026, 9, 1):
        assert list(on(story, day)) == [f for f in on(story, day, **FAR) if f.opens <= day <= f.closes]
        day += timedelta(days=1)
