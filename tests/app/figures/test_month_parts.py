"""What stands in the way of closing, figures by village group, children by age, and counting only what is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.demo.village import make_village
from app.figures.behind import behind
from app.figures.engine import completed, figures_of
from app.figures.facts import Village
from app.figures.groups import BY_GROUP, by_group
from app.figures.model import definitions, grouped
from app.figures.period import read_period
from app.figures.pyramid import children_by_age
from app.figures.ready import in_the_way
from app.followups.due import followups
from app.followups.schedule import load_schedule
from app.records import Child, Population, Record, Woman
from app.records.story import Story, story_of
from tests.app.figures.making import figures, tell

TODAY = date(2026, 11, 22)
OCTOBER = read_period("2026-10")


@pytest.fixture(scope="module")
def village() -> Village:
    by_woman: dict[str, list[Record]] = {}
    records = list(make_village(11, TODAY, women=60))
    for record in records:
        by_woman.setdefault(record.subject, []).append(record)
    stories = [
        story_of(own[0], [r for r in own if not isinstance(r, Woman)])
        for woman in records if isinstance(woman, Woman)
        for own in [[woman, *(r for r in by_woman[woman.id] if r is not woman)]]
        if isinstance(own[0], Woman)
    ]  # fmt: skip
    return Village(stories=tuple(stories), populations=tuple(r for r in records if isinstance(r, Population)))


def asked(village: Village) -> tuple[Any, ...]:
    schedule = load_schedule()
    return tuple(
        one for s in village.stories
        for one in followups(s, schedule, TODAY, since=OCTOBER.first, horizon=OCTOBER.last)
    )  # fmt: skip


def test_a_groups_number_is_what_counting_the_group_alone_gives(village: Village) -> None:
    due = asked(village)
    whole = figures_of(OCTOBER, village, due, TODAY)
    groups = {story.woman.group for story in village.stories}
    assert len(groups) > 2
    for code in BY_GROUP:
        told = dict(by_group(code, behind(code, whole.figures[code].trace, village.stories, (), due)))
        for group in groups:
            alone = figures_of(OCTOBER, village.of_group(group), due, TODAY, only=(code,))
            assert told.get(group, 0) == alone.value(code), (code, group)


def test_counting_only_some_figures_gives_the_same_numbers(village: Village) -> None:
    for period in (OCTOBER, read_period("2026S")):
        whole = figures_of(period, village, asked(village), TODAY)
        for code in definitions():
            alone = figures_of(period, village, asked(village) if "followup" in code else (), TODAY, only=(code,))
            assert alone.figures.get(code) == whole.figures.get(code)
            assert alone.rates.get(code) == whole.rates.get(code)


def test_only_what_makes_figures_wrong_stands_in_the_way() -> None:
    twice = tuple(Population(id=f"p{n}", subject="", month="2026-10", residents=n) for n in (1, 2))
    year_only = tell((Child, {"birth_date": "2026"}))
    ageless = tell(own="x", birth_date=None)
    found = figures(year_only, ageless, populations=twice)
    assert [one.code for one in in_the_way(found, date(2026, 11, 1))] == ["population_twice", "birth_year_only"]
    assert in_the_way(figures(ageless), date(2026, 11, 1)) == ()
    assert [one.code for one in in_the_way(figures(), date(2026, 10, 30))] == ["not_over"]
    assert in_the_way(figures(), date(2026, 10, 31)) == (), "on its last day the month can be closed"


def test_what_was_erased_stays_in_counts_and_rates() -> None:
    ends = tuple(Population(id=m, subject="", month=m, residents=1000) for m in ("2026-09", "2026-10"))
    found = completed(figures(tell((Child, {"birth_date": "2026-10-03", "sex": "1"})), populations=ends), {"births": 2})
    assert found.value("births") == 3
    assert found.rates["birth_rate"].words == "3.00"


def test_children_stand_in_the_pyramid_by_age_and_sex() -> None:
    def child(**fields: Any) -> Story:
        return tell((Child, fields))

    day = date(2026, 10, 31)
    told = [
        child(birth_date="2021-11-01", sex="1"),  # four until tomorrow
        child(birth_date="2021-10-31", sex="2"),  # five today
        child(birth_date="2008-10-31", sex="1"),  # eighteen today
        child(birth_date="2021", sex="1"),  # four or five
        child(birth_date="2015-03-01", sex="2", ended="died", ended_date="2020-01-01"),
        child(birth_date="2026-11-02", sex="2"),  # not yet
    ]
    found = {(g.low, g.high): (g.boys, g.girls) for g in children_by_age(told, day)}
    assert found == {(0, 4): (1, 0), (5, 9): (0, 1), (10, 14): (0, 0), (15, 17): (0, 0)}


def test_thousands_are_set_off_and_both_counts_of_a_rate_said() -> None:
    assert (grouped(1415), grouped(0), grouped(None)) == ("1,415", "0", "–")
    ends = tuple(Population(id=m, subject="", month=m, residents=n) for m, n in (("2026-09", 1400), ("2026-10", 1415)))
    rate = figures(tell((Child, {"birth_date": "2026-10-03", "sex": "1"})), populations=ends).rates["birth_rate"]
    assert rate.counts == "1 ÷ 1,407.5"
    assert replace(rate, denominator=None).counts == ""
