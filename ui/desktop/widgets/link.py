"""A quiet way on within a text: underlined words to press."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.desktop import theme
from ui.desktop.widgets.buttons import ENTER_KEYS
from ui.desktop.widgets.closed import stays_closed
from ui.desktop.widgets.marks import rounded


class Link(QAbstractButton):
    """One step aside: see more, open another page. Space and Enter press it. ``reads`` as for a ``Button``."""

    def __init__(
        self, text: str, *, action: Callable[[], object], reads: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._reads = reads
        self.setText(text)
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _on=False: action())

    def showEvent(self, event: QShowEvent) -> None:
        """Stays hidden from who may only look, unless it only reads."""
        super().showEvent(event)
        if not self._reads:
            stays_closed(self)

    def changeEvent(self, event: QEvent) -> None:
        """Takes the new size of the text when the theme changes."""
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        """Room for its words."""
        wear = theme.current()
        metrics = QFontMetrics(wear.font())
        return QSize(metrics.horizontalAdvance(self.text()) + wear.space(2), metrics.height() + wear.space(1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it too."""
        if event.key() in ENTER_KEYS:
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Underlined; a ring while it has the keyboard."""
        wear, painter = theme.current(), QPainter(self)
        if self.hasFocus():
            rounded(painter, self.rect(), None, wear.colour("accent"), 4, 2)
        painter.setFont(wear.font())
        painter.setPen(wear.colour("accent"))
        room = self.rect().adjusted(wear.space(0.5), 0, -wear.space(1), 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self.text())
        below = room.center().y() + QFontMetrics(wear.font()).height() // 2
        painter.drawLine(room.left(), below, room.right(), below)
