"""Households: made, corrected for all who live there, joined; and the order the worker goes round in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.actions import Fresh, Values, made
from app.households import lives_there
from app.records import Household, Value, VillageGroup, Woman
from app.records.writes import Add, Edit, Write, retire
from app.walk import natural

JOINED = "joined"
"""Why a household that was one with another no longer stands."""


def make_household(values: Values, *, fresh: Fresh, women: Iterable[Woman] = ()) -> Sequence[Write]:
    """A new household, the first of the writes, and the women who live there."""
    home = made(Household, values, fresh=fresh, subject="")
    return (Add(home), *(write for woman in women for write in move_in(home, woman)))


def edit_household(home: Household, values: Values, women: Iterable[Woman]) -> Sequence[Write]:
    """Corrects what is known of it; another group or door is that of every woman who lives there, in one step."""
    changed = {name: value for name, value in values.items() if getattr(home, name) != value}
    moved: dict[str, Value] = {name: changed[name] for name in ("group", "door") if name in changed}
    if moved:
        changed["walk"] = None  # its place in the round was that of the old door
    own = (Edit(Household.kind, home.id, changed),) if changed else ()
    hers = [write for woman in women if lives_there(woman, home.id) for write in _edited(woman, moved)]
    return (*own, *hers)


def move_in(home: Household, woman: Woman) -> Sequence[Write]:
    """She lives there: her door is that of the house, as far as it is known."""
    where = {name: value for name in ("group", "door") if (value := getattr(home, name)) is not None}
    return _edited(woman, {"household": home.id, **where})


def move_out(woman: Woman) -> Sequence[Write]:
    """She is of no household any more; where she lives stays as it was written down."""
    return _edited(woman, {"household": None})


def join_households(kept: Household, other: Household, women: Iterable[Woman]) -> Sequence[Write]:
    """Two households that are one: everybody moves into the first, which learns what only the other knew."""
    learnt = {
        name: getattr(other, name)
        for name in ("number", "head", "group", "door", "note")
        if getattr(kept, name) is None and getattr(other, name) is not None
    }
    whole = kept.with_values(**learnt)
    own = (Edit(Household.kind, kept.id, learnt),) if learnt else ()
    there = [w for w in women if w.retired is None and w.household in (kept.id, other.id)]
    hers = [write for woman in there for write in (move_in(whole, woman) if woman.status == "open" else
                                                   _edited(woman, {"household": kept.id}))]  # fmt: skip
    return (*own, *hers, retire(other, JOINED))


def _edited(woman: Woman, values: Values) -> tuple[Write, ...]:
    changed = {name: value for name, value in values.items() if getattr(woman, name) != value}
    return (Edit(Woman.kind, woman.id, changed),) if changed else ()


# The order of the round


def arrange_doors(ordered: Sequence[Household]) -> Sequence[Write]:
    """The households of one group in the order she goes, as they stand before her. Unknown doors have no place."""
    writes: list[Write] = []
    place, before = 0, None
    for home in ordered:
        if not (what := natural(home.door)):
            continue
        place, before = (place, before) if what == before else (place + 1, what)
        if home.walk != place:
            writes.append(Edit(Household.kind, home.id, {"walk": place}))
    return tuple(writes)


def arrange_groups(
    numbers: Sequence[int], known: Iterable[VillageGroup], *, fresh: Fresh
) -> Sequence[Write]:  # fmt: skip
    """The groups in the order she goes."""
    return tuple(
        write
        for place, number in enumerate(numbers, start=1)
        for write in _told_of_group(number, {"walk": place}, known, fresh)
    )


def name_group(number: int, name: str | None, known: Iterable[VillageGroup], *, fresh: Fresh) -> Sequence[Write]:
    """What people call a group."""
    return _told_of_group(number, {"name": name}, known, fresh)


def natural_order(households: Iterable[Household], known: Iterable[VillageGroup]) -> Sequence[Write]:
    """Back to groups and doors as people count them."""
    doors = [Edit(Household.kind, h.id, {"walk": None}) for h in households if h.walk is not None]
    return (*doors, *(Edit(VillageGroup.kind, g.id, {"walk": None}) for g in known if g.walk is not None))


def _told_of_group(
    number: int, values: dict[str, Value], known: Iterable[VillageGroup], fresh: Fresh
) -> tuple[Write, ...]:
    """One record for a group, though two laptops may have made one each."""
    mine = sorted((g for g in known if g.retired is None and g.number == number), key=lambda g: g.id)
    if not mine:
        return (Add(made(VillageGroup, {"number": number, **values}, fresh=fresh, subject="")),)
    changed = {name: value for name, value in values.items() if getattr(mine[0], name) != value}
    kept = (Edit(VillageGroup.kind, mine[0].id, changed),) if changed else ()
    return (*kept, *(retire(other, "mistake") for other in mine[1:]))
