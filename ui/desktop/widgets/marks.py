"""Small marks: a key cap, a badge, a window bar. Each is a painting function, used by its widget and in table cells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.desktop import theme
from ui.text import tr

TONES = ("plain", "due", "late", "good", "accent")


@dataclass(frozen=True, slots=True)
class Tag:
    """What a badge says and in which tone."""

    text: str
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class Window:
    """The days between which she can be seen, and today."""

    opens: date
    closes: date
    today: date
    due: date | None = None

    def words(self) -> str:
        """What the bar shows, in words."""
        return tr("widget.window", opens=_day(self.opens), closes=_day(self.closes))


def _day(day: date) -> str:
    return tr("date.month_day", month=day.month, day=day.day)


def rounded(
    painter: QPainter, box: QRect, fill: QColor | None, line: QColor | None, radius: float, pen: int = 1
) -> None:
    """A box with round corners, its border inside ``box``."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(line, pen) if line is not None else Qt.PenStyle.NoPen)
    inset = pen / 2 if line is not None else 0
    painter.drawRoundedRect(QRectF(box).adjusted(inset, inset, -inset, -inset), radius, radius)


def key_cap_size(key: str) -> QSize:
    """How much room a key cap takes; nothing for no key."""
    if not key:
        return QSize(0, 0)
    wear = theme.current()
    metrics = QFontMetrics(wear.font("key"))
    return QSize(metrics.horizontalAdvance(key) + wear.space(3), metrics.height() + wear.space(0.5))


def paint_key_cap(painter: QPainter, box: QRect, key: str, colour: QColor) -> None:
    """A key as it looks on the keyboard, in a line of ``colour``."""
    wear = theme.current()
    rounded(painter, box, None, colour, 4)
    painter.setFont(wear.font("key"))
    painter.setPen(colour)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, key)


def key_words(shortcut: str) -> str:
    """A shortcut as it is printed on a key cap: ``Ctrl+K`` → ``Ctrl K``."""
    return shortcut.replace("+", " ").replace("Return", "Enter")


def badge_size(text: str) -> QSize:
    """How much room a badge takes."""
    wear = theme.current()
    metrics = QFontMetrics(wear.font("note"))
    return QSize(metrics.horizontalAdvance(text) + wear.space(4), metrics.height() + wear.space(1))


def paint_badge(painter: QPainter, box: QRect, tag: Tag) -> None:
    """A word on a coloured ground, at the left of ``box``."""
    wear = theme.current()
    size = badge_size(tag.text)
    place = QRect(box.left(), box.center().y() - size.height() // 2, min(size.width(), box.width()), size.height())
    rounded(painter, place, wear.colour(f"{tag.tone}_soft"), None, 5)
    painter.setFont(wear.font("note"))
    painter.setPen(wear.colour("soft" if tag.tone == "plain" else tag.tone))
    room = place.width() - wear.space(2)
    words = QFontMetrics(wear.font("note")).elidedText(tag.text, Qt.TextElideMode.ElideRight, room)
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)


def paint_window(painter: QPainter, box: QRect, window: Window) -> None:
    """The open days as a band, a third of its length left free before and after, and a stroke for today."""
    wear = theme.current()
    high = wear.space(2)
    band = QRect(box.left(), box.center().y() - high // 2, box.width(), high)
    span = max(1, (window.closes - window.opens).days + 1)
    free = max(3, span // 6)
    from_left = -free
    whole = span + 2 * free

    def at(days: float) -> int:
        return band.left() + round(band.width() * (days - from_left) / whole)

    rounded(painter, band, wear.colour("plain_soft"), None, high / 2)
    open_band = QRect(at(0), band.top(), at(span) - at(0), high)
    rounded(painter, open_band, wear.colour("window"), None, high / 2)
    today = min(max((window.today - window.opens).days + 0.5, from_left), from_left + whole)
    stroke = QRect(0, 0, 2, high + wear.space(1.5))
    stroke.moveCenter(band.center())
    stroke.moveLeft(min(max(at(today), band.left()), band.right() - 1))
    painter.fillRect(stroke, wear.colour("ink"))


class Badge(QWidget):
    """A word on a coloured ground; ``tone``: ``plain due late good accent``."""

    def __init__(self, text: str, tone: str = "plain", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._tag = Tag(text, tone)
        self.set_tag(self._tag)

    def set_tag(self, tag: Tag) -> None:
        """Shows another word."""
        self._tag = tag
        self.setAccessibleName(tag.text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its word."""
        return badge_size(self._tag.text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the badge."""
        paint_badge(QPainter(self), self.rect(), self._tag)


class KeyCap(QWidget):
    """A key, drawn as on the keyboard."""

    def __init__(self, shortcut: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key_words(shortcut)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("widget.key", key=self._key))

    def sizeHint(self) -> QSize:
        """As wide as the key's name."""
        return key_cap_size(self._key)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the key."""
        paint_key_cap(QPainter(self), self.rect(), self._key, theme.current().colour("soft"))


class WindowBar(QWidget):
    """From when to when she can be seen, with today's mark."""

    def __init__(self, window: Window, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._window = window
        self.setAccessibleName(window.words())
        self.setToolTip(window.words())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Nine characters wide; it stretches."""
        wear = theme.current()
        return QSize(wear.wide(9), wear.space(5))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the bar."""
        paint_window(QPainter(self), self.rect(), self._window)
