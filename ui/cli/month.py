"""The month from the command line: its figures, closing it, comparing it with the books."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from app.actions import Verb
from app.errors import InputError
from app.figures.closing import Change, printed_digest
from app.figures.facts import Village
from app.figures.model import Figures, definitions, grouped
from app.figures.period import Period, read_period
from app.figures.ready import in_the_way
from app.records import MonthReport
from app.records.writes import Add
from app.values.dates import PartialDate
from storage.ledger import Ledger
from ui.cli.opening import month_of, opened, today
from ui.cli.told import Told, columns
from ui.dates import say_date
from ui.figures import Counted, count, count_in, label, read_village
from ui.month import Beside, beside, earlier_closed, late_facts, report_of, sorted_changes
from ui.text import tr


def month_figures(options: Namespace) -> Told:
    """``month figures``: every figure and rate of a period, from the books as they stand."""
    with opened(options) as ledger:
        period = read_period(options.period or month_of(options.month, today()))
        figures = count(ledger, period, today()).figures
    data = {
        "period": period.code, "first": period.first.isoformat(), "last": period.last.isoformat(),
        "figures": {code: figure.value for code, figure in figures.figures.items()},
        "rates": {code: _rate(figures, code) for code in figures.rates},
        "findings": {finding.code: len(finding.trace) for finding in figures.findings},
    }  # fmt: skip
    return Told(data, columns((label(code), _words(figures, code)) for code in _codes(figures)))


def _codes(figures: Figures) -> Iterable[str]:
    return (code for code in definitions() if code in figures.figures or code in figures.rates)


def _words(figures: Figures, code: str) -> str:
    if code not in figures.rates:
        return grouped(figures.value(code))
    rate = figures.rates[code]
    words = rate.words if rate.enough else tr("month.too_few")
    return f"{words}  ({rate.counts})" if rate.counts else words


def _rate(figures: Figures, code: str) -> Mapping[str, Any]:
    rate = figures.rates[code]
    counts = {
        "numerator": None if rate.numerator is None else float(rate.numerator),
        "denominator": None if rate.denominator is None else float(rate.denominator),
    }
    return {**counts, "value": None if rate.value is None else float(rate.value), "enough": rate.enough}


def month_close(options: Namespace) -> Told:
    """``month close``: closes a month, or corrects it where its books moved since."""
    with opened(options) as ledger:
        month = month_of(options.month, today())
        reports, village, counted = _read(ledger, month)
        obstacles = in_the_way(counted.figures, today())
        if obstacles:
            reasons = "；".join(tr(f"month.way.{one.code}", n=len(one.trace)) for one in obstacles)
            raise InputError("cli.month.blocked", reasons=reasons, codes=[one.code for one in obstacles])
        found = beside(reports, counted)
        if found is not None and found.whole and not found.changes:
            return Told(
                {"number": None, "month": month, **_said(found.report)}, [tr("cli.month.same", month=say_date(month))]
            )
        late = late_facts(reports, village, month, today())
        report = report_of(counted, reports, late, today(), by=options.by or ledger.me.name, note=options.note or None)
        changed = ledger.write(Verb.MONTH_CLOSE, [Add(report)])
    key = "month.close.done_correction" if report.number else "month.close.done"
    lines = [tr(key, month=say_date(month), n=report.number), _facts(report)]
    moved = {m: {c.code: c.by for c in changes} for m, changes in late.items()}
    number = changed.dot.seq if changed.dot else None
    return Told({"number": number, "month": month, **_said(report), "late": moved}, lines)


def month_compare(options: Namespace) -> Told:
    """``month compare``: a closed month beside the ledger of today, and what moved in those closed before it."""
    with opened(options) as ledger:
        month = month_of(options.month, today())
        reports, village, counted = _read(ledger, month)
        found = beside(reports, counted)
        if found is None:
            raise InputError("cli.month.open")
        late = late_facts(reports, village, month, today())
    data = {
        "month": month, **_said(found.report), "whole": found.whole, "equal": not found.changes,
        "erased": found.erased, "changes": [_change(change) for change in sorted_changes(found.changes)],
        "late": {m: [_change(change) for change in sorted_changes(changes)] for m, changes in late.items()},
    }  # fmt: skip
    return Told(data, _lines(found))


def _read(ledger: Ledger, month: PartialDate) -> tuple[tuple[MonthReport, ...], Village, Counted]:
    period: Period = read_period(month)
    reports = tuple(ledger.all(MonthReport))
    since: date = min((earlier.first for earlier in earlier_closed(reports, month)), default=period.first)
    village = read_village(ledger, period, since)
    return reports, village, count_in(village, period, today())


def _said(report: MonthReport) -> Mapping[str, Any]:
    return {
        "correction": report.number, "date": report.date, "by": report.by, "digest": report.digest,
        "definitions": report.definitions,
    }  # fmt: skip


def _facts(report: MonthReport) -> str:
    return tr("month.closed.facts", digest=printed_digest(report), edition=report.definitions)


def _change(change: Change) -> Mapping[str, Any]:
    return {
        "figure": change.code, "was": change.was, "now": change.now, "by": change.by, "added": list(change.added),
        "left": list(change.left), "erased": change.erased,
    }  # fmt: skip


def _lines(found: Beside) -> list[str]:
    lines = [tr("month.closed", day=say_date(found.report.date)), _facts(found.report)]
    if not found.whole:
        lines.append(tr("month.closed.not_whole"))
    lines.append(tr("month.closed.moved" if found.changes else "month.closed.equal"))
    if found.erased:
        lines.append(tr("month.closed.erased", n=found.erased))
    for change in sorted_changes(found.changes):
        now = None if change.now is None else change.now + change.erased
        lines.append("  " + tr("month.change", what=label(change.code), was=grouped(change.was), now=grouped(now)))
    return lines
