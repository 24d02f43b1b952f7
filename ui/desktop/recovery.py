"""The way back in with the recovery sheet."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.desktop.new_secret import NewSecret
from ui.desktop.widgets.buttons import Button, press_on_enter
from ui.desktop.widgets.field_row import FieldRow
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.words import Words, column
from ui.text import tr


class Recovery(QWidget):
    """The code from the sealed sheet, and a new passphrase."""

    asked = Signal(str, str)
    back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = column(self, steps=3)
        layout.addWidget(Words(tr("recovery.explain"), "soft", wrap=True))
        self.code = QLineEdit()
        self.code.setAccessibleName(tr("recovery.code"))
        layout.addWidget(
            FieldRow(tr("recovery.code"), self.code, required=True, stacked=True, note=tr("recovery.code_note"))
        )
        self.new = NewSecret(tr("recovery.new"))
        layout.addWidget(self.new)
        self._said = Words("", "late", wrap=True)
        self._said.hide()
        layout.addWidget(self._said)
        self.go = Button(tr("recovery.open"), "Enter", primary=True, action=self._ask)
        ways = Flow(steps=2)
        ways.addWidget(self.go)
        ways.addWidget(Button(tr("recovery.back"), action=self.back.emit))
        layout.addLayout(ways)
        press_on_enter(self, self.go)

    def working(self, on: bool) -> None:
        """While the key is made."""
        self.go.setEnabled(not on)

    def refuse(self, words: str) -> None:
        """Says why not."""
        self._said.setText(words)
        self._said.show()

    def forget(self) -> None:
        """Leaves nothing typed behind."""
        self.code.clear()
        self.new.clear()
        self._said.hide()

    def _ask(self) -> None:
        self._said.hide()
        if not self.code.text().strip():
            self.code.setFocus()
        elif self.new.ready():
            self.asked.emit(self.code.text(), self.new.text())
