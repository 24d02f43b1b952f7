"""The steps of the month side by side: what each is for, and where one is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from ui.desktop import theme
from ui.desktop.widgets.buttons import ENTER_KEYS, clicked_by_key
from ui.desktop.widgets.marks import key_cap_size, key_words, paint_key_cap, rounded

LARGE = 1.5
"""Above this size of text the steps stand two by two."""


class Step(QAbstractButton):
    """A card with a number, a word and a note below it."""

    def __init__(self, number: int, word: str, shortcut: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number, self._note, self._key = number, "", key_words(shortcut)
        self.setText(word)
        self.setShortcut(QKeySequence(shortcut))
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_note("")

    def set_note(self, note: str) -> None:
        """What is to be said about the step now."""
        self._note = note
        self.setAccessibleName(f"{self._number} {self.text()}")
        self.setAccessibleDescription(note)
        self.updateGeometry()
        self.update()

    def note(self) -> str:
        """What is said about it."""
        return self._note

    def hasHeightForWidth(self) -> bool:
        """The note wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Room for the word and the whole note."""
        wear = theme.current()
        metrics = QFontMetrics(wear.font("note"))
        room = max(1, width - 2 * wear.space(4) - wear.text("note"))
        note = metrics.boundingRect(QRect(0, 0, room, 10_000), Qt.TextFlag.TextWordWrap, self._note).height()
        return self._head_height() + max(note, metrics.height()) + wear.space(7)

    def sizeHint(self) -> QSize:
        """At least a dozen characters wide."""
        wide = theme.current().wide(12)
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        """Its word, its key, and one line of the note; the layout asks ``heightForWidth`` for the rest."""
        return QSize(theme.current().wide(9), self.heightForWidth(10_000))

    def _head_height(self) -> int:
        return QFontMetrics(theme.current().font("section", bold=True)).height()

    def event(self, event: QEvent) -> bool:
        """Its shortcut is answered within a frame."""
        return clicked_by_key(self, event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes there too."""
        if event.key() in ENTER_KEYS:
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the card from the tokens."""
        wear, painter = theme.current(), QPainter(self)
        on = self.isChecked()
        line = wear.colour("accent" if on or self.hasFocus() else "line")
        fill = wear.colour("accent_soft" if on or self.underMouse() else "card")
        rounded(painter, self.rect(), fill, line, wear.corner, 2 if self.hasFocus() else 1)
        inner = self.rect().adjusted(wear.space(4), wear.space(3), -wear.space(4), -wear.space(3))
        head = QRect(inner.left(), inner.top(), inner.width(), self._head_height())
        painter.setFont(wear.font("section", bold=True))
        painter.setPen(wear.colour("ink"))
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, f"{self._number}　{self.text()}")
        cap = key_cap_size(self._key)
        place = QRect(head.right() - cap.width() + 1, head.center().y() - cap.height() // 2, cap.width(), cap.height())
        paint_key_cap(painter, place, self._key, wear.colour("soft"))
        painter.setFont(wear.font("note"))
        painter.setPen(wear.colour("soft"))
        rest = inner.adjusted(0, head.height() + wear.space(1), 0, 0)
        painter.drawText(rest, Qt.TextFlag.TextWordWrap, self._note)


class Steps(QWidget):
    """``chosen`` tells the key of the step gone to."""

    chosen = Signal(str)

    def __init__(self, steps: list[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        across = QGridLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme.current().space(4 if theme.current().scale <= LARGE else 2))
        beside = len(steps) if theme.current().scale <= LARGE else 2
        self._steps: dict[str, Step] = {}
        for number, (key, word) in enumerate(steps, start=1):
            step = Step(number, word, f"Ctrl+{number}")
            step.clicked.connect(lambda _on=False, key=key: self.chosen.emit(key))
            across.addWidget(step, (number - 1) // beside, (number - 1) % beside)
            self._steps[key] = step

    def step(self, key: str) -> Step:
        """One of them."""
        return self._steps[key]

    def show_step(self, key: str) -> None:
        """Marks where one is."""
        self._steps[key].setChecked(True)
