"""How numbers are said and typed: kept in small whole units, spoken in those people use. No Qt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, DecimalException
from types import MappingProxyType

from app.records import KINDS
from app.records.fields import Count
from app.records.findings import Finding
from ui.text import tr

_ONE = re.compile(r"(\d*\.?\d+)\s*([^\d\s.]*)\s*")


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit people speak in: ``per`` kept units make one of it, and ``decimals`` are said of it at most.

    ``words``: what may stand behind a number, and how many kept units it means. ``meant``: how many a bare number may
    mean instead, where it is impossible in this unit.
    """

    unit: str
    per: int
    decimals: int
    words: Mapping[str, int]
    meant: tuple[int, ...] = ()

    def shown(self, value: int) -> str:
        """``66.5`` for 66500 grams, without needless zeros."""
        said = (Decimal(value) / self.per).quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP)
        text = f"{said:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text

    def said(self, value: int) -> str:
        """``66.5 公斤``; a number without a unit alone."""
        return f"{self.shown(value)} {tr(f'unit.{self.unit}')}" if self.unit else self.shown(value)


_GRAMS = MappingProxyType(
    {"公斤": 1000, "千克": 1000, "kg": 1000, "斤": 500, "两": 50, "克": 1, "g": 1}
)  # 1 斤 = 500 g, 1 两 = 50 g
_MILLIMETRES = MappingProxyType({"厘米": 10, "公分": 10, "cm": 10, "米": 1000, "m": 1000, "毫米": 1, "mm": 1})
_TENTHS = MappingProxyType({"度": 10, "摄氏度": 10, "°c": 10, "°": 10})
_FEN = MappingProxyType({"元": 100, "块": 100, "角": 10, "分": 1})
_SMALL = 10_000
"""A weight that can never be more is a newborn's: it is said in grams, as its certificate prints it."""


def measure_of(field: Count) -> Measure:
    """The unit a number of this field is typed and shown in."""
    match field.unit:
        case "g" if field.most <= _SMALL:
            return Measure("g", 1, 0, _GRAMS, (1000,))
        case "g":
            return Measure("kg", 1000, 3, _GRAMS, (1,))
        case "mm":
            return Measure("cm", 10, 1, _MILLIMETRES, (1, 1000))
        case "0.1°C":
            return Measure("celsius", 10, 1, _TENTHS, (1,))
        case "fen":
            return Measure("yuan", 100, 2, _FEN)
        case unit:
            return Measure(unit, 1, 0, MappingProxyType({tr(f"unit.{unit}").casefold(): 1} if unit else {}))


def read_measure(text: str, field: Count) -> int | None:
    """What was typed, in the kept unit; None for what is no number.

    A unit may stand behind it (``6斤4两``). A bare number that cannot be in the usual unit, but can in another of the
    same kind, is taken so: ``3300`` for a child's weight is grams.
    """
    plain = unicodedata.normalize("NFKC", text).strip().replace(",", "").casefold()
    measure, total, place = measure_of(field), Decimal(0), 0
    while place < len(plain):
        found = _ONE.match(plain, place)
        if found is None or (found[2] and found[2] not in measure.words) or (place and not found[2]):
            return None
        number, place = _decimal(found[1]), found.end()
        if not found[2]:
            return None if number is None or place < len(plain) else _bare(number, measure, field)
        total += (number or 0) * measure.words[found[2]]
    return _whole(total) if plain else None


def _bare(number: Decimal, measure: Measure, field: Count) -> int | None:
    for per in (measure.per, *measure.meant):
        if field.least <= number * per <= field.most and (per > 1 or number == number.to_integral_value()):
            return _whole(number * per)
    known = measure.per > 1 or number == number.to_integral_value()
    return _whole(number * measure.per) if known else None


def _whole(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except DecimalException:
        return None


def finding_facts(kind: str, finding: Finding) -> dict[str, object]:
    """The facts of a finding, numbers of its field as they are typed."""
    field = KINDS[kind].fields.get(finding.field)
    if not isinstance(field, Count) or not field.unit:
        return dict(finding.facts)
    shown = measure_of(field).shown
    told = ("value", "least", "most", "last")
    return {n: shown(v) if n in told and isinstance(v, int) else v for n, v in finding.facts.items()}
