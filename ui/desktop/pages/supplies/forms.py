"""The forms beside the list: received, handed out, brought back, lost, sent back, an article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from app.actions import Verb
from app.actions.supplies import add_item, bring_back, edit_item, receive, take_off
from app.records import KINDS, SupplyBatch, SupplyItem, SupplyMovement, Value
from app.records.fields import Day
from app.records.story import Story
from app.records.writes import Write
from app.supplies.stock import Stock
from storage.ids import new_id
from ui.desktop import theme
from ui.desktop.pages.form_panel import typed_of
from ui.desktop.pages.supplies.giving import LARGE, Giving
from ui.desktop.pages.supplies.panel import Panel, Typed, type_in
from ui.desktop.pages.supplies.who import Who
from ui.desktop.record_form import RecordForm
from ui.desktop.widgets.buttons import ENTER_KEYS, Pills
from ui.desktop.widgets.editors import DayEditor
from ui.desktop.widgets.field_row import FieldRow
from ui.supplies import amount_words, batch_words, item_words
from ui.text import tr

if TYPE_CHECKING:
    from ui.desktop.page import Page


class Handing(Panel):
    """发放: to whom (or nobody named), what, how many, until when."""

    def __init__(self, page: Page, stock: Stock, item: SupplyItem | None) -> None:
        super().__init__(page, tr("supplies.out"), Verb.SUPPLY_OUT, draft="out", save=tr("supplies.out.save"))
        self._stock, self._today = stock, page.desk.today()
        self.who = Who(page, tr("supplies.who"))
        self.who.chosen.connect(self._named)
        self.giving = Giving(self._today, optional=False)
        self.giving.show_stock(stock, None, self._today, item=item.id if item else None)
        self.giving.changed.connect(self.touched)
        self.day = DayEditor(_day_field(), self._today)
        self.day.name(tr("field.supply_movement.date"))
        self.day.set_value(self._today.isoformat())
        self.day.changed.connect(self._dated)
        self.day_row = FieldRow(
            tr("field.supply_movement.date"), self.day, required=True, stacked=theme.current().scale > LARGE
        )
        for part in (self.who, self.giving, self.day_row):
            self.fields.addWidget(part)
        self.start_at = self.who
        self.begin()

    def _named(self, story: Story | None) -> None:
        self.giving.set_story(story)
        if story is not None:
            (self.giving.quantity if self.giving.item() else self.giving.items).setFocus(
                Qt.FocusReason.OtherFocusReason
            )

    def _dated(self) -> None:
        self.day_row.say("")
        self.giving.set_day(self._day())
        self.touched()

    def _day(self) -> date:
        value = self.day.value()
        return date.fromisoformat(value) if isinstance(value, str) else self._today

    def story(self) -> Story | None:
        """Who is given it."""
        return self.who.story

    def show_stock(self, stock: Stock) -> None:
        """Shows the counts as they are now."""
        self._stock = stock
        self.giving.show_stock(stock, self.who.story, self._day())

    def readable(self) -> bool:
        """A name that was begun and not chosen is not given to nobody."""
        if self.who.take_first():
            return False
        trouble = self.day.problem() or ("" if self.day.value() else tr("editor.required"))
        self.day_row.say(trouble)
        return self.giving.readable() and not trouble

    def writes(self, stock: Stock) -> Sequence[Write]:
        """What was handed out."""
        return self.giving.writes(stock, self.who.story, self._day(), new_id)

    def said(self) -> str:
        """To whom and what."""
        gift = self.giving.gift()
        what = f"{item_words(gift.item)} {amount_words(gift.quantity, gift.item)}" if gift else ""
        story = self.who.story
        return (
            tr("supplies.out.said_her", name=story.woman.name, what=what)
            if story
            else tr("supplies.out.said", what=what)
        )

    def typed(self) -> Typed:
        """The gift and the day."""
        other = self.day.value() != self._today.isoformat()
        return {"gift": self.giving.typed(), "date": self.day.line.text() if other else ""}

    def type_again(self, typed: Typed) -> None:
        """Puts them back."""
        self.giving.type_again(typed.get("gift", {}))
        if day := typed.get("date"):
            self.day.line.setText(str(day))
        else:
            self.day.set_value(self._today.isoformat())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the search takes the woman at the top; elsewhere it saves."""
        if event.key() in ENTER_KEYS and self.who.take_first():
            return
        super().keyPressEvent(event)


