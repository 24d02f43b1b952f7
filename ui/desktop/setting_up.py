"""A ledger where there is none: the first start, a backup that comes back, the demo village."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.errors import SuifangError
from ui.desktop.operations import Operations, Progress
from ui.desktop.screens import Screens
from ui.desktop.session import Session
from ui.text import tr

if TYPE_CHECKING:
    from storage.ledger import Ledger
    from ui.desktop.bring_back import BringBack, Choice
    from ui.desktop.first_start import Answers, FirstStart


class SettingUp(QObject):
    """``made``: a new ledger is open. ``entered(before)``: a backup came back and is open. ``demo``: the village is open.

    ``folder`` and ``marks`` say where the ledger is; the demo village has its own.
    """

    made = Signal()
    entered = Signal()
    demo_made = Signal()
    gave_up = Signal()

    def __init__(
        self, parent: QObject, screens: Screens, session: Session, operations: Operations, folder: Path,
        marks: Path | None, today: Callable[[], date], sorry: Callable[[SuifangError], object],
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.folder, self.marks = folder, marks
        self._screens, self._session, self._operations = screens, session, operations
        self._today, self._sorry = today, sorry
        self._demo: TemporaryDirectory[str] | None = None

    @property
    def is_demo(self) -> bool:
        """Whether what is open goes away with the program."""
        return self._demo is not None

    def clean_up(self) -> None:
        """Takes the demo village away."""
        if self._demo is not None:
            self._demo.cleanup()

    # First start

    def show_first_start(self) -> None:
        """The three screens."""
        from ui.desktop.first_start import FirstStart

        first = FirstStart()
        first.answered.connect(lambda answers: self._create(first, answers))
        first.demo.connect(self.open_demo)
        first.bring_back.connect(self.show_bring_back)
        first.finished.connect(lambda: self._finish(first))
        self._screens.show(first)
        first.unit_name.setFocus()

    def _create(self, first: FirstStart, answers: Answers) -> None:
        def work(_progress: Progress) -> str:
            from storage.ledger import Ledger

            ledger, code = Ledger.create(
                self.folder, unit_code=answers.unit_code, unit_name=answers.unit_name, office=answers.office or None,
                worker_name=answers.worker_name, passphrase=answers.passphrase, marks=self.marks,
            )  # fmt: skip
            self._session.begin(ledger)
            return code

        def done(code: str) -> None:
            first.show_recovery(code, self._operations, self._session.unit, self._today())

        self._operations.on_ledger(work, owner=first, done=done, failed=first.refuse)

    def _finish(self, first: FirstStart) -> None:
        self._operations.on_ledger(lambda _: self._session.ledger.sheet_kept(), owner=self)
        self.made.emit()
        self._screens.drop(first)

    # A backup comes back

    def show_bring_back(self) -> None:
        """Asks which backup, and who she is."""
        from ui.desktop.bring_back import BringBack

        screen = BringBack(self._operations)
        screen.chosen.connect(lambda choice: self._bring_back(screen, choice))
        screen.back.connect(lambda: self._leave(screen))
        self._screens.show(screen)

    def _leave(self, screen: BringBack) -> None:
        self.gave_up.emit()
        self._screens.drop(screen)

    def _bring_back(self, screen: BringBack, choice: Choice) -> None:
        screen.working(True)

        def work(_progress: Progress) -> None:
            from storage.ledger import Ledger

            self._session.end()
            ledger: Ledger = Ledger.bring_back(
                self.folder, choice.backup, choice.key_of, choice.secret, me=choice.person, marks=self.marks
            )
            self._session.begin(ledger)

        def done(_none: None) -> None:
            self.entered.emit()
            self._screens.drop(screen)

        self._operations.on_ledger(work, owner=self, done=done, failed=screen.refuse, title=tr("bring_back.working"))

    # The demo village

    def open_demo(self) -> None:
        """Leaves whatever is open and shows the made-up village."""
        from ui.desktop import demo
        from ui.desktop.waiting import Waiting

        self._demo = demo.demo_folder()
        self.folder = Path(self._demo.name)
        self.marks = self.folder / "marks"
        waiting = Waiting(tr("demo.making"))
        self._screens.show(waiting)

        def work(progress: Progress) -> None:
            self._session.end()
            self._session.begin(demo.make_demo(self.folder, self._today(), progress))

        def done(_none: None) -> None:
            self.demo_made.emit()
            self._screens.drop(waiting)

        operation = self._operations.on_ledger(work, owner=self, done=done, failed=self._sorry)
        operation.moved.connect(waiting.at)
