"""A layout that breaks lines, for pills and buttons when the text is large."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from ui.desktop import theme


class Flow(QLayout):
    """Left to right, then on the next line, ``steps`` of 4 pixels apart; lines ``below`` steps apart where that differs."""

    def __init__(self, parent: QWidget | None = None, *, steps: float = 2, below: float | None = None) -> None:
        super().__init__(parent) if parent is not None else super().__init__()
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(theme.current().space(steps))
        self._below = theme.current().space(steps if below is None else below)

    def addItem(self, item: QLayoutItem) -> None:
        """Called by ``addWidget``."""
        self._items.append(item)

    def count(self) -> int:
        """How many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The one at ``index``."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Takes one out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """It takes no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """A narrow place needs more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of as many lines as ``width`` needs."""
        return self._place(QRect(0, 0, width, 0), really=False)

    def setGeometry(self, box: QRect) -> None:
        """Places everything."""
        super().setGeometry(box)
        self._place(box, really=True)

    def sizeHint(self) -> QSize:
        """All on one line."""
        shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() + self.spacing() for size in shown)
        return QSize(max(0, width - self.spacing()), max((size.height() for size in shown), default=0))

    def minimumSize(self) -> QSize:
        """The widest item."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, box: QRect, *, really: bool) -> int:
        y = box.y()
        for line in self._lines(box.width()):
            high, x = max(item.sizeHint().height() for item in line), box.x()
            for item in line if really else ():
                size = item.sizeHint()
                item.setGeometry(QRect(QPoint(x, y + (high - size.height()) // 2), size))
                x += size.width() + self.spacing()
            y += high + self._below
        return max(0, y - self._below - box.y())

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        x = 0
        for item in self._items:
            if item.isEmpty():
                continue
            wide = item.sizeHint().width()
            if not lines or x + wide > width:
                lines.append([])
                x = 0
            lines[-1].append(item)
            x += wide + self.spacing()
        return lines
