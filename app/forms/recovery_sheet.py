"""台账恢复单: the code that opens the ledger when passphrases are forgotten, printed once and kept sealed in the village.

The code is passed in and kept nowhere: the caller shows the PDF and forgets it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reportlab.lib.colors import black
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table

from app.forms import fonts
from app.forms.page import Heading, Paper, paragraph, write
from app.forms.table import Column, table
from app.forms.texts import texts
from app.records import Unit

_PER_ROW = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoverySheetContent:
    """``code``: its words or groups of characters, in order."""

    unit: Unit
    day: date
    code: tuple[str, ...]


@fonts.lent
def recovery_sheet(content: RecoverySheetContent, paper: Paper | None = None) -> bytes:
    """The sheet as PDF, on one page."""
    paper = paper or Paper()
    words = texts("recovery_sheet")
    room = paper.width * mm
    body: list[Flowable] = [Spacer(0, 4 * mm), paragraph(words["head"], room, size=13, bold=True), Spacer(0, 4 * mm)]
    body += [_code(content.code, paper.width), Spacer(0, 7 * mm)]
    for text in words["texts"]:
        body += [paragraph(text, room, size=11, lead=1.6), Spacer(0, 2.5 * mm)]
    body += [Spacer(0, 4 * mm), paragraph(words["opened_head"], room, size=11, bold=True), Spacer(0, 2 * mm)]
    shares = (0.22, 0.36, 0.42)
    columns = [Column(head, paper.width * share) for head, share in zip(words["opened_columns"], shares, strict=True)]
    body += [table(columns, [("", "", "")] * 3, size=10, height=11), Spacer(0, 9 * mm)]
    body.append(paragraph(words["sealed_by"], room, size=10.5))
    day = content.day
    heading = Heading(
        title=words["title"],
        unit_name=content.unit.name,
        unit_code=content.unit.code,
        period=words["period"].format(year=day.year, month=day.month, day=day.day),
    )
    return write(heading, body, paper=paper, signed=False)


def _code(code: tuple[str, ...], width: float) -> Table:
    """Numbered boxes, read row by row, in type that old eyes can copy."""
    room = width / _PER_ROW * mm - 12
    cells = [
        [paragraph(str(n), room, size=8.5), paragraph(part, room, size=15, align="center")]
        for n, part in enumerate(code, start=1)
    ]
    rows: list[list[object]] = [list(cells[i : i + _PER_ROW]) for i in range(0, len(cells), _PER_ROW)]
    rows[-1] += [""] * (_PER_ROW - len(rows[-1]))
    return Table(
        rows,
        colWidths=[width / _PER_ROW * mm] * _PER_ROW,
        style=[
            ("FONT", (0, 0), (-1, -1), fonts.TEXT, 10),
            ("BOX", (0, 0), (-1, -1), 1.2, black),
            ("INNERGRID", (0, 0), (-1, -1), 0.5, black),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
        ],
    )
