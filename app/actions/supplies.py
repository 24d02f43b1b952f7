"""What is done with supplies 药具: received, handed out, brought back, lost, sent back, counted.

Nothing here refuses for want of stock: what was given was given, and a balance below zero is shown. A movement of a
woman who does not want to be kept in the ledger (``care``) is written without her.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from app.actions import Fresh, Values, made
from app.followups.life import not_in_ledger
from app.records import SupplyBatch, SupplyItem, SupplyMovement
from app.records.story import Story
from app.records.writes import Add, Edit, Write, retire
from app.supplies.stock import Part, Stock, expired
from app.values import dates
from app.values.dates import span

LOST, FOUND, SENT_BACK = "loss", "found", "sent_back"

_LONGEST_DAYS = 3 * 366
"""Nothing handed out lasts longer; what would is a slip or not meant for her alone."""


def add_item(values: Values, *, fresh: Fresh) -> Sequence[Write]:
    """An article the village keeps from now on."""
    return (Add(made(SupplyItem, values, fresh=fresh, subject="")),)


def edit_item(item: SupplyItem, values: Values, stock: Stock) -> Sequence[Write]:
    """Corrects an article, and every other that counts as the same one, so that they stay one."""
    changed = {name: value for name, value in values.items() if getattr(item, name) != value}
    return tuple(Edit(SupplyItem.kind, each, changed) for each in stock.alike(item.id)) if changed else ()


def drop_item(item: SupplyItem, stock: Stock) -> Sequence[Write]:
    """Takes an article off the list. What was moved of it stays; with something left of it, it stays in sight."""
    return tuple(Edit(SupplyItem.kind, each, {"retired": "not_kept"}) for each in stock.alike(item.id))


def receive(
    item: SupplyItem, quantity: int, on: date, stock: Stock, fresh: Fresh,
    *, number: str | None = None, expiry: str | None = None, source: str | None = None,
) -> Sequence[Write]:  # fmt: skip
    """Came in 领入. A batch of the same number and expiry is the same batch."""
    new = SupplyBatch(id=fresh(), subject="", item=item.id, number=number, expiry=expiry, source=source)
    for known in stock.batches(item.id):
        if known.retired is None and number and (known.number, known.expiry) == (number, expiry):
            return (Add(_movement(known.id, "in", quantity, on, fresh)),)
    return (Add(new), Add(_movement(new.id, "in", quantity, on, fresh)))


def hand_out(
    story: Story | None, item: SupplyItem, quantity: int, today: date, stock: Stock, ids: Fresh,
    visit: str | None = None, until: date | None = None,
) -> Sequence[Write]:  # fmt: skip
    """Handed out 发放: to her, or to nobody named (``story`` None). Nothing is asked for in return.

    ``quantity`` in the item's measure. ``until``: the day she says it lasts; worked out with ``runs_out`` when not
    said. It stands on one of the movements only, since her next supply counts from it once. What the books do not
    have in date is taken from the batch nearest its expiry, below zero if need be; where no batch is in date, from one
    without a number.
    """
    named = story if story is not None and not not_in_ledger(story) else None
    last = (until or runs_out(named, item, quantity, today, stock)) if named else None
    parts, writes = _taken(item, quantity, today, stock, ids)
    moved = [_movement(part.batch.id, "out", part.quantity, today, ids) for part in parts]
    if named:
        moved = [movement.with_values(subject=named.woman.id, visit=visit) for movement in moved]
        moved[-1] = moved[-1].with_values(until=dates.of_day(last) if last else None)
    return (*writes, *map(Add, moved))


def _taken(
    item: SupplyItem, quantity: int, today: date, stock: Stock, ids: Fresh
) -> tuple[list[Part], tuple[Write, ...]]:
    """The batches so many come from, and a new batch where none in date is known."""
    proposal = stock.propose(item.id, quantity, today)
    parts = list(proposal.parts)
    if not proposal.missing:
        return parts, ()
    if parts:
        parts[-1] = Part(parts[-1].batch, parts[-1].quantity + proposal.missing)
        return parts, ()
    in_date = [b for b in stock.batches(item.id) if b.retired is None and not expired(b, today)]
    if in_date:
        return [Part(in_date[0], quantity)], ()
    unknown = SupplyBatch(id=ids(), subject="", item=item.id)
    return [Part(unknown, quantity)], (Add(unknown),)


def runs_out(story: Story | None, item: SupplyItem, quantity: int, today: date, stock: Stock) -> date | None:
    """The day what she gets now would run out, counted from when her last of the item does, if that is still to come.

    None where nobody can say how long it lasts.
    """
    if item.lasts_days is None or (days := quantity * item.lasts_days) > _LONGEST_DAYS:
        return None
    ends = [
        known[1]
        for movement in (story.supplies if story else ())
        if (of := stock.item_of(movement)) and of.id == item.id and (known := span(movement.until))
    ]
    return max([today, *ends]) + timedelta(days=days)


def bring_back(
    story: Story | None, item: SupplyItem, batch: SupplyBatch, quantity: int, on: date, stock: Stock, fresh: Fresh
) -> Sequence[Write]:
    """Somebody brought some back 退回. When she has none left of the item, no day on which it runs out is left either."""
    named = story if story is not None and not not_in_ledger(story) else None
    back = _movement(batch.id, "returned", quantity, on, fresh)
    if named is None:
        return (Add(back),)
    hers = [m for m in named.supplies if (of := stock.item_of(m)) and of.id == item.id]
    has = sum({"out": m.quantity, "returned": -m.quantity}.get(m.movement, 0) for m in hers)
    ends = [m for m in hers if (known := span(m.until)) and known[1] >= on] if has <= quantity else []
    return (
        Add(back.with_values(subject=named.woman.id)),
        *(Edit(SupplyMovement.kind, m.id, {"until": None}) for m in ends),
    )


def take_off(
    batch: SupplyBatch, movement: str, quantity: int, on: date, reason: str | None, fresh: Fresh
) -> Sequence[Write]:
    """Lost or spoilt (``loss``), or sent back up (``sent_back``)."""
    return (Add(_movement(batch.id, movement, quantity, on, fresh, reason)),)


def count_up(
    counted: Mapping[str, int], on: date, stock: Stock, fresh: Fresh, reason: str | None = None
) -> Sequence[Write]:
    """After counting the shelf 盘点: for each batch (by id) how many are there. The difference becomes found or lost."""
    writes = []
    for batch_id, there in counted.items():
        batch = stock.batch(batch_id)
        if batch is None or not (difference := there - stock.balance(batch)):
            continue
        movement = FOUND if difference > 0 else LOST
        writes.append(Add(_movement(batch.id, movement, abs(difference), on, fresh, reason)))
    return tuple(writes)


def take_back(movements: Iterable[SupplyMovement]) -> Sequence[Write]:
    """Movements written down by mistake."""
    return tuple(retire(movement, "mistake") for movement in movements)


def _movement(
    batch: str, movement: str, quantity: int, on: date, fresh: Fresh, reason: str | None = None
) -> SupplyMovement:
    return SupplyMovement(
        id=fresh(), subject="", batch=batch, movement=movement, quantity=quantity, date=dates.of_day(on), reason=reason
    )
