"""What waits on 核对: everything about the village's records a person should look at, read once and kept current."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary, ref

from app.differences import is_closed
from app.duplicates import Pair, likely
from app.followups.life import not_in_ledger
from app.questions import (
    CONTRADICTORY,
    IMPLAUSIBLE,
    LEFT_OVER,
    MISSING,
    UNSPECIFIED,
    Looked,
    Question,
    earlier_method,
    looked_at,
    of_story,
    pairs_apart,
    still_asked,
    to_complete,
)
from app.records import KINDS, MethodUse, RosterLine, Settled, Woman
from app.records.story import Story
from app.supplies.notices import Line, Notice, lines
from ui.supplies import read_stock

if TYPE_CHECKING:
    from storage.cells import CellName
    from storage.changes import Changed
    from storage.ledger import Ledger

DUPLICATE, SUPPLY, CONFLICT = "duplicate", "supply", "conflict"

GROUPS = (DUPLICATE, CONFLICT, CONTRADICTORY, IMPLAUSIBLE, SUPPLY, MISSING, UNSPECIFIED, LEFT_OVER)
"""In the order of the page."""

WAITS = frozenset({DUPLICATE, CONFLICT, CONTRADICTORY, IMPLAUSIBLE, SUPPLY})
"""What is counted on the rail. The rest can be completed when she is met again; nobody is reminded of it."""

LOT = 40
"""So many women are read at a time, so that whoever waits for the ledger meanwhile hardly waits."""

_MUTUAL = frozenset({"finding.two_methods", "finding.visit_twice", "finding.siblings", "finding.twice"})
"""Found in each of the records it is about; one thing to settle."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at.

    ``woman``: whom it is about, or None. ``questions``: what the checks ask. ``closed``: its words would tell what is
    opened only on purpose. ``earlier``, ``until``: the method that was probably stopped, and when. ``other``, ``pair``:
    who may be the same woman, and why. ``line``: the item of the cupboard. ``cell``: where two laptops differ.
    """

    group: str
    woman: Woman | None = None
    questions: tuple[Question, ...] = ()
    closed: bool = False
    earlier: MethodUse | None = None
    until: str | None = None
    other: Woman | None = None
    pair: Pair | None = None
    line: Line | None = None
    cell: CellName | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """What names it from one reading to the next."""
        return (
            self.group,
            *(w.id for w in (self.woman, self.other) if w is not None),
            *(part for q in self.questions for part in (q.record.id, q.finding.code, q.finding.field)),
            self.line.item.id if self.line else "",
            *(self.cell or ()),
        )


@dataclass(frozen=True, slots=True)
class Found:
    """Everything found so far. ``women``: how many there are; ``left``: how many are not looked at yet."""

    items: tuple[Item, ...]
    women: int
    left: int

    @property
    def waiting(self) -> int:
        """How many wait, for the rail."""
        return sum(item.group in WAITS for item in self.items)


class Checks:
    """The findings of a whole ledger; lives in the ledger's thread. Each woman is read once, and when she changes."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ref(ledger)
        self._day: date | None = None
        self._women: dict[str, Woman] = {}
        self._items: dict[str, tuple[Item, ...]] = {}
        self._stale: dict[str, None] = {}
        self._pairs: tuple[Pair, ...] | None = None
        ledger.subscribe(self._changed)

    def step(self, today: date) -> bool:
        """Reads a few more women; whether any are left."""
        ledger = self._ledger()
        if ledger is None:
            return False
        if today != self._day:
            self._day = today
            self._stale = dict.fromkeys(ledger.values(Woman, "status"))
        lot = list(self._stale)[:LOT]
        if not lot:
            return False
        self._pairs = None
        for woman in lot:
            del self._stale[woman]
            self._women.pop(woman, None)
            self._items.pop(woman, None)
        rostered = ledger.holding(RosterLine, "subject", lot)
        of = {line.subject: line for line in rostered}
        for story in ledger.stories(lot):
            self._women[story.woman.id] = story.woman
            self._items[story.woman.id] = tuple(items_of(story, of.get(story.woman.id), today))
        return bool(self._stale)

    def found(self, today: date) -> Found:
        """What is known by now, by group, then by name."""
        ledger = self._ledger()
        if ledger is None:
            return Found((), 0, 0)
        if today != self._day or len(self._stale) <= LOT:
            self.step(today)
        settled = ledger.all(Settled)
        looked = looked_at(settled)
        found = [kept for mine in self._items.values() for item in mine if (kept := _left_of(item, looked))]
        found += self._duplicates(ledger, settled)
        found += [
            Item(SUPPLY, line=line) for line in lines(read_stock(ledger), today) if Notice.BELOW_ZERO in line.notices
        ]
        found += self._conflicts(ledger)
        order = {group: place for place, group in enumerate(GROUPS)}
        found.sort(key=lambda item: (order[item.group], item.woman.name if item.woman else "", item.key))
        return Found(tuple(found), len(self._women) + len(self._stale), len(self._stale))

    def _duplicates(self, ledger: Ledger, settled: Iterable[Settled]) -> Iterator[Item]:
        if self._pairs is None:
            same = ledger.same
            apart = {frozenset(map(same.standing, pair)) for pair in pairs_apart(settled)}
            self._pairs = likely(self._women.values(), apart)
        for pair in self._pairs:
            yield Item(DUPLICATE, self._women[pair.one], other=self._women[pair.other], pair=pair)

    def _conflicts(self, ledger: Ledger) -> Iterator[Item]:
        for cell in ledger.exchange.conflicts():
            about = ledger.get(KINDS[cell.kind].cls, cell.id)
            woman = self._women.get(ledger.same.standing(about.subject)) if about and about.subject else None
            yield Item(CONFLICT, woman, cell=cell, closed=about is not None and is_closed(about, cell.field))

    def _changed(self, changed: Changed) -> None:
        if self._day is not None:
            self._stale |= dict.fromkeys(changed.subjects)
        self._pairs = None


