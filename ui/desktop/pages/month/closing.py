"""定稿: what stands in the way, what moved since earlier months, who signs; afterwards the closed month beside the books."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.figures.behind import Behind
from app.figures.closing import Change, printed_digest
from app.figures.model import Finding, grouped
from app.records import KINDS, MonthReport
from app.records.fields import Text
from ui.dates import say_date
from ui.desktop.pages.month.told import MonthTold, label
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.editors import LineEditor
from ui.desktop.widgets.field_row import FieldRow
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.words import Card, Words, column, empty, row
from ui.month import Late, sorted_changes
from ui.text import tr

MOST = 12
"""So many names stand beside a change."""


class Closing(QWidget):
    """``close_month`` when she signs; ``correct`` an earlier month; the other signals ask for another place.

    ``opened``: a woman's page; ``look``: the first step; ``checks``: what waits there; ``population``: the residents.
    """

    close_month = Signal()
    opened = Signal(str)
    look = Signal()
    correct = Signal(str)
    checks = Signal()
    population = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list: QVBoxLayout = column(self, steps=3)
        self._told: MonthTold | None = None
        self._late: Late | None = {}
        self.above = column(steps=3)
        self.list.addLayout(self.above)
        self.card = Card()
        self.card_head = Words("", "section", wrap=True)
        self.card_note = Words("", "soft", wrap=True)
        fields = KINDS[MonthReport.kind].fields
        by, note = fields["by"], fields["note"]
        self.by = LineEditor(by.longest if isinstance(by, Text) else 60)
        self.note = LineEditor(note.longest if isinstance(note, Text) else 500)
        for editor, name in ((self.by, "by"), (self.note, "note")):
            editor.name(tr(f"month.close.{name}"))
        self.note_row = FieldRow(tr("month.close.note"), self.note, note=tr("month.close.note.why"))
        self.sign = Button("", "Enter", primary=True, action=self.close_month.emit)
        for part in (self.card_head, self.card_note, FieldRow(tr("month.close.by"), self.by), self.note_row):
            self.card.body.addWidget(part)
        self.card.body.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignLeft)
        for editor in (self.by, self.note):
            editor.line.returnPressed.connect(self._enter)
        self.list.addWidget(self.card)
        self.list.addStretch(1)

    def ready(self) -> bool:
        """Whether the month can be closed, or corrected, now."""
        told = self._told
        return (
            told is not None and not told.obstacles and self._late is not None
            and (told.beside is None or bool(told.beside.changes) or not told.beside.whole)
        )  # fmt: skip

    def late(self) -> Late:
        """What the report is going to carry."""
        return self._late or {}

    def show_month(self, told: MonthTold, late: Late | None) -> None:
        """Shows the month. ``late``: None while earlier months are still being compared."""
        if self._told is None or self._told.books.month != told.books.month:
            self.by.set_value(told.books.me)
            self.note.set_value(None)
        self._told, self._late = told, late
        empty(self.above)
        if told.beside is not None:
            self._show_closed(told)
        for finding in told.obstacles:
            self.above.addWidget(self._obstacle(finding))
        if told.beside is None and not told.obstacles:
            self.above.addWidget(_said("good", tr("month.close.nothing"), tr("month.close.nothing.why")))
        self._show_rest(told)
        self._show_late(told, late)
        self._show_card(told)

    # What stands above

    def _obstacle(self, finding: Finding) -> Card:
        card = _said("due", tr(f"month.way.{finding.code}", n=len(finding.trace)), tr(f"month.way.{finding.code}.why"))
        if finding.code == "population_twice":
            card.body.addWidget(Button(tr("month.look.enter"), action=self.population.emit), 0, _LEFT)
        elif finding.trace and self._told is not None:
            card.body.addLayout(self._names(self._told.named("births", finding.trace)))
        return card

    def _show_rest(self, told: MonthTold) -> None:
        """What could be completed and closes nothing."""
        if told.beside is not None:
            return
        others = len(told.findings) - sum(finding in told.obstacles for finding in told.findings)
        if others:
            card = _said("", tr("month.close.others", n=others), tr("month.close.others.why"))
            card.body.addWidget(Button(tr("month.close.look"), reads=True, action=self.look.emit), 0, _LEFT)
            self.above.addWidget(card)
        if told.waiting:
            card = _said("", tr("month.close.waiting", n=told.waiting), tr("month.close.waiting.why"))
            card.body.addWidget(Button(tr("month.close.checks"), reads=True, action=self.checks.emit), 0, _LEFT)
            self.above.addWidget(card)

    def _show_late(self, told: MonthTold, late: Late | None) -> None:
        if late is None:
            self.above.addWidget(_said("", tr("month.late.looking"), ""))
            return
        for month, changes in late.items():
            if told.beside is not None and not told.beside.changes:
                continue  # what it carries is on it already, or waits for the next month
            card = _said("accent", tr("month.late", month=say_date(month)), tr("month.late.why"))
            self._add_changes(card, changes)
            button = Button(tr("month.late.correct", month=say_date(month)), action=partial(self.correct.emit, month))
            card.body.addWidget(button, 0, _LEFT)
            self.above.addWidget(card)

    def _show_closed(self, told: MonthTold) -> None:
        for report in reversed(told.reports):
            self.above.addWidget(
                _report_card(report, standing=told.beside is not None and report == told.beside.report)
            )
        found = told.beside
        if found is None:
            return
        if not found.whole:
            self.above.addWidget(_said("late", tr("month.closed.not_whole"), tr("month.closed.not_whole.why")))
        erased = tr("month.closed.erased", n=found.erased) if found.erased else ""
        if not found.changes:
            self.above.addWidget(_said("good", tr("month.closed.equal"), erased or tr("month.closed.equal.why")))
            return
        why = tr("month.closed.moved.why")
        card = _said("due", tr("month.closed.moved"), f"{why}\n{erased}" if erased else why)
        self._add_changes(card, found.changes)
        self.above.addWidget(card)

    def _add_changes(self, card: Card, changes: Sequence[Change]) -> None:
        for change in sorted_changes(changes):
            words = tr("month.change", what=label(change.code), was=grouped(change.was), now=grouped(_now(change)))
            card.body.addWidget(Words(words, "strong", wrap=True))
            if self._told is not None:
                people = self._told.named(change.code, (*change.added, *change.left))
                if people:
                    card.body.addLayout(self._names(people))

    def _names(self, people: Sequence[Behind]) -> Flow:
        names, seen = Flow(steps=2), dict[str, str]()
        for one in people:
            if one.woman is not None:
                day = say_date(one.date)
                seen.setdefault(one.woman.id, f"{one.woman.name}　{day}" if day else one.woman.name)
        for woman, words in list(seen.items())[:MOST]:
            names.addWidget(Button(words, reads=True, action=partial(self.opened.emit, woman)))
        if len(seen) > MOST:
            names.addWidget(Words(tr("month.look.more", n=len(seen) - MOST), "soft"))
        return names

    # The card to sign

    def _show_card(self, told: MonthTold) -> None:
        number = len(told.reports)
        correcting = told.beside is not None
        self.card.setVisible(self.ready() or not correcting)
        self.note_row.setVisible(correcting)
        head = tr("month.close.correct", n=number) if correcting else tr("month.close.head")
        self.card_head.setText(head)
        self.card_note.setText(tr("month.close.correct.why") if correcting else tr("month.close.why"))
        self.sign.setText(head if correcting else tr("month.step.close"))
        self.sign.setEnabled(self.ready())
        if told.obstacles:
            self.card_note.setText(blocked_words("_first", told.obstacles))

    def _enter(self) -> None:
        if self.ready():
            self.close_month.emit()


_LEFT = Qt.AlignmentFlag.AlignLeft


def blocked_words(where: str, obstacles: Sequence[Finding]) -> str:
    """Why the month cannot be closed yet; a month that is not over asks nothing of her.

    ``where``: on the button ``""``, on the step ``_note``, on the card ``_first``.
    """
    others = [one for one in obstacles if one.code != "not_over"]
    return tr(f"month.close.blocked{where}" if others else f"month.close.wait{where}", n=len(obstacles))


def _now(change: Change) -> int | None:
    """What a correction would say: what is erased moves nothing."""
    return None if change.now is None else change.now + change.erased


def _said(tone: str, words: str, why: str) -> Card:
    card = Card(tone=tone)
    card.body.addWidget(Words(words, "strong", wrap=True))
    if why:
        card.body.addWidget(Words(why, "soft", wrap=True))
    card.setAccessibleName(words)
    return card


def _report_card(report: MonthReport, *, standing: bool) -> Card:
    """One report: its day, who signed, its digest; the one that holds stands out."""
    card = Card(tone="good" if standing else "")
    head = row(steps=3)
    day = say_date(report.date)
    title = tr("month.closed.correction", n=report.number, day=day) if report.number else tr("month.closed", day=day)
    head.addWidget(Words(title, "section", wrap=True), 1)
    card.body.addLayout(head)
    by = tr("month.closed.by", name=report.by) if report.by else ""
    facts = tr("month.closed.facts", digest=printed_digest(report), edition=report.definitions)
    card.body.addWidget(Words("　".join(part for part in (by, facts) if part), "soft", wrap=True))
    if report.note:
        card.body.addWidget(Words(report.note, wrap=True))
    if not standing:
        card.body.addWidget(Words(tr("month.closed.before"), "soft", wrap=True))
    card.setAccessibleName(title)
    return card
