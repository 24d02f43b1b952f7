"""The first step: what the list is about, and the file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.reconciling.reading import ABOUT
from ui.desktop.pages.importing.file_step import FileStep
from ui.desktop.widgets.buttons import Button, Pills
from ui.desktop.widgets.choice import Choice
from ui.desktop.widgets.editors import code_choices
from ui.desktop.widgets.words import Card, Words, column
from ui.text import tr


class Choosing(QWidget):
    """``chosen``: the file. ``resumed``: she goes on with the comparison she left."""

    chosen = Signal(Path)
    resumed = Signal()

    def __init__(self) -> None:
        super().__init__()
        layout = column(self, steps=3)
        layout.addWidget(Words(tr("reconciling.about"), "section", wrap=True))
        words = {choice.key: choice for choice in code_choices("list_about")}
        self.about = Pills([(key, words.get(key, Choice(key, key)).words) for key in ABOUT], ABOUT[0])
        self.about.setAccessibleName(tr("reconciling.about"))
        layout.addWidget(self.about)
        self.needs = Words("", "soft", wrap=True)
        self.about.chosen.connect(lambda _: self._say())
        layout.addWidget(self.needs)
        self.files = FileStep(tr("reconciling.drop"), tr("reconciling.drop_note"), tr("reconciling.choose"))
        self.files.chosen.connect(self.chosen)
        layout.addWidget(self.files, 1)
        self.left = Card(across=True)
        self._left_words = Words("", "soft", wrap=True)
        self.go_on = Button(tr("reconciling.go_on"), "Ctrl+R", action=self.resumed.emit)
        self.left.body.addWidget(self._left_words, 1)
        self.left.body.addWidget(self.go_on)
        self.left.hide()
        layout.addWidget(self.left)
        self._say()

    def offer(self, name: str) -> None:
        """Offers the comparison that was left; none for ``""``."""
        self.left.setVisible(bool(name))
        self._left_words.setText(tr("reconciling.left", file=name) if name else "")

    def _say(self) -> None:
        self.needs.setText(tr(f"reconciling.needs.{self.about.value()}"))
