"""What day it is, asked at sign-in when the computer's date cannot be believed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.errors import InputError
from app.values import dates
from app.values.written_dates import Stated, read_date
from ui.dates import say_date, say_lunar, say_weekday
from ui.desktop.sheet import Sheet
from ui.desktop.widgets.buttons import Button, press_on_enter
from ui.desktop.widgets.field_row import FieldRow
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.words import Words
from ui.text import tr

if TYPE_CHECKING:
    from storage.clock import Doubt

FIRST_YEAR, LAST_YEAR = 2020, 2100
"""The program is no older, and no computer it was made for will be in use so long."""


class AskDay(Sheet):
    """``told(date)``: what she said. A day before the last entry is asked twice, for then that entry was dated wrong."""

    told = Signal(object)

    def __init__(self, doubt: Doubt, parent: QWidget | None = None) -> None:
        super().__init__(28, parent)
        self._doubt = doubt
        self._sure: date | None = None
        body = self.card.body
        body.addWidget(Words(tr("day.heading"), "title"))
        which = "day.behind" if doubt.behind else "day.ahead"
        facts = {"machine": say_date(doubt.machine.isoformat()), "latest": say_date(doubt.latest.isoformat())}
        body.addWidget(Words(tr(which, **facts), "body", wrap=True))
        self.line = QLineEdit()
        self.line.setAccessibleName(tr("day.today"))
        self.row = FieldRow(tr("day.today"), self.line, required=True, stacked=True)
        body.addWidget(self.row)
        self.go = Button(tr("day.go"), "Enter", primary=True, action=self._tell)
        ways = Flow()
        ways.addWidget(self.go)
        body.addLayout(ways)
        body.addWidget(Words(tr("day.note"), "soft", wrap=True))
        press_on_enter(self.card, self.go)
        self.line.textChanged.connect(self._judge)
        likely = doubt.likely if doubt.behind else doubt.machine
        self.line.setText(likely.isoformat())

    def first(self) -> QWidget:
        """The date."""
        return self.line

    def day(self) -> date | None:
        """The day as typed, None while it is none."""
        try:
            read = read_date(self.line.text(), today=max(self._doubt.machine, self._doubt.latest))
        except InputError:
            return None
        if not isinstance(read, Stated) or dates.precision(read.date) is not dates.Precision.DAY:
            return None
        day = dates.earliest(read.date)
        return day if FIRST_YEAR <= day.year <= LAST_YEAR else None

    def _judge(self) -> None:
        self._sure = None
        day = self.day()
        if day is None:
            self.row.say("")
        else:
            self.row.say(f"{say_date(day.isoformat())}　{say_weekday(day)}　{say_lunar(day)}", "soft")

    def _tell(self) -> None:
        day = self.day()
        if day is None:
            self.row.say(tr("day.unclear"))
            self.line.setFocus()
        elif day < self._doubt.latest and self._sure != day:
            self._sure = day
            self.row.say(tr("day.before", latest=say_date(self._doubt.latest.isoformat())), "due")
        else:
            self.go.setEnabled(False)
            self.told.emit(day)
