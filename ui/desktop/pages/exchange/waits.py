"""What waits for a person after an exchange, and the trail of the latest ones."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desktop.pages.exchange.told import ExchangeTold, logged_words
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.words import Words, column, empty
from ui.text import tr


class Waits(QWidget):
    """Is there only while something waits; ``went`` names the page she wants."""

    went = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        line = Flow(self, steps=3)
        self.differences = Button("", "Ctrl+D", action=lambda: self.went.emit("differences"))
        self.letters = Button("", "Ctrl+J", action=lambda: self.went.emit("letters"))
        for button in (self.differences, self.letters):
            line.addWidget(button)
        self.hide()

    def show_told(self, told: ExchangeTold) -> None:
        """How many of each."""
        self.differences.setText(tr("exchange.waits.differences", n=told.differences))
        self.letters.setText(tr("exchange.waits.letters", n=told.letters))
        self.differences.setVisible(told.differences > 0)
        self.letters.setVisible(told.letters > 0)
        self.setVisible(told.differences + told.letters > 0)


class Trail(QWidget):
    """The latest exchanges."""

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._list = column(self, steps=1.5)

    def show_told(self, told: ExchangeTold) -> None:
        """One line each."""
        empty(self._list)
        if told.log:
            self._list.addWidget(Words(tr("exchange.log"), "section"))
        for entry in told.log:
            self._list.addWidget(Words(logged_words(entry, self._today), "soft", wrap=True))
