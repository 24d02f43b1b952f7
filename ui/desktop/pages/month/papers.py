"""打印: choose a form, look at it, print it. Names, methods and telephone numbers are on paper only when asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from app.errors import SuifangError
from app.figures.closing import is_whole, standing
from app.figures.period import read_period
from app.records import MonthReport
from app.values.dates import PartialDate, earliest, latest
from ui.dates import say_date
from ui.desktop import theme
from ui.desktop.leaving import Leaving, Note
from ui.desktop.operations import Operations
from ui.desktop.pages.month.told import read_month
from ui.desktop.printing import paper_of
from ui.desktop.widgets.buttons import Pills
from ui.desktop.widgets.field_row import FieldRow
from ui.desktop.widgets.pdf_view import PdfView
from ui.desktop.widgets.tick import Tick
from ui.desktop.widgets.words import Card, Words, row
from ui.figures import count
from ui.month import shelves_of
from ui.preferences import Preferences
from ui.text import tr

if TYPE_CHECKING:
    from storage.audit import Fact
    from storage.ledger import Ledger

FORMS = ("report", "round", "roster")
COPIES = 5
Draw = Callable[[], bytes]
"""Draws a form; touches no ledger."""
Made = tuple[Draw, str, str, Leaving]
"""How to draw a form, its title, what to say beside it, what it is to the audit."""


class Papers(QWidget):
    """``wanted`` when another form or another choice asks for a new preview; ``printed`` and ``saved`` what was done."""

    wanted = Signal()
    printed = Signal()
    saved = Signal(str)
    trouble = Signal(SuifangError)

    def __init__(self, operations: Operations, note: Note, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        wear = theme.current()
        self.forms = Pills([(form, tr(f"month.form.{form}")) for form in FORMS], FORMS[0])
        self.forms.setAccessibleName(tr("month.forms"))
        self.forms.chosen.connect(lambda _: self._choose())
        self.note = Words("", "soft", wrap=True)
        self.with_names = Tick(tr("month.with_names"))
        self.with_method = Tick(tr("month.with_method"))
        self.with_phone = Tick(tr("month.with_phone"))
        self.copies = Pills([(str(n), str(n)) for n in range(1, COPIES + 1)], "1")
        self.copies.chosen.connect(lambda _: self.wanted.emit())
        self.copies_row = FieldRow(tr("month.copies"), self.copies, stacked=True, note=tr("month.copies.note"))
        self.said = Words("", "soft", wrap=True)
        choices = Card()
        choices.body.setSpacing(wear.space(3))
        for part in (
            self.forms,
            self.note,
            self.with_names,
            self.with_method,
            self.with_phone,
            self.copies_row,
            self.said,
        ):
            choices.body.addWidget(part)
        choices.body.addStretch(1)
        for tick in (self.with_names, self.with_method, self.with_phone):
            tick.toggled.connect(lambda _on: self.wanted.emit())
        self.view = PdfView(operations, note)
        self.view.area.setMinimumHeight(wear.wide(18))
        self.view.area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.view.printed.connect(self.printed)
        self.view.saved.connect(self.saved)
        self.view.trouble.connect(self.trouble)
        across = row(self, steps=4)
        if wear.scale > 1.5:
            across.setDirection(QBoxLayout.Direction.TopToBottom)
        across.addWidget(choices, 0 if wear.scale > 1.5 else 2)
        across.addWidget(self.view, 5)
        self._show_choices()

    def form(self) -> str:
        """The form that is looked at."""
        return self.forms.value() or FORMS[0]

    def _choose(self) -> None:
        self._show_choices()
        self.wanted.emit()

    def _show_choices(self) -> None:
        form = self.form()
        self.note.setText(tr(f"month.form.{form}.note"))
        self.with_names.setVisible(form == "round")
        self.copies_row.setVisible(form == "round")
        for tick in (self.with_method, self.with_phone):
            tick.setVisible(form == "roster")
        self.say("")

    def say(self, words: str) -> None:
        """What is to be known about this paper: who is not on it, and why."""
        self.said.setText(words)
        self.said.setVisible(bool(words))

    def job(self, month: PartialDate, today: date, preferences: Preferences) -> Callable[[Ledger], Made]:
        """Reads what the form needs, in the ledger's thread."""
        form, names = self.form(), self.with_names.isChecked()
        method, phone = self.with_method.isChecked(), self.with_phone.isChecked()
        copies = int(self.copies.value() or 1)

        def read(ledger: Ledger) -> Made:
            if form == "round":
                return _round(ledger, today, preferences, names=names, copies=copies)
            if form == "roster":
                return _roster(ledger, today, preferences, method=method, phone=phone)
            return _report(ledger, month, today, preferences)

        return read


