"""Her consents on her page, at a glance: what holds for each; the sheet where she says anew is ``consent_sheet``."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.actions.consents import SPOUSE_FIELDS
from app.consent import ALL_SCOPES, CONTACT, SCOPES, SPOUSE, effective, terms
from app.records.story import Story
from ui.desktop import theme
from ui.desktop.pages.woman.seen import Seen
from ui.desktop.widgets.buttons import ENTER_KEYS, Button
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.marks import rounded
from ui.desktop.widgets.words import Words, column, empty, row
from ui.text import tr

_MARKS = {"given": "✓", "not_asked": "—", "refused": "✕", "withdrawn": "✕"}
"""A mark beside the word; no colour judges an answer."""


class ScopeButton(QAbstractButton):
    """One scope and what holds for it; a press asks to change it."""

    def __init__(self, scope: str, state: str) -> None:
        super().__init__()
        self.scope, self.state = scope, state
        words = tr(f"woman.scope.{scope}")
        said = "" if state == "given" else tr(f"woman.state.{state}")
        self.setText(f"{_MARKS[state]} {words}{said}")
        self.setAccessibleName(f"{words} {tr(f'woman.said.{state}')}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
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
        """Words, with a ground while it is under the mouse."""
        wear, painter = theme.current(), QPainter(self)
        lit = self.underMouse()
        if lit or self.hasFocus():
            edge = wear.colour("accent") if self.hasFocus() else None
            rounded(painter, self.rect(), wear.colour("accent_soft") if lit else None, edge, 6)
        painter.setFont(wear.font())
        painter.setPen(wear.colour("ink" if self.state == "given" else "soft"))
        painter.drawText(self.rect().adjusted(wear.space(1), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())


class Consents(QWidget):
    """What holds for every scope; ``wanted`` tells the one she speaks of, '' for all of them."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        sheet = column(self, steps=1)
        sheet.addWidget(Words(tr("woman.consents"), "note"))
        holder = QWidget()
        self._flow = Flow(holder, steps=0.5)
        sheet.addWidget(holder)
        self.terms = Words("", "body", wrap=True)
        sheet.addWidget(self.terms)
        self.all = Button(tr("consents.open"), "Ctrl+T", action=lambda: self.wanted.emit(""))
        line = row()
        line.addWidget(self.all)
        line.addStretch(1)
        sheet.addLayout(line)

    def show_story(self, seen: Seen) -> None:
        """Shows what holds."""
        empty(self._flow)
        for scope in scopes_of(seen.story):
            button = ScopeButton(scope, seen.consent(scope))
            button.clicked.connect(lambda _on=False, scope=scope: self.wanted.emit(scope))
            self._flow.addWidget(button)
        told = terms_words(seen.story)
        self.terms.setText("\n".join(told))
        self.terms.setVisible(bool(told))

    def buttons(self) -> dict[str, ScopeButton]:
        """The scopes, to press."""
        found = (self._flow.itemAt(n) for n in range(self._flow.count()))
        widgets = (item.widget() for item in found if item is not None)
        return {button.scope: button for button in widgets if isinstance(button, ScopeButton)}


def scopes_of(story: Story) -> tuple[str, ...]:
    """What she, and her husband for himself, can be asked. Who will not be kept in the ledger is asked nothing else."""
    if effective(story.consents, "care") in ("refused", "withdrawn"):
        return ("care",)
    his = any(getattr(story.woman, name) for name in SPOUSE_FIELDS) or effective(story.consents, SPOUSE) != "not_asked"
    return ALL_SCOPES if his else SCOPES


def terms_words(story: Story) -> list[str]:
    """By whom and when she may be reached, a line for each way she agreed to and said more about."""
    lines = []
    for scope in CONTACT:
        said = [words for words in terms(story.consents, scope) if words]
        if said:
            lines.append(tr("consents.terms", way=tr(f"woman.scope.{scope}"), said=tr("consents.and").join(said)))
    return lines
