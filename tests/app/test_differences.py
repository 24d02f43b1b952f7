"""What differs, grouped by record: the shown value first, equal values together, taken back while written in."""

from __future__ import annotations

from app.differences import (
    RETIRED,
    CellKey,
    by_record,
    is_closed,
    opened_on_purpose,
    said_of,
    taken_back_meanwhile,
)
from app.merge import Cell, Version, settled
from app.records import Household, Pregnancy, Record, Response, Screening, Visit, Woman
from app.versions import Dot, Header

A, B, C = "a" * 32, "b" * 32, "c" * 32
HER, OTHER = "1" * 32, "2" * 32


def wrote(replica: str, seq: int, at_ms: int = 0, **knows: int) -> Header:
    return Header(Dot(replica, seq), "w", at_ms, {{"a": A, "b": B, "c": C}[name]: n for name, n in knows.items()})


def cell(*versions: tuple[object, Header]) -> Cell:
    return settled(Version(value, by) for value, by in versions)  # type: ignore[arg-type]


def two(at: int) -> Cell:
    return cell(("1", wrote(A, 5, at)), ("2", wrote(B, 7, at)))


def woman(record: str = HER, **values: object) -> Woman:
    return Woman(id=record, subject=record, name="王秀兰", **values)  # type: ignore[arg-type]


def test_the_shown_value_is_the_first_and_people_who_wrote_the_same_stand_together() -> None:
    said = said_of(cell(("1", wrote(A, 5, 50)), ("2", wrote(B, 7, 10)), ("1", wrote(C, 2, 20))))
    assert [one.value for one in said] == ["2", "1"]
    assert [by.dot.replica for by in said[1].by] == [C, A], "the earlier clock first"


def test_two_people_who_wrote_the_same_are_not_asked() -> None:
    cells: dict[CellKey, Cell] = {("woman", HER, "phone"): cell(("1", wrote(A, 5)), ("1", wrote(B, 7)))}
    assert by_record(cells, {("woman", HER): woman()}) == ()


def test_since_is_when_there_was_a_second_value_by_its_own_clock() -> None:
    three = cell(("1", wrote(A, 5, 300)), ("2", wrote(B, 7, 100)), ("3", wrote(C, 2, 200)))
    (one,) = by_record({("woman", HER, "phone"): three}, {("woman", HER): woman()})
    assert one.since_ms == 200
    assert len(one.fields[0].said) == 3


def test_fields_follow_the_record_and_records_about_one_woman_stay_together() -> None:
    visit = Visit(id="3" * 32, subject=HER, visit_kind="general", date="2026-11-01")
    home = Household(id="4" * 32, subject="")
    records: dict[tuple[str, str], Record] = {
        (r.kind, r.id): r for r in (woman(), woman(OTHER), visit, home)
    }  # fmt: skip
    cells: dict[CellKey, Cell] = {
        ("household", home.id, "door"): two(1),
        ("woman", OTHER, "phone"): two(20),
        ("woman", HER, "note"): two(10),
        ("woman", HER, "phone"): two(30),
        ("visit", visit.id, "note"): two(40),
        ("woman", "9" * 32, "phone"): two(1),
    }
    found = by_record(cells, records)
    assert [one.key for one in found] == [
        ("woman", HER), ("visit", visit.id), ("woman", OTHER), ("household", home.id),
    ], "a woman's own beside each other, what waits longest first, the village last; what was erased is not asked"  # fmt: skip
    assert [asked.field for asked in found[0].fields] == ["phone", "note"]


def test_a_record_taken_back_while_somebody_wrote_in_it_asks_whether_it_stays() -> None:
    retired = cell(("mistake", wrote(A, 5, 50, b=3)))
    known = cell(("before", wrote(B, 3, 10)))
    unseen = cell(("later", wrote(B, 4, 70)))
    asked = taken_back_meanwhile({RETIRED: retired, "name": known, "note": unseen})
    assert asked is not None
    gone, stays = asked.said
    assert (gone.value, stays.value, stays.edits) == ("mistake", None, ("note",))
    assert stays.by[0].at_ms == 70


def test_nobody_is_asked_where_whoever_took_it_back_had_read_it_or_was_read() -> None:
    retired = cell(("mistake", wrote(A, 5, b=4)))
    assert taken_back_meanwhile({RETIRED: retired, "note": cell(("x", wrote(B, 4)))}) is None
    assert taken_back_meanwhile({RETIRED: retired, "note": cell(("x", wrote(B, 9, a=5)))}) is None
    brought_back = cell((None, wrote(A, 6)))
    assert taken_back_meanwhile({RETIRED: brought_back, "note": cell(("x", wrote(B, 4)))}) is None
    assert taken_back_meanwhile({"note": cell(("x", wrote(B, 4)))}) is None


def test_saying_again_that_it_is_taken_back_ends_the_question() -> None:
    unseen = cell(("later", wrote(B, 4)))
    again = cell(("mistake", wrote(A, 6, b=4)))
    assert taken_back_meanwhile({RETIRED: again, "note": unseen}) is None


def test_a_choice_taken_back_can_be_made_again_until_then_one_value_stands() -> None:
    before = cell(("1", wrote(A, 5)), ("2", wrote(B, 7)))
    (one,) = by_record({}, {("woman", HER): woman()}, recalled={("woman", HER, "phone"): before})
    assert one.fields[0].recalled
    real = by_record(
        {("woman", HER, "phone"): before}, {("woman", HER): woman()}, recalled={("woman", HER, "phone"): before}
    )
    assert not real[0].fields[0].recalled, "what differs again is an open difference"


def test_what_is_opened_only_on_purpose_is_closed_here_too() -> None:
    pregnancy = Pregnancy(id="5" * 32, subject=HER)
    after = Visit(id="6" * 32, subject=HER, visit_kind="post_abortion", date="2026-11-01")
    answer = Response(
        id="7" * 32, subject=HER, rule="post_abortion.week", anchor=HER, occurrence=1, answer="declined", date="2026-11-01"
    )  # fmt: skip
    screening = Screening(id="8" * 32, subject=HER, screen="cervix", date="2026-11-01")
    assert all(opened_on_purpose(one) for one in (pregnancy, after, answer))
    assert all(is_closed(one, "date") for one in (after, answer))
    assert is_closed(pregnancy, "lmp")
    assert (is_closed(screening, "result"), is_closed(screening, "date")) == (True, False)
    assert (is_closed(woman(), "spouse_name"), is_closed(woman(), "phone")) == (True, False)
