"""One field that differs: its values side by side, who wrote each, where and when; one key keeps one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from app.differences import RETIRED, Differing, Said
from app.records import Value
from ui.desktop import theme
from ui.desktop.record_form import RecordForm
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.marks import Badge
from ui.desktop.widgets.words import Card, Words, column, row
from ui.differences import Found, Item, asked_words, by_words, edits_words, said_words
from ui.text import tr

MOST_WRITERS = 3
"""Who wrote the same value is told for so many changes; the rest is counted."""

KEYS = 9
"""There is a key for so many values; more are pressed."""

LONG = 40
"""A value of more characters is read better when it is not bold."""

OPEN = "open"
"""The property of a form: whether it was being written in."""


class Keep(Button):
    """Keeps one value. Its key is there only while its field is the one the keys are for; ``entered`` on focus."""

    entered = Signal()

    def set_key(self, key: str) -> None:
        """Another key, or none."""
        self._shortcut = key
        name = self.accessibleName()
        self.setText(self.text())
        self.setAccessibleName(name)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys are for this field now."""
        super().focusInEvent(event)
        self.entered.emit()


class Block(QWidget):
    """``chosen(value)`` when one is kept, ``written(value)`` a third; ``entered`` when the keyboard comes into it.

    ``form``: the third value that is being written, where there is one; it belongs to the page and outlives the block.
    """

    chosen = Signal(object)
    written = Signal(object)
    entered = Signal()

    def __init__(
        self, item: Item, asked: Differing, found: Found, today: date, *, opened: bool, form: RecordForm | None
    ) -> None:
        super().__init__()
        self.asked, self.form = asked, form
        self._keeper = form.parentWidget() if form is not None else None
        self._item, self._found, self._today, self._opened = item, found, today, opened
        self._closed = item.closed(asked.field) and not opened
        self.keeps: list[Keep] = []
        self._values: list[Value] = []
        label = asked_words(item, asked, opened=opened)
        self.setAccessibleName(label)
        sheet = self._sheet = column(self, steps=2)
        head = row(steps=3)
        head.addWidget(Words(label, "strong"))
        if asked.field != RETIRED:
            key = "differences.open_first" if self._closed and not item.withheld(asked.field) else "differences.of_two"
            head.addWidget(Words(tr(key, n=len(asked.said)), "note", wrap=True), 1)
        else:
            head.addStretch(1)
        sheet.addLayout(head)
        for words in self._notes():
            sheet.addWidget(Words(words, "note", wrap=True))
        if item.withheld(asked.field):
            self._offer_clearing(label)
        else:
            self._lay_out([self._card(label, number, said) for number, said in enumerate(asked.said)])
        self.third: Keep | None = None
        if form is not None and not self._closed:
            self._offer_third(label, form)

    def _notes(self) -> list[str]:
        keys = []
        if self.asked.field == RETIRED and self.asked.said[-1].edits:
            keys.append("differences.retired.meanwhile")
        if self.asked.recalled:
            keys.append("differences.recalled.note")
        if self._item.withheld(self.asked.field):
            keys.append("differences.without_him")
        return [tr(key) for key in keys]

    def _lay_out(self, cards: Sequence[QWidget]) -> None:
        across = 1 if theme.current().scale > 1.25 else len(cards) if len(cards) < 4 else 2
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.current().space(2.5))
        for place, card in enumerate(cards):
            grid.addWidget(card, place // across, place % across)
        for place in range(across):
            grid.setColumnStretch(place, 1)
        self._sheet.addLayout(grid)

    def _card(self, label: str, number: int, said: Said) -> QWidget:
        words = said_words(self._item, self.asked.field, said.value, opened=self._opened)
        card = Card(tone="accent" if number == 0 else "")
        card.body.setSpacing(theme.current().space(1.5))
        stands = "differences.stands" if self.asked.field == RETIRED else "differences.shown"
        head = row(steps=2)
        role = "soft" if self._closed or said.value is None else "body" if len(words) > LONG else "strong"
        head.addWidget(Words(words, role, wrap=True), 1)
        if number == 0:
            head.addWidget(Badge(tr(stands), "accent"), 0, Qt.AlignmentFlag.AlignTop)
        card.body.addLayout(head)
        if edits := edits_words(self._item, said, opened=self._opened):
            card.body.addWidget(Words(edits, "body", wrap=True))
        writers = [by_words(self._found, by, self._today) for by in said.by[:MOST_WRITERS]]
        if len(said.by) > MOST_WRITERS:
            writers.append(tr("differences.by.more", n=len(said.by) - MOST_WRITERS))
        for words_of_one in writers:
            card.body.addWidget(Words(words_of_one, "note", wrap=True))
        card.body.addStretch(1)
        keep = self._keep(tr("differences.keep"), said.value)
        keep.setEnabled(not self._closed)
        if self._closed:
            keep.setAccessibleName(tr("differences.keep.closed", field=label, n=number + 1))
        else:
            keep.setAccessibleName(
                tr("differences.keep.name", field=label, value=words, by=" ".join(writers[0].split("\n")))
            )
        line = row()
        line.addWidget(keep)
        line.addStretch(1)
        card.body.addLayout(line)
        return card

    def _keep(self, words: str, value: Value) -> Keep:
        keep = Keep(words, action=lambda: self.chosen.emit(value))
        keep.entered.connect(self.entered)
        self.keeps.append(keep)
        self._values.append(value)
        return keep

    def _offer_clearing(self, label: str) -> None:
        keep = self._keep(tr("differences.clear"), None)
        keep.setAccessibleName(tr("differences.clear.name", field=label))
        self._add_line(keep)

    def _offer_third(self, label: str, form: RecordForm) -> None:
        self.third = Keep(tr("differences.third"), action=self.begin)
        self.third.setAccessibleName(tr("differences.third.name", field=label))
        self.third.entered.connect(self.entered)
        self._add_line(self.third)
        self.note = Words(tr("differences.third.note"), "note", wrap=True)
        form.submitted.connect(self._submit)
        form.installEventFilter(self)
        self._sheet.addWidget(form)
        self._sheet.addWidget(self.note)
        self._show_form(bool(form.property(OPEN)))

    def _add_line(self, button: Button) -> None:
        line = Flow(steps=2)
        line.addWidget(button)
        self._sheet.addLayout(line)

    def let_go(self) -> None:
        """Gives the form back to the page before the block goes: what was typed in it stays."""
        if self.form is not None and self.third is not None:
            self.form.submitted.disconnect(self._submit)
            self.form.removeEventFilter(self)
            self.form.hide()
            self.form.setParent(self._keeper)

    # What is done

    def current(self, here: bool) -> None:
        """Whether the keys are for this field."""
        for number, keep in enumerate(self.keeps[:KEYS], start=1):
            keep.set_key(f"Alt+{number}" if here else "")
        if self.third is not None:
            self.third.set_key("Alt+W" if here else "")

    def keep(self, number: int) -> bool:
        """Keeps value ``number`` (from 1); whether there is one that can be kept."""
        if not 1 <= number <= len(self.keeps) or not self.keeps[number - 1].isEnabled():
            return False
        self.keeps[number - 1].click()
        return True

    def seen(self) -> bool:
        """Whether any of its values is in sight."""
        return any(not keep.visibleRegion().isEmpty() for keep in self.keeps) or self._writing()

    def _writing(self) -> bool:
        return self.form is not None and not self.form.visibleRegion().isEmpty()

    def begin(self) -> None:
        """Opens the line for a third value."""
        if self.form is not None:
            self._show_form(True)
            editor = self.form.editor(self.asked.field)
            editor.setFocus(Qt.FocusReason.OtherFocusReason)
            if isinstance(editor.inner, QLineEdit) and not self.form.dirty():
                editor.inner.selectAll()  # the shown value stands there: typed over, or mended

    def _show_form(self, on: bool) -> None:
        assert self.form is not None  # noqa: S101  only called where there is one
        self.form.setVisible(on)
        self.form.setProperty(OPEN, on)
        self.note.setVisible(on)

    def _submit(self) -> None:
        if self.form is not None:
            self.written.emit(self.form.values()[self.asked.field])

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Esc puts the third value by; what was typed stays in it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            self._show_form(False)
            if self.third is not None:
                self.third.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return False
