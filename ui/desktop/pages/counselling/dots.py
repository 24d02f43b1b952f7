"""A hundred dots, of which some are filled: how many of a hundred women, to be seen at once."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.counselling.facts import in_a_hundred
from ui.desktop import theme
from ui.text import tr

_ACROSS, _DOWN = 25, 4


class Dots(QWidget):
    """Four rows of twenty-five. Fewer than one in a hundred is a dot half filled; quiet, without a colour of alarm."""

    def __init__(self, per_1000: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filled, self._part = in_a_hundred(per_1000), per_1000 < 10
        self.setAccessibleName(tr("counselling.dots", n=self._filled))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def _step(self) -> float:
        return theme.current().text() * 0.72

    def sizeHint(self) -> QSize:
        """Grows with the text."""
        return QSize(round(_ACROSS * self._step()), round(_DOWN * self._step()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the dots, filled ones first."""
        wear, painter, step = theme.current(), QPainter(self), self._step()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = step * 0.32
        for number in range(_ACROSS * _DOWN):
            middle = QPointF((number % _ACROSS + 0.5) * step, (number // _ACROSS + 0.5) * step)
            filled = number < self._filled
            painter.setPen(QPen(wear.colour("ink" if filled else "edge"), 1))
            painter.setBrush(wear.colour("ink") if filled else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(middle, radius, radius)
            if self._part and number == 0:
                painter.setBrush(wear.colour("ink"))
                painter.drawPie(
                    round(middle.x() - radius), round(middle.y() - radius), round(2 * radius), round(2 * radius),
                    90 * 16, 180 * 16,
                )  # fmt: skip


class Rule(QWidget):
    """A thin line between the rows of a comparison."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """One pixel."""
        QPainter(self).fillRect(self.rect(), theme.current().colour("line"))
