"""The two cards: onto the stick, and from the stick; and getting to know the county."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from sync.laptop import Became, Outcome
from ui.desktop import theme
from ui.desktop.pages.exchange.told import ExchangeTold
from ui.desktop.widgets.buttons import Button, press_on_enter
from ui.desktop.widgets.field_row import FieldRow
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.words import Card, Words, column, empty, row
from ui.text import tr


class SendCard(Card):
    """存到 U 盘: ``send``, ``print_manifest``; before the county is known, ``ask`` for enrolment."""

    send = Signal()
    ask = Signal()
    print_manifest = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.heading = Words("", "section", wrap=True)
        self.what = Words("", "body", wrap=True)
        self.stays = Words("", "soft", wrap=True)
        self.code = Words("", "code")
        self.code_note = Words("", "soft", wrap=True)
        self.done = Words("", "good", wrap=True)
        for part in (self.heading, self.what, self.stays, self.code, self.code_note, self.done):
            self.body.addWidget(part)
        self.body.addStretch(1)
        buttons = Flow(steps=3)
        self.button = Button("", "Ctrl+Return", primary=True, action=self._press)
        self.manifest = Button(tr("exchange.manifest"), action=self.print_manifest.emit)
        buttons.addWidget(self.button)
        buttons.addWidget(self.manifest)
        self.body.addSpacing(theme.current().space(1))
        self.body.addLayout(buttons)
        self._enrolled = False
        self.say("")

    def _press(self) -> None:
        (self.send if self._enrolled else self.ask).emit()

    def show_told(self, told: ExchangeTold) -> None:
        """What would go, or how to begin."""
        self._enrolled = told.county is not None
        enrolled = self._enrolled
        self.button.primary = enrolled or told.code is None
        for part in (self.code, self.code_note):
            part.setVisible(not enrolled and told.code is not None)
        self.manifest.setVisible(told.last_sent is not None)
        if not enrolled:
            self.heading.setText(tr("exchange.enrol"))
            self.what.setText(tr("exchange.enrol.what"))
            self.stays.setText(tr("exchange.enrol.steps"))
            self.code.setText(told.code or "")
            self.code_note.setText(tr("exchange.enrol.code"))
            self.button.setText(tr("exchange.enrol.again" if told.code else "exchange.enrol.write"))
            return
        found = told.standing
        self.heading.setText(tr("exchange.send"))
        key = "exchange.send.what" if found.not_yet else "exchange.send.nothing"
        self.what.setText(tr(key, n=found.not_yet, women=found.women_sharing))
        others = max(0, told.women - found.women_sharing)
        self.stays.setText(tr("exchange.send.stays", women=others, n=found.stays) if found.stays else "")
        self.button.setText(tr("exchange.send.write"))

    def can(self, yes: bool) -> None:
        """Whether there is a place to write to."""
        self.button.setEnabled(yes)

    def say(self, words: str, tone: str = "good") -> None:
        """What was done, or what went wrong."""
        self.done.set_role(tone)
        self.done.setText(words)
        self.done.setVisible(bool(words))


class ReceiveCard(Card):
    """从 U 盘读入: ``receive``; ``accepted(path, code)`` when she typed the code the county made known."""

    receive = Signal()
    accepted = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.body.addWidget(Words(tr("exchange.receive"), "section", wrap=True))
        self.there = Words("", "body", wrap=True)
        self.strange = Words("", "soft", wrap=True)
        self.body.addWidget(self.there)
        self.body.addWidget(self.strange)
        self._outcomes = column(steps=2)
        self.body.addLayout(self._outcomes)
        self._grant = QWidget()
        self._build_grant()
        self.body.addWidget(self._grant)
        self.body.addStretch(1)
        line = row()
        self.button = Button(tr("exchange.receive.read"), "Ctrl+R", action=self.receive.emit)
        line.addWidget(self.button)
        line.addStretch(1)
        self.body.addLayout(line)

    def _build_grant(self) -> None:
        box = column(self._grant, steps=2.5)
        self.county = Words("", "strong", wrap=True)
        self.typed = QLineEdit()
        self.typed.setMaxLength(40)
        self.typed.setAccessibleName(tr("exchange.county_code"))
        self.typed_row = FieldRow(
            tr("exchange.county_code"), self.typed, required=True, stacked=True, note=tr("exchange.county_code.note")
        )
        self.typed.textEdited.connect(lambda _: self.typed_row.say(""))
        self.accept = Button(tr("exchange.county_code.same"), "Enter", primary=True, action=self._accept)
        box.addWidget(self.county)
        box.addWidget(self.typed_row)
        box.addWidget(self.accept, 0, Qt.AlignmentFlag.AlignLeft)
        press_on_enter(self.typed, self.accept)
        self._grant.hide()
        self._granted: Outcome | None = None

    def _accept(self) -> None:
        digits = sum(c.isdecimal() for c in self.typed.text())
        if digits != 16:
            self.typed_row.say(tr("exchange.county_code.short", n=digits))
            self.typed.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._granted is not None:
            self.accepted.emit(self._granted.path, self.typed.text())

    def show_listing(self, place: str, from_county: int, strange: int) -> None:
        """What lies on the stick, before anything is opened."""
        if not place:
            self.there.setText(tr("exchange.receive.no_place"))
        else:
            self.there.setText(
                tr("exchange.receive.there" if from_county else "exchange.receive.nothing", n=from_county)
            )
        self.strange.setText(tr("exchange.receive.strange", n=strange) if strange else "")
        self.strange.setVisible(bool(strange))
        self.button.setEnabled(from_county > 0)

    def show_outcomes(self, outcomes: Sequence[tuple[Outcome, str, str]]) -> None:
        """What became of each file: (outcome, words, tone). An answer to our request asks for the code."""
        empty(self._outcomes)
        self._granted = None
        for outcome, words, tone in outcomes:
            card = Card(tone=tone if tone != "soft" else "")
            card.body.addWidget(Words(words, wrap=True))
            card.body.addWidget(Words(outcome.path.name, "note", wrap=True))
            self._outcomes.addWidget(card)
            if outcome.became is Became.GRANT and outcome.grant is not None:
                self._granted = outcome
                self.county.setText(tr("exchange.county_is", name=outcome.grant.hub_name))
        self._grant.setVisible(self._granted is not None)
        if self._granted is not None:
            self.typed.clear()
            self.typed.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, words: str) -> None:
        """The code differs: said below the line."""
        self.typed_row.say(words)
        self.typed.setFocus(Qt.FocusReason.OtherFocusReason)

    def done(self) -> None:
        """The county is known now."""
        self._granted = None
        self._grant.hide()