def items_of(story: Story, line: RosterLine | None, today: date) -> Iterator[Item]:
    """What there is to look at in one story; a thing found in several of her records is one.

    Nothing of a woman who refused to be kept: asking for what is missing would be asking her again.
    """
    if not_in_ledger(story):
        return
    together: defaultdict[tuple[str, ...], list[Question]] = defaultdict(list)
    for asked in (*of_story(story, today), *to_complete(story, line)):
        code = asked.finding.code
        together[(code,) if code in _MUTUAL else (code, asked.record.id, asked.finding.field)].append(asked)
    for questions in together.values():
        first = questions[0]
        earlier = earlier_method(story, first)
        until = max((use.start or "" for use in story.methods if use.stop is None), default="") if earlier else None
        yield Item(
            first.about,
            story.woman,
            tuple(questions),
            closed=any(is_closed(asked.record, asked.finding.field) for asked in questions),
            earlier=earlier,
            until=until,
        )


def _left_of(item: Item, looked: Looked) -> Item | None:
    """The item with what it still asks, or None where all of it was found right as it is."""
    left = still_asked(item.questions, looked)
    return replace(item, questions=left) if left else None


_checks: WeakKeyDictionary[Ledger, Checks] = WeakKeyDictionary()


def checks_of(ledger: Ledger) -> Checks:
    """The checks of an open ledger; call it in the ledger's thread."""
    if ledger not in _checks:
        _checks[ledger] = Checks(ledger)
    return _checks[ledger]


def checks_waiting(ledger: Ledger, today: date) -> int:
    """For the badge: how many things wait, as far as was looked by now."""
    return checks_of(ledger).found(today).waiting


def look_on(ledger: Ledger, today: date) -> bool:
    """Looks at a few more women; whether any are left."""
    return checks_of(ledger).step(today)
