"""盘点: type what is there; what differs from the books becomes found or lost, with a reason if she likes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.actions import Verb
from app.actions.supplies import count_up
from app.records import KINDS, SupplyItem, SupplyMovement
from app.records.fields import Count, Text
from app.records.writes import Write
from app.supplies.stock import Stock, expired
from storage.ids import new_id
from ui.desktop.pages.supplies.panel import Panel, Typed
from ui.desktop.widgets.editors import CountEditor, LineEditor
from ui.desktop.widgets.field_row import FieldRow
from ui.desktop.widgets.words import Words
from ui.supplies import amount_words, batch_words, item_words
from ui.text import tr

if TYPE_CHECKING:
    from ui.desktop.page import Page

_MOST = 100_000


class Counting(Panel):
    """One line for each batch; an empty line is a batch nobody counted."""

    def __init__(self, page: Page, stock: Stock, item: SupplyItem) -> None:
        title = tr("supplies.count.title", item=item_words(item))
        super().__init__(
            page, title, Verb.SUPPLY_COUNT, draft=f"count.{item.id}", note=tr("supplies.count.note"),
            save=tr("supplies.count.save"),
        )  # fmt: skip
        self._stock, self._item, self._today = stock, item, page.desk.today()
        self.lines: dict[str, CountEditor] = {}
        self.differences: dict[str, Words] = {}
        for batch in stock.batches(item.id):
            editor = CountEditor(Count(most=_MOST))
            words = batch_words(batch)
            if expired(batch, self._today):
                words += f"　{tr('supplies.batch.over')}"
            editor.name(words)
            books = tr("supplies.count.books", amount=amount_words(stock.balance(batch), item))
            self.differences[batch.id] = Words(books, "note")
            editor.layout_.insertWidget(1, self.differences[batch.id], 1)
            editor.changed.connect(self._typed_one)
            self.lines[batch.id] = editor
            self.fields.addWidget(FieldRow(words, editor, stacked=True))
        reason = KINDS[SupplyMovement.kind].fields["reason"]
        self.reason = LineEditor(reason.longest if isinstance(reason, Text) else 200)
        self.reason.name(tr("supplies.count.reason"))
        self.reason.changed.connect(self.touched)
        self.fields.addWidget(FieldRow(tr("supplies.count.reason"), self.reason, stacked=True))
        first: QWidget = next(iter(self.lines.values()), self.reason)
        self.start_at = first
        self.begin()

    def counted(self) -> dict[str, int]:
        """How many are there, by batch, as far as counted."""
        return {batch: n for batch, editor in self.lines.items() if isinstance(n := editor.value(), int)}

    def _typed_one(self) -> None:
        self.touched()
        for batch_id, label in self.differences.items():
            batch = self._stock.batch(batch_id)
            books = self._stock.balance(batch) if batch else 0
            words = [tr("supplies.count.books", amount=amount_words(books, self._item))]
            if batch_id in (counted := self.counted()):
                words.append(self._difference(counted[batch_id] - books))
            label.setText("　".join(words))

    def _difference(self, by: int) -> str:
        if not by:
            return tr("supplies.count.same")
        return tr("supplies.count.more" if by > 0 else "supplies.count.less", amount=amount_words(abs(by), self._item))

    def show_stock(self, stock: Stock) -> None:
        """Shows what the books have now."""
        self._stock = stock
        self._typed_one()

    def readable(self) -> bool:
        """Every number."""
        wrong = [editor for editor in self.lines.values() if editor.problem()]
        if wrong:
            self.say(wrong[0].problem())
            wrong[0].setFocus()
        return not wrong

    def writes(self, stock: Stock) -> Sequence[Write]:
        """The differences; nothing where the books are right."""
        reason = self.reason.value()
        return count_up(self.counted(), self._today, stock, new_id, reason if isinstance(reason, str) else None)

    def said(self) -> str:
        """Corrected."""
        return tr("supplies.count.said", item=item_words(self._item))

    def typed(self) -> Typed:
        """Every line."""
        lines = {batch: text for batch, editor in self.lines.items() if (text := editor.line.text())}
        return {"lines": lines, "reason": self.reason.line.text()}

    def type_again(self, typed: Typed) -> None:
        """Puts them back."""
        for batch, editor in self.lines.items():
            editor.line.setText(typed.get("lines", {}).get(batch, ""))
        self.reason.line.setText(typed.get("reason", ""))
