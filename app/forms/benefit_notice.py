"""公示表 (form 11): who applied, hung up for everybody to read. So it says the family name, two stars and the group.

Only who agreed to it stands on it; nothing of a notice tells an id, a door, or how anybody is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from app.benefits import masked, public_name, why_not_named
from app.forms import fonts
from app.forms.page import Heading, Paper, paragraph, write
from app.forms.people import walk_order
from app.forms.table import Column, table
from app.forms.texts import texts
from app.records import BenefitCase, Unit
from app.records.story import Story
from app.walk import NATURAL, Walk, whereabouts


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeContent:
    """A notice as printed: rows of (masked name, group).

    ``left_off``: how many applications are not on it, by the reasons of ``app.benefits.why_not_named``.
    """

    unit: Unit
    scheme: str
    begins: date
    ends: date
    rows: tuple[tuple[str, str], ...]
    left_off: Mapping[str, int]


def notice_content(
    cases: Sequence[tuple[Story, BenefitCase]],
    unit: Unit,
    begins: date,
    ends: date,
    *,
    scheme: str = "",
    walk: Walk = NATURAL,
) -> NoticeContent:
    """The notice of some applications of one scheme between two days; ``scheme``: its public name, where none is on it."""
    words = texts("benefit_notice")
    left_off: Counter[str] = Counter()
    rows: list[tuple[str, str]] = []
    for story, case in sorted(cases, key=lambda pair: (walk_order(pair[0], walk), pair[1].id)):
        if why := why_not_named(story, case, begins):
            left_off[why] += 1
            continue
        group, _ = whereabouts(story.woman, story.household)
        rows.append((masked(story.woman.name), "" if group is None else words["group"].format(n=group)))
    name = public_name(cases[0][1]) if cases else scheme
    return NoticeContent(unit=unit, scheme=name, begins=begins, ends=ends, rows=tuple(rows), left_off=left_off)


@fonts.lent
def notice(content: NoticeContent, paper: Paper | None = None) -> bytes:
    """The notice as PDF, in letters that can be read on a wall."""
    paper = paper or Paper()
    words = texts("benefit_notice")
    office = content.unit.office or content.unit.name
    columns = [Column(**words["columns"][name]) for name in ("number", "name", "group")]
    rest = paper.width - sum(column.width for column in columns)
    columns.append(Column(words["columns"]["note"]["head"], rest, "left"))
    rows = [[str(number), name, group, ""] for number, (name, group) in enumerate(content.rows, start=1)]
    room = paper.width * mm
    body: list[Flowable] = [
        Spacer(0, 4 * mm),
        paragraph("　　" + words["intro"].format(office=office), room, size=13, lead=1.7),
        Spacer(0, 4 * mm),
        table(columns, rows, size=14, height=12, head_height=12)
        if rows
        else paragraph(words["none"], room, size=13, align="center"),
        Spacer(0, 6 * mm),
        paragraph(words["when"].format(begins=_day(content.begins), ends=_day(content.ends)), room, size=13),
        Spacer(0, 2 * mm),
        paragraph(words["contact"], room, size=13),
        Spacer(0, 12 * mm),
        paragraph(words["stamp"].format(office=office), room, size=13, align="right"),
        Spacer(0, 2 * mm),
        paragraph(_day(content.begins), room, size=13, align="right"),
    ]
    heading = Heading(
        title=words["title"].format(scheme=content.scheme), unit_name=content.unit.name, unit_code=content.unit.code
    )
    return write(heading, body, paper=paper, signed=False)


def _day(day: date) -> str:
    return str(texts("benefit_notice")["day"].format(year=day.year, month=day.month, day=day.day))
