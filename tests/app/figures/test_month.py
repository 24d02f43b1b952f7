"""The month's figures, case by case."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from app.errors import InputError
from app.figures.engine import figures_of
from app.figures.facts import Village
from app.figures.model import Figure, Rate, definitions
from app.figures.month import month_figures
from app.figures.period import read_period
from app.followups.due import State
from app.followups.life import Because
from app.records import Child, LifeEvent, MethodUse, Move, Population, Visit, Woman
from app.records.story import Story
from app.values.dates import make
from tests.app.figures.making import ask, figures, tell

# ---- every figure is defined ----


def test_every_figure_and_rate_has_a_definition_and_every_definition_a_figure() -> None:
    for code in ("2026-10", "2026-Q4", "2026", "2026S"):
        period = read_period(code)
        found = figures_of(period, Village(), (), period.last)
        assert {*found.figures, *found.rates} == {
            d.code for d in definitions().values() if period.length.value in d.lengths
        }
    for definition in definitions().values():
        assert all((definition.zh, definition.en, definition.explains_zh, definition.explains_en, definition.source))


def test_rates_have_the_factor_their_definition_says() -> None:
    assert {r.code: r.factor for r in figures().rates.values()} == {
        d.code: d.factor for d in definitions().values() if d.denominator and "month" in d.lengths
    }


@pytest.mark.parametrize("wrong", [make(2026), make(2026, 10, 1)])
def test_a_month_is_asked_for_as_a_month(wrong: Any) -> None:
    with pytest.raises(InputError, match=r"input\.month\.precision"):
        month_figures(wrong, (), (), ())


# ---- cases by hand ----


def test_a_birth_known_to_the_year_is_a_finding_and_not_counted() -> None:
    found = figures(tell((Child, {"birth_date": "2026"}), (Child, {"birth_date": "2026-10"})))
    assert found.value("births") == 1
    assert [(f.code, f.trace) for f in found.findings] == [("birth_year_only", ("w-0",))]


def test_a_woman_without_a_birth_date_is_a_finding() -> None:
    found = figures(tell(birth_date=None), tell(own="x", birth_date="1950"))
    assert [(f.code, f.trace) for f in found.findings] == [("age_unknown", ("w",))]


def test_an_adoption_is_no_birth_and_a_stillbirth_neither_birth_nor_death() -> None:
    found = figures(
        tell(
            (Child, {"birth_date": "2026-10-01", "relation": "adopted"}),
            (Child, {"birth_date": "2026-10-01", "born": "stillbirth", "ended": "died", "ended_date": "2026-10-01"}),
        )
    )
    assert (found.value("births"), found.value("deaths")) == (0, 0)


def test_a_method_stopped_on_the_day_it_started_is_new_and_stopped_and_nobody_uses_it() -> None:
    found = figures(tell((MethodUse, {"method": "implant", "start": "2026-10-05", "stop": "2026-10-05"})))
    assert [found.value(c) for c in ("methods_new", "methods_stopped", "users")] == [1, 1, 0]


def test_a_couple_counts_once_under_the_more_lasting_method() -> None:
    found = figures(tell((MethodUse, {"method": "condom"}), (MethodUse, {"method": "male_sterilisation"})))
    assert [found.value(f"users_{c}") for c in ("condom", "male_sterilisation")] == [0, 1]


def test_a_retired_record_is_counted_nowhere() -> None:
    child = Child(id="c", subject="w", birth_date="2026-10-03", sex="1", retired="mistake")
    woman = Woman(id="w", subject="w", name="王丽", birth_date="1990-01-01")
    assert figures(Story(woman=woman, children=(child,))).value("births") == 0


def test_a_woman_who_left_and_came_back_counts_in_the_months_she_was_here() -> None:
    story = tell((Move, {"direction": "out", "date": "2026-09-10"}), (Move, {"direction": "in", "date": "2026-11-02"}))
    counts = [month_figures(make(2026, m), [story], (), ()).value("women_15_49") for m in (8, 9, 10, 11)]
    assert counts == [1, 0, 0, 1]


@pytest.mark.parametrize(("day", "counted"), [("2026-10-30", 0), ("2026-10-31", 0), ("2026-11-01", 1), ("2026-10", 0)])
def test_who_left_died_or_stopped_by_the_last_day_does_not_count_at_the_end(day: str, counted: int) -> None:
    use = {"method": "implant", "start": "2020-01-01"}
    died = tell((LifeEvent, {"event": "death", "date": day}))
    closed = tell(status="closed", closed_reason="moved_out", closed_date=day)
    moved = tell((Move, {"direction": "out", "date": day}))
    stopped = tell((MethodUse, {**use, "stop": day}))
    assert [figures(story).value("women_15_49") for story in (died, closed, moved)] == [counted] * 3
    assert figures(stopped).value("users") == counted


@pytest.mark.parametrize(
    ("day", "counted"), [("2026-10-31", 1), ("2026-11-01", 0), ("2026-11", 0), ("2026-10", 1), ("2026", 1)]
)
def test_a_method_counts_from_the_day_it_may_have_begun(day: str, counted: int) -> None:
    assert figures(tell((MethodUse, {"method": "implant", "start": day}))).value("users") == counted


def test_a_death_written_down_twice_is_one_death() -> None:
    died = (LifeEvent, {"event": "death", "date": "2026-10-03"})
    page = {"status": "closed", "closed_reason": "died", "closed_date": "2026-10-03"}
    assert figures(tell(died, died, **page)).value("deaths_women") == 1
    assert figures(tell(**page)).value("deaths_women") == 1


# ---- population and rates ----


def people(month: str, residents: int | None, number: int = 0) -> Population:
    return Population(id=f"{month}/{number}", subject="", month=month, residents=residents, registered=None)


def test_population_is_what_was_stated_for_the_two_month_ends() -> None:
    found = figures(
        populations=(people("2026-08", 1), people("2026-09", 1000), people("2026-10", 1010), people("2026-11", 2))
    )
    assert found.figures["residents_opening"] == Figure("residents_opening", 1000, ("2026-09/0",))
    assert found.figures["residents_closing"] == Figure("residents_closing", 1010, ("2026-10/0",))
    assert found.value("registered_closing") is None


def test_contradicting_population_gives_no_number_but_a_finding_and_equal_ones_agree() -> None:
    found = figures(populations=(people("2026-10", 1000, 1), people("2026-10", 1001, 2)))
    assert found.value("residents_closing") is None
    assert [f.code for f in found.findings] == ["population_twice"]
    assert figures(populations=(people("2026-10", 5, 1), people("2026-10", 5, 2))).value("residents_closing") == 5


def test_january_opens_with_december() -> None:
    found = month_figures(make(2026, 1), (), (people("2025-12", 900),), ())
    assert found.value("residents_opening") == 900


def test_birth_rate_is_per_thousand_of_the_mean_population() -> None:
    born = tell((Child, {"birth_date": "2026-10-03", "sex": "2"}))
    found = figures(born, populations=(people("2026-09", 1000), people("2026-10", 1001)))
    assert found.rates["birth_rate"].value == Fraction(2000, 2001)
    assert figures(born).rates["birth_rate"].value is None
    assert figures(born, populations=(people("2026-09", 0), people("2026-10", 0))).rates["birth_rate"].value is None


def test_prevalence_counts_married_women_only() -> None:
    use = (MethodUse, {"method": "condom"})
    told = (tell(use), tell(own="x"), tell(use, own="y", marital="10"), tell(own="z", marital=None))
    rate = figures(*told).rates["contraceptive_prevalence"]
    assert rate == Rate("contraceptive_prevalence", 1, Fraction(2), 100)


# ---- follow-ups ----


def test_follow_ups_due_in_the_month_by_outcome() -> None:
    story = tell(
        (Visit, {"visit_kind": "iud_followup", "date": "2026-10-10"}),
        (Visit, {"visit_kind": "iud_followup", "date": "2026-10-12"}),
    )
    asked = (
        ask(State.DONE, number=1, satisfied_by="w-0"),
        ask(State.DONE, number=2, satisfied_by="w-1", answer="not_reached"),
        ask(State.DECLINED, number=3, answer="declined"),
        ask(State.NOT_REACHED, number=4, answer="not_reached"),
        ask(State.LAPSED, number=5, because=Because.WINDOW, answer="not_reached"),
        ask(State.LAPSED, number=6, because=Because.WINDOW),
        ask(State.OPEN, number=7),
        ask(State.LAPSED, number=8, because=Because.MOVED_OUT),
        ask(State.LAPSED, number=9, because=Because.STOPPED),
        ask(State.OPEN, date(2026, 9, 30), number=10),
        ask(State.OPEN, date(2026, 11, 1), number=11),
    )
    found = figures(story, followups=asked)
    assert {c: found.value(f"followups_{c}") for c in ("due", "done", "declined", "not_reached", "open")} == {
        "due": 7, "done": 2, "declined": 1, "not_reached": 2, "open": 2,
    }  # fmt: skip
    assert found.figures["followups_declined"].trace == ("iud_inserted/a/3",)
    assert found.rates["followup_rate"] == Rate("followup_rate", 2, Fraction(4), 100)
    assert found.rates["followup_timeliness"] == Rate("followup_timeliness", 1, Fraction(2), 100)


def test_the_first_and_last_day_of_the_month_are_in_it() -> None:
    asked = (ask(State.OPEN, date(2026, 10, 1), number=1), ask(State.OPEN, date(2026, 10, 31), number=2))
    assert figures(tell(), followups=asked).value("followups_due") == 2


def test_declines_are_not_held_against_the_rate() -> None:
    asked = (ask(State.DECLINED, number=1), ask(State.NOT_REACHED, number=2, answer="not_reached"))
    assert figures(tell(), followups=asked).rates["followup_rate"].value is None
