"""Beside the list: one household and who lives there, or one group."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.households import Group, Home
from ui.desktop import theme
from ui.desktop.pages.households.words import group_words, title_words
from ui.desktop.pages.office.book import Facts, flowing, many
from ui.desktop.widgets.buttons import Button, press_on_enter
from ui.desktop.widgets.link import Link
from ui.desktop.widgets.words import Words, column, empty, row
from ui.text import tr


class HouseholdFacts(Facts):
    """``wanted`` a step by name: ``edit in join up down natural``; ``out`` and ``to_her`` with a woman's id.

    ``named``: what a group is called.
    """

    wanted = Signal(str)
    out = Signal(str)
    to_her = Signal(str)
    named = Signal(str)

    def __init__(self) -> None:
        super().__init__(tr("households.facts"))
        ways = partial(self._way, "households")
        self.edit = ways("edit", "F2", primary=True)
        self.move_in = ways("in", "Ctrl+J")
        self.join = ways("join", "Ctrl+M")
        self.up, self.down = ways("up", "Ctrl+Up"), ways("down", "Ctrl+Down")
        self.natural = Link(tr("households.natural"), action=lambda: self.wanted.emit("natural"))
        self.of_home = (self.edit, self.move_in, self.join)
        self.ways.addLayout(many([*self.of_home, self.up, self.down]))
        self.ways.addWidget(self.natural, 0, Qt.AlignmentFlag.AlignLeft)
        self.show_home(None, arranged=False)

    def _way(self, page: str, name: str, shortcut: str, *, primary: bool = False) -> Button:
        return Button(tr(f"{page}.{name}"), shortcut, primary=primary, action=lambda: self.wanted.emit(name))

    def _clear(self, *, home: bool, order: bool, arranged: bool) -> None:
        empty(self.words)
        for button in self.of_home:
            button.setVisible(home)
        for button in (self.up, self.down):
            button.setVisible(order)
        self.natural.setVisible(arranged and order)

    def show_home(self, home: Home | None, *, arranged: bool) -> None:
        """One household, or a word on how to choose one."""
        door = home is not None and bool(home.household.door)
        self._clear(home=home is not None, order=door, arranged=arranged)
        if home is None:
            self.words.addWidget(Words(tr("households.facts.none"), "soft", wrap=True))
            return
        household = home.household
        self.words.addWidget(Words(title_words(household), "title", wrap=True))
        self.fact(tr("field.household.head"), household.head or "")
        self.fact(tr("field.household.number"), household.number or "")
        self.words.addSpacing(theme.current().space(1))
        self.words.addWidget(Words(tr("households.column.women"), "note"))
        for woman in home.women:
            line, across = flowing()
            across.addWidget(Link(woman.name, action=partial(self.to_her.emit, woman.id)))
            leave = Link(tr("households.out"), action=partial(self.out.emit, woman.id))
            leave.setAccessibleName(tr("households.out.name", name=woman.name))
            across.addWidget(leave)
            self.words.addWidget(line)
        if not home.women:
            self.words.addWidget(Words(tr("households.nobody"), "soft", wrap=True))
        self.fact(tr("field.household.note"), household.note or "")
        if not door:
            self.words.addSpacing(theme.current().space(1))
            self.words.addWidget(Words(tr("households.no_door"), "note", wrap=True))

    def show_group(self, group: Group | None, *, arranged: bool) -> None:
        """One group, what it is called, and its place in the round."""
        numbered = group is not None and group.number is not None
        self._clear(home=False, order=numbered, arranged=arranged)
        if group is None:
            return
        self.words.addWidget(Words(group_words(group), "title", wrap=True))
        self.words.addWidget(Words(tr("households.count", n=group.households), "soft"))
        if not numbered:
            self.words.addWidget(Words(tr("households.no_group.note"), "soft", wrap=True))
            return
        self.words.addWidget(GroupName(group, self.named.emit))
        self.words.addSpacing(theme.current().space(2))
        self.words.addWidget(Words(tr("households.order.note"), "soft", wrap=True))


class GroupName(QWidget):
    """What people call a group: a line, and Enter."""

    def __init__(self, group: Group, told: Callable[[str], object]) -> None:
        super().__init__()
        self._told = told
        self.line = QLineEdit(group.name)
        self.line.setMaxLength(40)
        self.line.setAccessibleName(tr("field.village_group.name"))
        self.keep = Button(tr("form.save"), "Enter", action=self._keep)
        body = column(self, steps=1)
        body.addWidget(Words(tr("field.village_group.name"), "note"))
        across = row(steps=2)
        across.addWidget(self.line, 1)
        across.addWidget(self.keep)
        body.addLayout(across)
        press_on_enter(self, self.keep)

    def _keep(self) -> None:
        self._told(self.line.text().strip())

    def event(self, event: QEvent) -> bool:
        """Esc gives back what stood there."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self.line.undo()
        return super().event(event)
