"""A month closed, corrected, carried and compared: what the page of the month and the command line share."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.figures.closing import Change, close_month, closed, is_whole, standing
from app.figures.compared import Compared, compared
from app.figures.facts import Village
from app.figures.period import Period, read_period
from app.forms.month_rows import printed
from app.records import MonthReport
from app.supplies.shelf import Shelf, shelves
from storage.ids import new_id
from ui.figures import Counted, count_in

PAST = 12
"""So many months before one are compared when it is opened."""

Late = Mapping[str, tuple[Change, ...]]
"""By closed month, oldest first, what moved since among what stands on its report."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A closed month beside the books. ``changes``: of what stands on the report; ``whole``: as it was closed.

    ``erased``, ``gone``: as ``app.figures.compared.Compared``.
    """

    report: MonthReport
    changes: tuple[Change, ...]
    erased: int
    gone: Mapping[str, frozenset[str]]
    whole: bool


def beside(reports: Iterable[MonthReport], counted: Counted) -> Beside | None:
    """Compares a month with its report; None while it is open."""
    known = tuple(reports)
    report = standing(known, counted.figures.period.code)
    found = compared(known, counted.figures, counted.names()) if report else None
    if report is None or found is None:
        return None
    return Beside(report, told_of(found), found.erased, found.gone, is_whole(report))


def told_of(found: Compared) -> tuple[Change, ...]:
    """The changes of figures that stand on the 月报表; the others move with every later entry and tell nobody to act."""
    return tuple(change for change in found.changes if change.code in printed())


def earlier_closed(reports: Iterable[MonthReport], month: str) -> tuple[Period, ...]:
    """The closed ones of the ``PAST`` months before a month, oldest first."""
    here, there = read_period(month), {r.month for r in reports if r.retired is None}
    before = (here.shifted(-number) for number in range(PAST, 0, -1))
    return tuple(period for period in before if period.code in there)


def late_facts(
    reports: Sequence[MonthReport], village: Village, month: str, today: date,
    tell: Callable[[int, int], None] = lambda _done, _whole: None,
) -> Late:  # fmt: skip
    """What moved in earlier closed months, as the report of ``month`` would carry it; touches no ledger.

    The reports of ``month`` itself are left out: a correction carries again what the report before it carried.
    ``village``: read from the earliest of them on.
    """
    others = tuple(report for report in reports if report.month != month)
    earlier = earlier_closed(others, month)
    found: dict[str, tuple[Change, ...]] = {}
    for number, period in enumerate(earlier):
        tell(number, len(earlier))
        counted = count_in(village, period, today, only=printed())
        moved = compared(others, counted.figures, counted.names())
        if moved and (changes := told_of(moved)):
            found[period.code] = changes
    return found


def report_of(
    counted: Counted, reports: Sequence[MonthReport], late: Late, today: date, *, by: str | None, note: str | None
) -> MonthReport:
    """The report of a month, or its next correction, with a fresh key."""
    before = beside(reports, counted)
    return close_month(
        counted.figures, record_id=new_id(), key=secrets.token_hex(32), day=today.isoformat(), by=by, reports=reports,
        late=late, supplies=shelves_of(counted), gone=before.gone if before else {}, note=note,
    )  # fmt: skip


def shelves_of(counted: Counted) -> tuple[Shelf, ...]:
    """The cupboard of the month."""
    return shelves(counted.village.stock, counted.figures.month)


def numbered(reports: Iterable[MonthReport], month: str) -> int:
    """How many reports and corrections a month has."""
    return len(closed(reports, month))


def sorted_changes(changes: Iterable[Change]) -> list[Change]:
    """In the order of the report."""
    order = {code: place for place, code in enumerate(printed())}
    return sorted(changes, key=lambda change: order.get(change.code, len(order)))
