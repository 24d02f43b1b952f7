"""The ledger while somebody is signed in, and what day it is for her."""

from __future__ import annotations

import time
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from app.errors import Cancelled
from storage.editions import hold_editions, let_go_editions

if TYPE_CHECKING:
    from app.records import Unit, Worker
    from storage.clock import Doubt
    from storage.ledger import Ledger

_JUMP_SECONDS = 86_400.0


class _Told(NamedTuple):
    """By how many days the machine is off, as she said, and the machine's two clocks then."""

    days: int
    wall: float
    steady: float

    def holds(self) -> bool:
        """Whether the machine's date has only run on since; once somebody sets it, her word is about another clock."""
        return abs((time.time() - self.wall) - (time.monotonic() - self.steady)) < _JUMP_SECONDS


class Session(QObject):
    """The ledger while somebody is signed in. ``changed`` tells, in the window's thread, what a change touched.

    ``doubt``: why the machine's date cannot be believed, until she said what day it is. ``days``: by how many days
    today is another day than the machine says.
    """

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._ledger: Ledger | None = None
        self._me: Worker | None = None
        self._unit: Unit | None = None
        self._told: _Told | None = None
        self.looks_only = False
        self.doubt: Doubt | None = None
        self.days = 0

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

    def holds(self, ledger: Ledger) -> bool:
        """Whether this very ledger is open still. The lock closes it, and another one is opened after it."""
        return self._ledger is ledger

    def begin(self, ledger: Ledger) -> None:
        """Takes an open ledger; call it in the ledger's thread."""
        self._ledger = ledger
        ledger.subscribe(self.changed.emit)
        self._me, self._unit, self.looks_only = ledger.me, ledger.unit, ledger.looks_only
        if self._told is not None and self._told.holds():
            ledger.clock.days = self._told.days  # she said it before the lock
        if self._doubted(ledger):
            ledger.clock.days = 0
            self._doubted(ledger)
        self.days = ledger.clock.days
        hold_editions(ledger)

    def _doubted(self, ledger: Ledger) -> bool:
        self.doubt = ledger.clock_doubt()
        return self.doubt is not None

    def tell_today(self, day: date) -> None:
        """She says what day it is; call it in the ledger's thread."""
        self.ledger.tell_today(day)
        self.days, self.doubt = self.ledger.clock.days, None
        self._told = _Told(self.days, time.time(), time.monotonic())

    def end(self) -> None:
        """Closes the ledger and forgets its key; call it in the ledger's thread."""
        ledger, self._ledger = self._ledger, None
        if ledger is not None:
            let_go_editions()
            ledger.close()
