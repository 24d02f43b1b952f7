"""Supplies: what is there, and what came, went, was lost, came back or was counted."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence

from app.actions import Verb
from app.actions.supplies import add_item, bring_back, count_up, hand_out, receive, take_off
from app.codes import code_list
from app.errors import InputError
from app.records import SupplyBatch, SupplyItem
from app.records.writes import Write
from app.supplies.month import days_out
from app.supplies.notices import lines
from app.supplies.stock import Stock
from app.supplies.usual import usual
from app.values.dates import PartialDate, of_day
from storage.ids import new_id
from storage.ledger import Ledger
from ui.cli.fields import code_of, read_fields
from ui.cli.opening import day_of, opened, today, woman_of
from ui.cli.told import Told, columns
from ui.dates import say_date
from ui.supplies import amount_words, item_words, read_stock
from ui.text import tr


def supplies_list(options: Namespace) -> Told:
    """``supplies list``: balances, what is over first, what wants a look, days without in this month."""
    day = today()
    month = PartialDate(of_day(day)[:7])
    with opened(options) as ledger:
        stock = read_stock(ledger)
    told, rows = [], []
    for line in lines(stock, day):
        item = line.item
        told.append({
            "id": item.id, "article": item.article, "spec": item.spec, "measure": item.measure,
            "balance": line.balance, "usable": line.usable, "notices": [str(n) for n in line.notices],
            "days_out": len(days_out(stock, item, month, day)),
            "batches": [
                {"number": b.number, "expiry": b.expiry, "balance": stock.balance(b)} for b in stock.batches(item.id)
            ],
        })  # fmt: skip
        notices = tr("supplies.and").join(tr(f"supplies.notice.{n}") for n in line.notices)
        expiry = say_date(line.next.expiry) if line.next else ""
        rows.append((item_words(item), amount_words(line.balance, item), expiry, notices))
    return Told({"items": told}, columns(rows))


def supplies_add(options: Namespace) -> Told:
    """``supplies add``: an article the village keeps, or the usual ones."""
    wanted = usual().items if options.article == "usual" else None
    if wanted is None:
        values = read_fields("supply_item", options.fields, today(), but=("article",))
        wanted = ({**values, "article": code_of("article", "supply_article", options.article)},)
    with opened(options) as ledger:
        return _written(ledger, Verb.SUPPLY_ITEM, [w for values in wanted for w in add_item(values, fresh=new_id)])


def supplies_in(options: Namespace) -> Told:
    """``supplies in``: so many of a batch came."""
    expiry = read_fields("supply_batch", [f"expiry={options.expiry}"], today())["expiry"] if options.expiry else None
    with opened(options) as ledger:
        stock = read_stock(ledger)
        told = receive(
            _item(stock, options.item), options.quantity, day_of(options.on), stock, new_id,
            number=options.batch, expiry=str(expiry) if expiry else None, source=options.source,
        )  # fmt: skip
        return _written(ledger, Verb.SUPPLY_IN, told)


def supplies_out(options: Namespace) -> Told:
    """``supplies out``: to a woman, or to nobody named; nearest expiry first."""
    with opened(options) as ledger:
        stock = read_stock(ledger)
        story = woman_of(ledger, options.to) if options.to else None
        until = day_of(options.until) if options.until else None
        item = _item(stock, options.item)
        told = hand_out(story, item, options.quantity, day_of(options.on), stock, new_id, until=until)
        return _written(ledger, Verb.SUPPLY_OUT, told)


def supplies_back(options: Namespace) -> Told:
    """``supplies back``: somebody brought some back."""
    with opened(options) as ledger:
        stock = read_stock(ledger)
        story = woman_of(ledger, options.to) if options.to else None
        item = _item(stock, options.item)
        batch = _batch(stock, item, options.batch)
        told = bring_back(story, item, batch, options.quantity, day_of(options.on), stock, new_id)
        return _written(ledger, Verb.SUPPLY_BACK, told)


def supplies_loss(options: Namespace) -> Told:
    """``supplies loss``: lost or spoilt."""
    return _off(options, "loss", Verb.SUPPLY_LOSS)


def supplies_return(options: Namespace) -> Told:
    """``supplies return``: sent back up."""
    return _off(options, "sent_back", Verb.SUPPLY_SENT_BACK)


def _off(options: Namespace, movement: str, verb: Verb) -> Told:
    with opened(options) as ledger:
        stock = read_stock(ledger)
        batch = _batch(stock, _item(stock, options.item), options.batch)
        told = take_off(batch, movement, options.quantity, day_of(options.on), options.reason, new_id)
        return _written(ledger, verb, told)


def supplies_count(options: Namespace) -> Told:
    """``supplies count``: how many of a batch are there; the difference becomes found or lost."""
    with opened(options) as ledger:
        stock = read_stock(ledger)
        batch = _batch(stock, _item(stock, options.item), options.batch)
        told = count_up({batch.id: options.quantity}, day_of(options.on), stock, new_id, options.reason)
        return _written(ledger, Verb.SUPPLY_COUNT, told)


def _written(ledger: Ledger, verb: Verb, writes: Sequence[Write]) -> Told:
    if not writes:
        return Told({"number": None}, (tr("cli.import.nothing"),))
    changed = ledger.write(verb, writes)
    number = changed.dot.seq if changed.dot else None
    return Told({"number": number}, (tr("cli.saved", name=tr("page.supplies"), number=number),))


def _item(stock: Stock, said: str) -> SupplyItem:
    """The article meant: its id, its code or word, or its word with its size. Raises InputError."""
    wanted = said.casefold()
    for read in (_names_whole, _names_article):
        if len(found := [item for item in stock.items if wanted in read(item)]) == 1:
            return found[0]
    raise InputError("cli.supplies.item", items=tr("supplies.and").join(item_words(item) for item in stock.items))


def _names_whole(item: SupplyItem) -> set[str]:
    return {item.id, item_words(item).casefold(), f"{item.article} {item.spec}".casefold()}


def _names_article(item: SupplyItem) -> set[str]:
    articles = code_list("supply_article")
    return {item.article, *(articles.label(item.article, language).casefold() for language in ("zh", "en"))}


def _batch(stock: Stock, item: SupplyItem, number: str | None) -> SupplyBatch:
    """The batch of a number, or the only one there is. Raises InputError."""
    found = [b for b in stock.batches(item.id) if number is None or b.number == number]
    if len(found) != 1:
        numbers = tr("supplies.and").join(b.number or tr("supplies.batch.unknown") for b in stock.batches(item.id))
        raise InputError("cli.supplies.batch", batches=numbers)
    return found[0]
