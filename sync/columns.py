"""How one column of values becomes bytes: the form that fits all of them (docs/sync.md, 6)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import IntEnum
from functools import lru_cache
from typing import Any

import msgspec

from app.records.base import Value
from sync.naming import places_of, values_at
from sync.planes import LIMIT, Broken, numbers, numbers_of
from sync.pool import Pool, Unpool, is_id

_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


class Form(IntEnum):
    """How the values of a column are written; the numbers are the format."""

    NULLS = 0
    NUMBERS = 1
    DAYS = 2
    IDS = 3
    TEXTS = 4
    MIXED = 5


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
    if values.count(None) == len(values):
        return Column(Form.NULLS)
    different: dict[Any, None] = dict.fromkeys(values)
    different.pop(None, None)
    types = set(map(type, different))
    if types == {int}:
        return _pack_numbers(values, {number: number for number in different})
    if types == {str}:
        if days := _days(different):
            return _pack_numbers(values, days, Form.DAYS)
        if all(is_id(text) for text in different):
            return Column(Form.IDS, pool.refer(str(value or "") for value in values))
        return _pack_texts(values, different)
    return _pack_mixed(values)


def _pack_numbers(values: Sequence[Any], known: Mapping[Any, int], how: int = Form.NUMBERS) -> Column:
    """``known``: the number of each different value."""
    base = min(known.values())
    if max(known.values()) - base + 1 >= LIMIT:
        return _pack_mixed(values)
    codes = {None: 0, **{value: number - base + 1 for value, number in known.items()}}
    return Column(how, numbers(list(map(codes.__getitem__, values))), base)


def _pack_mixed(values: Sequence[Any]) -> Column:
    return Column(Form.MIXED, mixed=tuple(int(v) if isinstance(v, bool) else v for v in values))


def _pack_texts(values: Sequence[Any], different: Collection[Any]) -> Column:
    places = places_of(values, different, {None: 0})
    texts = [text.encode() for text in different]
    return Column(Form.TEXTS, numbers(places), len(texts), numbers(list(map(len, texts))), b"".join(texts))


def _days(texts: Iterable[Any]) -> dict[Any, int]:
    """Each ISO prefix as one number, (year · 13 + month) · 32 + day with 0 for what is not known; empty if any is none."""
    found: dict[Any, int] = {}
    for text in texts:
        code = _day_code(text)
        if code is None:
            return {}
        found[text] = code
    return found


# There are few days in a ledger, and every column is full of them.
@lru_cache(1 << 15)
def _day_code(text: str) -> int | None:
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(part or 0) for part in match.groups())
    code = (year * 13 + month) * 32 + day
    return code if _day_text(code) == text else None


@lru_cache(1 << 15)
def _day_text(code: int) -> str:
    rest, day = divmod(code, 32)
    year, month = divmod(rest, 13)
    if not 0 <= year <= 9999 or (day and not month):
        return ""
    return f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if day else "")


def unpack_column(column: Column, count: int, pool: Unpool) -> list[Value]:
    """The values. Raises Broken."""
    match column.how:
        case Form.NULLS:
            return [None] * count
        case Form.NUMBERS:
            base = column.base - 1
            return [None if code == 0 else code + base for code in _signed(column, count)]
        case Form.DAYS:
            codes = _signed(column, count)
            days: dict[int, str | None] = {code: _day_text(code + column.base - 1) for code in set(codes)}
            days[0] = None
            if "" in days.values():
                raise Broken("day")
            return [days[code] for code in codes]
        case Form.IDS:
            return [one or None for one in pool.column(column.data, count)]
        case Form.TEXTS:
            return _unpack_texts(column, count)
        case Form.MIXED if len(column.mixed) == count:
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
    return values_at(numbers_of(column.data, count), known, 2)[0]  # type: ignore[return-value]
