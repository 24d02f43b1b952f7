"""What must stand, from the definitions in ``docs/sync.md`` alone: a set of changes, and what follows from it.

Every change ever made is kept with the set of changes its author's ledger held. Nothing here is merged: what a ledger
or the county should hold is worked out anew, each time, from the set it has heard of. None of the code under test is
used but the descriptions of the records.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from app.records import KINDS, Audience
from app.records.base import Value, values_of
from app.records.writes import Add, Edit, Erase, Forget, Write
from app.versions import Dot

Name = tuple[str, str]
"""Kind and id."""

CellName = tuple[str, str, str]
"""Kind, id, field."""

STRICTEST = ("withdrawn", "refused", "given")


def past_of(kind: str, record: str, name: str) -> str:
    """The name of a field's past among what is erased (§2)."""
    return hashlib.sha256(f"{kind} {record} {name}".encode()).hexdigest()[:32]


@dataclass(frozen=True, eq=False)
class Change:
    """One change. ``saw``: every change its author's ledger held, itself included."""

    dot: Dot
    saw: frozenset[Dot]
    verb: str
    made: Mapping[Name, str] = field(default_factory=dict)
    """Record → whom it is about."""
    wrote: Mapping[CellName, Value] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()

    @cached_property
    def edited(self) -> list[CellName]:
        return [cell for cell in self.wrote if cell[:2] not in self.made]

    @property
    def vector(self) -> dict[str, int]:
        """What its header must say it knows of the others."""
        top: dict[str, int] = {}
        for replica, seq in self.saw:
            if replica != self.dot.replica:
                top[replica] = max(top.get(replica, 0), seq)
        return top


def _standing(written: Sequence[Change]) -> list[Change]:
    """Whom no other saw; the shown one first: the longest history, then the greater name."""
    left = [one for one in written if not any(one.dot in other.saw and other is not one for other in written)]
    return sorted(left, key=lambda one: (len(one.saw), one.dot.replica), reverse=True)


