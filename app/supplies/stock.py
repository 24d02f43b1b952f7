"""What is in the cupboard: balances of items and batches, and from which batch to take.

A balance is the sum of the standing movements, nothing else. Two laptops that hand out from one box without knowing
of each other may drive it below zero; that is shown and never refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from app.codes import code_list
from app.records import SupplyBatch, SupplyItem, SupplyMovement
from app.values.dates import span

R = TypeVar("R", SupplyItem, SupplyBatch)


@dataclass(frozen=True, slots=True)
class Part:
    """So many of one batch."""

    batch: SupplyBatch
    quantity: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """From which batches to take. ``missing``: how many the books do not have in date."""

    parts: tuple[Part, ...]
    missing: int


class Stock:
    """The cupboard as the movements tell it.

    Items that read the same (article, size, measure) are one item, batches of it with the same number and expiry one
    batch: two laptops may each have written down what stands on one shelf. The oldest id speaks for all of them.
    What was taken back but still has standing movements is counted: a movement never vanishes with its batch.

    ``items``: those in use, in the order of the list of articles. ``movements``: the standing ones, oldest first, each
    under the batch that speaks. A movement whose batch is not given counts nowhere.
    """

    def __init__(
        self, items: Iterable[SupplyItem], batches: Iterable[SupplyBatch], movements: Iterable[SupplyMovement]
    ) -> None:
        self._items, self._spoken_items = _one_of_each(items, lambda i: (i.article, _plain(i.spec), i.measure))
        known = [b.with_values(item=self._spoken_items[b.item]) for b in batches if b.item in self._spoken_items]
        self._batches, self._spoken = _one_of_each(known, lambda b: (b.item, _plain(b.number), b.expiry))
        self.movements = tuple(
            m.with_values(batch=self._spoken[m.batch])
            for m in sorted(movements, key=lambda m: (m.date, m.id))
            if m.retired is None and m.batch in self._spoken
        )
        self._balances: defaultdict[str, int] = defaultdict(int)
        for movement in self.movements:
            self._balances[movement.batch] += signed(movement)
        self._of_item: defaultdict[str, list[SupplyBatch]] = defaultdict(list)
        for batch in sorted(self._batches.values(), key=_nearest_first):
            if batch.retired is None or self._balances[batch.id]:
                self._of_item[batch.item].append(batch)
        used = (i for i in self._items.values() if i.retired is None or any(map(self.balance, self.batches(i.id))))
        self.items = tuple(sorted(used, key=_in_order))

    def item(self, item_id: str) -> SupplyItem | None:
        """The item that speaks for an id."""
        return self._items.get(self._spoken_items.get(item_id, ""))

    def batch(self, batch_id: str) -> SupplyBatch | None:
        """The batch that speaks for an id."""
        return self._batches.get(self._spoken.get(batch_id, ""))

    def item_of(self, movement: SupplyMovement) -> SupplyItem | None:
        """What was moved."""
        batch = self.batch(movement.batch)
        return self._items[batch.item] if batch else None

    def alike(self, record_id: str) -> tuple[str, ...]:
        """Every id of the items, or batches, that count as this one; itself alone where there is no other."""
        for spoken in (self._spoken_items, self._spoken):
            if record_id in spoken:
                return tuple(sorted(other for other, speaks in spoken.items() if speaks == spoken[record_id]))
        return (record_id,)

    def batches(self, item_id: str) -> tuple[SupplyBatch, ...]:
        """The batches of an item, nearest expiry first, those whose expiry nobody wrote down last; empty ones too."""
        return tuple(self._of_item.get(self._spoken_items.get(item_id, ""), ()))

    def balance(self, batch: SupplyBatch) -> int:
        """How many of a batch are left, in the item's measure; may be below zero."""
        return self._balances.get(self._spoken.get(batch.id, ""), 0)

    def balance_of(self, item_id: str) -> int:
        """How many of an item are left, expired ones included; may be below zero."""
        return sum(map(self.balance, self.batches(item_id)))

    def usable(self, item_id: str, on: date) -> int:
        """How many of an item can be handed out on a day: of batches in date, as far as the books go; never below zero."""
        return sum(max(0, self.balance(batch)) for batch in self.batches(item_id) if not expired(batch, on))

    def moved(self, item_id: str) -> tuple[SupplyMovement, ...]:
        """The movements of an item, oldest first."""
        mine = {batch.id for batch in self._batches.values() if batch.item == self._spoken_items.get(item_id)}
        return tuple(movement for movement in self.movements if movement.batch in mine)

    def propose(self, item_id: str, quantity: int, on: date) -> Proposal:
        """From which batches to take so many: nearest expiry first, none that is over, none beyond what it holds."""
        parts, left = [], quantity
        for batch in self.batches(item_id):
            here = 0 if expired(batch, on) else min(left, self.balance(batch))
            if here > 0:
                parts.append(Part(batch, here))
                left -= here
        return Proposal(tuple(parts), left)


def signed(movement: SupplyMovement) -> int:
    """What a movement does to the balance. One of a kind this program does not know yet does nothing."""
    sign = code_list("supply_movement").fact(movement.movement, "sign")
    return movement.quantity * sign if isinstance(sign, int) else 0


def last_day(batch: SupplyBatch) -> date | None:
    """The last day a batch may be used; of a month or year alone its last day. None where nobody wrote it down."""
    known = span(batch.expiry)
    return known[1] if known else None


def expired(batch: SupplyBatch, on: date) -> bool:
    """Whether a batch is over on a day; one without a date is not."""
    last = last_day(batch)
    return last is not None and last < on


def _one_of_each(records: Iterable[R], key: Callable[[R], Hashable]) -> tuple[Mapping[str, R], Mapping[str, str]]:
    """The records that speak, by id; and who speaks for each id. A standing one goes before one taken back."""
    groups: defaultdict[Hashable, list[R]] = defaultdict(list)
    for record in records:
        groups[key(record)].append(record)
    speaking = [(min(group, key=lambda r: (r.retired is not None, r.id)), group) for group in groups.values()]
    return {one.id: one for one, _ in speaking}, {r.id: one.id for one, group in speaking for r in group}


def _plain(text: str | None) -> str:
    return "".join((text or "").split()).casefold()


def _nearest_first(batch: SupplyBatch) -> tuple[date, str, str]:
    return (last_day(batch) or date.max, batch.number or "", batch.id)


def _in_order(item: SupplyItem) -> tuple[int, str, str]:
    known = code_list("supply_article").codes
    place = known.index(item.article) if item.article in known else len(known)
    return (place, item.spec or "", item.id)
