"""Several views in one place, of which one is seen."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.desktop.widgets.words import column


class Body(QWidget):
    """Takes the room that the view which is seen needs; a stacked widget would take that of the largest one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = column(self, steps=0)
        self._views: list[QWidget] = []

    def addWidget(self, view: QWidget) -> None:
        """One more view; the first one is seen."""
        self._layout.addWidget(view, 1)
        view.setVisible(not self._views)
        self._views.append(view)

    def currentIndex(self) -> int:
        """Which one is seen."""
        return next((place for place, view in enumerate(self._views) if not view.isHidden()), 0)

    def setCurrentIndex(self, index: int) -> None:
        """Shows another one."""
        for place, view in enumerate(self._views):
            view.setVisible(place == index)
