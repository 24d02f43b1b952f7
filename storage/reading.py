"""Reading the ledger: records, stories, and the search index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from threading import RLock
from typing import Any, TypeVar

from app.records import KINDS, Household, Record, Woman, kind_of
from app.records.story import Story, story_of
from storage import driver
from storage.search import Findable, Search
from storage.tables import in_lots, read_all, read_one, table

R = TypeVar("R", bound=Record)

_OF_A_STORY = ("consent", "child", "pregnancy", "delivery", "method_use", "visit", "response", "move", "life_event")


class Reading:
    """The reading side of a ledger."""

    _db: Any
    _lock: RLock
    _search: Search | None

    def get(self, cls: type[R], record_id: str) -> R | None:
        """The record with an id (retired or not), or None."""
        with self._lock, driver.translated():
            return read_one(self._db, cls, record_id)

    def all(self, cls: type[R]) -> list[R]:
        """Every standing record of a kind, in the order they were made."""
        with self._lock, driver.translated():
            return list(read_all(self._db, cls))

    def retired(self, cls: type[R], reason: str) -> list[R]:
        """The records of a kind taken back for a reason, in the order they were made."""
        of = table(kind_of(cls).name)
        with self._lock, driver.translated():
            rows = self._db.execute(f"{of.select} WHERE retired = ? ORDER BY rowid", (reason,)).fetchall()
        return [record for row in rows if isinstance(record := of.record(row), cls)]

    def about(self, cls: type[R], subject: str) -> list[R]:
        """The standing records of a kind about one woman."""
        with self._lock, driver.translated():
            return list(read_all(self._db, cls, "subject = ?", (subject,)))

    def count(self, cls: type[R]) -> int:
        """How many standing records of a kind there are."""
        with self._lock, driver.translated():
            (found,) = self._db.execute(f'SELECT count(*) FROM "{kind_of(cls).name}" WHERE retired IS NULL').fetchone()
        return int(found)

    def women(self, ids: Iterable[str]) -> list[Woman]:
        """The women with these ids, in this order."""
        wanted = list(ids)
        of = table(Woman.kind)
        found: dict[str, Record] = {}
        with self._lock, driver.translated():
            for marks, lot in in_lots(wanted):
                for row in self._db.execute(f"{of.select} WHERE id IN {marks}", lot):
                    found[row[0]] = of.record(row)
        return [woman for i in wanted if isinstance(woman := found.get(i), Woman)]

    def story(self, woman_id: str) -> Story | None:
        """Everything known about one woman, or None if she is not in the ledger."""
        return next(iter(self.stories([woman_id])), None)

    def stories(self, women: Iterable[str] | None = None, *, visits_since: date | None = None) -> Iterator[Story]:
        """The stories of these women (of all by default), in the order they were entered.

        ``visits_since`` leaves out older visits where only recent ones can matter; it keeps a due list from reading
        twenty years.
        """
        chosen = None if women is None else set(women)
        with self._lock, driver.translated():
            homes = {h.id: h for h in read_all(self._db, Household)}
            about: defaultdict[str, list[Record]] = defaultdict(list)
            for kind in (
                "consent",
                "child",
                "pregnancy",
                "delivery",
                "method_use",
                "visit",
                "response",
                "move",
                "life_event",
            ):
                since = visits_since.isoformat() if kind == "visit" and visits_since else None
                for record in self._records(kind, chosen, since):
                    about[record.subject].append(record)
            everyone = [r for r in self._records(Woman.kind, chosen, None) if isinstance(r, Woman)]
        return (story_of(w, about.get(w.id, ()), homes.get(w.household or "")) for w in everyone)

    def _records(self, kind: str, subjects: set[str] | None, since: str | None) -> Iterator[Record]:
        of, cls = table(kind), KINDS[kind].cls
        if subjects is None:
            yield from read_all(self._db, cls, "date >= ?" if since else "", (since,) if since else ())
            return
        for marks, lot in in_lots(subjects):
            later = " AND date >= ?" if since else ""
            for row in self._db.execute(
                f"{of.select} WHERE retired IS NULL AND subject IN {marks}{later}", [*lot, *([since] if since else [])]
            ):
                yield of.record(row)

    @property
    def search(self) -> Search:
        """The index over the women; made at first use."""
        with self._lock, driver.translated():
            if self._search is None:
                self._search = Search(self._findable())
            return self._search

    def _findable(self, ids: Sequence[str] | None = None) -> Iterator[Findable]:
        columns = 'SELECT id, name, other_names, id_number, phone, "group", status FROM woman WHERE retired IS NULL'
        lots = [("", [])] if ids is None else [(f" AND id IN {marks}", lot) for marks, lot in in_lots(ids)]
        for condition, lot in lots:
            for woman, name, others, id_number, phone, group, status in self._db.execute(columns + condition, lot):
                yield Findable(woman, name, others, id_number, phone, group, status == "open")

    def _refresh_search(self, subjects: frozenset[str]) -> None:
        index = self._search
        if index is None:
            return
        left = set(subjects)
        for who in self._findable(sorted(subjects)):
            index.put(who)
            left.discard(who.id)
        for gone in left:
            index.remove(gone)
