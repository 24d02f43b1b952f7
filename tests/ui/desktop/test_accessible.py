"""Everything has a name, in reading order, and fits: at 100 % and 200 %, in both languages."""

import re

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desktop.conftest import MakeWindow, fill_in, first_start
from tests.ui.desktop.walk import nameless
from ui.desktop.widgets.words import Words
from ui.preferences import Preferences


@pytest.mark.parametrize("language", ["zh", "en"])
def test_everything_has_a_name(make_window: MakeWindow, qtbot: QtBot, language: str) -> None:
    window = make_window(Preferences(language=language))
    assert nameless(window) == []
    fill_in(window, qtbot)
    assert nameless(window) == []
    window.lock_now()
    assert nameless(window) == []


def test_no_english_word_in_the_chinese_window(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    fill_in(window, qtbot)
    for widget in window.findChildren(QWidget):
        if isinstance(widget, Words | QAbstractButton):
            words = set(re.findall("[A-Za-z]{2,}", widget.text()))
            assert words <= {"PDF", "English"}, widget.text()


@pytest.mark.parametrize("size", [100, 200])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_clipped(make_window: MakeWindow, qtbot: QtBot, size: int, language: str) -> None:
    window = make_window(Preferences(text_size=size, language=language))
    assert_fits(window)
    fill_in(window, qtbot)
    assert_fits(window)
    window.lock_now()
    qtbot.waitUntil(lambda: window.lock is not None and bool(window.lock.person()))
    qtbot.wait(50)  # the name has come; the card settles
    assert_fits(window)
    assert window.size().width() == 1366
    assert window.size().height() == 768


def assert_fits(window: QWidget) -> None:
    QApplication.processEvents()
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, Words | QAbstractButton | QLineEdit):
            continue
        needed = widget.minimumSizeHint()
        words = widget.accessibleName()
        if isinstance(widget, Words) and widget.wordWrap():
            assert widget.height() + 1 >= widget.heightForWidth(widget.width()), words
        else:
            assert widget.width() >= needed.width(), words
            assert widget.height() >= needed.height(), words
        left = widget.mapTo(window, QPoint(0, 0)).x()
        assert left >= 0, words
        assert left + widget.width() <= window.width(), words


def test_tab_follows_the_reading_order(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    first = first_start(window)
    first.unit_name.setFocus()
    order = []
    for _ in range(4):
        focused = window.focusWidget()
        assert focused is not None
        order.append(focused.accessibleName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert order == ["村名", "12 位行政区划代码", "单位", "下一步"]
