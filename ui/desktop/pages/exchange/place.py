"""The way to exchange: a stick that is plugged in, a folder she names, or the county's line."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from sync.files import Drive
from ui.desktop.operations import Operations
from ui.desktop.widgets.buttons import Button, Pill
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.words import Words, column
from ui.moments import say_size
from ui.text import tr

LOOK_MS = 2000
"""A stick that is plugged in or pulled out is noticed so soon while the page is seen."""

Drives = Callable[[], list[Drive]]


class PlaceLine(QWidget):
    """``chosen`` tells that another place is chosen; ``looked``, time and again, that files may have come or gone."""

    chosen = Signal()
    looked = Signal()

    def __init__(self, operations: Operations, drives: Drives, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operations, self._drives = operations, drives
        self._found: list[Drive] | None = None
        self._folder: Path | None = None
        self._place: Path | None = None
        self._has_line = self._by_line = False
        layout = column(self)
        self._line = Flow(steps=2.5)
        layout.addLayout(self._line)
        self._words = Words("", "soft")
        self._line.addWidget(self._words)
        self._pills: list[Pill] = []
        self.browse = Button(tr("place.browse"), "Ctrl+O", action=self._browse)
        self._line.addWidget(self.browse)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    def place(self) -> Path | None:
        """The chosen folder, None while there is none or the line is chosen."""
        return None if self._by_line else self._place

    def by_line(self) -> bool:
        """Whether the county's line is chosen."""
        return self._by_line

    def offer_line(self, there: bool) -> None:
        """Whether the county has a line; it is chosen while no stick is plugged in."""
        if there != self._has_line:
            self._has_line = there
            self._by_line = there and self._place is None
            self._show()
            self.chosen.emit()

    def free(self) -> int | None:
        """Bytes left on the chosen stick, None for a folder."""
        return next((drive.free for drive in self._found or () if drive.path == self._place), None)

    def name(self) -> str:
        """The chosen place in words."""
        drive = next((drive for drive in self._found or () if drive.path == self._place), None)
        return drive.label if drive else (self._place.name or str(self._place)) if self._place else ""

    def showEvent(self, event: QShowEvent) -> None:
        """Begins to look for sticks."""
        super().showEvent(event)
        self.look()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stops looking."""
        super().hideEvent(event)
        self._timer.stop()

    def look(self) -> None:
        """Looks which sticks are plugged in."""
        drives = self._drives
        self._operations.beside(lambda _progress: drives(), owner=self, done=self._know, failed=lambda _: None)

    def choose(self, folder: Path) -> None:
        """Takes a folder."""
        self._folder = self._place = folder
        self._by_line = False
        self._show()
        self.chosen.emit()

    def _know(self, drives: list[Drive]) -> None:
        if drives == self._found:
            self.looked.emit()
            return
        fresh = [drive for drive in drives if drive.path not in {d.path for d in self._found or ()}]
        self._found = drives
        known = {drive.path for drive in drives} | {self._folder}
        if self._place not in known or self._place is None:
            self._place = drives[0].path if drives else self._folder
        elif fresh and self._place == self._folder:
            self._place = fresh[0].path  # she plugged it in to use it
        self._by_line = self._has_line and (self._place is None or (self._by_line and not fresh))
        self._show()
        self.chosen.emit()

    def _pick(self, place: Path) -> None:
        self._place, self._by_line = place, False
        self._show()
        self.chosen.emit()

    def _pick_line(self) -> None:
        self._by_line = True
        self._show()
        self.chosen.emit()

    def _show(self) -> None:
        for pill in self._pills:
            self._line.removeWidget(pill)
            pill.hide()
            pill.deleteLater()
        self._pills = []
        drives = self._found or []
        choices = [(d.path, tr("place.drive", name=d.label, free=say_size(d.free))) for d in drives]
        if self._folder is not None and self._folder not in [path for path, _ in choices]:
            choices.append((self._folder, tr("place.folder", name=self._folder.name or str(self._folder))))
        self._words.setText(tr("place.where") if choices or self._has_line else tr("place.none"))
        self._line.removeWidget(self.browse)
        for path, words in choices:
            self._add(words, path == self._place and not self._by_line, partial(self._pick, path))
        if self._has_line:
            self._add(tr("place.line"), self._by_line, self._pick_line)
        self._line.addWidget(self.browse)
        self.updateGeometry()

    def _add(self, words: str, on: bool, pick: Callable[[], None]) -> None:
        pill = Pill(words)
        pill.setChecked(on)
        pill.clicked.connect(lambda _on=False: pick())
        self._line.addWidget(pill)
        self._pills.append(pill)

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("place.browse_title"))
        if chosen:
            self.choose(Path(chosen))
