"""Earlier answers, where one meets, what follows; signs for a doctor; the word for where a follow-up stands."""

from datetime import date, timedelta

import pytest

from app.danger import signs
from app.followups.schedule import load_schedule
from app.today import Entry, is_new, is_soon, standing
from app.visiting import earlier_answers, likely_kind, next_meeting, settled, usual_place
from tests.app.followups.making import her, injected, lost, on, said, using, visited

SCHEDULE = load_schedule()


def test_earlier_answers_come_field_by_field_from_the_latest() -> None:
    story = her(
        visited("iud_followup", "2026-01-05", id="a", bleeding="more", pain="mild"),
        visited("iud_followup", "2026-02-05", id="b", bleeding="normal", advice="喝水", signed=True),
    )
    assert earlier_answers(story, "iud_followup", "2026-03-01") == {"bleeding": "normal", "pain": "mild"}
    assert earlier_answers(story, "iud_followup", "2026-01-31") == {"bleeding": "more", "pain": "mild"}


def test_nothing_sensitive_is_carried_into_another_visit() -> None:
    story = her(visited("post_abortion", "2026-01-05", bleeding="heavy", mood="low"))
    assert earlier_answers(story, "iud_followup", "2026-02-01") == {}
    assert earlier_answers(story, "post_abortion", "2026-02-01") == {"bleeding": "heavy"}


@pytest.mark.parametrize(
    ("refused", "last", "place"),
    [
        ((), None, "home"),
        ((), "clinic", "clinic"),
        (("home_visit",), "home", "phone"),
        (("home_visit", "phone", "message"), "home", "clinic"),
        (("phone",), "phone", "home"),
    ],
)
def test_where_one_meets_is_as_last_time_unless_she_said_no(
    refused: tuple[str, ...], last: str | None, place: str
) -> None:
    story = her(visited("general", "2026-01-05", place=last), *(said(scope, "refused") for scope in refused))
    assert usual_place(story, "2026-02-01") == place


def test_a_visit_may_settle_several() -> None:
    story = her(using("iud_copper", "2024-11-20", expiry="2027-01-20"))
    found = settled(story, visited("iud_followup", "2026-11-22"), SCHEDULE, date(2026, 11, 22))
    assert {one.rule for one in found} == {"iud_inserted", "iud_expiry"}


def test_the_next_injection_counts_from_this_one() -> None:
    story = her(using("injectable_3m", "2026-08-20"))
    coming = next_meeting(story, injected("2026-11-22"), SCHEDULE, date(2026, 11, 22))
    assert coming is not None
    assert coming.due == date(2026, 11, 22) + timedelta(weeks=13)


@pytest.mark.parametrize(
    ("method", "kind"),
    [("iud_lng", "iud_followup"), ("injectable_1m", "injection"), ("pill_progestogen", "pill_followup"),
     ("condom", "supplies"), ("withdrawal", "general")],
)  # fmt: skip
def test_the_visit_that_fits_her_method(method: str, kind: str) -> None:
    assert likely_kind(her(using(method, "2026-01-01")), date(2026, 11, 22)) == kind


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"systolic": 139, "diastolic": 89}, []),
        ({"systolic": 140, "diastolic": 70}, ["pressure_high"]),
        ({"systolic": 120, "diastolic": 110}, ["pressure_very_high"]),
        ({"systolic": 180, "diastolic": 95}, ["pressure_very_high"]),
        ({"bleeding": "heavy", "pain": "severe"}, ["bleeding_heavy", "pain_severe"]),
        ({"pain": "strong"}, ["pain_strong"]),
        ({"wound": "abnormal", "breasts": "abnormal"}, ["not_healing"]),
        ({"bleeding": "more", "pain": "mild"}, []),
    ],
)
def test_signs_for_a_doctor(values: dict[str, int | str], found: list[str]) -> None:
    assert [sign.id for sign in signs(values)] == found


def test_the_word_follows_the_due_day() -> None:
    story = her(using("iud_copper", "2026-08-24"))  # three months: due on Tuesday 24 November, opens on the 14th
    words = {day: standing(on(story, day)[0], date.fromisoformat(day)) for day in (
        "2026-11-14", "2026-11-16", "2026-11-21", "2026-11-24", "2026-11-25")}  # fmt: skip
    assert words == {
        "2026-11-14": "later", "2026-11-16": "next_week", "2026-11-21": "days", "2026-11-24": "today",
        "2026-11-25": "past",
    }  # fmt: skip


def test_who_wants_no_contact_is_never_pressing() -> None:
    refused = [said(scope, "refused") for scope in ("phone", "message", "home_visit")]
    story = her(using("iud_copper", "2026-08-24"), *refused)
    for day in ("2026-11-23", "2026-11-24", "2026-12-08"):
        one = on(story, day)[0]
        assert standing(one, date.fromisoformat(day)) == "when_she_comes"
        assert not is_soon(Entry(one, story), date.fromisoformat(day))


def test_what_can_be_done_later_never_presses_and_what_is_lost_does_in_its_last_days() -> None:
    device = her(using("iud_copper", "2026-08-24"))  # closes on 9 December
    assert not is_soon(Entry(on(device, "2026-12-09")[0], device), date(2026, 12, 9))
    shot = her(using("injectable_3m", "2026-08-01"))  # due on 31 October, closes on 28 November
    assert [day for day in range(20, 29) if is_soon(Entry(on(shot, f"2026-11-{day}")[0], shot), date(2026, 11, day))] == [
        25, 26, 27, 28,
    ]  # fmt: skip


def test_new_is_what_opens_this_week() -> None:
    story = her(lost("2026-10-26"))  # a month later, from ten days before: 16 November, a Monday
    one = on(story, "2026-11-18")[0]
    assert is_new(Entry(one, story), date(2026, 11, 22))
    assert not is_new(Entry(one, story), date(2026, 11, 23))
