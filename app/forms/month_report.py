"""月报表: the month's figures, zeros shown. Before it is closed as the books stand, after it what was closed.

A closed one bears the day, the edition of the definitions and the digest; a correction the old numbers beside the new;
late facts of earlier months stand below.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.colors import black
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table

from app.figures.closing import Told, closed, is_whole, printed_digest, told
from app.figures.model import Figures, Rate, definitions, grouped
from app.forms import fonts
from app.forms.month_rows import printed
from app.forms.page import Heading, Paper, paragraph, write
from app.forms.table import LINE, PADDING, Column, table
from app.forms.texts import texts
from app.records import MonthReport, Unit
from app.supplies.shelf import Shelf
from app.values.dates import PartialDate, earliest

_GAP = 5.0
_NUMBER_WIDTH = 18.0
_ROW = 7.5
_LOW_ROW = 6.2


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthReportContent:
    """``values``: what is printed for each figure and rate, by code. ``notes``: sentences below the tables.

    ``late``: month, item, by how much. ``corrected``: item, as first told, as told now. ``corner``: 未定稿, 已定稿 ….
    ``month`` is None for a blank one.
    """

    unit: Unit
    month: PartialDate | None
    values: Mapping[str, str]
    notes: tuple[str, ...]
    corner: str
    supplies: tuple[Shelf, ...] = ()
    late: tuple[tuple[str, str, str], ...] = ()
    corrected: tuple[tuple[str, str, str], ...] = ()
    number: int = 0


def month_report_content(figures: Figures, unit: Unit, supplies: Iterable[Shelf] = ()) -> MonthReportContent:
    """The printed words of a month that is open."""
    words = texts("month_report")
    values = {code: grouped(f.value) for code, f in figures.figures.items()}
    values.update((code, rate.words) for code, rate in figures.rates.items())
    notes = words["notes"]
    findings = [notes[finding.code].format(count=len(finding.trace)) for finding in figures.findings]
    return MonthReportContent(
        unit=unit, month=figures.month, values=values, notes=(notes["draft"], notes["deaths"], *findings),
        corner=words["draft"], supplies=tuple(supplies),
    )  # fmt: skip


def closed_content(report: MonthReport, reports: Iterable[MonthReport], unit: Unit) -> MonthReportContent:
    """The printed words of a month as ``report`` closed or corrected it; ``reports``: all there are."""
    words, now = texts("month_report"), told(report)
    notes = words["notes"]
    by = notes["by"].format(name=report.by) if report.by else ""
    day = _day(report.date)
    said = [
        notes["closed"].format(day=day, by=by, edition=report.definitions, digest=printed_digest(report)),
        notes["deaths"],
    ]
    if report.number and report.note:
        said.insert(1, notes["note"].format(note=report.note))
    if not is_whole(report):
        said.insert(0, notes["not_whole"])
    return MonthReportContent(
        unit=unit, month=PartialDate(report.month), values=_values(now), notes=tuple(said),
        corner=words["correction"]["corner"].format(number=report.number) if report.number else words["closed"]["corner"],
        supplies=now.supplies, late=_late(now), corrected=_corrected(report, reports), number=report.number,
    )  # fmt: skip


def _values(said: Told) -> dict[str, str]:
    values = {code: grouped(value) for code, value in said.counts.items()}
    for code, (above, below) in said.rates.items():
        if definition := definitions().get(code):
            enough = not definition.among or (said.counts.get(definition.among) or 0) >= definition.least
            values[code] = Rate(code, above, below, definition.factor, enough).words
    return values


def _day(iso: str) -> str:
    day = earliest(PartialDate(iso))
    return f"{day.year}年{day.month}月{day.day}日"


def _late(said: Told) -> tuple[tuple[str, str, str], ...]:
    rows = []
    for month, moved in sorted(said.late.items()):
        first = earliest(PartialDate(month))
        rows += [
            (f"{first.year}年{first.month}月", definitions()[code].zh, f"{moved[code]:+,}".replace("-", "−"))
            for code in printed()
            if moved.get(code)
        ]
    return tuple(rows)


def _corrected(report: MonthReport, reports: Iterable[MonthReport]) -> tuple[tuple[str, str, str], ...]:
    """Against what held before it."""
    earlier = [r for r in closed(reports, report.month) if r.number < report.number]
    if not earlier:
        return ()
    then, now = _values(told(earlier[-1])), _values(told(report))
    return tuple(
        (definitions()[code].zh, then.get(code, grouped(None)), now.get(code, grouped(None)))
        for code in printed()
        if then.get(code) != now.get(code)
    )


def blank_month(unit: Unit) -> MonthReportContent:
    """The report without a number, to fill by pen."""
    return MonthReportContent(
        unit=unit, month=None, values=dict.fromkeys(definitions(), ""), notes=(), corner="",
    )  # fmt: skip


@fonts.lent
def month_report(content: MonthReportContent, paper: Paper | None = None) -> bytes:
    """The monthly report as PDF."""
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
    body: list[Flowable] = [
        both,
        Spacer(0, 4 * mm),
        *_supplies(content.supplies, paper.width, blank=content.month is None),
    ]
    if content.corrected:
        widths: tuple[float, ...] = (paper.width - 60, 30, 30)
        head = words["correction"]["head"].format(number=content.number)
        body += _block(head, words["correction"]["columns"], widths, content.corrected, words=1, width=paper.width)
    if content.late:
        widths = (40, paper.width - 70, 30)
        body += _block(
            words["late"]["head"], words["late"]["columns"], widths, content.late, words=2, width=paper.width
        )
    body.append(Spacer(0, 3 * mm))
    body += [
        paragraph(f"{number}. {note}", paper.width * mm, size=8.5) for number, note in enumerate(content.notes, start=1)
    ]
    first = earliest(content.month) if content.month else None
    heading = Heading(
        title=words["title"],
        unit_name=content.unit.name,
        unit_code=content.unit.code,
        period=words["period"].format(year=first.year, month=first.month) if first else words["blank_period"],
        corner=content.corner,
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
            if code in words["only_if_any"] and values.get(code, "0") == "0":
                continue
            indent = "　　" if code in words["indented"] else ""
            rows.append((indent + definitions()[code].zh, values.get(code, grouped(None))))
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


def _supplies(shelves: Sequence[Shelf], width: float, *, blank: bool) -> list[Flowable]:
    words = texts("month_report")["supplies"]
    rows = [
        (s.words, *(f"{n:,}".replace("-", "−") for n in (s.opening, s.came, s.went, s.other, s.closing)))
        for s in shelves
    ]
    empty = [("",) * 6] * 5 if blank else [(words["nothing"], *("",) * 5)]
    return _block(
        words["head"], words["columns"], (width - 105, *(21.0,) * 5), rows or empty, words=1,
        width=width,
    )  # fmt: skip


def _block(
    head: str, heads: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[str]], *, words: int, width: float
) -> list[Flowable]:
    """A table under its head; the first ``words`` columns are words, the others numbers."""
    aligns = ["left"] * words + ["right"] * (len(heads) - words)
    columns = [Column(h, w, a) for h, w, a in zip(heads, widths, aligns, strict=True)]
    return [
        paragraph(head, width * mm, size=10, bold=True),
        Spacer(0, 1.5 * mm),
        table(columns, rows, size=10, height=_LOW_ROW, head_height=_LOW_ROW),
        Spacer(0, 3 * mm),
    ]
