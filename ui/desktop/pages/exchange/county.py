"""县里: where everything stands with the county; before it is known, the steps to get to know it, the next one in front."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desktop.pages.exchange.code import CodeEntry
from ui.desktop.pages.exchange.told import ExchangeTold
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.link import Link
from ui.desktop.widgets.words import Card, Words, column, empty, row
from ui.moments import say_moment
from ui.sayings import say_code
from ui.text import tr


class CountyCard(Card):
    """``ask`` for enrolment; ``opened`` tells whose page is wanted; ``print_manifest`` of what left last."""

    ask = Signal()
    print_manifest = Signal()
    opened = Signal(str)

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._today = today
        self.heading = Words("", "section", wrap=True)
        self.body.addWidget(self.heading)
        self._steps = QWidget()
        self._build_steps()
        self.body.addWidget(self._steps)
        self.entry = CodeEntry(
            tr("exchange.county_code"), tr("exchange.county_code.note"), tr("exchange.county_code.same")
        )
        self.body.addWidget(self.entry)
        self._where = column(steps=2)
        self.body.addLayout(self._where)
        self.manifest = Button(tr("exchange.manifest"), action=self.print_manifest.emit)
        foot = row()
        foot.addWidget(self.manifest)
        foot.addStretch(1)
        self.body.addLayout(foot)
        self.body.addStretch(1)

    def _build_steps(self) -> None:
        box = column(self._steps, steps=2)
        box.addWidget(Words(tr("exchange.enrol.what"), wrap=True))
        box.addWidget(Words(tr("exchange.enrol.steps"), "soft", wrap=True))
        self.code = Words("", "code")
        self.code_note = Words(tr("exchange.enrol.code"), "soft", wrap=True)
        self.said = Words("", "good", wrap=True)
        for part in (self.code, self.code_note, self.said):
            box.addWidget(part)
        self.button = Button("", primary=True, action=self.ask.emit)
        line = row()
        line.addWidget(self.button)
        line.addStretch(1)
        box.addLayout(line)
        self.say("")

    def ask_code(self, heading: str) -> None:
        """The answer is here: the county's code is the next step, and the only one that is seen."""
        self._steps.hide()
        self.entry.ask(heading)

    def can(self, yes: bool) -> None:
        """Whether there is a place to write the request to."""
        self.button.setEnabled(yes)

    def say(self, words: str, tone: str = "good") -> None:
        """What was done with the request, or what went wrong."""
        self.said.set_role(tone)
        self.said.setText(words)
        self.said.setVisible(bool(words))

    def show_told(self, told: ExchangeTold) -> None:
        """Where everything stands, or how to begin."""
        known = told.county is not None
        self._steps.setVisible(not known and self.entry.isHidden())
        self.heading.setText(told.county.name if told.county else tr("exchange.enrol"))
        for part in (self.code, self.code_note):
            part.setVisible(told.code is not None)
        self.code.setText(told.code or "")
        self.button.primary = told.code is None
        self.button.setText(tr("exchange.enrol.write"))
        self.manifest.setVisible(told.last_sent is not None)
        empty(self._where)
        if told.county is not None:
            self._show_where(told)

    def _show_where(self, told: ExchangeTold) -> None:
        receipt = (
            tr("exchange.receipt.last", when=say_moment(told.receipt_ms, self._today))
            if told.receipt_ms is not None
            else tr("exchange.receipt.none")
        )
        self._where.addWidget(Words(receipt, "soft", wrap=True))
        found = told.standing
        since = tr("exchange.since", when=say_moment(found.oldest_ms, self._today)) if found.oldest_ms else ""
        counts = Flow(steps=8)
        for key, count, note in (
            ("at_county", found.at_county, ""),
            ("not_yet", found.not_yet, since if found.not_yet else ""),
            ("stays", found.stays, ""),
        ):
            counts.addWidget(_count(tr(f"exchange.{key}"), count, note))
        self._where.addLayout(counts)
        others = max(0, told.women - found.women_sharing)
        if others:
            self._where.addWidget(Words(tr("exchange.stays.women", women=others), "soft", wrap=True))
        if told.refused:
            self._where.addWidget(Words(tr("exchange.refused", n=len(told.refused)), "due", wrap=True))
        for one in told.refused:
            line = row(steps=3)
            if one.woman is not None:
                line.addWidget(Link(one.woman.name, action=partial(self.opened.emit, one.woman.id)))
            why = say_code(one.code, {}).what if one.code.startswith("exchange.") else tr("exchange.refused.why")
            line.addWidget(
                Words(tr("exchange.refused.line", what=tr(f"kind.{one.kind}"), why=why), "soft", wrap=True), 1
            )
            self._where.addLayout(line)


def _count(label: str, count: int, note: str) -> QWidget:
    holder = QWidget()
    box = column(holder, steps=0)
    box.addWidget(Words(label, "soft"))
    box.addWidget(Words(f"{count:,}", "title"))
    box.addWidget(Words(note, "note"))
    return holder
