"""A closed month stays what it is, and tells what moved since."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.figures.closing import close_month, closed, is_whole, printed_digest, standing, told
from app.figures.compared import differences, frozen
from app.figures.engine import figures_of
from app.figures.facts import Village
from app.figures.model import Figures
from app.figures.period import read_period
from app.records import Child, MonthReport, Population
from app.records.story import Story
from tests.app.figures.making import tell

KEYS = [f"{n:064x}" for n in range(9)]


def born(day: str, own: str, **fields: Any) -> Story:
    return tell((Child, {"birth_date": day, "sex": "1", **fields}), own=own)


def of(month: str, *stories: Story) -> Figures:
    period = read_period(month)
    people = Population(id="p", subject="", month=month, residents=1000)
    return figures_of(period, Village(stories=stories, populations=(people,)), (), date(2026, 12, 31))


def names(*stories: Story) -> list[str]:
    return ["p", *(s.woman.id for s in stories), *(c.id for s in stories for c in s.children)]


def close(figures: Figures, number: int, *before: MonthReport, **more: Any) -> MonthReport:
    day = {"2026-09": "2026-10-02", "2026-10": "2026-11-02"}[figures.period.code]
    return close_month(
        figures, record_id=f"{number:032x}", key=KEYS[number], day=day, by="肖玉梅", reports=before, **more
    )


ANNA, BELLA, CLARA = born("2026-09-03", "a"), born("2026-09-20", "b"), born("2026-09-28", "c")


def test_what_was_closed_equals_itself() -> None:
    report = close(of("2026-09", ANNA, BELLA), 1)
    assert is_whole(report)
    assert differences([report], of("2026-09", ANNA, BELLA), names(ANNA, BELLA)) == ()
    assert told(report).counts["births"] == 2
    assert len(printed_digest(report)) == 19


@pytest.mark.parametrize("field", ["month", "number", "date", "definitions", "figures", "traces", "key"])
def test_a_report_that_somebody_changed_is_not_whole(field: str) -> None:
    report = close(of("2026-09", ANNA), 1)
    other: dict[str, str | int] = {"number": 3, "key": KEYS[5]}
    assert not is_whole(report.with_values(**{field: other.get(field, f"{getattr(report, field)} ")}))


def test_a_late_birth_is_told_with_its_record() -> None:
    report = close(of("2026-09", ANNA), 1)
    found = {c.code: c for c in differences([report], of("2026-09", ANNA, BELLA), names(ANNA, BELLA))}
    assert (found["births"].was, found["births"].now, found["births"].added) == (1, 2, ("b-0",))
    assert found["births"].left == ()
    assert found["births"].erased == 0


def test_a_corrected_date_is_told_as_no_longer_counted() -> None:
    report = close(of("2026-09", ANNA, BELLA), 1)
    moved = born("2026-08-20", "b")
    found = {c.code: c for c in differences([report], of("2026-09", ANNA, moved), names(ANNA, moved))}
    assert found["births"].left == ("b-0",)
    assert found["births"].by == -1


def test_after_an_erasure_the_figures_stand_and_say_how_many_are_gone() -> None:
    report = close(of("2026-09", ANNA, BELLA), 1)
    found = differences([report], of("2026-09", ANNA), names(ANNA))
    assert found == ()
    with_one_more = {c.code: c for c in differences([report], of("2026-09", ANNA, CLARA), names(ANNA, CLARA))}
    assert (with_one_more["births"].erased, with_one_more["births"].by) == (1, 1)


def test_a_correction_is_numbered_and_holds_from_then_on() -> None:
    first = close(of("2026-09", ANNA), 1)
    second = close(of("2026-09", ANNA, BELLA), 2, first)
    assert [r.number for r in closed([second, first], "2026-09")] == [0, 1]
    assert standing([first, second], "2026-09") == second
    assert differences([first, second], of("2026-09", ANNA, BELLA), names(ANNA, BELLA)) == ()


def test_a_late_fact_carried_into_the_next_month_is_settled_there() -> None:
    first = close(of("2026-09", ANNA), 1)
    late = differences([first], of("2026-09", ANNA, BELLA), names(ANNA, BELLA))
    october = close(of("2026-10", ANNA, BELLA), 2, first, late={"2026-09": late})
    assert told(october).late["2026-09"]["births"] == 1
    reports = [first, october]
    assert differences(reports, of("2026-09", ANNA, BELLA), names(ANNA, BELLA)) == ()
    again = differences(reports, of("2026-09", ANNA, BELLA, CLARA), names(ANNA, BELLA, CLARA))
    assert {c.code: c.added for c in again}["births"] == ("c-0",)
    said = frozen(reports, "2026-09")
    assert said is not None
    assert said.counts["births"] == 2


def test_the_report_itself_names_nobody() -> None:
    report = close(of("2026-09", ANNA, BELLA), 1)
    assert not any(name in report.traces or name in report.figures for name in ("a-0", "b-0"))


women = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8)


@given(women, women, women, st.booleans())
def test_whatever_is_carried_or_corrected_nothing_is_left_to_tell(
    then: list[str], now: list[str], later: list[str], carry: bool
) -> None:
    def books(who: list[str]) -> list[Story]:
        return [born("2026-09-10" if w in who else "2026-07-01", w) for w in "abcdefgh"]

    def change(who: list[str], reports: list[MonthReport]) -> Any:
        return differences(reports, of("2026-09", *books(who)), names(*books(who)))

    reports = [close(of("2026-09", *books(then)), 1)]
    for number, who in enumerate((now, later), 2):
        moved = change(who, reports)
        assert {n[0] for c in moved if c.code == "births" for n in c.added} == set(who) - set(
            then if number == 2 else now
        )
        if carry and number == 2:
            reports.append(close(of("2026-10", *books(who)), number, *reports, late={"2026-09": moved}))
        else:
            reports.append(close(of("2026-09", *books(who)), number, *reports))
        assert change(who, reports) == ()
