"""One change in full, and the question whether to take it back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.desktop.pages.history.told import Opened, inside_words
from ui.desktop.widgets.buttons import Button, press_on_enter
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.words import Card, Words, column
from ui.text import tr


class ChangePanel(Card):
    """``wanted(change)``: what would taking it back do? ``confirmed(change)``: it is to be done. ``went(woman)``."""

    wanted = Signal(object)
    confirmed = Signal(object)
    went = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._opened: Opened | None = None
        self.title = Words("", "section", wrap=True)
        self.when = Words("", "soft", wrap=True)
        self.inside = Words("", "body", wrap=True)
        for part in (self.title, self.when, self.inside):
            self.body.addWidget(part)
        self.undo = Button(tr("history.undo"), "Ctrl+Z", action=self._want)
        self.open = Button(tr("history.open"), action=self._go)
        ways = Flow(steps=2)
        ways.addWidget(self.undo)
        ways.addWidget(self.open)
        self.body.addLayout(ways)
        self._build_question()
        self.refused = Words("", "due", wrap=True)
        self.body.addWidget(self.refused)
        self.body.addStretch(1)
        self.clear()

    def _build_question(self) -> None:
        self.question = QWidget()
        box = column(self.question, steps=2)
        box.addWidget(Words(tr("history.would"), "strong"))
        self.would = Words("", "body", wrap=True)
        box.addWidget(self.would)
        self.stays_head = Words(tr("history.would_stay"), "strong", wrap=True)
        self.stays = Words("", "soft", wrap=True)
        box.addWidget(self.stays_head)
        box.addWidget(self.stays)
        self.yes = Button(tr("history.undo_now"), "Enter", primary=True, action=self._confirm)
        self.no = Button(tr("history.keep"), "Esc", action=self._leave)
        ways = Flow(steps=2)
        ways.addWidget(self.yes)
        ways.addWidget(self.no)
        box.addLayout(ways)
        press_on_enter(self.question, self.yes)
        self.body.addWidget(self.question)

    def clear(self) -> None:
        """Nothing is chosen."""
        self._opened = None
        self.hide()

    def show_change(self, opened: Opened, when: str) -> None:
        """Shows one; what is sensitive stays closed."""
        self._opened = opened
        line = opened.line
        self.title.setText(line.what)
        self.when.setText("　".join(part for part in (when, line.who, line.whom) if part))
        self.inside.setText("\n".join(inside_words(opened)))
        self.undo.setVisible(not line.entry.undone)
        self.open.setVisible(len(line.entry.subjects) == 1 and bool(line.whom))
        self.refuse(tr("history.undone_already") if line.entry.undone else "")
        self.show()

    def show_undoing(self, would: list[str], stays: list[str]) -> None:
        """What taking it back would do, and what cannot go back and why."""
        if not would:
            self.refuse("\n".join([tr("history.cannot"), *stays]))
            return
        self.refused.hide()
        self.would.setText("\n".join(would))
        self.stays.setText("\n".join(stays))
        self.stays.setVisible(bool(stays))
        self.stays_head.setVisible(bool(stays))
        self.undo.hide()
        self.question.show()
        self.yes.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, words: str) -> None:
        """Says why not, in place of the question."""
        self.question.hide()
        self.refused.setText(words)
        self.refused.setVisible(bool(words))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves it as it is."""
        if event.key() == Qt.Key.Key_Escape and not self.question.isHidden():
            self._leave()
            return
        super().keyPressEvent(event)

    def _leave(self) -> None:
        self.question.hide()
        self.undo.show()
        self.undo.setFocus(Qt.FocusReason.OtherFocusReason)

    def _want(self) -> None:
        if self._opened is not None:
            self.wanted.emit(self._opened)

    def _confirm(self) -> None:
        if self._opened is not None:
            self.confirmed.emit(self._opened)

    def _go(self) -> None:
        if self._opened is not None and self._opened.line.entry.subjects:
            self.went.emit(self._opened.line.entry.subjects[0])
