"""People and passphrases: who can open the ledger, a new passphrase for who is signed in, one more person."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.errors import KeyRefused, SuifangError
from app.records import Unit, Worker
from ui.desktop.new_secret import NewSecret
from ui.desktop.sheet import Secret
from ui.desktop.widgets.buttons import Button, press_on_enter
from ui.desktop.widgets.field_row import FieldRow
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.words import Card, Words, column
from ui.sayings import say
from ui.text import tr


class PeopleCard(Card):
    """``change(old, new)`` and ``add(name, passphrase)``; what was typed goes away with ``done`` or Esc."""

    change = Signal(str, str)
    add = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.body.addWidget(Words(tr("settings.people"), "section"))
        self.names = Words("", "body", wrap=True)
        self.body.addWidget(self.names)
        self.body.addWidget(Words(tr("settings.people.note"), "soft", wrap=True))
        buttons = Flow(steps=3)
        self.change_button = Button(tr("settings.passphrase"), action=lambda: self._open(self.changing))
        self.add_button = Button(tr("settings.add_person"), action=lambda: self._open(self.adding))
        buttons.addWidget(self.change_button)
        buttons.addWidget(self.add_button)
        self.body.addLayout(buttons)
        self.changing, self.adding = QWidget(), QWidget()
        self._build_changing()
        self._build_adding()
        for panel in (self.changing, self.adding):
            panel.hide()
            self.body.addWidget(panel)

    def _build_changing(self) -> None:
        box = column(self.changing, steps=2.5)
        self.old = Secret(tr("settings.old"))
        self.old_row = FieldRow(tr("settings.old"), self.old, required=True, stacked=True)
        self.old.inner.textEdited.connect(lambda _: self.old_row.say(""))
        self.new = NewSecret(tr("settings.new"))
        self.change_now = Button(tr("settings.passphrase.change"), "Enter", primary=True, action=self._change)
        for part in (self.old_row, self.new):
            box.addWidget(part)
        box.addWidget(self.change_now, 0, Qt.AlignmentFlag.AlignLeft)
        press_on_enter(self.changing, self.change_now)

    def _build_adding(self) -> None:
        box = column(self.adding, steps=2.5)
        self.name = QLineEdit()
        self.name.setMaxLength(60)
        self.name.setAccessibleName(tr("settings.her_name"))
        self.name_row = FieldRow(tr("settings.her_name"), self.name, required=True, stacked=True)
        self.name.textEdited.connect(lambda _: self.name_row.say(""))
        self.hers = NewSecret(tr("settings.her_passphrase"))
        self.add_now = Button(tr("settings.add_person.now"), "Enter", primary=True, action=self._add)
        for part in (self.name_row, self.hers):
            box.addWidget(part)
        box.addWidget(Words(tr("settings.add_person.note"), "soft", wrap=True))
        box.addWidget(self.add_now, 0, Qt.AlignmentFlag.AlignLeft)
        press_on_enter(self.adding, self.add_now)

    def show_people(self, people: Sequence[Worker], me: Worker, unit: Unit) -> None:
        """Who can open the ledger."""
        you = tr("settings.people.you")
        names = [f"{worker.name}{you}" if worker.id == me.id else worker.name for worker in people]
        self.names.setText(tr("settings.and").join(names))
        self.new.known = (me.name, unit.name, unit.office or "")
        self.hers.known = (unit.name, unit.office or "")

    def open_panel(self) -> bool:
        """Whether something is being typed."""
        return not (self.changing.isHidden() and self.adding.isHidden())

    def _open(self, panel: QWidget) -> None:
        wanted = panel.isHidden()
        self.done()
        panel.setVisible(wanted)
        if wanted:
            first = self.old.inner if panel is self.changing else self.name
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _change(self) -> None:
        if not self.old.text():
            self.old_row.say(tr("editor.required"))
            self.old.inner.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.new.ready():
            self.change_now.setEnabled(False)
            self.change.emit(self.old.text(), self.new.text())

    def _add(self) -> None:
        self.hers.known = (*self.hers.known[:2], self.name.text().strip())
        if not self.name.text().strip():
            self.name_row.say(tr("editor.required"))
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.hers.ready():
            self.add_now.setEnabled(False)
            self.add.emit(self.name.text().strip(), self.hers.text())

    def done(self) -> None:
        """Forgets what was typed."""
        for secret in (self.old, self.new, self.hers):
            secret.clear()
        self.name.clear()
        for panel, button in ((self.changing, self.change_now), (self.adding, self.add_now)):
            panel.hide()
            button.setEnabled(True)
        for line in (self.old_row, self.name_row):
            line.say("")

    def refuse(self, error: SuifangError) -> bool:
        """Says below the old passphrase that it is not the one; False where it is some other trouble."""
        self.change_now.setEnabled(True)
        self.add_now.setEnabled(True)
        if not isinstance(error, KeyRefused):
            return False
        self.old_row.say(say(error).text)
        self.old.inner.setFocus(Qt.FocusReason.OtherFocusReason)
        return True
