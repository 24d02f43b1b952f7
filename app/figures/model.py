"""What a figure is: a number that opens onto the records it was counted from."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from app.figures.period import Period
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
    """``numerator`` / ``denominator`` × ``factor``, with both kept. Either is None where it is not known.

    Not ``enough``: there are too few to make a number of it, and only the counts are shown (样本过小).
    """

    code: str
    numerator: Fraction | int | None
    denominator: Fraction | None
    factor: int
    enough: bool = True

    @property
    def value(self) -> Fraction | None:
        """None, printed as ``–``, where a count is missing, the denominator is 0, or there are too few."""
        if self.numerator is None or not self.denominator or not self.enough:
            return None
        return Fraction(self.numerator) * self.factor / self.denominator

    @property
    def words(self) -> str:
        """As on paper and on screen: two decimals, halves away from zero as clerks round, ``–`` for None."""
        if self.value is None:
            return "–"
        hundredths = int(abs(self.value) * 100 + Fraction(1, 2))
        sign = "-" if self.value < 0 and hundredths else ""
        return f"{sign}{hundredths // 100:,}.{hundredths % 100:02d}"

    @property
    def counts(self) -> str:
        """Both counts, ``3 ÷ 57``; ``""`` while one of them is not known."""
        if self.numerator is None or self.denominator is None:
            return ""
        return f"{plain(self.numerator)} ÷ {plain(self.denominator)}"


def grouped(value: int | None) -> str:
    """A count as on paper and on screen: thousands set off, ``–`` where it is not known."""
    return "–" if value is None else f"{value:,}"


def plain(number: Fraction | int) -> str:
    """A count or a mean: no more digits behind the point than it has, two at most."""
    return f"{float(number):,.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that keeps records out of a figure until a person has looked: ``code`` and their ids.

    ``birth_year_only``: births not known well enough to say whether they lie in the period.
    ``age_unknown``: women here whose age leaves open whether they are 15 to 49.
    ``population_twice``: population records of one month that contradict each other.
    """

    code: str
    trace: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of a period, by code; the codes are those of ``definitions()`` that fit its length."""

    period: Period
    figures: Mapping[str, Figure]
    rates: Mapping[str, Rate]
    findings: tuple[Finding, ...]

    @property
    def month(self) -> PartialDate:
        """The month they are of (the last one of a longer period)."""
        return self.period.month

    def value(self, code: str) -> int | None:
        """The number of a figure."""
        return self.figures[code].value


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """What a figure or rate means, as ``resources/indicators`` says. ``section``: where it stands on the page.

    ``numerator`` and ``denominator`` say it in words, the latter empty for counts. A rate is worked out from the figures
    ``of`` and ``per`` name; a name after ``-`` is taken away. ``least``: so many of the figure ``among`` it takes to be said.
    ``lengths``: the periods it is for.
    """

    code: str
    zh: str
    en: str
    explains_zh: str
    explains_en: str
    numerator: str
    version: str
    source: str
    section: str
    denominator: str = ""
    of: tuple[str, ...] = ()
    per: tuple[str, ...] = ()
    factor: int = 1
    least: int = 0
    among: str = ""
    lengths: tuple[str, ...] = ("month", "quarter", "year", "statistical")


FILES = ("month", "people", "care", "using", "books")
"""The files of definitions, in the order of the page."""


@cache
def definitions() -> Mapping[str, Definition]:
    """Every figure and rate, by code, in the order of the files."""
    found: dict[str, Definition] = {}
    for name in FILES:
        path = files("resources") / "indicators" / f"{name}.toml"
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["indicator"]:
            lists = {key: tuple(row[key]) for key in ("of", "per", "lengths") if key in row}
            found[row["code"]] = Definition(**{**row, **lists})
    return MappingProxyType(found)


@cache
def edition() -> str:
    """Names exactly these definitions: a digest over the code and version of each."""
    said = "\n".join(f"{code} {definition.version}" for code, definition in sorted(definitions().items()))
    return hashlib.sha256(said.encode()).hexdigest()[:16]
