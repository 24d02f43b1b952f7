"""Households by keyboard: found, corrected for all who live there, joined, and put in the order of the round."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.records import Household, VillageGroup, Woman
from tests.support.frames import Seat
from tests.support.ledgers import a_woman, new_ledger
from ui.desktop.pages.form_panel import FormPanel
from ui.desktop.pages.households.choosing import ChooseHome, ChooseWoman
from ui.desktop.pages.households.page import HouseholdsPage
from ui.desktop.widgets.table import Section
from ui.text import tr

TODAY = date(2026, 11, 22)


def home(number: str, group: int | None, door: str | None, **values: Any) -> Household:
    return Household(id=number.rjust(32, "0"), subject="", number=number, group=group, door=door, **values)


HOMES = (
    home("101", 1, "2号", head="李建国"), home("102", 1, "10号", head="周平"), home("103", 1, "3-1号"),
    home("201", 2, "1号", head="陈军"), home("202", 2, None),
)  # fmt: skip
WOMEN = (
    a_woman("王秀兰", household=HOMES[0].id, group=1, door="2号"),
    a_woman("赵敏", household=HOMES[0].id, group=1, door="2号", family_unaware=True),
    a_woman("欧阳娜", household=HOMES[3].id),
    a_woman("林芳", group=5, door="9号"),
)


@pytest.fixture
def seat(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    ledger, _ = new_ledger(tmp_path)
    taken = Seat(ledger, qtbot)
    taken.enter([*HOMES, *WOMEN])
    taken.frame.navigate("ledger", "")
    taken.settle()
    yield taken
    taken.leave()
    ledger.close()


@pytest.fixture
def page(seat: Seat) -> HouseholdsPage:
    press(seat, Qt.Key.Key_H, Qt.KeyboardModifier.AltModifier)
    assert seat.frame.place() == "households"
    found = seat.frame.page("households")
    assert isinstance(found, HouseholdsPage)
    assert found.table.hasFocus()
    return found


def press(seat: Seat, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or seat.frame, key, modifier)
    seat.settle()


CTRL = Qt.KeyboardModifier.ControlModifier


def numbers(page: HouseholdsPage) -> list[str]:
    return [row.household.number for row in page.table.things.rows if not isinstance(row, Section)]


def words(page: HouseholdsPage) -> str:
    """Everything that can be read on it."""
    model = page.table.things
    cells = [model.data(model.index(r, c)) for r in range(model.rowCount()) for c in range(model.columnCount())]
    from ui.desktop.widgets.link import Link
    from ui.desktop.widgets.words import Words

    return " ".join([*map(str, cells), *(w.text() for w in page.findChildren(Words)),
                     *(link.accessibleName() for link in page.findChildren(Link))])  # fmt: skip


def test_they_stand_as_one_walks_with_their_women(page: HouseholdsPage) -> None:
    assert numbers(page) == ["101", "103", "102", "201", "202"]
    assert "王秀兰" in words(page)


def test_who_is_not_to_be_seen_there_is_there_in_no_way(page: HouseholdsPage, seat: Seat) -> None:
    assert "赵敏" not in words(page)
    page.search_line.setText("赵敏")
    assert numbers(page) == []
    page.search_line.setText("zm")
    assert numbers(page) == []


@pytest.mark.parametrize(
    ("typed", "found"), [("oyn", ["201"]), ("2组", ["201", "202"]), ("周平", ["102"]), ("3-1", ["103"])]
)
def test_they_are_found_by_what_is_known(typed: str, found: list[str], page: HouseholdsPage, seat: Seat) -> None:
    press(seat, Qt.Key.Key_F, CTRL)
    QTest.keyClicks(page.search_line, typed) if typed.isascii() else page.search_line.setText(typed)
    assert numbers(page) == found
    press(seat, Qt.Key.Key_Down)
    assert page.table.hasFocus()


def test_another_door_is_that_of_everybody_there(page: HouseholdsPage, seat: Seat) -> None:
    press(seat, Qt.Key.Key_F2)
    panel = page.panel
    assert isinstance(panel, FormPanel)
    panel.form().editor("door").inner.setText("8号")  # type: ignore[attr-defined]
    panel.form().editor("group").inner.setText("3")  # type: ignore[attr-defined]
    press(seat, Qt.Key.Key_Return)
    doors = {w.name: (w.group, w.door) for w in seat.ledger.all(Woman) if w.household == HOMES[0].id}
    assert doors == {"王秀兰": (3, "8号"), "赵敏": (3, "8号")}
    press(seat, Qt.Key.Key_Z, CTRL)
    assert {w.door for w in seat.ledger.all(Woman) if w.household == HOMES[0].id} == {"2号"}


def test_somebody_moves_in_and_out(page: HouseholdsPage, seat: Seat) -> None:
    press(seat, Qt.Key.Key_J, CTRL)
    panel = page.panel
    assert isinstance(panel, ChooseWoman)
    QTest.keyClicks(panel.who.line, "linfang")
    seat.settle()
    press(seat, Qt.Key.Key_Return)
    her = next(w for w in seat.ledger.all(Woman) if w.name == "林芳")
    assert (her.household, her.group, her.door) == (HOMES[0].id, 1, "2号")
    assert page.panel is None
    page.facts.out.emit(her.id)  # type: ignore[attr-defined]
    seat.settle()
    her = next(w for w in seat.ledger.all(Woman) if w.name == "林芳")
    assert (her.household, her.door) == (None, "2号")


def test_two_that_are_one_are_joined_and_parted_again(page: HouseholdsPage, seat: Seat) -> None:
    press(seat, Qt.Key.Key_M, CTRL)
    panel = page.panel
    assert isinstance(panel, ChooseHome)
    press(seat, Qt.Key.Key_Return)  # nothing typed and nothing alike: nothing is joined
    assert len(seat.ledger.all(Household)) == 5
    QTest.keyClicks(panel.line, "201")
    press(seat, Qt.Key.Key_Return)
    assert numbers(page) == ["101", "103", "102", "202"]
    assert {w.name for w in seat.ledger.all(Woman) if w.household == HOMES[0].id} == {"王秀兰", "赵敏", "欧阳娜"}
    press(seat, Qt.Key.Key_Z, CTRL)
    assert numbers(page) == ["101", "103", "102", "201", "202"]
    assert {w.name for w in seat.ledger.all(Woman) if w.household == HOMES[3].id} == {"欧阳娜"}


def test_she_walks_her_own_way_and_today_follows(page: HouseholdsPage, seat: Seat) -> None:
    press(seat, Qt.Key.Key_Down, CTRL)
    press(seat, Qt.Key.Key_Down, CTRL)
    assert numbers(page) == ["103", "102", "101", "201", "202"]
    current = page.table.current()
    assert current is not None
    assert current.household.number == "101"
    seat.enter([home("104", 1, "4号")])
    assert numbers(page) == ["103", "104", "102", "101", "201", "202"]
    page.view.pill("groups").click()
    seat.settle()
    page.table.setFocus()
    press(seat, Qt.Key.Key_Down)
    press(seat, Qt.Key.Key_Up, CTRL)
    assert [getattr(row, "number", 0) for row in page.table.things.rows] == [2, 1, 5]
    order = seat.ledger.walk()
    assert order.of_group(2) < order.of_group(3) < order.of_group(1) < order.of_group(5)
    page.facts.natural.click()  # type: ignore[attr-defined]
    seat.settle()
    page.view.pill("homes").click()
    assert numbers(page) == ["101", "103", "104", "102", "201", "202"]


def test_a_group_has_a_name(page: HouseholdsPage, seat: Seat) -> None:
    page.view.pill("groups").click()
    seat.settle()
    page.facts.named.emit("莲花湾")  # type: ignore[attr-defined]
    seat.settle()
    assert [(g.number, g.name) for g in seat.ledger.all(VillageGroup)] == [(1, "莲花湾")]
    assert "莲花湾" in words(page)


def test_a_new_household_is_written_down_and_esc_keeps_what_was_typed(page: HouseholdsPage, seat: Seat) -> None:
    press(seat, Qt.Key.Key_N, CTRL)
    panel = page.panel
    assert isinstance(panel, FormPanel)
    QTest.keyClicks(panel.form().editor("number").inner, "301")
    press(seat, Qt.Key.Key_Escape)
    assert page.table.hasFocus()
    press(seat, Qt.Key.Key_N, CTRL)
    again = page.panel
    assert isinstance(again, FormPanel)
    assert again.values()["number"] == "301"
    press(seat, Qt.Key.Key_Return)
    assert "301" in numbers(page)
    current = page.table.current()
    assert current is not None
    assert current.household.number == "301"


def test_an_empty_page_says_what_to_do(qtbot: QtBot, tmp_path: Path) -> None:
    ledger, _ = new_ledger(tmp_path)
    empty = Seat(ledger, qtbot)
    empty.frame.navigate("households", "")
    empty.settle()
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == tr("households.new")
    empty.leave()
    ledger.close()
