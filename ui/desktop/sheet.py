"""A quiet sheet in the middle of the window, for the screens outside the ledger: first start, lock, trouble."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QScrollArea, QWidget

from ui.desktop import theme
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.words import Card, Words, column, row
from ui.text import tr


class Sheet(QWidget):
    """The program's name above a card of ``letters`` characters' width, which takes the content.

    It scrolls when the text is large.
    """

    def __init__(self, letters: float = 30, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        wear = theme.current()
        self.card = Card()
        self.card.body.setContentsMargins(wear.space(7), wear.space(6), wear.space(7), wear.space(6))
        self.card.body.setSpacing(wear.space(3))
        self._letters = letters
        inside = QWidget()
        middle = column(inside, steps=3)
        middle.setContentsMargins(wear.space(4), wear.space(4), wear.space(4), wear.space(4))
        middle.addStretch(2)
        middle.addWidget(Words(tr("program.name"), "brand"), 0, Qt.AlignmentFlag.AlignHCenter)
        across = row()
        across.addStretch(1)
        across.addWidget(self.card, 1000)
        across.addStretch(1)
        self.card.setMaximumWidth(wear.wide(letters) + wear.space(14))
        middle.addLayout(across)
        middle.addStretch(3)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        column(self).addWidget(scroll)

    def showEvent(self, event: QShowEvent) -> None:
        """Puts the cursor where the typing begins."""
        super().showEvent(event)
        if (first := self.first()) is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def first(self) -> QWidget | None:
        """Where the typing begins."""
        return None


class Secret(QWidget):
    """A line for a passphrase, with a button that shows what is typed."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = row(self, steps=2)
        self.inner = QLineEdit()
        self.inner.setEchoMode(QLineEdit.EchoMode.Password)
        self.inner.setMaxLength(200)
        self.inner.setAccessibleName(name)
        self._see = Button(tr("secret.show"))
        self._see.setCheckable(True)
        self._see.setAccessibleName(tr("secret.show_name", name=name))
        self._see.toggled.connect(self._show)
        layout.addWidget(self.inner, 1)
        layout.addWidget(self._see)
        self.setFocusProxy(self.inner)

    def text(self) -> str:
        """What is typed."""
        return self.inner.text()

    def clear(self) -> None:
        """Forgets it."""
        self.inner.clear()
        self._see.setChecked(False)

    def _show(self, on: bool) -> None:
        name = self._see.accessibleName()
        self.inner.setEchoMode(QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password)
        self._see.setText(tr("secret.hide" if on else "secret.show"))
        self._see.setAccessibleName(name)
