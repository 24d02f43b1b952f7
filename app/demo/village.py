"""A made-up village, streamed: the demo's 420 women, or as many as a measurement needs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.demo import decide, writing
from app.demo.dice import Dice
from app.demo.lists import lists
from app.demo.lives import YEAR
from app.demo.staged import parts
from app.demo.stock import Cupboard
from app.demo.told import Purse, tell
from app.demo.woman import Her, Home, describe, head_of, open_household
from app.demo.writing import iso
from app.records import Child, Population, Record, Unit, Woman

MONTHS = 24
PEOPLE_PER_WOMAN = 3.4


def make_village(
    seed: int,
    today: date,
    *,
    women: int = 420,
    visits: int | None = None,
    unit_code: str | None = None,
    unit_name: str | None = None,
) -> Iterator[Record]:
    """The records of a made-up village as they stand on ``today``; the same, byte for byte, for the same arguments.

    First the unit, the figures of population and the shelf of supplies, then household by household its record, its
    women and all that is known about each, and last what supplies came in. With ``visits`` there are exactly so many;
    without, as many as the rhythm of the follow-ups brings. Memory does not grow with the number of women. Everybody
    in it is made up.
    """
    unit = _unit(seed, today.toordinal(), unit_code, unit_name)
    yield unit
    yield from _population(seed, today, women)
    purse = None if visits is None else Purse(visits, women)
    cupboard = Cupboard(seed, today.toordinal())
    yield from cupboard.shelf()
    made = number = 0
    while made < women:
        number += 1
        for record in _household(seed, number, today.toordinal(), unit, (made, women), purse, cupboard):
            made += isinstance(record, Woman)
            yield record
    yield from cupboard.received()


def _unit(seed: int, today: int, code: str | None, name: str | None) -> Unit:
    own = lists().unit
    since = today - writing.KEPT
    return Unit(
        id=Dice(seed, "unit").id(since),
        subject="",
        code=code or own["code"],
        name=name or own["name"],
        office=own["office"] if name is None else None,
        since=iso(since)[:4],
    )


def _population(seed: int, today: date, women: int) -> Iterator[Population]:
    """The figures of the last full months, as the police station gives them."""
    dice = Dice(seed, "population")
    registered = int(women * PEOPLE_PER_WOMAN)
    for back in range(MONTHS, 0, -1):
        year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
        registered += dice.between(-2, 2)
        yield Population(
            id=dice.id(date(year, month + 1, 28).toordinal()),
            subject="",
            month=f"{year:04d}-{month + 1:02d}",
            registered=registered,
            residents=int(registered * 0.86) + dice.between(-6, 6),
            source="乡派出所",
        )


def _household(
    seed: int, number: int, today: int, unit: Unit, so_far: tuple[int, int], purse: Purse | None, cupboard: Cupboard
) -> Iterator[Record]:
    """One household and the women of the ledger in it, as far as there is room for them."""
    dice = Dice(seed, "household", number)
    made, women = so_far
    part = parts()[number - 1] if number <= len(parts()) else None
    if part is not None:
        first = decide.staged_woman(dice, part, today)
    else:
        first = decide.any_woman(dice, today, settled=made + 1 == women)
    home = open_household(
        dice, number, head_of(dice, first), today, part.group if part else None, part.door if part else None
    )
    yield home.record
    children: list[Child] = []
    for record in _woman(dice, first, home, today, unit, made + 1, purse, cupboard):
        if isinstance(record, Child):
            children.append(record)
        yield record
    if part is not None:
        return
    for her in _with_her(dice, first, children, today):
        made += 1
        if made + 1 >= women:  # the last woman is always one who can be visited
            return
        yield from _woman(dice, her, home, today, unit, made + 1, purse, cupboard)


def _woman(
    dice: Dice, her: Her, home: Home, today: int, unit: Unit, index: int, purse: Purse | None, cupboard: Cupboard
) -> Iterator[Record]:
    woman = dice.id(max(today - writing.KEPT, her.life.born + 14 * YEAR))
    yield describe(dice, woman, her, home, today, unit, index)
    told = list(tell(dice, woman, her, today, purse))
    yield from told
    yield from cupboard.given(woman, told)


def _with_her(dice: Dice, first: Her, children: list[Child], today: int) -> Iterator[Her]:
    """Daughters who have grown up, and perhaps a son's wife."""
    for child in children:
        if child.sex != "2" or child.ended is not None or child.name is None or child.birth_date is None:
            continue
        born = date.fromisoformat(child.birth_date).toordinal()
        if today - born >= 15 * 366 and dice.chance(0.5):
            yield decide.daughter(dice, child.name, born, today)
    if first.life.together and first.life.age(today) > 47 and dice.chance(0.5):
        yield decide.daughter_in_law(dice, first, today)
