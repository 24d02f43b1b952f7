"""Choosing: who else lives in a household, or which other household is the same one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from app.households import Home, alike, find
from app.records.story import Story
from ui.desktop.page import Page
from ui.desktop.pages.households.words import name_words, title_words, women_words
from ui.desktop.pages.supplies.who import Who
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.search_box import SearchBox
from ui.desktop.widgets.table import Column, Table
from ui.desktop.widgets.words import Card, Words, row
from ui.text import tr


class Chooser(Card):
    """``left`` on Esc or its button."""

    left = Signal()

    def __init__(self, title: str, note: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.body.addWidget(Words(title, "section", wrap=True))
        self.body.addWidget(Words(note, "soft", wrap=True))

    def foot(self, *buttons: Button) -> None:
        """The ways on at its foot."""
        line = row(steps=3)
        for button in (*buttons, Button(tr("book.leave"), "Esc", action=self.left.emit)):
            line.addWidget(button)
        line.addStretch(1)
        self.body.addStretch(1)
        self.body.addLayout(line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)


class ChooseWoman(Chooser):
    """``chosen`` tells her story as soon as it is clear who is meant."""

    chosen = Signal(object)

    def __init__(self, page: Page, title: str, note: str = "") -> None:
        super().__init__(title, note or tr("households.in.note"))
        self.who = Who(page, tr("book.who"))
        self.who.chosen.connect(self._chosen)
        self.who.line.chosen.connect(self.who.take_first)
        self.body.addWidget(self.who)
        self.setFocusProxy(self.who)
        self.foot()

    def _chosen(self, story: Story | None) -> None:
        if story is not None:
            self.chosen.emit(story)


class ChooseHome(Chooser):
    """``chosen`` tells the other home. What joining does is said before it is done."""

    chosen = Signal(object)

    def __init__(self, home: Home, others: Sequence[Home]) -> None:
        super().__init__(tr("households.join.title", home=title_words(home.household)), tr("households.join.note"))
        self._others = tuple(others)
        self._likely = alike(home, others)
        self.line = SearchBox(tr("households.search"))
        self.line.searched.connect(self._search)
        self.line.down.connect(lambda: self.found.setFocus(Qt.FocusReason.OtherFocusReason))
        self.line.chosen.connect(self._take)
        self.found: Table[Home] = Table(
            tr("households.join.others"),
            [
                Column(tr("page.households"), lambda h: name_words(h.household), 2, "strong", letters=6),
                Column(tr("households.column.women"), women_words, 1.4, letters=4),
            ],
        )
        self.found.horizontalHeader().hide()
        self.found.opened.connect(self.chosen.emit)
        self.found.moved.connect(self._show)
        self.said = Words("", "body", wrap=True)
        self.join = Button(tr("households.join.now"), "Enter", primary=True, action=self._take)
        for part in (self.line, self.found, self.said):
            self.body.addWidget(part)
        self.body.setStretchFactor(self.found, 3)
        self.setFocusProxy(self.line)
        self.foot(self.join)
        self._search("")

    def _search(self, typed: str) -> None:
        found = find(self._others, typed)[:50] if typed.strip() else self._likely
        self.found.show_things(found)
        if not found:
            self._show(None)

    def _show(self, other: Home | None) -> None:
        self.join.setEnabled(other is not None)
        if other is not None:
            self.said.setText(tr("households.join.which", other=name_words(other.household)))
        else:
            self.said.setText(tr("households.join.type" if not self.line.text().strip() else "households.join.nobody"))

    def _take(self) -> None:
        if (other := self.found.current()) is not None:
            self.chosen.emit(other)
