"""People and passphrases: who can open the ledger, and everything that is done about it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.codes import code_list
from app.errors import KeyRefused, SuifangError
from app.records import Unit, Worker
from ui.desktop.new_secret import NewSecret
from ui.desktop.sheet import Secret
from ui.desktop.widgets.buttons import Button, Pills, press_on_enter
from ui.desktop.widgets.field_row import FieldRow
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.link import Link
from ui.desktop.widgets.words import Card, Words, column, empty, row, settle
from ui.sayings import say
from ui.text import language, tr


class PeopleCard(Card):
    """``change(old, new)``, ``add(name, passphrase, role)``, ``give(person)`` a passphrase for once, ``remove(person)``.

    ``sheet``: a new recovery sheet. What was typed goes away with ``done`` or Esc.
    """

    change = Signal(str, str)
    add = Signal(str, str, str)
    give = Signal(object)
    remove = Signal(object)
    sheet = Signal()

    def __init__(self, *, looks_only: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._looks_only = looks_only
        self.body.addWidget(Words(tr("settings.people"), "section"))
        self._list = column(steps=1.5)
        self.body.addLayout(self._list)
        self.body.addWidget(Words(tr("settings.people.note"), "soft", wrap=True))
        buttons = Flow(steps=3)
        self.change_button = Button(tr("settings.passphrase"), action=lambda: self._open(self.changing))
        self.add_button = Button(tr("settings.add_person"), action=lambda: self._open(self.adding))
        self.sheet_button = Button(tr("settings.sheet"), action=lambda: self._open(self.sheeting))
        for button in (self.change_button, self.add_button, self.sheet_button):
            buttons.addWidget(button)
        if looks_only:
            self.add_button.hide()
        if looks_only:
            self.sheet_button.hide()
        self.body.addLayout(buttons)
        self.changing, self.adding, self.sheeting, self.sure = QWidget(), QWidget(), QWidget(), QWidget()
        self._build_changing()
        self._build_adding()
        self._build_questions()
        self._panels = (self.changing, self.adding, self.sheeting, self.sure)
        for panel in self._panels:
            panel.hide()
            self.body.addWidget(panel)
        self.said = Words("", "body", wrap=True)
        self.said.hide()
        self.body.addWidget(self.said)
        self._person: Worker | None = None
        self._removing = False
        self.names: dict[str, str] = {}

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
        roles = code_list("worker_role")
        self.role = Pills([(code, roles.label(code, language())) for code in roles.codes], "worker")
        self.role.setAccessibleName(tr("field.worker.role"))
        self.hers = NewSecret(tr("settings.her_passphrase"))
        self.add_now = Button(tr("settings.add_person.now"), "Enter", primary=True, action=self._add)
        role = FieldRow(tr("field.worker.role"), self.role, required=True, stacked=True, note=tr("settings.role_note"))
        for part in (self.name_row, role, self.hers):
            box.addWidget(part)
        box.addWidget(Words(tr("settings.add_person.note"), "soft", wrap=True))
        box.addWidget(self.add_now, 0, Qt.AlignmentFlag.AlignLeft)
        press_on_enter(self.adding, self.add_now)

    def _build_questions(self) -> None:
        box = column(self.sheeting, steps=2.5)
        box.addWidget(Words(tr("settings.sheet.note"), "body", wrap=True))
        self.sheet_now = Button(tr("settings.sheet.now"), "Enter", primary=True, action=self.sheet.emit)
        box.addWidget(self.sheet_now, 0, Qt.AlignmentFlag.AlignLeft)
        press_on_enter(self.sheeting, self.sheet_now)
        box = column(self.sure, steps=2.5)
        self.question = Words("", "body", wrap=True)
        box.addWidget(self.question)
        ways = Flow(steps=2)
        self.sure_now = Button("", "Enter", primary=True, action=self._act)
        self.leave = Button(tr("history.keep"), action=self.done)
        ways.addWidget(self.sure_now)
        ways.addWidget(self.leave)
        box.addLayout(ways)
        press_on_enter(self.sure, self.sure_now)

    def show_people(self, people: Sequence[Worker], me: Worker, unit: Unit) -> None:
        """Who can open the ledger, each with what can be done for her."""
        empty(self._list)
        self.names = {worker.id: worker.name for worker in people}
        for worker in people:
            line = self._line(worker, me)
            self._list.addWidget(line)
            settle(line)
        self.new.known = (me.name, unit.name, unit.office or "")
        self.hers.known = (unit.name, unit.office or "")

    def _line(self, worker: Worker, me: Worker) -> QWidget:
        holder = QWidget()
        holder.setAccessibleName(worker.name)
        line = row(holder, steps=2)
        role = code_list("worker_role").label(worker.role, language())
        who = f"{worker.name}{tr('settings.people.you')}" if worker.id == me.id else worker.name
        line.addWidget(Words(f"{who}　{role}", "body", wrap=True), 1)
        if worker.id != me.id and not self._looks_only:
            for key, action in (("give", self._ask_give), ("remove", self._ask_remove)):
                link = Link(tr(f"settings.{key}"), action=partial(action, worker))
                link.setObjectName(f"{key}.{worker.id}")
                link.setAccessibleName(tr(f"settings.{key}_name", name=worker.name))
                line.addWidget(link)
        return holder

    def open_panel(self) -> bool:
        """Whether something is being typed or asked."""
        return any(not panel.isHidden() for panel in self._panels)

    def _open(self, panel: QWidget) -> None:
        wanted = panel.isHidden()
        self.done()
        panel.setVisible(wanted)
        if wanted:
            first = {self.changing: self.old.inner, self.adding: self.name, self.sheeting: self.sheet_now}
            first.get(panel, self.sure_now).setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_give(self, worker: Worker) -> None:
        self._ask("give", worker)

    def _ask_remove(self, worker: Worker) -> None:
        self._ask("remove", worker)

    def _ask(self, what: str, worker: Worker) -> None:
        self.done()
        self._person, self._removing = worker, what == "remove"
        self.question.setText(tr(f"settings.{what}.sure", name=worker.name))
        self.sure_now.setText(tr(f"settings.{what}.now"))
        self._open(self.sure)

    def _act(self) -> None:
        if self._person is not None:
            self.sure_now.setEnabled(False)
            (self.remove if self._removing else self.give).emit(self._person)

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
        elif self.name.text().strip() in self.names.values():
            self.name_row.say(tr("settings.name_taken"))
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.hers.ready():
            self.add_now.setEnabled(False)
            self.add.emit(self.name.text().strip(), self.hers.text(), self.role.value() or "worker")

    def tell(self, words: str) -> None:
        """What stands below until something else is done: a passphrase for once."""
        self.said.setText(words)
        self.said.setVisible(bool(words))

    def done(self) -> None:
        """Forgets what was typed."""
        for secret in (self.old, self.new, self.hers):
            secret.clear()
        self.name.clear()
        self.role.set_value("worker")
        for panel in self._panels:
            panel.hide()
        for button in (self.change_now, self.add_now, self.sure_now, self.sheet_now):
            button.setEnabled(True)
        for line in (self.old_row, self.name_row):
            line.say("")
        self.tell("")

    def refuse(self, error: SuifangError) -> bool:
        """Says below the old passphrase that it is not the one; False where it is some other trouble."""
        for button in (self.change_now, self.add_now, self.sure_now, self.sheet_now):
            button.setEnabled(True)
        if not isinstance(error, KeyRefused) or self.changing.isHidden():
            return False
        self.old_row.say(say(error).text)
        self.old.inner.setFocus(Qt.FocusReason.OtherFocusReason)
        return True
