"""The lock: a name, a passphrase, and nothing about anyone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.errors import LedgerDamaged, SuifangError
from ui.desktop.sheet import Secret, Sheet
from ui.desktop.widgets.buttons import Button, Pills, press_on_enter
from ui.desktop.widgets.field_row import FieldRow
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.words import Words, column, settle
from ui.sayings import say
from ui.text import tr

if TYPE_CHECKING:
    from ui.desktop.new_secret import NewSecret
    from ui.desktop.recovery import Recovery


class Named(Protocol):
    """Somebody who can sign in."""

    @property
    def id(self) -> str:
        """Her id."""

    @property
    def name(self) -> str:
        """Her name."""


class Lock(Sheet):
    """``opened(person_id, passphrase, own)`` and ``recovered(person_id, code, new_passphrase)`` ask the window to try.

    ``own``: the passphrase she chose, where somebody else gave her the one she signs in with; else ''. ``bring_back``:
    she wants a backup in place of a ledger that does not open.
    """

    bring_back = Signal()
    opened = Signal(str, str, str)
    recovered = Signal(str, str, str)

    def __init__(self, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(26, parent)
        self._people: Pills | None = None
        self._name = Words("", "section")
        self._who = column()
        self._who.addWidget(self._name)
        self.secret = Secret(tr("lock.passphrase"))
        self._said = Words("", "late", wrap=True)
        self._said.hide()
        self.open = Button(tr("lock.open"), "Enter", primary=True, action=self._try)
        self._forgot = Button(tr("lock.forgot"), action=self._show_recovery)
        self._restore = Button(tr("first.bring_back"), action=self.bring_back.emit)
        self._restore.hide()
        self.own: NewSecret | None = None
        body = self.card.body
        body.addWidget(Words(tr("lock.heading"), "title"))
        body.addLayout(self._who)
        self._first = QWidget()
        first = column(self._first, steps=3)
        first.addWidget(FieldRow(tr("lock.passphrase"), self.secret, required=True, stacked=True, note=note))
        first.addWidget(self._said)
        ways = Flow(steps=2)
        ways.addWidget(self.open)
        ways.addWidget(self._forgot)
        ways.addWidget(self._restore)
        self._own_place = column()
        first.addLayout(self._own_place)
        first.addLayout(ways)
        body.addWidget(self._first)
        self._recovery: Recovery | None = None
        press_on_enter(self._first, self.open)
        self._seconds = 0
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self._waited)
        self._only = ""

    def first(self) -> QWidget:
        """The passphrase."""
        return self.secret

    def show_people(self, people: Sequence[Named], last: str = "") -> None:
        """Who can sign in; the one who was last here is chosen."""
        ids = [person.id for person in people]
        self._only = last if last in ids else ids[0] if ids else ""
        if self._people is not None:
            self._people.hide()
            self._people.deleteLater()
            self._people = None
        self._name.setVisible(len(people) == 1)
        self._name.setText(people[0].name if len(people) == 1 else "")
        if len(people) > 1:
            self._people = Pills([(person.id, person.name) for person in people], self._only)
            self._people.setAccessibleName(tr("lock.who"))
            self._who.addWidget(self._people)

    def person(self) -> str:
        """The id of who wants in."""
        return (self._people.value() if self._people is not None else None) or self._only

    def working(self, on: bool) -> None:
        """While the key is made, nothing can be pressed twice."""
        self.open.setEnabled(not on and not self._seconds)
        self.open.setText(tr("lock.opening" if on else "lock.open"))
        if self._recovery is not None:
            self._recovery.working(on)

    def refuse(self, error: SuifangError) -> None:
        """Says why not, keeps what was typed, and waits when told to."""
        self.working(False)
        said = say(error)
        if error.code == "ledger.key.once":
            self._ask_own()
            return
        if self._recovery is not None and self._recovery.isVisible():
            self._recovery.refuse(said.text)
            return
        self._said.set_role("late")
        self._said.setText(said.text)
        self._said.show()
        self._restore.setVisible(
            isinstance(error, LedgerDamaged) or error.code in ("ledger.missing", "ledger.keys.missing")
        )
        wait = error.facts.get("wait_seconds", 0)
        self._seconds = wait if isinstance(wait, int) else 0
        if self._seconds:
            self._tick.start()
            self.open.setEnabled(False)
            self.open.setText(tr("lock.wait", n=self._seconds))
        self.secret.inner.setFocus()
        self.secret.inner.selectAll()

    def forget(self) -> None:
        """Leaves nothing typed behind."""
        self.secret.clear()
        self._said.hide()
        self._restore.hide()
        if self.own is not None:
            self.own.clear()
            self.own.hide()
        self._show_passphrase()
        if self._recovery is not None:
            self._recovery.forget()
        self.working(False)

    def _try(self) -> None:
        if not self.secret.text() or not self.person():
            return
        choosing = self.own is not None and not self.own.isHidden()
        if choosing and self.own is not None and not self.own.ready():
            return
        self._said.hide()
        self.opened.emit(
            self.person(), self.secret.text(), self.own.text() if choosing and self.own is not None else ""
        )

    def _ask_own(self) -> None:
        """The passphrase is right, and was given for this once: now she chooses her own."""
        if self.own is None:
            from ui.desktop.new_secret import NewSecret

            self.own = NewSecret(tr("recovery.new"))
            self._own_place.addWidget(self.own)
            settle(self.own)
        self._said.setText(tr("lock.once"))
        self._said.set_role("body")
        self._said.show()
        self.own.show()
        self.own.setFocus()

    def _waited(self) -> None:
        self._seconds = max(0, self._seconds - 1)
        if self._seconds:
            self.open.setText(tr("lock.wait", n=self._seconds))
        else:
            self._tick.stop()
            self.working(False)

    def _show_recovery(self) -> None:
        if self._recovery is None:
            self._recovery = self._make_recovery()
        self._first.hide()
        self._recovery.show()
        self._recovery.code.setFocus()

    def _make_recovery(self) -> Recovery:
        from ui.desktop.recovery import Recovery

        recovery = Recovery()
        recovery.asked.connect(lambda code, new: self.recovered.emit(self.person(), code, new))
        recovery.back.connect(self._show_passphrase)
        self.card.body.addWidget(recovery)
        settle(recovery)
        return recovery

    def _show_passphrase(self) -> None:
        if self._recovery is not None:
            self._recovery.hide()
        self._first.show()
        self.secret.inner.setFocus()
