"""How one column of values becomes bytes: numbers in byte planes, ids in one pool, texts told once."""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from app.records.base import Value

_WIDTHS = ((1, "B"), (2, "H"), (4, "I"), (8, "Q"))
_TYPE = dict(_WIDTHS)
_LIMIT = 1 << 64
_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)

NULLS, NUMBERS, DAYS, IDS, TEXTS, MIXED = range(6)


class Broken(ValueError):
    """The bytes are no column of this format."""


def is_id(text: str) -> bool:
    """Whether a text is 32 lower-case hexadecimal digits."""
    return _ID.fullmatch(text) is not None


# --- numbers ---------------------------------------------------------------------------------------------------------


def numbers(values: Sequence[int]) -> bytes:
    """Whole numbers from 0 below 2^64: the width in bytes, then plane by plane, least significant first."""
    most = max(values, default=0)
    if most == 0:
        return b""
    width, code = next((w, c) for w, c in _WIDTHS if most < 1 << 8 * w)
    raw = array(code, values)
    if sys.byteorder == "big":
        raw.byteswap()
    flat = raw.tobytes()
    return bytes([width]) + (flat if width == 1 else b"".join(flat[n::width] for n in range(width)))


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


# --- ids -------------------------------------------------------------------------------------------------------------


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


# --- values ----------------------------------------------------------------------------------------------------------


class Column(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True):
    """Values of one field. ``data`` is read by ``how``; ``base``: least number; ``texts``: lengths and the words."""

    how: int
    data: bytes = b""
    base: int = 0
    lengths: bytes = b""
    texts: bytes = b""
    mixed: tuple[Value, ...] = ()


def pack_column(values: Sequence[Value], pool: Pool) -> Column:
    """The shortest of the forms that fits all values."""
    types = set(map(type, values)) - {type(None)}
    if not types:
        return Column(NULLS)
    if types == {int}:
        return _pack_numbers(values)
    if types == {str}:
        different: dict[Any, None] = dict.fromkeys(values)
        different.pop(None, None)
        if days := _days(different):
            return _pack_numbers([days.get(value) for value in values], DAYS)
        if all(is_id(text) for text in different):
            return Column(IDS, pool.refer(str(value or "") for value in values))
        return _pack_texts(values)
    return Column(MIXED, mixed=tuple(int(v) if isinstance(v, bool) else v for v in values))


def _pack_numbers(values: Sequence[Any], how: int = NUMBERS) -> Column:
    base = min(value for value in values if value is not None)
    out = [0 if value is None else value - base + 1 for value in values]
    if max(out) >= _LIMIT:
        return Column(MIXED, mixed=tuple(values))
    return Column(how, numbers(out), base)


def _pack_texts(values: Sequence[Any]) -> Column:
    codes: dict[Any, int] = {None: 0}
    out = []
    for value in values:
        code = codes.get(value)
        if code is None:
            codes[value] = len(codes) + 1
            out.append(1)
        else:
            out.append(code)
    texts = [text.encode() for text in list(codes)[1:]]
    return Column(TEXTS, numbers(out), len(texts), numbers(list(map(len, texts))), b"".join(texts))


def _days(texts: Iterable[Any]) -> dict[Any, int]:
    """Each ISO prefix as one number, (year · 13 + month) · 32 + day with 0 for what is not known; empty if any is none."""
    found: dict[Any, int] = {}
    for text in texts:
        match = _DAY.fullmatch(text)
        if match is None:
            return {}
        year, month, day = (int(part or 0) for part in match.groups())
        code = (year * 13 + month) * 32 + day
        if _day_text(code) != text:
            return {}
        found[text] = code
    return found


def _day_text(code: int) -> str:
    rest, day = divmod(code, 32)
    year, month = divmod(rest, 13)
    if not 0 <= year <= 9999 or (day and not month):
        return ""
    return f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if day else "")


def unpack_column(column: Column, count: int, pool: Unpool) -> list[Value]:
    """The values. Raises Broken."""
    match column.how:
        case 0:
            return [None] * count
        case 1:
            base = column.base - 1
            return [None if code == 0 else code + base for code in _signed(column, count)]
        case 2:
            codes = _signed(column, count)
            days: dict[int, str | None] = {code: _day_text(code + column.base - 1) for code in set(codes)}
            days[0] = None
            if "" in days.values():
                raise Broken("day")
            return [days[code] for code in codes]
        case 3:
            return [one or None for one in pool.column(column.data, count)]
        case 4:
            return _unpack_texts(column, count)
        case 5 if len(column.mixed) == count:
            return list(column.mixed)
    raise Broken("column")


def _signed(column: Column, count: int) -> Sequence[int]:
    codes = numbers_of(column.data, count)
    if count and not -(1 << 63) <= column.base <= column.base - 1 + max(codes) < 1 << 63:
        raise Broken("number")
    return codes


def _unpack_texts(column: Column, count: int) -> list[Value]:
    if not 0 <= column.base <= count:
        raise Broken("texts")
    known: list[str | None] = [None, None]
    try:
        place = 0
        for length in numbers_of(column.lengths, column.base):
            known.append(column.texts[place : place + length].decode())
            place += length
    except UnicodeDecodeError:
        raise Broken("texts") from None
    if place != len(column.texts):
        raise Broken("texts")
    told, out = 2, []
    for code in numbers_of(column.data, count):
        if code == 1:
            if told == len(known):
                raise Broken("texts")
            code = told  # noqa: PLW2901  the next new one
            told += 1
        elif code >= told:
            raise Broken("texts")
        out.append(known[code])
    return out  # type: ignore[return-value]
