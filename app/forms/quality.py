"""季度数据质量核对单: which values of the sample are to be asked about on the round.

It checks records, not women: what the ledger says is not on it, so that a lost sheet says little and the answer is not led.
A sensitive field is never on it, nor a record of anybody who may not be visited or named; those are checked at the desk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from app.forms import fonts
from app.forms.listing import ListContent, ListSection, draw
from app.forms.maternal import why_not
from app.forms.page import Paper
from app.forms.people import refused, walk_order
from app.forms.texts import texts
from app.records import KINDS, Record, SampleItem, Unit
from app.records.story import Story
from app.texts import sentence_of
from app.walk import NATURAL, Walk, whereabouts

FORM = "quality"


def quarter_of(day: date) -> str:
    """``2026-Q4``."""
    return f"{day.year:04d}-Q{(day.month + 2) // 3}"


def quality_content(
    items: Iterable[SampleItem], stories: Iterable[Story], unit: Unit, quarter: str, today: date, *,
    with_names: bool = False, walk: Walk = NATURAL,
) -> ListContent:  # fmt: skip
    """What of a quarter's sample can be asked at a door, in walk order; ``today``: the day it is printed.

    ``left_off``: reasons of the other lists, ``no_home_contact``, ``sensitive``, and ``gone`` for a record no longer there.
    """
    words, left_off = texts(FORM), Counter[str]()
    owners = {record.id: story for story in stories for record in _records(story)}
    rows: list[tuple[Story, SampleItem]] = []
    for item in items:
        if item.quarter != quarter or item.retired is not None:
            continue
        story, kind = owners.get(item.record), KINDS.get(item.about_kind)
        field = kind.fields.get(item.field) if kind else None
        if story is None or field is None:
            left_off["gone"] += 1
        elif field.sensitive:
            left_off["sensitive"] += 1
        elif why := _why_not(story, today):
            left_off[why] += 1
        else:
            rows.append((story, item))
    rows.sort(key=lambda one: (walk_order(one[0], walk), one[1].about_kind, one[1].field, one[1].record))
    section = ListSection(
        rows=tuple(_row(story, item, with_names=with_names) for story, item in rows),
        women=tuple(story.woman.id for story, _ in rows),
    )
    year, _, number = quarter.partition("-Q")
    period = words["period"].format(year=year, quarter=number)
    without = frozenset() if with_names else frozenset({"name"})
    return ListContent(
        form=FORM, unit=unit, period=period, sections=(section,), left_off=left_off, without=without
    )  # fmt: skip


def _why_not(story: Story, today: date) -> str | None:
    return why_not(story, today) or ("no_home_contact" if refused(story, "home_visit") else None)


def _records(story: Story) -> Iterator[Record]:
    yield story.woman
    for mine in (
        story.children, story.pregnancies, story.deliveries, story.methods, story.visits, story.screenings, story.moves,
        story.life_events, story.joined,
    ):  # fmt: skip
        yield from mine


def _row(story: Story, item: SampleItem, *, with_names: bool) -> tuple[str, ...]:
    group, door = whereabouts(story.woman, story.household)
    about = sentence_of("zh", f"kind.{item.about_kind}") or item.about_kind
    field = sentence_of("zh", f"field.{item.about_kind}.{item.field}") or item.field
    name = (story.woman.name,) if with_names else ()
    return ("" if group is None else str(group), door, *name, about, field, "", texts(FORM)["found"], "")


@fonts.lent
def quality_sheet(content: ListContent, paper: Paper | None = None) -> bytes:
    """The sheet as PDF."""
    return draw(content, paper)
