"""The order of the round: groups, then doors as people count them, unless the worker walks another way.

What she put in an order of her own stands in it; everything else comes after whatever people count just before it. So
a new house finds its place by itself, and an order nobody changed is the natural one.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from app.records import Household, VillageGroup, Woman
from app.values.names import sort_key

Natural: TypeAlias = tuple[tuple[int, int, str], ...]
"""What a door sorts by."""

Place: TypeAlias = tuple[int, int, Natural]
"""A place in a line: after how many ordered ones, itself one of them or not, and its own natural order."""

WalkKey: TypeAlias = tuple[int, Place, int, Place, str, tuple[str, str], str]

_PARTS = re.compile(r"(\d+|[一二三四五六七八九十]+|[甲乙丙丁戊己庚辛壬癸])")
_BETWEEN = re.compile(r"[\s\-‐‑‒–—―~～/之附号栋幢单元室,，、.]+")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_DIGITS = "零一二三四五六七八九"
_UNKNOWN = 1


@lru_cache(maxsize=1 << 16)
def natural(door: str | None) -> Natural:
    """How people count doors: 2 before 10, 3 before 3-1 before 3-2 before 4, 甲 before 乙, 九号 as 9."""
    plain = unicodedata.normalize("NFKC", door or "").strip().casefold()
    found: list[tuple[int, int, str]] = []
    for piece in _BETWEEN.split(plain):
        found += [_part(part) for part in _PARTS.split(piece) if part]
    return tuple(found)


def _part(part: str) -> tuple[int, int, str]:
    if part.isdecimal():
        return 0, int(part), ""
    if part in _STEMS:
        return 1, _STEMS.index(part), ""
    number = _chinese(part)
    return (2, 0, part) if number is None else (0, number, "")


def _chinese(word: str) -> int | None:
    """一 to 九十九; None for anything else."""
    tens, ten, ones = word.rpartition("十")
    if any(len(digit) > 1 or (digit and digit not in _DIGITS) for digit in (tens, ones)):
        return None
    if not ten:
        return _DIGITS.index(ones) if ones else None
    return (_DIGITS.index(tens) if tens else 1) * 10 + (_DIGITS.index(ones) if ones else 0)


@dataclass(frozen=True, slots=True)
class Line:
    """Some things in an order of her own, and where the others come among them.

    ``at``: place by natural order, the places counted from 1.
    """

    at: dict[Natural, int] = field(default_factory=dict)
    _sorted: list[Natural] = field(default_factory=list)

    def place(self, what: Natural) -> Place:
        """Where it comes: at its own place, or after the one counted just before it, or at the head of all."""
        if (own := self.at.get(what)) is not None:
            return own, 0, what
        before = bisect_right(self._sorted, what)
        return (self.at[self._sorted[before - 1]] if before else 0), 1, what


def line_of(ordered: Iterable[tuple[int, Natural, str]]) -> Line:
    """A line from (her number, natural order, id); of two that are the same door the first counts."""
    at: dict[Natural, int] = {}
    for _number, what, _id in sorted(ordered):
        at.setdefault(what, len(at) + 1)
    return Line(at, sorted(at))


@dataclass(frozen=True, slots=True)
class Walk:
    """The order of one village. Without anything in it, it is the natural one."""

    groups: Line = field(default_factory=Line)
    doors: dict[int | None, Line] = field(default_factory=dict)

    def of_group(self, group: int | None) -> tuple[int, Place]:
        """Sorts groups; what belongs to none comes last."""
        number: Natural = () if group is None else ((0, group, ""),)
        return (_UNKNOWN if group is None else 0), self.groups.place(number)

    def of_door(self, group: int | None, door: str | None) -> tuple[int, Place, str]:
        """Sorts the doors of a group; unknown doors come last."""
        what = natural(door)
        return (0 if what else _UNKNOWN), self.doors.get(group, _NOTHING).place(what), door or ""


_NOTHING = Line()
NATURAL = Walk()


def walk_of(groups: Iterable[VillageGroup], households: Iterable[Household]) -> Walk:
    """Her order, from what stands in the ledger."""
    doors: dict[int | None, list[tuple[int, Natural, str]]] = {}
    for home in households:
        if home.walk is not None and home.retired is None and (what := natural(home.door)):
            doors.setdefault(home.group, []).append((home.walk, what, home.id))
    return Walk(
        line_of((g.walk, ((0, g.number, ""),), g.id) for g in groups if g.walk is not None and g.retired is None),
        {group: line_of(ordered) for group, ordered in doors.items()},
    )


def whereabouts(woman: Woman, household: Household | None = None) -> tuple[int | None, str]:
    """Group and door, from her page or else her household."""
    group = woman.group if woman.group is not None else (household.group if household else None)
    return group, woman.door or (household.door if household else None) or ""


def walk_key(woman: Woman, household: Household | None = None, walk: Walk = NATURAL) -> WalkKey:
    """Sorts women as one walks: group, door, name by pinyin; total, whoever they are."""
    group, door = whereabouts(woman, household)
    return (*walk.of_group(group), *walk.of_door(group, door), sort_key(woman.name), woman.id)


def household_key(household: Household, walk: Walk = NATURAL) -> tuple[int, Place, int, Place, str, str, str]:
    """Sorts households the same way; those of one door by their number."""
    group, door = household.group, household.door
    return (*walk.of_group(group), *walk.of_door(group, door), household.number or "", household.id)
