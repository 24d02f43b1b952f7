"""What a rule of the schedule says (``docs/followups.md`` is its language)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.followups.offsets import Offset
from app.records.base import Record

NOTHING, ANYTHING = "", "*"
"""In ``where``: nothing recorded; anything recorded."""


@dataclass(frozen=True, slots=True)
class Pick:
    """Which records, and which of their dates counts: the first of ``dates`` that is filled."""

    record: str
    dates: tuple[str, ...]
    where: Mapping[str, tuple[str, ...]]

    def fits(self, record: Record) -> bool:
        """Whether a record of the right kind is meant."""
        for name, accepted in self.where.items():
            value = getattr(record, name)
            said = NOTHING if value is None else str(value)
            if said not in accepted and not (said and ANYTHING in accepted):
                return False
        return True


@dataclass(frozen=True, slots=True)
class Window:
    """One occurrence in days: open from ``opens``, timely until ``due``, gone after ``closes``."""

    occurrence: int
    opens: date
    due: date
    closes: date
    said: Offset


@dataclass(frozen=True, slots=True)
class Slot:
    """One occurrence as the schedule writes it. ``from_due``: opens and closes count from the due day, else from the anchor."""

    at: Offset
    opens: Offset
    closes: Offset
    from_due: bool

    def window(self, occurrence: int, first: date, last: date) -> Window:
        """The days, for an anchor that lies between ``first`` and ``last`` (one day when it is known to the day)."""
        due = self.at.after(last)
        if self.from_due:
            opens, closes = self.opens.before(self.at.after(first)), self.closes.after(due)
        else:
            opens, closes = self.opens.after(first), self.closes.after(last)
        return Window(occurrence, opens, due, closes, self.at)

    @property
    def reach(self) -> int:
        """Days after the anchor when it has surely closed."""
        return self.closes.longest + (self.at.longest if self.from_due else 0)

    def later(self, every: Offset, times: int) -> Slot:
        """The same slot some repetitions later."""
        if self.from_due:
            return Slot(self.at.plus(every, times), self.opens, self.closes, from_due=True)
        return Slot(
            self.at.plus(every, times), self.opens.plus(every, times), self.closes.plus(every, times), from_due=False
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the schedule. ``service``, ``says`` and ``sensitive`` are for those who show it.

    ``reach``: days after the anchor when every window written out in ``slots`` has surely closed.
    """

    id: str
    service: str
    says: str
    sensitive: bool
    speaks_of_child: bool
    anchor: Pick
    satisfied_by: Pick
    renewed_by: Pick | None
    ends_with: tuple[str, ...]
    pauses_in: tuple[str, ...]
    slots: tuple[Slot, ...]
    reach: int
    every: Offset | None
    through: Offset | None
    source: str
    verified: bool

    def window(self, occurrence: int, first: date, last: date) -> Window | None:
        """The days of occurrence 1, 2, … for an anchor between ``first`` and ``last``; None where there is none."""
        repeated = occurrence - len(self.slots)
        if occurrence < 1 or (repeated > 0 and self.every is None):
            return None
        slot = self.slots[min(occurrence, len(self.slots)) - 1]
        if repeated > 0 and self.every is not None:
            slot = slot.later(self.every, repeated)
        window = slot.window(occurrence, first, last)
        return None if self.through is not None and window.due > self.through.after(last) else window

    def windows(self, first: date, last: date, since: date, until: date) -> Iterator[Window]:
        """Those that touch ``since``..``until``, in order. Work does not grow with the years between."""
        written_over = (since - last).days > self.reach
        for number in range(1, 0 if written_over else len(self.slots) + 1):
            window = self.window(number, first, last)
            if window and window.opens <= until and window.closes >= since:
                yield window
        number = self._first_repeated(last, since)
        while self.every is not None and (window := self.window(number, first, last)) and window.opens <= until:
            if window.closes >= since:
                yield window
            number += 1

    def _first_repeated(self, last: date, since: date) -> int:
        """A repetition before which none can still be open on ``since``."""
        count = len(self.slots)
        if self.every is None:
            return count + 1
        final = self.slots[-1].window(count, last, last)
        slack = final.closes - final.due + timedelta(days=7)
        return count + max(1, (since - slack - final.due).days // self.every.longest)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A whole schedule. ``try_again``: days after a call in vain until she is on the list again."""

    source: str
    edition: str
    verified: bool
    try_again: int
    rules: tuple[Rule, ...]
    by_record: Mapping[str, tuple[Rule, ...]]
