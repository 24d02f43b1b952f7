"""What came of a referral: written with the visit that referred her, once it is known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from app.records import Value, Visit
from ui.desktop.pages.visit.fields import Fields
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.editors import LineEditor
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.words import column
from ui.text import tr

USUAL = ("well", "treated", "in_hospital", "chose_not")
"""What is said most (texts ``visit.outcome.<name>``): one press writes it, and it can be changed."""


class OutcomeForm(Fields):
    """What came of it and on which day it was known."""

    visit_kind = "referral_outcome"

    def __init__(self, today: date, values: Mapping[str, Value]) -> None:
        super().__init__(Visit.kind, today)
        sheet = column(self, steps=2)
        usual = Flow(steps=2)
        for number, name in enumerate(USUAL, start=1):
            words = tr(f"visit.outcome.{name}")
            usual.addWidget(Button(words, f"Alt+{number}", action=partial(self._say, words)))
        sheet.addLayout(usual)
        labels = {"referral_outcome_date": tr("visit.outcome.day")}
        sheet.addWidget(
            self.ask(("referral_outcome", "referral_outcome_date"), required=("referral_outcome",), labels=labels)
        )
        self.set_values({"referral_outcome_date": today.isoformat(), **values})
        self._given = self.typed()

    def is_touched(self) -> bool:
        """Whether anything differs from what the page put there itself."""
        return self.typed() != self._given

    def take_given(self) -> None:
        """What stands there now was put there by the page."""
        self._given = self.typed()

    def first_finding(self) -> QWidget:
        """The words."""
        return self.editor("referral_outcome")

    def readable(self) -> bool:
        """Something has to be said, else there is nothing to keep."""
        if not super().readable():
            return False
        if self.editor("referral_outcome").value() is None:
            self.row("referral_outcome").say(tr("editor.required"))
            self.focus("referral_outcome")
            return False
        return True

    def _say(self, words: str) -> None:
        editor = self.editor("referral_outcome")
        if isinstance(editor, LineEditor):
            editor.line.setText(words)
        self.focus("referral_outcome")
