"""The cupboard of a made-up village: what was received, whom it was handed to, what is left and about to be over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.demo.dice import Dice
from app.records import Consent, MethodUse, Record, SupplyBatch, SupplyItem, SupplyMovement
from app.supplies.usual import usual

_EVERY, _SUPPLY = 84, 3
"""She comes about every twelve weeks for three of what lasts a month."""

_BACK = 330
"""So many days back the books of supplies go; before that they were on paper."""

_SOURCE = "莲荷乡计划生育服务站"


@dataclass(frozen=True, slots=True)
class _Held:
    """A batch: when it came, the months until it is over, and how many of it are left today."""

    number: str
    came: int
    months: int
    left: int


_SHELF: dict[str, tuple[_Held, ...]] = {
    "condom": (_Held("C2411", _BACK, 4, 6), _Held("C2603", 150, 30, 54)),
    "pill_combined": (_Held("240817", _BACK, 14, 7),),
    "emergency_pill": (_Held("E0312", 200, 17, 5),),
    "gel": (_Held("G1190", _BACK, -1, 3),),
    "folic_acid": (_Held("F2507", 240, 9, 22), _Held("F2601", 60, 15, 30)),
    "pregnancy_test": (_Held("T88", 180, 20, 45),),
}
"""What lies there: enough of one thing, little of another, one that is over, one that soon will be."""

_GIVEN = {"condom": "condom", "pill_combined": "pill_combined"}


class Cupboard:
    """Goes beside the stream of a village: the shelf first, each woman's supplies with her, what came in at the end."""

    def __init__(self, seed: int, today: int) -> None:
        self._today = today
        self._dice = Dice(seed, "cupboard")
        self._seed = seed
        self._given: defaultdict[str, int] = defaultdict(int)
        self._items: dict[str, SupplyItem] = {}
        self._batches: dict[str, list[tuple[_Held, SupplyBatch]]] = {}
        for values in usual().items:
            item = SupplyItem(id=self._dice.id(today - _BACK), subject="", **values)  # type: ignore[arg-type]
            self._items[item.article] = item
            self._batches[item.article] = [(held, self._batch(item, held)) for held in _SHELF.get(item.article, ())]

    def _batch(self, item: SupplyItem, held: _Held) -> SupplyBatch:
        over = date.fromordinal(self._today) + timedelta(days=round(held.months * 30.4))
        return SupplyBatch(
            id=self._dice.id(self._today - held.came), subject="", item=item.id, number=held.number,
            expiry=f"{over.year:04d}-{over.month:02d}", source=_SOURCE,
        )  # fmt: skip

    def shelf(self) -> Iterator[Record]:
        """The articles and their batches."""
        yield from self._items.values()
        for batches in self._batches.values():
            yield from (batch for _, batch in batches)

    def given(self, woman: str, records: Iterable[Record]) -> Iterator[SupplyMovement]:
        """What a woman was handed, from the method she uses; nothing where she wants no entry."""
        told = list(records)
        if any(isinstance(r, Consent) and r.scope == "care" and r.state != "given" for r in told):
            return
        for use in told:
            if isinstance(use, MethodUse) and use.stop is None and use.start and use.method in _GIVEN:
                yield from self._supplies(woman, _GIVEN[use.method], date.fromisoformat(use.start).toordinal())

    def _supplies(self, woman: str, article: str, start: int) -> Iterator[SupplyMovement]:
        dice = Dice(self._seed, "supplies", woman)
        day = self._today - dice.between(2, 55)
        while day > max(start, self._today - _BACK + 7):
            batch = self._from(article, day)
            self._given[batch.id] += _SUPPLY
            yield SupplyMovement(
                id=dice.id(day), subject=woman, batch=batch.id, movement="out", quantity=_SUPPLY, date=_iso(day),
                until=_iso(day + _SUPPLY * (self._items[article].lasts_days or 30)),
            )  # fmt: skip
            day -= _EVERY + dice.between(-6, 6)

    def _from(self, article: str, day: int) -> SupplyBatch:
        """The batch one took from on a day: the newest that had come by then."""
        there = [batch for held, batch in self._batches[article] if self._today - held.came <= day]
        return there[-1] if there else self._batches[article][0][1]

    def received(self) -> Iterator[SupplyMovement]:
        """What came in: all that was handed out of each batch, and what is left of it."""
        for article, batches in self._batches.items():
            for held, batch in batches:
                came = self._today - held.came
                nameless = self._dice.between(1, 6) if article != "gel" else 2
                lost = 1 if article == "pregnancy_test" else 0
                total = held.left + self._given[batch.id] + nameless + lost
                yield self._moved(batch, "in", total, came)
                yield self._moved(batch, "out", nameless, came + self._dice.between(8, max(9, held.came - 5)))
                if lost:
                    yield self._moved(batch, "loss", lost, came + held.came // 2, "受潮")

    def _moved(
        self, batch: SupplyBatch, movement: str, quantity: int, day: int, reason: str | None = None
    ) -> SupplyMovement:
        return SupplyMovement(
            id=self._dice.id(day), subject="", batch=batch.id, movement=movement, quantity=quantity, date=_iso(day),
            reason=reason,
        )  # fmt: skip


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()
