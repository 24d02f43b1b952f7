"""The page of every change. The chosen one stands in full beside the table; 撤销 shows first what it would do."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from app.errors import InputError, SuifangError
from app.records import Worker
from app.values import dates
from app.values.written_dates import Stated, read_date
from storage.cells import CellName
from storage.changes import Changed
from storage.history import Undoing
from ui.desktop import theme
from ui.desktop.page import Desk, Page
from ui.desktop.pages.history.panel import ChangePanel
from ui.desktop.pages.history.told import Line, Opened, read_lines, read_opened, undoing_words
from ui.desktop.widgets.buttons import Button, Pills
from ui.desktop.widgets.field_row import FieldRow
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.table import Column, Table
from ui.desktop.widgets.words import Words, column, row, settle
from ui.moments import say_clock
from ui.sayings import say
from ui.text import tr

if TYPE_CHECKING:
    from storage.ledger import Ledger

LOT = 200
EVERYBODY = "all"


class HistoryPage(Page):
    """``arrive(number)``: the change with this local number is the chosen one."""

    takes_back: ClassVar[bool] = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._most, self._wanted = LOT, 0
        self._workers: dict[str, str] = {}
        head = row(steps=3)
        head.addWidget(Words(tr("page.history"), "title"), 1)
        head.addWidget(Button(tr("history.back"), "Alt+Left", action=desk.back))
        self.sheet.addLayout(head)
        self._filters = Flow(steps=4)
        self.who: Pills | None = None
        self.day = QLineEdit()
        self.day.setAccessibleName(tr("history.day"))
        self.day.setPlaceholderText(tr("history.day_example"))
        self.day.setFixedWidth(theme.current().wide(17))
        self.day_row = FieldRow(tr("history.day"), self.day)
        self.day.editingFinished.connect(self.refresh)
        self._filters.addWidget(self.day_row)
        self.sheet.addLayout(self._filters)
        self.table: Table[Line] = Table(tr("page.history"), self._columns())
        self.table.moved.connect(self._choose)
        self.panel = ChangePanel()
        self.panel.wanted.connect(self._preview)
        self.panel.confirmed.connect(self._take_back)
        self.panel.went.connect(lambda woman: desk.navigate("woman", woman))
        self.none = Words(tr("history.none"), "soft", wrap=True)
        self.more = Button(tr("history.more"), action=self._show_more)
        self._lay_out()

    def _lay_out(self) -> None:
        left = column(steps=2)
        left.addWidget(self.table, 1)
        left.addWidget(self.none)
        foot = Flow()
        foot.addWidget(self.more)
        left.addLayout(foot)
        if theme.current().scale > 1.25:
            self.table.setMinimumHeight(theme.current().space(60))
            self.sheet.addLayout(left, 1)
            self.sheet.addWidget(self.panel)
            return
        across = row(steps=4)
        across.addLayout(left, 3)
        across.addWidget(self.panel, 2)
        self.sheet.addLayout(across, 1)

    def _columns(self) -> list[Column[Line]]:
        today = self.desk.today()

        # Only by time, whatever heading is clicked: ordered by what was done, it would be a list of women by that.
        def order(line: Line) -> int:
            return line.entry.v

        return [
            Column(tr("audit.when"), lambda x: say_clock(x.entry.at_ms, today), 1.5, "soft", sort=order, letters=7),
            Column(tr("audit.who"), lambda x: x.who, 1.0, sort=order, letters=3, spare=True),
            Column(tr("audit.what"), _what, 2.0, sort=order, letters=6),
            Column(tr("audit.whom"), lambda x: x.whom, 1.3, "strong", sort=order, letters=3),
        ]  # fmt: skip

    def first(self) -> QWidget | None:
        """The list."""
        return self.table

    def arrive(self, what: str) -> None:
        """Reads it anew."""
        self._wanted = int(what) if what.isdecimal() else 0
        self._most = LOT
        self.refresh()

    def refresh(self) -> None:
        """Reads the newest changes of who and when is chosen."""
        try:
            since, until = _between(self.day.text(), self.desk.today())
        except InputError as error:
            self.day_row.say(say(error).todo)
            return
        self.day_row.say("")
        most, author, wanted = self._most, self._author(), self._wanted

        def ask(ledger: Ledger) -> tuple[list[Line], dict[str, str], list[str]]:
            workers = {worker.id: worker.name for worker in ledger.all(Worker)}
            enough = max(most, ledger.history.since(wanted)) if wanted else most
            return read_lines(ledger, enough, author, since, until), workers, ledger.history.authors()

        self.read(ask, lambda found: self._show(*found), latest="history")

    def _author(self) -> str:
        chosen = self.who.value() if self.who is not None else None
        return "" if chosen in (None, EVERYBODY) else str(chosen)

    def _show(self, lines: list[Line], workers: dict[str, str], authors: list[str]) -> None:
        self._offer({who: name for who, name in workers.items() if who in authors})
        self._workers = workers
        self.table.show_things(lines)
        self.table.setVisible(bool(lines))
        self.none.setVisible(not lines)
        self._most = max(self._most, len(lines))
        self.more.setVisible(len(lines) == self._most)
        place = next((n for n, line in enumerate(lines) if line.entry.v == self._wanted), 0)
        if lines:
            self.table.selectRow(place)
            self._choose(lines[place])
        else:
            self.panel.clear()

    def _offer(self, people: dict[str, str]) -> None:
        """Who can be chosen: everybody who ever changed something; nobody to choose from where it is one."""
        if len(people) < 2 or (self.who is not None and people.keys() <= self._workers.keys()):
            return
        if self.who is not None:
            self._filters.removeWidget(self.who)
            self.who.deleteLater()
        self.who = Pills([(EVERYBODY, tr("history.everybody")), *people.items()], EVERYBODY)
        self.who.setAccessibleName(tr("audit.who"))
        self.who.chosen.connect(lambda _: self.refresh())
        self._filters.addWidget(self.who)
        settle(self.who)

    def _show_more(self) -> None:
        self._most += LOT
        self.refresh()

    # One change

    def _choose(self, line: Line | None) -> None:
        if line is None:
            self.panel.clear()
            return
        self.read(lambda ledger: read_opened(ledger, line), self._tell, latest="history.one")

    def _tell(self, opened: Opened) -> None:
        self.panel.show_change(opened, say_clock(opened.line.entry.at_ms, self.desk.today()))

    def _preview(self, opened: Opened) -> None:
        seq = opened.line.entry.seq
        if seq is None:
            self.panel.refuse(tr("history.elsewhere_stays"))
            return

        def ask(ledger: Ledger) -> tuple[Undoing, dict[str, str]]:
            undoing = ledger.history.preview(seq)
            subjects = {t.subject for t in undoing.goes} | {later.subject for later in undoing.stays}
            subjects |= {step.record for step in undoing.back if step.kind == "woman"}
            return undoing, {woman.id: woman.name for woman in ledger.women(subjects - {""})}

        def done(found: tuple[Undoing, dict[str, str]]) -> None:
            undoing, women = found
            self.panel.show_undoing(*undoing_words(undoing, women, self._workers, self.desk.today()))

        self.read(ask, done, failed=self._refused)

    def _take_back(self, opened: Opened) -> None:
        seq = opened.line.entry.seq
        assert seq is not None  # noqa: S101  only what was previewed is confirmed

        def done(result: tuple[Changed, list[CellName]]) -> None:
            self.desk.toast(tr("toast.undone_partly" if result[1] else "toast.undone"), None)
            self._wanted = 0
            self.refresh()
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

        self.read(lambda ledger: ledger.undo(seq), done, failed=self._refused)

    def _refused(self, error: SuifangError) -> None:
        self.panel.refuse(say(error).text)


def _what(line: Line) -> str:
    return line.what + (tr("history.undone") if line.entry.undone else "")


def _between(typed: str, today: date) -> tuple[int, int | None]:
    """The moments (ms) between which a day or a month as typed lies; everything without one. Raises InputError."""
    if not typed.strip():
        return 0, None
    read = read_date(typed, today=today)
    if not isinstance(read, Stated):
        raise InputError("input.date.impossible")
    first, last = dates.earliest(read.date), dates.latest(read.date) + timedelta(days=1)
    return _ms(first), _ms(last)


def _ms(day: date) -> int:
    return int(datetime.combine(day, time()).astimezone().timestamp() * 1000)
