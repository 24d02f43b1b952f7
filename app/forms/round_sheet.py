"""本月走访单: where to go this month, carried on the round.

Paper gets lost, so it says as little as the round needs: order, group, door, a neutral service code, the days, and space
to write. Names only when asked for. Nobody marked 家人不知道, nobody who wants no visit at home, nobody under 18.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reportlab.lib.units import mm
from reportlab.platypus import Spacer

from app.followups.due import FollowUp, State
from app.forms import fonts
from app.forms.page import Heading, Paper, paragraph, write
from app.forms.people import is_surely_adult, refused, walk_order
from app.forms.table import Column, table
from app.forms.texts import texts
from app.records import Unit
from app.records.story import Story
from app.values.dates import PartialDate, earliest, latest
from app.walk import NATURAL, Walk, whereabouts

_CAN_BE_SEEN = frozenset({State.UPCOMING, State.OPEN, State.PAST})
_SEEN_LATER = frozenset({State.POSTPONED, State.NOT_REACHED})
_ROW = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundRow:
    """One woman. ``woman`` is her record id and is not printed; ``name`` only when asked for.

    ``service``: the neutral letters of all that can be done for her, with blanks between.
    """

    woman: str
    group: str
    door: str
    name: str
    service: str
    opens: date
    closes: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundSheetContent:
    """``left_off``: how many women with something due are not on the sheet, by reason; for the screen, never printed.

    Reasons: ``family_unaware``, ``no_home_contact``, ``under_18``. ``without_door``: rows nobody could find by door.
    """

    unit: Unit
    month: PartialDate
    rows: tuple[RoundRow, ...]
    with_names: bool
    left_off: Mapping[str, int]
    without_door: int


def round_sheet_content(
    followups: Iterable[FollowUp],
    stories: Iterable[Story],
    unit: Unit,
    month: PartialDate,
    today: date,
    *,
    with_names: bool = False,
    walk: Walk = NATURAL,
) -> RoundSheetContent:
    """Whom to see at home in ``month`` (``2026-10``) from ``today`` on, one row each, in walk order."""
    first, last = max(earliest(month), today), latest(month)
    due: dict[str, list[FollowUp]] = defaultdict(list)
    for one in followups:
        if _fits(one, first, last):
            due[one.subject].append(one)
    with_due = sorted((s for s in stories if s.woman.id in due), key=lambda s: walk_order(s, walk))
    reasons = [_why_not(story, today) for story in with_due]
    chosen = [story for story, why in zip(with_due, reasons, strict=True) if why is None]
    rows = tuple(_row(story, due[story.woman.id], with_names=with_names) for story in chosen)
    return RoundSheetContent(
        unit=unit,
        month=month,
        rows=rows,
        with_names=with_names,
        left_off=Counter(why for why in reasons if why is not None),
        without_door=sum(not row.door for row in rows),
    )


def service_code(service: str) -> str:
    """The letter that stands for a service on paper; its meaning is shown on screen only."""
    words = texts("round_sheet")
    return str(words["codes"].get(service, words["other_code"]))


def _fits(one: FollowUp, first: date, last: date) -> bool:
    if one.closes < first or one.opens > last:
        return False
    if one.state in _SEEN_LATER:
        return one.until is None or one.until <= last
    return one.state in _CAN_BE_SEEN


def _why_not(story: Story, today: date) -> str | None:
    woman = story.woman
    if woman.family_unaware:
        return "family_unaware"
    if refused(story, "home_visit") or refused(story, "care"):
        return "no_home_contact"
    return "under_18" if woman.birth_date and not is_surely_adult(story, today) else None


def _row(story: Story, due: Sequence[FollowUp], *, with_names: bool) -> RoundRow:
    group, door = whereabouts(story.woman, story.household)
    codes = sorted({service_code(one.service) for one in due})
    return RoundRow(
        woman=story.woman.id,
        group="" if group is None else str(group),
        door=door,
        name=story.woman.name if with_names else "",
        service=" ".join(codes),
        opens=min(max(one.opens, one.until) if one.until else one.opens for one in due),
        closes=min(one.closes for one in due),
    )


@fonts.lent
def round_sheet(
    content: RoundSheetContent, paper: Paper | None = None, *, first_copy: int = 1, copies: int = 1
) -> bytes:
    """The sheet as PDF, in ``copies`` numbered copies counted from ``first_copy``, one after the other."""
    paper = paper or Paper()
    words = texts("round_sheet")
    names = [
        "number",
        "group",
        "door",
        *(["name"] if content.with_names else []),
        "service",
        "window",
        "outcome",
        "seen",
        "next",
    ]
    columns = [Column(**words["columns"][name]) for name in names]
    rest = paper.width - sum(column.width for column in columns)
    columns.append(Column(words["columns"]["note"]["head"], rest, "left"))
    rows = [
        _cells(number, row, names, earliest(content.month).year) for number, row in enumerate(content.rows, start=1)
    ]
    first = earliest(content.month)
    heading = Heading(
        title=words["title"],
        unit_name=content.unit.name,
        unit_code=content.unit.code,
        period=words["period"].format(year=first.year, month=first.month),
    )
    body = [
        table(columns, rows, height=_ROW),
        Spacer(0, 2 * mm),
        paragraph(words["total"].format(count=len(rows)), paper.width * mm, size=9),
    ]
    return write(heading, body, paper=paper, first_copy=first_copy, copies=copies)


def _cells(number: int, row: RoundRow, names: Sequence[str], year: int) -> list[str]:
    words = texts("round_sheet")
    printed = {
        "number": str(number),
        "group": row.group,
        "door": row.door,
        "name": row.name,
        "service": " ".join(words["service"].format(code=code) for code in row.service.split()),
        "outcome": words["outcome"],
        "window": words["window"].format(opens=_day(row.opens, year), closes=_day(row.closes, year)),
    }
    return [*(printed.get(name, "") for name in names), ""]


def _day(day: date, year: int) -> str:
    """The day, with its year where that is another than the sheet's."""
    said = texts("round_sheet")["day" if day.year == year else "day_of_year"]
    return str(said.format(year=day.year, month=day.month, day=day.day))
