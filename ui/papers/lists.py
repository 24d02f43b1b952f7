"""The papers with several women on them, and those with numbers only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from app.figures.closing import standing
from app.figures.period import read_period
from app.followups.agenda import VISITS_KEPT
from app.followups.due import FollowUp, followups
from app.followups.schedule import load_schedule
from app.records import MonthReport, SampleItem
from app.records.story import Story
from app.values.dates import PartialDate, earliest, latest
from storage.ledger import Ledger
from ui.figures import count
from ui.month import shelves_of
from ui.papers.made import Made, Wanted
from ui.supplies import read_stock

if TYPE_CHECKING:
    from app.forms.listing import ListContent
    from app.forms.page import Paper
    from storage.audit import Fact, What


def day_of(wanted: Wanted) -> date:
    """The day a list of a month speaks of: its last, or today while it runs."""
    return min(latest(wanted.month), max(wanted.today, earliest(wanted.month)))


def roster(ledger: Ledger, wanted: Wanted) -> Made:
    """2 育龄妇女花名册."""
    from app.forms import roster as form
    from app.forms.workbooks import roster_tables

    content = form.roster_content(
        ledger.stories(visits_since=wanted.today), ledger.unit_on(day_of(wanted)), day_of(wanted),
        with_method=wanted.method, with_phone=wanted.phone, walk=ledger.walk(),
    )  # fmt: skip
    rows = len(content.rows)
    return Made(
        draw=lambda paper: form.roster(content, paper),
        what="export.roster",
        facts={"rows": rows, "with_names": True, "with_method": wanted.method, "with_phone": wanted.phone},
        personal=True,
        left_off=dict(content.left_off),
        tables=lambda: roster_tables(content),
        data={"rows": rows, "left_off": dict(content.left_off)},
    )


def _asked(ledger: Ledger, wanted: Wanted) -> tuple[list[Story], list[FollowUp]]:
    first, last = earliest(wanted.month), latest(wanted.month)
    stories = list(ledger.stories(visits_since=first - VISITS_KEPT))
    schedule = load_schedule()
    return stories, [f for s in stories for f in followups(s, schedule, wanted.today, since=first, horizon=last)]


def round_sheet(ledger: Ledger, wanted: Wanted) -> Made:
    """3 本月走访单."""
    from app.forms import round_sheet as form
    from app.forms.workbooks import round_tables

    stories, asked = _asked(ledger, wanted)
    content = form.round_sheet_content(
        asked, stories, ledger.unit, wanted.month, wanted.today, with_names=wanted.names, walk=ledger.walk()
    )
    rows = len(content.rows)
    return Made(
        draw=lambda paper: form.round_sheet(content, paper),
        what="export.round",
        facts={"month": str(wanted.month), "rows": rows, "with_names": wanted.names},
        personal=wanted.names,
        left_off=dict(content.left_off),
        tables=lambda: round_tables(content),
        data={"rows": rows, "left_off": dict(content.left_off), "month": wanted.month},
    )


def month(ledger: Ledger, wanted: Wanted) -> Made:
    """1 月报表: as closed, else as the books stand."""
    from app.forms import month_report as form
    from app.forms.workbooks import month_tables

    unit, reports = ledger.unit_on(latest(wanted.month)), ledger.all(MonthReport)
    report = standing(reports, wanted.month)
    counted = count(ledger, read_period(wanted.month), wanted.today)
    if report is not None:
        content = form.closed_content(report, reports, unit)
    else:
        content = form.month_report_content(counted.figures, unit, shelves_of(counted))
    values = {code: figure.value for code, figure in counted.figures.figures.items()}
    return Made(
        draw=lambda paper: form.month_report(content, paper),
        what="export.month",
        facts={"month": str(wanted.month)},
        tables=lambda: month_tables(content),
        data={"month": wanted.month, "closed": report is not None, "figures": values},
    )


def handed(ledger: Ledger, wanted: Wanted) -> Made:
    """6 避孕药具发放登记表."""
    return _handed(ledger, wanted, "handed")


def folic(ledger: Ledger, wanted: Wanted) -> Made:
    """6 叶酸发放登记."""
    return _handed(ledger, wanted, "folic")


def _handed(ledger: Ledger, wanted: Wanted, which: str) -> Made:
    from app.forms import handed_out as form
    from app.forms.workbooks import handed_tables

    stock, said = read_stock(ledger), wanted.month
    women = sorted({m.subject for m in stock.movements if m.subject and m.date.startswith(said)})
    content = form.handed_content(stock, ledger.stories(women), ledger.unit_on(day_of(wanted)), said, form=which)
    rows, named = len(content.rows), content.anonymous < len(content.rows)
    return Made(
        draw=lambda paper: form.handed_out(content, paper),
        what="export.supplies",
        facts={"month": str(said), "rows": rows, "with_names": named},
        personal=named,
        tables=lambda: handed_tables(content),
        data={"rows": rows, "anonymous": content.anonymous, "month": said},
    )


def stock(ledger: Ledger, wanted: Wanted) -> Made:
    """6 药具台账."""
    from app.forms import stock_book as form
    from app.forms.workbooks import stock_tables

    content = form.book_content(read_stock(ledger), ledger.unit_on(day_of(wanted)), wanted.month)
    return Made(
        draw=lambda paper: form.stock_book(content, paper),
        what="export.supplies",
        facts={"month": str(wanted.month)},
        tables=lambda: stock_tables(content),
        data={"rows": sum(len(section.rows) for section in content.sections), "month": wanted.month},
    )


def maternal(ledger: Ledger, wanted: Wanted) -> Made:
    """4 孕产妇登记簿."""
    from app.forms import maternal as form

    stories = ledger.stories(visits_since=earliest(wanted.month) - 2 * VISITS_KEPT)
    unit, walk = ledger.unit_on(day_of(wanted)), ledger.walk()
    content = form.maternal_content(stories, unit, wanted.month, wanted.today, walk=walk)
    return _list(content, form.maternal_register, "export.maternal", wanted.month)


def migrants(ledger: Ledger, wanted: Wanted) -> Made:
    """8 流动人口服务联系登记表."""
    from app.forms import migrants as form

    content = form.migrants_content(
        ledger.stories(visits_since=wanted.today), ledger.unit_on(day_of(wanted)), wanted.month, wanted.today,
        with_phone=wanted.phone, walk=ledger.walk(),
    )  # fmt: skip
    return _list(content, form.migrants, "export.migrants", wanted.month, with_phone=wanted.phone)


def events(ledger: Ledger, wanted: Wanted) -> Made:
    """9 出生、死亡、婚姻、迁移报告单."""
    from app.forms import events as form

    stories = ledger.stories(visits_since=wanted.today)
    content = form.events_content(stories, ledger.unit_on(day_of(wanted)), wanted.month, wanted.today)
    return _list(content, form.events, "export.events", wanted.month)


def quality(ledger: Ledger, wanted: Wanted) -> Made:
    """15 季度数据质量核对单, of the quarter the month lies in."""
    from app.forms import quality as form

    quarter = form.quarter_of(earliest(wanted.month))
    items = [item for item in ledger.all(SampleItem) if item.quarter == quarter and item.found is None]
    stories = list(ledger.stories({item.subject for item in items}))
    content = form.quality_content(
        items,
        stories,
        ledger.unit_on(day_of(wanted)),
        quarter,
        wanted.today,
        with_names=wanted.names,
        walk=ledger.walk(),
    )
    return _list(content, form.quality_sheet, "export.quality", wanted.month, named=wanted.names)


def _list(
    content: ListContent, draw: Callable[[ListContent, Paper | None], bytes], what: What, said: PartialDate, *,
    named: bool = True, with_phone: bool = False,
) -> Made:  # fmt: skip
    from app.forms.listing import tables

    facts: dict[str, Fact] = {
        "month": str(said),
        "rows": content.rows,
        "with_names": named and content.rows > 0,
        "with_phone": with_phone,
    }
    data: dict[str, object] = {"rows": content.rows, "left_off": dict(content.left_off), "month": said}
    unnamed = sum(section.unnamed for section in content.sections)
    if len(content.sections) > 1:
        data |= {"unnamed": unnamed, "sections": {section.name: len(section.rows) for section in content.sections}}
    return Made(
        draw=lambda paper: draw(content, paper),
        what=what,
        facts=facts,
        personal=named,
        left_off=dict(content.left_off),
        tables=lambda: tables(content),
        data=data,
    )
