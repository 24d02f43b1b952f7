"""Choosing a passphrase: its strength shown as it is typed, and typed a second time."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.desktop.sheet import Secret
from ui.desktop.widgets.field_row import FieldRow
from ui.desktop.widgets.words import column
from ui.passphrase import SHORTEST, strength
from ui.text import tr

_TONES = ("late", "due", "good")


class NewSecret(QWidget):
    """Two lines. ``ready()`` says below them what is missing; ``known`` are words others would guess first."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.known: tuple[str, ...] = ()
        self._first = Secret(label)
        self._second = Secret(tr("secret.again"))
        layout = column(self, steps=3)
        self._first_row = FieldRow(label, self._first, required=True, stacked=True, note=tr("secret.advice"))
        self._second_row = FieldRow(tr("secret.again"), self._second, required=True, stacked=True)
        layout.addWidget(self._first_row)
        layout.addWidget(self._second_row)
        self._first.inner.textChanged.connect(self._judge)
        self._second.inner.textChanged.connect(lambda _: self._second_row.say(""))
        self.setFocusProxy(self._first)

    def text(self) -> str:
        """The passphrase."""
        return self._first.text()

    def clear(self) -> None:
        """Forgets it."""
        self._first.clear()
        self._second.clear()

    def ready(self) -> bool:
        """Whether it can be taken; says what is missing and puts the cursor there."""
        if strength(self.text(), self.known).level == 0:
            self._first_row.say(self._words() or tr("secret.needed", n=SHORTEST))
            self._first.inner.setFocus()
            return False
        if self._second.text() != self.text():
            self._second_row.say(tr("secret.differs" if self._second.text() else "secret.once_more"))
            self._second.inner.setFocus()
            return False
        return True

    def _words(self) -> str:
        return tr(f"secret.level.{strength(self.text(), self.known).level}") if self.text() else ""

    def _judge(self) -> None:
        self._first_row.say(self._words(), _TONES[strength(self.text(), self.known).level])
