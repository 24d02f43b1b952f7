"""Counts as quiet bars. No target, no colour that judges, no rank: the order is that of the form, or of the groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.desktop import theme
from ui.desktop.widgets.buttons import ENTER_KEYS
from ui.desktop.widgets.marks import rounded
from ui.text import tr


@dataclass(frozen=True, slots=True)
class Bar:
    """One count: the code of its figure, its name, how many."""

    code: str
    words: str
    count: int


class Bars(QWidget):
    """``opened`` tells the figure of the bar that was clicked, or reached with ↑ ↓."""

    opened = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[Bar, ...] = ()
        self._at = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(name)

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Shows the counts, those of nobody as well."""
        self._bars = tuple(bars)
        self._at = -1
        said = [tr("month.mix.bar", method=bar.words, n=bar.count) for bar in self._bars]
        self.setAccessibleDescription(tr("month.and").join(said))
        self.updateGeometry()
        self.update()

    def bars(self) -> tuple[Bar, ...]:
        """What is shown."""
        return self._bars

    def unmark(self) -> None:
        """No bar is the one looked at."""
        self._at = -1
        self.update()

    def _line(self) -> int:
        wear = theme.current()
        return QFontMetrics(wear.font()).height() + wear.space(0.5)

    def sizeHint(self) -> QSize:
        """A line each."""
        return QSize(theme.current().wide(14), self._line() * max(1, len(self._bars)))

    def minimumSizeHint(self) -> QSize:
        """Never clipped."""
        return QSize(theme.current().wide(10), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Name, bar, count."""
        wear, painter = theme.current(), QPainter(self)
        metrics = QFontMetrics(wear.font())
        names = max((metrics.horizontalAdvance(bar.words) for bar in self._bars), default=0) + wear.space(3)
        counts = max((metrics.horizontalAdvance(self._count(bar)) for bar in self._bars), default=0) + wear.space(3)
        names = min(names, self.width() - counts - wear.space(8))
        room = self.width() - names - counts
        most = max((bar.count for bar in self._bars), default=0) or 1
        for place, bar in enumerate(self._bars):
            top = place * self._line()
            box = QRect(0, top, self.width(), self._line())
            if place == self._at:
                rounded(painter, box, wear.colour("accent_soft"), None, 4)
            painter.setFont(wear.font())
            painter.setPen(wear.colour("ink"))
            middle = Qt.AlignmentFlag.AlignVCenter
            words = metrics.elidedText(bar.words, Qt.TextElideMode.ElideRight, names - wear.space(2))
            painter.drawText(QRect(0, top, names, self._line()), middle, words)
            if bar.count:
                high = wear.space(3)
                wide = max(wear.space(1), round(room * bar.count / most))
                stripe = QRect(names, box.center().y() - high // 2, wide, high)
                rounded(painter, stripe, wear.colour("accent"), None, 3)
            painter.setFont(wear.font())
            painter.setPen(wear.colour("soft"))
            painter.drawText(box.adjusted(0, 0, -2, 0), middle | Qt.AlignmentFlag.AlignRight, self._count(bar))
        if self.hasFocus():
            rounded(painter, self.rect(), None, wear.colour("accent"), 4, 2)

    def _count(self, bar: Bar) -> str:
        return tr("month.people", n=bar.count)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Opens the bar."""
        self._go(int(event.position().y()) // self._line())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↑ ↓ walk along the bars."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._go(self._at + (1 if event.key() == Qt.Key.Key_Down else -1))
        elif event.key() in ENTER_KEYS:
            self._go(max(0, self._at))
        else:
            super().keyPressEvent(event)

    def _go(self, place: int) -> None:
        if self._bars:
            self._at = min(max(0, place), len(self._bars) - 1)
            self.update()
            self.opened.emit(self._bars[self._at].code)

    def changeEvent(self, event: QEvent) -> None:
        """Takes the new size of the text when the theme changes."""
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
        super().changeEvent(event)
