"""The third step: every row with what will become of it, to be filtered, read and decided before anything is done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.roster.entry import RowRef
from app.roster.plan import Outcome, RowPlan
from ui.dates import say_date
from ui.desktop import theme
from ui.desktop.pages.importing.row_panel import RowPanel
from ui.desktop.widgets.buttons import Button, Pills
from ui.desktop.widgets.marks import Tag
from ui.desktop.widgets.table import Column, Table
from ui.desktop.widgets.words import Words, column, row
from ui.import_words import outcome_words, summary_words
from ui.importing import Decision, Draft, has_remarks
from ui.text import tr

TONES = {
    Outcome.NEW: "good",
    Outcome.UPDATES: "accent",
    Outcome.SAME: "plain",
    Outcome.LEFT_OUT: "plain",
    Outcome.NEEDS_LOOK: "due",
}
LARGE = 1.4
"""Text larger than this leaves no room for two things side by side."""
REMARKS, ALL = "remarks", "all"
FILTERS = ("needs_look", REMARKS, "new", "updates", "same", "left_out", ALL)


class RowsStep(QWidget):
    """``decided`` tells the import with what she decided; ``back`` and ``onward`` where she goes."""

    decided = Signal(object)
    back = Signal()
    onward = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._draft: Draft | None = None
        layout = column(self, steps=3)
        self.heading = Words("", "section", wrap=True)
        self.open = Words("", "due", wrap=True)
        layout.addWidget(self.heading)
        layout.addWidget(self.open)
        names = {REMARKS: tr("import.remarks"), ALL: tr("import.all")}
        self.filters = Pills([(key, names.get(key) or outcome_words(Outcome(key))) for key in FILTERS], ALL)
        self.filters.chosen.connect(self._filter)
        layout.addWidget(self.filters)
        self.table: Table[RowPlan] = Table(tr("import.rows.table"), self._columns())
        self.table.setMinimumHeight(theme.current().space(60))
        self.panel = RowPanel()
        self.table.moved.connect(self._show_row)
        self.table.opened.connect(lambda _row: self.panel.focus_first())
        self.panel.decided.connect(self._decide)
        beside = row(steps=4)
        if theme.current().scale > LARGE:  # one below the other: neither has room beside the other
            beside.setDirection(beside.Direction.TopToBottom)
        beside.addWidget(self.table, 5)
        beside.addWidget(self.panel, 3)
        layout.addLayout(beside, 1)
        ways = row(steps=3)
        ways.addWidget(Button(tr("import.back"), "Alt+B", action=self.back.emit))
        ways.addStretch(1)
        self.import_button = Button(tr("import.rows.import"), "Ctrl+Return", primary=True, action=self.onward.emit)
        ways.addWidget(self.import_button)
        layout.addLayout(ways)

    def _columns(self) -> list[Column[RowPlan]]:
        def by_row(one: RowPlan) -> RowRef:
            return one.ref

        def born(one: RowPlan) -> str:
            return (one.entry.birth if one.entry else None) or ""

        return [
            Column(tr("import.rows.row"), lambda one: one.ref.row, 0.9, "soft", by_row, letters=3),
            Column(tr("import.rows.name"), self._name, 1.7, "strong", letters=4),
            Column(tr("import.rows.birth"), lambda one: say_date(born(one)), 2.1, sort=born, letters=8, spare=True),
            Column(tr("import.rows.outcome"), _outcome, 1.4, letters=4),
            Column(tr("import.rows.why"), summary_words, 4.6, "soft", letters=10),
        ]

    def _name(self, one: RowPlan) -> str:
        return self._draft.name(one) if self._draft is not None else ""

    def show_draft(self, draft: Draft, *, fresh: bool) -> None:
        """Shows an import. ``fresh``: opens on what needs a look, or on everything."""
        self._draft = draft
        self._count()
        if fresh:
            asks = any(_asked(one) for one in draft.proposed.rows)
            self.filters.set_value("needs_look" if asks else ALL)
        self._filter(self.filters.value())

    def first(self) -> QWidget:
        """Where the keyboard begins."""
        return self.table if self.table.things.rows else self.import_button

    def _count(self) -> None:
        draft = self._draft
        if draft is None:
            return
        counts = draft.plan.counts
        for outcome in Outcome:
            self.filters.pill(outcome.value).set_count(counts[outcome])
        self.filters.pill(REMARKS).set_count(sum(1 for one in draft.plan.rows if has_remarks(one)))
        self.filters.pill(ALL).set_count(len(draft.plan.rows))
        new, updates, waiting = (counts[o] for o in (Outcome.NEW, Outcome.UPDATES, Outcome.NEEDS_LOOK))
        if draft.imports:
            self.heading.setText(tr("import.rows.heading", n=len(draft.plan.rows), new=new, updates=updates))
        else:
            self.heading.setText(tr("import.rows.nothing" if counts[Outcome.SAME] else "import.rows.nothing_yet"))
        self.open.setText(tr("import.rows.open", n=waiting))
        self.open.setVisible(waiting > 0)
        self.import_button.setText(tr("import.rows.import" if draft.imports else "import.rows.see_report"))

    def _filter(self, key: object) -> None:
        if self._draft is None:
            return
        pairs = zip(self._draft.plan.rows, self._draft.proposed.rows, strict=True)
        wanted = _wanted(str(key))
        self.table.show_things(now for now, proposed in pairs if wanted(now, proposed))
        self._show_row(self.table.current())
        self.table.verticalScrollBar().setValue(0)

    def _show_row(self, one: RowPlan | None) -> None:
        if self._draft is not None:
            self.panel.show_row(self._draft, one)

    def _decide(self, ref: RowRef, decision: Decision | None) -> None:
        if self._draft is None:
            return
        self._draft = self._draft.decide(ref, decision)
        self.decided.emit(self._draft)
        self._count()
        now = {one.ref: one for one in self._draft.plan.rows}
        rows = self.table.things.rows
        rows[:] = [now[one.ref] if isinstance(one, RowPlan) else one for one in rows]
        self.table.viewport().update()
        here = self.table.currentIndex().row()
        waiting = [n for n, one in enumerate(rows) if isinstance(one, RowPlan) and one.outcome is Outcome.NEEDS_LOOK]
        if decision is not None and waiting:  # on to the next one that waits, from the top again after the last
            here = next((n for n in waiting if n > here), waiting[0])
            self.table.setCurrentIndex(self.table.things.index(here, 0))
        self._show_row(self.table.current())
        self.table.setFocus()


def _asked(proposed: RowPlan) -> bool:
    return proposed.outcome is Outcome.NEEDS_LOOK


def _wanted(key: str) -> Callable[[RowPlan, RowPlan], bool]:
    """Which rows a filter shows. What needed a look stays there after it was decided, to be decided anew."""
    if key == "needs_look":
        return lambda now, proposed: _asked(now) or _asked(proposed)
    if key == REMARKS:
        return lambda now, _proposed: has_remarks(now)
    if key in (ALL, "None"):
        return lambda _now, _proposed: True
    return lambda now, _proposed: now.outcome is Outcome(key)


def _outcome(one: RowPlan) -> Tag:
    return Tag(outcome_words(one.outcome), TONES[one.outcome])