class Receiving(Panel):
    """领入: a batch with its number and expiry, and how many came."""

    def __init__(self, page: Page, item: SupplyItem) -> None:
        title = tr("supplies.in.title", item=item_words(item))
        super().__init__(page, title, Verb.SUPPLY_IN, draft=f"in.{item.id}", save=tr("supplies.in.save"))
        self._item, self._today = item, page.desk.today()
        self.moved = _form(self, SupplyMovement.kind, ("quantity",), {}, self._today)
        self.batch = _form(self, SupplyBatch.kind, ("number", "expiry", "source"), {}, self._today)
        self.dated = _form(self, SupplyMovement.kind, ("date",), {"date": self._today.isoformat()}, self._today)
        self.start_at = self.moved.editor("quantity")
        self.begin()

    def readable(self) -> bool:
        """All three parts."""
        unreadable = [form for form in (self.dated, self.batch, self.moved) if not form.readable()]
        return not unreadable

    def writes(self, stock: Stock) -> Sequence[Write]:
        """The batch, unless it is known, and what came."""
        told = {**self.batch.values(), **self.moved.values(), **self.dated.values()}
        return receive(
            self._item, int(told["quantity"] or 0), date.fromisoformat(str(told["date"])), stock, new_id,
            number=_text(told["number"]), expiry=_text(told["expiry"]), source=_text(told["source"]),
        )  # fmt: skip

    def said(self) -> str:
        """What came."""
        count = int(self.moved.values()["quantity"] or 0)
        return tr("supplies.in.said", what=f"{item_words(self._item)} {amount_words(count, self._item)}")

    def typed(self) -> Typed:
        """All three parts."""
        return {"moved": typed_of(self.moved), "batch": typed_of(self.batch), "dated": typed_of(self.dated)}

    def type_again(self, typed: Typed) -> None:
        """Puts them back."""
        type_in(self.moved, typed.get("moved"), {})
        type_in(self.batch, typed.get("batch"), {})
        type_in(self.dated, typed.get("dated"), {"date": self._today.isoformat()})


