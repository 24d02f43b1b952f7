"""The three bars of the frame: search and who is signed in, work under way, and the foot."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QProgressBar, QSizePolicy, QWidget

from ui.desktop import theme
from ui.desktop.operations import CANCELLABLE_AFTER_MS, SHOWN_AFTER_MS, Operation
from ui.desktop.page import Status
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.marks import rounded
from ui.desktop.widgets.search_box import SearchBox
from ui.desktop.widgets.words import Words, empty, row
from ui.text import tr

LARGE = 1.4
"""Text larger than this leaves the foot to the news; the village and its code also stand in the settings."""


class TopBar(QFrame):
    """Search at the left; at the right who is signed in, when it locks, and the lock."""

    lock = Signal()

    def __init__(self, person: str, *, searches: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topbar")
        wear = theme.current()
        layout = row(self, steps=3)
        layout.setContentsMargins(wear.space(6), wear.space(2), wear.space(6), wear.space(2))
        self.search = SearchBox(tr("frame.search"), "Ctrl+K")
        self.search.setEnabled(searches)
        self.search.setMaximumWidth(max(wear.wide(33), 460))
        layout.addWidget(self.search, 4)
        self.search.setVisible(searches)
        layout.addStretch(1)
        self._person = person
        self._who = Words(person, "soft")
        layout.addWidget(self._who)
        layout.addWidget(Button(tr("frame.lock"), "Ctrl+L", action=self.lock.emit))

    def set_minutes(self, minutes: int) -> None:
        """When it will lock by itself."""
        self._who.setText(tr("frame.who", name=self._person, n=minutes))


class WorkingBar(QFrame):
    """Says what is being done once it takes a while, and offers to stop it once it takes longer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("working")
        wear = theme.current()
        layout = row(self, steps=3)
        layout.setContentsMargins(wear.space(6), wear.space(1.5), wear.space(6), wear.space(1.5))
        self._words = Words()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("frame.progress"))
        self._stop = Button(tr("frame.stop"), action=self._cancel)
        layout.addWidget(self._words)
        layout.addWidget(self._bar, 1)
        layout.addWidget(self._stop)
        self._operation: Operation | None = None
        self.hide()

    def show_operation(self, operation: Operation | None) -> None:
        """Shows this one, or nothing."""
        if operation is self._operation:
            return
        self._operation = operation
        self.setVisible(operation is not None)
        if operation is None:
            return
        self._words.setText(operation.title)
        self._bar.setRange(0, 0)
        self._stop.hide()
        operation.moved.connect(self._moved, Qt.ConnectionType.QueuedConnection)
        wait = CANCELLABLE_AFTER_MS - SHOWN_AFTER_MS
        QTimer.singleShot(wait, self, lambda: self._stop.setVisible(operation is self._operation))

    def _moved(self, done: int, whole: int) -> None:
        if self.sender() is self._operation and whole > 0:
            self._bar.setRange(0, whole)
            self._bar.setValue(done)

    def _cancel(self) -> None:
        if self._operation is not None:
            self._words.setText(tr("frame.stopping"))
            self._stop.hide()
            self._operation.cancel()


class Foot(QFrame):
    """What has not reached the county, the last proven backup, the village and its code."""

    went = Signal(str)

    def __init__(self, village: str, code: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusbar")
        self.setAccessibleName(tr("frame.foot"))
        wear = theme.current()
        layout = row(self, steps=6)
        layout.setContentsMargins(wear.space(6), wear.space(1), wear.space(6), wear.space(1))
        self._news = Flow(steps=6, below=0.5)
        holder = QWidget()
        holder.setLayout(self._news)
        layout.addWidget(holder, 1)
        grouped = f"{code[:6]} {code[6:9]} {code[9:]}".strip()
        where = Words(tr("frame.village", village=village, code=grouped), "note")
        layout.addWidget(where)
        where.setVisible(wear.scale <= LARGE)

    def show_news(self, news: list[Status]) -> None:
        """Shows these sentences; one with a page opens it at a click."""
        empty(self._news)
        for status in news:
            button = _News(status)
            if status.page:
                button.clicked.connect(lambda _on=False, page=status.page: self.went.emit(page))
            self._news.addWidget(button)


class _News(QAbstractButton):
    """One sentence with a dot of its tone before it; the words say all that the dot does."""

    def __init__(self, status: Status, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = status.tone
        self.setText(status.words)
        self.setAccessibleName(status.words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if status.page:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        """Room for the dot and the words."""
        wear = theme.current()
        metrics = QFontMetrics(wear.font("note"))
        return QSize(metrics.horizontalAdvance(self.text()) + wear.space(4), metrics.height() + wear.space(0.5))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints them from the tokens."""
        wear, painter = theme.current(), QPainter(self)
        if self.hasFocus():
            rounded(painter, self.rect(), None, wear.colour("accent"), 4, 2)
        side = wear.space(2)
        dot = QRect(0, self.rect().center().y() - side // 2 + 1, side, side)
        rounded(painter, dot, wear.colour(self._tone), None, side / 2)
        painter.setFont(wear.font("note"))
        painter.setPen(wear.colour("soft"))
        room = self.rect().adjusted(wear.space(3.5), 0, 0, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self.text())
