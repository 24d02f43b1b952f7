"""避孕药具发放登记表 and 叶酸发放登记: what was handed out in a month, line by line, to sign for.

A name stands there only where it was noted, she is surely an adult, her family may know, and she wants to be kept in
the ledger; every other line is 匿名. A stock register needs the amount, not the woman.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from app.codes import code_list
from app.forms import fonts
from app.forms.page import Heading, Paper, paragraph, write
from app.forms.people import is_surely_adult, refused
from app.forms.table import Column, table
from app.forms.texts import texts
from app.records import SupplyItem, SupplyMovement, Unit
from app.records.story import Story
from app.supplies.stock import Stock
from app.values.dates import PartialDate, earliest, latest

FOLIC_ACID = "folic_acid"
_ROW = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedRow:
    """One line as printed; ``name`` is empty where it stays 匿名."""

    day: str
    name: str
    item: str
    quantity: int
    unit: str
    batch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedContent:
    """``form``: ``handed`` or ``folic``. ``anonymous``: how many lines bear no name."""

    form: str
    unit: Unit
    month: PartialDate
    rows: tuple[HandedRow, ...]
    anonymous: int


def handed_content(
    stock: Stock, stories: Iterable[Story], unit: Unit, month: PartialDate, *, form: str = "handed"
) -> HandedContent:
    """What was handed out in a month (``2026-10``), by day. ``stories``: of those it was handed to."""
    known = {story.woman.id: story for story in stories}
    first, last = earliest(month).isoformat(), latest(month).isoformat()
    rows = [
        _row(movement, item, stock, known)
        for movement in stock.movements
        if movement.movement == "out" and first <= movement.date <= last
        if (item := stock.item_of(movement)) and _belongs(item, form)
    ]
    return HandedContent(
        form=form, unit=unit, month=month, rows=tuple(rows), anonymous=sum(not row.name for row in rows)
    )  # fmt: skip


def _belongs(item: SupplyItem, form: str) -> bool:
    if form == "folic":
        return item.article == FOLIC_ACID
    return code_list("supply_article").fact(item.article, "method") is not None


def may_be_named(story: Story, day: date) -> bool:
    """Whether her name may stand in a register of supplies that others see."""
    return is_surely_adult(story, day) and not story.woman.family_unaware and not refused(story, "care")


def _row(movement: SupplyMovement, item: SupplyItem, stock: Stock, known: Mapping[str, Story]) -> HandedRow:
    story = known.get(movement.subject)
    batch = stock.batch(movement.batch)
    named = story is not None and may_be_named(story, date.fromisoformat(movement.date))
    return HandedRow(
        day=movement.date,
        name=story.woman.name if story is not None and named else "",
        item=item_name(item),
        quantity=movement.quantity,
        unit=code_list("supply_measure").label(item.measure, "zh"),
        batch=(batch.number if batch else None) or "",
    )


def item_name(item: SupplyItem) -> str:
    """Article and size, in Chinese, as the forms say them."""
    return " ".join(part for part in (code_list("supply_article").label(item.article, "zh"), item.spec) if part)


@fonts.lent
def handed_out(content: HandedContent, paper: Paper | None = None) -> bytes:
    """The register as PDF."""
    paper = paper or Paper()
    words = texts("supplies")
    names = ["number", "date", "name", "item", "amount", "batch"]
    columns = [Column(**words["columns"][name]) for name in names]
    columns.append(
        Column(words["columns"]["signature"]["head"], paper.width - sum(column.width for column in columns), "left")
    )
    rows = [
        [
            str(number), row.day, row.name or words["anonymous"], row.item,
            words["amount"].format(count=row.quantity, unit=row.unit), row.batch, "",
        ]
        for number, row in enumerate(content.rows, start=1)
    ]  # fmt: skip
    notes = [_total(content)] + ([words["why_anonymous"]] if content.anonymous else [])
    body: list[Flowable] = [table(columns, rows, height=_ROW), Spacer(0, 2 * mm)]
    body += [paragraph(note, paper.width * mm, size=9) for note in notes]
    day = earliest(content.month)
    heading = Heading(
        title=words[content.form]["title"],
        unit_name=content.unit.name,
        unit_code=content.unit.code,
        period=words["period"].format(year=day.year, month=day.month),
    )
    return write(heading, body, paper=paper)


def _total(content: HandedContent) -> str:
    words = texts("supplies")
    if not content.rows:
        return str(words["nothing"])
    sums: dict[tuple[str, str], int] = {}
    for row in content.rows:
        sums[row.item, row.unit] = sums.get((row.item, row.unit), 0) + row.quantity
    said = [
        words["sum"].format(item=item, amount=words["amount"].format(count=count, unit=unit))
        for (item, unit), count in sums.items()
    ]
    return str(words["total"].format(count=len(content.rows), sums=words["between"].join(said)))
