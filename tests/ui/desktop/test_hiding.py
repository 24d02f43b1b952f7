"""One key hides the screen at once, whatever stands above the page; it is back with the same key, or with the passphrase."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from tests.ui.desktop.conftest import MakeWindow
from tests.ui.desktop.county import ledger_in, sign_in, woman
from ui.desktop.window import Window


@pytest.fixture
def window(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> Window:
    made = make_window(folder="elsewhere")
    sign_in(made, qtbot, ledger_in(tmp_path / "ledger", [woman("周丽华")]))
    return made


def press(window: Window) -> None:
    """As the system brings a key: to the window that has the keyboard, before any widget."""
    above = QApplication.activeModalWidget()
    QTest.keyClick((above or window).windowHandle(), Qt.Key.Key_F12)


def is_covered(window: Window) -> bool:
    return bool(window.screens.seen(window._cover))


def test_the_key_hides_what_is_seen_and_brings_it_back(window: Window) -> None:
    press(window)
    assert is_covered(window)
    press(window)
    assert not is_covered(window)


def test_a_menu_that_is_open_goes_with_it(window: Window, qtbot: QtBot) -> None:
    menu = QMenu(window)
    menu.addAction("周丽华")
    menu.popup(QPoint(10, 10))
    qtbot.waitUntil(menu.isVisible)
    press(window)
    assert is_covered(window)
    assert not menu.isVisible()


def test_a_dialog_that_is_open_goes_with_it_and_nothing_is_chosen(window: Window, qtbot: QtBot) -> None:
    dialog = QDialog(window)
    line = QLineEdit("周丽华", dialog)
    answers: list[int] = []
    dialog.finished.connect(answers.append)
    dialog.setModal(True)
    dialog.show()
    qtbot.waitUntil(line.isVisible)
    window._hiding.watch(dialog.windowHandle())  # offscreen nobody says which window has the keyboard
    press(window)
    assert is_covered(window)
    assert not dialog.isVisible()
    assert answers == [0]


def test_locking_leaves_no_dialog_over_the_lock(window: Window, qtbot: QtBot) -> None:
    dialog = QDialog(window)
    dialog.setModal(True)
    dialog.show()
    qtbot.waitUntil(dialog.isVisible)
    window.lock_now()
    assert not dialog.isVisible()
    qtbot.waitUntil(lambda: not window.operations.busy())
