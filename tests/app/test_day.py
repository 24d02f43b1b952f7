"""The morning's list: one line for each woman, what has a day before what suits any, and the month day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.followups.schedule import load_schedule
from app.slips import slip_of, slips_of, why_no_slip
from app.today import Call, Entry, calendar, calls, entries, is_new, is_of_week, is_past, is_quiet, may_phone, of_month
from tests.app.followups.making import (
    answered,
    child,
    gave_birth,
    her,
    lost,
    of,
    pregnant,
    said,
    screened,
    using,
    visited,
)

SCHEDULE = load_schedule()
TODAY = date(2026, 11, 22)
GROWN = {"birth_date": "1990-06-05"}


def the(rule: str, *records: object, on: date = TODAY, **values: object) -> Entry:
    story = her(*records, **{**GROWN, **values})  # type: ignore[arg-type]
    return Entry(of(rule, story, on)[0], story)


def test_a_screening_can_wait_until_its_last_two_weeks() -> None:
    """The window of the screening after one of 2024-11-30 opens a month before its day and closes two months after."""
    before = screened("breast", "2024-11-30")
    one = of("breast", her(before, **GROWN), TODAY)[0]
    assert is_quiet(the("breast", before), TODAY)
    late = one.closes - timedelta(days=14)
    assert not is_quiet(the("breast", before, on=late), late)
    assert is_quiet(the("breast", before, on=late - timedelta(days=1)), late - timedelta(days=1))


def test_a_day_she_named_does_not_wait_for_one_that_suits() -> None:
    moved = answered("postponed", "2026-11-10", "2026-11-22", rule="breast", anchor="s", occurrence=1)
    assert not is_quiet(the("breast", screened("breast", "2024-11-30"), moved), TODAY)


@pytest.mark.parametrize(
    ("rule", "records"),
    [
        ("antenatal", [pregnant("2026-05-01")]),
        ("iud_inserted", [using("iud_copper", "2026-08-24")]),
        ("postpartum_home", [gave_birth("2026-11-14")]),
        ("referral", [visited("general", "2026-11-10", referral_reason="血压高")]),
        ("screening_result", [screened("breast", "2026-11-10", result="see_clinician")]),
    ],
)
def test_a_pregnancy_a_finding_and_whatever_has_a_day_never_wait(rule: str, records: list[object]) -> None:
    assert not is_quiet(the(rule, *records), TODAY)


def test_one_line_for_each_woman_with_what_sounds_first_and_what_suits_any_day_last() -> None:
    story = her(
        screened("breast", "2024-11-30"), using("iud_copper", "2026-08-24"),
        visited("general", "2026-11-21", danger_signs="headache"), **GROWN,
    )  # fmt: skip
    (call,) = calls(entries(story, SCHEDULE, TODAY), TODAY)
    rules = [entry.followup.rule for entry in call.entries]
    assert rules[0] == "danger_sign"
    assert rules.index("iud_inserted") < rules.index("breast")
    assert call.followup.rule == "danger_sign"
    assert call.services == ("health",)


def test_this_week_past_and_new_are_told_by_their_days() -> None:
    iud = the("iud_inserted", using("iud_copper", "2026-08-24"))  # due on the 24th, a Tuesday; opened on the 14th
    assert not is_of_week(iud, TODAY)
    assert is_of_week(the("iud_inserted", using("iud_copper", "2026-08-24"), on=date(2026, 11, 23)), date(2026, 11, 23))
    assert is_past(the("iud_inserted", using("iud_copper", "2026-08-20")), TODAY)
    assert not is_past(the("breast", screened("breast", "2024-11-15")), TODAY)  # it has no day that could be over
    assert is_new(the("iud_inserted", using("iud_copper", "2026-08-28")), TODAY)  # opened on the 18th


def test_a_call_is_offered_only_after_she_said_so() -> None:
    assert not may_phone(her())
    assert not may_phone(her(said("phone", "refused")))
    assert may_phone(her(said("phone", "given")))
    assert not may_phone(her(said("phone", "given"), phone=None))


# The calendar


def test_the_calendar_counts_women_and_says_whose_day_it_is() -> None:
    story = her(using("iud_copper", "2026-08-24"), screened("breast", "2024-11-30"), **GROWN)
    days = calendar(entries(story, SCHEDULE, TODAY), TODAY, date(2026, 11, 1), date(2026, 11, 30))
    assert [d.day for d in days.values() if d.women_due] == [date(2026, 11, 24)]
    assert days[date(2026, 11, 21)].women == 0  # over
    assert days[TODAY].women == days[date(2026, 11, 30)].women == 1  # the screening is not counted day by day


def test_who_is_seen_when_she_comes_is_on_no_calendar() -> None:
    refused = [said(scope, "refused") for scope in ("phone", "message", "home_visit")]
    story = her(using("iud_copper", "2026-08-24"), *refused, **GROWN)
    days = calendar(entries(story, SCHEDULE, TODAY), TODAY, date(2026, 11, 1), date(2026, 11, 30))
    assert not any(day.open for day in days.values())


def test_a_day_she_named_is_where_she_is() -> None:
    moved = answered("postponed", "2026-11-20", "2026-11-28", occurrence=2)
    story = her(using("iud_copper", "2026-08-24"), moved, **GROWN)
    days = calendar(entries(story, SCHEDULE, TODAY), TODAY, date(2026, 11, 1), date(2026, 11, 30))
    assert [d.day.day for d in days.values() if d.women] == [28, 29, 30]
    assert [d.day.day for d in days.values() if d.women_due] == [28]


@given(st.integers(0, 400), st.integers(0, 60))
def test_every_day_of_a_month_holds_what_a_list_of_that_day_would(start: int, ahead: int) -> None:
    """The day's list of the calendar is the list that would be made on that day, if nothing happened in between."""
    story = her(using("iud_copper", (TODAY - timedelta(days=start)).isoformat()), **GROWN)
    day = TODAY + timedelta(days=ahead)
    seen = calendar(of_month(story, SCHEDULE, TODAY, day), TODAY, day, day)[day].open
    then = [f for f in of("iud_inserted", story, day) if f.state.value in ("open", "past")]
    assert [(e.followup.rule, e.followup.occurrence) for e in seen] == [(f.rule, f.occurrence) for f in then]


