"""A figure over time, and ages by sex: drawn by the program, without target, rank or colour that judges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.values.dates import earliest
from ui.dates import say_date
from ui.desktop import theme
from ui.desktop.pages.month.told import Point
from ui.desktop.widgets.marks import rounded
from ui.text import tr


class Trend(QWidget):
    """A line from month to month: a full dot is a closed month, a ring an open one, a gap a number nobody knows.

    The words below it say the month the mouse, or ← →, points at; at first the last one.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points: tuple[Point, ...] = ()
        self._at = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("month.trend"))

    def show_points(self, points: Sequence[Point]) -> None:
        """Shows other months, oldest first."""
        self._points = tuple(points)
        self._at = len(self._points) - 1
        said = [f"{say_date(point.month)} {point.words}" for point in self._points]
        self.setAccessibleDescription(tr("month.and").join(said))
        self.update()

    def points(self) -> tuple[Point, ...]:
        """What is shown."""
        return self._points

    def said(self) -> str:
        """The month pointed at, in words."""
        if not 0 <= self._at < len(self._points):
            return ""
        point = self._points[self._at]
        key = "month.trend.closed" if point.closed else "month.trend.open"
        return tr(key, month=say_date(point.month), n=point.words)

    def sizeHint(self) -> QSize:
        """Wide rather than high."""
        wear = theme.current()
        return QSize(wear.wide(16), wear.wide(7))

    def minimumSizeHint(self) -> QSize:
        """Enough to see a line, and the words below it."""
        wear = theme.current()
        return QSize(wear.wide(10), wear.wide(4))

    def _plot(self) -> QRectF:
        wear = theme.current()
        high = QFontMetrics(wear.font("note")).height()
        most = max((p.value for p in self._points if p.value is not None), default=0.0)
        left = QFontMetrics(wear.font("note")).horizontalAdvance(_short(most)) + wear.space(2)
        room = QRectF(self.rect())
        return room.adjusted(left, high + wear.space(2.5), -wear.space(2), -high - wear.space(2))

    def _x(self, place: int, plot: QRectF) -> float:
        steps = max(1, len(self._points) - 1)
        return plot.left() + plot.width() * place / steps

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Axis, line, dots, years."""
        wear, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(wear.font("note"))
        plot = self._plot()
        most = max((p.value for p in self._points if p.value is not None), default=0.0)
        least = min((p.value for p in self._points if p.value is not None), default=0.0)
        top, bottom = (most or 1.0), min(0.0, least)

        def place(number: int, value: float) -> QPointF:
            return QPointF(self._x(number, plot), plot.bottom() - plot.height() * (value - bottom) / (top - bottom))

        painter.setPen(QPen(wear.colour("line"), 1))
        for value in {top, 0.0, bottom}:
            y = place(0, value).y()
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        painter.setPen(wear.colour("soft"))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        high = QFontMetrics(wear.font("note")).height()
        for value in {most, 0.0}:
            y = place(0, value).y()
            painter.drawText(QRectF(0, y - high / 2, plot.left() - wear.space(1.5), high), middle, _short(value))
        self._paint_line(painter, [None if p.value is None else place(n, p.value) for n, p in enumerate(self._points)])
        self._paint_months(painter, plot, high)

    def _paint_line(self, painter: QPainter, places: list[QPointF | None]) -> None:
        wear = theme.current()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        run: list[QPointF] = []
        painter.setPen(QPen(wear.colour("accent"), 2))
        for here in [*places, None]:
            if here is not None:
                run.append(here)
            elif run:
                painter.drawPolyline(QPolygonF(run))
                run = []
        for number, here in enumerate(places):
            if here is None:
                continue
            painter.setPen(QPen(wear.colour("accent"), 1.6))
            painter.setBrush(wear.colour("accent" if self._points[number].closed else "card"))
            size = 4.6 if number == self._at else 3.0
            painter.drawEllipse(here, size, size)

    def _paint_months(self, painter: QPainter, plot: QRectF, high: int) -> None:
        """January with its year below the line; above it what is pointed at."""
        wear = theme.current()
        painter.setPen(wear.colour("soft"))
        centre = Qt.AlignmentFlag.AlignCenter
        wide = wear.wide(4)
        for number, point in enumerate(self._points):
            day = earliest(point.month)
            if day.month == 1 or number in (0, len(self._points) - 1):
                x = min(max(self._x(number, plot), wide / 2), self.width() - wide / 2)
                near = any(earliest(p.month).month == 1 and 0 < abs(n - number) < 4 for n, p in enumerate(self._points))
                if day.month == 1 or not near:
                    words = f"{day.year}.{day.month}"
                    painter.drawText(QRectF(x - wide / 2, plot.bottom() + wear.space(1), wide, high), centre, words)
        painter.setPen(wear.colour("ink"))
        painter.drawText(QRectF(0, 0, self.width(), high), Qt.AlignmentFlag.AlignRight, self.said())
        if self.hasFocus():
            rounded(painter, self.rect(), None, wear.colour("accent"), 4, 2)

    def _go(self, place: int) -> None:
        if self._points:
            self._at = min(max(0, place), len(self._points) - 1)
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """← → walk from month to month."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._go(self._at + (1 if event.key() == Qt.Key.Key_Right else -1))
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The month nearest to the mouse."""
        plot = self._plot()
        steps = max(1, len(self._points) - 1)
        self._go(round((event.position().x() - plot.left()) / max(1.0, plot.width()) * steps))


def _short(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


@dataclass(frozen=True, slots=True)
class Ages:
    """One age group: its words, how many to the left and to the right of the middle; ``right`` None for one side only."""

    words: str
    left: int
    right: int | None = None


class Pyramid(QWidget):
    """Age groups, the youngest at the bottom; one or two sides, both in one quiet colour."""

    def __init__(self, name: str, sides: tuple[str, str] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups: tuple[Ages, ...] = ()
        self._sides = sides
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def show_groups(self, groups: Sequence[Ages]) -> None:
        """Shows other groups, youngest first."""
        self._groups = tuple(groups)
        self.setAccessibleDescription(tr("month.and").join(self._said(group) for group in self._groups))
        self.updateGeometry()
        self.update()

    def groups(self) -> tuple[Ages, ...]:
        """What is shown."""
        return self._groups

    def _said(self, group: Ages) -> str:
        if self._sides is None or group.right is None:
            return f"{group.words} {group.left:,}"
        return f"{group.words} {self._sides[0]} {group.left:,} {self._sides[1]} {group.right:,}"

    def _line(self) -> int:
        wear = theme.current()
        return QFontMetrics(wear.font()).height() + wear.space(1.5)

    def sizeHint(self) -> QSize:
        """A line each, and one for the names of the sides."""
        return QSize(theme.current().wide(14), self._line() * (len(self._groups) + (self._sides is not None)))

    def minimumSizeHint(self) -> QSize:
        """Never clipped."""
        return QSize(theme.current().wide(10), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ages stand left, or in the middle between two sides."""
        wear, painter = theme.current(), QPainter(self)
        metrics = QFontMetrics(wear.font())
        painter.setFont(wear.font())
        names = max((metrics.horizontalAdvance(g.words) for g in self._groups), default=0) + wear.space(4)
        most = max((max(g.left, g.right or 0) for g in self._groups), default=0)
        numbers = metrics.horizontalAdvance(f"{most:,}") + wear.space(3)
        two = self._sides is not None
        room = (self.width() - names) // (2 if two else 1) - numbers
        middle = (self.width() - names) // 2 if two else 0
        for place, group in enumerate(reversed(self._groups)):
            top = place * self._line()
            painter.setPen(wear.colour("ink"))
            centre = Qt.AlignmentFlag.AlignVCenter
            align = Qt.AlignmentFlag.AlignHCenter if two else Qt.AlignmentFlag.AlignLeft
            painter.drawText(QRect(middle, top, names, self._line()), centre | align, group.words)
            self._bar(
                painter, middle + names, top, room, group.left if not two else group.right or 0, most, leftwards=False
            )
            if two:
                self._bar(painter, middle, top, room, group.left, most, leftwards=True)
        if self._sides is not None:
            top = len(self._groups) * self._line()
            painter.setPen(wear.colour("soft"))
            flags = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRect(0, top, middle, self._line()), flags | Qt.AlignmentFlag.AlignRight, self._sides[0])
            painter.drawText(QRect(middle + names, top, middle, self._line()), flags, self._sides[1])

    def _bar(
        self, painter: QPainter, start: int, top: int, room: int, count: int, most: int, *, leftwards: bool
    ) -> None:
        wear = theme.current()
        high = wear.space(3)
        wide = max(wear.space(1), round(room * count / most)) if count else 0
        middle = top + (self._line() - high) // 2
        if wide:
            stripe = QRect(start - wide if leftwards else start, middle, wide, high)
            rounded(painter, stripe, wear.colour("accent"), None, 3)
        painter.setPen(wear.colour("soft"))
        gap, numbers = wear.space(2), 1_000
        at = start - wide - gap - numbers if leftwards else start + wide + gap
        side = Qt.AlignmentFlag.AlignRight if leftwards else Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRect(at, top, numbers, self._line()), Qt.AlignmentFlag.AlignVCenter | side, f"{count:,}")
