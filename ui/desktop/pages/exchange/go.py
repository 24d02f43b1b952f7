"""The one thing to do here: exchange, and what it did in words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desktop import theme
from ui.desktop.pages.exchange.happened import Happened
from ui.desktop.pages.exchange.told import ExchangeTold
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.words import Card, Words, column, empty, row
from ui.text import tr


class GoCard(Card):
    """``go(reading, writing)``; ``went(page)`` from a line of what happened."""

    go = Signal(bool, bool)
    went = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.there = Words("", "body", wrap=True)
        self.takes = Words("", "body", wrap=True)
        self.strange = Words("", "soft", wrap=True)
        for part in (self.there, self.takes, self.strange):
            self.body.addWidget(part)
        self.body.addSpacing(theme.current().space(1))
        ways = Flow(steps=3)
        self.button = Button(tr("exchange.go"), "Ctrl+Return", primary=True, action=lambda: self.go.emit(True, True))
        self.read = Button(tr("exchange.go.read"), "Ctrl+R", action=lambda: self.go.emit(True, False))
        self.write = Button(tr("exchange.go.write"), action=lambda: self.go.emit(False, True))
        for button in (self.button, self.read, self.write):
            ways.addWidget(button)
        self.body.addLayout(ways)
        self._happened = column(steps=2)
        self.body.addLayout(self._happened)
        self._place = self._writes = self._comes = False

    def show_told(self, told: ExchangeTold) -> None:
        """What would be taken along."""
        parts = []
        if told.county is not None:
            found = told.standing
            key = "exchange.takes.county" if found.not_yet else "exchange.takes.county.nothing"
            parts.append(tr(key, n=found.not_yet, women=found.women_sharing))
        parts += [tr("exchange.takes.office", label=one.label, n=one.lacks) for one in told.colleagues]
        self.takes.setText("\n".join(parts))
        self.takes.setVisible(bool(parts))
        self._writes = bool(parts)
        self._allow()

    def show_place(self, place: str, theirs: int, strange: int, *, line: bool) -> None:
        """What lies there, before anything is opened."""
        if line:
            said = tr("exchange.there.line")
        elif not place:
            said = tr("exchange.there.no_place")
        else:
            said = tr("exchange.there.files" if theirs else "exchange.there.nothing", place=place, n=theirs)
        self.there.setText(said)
        self.strange.setText(tr("exchange.strange", n=strange))
        self.strange.setVisible(strange > 0)
        self._place, self._comes = bool(place) or line, theirs > 0
        self._allow()

    def busy(self, yes: bool) -> None:
        """Nothing can be begun while an exchange is under way."""
        for button in (self.button, self.read, self.write):
            button.setEnabled(not yes)
        if not yes:
            self._allow()

    def _allow(self) -> None:
        self.button.primary = self._writes
        self.read.primary = self._comes and not self._writes
        self.read.updateGeometry()
        self.read.update()
        self.button.setEnabled(self._place and self._writes)
        self.read.setEnabled(self._place)
        self.write.setEnabled(self._place and self._writes)

    def show_happened(self, lines: Sequence[Happened]) -> None:
        """What it did, line by line."""
        empty(self._happened)
        for one in lines:
            if one.tone == "soft":
                self._happened.addWidget(Words(one.words, "soft", wrap=True))
                continue
            card = Card(tone=one.tone)
            line = row(steps=3)
            line.addWidget(Words(one.words, wrap=True), 1)
            if one.page:
                line.addWidget(Button(one.go, action=partial(self.went.emit, one.page)))
            card.body.addLayout(line)
            if one.file:
                card.body.addWidget(Words(one.file, "note", wrap=True))
            self._happened.addWidget(card)
