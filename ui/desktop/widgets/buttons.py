"""Buttons that show their key, and pills to choose among a few things."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QShortcutEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractButton, QPushButton, QSizePolicy, QWidget

from ui.desktop import theme
from ui.desktop.widgets.closed import stays_closed
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.marks import key_cap_size, key_words, paint_key_cap, rounded

ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
BACK = "Alt+Left"
"""Back to where one was: the frame hears it on every page. A button only shows it; two that hear one key hear nothing."""


def plain_key(shortcut: str) -> bool:
    """Whether a shortcut is a bare letter or digit, which belongs to the Chinese input method."""
    last = shortcut.rsplit("+", maxsplit=1)[-1]
    return len(last) == 1 and not shortcut.startswith(("Ctrl+", "Alt+"))


def clicked_by_key(button: QAbstractButton, event: QEvent) -> bool:
    """Presses a button for its shortcut at once. Qt itself would show it pressed for a tenth of a second first."""
    if isinstance(event, QShortcutEvent) and not event.isAmbiguous():
        button.click()
        return True
    return False


class Button(QPushButton):
    """One action. ``primary`` is the page's next step; ``shortcut`` is shown as a key cap.

    ``shortcut="Enter"`` only shows the cap: say where Enter counts with ``press_on_enter``; so does ``BACK``. A focused button is
    pressed by Enter as by the space bar. ``reads``: it writes nothing, opens nothing closed and prints nothing; only such
    a button is there for a helper (``widgets.closed``).
    """

    def __init__(
        self,
        text: str,
        shortcut: str = "",
        *,
        primary: bool = False,
        reads: bool = False,
        action: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._reads = reads
        if plain_key(shortcut):
            raise ValueError(f"{shortcut}: a shortcut needs a modifier or a function key")
        self.primary = primary
        self._shortcut = shortcut
        self.setText(text)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFont(theme.current().font())
        if action is not None:
            self.clicked.connect(lambda _on=False: action())

    def setText(self, text: str) -> None:
        """Changes the word; the shortcut stays."""
        super().setText(text)
        self.setAccessibleName(text)
        if self._shortcut not in ("", "Enter", BACK):
            self.setShortcut(QKeySequence(self._shortcut))
        else:
            self.setShortcut(QKeySequence())
        self.updateGeometry()

    def showEvent(self, event: QShowEvent) -> None:
        """Stays hidden from who may only look, unless it only reads."""
        super().showEvent(event)
        if not self._reads:
            stays_closed(self)

    def event(self, event: QEvent) -> bool:
        """Its shortcut is answered within a frame."""
        return clicked_by_key(self, event) or super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        """Takes the new size of the text when the theme changes."""
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        """Room for the word and the key."""
        wear = theme.current()
        metrics = QFontMetrics(wear.font(bold=self.primary))
        cap = key_cap_size(key_words(self._shortcut))
        width = metrics.horizontalAdvance(self.text()) + 2 * wear.space(4) + 2
        width += wear.space(2.5) + cap.width() if cap.width() else 0
        return QSize(width, metrics.height() + wear.space(4.5))

    def minimumSizeHint(self) -> QSize:
        """Nothing of it is ever clipped."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it too."""
        if event.key() in ENTER_KEYS:
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints ground, word and key from the tokens."""
        wear, painter = theme.current(), QPainter(self)
        lit = self.underMouse() or self.isDown()
        if self.primary and self.isEnabled():
            fill, line, ink = wear.colour("accent"), wear.colour("accent"), wear.colour("on_accent")
        else:
            fill = wear.colour("accent_soft" if lit and self.isEnabled() else "card")
            line, ink = wear.colour("line"), wear.colour("ink" if self.isEnabled() else "soft")
            if not self.isEnabled():
                fill = wear.colour("paper")
        rounded(painter, self.rect(), fill, line, wear.corner)
        if self.hasFocus():
            inner = self.rect().adjusted(2, 2, -2, -2) if self.primary else self.rect()
            rounded(painter, inner, None, wear.colour("on_accent" if self.primary else "accent"), wear.corner - 1, 2)
        self._paint_words(painter, ink)

    def _paint_words(self, painter: QPainter, ink: QColor) -> None:
        wear = theme.current()
        room = self.rect().adjusted(wear.space(4), 0, -wear.space(4), 0)
        key = key_words(self._shortcut)
        cap = key_cap_size(key)
        painter.setFont(wear.font(bold=self.primary))
        painter.setPen(ink)
        if not key:
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, self.text())
            return
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        place = QRect(room.right() - cap.width() + 1, room.center().y() - cap.height() // 2, cap.width(), cap.height())
        paint_key_cap(painter, place, key, wear.colour("soft") if not (self.primary and self.isEnabled()) else ink)


class _Enter(QObject):
    def __init__(self, where: QWidget, button: QAbstractButton) -> None:
        super().__init__(where)
        self._button = button
        where.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Presses the button for an Enter that no widget inside wanted."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in ENTER_KEYS:
            if self._button.isVisible() and self._button.isEnabled():
                self._button.click()
            return True
        return False


def press_on_enter(where: QWidget, button: QAbstractButton) -> None:
    """Enter anywhere in ``where`` presses ``button``, unless a focused button or a taller text box wants it."""
    _Enter(where, button)


class Pill(QPushButton):
    """A round button that is on or off, perhaps with a count: a filter, or one of a few answers."""

    def __init__(self, text: str, *, count: int | None = None, tone: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = text
        self._count = count
        self._tone = tone
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._name()

    def set_count(self, count: int | None) -> None:
        """Changes the number behind the word."""
        self._count = count
        self._name()
        self.updateGeometry()
        self.update()

    def _name(self) -> None:
        self.setAccessibleName(self._words if self._count is None else f"{self._words} {self._count}")

    def _number(self) -> str:
        return "" if self._count is None else str(self._count)

    def sizeHint(self) -> QSize:
        """Room for the word and its number."""
        wear = theme.current()
        width = QFontMetrics(wear.font()).horizontalAdvance(self._words) + 2 * wear.space(3.5) + 2
        if self._number():
            width += wear.space(1.5) + QFontMetrics(wear.font(bold=True)).horizontalAdvance(self._number())
        return QSize(width, QFontMetrics(wear.font()).height() + wear.space(3))

    def minimumSizeHint(self) -> QSize:
        """Nothing of it is ever clipped."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right move among the pills of a group; the rest is as usual."""
        group = self.parentWidget()
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and isinstance(group, Pills):
            group.step(self, 1 if event.key() == Qt.Key.Key_Right else -1)
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The next Tab leaves the group."""
        if isinstance(group := self.parentWidget(), Pills):
            group.stop_at(self)
        super().focusInEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the pill from the tokens."""
        wear, painter = theme.current(), QPainter(self)
        on = self.isChecked()
        fill = wear.colour("ink" if on else "accent_soft" if self.underMouse() and self.isEnabled() else "card")
        rounded(painter, self.rect(), fill, wear.colour("ink" if on else "line"), self.height() / 2)
        if self.hasFocus():
            ring = self.rect().adjusted(3, 3, -3, -3) if on else self.rect()
            rounded(painter, ring, None, wear.colour("card" if on else "accent"), ring.height() / 2, 2)
        room = self.rect().adjusted(wear.space(3.5), 0, -wear.space(3.5), 0)
        painter.setFont(wear.font())
        painter.setPen(wear.colour("card" if on else "ink" if self.isEnabled() else "soft"))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, middle | Qt.AlignmentFlag.AlignLeft, self._words)
        if self._number():
            painter.setFont(wear.font(bold=True))
            painter.setPen(wear.colour("card" if on else self._tone or "ink"))
            painter.drawText(room, middle | Qt.AlignmentFlag.AlignRight, self._number())


