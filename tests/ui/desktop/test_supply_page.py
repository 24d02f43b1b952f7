"""药具: handing out, receiving, counting by keyboard, and what is never shown there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.records import Consent, Record, SupplyBatch, SupplyItem, SupplyMovement
from app.supplies.stock import Stock
from storage.ids import new_id
from tests.support.frames import TODAY, Seat
from tests.support.ledgers import a_woman, new_ledger
from ui.desktop.pages.supplies.counting import Counting
from ui.desktop.pages.supplies.forms import Handing, Receiving
from ui.desktop.pages.supplies.giving import Giving
from ui.desktop.pages.supplies.page import SupplyPage, supplies_waiting
from ui.desktop.widgets.link import Link
from ui.supplies import read_stock
from ui.text import tr

ITEM = SupplyItem(id="1" * 32, subject="", article="condom", spec="52mm", lasts_days=30, low_at=5)
OLD = SupplyBatch(id="2" * 32, subject="", item=ITEM.id, number="C1", expiry="2027-03")
NEW = SupplyBatch(id="3" * 32, subject="", item=ITEM.id, number="C2", expiry="2029-05")
HER = a_woman("王秀兰", birth_date="1990-01-01", group=3)


def moved(batch: SupplyBatch, quantity: int, movement: str = "in", subject: str = "") -> SupplyMovement:
    return SupplyMovement(
        id=new_id(), subject=subject, batch=batch.id, movement=movement, quantity=quantity, date="2026-11-01"
    )  # fmt: skip


SHELF: list[Record] = [HER, ITEM, OLD, NEW, moved(OLD, 6), moved(NEW, 54)]


@pytest.fixture
def seat(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    ledger, _ = new_ledger(tmp_path)
    taken = Seat(ledger, qtbot)
    yield taken
    taken.leave()
    ledger.close()


def page_of(seat: Seat, *records: Record) -> SupplyPage:
    if records:
        seat.enter(records)
    seat.frame.navigate("supplies", "")
    seat.settle()
    page = seat.frame.page("supplies")
    assert isinstance(page, SupplyPage)
    return page


def press(seat: Seat, where: QWidget, key: Qt.Key) -> None:
    QTest.keyClick(where, key)
    seat.settle()


def keys(seat: Seat, text: str) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClicks(focused, text)
    seat.settle()


def tab() -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Tab)


def balances(seat: Seat) -> dict[str, int]:
    stock = read_stock(seat.ledger)
    return {b.number or "": stock.balance(b) for item in stock.items for b in stock.batches(item.id)}


def is_open(page: SupplyPage) -> bool:
    return page.panel is not None


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_an_empty_cupboard_is_begun_with_one_key(seat: Seat) -> None:
    page = page_of(seat)
    assert not page.print_button.isVisible()
    focused = page.first()
    assert focused is not None
    press(seat, focused, Qt.Key.Key_Return)
    assert [item.article for item in page.stock.items][:2] == ["condom", "pill_combined"]
    assert page.table.isVisible()
    assert supplies_waiting(seat.ledger, TODAY) == len(page.stock.items)
    QTest.keyClick(seat.frame, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    seat.settle()
    assert not read_stock(seat.ledger).items
    assert page.begin_here.isVisible()


def test_received_by_keyboard(seat: Seat) -> None:
    page = page_of(seat, ITEM)
    page.begin("in")
    seat.settle()
    assert isinstance(page.panel, Receiving)
    keys(seat, "30")
    tab()
    keys(seat, "C9")
    tab()
    keys(seat, "2028.6")
    focused = QApplication.focusWidget()
    assert focused is not None
    press(seat, focused, Qt.Key.Key_Return)
    assert not is_open(page)
    assert balances(seat) == {"C9": 30}
    assert read_stock(seat.ledger).batches(ITEM.id)[0].expiry == "2028-06"
    assert tr("supplies.in.said", what="避孕套 52mm 30 盒") == seat.frame.toast.words()


def test_handed_out_to_a_woman_found_by_her_initials_and_taken_back_with_one_key(seat: Seat) -> None:
    page = page_of(seat, *SHELF)
    press(seat, page.table, Qt.Key.Key_Return)
    assert isinstance(page.panel, Handing)
    keys(seat, "wxl")
    press(seat, page.panel.who.line, Qt.Key.Key_Return)
    assert page.panel.story() is not None
    keys(seat, "8")
    assert "取 6 盒：批号 C1" in words(page.panel)
    assert "取 2 盒：批号 C2" in words(page.panel)
    assert page.panel.giving.until.line.placeholderText() == "2027年7月20日"
    press(seat, page.panel.giving.quantity.inner, Qt.Key.Key_Return)
    assert not is_open(page)
    assert balances(seat) == {"C1": 0, "C2": 52}
    hers = seat.ledger.about(SupplyMovement, HER.id)
    assert sorted((m.quantity, m.until) for m in hers) == [(2, "2027-07-20"), (6, None)]
    QTest.keyClick(seat.frame, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    seat.settle()
    assert balances(seat) == {"C1": 6, "C2": 54}


def test_a_name_begun_and_not_chosen_is_not_given_to_nobody(seat: Seat) -> None:
    page = page_of(seat, *SHELF)
    page.begin("out")
    seat.settle()
    panel = page.panel
    assert isinstance(panel, Handing)
    panel.giving.quantity.line.setText("2")
    panel.who.line.setText("查无此人")
    seat.settle()
    panel.submit()
    seat.settle()
    assert page.panel is panel
    assert tr("supplies.who.nobody") in words(panel)
    panel.who.line.clear()
    panel.submit()
    seat.settle()
    assert balances(seat) == {"C1": 4, "C2": 54}
    assert seat.ledger.about(SupplyMovement, HER.id) == []


def test_a_woman_who_wants_no_entry_is_not_written_down(seat: Seat) -> None:
    refused = Consent(id=new_id(), subject=HER.id, scope="care", state="refused", date="2026-11-01")
    page = page_of(seat, *SHELF, refused)
    page.begin("out")
    seat.settle()
    panel = page.panel
    assert isinstance(panel, Handing)
    panel.who.line.setText("王秀兰")
    seat.settle()
    panel.who.take_first()
    assert tr("supplies.who.not_kept") in words(panel)
    assert not panel.giving.until_row.isVisible()
    panel.giving.quantity.line.setText("2")
    panel.submit()
    seat.settle()
    assert balances(seat) == {"C1": 4, "C2": 54}
    assert seat.ledger.about(SupplyMovement, HER.id) == []


def test_more_than_the_books_have_is_said_and_taken(seat: Seat) -> None:
    page = page_of(seat, ITEM, NEW, moved(NEW, 3))
    page.begin("out")
    seat.settle()
    panel = page.panel
    assert isinstance(panel, Handing)
    panel.giving.quantity.line.setText("5")
    assert tr("supplies.short", here="3 盒", missing="2 盒") in words(panel)
    panel.submit()
    seat.settle()
    assert balances(seat) == {"C2": -2}
    assert tr("supplies.what.below_zero") in words(page.overview)
    assert "−2" in words(page.overview)


def test_counting_says_the_difference_and_corrects_it(seat: Seat) -> None:
    page = page_of(seat, *SHELF)
    page.begin("count")
    seat.settle()
    panel = page.panel
    assert isinstance(panel, Counting)
    panel.lines[OLD.id].line.setText("4")
    panel.lines[NEW.id].line.setText("55")
    panel.reason.line.setText("盒子压坏")
    assert "少 2 盒" in words(panel)
    assert "多 1 盒" in words(panel)
    press(seat, panel.reason.inner, Qt.Key.Key_Return)
    assert balances(seat) == {"C1": 4, "C2": 55}
    told = {(m.movement, m.quantity, m.reason) for m in seat.ledger.all(SupplyMovement) if m.movement != "in"}
    assert told == {("loss", 2, "盒子压坏"), ("found", 1, "盒子压坏")}


def test_esc_keeps_what_was_typed_and_the_name_of_nobody(seat: Seat) -> None:
    page = page_of(seat, *SHELF)
    page.begin("out")
    seat.settle()
    panel = page.panel
    assert isinstance(panel, Handing)
    panel.who.line.setText("王秀兰")
    seat.settle()
    panel.who.take_first()
    panel.giving.quantity.line.setText("7")
    press(seat, panel.giving.quantity.inner, Qt.Key.Key_Escape)
    assert not is_open(page)
    kept = seat.ledger.draft("supplies.out")
    assert kept is not None
    assert HER.id not in kept
    page.begin("out")
    seat.settle()
    again = page.panel
    assert isinstance(again, Handing)
    assert again.giving.quantity.line.text() == "7"


def test_the_page_names_no_woman_whatever_was_handed_out(seat: Seat) -> None:
    page = page_of(seat, *SHELF, moved(NEW, 3, "out", HER.id))
    assert "发放 3 盒" in words(page)
    assert HER.name not in words(page)


def test_a_mistaken_movement_is_taken_back_where_it_stands(seat: Seat) -> None:
    page = page_of(seat, *SHELF)
    links = [link for link in page.overview.findChildren(Link) if link.text() == tr("supplies.take_back")]
    assert all(link.accessibleName() != link.text() for link in links)
    links[0].click()
    seat.settle()
    assert sum(balances(seat).values()) in (6, 54)


def test_giving_within_another_form_is_a_full_answer_when_nothing_is_chosen(qtbot: QtBot) -> None:
    stock = Stock([ITEM], [NEW], [moved(NEW, 9)])
    giving = Giving(TODAY)
    qtbot.addWidget(giving)
    giving.show_stock(stock, None, TODAY)
    assert giving.readable()
    assert giving.writes(stock, None, TODAY, new_id) == ()
    giving.show_stock(stock, None, date(2026, 11, 20), item=ITEM.id)
    assert not giving.readable()  # chosen, but how many?
    giving.quantity.line.setText("2")
    assert giving.readable()
    assert len(giving.writes(stock, None, TODAY, new_id, visit="v")) == 1
    other = Giving(TODAY)
    qtbot.addWidget(other)
    other.show_stock(stock, None, TODAY)
    other.type_again(giving.typed())
    assert other.gift() == giving.gift()


def test_the_registers_are_drawn_and_noted_only_when_they_leave(seat: Seat) -> None:
    page_of(seat, *SHELF, moved(NEW, 3, "out", HER.id))
    seat.frame.navigate("supply_papers", "2026-11")
    seat.settle()
    papers = seat.frame.page("supply_papers")
    for form in ("handed", "book", "folic"):
        papers.forms.pill(form).click()  # type: ignore[attr-defined]
        seat.settle()
    assert [t.what for t in seat.ledger.audit() if t.what == "export.supplies"] == []
