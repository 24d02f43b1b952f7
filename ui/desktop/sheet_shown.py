"""A recovery code, shown this once: to be printed, sealed and put away."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.errors import SuifangError
from ui.desktop import theme
from ui.desktop.operations import Operations, Progress
from ui.desktop.widgets.buttons import Button, press_on_enter
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.tick import Tick
from ui.desktop.widgets.words import Card, Words, column
from ui.sayings import say
from ui.text import tr

if TYPE_CHECKING:
    from app.records import Unit


class SheetShown(QWidget):
    """``finished`` once she says that the sheet is put away."""

    finished = Signal()

    def __init__(
        self, code: str, way_on: str, operations: Operations, unit: Unit, day: date, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._code, self._operations, self._unit, self._day = code, operations, unit, day
        box = column(self, steps=3)
        card = Card(tone="accent")
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.current().space(6))
        grid.setVerticalSpacing(theme.current().space(1))
        for place, group in enumerate(code.split()):
            grid.addWidget(Words(group, "code"), place // 4, place % 4, Qt.AlignmentFlag.AlignCenter)
        card.body.addLayout(grid)
        card.setAccessibleName(tr("recovery.code"))
        box.addWidget(card)
        flow = Flow(steps=2)
        flow.addWidget(Button(tr("first.print"), "Ctrl+P", action=lambda: self._paper(keep=False)))
        flow.addWidget(Button(tr("first.save"), "Ctrl+S", action=lambda: self._paper(keep=True)))
        box.addLayout(flow)
        self.said = Words("", "note", wrap=True)
        self.said.hide()
        box.addWidget(self.said)
        self.put_away = Tick(tr("first.put_away"))
        box.addWidget(self.put_away)
        self.start = Button(way_on, "Enter", primary=True, action=self.finished.emit)
        self.start.setEnabled(False)
        self.put_away.toggled.connect(self.start.setEnabled)
        ways = Flow()
        ways.addWidget(self.start)
        box.addLayout(ways)
        press_on_enter(self, self.start)
        self.setFocusProxy(self.put_away)

    def tell(self, words: str) -> None:
        """What became of printing or saving the sheet."""
        self.said.setText(words)
        self.said.setVisible(bool(words))

    def _paper(self, *, keep: bool) -> None:
        unit, day, code = self._unit, self._day, self._code

        def draw(_progress: Progress) -> bytes:
            from app.forms.recovery_sheet import RecoverySheetContent, recovery_sheet

            return recovery_sheet(RecoverySheetContent(unit=unit, day=day, code=tuple(code.split())))

        def drawn(sheet: bytes) -> None:
            from ui.desktop.printing import print_pdf, save_pdf

            try:
                if not keep:
                    self.tell(tr("first.printed") if print_pdf(self, sheet, tr("sheet.title")) else "")
                elif (path := save_pdf(self, sheet, tr("sheet.title"))) is not None:
                    self.tell(tr("first.saved", file=path.name))
            except SuifangError as error:
                refused(error)

        def refused(error: SuifangError) -> None:
            self.tell(say(error).text)

        self._operations.beside(draw, owner=self, done=drawn, failed=refused)
