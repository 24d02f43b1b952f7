"""Whole numbers as bytes: as narrow as they fit, in planes, because the high bytes of neighbours are alike."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from itertools import accumulate

_WIDTHS = ((1, "B"), (2, "H"), (4, "I"), (8, "Q"))
_TYPE = dict(_WIDTHS)

LIMIT = 1 << 64
"""No number reaches it."""


class Broken(ValueError):
    """The bytes are not of this format."""


def numbers(values: Sequence[int]) -> bytes:
    """Whole numbers from 0 below 2^64: the width in bytes, then plane by plane, least significant first."""
    try:
        flat = bytes(values)
    except ValueError:
        return _wide(values)
    return b"\1" + flat if any(flat) else b""


def _wide(values: Sequence[int]) -> bytes:
    """Numbers of which one at least takes more than a byte."""
    most = max(values)
    width, code = next((w, c) for w, c in _WIDTHS if most < 1 << 8 * w)
    raw = array(code, values)
    if sys.byteorder == "big":
        raw.byteswap()
    flat = raw.tobytes()
    return bytes([width]) + b"".join(flat[n::width] for n in range(width))


def numbers_of(packed: bytes, count: int) -> Sequence[int]:
    """The numbers; nothing at all stands for zeros. Raises Broken."""
    if not packed:
        return bytes(count)
    width = packed[0]
    if width not in _TYPE or len(packed) != 1 + width * count:
        raise Broken("numbers")
    if width == 1:
        return packed[1:]
    flat = bytearray(width * count)
    for n in range(width):
        flat[n::width] = packed[1 + n * count : 1 + (n + 1) * count]
    raw = array(_TYPE[width])
    raw.frombytes(bytes(flat))
    if sys.byteorder == "big":
        raw.byteswap()
    return raw


def folded(value: int) -> int:
    """A signed number as an unsigned one: 0, −1, 1, −2 … become 0, 1, 2, 3 …"""
    return value << 1 if value >= 0 else (-value << 1) - 1


def unfolded(value: int) -> int:
    """The signed number again."""
    return -(value + 1 >> 1) if value & 1 else value >> 1


def steps_of(values: Sequence[int]) -> bytes:
    """Whole numbers, each as the folded difference to the one before."""
    return numbers([folded(now - before) for before, now in zip([0, *values], values, strict=False)])


def values_after(steps: Sequence[int]) -> list[int]:
    """The numbers again."""
    return list(accumulate(map(unfolded, steps)))
