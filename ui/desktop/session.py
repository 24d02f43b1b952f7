"""The ledger while somebody is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.errors import Cancelled

if TYPE_CHECKING:
    from app.records import Unit, Worker
    from storage.ledger import Ledger


class Session(QObject):
    """The ledger while somebody is signed in. ``changed`` tells, in the window's thread, what a change touched."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._ledger: Ledger | None = None
        self._me: Worker | None = None
        self._unit: Unit | None = None

    @property
    def ledger(self) -> Ledger:
        """The open ledger. Raises Cancelled while it is locked: nobody is there to hear an answer."""
        if self._ledger is None:
            raise Cancelled("cancelled.locked")
        return self._ledger

    @property
    def me(self) -> Worker:
        """Who is signed in, or was before the lock. Raises Cancelled before anybody was."""
        if self._me is None:
            raise Cancelled("cancelled.locked")
        return self._me

    @property
    def unit(self) -> Unit:
        """The village. Raises Cancelled before anybody signed in."""
        if self._unit is None:
            raise Cancelled("cancelled.locked")
        return self._unit

    @property
    def last_person(self) -> str:
        """The id of who was signed in last, or ``""``."""
        return self._me.id if self._me is not None else ""

    def begin(self, ledger: Ledger) -> None:
        """Takes an open ledger; call it in the ledger's thread."""
        self._ledger = ledger
        ledger.subscribe(self.changed.emit)
        self._me, self._unit = ledger.me, ledger.unit

    def end(self) -> None:
        """Closes the ledger and forgets its key; call it in the ledger's thread."""
        ledger, self._ledger = self._ledger, None
        if ledger is not None:
            ledger.close()
