"""Seeded chance and ids for made-up people."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")

_EPOCH = 719_163  # the ordinal of 1970-01-01
_DAY_MS = 86_400_000


class Urn(Generic[T]):
    """Things with weights, ready to be drawn from."""

    __slots__ = ("_sums", "things")

    def __init__(self, weights: Mapping[T, float]) -> None:
        self.things = tuple(weights)
        self._sums = tuple(accumulate(weights.values()))

    def at(self, share: float) -> T:
        """The thing that lies at ``share`` (0 ≤ share < 1) of the whole weight."""
        return self.things[bisect_right(self._sums, share * self._sums[-1])]


class Dice:
    """One stream of chance. Built on ``Random.random`` and ``getrandbits`` alone, whose sequences Python keeps."""

    __slots__ = ("_bits", "_roll")

    def __init__(self, *seed: object) -> None:
        source = Random("/".join(map(str, seed)))  # noqa: S311  made-up people, no secrets
        self._roll = source.random
        self._bits = source.getrandbits

    def chance(self, share: float) -> bool:
        """True in ``share`` of all throws."""
        return self._roll() < share

    def between(self, least: int, most: int) -> int:
        """A whole number from ``least`` to ``most``, both included; ``least`` when the span is empty."""
        return least + int(self._roll() * (most - least + 1)) if most > least else least

    def one(self, things: Sequence[T]) -> T:
        """One of several equally likely things."""
        return things[int(self._roll() * len(things))]

    def draw(self, urn: Urn[T]) -> T:
        """One of several things by weight."""
        return urn.at(self._roll())

    def id(self, day: int) -> str:
        """32 hexadecimal digits in the shape of UUID version 7, as if written down on ``day`` (a date's ordinal)."""
        ms = (day - _EPOCH) * _DAY_MS + int(self._roll() * _DAY_MS)
        return f"{ms << 80 | 0x7 << 76 | self._bits(12) << 64 | 0b10 << 62 | self._bits(62):032x}"
