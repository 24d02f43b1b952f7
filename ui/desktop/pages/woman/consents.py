"""Her consents: what she agreed to, and one step to write down what she says today."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.consent import SCOPES
from app.records import KINDS
from ui.dates import say_date
from ui.desktop import theme
from ui.desktop.pages.woman.seen import Seen
from ui.desktop.widgets.buttons import ENTER_KEYS, Button, Pills
from ui.desktop.widgets.editors import editor_for
from ui.desktop.widgets.field_row import FieldRow
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.marks import rounded
from ui.desktop.widgets.words import Card, Words, column, empty
from ui.text import tr

_MARKS = {"given": "✓", "not_asked": "—", "refused": "✕", "withdrawn": "✕"}
"""A mark beside the word; no colour judges an answer."""


class ScopeButton(QAbstractButton):
    """One scope and what holds for it; a press opens the step."""

    def __init__(self, scope: str, state: str) -> None:
        super().__init__()
        self.scope, self.state = scope, state
        words = tr(f"woman.scope.{scope}")
        said = "" if state == "given" else tr(f"woman.state.{state}")
        self.setText(f"{_MARKS[state]} {words}{said}")
        self.setAccessibleName(f"{words} {tr(f'woman.said.{state}')}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Room for its words."""
        wear = theme.current()
        metrics = QFontMetrics(wear.font())
        return QSize(metrics.horizontalAdvance(self.text()) + wear.space(3), metrics.height() + wear.space(1.5))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it too."""
        if event.key() in ENTER_KEYS:
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Words, with a ground while it is open or under the mouse."""
        wear, painter = theme.current(), QPainter(self)
        lit = self.isChecked() or self.underMouse()
        if lit or self.hasFocus():
            edge = wear.colour("accent") if self.hasFocus() else None
            rounded(painter, self.rect(), wear.colour("accent_soft") if lit else None, edge, 6)
        painter.setFont(wear.font())
        painter.setPen(wear.colour("ink" if self.state == "given" else "soft"))
        painter.drawText(self.rect().adjusted(wear.space(1), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())


class Step(Card):
    """The tiny panel: what stands, how she says it today, and the answers she may give. Esc closes it."""

    answered = Signal(bool, dict)
    closed = Signal()

    def __init__(self, seen: Seen, scope: str) -> None:
        super().__init__(tone="accent")
        self.scope = scope
        wear = theme.current()
        self.body.setContentsMargins(wear.space(3), wear.space(3), wear.space(3), wear.space(3))
        self.setAccessibleName(tr(f"woman.scope.{scope}"))
        state, standing = seen.consent(scope), seen.statement(scope)
        self.body.addWidget(Words(tr(f"woman.scope.{scope}.what"), "strong", wrap=True))
        words = tr(f"woman.said.{state}")
        if standing is not None:
            how = tr(f"woman.how.{standing.how}") if standing.how else ""
            words = "　".join(w for w in (words, say_date(standing.date), how) if w)
        self.body.addWidget(Words(words, "soft", wrap=True))
        self.how = Pills([(how, tr(f"woman.how.{how}")) for how in ("signed", "oral")], "signed")
        self.how.setAccessibleName(tr("field.consent.how"))
        self.how.chosen.connect(self._how_changed)
        fields = KINDS["consent"].fields
        date_editor, witness_editor = (editor_for(fields[name], seen.today) for name in ("date", "witness"))
        assert date_editor is not None and witness_editor is not None  # noqa: S101, PT018  a day and a text have editors
        self.date, self.witness = date_editor, witness_editor
        self.date.set_value(seen.today.isoformat())
        self.date.name(tr("field.consent.date"))
        self.witness.name(tr("field.consent.witness"))
        self._form = QWidget()
        inside = column(self._form, steps=2)
        inside.addWidget(self.how)
        self._witness_row = FieldRow(
            tr("field.consent.witness"), self.witness, note=tr("woman.witness.note"), stacked=True
        )
        self._witness_row.hide()
        inside.addWidget(self._witness_row)
        self._date_row = FieldRow(tr("field.consent.date"), self.date, stacked=True)
        inside.addWidget(self._date_row)
        self.ways = Flow()
        for agrees, key in _answers(state):
            self.ways.addWidget(Button(tr(key), action=partial(self._answer, agrees)))
        never_mind = Button(tr("woman.never_mind"), "Esc", action=self.closed.emit)
        inside.addLayout(self.ways)
        self.body.addWidget(self._form)
        if state in ("refused", "withdrawn"):
            # Asking again is pressure: the answers wait behind one press, for when she speaks of it herself.
            self._form.hide()
            self.body.addWidget(Words(tr("woman.not_again"), "note", wrap=True))
            reopen = Button(tr("woman.reopen"), action=lambda: self._open(reopen))
            self.body.addWidget(reopen, 0, Qt.AlignmentFlag.AlignLeft)
            self.body.addWidget(never_mind, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            self.ways.addWidget(never_mind)

    def _open(self, button: Button) -> None:
        button.hide()
        self._form.show()
        self.how.setFocus(Qt.FocusReason.OtherFocusReason)

    def _how_changed(self, how: str | None) -> None:
        self._witness_row.setVisible(how == "oral")

    def _answer(self, agrees: bool) -> None:
        if problem := self.date.problem() or ("" if self.date.value() else tr("editor.required")):
            self._date_row.say(problem)
            return
        self.answered.emit(
            agrees, {"date": self.date.value(), "how": self.how.value(), "witness": self.witness.value()}
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes it."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)


def _answers(state: str) -> tuple[tuple[bool, str], ...]:
    if state == "given":
        return ((False, "woman.withdraws"),)
    if state == "not_asked":
        return ((True, "woman.agrees"), (False, "woman.refuses"))
    return ((True, "woman.agrees"),)


class Consents(QWidget):
    """``answered`` tells scope, whether she agrees, and date, how and witness."""

    answered = Signal(str, bool, dict)
    opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        sheet = column(self, steps=1)
        sheet.addWidget(Words(tr("woman.consents"), "note"))
        holder = QWidget()
        self._flow = Flow(holder, steps=0.5)
        sheet.addWidget(holder)
        self._place = column(steps=0)
        sheet.addLayout(self._place)
        self.step: Step | None = None
        self._seen: Seen | None = None

    def show_story(self, seen: Seen) -> None:
        """Shows what holds; an open step of the same woman closes, its answer is in."""
        self._seen = seen
        self._close()
        empty(self._flow)
        for scope in SCOPES:
            button = ScopeButton(scope, seen.consent(scope))
            button.clicked.connect(lambda _on=False, scope=scope: self.open_step(scope))
            self._flow.addWidget(button)

    def buttons(self) -> dict[str, ScopeButton]:
        """The scopes, to press."""
        found = (self._flow.itemAt(n) for n in range(self._flow.count()))
        widgets = (item.widget() for item in found if item is not None)
        return {button.scope: button for button in widgets if isinstance(button, ScopeButton)}

    def open_step(self, scope: str) -> None:
        """Opens the panel of a scope, or closes it."""
        before = self.step.scope if self.step is not None else ""
        self._close()
        if self._seen is None or scope == before:
            return
        self.step = Step(self._seen, scope)
        self.step.closed.connect(lambda: self._close(scope))
        self.step.answered.connect(lambda agrees, facts: self.answered.emit(scope, agrees, facts))
        self._place.addWidget(self.step)
        for name, button in self.buttons().items():
            button.setChecked(name == scope)
        self.step.ways.itemAt(0).widget().setFocus(Qt.FocusReason.OtherFocusReason)  # type: ignore[union-attr]  # it has one
        self.opened.emit()

    def _close(self, focus: str = "") -> None:
        self.step = None
        empty(self._place)
        for name, button in self.buttons().items():
            button.setChecked(False)
            if name == focus:
                button.setFocus(Qt.FocusReason.OtherFocusReason)
