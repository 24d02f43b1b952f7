"""请求与投诉, 删除, 保存期限 and the papers: by keyboard, and what is left in the ledger afterwards."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.records import KINDS, Consent, Household, Request, Response, SupplyBatch, SupplyItem, SupplyMovement, Woman
from app.records.writes import Edit
from storage.backup import Plan, to_keep
from storage.ids import new_id
from tests.support.frames import TODAY, Seat
from tests.support.ledgers import a_woman, new_ledger
from ui.desktop.pages.rights.erase import ErasePage
from ui.desktop.pages.rights.papers import RightsPapersPage
from ui.desktop.pages.rights.requests import RequestsPage
from ui.desktop.pages.rights.retention import RetentionPage
from ui.desktop.pages.rights.told import gone_by
from ui.desktop.widgets.words import Words
from ui.text import has, tr

HOME = Household(id=new_id(), subject="", head="王秀兰", number="7")
HER = a_woman("王秀兰", birth_date="1989-03-07", household=HOME.id)
SISTER = a_woman("李小花", household=HOME.id, note="和王秀兰一起来")
ASKED = Request(id=new_id(), subject=HER.id, asked="delete", date="2026-11-20", what="不想留着")


@pytest.fixture
def seat(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    ledger, _ = new_ledger(tmp_path)
    taken = Seat(ledger, qtbot)
    taken.enter([HOME, HER, SISTER])
    yield taken
    taken.leave()
    ledger.close()


def opened(seat: Seat, key: str, what: str = "") -> QWidget:
    seat.frame.navigate(key, what)
    seat.settle()
    found: QWidget = seat.frame.page(key)
    return found


def words(within: QWidget) -> str:
    return "\n".join(w.text() for w in within.findChildren(Words) if w.isVisibleTo(within))


def test_a_complaint_is_written_down_and_answered_by_keyboard(seat: Seat) -> None:
    page = opened(seat, "requests")
    assert isinstance(page, RequestsPage)
    assert tr("requests.none") in words(page)
    QTest.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    panel = page.panel
    assert panel is not None
    form = panel.form()  # type: ignore[attr-defined]  # a form panel
    form.editor("asked").set_value("complaint")
    form.editor("what").set_value("等了太久")
    QTest.keyClick(form.editor("date").inner, Qt.Key.Key_Return)
    seat.settle()
    (made,) = seat.ledger.all(Request)
    assert (made.asked, made.what, made.subject, made.outcome) == ("complaint", "等了太久", "", None)
    assert page.shown.pill("waiting").accessibleName().endswith("1")
    QTest.keyClick(page, Qt.Key.Key_F2)
    form = page.panel.form()  # type: ignore[union-attr]  # it is open
    form.editor("outcome").set_value("partly")
    form.editor("reason").set_value("人手不够")
    QTest.keyClick(form.editor("date").inner, Qt.Key.Key_Return)
    seat.settle()
    (made,) = seat.ledger.all(Request)
    assert (made.outcome, made.reason, made.outcome_date) == ("partly", "人手不够", TODAY.isoformat())
    assert page.table.things.rows == [], "nothing waits any more"
    page.shown.set_value("everything")
    page._show()
    assert len(page.table.things.rows) == 1


def test_a_deletion_is_not_said_to_be_done_but_done(seat: Seat) -> None:
    seat.enter([ASKED])
    page = opened(seat, "requests")
    assert isinstance(page, RequestsPage)
    page.table.setFocus()
    QTest.keyClick(page, Qt.Key.Key_F2)
    form = page.panel.form()  # type: ignore[union-attr]  # it is open
    form.editor("outcome").set_value("done")
    QTest.keyClick(form.editor("date").inner, Qt.Key.Key_Return)
    seat.settle()
    assert tr("requests.delete_first") in words(page)
    assert seat.ledger.all(Request) == [ASKED]
    page.panel.leave()  # type: ignore[union-attr]  # it is open
    seat.settle()
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    seat.settle()
    erase = seat.frame.page("erase")
    assert isinstance(erase, ErasePage)
    said = words(erase)
    for told in (HER.name, tr("erase.county.never"), tr("erase.backups.none")):
        assert told in said
    assert list(erase.going.told.named) == [(SISTER.id, SISTER.name, "field.woman.note")]  # type: ignore[union-attr]
    assert not erase.do.isEnabled()
    erase.going.tick.setFocus()
    QTest.keyClick(erase.going.tick, Qt.Key.Key_Space)
    QTest.keyClick(erase, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    seat.settle()
    assert [w.name for w in seat.ledger.all(Woman)] == [SISTER.name]
    (fact,) = seat.ledger.all(Request)
    assert (fact.subject, fact.asked, fact.date, fact.outcome, fact.outcome_date, fact.what) == (
        "", "delete", "2026-11-20", "done", TODAY.isoformat(), None,
    )  # fmt: skip
    (home,) = seat.ledger.all(Household)
    assert home.head is None, "her name at the door of others is forgotten"
    assert seat.frame.page("requests").isVisible()
    assert seat.ledger.verify() == []


def test_she_may_be_deleted_so_that_nobody_asks_again(seat: Seat) -> None:
    page = opened(seat, "erase", HER.id)
    assert isinstance(page, ErasePage)
    page.how.pill("bare").click()
    page.going.tick.click()
    page.do.click()
    seat.settle()
    bare = next(w for w in seat.ledger.all(Woman) if w.name == HER.name)
    assert (bare.birth_date, bare.household) == ("1989", None)
    assert [(c.scope, c.state) for c in seat.ledger.all(Consent)] == [("care", "refused")]


def test_ledgers_that_lie_aside_are_told_and_go_with_her_where_that_is_ticked(seat: Seat) -> None:
    folder = seat.ledger.folder
    (folder / "set-aside-1").mkdir()
    (folder / "set-aside-1" / "ledger.sfl").write_bytes(b"old")
    (folder / "unfinished-2.sfl").write_bytes(b"older")
    page = opened(seat, "erase", HER.id)
    assert isinstance(page, ErasePage)
    assert tr("erase.aside.note", n=2) in words(page)
    page.going.aside.click()
    page.going.tick.click()
    page.do.click()
    seat.settle()
    assert seat.ledger.set_aside() == 0
    assert seat.ledger.verify() == []
    page = opened(seat, "erase", SISTER.id)
    assert isinstance(page, ErasePage)
    assert not page.going.aside.isVisible()


def test_it_says_whether_the_county_has_her_and_how_long_the_backups_do(seat: Seat) -> None:
    seat.enter([Consent(id=new_id(), subject=HER.id, scope="county", state="given", date="2026-03-01")])
    seat.ledger.back_up()
    said = words(opened(seat, "erase", HER.id))
    assert tr("erase.county.now") in said
    assert "2027年2月1日" in said


@pytest.mark.parametrize("day", [date(2026, 1, 31), date(2026, 2, 1), date(2026, 11, 22), date(2026, 12, 31)])
@pytest.mark.parametrize("plan", [Plan(3, 7, 4, 3), Plan(1, 0, 0, 0), Plan(2, 10, 0, 0), Plan(1, 1, 8, 1)])
def test_the_day_said_is_the_day_on_which_no_backup_holds_her_any_more(day: date, plan: Plan) -> None:
    """Backups are made on every day before and after, and rotated by the plan; the oldest way is simulated."""
    kept: set[str] = set()
    first = day.toordinal() - 120
    gone = None
    for number in range(first, day.toordinal() + 200):
        made = date.fromordinal(number)
        kept = to_keep({*kept, f"suifang-backup-{made:%Y%m%d}-080000"}, plan)
        holding = [name for name in kept if name <= f"suifang-backup-{day:%Y%m%d}-999999"]
        if made > day and not holding:
            gone = made
            break
    assert gone is not None
    assert gone <= gone_by(day, plan)
    assert (gone_by(day, plan) - gone).days < 32


def past_records() -> list[Woman | Response | SupplyItem | SupplyBatch | SupplyMovement]:
    item = SupplyItem(id=new_id(), subject="", article="condom")
    batch = SupplyBatch(id=new_id(), subject="", item=item.id)
    return [
        a_woman("邹老人", status="closed", closed_reason="died", closed_date="2009-03-01"),
        Response(id=new_id(), subject=HER.id, rule="iud", anchor="x", occurrence=1, answer="declined", date="2020-05-01"),
        Response(id=new_id(), subject=SISTER.id, rule="iud", anchor="x", occurrence=1, answer="declined", date="2020-06-01"),
        item, batch,
        SupplyMovement(id=new_id(), subject=HER.id, batch=batch.id, movement="out", quantity=4, date="2019-01-01"),
    ]  # fmt: skip


def test_what_is_past_its_time_is_looked_at_and_then_really_goes(seat: Seat) -> None:
    seat.enter(past_records())
    page = opened(seat, "retention")
    assert isinstance(page, RetentionPage)
    assert [line.name for line in page.shown()] == ["邹老人"]
    assert not page.purge.isEnabled()
    page.tick.click()
    QTest.keyClick(page, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    seat.settle()
    assert {w.name for w in seat.ledger.all(Woman)} == {HER.name, SISTER.name}
    page.tick.click()
    page.purge.click()
    seat.settle()
    assert seat.ledger.all(Response) == []
    page.tick.click()
    page.purge.click()
    seat.settle()
    assert [(m.subject, m.quantity) for m in seat.ledger.all(SupplyMovement)] == [("", 4)]
    assert tr("retention.none") in words(page)


def test_no_list_tells_who_declined_or_who_was_given_supplies(seat: Seat) -> None:
    seat.enter(past_records())
    page = opened(seat, "retention")
    assert isinstance(page, RetentionPage)
    for of in ("answers", "supplies"):
        assert page.of is not None
        page.of.pill(of).click()
        model = page.table.model()
        cells = [str(model.index(r, c).data()) for r in range(model.rowCount()) for c in range(model.columnCount())]
        assert cells
        assert not [cell for cell in cells if HER.name in cell or SISTER.name in cell]
    page.of.pill("answers").click()  # type: ignore[union-attr]
    (line,) = page.shown()
    assert (line.year, len(line.parts)) == ("2020", 2)


def test_what_was_opened_again_meanwhile_stays(seat: Seat) -> None:
    old = a_woman("邹老人", status="closed", closed_reason="moved_out", closed_date="2009-03-01")
    seat.enter([old])
    page = opened(seat, "retention")
    assert isinstance(page, RetentionPage)
    page.tick.click()
    going = page.shown()
    seat.ledger.write("woman.reopen", [Edit("woman", old.id, {"status": "open", "closed_date": None})])
    page._lines = going
    page.tick.setChecked(True)
    page._purge()
    seat.settle()
    assert seat.ledger.get(Woman, old.id) is not None


@pytest.mark.parametrize("form", ["consent", "withdrawal", "request"])
def test_every_paper_can_be_looked_at_hers_blank_and_large(form: str, seat: Seat) -> None:
    page = opened(seat, "rights_papers", f"{form}|{HER.id}")
    assert isinstance(page, RightsPapersPage)
    seat.qtbot.waitUntil(lambda: page.view.print_button.isEnabled() if hasattr(page.view, "print_button") else True)
    assert HER.name in page.said.text()
    page.large.click()
    page.blank.click()
    seat.settle()
    assert HER.name not in page.said.text()
    assert seat.troubles == []


def test_what_an_erasure_counts_has_a_word_in_both_languages() -> None:
    never = {"unit", "worker", "household", "village_group", "population", "supply_item", "supply_batch", "outreach",
             "month_report", "laptop", "laptop_stop", "edition"}  # fmt: skip
    assert [kind for kind in KINDS if kind not in never and not has(f"erase.kind.{kind}")] == []
