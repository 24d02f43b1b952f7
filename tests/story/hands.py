"""A worker's eyes and hands: what can be read on the window, and the keys, clicks and characters she puts into it.

Everything is found by the words on it (its accessible name) and only where it can be seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from time import monotonic_ns
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QInputMethodEvent, QKeySequence
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QFileDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.support.ledgers import PASSPHRASE
from ui.desktop.widgets.buttons import Pill
from ui.desktop.window import Window

W = TypeVar("W", bound=QWidget)
SOON = 30_000
"""Milliseconds within which whatever was asked for has come, on a slow machine that does other things too."""


class Clock:
    """The day it is: for the window, and in place of ``time`` for the ledger that checks what she writes."""

    def __init__(self, day: date) -> None:
        self.day = day

    def __call__(self) -> date:
        return self.day

    def time_ns(self) -> int:
        """Ten in the morning of that day, and what has gone by since the computer was switched on."""
        morning = datetime.combine(self.day, time(10)).astimezone()
        return int(morning.timestamp()) * 10**9 + monotonic_ns() % 10**12


class Hands:
    """Somebody in front of the window."""

    def __init__(self, window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
        self.window, self._qtbot, self._patch = window, qtbot, monkeypatch

    def sit_down(self) -> None:
        """In front of this window, where there are several."""
        self.window.activateWindow()
        self._qtbot.waitUntil(self.window.isActiveWindow)

    # Seeing

    def settle(self) -> None:
        """Until everything asked for has been answered and shown."""
        quiet = 0

        def still() -> bool:
            nonlocal quiet
            quiet = 0 if self.window.operations.busy() else quiet + 1
            return quiet > 3

        self._qtbot.waitUntil(still, timeout=SOON)

    def until(self, seen: Callable[[], object]) -> None:
        """Until something can be seen."""
        try:
            self._qtbot.waitUntil(lambda: bool(seen()), timeout=SOON)
        except self._qtbot.TimeoutError:
            pytest.fail(f"never seen; what there is to read:\n{self.read()[:2000]}")
        self.settle()

    def until_read(self, *words: str) -> None:
        """Until all these words stand on the window."""
        self.until(lambda: all(one in self.read() for one in words))

    def all(self, kind: type[W]) -> list[W]:
        """Every widget of a kind that can be seen."""
        return [widget for widget in self.window.findChildren(kind) if widget.isVisible()]

    def read(self) -> str:
        """Every word that can be seen, lists included, line by line."""
        words = [label.text() for label in self.all(QLabel)]
        words += [name for button in self.all(QAbstractButton) if (name := button.accessibleName() or button.text())]
        words += [line.text() for line in self.all(QLineEdit)]
        for view in self.all(QAbstractItemView):
            if isinstance(view, QHeaderView):
                continue
            words += ["　".join(row) for row in rows_of(view)]
        return "\n".join(words)

    def button(self, name: str) -> QAbstractButton:
        """The button with these words; a number that follows them is no part of its name."""
        found = [one for one in self.all(QAbstractButton) if _bare(one.accessibleName() or one.text()) == name]
        if len(found) != 1:
            pytest.fail(f"{len(found)} buttons named {name}; what there is to read:\n{self.read()}")
        return found[0]

    def number(self, name: str) -> int:
        """The number on a button."""
        return int(self.button(name).accessibleName().removeprefix(name))

    def line(self, name: str) -> QLineEdit:
        """The line with this name."""
        found = [one for one in self.all(QLineEdit) if one.accessibleName() == name]
        if len(found) != 1:
            pytest.fail(f"{len(found)} lines named {name}: {[one.accessibleName() for one in self.all(QLineEdit)]}")
        return found[0]

    def shown(self, name: str) -> QAbstractItemView:
        """The list with this name."""
        (found,) = [one for one in self.all(QAbstractItemView) if one.accessibleName() == name]
        return found

    def rows(self, name: str) -> list[list[str]]:
        """What a list shows; nothing where there is no list."""
        named = any(one.accessibleName() == name for one in self.all(QAbstractItemView))
        return rows_of(self.shown(name)) if named else []

    # Doing

    @property
    def focus(self) -> QWidget:
        """Where the keyboard is: in a list that has opened, else on the window."""
        return QApplication.activePopupWidget() or QApplication.focusWidget() or self.window

    def press(self, name: str) -> None:
        """A click on a button."""
        button = self.button(name)
        assert button.isEnabled(), f"{name} cannot be pressed"
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle()

    def key(self, keys: str) -> None:
        """A key, or several together: ``Return``, ``Ctrl+K``."""
        together = QKeySequence(keys)[0]  # type: ignore[index]  # the stubs do not know that it can be
        QTest.keyClick(self.focus, together.key(), together.keyboardModifiers())
        self.settle()

    def type(self, text: str) -> None:
        """Keys of the keyboard, one after the other, where the cursor is."""
        for letter in text:
            QTest.keyClicks(self.focus, letter)
        self.settle()

    def compose(self, text: str) -> None:
        """Characters as an input method gives them: first what is being composed, then what was chosen."""
        for letter in text:
            QApplication.sendEvent(self._typing, QInputMethodEvent("'", []))
            self._composed(letter)
        self.settle()

    @property
    def _typing(self) -> QWidget:
        """Where characters go: an open list leaves them to its line."""
        return QApplication.focusWidget() or self.window

    def write(self, name: str, text: str) -> None:
        """Goes to a line and writes into it, over what stands there."""
        line = self.line(name)
        line.setFocus(Qt.FocusReason.TabFocusReason)
        line.selectAll()
        for run in text:
            (self._plain if run.isascii() else self._composed)(run)
        self.settle()

    def _plain(self, letter: str) -> None:
        QTest.keyClicks(self.focus, letter)

    def _composed(self, letter: str) -> None:
        chosen = QInputMethodEvent()
        chosen.setCommitString(letter)
        QApplication.sendEvent(self._typing, chosen)

    def tab_to(self, name: str) -> None:
        """By the tab key to what bears this name, or answers this question."""
        for _ in range(60):
            here = self.focus
            if name in (here.accessibleName(), here.accessibleDescription()):
                return
            QTest.keyClick(here, Qt.Key.Key_Tab)
        pytest.fail(f"no tab leads to {name}")

    def pick(self, name: str, answer: str) -> None:
        """By the tab key to a question with a few answers, by the arrows to the answer, and the space bar."""
        for _ in range(80):
            here = self.focus
            row = here.parentWidget()
            if (
                isinstance(here, Pill)
                and row is not None
                and name in (row.accessibleName(), row.accessibleDescription())
            ):
                self._arrow(here, row, answer)
                return
            QTest.keyClick(here, Qt.Key.Key_Tab)
        pytest.fail(f"no tab leads to {name}; what there is to read:\n{self.read()}")

    def _arrow(self, here: QWidget, row: QWidget, answer: str) -> None:
        pills = [pill for pill in row.findChildren(Pill) if pill.isVisible()]
        wanted = [number for number, pill in enumerate(pills) if answer in pill.accessibleName().split(" ")]
        assert len(wanted) == 1, f"{answer}: {[pill.accessibleName() for pill in pills]}"
        by = wanted[0] - [pill is here for pill in pills].index(True)
        for _ in range(abs(by)):
            QTest.keyClick(self.focus, Qt.Key.Key_Right if by > 0 else Qt.Key.Key_Left)
        QTest.keyClick(self.focus, Qt.Key.Key_Space)
        self.settle()

    def tab_towards(self, words: str) -> None:
        """By the tab key to the first thing in whose name these words stand."""
        for _ in range(120):
            if words in self.focus.accessibleName():
                return
            QTest.keyClick(self.focus, Qt.Key.Key_Tab)
        pytest.fail(f"no tab leads to anything with {words}; what there is to read:\n{self.read()}")

    def put(self, answers: dict[str, str]) -> None:
        """Down a form: by the tab key to each line or question, and what is typed there (a digit chooses an answer)."""
        for name, typed in answers.items():
            self.tab_to(name)
            if typed.isascii():
                self.type(typed)
            else:
                self.compose(typed)

    def choose(self, name: str, words: str) -> None:
        """The row of a list in which these words stand."""
        view = self.shown(name)
        rows = [number for number, row in enumerate(rows_of(view)) if any(words in cell for cell in row)]
        assert rows, f"{words} is not on the list {name}: {rows_of(view)}"
        index = view.model().index(rows[0], 0)
        view.scrollTo(index)
        view.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())
        self.settle()

    def from_menu(self, words: str) -> None:
        """An entry of the menu that is open, by the arrow keys and Enter."""
        self.until(lambda: any(menu.isVisible() for menu in self.window.findChildren(QMenu)))
        (menu,) = [menu for menu in self.window.findChildren(QMenu) if menu.isVisible()]
        entries = [action for action in menu.actions() if not action.isSeparator()]
        (wanted,) = [action for action in entries if action.text() == words]
        self._walk(menu, entries, wanted)
        QTest.keyClick(menu, Qt.Key.Key_Return)
        self.settle()

    def _walk(self, menu: QMenu, entries: list[QAction], wanted: QAction) -> None:
        for _ in entries:
            if menu.activeAction() is wanted:
                return
            QTest.keyClick(menu, Qt.Key.Key_Down)
        assert menu.activeAction() is wanted

    # What is done every day

    def unlock(self, passphrase: str = PASSPHRASE, who: str = "") -> None:
        """Through the lock screen, to the day."""
        self.until_read("请输入口令")
        if who:
            self.press(who)
        self.write("口令", passphrase)
        self.key("Return")
        self.until(lambda: "请输入口令" not in self.read())
        if "今天是几号？" in self.read():  # nothing was written for months
            self.key("Return")
            self.until(lambda: "今天是几号？" not in self.read())

    def next_day(self, clock: Clock, day: date) -> None:
        """Locks in the evening; opens on another day."""
        self.key("Ctrl+L")
        self.until_read("请输入口令")
        clock.day = day
        self.unlock()

    def find(self, name: str) -> None:
        """Her page, by her name in the box at the top."""
        self.key("Ctrl+K")
        self.compose(name)
        self.until_read(name)
        self.key("Return")
        self.until_read("她的同意")

    def add(self, entry: str) -> None:
        """The form of something that happened to her."""
        self.key("Ctrl+N")
        self.from_menu(entry)
        self.window.activateWindow()
        self._qtbot.waitUntil(self.window.isActiveWindow)
        self.until_read("先放着")

    def save(self, *words: str) -> None:
        """Enter, until these words stand on the window."""
        self.key("Return")
        self.until_read(*words)

    # The system's own dialogs, which no test can see

    def will_open(self, path: Path) -> None:
        """The file she will choose when asked."""
        self._patch.setattr(QFileDialog, "getOpenFileName", staticmethod(lambda *_a, **_k: (str(path), "")))

    def will_save(self, path: Path) -> None:
        """Where she will save when asked."""
        self._patch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_a, **_k: (str(path), "")))

    def will_print(self, path: Path) -> None:
        """The printer she will choose when asked: one that prints into a file."""

        def chosen(dialog: QPrintDialog) -> int:
            dialog.printer().setOutputFileName(str(path))
            return QPrintDialog.DialogCode.Accepted

        self._patch.setattr(QPrintDialog, "exec", chosen)

    def will_use(self, folder: Path) -> None:
        """The folder she will choose when asked."""
        self._patch.setattr(QFileDialog, "getExistingDirectory", staticmethod(lambda *_a, **_k: str(folder)))


def rows_of(view: QAbstractItemView) -> list[list[str]]:
    """What stands in a list, as a screen reader says it."""
    model = view.model()
    places = [[model.index(row, column) for column in range(model.columnCount())] for row in range(model.rowCount())]
    return [[str(place.data() or "") for place in row] for row in places]


def _bare(name: str) -> str:
    return name.rstrip("0123456789").rstrip() if name[-1:].isdigit() and " " in name else name


class Strays(QObject):
    """Remembers every window of its own that was shown: there is one window, its menus, and the system's dialogs.

    A part that is shown before it has its place flashes up as a window, and takes the keyboard with it.
    """

    def __init__(self, windows: Sequence[Window]) -> None:
        super().__init__()
        self._windows = windows
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's own name
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched not in self._windows:
            kind = watched.windowType()
            if watched.isWindow() and kind not in (Qt.WindowType.Popup, Qt.WindowType.ToolTip):
                self.seen.append(f"{type(watched).__name__} {watched.accessibleName() or watched.objectName()}")
        return False
