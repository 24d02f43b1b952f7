"""Reading the ledger: records, stories, and the search index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, TypeVar

from app.errors import LedgerError
from app.records import (
    Child,
    Consent,
    Delivery,
    Household,
    LifeEvent,
    MethodUse,
    Move,
    Pregnancy,
    Record,
    Response,
    SupplyMovement,
    Unit,
    Value,
    Visit,
    Woman,
    Worker,
    kind_of,
)  # fmt: skip
from app.records.story import Story, story_of
from storage.opened import Opened
from storage.search import Findable, Search
from storage.tables import in_lots, quoted, read_all, read_one, table

R = TypeVar("R", bound=Record)

_OF_A_STORY: tuple[type[Record], ...] = (
    Consent, Child, Pregnancy, Delivery, MethodUse, Visit, Response, SupplyMovement, Move, LifeEvent,
)  # fmt: skip


class Reading(Opened):
    """The reading side of a ledger."""

    def __init__(self, *state: Any) -> None:
        super().__init__(*state)
        self._search: Search | None = None

    @property
    def me(self) -> Worker:
        """Who is signed in."""
        found = self.get(Worker, self._me)
        if found is None:
            raise LedgerError("ledger.no_such_record", kind="worker")
        return found

    @property
    def unit(self) -> Unit:
        """The village, under its present code."""
        return max(self.all(Unit), key=lambda unit: (unit.since or "", unit.id))

    def get(self, cls: type[R], record_id: str) -> R | None:
        """The record with an id (retired or not), or None."""
        with self.reading() as db:
            return read_one(db, cls, record_id)

    def all(self, cls: type[R]) -> list[R]:
        """Every standing record of a kind, in the order they were made."""
        with self.reading() as db:
            return list(read_all(db, cls))

    def retired(self, cls: type[R], reason: str) -> list[R]:
        """The records of a kind taken back for a reason, in the order they were made."""
        of = table(kind_of(cls).name)
        with self.reading() as db:
            rows = db.execute(f"{of.select} WHERE retired = ? ORDER BY rowid", (reason,)).fetchall()
        return [record for row in rows if isinstance(record := of.record(row), cls)]

    def about(self, cls: type[R], subject: str) -> list[R]:
        """The standing records of a kind about one woman."""
        with self.reading() as db:
            return list(read_all(db, cls, "subject = ?", (subject,)))

    def holding(self, cls: type[R], field: str, among: Iterable[str]) -> list[R]:
        """The standing records of a kind whose field holds one of these values: the women of a household, or of an id."""
        return list(self._standing(cls, quoted(field), among))

    def values(self, cls: type[Record], field: str) -> dict[str, Value]:
        """One field of every standing record of a kind, by id: what a long list is sorted by."""
        with self.reading() as db:
            return dict(
                db.execute(f"SELECT id, {quoted(field)} FROM {quoted(kind_of(cls).name)} WHERE retired IS NULL")
            )

    def count(self, cls: type[R]) -> int:
        """How many standing records of a kind there are."""
        with self.reading() as db:
            (found,) = db.execute(f'SELECT count(*) FROM "{kind_of(cls).name}" WHERE retired IS NULL').fetchone()
        return int(found)

    def women(self, ids: Iterable[str]) -> list[Woman]:
        """The women with these ids, in this order."""
        wanted = list(ids)
        of = table(Woman.kind)
        found: dict[str, Record] = {}
        with self.reading() as db:
            for marks, lot in in_lots(wanted):
                for row in db.execute(f"{of.select} WHERE id IN {marks}", lot):
                    found[row[0]] = of.record(row)
        return [woman for i in wanted if isinstance(woman := found.get(i), Woman)]

    def story(self, woman_id: str) -> Story | None:
        """Everything known about one woman, or None if she is not in the ledger."""
        return next(iter(self.stories([woman_id])), None)

    def stories(self, women: Iterable[str] | None = None, *, visits_since: date | None = None) -> Iterator[Story]:
        """The stories of these women in this order, or of all in the order they were entered.

        ``visits_since`` leaves out older visits where only recent ones can matter; it keeps a due list from reading
        twenty years.
        """
        since = visits_since.isoformat() if visits_since else ""
        with self._lock:
            everyone = self.all(Woman) if women is None else [w for w in self.women(women) if w.retired is None]
            chosen = None if women is None else [w.id for w in everyone]
            about: defaultdict[str, list[Record]] = defaultdict(list)
            for cls in _OF_A_STORY:
                for record in self._standing(cls, "subject", chosen, since if cls is Visit else ""):
                    about[record.subject].append(record)
            doors = None if women is None else {w.household for w in everyone if w.household}
            homes = {home.id: home for home in self._standing(Household, "id", doors)}
        return (story_of(w, about.get(w.id, ()), homes.get(w.household or "")) for w in everyone)

    def _standing(self, cls: type[R], column: str, among: Iterable[str] | None, since: str = "") -> Iterator[R]:
        """The standing records whose column is among these, dated from a day on."""
        dated = " AND date >= ?" if since else ""
        with self.reading() as db:
            for marks, lot in [("", [])] if among is None else in_lots(among):
                wanted = f"{column} IN {marks}" if marks else "1"
                yield from read_all(db, cls, wanted + dated, [*lot, *([since] if since else [])])

    @property
    def search(self) -> Search:
        """The index over the women; made at first use."""
        with self._lock:
            if self._search is None:
                self._search = Search(self._findable(None))
            return self._search

    def _refresh_search(self, subjects: frozenset[str]) -> None:
        with self._lock:
            if self._search is None:
                return
            found = {who.id: who for who in self._findable(subjects)}
            for subject in subjects:
                if subject in found:
                    self._search.put(found[subject])
                else:
                    self._search.remove(subject)

    def _findable(self, ids: Iterable[str] | None) -> Iterator[Findable]:
        columns = 'SELECT id, name, other_names, id_number, phone, "group", status FROM woman WHERE retired IS NULL'
        with self.reading() as db:
            for marks, lot in [("", [])] if ids is None else in_lots(ids):
                for woman, name, others, id_number, phone, group, status in db.execute(
                    columns + (f" AND id IN {marks}" if marks else ""), lot
                ):
                    yield Findable(woman, name, others, id_number, phone, group, status == "open")
