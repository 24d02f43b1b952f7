"""Earlier answers, where one meets, what follows; signs for a doctor; the word for where a follow-up stands."""

from collections import defaultdict
from datetime import date, timedelta

import pytest

from app.danger import signs
from app.demo.village import make_village
from app.followups.schedule import load_schedule
from app.records import Record, Response, Woman
from app.records.story import story_of
from app.today import Entry, closes_soon, entries, is_new, is_soon, standing, whom_to_read
from app.visiting import earlier_answers, likely_kind, next_meeting, settled, usual_place
from tests.app.followups.making import HER, her, injected, lost, on, said, using, visited

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


def test_past_its_day_it_presses_only_before_it_closes() -> None:
    story = her(using("iud_copper", "2026-08-24"))  # closes on 9 December
    one = on(story, "2026-11-30")[0]
    assert not is_soon(Entry(one, story), date(2026, 11, 30))
    assert closes_soon(one, date(2026, 12, 6))


def test_new_is_what_opens_this_week() -> None:
    story = her(lost("2026-10-26"))  # a month later, from ten days before: 16 November, a Monday
    one = on(story, "2026-11-18")[0]
    assert is_new(Entry(one, story), date(2026, 11, 22))
    assert not is_new(Entry(one, story), date(2026, 11, 23))


@pytest.mark.parametrize("today", [date(2026, 1, 31), date(2026, 6, 1), date(2026, 11, 22)])
def test_nobody_with_something_to_do_is_left_unread(today: date) -> None:
    about: defaultdict[str, list[Record]] = defaultdict(list)
    women: list[Woman] = []
    for record in make_village(11, date(2026, 11, 22), women=150):
        if isinstance(record, Woman):
            women.append(record)
        else:
            about[record.subject].append(record)
    village = [r for records in about.values() for r in records]
    anchors = [r for r in village if r.kind in SCHEDULE.by_record]
    read = whom_to_read(anchors, [r for r in village if isinstance(r, Response)], SCHEDULE, today)
    asked = {w.id for w in women if entries(story_of(w, about[w.id]), SCHEDULE, today)}
    assert asked <= read
    assert len(read) < len(women) / 2


def test_who_named_a_day_last_month_is_read_while_her_window_goes_on() -> None:
    put_off = Response(
        id="r", subject=HER, rule="iud_inserted", anchor="m", occurrence=1, answer="postponed", date="2026-09-20",
        until="2026-09-24",
    )  # fmt: skip
    story = her(using("iud_copper", "2026-08-14"), put_off)  # due on 14 September, until the 29th; now until 9 October
    today = date(2026, 10, 5)
    assert [entry.followup.occurrence for entry in entries(story, SCHEDULE, today)] == [1]
    assert whom_to_read(story.methods, (), SCHEDULE, today) == set(), "nothing else brings her in"
    assert whom_to_read(story.methods, story.responses, SCHEDULE, today) == {HER}
