"""What a figure is: a number that opens onto the records it was counted from."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from app.values.dates import PartialDate


@dataclass(frozen=True, slots=True)
class Figure:
    """A count. ``value`` is None where the ledger cannot know it. ``trace``: ids of the records counted, each once.

    For counts ``len(trace) == value``; a population figure traces to the record that states it.
    """

    code: str
    value: int | None
    trace: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """``numerator`` / ``denominator`` × ``factor``, with both counts kept. Either is None where it is not known."""

    code: str
    numerator: int | None
    denominator: Fraction | None
    factor: int

    @property
    def value(self) -> Fraction | None:
        """None, printed as ``–``, where a count is missing or the denominator is 0."""
        if self.numerator is None or not self.denominator:
            return None
        return self.numerator * self.factor / self.denominator

    @property
    def words(self) -> str:
        """As on paper and on screen: two decimals, halves away from zero as clerks round, ``–`` for None."""
        if self.value is None:
            return "–"
        hundredths = int(self.value * 100 + Fraction(1, 2))
        return f"{hundredths // 100}.{hundredths % 100:02d}"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that keeps records out of a figure until a person has looked: ``code`` and their ids.

    ``birth_year_only``: children whose birth is known to the year only, and it is this year.
    ``age_unknown``: women here whose age leaves open whether they are 15 to 49.
    ``population_twice``: population records of one month that contradict each other.
    """

    code: str
    trace: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthFigures:
    """The figures of one calendar month (``2026-10``), by code; the codes are those of ``definitions()``."""

    month: PartialDate
    figures: Mapping[str, Figure]
    rates: Mapping[str, Rate]
    findings: tuple[Finding, ...]

    def value(self, code: str) -> int | None:
        """The number of a figure."""
        return self.figures[code].value


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure or rate means, as ``resources/indicators/month.toml`` says. ``denominator`` is empty for counts."""

    code: str
    zh: str
    en: str
    explains_zh: str
    explains_en: str
    numerator: str
    denominator: str
    factor: int
    version: str
    source: str


@cache
def definitions() -> Mapping[str, Definition]:
    """Every figure and rate of the month, by code, in the order of the file."""
    path = files("resources") / "indicators" / "month.toml"
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["indicator"]
    return MappingProxyType({row["code"]: Definition(**{"denominator": "", "factor": 1, **row}) for row in rows})
