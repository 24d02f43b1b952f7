"""A backup in place of a ledger that is not there, or does not open: which one, and who she is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.errors import SuifangError
from ui.desktop.operations import Operations, Progress
from ui.desktop.pages.exchange.place import Drives, PlaceLine
from ui.desktop.sheet import Secret, Sheet
from ui.desktop.widgets.buttons import Button, Pills, press_on_enter
from ui.desktop.widgets.field_row import FieldRow
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.words import Words, column, empty, settle
from ui.moments import say_stamp
from ui.sayings import say
from ui.text import tr

if TYPE_CHECKING:
    from storage.ledger import Person
    from storage.restoring import Kept
    from sync.files import Drive

MOST = 12
"""The newest of a place; whoever wants an older one names its folder."""

RECOVERY = "recovery"
"""Who the recovery code is in the key file (``storage.keys``, which is too heavy for a first screen)."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which backup, who she is, and with which secret: ``key_of`` is she herself or ``recovery``."""

    backup: Path
    person: str
    key_of: str
    secret: str


class BringBack(Sheet):
    """``chosen(Choice)``; ``back``: she thought better of it."""

    chosen = Signal(object)
    back = Signal()

    def __init__(self, operations: Operations, drives: Drives | None = None, parent: QWidget | None = None) -> None:
        super().__init__(34, parent)
        self._operations = operations
        self._kept: dict[str, Path] = {}
        self.which: Pills | None = None
        self.who: Pills | None = None
        body = self.card.body
        body.addWidget(Words(tr("bring_back.heading"), "title", wrap=True))
        body.addWidget(Words(tr("bring_back.sentence"), "soft", wrap=True))
        self.where = PlaceLine(operations, drives or _drives)
        self.where.chosen.connect(self._look)
        body.addWidget(self.where)
        self._found = column(steps=3)
        body.addLayout(self._found)
        self._none = Words(tr("bring_back.none"), "soft", wrap=True)
        body.addWidget(self._none)
        self._build_secret()
        self.said = Words("", "late", wrap=True)
        self.said.hide()
        body.addWidget(self.said)
        self.go = Button(tr("bring_back.go"), "Enter", primary=True, action=self._choose)
        ways = Flow(steps=2)
        ways.addWidget(self.go)
        ways.addWidget(Button(tr("bring_back.back"), action=self.back.emit))
        body.addLayout(ways)
        press_on_enter(self.card, self.go)
        self._show_backups([])

    def _build_secret(self) -> None:
        self._secrets = QWidget()
        box = column(self._secrets, steps=3)
        self.secret = Secret(tr("bring_back.passphrase"))
        self.secret_row = FieldRow(tr("bring_back.passphrase"), self.secret, stacked=True)
        self.code = QLineEdit()
        self.code.setAccessibleName(tr("recovery.code"))
        self.code_row = FieldRow(tr("bring_back.code"), self.code, stacked=True, note=tr("recovery.code_note"))
        box.addWidget(self.secret_row)
        box.addWidget(self.code_row)
        self.card.body.addWidget(self._secrets)

    def first(self) -> QWidget:
        """Where the backup lies."""
        return self.where.browse

    def working(self, on: bool) -> None:
        """While it is copied."""
        self.go.setEnabled(not on)
        self.go.setText(tr("bring_back.working" if on else "bring_back.go"))

    def refuse(self, error: SuifangError) -> None:
        """Says why not; what was typed stays."""
        self.working(False)
        self.said.setText(say(error).text)
        self.said.show()

    def _look(self) -> None:
        place = self.where.place()
        if place is None:
            self._show_backups([])
            return

        def look(_progress: Progress) -> list[Kept]:
            from storage.restoring import backups_in

            return backups_in(place)

        self._operations.beside(look, owner=self, done=self._show_backups, failed=self.refuse, latest="bring_back")

    def _show_backups(self, found: list[Kept]) -> None:
        empty(self._found)
        self.which = self.who = None
        self._kept = {str(number): kept.folder for number, kept in enumerate(found[:MOST])}
        self._none.setVisible(not found)
        self._secrets.setVisible(bool(found))
        self.go.setEnabled(bool(found))
        if not found:
            return
        days = [(str(number), say_stamp(kept.at)) for number, kept in enumerate(found[:MOST])]
        self.which = Pills(days, "0")
        self.which.setAccessibleName(tr("bring_back.which"))
        self.which.chosen.connect(lambda _: self._ask_people())
        row = FieldRow(tr("bring_back.which"), self.which, required=True, stacked=True)
        self._found.addWidget(row)
        settle(row)
        self._ask_people()

    def _backup(self) -> Path | None:
        return self._kept.get(self.which.value() or "") if self.which is not None else None

    def _ask_people(self) -> None:
        backup = self._backup()
        if backup is None:
            return

        def people(_progress: Progress) -> list[Person]:
            from storage import ledger

            return ledger.people(backup)

        self._operations.beside(people, owner=self, done=self._show_people, failed=self.refuse, latest="bring_back.who")

    def _show_people(self, people: list[Person]) -> None:
        while self._found.count() > 1:
            old = self._found.takeAt(1)
            if old is not None and (widget := old.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.who = Pills([(person.id, person.name) for person in people], people[0].id if people else None)
        self.who.setAccessibleName(tr("lock.who"))
        row = FieldRow(tr("lock.who"), self.who, required=True, stacked=True)
        self._found.addWidget(row)
        settle(row)

    def _choose(self) -> None:
        backup, who = self._backup(), self.who.value() if self.who is not None else None
        if backup is None or who is None:
            return
        self.said.hide()
        if code := self.code.text().strip():
            self.chosen.emit(Choice(backup, who, RECOVERY, code))
        elif self.secret.text():
            self.chosen.emit(Choice(backup, who, who, self.secret.text()))
        else:
            self.secret_row.say(tr("editor.required"))
            self.secret.inner.setFocus()


def _drives() -> list[Drive]:
    from sync.files import removable_drives

    return removable_drives()