class Pills(QWidget):
    """A row of pills of which one is on. ``chosen`` tells the key of the one now on (None after un-choosing).

    One question, one stop of the Tab key: on the pill that is on, or the first; the arrows move within the row.
    """

    chosen = Signal(object)

    def __init__(
        self, options: Sequence[tuple[str, str]], value: str | None = None, *, may_be_none: bool = False,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._may_be_none = may_be_none
        self._kept: str | None = None
        layout = Flow(self)
        self._pills: dict[str, Pill] = {}
        for key, words in options:
            pill = Pill(words)
            pill.clicked.connect(lambda _on, key=key: self._clicked(key))
            layout.addWidget(pill)
            self._pills[key] = pill
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_value(value)

    def pill(self, key: str) -> Pill:
        """One of the pills, to give it a count."""
        return self._pills[key]

    def value(self) -> str | None:
        """The key of the pill that is on; a value no pill has stays until another is chosen."""
        return next((key for key, pill in self._pills.items() if pill.isChecked()), self._kept)

    def set_value(self, value: str | None) -> None:
        """Switches one pill on without telling anyone."""
        self._kept = None if value in self._pills else value
        for key, pill in self._pills.items():
            pill.setChecked(key == value)
        pills = list(self._pills.values())
        if pills:
            self.stop_at(self._pills.get(value or "", pills[0]))

    def stop_at(self, here: Pill) -> None:
        """Makes one of them the stop of the Tab key."""
        for pill in self._pills.values():
            pill.setFocusPolicy(Qt.FocusPolicy.StrongFocus if pill is here else Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(here)

    def step(self, here: Pill, by: int) -> None:
        """Gives the keyboard to the next pill that can be pressed, or the one before."""
        can = [pill for pill in self._pills.values() if pill.isEnabled()]
        place = can.index(here) + by
        if 0 <= place < len(can):
            can[place].setFocus(Qt.FocusReason.OtherFocusReason)

    def _clicked(self, key: str) -> None:
        on = self._pills[key].isChecked() or not self._may_be_none
        self.set_value(key if on else None)
        self.chosen.emit(self.value())
