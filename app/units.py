"""The village through the years: under which code and name it stood on a day.

A ``Unit`` is one stretch of time. Villages are re-coded, renamed, merged and split; then the standing one gets its last
day and what became of it, and a new one goes on. A village that was taken in is kept beside them as a closed one
(``change`` = ``joined``) that leads to ours, so that papers with its code are still understood.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from app.records import Unit
from app.values.dates import earliest, parse

JOINED = "joined"


def lineage(units: Iterable[Unit]) -> tuple[Unit, ...]:
    """This office's own village through the years, the oldest first; its last one stands."""
    own = [u for u in units if u.retired is None and u.change != JOINED]
    return tuple(sorted(own, key=lambda u: (u.until is None, u.since or "", u.until or "", u.id)))


def present(units: Iterable[Unit]) -> Unit:
    """The village as it stands. Raises IndexError where there is none."""
    return lineage(units)[-1]


def unit_on(units: Iterable[Unit], day: date) -> Unit:
    """The village as it stood on a day; the oldest known for a day before all. Raises IndexError where there is none."""
    line = lineage(units)
    begun = [unit for unit in line if unit.since is None or earliest(parse(unit.since)) <= day]
    return begun[-1] if begun else line[0]


def taken_in(units: Iterable[Unit]) -> tuple[Unit, ...]:
    """Other villages that are part of ours now, by when they came."""
    others = [u for u in units if u.retired is None and u.change == JOINED]
    return tuple(sorted(others, key=lambda u: (u.until or "", u.code, u.id)))


def lead_to(ours: Collection[Unit], told: Iterable[Unit]) -> bool:
    """Whether every village that is told of is ours, was ours, or became part of it, as successors lead from code to code.

    A record of ours whose code is told otherwise had a slip in it that somebody put right.
    """
    new = [unit for unit in told if unit.retired is None]
    mine = {unit.id for unit in ours}
    known = {unit.code for unit in (*ours, *(unit for unit in new if unit.id in mine))}
    ways = [(unit.code, unit.successor) for unit in (*ours, *new) if unit.successor]
    while more := {code for way in ways for code in way if known.intersection(way)} - known:
        known |= more
    return all(unit.code in known for unit in new)
