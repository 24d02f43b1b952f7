"""What a page shows while it has nothing to show: what to do first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.desktop import theme
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.words import Words, column, row

LARGE = 1.4
"""With larger text it begins at the top, so that the page need not scroll to its first button."""


class EmptyState(QWidget):
    """A heading, a sentence and the ways on; the first button is the next step."""

    def __init__(
        self, heading: str, sentence: str = "", actions: Sequence[Button] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        wear = theme.current()
        sheet = column(steps=3)
        sheet.addWidget(Words(heading, "section", wrap=True))
        if sentence:
            sheet.addWidget(Words(sentence, "soft", wrap=True))
        if actions:
            ways = Flow(steps=3)
            for action in actions:
                ways.addWidget(action)
            sheet.addSpacing(wear.space(2))
            sheet.addLayout(ways)
        middle = QWidget()
        middle.setLayout(sheet)
        middle.setMaximumWidth(wear.wide(36))
        across = row()
        across.addStretch(1)
        across.addWidget(middle, 6)
        across.addStretch(1)
        outer = column(self)
        if wear.scale <= LARGE:
            outer.addStretch(2)
        outer.addLayout(across)
        outer.addStretch(3)
        outer.setAlignment(across, Qt.AlignmentFlag.AlignHCenter)
