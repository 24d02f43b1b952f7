"""What visits, answers and life do to a follow-up."""

from __future__ import annotations

from datetime import date

import pytest

from app.records import Pregnancy
from tests.app.followups.making import (
    HER,
    answered,
    child,
    died,
    gave_birth,
    her,
    lost,
    moved,
    of,
    on,
    only,
    said,
    states,
    using,
    visited,
)  # fmt: skip

# The device was placed on 1 January; the first follow-up is open 22 January – 16 February, due on 1 February;
# the second opens on 22 March and closes on 16 April.
IUD = using("iud_copper", "2026-01-01")
FIRST, SECOND = ("iud_inserted", 1), ("iud_inserted", 2)


@pytest.mark.parametrize(
    ("day", "state"),
    [("2026-01-21", "open"), ("2026-01-22", "done"), ("2026-02-16", "done"), ("2026-02-17", "lapsed")],
)
def test_a_visit_within_the_window_settles_it(day: str, state: str) -> None:
    story = her(IUD, visited("iud_followup", day))
    seen = {f.occurrence: f for f in on(story, max(day, "2026-01-22"), since=date(2026, 1, 22))}
    assert seen[1].state == state
    assert seen[1].satisfied_by == ("v" if state == "done" else None)


def test_the_earliest_of_two_visits_settles_it() -> None:
    story = her(IUD, visited("iud_followup", "2026-02-10", id="a"), visited("iud_followup", "2026-02-01", id="b"))
    assert only(story, "2026-02-12").satisfied_by == "b"


def test_another_kind_of_visit_settles_nothing() -> None:
    assert states(her(IUD, visited("pill_followup", "2026-02-01")), "2026-02-01") == {FIRST: "open"}


def test_a_visit_about_another_device_settles_nothing_and_one_about_neither_settles_both() -> None:
    other = using("iud_lng", "2026-01-02", id="m2")
    about = her(IUD, other, visited("iud_followup", "2026-02-01", about="m2"))
    assert {f.anchor: f.state.value for f in on(about, "2026-02-01")} == {"m": "open", "m2": "done"}
    plain = her(IUD, other, visited("iud_followup", "2026-02-01"))
    assert {f.state.value for f in on(plain, "2026-02-01")} == {"done"}


def test_a_visit_about_her_delivery_may_still_be_of_the_right_kind() -> None:
    story = her(gave_birth("2026-01-01"), visited("postpartum_home", "2026-01-05", about="d"))
    assert states(story, "2026-01-06") == {("postpartum_home", 1): "done"}


def test_facts_dated_after_today_are_not_yet_known() -> None:
    story = her(
        IUD.with_values(stop="2026-02-05"), visited("iud_followup", "2026-02-04"), answered("declined", "2026-02-03")
    )
    assert [states(story, f"2026-02-0{d}")[FIRST] for d in (2, 3, 4)] == ["past", "declined", "done"]


def test_a_corrected_date_keeps_her_answer() -> None:
    story = her(IUD.with_values(start="2026-02-01"), answered("declined", "2026-01-25"))
    assert states(story, "2026-03-01") == {FIRST: "declined"}


def test_declining_one_leaves_the_next() -> None:
    story = her(IUD, answered("declined", "2026-02-01"))
    assert states(story, "2026-02-10") == {FIRST: "declined"}
    assert states(story, "2026-04-01") == {SECOND: "open"}


def test_she_may_come_all_the_same() -> None:
    story = her(IUD, answered("declined", "2026-02-01"), visited("iud_followup", "2026-02-05"))
    assert states(story, "2026-02-05") == {FIRST: "done"}


def test_no_more_stands_for_everything_of_that_rule_and_device_from_its_day() -> None:
    story = her(IUD, answered("no_more", "2026-03-25", occurrence=2), using("iud_lng", "2026-03-01", id="m2"))
    seen = {
        (f.anchor, f.occurrence): f.state.value
        for f in on(story, "2026-03-26", since=date(2026, 1, 1), horizon=date(2027, 12, 1))
    }
    assert seen[("m", 1)] == "lapsed"
    assert {seen[("m", n)] for n in (2, 3, 4)} == {"declined"}
    assert seen[("m2", 1)] == "open"


def test_no_more_outlives_the_next_injection() -> None:
    shot = visited("injection", "2026-04-02", injection_given="yes")
    story = her(
        using("injectable_3m", "2026-01-01"), shot, answered("no_more", "2026-04-01", rule="injection_3m", anchor="m")
    )
    assert states(story, "2026-07-02") == {("injection_3m", 1): "declined"}


