"""A roster in the ledger: one change, nothing twice, nothing of hers overwritten, and back again under the same ids."""

import dataclasses
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from app.errors import Cancelled, InputError
from app.records import Consent, Household, MethodUse, RosterLine, Woman
from app.records.writes import Add, Edit
from app.roster.clerk import read_roster
from app.roster.columns import recognise
from app.roster.plan import ImportPlan, Outcome, plan_import
from app.roster.sheets import Row, Sheet
from storage.changes import Changed
from storage.importing import import_roster, snapshot
from storage.ledger import Ledger
from storage.workbook import read_workbook
from tests.support.ledgers import a_woman, tables

SAMPLE = Path(__file__).parents[1] / "data" / "roster" / "roster-sample.xlsx"
TODAY = date(2026, 11, 22)
NAMES = "roster-sample.xlsx"


@cache
def sample() -> tuple[Sheet, ...]:
    return read_workbook(SAMPLE)


def bring_in(
    ledger: Ledger, sheets: Sequence[Sheet] | None = None, progress: Callable[[int, int], None] | None = None
) -> tuple[ImportPlan, Changed | None]:
    read = sample() if sheets is None else sheets
    now = snapshot(ledger, TODAY)
    plan = plan_import(read_roster(read, recognise(read), TODAY), tuple(now.known.values()))
    return plan, import_roster(ledger, plan, now, source=NAMES, progress=progress)


def number_of(changed: Changed | None) -> int:
    assert changed is not None
    assert changed.dot is not None
    return changed.dot.seq


def ids(ledger: Ledger) -> dict[str, list[str]]:
    kinds = (Woman, Household, MethodUse, RosterLine)
    return {kind.kind: sorted(record.id for record in ledger.all(kind)) for kind in kinds}


def with_cell(old: str, new: str) -> tuple[Sheet, ...]:
    """The sample with one text cell written anew wherever it stands."""
    sheets = []
    for sheet in sample():
        rows = (Row(r.number, tuple(new if cell == old else cell for cell in r.cells)) for r in sheet.rows)
        sheets.append(dataclasses.replace(sheet, rows=tuple(rows)))
    return tuple(sheets)


def her(ledger: Ledger, name: str) -> Woman:
    (found,) = [woman for woman in ledger.all(Woman) if woman.name == name]
    return found


@pytest.fixture
def imported(ledger: Ledger) -> Ledger:
    bring_in(ledger)
    return ledger


def test_everybody_is_there_with_household_and_method_and_nobody_was_asked_for_consent(ledger: Ledger) -> None:
    plan, changed = bring_in(ledger)
    assert plan.counts[Outcome.NEW] == ledger.count(Woman) == ledger.count(RosterLine) == 643
    assert ledger.count(Consent) == 0
    woman = her(ledger, "王露莉")
    story = ledger.story(woman.id)
    assert story is not None
    assert story.household is not None
    assert (story.household.number, [m.method for m in story.methods]) == ("00248", ["female_sterilisation"])
    assert (woman.children_stated, woman.girls_stated, woman.group) == (1, 0, 9)
    assert number_of(changed) == 2
    assert ledger.verify() == []


def test_women_of_one_household_share_its_record(imported: Ledger) -> None:
    numbers = [home.number for home in imported.all(Household)]
    assert len(numbers) == len(set(numbers))
    assert {w.household for w in imported.all(Woman) if w.household} == {home.id for home in imported.all(Household)}


def test_the_same_file_again_writes_nothing(imported: Ledger) -> None:
    before = tables(imported)
    plan, changed = bring_in(imported)
    assert changed is None
    assert plan.counts[Outcome.SAME] == 643
    assert tables(imported) == before


def test_the_same_file_again_writes_nothing_after_she_has_edited(imported: Ledger) -> None:
    woman = her(imported, "程静慧")
    imported.write("woman.edit", [Edit("woman", woman.id, {"phone": "13900000000", "name": "程静惠", "group": None})])
    before = tables(imported)
    _, changed = bring_in(imported)
    assert changed is None
    assert tables(imported) == before


def test_what_the_county_changed_is_taken_over_where_she_has_not_edited(imported: Ledger) -> None:
    newer = with_cell("13672506649", "13811112222")
    plan, changed = bring_in(imported, newer)
    assert plan.counts[Outcome.UPDATES] == 1
    assert number_of(changed) == 3
    assert her(imported, "程静慧").phone == "13811112222"
    assert bring_in(imported, newer)[1] is None
    imported.undo(3)
    assert her(imported, "程静慧").phone == "13672506649"


