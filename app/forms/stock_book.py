"""药具台账: each article's month in its own table, what was there before, what came and went, what is left. No names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Spacer

from app.codes import code_list
from app.forms import fonts
from app.forms.handed_out import item_name
from app.forms.page import Heading, Paper, paragraph, write
from app.forms.table import Column, table
from app.forms.texts import texts
from app.records import SupplyItem, SupplyMovement, Unit
from app.supplies.month import Entry, ItemMonth, item_month
from app.supplies.stock import Stock, signed
from app.values.dates import PartialDate, earliest


@dataclass(frozen=True, slots=True, kw_only=True)
class BookRow:
    """Movements of one day, kind and batch. ``came`` or ``went`` is None, ``left``: the article's balance after them."""

    day: str
    what: str
    batch: str
    expiry: str
    came: int | None
    went: int | None
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookSection:
    """One article; ``came`` and ``went`` are the sums of the month."""

    item: str
    unit: str
    opening: int
    rows: tuple[BookRow, ...]
    came: int
    went: int
    closing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookContent:
    """The articles with a balance or a movement, in the order of the page."""

    unit: Unit
    month: PartialDate
    sections: tuple[BookSection, ...]


def book_content(stock: Stock, unit: Unit, month: PartialDate) -> BookContent:
    """The month (``2026-10``) of every article, from the books as they stand now."""
    months = [item_month(stock, item, month) for item in stock.items]
    sections = tuple(_section(m, stock) for m in months if m.entries or m.opening)
    return BookContent(unit=unit, month=month, sections=sections)


def _section(month: ItemMonth, stock: Stock) -> BookSection:
    came = sum(signed(e.movement) for e in month.entries if signed(e.movement) > 0)
    return BookSection(
        item=item_name(month.item),
        unit=_unit(month.item),
        opening=month.opening,
        rows=tuple(_row(same, stock) for same in _together(month.entries)),
        came=came,
        went=came + month.opening - month.closing,
        closing=month.closing,
    )


def _together(entries: tuple[Entry, ...]) -> Iterator[list[Entry]]:
    """Entries that follow one another on one day, of one kind, batch and reason: one line of the book."""
    same: list[Entry] = []
    for entry in entries:
        if same and _key(same[-1].movement) != _key(entry.movement):
            yield same
            same = []
        same.append(entry)
    if same:
        yield same


def _key(movement: SupplyMovement) -> tuple[str, str, str, str]:
    return (movement.date, movement.movement, movement.batch, movement.reason or "")


def _row(same: list[Entry], stock: Stock) -> BookRow:
    words, movement = texts("supplies")["book"], same[-1].movement
    batch = stock.batch(movement.batch)
    change = sum(signed(entry.movement) for entry in same)
    what = code_list("supply_movement").label(movement.movement, "zh")
    if len(same) > 1:
        what = words["times"].format(movement=what, count=len(same))
    return BookRow(
        day=movement.date,
        what=f"{what}　{movement.reason}" if movement.reason else what,
        batch=(batch.number if batch else None) or "",
        expiry=(batch.expiry if batch else None) or "",
        came=change if change > 0 else None,
        went=-change if change < 0 else None,
        left=same[-1].after,
    )


def _unit(item: SupplyItem) -> str:
    return code_list("supply_measure").label(item.measure, "zh")


@fonts.lent
def stock_book(content: BookContent, paper: Paper | None = None) -> bytes:
    """The book as PDF."""
    paper = paper or Paper()
    words = texts("supplies")
    body: list[Flowable] = []
    for section in content.sections:
        body += _printed(section, paper)
    if not content.sections:
        body.append(paragraph(words["book"]["nothing"], paper.width * mm, size=10))
    if any(row.left < 0 for section in content.sections for row in section.rows):
        body.append(paragraph(words["book"]["below_zero"], paper.width * mm, size=9))
    day = earliest(content.month)
    heading = Heading(
        title=words["book"]["title"],
        unit_name=content.unit.name,
        unit_code=content.unit.code,
        period=words["period"].format(year=day.year, month=day.month),
    )
    return write(heading, body, paper=paper)


def _printed(section: BookSection, paper: Paper) -> list[Flowable]:
    words = texts("supplies")["book"]
    described = words["columns"]
    rest = paper.width - sum(column.get("width", 0) for column in described.values())
    columns = [Column(c["head"], c.get("width", rest), c["align"]) for c in described.values()]
    rows = [["", words["opening"], "", "", "", "", str(section.opening)]]
    rows += [
        [row.day, row.what, row.batch, row.expiry, _number(row.came), _number(row.went), str(row.left)]
        for row in section.rows
    ]
    rows.append(["", words["closing"], "", "", str(section.came), str(section.went), str(section.closing)])
    head = words["head"].format(item=section.item, unit=section.unit)
    return [
        CondPageBreak(40 * mm),
        paragraph(head, paper.width * mm, size=11, bold=True),
        Spacer(0, 1.5 * mm),
        table(columns, rows),
        Spacer(0, 5 * mm),
    ]


def _number(number: int | None) -> str:
    return "" if number is None else str(number)
