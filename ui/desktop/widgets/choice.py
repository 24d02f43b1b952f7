"""Choosing one of many by typing: words, pinyin, initials or the code itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPoint, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget

from ui.desktop import theme
from ui.desktop.widgets.buttons import ENTER_KEYS


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice: the code that is stored and the words that are read."""

    key: str
    words: str


@lru_cache(maxsize=4096)
def _spelling(words: str) -> tuple[str, ...]:
    """The words in lower case, their full pinyin and their initials."""
    from app.values.names import search_keys

    keys = search_keys(words)
    return (words.casefold(), *keys.full, *keys.initials)


def matching(choices: Sequence[Choice], typed: str, *, within: bool = True) -> list[Choice]:
    """The choices that ``typed`` may mean, best first; all of them for nothing typed.

    ``within``: also those whose pinyin or initials hold it further on, as ``jyq`` in 含铜宫内节育器.
    """
    wanted = typed.strip().casefold().replace(" ", "")
    if not wanted:
        return list(choices)
    ranked: list[tuple[int, int, Choice]] = []
    for place, choice in enumerate(choices):
        forms = (choice.key.casefold(), *_spelling(choice.words))
        if wanted in forms:
            ranked.append((0, place, choice))
        elif any(form.startswith(wanted) for form in forms):
            ranked.append((1, place, choice))
        elif wanted in forms[1]:
            ranked.append((2, place, choice))
        elif within and any(wanted in form for form in forms[2:]):
            ranked.append((3, place, choice))
    return [choice for _, _, choice in sorted(ranked, key=lambda found: found[:2])]


class ChoiceEdit(QLineEdit):
    """A line that knows its choices. ``key()`` is the code meant by what stands in it, or None."""

    picked = Signal(str)

    def __init__(self, choices: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = tuple(choices)
        self._kept: str | None = None
        self._shown: list[Choice] = []
        self._model = QStringListModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setWidget(self)
        self._completer.setMaxVisibleItems(8)
        self._popup = QListView()
        self._popup.setObjectName("choices")
        self._completer.setPopup(self._popup)
        self._completer.activated.connect(self._pick)  # by Enter as by a click
        self.textEdited.connect(self._offer)
        self.setTextMargins(0, 0, theme.current().space(5), 0)

    def key(self) -> str | None:
        """The code whose words stand in the line, or the only one the typing can mean."""
        text = self.text().strip()
        if text and text == self._kept:
            return text
        for choice in self._choices:
            if choice.words == text:
                return choice.key
        found = matching(self._choices, text, within=False) if text else []
        return found[0].key if len(found) == 1 else None

    def set_key(self, key: str | None) -> None:
        """Shows the words of a code; a code the list does not know is shown as it is."""
        words = next((c.words for c in self._choices if c.key == key), None)
        self._kept = key if words is None else None
        words = words or key or ""
        self.setText(words)
        self.setCursorPosition(0)

    def _offer(self, typed: str) -> None:
        self._shown = matching(self._choices, typed)
        self._model.setStringList([choice.words for choice in self._shown])
        if self._shown:
            self._completer.complete()
            if typed:
                self._popup.setCurrentIndex(self._model.index(0, 0))
        else:
            self._popup.hide()

    def _pick(self, words: str) -> None:
        for choice in self._shown:
            if choice.words == words:
                self.set_key(choice.key)
                self.picked.emit(choice.key)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down shows all choices; Enter in the open list takes one, elsewhere it goes on to the form."""
        popup = self._popup
        if popup.isVisible() and event.key() in (*ENTER_KEYS, Qt.Key.Key_Escape, Qt.Key.Key_Tab):
            event.ignore()  # the open list takes it
            return
        if event.key() == Qt.Key.Key_Down and not popup.isVisible():
            self._offer("")
            return
        super().keyPressEvent(event)
        if event.key() in ENTER_KEYS:
            self._settle()
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Writes the choice out when it is clear which one is meant."""
        super().focusOutEvent(event)
        if not self._popup.isVisible():
            self._settle()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click at the mark on the right shows all choices."""
        super().mousePressEvent(event)
        if event.position().x() > self.width() - theme.current().space(7):
            self._offer("")

    def _settle(self) -> None:
        if (key := self.key()) is not None:
            self.set_key(key)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line, and a mark that says there is a list."""
        super().paintEvent(event)
        wear, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(wear.colour("soft"), 1.5))
        arm = wear.space(1)
        middle = QPoint(self.width() - wear.space(4), self.height() // 2 + arm // 2)
        painter.drawLine(middle, QPoint(middle.x() - arm, middle.y() - arm))
        painter.drawLine(middle, QPoint(middle.x() + arm, middle.y() - arm))
