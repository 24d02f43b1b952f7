"""What all printed lists share: sections of rows under the column heads of ``resources/forms/<form>.toml``.

A list's own module decides who and what is on it; this one only draws it, gives it as tables for a workbook, and makes
the version without rows that is filled by pen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Spacer

from app.forms.page import Heading, Paper, paragraph, write
from app.forms.table import Column, table
from app.forms.tabled import Tabled
from app.forms.texts import texts
from app.records import Unit
from app.values.dates import PartialDate, Precision, earliest, precision

ROW = 8.0
"""Room to write in a row, in millimetres."""

_LEAST = 14.0
"""No column is narrower, whatever the rest leaves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSection:
    """A table. ``name`` is its key under ``sections`` in the file, ``""`` for a list of only one.

    ``rows``: a cell for each column but the running number. ``women``: the record id of whom each row is about; not
    printed. ``unnamed``: how many belong here but are not named on paper.
    """

    name: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    women: tuple[str, ...] = ()
    unnamed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ListContent:
    """``form``: its file. ``period``: a month, a day or a quarter, in words. ``columns``: those printed, in order.

    ``left_off``: how many are not on it, by reason; for the screen, never printed.
    """

    form: str
    unit: Unit
    period: str
    sections: tuple[ListSection, ...]
    left_off: Mapping[str, int]
    without: frozenset[str] = frozenset()

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(len(section.rows) for section in self.sections)

    @property
    def women(self) -> tuple[str, ...]:
        """Whom it is about, row by row."""
        return tuple(woman for section in self.sections for woman in section.women)


def month_words(month: PartialDate) -> str:
    """``2026年10月``; a day with its day."""
    day = earliest(month)
    return f"{day.year}年{day.month}月" + (f"{day.day}日" if precision(month) is Precision.DAY else "")


def blank_content(form: str, unit: Unit, rows: int = 0) -> ListContent:
    """The form without a row of anybody; ``rows``: empty lines in each section, as many as fill a page where 0."""
    words = texts(form)
    names = tuple(words.get("sections", {"": {}}))
    sections = []
    for name in names:
        wide = len(_described(words, name)) - 1
        many = rows or (int(words.get("blank_rows", 20)) if len(names) == 1 else int(words.get("blank_rows", 5)))
        sections.append(ListSection(name=name, rows=((("",) * wide),) * many))
    period = str(words["blank_period"])
    return ListContent(form=form, unit=unit, period=period, sections=tuple(sections), left_off={})


def tables(content: ListContent) -> tuple[Tabled, ...]:
    """The sections as tables, under the same heads as on paper."""
    words = texts(content.form)
    found = []
    for section in content.sections:
        described = _described(words, section.name, content.without)
        title = words["sections"][section.name]["head"] if section.name else words["title"]
        rows: tuple[tuple[str | int, ...], ...] = tuple((n, *row) for n, row in enumerate(section.rows, start=1))
        heads = tuple(column["head"] for column in described)
        found.append(Tabled(title=title, period=content.period, heads=heads, rows=rows))
    return tuple(found)


def draw(content: ListContent, paper: Paper | None, *, signed: bool = True) -> bytes:
    """The list as PDF. A caller lends the fonts (``fonts.lent``)."""
    words = texts(content.form)
    paper = replace(paper or Paper(), landscape=bool(words.get("landscape", False)))
    blank = content.period == words.get("blank_period")
    body: list[Flowable] = []
    for section in content.sections:
        body += _section(section, content, words, paper, blank=blank)
    room = paper.width * mm
    body += [paragraph(note, room, size=9) for note in words.get("notes", ())]
    heading = Heading(
        title=words["title"], unit_name=content.unit.name, unit_code=content.unit.code, period=content.period
    )
    return write(heading, body, paper=paper, signed=signed)


def _described(
    words: Mapping[str, Any], name: str, without: frozenset[str] = frozenset()
) -> Sequence[Mapping[str, Any]]:
    columns = words["sections"][name]["columns"] if name else words["columns"]
    return [column for key, column in columns.items() if key not in without]


def _section(
    section: ListSection, content: ListContent, words: Mapping[str, Any], paper: Paper, *, blank: bool
) -> list[Flowable]:
    described = _described(words, section.name, content.without)
    columns = _fitted(described, paper.width)
    height = float(words.get("row", ROW))
    rows = [(str(number), *row) for number, row in enumerate(section.rows, start=1)]
    parts: list[Flowable] = []
    room = paper.width * mm
    if section.name:
        parts += [
            CondPageBreak(34 * mm),
            paragraph(words["sections"][section.name]["head"], room, size=11, bold=True),
            Spacer(0, 1.5 * mm),
        ]
    parts.append(table(columns, rows, size=9, height=height))
    parts.append(Spacer(0, 2 * mm))
    if not blank:
        total = words["total"].format(count=len(rows)) if rows else words["nothing"]
        if section.unnamed:
            total += words["unnamed"].format(count=section.unnamed)
        parts.append(paragraph(total, room, size=9))
    if section.name:
        parts.append(Spacer(0, 4 * mm))
    return parts


def _fitted(described: Sequence[Mapping[str, Any]], width: float) -> list[Column]:
    """Widths as written; the column without one takes the rest. All shrink together where the sheet is narrower."""
    fixed = sum(float(column.get("width", 0)) for column in described)
    open_ones = sum("width" not in column for column in described)
    rest = max(_LEAST, (width - fixed) / open_ones) if open_ones else 0.0
    whole = fixed + rest * open_ones
    scale = width / whole if whole > width or not open_ones else 1.0
    return [
        Column(column["head"], float(column.get("width", rest)) * scale, column.get("align", "center"))
        for column in described
    ]
