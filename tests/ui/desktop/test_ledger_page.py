"""The list of women: found at every key, opened by keyboard, and registered."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.records import Woman
from app.records.writes import Add, Edit
from app.values.names import matched_part
from tests.support.frames import Seat
from tests.support.ledgers import a_woman, new_ledger
from ui.desktop.pages.form_panel import FormPanel
from ui.desktop.pages.ledger.page import LedgerPage
from ui.desktop.pages.ledger.register import RegisterPage
from ui.desktop.pages.ledger.rows import COLUMNS
from ui.text import tr

ID = "11010519491231002X"


@pytest.fixture
def seat(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    ledger, _ = new_ledger(tmp_path)
    taken = Seat(ledger, qtbot)
    yield taken
    taken.leave()
    ledger.close()


WOMEN = (
    a_woman("王秀兰", birth_date="1989-03-07", group=2, door="12号", marital="21", phone="13812344531"),
    a_woman("王小梅", birth_date="1994-05", group=10, door="3号"),
    a_woman("欧阳娜", birth_date="2001-01-02", group=2, door="9号"),
    a_woman("周琴", birth_date="1980", group=1, door="1号", status="closed", closed_reason="moved_out"),
)


@pytest.fixture
def page(seat: Seat) -> LedgerPage:
    seat.enter(WOMEN)
    seat.frame.navigate("ledger", "")
    seat.settle()
    found = seat.frame.page("ledger")
    assert isinstance(found, LedgerPage)
    return found


def names(page: LedgerPage) -> list[str]:
    by_id = {woman.id: woman.name for woman in WOMEN}
    return [by_id[row] for row in page.table.things.rows if isinstance(row, str)]


def compose(line: QLineEdit, words: str) -> None:
    """What a Chinese input method sends when she takes a word."""
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(line, event)


def test_all_who_are_in_the_ledger_stand_in_the_order_of_their_pinyin(page: LedgerPage) -> None:
    assert names(page) == ["欧阳娜", "王小梅", "王秀兰"]
    assert page.counted.text() == tr("ledger.count", n=3)


def test_every_key_narrows_the_list_at_once(page: LedgerPage, seat: Seat) -> None:
    box = seat.frame.top.search
    QTest.keyClicks(box, "w")
    assert names(page) == ["王小梅", "王秀兰"]  # at once: nothing was waited for
    QTest.keyClicks(box, "xl")
    assert names(page) == ["王秀兰"]
    box.clear()
    compose(box, "欧阳")
    assert names(page) == ["欧阳娜"]
    box.setText("4531")
    assert names(page) == ["王秀兰"]


def test_one_change_with_somebody_new_is_seen_on_every_row_it_touched(page: LedgerPage, seat: Seat) -> None:
    renamed, new = WOMEN[2], a_woman("欧阳梅", group=2)
    seat.frame.navigate("settings", "")
    seat.ledger.write("woman.edit", [Edit("woman", renamed.id, {"name": "欧阳兰"}), Add(new)])
    seat.settle()
    seat.frame.navigate("ledger", "")
    seat.settle()
    rows = [page.table.row_of(woman) for woman in (renamed.id, new.id)]
    assert [row.cells["name"] for row in rows if row is not None] == ["欧阳兰", "欧阳梅"]


def test_the_part_of_a_name_that_was_meant_is_marked() -> None:
    assert matched_part("王秀兰", "wx") == (0, 2)
    assert matched_part("王秀兰", "wangxiul") == (0, 3)
    assert matched_part("王秀兰", "王xl") == (0, 3)
    assert matched_part("王秀兰", "秀") == (1, 1)
    assert matched_part("王秀兰", "2组 wxl") == (0, 3)
    assert matched_part("王秀兰", "4531") is None


def test_enter_in_the_box_opens_the_first_one_found(page: LedgerPage, seat: Seat) -> None:
    box = seat.frame.top.search
    box.setFocus()
    QTest.keyClicks(box, "wxl")
    QTest.keyClick(box, Qt.Key.Key_Return)
    seat.settle()
    assert seat.frame.place() == "woman"


def test_down_goes_into_the_list_and_enter_opens_her_page(page: LedgerPage, seat: Seat) -> None:
    box = seat.frame.top.search
    box.setFocus()
    QTest.keyClicks(box, "wang")
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert page.table.hasFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    seat.settle()
    assert seat.frame.place() == "woman"
    assert seat.frame.page("woman").name.text() == "王秀兰"  # type: ignore[attr-defined]


def test_those_who_left_are_seen_only_when_asked_for(page: LedgerPage, seat: Seat) -> None:
    page.search("zq")
    assert names(page) == []
    page.closed.click()
    assert names(page) == ["周琴"]
    page.search("")
    assert len(names(page)) == 4


def test_the_list_is_sorted_by_door_as_one_walks_and_by_birth(page: LedgerPage, seat: Seat) -> None:
    page.order.pill("place").click()
    seat.settle()
    assert names(page) == ["欧阳娜", "王秀兰", "王小梅"]  # door 9 before 12, group 2 before 10
    page.order.pill("birth").click()
    seat.settle()
    assert names(page) == ["王秀兰", "王小梅", "欧阳娜"]


def test_rows_are_read_when_they_come_into_sight(page: LedgerPage, seat: Seat) -> None:
    row = page.table.row_of(WOMEN[0].id)
    assert row is not None
    assert row.cells["age"] == "37"
    assert row.cells["place"] == "2组 12号"
    assert row.cells["marital"] == "初婚"


def test_no_column_tells_a_method_a_pregnancy_or_who_belongs_where() -> None:
    assert not {"method", "pregnancy", "ethnicity", "intention", "parity", "phone", "id_number"} & set(COLUMNS)


def test_chosen_columns_are_remembered(page: LedgerPage, seat: Seat) -> None:
    page.show_column("marital", on=False)
    page.show_column("status", on=True)
    seat.settle()
    page._columns = ()
    page.refresh()
    seat.settle()
    titles = [column.title for column in page.table.things.columns]
    assert tr("ledger.column.marital") not in titles
    assert tr("ledger.column.status") in titles
    assert titles[0] == tr("ledger.column.name")


def test_the_cursor_stays_with_her_when_the_ledger_changes(page: LedgerPage, seat: Seat) -> None:
    page.table.select_first(lambda woman: woman == WOMEN[0].id)
    seat.enter([a_woman("安小雨")])
    seat.qtbot.waitUntil(lambda: len(page.table.things.rows) == 4)
    assert page.table.current() == WOMEN[0].id


def test_an_empty_ledger_says_how_to_begin(seat: Seat) -> None:
    seat.frame.navigate("ledger", "")
    seat.settle()
    page = seat.frame.page("ledger")
    assert isinstance(page, LedgerPage)
    assert page.body.currentIndex() == 3
    assert not page.register_button.isVisible()


# Registering


@pytest.fixture
def form(seat: Seat, page: LedgerPage) -> FormPanel:
    QTest.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    seat.qtbot.waitUntil(lambda: seat.frame.place() == "register")
    seat.settle()
    found = seat.frame.page("register")
    assert isinstance(found, RegisterPage)
    assert found.panel is not None
    return found.panel


def line(form: FormPanel, name: str) -> QLineEdit:
    inner = form.form().editor(name).inner
    assert isinstance(inner, QLineEdit)
    return inner


def test_a_name_and_enter_register_her(seat: Seat, form: FormPanel) -> None:
    compose(line(form, "name"), "赵小燕")
    QTest.keyClick(line(form, "name"), Qt.Key.Key_Return)
    seat.qtbot.waitUntil(lambda: seat.frame.place() == "woman")
    assert [w.name for w in seat.ledger.all(Woman) if w.name == "赵小燕"] == ["赵小燕"]
    assert seat.ledger.draft("woman.register") is None


def test_the_birth_date_is_taken_from_the_id(seat: Seat, form: FormPanel) -> None:
    QTest.keyClicks(line(form, "id_number"), ID.lower())
    assert form.values()["birth_date"] == "1949-12-31"
    assert form.form().row("birth_date").said() == tr("register.birth_from_id")


def wait_for_same(seat: Seat) -> RegisterPage:
    page = seat.frame.page("register")
    assert isinstance(page, RegisterPage)
    seat.qtbot.waitUntil(page.same.isVisible, timeout=3000)
    return page


def test_the_same_name_and_birthday_is_shown_and_never_in_the_way(seat: Seat, form: FormPanel) -> None:
    compose(line(form, "name"), "王秀兰")
    QTest.keyClicks(line(form, "birth_date"), "1989.3.7")
    wait_for_same(seat)
    QTest.keyClick(line(form, "birth_date"), Qt.Key.Key_Return)
    seat.qtbot.waitUntil(lambda: seat.frame.place() == "woman")
    assert sum(w.name == "王秀兰" for w in seat.ledger.all(Woman)) == 2


@pytest.mark.parametrize("typed", [ID, "110105 19491231 002x"])
def test_the_same_id_is_shown_however_it_is_written(seat: Seat, form: FormPanel, typed: str) -> None:
    seat.enter([a_woman("孙美玲", id_number=ID)])
    QTest.keyClicks(line(form, "id_number"), typed)
    wait_for_same(seat)


def test_what_cannot_be_read_is_said_below_its_field_and_nothing_is_lost(seat: Seat, form: FormPanel) -> None:
    line(form, "birth_date").setText("1994年13月")
    QTest.keyClick(line(form, "birth_date"), Qt.Key.Key_Return)
    assert seat.frame.place() == "register"
    assert form.form().row("birth_date").said()
    assert form.form().row("name").said() == tr("editor.required")
    assert line(form, "birth_date").text() == "1994年13月"


def test_what_was_typed_outlives_leaving_the_page_and_the_program(
    seat: Seat, form: FormPanel, make_again: Callable[[], Seat]
) -> None:
    line(form, "name").setText("钱多多")
    line(form, "birth_date").setText("19八十年")  # not to be read, but hers
    seat.qtbot.waitUntil(lambda: not form.pending(), timeout=3000)
    seat.settle()
    again = make_again()
    again.frame.navigate("register", "")
    again.settle()
    panel = again.frame.page("register").panel  # type: ignore[attr-defined]
    assert line(panel, "name").text() == "钱多多"
    assert line(panel, "birth_date").text() == "19八十年"
    assert panel.over_button.isVisible()


@pytest.fixture
def make_again(seat: Seat) -> Iterator[Callable[[], Seat]]:
    made: list[Seat] = []

    def make() -> Seat:
        made.append(Seat(seat.ledger, seat.qtbot))
        return made[-1]

    yield make
    for other in made:
        other.leave()


def test_what_is_typed_on_another_page_stays_in_the_box(page: LedgerPage, seat: Seat) -> None:
    seat.frame.navigate("settings", "")
    box = seat.frame.top.search
    box.setFocus()
    for letter in "wxl":
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClicks(focused, letter)
    assert seat.frame.place() == "ledger"
    assert box.text() == "wxl"
    assert names(page) == ["王秀兰"]


def test_the_keyboard_begins_in_the_list(page: LedgerPage, seat: Seat) -> None:
    assert page.table.hasFocus()
    seat.frame.navigate("settings", "")
    seat.frame.navigate("ledger", "")
    seat.settle()
    assert page.table.hasFocus()


def test_her_page_has_the_keyboard_after_enter_in_the_box_also_the_second_time(page: LedgerPage, seat: Seat) -> None:
    box = seat.frame.top.search
    for _ in range(2):
        box.setFocus()
        box.setText("")
        QTest.keyClicks(box, "wxl")
        QTest.keyClick(box, Qt.Key.Key_Return)
        seat.settle()
        assert seat.frame.place() == "woman"
        assert not box.hasFocus()
