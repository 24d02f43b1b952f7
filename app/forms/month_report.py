"""月报表: the month's figures on one page, zeros shown, with what the ledger cannot know left blank or as ``–``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.colors import black
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, LongTable, Spacer, Table

from app.figures.model import Figures, definitions
from app.forms import fonts
from app.forms.page import Heading, Paper, paragraph, write
from app.forms.table import LINE, PADDING, Column, table
from app.forms.texts import texts
from app.records import Unit
from app.values.dates import PartialDate, earliest

_GAP = 5.0
_NUMBER_WIDTH = 18.0
_ROW = 7.5


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthReportContent:
    """``values``: what is printed for each figure and rate, by code. ``notes``: sentences below the tables."""

    unit: Unit
    month: PartialDate
    values: Mapping[str, str]
    notes: tuple[str, ...]


def month_report_content(figures: Figures, unit: Unit) -> MonthReportContent:
    """The printed words of the month's figures."""
    words = texts("month_report")
    values = {code: words["unknown"] if f.value is None else str(f.value) for code, f in figures.figures.items()}
    for code, rate in figures.rates.items():
        values[code] = rate.words
    findings = [words["notes"][finding.code].format(count=len(finding.trace)) for finding in figures.findings]
    return MonthReportContent(unit=unit, month=figures.month, values=values, notes=(words["notes"]["draft"], *findings))


@fonts.lent
def month_report(content: MonthReportContent, paper: Paper | None = None) -> bytes:
    """The monthly report as PDF. Until months can be finalised it says 未定稿."""
    paper = paper or Paper()
    words = texts("month_report")
    half = (paper.width - _GAP) / 2
    halves = [_half(words[side], content.values, half) for side in ("left", "right")]
    both = Table(
        [[halves[0], "", halves[1]]],
        colWidths=[half * mm, _GAP * mm, half * mm],
        style=[
            ("FONT", (0, 0), (-1, -1), fonts.TEXT, 10),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
        ],
    )
    body: list[Flowable] = [both, Spacer(0, 4 * mm), *_supplies(paper.width), Spacer(0, 3 * mm)]
    body += [
        paragraph(f"{number}. {note}", paper.width * mm, size=8.5) for number, note in enumerate(content.notes, start=1)
    ]
    first = earliest(content.month)
    heading = Heading(
        title=words["title"],
        unit_name=content.unit.name,
        unit_code=content.unit.code,
        period=words["period"].format(year=first.year, month=first.month),
        corner=words["draft"],
    )
    return write(heading, body, paper=paper)


def _half(sections: Sequence[Mapping[str, Any]], values: Mapping[str, str], width: float) -> Table:
    words = texts("month_report")
    rows: list[tuple[str | Flowable, str]] = []
    heads: list[int] = []
    for section in sections:
        heads.append(len(rows))
        rows.append((section["head"], ""))
        for code in section["rows"]:
            if code in words["only_if_any"] and values[code] == "0":
                continue
            indent = "　　" if code in words["indented"] else ""
            rows.append((indent + definitions()[code].zh, values[code]))
    return Table(
        rows,
        colWidths=[(width - _NUMBER_WIDTH) * mm, _NUMBER_WIDTH * mm],
        rowHeights=[_ROW * mm] * len(rows),
        style=[
            ("FONT", (0, 0), (-1, -1), fonts.TEXT, 10),
            ("GRID", (0, 0), (-1, -1), LINE, black),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("ALIGN", (1, 0), (1, -1), "RIGHT"),
            ("LEFTPADDING", (0, 0), (-1, -1), PADDING),
            ("RIGHTPADDING", (0, 0), (-1, -1), 2 * PADDING),
            *(("SPAN", (0, row), (1, row)) for row in heads),
            *(("FONT", (0, row), (1, row), fonts.BOLD, 10) for row in heads),
        ],
    )


def _supplies(width: float) -> list[LongTable | Flowable]:
    """Ruled cells to be filled by pen."""
    words = texts("month_report")["supplies"]
    each = (width - 50) / 4
    columns = [Column(words["columns"][0], 50, "left"), *(Column(head, each) for head in words["columns"][1:])]
    rows = [(item, "", "", "", "") for item in words["items"]]
    return [
        paragraph(words["head"], width * mm, size=10, bold=True),
        Spacer(0, 1.5 * mm),
        table(columns, rows, size=10, height=_ROW, head_height=_ROW),
    ]
