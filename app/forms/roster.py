"""育龄妇女花名册: the women of 18 to 49 years of the village, one line each.

Nobody under 18 and no closed page is on it. Method and phone only when asked for. The number of children gives way to
the method when that is asked for, because no list joins the two; a woman marked 家人不知道 keeps her line (that she
lives here is no secret) but never shows a method or a phone number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from app.codes import code_list
from app.figures.methods import counted
from app.figures.presence import is_here, may_be_aged
from app.forms import fonts
from app.forms.page import Heading, Paper, paragraph, write
from app.forms.people import is_surely_adult, place, refused, walk_order
from app.forms.table import Column, table
from app.forms.texts import texts
from app.people import ADULT, children_of
from app.records import Unit
from app.records.story import Story
from app.walk import NATURAL, Walk

OLDEST = 49
_PLAIN = ("number", "name", "birth", "place", "marital")


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    """One woman's line, as printed; ``woman`` is her record id and is not."""

    woman: str
    name: str
    birth: str
    place: str
    marital: str
    children: str
    method: str
    phone: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterContent:
    """``left_off``: how many open pages are not on the roster, by reason.

    Reasons: ``under_18``, ``birth_unknown``, ``over_49``, ``care_refused``.
    """

    unit: Unit
    day: date
    rows: tuple[RosterRow, ...]
    with_method: bool
    with_phone: bool
    left_off: Mapping[str, int]


def roster_content(
    stories: Iterable[Story],
    unit: Unit,
    today: date,
    *,
    with_method: bool = False,
    with_phone: bool = False,
    walk: Walk = NATURAL,
) -> RosterContent:
    """Who is on the roster of ``today``, in walk order."""
    here = [story for story in stories if is_here(story, today)]
    reasons = [_why_not(story, today) for story in here]
    chosen = sorted((s for s, why in zip(here, reasons, strict=True) if why is None), key=lambda s: walk_order(s, walk))
    return RosterContent(
        unit=unit,
        day=today,
        rows=tuple(_row(s, today, with_method=with_method, with_phone=with_phone) for s in chosen),
        with_method=with_method,
        with_phone=with_phone,
        left_off=Counter(why for why in reasons if why is not None),
    )


def _why_not(story: Story, today: date) -> str | None:
    birth = story.woman.birth_date
    if refused(story, "care"):
        return "care_refused"
    if birth is not None and not may_be_aged(birth, today, 0, OLDEST):
        return "over_49"
    if birth is not None and not may_be_aged(birth, today, ADULT, OLDEST):
        return "under_18"
    return None if is_surely_adult(story, today) else "birth_unknown"


def _row(story: Story, today: date, *, with_method: bool, with_phone: bool) -> RosterRow:
    woman = story.woman
    open_to_family = not woman.family_unaware
    use = counted(story.methods, today) if with_method and open_to_family else None
    away = woman.residence is not None and woman.residence != "both"
    return RosterRow(
        woman=woman.id,
        name=woman.name,
        birth=woman.birth_date or "",
        place=place(story),
        marital=code_list("marital").label(woman.marital, "zh") if woman.marital else "",
        children="" if with_method else _children(story),
        method=code_list("method").label(use.method, "zh") if use else "",
        phone=(woman.phone or "") if with_phone and open_to_family else "",
        note=code_list("residence").label(woman.residence, "zh") if away and woman.residence else "",
    )


def _children(story: Story) -> str:
    total = children_of(story).total
    return "" if total is None else str(total)


@fonts.lent
def roster(content: RosterContent, paper: Paper | None = None) -> bytes:
    """The roster as PDF."""
    paper = paper or Paper()
    words = texts("roster")
    names = [*_PLAIN, "method" if content.with_method else "children"]
    names += ["phone"] if content.with_phone else []
    rows = [
        [str(number), *(getattr(row, name) for name in names[1:]), row.note]
        for number, row in enumerate(content.rows, start=1)
    ]
    columns = [Column(**words["columns"][name]) for name in names]
    rest = paper.width - sum(column.width for column in columns)
    columns.append(Column(words["columns"]["note"]["head"], max(rest, 12), "left"))
    notes = [words["total"].format(count=len(rows))]
    if unknown := content.left_off.get("birth_unknown"):
        notes.append(words["birth_unknown"].format(count=unknown))
    body: list[Flowable] = [table(_narrowed(columns, paper.width), rows)]
    body += [Spacer(0, 2 * mm), *(paragraph(note, paper.width * mm, size=9) for note in notes)]
    day = content.day
    heading = Heading(
        title=words["title"],
        unit_name=content.unit.name,
        unit_code=content.unit.code,
        period=words["period"].format(year=day.year, month=day.month, day=day.day),
    )
    return write(heading, body, paper=paper)


def _narrowed(columns: list[Column], room: float) -> list[Column]:
    """The columns made narrower alike where together they are wider than the page."""
    scale = min(1.0, room / sum(column.width for column in columns))
    return [Column(c.head, c.width * scale, c.align) for c in columns]
