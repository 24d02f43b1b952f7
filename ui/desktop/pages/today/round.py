"""The month's follow-ups of a whole village, read once and kept current; lives in the ledger's thread."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary, ref

from app.followups.agenda import VISITS_KEPT
from app.followups.schedule import load_schedule
from app.records import KINDS, Woman
from app.today import Entry, entries, in_walk_order, is_now, is_quiet, of_month
from app.values.dates import month_around
from app.walk import NATURAL, Walk
from sync.laptop import county_of
from ui.desktop.news import standing

if TYPE_CHECKING:
    from storage.changes import Changed
    from storage.ledger import Ledger

OF_THE_ROUND = frozenset(KINDS) - {"roster_line", "population", "worker"}
"""The record kinds a change of which may change the round."""

_MANY = 200
"""So many women changed at once are read with the whole village, which is quicker."""


class Round:
    """What touches this month, by woman. After a change only the women it touched are read again."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ref(ledger)
        self._day: date | None = None
        self._mine: dict[str, tuple[Entry, ...]] = {}
        self._stale: set[str] = set()
        self._walk: Walk | None = None
        ledger.subscribe(self._changed)

    def entries(self, today: date) -> list[Entry]:
        """Everything that touches this month, in walk order."""
        return in_walk_order([entry for mine in self._fresh(today).values() for entry in mine], self.walk())

    def walk(self) -> Walk:
        """The order she walks in."""
        ledger = self._ledger()
        if self._walk is None:
            self._walk = ledger.walk() if ledger is not None else NATURAL
        return self._walk

    def open_count(self, today: date) -> int:
        """How many women can be seen today about something that has a day."""
        return sum(
            any(is_now(entry) and not is_quiet(entry, today) for entry in mine) for mine in self._fresh(today).values()
        )

    def of_month(self, today: date, month: date) -> list[Entry]:
        """What a month to come holds as far as known today, in walk order; for this month as ``entries``."""
        if (month.year, month.month) == (today.year, today.month):
            return self.entries(today)
        ledger, schedule = self._ledger(), load_schedule()
        if ledger is None:
            return []
        women = ledger.agenda.women(schedule, today, *month_around(month))
        stories = ledger.stories(women, visits_since=today - VISITS_KEPT)
        return in_walk_order([e for story in stories for e in of_month(story, schedule, today, month)], self.walk())

    def _fresh(self, today: date) -> dict[str, tuple[Entry, ...]]:
        whole = today != self._day or len(self._stale) > _MANY
        stale, self._stale = self._stale, set()
        if whole:
            self._mine = {}
            self._day = today
            self._read(today, None)
        elif stale:
            for woman in stale:
                self._mine.pop(woman, None)
            self._read(today, stale)
        return self._mine

    def _read(self, today: date, women: Iterable[str] | None) -> None:
        ledger, schedule = self._ledger(), load_schedule()
        if ledger is None:
            return
        if women is None:
            women = ledger.agenda.women(schedule, today, *month_around(today))
        for story in ledger.stories(women, visits_since=today - VISITS_KEPT):
            if found := entries(story, schedule, today):
                self._mine[story.woman.id] = found

    def _changed(self, changed: Changed) -> None:
        self._stale |= changed.subjects
        if changed.kinds & {"household", "village_group"}:
            self._walk = None
        if "household" in changed.kinds:  # a door belongs to several women
            self._day = None


_rounds: WeakKeyDictionary[Ledger, Round] = WeakKeyDictionary()


def round_of(ledger: Ledger) -> Round:
    """The round of an open ledger; call it in the ledger's thread."""
    if ledger not in _rounds:
        _rounds[ledger] = Round(ledger)
    return _rounds[ledger]


def open_followups(ledger: Ledger, today: date) -> int:
    """For the badge: how many women can be seen today about something that has a day."""
    return round_of(ledger).open_count(today)


def read_today(ledger: Ledger, today: date) -> tuple[int, list[Entry]]:
    """How many women are in the ledger, and everything that touches this month, in walk order."""
    return ledger.count(Woman), round_of(ledger).entries(today)


@dataclass(frozen=True, slots=True)
class FromCounty:
    """What stands between the village and the county: ``waiting`` records to take there, ``differing`` answers to settle.

    ``heard``: when the county last answered (ms). All of it is None or nothing while no county is known.
    """

    waiting: int = 0
    differing: int = 0
    heard: int | None = None
    known: bool = False


def read_county(ledger: Ledger) -> FromCounty:
    """For the line beside the list."""
    county = county_of(ledger)
    if county is None:
        return FromCounty()
    receipt = ledger.exchange.last_receipt(county.id)
    return FromCounty(
        standing(ledger).not_yet, len(ledger.exchange.conflicts()), receipt[1] if receipt else None, known=True
    )
