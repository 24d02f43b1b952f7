"""One line on the page of the exchange: how many records were written differently, and the way to where they are settled."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.words import Words, row
from ui.text import tr


class DifferencesLine(QWidget):
    """Is there only while something differs; ``went`` when she wants to see it."""

    went = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        line = row(self, steps=3)
        self.words = Words("", "due", wrap=True)
        line.addWidget(self.words, 1)
        self.go = Button(tr("exchange.differences.go"), "Ctrl+D", action=self.went.emit)
        line.addWidget(self.go)
        self.show_count(0)

    def show_count(self, count: int) -> None:
        """In how many records something differs."""
        self.words.setText(tr("exchange.differences.line", n=count))
        self.setVisible(count > 0)
