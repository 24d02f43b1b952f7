"""By how much the printer misses the sheet."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.desktop import theme
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.field_row import FieldRow
from ui.desktop.widgets.words import Card, Words, row
from ui.preferences import MOST_SHIFT
from ui.text import tr

STEP = 5
"""Half a millimetre: what one can see on paper."""


class Shift(QWidget):
    """A length in tenths of a millimetre, changed in steps."""

    moved = Signal(int)

    def __init__(self, name: str, less: str, more: str, value: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = value
        line = row(self, steps=2)
        self.less = Button(less, action=lambda: self._move(-STEP))
        self.shown = Words("", "strong")
        self.shown.setFixedWidth(theme.current().wide(6))
        self.shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.more = Button(more, action=lambda: self._move(STEP))
        for part in (self.less, self.shown, self.more):
            line.addWidget(part)
        line.addStretch(1)
        self.setAccessibleName(name)
        self.setFocusProxy(self.less)
        self._show()

    def value(self) -> int:
        """Tenths of a millimetre."""
        return self._value

    def _move(self, by: int) -> None:
        self._value = max(-MOST_SHIFT, min(MOST_SHIFT, self._value + by))
        self._show()
        self.moved.emit(self._value)

    def _show(self) -> None:
        self.shown.setText(tr("settings.mm", n=f"{self._value / 10:+.1f}" if self._value else "0"))


class PrinterCard(Card):
    """``shifted(field, tenths)``."""

    shifted = Signal(str, int)

    def __init__(self, right: int, down: int, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.body.addWidget(Words(tr("settings.printer"), "section"))
        self.body.addWidget(Words(tr("settings.printer.note"), "soft", wrap=True))
        self.right = Shift(tr("settings.shift_right"), tr("settings.left"), tr("settings.right"), right)
        self.down = Shift(tr("settings.shift_down"), tr("settings.up"), tr("settings.down"), down)
        self.right.moved.connect(lambda value: self.shifted.emit("shift_right", value))
        self.down.moved.connect(lambda value: self.shifted.emit("shift_down", value))
        self.body.addWidget(FieldRow(tr("settings.shift_right"), self.right))
        self.body.addWidget(FieldRow(tr("settings.shift_down"), self.down))
