"""Ids as bytes: each stands once in a pool, columns name it by its place there."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from sync.planes import Broken, folded, numbers, numbers_of, unfolded

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
    """Gathers ids while packing. In a column 0 is the empty id, 1 the next new one, n + 2 the n-th of the pool."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {"": 0}

    def refer(self, ids: Iterable[str]) -> bytes:
        """A column of ids."""
        codes = self._codes
        out = []
        for one in ids:
            code = codes.get(one)
            if code is None:
                codes[one] = len(codes) + 1
                out.append(1)
            else:
                out.append(code)
        return numbers(out)

    def packed(self) -> PoolBytes:
        """All of them."""
        ids = list(self._codes)[1:]
        raw = bytes.fromhex("".join(ids))
        if len(raw) != 16 * len(ids):
            raise Broken("id")
        times = [time_of(one) for one in ids]
        steps = [folded(now - before) for before, now in zip([0, *times], times, strict=False)]
        return PoolBytes(len(ids), numbers(steps), b"".join(raw[n::16] for n in range(6, 16)))


class Unpool:
    """The ids of a pool while unpacking."""

    def __init__(self, packed: PoolBytes) -> None:
        count = packed.count
        if count < 0 or len(packed.rest) != 10 * count:
            raise Broken("pool")
        raw = bytearray(16 * count)
        time = 0
        high = bytearray()
        for step in numbers_of(packed.steps, count):
            time += unfolded(step)
            if not 0 <= time < 1 << 48:
                raise Broken("pool")
            high += time.to_bytes(6, "big")
        for n in range(6):
            raw[n::16] = high[n::6]
        for n in range(10):
            raw[6 + n :: 16] = packed.rest[n * count : (n + 1) * count]
        text = raw.hex()
        self._ids = ["", "", *(text[n : n + 32] for n in range(0, len(text), 32))]
        if len(set(self._ids)) != count + 1:
            raise Broken("pool")
        self._told = 2

    def column(self, packed: bytes, count: int) -> list[str]:
        """The ids of a column. Raises Broken for a place that was not told yet."""
        ids, told, out = self._ids, self._told, []
        for code in numbers_of(packed, count):
            if code == 1:
                if told == len(ids):
                    raise Broken("id")
                out.append(ids[told])
                told += 1
            elif code < told:
                out.append(ids[code])
            else:
                raise Broken("id")
        self._told = told
        return out

    @property
    def all_told(self) -> bool:
        """Whether every id of the pool was named somewhere."""
        return self._told == len(self._ids)


def time_of(one: str) -> int:
    """The first 48 bits of an id: milliseconds, in ids of version 7."""
    return int(one[:12], 16)
