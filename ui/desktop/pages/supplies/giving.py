"""What is handed out: which article, how many, how long it lasts. On the page of the cupboard and within a visit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.actions import Fresh
from app.actions.supplies import hand_out, runs_out
from app.followups.life import not_in_ledger
from app.records import KINDS, SupplyItem, SupplyMovement
from app.records.fields import Count, Day
from app.records.story import Story
from app.records.writes import Write
from app.supplies.stock import Stock
from app.values import dates
from ui.dates import say_date
from ui.desktop import theme
from ui.desktop.widgets.buttons import Pills
from ui.desktop.widgets.editors import CountEditor, DayEditor
from ui.desktop.widgets.field_row import FieldRow
from ui.desktop.widgets.words import Words, column, empty
from ui.supplies import amount_words, batch_words, item_words, measure_words
from ui.text import tr

_FIELDS = KINDS[SupplyMovement.kind].fields
LARGE = 1.3
"""From this text size on a label stands above its field."""


@dataclass(frozen=True, slots=True)
class Gift:
    """What was chosen. ``until`` is None where nothing better than the usual reckoning was said."""

    item: SupplyItem
    quantity: int
    until: date | None


class Giving(QWidget):
    """An article, an amount, and until when it lasts her.

    To embed it in another form: make it, give it ``show_stock(read_stock(ledger), story, day)`` when both are read
    (again when either changes), put it into the layout and connect ``changed``; Enter goes to whoever holds it. Before saving
    ask ``readable()``; then ``writes(stock, story, day, new_id, visit=visit.id)`` gives what to add to the writes of
    the visit, nothing where nothing was chosen. ``typed()`` and ``type_again()`` keep it in a draft. Nothing chosen is
    a full answer, as long as ``optional``.
    """

    changed = Signal()

    def __init__(self, today: date, *, optional: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today, self._day, self._optional = today, today, optional
        self._stock = Stock((), (), ())
        self._story: Story | None = None
        layout = column(self, steps=2.5)
        stacked = theme.current().scale > LARGE
        self._holder = QWidget()
        self._place = column(self._holder, steps=0)
        self.items = Pills([])
        self.item_row = FieldRow(tr("supplies.item"), self._holder, required=not optional, stacked=stacked)
        quantity, until = _FIELDS["quantity"], _FIELDS["until"]
        assert isinstance(quantity, Count) and isinstance(until, Day)  # noqa: PT018, S101  as the record describes them
        self.quantity = CountEditor(quantity)
        self.quantity.name(tr("field.supply_movement.quantity"))
        self.unit = Words("", "soft")
        self.quantity.layout_.insertWidget(1, self.unit)
        self.until = DayEditor(until, today)
        self.until.name(tr("field.supply_movement.until"))
        self.quantity_row = FieldRow(
            tr("field.supply_movement.quantity"), self.quantity, required=True, stacked=stacked
        )
        self.until_row = FieldRow(tr("field.supply_movement.until"), self.until, stacked=stacked)
        self.told = Words("", "soft", wrap=True)
        for part in (self.item_row, self.quantity_row, self.until_row, self.told):
            layout.addWidget(part)
        for editor in (self.quantity, self.until):
            editor.changed.connect(self._typed)
        self._show_choice()

    # What it is about

    def show_stock(self, stock: Stock, story: Story | None, day: date, *, item: str | None = None) -> None:
        """The cupboard, her (None: nobody named) and the day. What was chosen stays; ``item`` chooses one."""
        kept = self.items.value()
        self._stock, self._story, self._day = stock, story, day
        empty(self._place)
        self.items = Pills([(i.id, item_words(i)) for i in stock.items], may_be_none=self._optional)
        self.items.setAccessibleName(tr("supplies.item"))
        for each in stock.items:
            self.items.pill(each.id).set_count(stock.usable(each.id, day))
        wanted = item or kept
        self.items.set_value(wanted if any(i.id == wanted for i in stock.items) else None)
        self.items.chosen.connect(self._chose)
        self._place.addWidget(self.items)
        self.setFocusProxy(self.quantity if item else self.items)
        self._show_choice()

    def set_story(self, story: Story | None) -> None:
        """Somebody else, or nobody, is given it."""
        self._story = story
        self._show_choice()

    def set_day(self, day: date) -> None:
        """It was handed out on another day."""
        self._day = day
        self._show_choice()

    def item(self) -> SupplyItem | None:
        """The article that is chosen."""
        return self._stock.item(self.items.value() or "")

    def gift(self) -> Gift | None:
        """What is handed out; None for nothing, or while the amount cannot be read."""
        item, count, until = self.item(), self.quantity.value(), self.until.value()
        if item is None or not isinstance(count, int):
            return None
        return Gift(item, count, date.fromisoformat(until) if isinstance(until, str) else None)

    def readable(self) -> bool:
        """Whether all of it can be read; says below the fields what cannot, and puts the cursor there."""
        if self.item() is None:
            self.item_row.say("" if self._optional else tr("supplies.item.missing"))
            return self._optional
        said = self.quantity.problem() or ("" if self.quantity.value() is not None else tr("editor.required"))
        self.quantity_row.say(said)
        self.until_row.say(self.until.problem())
        if said or self.until.problem():
            (self.quantity if said else self.until).setFocus()
            return False
        return True

    def writes(
        self, stock: Stock, story: Story | None, day: date, ids: Fresh, *, visit: str | None = None
    ) -> Sequence[Write]:
        """What handing it out writes; nothing where nothing is chosen. The cupboard as it is now, not as it was shown."""
        gift = self.gift()
        item = stock.item(gift.item.id) if gift else None
        if gift is None or item is None:
            return ()
        return hand_out(story, item, gift.quantity, day, stock, ids, visit=visit, until=gift.until)

    # Drafts

    def typed(self) -> dict[str, str]:
        """What was chosen and typed, just as it stands there."""
        lines = {
            "quantity": self.quantity.line.text(),
            "until": self.until.line.text(),
            "item": self.items.value() or "",
        }
        return {name: text for name, text in lines.items() if text}

    def type_again(self, typed: Mapping[str, str]) -> None:
        """Puts it back."""
        self.items.set_value(typed.get("item"))
        self.quantity.line.setText(typed.get("quantity", ""))
        self.until.line.setText(typed.get("until", ""))
        self._show_choice()

    # What is said

    def _chose(self, _item: object) -> None:
        self.item_row.say("")
        self._show_choice()
        self.changed.emit()
        if self.item() is not None:
            self.quantity.setFocus()

    def _typed(self) -> None:
        self.quantity_row.say("")
        self.until_row.say("")
        self._show_choice()
        self.changed.emit()

    def _show_choice(self) -> None:
        item, count = self.item(), self.quantity.value()
        self.quantity_row.setVisible(item is not None)
        self.until_row.setVisible(item is not None and self._is_kept())
        self.unit.setText(measure_words(item) if item else "")
        ends = runs_out(self._story, item, count, self._day, self._stock) if item and isinstance(count, int) else None
        self.until.suggest(say_date(dates.of_day(ends)) if ends else "")
        words, short = self._words(item, count if isinstance(count, int) else None)
        self.told.setText(words)
        self.told.set_role("due" if short else "soft")
        self.told.setVisible(bool(words))

    def _is_kept(self) -> bool:
        return self._story is not None and not not_in_ledger(self._story)

    def _words(self, item: SupplyItem | None, count: int | None) -> tuple[str, bool]:
        """From which batches to take it; whether the books have too few."""
        if item is None or not count:
            return "", False
        proposal = self._stock.propose(item.id, count, self._day)
        parts = [
            tr("supplies.take", amount=amount_words(part.quantity, item), batch=batch_words(part.batch))
            for part in proposal.parts
        ]
        if proposal.missing:
            here = amount_words(count - proposal.missing, item)
            parts.append(tr("supplies.short", here=here, missing=amount_words(proposal.missing, item)))
        return "\n".join(parts), bool(proposal.missing)
