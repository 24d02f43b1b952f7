"""What asks for attention when the program opens, with one key to act; and, quieter, what stands with the county."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.today import Entry
from ui.desktop import theme
from ui.desktop.pages.today.round import FromCounty
from ui.desktop.pages.today.words import place_words
from ui.desktop.pages.woman.words import followup_words
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.link import Link
from ui.desktop.widgets.words import Card, Words, row
from ui.moments import say_moment
from ui.text import tr


class Ring(Card):
    """Stands above the list while something rings; nothing is blocked, nothing has to be put away.

    ``acted(entry)``: the first one is to be recorded. ``more_wanted``: the others are to be seen.
    """

    acted = Signal(object)
    more_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tone="due", across=True, parent=parent)
        wear = theme.current()
        self.body.setContentsMargins(wear.space(4), wear.space(1.5), wear.space(1.5), wear.space(1.5))
        self._entry: Entry | None = None
        self.setAccessibleName(tr("today.ring"))
        self.what = Words("", wrap=True)
        self.body.addWidget(self.what, 1, Qt.AlignmentFlag.AlignVCenter)
        self.more = Link("", reads=True, action=self.more_wanted.emit)
        self.body.addWidget(self.more, 0, Qt.AlignmentFlag.AlignVCenter)
        self.act = Button(tr("today.ring.act"), "Ctrl+J", action=self._act)
        self.body.addWidget(self.act, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def show_entries(self, found: Sequence[Entry]) -> None:
        """Shows the first of them, and how many more there are; with none it is not there."""
        self._entry = found[0] if found else None
        self.setVisible(bool(found))
        if self._entry is None:
            return
        story, one = self._entry.story, self._entry.followup
        why = followup_words(one, opened=False)
        self.what.setText(tr("today.ring.what", name=story.woman.name, place=place_words(story), what=why))
        others = len(found) - 1
        self.more.setText(tr("today.ring.more", n=others))
        self.more.setAccessibleName(tr("today.ring.more", n=others))
        self.more.setVisible(others > 0)

    def _act(self) -> None:
        if self._entry is not None:
            self.acted.emit(self._entry)


class CountyLine(QWidget):
    """One quiet line: what waits to be taken to the county, what came back, what differs. It opens the exchange."""

    def __init__(self, opened: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        line = row(self, steps=1)
        self._link = Link("", action=opened)
        line.addWidget(self._link)
        self.hide()

    def words(self) -> str:
        """What it says."""
        return self._link.text() if not self.isHidden() else ""

    def show_county(self, found: FromCounty, today: date) -> None:
        """Says only what is there; where no county is known, nothing."""
        parts = []
        if found.waiting:
            parts.append(tr("today.county.waiting", n=found.waiting))
        if found.differing:
            parts.append(tr("today.county.differing", n=found.differing))
        if found.heard is not None:
            parts.append(tr("today.county.heard", when=say_moment(found.heard, today)))
        self.setVisible(found.known and bool(parts))
        said = tr("today.county.and").join(parts)
        self._link.setText(said)
        self._link.setAccessibleName(said)
        self._link.updateGeometry()
