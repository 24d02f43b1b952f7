"""Text on the screen, and the card it stands on."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.desktop import theme

L = TypeVar("L", bound=QBoxLayout)


class Words(QLabel):
    """A text in one of the roles of the style sheet: ``title section body strong soft note due late good code``.

    Always plain text: a name with ``<`` or ``&`` in it is shown as it is.
    """

    def __init__(
        self, text: str = "", role: str = "body", *, wrap: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setWordWrap(wrap)
        if wrap:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Shows the text; a screen reader reads the same."""
        super().setText(text)
        self.setAccessibleName(text)

    def set_role(self, role: str) -> None:
        """Changes how the text looks."""
        if self.property("role") != role:
            self.setProperty("role", role)
            self.style().polish(self)


class Card(QFrame):
    """A sheet with a border; ``tone``: ``""``, ``accent``, ``due``, ``late``, ``good`` or ``chosen``.

    ``body`` is its layout, top to bottom unless ``across``.
    """

    def __init__(self, *, tone: str = "", across: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.body: QBoxLayout = row(self) if across else column(self)
        room = theme.current().space(4)
        self.body.setContentsMargins(room, room, room, room)
        self.setProperty("tone", tone)

    def set_tone(self, tone: str) -> None:
        """Changes the ground it is drawn on."""
        self.setProperty("tone", tone)
        self.style().polish(self)


def column(parent: QWidget | None = None, *, steps: float = 2) -> QVBoxLayout:
    """A layout from top to bottom without margins, ``steps`` of 4 pixels between its items."""
    layout = QVBoxLayout() if parent is None else QVBoxLayout(parent)
    return _bare(layout, steps)


def row(parent: QWidget | None = None, *, steps: float = 2) -> QHBoxLayout:
    """A layout from left to right without margins."""
    layout = QHBoxLayout() if parent is None else QHBoxLayout(parent)
    return _bare(layout, steps)


def settle(root: QWidget) -> None:
    """Dresses everything in ``root`` before it is laid out: a style sheet changes sizes, and Qt asks for them too early."""
    for widget in root.findChildren(QWidget):
        widget.ensurePolished()
        widget.updateGeometry()


def empty(layout: QLayout) -> None:
    """Takes everything out of a layout and lets it go."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            empty(inner)


def _bare(layout: L, steps: float) -> L:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.current().space(steps))
    return layout
