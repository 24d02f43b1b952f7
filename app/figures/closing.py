"""A month closed 月报定稿: its figures frozen and sealed with a keyed digest.

A report is never edited. What comes to light later goes into a numbered correction of the same month, or is carried
into a later month's report as late facts (补报); both say so on paper. Which records were counted is kept as tags, keyed
like the digest: with the ledger at hand one can tell what was added and what is gone (``app.figures.compared``), without
it nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from app.figures.engine import completed
from app.figures.model import Figures, edition
from app.records import MonthReport
from app.supplies.shelf import Shelf

_TAG_BYTES = 9
"""Of a million records two share a tag once in thousands of villages' lifetimes."""


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that is no longer what a closed month says.

    ``was`` and ``now``: None where not known. ``added``: traces counted now and not then. ``left``: counted then, still
    in the ledger, and not counted now. ``erased``: how many of those counted then are no longer in the ledger at all.
    """

    code: str
    was: int | None
    now: int | None
    added: tuple[str, ...]
    left: tuple[str, ...]
    erased: int

    @property
    def by(self) -> int:
        """How much the number moved; what is erased moves nothing: the closed figure stands."""
        return (self.now or 0) - (self.was or 0) + self.erased


@dataclass(frozen=True, slots=True)
class Told:
    """The numbers of a report. ``late``: by closed month and figure, by how much it moved since. ``supplies``: the cupboard.

    ``knows``: ids of the reports that were there when it was closed; clocks decide nothing.
    """

    counts: Mapping[str, int | None]
    rates: Mapping[str, tuple[Fraction | None, Fraction | None]]
    late: Mapping[str, Mapping[str, int]]
    knows: frozenset[str]
    supplies: tuple[Shelf, ...]


@dataclass(frozen=True, slots=True)
class Traced:
    """The tags of a report. ``added`` and ``left``: by closed month and figure, what its late facts brought and took."""

    counts: Mapping[str, frozenset[str]]
    added: Mapping[str, Mapping[str, frozenset[str]]]
    left: Mapping[str, Mapping[str, frozenset[str]]]


def close_month(
    figures: Figures,
    *,
    record_id: str,
    key: str,
    day: str,
    by: str | None,
    reports: Iterable[MonthReport] = (),
    late: Mapping[str, Sequence[Change]] = MappingProxyType({}),
    supplies: Sequence[Shelf] = (),
    gone: Mapping[str, frozenset[str]] = MappingProxyType({}),
    note: str | None = None,
) -> MonthReport:
    """The report of a month, or its next correction where ``reports`` (all there are) has one already.

    ``key``: 64 fresh random hexadecimal digits. ``late``: by closed month, the changes this report carries. ``gone``: by
    figure, what stands in the report being corrected for records erased since: they stay counted, and stay told as erased.
    """
    month = figures.period.code
    known = tuple(reports)
    figures = completed(figures, {code: len(tags) for code, tags in gone.items()})
    numbers = [r.number for r in known if r.month == month and r.retired is None]
    keys = {r.key for r in known}
    told = {
        "counts": {code: figure.value for code, figure in figures.figures.items()},
        "rates": {code: [_plain(rate.numerator), _plain(rate.denominator)] for code, rate in figures.rates.items()},
        "late": {m: {c.code: c.by for c in changes} for m, changes in late.items()},
        "knows": sorted(r.id for r in known),
        "supplies": [list(astuple(shelf)) for shelf in supplies],
    }
    traces = {
        "counts": {
            code: sorted({*_tags(key, figure.trace), *gone.get(code, ())})
            for code, figure in figures.figures.items()
            if figure.trace or code in gone
        },
        "added": {m: {c.code: _tags(key, c.added) for c in changes} for m, changes in late.items()},
        # Under every key it may have been counted with, to be found again there.
        "left": {
            m: {c.code: [t for k in sorted(keys) for t in _tags(k, c.left)] for c in cs} for m, cs in late.items()
        },
    }
    report = MonthReport(
        id=record_id, subject="", month=month, number=max(numbers, default=-1) + 1, date=day, by=by,
        definitions=edition(), figures=_json(told), digest="", key=key, traces=_json(traces), note=note,
    )  # fmt: skip
    return report.with_values(digest=digest_of(report))


def digest_of(report: MonthReport) -> str:
    """What the digest of a report must be: 64 hexadecimal digits, keyed with its own key."""
    said = _json([report.month, report.number, report.date, report.definitions, report.figures, report.traces])
    return hmac.new(bytes.fromhex(report.key), said.encode(), hashlib.sha256).hexdigest()


def is_whole(report: MonthReport) -> bool:
    """Whether a report is as it was closed."""
    return hmac.compare_digest(digest_of(report), report.digest)


def printed_digest(report: MonthReport) -> str:
    """The digest as it stands on paper: its first 16 digits in groups of four."""
    return " ".join(report.digest[start : start + 4] for start in range(0, 16, 4))


def closed(reports: Iterable[MonthReport], month: str) -> tuple[MonthReport, ...]:
    """The report of a month and its corrections, in order.

    Two laptops may have closed it without knowing of each other: both stand, the one with the smaller id first.
    """
    mine = (r for r in reports if r.month == month and r.retired is None)
    return tuple(sorted(mine, key=lambda r: (r.number, r.id)))


def standing(reports: Iterable[MonthReport], month: str) -> MonthReport | None:
    """What holds for a month: its latest correction, else its report, else None while it is open."""
    return next(reversed(closed(reports, month)), None)


def tag_of(key: str, name: str) -> str:
    """What stands in a closed month for a counted record."""
    return b64encode(hmac.digest(bytes.fromhex(key), name.encode(), "sha256")[:_TAG_BYTES]).decode()


def told(report: MonthReport) -> Told:
    """The numbers of a report."""
    return _read_told(report.figures)


def traced(report: MonthReport) -> Traced:
    """The tags of a report."""
    return _read_traced(report.traces)


@lru_cache(maxsize=64)
def _read_told(said: str) -> Told:
    read: dict[str, Any] = json.loads(said)
    rates = {code: (_fraction(above), _fraction(below)) for code, (above, below) in read["rates"].items()}
    supplies = tuple(Shelf(*told) for told in read.get("supplies", ()))
    return Told(read["counts"], rates, read["late"], frozenset(read["knows"]), supplies)


@lru_cache(maxsize=64)
def _read_traced(said: str) -> Traced:
    def sets(found: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
        return {code: frozenset(tags) for code, tags in found.items()}

    read: dict[str, Any] = json.loads(said)
    by_month = {part: {month: sets(found) for month, found in read[part].items()} for part in ("added", "left")}
    return Traced(sets(read["counts"]), by_month["added"], by_month["left"])


def _tags(key: str, names: Iterable[str]) -> list[str]:
    return sorted(tag_of(key, name) for name in names)


def _plain(number: Fraction | int | None) -> str | None:
    return None if number is None else str(number)


def _fraction(said: str | None) -> Fraction | None:
    return None if said is None else Fraction(said)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
