"""What about an item wants a look: below zero, over, empty, low, over soon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.records import SupplyBatch, SupplyItem
from app.supplies.stock import Stock, expired, last_day
from app.supplies.usual import usual


class Notice(StrEnum):
    """In the order in which they matter."""

    BELOW_ZERO = "below_zero"
    """More went out than came in: two laptops, or a slip. Counting settles it."""
    EXPIRED = "expired"
    """Something that is over still lies there."""
    OUT = "out"
    """Nothing in date is left of what the village keeps."""
    LOW = "low"
    NEAR_EXPIRY = "near_expiry"


WAITS = frozenset({Notice.BELOW_ZERO, Notice.EXPIRED, Notice.OUT, Notice.LOW})
"""What somebody can do something about today."""


@dataclass(frozen=True, slots=True)
class Line:
    """One item as the page shows it.

    ``balance``: all that is there; ``usable``: what of it is in date. ``next``: the batch in date, with something left,
    that is over first. ``notices``: in the order in which they matter.
    """

    item: SupplyItem
    balance: int
    usable: int
    next: SupplyBatch | None
    notices: tuple[Notice, ...]


def lines(stock: Stock, today: date, *, near_days: int | None = None) -> tuple[Line, ...]:
    """Every item in use. ``near_days``: how many days ahead an expiry is told; that of the data file by default."""
    ahead = usual().near_expiry_days if near_days is None else near_days
    return tuple(_line(stock, item, today, ahead) for item in stock.items)


def waiting(stock: Stock, today: date) -> int:
    """How many items want something done."""
    return sum(not WAITS.isdisjoint(line.notices) for line in lines(stock, today))


def _line(stock: Stock, item: SupplyItem, today: date, ahead: int) -> Line:
    batches = stock.batches(item.id)
    held = [batch for batch in batches if stock.balance(batch) > 0]
    in_date = [batch for batch in held if not expired(batch, today)]
    usable = stock.usable(item.id, today)
    found = {
        Notice.BELOW_ZERO: any(stock.balance(batch) < 0 for batch in batches),
        Notice.EXPIRED: len(in_date) < len(held),
        Notice.OUT: usable == 0 and (bool(batches) or item.low_at is not None),
        Notice.LOW: item.low_at is not None and 0 < usable <= item.low_at,
        Notice.NEAR_EXPIRY: any(
            (last := last_day(batch)) is not None and last <= today + timedelta(days=ahead) for batch in in_date
        ),
    }
    first = in_date[0] if in_date else None
    return Line(item, stock.balance_of(item.id), usable, first, tuple(n for n, here in found.items() if here))
