"""What she wishes for, before anything is explained: first on the page and large."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.counselling.facts import methods
from ui.desktop import theme
from ui.desktop.pages.counselling.sitting import NONE, Sitting, name_of
from ui.desktop.widgets.buttons import Pills
from ui.desktop.widgets.link import Link
from ui.desktop.widgets.words import Card, Words, row
from ui.text import tr

UNSURE = "unsure"


class Wish(Card):
    """``said`` when she has told it: a method, or that she has none yet."""

    said = Signal()

    def __init__(self) -> None:
        super().__init__(tone="accent")
        room = theme.current().space(3)
        self.body.setContentsMargins(theme.current().space(4), room, theme.current().space(4), room)
        self.large = Words("", "title", wrap=True)
        self.now = Words("", "soft")
        self.change = Link(tr("counselling.wish.change"), action=self._ask)
        head = row(steps=4)
        head.addWidget(self.large, 1)
        head.addWidget(self.now, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.change, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(head)
        options = [(code, name_of(code)) for code in methods().codes]
        self.pills = Pills([(UNSURE, tr("counselling.wish.unsure")), *options, (NONE, name_of(NONE))])
        self.pills.setAccessibleName(tr("counselling.wish.ask"))
        self.pills.chosen.connect(self._chosen)
        self.body.addWidget(self.pills)
        self.quiet = Words(tr("counselling.quiet"), "due", wrap=True)
        self.body.addWidget(self.quiet)
        self._sitting: Sitting | None = None

    def show_sitting(self, sitting: Sitting) -> None:
        """Asks her, or shows what she said."""
        self._sitting = sitting
        using = sitting.using
        said = (
            tr("counselling.now.none") if using in (None, NONE) else tr("counselling.now", method=name_of(using or ""))
        )
        self.now.setText(said)
        self.quiet.setVisible(sitting.story.woman.family_unaware)
        self.pills.set_value(UNSURE if sitting.wish == "" else sitting.wish)
        self._show(asking=sitting.wish is None)

    def first(self) -> QWidget:
        """Where the keyboard begins."""
        return self.pills

    def asking(self) -> bool:
        """Whether she has not been asked yet, or says something else now."""
        return not self.pills.isHidden()

    def _ask(self) -> None:
        self._show(asking=True)
        self.pills.setFocus(Qt.FocusReason.OtherFocusReason)

    def _chosen(self, code: str) -> None:
        if self._sitting is not None:
            self._sitting.wish = "" if code == UNSURE else code
            self.said.emit()

    def close_asking(self) -> None:
        """She was asked: what she said stays, large."""
        self._show(asking=False)

    def _show(self, *, asking: bool) -> None:
        wish = self._sitting.wish if self._sitting is not None else None
        told = tr("counselling.wish", method=name_of(wish)) if wish else tr("counselling.wish.open")
        self.large.setText(tr("counselling.wish.ask") if asking and not wish else told)
        self.pills.setVisible(asking)
        self.change.setVisible(not asking)
