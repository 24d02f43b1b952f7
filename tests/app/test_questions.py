"""What is asked of her records: sorted by kind, remembered when found right, asked again when the value changes."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from app.actions.joining import right_as_it_is, two_people
from app.questions import (
    CONTRADICTORY,
    IMPLAUSIBLE,
    LEFT_OVER,
    MISSING,
    UNSPECIFIED,
    Question,
    earlier_method,
    looked_at,
    of_story,
    pairs_apart,
    seen,
    still_asked,
    to_complete,
)
from app.records import Child, MethodUse, Record, RosterLine, Settled, Visit, Woman
from app.records.story import Story, story_of
from app.records.writes import Add

TODAY = date(2026, 11, 22)


def woman(**values: Any) -> Woman:
    return Woman(**{"id": "w", "subject": "w", "name": "王丽", "birth_date": "1991-04-06", **values})


def story(her: Woman, *records: Record, joined: tuple[Woman, ...] = ()) -> Story:
    return story_of(her, records, joined=joined)


def use(key: str, method: str, start: str | None, **values: Any) -> MethodUse:
    return MethodUse(id=key, subject="w", method=method, start=start, **values)


def settled(questions: tuple[Question, ...]) -> list[Settled]:
    return [w.record for w in right_as_it_is(questions, fresh=lambda: "s") if isinstance(w, Add)]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("her", "records", "code", "about"),
    [
        (woman(birth_date="2024-01-01"), (), "finding.age", IMPLAUSIBLE),
        (woman(girls_stated=3, children_stated=1), (), "finding.girls", CONTRADICTORY),
        (woman(), (use("m", "iud_copper", None),), "finding.start_missing", MISSING),
        (woman(birth_date=None), (), "finding.birth_missing", MISSING),
        (woman(birth_date="1991"), (), "finding.birth_missing", MISSING),
        (woman(birth_date=None, birth_stated="八月十五"), (), "finding.roster_unread", LEFT_OVER),
        (woman(), (use("m", "iud_unspecified", "2020-01-01"),), "finding.kind_unspecified", UNSPECIFIED),
        (woman(), (Child(id="c", subject="w", birth_date="2020-01-01"),), "finding.sex_missing", MISSING),
        (woman(merged_into="gone"), (), "finding.joined_erased", CONTRADICTORY),
    ],
)
def test_each_question_is_of_its_kind(her: Woman, records: tuple[Record, ...], code: str, about: str) -> None:
    hers = story(her, *records)
    assert [(q.finding.code, q.about) for q in (*of_story(hers, TODAY), *to_complete(hers))] == [(code, about)]


def test_a_ring_of_joins_is_no_question() -> None:
    other = woman(id="v", subject="v", merged_into="w")
    assert of_story(story(woman(merged_into="v"), joined=(other,)), TODAY) == ()


def test_closed_pages_and_stopped_methods_are_not_asked_about() -> None:
    assert to_complete(story(woman(status="closed", closed_reason="moved_out", birth_date=None))) == ()
    assert to_complete(story(woman(), use("m", "iud_unspecified", "2020-01-01", stop="2022-01-01"))) == ()


def test_a_cell_nobody_could_read_is_asked_about_while_it_stands_in_her_note() -> None:
    line = RosterLine(
        id="l", subject="w", source="x", row=1, values=json.dumps({"woman.note": "村干部\n出生日期：八几年"})
    )
    assert [q.finding.field for q in to_complete(story(woman(note="村干部\n出生日期：八几年")), line)] == ["note"]
    assert to_complete(story(woman(note="村干部")), line) == ()
    assert to_complete(story(woman(note="村干部\n出生日期：八几年"))) == ()


def test_what_was_found_right_is_not_asked_again_until_its_value_changes() -> None:
    asked = of_story(story(woman(birth_date="2024-01-01")), TODAY)
    looked = looked_at(settled(asked))
    assert still_asked(asked, frozenset()) == asked
    assert still_asked(asked, looked) == ()
    assert still_asked(of_story(story(woman(birth_date="2024-01-01", phone="13875122210")), TODAY), looked) == ()
    changed = of_story(story(woman(birth_date="2024-01-02")), TODAY)
    assert still_asked(changed, looked) == changed
    assert still_asked(asked, looked_at(s.with_values(retired="undone") for s in settled(asked))) == asked


def test_a_birthday_does_not_ask_again() -> None:
    her = story(woman(birth_date="2020-01-01"))
    (now,), (later,) = of_story(her, TODAY), of_story(her, date(2027, 11, 22))
    assert now.finding.facts != later.finding.facts
    assert seen(now.record, now.finding) == seen(later.record, later.finding)


def test_a_change_of_the_field_beside_asks_again() -> None:
    told = use("m", "iud_copper", "2020-03-01", stop="2019-01-01")
    (asked,) = of_story(story(woman(), told), TODAY)
    (moved,) = of_story(story(woman(), told.with_values(start="2020-04-01")), TODAY)
    assert still_asked((moved,), looked_at(settled((asked,)))) == (moved,)


def test_of_two_methods_the_earlier_was_probably_stopped() -> None:
    first, later = use("a", "iud_copper", "2020-03-01"), use("b", "implant", "2024-05-01")
    hers = story(woman(), later, first)
    for asked in of_story(hers, TODAY):
        assert asked.finding.code == "finding.two_methods"
        assert earlier_method(hers, asked) == first
    same_day = story(woman(), first, later.with_values(start="2020-03-01"))
    assert {earlier_method(same_day, asked) for asked in of_story(same_day, TODAY)} == {None}


def test_twins_seen_on_one_day_are_two_visits() -> None:
    def visit(key: str, about: str | None) -> Visit:
        return Visit(id=key, subject="w", visit_kind="general", date="2026-01-01", about=about)

    assert of_story(story(woman(), visit("a", "one"), visit("b", "other")), TODAY) == ()
    for about in ("one", None):
        codes = [q.finding.code for q in of_story(story(woman(), visit("a", "one"), visit("b", about)), TODAY)]
        assert codes == ["finding.visit_twice"] * 2


def test_that_they_are_two_people_is_one_record_of_both() -> None:
    one, other = woman(), woman(id="v", subject="v")
    (write,) = two_people(one, other, fresh=lambda: "s")
    assert isinstance(write, Add)
    assert isinstance(write.record, Settled)
    assert pairs_apart([write.record]) == {frozenset("vw")}
    assert pairs_apart([write.record.with_values(retired="undone")]) == frozenset()
