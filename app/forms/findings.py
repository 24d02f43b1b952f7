"""A recorded value in the words of paper: Chinese, with the name of what it is and the unit people use."""

from __future__ import annotations

from collections.abc import Iterable

from app.codes import code_list
from app.records import KINDS, Record
from app.records.fields import Code, Codes, Count, Day, Field, Flag
from app.texts import sentence_of
from app.values.dates import PartialDate, Precision, earliest, precision

_PER = {"mm": (10, "厘米"), "0.1°C": (10, "℃"), "fen": (100, "元")}
"""Kept units in one spoken unit."""
_UNITS = {"weeks": "周", "bpm": "次/分", "g/L": "克/升", "mmHg": "毫米汞柱", "days": "天"}
_GRAMS_UP_TO = 10_000
"""A weight that can never be more is a newborn's, which its certificate prints in grams."""


def day_words(stored: str | None) -> str:
    """``1989年3月7日``, ``1989年3月``, ``1989年``; ``""`` for None."""
    if not stored:
        return ""
    known = PartialDate(stored)
    first, exact = earliest(known), precision(known)
    month = "" if exact is Precision.YEAR else f"{first.month}月"
    return f"{first.year}年{month}" + (f"{first.day}日" if exact is Precision.DAY else "")


def code_words(name: str, code: str | None) -> str:
    """The word for a code of a list; ``""`` for none."""
    return code_list(name).label(code, "zh") if code else ""


def value_words(kind: str, name: str, value: object) -> str:
    """A stored value alone."""
    field = KINDS[kind].fields.get(name)
    if value in (None, "", "not_said") or field is None:
        return ""
    match field:
        case Code():
            return code_words(field.list, str(value))
        case Codes():
            return "、".join(code_words(field.list, code) for code in str(value).split())
        case Day():
            return day_words(str(value))
        case Flag():
            return "是" if value else ""
        case Count():
            return _counted(field, value) if isinstance(value, int) else ""
        case _:
            return str(value)


def field_words(record: Record, name: str) -> str:
    """``节育器位置 正常``; ``""`` where nothing is recorded."""
    words = value_words(record.kind, name, getattr(record, name))
    what = sentence_of("zh", f"field.{record.kind}.{name}") or ""
    return f"{what} {words}".strip() if words else ""


def told(record: Record, names: Iterable[str], *, sensitive: bool = False) -> str:
    """What is recorded in some fields, one after the other; what is sensitive only when asked for."""
    fields = KINDS[record.kind].fields
    found = [field_words(record, name) for name in names if sensitive or not fields[name].sensitive]
    return "；".join(words for words in found if words)


def _counted(field: Field, value: int) -> str:
    unit = field.unit if isinstance(field, Count) else ""
    if unit == "g":
        small = isinstance(field, Count) and field.most <= _GRAMS_UP_TO
        return f"{value} 克" if small else f"{value / 1000:g} 公斤"
    if unit in _PER:
        per, spoken = _PER[unit]
        return f"{value / per:g} {spoken}"
    return f"{value} {_UNITS[unit]}" if unit in _UNITS else str(value)
