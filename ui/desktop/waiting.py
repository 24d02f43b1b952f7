"""A screen for the little while in which something is being made."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QWidget

from ui.desktop.sheet import Sheet
from ui.desktop.widgets.words import Words


class Waiting(Sheet):
    """A sentence and how far it is."""

    def __init__(self, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(26, parent)
        self.card.body.addWidget(Words(sentence, wrap=True))
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(sentence)
        self.card.body.addWidget(self._bar)

    def at(self, done: int, whole: int) -> None:
        """How far it is."""
        self._bar.setRange(0, whole)
        self._bar.setValue(done)
