"""The statutory forms as PDF."""

from __future__ import annotations

from argparse import Namespace

from app.figures.month import month_figures
from app.followups.agenda import VISITS_KEPT
from app.followups.due import followups
from app.followups.schedule import load_schedule
from app.forms.handed_out import handed_content, handed_out
from app.forms.month_report import month_report, month_report_content
from app.forms.roster import roster, roster_content
from app.forms.round_sheet import round_sheet, round_sheet_content
from app.forms.stock_book import book_content, stock_book
from app.records import Population
from app.values.dates import earliest, latest
from storage.audit import Fact, What
from storage.files import write_whole
from storage.ledger import Ledger
from ui.cli.opening import month_of, opened, today
from ui.cli.told import Told
from ui.supplies import read_stock
from ui.text import tr


def report(options: Namespace) -> Told:
    """``report``: roster, round sheet or monthly report, written whole to a file only this account reads."""
    with opened(options) as ledger:
        content, data = _FORMS[options.form](ledger, options)
        write_whole(options.out, content, private=True)
        facts: dict[str, Fact] = {name: bool(getattr(options, name)) for name in _SHOWN.get(options.form, ())}
        facts["with_names"] = options.form in _NAMES or bool(facts.get("with_names"))
        if isinstance(count := data.get("rows"), int):
            facts["rows"] = count
        ledger.note(_ENTRIES[options.form], way="save", purpose=options.purpose, **facts)
    return Told(
        {"file": str(options.out), "bytes": len(content), **data},
        (tr("cli.report.done", file=options.out),),
    )


def _roster(ledger: Ledger, options: Namespace) -> tuple[bytes, dict[str, object]]:
    told = roster_content(
        ledger.stories(visits_since=today()),
        ledger.unit,
        today(),
        with_method=options.with_method,
        with_phone=options.with_phone,
        walk=ledger.walk(),
    )
    return roster(told), {"rows": len(told.rows), "left_off": dict(told.left_off)}


def _round(ledger: Ledger, options: Namespace) -> tuple[bytes, dict[str, object]]:
    month = month_of(options.month, today())
    stories = list(ledger.stories(visits_since=earliest(month) - VISITS_KEPT))
    schedule = load_schedule()
    first, last = earliest(month), latest(month)
    asked = [one for s in stories for one in followups(s, schedule, today(), since=first, horizon=last)]
    told = round_sheet_content(
        asked, stories, ledger.unit, month, today(), with_names=options.with_names, walk=ledger.walk()
    )
    return round_sheet(told), {"rows": len(told.rows), "left_off": dict(told.left_off), "month": month}


def _month(ledger: Ledger, options: Namespace) -> tuple[bytes, dict[str, object]]:
    month = month_of(options.month, today())
    stories = list(ledger.stories(visits_since=earliest(month) - VISITS_KEPT))
    schedule = load_schedule()
    first, last = earliest(month), latest(month)
    asked = [one for s in stories for one in followups(s, schedule, today(), since=first, horizon=last)]
    figures = month_figures(month, stories, ledger.all(Population), asked)
    values = {code: figure.value for code, figure in figures.figures.items()}
    return month_report(month_report_content(figures, ledger.unit_on(latest(month)))), {
        "month": month,
        "figures": values,
    }


def _handed(ledger: Ledger, options: Namespace) -> tuple[bytes, dict[str, object]]:
    month, stock = month_of(options.month, today()), read_stock(ledger)
    women = sorted({m.subject for m in stock.movements if m.subject and m.date.startswith(month)})
    form = "folic" if options.form == "folic" else "handed"
    told = handed_content(stock, ledger.stories(women), ledger.unit, month, form=form)
    return handed_out(told), {"rows": len(told.rows), "anonymous": told.anonymous, "month": month}


def _stock(ledger: Ledger, options: Namespace) -> tuple[bytes, dict[str, object]]:
    month = month_of(options.month, today())
    told = book_content(read_stock(ledger), ledger.unit, month)
    return stock_book(told), {"rows": sum(len(section.rows) for section in told.sections), "month": month}


_FORMS = {
    "roster": _roster, "round": _round, "month": _month, "handed": _handed, "folic": _handed, "stock": _stock,
}  # fmt: skip
_ENTRIES: dict[str, What] = {
    "roster": "export.roster", "round": "export.round", "month": "export.month", "handed": "export.supplies",
    "folic": "export.supplies", "stock": "export.supplies",
}  # fmt: skip
_SHOWN: dict[str, tuple[str, ...]] = {"roster": ("with_method", "with_phone"), "round": ("with_names",)}
"""What of it is on the paper only when asked for."""
_NAMES = ("roster", "handed", "folic")
"""What always has names."""
