"""Who is behind a number, and what a month still lacks."""

from datetime import date
from fractions import Fraction

from app.figures.behind import behind
from app.figures.lacking import lacking
from app.figures.model import Rate
from app.followups.due import State
from app.records import Child, LifeEvent, MethodUse, Move, Population
from app.values.dates import make, month_before
from tests.app.figures.making import MONTH, ask, figures, tell

TODAY = date(2026, 11, 22)


def _population(month: str, residents: int | None = 1400, own: str = "p") -> Population:
    return Population(id=own, subject="", month=month, residents=residents)


def test_every_trace_opens_onto_as_many_as_were_counted() -> None:
    stories = [
        tell(
            (Child, {"birth_date": "2026-10-03", "sex": "1", "ended": "died", "ended_date": "2026-10-04"}),
            (MethodUse, {"method": "condom", "start": "2026-10-02", "stop": "2026-10-20"}),
            (Move, {"direction": "in", "date": "2026-10-01"}),
            (LifeEvent, {"event": "marriage", "date": "2026-10-09"}),
        ),
        tell((MethodUse, {"method": "implant"}), own="v"),
    ]
    asked = (ask(State.DONE), ask(State.DECLINED, number=2))
    found = figures(*stories, followups=asked, populations=(_population("2026-10"),))
    for code, figure in found.figures.items():
        opened = behind(code, figure.trace, stories, [_population("2026-10")], asked)
        assert len(opened) == len(figure.trace), code


def test_a_record_shows_the_day_by_which_it_counted() -> None:
    story = tell(
        (Child, {"birth_date": "2026-10-03", "ended": "died", "ended_date": "2026-10-04"}),
        (MethodUse, {"method": "condom", "start": "2026-10-02", "stop": "2026-10-20"}),
    )
    found = figures(story)

    def day(code: str) -> list[str]:
        return [one.date for one in behind(code, found.figures[code].trace, [story], [], [])]

    assert day("births") == ["2026-10-03"]
    assert day("deaths_children") == ["2026-10-04"]
    assert day("methods_new") == ["2026-10-02"]
    assert day("methods_stopped") == ["2026-10-20"]


def test_what_was_erased_since_is_passed_over() -> None:
    assert behind("births", ("gone",), [tell()], [], []) == ()


def test_population_is_missed_once_the_month_is_over() -> None:
    def codes(today: date, *stated: Population) -> set[str]:
        return {one.code for one in lacking(figures(populations=stated), [], today)}

    assert codes(TODAY) == {"population_opening", "population_closing"}
    assert codes(date(2026, 10, 31)) == {"population_opening"}
    assert codes(TODAY, _population("2026-09"), _population("2026-10", own="q")) == set()
    assert codes(TODAY, _population("2026-09"), _population("2026-10", residents=None, own="q")) == {
        "population_closing"
    }


def test_a_contradiction_is_not_also_called_missing() -> None:
    twice = (_population("2026-10", 1, "a"), _population("2026-10", 2, "b"), _population("2026-09"))
    found = figures(populations=twice)
    assert {one.code for one in lacking(found, [], TODAY)} == set()
    assert {one.code for one in found.findings} == {"population_twice"}


def test_only_births_of_the_month_are_asked_for_sex_and_weight() -> None:
    story = tell(
        (Child, {"birth_date": "2026-10-03"}),
        (Child, {"birth_date": "2026-09-03"}),
        (Child, {"birth_date": "2026-10-08", "sex": "2", "birth_weight_g": 3200}),
    )
    found = {one.code: one.trace for one in lacking(figures(story), [story], TODAY)}
    assert found["birth_sex"] == found["birth_weight"] == ("w-0",)


def test_the_month_before_january_is_december() -> None:
    assert month_before(make(2026, 1)) == "2025-12"
    assert month_before(MONTH) == "2026-09"


def test_a_rate_reads_the_same_on_paper_and_on_screen() -> None:
    assert Rate("r", 1, Fraction(8), 1).words == "0.13", "halves go up, as clerks round"
    assert Rate("r", 2, Fraction(3), 100).words == "66.67"
    assert Rate("r", 0, Fraction(3), 100).words == "0.00"
    assert Rate("r", 1, Fraction(0), 100).words == Rate("r", 1, None, 100).words == "–"
