"""The frame of the program over a real, cheap ledger, for tests of single pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pytestqt.qtbot import QtBot

from app.errors import SuifangError
from app.records import Record
from app.records.writes import Add
from storage.ledger import Ledger
from ui.desktop.frame import Frame
from ui.desktop.operations import Operations
from ui.desktop.pages import PAGES, SOURCES
from ui.desktop.session import Session
from ui.preferences import Preferences

TODAY = date(2026, 11, 22)


class Seat:
    """Somebody in front of the program: the frame, what went wrong, and how to wait for what was asked."""

    def __init__(self, ledger: Ledger, qtbot: QtBot) -> None:
        self.ledger, self.qtbot = ledger, qtbot
        self.troubles: list[BaseException] = []
        self.session = Session()
        self.session.begin(ledger)
        self.operations = Operations(self.troubles.append, self._unforeseen)
        self.frame = Frame(
            self.session, self.operations, PAGES, SOURCES, today=lambda: TODAY, preferences=Preferences,
            change_preferences=lambda _: None, open_demo=lambda: None,
        )  # fmt: skip
        self.frame.resize(1366, 768)
        self.frame.show()
        qtbot.waitExposed(self.frame)
        self.settle()

    def _unforeseen(self, error: BaseException) -> SuifangError:
        self.troubles.append(error)
        return SuifangError("unforeseen")

    def settle(self) -> None:
        """Until everything asked is answered and shown."""
        quiet = 0

        def still() -> bool:
            nonlocal quiet
            quiet = 0 if self.operations.busy() else quiet + 1
            return quiet > 2

        self.qtbot.waitUntil(still, timeout=10_000)

    def enter(self, records: Sequence[Record]) -> None:
        """Puts records into the ledger, as another page would."""
        self.ledger.write("test", [Add(record) for record in records])
        self.settle()

    def leave(self) -> None:
        """Stops the threads; raises what nobody expected."""
        self.settle()
        self.frame.close()
        self.operations.close()
        self.frame.deleteLater()
        for trouble in self.troubles:
            if not isinstance(trouble, SuifangError):
                raise trouble
