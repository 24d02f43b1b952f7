"""The cupboard as the ledger knows it, for the page, the visit and the command line."""

from __future__ import annotations

from typing import TypeVar

from app.records import Record, SupplyBatch, SupplyItem, SupplyMovement
from app.supplies.stock import Stock
from storage.ledger import Ledger

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
