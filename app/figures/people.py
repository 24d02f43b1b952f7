"""Counts of people and of what happened to them: who is here, births, deaths, marriages, moves.

- *Women 15–49*: in the ledger at the period's end (``presence.is_here``), 15 to 49 full years old on its last day.
- *Births*: live births of the women of the ledger whose birth date falls in the period; a date known to the month counts
  in that month, one known to the year in no month. An adoption is no birth.
- *Deaths*: of women and children of the ledger. A stillbirth is not a death.
- *Marriages, divorces, moves*: recorded events dated in the period; a move in and back out is one of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from app.figures.facts import OLDEST, YOUNGEST, Facts, was_born
from app.figures.presence import is_aged, may_be_aged
from app.records.base import Record
from app.values.dates import span

Trace = tuple[str, ...]
Count = Callable[[Facts], Trace]
"""Counts by naming what it counted: ids, each once."""

AGES = tuple((low, low + 4) for low in range(YOUNGEST, OLDEST, 5))
"""The five-year age groups 15–19 … 45–49."""


def ids(records: Iterable[Record]) -> Trace:
    """The ids of the records that stand."""
    return tuple(record.id for record in records if record.retired is None)


def women(facts: Facts) -> Trace:
    """Women 15–49 at the end."""
    return tuple(s.woman.id for s in facts.aged)


def women_in_the_middle(facts: Facts) -> Trace:
    """Women 15–49 on the middle day: whom births of the period are related to."""
    return _middle(facts, low=YOUNGEST, high=OLDEST)


def _middle(facts: Facts, *, low: int, high: int) -> Trace:
    found = facts.of_age(facts.here_in_the_middle, facts.period.middle, low, high)
    return tuple(s.woman.id for s in found)


def _births(facts: Facts, *, sexes: str = "", low: int = 0, high: int = 0) -> Trace:
    """Births, of certain sexes, or of mothers of an age on the day of the birth."""
    found = (b for b in facts.births if not sexes or b.child.sex in sexes)
    if high:
        found = (b for b in found if _aged_at_birth(b.story.woman.birth_date, b.child.birth_date, low, high))
    return tuple(b.child.id for b in found)


def births_of_unknown_sex(facts: Facts) -> Trace:
    """Neither boy nor girl written down."""
    return tuple(b.child.id for b in facts.births if b.child.sex not in {"1", "2"})


def _aged_at_birth(mother: str | None, child: str | None, low: int, high: int) -> bool:
    """By the last day the birth may have been; her own birth known in part must leave one answer."""
    known = span(child)
    return known is not None and is_aged(mother, known[1], low, high)


def deaths_of_women(facts: Facts) -> Trace:
    """One record each: the event, or her page where only its closing says so."""
    found = []
    for story in facts.told:
        events = sorted((e for e in story.life_events if e.event == "death" and e.retired is None), key=lambda e: e.id)
        woman = story.woman
        if events:
            found += [e.id for e in events[:1] if facts.period.holds(e.date)]
        elif woman.status == "closed" and woman.closed_reason == "died" and facts.period.holds(woman.closed_date):
            found.append(woman.id)
    return tuple(found)


def deaths_of_children(facts: Facts) -> Trace:
    """Children of women of the ledger; a stillbirth is none."""
    return ids(
        c for s in facts.told for c in s.children
        if c.born == "live" and c.ended == "died" and facts.period.holds(c.ended_date)
    )  # fmt: skip


def deaths(facts: Facts) -> Trace:
    """Women and children."""
    return (*deaths_of_women(facts), *deaths_of_children(facts))


def _events(facts: Facts, *, event: str) -> Trace:
    return ids(e for s in facts.told for e in s.life_events if e.event == event and facts.period.holds(e.date))


def _moves(facts: Facts, *, direction: str) -> Trace:
    return ids(m for s in facts.told for m in s.moves if m.direction == direction and facts.period.holds(m.date))


def born_some_day(facts: Facts) -> Trace:
    """Live births that may lie in the period and may not: counted nowhere until somebody knows."""
    return ids(
        c for s in facts.told for c in s.children
        if was_born(c) and facts.period.touches(c.birth_date) and not facts.period.holds(c.birth_date)
    )  # fmt: skip


def age_open(facts: Facts) -> Trace:
    """Women here whose age leaves open whether they are 15 to 49."""
    known, end = {s.woman.id for s in facts.aged}, facts.period.last
    return tuple(
        s.woman.id for s in facts.here
        if s.woman.id not in known
        and (s.woman.birth_date is None or may_be_aged(s.woman.birth_date, end, YOUNGEST, OLDEST))
    )  # fmt: skip


COUNTS: Mapping[str, Count] = {
    "women_15_49": women,
    "women_middle": women_in_the_middle,
    **{f"women_{low}_{high}": partial(_middle, low=low, high=high) for low, high in AGES},
    "births": _births,
    "births_boys": partial(_births, sexes="1"),
    "births_girls": partial(_births, sexes="2"),
    "births_sex_unknown": births_of_unknown_sex,
    **{f"births_{low}_{high}": partial(_births, low=low, high=high) for low, high in AGES},
    "deaths": deaths,
    "deaths_women": deaths_of_women,
    "deaths_children": deaths_of_children,
    "marriages": partial(_events, event="marriage"),
    "divorces": partial(_events, event="divorce"),
    "moves_in": partial(_moves, direction="in"),
    "moves_out": partial(_moves, direction="out"),
}
