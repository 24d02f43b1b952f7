"""One record in the other system's order: Enter copies a field and goes to the next."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.copying import Line, Paper
from ui.dates import say_date
from ui.desktop.pages.copying.told import label
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.marks import Tag
from ui.desktop.widgets.table import Column, Table
from ui.desktop.widgets.words import Card, Words
from ui.text import tr


@dataclass(frozen=True)
class Field:
    """A line on the screen: how it stands with copying it."""

    line: Line
    copied: bool
    changed: bool
    open: bool


class Fields(Card):
    """``entered``: she typed it in there. ``opened``: what is closed was opened on purpose (the closed fields' names)."""

    entered = Signal()
    opened = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.paper: Paper | None = None
        self._copied: set[str] = set()
        self._open = False
        self.setAccessibleName(tr("copying.fields"))
        self.heading = Words("", "title", wrap=True)
        self.said = Words("", "soft", wrap=True)
        self.changed = Words("", "due", wrap=True)
        self.table: Table[Field] = Table(tr("copying.fields"), [
            Column(tr("copying.column.field"), lambda one: label(one.line.place), 2.4, "soft", letters=6),
            Column(tr("copying.column.value"), _value, 3.0, "strong", letters=8),
            Column(tr("copying.column.state"), _state, 1.4, letters=4),
        ])  # fmt: skip
        self.table.horizontalHeader().setSectionsClickable(False)
        self.table.opened.connect(self._copy)
        self.show_closed = Button(tr("copying.open"), "Alt+V", action=self.open_closed)
        self.done = Button(tr("copying.entered"), "Ctrl+Return", primary=True, action=self.entered.emit)
        ways = Flow(steps=2)
        for button in (self.done, self.show_closed):
            ways.addWidget(button)
        for part in (self.heading, self.said, self.changed):
            self.body.addWidget(part)
        self.body.addWidget(self.table, 1)
        self.hint = Words(tr("copying.hint"), "note", wrap=True)
        self.body.addWidget(self.hint)
        self.body.addLayout(ways)
        self.show_paper(None)

    def show_paper(self, paper: Paper | None) -> None:
        """Shows a record; what was opened or copied of the one before is closed and forgotten."""
        same = (
            paper is not None and self.paper is not None
            and (paper.record.id, paper.screen) == (self.paper.record.id, self.paper.screen)
            and paper.state == self.paper.state
        )  # fmt: skip
        self.paper = paper
        if not same:
            self._copied, self._open = set(), False
        for part in (self.said, self.table, self.hint, self.done):
            part.setVisible(paper is not None)
        self.changed.hide()
        self.show_closed.hide()
        if paper is None:
            self.heading.setText(tr("copying.none"))
            self.heading.set_role("soft")
            self.table.show_things(())
            return
        self.heading.set_role("title")
        self.heading.setText(tr("copying.heading", name=paper.story.woman.name, screen=label(paper.screen)))
        self._say(paper)
        self._fill()

    def _say(self, paper: Paper) -> None:
        said = [] if paper.asked else [tr("copying.not_asked")]
        if paper.copied is not None:
            said.append(tr("copying.entered_on", date=say_date(paper.copied.date)))
        self.said.setText("　".join(said))
        self.said.setVisible(bool(said))
        names = "、".join(place.zh for place in paper.changed)
        self.changed.setText(tr("copying.changed", fields=names) if names else "")
        self.changed.setVisible(bool(names))
        self.done.setText(tr("copying.entered_again" if names else "copying.entered"))
        self.done.setVisible(paper.to_do)

    def _fill(self) -> None:
        paper, row = self.paper, max(0, self.table.currentIndex().row())
        if paper is None:
            return
        sources = {place.source for place in paper.changed}
        self.table.show_things(
            Field(line, line.place.source in self._copied, line.place.source in sources, self._open or not line.closed)
            for line in paper.lines
        )
        if self._copied or self._open:
            self.table.setCurrentIndex(self.table.things.index(row, 0))
        else:  # only what changed wants typing again: it begins there
            self.table.select_first(lambda one: one.changed or not sources)
        self.show_closed.setVisible(any(line.closed and line.value for line in paper.lines) and not self._open)

    def _copy(self, one: Field) -> None:
        """One field into the clipboard; the next one gets the cursor."""
        if not one.open and one.line.value:
            self.open_closed()
            return
        row = self.table.currentIndex().row()
        if one.line.value:
            QApplication.clipboard().setText(one.line.value)
            self._copied.add(one.line.place.source)
        self._fill()
        later = [
            n for n, field in enumerate(self.table.things.rows)
            if n > row and isinstance(field, Field) and field.line.value
        ]  # fmt: skip
        if later:
            self.table.setCurrentIndex(self.table.things.index(later[0], 0))
        elif self.done.isVisible():
            self.done.setFocus()

    def open_closed(self) -> None:
        """Shows what is closed, on purpose; whoever listens writes it down."""
        if self.paper is None or self._open or not self.show_closed.isVisible():
            return
        self._open = True
        self.opened.emit(self.paper)
        self._fill()
        self.table.setFocus()

    def first(self) -> QWidget:
        """Where copying begins."""
        return self.table


def _value(one: Field) -> str:
    if not one.line.value:
        return "–"
    return one.line.value if one.open else tr("copying.closed")


def _state(one: Field) -> Tag | str:
    if one.copied:
        return Tag(tr("copying.state.copied"), "good")
    return Tag(tr("copying.state.changed"), "due") if one.changed else ""
