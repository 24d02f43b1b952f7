"""Right of the list: what there is to say of one article, its batches, and what went in and out lately."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from app.records import SupplyMovement
from app.supplies.notices import Line, Notice
from app.supplies.stock import Stock, expired
from ui.dates import say_short
from ui.desktop import theme
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.link import Link
from ui.desktop.widgets.marks import Badge
from ui.desktop.widgets.scroll import Scroll
from ui.desktop.widgets.words import Card, Words, column, empty, row
from ui.supplies import amount_words, batch_words, item_words, movement_words, said
from ui.text import tr

LATELY = 8
"""So many movements are shown; the registers hold all."""

VERBS = (("out", "Enter"), ("in", "Alt+L"), ("count", "Alt+P"), ("returned", "Alt+T"), ("loss", "Alt+S"),
         ("sent_back", "Alt+J"))  # fmt: skip
TONES = {
    Notice.BELOW_ZERO: "late",
    Notice.EXPIRED: "late",
    Notice.OUT: "late",
    Notice.LOW: "due",
    Notice.NEAR_EXPIRY: "due",
}


class Overview(Card):
    """``wanted`` tells the verb that was pressed (``out in count returned loss sent_back edit drop``).

    ``taken_back`` a movement that was a mistake. Who was given what is on her page, never here.
    """

    wanted = Signal(str)
    taken_back = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("supplies.panel"))
        self.body.setSpacing(theme.current().space(3))
        inside = QWidget()
        self._told = column(inside, steps=2)
        self._told.setContentsMargins(0, 0, theme.current().space(3), 0)
        self.body.addWidget(Scroll(inside, least=40), 1)
        self.buttons: dict[str, Button] = {}
        verbs = Flow(steps=2)
        for verb, key in VERBS:
            button = Button(
                tr(f"supplies.verb.{verb}"), key, primary=verb == "out", action=partial(self.wanted.emit, verb)
            )
            self.buttons[verb] = button
            verbs.addWidget(button)
        self.body.addLayout(verbs)

    def show_line(self, line: Line | None, stock: Stock, today: date) -> None:
        """Shows one article, or nothing."""
        empty(self._told)
        for button in self.buttons.values():
            button.setEnabled(line is not None)
        if line is None:
            return
        self._told.addWidget(Words(item_words(line.item), "section", wrap=True))
        for notice in line.notices:
            self._told.addLayout(_notice(notice, line))
        self._told.addWidget(Words(tr("supplies.batches"), "strong"))
        batches = stock.batches(line.item.id)
        held = [batch for batch in batches if stock.balance(batch)]
        for batch in held:
            across = row(steps=3)
            words = batch_words(batch)
            over = expired(batch, today)
            across.addWidget(Words(f"{words}　{tr('supplies.batch.over')}" if over else words, "soft", wrap=True), 1)
            balance = stock.balance(batch)
            number = Words(said(balance), "late" if balance < 0 else "strong")
            across.addWidget(number, 0, Qt.AlignmentFlag.AlignTop)
            self._told.addLayout(across)
        if not held:
            self._told.addWidget(
                Words(tr("supplies.what.out" if batches else "supplies.batches.none"), "soft", wrap=True)
            )
        moved = stock.moved(line.item.id)
        if moved:
            self._told.addSpacing(theme.current().space(1))
            self._told.addWidget(Words(tr("supplies.movements"), "strong"))
        for movement in reversed(moved[-LATELY:]):
            self._movement(movement, line, today)
        ways = Flow(steps=3)
        ways.addWidget(Link(tr("supplies.edit_item"), action=partial(self.wanted.emit, "edit")))
        if not any(map(stock.balance, batches)):
            ways.addWidget(Link(tr("supplies.drop_item"), action=partial(self.wanted.emit, "drop")))
        self._told.addSpacing(theme.current().space(1))
        self._told.addLayout(ways)
        self._told.addStretch(1)

    def _movement(self, movement: SupplyMovement, line: Line, today: date) -> None:
        day = say_short(date.fromisoformat(movement.date), today)
        amount = amount_words(movement.quantity, line.item)
        words = tr("supplies.movement", day=day, movement=movement_words(movement), amount=amount)
        across = Flow(steps=2)
        across.addWidget(Words(f"{words}　{movement.reason}" if movement.reason else words, "soft"))
        back = Link(tr("supplies.take_back"), action=partial(self.taken_back.emit, movement))
        back.setAccessibleName(tr("supplies.take_back.name", what=words))
        across.addWidget(back)
        self._told.addLayout(across)


def _notice(notice: Notice, line: Line) -> QBoxLayout:
    block = column(steps=1)
    badge = row()
    badge.addWidget(Badge(tr(f"supplies.notice.{notice}"), TONES[notice]))
    badge.addStretch(1)
    block.addLayout(badge)
    facts = {"amount": amount_words(line.usable, line.item), "batch": batch_words(line.next) if line.next else ""}
    block.addWidget(Words(tr(f"supplies.what.{notice}", **facts), "soft", wrap=True))
    return block
