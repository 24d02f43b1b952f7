"""The box at the top: whatever is known of her is typed here."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.desktop import theme
from ui.desktop.widgets.marks import key_cap_size, key_words, paint_key_cap


class SearchBox(QLineEdit):
    """A line that is answered at every key. ``searched`` after each; ``down`` and ``chosen`` go to the results.

    Esc clears it.
    """

    searched = Signal(str)
    down = Signal()
    chosen = Signal()

    def __init__(self, hint: str, shortcut: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search")
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self._key = key_words(shortcut)
        self.textChanged.connect(self.searched)
        self.returnPressed.connect(self.chosen)
        if shortcut:
            QShortcut(QKeySequence(shortcut), self, self.take_focus)
            self.setTextMargins(0, 0, key_cap_size(self._key).width() + theme.current().space(3), 0)

    def take_focus(self) -> None:
        """Puts the cursor here, the old words ready to be typed over."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down goes to the results; Esc as said above."""
        if event.key() == Qt.Key.Key_Down:
            self.down.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Wide enough for the hint."""
        hint = super().sizeHint()
        return QSize(theme.current().wide(30), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line, and its key at the right."""
        super().paintEvent(event)
        if not self._key:
            return
        cap = key_cap_size(self._key)
        box = self.rect()
        box.setLeft(box.right() - cap.width() - theme.current().space(3))
        box.setTop((self.height() - cap.height()) // 2)
        box.setSize(cap)
        paint_key_cap(QPainter(self), box, self._key, theme.current().colour("soft"))
