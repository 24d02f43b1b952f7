"""A closed month counted again: after a restart, from a backup, on another laptop, after a birth told late."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.actions import Verb
from app.figures.closing import standing, told
from app.figures.period import read_period
from app.records import Child, MethodUse, MonthReport, SupplyBatch, SupplyItem, SupplyMovement
from app.records.writes import Add, Edit, Erase
from app.supplies.shelf import Shelf
from storage.ids import new_id
from storage.ledger import Ledger
from tests.support.ledgers import Place, a_woman, new_ledger
from ui.figures import count, read_village
from ui.month import Beside, beside, late_facts, report_of

TODAY = date(2026, 11, 22)
MONTH = "2026-10"
LI, YANG = (a_woman(name, birth_date="1991-04-06", group=n) for n, name in ((1, "李秀英"), (2, "杨小兰")))
BABY = Child(id=new_id(), subject=LI.id, birth_date="2026-10-05", sex="2")
METHOD = MethodUse(id=new_id(), subject=YANG.id, method="condom", start="2026-10-11")
ITEM = SupplyItem(id=new_id(), subject="", article="condom", spec="中号")
BATCH = SupplyBatch(id=new_id(), subject="", item=ITEM.id, number="C1", expiry="2029-05")


def moved(kind: str, quantity: int, day: str) -> SupplyMovement:
    return SupplyMovement(id=new_id(), subject="", batch=BATCH.id, movement=kind, quantity=quantity, date=day)


def close(ledger: Ledger, month: str = MONTH) -> MonthReport:
    counted, reports = count(ledger, read_period(month), TODAY), ledger.all(MonthReport)
    village = read_village(ledger, read_period(month), date(2026, 1, 1))
    late = late_facts(reports, village, month, TODAY)
    report = report_of(counted, reports, late, TODAY, by="肖玉梅", note=None)
    ledger.write(Verb.MONTH_CLOSE, [Add(report)])
    return report


def now(ledger: Ledger, month: str = MONTH) -> Beside:
    found = beside(ledger.all(MonthReport), count(ledger, read_period(month), TODAY))
    assert found is not None
    return found


@pytest.fixture
def kept(tmp_path: Path) -> tuple[Ledger, Place]:
    ledger, place = new_ledger(tmp_path)
    moves = [moved("in", 100, "2026-09-02"), moved("in", 20, "2026-10-02"), moved("out", 30, "2026-10-11")]
    moves += [moved("returned", 5, "2026-10-12"), moved("loss", 2, "2026-10-30"), moved("out", 9, "2026-11-01")]
    ledger.write("test", [Add(r) for r in (LI, YANG, BABY, METHOD, ITEM, BATCH, *moves)])
    return ledger, place


def test_it_is_equal_after_a_restart(kept: tuple[Ledger, Place]) -> None:
    ledger, place = kept
    close(ledger)
    ledger.close()
    again = place.open()
    found = now(again)
    assert (found.changes, found.erased, found.whole) == ((), 0, True)
    again.close()


def test_it_is_equal_after_a_backup_is_brought_back(kept: tuple[Ledger, Place]) -> None:
    ledger, _ = kept
    report = close(ledger)
    backup = ledger.back_up().folder
    ledger.write("test", [Add(Child(id=new_id(), subject=YANG.id, birth_date="2026-10-30", sex="1"))])
    assert now(ledger).changes
    ledger.restore(backup)
    found = now(ledger)
    assert (found.report, found.changes, found.whole) == (report, (), True)


def test_it_is_equal_on_the_second_laptop(kept: tuple[Ledger, Place], tmp_path: Path) -> None:
    ledger, _ = kept
    report = close(ledger)
    other, _ = new_ledger(tmp_path, "other")
    other.exchange.merge(ledger.exchange.collect_for_office(other.exchange.reaches()))
    found = now(other)
    assert (found.report, found.changes, found.erased, found.whole) == (report, (), 0, True)
    other.write("test", [Add(Child(id=new_id(), subject=YANG.id, birth_date="2026-10-30", sex="1"))])
    ledger.exchange.merge(other.exchange.collect_for_office(ledger.exchange.reaches()))
    here, there = ({c.code: (c.was, c.now) for c in now(one).changes} for one in (ledger, other))
    assert here == there
    assert here["births"] == (1, 2)


def test_two_laptops_that_closed_one_month_hold_the_same_report(kept: tuple[Ledger, Place], tmp_path: Path) -> None:
    ledger, _ = kept
    other, _ = new_ledger(tmp_path, "other")
    other.exchange.merge(ledger.exchange.collect_for_office(other.exchange.reaches()))
    close(ledger)
    close(other)
    other.exchange.merge(ledger.exchange.collect_for_office(other.exchange.reaches()))
    ledger.exchange.merge(other.exchange.collect_for_office(ledger.exchange.reaches()))
    holds = [standing(one.all(MonthReport), MONTH) for one in (ledger, other)]
    assert holds[0] == holds[1] is not None
    assert now(ledger).changes == now(other).changes == ()


def test_after_an_erasure_it_stands_and_a_correction_keeps_it(kept: tuple[Ledger, Place]) -> None:
    ledger, _ = kept
    close(ledger)
    ledger.write("erase", [Erase(LI.id)])
    found = now(ledger)
    assert (found.changes, found.erased) == ((), 2)
    ledger.write("test", [Add(Child(id=new_id(), subject=YANG.id, birth_date="2026-10-30", sex="1"))])
    corrected = close(ledger)
    assert corrected.number == 1
    assert told(corrected).counts["births"] == 2
    assert told(corrected).counts["women_15_49"] == 2
    assert now(ledger).changes == ()


def test_a_value_completed_later_is_no_erasure(kept: tuple[Ledger, Place]) -> None:
    ledger, _ = kept
    close(ledger)
    ledger.write("test", [Edit("child", BABY.id, {"birth_date": "2026-09-30"})])
    found = now(ledger)
    assert {c.code: (c.by, c.left, c.erased) for c in found.changes}["births"] == (-1, (BABY.id,), 0)
    assert found.erased == 0


def test_the_cupboard_is_closed_with_the_month(kept: tuple[Ledger, Place]) -> None:
    ledger, _ = kept
    report = close(ledger)
    assert told(report).supplies == (Shelf("避孕套 中号（盒）", 100, 20, 25, -2, 93),)
    assert told(report).supplies[0].closing == 100 + 20 - 25 - 2


def test_a_birth_of_an_earlier_closed_month_is_late_until_it_is_carried(kept: tuple[Ledger, Place]) -> None:
    ledger, _ = kept
    close(ledger, "2026-09")
    baby = Child(id=new_id(), subject=YANG.id, birth_date="2026-09-28", sex="1")
    ledger.write("test", [Add(baby)])
    october = close(ledger)
    assert told(october).late["2026-09"]["births"] == 1
    assert now(ledger, "2026-09").changes == ()
    village = read_village(ledger, read_period("2026-11"), date(2026, 1, 1))
    assert late_facts(ledger.all(MonthReport), village, "2026-11", TODAY) == {}