def test_what_the_county_changed_gives_way_where_she_has_edited(imported: Ledger) -> None:
    woman = her(imported, "程静慧")
    imported.write("woman.edit", [Edit("woman", woman.id, {"phone": "13900000000"})])
    newer = with_cell("13672506649", "13811112222")
    plan, _ = bring_in(imported, newer)
    assert her(imported, "程静慧").phone == "13900000000"
    assert [c.field for row in plan.rows for c in row.kept if row.woman == woman.id] == ["woman.phone"]
    assert bring_in(imported, newer)[1] is None


def test_undone_and_imported_again_the_same_records_stand_under_the_same_ids(ledger: Ledger) -> None:
    _, first = bring_in(ledger)
    before, history = ids(ledger), [w.with_values() for w in ledger.all(Woman)]
    ledger.undo(number_of(first))
    assert not any(ids(ledger).values())
    assert ledger.search.find("王") == []
    _, again = bring_in(ledger)
    assert ids(ledger) == before
    assert sorted(ledger.all(Woman), key=lambda w: w.id) == sorted(history, key=lambda w: w.id)
    assert bring_in(ledger)[1] is None
    ledger.undo(number_of(again))
    assert not any(ids(ledger).values())
    assert ledger.verify() == []


def test_a_corrected_roster_revives_the_same_women_too(ledger: Ledger) -> None:
    _, first = bring_in(ledger)
    before = ids(ledger)
    ledger.undo(number_of(first))
    bring_in(ledger, with_cell("13672506649", "13811112222"))
    assert ids(ledger) == before
    assert her(ledger, "程静慧").phone == "13811112222"


def test_whom_she_wrote_on_since_stays_when_the_import_is_undone_and_is_nobody_else_afterwards(ledger: Ledger) -> None:
    _, first = bring_in(ledger)
    before = ids(ledger)
    woman = her(ledger, "程静慧")
    ledger.write("woman.edit", [Edit("woman", woman.id, {"phone": "13900000000"})])
    ledger.undo(number_of(first))
    assert [w.id for w in ledger.all(Woman)] == [woman.id]
    bring_in(ledger)
    assert ids(ledger) == before
    assert her(ledger, "程静慧").phone == "13900000000"


def test_two_who_look_alike_are_each_revived_once(ledger: Ledger) -> None:
    head = ("姓名", "身份证号", "电话", "婚姻状况")
    people = [("王芳", None, None, "未婚"), ("王芳", None, None, "初婚"), ("王芳", None, "13800000000", "初婚")]
    rows = tuple(Row(n, tuple(cells)) for n, cells in enumerate([head, *people], 1))
    sheets = (Sheet("表", rows),)
    plan, first = bring_in(ledger, sheets)
    assert plan.counts[Outcome.NEW] == 3
    before = {w.id: (w.marital, w.phone) for w in ledger.all(Woman)}
    ledger.undo(number_of(first))
    bring_in(ledger, sheets)
    assert {w.id: (w.marital, w.phone) for w in ledger.all(Woman)} == before


@pytest.mark.parametrize("stop_at", [0, 1, 3, 5])
def test_stopped_at_any_moment_it_leaves_everything_as_it_was(ledger: Ledger, stop_at: int) -> None:
    before = tables(ledger)
    told: list[tuple[int, int]] = []

    def progress(done: int, whole: int) -> None:
        told.append((done, whole))
        if len(told) > stop_at:
            raise Cancelled("cancelled")

    with pytest.raises(Cancelled):
        bring_in(ledger, progress=progress)
    assert tables(ledger) == before
    assert all(done < whole for done, whole in told)
    assert told == sorted(told)
    bring_in(ledger)
    assert ledger.count(Woman) == 643


def test_a_ledger_that_changed_since_the_preview_is_not_written_over(ledger: Ledger) -> None:
    now = snapshot(ledger, TODAY)
    plan = plan_import(read_roster(sample(), recognise(sample()), TODAY), tuple(now.known.values()))
    ledger.write("woman.register", [Add(a_woman("程静慧"))])
    with pytest.raises(InputError, match=r"import\.moved_on"):
        import_roster(ledger, plan, now, source=NAMES)
    assert ledger.count(Woman) == 1
