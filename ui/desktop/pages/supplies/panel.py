"""What the forms beside the list share: a title, fields that scroll, a way to save and a way to put it by."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.actions import Verb
from app.errors import RecordError, SuifangError
from app.records import Value
from app.records.findings import Finding
from app.records.story import Story
from app.records.writes import Write
from app.supplies.stock import Stock
from ui.desktop import theme
from ui.desktop.pages.form_panel import DRAFT_MS, type_into
from ui.desktop.record_form import RecordForm
from ui.desktop.widgets.buttons import ENTER_KEYS, Button
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.scroll import Scroll
from ui.desktop.widgets.words import Card, Words, column
from ui.text import tr

if TYPE_CHECKING:
    from ui.desktop.page import Page

Typed = dict[str, Any]
"""What was typed, by the name of the part it was typed into; never who it is about, so that no draft outlives her."""


class Panel(Card):
    """``saved`` when everything can be read and she means it; ``left`` when she puts it by (the draft stays).

    A form says what it ``writes``, what to say then (``said``), and how to keep what was typed; ``start_at`` is where the
    keyboard goes first.
    """

    start_at: QWidget

    saved = Signal()
    left = Signal()

    def __init__(self, page: Page, title: str, verb: Verb, *, draft: str, note: str = "", save: str = "") -> None:
        super().__init__()
        self.page, self.verb, self._draft = page, verb, f"supplies.{draft}"
        self._finished, self._save_words = False, save or tr("form.save")
        wear = theme.current()
        self.setAccessibleName(title)
        self.body.setSpacing(wear.space(3))
        self.body.addWidget(Words(title, "section", wrap=True))
        self._note = Words(note, "soft", wrap=True)
        self._note.setVisible(bool(note))
        self.body.addWidget(self._note)
        inside = QWidget()
        self.fields = column(inside, steps=2.5)
        self.fields.setContentsMargins(0, 0, wear.space(3), 0)
        self.body.addWidget(Scroll(inside, least=40), 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DRAFT_MS)
        self._timer.timeout.connect(self._keep)

    def begin(self) -> None:
        """Puts back what was typed earlier; called when all fields are there, so that the buttons come after them by Tab."""
        self.fields.addStretch(1)
        self._build_foot()
        self._empty = self.typed()
        self.page.read(lambda ledger: ledger.draft(self._draft), self._restore)

    def _build_foot(self) -> None:
        foot = Flow(steps=3)
        self.save_button = Button(self._save_words, "Enter", primary=True, action=self.submit)
        self.later_button = Button(tr("form.later"), "Esc", action=self.leave)
        self.over_button = Button(tr("form.start_over"), action=self.start_over)
        self.over_button.hide()
        for button in (self.save_button, self.later_button, self.over_button):
            foot.addWidget(button)
        self.body.addLayout(foot)

    # What a form says of itself

    def story(self) -> Story | None:
        """Whom it is about."""
        return None

    def show_stock(self, stock: Stock) -> None:
        """The cupboard changed while this was open."""

    def readable(self) -> bool:
        """Whether all can be read; says below the fields what cannot."""
        raise NotImplementedError

    def writes(self, stock: Stock) -> Sequence[Write]:
        """What saving writes."""
        raise NotImplementedError

    def said(self) -> str:
        """What is said when it is saved."""
        raise NotImplementedError

    def typed(self) -> Typed:
        """What was typed, as it stands there."""
        raise NotImplementedError

    def type_again(self, typed: Typed) -> None:
        """Puts it back."""
        raise NotImplementedError

    # Saving and leaving

    def submit(self) -> None:
        """What Enter does."""
        if self.save_button.isEnabled() and self.readable():
            self.save_button.setEnabled(False)
            self.saved.emit()

    def refuse(self, error: SuifangError) -> None:
        """It was refused: says why, nothing typed is lost."""
        self.save_button.setEnabled(True)
        if isinstance(error, RecordError):
            self.say("　".join(tr(f.code, **f.facts) for f in error.findings if isinstance(f, Finding)))
        else:
            self.page.desk.trouble(error)

    def finish(self) -> None:
        """It is saved: the draft goes."""
        self._finished = True
        self._timer.stop()
        self._keep_draft(None)

    def leave(self) -> None:
        """Puts it by; what was typed stays as a draft."""
        if not self._finished and self.dirty():
            self._keep()
            self.page.desk.toast(tr("form.kept"), None)
        self.left.emit()

    def dirty(self) -> bool:
        """Whether anything was typed."""
        return self.typed() != self._empty

    def start_over(self) -> None:
        """Forgets the draft."""
        self._timer.stop()
        self._keep_draft(None)
        self.type_again(self._empty)
        self._timer.stop()
        self.over_button.hide()
        self.say("")

    def say(self, words: str) -> None:
        """A sentence above the fields."""
        self._note.setText(words)
        self._note.setVisible(bool(words))

    def touched(self) -> None:
        """Something was typed."""
        self._timer.start()

    def flush(self) -> None:
        """What was typed a moment ago is kept at once."""
        if self._timer.isActive():
            self._timer.stop()
            self._keep()

    def pending(self) -> bool:
        """Whether something typed is not yet in the draft."""
        return not self._finished and self._timer.isActive()

    def _keep(self) -> None:
        if not self._finished:
            self._keep_draft(json.dumps(self.typed(), ensure_ascii=False) if self.dirty() else None)

    def _keep_draft(self, words: str | None) -> None:
        # While the ledger is locked nothing can be kept; the fields still hold it, and it is tried again.
        name = self._draft
        self.page.read(lambda ledger: ledger.keep_draft(name, words), lambda _: None, failed=lambda _: self._again())

    def _again(self) -> None:
        if not self._finished:
            self._timer.start(4 * DRAFT_MS)

    def _restore(self, kept: str | None) -> None:
        if kept is None or self.dirty():
            return
        self.type_again(json.loads(kept))
        self._timer.stop()
        self.over_button.show()
        self.say(tr("form.restored"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter that no field wanted saves; Esc puts it by."""
        if event.key() in ENTER_KEYS:
            self.submit()
        elif event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)


def type_in(form: RecordForm, typed: object, given: Mapping[str, Value]) -> None:
    """Puts it back; a field that was not touched shows what was ``given``."""
    form.set_values(given)
    for name, value in typed.items() if isinstance(typed, dict) else ():
        if name in form.values():
            type_into(form.editor(name), value)
