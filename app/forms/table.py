"""A ruled table with repeated head. Cells that fit in one line stay plain strings, which ReportLab sets many times faster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reportlab.lib.colors import black
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, LongTable

from app.forms import fonts
from app.forms.page import paragraph

PADDING = 1.2 * mm
LINE = 0.5
_AIR = 1.6 * mm
"""Above and below what wraps, together."""


@dataclass(frozen=True, slots=True)
class Column:
    """``width`` in millimetres; ``align`` is left, center or right."""

    head: str
    width: float
    align: str = "center"


def table(
    columns: Sequence[Column],
    rows: Iterable[Sequence[str]],
    *,
    size: float = 9.5,
    height: float = 6.4,
    head_height: float = 8.0,
    bold_rows: Iterable[int] = (),
) -> LongTable:
    """Rows of text under their heads; a row is ``height`` millimetres high, or more where a cell wraps.

    Nothing is cut: what does not fit its column wraps, what does not fit the page goes on on the next.
    ``bold_rows`` counts from 0 below the head.
    """
    fonts.register()
    bold = set(bold_rows)
    rooms = [column.width * mm - 2 * PADDING for column in columns]
    heads = [_fitted(c.head, room, size, "center", bold=True) for c, room in zip(columns, rooms, strict=True)]
    cells: list[list[str | Flowable]] = [heads]
    heights: list[float | None] = [_height(heads, rooms, head_height)]
    aligns = [column.align for column in columns]
    for number, row in enumerate(rows):
        made = [
            text
            if len(text) * size <= room and fonts.is_plain(text)
            else _fitted(text, room, size, align, bold=number in bold)
            for text, room, align in zip(row, rooms, aligns, strict=True)
        ]
        cells.append(made)
        heights.append(_height(made, rooms, height))
    style: list[tuple[object, ...]] = [
        ("FONT", (0, 0), (-1, -1), fonts.TEXT, size, size * 1.2),
        ("FONT", (0, 0), (-1, 0), fonts.BOLD, size, size * 1.2),
        ("GRID", (0, 0), (-1, -1), LINE, black),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("ALIGN", (0, 0), (-1, 0), "CENTER"),
        ("LEFTPADDING", (0, 0), (-1, -1), PADDING),
        ("RIGHTPADDING", (0, 0), (-1, -1), PADDING),
        ("TOPPADDING", (0, 0), (-1, -1), 1),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
        *(("ALIGN", (i, 1), (i, -1), align.upper()) for i, align in enumerate(aligns)),
        *(("FONT", (0, n + 1), (-1, n + 1), fonts.BOLD, size, size * 1.2) for n in sorted(bold)),
        *(("TOPPADDING", (x, y), (x, y), 1 + 0.3 * size) for y, row in enumerate(cells) for x in _wrapping(row)),
    ]
    return LongTable(
        cells,
        colWidths=[column.width * mm for column in columns],
        rowHeights=heights,
        repeatRows=1,
        splitInRow=1,
        style=style,
    )


def _fitted(text: str, room: float, size: float, align: str, *, bold: bool = False) -> str | Flowable:
    shown = fonts.printable(text)
    if fonts.is_plain(shown) and fonts.width(shown, size, fonts.BOLD if bold else fonts.TEXT) <= room:
        return shown
    return paragraph(shown, room, size=size, align=align, bold=bold, lead=1.3)


def _wrapping(row: Sequence[str | Flowable]) -> Iterator[int]:
    """The columns whose cell is a Paragraph: its lines carry their air below them, and want some above."""
    return (x for x, cell in enumerate(row) if not isinstance(cell, str))


def _height(cells: Sequence[str | Flowable], rooms: Sequence[float], least: float) -> float:
    """Points. Only wrapping cells are measured."""
    highest = least * mm
    for cell, room in zip(cells, rooms, strict=True):
        if not isinstance(cell, str):
            highest = max(highest, cell.wrap(room, 10_000)[1] + _AIR)
    return float(highest)
