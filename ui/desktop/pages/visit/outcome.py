"""What came of a referral: written with the visit that referred her, once it is known."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from app.records import Screening, Visit
from ui.desktop.pages.visit.fields import Fields
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.editors import LineEditor
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.words import column
from ui.text import tr

FIELDS = {Visit.kind: ("referral_outcome", "referral_outcome_date"), Screening.kind: ("note", "closed_date")}
"""Where it is kept: what came of it, and the day."""
USUAL = ("well", "treated", "in_hospital", "chose_not")
"""What is said most (texts ``visit.outcome.<name>``): one press writes it, and it can be changed."""


class OutcomeForm(Fields):
    """What came of it and on which day it was known: of a visit that referred her, or of a screening."""

    visit_kind = "referral_outcome"

    def __init__(self, referred: Visit | Screening, today: date) -> None:
        super().__init__(referred.kind, today)
        self.words, self.day = FIELDS[referred.kind]
        sheet = column(self, steps=2)
        usual = Flow(steps=2)
        for number, name in enumerate(USUAL, start=1):
            words = tr(f"visit.outcome.{name}")
            usual.addWidget(Button(words, f"Alt+{number}", action=partial(self._say, words)))
        sheet.addLayout(usual)
        labels = {self.words: tr("visit.outcome"), self.day: tr("visit.outcome.day")}
        sheet.addWidget(self.ask((self.words, self.day), required=(self.words,), labels=labels))
        self.set_values({self.words: getattr(referred, self.words), self.day: today.isoformat()})
        self._given = self.typed()

    def is_touched(self) -> bool:
        """Whether anything differs from what the page put there itself."""
        return self.typed() != self._given

    def take_given(self) -> None:
        """What stands there now was put there by the page."""
        self._given = self.typed()

    def first_finding(self) -> QWidget:
        """The words."""
        return self.editor(self.words)

    def readable(self) -> bool:
        """Something has to be said, else there is nothing to keep."""
        if not super().readable():
            return False
        if self.editor(self.words).value() is None:
            self.row(self.words).say(tr("editor.required"))
            self.focus(self.words)
            return False
        return True

    def _say(self, words: str) -> None:
        editor = self.editor(self.words)
        if isinstance(editor, LineEditor):
            editor.line.setText(words)
        self.focus(self.words)
