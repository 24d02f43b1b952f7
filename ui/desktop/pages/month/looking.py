"""核对: what keeps records out of the figures, or could still be completed; each with a way out."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.figures.behind import Behind
from app.figures.model import Finding
from ui.dates import say_date
from ui.desktop import theme
from ui.desktop.pages.month.told import MonthTold
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.words import Card, Words, column, empty, row
from ui.text import tr

MOST = 24
"""So many names stand in a finding at first."""

_OF = {"birth_year_only": "births", "birth_sex": "births", "birth_weight": "births", "age_unknown": "women_15_49"}


class Looking(QWidget):
    """``opened`` tells the id of the woman whose page is wanted; ``population`` that the numbers are to be typed."""

    opened = Signal(str)
    population = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list: QVBoxLayout = column(self, steps=3)
        self._told: MonthTold | None = None
        self._whole: set[str] = set()

    def show_month(self, told: MonthTold) -> None:
        """Shows what there is to look at."""
        self._told = told
        empty(self.list)
        if told.beside is not None:
            card = Card(tone="good" if not told.beside.changes else "due")
            key = "month.look.closed" if not told.beside.changes else "month.look.closed_moved"
            card.body.addWidget(Words(tr(key, day=say_date(told.beside.report.date)), "strong", wrap=True))
            card.body.addWidget(Words(tr(f"{key}.why"), "soft", wrap=True))
            self.list.addWidget(card)
        if not told.findings:
            card = Card(tone="good")
            card.body.addWidget(Words(tr("month.look.nothing"), "strong", wrap=True))
            card.body.addWidget(Words(tr("month.look.nothing_note"), "soft", wrap=True))
            self.list.addWidget(card)
        for finding in told.findings:
            self.list.addWidget(self._card(told, finding))

    def _card(self, told: MonthTold, finding: Finding) -> Card:
        card = Card()
        card.setAccessibleName(tr(f"month.look.{finding.code}", n=len(finding.trace)))
        head = row(steps=3)
        words = column(steps=0.5)
        words.addWidget(Words(tr(f"month.look.{finding.code}", n=len(finding.trace)), "strong", wrap=True))
        words.addWidget(Words(tr(f"month.look.{finding.code}.why"), "soft", wrap=True))
        head.addLayout(words, 1)
        card.body.addLayout(head)
        if finding.code.startswith("population"):
            head.addWidget(Button(tr("month.look.enter"), action=self.population.emit))
            return card
        people = told.named(_OF.get(finding.code, ""), finding.trace)
        shown = people if finding.code in self._whole else people[:MOST]
        names = Flow(steps=2)
        for one in shown:
            names.addWidget(self._name(one))
        if len(shown) < len(people):
            more = tr("month.look.more", n=len(people) - len(shown))
            names.addWidget(Button(more, action=partial(self._show_whole, finding.code)))
        card.body.addSpacing(theme.current().space(1))
        card.body.addLayout(names)
        return card

    def _name(self, one: Behind) -> Button:
        woman = one.woman
        if woman is None:
            return Button(tr("month.village"))
        day = say_date(one.date)
        return Button(f"{woman.name}　{day}" if day else woman.name, action=partial(self.opened.emit, woman.id))

    def _show_whole(self, code: str) -> None:
        self._whole.add(code)
        if self._told is not None:
            self.show_month(self._told)
