"""Ids as bytes: each stands once in a pool, columns name it by its place there."""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterable, Sequence

import msgspec

from sync.naming import places_of, values_at
from sync.planes import Broken, numbers, numbers_of, steps_of, values_after

_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)


def is_id(text: str) -> bool:
    """Whether a text is 32 lower-case hexadecimal digits."""
    return _ID.fullmatch(text) is not None


class PoolBytes(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True):
    """Every id of a delta, once: how many, the first 48 bits (a time, in ids of version 7) as steps, the rest in planes."""

    count: int
    steps: bytes
    rest: bytes


class Pool:
    """Gathers ids while packing. In a column each is a place (``sync.naming``), 0 the empty id."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {"": 0}

    def refer(self, ids: Iterable[str]) -> bytes:
        """A column of ids."""
        column = tuple(ids)
        return numbers(places_of(column, dict.fromkeys(column), self._places))

    def packed(self) -> PoolBytes:
        """All of them."""
        ids = list(self._places)[1:]
        raw = bytes.fromhex("".join(ids))
        if len(raw) != 16 * len(ids):
            raise Broken("id")
        return PoolBytes(len(ids), steps_of(_times(raw)), b"".join(raw[n::16] for n in range(6, 16)))


class Unpool:
    """The ids of a pool while unpacking."""

    def __init__(self, packed: PoolBytes) -> None:
        count = packed.count
        if count < 0 or len(packed.rest) != 10 * count:
            raise Broken("pool")
        times = values_after(numbers_of(packed.steps, count))
        if count and not 0 <= min(times) <= max(times) < 1 << 48:
            raise Broken("pool")
        raw = bytearray(16 * count)
        high = array("Q", times)
        if sys.byteorder == "little":
            high.byteswap()
        wide = high.tobytes()
        for n in range(6):
            raw[n::16] = wide[n + 2 :: 8]
        for n in range(10):
            raw[6 + n :: 16] = packed.rest[n * count : (n + 1) * count]
        text = raw.hex()
        self._ids = ["", "", *(text[n : n + 32] for n in range(0, len(text), 32))]
        if len(set(self._ids)) != count + 1:
            raise Broken("pool")
        self._told = 2

    def column(self, packed: bytes, count: int) -> list[str]:
        """The ids of a column. Raises Broken for a place that was not told yet."""
        ids, self._told = values_at(numbers_of(packed, count), self._ids, self._told)
        return ids

    @property
    def all_told(self) -> bool:
        """Whether every id of the pool was named somewhere."""
        return self._told == len(self._ids)


def _times(raw: bytes) -> Sequence[int]:
    """The first 48 bits of each of many ids."""
    wide = bytearray(len(raw) // 2)
    for n in range(6):
        wide[n + 2 :: 8] = raw[n::16]
    times = array("Q", bytes(wide))
    if sys.byteorder == "little":
        times.byteswap()
    return times


def time_of(one: str) -> int:
    """The first 48 bits of an id: milliseconds, in ids of version 7."""
    return int(one[:12], 16)
