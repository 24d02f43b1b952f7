"""出生、死亡、婚姻、迁移报告单: what happened in a month, in four tables, for the township.

Whoever may not be named (under 18, 家人不知道, refused the ledger) is counted and not named, without a word of why. No
child is named, no number of children, no cause of death, and no stillbirth is on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from types import MappingProxyType
from typing import Any

from app.figures.presence import counts_at_all
from app.forms import fonts
from app.forms.findings import code_words
from app.forms.listing import ListContent, ListSection, draw, month_words
from app.forms.maternal import why_not
from app.forms.page import Paper
from app.forms.people import place
from app.forms.texts import texts
from app.records import Child, LifeEvent, Move, Unit
from app.records.story import Story
from app.values.dates import PartialDate, latest, span

FORM = "events"
Told = tuple[str, Story, tuple[str, ...]]
"""The day it sorts by, whose it is, the row."""


def events_content(stories: Iterable[Story], unit: Unit, month: PartialDate, today: date) -> ListContent:
    """What happened in a month (``2026-10``), by day."""
    told = [story for story in stories if counts_at_all(story)]
    last = min(latest(month), max(today, date.fromisoformat(f"{month}-01")))
    tellers: dict[str, Callable[[Story, PartialDate], Iterator[Told]]] = {
        "births": _births, "deaths": _deaths, "marriages": _marriages, "moves": _moves,
    }  # fmt: skip
    sections = []
    for name, tell in tellers.items():
        found = sorted((one for story in told for one in tell(story, month)), key=lambda one: (one[0], one[1].woman.id))
        named = [one for one in found if why_not(one[1], last) is None]
        rows, women = tuple(one[2] for one in named), tuple(one[1].woman.id for one in named)
        sections.append(ListSection(name=name, rows=rows, women=women, unnamed=len(found) - len(named)))
    return ListContent(
        form=FORM, unit=unit, period=month_words(month), sections=tuple(sections), left_off=MappingProxyType({})
    )


def _in(stated: str | None, month: PartialDate) -> bool:
    """Whether something surely happened in a month; a day known only by its year did not surely happen in any."""
    found = span(stated)
    return found is not None and found[0].isoformat()[:7] == month == found[1].isoformat()[:7]


def was_born(child: Child) -> bool:
    """Whether a child's record is of a live birth of hers."""
    return child.retired is None and child.born == "live" and child.relation == "birth"


def _births(story: Story, month: PartialDate) -> Iterator[Told]:
    deliveries = {delivery.id: delivery for delivery in story.deliveries}
    for child in story.children:
        if was_born(child) and _in(child.birth_date, month):
            day = child.birth_date or ""
            delivery = deliveries.get(child.delivery or "")
            where = code_words("delivery_place", delivery.place) if delivery else ""
            sex = code_words("sex", child.sex) if child.sex in ("1", "2") else ""
            yield day, story, (story.woman.name, place(story), day, sex, where, "")


def _deaths(story: Story, month: PartialDate) -> Iterator[Told]:
    words: Any = texts(FORM)
    for event in _of(story, ("death",), month):
        hers = (story.woman.name, place(story), story.woman.birth_date or "", event.date)
        yield event.date, story, (*hers, code_words("evidence", event.evidence), "")
    for child in story.children:
        if child.retired is None and child.born == "live" and child.ended == "died" and _in(child.ended_date, month):
            kind = words["children"].get(child.sex, words["children"]["0"])
            name = words["child_of"].format(name=story.woman.name, child=kind)
            day = child.ended_date or ""
            yield day, story, (name, place(story), child.birth_date or "", day, "", "")


def _marriages(story: Story, month: PartialDate) -> Iterator[Told]:
    for event in _of(story, ("marriage", "divorce", "widowhood"), month):
        what = code_words("life_event", event.event)
        row = (story.woman.name, place(story), what, event.date, code_words("evidence", event.evidence), "")
        yield event.date, story, row


def _moves(story: Story, month: PartialDate) -> Iterator[Told]:
    for move in story.moves:
        if _in(move.date, month):
            yield move.date, story, (story.woman.name, *_moved(move), "")


def _moved(move: Move) -> tuple[str, ...]:
    reason = "" if move.reason == "not_said" else code_words("move_reason", move.reason)
    return code_words("move_direction", move.direction), move.date, reason, move.county_place or ""


def _of(story: Story, kinds: tuple[str, ...], month: PartialDate) -> Iterator[LifeEvent]:
    return (event for event in story.life_events if event.event in kinds and _in(event.date, month))


@fonts.lent
def events(content: ListContent, paper: Paper | None = None) -> bytes:
    """The report as PDF."""
    return draw(content, paper)
