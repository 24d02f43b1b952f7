"""打印: her health summary, which is hers to take along, and the card on which she and the worker sign."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QSizePolicy, QWidget

from ui.dates import say_date
from ui.desktop import theme
from ui.desktop.leaving import Leaving
from ui.desktop.page import Page
from ui.desktop.pages.woman.seen import Seen
from ui.desktop.pages.woman.words import followup_words
from ui.desktop.printing import paper_of
from ui.desktop.widgets.buttons import Button, Pills
from ui.desktop.widgets.pdf_view import PdfView
from ui.desktop.widgets.tick import Tick
from ui.desktop.widgets.words import Words, column, row
from ui.text import tr

if TYPE_CHECKING:
    from app.records import Unit

PAPERS = ("summary", "card")
_COMING = 6
_LARGE = 1.6
"""From this text size on the way back stands below the choice of papers."""


class HerPapers(QWidget):
    """``left`` goes back to her story. What is printed or saved here is remembered as hers, and with what is hidden, as that."""

    left = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._seen: Seen | None = None
        inside = QWidget()
        sheet = column(inside, steps=3)
        sheet.setContentsMargins(0, 0, theme.current().space(3), 0)
        area = QScrollArea()  # at a large text size there is more than fits beside a page that can be read
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        column(self).addWidget(area)
        head = row(steps=3)
        self.choice = Pills([(paper, tr(f"woman.paper.{paper}")) for paper in PAPERS], PAPERS[0])
        self.choice.setAccessibleName(tr("woman.print"))
        self.choice.chosen.connect(lambda _: self._draw())
        self.back = Button(tr("woman.past.back"), "Esc", action=self.left.emit)
        head.addWidget(self.choice, 1)
        head.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        if theme.current().scale > _LARGE:
            head.setDirection(QBoxLayout.Direction.TopToBottom)
        sheet.addLayout(head)
        self.said = Words("", "soft", wrap=True)
        sheet.addWidget(self.said)
        self.whole = Tick(tr("woman.paper.whole"))
        self.whole.toggled.connect(lambda _on: self._draw())
        sheet.addWidget(self.whole)
        self.view = PdfView(page.desk.operations, self._left)
        self.view.area.setMinimumHeight(theme.current().wide(18))
        self.view.area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.view.printed.connect(lambda: page.desk.toast(tr("woman.paper.printed"), None))
        self.view.saved.connect(lambda _path: page.desk.toast(tr("woman.paper.saved"), None))
        self.view.trouble.connect(page.desk.trouble)
        sheet.addWidget(self.view, 1)

    def show_story(self, seen: Seen) -> None:
        """Shows her papers; nothing hidden is on them until that is asked for again."""
        self._seen = seen
        self.whole.blockSignals(True)
        self.whole.setChecked(False)
        self.whole.blockSignals(False)
        self._draw()
        self.choice.setFocus(Qt.FocusReason.OtherFocusReason)

    def _draw(self) -> None:
        seen, which = self._seen, self.choice.value() or PAPERS[0]
        if seen is None:
            return
        self.whole.setVisible(which == "summary")
        said = [tr(f"woman.paper.{which}.note")]
        if seen.woman.family_unaware:
            said.append(tr("woman.paper.unaware"))
        self.said.setText("\n".join(said))
        whole = which == "summary" and self.whole.isChecked()
        day = say_date(seen.today.isoformat())
        title = f"{tr(f'woman.paper.{which}')} {day}"
        leaving = Leaving("export.summary" if which == "summary" else "export.card", {"with_hidden": whole})

        def drawn(content: bytes) -> None:
            self.view.show_pdf(content, title, leaving)

        def unit_known(unit: Unit) -> None:
            draw = self._job(seen, unit, which, whole=whole)
            self._page.desk.operations.beside(lambda _: draw(), owner=self, done=drawn, latest="her paper")

        self._page.read(lambda ledger: ledger.unit, unit_known, latest="her paper")

    def _job(self, seen: Seen, unit: Unit, which: str, *, whole: bool) -> Callable[[], bytes]:
        paper = paper_of(self._page.desk.preferences())
        if which == "card":
            from app.forms.service_card import service_card, service_card_content

            return lambda: service_card(service_card_content(seen.story, unit, seen.today), paper)
        from app.forms.health_summary import health_summary, health_summary_content

        coming = [
            (say_date(one.opens.isoformat()), followup_words(one, opened=whole))
            for one in seen.due[:_COMING]
            if whole or not one.sensitive
        ]
        return lambda: health_summary(
            health_summary_content(seen.story, unit, seen.today, whole=whole, coming=coming), paper
        )

    def _left(self, what: str, **facts: object) -> None:
        if self._seen is not None:
            self._page.note(what, self._seen.woman.id, **facts)  # type: ignore[arg-type]  # the entry as the view tells it

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)
