"""Naming things by their place: 0 none, 1 the next that was not named yet, n + 2 the n-th that was (docs/sync.md, 6)."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from itertools import count
from typing import TypeVar

from sync.planes import Broken

T = TypeVar("T", bound=Hashable)


def places_of(values: Sequence[T], different: Collection[T], known: dict[T, int]) -> list[int]:
    """The place of each value.

    ``different``: the values in the order in which they come first. ``known``: what was named before, with the place of
    nothing; the new ones are added.
    """
    new = [value for value in different if value not in known]
    known.update(zip(new, count(len(known) + 1)))
    if len(new) == len(values):
        return [1] * len(new)
    places = list(map(known.__getitem__, values))
    at = 0
    for value in new:
        at = places.index(known[value], at)
        places[at] = 1
    return places


def values_at(places: Sequence[int], known: Sequence[T], told: int) -> tuple[list[T], int]:
    """The values at some places, and how many are told then.

    ``known``: nothing, a gap, then all there is to tell; those before ``told`` were. Raises Broken for one that was not.
    """
    values = []
    for place in places:
        if place == 1:
            if told == len(known):
                raise Broken("place")
            values.append(known[told])
            told += 1
        elif place < told:
            values.append(known[place])
        else:
            raise Broken("place")
    return values, told
