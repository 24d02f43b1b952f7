"""One key hides the screen at once, from wherever the keyboard is: a menu, a list that is open, a dialog."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QDialog


class Hiding(QObject):
    """``pressed`` for F12 where no shortcut is heard: shortcuts of the window rest while a menu or dialog is open.

    It listens at every window of the program that has the keyboard, before any widget does. A dialog of the system
    itself (choosing a file or a printer on Windows) keeps its keys; it shows no names but a file's.
    """

    pressed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._watched: QWindow | None = None
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self.watch)

    def watch(self, window: QWindow | None) -> None:
        """Listens at the window that has the keyboard now."""
        if self._watched is not None:
            self._watched.removeEventFilter(self)
        self._watched = window
        if window is not None:
            window.installEventFilter(self)
            window.destroyed.connect(self._forget)

    def _forget(self, _gone: QObject) -> None:
        self._watched = None

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Takes F12 and nothing else."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_F12:
            self.pressed.emit()
            return True
        return False


def clear_away() -> None:
    """Closes what stands above the window: menus, open lists, dialogs. Nothing is chosen in them."""
    for _ in range(20):  # a dialog over a dialog; never for ever
        above = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if above is None:
            return
        if isinstance(above, QDialog):
            above.reject()
        else:
            above.close()
