"""All that is written about one made-up woman beside her own record."""

from __future__ import annotations

from collections.abc import Iterator

from app.demo import writing
from app.demo.consents import consents
from app.demo.dice import Dice
from app.demo.lives import YEAR
from app.demo.screening import screenings
from app.demo.visits import other_visit, visits
from app.demo.woman import Her
from app.demo.writing import KEPT
from app.records import Record, Visit


class Purse:
    """How many visits are still to be given, shared out over the women who have not had their turn."""

    def __init__(self, visits: int, women: int) -> None:
        self.left = visits
        self.women = women

    def take(self, dice: Dice, woman: str, her: Her, seen: list[Visit]) -> list[Visit]:
        """Her visits: the newest of those that came by themselves, and others up to about an even share."""
        share = self.left // self.women
        most = self.left if self.women == 1 else min(self.left, 3 * share + 1)
        kept = sorted(seen, key=lambda v: (v.date, v.id))[max(0, len(seen) - most) :]
        by_chance = len(kept) + dice.between(0, 2 * (share - len(kept)))
        wanted = self.left if self.women == 1 else by_chance
        first = min(max(her.until - KEPT, her.life.born + 18 * YEAR + 30), her.until)
        kept += [other_visit(dice, woman, dice.between(first, her.until)) for _ in range(wanted - len(kept))]
        self.left -= len(kept)
        self.women -= 1
        return kept


def tell(dice: Dice, woman: str, her: Her, today: int, purse: Purse | None) -> Iterator[Record]:
    """Her consents, family, methods, visits, answers, moves and life events.

    Who was only imported has a method and what the roster says of her children; who refused has nothing more.
    """
    yield from consents(dice, woman, her.until, care=her.care, fixed=her.consents)
    if her.care == "refused":
        _pass(purse)
        return
    told = writing.methods(dice, woman, her.episodes, her.until)
    yield from told.records
    yield from _changes(dice, woman, her, today)
    if not her.follows:
        _pass(purse)
        return
    yield from screenings(dice, woman, her.life, her.until)
    family = writing.family(dice, woman, her.life, her.child_surname, her.until)
    yield from family.records
    seen: list[Visit] = []
    for record in visits(dice, woman, her.life, [*family.occasions, *told.occasions], her.until):
        if isinstance(record, Visit):
            seen.append(record)
        else:
            yield record
    yield from seen if purse is None else purse.take(dice, woman, her, seen)


def _changes(dice: Dice, woman: str, her: Her, today: int) -> Iterator[Record]:
    life = her.life
    if life.married is not None and life.married > today - KEPT and dice.chance(0.35):
        yield writing.moved(dice, woman, "in", min(life.married + dice.between(0, 40), her.until), "marriage")
    if her.closed == "moved_out":
        yield writing.moved(dice, woman, "out", her.until, dice.one(("work", "marriage", "family", "housing")))
    elif her.closed == "died":
        yield writing.died(dice, woman, her.until)
    elif not life.open_today and life.age(today) > 22 and dice.chance(0.04):
        left = today - dice.between(300, 5 * YEAR)
        yield writing.moved(dice, woman, "out", left, "work")
        yield writing.moved(dice, woman, "in", dice.between(left + 120, today), "return")
    yield from writing.events(dice, woman, life, her.until)


def _pass(purse: Purse | None) -> None:
    if purse is not None:
        purse.women -= 1
