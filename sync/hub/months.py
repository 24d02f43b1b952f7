"""Reports of closed months at the county: counts about nobody, and which village closed which month (``docs/sync.md`` §10)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from app.delta import Delta, Rows
from app.errors import ExchangeError
from app.records import KINDS, Audience, MonthReport
from app.values.dates import PartialDate, add_months, earliest
from sync.hub.bulk import Values, add, listed
from sync.hub.checks import wrong_rows
from sync.hub.schema import RECORDS
from sync.hub.store import Laptop, laptops
from sync.pool import is_id

_REPORTS = RECORDS[MonthReport.kind]
_NAMES = KINDS[MonthReport.kind].county_fields


def is_figures(kind: str) -> bool:
    """Whether records of a kind are about nobody and always travel."""
    return KINDS[kind].audience is Audience.FIGURES


def check(rows: Rows) -> None:
    """Raises ExchangeError ``exchange.oversharing`` where a report says more than counts, ``exchange.malformed``."""
    if any(rows.subjects):
        raise ExchangeError("exchange.malformed", part="subject")
    column = dict(zip(rows.fields, rows.columns, strict=True))
    if not all(_only_counts(figures) for figures in column.get("figures", ())):
        raise ExchangeError("exchange.oversharing", kind=rows.kind, field="figures")


def _only_counts(figures: object) -> bool:
    try:
        told = json.loads(str(figures))
    except ValueError:
        return False
    return (
        isinstance(told, dict)
        and told.keys() == {"counts"}
        and isinstance(told["counts"], dict)
        and all(n is None or (isinstance(n, int) and not isinstance(n, bool)) for n in told["counts"].values())
    )


def take(db: Connection, deltas: Mapping[str, Delta]) -> dict[str, int]:
    """Keeps the reports in these deltas, by village; what was told of one first stands. Returns how many are new.

    One with a value that cannot be is not kept, and so not named in the receipt: it comes again when it is sound.
    """
    new: dict[str, int] = {}
    for unit, delta in deltas.items():
        for rows in delta.rows:
            if rows.kind == MonthReport.kind:
                new[unit] = _take(db, unit, rows)
    return {unit: count for unit, count in new.items() if count}


def _take(db: Connection, unit: str, rows: Rows) -> int:
    known = set(held(db, [unit])[unit])
    bad = wrong_rows(rows.kind, rows.fields, rows.columns)
    column = dict(zip(rows.fields, rows.columns, strict=True))
    lacking = [name for name in _NAMES if KINDS[rows.kind].fields[name].required and name not in column]
    wanted = {
        one: n for n, one in enumerate(rows.ids) if n not in bad and not lacking and is_id(one) and one not in known
    }
    places = list(wanted.values())
    columns: dict[str, Values] = {name: [values[n] for n in places] for name, values in column.items()}
    columns |= {"unit": [unit] * len(wanted), "id": [*wanted], "subject": [""] * len(wanted), "v": [0] * len(wanted)}
    add(db, _REPORTS, columns)
    return len(wanted)


def held(db: Connection, units: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """The ids of the reports the county holds, by village: its receipt names them, so that they are not sent again."""
    found: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    named = listed(db, unit=[*units])
    query = select(_REPORTS.c.unit, _REPORTS.c.id).where(_REPORTS.c.unit == named.c.unit).order_by(_REPORTS.c.id)
    for unit, one in db.execute(query):
        found[unit] = (*found[unit], one)
    return found


# --- which village closed which month --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Month:
    """A month a village closed: on which day first, on which last, and how often it was corrected since. No figures."""

    month: str
    closed: str
    last: str
    corrections: int


@dataclass(frozen=True, slots=True)
class Village:
    """``missing``: months between its first report and the last month that is over, of which none came."""

    unit: str
    name: str
    months: tuple[Month, ...]
    missing: tuple[str, ...]


def villages(db: Connection, today: date) -> list[Village]:
    """Every village that is enrolled, with what it closed; nothing of what it counted."""
    found = db.execute(
        select(
            _REPORTS.c.unit,
            _REPORTS.c.month,
            func.min(_REPORTS.c.date).label("closed"),
            func.max(_REPORTS.c.date).label("last"),
            func.max(_REPORTS.c.number).label("corrections"),
        )
        .where(_REPORTS.c.retired.is_(None))
        .group_by(_REPORTS.c.unit, _REPORTS.c.month)
        .order_by(_REPORTS.c.unit, _REPORTS.c.month)
    )
    months: defaultdict[str, list[Month]] = defaultdict(list)
    for row in found:
        months[row.unit].append(Month(row.month, row.closed, row.last, row.corrections))
    named = _named(laptops(db))
    return [Village(unit, name, tuple(months[unit]), _missing(months[unit], today)) for unit, name in named.items()]


def _named(enrolled: Iterable[Laptop]) -> dict[str, str]:
    return {laptop.unit: laptop.unit_name for laptop in enrolled}


def _missing(closed: Collection[Month], today: date) -> tuple[str, ...]:
    """From the first month that came to the one before this."""
    if not closed:
        return ()
    came, missing = {one.month for one in closed}, []
    day = earliest(PartialDate(min(came)))
    while f"{day:%Y-%m}" < f"{today:%Y-%m}":
        if f"{day:%Y-%m}" not in came:
            missing.append(f"{day:%Y-%m}")
        day = add_months(day, 1)
    return tuple(missing)
