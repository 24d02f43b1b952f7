"""流动人口服务联系登记表: who came or went, so that she goes on being served. Places only down to the county."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from app.figures.presence import counts_at_all, is_here
from app.forms import fonts
from app.forms.listing import ListContent, ListSection, draw, month_words
from app.forms.maternal import why_not
from app.forms.page import Paper
from app.forms.people import place, walk_order
from app.forms.texts import texts
from app.records import Move, Unit
from app.records.story import Story
from app.values.dates import PartialDate, earliest, latest, span
from app.walk import NATURAL, Walk

FORM = "migrants"
_AWAY = {"living": "in", "registered": "out"}
"""A residence that is a move by itself: living here registered elsewhere, and the other way round."""


def migrants_content(
    stories: Iterable[Story], unit: Unit, month: PartialDate, today: date, *, with_phone: bool = False,
    walk: Walk = NATURAL,
) -> ListContent:  # fmt: skip
    """Who moved in the month, or lives apart from where she is registered, in walk order; one line each.

    A telephone number only where asked for, and only hers; otherwise the cell is left for her to write in.
    """
    first, last = earliest(month), min(latest(month), max(today, earliest(month)))
    left_off: Counter[str] = Counter()
    rows, women = [], []
    for story in sorted((s for s in stories if counts_at_all(s)), key=lambda s: walk_order(s, walk)):
        move = _moved(story, first, last)
        direction = move.direction if move else _AWAY.get(story.woman.residence or "", "")
        if not direction or not (move or is_here(story, last)):
            continue
        if why := why_not(story, last):
            left_off[why] += 1
            continue
        rows.append(_row(story, move or _last_move(story, direction, last), direction, with_phone=with_phone))
        women.append(story.woman.id)
    section = ListSection(rows=tuple(rows), women=tuple(women))
    return ListContent(form=FORM, unit=unit, period=month_words(month), sections=(section,), left_off=left_off)


def _moved(story: Story, first: date, last: date) -> Move | None:
    """Her last move of the month."""
    found = [m for m in story.moves if (when := span(m.date)) and first <= when[0] and when[1] <= last]
    return found[-1] if found else None


def _last_move(story: Story, direction: str, last: date) -> Move | None:
    found = [m for m in story.moves if m.direction == direction and (when := span(m.date)) and when[1] <= last]
    return found[-1] if found else None


def _row(story: Story, move: Move | None, direction: str, *, with_phone: bool) -> tuple[str, ...]:
    words = texts(FORM)
    woman = story.woman
    return (
        woman.name,
        woman.birth_date or "",
        words["came" if direction == "in" else "went"],
        place(story),
        move.date if move else "",
        (move.county_place if move else None) or "",
        (woman.phone or "") if with_phone else "",
        "",
    )


@fonts.lent
def migrants(content: ListContent, paper: Paper | None = None) -> bytes:
    """The register as PDF."""
    return draw(content, paper)