def test_postponed_waits_for_her_day_and_takes_the_leeway_along() -> None:
    story = her(IUD, answered("postponed", "2026-01-30", "2026-02-14"))
    waiting = only(story, "2026-02-13")
    assert (waiting.state, waiting.until, waiting.due, waiting.closes) == (
        "postponed", date(2026, 2, 14), date(2026, 2, 14), date(2026, 3, 1),
    )  # fmt: skip
    days = ("2026-02-14", "2026-02-15", "2026-03-01")
    assert [states(story, day)[FIRST] for day in days] == ["open", "past", "past"]
    assert on(story, "2026-03-02") == ()
    assert states(her(*story.methods, *story.responses, visited("iud_followup", "2026-02-28")), "2026-03-01") == {
        FIRST: "done"
    }


def test_a_day_named_far_beyond_the_window_is_kept() -> None:
    story = her(IUD, answered("postponed", "2026-01-30", "2026-05-20"))
    assert states(story, "2026-05-20") == {FIRST: "open"}
    assert states(story, "2026-05-10") == {FIRST: "postponed"}


def test_a_day_named_before_the_due_day_moves_nothing_else() -> None:
    one = only(her(IUD, answered("postponed", "2026-01-23", "2026-01-26")), "2026-01-26")
    assert (one.state, one.due, one.closes) == ("open", date(2026, 2, 1), date(2026, 2, 16))


def test_a_visit_before_the_day_she_named_counts() -> None:
    story = her(IUD, answered("postponed", "2026-01-30", "2026-02-14"), visited("iud_followup", "2026-02-02"))
    assert states(story, "2026-02-03") == {FIRST: "done"}


def test_postponed_without_a_day_asks_as_before() -> None:
    assert states(her(IUD, answered("postponed", "2026-02-01")), "2026-02-01") == {FIRST: "open"}


def test_not_reached_is_tried_again_three_days_later_and_lapses_without_a_mark() -> None:
    story = her(IUD, answered("not_reached", "2026-02-01"))
    days = ("2026-02-01", "2026-02-03", "2026-02-04")
    assert [states(story, d)[FIRST] for d in days] == ["not_reached", "not_reached", "past"]
    (gone,) = on(story, "2026-03-01", since=date(2026, 2, 1))
    assert (gone.state, gone.because, gone.answer) == ("lapsed", "window", "not_reached")


def test_not_reached_on_the_day_she_named_keeps_the_moved_window() -> None:
    story = her(IUD, answered("postponed", "2026-01-30", "2026-02-14"), answered("not_reached", "2026-02-14", id="r2"))
    assert states(story, "2026-02-20") == {FIRST: "past"}


def test_of_two_answers_of_one_day_her_own_word_holds() -> None:
    for ids in (("a", "b"), ("b", "a")):
        story = her(
            IUD, answered("not_reached", "2026-02-01", id=ids[0]), answered("declined", "2026-02-01", id=ids[1])
        )
        assert states(story, "2026-02-02") == {FIRST: "declined"}


def test_a_later_answer_replaces_an_earlier_one() -> None:
    story = her(IUD, answered("declined", "2026-02-01"), answered("postponed", "2026-02-03", "2026-02-05", id="r2"))
    assert states(story, "2026-02-05") == {FIRST: "open"}


def test_stopping_ends_what_is_open_and_takes_away_what_would_come() -> None:
    story = her(IUD.with_values(stop="2026-02-05", stop_reason="expelled"))
    (one,) = on(story, "2026-02-06", horizon=date(2028, 1, 1))
    assert (one.state, one.because) == ("lapsed", "stopped")


def test_a_method_stopped_the_day_it_started_offers_nothing_of_its_use() -> None:
    story = her(IUD.with_values(stop="2026-01-01"))
    assert {f.rule for f in on(story, "2026-02-01", horizon=date(2028, 1, 1))} == {"iud_removed"}


def test_the_visit_on_the_day_of_stopping_counts_and_one_after_it_does_not() -> None:
    stopped = IUD.with_values(stop="2026-02-05", stop_reason="expelled")
    assert states(her(stopped, visited("iud_followup", "2026-02-05")), "2026-02-06") == {FIRST: "done"}
    assert states(her(stopped, visited("iud_followup", "2026-02-06")), "2026-02-06") == {FIRST: "lapsed"}


@pytest.mark.parametrize("day", ["2026-02-05", "2026-02"])
def test_death_ends_everything_from_the_first_day_it_may_have_been(day: str) -> None:
    story = her(IUD, gave_birth("2026-01-20"), died(day))
    assert {f.because for f in on(story, "2026-02-06")} == {"died"}
    assert on(story, "2026-03-22") == ()


@pytest.mark.parametrize(
    ("values", "because"),
    [
        ({"closed_reason": "moved_out", "closed_date": "2026-02-01"}, "moved_out"),
        ({"closed_reason": "died", "closed_date": "2026-02-01"}, "died"),
        ({"closed_reason": "mistake", "closed_date": "2026-02"}, "closed"),
        ({}, "closed"),
    ],
)
def test_leaving_the_ledger_ends_everything(values: dict[str, str], because: str) -> None:
    one = only(her(IUD, status="closed", **values), "2026-02-06")
    assert (one.state, one.because) == ("lapsed", because)


