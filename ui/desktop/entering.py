"""From the lock to the open ledger: the passphrase, the sheet, a passphrase for once, and what day it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import SuifangError
from ui.desktop.lock import Lock
from ui.desktop.operations import Operations, Progress
from ui.desktop.screens import Screens
from ui.desktop.session import Session

if TYPE_CHECKING:
    from datetime import date

    from storage.ledger import Ledger, Person
    from ui.desktop.day import AskDay

SEEN_MS = 40

Where = Callable[[], tuple[Path, Path | None]]
"""Where the ledger lies, and its marks (None: the usual place)."""


class Entering(QObject):
    """``entered(before)``: the ledger is open and the day is known; ``before`` is the id of who was here last.

    ``bring_back``: she wants a backup in place of a ledger that does not open.
    """

    entered = Signal(str)
    bring_back = Signal()

    def __init__(
        self, parent: QObject, screens: Screens, session: Session, operations: Operations, where: Where,
        warm: Callable[[], object],
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._screens, self._session, self._operations = screens, session, operations
        self._where, self._warm = where, warm
        self.lock: Lock | None = None
        self.asking: AskDay | None = None

    def show(self, note: str = "") -> None:
        """The lock screen."""
        if self.lock is None:
            self.lock = Lock(note)
            self.lock.opened.connect(self._open)
            self.lock.recovered.connect(self._recover)
            self.lock.bring_back.connect(self.bring_back)
        self.lock.forget()
        self._screens.show(self.lock)
        self.lock.secret.inner.setFocus()
        # The ledger's modules are heavy: they come once the lock can be seen and takes keys.
        QTimer.singleShot(SEEN_MS, self.lock, self._ask_people)

    def drop(self) -> None:
        """Lets the lock go; the next one is made anew, in another language or size."""
        self._screens.drop(self.lock)
        self.lock = None

    def seen(self) -> bool:
        """Whether the lock, or the question of the day, is what is seen."""
        return self._screens.seen(self.lock) or self._screens.seen(self.asking)

    def refuse(self, error: SuifangError) -> None:
        """Says on the lock why not."""
        if self.lock is not None:
            self.lock.refuse(error)

    def _ask_people(self) -> None:
        lock, (folder, _) = self.lock, self._where()
        if lock is None:
            return

        def people(_progress: Progress) -> list[Person]:
            from storage import ledger

            return ledger.people(folder)

        self._operations.beside(people, owner=lock, done=self._people_known, failed=self.refuse)

    def _people_known(self, people: Sequence[Person]) -> None:
        if self.lock is not None:
            self.lock.show_people(people, self._session.last_person)
            # The pages take a while to load: that is done while the passphrase is typed.
            self._operations.beside(lambda _: self._warm(), owner=self.lock)

    def _open(self, person_id: str, passphrase: str, own: str) -> None:
        folder, marks = self._where()

        def work(_progress: Progress) -> Ledger:
            from storage.ledger import Ledger

            return Ledger.open(folder, person_id, passphrase, own_passphrase=own, marks=marks)

        self._enter(work)

    def _recover(self, person_id: str, code: str, new: str) -> None:
        folder, marks = self._where()

        def work(_progress: Progress) -> Ledger:
            from storage.ledger import Ledger

            return Ledger.open_with_recovery(folder, code, person_id, new, marks=marks)

        self._enter(work)

    def _enter(self, opening: Callable[[Progress], Ledger]) -> None:
        if self.lock is not None:
            self.lock.working(True)
        before = self._session.last_person
        self._operations.on_ledger(
            lambda progress: self._session.begin(opening(progress)),
            owner=self, done=lambda _: self.day_known(before), failed=self.refuse,
        )  # fmt: skip

    def day_known(self, before: str) -> None:
        """Goes on once the day is known; asks for it where the machine's date cannot be believed."""
        doubt = self._session.doubt
        if doubt is None:
            self._end(before)
            return
        from ui.desktop.day import AskDay

        self._drop_question()
        asking = AskDay(doubt)
        asking.told.connect(lambda day: self._tell(day, before))
        self.asking = asking
        self._screens.show(asking)

    def _tell(self, day: date, before: str) -> None:
        self._operations.on_ledger(
            lambda _: self._session.tell_today(day), owner=self, done=lambda _: self._end(before)
        )

    def _end(self, before: str) -> None:
        if self.lock is not None:
            self.lock.forget()
        self.entered.emit(before)
        self._drop_question()

    def _drop_question(self) -> None:
        self._screens.drop(self.asking)
        self.asking = None
