"""A walk through every page: what can be asked of each, and the eyes that look at what stands there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QLineEdit, QScrollArea, QWidget

from app.texts import catalogue
from ui.desktop.page import TAB
from ui.desktop.widgets.marks import KeyCap
from ui.desktop.widgets.words import Words

NAMED = {
    QAccessible.Role.Button, QAccessible.Role.EditableText, QAccessible.Role.CheckBox, QAccessible.Role.RadioButton,
    QAccessible.Role.Table, QAccessible.Role.List, QAccessible.Role.ComboBox, QAccessible.Role.ProgressBar,
}  # fmt: skip
LATIN, HAN = re.compile(r"[A-Za-zÀ-ɏ]{2,}"), re.compile(r"[㐀-鿿\U00020000-\U0003ffff]+")
SAME_IN_BOTH = {"English", "中文"}
MOST = 400
"""More steps of the Tab key than any page has."""


@dataclass(frozen=True)
class Place:
    """Somewhere to look: a page, what is asked of it, and perhaps a step that opens a part of it."""

    page: str
    what: str = ""
    step: Callable[[Any], object] | None = None
    note: str = ""

    def __str__(self) -> str:
        return " ".join(one for one in (self.page, self.what[33:] or ("…" if self.what else ""), self.note) if one)


# Names


def nameless(root: QWidget) -> list[str]:
    """What a screen reader would find without a name."""
    found: list[str] = []

    def walk(place: QAccessibleInterface) -> None:
        if place.state().invisible:
            return
        if place.role() in NAMED and not place.text(QAccessible.Text.Name).strip():
            found.append(f"{place.role()} {place.object()}")
        for number in range(place.childCount()):
            child = place.child(number)
            if child is not None:
                walk(child)

    walk(QAccessible.queryAccessibleInterface(root))
    return found


def stops(root: QWidget) -> list[QWidget]:
    """What the Tab key should lead to."""
    return [w for w in root.findChildren(QWidget) if _is_stop(w)]


def _is_stop(widget: QWidget) -> bool:
    if not (widget.isVisible() and widget.isEnabled()) or widget.focusProxy() is not None:
        return False
    if isinstance(widget, QAbstractButton) and widget.autoExclusive() and not widget.isChecked():
        return False  # one stop for the group; the arrows move within it
    return bool(widget.focusPolicy() & TAB)


def strange_words(root: QWidget, language: str, data: str) -> list[str]:
    """Words of the other language on whatever has a name; ``data`` is what people typed themselves."""
    strange = []
    for widget in root.findChildren(QWidget):
        name = widget.accessibleName()
        if not name or not widget.isVisible():
            continue
        if language == "zh":
            words = {word for word in LATIN.findall(name) if word.isascii() and word not in data}  # else it is pinyin
            unknown = words - _latin_in_chinese()
        else:
            unknown = {run for run in HAN.findall(name) if run not in data} - _chinese_on_purpose()
        if unknown - SAME_IN_BOTH:
            strange.append(f"{name[:60]!r}: {' '.join(sorted(unknown))}")
    return sorted(set(strange))


@cache
def _latin_in_chinese() -> frozenset[str]:
    """Latin words the Chinese interface has on purpose: names of keys, files and tests."""
    said = {word for sentence in catalogue("zh").values() for word in LATIN.findall(re.sub(r"\{.*?\}", "", sentence))}
    return frozenset(said | {"Ctrl", "Alt", "Enter", "Esc", "Shift", "Left", "Del"})


@cache
def _chinese_on_purpose() -> frozenset[str]:
    """Names of laws, what stands on forms and on the screens of other systems, which the English interface quotes."""
    held = Path(__file__).parents[3] / "resources"
    quoted = [held / "retention.toml", *sorted((held / "systems").glob("*.toml"))]
    said = "\n".join([*catalogue("en").values(), *(file.read_text(encoding="utf-8") for file in quoted)])
    return frozenset(HAN.findall(said))


# Keys


def shown_keys(root: QWidget) -> dict[str, list[QObject]]:
    """Each shortcut that counts now, with who would hear it."""
    found: dict[str, list[QObject]] = {}
    for button in root.findChildren(QAbstractButton):
        if button.isVisible() and button.isEnabled() and not button.shortcut().isEmpty():
            found.setdefault(button.shortcut().toString(), []).append(button)
    for shortcut in root.findChildren(QShortcut):
        owner = shortcut.parent()
        if shortcut.isEnabled() and isinstance(owner, QWidget) and owner.isVisible() and owner.isEnabled():
            found.setdefault(shortcut.key().toString(), []).append(shortcut)
    return found


def painted_keys(root: QWidget) -> set[str]:
    """The keys that are drawn beside something, those with a modifier."""
    caps = {cap._key for cap in root.findChildren(KeyCap) if cap.isVisible()}
    return {key for key in caps if " " in key}


class Heard(QObject):
    """Takes every shortcut before it does anything, and remembers it."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: list[tuple[str, bool]] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's own name
        if event.type() == QEvent.Type.Shortcut:
            self.keys.append((event.key().toString(), event.isAmbiguous()))  # type: ignore[attr-defined]
            return True
        return False