# Slips


def called(*records: object, **values: object) -> Call:
    story = her(*records, **{**GROWN, **values})  # type: ignore[arg-type]
    return calls(entries(story, SCHEDULE, TODAY), TODAY)[0]


def test_a_slip_says_a_neutral_word_and_the_days() -> None:
    slip = slip_of(called(lost("2026-10-22"), group=2, door="12号"), TODAY)
    assert slip is not None
    assert (slip.services, slip.place) == (("health",), "2组 12号")
    assert (slip.opens, slip.closes) == (TODAY, date(2026, 12, 7))


@pytest.mark.parametrize(
    ("records", "values", "why"),
    [
        ([], {"family_unaware": True}, "family_unaware"),
        ([said("home_visit", "given")], {"family_unaware": True}, "family_unaware"),
        ([said("home_visit", "refused")], {}, "no_home_contact"),
        ([said("home_visit", "withdrawn")], {}, "no_home_contact"),
        ([], {"birth_date": "2009-01-01"}, "under_18"),
    ],
)
def test_who_has_no_slip(records: list[object], values: dict[str, object], why: str) -> None:
    call = called(using("iud_copper", "2026-08-24"), *records, **values)
    assert slip_of(call, TODAY) is None
    assert why_no_slip(call.story, call.followup, TODAY) == why
    assert slips_of([call], TODAY) == ((), {why: 1})


def test_after_a_stillbirth_the_words_are_about_her_alone() -> None:
    story = her(gave_birth("2026-11-10"), child(born="stillborn", birth_date="2026-11-10"), **GROWN)
    (call,) = calls(entries(story, SCHEDULE, TODAY), TODAY)
    assert {entry.followup.service for entry in call.entries} == {"maternal"}
    assert all(entry.followup.reason.endswith(".alone") for entry in call.entries)
