"""The part of a page that takes the room that is left, whatever its content would like."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget

from ui.desktop import theme


class Rest(QStackedWidget):
    """Several contents of which one is seen; each scrolls within itself, so that the page need not."""

    def hasHeightForWidth(self) -> bool:
        """Its height follows from the window, not from the words in it."""
        return False

    def sizeHint(self) -> QSize:
        """The least room in which it can be worked with."""
        wear = theme.current()
        return QSize(wear.wide(30), wear.space(100))

    def minimumSizeHint(self) -> QSize:
        """The same height; as narrow as it must be."""
        return QSize(super().minimumSizeHint().width(), theme.current().space(100))