@contextmanager
def hearing() -> Iterator[Heard]:
    app = QApplication.instance()
    assert app is not None
    heard = Heard()
    app.installEventFilter(heard)
    try:
        yield heard
    finally:
        app.removeEventFilter(heard)


def walk_by_tab(window: QWidget) -> tuple[list[QWidget], str]:
    """All stops from where the keyboard is until it is back there; and what stands in the way."""
    first = QApplication.focusWidget()
    if first is None:
        return [], "nothing has the keyboard"
    seen = [first]
    for _ in range(MOST):
        here = seen[-1]
        QTest.keyClick(here, Qt.Key.Key_Tab)
        there = QApplication.focusWidget()
        if there is None or there is here:
            return seen, f"a trap: {told(here)}"
        if there in seen:  # where it began may be gone by then: what is not reached tells a trap
            return seen, ""
        seen.append(there)
    return seen, "no end"


def dead_keys(here: QWidget, keys: Iterable[str]) -> list[str]:
    """The shortcuts that do not come through while ``here`` has the keyboard."""
    dead = []
    for key in keys:
        with hearing() as heard:
            here.setFocus(Qt.FocusReason.TabFocusReason)
            together = QKeySequence(key)[0]  # type: ignore[index]  # the stubs do not know that it can be
            QTest.keyClick(here, together.key(), together.keyboardModifiers())
        undoing = key == "Ctrl+Z" and isinstance(here, QLineEdit)  # there it takes back what was typed
        if heard.keys != [(key, False)] and not undoing:
            dead.append(f"{key} on {told(here)}: {heard.keys}")
    return dead


# Room


def misfits(window: QWidget) -> list[str]:
    """What is narrower than its words, lower than its lines, or reaches beyond what can be seen of it."""
    QApplication.processEvents()
    found = []
    for widget in window.findChildren(QWidget):
        if isinstance(widget, QScrollArea) and widget.isVisible() and (wide := _too_wide(widget)):
            found.append(wide)
        if not widget.isVisible() or not isinstance(widget, Words | QAbstractButton | QLineEdit):
            continue
        if not widget.accessibleName() or not (widget.text().strip() or isinstance(widget, QLineEdit)):
            continue
        found += [f"{told(widget)} {problem}" for problem in _misfit(widget, window)]
    return found


def _too_wide(area: QScrollArea) -> str:
    inner, room = area.widget(), area.viewport().width()
    assert inner is not None
    sideways = (
        area.horizontalScrollBarPolicy() != Qt.ScrollBarPolicy.ScrollBarAsNeeded
    )  # paper may be looked at closely
    return f"{told(inner)} scrolls sideways: {inner.width()} > {room}" if sideways and inner.width() > room + 1 else ""


def _misfit(widget: QWidget, window: QWidget) -> Iterator[str]:
    if isinstance(widget, Words) and widget.wordWrap():
        if widget.height() + 1 < widget.heightForWidth(widget.width()):
            yield f"is too low: {widget.height()} < {widget.heightForWidth(widget.width())}"
    else:
        needed = widget.minimumSizeHint()
        if isinstance(widget, QAbstractButton) and not widget.hasHeightForWidth():
            needed = needed.expandedTo(widget.sizeHint())
        elif widget.hasHeightForWidth():
            needed.setHeight(widget.heightForWidth(widget.width()))
        if widget.width() < needed.width() or widget.height() < needed.height():
            yield f"is too small: {widget.size().toTuple()} < {needed.toTuple()}"
    room = _room(widget, window)
    left = widget.mapTo(room, QPoint(0, 0)).x()
    if left < 0 or left + widget.width() > room.width() + 1:
        yield f"reaches out sideways: {left}…{left + widget.width()} of {room.width()}"


def _room(widget: QWidget, window: QWidget) -> QWidget:
    """The window, or the part of it that scrolls."""
    above = widget.parentWidget()
    while above is not None and above is not window:
        if isinstance(above.parentWidget(), QAbstractScrollArea):
            return above
        above = above.parentWidget()
    return window


def told(widget: QObject | None) -> str:
    """A widget, or a key, as a finding names it."""
    if not isinstance(widget, QWidget):
        return "nothing" if widget is None else f"{type(widget).__name__} of {told(widget.parent())}"
    words = widget.accessibleName() or widget.objectName()
    return f"{type(widget).__name__} {words[:50]!r}"
