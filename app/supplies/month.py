"""An item's month: what was there before, each movement with the balance after it, the sums, the days without."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import date, timedelta

from app.records import SupplyItem, SupplyMovement
from app.supplies.stock import Stock, expired, signed
from app.values.dates import PartialDate, earliest, latest


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement and how many of the item were there after it."""

    movement: SupplyMovement
    after: int


@dataclass(frozen=True, slots=True)
class ItemMonth:
    """``opening`` and ``closing`` balances; ``sums``: how many by movement code; ``entries`` oldest first."""

    item: SupplyItem
    opening: int
    closing: int
    sums: dict[str, int]
    entries: tuple[Entry, ...]


def item_month(stock: Stock, item: SupplyItem, month: PartialDate) -> ItemMonth:
    """What happened to an item in a month (``2026-10``), from the books as they stand now."""
    first, last = earliest(month).isoformat(), latest(month).isoformat()
    moved = stock.moved(item.id)
    opening = balance = sum(signed(m) for m in moved if m.date < first)
    entries: list[Entry] = []
    sums: dict[str, int] = {}
    for movement in moved:
        if first <= movement.date <= last:
            balance += signed(movement)
            entries.append(Entry(movement, balance))
            sums[movement.movement] = sums.get(movement.movement, 0) + movement.quantity
    return ItemMonth(item, opening, balance, sums, tuple(entries))


def days_out(stock: Stock, item: SupplyItem, month: PartialDate, today: date) -> tuple[date, ...]:
    """The days of a month at whose end nothing of an item could be handed out: none left, or none in date.

    Counted from the day the item first came in, up to ``today``: what the village never kept is not missing.
    """
    moved = stock.moved(item.id)
    began = min((date.fromisoformat(m.date) for m in moved if signed(m) > 0), default=None)
    if began is None:
        return ()
    day, last = max(began, earliest(month)), min(today, latest(month))
    left: dict[str, int] = {}
    waiting = deque(moved)
    found = []
    while day <= last:
        while waiting and waiting[0].date <= day.isoformat():
            movement = waiting.popleft()
            left[movement.batch] = left.get(movement.batch, 0) + signed(movement)
        if not any(there > 0 and not _over(stock, batch, day) for batch, there in left.items()):
            found.append(day)
        day += timedelta(days=1)
    return tuple(found)


def _over(stock: Stock, batch_id: str, day: date) -> bool:
    batch = stock.batch(batch_id)
    return batch is not None and expired(batch, day)
