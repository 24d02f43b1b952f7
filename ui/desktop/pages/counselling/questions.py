"""A few questions for her safety. What she answers is used on this page and kept nowhere; nothing of it stands in her way."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QWidget

from app.counselling.criteria import Question, criteria
from ui.dates import say_date
from ui.desktop import theme
from ui.desktop.pages.counselling.room import held, show_whole
from ui.desktop.pages.counselling.sitting import Sitting
from ui.desktop.widgets.buttons import Button, Pills
from ui.desktop.widgets.link import Link
from ui.desktop.widgets.words import Card, Words, column, empty, row, settle
from ui.text import has, tr

_ROOMY = 1.2
_YES_NO = ("no", "yes")


class Questions(Card):
    """``answered`` at every answer. What she does not say is left open."""

    answered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.body.setSpacing(theme.current().space(2))
        head = row(steps=3)
        head.addWidget(Words(tr("counselling.ask.note"), "soft", wrap=True), 1)
        self.rest = Button(tr("counselling.ask.rest"), "Alt+W", action=self.say_no)
        head.addWidget(self.rest, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        self._inside = QWidget()
        self._sheet = column(self._inside, steps=2)
        self._sheet.setContentsMargins(0, 0, theme.current().space(2), 0)
        self.area = held(self._inside)
        self.body.addWidget(self.area, 1)
        self._sitting: Sitting | None = None
        self.pills: dict[str, Pills] = {}

    def show_sitting(self, sitting: Sitting) -> None:
        """Asks, what is known already filled in."""
        self._sitting = sitting
        empty(self._sheet)
        self.pills = {}
        usual = [q for q in criteria().questions if not q.sensitive and q.id not in sitting.known.silent]
        several = [q for q in usual if q.answers != _YES_NO]
        plain = [q for q in usual if q.answers == _YES_NO]
        self._sheet.addWidget(self._block(several, 1))
        self._sheet.addWidget(self._block(plain, 2 if theme.current().scale <= _ROOMY else 1))
        self.private_link = Link(tr("counselling.ask.private"), action=self.open_private)
        self._sheet.addWidget(self.private_link)
        self.private = Card(tone="due")
        self.private.body.addWidget(Words(tr("counselling.ask.private.note"), "body", wrap=True))
        self.private.body.addWidget(self._block([q for q in criteria().questions if q.sensitive], 1))
        self.private.hide()
        self._sheet.addWidget(self.private)
        self._sheet.addStretch(1)
        settle(self._inside)

    def first(self) -> QWidget:
        """The first question without an answer."""
        waiting = (pills for pills in self.pills.values() if pills.value() is None)
        return next(waiting, next(iter(self.pills.values()), self.rest))

    def open_private(self) -> None:
        """On purpose: the questions not to be asked beside others."""
        self.private.show()
        self.private_link.hide()
        self.pills["infection"].setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self, lambda: show_whole(self.area, self.private))

    def close_private(self) -> None:
        """The page is left: what was answered there is forgotten."""
        if self._sitting is None or self.private.isHidden():
            return
        for question in criteria().questions:
            if question.sensitive:
                self._sitting.answers.pop(question.id, None)
                self.pills[question.id].set_value(None)
        self.private.hide()
        self.private_link.show()

    def say_no(self) -> None:
        """She has heard the other questions and says no to each."""
        if self._sitting is None:
            return
        for question in criteria().questions:
            pills = self.pills.get(question.id)
            shown = pills is not None and not question.sensitive and question.answers[0] == "no"
            if shown and pills is not None and pills.value() is None:
                pills.set_value("no")
                self._sitting.answers[question.id] = "no"
        self._answered()
        self.first().setFocus(Qt.FocusReason.OtherFocusReason)

    def _block(self, questions: list[Question], columns: int) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        wear = theme.current()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(wear.space(4))
        grid.setVerticalSpacing(wear.space(1.5))
        lines = -(-len(questions) // columns)
        narrow = wear.scale > _ROOMY
        for number, question in enumerate(questions):
            line, side = number % lines, number // lines
            words = Words(tr(f"counselling.ask.{question.id}"), "body", wrap=True)
            pills = self._pills(question)
            if narrow:
                grid.addWidget(words, 2 * line, 0)
                grid.addLayout(self._answer(question, pills), 2 * line + 1, 0)
                continue
            grid.addWidget(words, line, 2 * side)
            grid.addLayout(self._answer(question, pills), line, 2 * side + 1)
            if columns == 1:
                words.setFixedWidth(wear.wide(8 if question.answers != _YES_NO else 26))
        for side in range(columns):
            grid.setColumnStretch(2 * side, 0 if columns == 1 else 1)
            grid.setColumnStretch(2 * side + 1, 1 if columns == 1 else 0)
        return holder

    def _pills(self, question: Question) -> Pills:
        value = self._sitting.answers.get(question.id) if self._sitting is not None else None
        pills = Pills(
            [(answer, tr(f"counselling.answer.{answer}")) for answer in question.answers], value, may_be_none=True
        )
        pills.setAccessibleName(tr(f"counselling.ask.{question.id}"))
        for answer in question.answers:
            pills.pill(answer).setAccessibleDescription(tr(f"counselling.ask.{question.id}"))
        pills.chosen.connect(lambda value, q=question.id: self._take(q, value))
        self.pills[question.id] = pills
        return pills

    def _answer(self, question: Question, pills: Pills) -> QBoxLayout:
        roomy = theme.current().scale <= _ROOMY
        line: QBoxLayout = row(steps=3) if roomy else column(steps=1)
        line.addWidget(pills)
        if said := self._from(question.id):
            line.addWidget(Words(said, "note", wrap=not roomy), 0, Qt.AlignmentFlag.AlignVCenter)
        if question.answers != _YES_NO and roomy:
            line.addStretch(1)
        return line

    def _from(self, question: str) -> str:
        """Where a known answer comes from."""
        if self._sitting is None:
            return ""
        known = self._sitting.known
        if question == "age" and known.years is not None:
            return tr("counselling.from.age", years=known.years)
        if question == "birth" and known.born is not None:
            return tr("counselling.from.birth", day=say_date(known.born.isoformat()))
        if question == "pressure" and known.pressure is not None:
            key = "counselling.from.pressure" + ("" if "pressure" in known.answers else ".old")
            visit = known.pressure
            return tr(key, day=say_date(visit.date), high=visit.systolic, low=visit.diastolic) if has(key) else ""
        return ""

    def _take(self, question: str, value: str | None) -> None:
        if self._sitting is None:
            return
        if value is None:
            self._sitting.answers.pop(question, None)
        else:
            self._sitting.answers[question] = value
        self._answered()

    def _answered(self) -> None:
        if self._sitting is not None:
            self._sitting.asked = True
        self.answered.emit()
