"""Editors only a visit needs: answers chosen with a digit, one or several, and a blood pressure typed in one go."""

from __future__ import annotations

import re
import unicodedata

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from app.records import Value
from app.records.fields import Count
from ui.desktop import theme
from ui.desktop.widgets.buttons import ENTER_KEYS, Pills
from ui.desktop.widgets.choice import Choice
from ui.desktop.widgets.editors import Editor, LineEditor
from ui.desktop.widgets.many import ManyPills
from ui.desktop.widgets.words import Words
from ui.text import tr

_TWO_NUMBERS = re.compile(r"(\d{2,3})\D+(\d{2,3})", re.ASCII)
_DIGITS = 9


def _numbered(choices: tuple[Choice, ...]) -> list[tuple[str, str]]:
    """The words of each answer, with its digit as far as there are digits."""
    return [(c.key, f"{n} {c.words}" if n <= _DIGITS else c.words) for n, c in enumerate(choices, start=1)]


class _ByDigit(Editor):
    """Pills that are chosen with digits; Enter goes on to the page."""

    def __init__(self, pills: Pills, choices: tuple[Choice, ...]) -> None:
        self.pills = pills
        self._choices = choices
        super().__init__(pills)
        pills.chosen.connect(lambda _: self.changed.emit())
        for choice in choices:
            pills.pill(choice.key).installEventFilter(self)

    def value(self) -> Value:
        """The code, or the codes with spaces between."""
        return self.pills.value()

    def set_value(self, value: Value) -> None:
        """Switches it, or them, on."""
        self.pills.set_value(None if value is None else str(value))

    def name(self, label: str) -> None:
        """Each answer is read with its question."""
        self.pills.setAccessibleName(label)
        for choice in self._choices:
            self.pills.pill(choice.key).setAccessibleDescription(label)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Digits choose; Enter is the page's."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in ENTER_KEYS:
            event.ignore()
            self._up(event)
            return True
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if self._other_key(event):
            return True
        number = event.key() - Qt.Key.Key_1
        if 0 <= number < min(_DIGITS, len(self._choices)) and not self.pills.pill(self._choices[number].key).isHidden():
            self._choose(self._choices[number].key)
            return True
        return False

    def _other_key(self, event: QKeyEvent) -> bool:
        del event
        return False

    def _choose(self, key: str) -> None:
        raise NotImplementedError

    def _up(self, event: QKeyEvent) -> None:
        """Hands the key to whoever holds the form."""
        holder = self.parentWidget()
        while holder is not None and not hasattr(holder, "submit"):
            holder = holder.parentWidget()
        if holder is not None:
            holder.submit()
            event.accept()


class Answers(_ByDigit):
    """Every answer of a short list, each with its digit; the down key takes the earlier one."""

    def __init__(self, choices: tuple[Choice, ...], *, may_be_none: bool = True) -> None:
        super().__init__(Pills(_numbered(choices), may_be_none=may_be_none), choices)
        self._earlier = Words("", "soft", parent=self.pills)
        self._earlier.hide()
        self._suggested: str | None = None
        if (line := self.pills.layout()) is not None:
            line.addWidget(self._earlier)

    def suggest(self, words: str) -> None:
        """Shows the earlier answer, a code, in grey beside the others."""
        self._suggested = words or None
        said = next((choice.words for choice in self._choices if choice.key == words), "")
        self._earlier.setText(tr("visit.earlier", what=said) if said else "")
        self._earlier.setVisible(bool(said))

    def _other_key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Down and self._suggested and self.value() is None:
            self._choose(self._suggested)
            return True
        return False

    def _choose(self, key: str) -> None:
        self.pills.set_value(key)
        self.pills.pill(key).setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()


class ManyAnswers(_ByDigit):
    """Several answers of a list: a digit switches one on or off, as the space bar does."""

    def __init__(self, choices: tuple[Choice, ...]) -> None:
        super().__init__(ManyPills(_numbered(choices)), choices)

    def _choose(self, key: str) -> None:
        pill = self.pills.pill(key)
        pill.click()
        pill.setFocus(Qt.FocusReason.OtherFocusReason)


class PressureEditor(LineEditor):
    """``118/74``: both numbers in one line, with anything between them."""

    def __init__(self, systolic: Count, diastolic: Count) -> None:
        super().__init__(12)
        self._fields = (systolic, diastolic)
        self.line.setMaximumWidth(theme.current().wide(8))
        self.line.setMinimumWidth(theme.current().wide(6))
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
        self.layout_.addWidget(Words(tr("unit.mmHg"), "soft"))
        self.layout_.addStretch(1)

    def pressure(self) -> tuple[int, int] | None:
        """Systolic and diastolic, or None while nothing or nothing readable stands there."""
        found = _TWO_NUMBERS.fullmatch(self._plain())
        return (int(found[1]), int(found[2])) if found else None

    def value(self) -> Value:
        """As it is read; the two numbers are given by ``pressure``."""
        both = self.pressure()
        return f"{both[0]}/{both[1]}" if both else None

    def problem(self) -> str:
        """Not two numbers, or none that can be."""
        if not self._plain():
            return ""
        both = self.pressure()
        if both is None:
            return tr("visit.pressure.unreadable")
        for number, field in zip(both, self._fields, strict=True):
            if not field.least <= number <= field.most:
                return tr("editor.count.range", least=field.least, most=field.most)
        return ""

    def _plain(self) -> str:
        return unicodedata.normalize("NFKC", self.line.text()).strip()
