"""Every figure and rate of a made-up village equals a second counting, and opens onto as many records as it says."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.figures.engine import figures_of
from app.figures.facts import Village
from app.figures.model import Figures, definitions
from app.figures.period import Period, read_period
from app.followups.due import followups
from app.followups.schedule import load_schedule
from app.records import Child, Delivery, Pregnancy, SupplyMovement, Visit
from app.records.story import Story
from app.supplies.stock import Stock
from tests.app.figures.made_up import TODAY, made_up_village
from tests.app.figures.oracle import Books
from tests.app.figures.oracle_books import counts, rates
from tests.app.figures.test_month_laws import stories

MONTHS = [f"{y}-{m:02d}" for y in (2024, 2025, 2026) for m in range(1, 13) if "2024-12" <= f"{y}-{m:02d}" <= "2026-11"]
LONGER = ["2025", "2026", "2025S", "2026S", "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]
SUMS = ("residents", "registered", "deaths_all", "stock_out_days")
"""Figures that are no count of records: stated numbers, and days."""


@dataclass(frozen=True)
class Told:
    """One village as the engine takes it and as the oracle does."""

    village: Village
    books: Books

    def figures(self, period: Period) -> Figures:
        return figures_of(period, self.village, self.books.followups, self.books.today)


def told(books: Books) -> Told:
    schedule = load_schedule()
    since, horizon = date(2024, 10, 1), date(2026, 12, 31)
    asked = [
        one for story in books.stories for one in followups(story, schedule, TODAY, since=since, horizon=horizon)
    ]  # fmt: skip
    village = Village(
        stories=tuple(books.stories),
        populations=tuple(books.populations),
        stock=Stock(books.items, books.batches, books.movements),
        list_checks=tuple(books.list_checks),
        sample_items=tuple(books.sample_items),
        entered=books.entered,
    )
    return Told(village, replace(books, followups=asked))


@cache
def the_village() -> Told:
    return told(made_up_village())


def compare(one: Told, period: Period) -> None:
    found = one.figures(period)
    counted = counts(one.books, period)
    due = {d.code for d in definitions().values() if period.length.value in d.lengths}
    assert {*found.figures, *found.rates} == due
    assert {code: f.value for code, f in found.figures.items()} == {code: counted[code] for code in found.figures}
    quotients = rates(one.books, period, counted)
    assert {code: (r.numerator, r.denominator) for code, r in found.rates.items()} == {
        code: quotients[code] for code in found.rates
    }
    for figure in found.figures.values():
        assert len(set(figure.trace)) == len(figure.trace), figure.code
        if not figure.code.startswith(SUMS):
            assert figure.value == len(figure.trace), figure.code


@pytest.mark.parametrize("code", [*MONTHS, *LONGER])
def test_every_code_of_a_village_agrees_with_the_second_counting(code: str) -> None:
    compare(the_village(), read_period(code))


def test_the_village_has_a_case_of_everything() -> None:
    """Else agreement would say little: over the two years every figure and every rate's counts are somewhere not 0."""
    seen: set[str] = set()
    for code in [*MONTHS, *LONGER]:
        found = the_village().figures(read_period(code))
        seen |= {c for c, f in found.figures.items() if f.value} | {c for c, r in found.rates.items() if r.numerator}
    assert {d.code for d in definitions().values()} - seen == set()


days = st.sampled_from([
    "2025-12-31", "2026-01-01", "2026-03-04", "2026-06-30", "2026-07-15", "2026-09-02", "2026-09-03", "2026-09-04",
    "2026-09-30", "2026-10-01", "2026-10-02", "2026-10-03", "2026-10-29", "2026-10-30", "2026-10-31", "2026-11-01",
    "2026-11-12", "2026-11-13",
])  # fmt: skip
vague = days | st.sampled_from(["2025", "2026", "2026-01", "2026-09", "2026-10", "2026-11"])
pregnancies = st.fixed_dictionaries({
    "lmp": st.none() | vague, "edd": st.none() | vague, "booked_date": st.none() | vague,
    "booked_weeks": st.none() | st.integers(8, 16),
})  # fmt: skip
deliveries = st.fixed_dictionaries({
    "date": vague, "discharge_date": st.none() | vague,
    "place": st.sampled_from([None, "hospital", "health_centre", "home", "on_the_way", "other"]),
    "mode": st.sampled_from([None, "vaginal"]),
})  # fmt: skip
visits = st.fixed_dictionaries({
    "visit_kind": st.sampled_from([
        "antenatal_first", "antenatal", "postpartum_home", "postpartum_42", "newborn", "child_health",
        "preconception", "injection",
    ]),
    "date": days, "place": st.sampled_from([None, "home"]), "injection_given": st.sampled_from([None, "yes", "no"]),
})  # fmt: skip


@st.composite
def fuller(draw: Callable[..., Any]) -> Story:
    """A random story with pregnancies, births, visits and supplies beside what the month's laws need."""
    story: Story = draw(stories())
    own = story.woman.id

    def make(cls: Any, name: str, fields: Any, most: int) -> list[Any]:
        drawn = draw(st.lists(fields, max_size=most))
        return [cls(id=f"{own}-{name}{i}", subject=own, **one) for i, one in enumerate(drawn)]

    def one_of(records: Any) -> str | None:
        named: str | None = draw(st.sampled_from([None, *(r.id for r in records)]))
        return named

    expected = make(Pregnancy, "p", pregnancies, 2)
    births = [d.with_values(pregnancy=one_of(expected)) for d in make(Delivery, "d", deliveries, 2)]
    children: list[Child] = []
    for child in story.children:
        birth = draw(st.sampled_from([None, *births]))
        children.append(
            child.with_values(
                delivery=birth and birth.id,
                birth_date=birth.date if birth else child.birth_date,
                joined_date=draw(st.none() | vague) if child.relation != "birth" else None,
            )
        )
    seen = make(Visit, "v", visits, 8)
    uses = [
        u.with_values(
            expiry=draw(st.sampled_from([None, "2028", "2029-09", "2029-10-15", "2030-10-14", "2031-10-15"])),
            wish=draw(st.sampled_from([None, u.method, "condom", "implant"])),
            agreed=draw(st.sampled_from([None, "signed", "oral", "at_facility", "not_recorded"])),
            not_using_reason=draw(st.sampled_from(["wants_pregnancy", "no_need"])) if u.method == "none" else None,
        )
        for u in story.methods
    ]
    given_out = st.fixed_dictionaries({
        "batch": st.just("b"), "movement": st.sampled_from(["out", "returned"]), "quantity": st.just(1), "date": days,
    })  # fmt: skip
    woman = story.woman.with_values(
        marital=draw(st.sampled_from([None, "10", "20", "21", "30", "90"])), marital_since=draw(st.none() | vague)
    )
    return replace(
        story,
        woman=woman,
        pregnancies=tuple(expected),
        deliveries=tuple(births),
        children=tuple(children),
        methods=tuple(uses),
        visits=tuple(v.with_values(about=one_of([*expected, *births, *children, *uses])) for v in seen),
        supplies=tuple(make(SupplyMovement, "s", given_out, 2)),
    )


@given(st.lists(fuller(), max_size=4, unique_by=lambda s: s.woman.id))
def test_any_few_women_agree_with_the_second_counting(few: list[Story]) -> None:
    some = told(Books(stories=few, today=TODAY))
    for code in ("2026-10", "2026"):
        compare(some, read_period(code))
