"""The rail at the left: where one can go, by which key, and where something waits."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QWidget

from ui.desktop import theme
from ui.desktop.page import PageSpec
from ui.desktop.widgets.buttons import ENTER_KEYS, clicked_by_key
from ui.desktop.widgets.marks import key_cap_size, paint_key_cap, rounded
from ui.desktop.widgets.words import Words, column
from ui.text import tr

MOST_SHOWN = 99
"""More than so many are shown as ``99+``; the page and a screen reader say how many."""


class RailEntry(QAbstractButton):
    """One page of the rail: its name, how many wait there, its key."""

    def __init__(self, spec: PageSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = spec.shortcut
        self._waiting = 0
        self._counts = spec.badge is not None
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setText(tr(spec.title))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        if spec.shortcut:
            self.setShortcut(QKeySequence(spec.shortcut))
        self.set_waiting(0)

    def set_waiting(self, count: int) -> None:
        """Shows how many things wait on the page; nothing for none."""
        self._waiting = count
        name = self.text() if not count else tr("rail.waiting", page=self.text(), n=count)
        self.setAccessibleName(name)
        self.updateGeometry()
        self.update()

    def _count(self) -> str:
        return str(self._waiting) if self._waiting <= MOST_SHOWN else f"{MOST_SHOWN}+"

    def _badge_size(self, count: str) -> QSize:
        metrics = QFontMetrics(theme.current().font("note", bold=True))
        high = metrics.height() + 2
        return QSize(max(high, metrics.horizontalAdvance(count) + high // 2), high)

    def sizeHint(self) -> QSize:
        """Room for all three, whatever the count will be."""
        wear = theme.current()
        metrics = QFontMetrics(wear.font("section"))
        badge = self._badge_size(f"{MOST_SHOWN}+").width() if self._counts else 0
        width = metrics.horizontalAdvance(self.text()) + key_cap_size(self._key).width() + badge
        return QSize(max(width + wear.space(9), wear.space(36)), metrics.height() + wear.space(4.5))

    def minimumSizeHint(self) -> QSize:
        """Nothing of it is ever clipped."""
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        """Its key is answered within a frame."""
        return clicked_by_key(self, event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes there too."""
        if event.key() in ENTER_KEYS:
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the entry from the tokens."""
        wear, painter = theme.current(), QPainter(self)
        here = self.isChecked()
        ink = wear.colour("on_accent" if here else "ink")
        if here:
            rounded(painter, self.rect(), wear.colour("accent"), None, wear.corner)
        elif self.underMouse():
            rounded(painter, self.rect(), wear.colour("plain_soft"), None, wear.corner)
        if self.hasFocus():
            ring = wear.colour("on_accent" if here else "accent")
            rounded(
                painter, self.rect().adjusted(2, 2, -2, -2) if here else self.rect(), None, ring, wear.corner - 1, 2
            )
        room = self.rect().adjusted(wear.space(3), 0, -wear.space(3), 0)
        painter.setFont(wear.font("section"))
        painter.setPen(ink)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        cap = key_cap_size(self._key)
        right = room.right() + 1
        if self._key:
            place = QRect(right - cap.width(), room.center().y() - cap.height() // 2, cap.width(), cap.height())
            paint_key_cap(painter, place, self._key, wear.colour("on_accent" if here else "soft"))
            right = place.left() - wear.space(1.5)
        if self._waiting:
            size = self._badge_size(self._count())
            place = QRect(right - size.width(), room.center().y() - size.height() // 2, size.width(), size.height())
            rounded(painter, place, wear.colour("due_soft"), None, size.height() / 2)
            painter.setFont(wear.font("note", bold=True))
            painter.setPen(wear.colour("due"))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._count())


class Rail(QFrame):
    """``went`` tells the key of the page that was chosen."""

    went = Signal(str)

    def __init__(self, specs: Sequence[PageSpec], office: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAccessibleName(tr("rail.name"))
        wear = theme.current()
        layout = column(self, steps=0.5)
        layout.setContentsMargins(wear.space(2.5), wear.space(4.5), wear.space(2.5), wear.space(4))
        head = column(steps=0)
        head.setContentsMargins(wear.space(2.5), 0, 0, wear.space(3.5))
        head.addWidget(Words(tr("program.name"), "brand"))
        note = Words(office, "note", wrap=True)
        head.addWidget(note)
        layout.addLayout(head)
        self._entries: dict[str, RailEntry] = {}
        for spec in specs:
            if spec.under:
                continue
            entry = RailEntry(spec)
            entry.clicked.connect(lambda _on=False, key=spec.key: self.went.emit(key))
            layout.addWidget(entry)
            self._entries[spec.key] = entry
        layout.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setFixedWidth(max(wear.space(42), self.minimumSizeHint().width()))

    def show_place(self, key: str) -> None:
        """Marks where we are."""
        if key in self._entries:
            self._entries[key].setChecked(True)

    def set_waiting(self, key: str, count: int) -> None:
        """Shows how many things wait on a page."""
        if key in self._entries:
            self._entries[key].set_waiting(count)
