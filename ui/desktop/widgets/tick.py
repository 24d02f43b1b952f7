"""A box to tick, large enough to be seen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QWidget

from ui.desktop import theme
from ui.desktop.widgets.marks import rounded


class Tick(QCheckBox):
    """Yes or no, with its words."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setAccessibleName(words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def changeEvent(self, event: QEvent) -> None:
        """Takes the new size of the text when the theme changes."""
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        """Room for the box and the words."""
        wear = theme.current()
        metrics = QFontMetrics(wear.font())
        words = metrics.horizontalAdvance(self.text())
        return QSize(self._side() + wear.space(2.5) + words + 4, metrics.height() + wear.space(3))

    def minimumSizeHint(self) -> QSize:
        """Nothing of it is ever clipped."""
        return self.sizeHint()

    def hitButton(self, _point: QPoint) -> bool:
        """The words count as the box does."""
        return True

    def _side(self) -> int:
        return round(theme.current().text() * 1.35)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints box, tick and words from the tokens."""
        wear, painter = theme.current(), QPainter(self)
        side = self._side()
        box = QRect(1, (self.height() - side) // 2, side, side)
        on = self.isChecked()
        edge = wear.colour("accent" if on or self.hasFocus() else "edge")
        rounded(painter, box, wear.colour("accent" if on else "card"), edge, 5, 2 if self.hasFocus() else 1)
        if on:
            painter.setPen(QPen(wear.colour("on_accent"), side / 9, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            points = [
                QPointF(box.left() + side * x, box.top() + side * y)
                for x, y in ((0.25, 0.52), (0.43, 0.7), (0.76, 0.32))
            ]
            painter.drawPolyline(points)
        painter.setFont(wear.font())
        painter.setPen(wear.colour("ink" if self.isEnabled() else "soft"))
        room = self.rect().adjusted(side + wear.space(2.5), 0, 0, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.hasFocus():
            rounded(painter, box.adjusted(-1, -1, 1, 1), None, wear.colour("accent"), 6, 2)
