"""Records of one woman or child in the layout of the national service standard, filled from her visits.

What the ledger does not keep is an empty line or boxes for the pen, so that the paper can be finished by whoever examines
her. A sensitive finding is printed only when asked for (``whole``). The layouts are ``resources/forms/care_records.toml``:
``sheet`` is one visit to a paper, ``columns`` up to four visits beside each other, ``plain`` needs no visit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reportlab.lib.colors import black
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Spacer, Table

from app.forms import fonts
from app.forms.care_facts import Facts, facts_of, visits_of
from app.forms.lines import wrap
from app.forms.page import Heading, Paper, paragraph, set_lines, write
from app.forms.table import LINE, PADDING, Column, table
from app.forms.texts import texts
from app.records import Unit, Visit
from app.records.story import Story
from app.values.dates import PartialDate

FILE = "care_records"
FORMS = (
    "antenatal_first", "antenatal", "postpartum_home", "postpartum_42", "newborn", "child_health", "preconception",
    "birth_registration",
)  # fmt: skip
"""Keys of the file, in the order of the standard; the last is the help sheet of form 9."""

BESIDE = 4
"""Visits beside each other on one sheet."""

_LABEL = 27.0
_ROW, _SIZE = 8.2, 9.0

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CareRecordContent:
    """``rows``: lines of (label, value) pairs. ``grids``: heads (days of visits) and rows, the label first.

    ``visits``: how many visits are on it; 0 is a blank one or one that needs none.
    """

    form: str
    unit: Unit
    day: date | None
    rows: tuple[tuple[Pair, ...], ...]
    grids: tuple[tuple[tuple[str, ...], tuple[tuple[str, ...], ...]], ...] = ()
    visits: int = 0


def care_record_contents(
    form: str, story: Story, unit: Unit, today: date, *, month: PartialDate | None = None, whole: bool = False
) -> tuple[CareRecordContent, ...]:
    """Her records of a form, oldest first; with ``month`` only those with a visit in it.

    One for each visit, or for each pregnancy or child where visits stand beside each other; none without a visit.
    """
    described = texts(FILE)[form]
    if described["layout"] == "plain":
        return (_sheet(form, facts_of(story, None, today), unit, today, whole=whole),)
    visits = visits_of(story, described["kind"])
    if described["layout"] == "sheet":
        chosen = [visit for visit in visits if month is None or visit.date.startswith(month)]
        return tuple(_sheet(form, facts_of(story, visit, today), unit, today, whole=whole) for visit in chosen)
    groups: dict[str, list[Visit]] = {}
    for visit in visits:
        groups.setdefault(facts_of(story, visit, today).whose, []).append(visit)
    return tuple(
        _columns(form, story, mine, unit, today, whole=whole)
        for mine in groups.values()
        if month is None or any(visit.date.startswith(month) for visit in mine)
    )


def blank_care_record(form: str, unit: Unit) -> CareRecordContent:
    """The form without anybody, to fill by pen."""
    described, nobody = texts(FILE)[form], Facts()
    if described["layout"] != "columns":
        return CareRecordContent(form=form, unit=unit, day=None, rows=_rows(described["rows"], nobody, whole=False))
    heads = ("",) * BESIDE
    grid = tuple((row["l"], *((row.get("b", ""),) * BESIDE)) for row in described["rows"])
    about = _rows(described["about"], nobody, whole=False)
    return CareRecordContent(form=form, unit=unit, day=None, rows=about, grids=((heads, grid),))


def _sheet(form: str, facts: Facts, unit: Unit, today: date, *, whole: bool) -> CareRecordContent:
    rows = _rows(texts(FILE)[form]["rows"], facts, whole=whole)
    return CareRecordContent(form=form, unit=unit, day=today, rows=rows, visits=int(facts.visit is not None))


def _rows(
    described: Sequence[Sequence[Mapping[str, Any]]], facts: Facts, *, whole: bool
) -> tuple[tuple[Pair, ...], ...]:
    return tuple(tuple((cell["l"], _value(cell, facts, whole=whole)) for cell in row) for row in described)


def _value(cell: Mapping[str, Any], facts: Facts, *, whole: bool) -> str:
    if "f" in cell:
        return facts.words(cell["f"], whole=whole)
    if "o" in cell:
        words = texts(FILE)
        return str(words["between"]).join(words["option"].format(box=words["box"], word=word) for word in cell["o"])
    return str(cell["b"])


def _columns(
    form: str, story: Story, visits: Sequence[Visit], unit: Unit, today: date, *, whole: bool
) -> CareRecordContent:
    described, words = texts(FILE)[form], texts(FILE)
    grids = []
    for start in range(0, len(visits), BESIDE):
        beside = [facts_of(story, visit, today) for visit in visits[start : start + BESIDE]]
        empty = BESIDE - len(beside)
        heads = [words["visit_column"].format(day=facts.visit.date) for facts in beside if facts.visit]
        rows = []
        for row in described["rows"]:
            told = [f.value(row["f"], whole=whole) if "f" in row else row["b"] for f in beside]
            rows.append((row["l"], *told, *((row.get("b", ""),) * empty)))
        grids.append(((*heads, *([""] * empty)), tuple(rows)))
    about = _rows(described["about"], facts_of(story, visits[-1], today), whole=whole)
    return CareRecordContent(
        form=form, unit=unit, day=today, rows=about, grids=tuple(grids), visits=len(visits)
    )  # fmt: skip


@fonts.lent
def care_record(content: CareRecordContent, paper: Paper | None = None) -> bytes:
    """One record as PDF."""
    paper = paper or Paper()
    words = texts(FILE)
    described = words[content.form]
    room = paper.width * mm
    body: list[Flowable] = [Spacer(0, 1 * mm)]
    body += [_line(row, paper.width) for row in content.rows]
    for number, (heads, rows) in enumerate(content.grids):
        if number:
            body.append(CondPageBreak(150 * mm))
        body.append(Spacer(0, 3 * mm))
        wide = (paper.width - _LABEL) / len(heads)
        columns = [Column(words["item"], _LABEL, "left"), *(Column(head, wide, "left") for head in heads)]
        body.append(table(columns, rows, size=_SIZE, height=9.0))
    body.append(Spacer(0, 3 * mm))
    body += [paragraph(note, room, size=9, lead=1.5) for note in described.get("notes", ())]
    if described["layout"] != "plain":
        body += [Spacer(0, 2 * mm), paragraph(words["signed"], room, size=9)]
    day = content.day
    period = words["period"].format(year=day.year, month=day.month, day=day.day) if day else words["blank_period"]
    heading = Heading(
        title=described["title"], unit_name=content.unit.name, unit_code=content.unit.code, period=period
    )  # fmt: skip
    return write(heading, body, paper=paper, signed=False)


def _line(pairs: Sequence[Pair], width: float) -> Table:
    """A line of the form: each label with its value, sharing the width evenly; a value takes the lines it needs."""
    each = width / len(pairs)
    cells, widths = [], []
    for label, value in pairs:
        cells += list(_cells(label, value, each))
        widths += [_LABEL * mm, (each - _LABEL) * mm]
    return Table(
        [cells],
        colWidths=widths,
        rowHeights=[max(_ROW * mm, *(_high(cell, wide) for cell, wide in zip(cells, widths, strict=True)))],
        style=[
            ("GRID", (0, 0), (-1, -1), LINE, black),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("LEFTPADDING", (0, 0), (-1, -1), PADDING),
            ("RIGHTPADDING", (0, 0), (-1, -1), PADDING),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ("FONT", (0, 0), (-1, -1), fonts.TEXT, _SIZE),
        ],
    )


def _cells(label: str, value: str, each: float) -> Iterator[Flowable]:
    yield paragraph(label, _LABEL * mm - 2 * PADDING, size=_SIZE, bold=True)
    yield set_lines(_whole_options(value, (each - _LABEL) * mm - 2 * PADDING), size=_SIZE, lead=1.45)


def _whole_options(value: str, room: float) -> list[str]:
    """The lines of a value; an option stays with its box where it fits on a line at all."""
    between = str(texts(FILE)["between"])
    lines = [""]
    for option in value.split(between) if texts(FILE)["box"] in value else [value]:
        longer = f"{lines[-1]}{between}{option}" if lines[-1] else option
        if fonts.width(fonts.printable(longer), _SIZE) <= room:
            lines[-1] = longer
        else:
            lines += wrap(option, room, _SIZE)
    return [line for line in lines if line] or [""]


def _high(cell: Flowable, wide: float) -> float:
    return float(cell.wrap(wide - 2 * PADDING, 10_000)[1]) + 6.0
