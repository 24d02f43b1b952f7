"""Real ledgers: two and three laptops write apart, and what is read to be settled is what they wrote."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.settling import settle
from app.differences import RETIRED, CellKey, by_record
from app.merge import Cell
from app.records import KINDS, Visit, Woman
from app.records.writes import Add, Edit, Erase, Remove
from storage.differing import conflicting_cells, taken_back_cells
from storage.ids import new_id
from storage.ledger import Ledger
from tests.support.ledgers import a_woman, new_ledger

Laptops = list[Ledger]


@pytest.fixture
def laptops(tmp_path: Path) -> Iterator[Laptops]:
    made = [new_ledger(tmp_path, name)[0] for name in "abc"]
    yield made
    for ledger in made:
        ledger.close()


def share(laptops: Laptops) -> None:
    """Everybody hears everything."""
    for _ in range(2):
        for one in laptops:
            for other in laptops:
                if one is not other:
                    one.exchange.merge(other.exchange.collect_for_office(one.exchange.reaches()))


def known_to_all(laptops: Laptops) -> tuple[Woman, Visit]:
    her = a_woman(phone="13800000000")
    visit = Visit(id=new_id(), subject=her.id, visit_kind="general", date="2026-11-01")
    laptops[0].write("add", [Add(her), Add(visit)])
    share(laptops)
    return her, visit


def asked(ledger: Ledger) -> dict[tuple[str, str, str], list[object]]:
    conflicts: dict[CellKey, Cell] = dict(conflicting_cells(ledger).items())
    crossed: dict[CellKey, Cell] = dict(taken_back_cells(ledger).items())
    names = {name[:2] for name in (*conflicts, *crossed)}
    records = {name: one for name in names if (one := ledger.get(KINDS[name[0]].cls, name[1])) is not None}
    found = by_record(conflicts, records, crossed=crossed)
    return {(*one.key, field.field): [said.value for said in field.said] for one in found for field in one.fields}


def test_three_laptops_three_values_the_same_question_on_each(laptops: Laptops) -> None:
    her, _ = known_to_all(laptops)
    for ledger, phone in zip(laptops, ("13800000001", "13800000002", "13800000003"), strict=True):
        ledger.write("edit", [Edit("woman", her.id, {"phone": phone})])
    share(laptops)
    first = asked(laptops[0])
    assert list(first) == [("woman", her.id, "phone")]
    (values,) = first.values()
    assert set(values) == {"13800000001", "13800000002", "13800000003"}
    assert values[0] == next(w.phone for w in laptops[0].all(Woman))
    assert all(asked(ledger) == first for ledger in laptops)
    laptops[1].write("settle", settle("woman", her.id, "phone", "13800000009"))
    share(laptops)
    assert all(asked(ledger) == {} for ledger in laptops)


def test_taken_back_here_written_in_there_is_asked_everywhere_until_somebody_says(laptops: Laptops) -> None:
    _, visit = known_to_all(laptops)
    laptops[0].write("take back", [Edit("visit", visit.id, {"retired": "mistake"})])
    laptops[1].write("edit", [Edit("visit", visit.id, {"note": "x"})])
    share(laptops)
    question = {("visit", visit.id, RETIRED): ["mistake", None]}
    assert all(asked(ledger) == question for ledger in laptops)
    laptops[2].write("settle", settle("visit", visit.id, RETIRED, "mistake"))
    share(laptops)
    assert all(asked(ledger) == {} for ledger in laptops)
    assert all(ledger.all(Visit) == [] for ledger in laptops)


def test_a_record_that_stays_comes_back_with_what_was_written(laptops: Laptops) -> None:
    _, visit = known_to_all(laptops)
    laptops[0].write("take back", [Edit("visit", visit.id, {"retired": "mistake"})])
    laptops[1].write("edit", [Edit("visit", visit.id, {"note": "x"})])
    share(laptops)
    laptops[0].write("settle", settle("visit", visit.id, RETIRED, None))
    share(laptops)
    assert all(asked(ledger) == {} for ledger in laptops)
    assert all([v.note for v in ledger.all(Visit)] == ["x"] for ledger in laptops)


def test_whoever_takes_back_what_she_read_is_not_asked(laptops: Laptops) -> None:
    _, visit = known_to_all(laptops)
    laptops[1].write("edit", [Edit("visit", visit.id, {"note": "x"})])
    share(laptops)
    laptops[0].write("take back", [Edit("visit", visit.id, {"retired": "mistake"})])
    share(laptops)
    assert all(asked(ledger) == {} for ledger in laptops)


@pytest.mark.parametrize("whole", [True, False])
def test_what_is_erased_is_asked_about_by_nobody(laptops: Laptops, whole: bool) -> None:
    her, visit = known_to_all(laptops)
    for ledger, note in zip(laptops, "xyz", strict=True):
        ledger.write("edit", [Edit("visit", visit.id, {"note": note})])
    laptops[2].write("erase", [Erase(her.id) if whole else Remove("visit", visit.id)])
    share(laptops)
    assert all(asked(ledger) == {} for ledger in laptops)
