"""The cupboard as the ledger knows it and as it is spoken of: for the page, the visit and the command line."""

from __future__ import annotations

from typing import TypeVar

from app.codes import code_list
from app.records import Record, SupplyBatch, SupplyItem, SupplyMovement
from app.supplies.stock import Stock
from storage.ledger import Ledger
from ui.dates import say_date
from ui.text import language, tr

R = TypeVar("R", bound=Record)


def read_stock(ledger: Ledger) -> Stock:
    """Everything about supplies that stands, and what was taken back but is still moved or held by something standing."""
    movements = ledger.all(SupplyMovement)
    batches = _with_named(ledger, SupplyBatch, {movement.batch for movement in movements})
    items = _with_named(ledger, SupplyItem, {batch.item for batch in batches})
    return Stock(items, batches, movements)


def _with_named(ledger: Ledger, cls: type[R], named: set[str]) -> list[R]:
    standing = ledger.all(cls)
    beyond = named - {record.id for record in standing}
    return [*standing, *(record for each in sorted(beyond) if (record := ledger.get(cls, each)) is not None)]


def item_words(item: SupplyItem) -> str:
    """``避孕套 中号 52mm``."""
    return " ".join(part for part in (code_list("supply_article").label(item.article, language()), item.spec) if part)


def amount_words(count: int, item: SupplyItem) -> str:
    """``12 盒``."""
    return tr("supplies.amount", n=said(count), unit=measure_words(item))


def measure_words(item: SupplyItem) -> str:
    """What one of it is called."""
    return code_list("supply_measure").label(item.measure, language())


def said(number: int) -> str:
    """A balance as it is written: below zero with a true minus sign."""
    return str(number).replace("-", "−")


def batch_words(batch: SupplyBatch) -> str:
    """``批号 A1，2027年3月到期``."""
    number = tr("supplies.batch", number=batch.number) if batch.number else tr("supplies.batch.unknown")
    expiry = tr("supplies.until", day=say_date(batch.expiry)) if batch.expiry else tr("supplies.until.unknown")
    return tr("supplies.batch_words", number=number, expiry=expiry)


def movement_words(movement: SupplyMovement) -> str:
    """领入, 发放 …"""
    return code_list("supply_movement").label(movement.movement, language())
