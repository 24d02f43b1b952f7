"""药具登记表: the month's registers, looked at before they are printed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QWidget

from app.records import SupplyMovement
from app.values.dates import PartialDate, add_months, earliest
from ui.desktop.leaving import Leaving
from ui.desktop.page import Desk, Page
from ui.desktop.printing import paper_of
from ui.desktop.widgets.buttons import Button, Pills
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.pdf_view import PdfView
from ui.desktop.widgets.words import Words, row
from ui.supplies import read_stock
from ui.text import tr

if TYPE_CHECKING:
    from storage.audit import Fact
    from storage.ledger import Ledger
    from ui.preferences import Preferences

FORMS = ("handed", "book", "folic")
Draw = Callable[[], bytes]
Made = tuple[Draw, list[str], Leaving]
"""How to draw it, what to say beside it, what it is to the audit."""


class SupplyPapersPage(Page):
    """``navigate("supply_papers", "2026-10")`` opens a month, the present one without."""

    kinds: ClassVar[frozenset[str]] = frozenset({"supply_item", "supply_batch", "supply_movement", "woman", "consent"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.month = PartialDate(desk.today().isoformat()[:7])
        head = row(steps=3)
        titles = Flow(steps=3)
        titles.addWidget(Words(tr("page.supply_papers"), "title"))
        self.period = Words("", "soft")
        titles.addWidget(self.period)
        self.before = Button(tr("supplies.paper.before"), "Ctrl+PgUp", action=lambda: self._shift(-1))
        self.after = Button(tr("supplies.paper.after"), "Ctrl+PgDown", action=lambda: self._shift(1))
        titles.addWidget(self.before)
        titles.addWidget(self.after)
        head.addLayout(titles, 1)
        head.addWidget(Button(tr("supplies.paper.back"), "Alt+Left", action=desk.back))
        self.sheet.addLayout(head)
        self.forms = Pills([(form, tr(f"supplies.paper.{form}")) for form in FORMS], FORMS[0])
        self.forms.setAccessibleName(tr("supplies.paper.forms"))
        self.forms.chosen.connect(lambda _: self.refresh())
        self.sheet.addWidget(self.forms)
        self.said = Words("", "soft", wrap=True)
        self.sheet.addWidget(self.said)
        self.view = PdfView(desk.operations, self.note)
        self.view.setMinimumHeight(360)
        self.view.printed.connect(lambda: self.desk.toast(tr("supplies.paper.printed"), None))
        self.view.saved.connect(lambda _path: self.desk.toast(tr("supplies.paper.saved"), None))
        self.view.trouble.connect(self.desk.trouble)
        self.sheet.addWidget(self.view, 1)
        self._say_month()

    def first(self) -> QWidget | None:
        """Which register."""
        return self.forms

    def arrive(self, what: str) -> None:
        """Opens a month."""
        if what:
            self.month = PartialDate(what)
            self._say_month()
            self.refresh()

    def _shift(self, by: int) -> None:
        wanted = PartialDate(add_months(earliest(self.month), by).isoformat()[:7])
        if earliest(wanted) <= self.desk.today():
            self.month = wanted
            self._say_month()
            self.refresh()

    def _say_month(self) -> None:
        day = earliest(self.month)
        self.period.setText(tr("supplies.paper.month", year=day.year, month=day.month))
        self.after.setEnabled(add_months(day, 1) <= self.desk.today())

    def refresh(self) -> None:
        """Reads the month and draws it."""
        form, month, wanted = self.forms.value() or FORMS[0], self.month, self.desk.preferences()
        title = tr("supplies.paper.drawing")
        self.read(lambda ledger: _made(ledger, form, month, wanted), self._draw, latest="papers", title=title)

    def _draw(self, made: Made) -> None:
        draw, said, leaving = made
        self.said.setText(" ".join(said))
        day, form = earliest(self.month), tr(f"supplies.paper.{self.forms.value()}")
        name = tr("supplies.paper.file", form=form, year=day.year, month=day.month)
        self.desk.operations.beside(
            lambda _progress: draw(), owner=self, latest="supplies.paper", title=tr("supplies.paper.drawing"),
            done=lambda drawn: self.view.show_pdf(drawn, name, leaving),
        )  # fmt: skip


def _made(ledger: Ledger, form: str, month: PartialDate, wanted: Preferences) -> Made:
    stock = read_stock(ledger)
    facts: dict[str, Fact] = {"month": str(month)}
    if form == "book":
        from app.forms.stock_book import book_content, stock_book

        book = book_content(stock, ledger.unit, month)
        return (lambda: stock_book(book, paper_of(wanted))), [], Leaving("export.supplies", facts)
    from app.forms.handed_out import handed_content, handed_out

    content = handed_content(stock, ledger.stories(_given(stock.movements, month)), ledger.unit, month, form=form)
    named = content.anonymous < len(content.rows)
    facts |= {"rows": len(content.rows), "with_names": named}
    said = [tr("supplies.paper.rows", n=len(content.rows))]
    if content.anonymous:
        said.append(tr("supplies.paper.anonymous", n=content.anonymous))
    return (lambda: handed_out(content, paper_of(wanted))), said, Leaving("export.supplies", facts, asks=named)


def _given(movements: tuple[SupplyMovement, ...], month: PartialDate) -> list[str]:
    """Who was handed something in a month."""
    return sorted({m.subject for m in movements if m.subject and m.date.startswith(month)})
