"""A line of a finished round becomes the writes that a page for each visit would have made."""

from collections.abc import Callable
from datetime import date
from itertools import count

import pytest

from app.actions.rounds import Told, can_be_ticked, name_of, record_line
from app.followups.due import FollowUp, State, followups
from app.followups.schedule import load_schedule
from app.records import Record, Response, Visit
from app.records.story import Story, story_of
from app.records.writes import Add
from tests.app.followups.making import child, gave_birth, her, of, on, pregnant, screened, using, visited

SCHEDULE = load_schedule()
TODAY = date(2026, 11, 22)
GROWN = {"birth_date": "1990-06-05"}


def fresh() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"new{next(numbers):029d}"


def after(story: Story, asked: list[FollowUp], told: Told) -> tuple[list[Record], dict[tuple[str, int], State]]:
    """What is written, and where what was asked stands then."""
    added = [write.record for write in record_line(story, asked, told, fresh=fresh()) if isinstance(write, Add)]
    every = [*story.methods, *story.deliveries, *story.children, *story.pregnancies, *story.visits, *story.screenings]
    then = story_of(story.woman, [*every, *added])
    return added, {(f.rule, f.occurrence): f.state for f in followups(then, SCHEDULE, TODAY)}


def test_what_was_done_is_a_visit_and_settles_it() -> None:
    story = her(using("iud_copper", "2026-08-24"), **GROWN)
    (asked,) = of("iud_inserted", story, TODAY)
    told = Told(met="met", on=TODAY, done=frozenset({name_of(asked)}), next=date(2027, 2, 24))
    added, states = after(story, [asked], told)
    assert [(r.visit_kind, r.date, r.place, r.next_date) for r in added if isinstance(r, Visit)] == [
        ("iud_followup", "2026-11-22", "home", "2027-02-24")
    ]
    assert states["iud_inserted", 2] is State.DONE


def test_one_visit_settles_several_and_what_she_declined_is_her_answer() -> None:
    story = her(using("iud_copper", "2026-08-24"), screened("breast", "2024-11-30"), **GROWN)
    asked = [*of("iud_inserted", story, TODAY), *of("breast", story, TODAY)]
    told = Told(met="met", on=TODAY, done=frozenset({name_of(asked[0])}), declined=frozenset({name_of(asked[1])}))
    added, states = after(story, asked, told)
    assert [type(record) for record in added] == [Visit, Response]
    assert states == {("iud_inserted", 2): State.DONE, ("breast", 1): State.DECLINED}


@pytest.mark.parametrize(
    ("told", "answer", "until"),
    [
        (Told(met="not_reached", on=TODAY), "not_reached", None),
        (Told(met="declined", on=TODAY), "declined", None),
        (Told(met="not_reached", on=TODAY, next=date(2026, 11, 28)), "postponed", "2026-11-28"),
        (Told(met="met", on=TODAY, next=date(2026, 11, 28)), "postponed", "2026-11-28"),
    ],
)
def test_the_other_answers_are_about_all_that_was_asked(told: Told, answer: str, until: str | None) -> None:
    story = her(using("iud_copper", "2026-08-24"), screened("breast", "2024-11-30"), **GROWN)
    added, _ = after(story, list(on(story, TODAY)), told)
    assert {(r.answer, r.until, r.date) for r in added if isinstance(r, Response)} == {(answer, until, "2026-11-22")}
    assert len(added) == len(on(story, TODAY)) >= 2


def test_a_line_that_says_nothing_writes_nothing() -> None:
    story = her(using("iud_copper", "2026-08-24"), **GROWN)
    assert not record_line(story, on(story, TODAY), Told(met="met", on=TODAY), fresh=fresh())


@pytest.mark.parametrize(
    ("rule", "records", "tick"),
    [
        ("iud_inserted", [using("iud_copper", "2026-08-24")], True),
        ("antenatal", [pregnant("2026-05-01")], True),
        ("postpartum_home", [gave_birth("2026-11-14")], True),
        ("child_health", [child(birth_date="2026-08-01", born="live")], True),
        ("injection_3m", [using("injectable_3m", "2026-08-24")], False),  # whether it was given
        ("breast", [screened("breast", "2024-11-30")], False),  # what was found
        ("referral", [visited("general", "2026-11-10", referral_reason="血压高")], False),  # what came of it
        ("danger_sign", [visited("general", "2026-11-21", danger_signs="headache")], False),
    ],
)
def test_only_what_a_tick_settles_can_be_ticked(rule: str, records: list[Record], tick: bool) -> None:
    story = her(*records, **GROWN)
    assert can_be_ticked(story, of(rule, story, TODAY)[0], SCHEDULE, TODAY) is tick


def test_the_children_of_one_woman_are_two_visits() -> None:
    twins = [child(id=name, birth_date="2026-08-01", born="live") for name in ("c1", "c2")]
    story = her(*twins, **GROWN)
    asked = of("child_health", story, TODAY)
    added, states = after(story, asked, Told(met="met", on=TODAY, done=frozenset(map(name_of, asked))))
    assert {record.about for record in added if isinstance(record, Visit)} == {"c1", "c2"}
    assert set(states.values()) == {State.DONE}
