"""What the demo's first page finds to do."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest

from app.demo.staged import parts
from app.demo.village import make_village
from app.followups.due import TO_DO, FollowUp, followups
from app.followups.schedule import load_schedule
from app.records import Household, Record, Woman
from app.records.story import story_of
from app.today import Entry, is_quiet
from tests.support.ledgers import a_woman

DAYS = [date(2026, 11, 22), date(2026, 3, 1), date(2028, 2, 29)]


def open_on(day: date, seed: int = 1) -> list[tuple[str, FollowUp]]:
    homes: dict[str, Household] = {}
    women: dict[str, Woman] = {}
    records: dict[str, list[Record]] = defaultdict(list)
    for record in make_village(seed, day):
        if isinstance(record, Household):
            homes[record.id] = record
        elif isinstance(record, Woman):
            women[record.id] = record
        elif record.subject:
            records[record.subject].append(record)
    schedule = load_schedule()
    found = []
    for woman in women.values():
        story = story_of(woman, records[woman.id], homes.get(woman.household or ""))
        found += [(woman.name, f) for f in followups(story, schedule, day) if f.state in TO_DO]
    return found


@pytest.mark.parametrize("day", DAYS)
def test_a_believable_number_of_follow_ups_is_open_on_any_day(day: date) -> None:
    """Screenings and children's checks were mostly done when they came up, so the morning's list can be read at a glance."""
    assert 18 <= len(open_on(day)) <= 42


@pytest.mark.parametrize(("day", "seed"), [(DAYS[0], 1), (DAYS[0], 7), (DAYS[2], 11)])
def test_few_women_have_something_with_a_day_and_few_more_can_be_asked_in_passing(day: date, seed: int) -> None:
    found = open_on(day, seed)
    with_a_day = {f.subject for _, f in found if not is_quiet(Entry(f, story_of(a_woman("某人"), [])), day)}
    assert 12 <= len(with_a_day) <= 30
    assert len({f.subject for _, f in found} - with_a_day) <= 16


@pytest.mark.parametrize("day", DAYS)
def test_they_are_of_many_kinds(day: date) -> None:
    rules = {f.rule for _, f in open_on(day)}
    assert {
        "iud_inserted", "injection_3m", "injection_1m", "implant_inserted", "pill_started", "tubal_ligation", "vasectomy",
        "post_abortion", "postpartum_home", "postpartum_42",
    } <= rules  # fmt: skip


def test_one_woman_is_seen_when_she_comes() -> None:
    assert "石霞琳" in {name for name, f in open_on(DAYS[0]) if not f.contact}


def test_every_part_but_a_pregnancy_has_something_to_do() -> None:
    names = {name for name, _ in open_on(DAYS[0])}
    assert {p.name for p in parts() if p.expecting is None} <= names
