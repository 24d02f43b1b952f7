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

DIFFERING = "≠{}"
"""The quiet mark beside the page under which differences are settled."""

MOST_SHOWN = 99
"""More than so many are shown as ``99+``; the page and a screen reader say how many."""


class RailEntry(QAbstractButton):
    """One page of the rail: its name, how many wait there, its key."""

    def __init__(self, spec: PageSpec, parent: QWidget | None = None, *, settles: bool = False) -> None:
        super().__init__(parent)
        self._settles = settles
        self._key = spec.shortcut
        self._waiting = self._differing = 0
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
        self._name()

    def set_differing(self, count: int) -> None:
        """Shows, more quietly, in how many records two laptops differ; they can wait as long as they like."""
        self._differing = count
        self._name()

    def _name(self) -> None:
        name = self.text() if not self._waiting else tr("rail.waiting", page=self.text(), n=self._waiting)
        name = name if not self._differing else tr("rail.differences", page=name, n=self._differing)
        self.setAccessibleName(name)
        self.setToolTip(name if self._differing else "")
        self.updateGeometry()
        self.update()

    def _count(self) -> str:
        return _shown(self._waiting)

    def _badge_size(self, count: str) -> QSize:
        metrics = QFontMetrics(theme.current().font("note", bold=True))
        high = metrics.height() + 2
        return QSize(max(high, metrics.horizontalAdvance(count) + high // 2), high)

    def sizeHint(self) -> QSize:
        """Room for all three, whatever the count will be."""
        wear = theme.current()
        metrics = QFontMetrics(wear.font("section"))
        badge = self._badge_size(f"{MOST_SHOWN}+").width() if self._counts else 0
        badge += self._badge_size(DIFFERING.format(9)).width() if self._settles else 0
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
        painter.setFont(wear.font("note", bold=True))
        if self._waiting:
            place = self._place(self._count(), right)
            rounded(painter, place, wear.colour("due_soft"), None, place.height() / 2)
            painter.setPen(wear.colour("due"))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._count())
            right = place.left() - wear.space(1)
        if self._differing:
            words = DIFFERING.format(_shown(self._differing))
            place = self._place(words, right)
            quiet = wear.colour("on_accent" if here else "soft")
            rounded(painter, place, None, quiet, place.height() / 2)
            painter.setPen(quiet)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)

    def _place(self, words: str, right: int) -> QRect:
        size = self._badge_size(words)
        return QRect(right - size.width(), self.rect().center().y() - size.height() // 2, size.width(), size.height())


def _shown(count: int) -> str:
    return str(count) if count <= MOST_SHOWN else f"{MOST_SHOWN}+"


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
            entry = RailEntry(spec, settles=any(one.under == spec.key and one.quiet for one in specs))
            entry.clicked.connect(lambda _on=False, key=spec.key: self.went.emit(key))
            layout.addWidget(entry)
            self._entries[spec.key] = entry
        self._specs = {spec.key: spec for spec in specs if spec.badge is not None}
        self._counts: dict[str, int] = {}
        layout.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setFixedWidth(max(wear.space(42), self.minimumSizeHint().width()))

    def show_place(self, key: str) -> None:
        """Marks where we are."""
        if key in self._entries:
            self._entries[key].setChecked(True)

    def set_waiting(self, key: str, count: int) -> None:
        """Shows how many things wait on a page; for one that is not on the rail, at the page it belongs to."""
        if (spec := self._specs.get(key)) is None:
            return
        self._counts[key] = count
        here = spec.under or key
        if here not in self._entries:
            return
        if spec.quiet:
            self._entries[here].set_differing(count)
        else:
            mine = (k for k, one in self._specs.items() if here in (k, one.under) and not one.quiet)
            self._entries[here].set_waiting(sum(self._counts.get(k, 0) for k in mine))
