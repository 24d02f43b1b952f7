"""Right on the page: the record around, with what differs standing in its place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.differences import RETIRED, CellKey, Differing
from app.records import KINDS, Household
from app.records.fields import Data, Flag, Ref
from ui.desktop import theme
from ui.desktop.pages.differences.block import Block
from ui.desktop.record_form import RecordForm
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.choice import Choice
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.scroll import Scroll
from ui.desktop.widgets.words import Card, Words, column, empty, row, settle
from ui.differences import Found, Item, Line, around, hides, household_words, record_words, who_words
from ui.text import tr
from ui.value_words import field_label

LAID_OUT_MS = 40
"""So long after it was filled its parts have their places, and can be scrolled to."""

ABOVE = 20
"""So many steps of the record are seen above the field the keys are for."""


class RecordPanel(Card):
    """``settled(item, asked, value)``; ``opening`` before anything closed is shown; ``her_page``.

    ``forms``: third values being written, by cell; they stay while the page lives.
    """

    settled = Signal(object, object, object)
    opening = Signal()
    her_page = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        self.item: Item | None = None
        self._found = Found()
        self.blocks: list[Block] = []
        self._here = 0
        self.forms: dict[CellKey, RecordForm] = {}
        self._follow = QTimer(self)
        self._follow.setSingleShot(True)
        self._follow.setInterval(LAID_OUT_MS)
        self._follow.timeout.connect(self._into_sight)
        self.setAccessibleName(tr("differences.record"))
        self.who = Words("", "title")
        self.what = Words("", "soft")
        self.note = Words("", "due", wrap=True)
        self.open = Button(tr("differences.open"), "Alt+O", action=self.opening.emit)
        self.open_note = Words("", "note", wrap=True)
        self.page = Button(tr("differences.her_page"), "Alt+M", action=self.her_page.emit)
        head = Flow(steps=3)
        for part in (self.who, self.what, self.open, self.page):
            head.addWidget(part)
        self.body.addLayout(head)
        self.body.addWidget(self.open_note)
        self.body.addWidget(self.note)
        inside = self._inside = QWidget()
        self._lines = column(inside, steps=3)
        self.area = Scroll(inside, least=48)
        self.body.addWidget(self.area, 1)
        self.clock = Words(tr("differences.clock"), "note", wrap=True)
        self.body.addWidget(self.clock)

    def show_item(self, item: Item | None, found: Found, *, opened: bool, field: str = "") -> None:
        """Shows a record; ``field``: the one the keys are for, the first that differs otherwise."""
        self.item, self._found = item, found
        writing = self._writing()
        for block in self.blocks:
            block.let_go()
        empty(self._lines)
        self.blocks = []
        self.setVisible(item is not None)
        if item is None:
            return
        self.who.setText(who_words(item))
        closed = item.unsettled.closed and not opened
        quiet = item.woman is not None and item.woman.family_unaware
        self.what.setText(record_words(item.record, quiet=quiet, opened=opened))
        self._tell_notes(item)
        sensitive, masked = hides(item)
        self.open.setVisible((sensitive or masked) and not opened)
        self.open_note.setText(tr("differences.opened" if opened else "differences.open.note"))
        self.open_note.setVisible(sensitive or masked)
        self.page.setVisible(item.woman is not None and item.woman.retired is None)
        told = [line for line in around(item, opened=opened) if line.asked is not None or not closed]
        for _, lines in groupby(told, key=lambda line: line.asked):
            some = list(lines)
            if (asked := some[0].asked) is not None:
                self._add_block(item, asked, opened=opened)
            else:
                self._add_lines(some)
        self._lines.addStretch(1)
        settle(self)
        here = next((n for n, block in enumerate(self.blocks) if block.asked.field == field), 0)
        self._enter(self.blocks[here])
        for block in self.blocks:
            if writing is not None and block.form is writing and block.third is not None:
                block.begin()

    def _writing(self) -> RecordForm | None:
        """The third value that has the keyboard."""
        here = QApplication.focusWidget()
        return next((form for form in self.forms.values() if here is not None and form.isAncestorOf(here)), None)

    def _tell_notes(self, item: Item) -> None:
        keys = []
        if item.other_entry:
            keys.append("differences.joined")
        if item.record.retired is not None and all(asked.field != RETIRED for asked in item.unsettled.fields):
            keys.append("differences.taken_back")
        self.note.setText("\n".join(tr(key) for key in keys))
        self.note.setVisible(bool(keys))

    def _add_lines(self, lines: Sequence[Line]) -> None:
        """What stands between two differences, close together."""
        together = column(steps=0.5)
        for line in lines:
            across = row(steps=3)
            label = Words(line.label, "soft", wrap=True)
            label.setFixedWidth(theme.current().wide(7.5))
            across.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
            across.addWidget(Words(line.words, "soft" if line.closed else "body", wrap=True), 1)
            together.addLayout(across)
        self._lines.addLayout(together)

    def _add_block(self, item: Item, asked: Differing, *, opened: bool) -> None:
        block = Block(item, asked, self._found, self._today, opened=opened, form=self._form(item, asked))
        block.chosen.connect(lambda value: self.settled.emit(item, asked, value))
        block.written.connect(lambda value: self.settled.emit(item, asked, value))
        block.entered.connect(lambda: self._enter(block, follow=False))
        self.blocks.append(block)
        self._lines.addWidget(block)

    # Third values

    def _form(self, item: Item, asked: Differing) -> RecordForm | None:
        """The line for a third value; None for what nobody types."""
        kind = item.record.kind
        described = KINDS[kind].fields[asked.field]
        choices = self._choices(described) if isinstance(described, Ref) else None
        if asked.field == RETIRED or isinstance(described, Data | Flag) or item.withheld(asked.field):
            return None
        if isinstance(described, Ref) and choices is None:
            return None
        key = (kind, item.record.id, asked.field)
        if key not in self.forms:
            given = {} if isinstance(described, Ref) else {asked.field: asked.said[0].value}
            named = {} if choices is None else {asked.field: choices}
            form = RecordForm(kind, (asked.field,), given, today=self._today, choices=named, stacked=True)
            form.editor(asked.field).name(tr("differences.third.field", field=field_label(kind, asked.field)))
            form.row(asked.field).label.setText(tr("differences.third.field", field=field_label(kind, asked.field)))
            self.forms[key] = form
            form.setParent(self)
            form.hide()
        return self.forms[key]

    def _choices(self, described: Ref) -> tuple[Choice, ...] | None:
        if described.kinds != (Household.kind,):
            return None
        return tuple(Choice(home.id, household_words(home) or home.id[-6:]) for home in self._found.households)

    def unsaved(self) -> bool:
        """Whether a third value is typed and not saved."""
        return any(form.dirty() for form in self.forms.values())

    def forget(self, key: CellKey) -> None:
        """It is settled: what was typed for it goes."""
        form = self.forms.pop(key, None)
        if form is not None:
            for block in self.blocks:
                if block.form is form:
                    block.form = None
            form.hide()
            form.deleteLater()

    # Keys

    def _enter(self, block: Block, *, follow: bool = True) -> None:
        self._here = self.blocks.index(block)
        for one in self.blocks:
            one.current(one is block)
        if follow:
            self._follow.start()

    def _into_sight(self) -> None:
        """The field the keys are for, with a little of what stands above it."""
        if self.here is not None:
            top = self.here.mapTo(self._inside, QPoint(0, 0)).y()
            self.area.verticalScrollBar().setValue(max(0, top - theme.current().space(ABOVE)))

    @property
    def here(self) -> Block | None:
        """The field the keys are for."""
        return self.blocks[self._here] if self._here < len(self.blocks) else None

    def keep(self, number: int) -> bool:
        """Keeps value ``number`` of the field the keys are for."""
        return self.here is not None and self.here.keep(number)
