"""The comparison to take along, looked at before it is printed. Nobody's name is on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.desktop import theme
from ui.desktop.leaving import Leaving
from ui.desktop.operations import Progress
from ui.desktop.page import Page
from ui.desktop.printing import paper_of
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.pdf_view import PdfView
from ui.desktop.widgets.words import Words, column, row
from ui.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Collection


class Handout(QWidget):
    """``left`` is called by the way back."""

    def __init__(self, page: Page, left: Callable[[], object]) -> None:
        super().__init__()
        self._page = page
        sheet = column(self, steps=2)
        head = row(steps=3)
        head.addWidget(Words(tr("counselling.paper.note"), "soft", wrap=True), 1)
        head.addWidget(Button(tr("counselling.paper.back"), "Esc", action=left), 0, Qt.AlignmentFlag.AlignTop)
        sheet.addLayout(head)
        self.setMinimumHeight(theme.current().space(100))
        self.view = PdfView(page.desk.operations, page.note)
        self.view.printed.connect(lambda: page.desk.toast(tr("counselling.paper.printed"), None))
        self.view.saved.connect(lambda _path: page.desk.toast(tr("counselling.paper.saved"), None))
        self.view.trouble.connect(page.desk.trouble)
        sheet.addWidget(self.view, 1)

    def draw(self, explained: Collection[str]) -> None:
        """Sets it for what was explained."""
        told, paper = tuple(explained), paper_of(self._page.desk.preferences())

        def work(_progress: Progress) -> bytes:
            from app.forms.handout import handout, handout_content

            return handout(handout_content(told), paper)

        self._page.desk.operations.beside(
            work, owner=self, latest="handout", title=tr("counselling.paper.drawing"),
            done=lambda drawn: self.view.show_pdf(
                drawn, tr("audit.form.handout"), Leaving("export.handout", {"rows": len(told)})
            ),
        )  # fmt: skip