class Known:
    """What follows from some changes, whoever made them and in whatever order they were heard of."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self.changes = {change.dot: change for change in changes}

    @cached_property
    def gone(self) -> frozenset[str]:
        return frozenset().union(*(change.gone for change in self.changes.values()))

    @cached_property
    def records(self) -> dict[Name, str]:
        """Every record that stands, those taken back included, and whom it is about."""
        return {
            name: subject
            for change in self.changes.values()
            for name, subject in change.made.items()
            if self.gone.isdisjoint((name[1], subject))
        }

    @cached_property
    def _makers(self) -> dict[Name, list[Change]]:
        found: defaultdict[Name, list[Change]] = defaultdict(list)
        for change in self.changes.values():
            for name in change.made:
                found[name].append(change)
        return found

    @cached_property
    def siblings(self) -> dict[CellName, list[Change]]:
        """The standing versions of every cell that was ever written after its record was made, or made twice."""
        found: defaultdict[CellName, list[Change]] = defaultdict(list)
        for change in self.changes.values():
            for cell in change.edited:
                if cell[:2] in self.records:
                    found[cell].append(change)
        for (kind, one), makers in self._makers.items():
            if len(makers) > 1 and (kind, one) in self.records:
                for name in KINDS[kind].fields:
                    found[kind, one, name] += []
        return {cell: _standing([*edits, *self._makers[cell[:2]]]) for cell, edits in found.items()}

    def versions(self, cell: CellName) -> list[Change]:
        """Of those who wrote a cell, whom no other saw, the shown one first."""
        return self.siblings.get(cell) or self._makers[cell[:2]]

    def shown(self, kind: str, record: str, name: str) -> Value:
        cell = (kind, record, name)
        return self.versions(cell)[0].wrote[cell]

    @cached_property
    def conflicts(self) -> set[CellName]:
        return {cell for cell, left in self.siblings.items() if len({one.wrote[cell] for one in left}) > 1}

    @cached_property
    def vector(self) -> dict[str, int]:
        top: dict[str, int] = {}
        for replica, seq in self.changes:
            top[replica] = max(top.get(replica, 0), seq)
        return top

    # --- whose consent holds ---

    @cached_property
    def _said(self) -> dict[tuple[str, str], dict[str, tuple[str, frozenset[str]]]]:
        """Whom and which scope → statement that counts → what it says, what it replaces."""
        found: defaultdict[tuple[str, str], dict[str, tuple[str, frozenset[str]]]] = defaultdict(dict)
        for (kind, record), subject in self.records.items():
            if kind == "consent" and self.shown(kind, record, "retired") is None:
                told = {name: self.shown(kind, record, name) for name in ("scope", "state", "replaces")}
                replaces = frozenset(str(told["replaces"] or "").split())
                found[subject, str(told["scope"])][record] = (str(told["state"]), replaces)
        return found

    def unreplaced(self, subject: str, scope: str = "county") -> set[str]:
        """What the statements say that nobody replaced."""
        said = self._said.get((subject, scope), {})
        replaced = frozenset().union(*(old for _, old in said.values()))
        return {state for one, (state, _) in said.items() if one not in replaced}

    def holds(self, subject: str, scope: str = "county") -> str:
        """The most restrictive of them."""
        left = self.unreplaced(subject, scope)
        return next((state for state in STRICTEST if state in left), "not_asked")

    def ever_given(self, subject: str) -> bool:
        """Whether anybody ever wrote down that she agreed to the county, erased since or taken back or not."""
        return any(
            change.wrote[("consent", one, "scope")] == "county" and change.wrote[("consent", one, "state")] == "given"
            for change in self.changes.values()
            for (kind, one), whom in change.made.items()
            if kind == "consent" and whom == subject
        )

    def unaware_of(self, change: Change) -> bool:
        """Whether somebody else did something without having heard of a change, and its author not of that either."""
        return any(one.dot not in change.saw and change.dot not in one.saw for one in self.changes.values())

    # --- who is one woman ---

    def entries(self, woman: str) -> set[str]:
        """The entries that lead to one another and stand."""
        tied: defaultdict[str, set[str]] = defaultdict(set)
        for kind, one in self.records:
            if kind == "woman" and (into := self.shown(kind, one, "merged_into")):
                tied[one].add(str(into))
                tied[str(into)].add(one)
        found, left = {woman}, [woman]
        while left:
            more = tied[left.pop()] - found
            found |= more
            left += more
        here = {one for one in found if ("woman", one) in self.records and self.shown("woman", one, "retired") is None}
        return here | {woman}

    def women(self) -> list[str]:
        """Those not taken back."""
        return sorted(one for k, one in self.records if k == "woman" and self.shown(k, one, "retired") is None)

    # --- what the county holds of it when it has heard of all of it ---

    def for_county(self) -> dict[Name, dict[str, Value]]:
        return {
            (kind, one): {name: self.shown(kind, one, name) for name in KINDS[kind].county_fields}
            for (kind, one), subject in self.records.items()
            if KINDS[kind].audience is Audience.COUNTY and self.holds(subject) == "given"
        }


@dataclass
class Histories:
    """Every change that was ever made anywhere."""

    changes: dict[Dot, Change] = field(default_factory=dict)

    def known(self, seen: Iterable[Dot]) -> Known:
        return Known(self.changes[dot] for dot in seen)

    def add(self, dot: Dot, before: frozenset[Dot], verb: str, writes: Sequence[Write]) -> None:
        """A change by somebody whose ledger held ``before``."""
        saw = before | {dot}
        assert dot not in self.changes, "a number used twice"
        assert dot.seq == 1 + max((seq for replica, seq in before if replica == dot.replica), default=0)
        wrote: dict[CellName, Value] = {}
        made: dict[Name, str] = {}
        gone: set[str] = set()
        known = self.known(before)
        for write in writes:
            if isinstance(write, Add):
                kind, record = type(write.record).kind, write.record
                made[kind, record.id] = record.subject
                wrote |= {(kind, record.id, name): value for name, value in values_of(record).items()}
            elif isinstance(write, Edit | Forget):
                wrote |= dict(_edited(known, write, wrote))
                if isinstance(write, Forget):
                    gone |= {past_of(write.kind, write.id, name) for name in write.values}
            else:
                gone.add(write.subject if isinstance(write, Erase) else write.id)
        self.changes[dot] = Change(dot, saw, verb, made, wrote, frozenset(gone))


def _edited(known: Known, write: Edit | Forget, already: Mapping[CellName, Value]) -> Iterator[tuple[CellName, Value]]:
    """What looks unchanged writes nothing, unless siblings stand: then it settles them. Taking back is always said."""
    for name, value in write.values.items():
        cell = (write.kind, write.id, name)
        new = int(value) if isinstance(value, bool) else value
        if cell in already:
            old, alone = already[cell], True
        else:
            standing = known.versions(cell)
            old, alone = standing[0].wrote[cell], len(standing) == 1
        if new != old or not alone or name == "retired":
            yield cell, new