class OfBatch(Panel):
    """损耗, 退回上级, 她退回: so many of one batch."""

    def __init__(self, page: Page, stock: Stock, item: SupplyItem, movement: str) -> None:
        title = tr(f"supplies.{movement}.title", item=item_words(item))
        verb = {"loss": Verb.SUPPLY_LOSS, "sent_back": Verb.SUPPLY_SENT_BACK, "returned": Verb.SUPPLY_BACK}[movement]
        super().__init__(page, title, verb, draft=f"{movement}.{item.id}")
        self._item, self._movement, self._today = item, movement, page.desk.today()
        self._batches = [
            b for b in stock.batches(item.id)
            if b.retired is None and (movement == "returned" or stock.balance(b) > 0)
        ]  # fmt: skip
        self.batch = Pills([(b.id, batch_words(b)) for b in self._batches])
        self.batch.setAccessibleName(tr("field.supply_movement.batch"))
        for each in self._batches:
            self.batch.pill(each.id).set_count(stock.balance(each))
        self.batch.chosen.connect(lambda _: self.touched())
        self.batch_row = FieldRow(tr("field.supply_movement.batch"), self.batch, required=True, stacked=True)
        self.who = Who(page, tr("supplies.returned.who")) if movement == "returned" else None
        if self.who is not None:
            self.fields.addWidget(self.who)
        self.fields.addWidget(self.batch_row)
        self._given = {"date": self._today.isoformat()}
        fields = ("quantity", "date") if movement == "returned" else ("quantity", "reason", "date")
        self.moved = _form(self, SupplyMovement.kind, fields, self._given, self._today)
        self._choose_first()
        self.start_at = self.who or self.moved.editor("quantity")
        self.begin()

    def _choose_first(self) -> None:
        self.batch.set_value(self._batches[0].id if self._batches else None)

    def _chosen(self) -> SupplyBatch | None:
        return next((b for b in self._batches if b.id == self.batch.value()), None)

    def story(self) -> Story | None:
        """Who brought it."""
        return self.who.story if self.who else None

    def readable(self) -> bool:
        """A batch and a number."""
        if self.who is not None and self.who.take_first():
            return False
        self.batch_row.say("" if self._chosen() else tr("supplies.batch.missing"))
        return self.moved.readable() and self._chosen() is not None

    def writes(self, stock: Stock) -> Sequence[Write]:
        """The movement."""
        told, batch = self.moved.values(), self._chosen()
        if batch is None:
            return ()
        count, day = int(told["quantity"] or 0), date.fromisoformat(str(told["date"]))
        if self._movement == "returned":
            return bring_back(self.story(), self._item, batch, count, day, stock, new_id)
        return take_off(batch, self._movement, count, day, _text(told["reason"]), new_id)

    def said(self) -> str:
        """What was noted."""
        count = int(self.moved.values()["quantity"] or 0)
        return tr(f"supplies.{self._movement}.said", what=f"{item_words(self._item)} {amount_words(count, self._item)}")

    def typed(self) -> Typed:
        """The batch and what was typed."""
        return {"batch": self.batch.value(), "moved": typed_of(self.moved)}

    def type_again(self, typed: Typed) -> None:
        """Puts it back."""
        self._choose_first()
        if any(b.id == typed.get("batch") for b in self._batches):
            self.batch.set_value(typed["batch"])
        type_in(self.moved, typed.get("moved"), self._given)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the search takes the woman at the top; elsewhere it saves."""
        if event.key() in ENTER_KEYS and self.who is not None and self.who.take_first():
            return
        super().keyPressEvent(event)


class OfItem(Panel):
    """An article: what it is, what it is counted in, how long one lasts, when it runs low."""

    def __init__(self, page: Page, item: SupplyItem | None) -> None:
        title = tr("supplies.item.edit", item=item_words(item)) if item else tr("supplies.item.new")
        super().__init__(page, title, Verb.SUPPLY_ITEM, draft=f"item.{item.id if item else 'new'}")
        self._item = item
        fields = ("article", "spec", "measure", "lasts_days", "low_at")
        self._given = {name: getattr(item, name) for name in fields} if item else {"measure": "box"}
        self.form = _form(self, SupplyItem.kind, fields, self._given, page.desk.today())
        self.start_at = self.form.editor("article")
        self.begin()

    def readable(self) -> bool:
        """The form."""
        return self.form.readable()

    def writes(self, stock: Stock) -> Sequence[Write]:
        """A new article, or what changed about it."""
        values = self.form.values()
        return edit_item(self._item, values, stock) if self._item else add_item(values, fresh=new_id)

    def said(self) -> str:
        """Saved."""
        return tr("supplies.item.said")

    def typed(self) -> Typed:
        """What differs."""
        return {"item": typed_of(self.form)}

    def type_again(self, typed: Typed) -> None:
        """Puts it back."""
        type_in(self.form, typed.get("item"), self._given)


def _form(panel: Panel, kind: str, fields: Sequence[str], values: Mapping[str, Value], today: date) -> RecordForm:
    form = RecordForm(kind, fields, values, today=today, stacked=theme.current().scale > LARGE)
    form.submitted.connect(panel.submit)
    form.changed.connect(panel.touched)
    panel.fields.addWidget(form)
    return form


def _day_field() -> Day:
    field = KINDS[SupplyMovement.kind].fields["date"]
    assert isinstance(field, Day)  # noqa: S101  as the record describes it
    return field


def _text(value: object) -> str | None:
    return None if value is None else str(value)