def _report(ledger: Ledger, month: PartialDate, today: date, wanted: Preferences) -> Made:
    from app.forms.month_report import closed_content, month_report, month_report_content

    unit, reports = ledger.unit_on(latest(month)), ledger.all(MonthReport)
    report = standing(reports, month)
    if report is not None:
        content = closed_content(report, reports, unit)
        said = tr("month.form.report.closed", day=say_date(report.date))
        said = said if is_whole(report) else tr("month.closed.not_whole")
    else:
        counted = count(ledger, read_period(month), today)
        content = month_report_content(counted.figures, unit, shelves_of(counted))
        said = tr("month.form.report.draft")
    leaving = Leaving("export.month", {"month": str(month)})
    return lambda: month_report(content, paper_of(wanted)), _title("report", month), said, leaving


def _round(ledger: Ledger, today: date, wanted: Preferences, *, names: bool, copies: int) -> Made:
    from app.forms.round_sheet import round_sheet, round_sheet_content

    month = PartialDate(today.isoformat()[:7])
    told = read_month(ledger, month, today)
    content = round_sheet_content(
        told.asked, told.stories, ledger.unit, month, today, with_names=names, walk=ledger.walk()
    )
    first = copies_made(ledger, month) + 1
    said = [tr(f"month.left_off.{why}", n=count) for why, count in sorted(content.left_off.items())]
    if content.without_door:
        said.append(tr("month.without_door", n=content.without_door))
    draw: Draw = lambda: round_sheet(content, paper_of(wanted), first_copy=first, copies=copies)  # noqa: E731
    facts: dict[str, Fact] = {"month": str(month), "rows": len(content.rows), "with_names": names, "copies": copies}
    return draw, _title("round", month), "\n".join(said), Leaving("export.round", facts, asks=names)


def _roster(ledger: Ledger, today: date, wanted: Preferences, *, method: bool, phone: bool) -> Made:
    from app.forms.roster import roster, roster_content

    content = roster_content(
        ledger.stories(visits_since=today), ledger.unit, today, with_method=method, with_phone=phone, walk=ledger.walk()
    )
    said = [tr(f"month.left_off.{why}", n=count) for why, count in sorted(content.left_off.items())]
    facts = {"rows": len(content.rows), "with_names": True, "with_method": method, "with_phone": phone}
    leaving = Leaving("export.roster", facts, asks=True)
    return lambda: roster(content, paper_of(wanted)), tr("month.form.roster"), "\n".join(said), leaving


def _title(form: str, month: PartialDate) -> str:
    first = earliest(month)
    return tr(f"month.form.{form}.file", year=first.year, month=first.month)


def _counted(month: PartialDate) -> str:
    """The same count as on the page of today's round: a number is given once, wherever it is printed."""
    return f"round_sheet.copies.{month}"


def copies_made(ledger: Ledger, month: PartialDate) -> int:
    """How many numbered copies of the month's round sheet were printed on this laptop."""
    kept = ledger.setting(_counted(month))
    return int(kept) if kept else 0


def count_copies(ledger: Ledger, month: PartialDate, more: int) -> None:
    """Remembers that more copies were printed, so that no number is given twice."""
    ledger.set_setting(_counted(month), str(copies_made(ledger, month) + more).encode())


def file_name(path: str) -> str:
    """The name of a saved file, without its folder."""
    return Path(path).name
