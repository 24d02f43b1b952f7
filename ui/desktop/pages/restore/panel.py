"""One backup opened: what would change, and the ways on from there."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from storage.ledger import Person
from ui.desktop.sheet import Secret
from ui.desktop.widgets.buttons import Button, Pills, press_on_enter
from ui.desktop.widgets.field_row import FieldRow
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.words import Card, Words, column, empty, settle
from ui.text import tr


class RestorePanel(Card):
    """``look``: open it beside. ``rehearse``, ``restore``: practise, do.

    ``unlocked(person, secret, code)``: what opened it when it was made.
    """

    look = Signal()
    rehearse = Signal()
    restore = Signal()
    unlocked = Signal(str, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.title = Words("", "section", wrap=True)
        self.said = Words("", "body", wrap=True)
        self.missing = Words("", "body", wrap=True)
        self.changes_head = Words(tr("restore.changes"), "strong")
        self.changes = Words("", "soft", wrap=True)
        for part in (self.title, self.said, self.missing, self.changes_head, self.changes):
            self.body.addWidget(part)
        self._build_lock()
        self.look_button = Button(tr("restore.look"), "Enter", primary=True, action=self.look.emit)
        self.rehearse_button = Button(tr("restore.rehearse"), action=self.rehearse.emit)
        self.restore_button = Button(tr("restore.restore"), action=self._ask)
        ways = Flow(steps=2)
        for button in (self.look_button, self.rehearse_button, self.restore_button):
            ways.addWidget(button)
        self.body.addLayout(ways)
        self._build_question()
        self.refused = Words("", "late", wrap=True)
        self.body.addWidget(self.refused)
        self.body.addStretch(1)
        self.clear()

    def _build_lock(self) -> None:
        self.lock = QWidget()
        box = column(self.lock, steps=2)
        box.addWidget(Words(tr("restore.other_key"), "body", wrap=True))
        self._who_place = column()
        box.addLayout(self._who_place)
        self.who: Pills | None = None
        self.secret = Secret(tr("bring_back.passphrase"))
        self.code = QLineEdit()
        self.code.setAccessibleName(tr("recovery.code"))
        box.addWidget(FieldRow(tr("bring_back.passphrase"), self.secret, stacked=True))
        box.addWidget(FieldRow(tr("bring_back.code"), self.code, stacked=True))
        self.unlock_button = Button(tr("restore.unlock"), "Enter", primary=True, action=self._unlock)
        ways = Flow()
        ways.addWidget(self.unlock_button)
        box.addLayout(ways)
        press_on_enter(self.lock, self.unlock_button)
        self.body.addWidget(self.lock)

    def _build_question(self) -> None:
        self.question = QWidget()
        box = column(self.question, steps=2)
        box.addWidget(Words(tr("restore.sure"), "body", wrap=True))
        self.yes = Button(tr("restore.now"), "Enter", primary=True, action=self.restore.emit)
        self.no = Button(tr("history.keep"), action=self._leave)
        ways = Flow(steps=2)
        ways.addWidget(self.yes)
        ways.addWidget(self.no)
        box.addLayout(ways)
        press_on_enter(self.question, self.yes)
        self.body.addWidget(self.question)

    def clear(self) -> None:
        """Nothing is chosen."""
        self.hide()

    def show_chosen(self, title: str, sentence: str, *, ours: bool) -> None:
        """A backup that was not opened yet."""
        self.title.setText(title)
        self._say(sentence, [], [])
        self.lock.hide()
        self.question.hide()
        self.refused.hide()
        self.look_button.setVisible(ours)
        self.rehearse_button.hide()
        self.restore_button.hide()
        self.secret.clear()
        self.code.clear()
        self.show()

    def ask_key(self, people: list[Person]) -> None:
        """It is closed with an older key: who opened it then, and with what."""
        empty(self._who_place)
        self.who = Pills([(person.id, person.name) for person in people], people[0].id if people else None)
        self.who.setAccessibleName(tr("lock.who"))
        self._who_place.addWidget(self.who)
        settle(self.who)
        self.look_button.hide()
        self.lock.show()
        self.secret.inner.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_difference(self, headline: str, missing: list[str], changes: list[str], *, same: bool) -> None:
        """What would change."""
        self._say(headline, missing, changes)
        self.lock.hide()
        self.look_button.hide()
        self.rehearse_button.show()
        self.restore_button.setVisible(not same)
        self.rehearse_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def rehearsed(self, words: str) -> None:
        """The rehearsal went well."""
        self.refused.set_role("good")
        self.refused.setText(words)
        self.refused.show()

    def refuse(self, words: str) -> None:
        """Says why not."""
        self.question.hide()
        self.refused.set_role("late")
        self.refused.setText(words)
        self.refused.show()

    def working(self, on: bool) -> None:
        """While it is opened or brought back."""
        for button in (self.look_button, self.rehearse_button, self.restore_button, self.yes, self.unlock_button):
            button.setEnabled(not on)
        if on:
            self.refused.hide()

    def _say(self, sentence: str, missing: list[str], changes: list[str]) -> None:
        self.said.setText(sentence)
        self.missing.setText("\n".join(missing))
        self.missing.setVisible(bool(missing))
        self.changes.setText("\n".join(changes))
        self.changes_head.setVisible(bool(changes))
        self.changes.setVisible(bool(changes))

    def _ask(self) -> None:
        self.question.show()
        self.refused.hide()
        self.yes.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave(self) -> None:
        self.question.hide()
        self.restore_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _unlock(self) -> None:
        who = self.who.value() if self.who is not None else None
        if who and (self.secret.text() or self.code.text().strip()):
            self.unlocked.emit(who, self.secret.text(), self.code.text().strip())