def test_she_moves_out_and_comes_back() -> None:
    story = her(IUD, moved("out", "2026-01-25"), moved("in", "2026-02-10", id="back"))
    assert [states(story, d)[FIRST] for d in ("2026-01-24", "2026-01-25", "2026-02-09", "2026-02-10")] == [
        "open", "lapsed", "lapsed", "past",
    ]  # fmt: skip
    gone = on(her(IUD, moved("out", "2026-01-10")), "2026-01-11", horizon=date(2026, 6, 1))
    assert {(f.state, f.because) for f in gone} == {("lapsed", "moved_out")}


def test_a_later_pregnancy_silences_a_method_and_its_end_lets_it_speak_again() -> None:
    pregnancy = Pregnancy(id="p", subject=HER, lmp="2026-01-10")
    assert of("iud_inserted", her(IUD, pregnancy), "2026-02-06")[0].because == "pregnant"
    ended = pregnancy.with_values(outcome="miscarriage", outcome_date="2026-03-01")
    assert states(her(IUD, ended), "2026-04-01")[SECOND] == "open"
    assert states(her(IUD, pregnancy, gave_birth("2026-03-20")), "2026-04-01")[SECOND] == "open"


def test_a_forgotten_outcome_does_not_silence_for_good() -> None:
    story = her(IUD, Pregnancy(id="p", subject=HER, lmp="2026-02-10"))
    assert on(story, "2027-01-01")[0].state == "open"
    assert states(story, "2026-07-01")["iud_inserted", 3] == "lapsed"


def test_the_pregnancy_before_the_device_silences_nothing() -> None:
    story = her(IUD, Pregnancy(id="p", subject=HER, lmp="2025-10-20"))
    assert states(story, "2026-02-01") == {FIRST: "open"}


def test_care_after_a_loss_is_not_silenced_by_the_pregnancy_it_follows_but_by_the_next() -> None:
    story = her(lost("2026-01-01", lmp="2025-11-01"))
    one = only(story, "2026-02-01")
    assert (one.state, one.sensitive, one.service) == ("open", True, "health")
    again = Pregnancy(id="p2", subject=HER, lmp="2026-02-01")
    assert of("post_abortion", her(*story.pregnancies, again), "2026-04-01")[0].because == "pregnant"


@pytest.mark.parametrize(
    ("children", "reason"),
    [
        ([], "days"),
        ([{}], "days"),
        ([{"born": "stillbirth"}], "alone"),
        ([{"ended": "died", "ended_date": "2026-01-03"}], "alone"),
        ([{"ended": "died"}], "alone"),
        ([{"ended": "died", "ended_date": "2026-01-20"}], "days"),
        ([{}, {"id": "c2", "born": "stillbirth"}], "some"),
        ([{"delivery": None, "birth_date": "2026-01-01", "born": "stillbirth"}], "alone"),
        ([{"delivery": "another", "born": "stillbirth"}], "days"),
    ],
)
def test_words_after_a_birth_follow_what_happened_to_the_child(children: list[dict[str, str]], reason: str) -> None:
    story = her(gave_birth("2026-01-01"), *(child(**c) for c in children))
    one = only(story, "2026-01-05")
    assert (one.state, one.reason) == ("open", f"followup.postpartum_home.{reason}")


@pytest.mark.parametrize(
    ("consents", "values", "ways"),
    [
        ((), {}, ("home_visit", "phone", "message")),
        ((), {"phone": None}, ("home_visit",)),
        ((said("phone", "given"),), {}, ("phone", "home_visit", "message")),
        ((said("home_visit", "refused"), said("phone", "withdrawn"), said("message", "refused")), {}, ()),
        ((), {"family_unaware": True}, ()),
        ((said("home_visit", "given"),), {"family_unaware": True}, ("home_visit",)),
    ],
)
def test_ways_to_reach_her(consents: tuple[object, ...], values: dict[str, object], ways: tuple[str, ...]) -> None:
    assert only(her(IUD, *consents, **values), "2026-02-01").contact == ways  # type: ignore[arg-type]


@pytest.mark.parametrize(("state", "count"), [("given", 1), ("refused", 0), ("withdrawn", 0)])
def test_who_refused_the_ledger_is_not_followed_up(state: str, count: int) -> None:
    assert len(on(her(IUD, said("care", state)), "2026-02-01")) == count


def test_taken_back_records_count_for_nothing() -> None:
    story = her(IUD, visited("iud_followup", "2026-02-01").with_values(retired="mistake"))
    assert states(story, "2026-02-01") == {FIRST: "open"}
    assert on(her(IUD.with_values(retired="mistake")), "2026-02-01") == ()
