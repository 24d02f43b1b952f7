"""A book: a list, and beside it what is known of the line under the cursor, or the form that is being filled in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QLayout, QSizePolicy, QWidget

from ui.desktop import theme
from ui.desktop.page import Desk, Page
from ui.desktop.pages.form_panel import FormPanel
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.rest import Rest
from ui.desktop.widgets.scroll import Scroll
from ui.desktop.widgets.search_box import SearchBox
from ui.desktop.widgets.table import Table
from ui.desktop.widgets.words import Card, Words, column, row
from ui.text import tr

LARGE = 1.3
"""From this text size on the buttons have a line of their own."""

_WAITING, _LISTED, _NOTHING = range(3)


class Facts(Card):
    """What is known of one line: words that scroll, and below them the ways on, which never do."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        wear = theme.current()
        inside = QWidget()
        whole = column(inside, steps=0)
        whole.setContentsMargins(0, 0, wear.space(2), 0)
        self.words = column(steps=1.5)
        whole.addLayout(self.words)
        whole.addStretch(1)
        self.body.addWidget(Scroll(inside, least=30), 1)
        self.ways = column(steps=2)
        self.body.addLayout(self.ways)

    def fact(self, label: str, words: str) -> None:
        """One thing known; nothing where there are no words."""
        if words:
            self.words.addSpacing(theme.current().space(1))
            self.words.addWidget(Words(label, "note"))
            self.words.addWidget(Words(words, wrap=True))


class Book(Page):
    """A page with a list and a side. Subclasses give both to ``lay_out`` and open their forms with ``open_panel``."""

    def __init__(self, desk: Desk, title: str) -> None:
        super().__init__(desk)
        self.panel: QWidget | None = None
        self.table: Table[Any]
        self.facts: Facts
        head = row(steps=3)
        titles = Flow(steps=3)
        titles.addWidget(Words(tr(title), "title"))
        self.counted = Words("", "soft")
        titles.addWidget(self.counted)
        head.addLayout(titles, 1)
        large = theme.current().scale > LARGE
        self.tools: QLayout = Flow(steps=3) if large else row(steps=3)
        if not large:
            head.addLayout(self.tools)
        self.sheet.addLayout(head)
        if large:
            self.sheet.addLayout(self.tools)
        self.line = Flow(steps=3)
        self.sheet.addLayout(self.line)

    def lay_out(self, table: Table[Any], facts: Facts, nothing: QWidget) -> None:
        """The list, its side, and what stands there while the book is empty."""
        self.table, self.facts = table, facts
        self.side = QWidget()
        self._side = column(self.side, steps=0)
        self._side.addWidget(facts, 1)
        board = QWidget()
        self._across = row(board, steps=4)
        self._across.addWidget(table, 5)
        self._across.addWidget(self.side, 3)
        self.rest = Rest()
        for part in (QWidget(), board, nothing):
            self.rest.addWidget(part)
        self.sheet.addWidget(self.rest, 1)

    def show_filled(self, filled: bool) -> None:
        """Shows the list, or what to do first."""
        before = self.rest.currentIndex()
        self.rest.setCurrentIndex(_LISTED if filled or self.panel is not None else _NOTHING)
        typing = isinstance(QApplication.focusWidget(), SearchBox)
        if self.rest.currentIndex() != before and self.isVisible() and not typing:
            (self.first() or self).setFocus(Qt.FocusReason.OtherFocusReason)

    def first(self) -> QWidget | None:
        """The form that is open, else the list."""
        if self.panel is not None:
            return self.panel
        if self.rest.currentIndex() == _LISTED:
            return self.table
        shown = self.rest.currentWidget()
        begin = [b for b in shown.findChildren(Button) if b.isVisibleTo(self)] if shown is not None else []
        return begin[0] if begin else super().first()

    # The form beside it

    def open_panel(self, panel: QWidget) -> None:
        """Shows a form in the place of the facts."""
        self._drop()
        self.panel = panel
        self.facts.hide()
        self._side.addWidget(panel, 1)
        self.rest.setCurrentIndex(_LISTED)
        self._arrange()
        if isinstance(panel, FormPanel):
            panel.focus()
        else:
            panel.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_panel(self) -> None:
        """Back to the list."""
        self._drop()
        self.show_filled(bool(self.table.things.rows))
        (self.first() or self).setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop(self) -> None:
        if self.panel is not None:
            if isinstance(self.panel, FormPanel):
                self.panel.flush()
            self._side.removeWidget(self.panel)
            self.panel.hide()
            self.panel.deleteLater()
            self.panel = None
        self.facts.show()
        self._arrange()

    def unsaved(self) -> bool:
        """Whether something typed is not yet in the draft."""
        return isinstance(self.panel, FormPanel) and self.panel.pending()

    def hideEvent(self, event: QHideEvent) -> None:
        """What was typed is kept when the page is left."""
        if isinstance(self.panel, FormPanel):
            self.panel.flush()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The side stands beside the list, below it where the text is too large for both."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        if not hasattr(self, "rest"):
            return
        wear = theme.current()
        narrow = self.width() < wear.wide(52)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._across.setDirection(way)
        rows, side = self.table.row_height() * 6, wear.wide(22)
        opened = self.panel is not None
        self.table.setMinimumHeight(rows if narrow else 0)
        self.side.setMinimumHeight(side if narrow else 0)
        self.table.setVisible(not (narrow and opened))
        self.rest.setMinimumHeight((side if opened else rows + side + wear.space(4)) if narrow else 0)


def flowing() -> tuple[QWidget, Flow]:
    """A place for things side by side, on as many lines as they need, and its layout."""
    holder = QWidget()
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    holder.setSizePolicy(policy)
    return holder, Flow(holder, steps=3, below=0.5)


def many(buttons: Sequence[Button]) -> Flow:
    """Buttons side by side, on more lines where they must."""
    ways = Flow()
    for button in buttons:
        ways.addWidget(button)
    return ways
