"""同事的电脑: the laptops of this office; one more is admitted, this one joins, one that is lost is stopped."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.codes import code_list
from sync.membership import OfficeLaptop
from ui.dates import say_date
from ui.desktop.pages.exchange.code import CodeEntry
from ui.desktop.pages.exchange.told import ExchangeTold
from ui.desktop.widgets.buttons import Button, Pills
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.link import Link
from ui.desktop.widgets.scroll import bring_into_sight
from ui.desktop.widgets.words import Card, Words, column, empty, row
from ui.moments import say_moment
from ui.text import language, tr

REASONS = ("lost", "replaced", "given_up")

LAID_OUT_MS = 40
"""So long after it was shown what opens has its place, and can be scrolled to."""


class OfficeCard(Card):
    """``ask`` to be admitted; ``stop(replica, reason)``; ``notice(replica)`` for the county."""

    ask = Signal()
    stop = Signal(str, str)
    notice = Signal(str)

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._today = today
        self._stopping = ""
        self._awaited = self._just_stopped = ""
        self.body.addWidget(Words(tr("exchange.office"), "section", wrap=True))
        self.alone = Words("", "soft", wrap=True)
        self.body.addWidget(self.alone)
        self._list = column(steps=2)
        self.body.addLayout(self._list)
        self.admitting = CodeEntry(
            tr("exchange.office.code"), tr("exchange.office.code.note"), tr("exchange.office.admit")
        )
        self.joining = CodeEntry(
            tr("exchange.office.their_code"), tr("exchange.office.code.note"), tr("exchange.office.join")
        )
        self.said = Words("", "good", wrap=True)
        self.code = Words("", "code")
        for part in (self.admitting, self.joining, self.said, self.code):
            self.body.addWidget(part)
        self._build_stop()
        ways = Flow(steps=3)
        self.button = Button(tr("exchange.office.ask"), action=self.ask.emit)
        ways.addWidget(self.button)
        self.body.addLayout(ways)
        self.body.addStretch(1)
        self.say("")

    def _build_stop(self) -> None:
        self.stopping = QWidget()
        box = column(self.stopping, steps=2)
        self._whom = Words("", "strong", wrap=True)
        self.reason = Pills([(code, code_list("laptop_stop").label(code, language())) for code in REASONS], REASONS[0])
        self.reason.setAccessibleName(tr("exchange.office.stop.why"))
        box.addWidget(self._whom)
        box.addWidget(Words(tr("exchange.office.stop.note"), "soft", wrap=True))
        box.addWidget(self.reason)
        ways = Flow(steps=3)
        self.do_stop = Button(tr("exchange.office.stop.do"), action=self._stop)
        ways.addWidget(self.do_stop)
        ways.addWidget(Button(tr("exchange.office.stop.not"), "Esc", action=self.stopping.hide))
        box.addLayout(ways)
        self.body.addWidget(self.stopping)
        self.stopping.hide()

    def _stop(self) -> None:
        self._just_stopped = self._stopping
        self.stopping.hide()
        self.stop.emit(self._stopping, self.reason.value() or REASONS[0])

    def ask_code(self, entry: CodeEntry, heading: str) -> None:
        """A code is the next step, and the only one that is seen."""
        self.say("")
        self.alone.hide()
        self.button.hide()
        entry.ask(heading)

    def can(self, yes: bool) -> None:
        """Whether there is a place to write to."""
        self.button.setEnabled(yes)

    def say(self, words: str, tone: str = "good", code: str = "", awaited: str = "") -> None:
        """What was done; ``code``: to be read out or shown to the other, until the laptop ``awaited`` is heard of."""
        self._awaited = awaited
        self.said.set_role(tone)
        self.said.setText(words)
        self.said.setVisible(bool(words))
        self.code.setText(code)
        self.code.setVisible(bool(code))
        if words:
            last = self.code if code else self.said
            QTimer.singleShot(LAID_OUT_MS, last, lambda: bring_into_sight(last))

    def begin(self) -> None:
        """An exchange begins: what was done before is old, but for a code somebody still needs."""
        if not self.code.text():
            self.say("")

    def show_told(self, told: ExchangeTold) -> None:
        """Every laptop of the office."""
        if any(one.label == self._awaited and one.heard_ms is not None for one in told.colleagues):
            self.say("")
        empty(self._list)
        self.alone.setText(tr("exchange.office.alone"))
        asked = not (self.admitting.isHidden() and self.joining.isHidden())
        self.alone.setVisible(not told.colleagues and not asked)
        self.button.setVisible(not told.belongs and not asked)
        for one in sorted(told.laptops, key=lambda one: (not one.mine, one.stop is not None)):
            self._list.addWidget(self._line(one))

    def _line(self, one: OfficeLaptop) -> QWidget:
        holder = QWidget()
        line = row(holder, steps=3)
        about = column(steps=0)
        name = one.label + (f"　{tr('exchange.office.mine')}" if one.mine else "")
        about.addWidget(Words(name, "strong", wrap=True))
        about.addWidget(Words(self._about(one), "soft", wrap=True))
        line.addLayout(about, 1)
        if not one.mine and one.standing:
            go = Link(tr("exchange.office.stop"), action=partial(self.ask_stop, one))
            go.setAccessibleName(tr("exchange.office.stop.whom", label=one.label))
            line.addWidget(go, 0, Qt.AlignmentFlag.AlignTop)
        elif one.stop is not None:
            go = Link(tr("exchange.office.notice"), action=partial(self.notice.emit, one.replica))
            line.addWidget(go, 0, Qt.AlignmentFlag.AlignTop)
            if one.replica == self._just_stopped:  # the next step has the keyboard
                QTimer.singleShot(0, go, lambda: go.setFocus(Qt.FocusReason.OtherFocusReason))
        return holder

    def _about(self, one: OfficeLaptop) -> str:
        if one.stop is not None:
            why = code_list("laptop_stop").label(one.stop.reason, language())
            told = tr("exchange.office.stopped", day=say_date(one.stop.date), why=why)
            beyond = tr("exchange.office.beyond", n=one.beyond) if one.beyond else ""
            return "　".join(part for part in (told, beyond) if part)
        if one.mine:
            return tr("exchange.office.since", day=say_date(one.laptop.admitted))
        if one.heard_ms is None:
            return tr("exchange.office.never")
        heard = tr("exchange.office.heard", when=say_moment(one.heard_ms, self._today))
        return heard + (tr("exchange.office.lacks", n=one.lacks) if one.lacks else tr("exchange.office.equal"))

    def ask_stop(self, one: OfficeLaptop) -> None:
        """Asks why, and says what stopping does, before it is done."""
        self._stopping = one.replica
        self._whom.setText(tr("exchange.office.stop.whom", label=one.label))
        self.stopping.show()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(LAID_OUT_MS, self.do_stop, lambda: bring_into_sight(self.do_stop))
