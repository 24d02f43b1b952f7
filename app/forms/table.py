"""A ruled table with repeated head. Cells that fit in one line stay plain strings, which ReportLab sets many times faster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from reportlab.lib.colors import black
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, LongTable
from reportlab.platypus.tables import CellStyle

from app.forms import fonts
from app.forms.lines import wrap
from app.forms.page import paragraph, set_lines

PADDING = 1.2 * mm
LINE = 0.5
_AIR = 1.6 * mm
"""Above and below what wraps, together."""

_TALLEST = 160 * mm
"""A row higher than this goes on in another, so that it never outgrows a page."""
_LEAD = 1.3

Cell: TypeAlias = str | Flowable


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
) -> LongTable:
    """Rows of text under their heads; a row is ``height`` millimetres high, or more where a cell wraps.

    Nothing is cut: what does not fit its column wraps, what does not fit the page goes on on the next.
    """
    fonts.register()
    rooms = [column.width * mm - 2 * PADDING for column in columns]
    aligns = [column.align for column in columns]
    head: list[Cell] = [_cell(c.head, room, size, "center", bold=True) for c, room in zip(columns, rooms, strict=True)]
    looks = [_look(size, align) for align in aligns]
    wrapped = [_look(size, align, wraps=True) for align in aligns]
    cells = [head]
    heights = [_height(head, rooms, head_height)]
    styles = [[_look(size, "center", bold=True, wraps=not isinstance(cell, str)) for cell in head]]
    for row in rows:
        made = [
            text if len(text) * size <= room and fonts.is_plain(text) else _cell(text, room, size, align)
            for text, room, align in zip(row, rooms, aligns, strict=True)
        ]
        if all(isinstance(cell, str) for cell in made):
            cells.append(made)
            heights.append(height * mm)
            styles.append(looks)
            continue
        high = _height(made, rooms, height)
        for part in [made] if high <= _TALLEST else _portions(row, rooms, size, aligns):
            cells.append(part)
            heights.append(_height(part, rooms, height))
            styles.append([_pick(*three) for three in zip(part, looks, wrapped, strict=True)])
    return LongTable(
        cells,
        colWidths=[column.width * mm for column in columns],
        rowHeights=heights,
        repeatRows=1,
        normalizedData=1,
        cellStyles=styles,  # shared by the cells of a column: setting them one by one costs as much as drawing
        style=[("GRID", (0, 0), (-1, -1), LINE, black)],
    )


def _look(size: float, align: str, *, bold: bool = False, wraps: bool = False) -> CellStyle:
    """How a cell is set. The lines of a Paragraph carry their air below them, and want some above."""
    look = CellStyle("cell")
    look.fontname = fonts.BOLD if bold else fonts.TEXT
    look.fontsize, look.leading = size, size * 1.2
    look.leftPadding = look.rightPadding = PADDING
    look.topPadding, look.bottomPadding = (1 + 0.3 * size if wraps else 1), 1.5
    look.alignment, look.valign = align.upper(), "MIDDLE"
    return look


def _pick(cell: Cell, plain: CellStyle, wrapped: CellStyle) -> CellStyle:
    return plain if isinstance(cell, str) else wrapped


def _cell(text: str, room: float, size: float, align: str, *, bold: bool = False) -> Cell:
    """A string where it fits in one line of one font, else a Paragraph."""
    shown = fonts.printable(text)
    if fonts.is_plain(shown) and fonts.width(shown, size, fonts.BOLD if bold else fonts.TEXT) <= room:
        return shown
    return paragraph(shown, room, size=size, align=align, bold=bold, lead=_LEAD)


def _portions(row: Sequence[str], rooms: Sequence[float], size: float, aligns: Sequence[str]) -> Iterator[list[Cell]]:
    """A very high row in several, the lines of each cell going on in the same column."""
    most = int(_TALLEST / (size * _LEAD))
    lines = [wrap(text, room, size) for text, room in zip(row, rooms, strict=True)]
    for start in range(0, max(map(len, lines)), most):
        yield [
            set_lines(part[start : start + most], size=size, align=align, lead=_LEAD)
            for part, align in zip(lines, aligns, strict=True)
        ]


def _height(cells: Sequence[Cell], rooms: Sequence[float], least: float) -> float:
    """Points. Only wrapping cells are measured."""
    highest = least * mm
    for cell, room in zip(cells, rooms, strict=True):
        if not isinstance(cell, str):
            highest = max(highest, cell.wrap(room, 10_000)[1] + _AIR)
    return float(highest)
