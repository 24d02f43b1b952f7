"""Numbers of a visit that are unusual for a child of this age, this week of pregnancy, or beside the last time.

Questions only, never walls. The table is ``resources/visits/usual.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

import resources
from app.people import weeks_on
from app.records.checks import check
from app.records.findings import Finding, question
from app.records.people import Child
from app.records.story import Story
from app.records.visit import Visit
from app.values.dates import span

_FILE = Path(resources.__file__).parent / "visits" / "usual.toml"
_MONTH = 30.4375
"""Days, on average."""
_OF_PREGNANCY = frozenset({"antenatal_first", "antenatal"})

Row = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _Unlike:
    """``less``, ``more``: how far below or above last time, in thousandths of it; None where nothing is odd."""

    within_days: int
    less: int | None
    more: int | None


@dataclass(frozen=True, slots=True)
class _Usual:
    child: Mapping[str, tuple[Row, ...]]
    pregnancy: Mapping[str, tuple[Row, ...]]
    unlike: Mapping[str, _Unlike]


def check_visit(visit: Visit, today: date, story: Story) -> tuple[Finding, ...]:
    """Everything about a visit: walls first; where a table knows her child's age or week, it speaks instead of the field."""
    found = check(visit, today, story=story)
    if any(finding.code == "finding.number" for finding in found):
        return found
    more = tuple(unusual(visit, story))
    known = {f.field for f in more} | _known_to_tables(visit, story)
    return (*(f for f in found if f.wall or f.code != "finding.unusual" or f.field not in known), *more)


def unusual(visit: Visit, story: Story) -> Iterator[Finding]:
    """What looks like a slip in the numbers of a visit, one question for each field at most."""
    told: set[str] = set()
    for finding in (*_beside_tables(visit, story), *_beside_last_time(visit, story)):
        if finding.field not in told:
            told.add(finding.field)
            yield finding


def _known_to_tables(visit: Visit, story: Story) -> set[str]:
    return {name for name, _, _ in _limits(visit, story)}


def _beside_tables(visit: Visit, story: Story) -> Iterator[Finding]:
    for name, code, (least, most) in _limits(visit, story):
        value = getattr(visit, name)
        if value is not None and not least <= value <= most:
            yield question(code, name, value=value, least=least, most=most)


def _limits(visit: Visit, story: Story) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """Field, code of its question, least and most, for whatever a table speaks of on this day."""
    when = span(visit.date)
    if when is None:
        return
    child = next((c for c in story.children if c.id == visit.about), None)
    months = _months(child, when[0]) if child else None
    weeks = _weeks(visit, story, when[0]) if visit.visit_kind in _OF_PREGNANCY else None
    for at, tables, code in ((months, _table().child, "unusual_age"), (weeks, _table().pregnancy, "unusual_weeks")):
        for name, rows in tables.items() if at is not None else ():
            if at is not None and (limits := _between(rows, at)):
                yield name, code, limits


def _between(rows: tuple[Row, ...], at: float) -> tuple[int, int] | None:
    """Least and most at a point between two rows, by a straight line; None outside of the table."""
    for low, high in pairwise(rows):
        if low[0] <= at <= high[0]:
            part = (at - low[0]) / (high[0] - low[0])
            return round(low[1] + part * (high[1] - low[1])), round(low[2] + part * (high[2] - low[2]))
    return None


def _beside_last_time(visit: Visit, story: Story) -> Iterator[Finding]:
    day = span(visit.date)
    if day is None:
        return
    mine = [v for v in story.visits if v.id != visit.id and v.date <= visit.date]
    for name, odd in _table().unlike.items():
        value = getattr(visit, name)
        last = next((v for v in reversed(mine) if getattr(v, name) is not None and _same_one(v, visit, name)), None)
        when = span(last.date) if last else None
        if value is None or last is None or when is None or (day[0] - when[0]).days > odd.within_days:
            continue
        before: int = getattr(last, name)
        fell = odd.less is not None and value * 1000 < before * (1000 - odd.less)
        rose = odd.more is not None and value * 1000 > before * (1000 + odd.more)
        if fell or rose:
            yield question("unlike_last", name, value=value, last=before)


def _same_one(last: Visit, visit: Visit, name: str) -> bool:
    """A child is compared with itself."""
    return not name.startswith("child_") or (last.about is not None and last.about == visit.about)


def _months(child: Child, day: date) -> float | None:
    born = span(child.birth_date)
    if born is None or born[0] != born[1] or day < born[0]:
        return None
    return (day - born[0]).days / _MONTH


def _weeks(visit: Visit, story: Story, day: date) -> float | None:
    pregnancy = next((p for p in story.pregnancies if p.id == visit.about), None)
    found = weeks_on(pregnancy, day) if pregnancy else None
    return found[0] + found[1] / 7 if found else None


@cache
def _table() -> _Usual:
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return _Usual(
        _rows(table["child"]),
        _rows(table["pregnancy"]),
        MappingProxyType(
            {u["field"]: _Unlike(u["within_days"], u.get("less"), u.get("more")) for u in table["unlike"]}
        ),
    )


def _rows(tables: list[dict[str, Any]]) -> Mapping[str, tuple[Row, ...]]:
    return MappingProxyType({t["field"]: tuple((at, least, most) for at, least, most in t["rows"]) for t in tables})
