"""Households 户: who lives behind which door, found by whatever is known of it, in the order of the round.

Its page lies open on the table and is seen by others: a woman whose family does not know is on it in no way, neither
by name nor as a number nor by what is searched for. What is done to a household is done for her too.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.records import Household, VillageGroup, Woman
from app.values.names import search_keys, sort_key
from app.walk import NATURAL, Walk, household_key, natural


@dataclass(frozen=True, slots=True)
class Home:
    """A household as its page shows it: ``women`` are those of it who may be seen there, by name."""

    household: Household
    women: tuple[Woman, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A group 村民组 and how many households it has. ``number`` None: no group is written down."""

    number: int | None
    name: str
    households: int


def lives_there(woman: Woman, household: str) -> bool:
    """Whether she is of a household today, seen on its page or not."""
    return (
        woman.household == household
        and woman.retired is None
        and woman.status == "open"
        and woman.merged_into is None
    )  # fmt: skip


def is_seen(woman: Woman) -> bool:
    """Whether her name may stand on a household's page."""
    return not woman.family_unaware


def homes(households: Iterable[Household], women: Iterable[Woman], walk: Walk = NATURAL) -> tuple[Home, ...]:
    """Every standing household with its women, in the order of the round."""
    inside: defaultdict[str, list[Woman]] = defaultdict(list)
    for woman in women:
        if woman.household and is_seen(woman) and lives_there(woman, woman.household):
            inside[woman.household].append(woman)
    standing = sorted((h for h in households if h.retired is None), key=lambda h: household_key(h, walk))
    return tuple(
        Home(h, tuple(sorted(inside[h.id], key=lambda w: (sort_key(w.name), w.id)))) for h in standing
    )  # fmt: skip


def find(found: Iterable[Home], typed: str) -> tuple[Home, ...]:
    """The homes meant by a number, a head, a door (``3组 12``) or the name of a woman; pinyin and initials too."""
    wanted = [part for part in unicodedata.normalize("NFKC", typed).casefold().split() if part]
    return tuple(home for home in found if all(_meant(home, part) for part in wanted))


def _meant(home: Home, part: str) -> bool:
    household = home.household
    if part.endswith("组") and (said := natural(part[:-1])):
        return household.group is not None and said == natural(str(household.group))
    if (household.number or "").casefold().startswith(part):
        return True
    door = (household.door or "").casefold()
    if part in door or (part.isdecimal() and natural(door)[:1] == natural(part)):
        return True
    names = [name for name in (household.head, *(w.name for w in home.women)) if name]
    return any(part in name.casefold() or _spelt(name, part) for name in names)


def _spelt(name: str, part: str) -> bool:
    keys = search_keys(name)
    return any(key.startswith(part) for key in (*keys.full, *keys.initials))


def groups(
    households: Iterable[Household], women: Iterable[Woman], named: Iterable[VillageGroup], walk: Walk = NATURAL
) -> tuple[Group, ...]:
    """The groups there are, in the order of the round. A group only women tell of is one too, with no household yet."""
    counted: defaultdict[int | None, int] = defaultdict(int)
    for household in households:
        if household.retired is None:
            counted[household.group] += 1
    for woman in women:
        if woman.retired is None and woman.status == "open" and woman.merged_into is None and woman.group is not None:
            counted[woman.group] += 0
    names: dict[int | None, str] = {}
    for group in sorted((g for g in named if g.retired is None), key=lambda g: g.id, reverse=True):
        counted[group.number] += 0
        names[group.number] = group.name or names.get(group.number, "")
    order = sorted(counted, key=lambda number: (walk.of_group(number), number or 0))
    return tuple(Group(number, names.get(number, "") if number else "", counted[number]) for number in order)


def of_group(found: Sequence[Home], group: int | None) -> tuple[Home, ...]:
    """The homes of one group, in the order they stand."""
    return tuple(home for home in found if home.household.group == group)


def alike(home: Home, others: Iterable[Home]) -> tuple[Home, ...]:
    """Those that may be the same household: behind the same door of the group, or of the same head in the group."""
    mine, door = home.household, natural(home.household.door)
    return tuple(
        other
        for other in others
        if other.household.id != mine.id
        and other.household.group == mine.group
        and ((door and natural(other.household.door) == door) or (mine.head and other.household.head == mine.head))
    )
