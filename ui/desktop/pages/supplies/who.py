"""To whom: the same search as everywhere, in a line of its own. Nobody named is a full answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.followups.life import not_in_ledger
from app.records.story import Story
from ui.desktop import theme
from ui.desktop.pages.today.words import place_words
from ui.desktop.widgets.field_row import FieldRow
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.link import Link
from ui.desktop.widgets.search_box import SearchBox
from ui.desktop.widgets.table import Column, Table
from ui.desktop.widgets.words import Words, column
from ui.text import tr

if TYPE_CHECKING:
    from storage.ledger import Ledger
    from ui.desktop.page import Page

MOST = 5
"""So many found are shown; who is not among them is typed more of."""


class Who(QWidget):
    """``chosen`` tells her story, or None when nobody is named any more. ``went_on``: Enter with nothing typed."""

    chosen = Signal(object)

    def __init__(self, page: Page, label: str) -> None:
        super().__init__()
        self._page = page
        self.story: Story | None = None
        self.line = SearchBox(tr("supplies.who.hint"))
        self.line.setAccessibleName(label)
        self.line.searched.connect(self._search)
        self.line.down.connect(self._into_found)
        self.found: Table[Story] = Table(tr("supplies.who.found"), _columns(), framed=True)
        self.found.horizontalHeader().hide()
        self.found.opened.connect(self.choose)
        self.found.hide()
        self._named = QWidget()
        named = Flow(self._named, steps=3)
        self._name = Words("", "strong", wrap=False)
        named.addWidget(self._name)
        self.other = Link(tr("supplies.who.other"), action=self.forget)
        named.addWidget(self.other)
        self._named.hide()
        self._note = Words("", "note", wrap=True)
        self._note.hide()
        inside = QWidget()
        stack = column(inside, steps=1)
        for part in (self.line, self.found, self._named, self._note):
            stack.addWidget(part)
        whole = column(self, steps=0)
        whole.addWidget(FieldRow(label, inside, stacked=True))
        self.setFocusProxy(self.line)

    def choose(self, story: Story) -> None:
        """It is she."""
        self.story = story
        woman = story.woman
        self._name.setText("　".join(part for part in (woman.name, place_words(story)) if part))
        self.line.clear()  # which takes what was said of the search away too
        self.line.hide()
        self._say(tr("supplies.who.not_kept") if not_in_ledger(story) else "")
        self._named.show()
        self.chosen.emit(story)

    def forget(self) -> None:
        """It is somebody else, or nobody named."""
        self.story = None
        self._named.hide()
        self._say("")
        self.line.show()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.chosen.emit(None)

    def take_first(self) -> bool:
        """Enter while something is typed: the woman at the top is meant. False where nothing is typed."""
        if not self.line.text().strip():
            return False
        if (story := self.found.current()) is not None:
            self.choose(story)
        return True

    def _say(self, words: str) -> None:
        self._note.setText(words)
        self._note.setVisible(bool(words))

    def _into_found(self) -> None:
        if self.found.isVisible():
            self.found.setFocus(Qt.FocusReason.OtherFocusReason)

    def _search(self, typed: str) -> None:
        if not typed.strip():
            self.found.hide()
            self._say("")
            return
        self._page.read(lambda ledger: _find(ledger, typed), self._show, latest="who")

    def _show(self, found: list[Story]) -> None:
        if not self.line.text().strip():
            return
        self._say("" if found else tr("supplies.who.nobody"))
        self.found.setVisible(bool(found))
        wear = theme.current()
        self.found.setFixedHeight(self.found.row_height() * max(1, len(found)) + wear.space(1))
        self.found.show_things(found)


def _find(ledger: Ledger, typed: str) -> list[Story]:
    return list(ledger.stories(ledger.search.find(typed, most=MOST, closed=False)))


def _columns() -> list[Column[Story]]:
    return [
        Column(tr("today.column.name"), lambda s: s.woman.name, 1, "strong", letters=3),
        Column(tr("today.column.door"), place_words, 1.4, "soft", letters=5),
    ]
