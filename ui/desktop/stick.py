"""A backup onto a stick with one key, from wherever she is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.errors import SuifangError
from sync.files import Drive, removable_drives
from ui.desktop.operations import Operations, Progress
from ui.desktop.session import Session
from ui.text import tr

if TYPE_CHECKING:
    from storage.backup import Proof

KEY = "Ctrl+U"
"""U as in U 盘."""


class StickKey(QObject):
    """``told(words)``: what came of it. ``which``: several sticks are plugged in, she has to say. ``made``: it is there."""

    told = Signal(str)
    which = Signal()
    made = Signal()

    def __init__(
        self, parent: QObject, session: Session, operations: Operations, trouble: Callable[[SuifangError], object],
        drives: Callable[[], list[Drive]] = removable_drives,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._session, self._operations, self._trouble, self._drives = session, operations, trouble, drives
        self._busy = False

    def press(self) -> None:
        """Looks for the stick; with one there, backs up onto it."""
        if not self._busy and not self._session.looks_only:
            drives = self._drives
            self._operations.beside(lambda _: drives(), owner=self, done=self._found, failed=self._trouble)

    def _found(self, drives: list[Drive]) -> None:
        if not drives:
            self.told.emit(tr("stick.none"))
        elif len(drives) > 1:
            self.which.emit()
        else:
            self._back_up(drives[0])

    def _back_up(self, drive: Drive) -> None:
        self._busy = True

        def work(_progress: Progress) -> Proof:
            return self._session.ledger.back_up(drive.path)

        def done(proof: Proof) -> None:
            self.told.emit(tr("stick.done", n=f"{proof.records:,}", place=drive.label))
            self.made.emit()

        operation = self._operations.on_ledger(
            work, owner=self, done=done, failed=self._trouble, title=tr("settings.backing_up")
        )
        operation.ended.connect(self._ended)

    def _ended(self) -> None:
        self._busy = False
