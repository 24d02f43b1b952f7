"""What a rule of the schedule says (``docs/followups.md`` is its language)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from app.followups.derived import value_of
from app.followups.offsets import Offset
from app.records.base import Record
from app.records.story import Story

NOTHING, ANYTHING = "", "*"
"""In ``where``: nothing recorded; anything recorded."""


@dataclass(frozen=True, slots=True)
class Pick:
    """Which records, and which of their dates counts: the first of ``dates`` that is filled.

    ``same``: values in which the record must agree with the anchor.
    """

    record: str
    dates: tuple[str, ...]
    where: Mapping[str, tuple[str, ...]]
    same: tuple[str, ...] = ()

    def fits(self, record: Record, story: Story) -> bool:
        """Whether a record of the right kind is meant."""
        for name, accepted in self.where.items():
            value = value_of(story, record, name)
            said = NOTHING if value is None else str(value)
            if said not in accepted and not (said and ANYTHING in accepted):
                return False
        return True

    def fits_beside(self, record: Record, root: Record, story: Story) -> bool:
        """Whether a record is meant beside this anchor."""
        return self.fits(record, story) and all(
            value_of(story, record, name) == value_of(story, root, name) for name in self.same
        )


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
    """One occurrence as the schedule writes it.

    ``from_due``: opens and closes count from the due day, else from the anchor. ``said``: the distance people name it by.
    """

    at: Offset
    opens: Offset
    closes: Offset
    from_due: bool
    said: Offset

    def window(self, occurrence: int, first: date, last: date) -> Window:
        """The days, for an anchor that lies between ``first`` and ``last`` (one day when it is known to the day)."""
        due = self.at.after(last)
        if self.from_due:
            opens = self.opens.before(due if first == last else self.at.after(first))
            closes = self.closes.after(due)
        else:
            opens, closes = self.opens.after(first), self.closes.after(last)
        return Window(occurrence, opens, due, closes, self.said)

    def bounds(self) -> tuple[int, int]:
        """Days after the anchor before which it is surely not open, and after which it has surely closed."""
        if self.from_due:
            return self.at.least - self.opens.longest, self.at.longest + self.closes.longest
        return self.opens.least, self.closes.longest

    def later(self, every: Offset, times: int) -> Slot:
        """The same slot some repetitions later."""
        moved = replace(self, at=self.at.plus(every, times), said=self.said.plus(every, times))
        if self.from_due:
            return moved
        return replace(moved, opens=self.opens.plus(every, times), closes=self.closes.plus(every, times))


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the schedule. ``service``, ``says`` and ``sensitive`` are for those who show it.

    ``bounds``: of each of ``slots``, between how many days after the anchor it can be open; ``reach``: of all that follows
    from an anchor. ``visit_kinds``: the kinds of visit that settle it, the usual one first. ``rings``: days after
    the due day. ``haste``: something would be lost with its last days. ``ages``: offered while she is of the first age and
    not yet of the second when it opens. ``comes_under_18``: a girl is not contacted about it, it is there when she comes.
    """

    id: str
    service: str
    says: str
    sensitive: bool
    speaks_of_child: bool
    anchor: Pick
    satisfied_by: tuple[Pick, ...]
    settled_with: tuple[str, ...]
    renewed_by: Pick | None
    gives_way_to: Pick | None
    unless_moved: bool
    ages: tuple[int, int] | None
    comes_under_18: bool
    rings: int | None
    haste: bool
    ends_with: tuple[str, ...]
    pauses_in: tuple[str, ...]
    slots: tuple[Slot, ...]
    bounds: tuple[tuple[int, int], ...]
    reach: tuple[int, int]
    visit_kinds: tuple[str, ...]
    every: Offset | None
    through: Offset | None
    source: str
    verified: bool
    repeated: dict[int, Slot] = field(default_factory=dict, compare=False, repr=False)
    """The repetitions once asked for."""

    def window(self, occurrence: int, first: date, last: date) -> Window | None:
        """The days of occurrence 1, 2, … for an anchor between ``first`` and ``last``; None where there is none."""
        repeated = occurrence - len(self.slots)
        if occurrence < 1 or (repeated > 0 and self.every is None):
            return None
        slot = self.slots[min(occurrence, len(self.slots)) - 1]
        if repeated > 0 and self.every is not None:
            if repeated not in self.repeated:
                self.repeated[repeated] = slot.later(self.every, repeated)
            slot = self.repeated[repeated]
        window = slot.window(occurrence, first, last)
        return None if self.through is not None and window.due > self.through.after(last) else window

    def windows(self, first: date, last: date, since: date, until: date) -> Iterator[Window]:
        """Those that touch ``since``..``until``, in order. Work does not grow with the years between."""
        passed, ahead = (since - last).days, (until - first).days
        for number, (opens, closed) in enumerate(self.bounds, 1):
            if passed > closed or ahead < opens:
                continue
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
    """A whole schedule. ``try_again``: days after a call in vain until she is on the list again.

    ``digest`` changes with every letter of it. ``by_record``: the rules by the kind of their anchor, ``by_dates`` also
    by the dates they count from; ``by_visit``: by the kinds of visit whose next day may move them.
    """

    source: str
    edition: str
    verified: bool
    try_again: int
    digest: str
    rules: tuple[Rule, ...]
    by_record: Mapping[str, tuple[Rule, ...]]
    by_dates: Mapping[str, tuple[tuple[tuple[str, ...], tuple[Rule, ...]], ...]]
    by_visit: Mapping[str, tuple[Rule, ...]]
