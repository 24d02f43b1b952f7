"""The screens of the window, one of which is seen."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedLayout, QWidget

from ui.desktop.widgets.words import settle


class Screens:
    """Lies in the window; a screen is taken in when it is first shown."""

    def __init__(self, window: QWidget) -> None:
        self._stack = QStackedLayout(window)

    def show(self, screen: QWidget) -> None:
        """Shows this one."""
        if self._stack.indexOf(screen) < 0:
            self._stack.addWidget(screen)
            settle(screen)
        self._stack.setCurrentWidget(screen)

    def drop(self, screen: QWidget | None) -> None:
        """Lets one go, if there is one."""
        if screen is not None:
            self._stack.removeWidget(screen)
            screen.hide()
            screen.deleteLater()

    def seen(self, screen: QWidget | None) -> bool:
        """Whether it is this one that is seen."""
        return screen is not None and self._stack.currentWidget() is screen
