"""The first step: a file, dropped or chosen, or the last one again."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.desktop import theme
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.words import Card, Words, column
from ui.text import tr

_KINDS = "*.xlsx *.xls *.csv *.et *.ods *.xlsm *.txt"


class _Place(Card):
    """Where a file may be dropped."""

    dropped = Signal(Path)

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Takes one file of this computer."""
        if _file_of(event) is not None:
            event.acceptProposedAction()
            self.set_tone("chosen")

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """It went elsewhere."""
        self.set_tone("")

    def dropEvent(self, event: QDropEvent) -> None:
        """Here it is."""
        self.set_tone("")
        if (path := _file_of(event)) is not None:
            event.acceptProposedAction()
            self.dropped.emit(path)


def _file_of(event: QDropEvent) -> Path | None:
    files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
    return Path(files[0]) if len(files) == 1 else None


class FileStep(QWidget):
    """``chosen`` tells the file. Without words of its own it asks for a roster."""

    chosen = Signal(Path)

    def __init__(self, drop: str = "", note: str = "", choose: str = "") -> None:
        super().__init__()
        wear = theme.current()
        self._last: Path | None = None
        self._title = choose or tr("import.choose_title")
        place = _Place()
        place.dropped.connect(self.chosen)
        place.body.setContentsMargins(wear.space(8), wear.space(10), wear.space(8), wear.space(10))
        place.body.setSpacing(wear.space(3))
        middle = Qt.AlignmentFlag.AlignHCenter
        heading = Words(drop or tr("import.drop"), "section", wrap=True)
        said = Words(note or tr("import.drop_note"), "soft", wrap=True)
        for words in (heading, said):
            words.setAlignment(middle)
        place.body.addStretch(1)
        place.body.addWidget(heading)
        place.body.addWidget(said)
        place.body.addSpacing(wear.space(2))
        self.button = Button(choose or tr("import.choose"), "Ctrl+O", primary=True, action=self._choose)
        place.body.addWidget(self.button, 0, middle)
        place.body.addStretch(1)
        self.place = place
        self._again = Card(across=True)
        self._again_words = Words("", "soft", wrap=True)
        self.again_button = Button(tr("import.last_again"), "Ctrl+R", action=self._take_last)
        self._again.body.addWidget(self._again_words, 1)
        self._again.body.addWidget(self.again_button)
        self._again.hide()
        layout = column(self, steps=3)
        layout.addWidget(place, 1)
        layout.addWidget(self._again)

    def show_last(self, path: Path | None) -> None:
        """Offers the file of the last time."""
        self._last = path
        self._again.setVisible(path is not None)
        if path is not None:
            self._again_words.setText(tr("import.last", file=path.name))
            self._again_words.setToolTip(str(path))

    def _take_last(self) -> None:
        if self._last is not None:
            self.chosen.emit(self._last)

    def _choose(self) -> None:
        kinds = f"{tr('import.choose_kind')} ({_KINDS});;{tr('import.every_file')} (*)"
        downloads = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
        start = str(self._last.parent) if self._last is not None else downloads
        path, _ = QFileDialog.getOpenFileName(self, self._title, start, kinds)
        if path:
            self.chosen.emit(Path(path))
