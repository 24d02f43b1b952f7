"""Right of the list: what it is about, and the ways out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.records import Woman
from ui.checks import CONFLICT, DUPLICATE, SUPPLY, Item
from ui.dates import say_date
from ui.desktop.pages.checks.words import held_words, method_words, way_words, what_words, who_words
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.scroll import Scroll
from ui.desktop.widgets.words import Card, Words, column, empty
from ui.text import tr


class Panel(Card):
    """What it is about. ``went``: the main way out; ``right``: it is right as it is, or they are two people.

    ``stopped``: the earlier method was; ``her_page``: her page by itself.
    """

    went = Signal()
    right = Signal()
    stopped = Signal()
    her_page = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.item: Item | None = None
        self.setAccessibleName(tr("checks.panel"))
        inside = QWidget()
        sheet = column(inside)
        self._facts = column(steps=2)
        sheet.addLayout(self._facts)
        sheet.addStretch(1)
        self.area = Scroll(inside, least=24)
        self.body.addWidget(self.area, 1)
        self.go = Button(tr("checks.way"), "Enter", primary=True, action=self.went.emit)
        self.stop = Button(tr("checks.stop"), "Ctrl+E", action=self.stopped.emit)
        self.fine = Button(tr("checks.right"), "Ctrl+D", action=self.right.emit)
        self.page = Button(tr("checks.her_page"), "Alt+M", action=self.her_page.emit)
        for button in (self.go, self.stop, self.fine, self.page):
            self.body.addWidget(button)
        self.show_item(None)

    def show_item(self, item: Item | None) -> None:
        """Shows it, or nothing."""
        self.item = item
        empty(self._facts)
        for button in (self.go, self.stop, self.fine, self.page):
            button.setVisible(item is not None)
        if item is None:
            self._say(tr("checks.panel.none"), "soft")
            return
        self._say(who_words(item), "title")
        self._say(what_words(item))
        self._tell(item)
        self.go.setText(way_words(item))
        self.stop.setVisible(item.earlier is not None)
        self.fine.setText(tr("checks.two_people" if item.group == DUPLICATE else "checks.right"))
        self.fine.setVisible(item.group not in (SUPPLY, CONFLICT))
        self.page.setVisible(item.woman is not None and item.group != DUPLICATE and not item.closed)

    def _tell(self, item: Item) -> None:
        if item.pair is not None and item.woman is not None and item.other is not None:
            for why in item.pair.why[1:]:
                self._say(tr(f"checks.why.{why}"), "soft")
            for woman in (item.woman, item.other):
                self._say(_about(woman), "body")
            return
        for words in held_words(item):
            self._say(words, "soft")
        if item.earlier is not None and item.until and not item.closed:
            self._say(tr("checks.earlier", method=method_words(item.earlier)), "body")
            self._say(tr("checks.stop.note", day=say_date(item.until)), "soft")

    def _say(self, words: str, role: str = "body") -> None:
        label = Words(words, role, wrap=True)
        label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._facts.addWidget(label)


def _about(woman: Woman) -> str:
    """Enough to tell two entries apart: name, birth, where."""
    place = tr("ledger.group", n=woman.group) if woman.group is not None else ""
    status = tr("checks.closed_page") if woman.status == "closed" else ""
    return "　".join(part for part in (woman.name, say_date(woman.birth_date), place, woman.door or "", status) if part)
