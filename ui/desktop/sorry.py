"""A program that cannot go on says why, what is safe, and where its log is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desktop.sheet import Sheet
from ui.desktop.widgets.buttons import Button, press_on_enter
from ui.desktop.widgets.words import Words
from ui.sayings import Said
from ui.text import tr


class Sorry(Sheet):
    """``leave`` when she has read it."""

    leave = Signal()

    def __init__(self, said: Said, log: Path, parent: QWidget | None = None) -> None:
        super().__init__(32, parent)
        body = self.card.body
        body.addWidget(Words(said.what, "title", wrap=True))
        for sentence in (said.safe, said.todo):
            if sentence:
                body.addWidget(Words(sentence, wrap=True))
        body.addWidget(Words(tr("sorry.log", path=str(log)), "note", wrap=True))
        self._leave = Button(tr("sorry.leave"), "Enter", primary=True, action=self.leave.emit)
        body.addWidget(self._leave)
        press_on_enter(self, self._leave)

    def first(self) -> QWidget:
        """The way out."""
        return self._leave
