"""药具: what is in the cupboard, what comes next, and the next step."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from app.actions import Verb
from app.actions.supplies import add_item, drop_item, take_back
from app.errors import SuifangError
from app.records import SupplyMovement
from app.supplies.notices import Line, lines, waiting
from app.supplies.stock import Stock
from app.supplies.usual import usual
from storage.ids import new_id
from ui.dates import say_date
from ui.desktop import theme
from ui.desktop.page import Desk, Page
from ui.desktop.pages.supplies.counting import Counting
from ui.desktop.pages.supplies.forms import Handing, OfBatch, OfItem, Receiving
from ui.desktop.pages.supplies.overview import TONES, Overview
from ui.desktop.pages.supplies.panel import Panel
from ui.desktop.widgets.buttons import Button, press_on_enter
from ui.desktop.widgets.empty_state import EmptyState
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.marks import Tag
from ui.desktop.widgets.rest import Rest
from ui.desktop.widgets.table import Column, Table
from ui.desktop.widgets.words import Words, column, row
from ui.supplies import amount_words, item_words, read_stock
from ui.text import tr

if TYPE_CHECKING:
    from storage.ledger import Ledger


class SupplyPage(Page):
    """``navigate("supplies", …)``: a verb (``out``) opens its form; an item's id puts the cursor on it."""

    kinds: ClassVar[frozenset[str]] = frozenset({"supply_item", "supply_batch", "supply_movement"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._today = desk.today()
        self.stock = Stock((), (), ())
        self._wanted = ""
        self.panel: Panel | None = None
        self._build_head()
        self.overview = Overview()
        self.table: Table[Line] = Table(tr("supplies.list"), _columns())
        self.table.moved.connect(lambda line: self.overview.show_line(line, self.stock, self._today))
        self.table.opened.connect(lambda _line: self.begin("out"))
        self.overview.wanted.connect(self.begin)
        self.overview.taken_back.connect(self._take_back)
        press_on_enter(self.overview, self.overview.buttons["out"])
        self.side = QWidget()
        self._side = column(self.side, steps=0)
        self._side.addWidget(self.overview, 1)
        board = QWidget()
        self._across = row(board, steps=4)
        self._across.addWidget(self.table, 6)
        self._across.addWidget(self.side, 5)
        self.begin_here = Button(
            tr("supplies.usual", n=len(usual().items)), "Enter", primary=True, action=self._list_usual
        )
        nothing = EmptyState(
            tr("supplies.empty"), tr("supplies.empty.note"),
            [self.begin_here, Button(tr("supplies.add_item"), action=lambda: self.begin("new"))],
        )  # fmt: skip
        press_on_enter(nothing, self.begin_here)
        self.body = Rest()
        for part in (QWidget(), board, nothing):
            self.body.addWidget(part)
        self.sheet.addWidget(self.body, 1)

    def _build_head(self) -> None:
        head = row(steps=3)
        titles = Flow(steps=3)
        titles.addWidget(Words(tr("page.supplies"), "title"))
        self.said = Words("", "soft")
        titles.addWidget(self.said)
        head.addLayout(titles, 1)
        self.add_button = Button(tr("supplies.add_item"), "Ctrl+N", action=lambda: self.begin("new"))
        self.print_button = Button(
            tr("supplies.print"), "Ctrl+P", action=lambda: self.desk.navigate("supply_papers", "")
        )
        head.addWidget(self.add_button)
        head.addWidget(self.print_button)
        self.sheet.addLayout(head)

    # What is shown

    def first(self) -> QWidget | None:
        """The form that is open, the list, or the one step there is."""
        if self.panel is not None:
            return self.panel.start_at
        if not self.body.currentIndex():
            return self.body  # until the cupboard is read
        return self.table if self.stock.items else self.begin_here

    def arrive(self, what: str) -> None:
        """Opens the form asked for."""
        self._wanted = what
        if what and self.stock.items:
            self._go()

    def refresh(self) -> None:
        """Reads the cupboard again."""
        self._today = self.desk.today()
        self.read(read_stock, self._take, latest="stock")

    def _take(self, stock: Stock) -> None:
        self.stock = stock
        kept = self.table.current()
        found = lines(stock, self._today)
        began = self.begin_here.hasFocus() or self.body.hasFocus()  # all there was until the cupboard was read
        self.body.setCurrentIndex(1 if found or self.panel else 2)
        if began:
            (self.first() or self).setFocus(Qt.FocusReason.OtherFocusReason)
        for tool in (self.add_button, self.print_button):
            tool.setVisible(bool(found))
        look = waiting(stock, self._today)
        self.said.setText("" if not found else tr("supplies.said.look", n=look) if look else tr("supplies.said.well"))
        self.table.show_things(found)
        if kept is not None and any(line.item.id == kept.item.id for line in found):
            self.table.select_first(lambda line: line.item.id == kept.item.id)
        if self.panel is not None:
            self.panel.show_stock(stock)
        self._go()

    def _go(self) -> None:
        wanted, self._wanted = self._wanted, ""
        if stock_item := self.stock.item(wanted):
            self.table.select_first(lambda line: line.item.id == stock_item.id)
        elif wanted:
            self.begin(wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The side stands beside the list, below it where the text is too large for both."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Where both do not fit side by side, an open form takes the place of the list."""
        wear = theme.current()
        narrow = self.width() < wear.wide(50)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._across.setDirection(way)
        rows, side = self.table.row_height() * 5, wear.wide(24)
        self.table.setMinimumHeight(rows if narrow else 0)
        self.side.setMinimumHeight(side if narrow else 0)
        form = self.panel is not None
        self.table.setVisible(not (narrow and form))
        self.body.setMinimumHeight((side if form else rows + side + wear.space(4)) if narrow else 0)

    # What is done

    def begin(self, verb: str) -> None:
        """Opens the form of a verb for the article under the cursor."""
        line = self.table.current()
        item = line.item if line else None
        if verb == "drop" and item is not None:
            self.write(Verb.SUPPLY_ITEM, drop_item(item, self.stock), tr("supplies.dropped"))
            return
        if (
            verb in ("loss", "sent_back")
            and item
            and not any(self.stock.balance(b) > 0 for b in self.stock.batches(item.id))
        ):
            self.desk.toast(tr("supplies.nothing_here"), None)
            return
        if verb in ("count", "returned") and item and not self.stock.batches(item.id):
            self.desk.toast(tr("supplies.nothing_here"), None)
            return
        if verb == "new":
            self._open(OfItem(self, None))
        elif verb == "out":
            self._open(Handing(self, self.stock, item))
        elif item is not None:
            self._open(self._form(verb, line) if line else OfItem(self, item))

    def _form(self, verb: str, line: Line) -> Panel:
        match verb:
            case "in":
                return Receiving(self, line.item)
            case "count":
                return Counting(self, self.stock, line.item)
            case "loss" | "sent_back" | "returned":
                return OfBatch(self, self.stock, line.item, verb)
            case _:
                return OfItem(self, line.item)

    def _open(self, panel: Panel) -> None:
        self._close()
        self.panel = panel
        panel.saved.connect(self._save)
        panel.left.connect(self._leave)
        self.overview.hide()
        self._side.addWidget(panel, 1)
        self.body.setCurrentIndex(1)
        self._arrange()
        panel.show()  # at once, so that the keyboard can go there
        panel.start_at.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close(self) -> None:
        if self.panel is not None:
            self.panel.flush()
            self._side.removeWidget(self.panel)
            self.panel.hide()
            self.panel.deleteLater()
            self.panel = None
        self.overview.show()
        self._arrange()

    def _leave(self) -> None:
        self._close()
        if not self.stock.items:
            self.body.setCurrentIndex(2)
        (self.first() or self).setFocus(Qt.FocusReason.OtherFocusReason)

    def _save(self) -> None:
        panel = self.panel
        if panel is None:
            return
        writes = panel.writes(self.stock)
        if not writes:
            panel.finish()
            self._leave()
            if isinstance(panel, Counting):
                self.desk.toast(tr("supplies.count.agrees"), None)
            return

        def done(_changed: object) -> None:
            panel.finish()
            self._leave()

        def failed(error: SuifangError) -> None:
            panel.refuse(error)

        self.write(panel.verb, writes, panel.said(), done=done, failed=failed)

    def _take_back(self, movement: SupplyMovement) -> None:
        self.write(Verb.TAKE_BACK, take_back([movement]), tr("supplies.taken_back"))

    def _list_usual(self) -> None:
        writes = [write for values in usual().items for write in add_item(values, fresh=new_id)]
        said = tr("supplies.usual.said", n=len(writes))
        self.write(Verb.SUPPLY_ITEM, writes, said, done=lambda _: self.table.setFocus(Qt.FocusReason.OtherFocusReason))

    def unsaved(self) -> bool:
        """Something typed is not yet in the draft."""
        return self.panel is not None and self.panel.pending()


def supplies_waiting(ledger: Ledger, today: date) -> int:
    """How many articles want something done: the count on the rail."""
    return waiting(read_stock(ledger), today)


def _columns() -> list[Column[Line]]:
    return [
        Column(tr("supplies.column.item"), lambda line: item_words(line.item), 3, "strong", letters=7),
        Column(
            tr("supplies.column.balance"),
            lambda line: amount_words(line.balance, line.item),
            1.2,
            right=True,
            letters=4,
        ),
        Column(tr("supplies.column.next"), _next, 1.6, "soft", letters=6, spare=True),
        Column(tr("supplies.column.notice"), _tag, 1.8, letters=5),
    ]


def _next(line: Line) -> str:
    return say_date(line.next.expiry) if line.next and line.next.expiry else ""


def _tag(line: Line) -> Tag | str:
    if not line.notices:
        return ""
    worst = line.notices[0]
    return Tag(tr(f"supplies.notice.{worst}"), TONES[worst])
