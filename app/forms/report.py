"""A plain printed report in sections: a heading, a sentence, a small table. For the sheets on importing and exchange."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Spacer

from app.forms import fonts
from app.forms.page import Paper, paragraph
from app.forms.table import Column, table


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """``shares``: width of each column as a share of the page. Without rows, ``empty`` stands in the table's place."""

    head: str
    text: str = ""
    columns: tuple[str, ...] = ()
    shares: tuple[float, ...] = ()
    aligns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    empty: str = ""
    row_height: float = 6.2


def flowables(sections: Sequence[Section], paper: Paper) -> Iterator[Flowable]:
    """The sections one after the other; a heading never stands alone at the foot of a page."""
    fonts.register()
    room = paper.width * mm
    yield Spacer(0, 2 * mm)
    for section in sections:
        yield CondPageBreak(32 * mm)
        yield paragraph(section.head, room, size=11.5, bold=True)
        yield Spacer(0, 1.5 * mm)
        if section.text:
            yield paragraph(section.text, room, size=9.5, lead=1.5)
            yield Spacer(0, 1.5 * mm)
        if section.rows:
            whole = sum(section.shares)
            columns = [
                Column(head, paper.width * share / whole, align)
                for head, share, align in zip(section.columns, section.shares, section.aligns, strict=True)
            ]
            yield table(columns, section.rows, size=9.5, height=section.row_height, head_height=7)
        elif section.empty:
            yield paragraph(section.empty, room, size=9.5)
        yield Spacer(0, 5 * mm)
