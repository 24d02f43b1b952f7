"""How the parts of this page take their room: beside a readable text they scroll within themselves, else the page does."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.desktop import theme
from ui.desktop.widgets.scroll import Scroll
from ui.desktop.widgets.words import column

LARGE = 1.3
"""From this text size on everything stands below one another, and the page scrolls as a whole."""


def held(inside: QWidget) -> QWidget:
    """The place of a long part."""
    return inside if theme.current().scale > LARGE else Scroll(inside, least=50)


def show_whole(place: QWidget, part: QWidget) -> None:
    """Scrolls a part into sight, where its place scrolls."""
    if isinstance(place, Scroll):
        place.ensureWidgetVisible(part)


def to_top(place: QWidget) -> None:
    """Begins again at the top."""
    if isinstance(place, Scroll):
        place.verticalScrollBar().setValue(0)


class Switch(QWidget):
    """Several contents of which one is seen; only that one takes room."""

    def __init__(self) -> None:
        super().__init__()
        self._layout = column(self)
        self._parts: list[QWidget] = []

    def add(self, part: QWidget) -> None:
        """One more; the first one is seen."""
        self._layout.addWidget(part, 1)
        part.setVisible(not self._parts)
        self._parts.append(part)

    def show_part(self, part: QWidget) -> None:
        """Shows one."""
        for other in self._parts:
            other.setVisible(other is part)

    def shown(self) -> QWidget:
        """The one that is seen."""
        return next(part for part in self._parts if not part.isHidden())
