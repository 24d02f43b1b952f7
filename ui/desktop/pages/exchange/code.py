"""A short code that two people compare: typed in, looked at, believed or not."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.desktop.widgets.buttons import Button, press_on_enter
from ui.desktop.widgets.field_row import FieldRow
from ui.desktop.widgets.words import Words, column
from ui.text import tr

_DIGITS = 16


class CodeEntry(QWidget):
    """Asks for sixteen digits; ``accepted`` with what was typed, once it is as long as a code."""

    accepted = Signal(str)

    def __init__(self, label: str, note: str, go: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        box = column(self, steps=2.5)
        self.heading = Words("", "strong", wrap=True)
        self.typed = QLineEdit()
        self.typed.setMaxLength(40)
        self.typed.setAccessibleName(label)
        self.row = FieldRow(label, self.typed, required=True, stacked=True, note=note)
        self.typed.textEdited.connect(lambda _: self.row.say(""))
        self.accept = Button(go, "Enter", primary=True, action=self._accept)
        for part in (self.heading, self.row):
            box.addWidget(part)
        box.addWidget(self.accept, 0, Qt.AlignmentFlag.AlignLeft)
        press_on_enter(self.typed, self.accept)
        self.hide()

    def ask(self, heading: str) -> None:
        """Asks for the code of somebody."""
        self.heading.setText(heading)
        self.typed.clear()
        self.row.say("")
        self.show()
        self.typed.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, words: str) -> None:
        """It differs: said below the line."""
        self.row.say(words)
        self.typed.setFocus(Qt.FocusReason.OtherFocusReason)

    def pending(self) -> bool:
        """Whether something is typed that was not looked at."""
        return self.isVisible() and bool(self.typed.text())

    def _accept(self) -> None:
        digits = sum(c.isdecimal() for c in self.typed.text())
        if digits == _DIGITS:
            self.accepted.emit(self.typed.text())
        else:
            self.refuse(tr("exchange.code.short", n=digits))
