"""The first start: three short screens. The village, you, and the sheet that opens the ledger when all else is forgotten."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from app.errors import SuifangError
from ui.desktop.new_secret import NewSecret
from ui.desktop.operations import Operations
from ui.desktop.sheet import Sheet
from ui.desktop.sheet_shown import SheetShown
from ui.desktop.widgets.buttons import Button, press_on_enter
from ui.desktop.widgets.field_row import FieldRow
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.words import Words, column
from ui.sayings import say
from ui.text import tr

if TYPE_CHECKING:
    from app.records import Unit

CODE_DIGITS = 12
"""GB/T 2260 six digits, three for the township, three for the village."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the first two screens ask."""

    unit_code: str
    unit_name: str
    office: str
    worker_name: str
    passphrase: str


def read_unit_code(typed: str) -> str | None:
    """The twelve digits of a unit code as typed or pasted, or None."""
    digits = "".join(c for c in unicodedata.normalize("NFKC", typed) if not c.isspace() and c not in "-·")
    return digits if len(digits) == CODE_DIGITS and digits.isascii() and digits.isdecimal() else None


class _Step(QWidget):
    """One screen: where we are, a heading, what is asked, and the way on."""

    def __init__(self, number: int, heading: str, sentence: str) -> None:
        super().__init__()
        self.layout_ = column(self, steps=3)
        self.layout_.addWidget(Words(tr("first.step", n=number), "note"))
        self.layout_.addWidget(Words(heading, "title", wrap=True))
        self.layout_.addWidget(Words(sentence, "soft", wrap=True))

    def line(self, key: str, *, required: bool, longest: int, note: str = "") -> tuple[QLineEdit, FieldRow]:
        """A question with a line for the answer."""
        edit = QLineEdit()
        edit.setMaxLength(longest)
        label = tr(key)
        edit.setAccessibleName(label)
        asked = FieldRow(label, edit, required=required, note=note, stacked=True)
        edit.textChanged.connect(lambda _: asked.say(""))
        self.layout_.addWidget(asked)
        return edit, asked

    def ways(self, *buttons: Button) -> None:
        """The buttons at the end."""
        flow = Flow(steps=2)
        for button in buttons:
            flow.addWidget(button)
        self.layout_.addStretch(1)
        self.layout_.addLayout(flow)
        press_on_enter(self, buttons[0])


class FirstStart(Sheet):
    """``answered(Answers)`` after the second screen; ``finished`` after the sheet is put away.

    ``demo`` and ``bring_back`` at any time before.
    """

    answered = Signal(object)
    finished = Signal()
    demo = Signal()
    bring_back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(32, parent)
        self.steps = QStackedWidget()
        self.card.body.addWidget(self.steps)
        self._village()
        self._you()

    def first(self) -> QWidget:
        """The name of the village."""
        return self.unit_name

    def _village(self) -> None:
        step = _Step(1, tr("first.village"), tr("first.village_note"))
        self.unit_name, self._name_row = step.line(
            "first.unit_name", required=True, longest=80, note=tr("first.unit_note")
        )
        self.code, self._code_row = step.line("first.code", required=True, longest=24, note=tr("first.code_note"))
        self.office, _ = step.line("first.office", required=False, longest=80, note=tr("first.office_note"))
        step.ways(
            Button(tr("first.next"), "Enter", primary=True, action=self._to_you),
            Button(tr("first.demo"), action=self.demo.emit),
            Button(tr("first.bring_back"), action=self.bring_back.emit),
        )
        self.steps.addWidget(step)

    def _you(self) -> None:
        step = _Step(2, tr("first.you"), tr("first.you_note"))
        self.worker, self._worker_row = step.line("first.worker", required=True, longest=60)
        self.secret = NewSecret(tr("first.passphrase"))
        step.layout_.addWidget(self.secret)
        self._said = Words("", "late", wrap=True)
        self._said.hide()
        step.layout_.addWidget(self._said)
        self.make = Button(tr("first.create"), "Enter", primary=True, action=self._create)
        step.ways(self.make, Button(tr("first.back"), action=lambda: self._go(0, self.unit_name)))
        self.steps.addWidget(step)

    def _go(self, place: int, focus: QWidget) -> None:
        self.steps.setCurrentIndex(place)
        focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_you(self) -> None:
        if not self.unit_name.text().strip():
            self._name_row.say(tr("editor.required"))
            self.unit_name.setFocus()
        elif read_unit_code(self.code.text()) is None:
            self._code_row.say(tr("first.code_wrong", n=sum(c.isdecimal() for c in self.code.text())))
            self.code.setFocus()
        else:
            self._go(1, self.worker)

    def _create(self) -> None:
        self._said.hide()
        name = self.worker.text().strip()
        self.secret.known = (name, self.unit_name.text().strip(), self.code.text().strip())
        if not name:
            self._worker_row.say(tr("editor.required"))
            self.worker.setFocus()
        elif self.secret.ready():
            code = read_unit_code(self.code.text()) or ""
            self.working(True)
            answers = Answers(code, self.unit_name.text().strip(), self.office.text().strip(), name, self.secret.text())
            self.answered.emit(answers)

    def working(self, on: bool) -> None:
        """While the ledger is made."""
        self.make.setEnabled(not on)
        self.make.setText(tr("first.creating" if on else "first.create"))

    def refuse(self, error: SuifangError) -> None:
        """Says why the ledger could not be made; everything typed stays."""
        self.working(False)
        self._said.setText(say(error).text)
        self._said.show()

    def show_recovery(self, code: str, operations: Operations, unit: Unit, day: date) -> None:
        """The third screen: the recovery code, shown this once."""
        self.working(False)
        self.secret.clear()
        step = _Step(3, tr("first.sheet"), tr("first.sheet_note"))
        self.sheet = SheetShown(code, tr("first.start"), operations, unit, day)
        self.sheet.finished.connect(self.finished)
        step.layout_.addWidget(self.sheet)
        step.layout_.addStretch(1)
        self.steps.addWidget(step)
        self.put_away, self.start = self.sheet.put_away, self.sheet.start
        self._go(2, self.put_away)
