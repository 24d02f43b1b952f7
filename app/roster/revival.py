"""Importing again after an import was undone: the records taken back then stand again, under the ids they had.

Otherwise a roster imported, undone and imported again would leave every woman in the history twice.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from app.records.base import Record, Value, values_of
from app.records.care import MethodUse
from app.records.people import Household, Move, RosterLine, Woman
from app.records.writes import Add, Edit, Write
from app.roster.plan import Outcome, RowPlan

_IDENTITY = ("woman.name", "woman.id_number", "woman.birth_date")
_Said = frozenset[tuple[str, Value]]


class Revival:
    """The records an undone import left behind, each given back at most once."""

    def __init__(self, undone: Iterable[Record]) -> None:
        self._of: defaultdict[tuple[str, str], list[Record]] = defaultdict(list)
        self._homes: dict[str, str] = {}
        self._women: dict[str, Woman] = {}
        self._renamed: dict[str, str] = {}
        self._rows: dict[int, str] = {}
        lines = []
        for record in undone:
            if isinstance(record, Woman):
                self._women[record.id] = record
            elif isinstance(record, Household):
                self._homes.setdefault(record.number or "", record.id)
            else:
                self._of[type(record).kind, record.subject].append(record)
                lines += [record] if isinstance(record, RosterLine) else []
        self._lines = [line for line in lines if line.subject in self._women]

    def __bool__(self) -> bool:
        """Whether anything was left behind."""
        return bool(self._of or self._homes or self._women)

    def assign(self, rows: Sequence[RowPlan]) -> None:
        """Finds for each new row the woman taken back: by all that was said, then by name, number and birth."""
        for identity in (False, True):
            left: defaultdict[_Said, list[str]] = defaultdict(list)
            given = set(self._rows.values())
            for line in self._lines:
                if line.subject not in given:
                    left[_said(json.loads(line.values), identity=identity)].append(line.subject)
            for place, row in enumerate(rows):
                if row.outcome is Outcome.NEW and place not in self._rows and row.remember:
                    found = left.get(_said(row.remember, identity=identity))
                    # Two who look alike are only told apart by everything that was said of them.
                    if found and (not identity or len(found) == 1):
                        self._rows[place] = found.pop(0)

    def revived(self, place: int, writes: Sequence[Write]) -> list[Write]:
        """The writes of the row at ``place``, with new records replaced by those that can stand again."""
        return [self._one(write, self._rows.get(place)) for write in writes]

    def _one(self, write: Write, woman: str | None) -> Write:
        if not isinstance(write, Add):
            if isinstance(write, Edit) and write.values.get("household") in self._renamed:
                return Edit(
                    write.kind, write.id, {**write.values, "household": self._renamed[str(write.values["household"])]}
                )
            return write
        record = write.record
        if isinstance(record, Household):
            return self._again(record, self._homes.pop(record.number or "", None))
        if isinstance(record, Woman):
            record = record.with_values(household=self._renamed.get(record.household or "", record.household))
            if woman is None:
                return Add(record)
            return self._again(record.with_values(subject=woman), woman)
        record = record.with_values(subject=self._renamed.get(record.subject, record.subject))
        return self._again(record, self._like(record))

    def _again(self, record: Record, old: str | None) -> Write:
        if old is None:
            return Add(record)
        self._renamed[record.id] = old
        return Edit(type(record).kind, old, values_of(record))

    def _like(self, record: Record) -> str | None:
        """A record of the same kind taken back about the same woman, and of the same method or direction."""
        waiting = self._of.get((type(record).kind, record.subject), [])
        for place, old in enumerate(waiting):
            if _sort(old) == _sort(record):
                del waiting[place]
                return old.id
        return None


def _sort(record: Record) -> str:
    if isinstance(record, MethodUse):
        return record.method
    return record.direction if isinstance(record, Move) else ""


def _said(values: Mapping[str, Value], *, identity: bool) -> _Said:
    return frozenset((name, value) for name, value in values.items() if not identity or name in _IDENTITY)
