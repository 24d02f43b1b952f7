"""How long nobody has touched the program."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

_TOUCHES = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.MouseMove,
    QEvent.Type.TouchBegin, QEvent.Type.InputMethod,
})  # fmt: skip
LOOK_MS = 5_000


class Idle(QObject):
    """``left(minutes)`` whenever the whole minutes until the lock change; ``over`` when there are none."""

    left = Signal(int)
    over = Signal()

    def __init__(self, minutes: int, parent: QObject) -> None:
        super().__init__(parent)
        self.minutes = minutes
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._told = -1
        self.touched()

    def watch(self, window: QWidget) -> None:
        """Hears every key and click of a window; its native window sees them before any widget does."""
        window.windowHandle().installEventFilter(self)

    def start(self) -> None:
        """Counts from now."""
        self.touched()
        self._timer.start()
        self.look()

    def stop(self) -> None:
        """Counts no more."""
        self._timer.stop()

    def touched(self) -> None:
        """Somebody is there."""
        # Two clocks: one stands still while some laptops sleep, the other can be set back.
        self._since = (time.monotonic(), time.time())
        if self._told not in (-1, self.minutes) and self._timer.isActive():
            self.look()

    def look(self) -> None:
        """Tells what is left."""
        gone = max(time.monotonic() - self._since[0], time.time() - self._since[1])
        left = self.minutes * 60 - gone
        if left <= 0:
            self.stop()
            self.over.emit()
            return
        minutes = int(-(-left // 60))
        if minutes != self._told:
            self._told = minutes
            self.left.emit(minutes)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Only listens."""
        if event.type() in _TOUCHES:
            self.touched()
        return False
