"""Short news at the foot of the page: what was done, perhaps with a way to undo it; or what went wrong."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui.desktop import theme
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.words import Words, empty, row
from ui.sayings import Said
from ui.text import tr

SECONDS = 8
"""How long news stays; with something to undo it stays twice as long. Trouble stays until it is put away."""


class Toast(QFrame):
    """Lies over ``foot``, below ``over``, both parts of one widget: no button of a page is hidden. The newest alone."""

    def __init__(self, over: QWidget, foot: QWidget) -> None:
        super().__init__(foot.parentWidget())
        self._over, self._foot = over, foot
        self._line = row(self, steps=4)
        wear = theme.current()
        self._line.setContentsMargins(wear.space(4), wear.space(2.5), wear.space(3), wear.space(2.5))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        for part in (over, foot):
            part.installEventFilter(self)
        self.hide()

    def tell(self, words: str, undo: Callable[[], object] | None = None) -> None:
        """Says what was done. ``undo`` adds a button (Ctrl+Z) that takes it back."""
        buttons = []
        if undo is not None:
            taken_back = Button(tr("toast.undo"), "Ctrl+Z", action=self.hide)
            taken_back.clicked.connect(lambda _on=False: undo())
            taken_back.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # a form that closes must not leave her Enter on it
            buttons.append(taken_back)
        self._show("notice", words, buttons)
        self._timer.start(SECONDS * 1000 * (2 if undo else 1))

    def trouble(self, said: Said) -> None:
        """Says what went wrong; stays until put away."""
        self._timer.stop()
        self._show("trouble", said.text, [Button(tr("toast.seen"), action=self.hide)])

    def words(self) -> str:
        """What it says now."""
        item = self._line.itemAt(0)
        widget = item.widget() if item is not None else None
        return widget.text() if isinstance(widget, Words) else ""

    def _show(self, name: str, words: str, buttons: list[Button]) -> None:
        self.hide()  # what is added to a hidden one is measured as soon as it is shown
        empty(self._line)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self._line.addWidget(Words(words, wrap=True), 1)
        for button in buttons:
            self._line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.style().polish(self)
        self.show()
        self._place()
        self.raise_()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _place(self) -> None:
        wear = theme.current()
        margin = wear.space(6)
        width = min(self._over.width() - 2 * margin, wear.wide(44), self._wanted())
        height = max(self.sizeHint().height(), self._line.heightForWidth(width))
        foot = self._foot.geometry()
        left = foot.left() + (foot.width() - width) // 2
        self.setGeometry(left, foot.bottom() - wear.space(1) - height, width, height)

    def _wanted(self) -> int:
        """As wide as its words on one line: what lies below it stays in sight."""
        longest = max((self.fontMetrics().horizontalAdvance(line) for line in self.words().splitlines()), default=0)
        margins = self._line.contentsMargins()
        buttons = [item.widget() for n in range(1, self._line.count()) if (item := self._line.itemAt(n)) is not None]
        beside = sum(b.sizeHint().width() + self._line.spacing() for b in buttons if b is not None)
        return longest + theme.current().space(4) + beside + margins.left() + margins.right()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Stays at the foot when the page or the foot changes its size."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and self.isVisible():
            self._place()
        return False
