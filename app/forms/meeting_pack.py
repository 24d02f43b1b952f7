"""例会材料: a cover with its contents, and the papers of the month behind it, in one file.

Each paper keeps its own numbering of pages; the cover says on which sheet it begins.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from app.forms import fonts
from app.forms.joining import joined, pages
from app.forms.page import Heading, Paper, paragraph, write
from app.forms.table import Column, table
from app.forms.texts import texts
from app.records import Unit
from app.values.dates import PartialDate, earliest

FORM = "meeting_pack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One paper of the pack, and how it is drawn."""

    title: str
    draw: Callable[[Paper | None], bytes]


@fonts.lent
def meeting_pack(unit: Unit, month: PartialDate, parts: Sequence[Part], paper: Paper | None = None) -> bytes:
    """The cover and the parts in their order."""
    paper = paper or Paper()
    words = texts(FORM)
    described = words["columns"]
    columns = [Column(**described[name]) for name in ("number",)]
    rest = paper.width - sum(float(column.get("width", 0)) for column in described.values())
    columns.append(Column(described["part"]["head"], rest, "left"))
    columns += [Column(**described[name]) for name in ("pages", "first")]
    drawn = [part.draw(paper) for part in parts]
    rows, at = [], 2
    for number, (part, pdf) in enumerate(zip(parts, drawn, strict=True), start=1):
        count = pages(pdf)
        rows.append((str(number), part.title, str(count), str(at)))
        at += count
    room = paper.width * mm
    body: list[Flowable] = [
        Spacer(0, 6 * mm),
        paragraph(words["contents"], room, size=12, bold=True),
        Spacer(0, 2 * mm),
        table(columns, rows, size=10.5, height=9),
        Spacer(0, 8 * mm),
    ]
    for line in words["notes"]["meeting"]:
        body += [paragraph(line, room, size=10.5), Spacer(0, 7 * mm)]
    body.append(paragraph(words["notes"]["care"], room, size=9))
    day = earliest(month)
    heading = Heading(
        title=words["title"], unit_name=unit.name, unit_code=unit.code,
        period=words["period"].format(year=day.year, month=day.month),
    )  # fmt: skip
    cover = write(heading, body, paper=paper, signed=False)
    return joined([cover, *drawn])
