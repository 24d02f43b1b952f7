"""The import report: what became of every row of a roster, which columns were left out and why, what needs a look.

Every text is passed in already in the reader's words, because the reasons are the interface's.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.forms import fonts
from app.forms.page import Heading, Paper, write
from app.forms.report import Section, flowables
from app.records import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReportTexts:
    """Headings and column heads. ``period`` stands opposite the unit (the day of the import), ``about`` below."""

    title: str
    period: str
    about: str
    counts: str
    count_columns: tuple[str, str]
    left_out: str
    left_out_columns: tuple[str, str]
    look: str
    look_columns: tuple[str, str, str]
    nothing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReportContent:
    """``counts``: outcome and number of rows. ``left_out``: column and why. ``look``: row number, whom, reasons."""

    unit: Unit
    texts: ImportReportTexts
    counts: tuple[tuple[str, int], ...]
    left_out: tuple[tuple[str, str], ...]
    look: tuple[tuple[str, str, str], ...]


@fonts.lent
def import_report(content: ImportReportContent, paper: Paper | None = None) -> bytes:
    """The report as PDF. It names people: the caller says so before it is saved."""
    paper = paper or Paper()
    said = content.texts
    sections = (
        Section(
            head=said.counts,
            text=said.about,
            columns=said.count_columns,
            shares=(7, 3),
            aligns=("left", "right"),
            rows=tuple((outcome, str(count)) for outcome, count in content.counts),
            empty=said.nothing,
        ),
        Section(
            head=said.look,
            columns=said.look_columns,
            shares=(1.2, 3, 8),
            aligns=("center", "left", "left"),
            rows=content.look,
            empty=said.nothing,
        ),
        Section(
            head=said.left_out,
            columns=said.left_out_columns,
            shares=(3.5, 8.5),
            aligns=("left", "left"),
            rows=content.left_out,
            empty=said.nothing,
        ),
    )
    heading = Heading(title=said.title, unit_name=content.unit.name, unit_code=content.unit.code, period=said.period)
    return write(heading, list(flowables(sections, paper)), paper=paper, signed=False)
