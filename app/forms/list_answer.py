"""What the office answers to whoever sent a list 比对回复: where it is wrong, and what it left out.

Every text is passed in already in the reader's words, as for the import report.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.forms import fonts
from app.forms.page import Heading, Paper, write
from app.forms.report import Section, flowables
from app.records import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTexts:
    """Headings and column heads. ``period`` stands opposite the unit, ``about`` below the first heading."""

    title: str
    period: str
    about: str
    wrong: str
    wrong_columns: tuple[str, str, str, str]
    left_out: str
    left_out_columns: tuple[str, str]
    nothing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerContent:
    """``wrong``: row, whom, the list's words, ours. ``left_out``: whom, and what is recorded here."""

    unit: Unit
    texts: AnswerTexts
    wrong: tuple[tuple[str, str, str, str], ...]
    left_out: tuple[tuple[str, str], ...]


@fonts.lent
def list_answer(content: AnswerContent, paper: Paper | None = None) -> bytes:
    """The answer as PDF, with the lines for a signature and a seal. It names people: the caller asks what for."""
    paper = paper or Paper()
    said = content.texts
    sections = (
        Section(
            head=said.wrong,
            text=said.about,
            columns=said.wrong_columns,
            shares=(1.2, 2, 4.4, 4.4),
            aligns=("center", "left", "left", "left"),
            rows=content.wrong,
            empty=said.nothing,
        ),
        Section(
            head=said.left_out,
            columns=said.left_out_columns,
            shares=(3, 9),
            aligns=("left", "left"),
            rows=content.left_out,
            empty=said.nothing,
        ),
    )
    heading = Heading(title=said.title, unit_name=content.unit.name, unit_code=content.unit.code, period=said.period)
    return write(heading, list(flowables(sections, paper)), paper=paper)
