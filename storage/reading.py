"""Reading the ledger: records, stories, and the search index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, TypeVar

from app.errors import LedgerError
from app.records import (
    BenefitCase,
    BenefitStep,
    Child,
    Consent,
    Delivery,
    HandOver,
    Household,
    LifeEvent,
    MethodUse,
    Move,
    Pregnancy,
    Record,
    Request,
    Response,
    Screening,
    SupplyMovement,
    Unit,
    Value,
    VillageGroup,
    Visit,
    Woman,
    Worker,
    kind_of,
)  # fmt: skip
from app.records.story import Story, story_of
from app.records.writes import Erase, Write
from app.same_woman import Same
from app.units import present, unit_on
from app.walk import Walk, walk_of
from storage.agenda import Agenda
from storage.joined import read_same
from storage.opened import Opened
from storage.search import Findable, Search
from storage.tables import in_lots, quoted, read_all, read_one, table

R = TypeVar("R", bound=Record)

_OF_A_STORY: tuple[type[Record], ...] = (
    Consent, Child, Pregnancy, Delivery, MethodUse, Visit, Response, Screening, SupplyMovement, Move, LifeEvent, Request,
    BenefitCase, BenefitStep, HandOver,
)  # fmt: skip


_NAMES_HER = ("name", "other_names", "id_number", "phone")
"""Fields by which a woman is looked for: one of hers counts, in whichever of her entries it stands."""


class Reading(Opened):
    """The reading side of a ledger. A woman who was written down twice is one woman here, under her standing entry."""

    def __init__(self, *state: Any) -> None:
        super().__init__(*state)
        self._search: Search | None = None
        self._known_same: Same | None = None
        self.agenda = Agenda(self)

    @property
    def same(self) -> Same:
        """Which entries are one woman (``app.same_woman``)."""
        with self.reading() as db:
            now = read_same(db)
        if self._known_same is None:
            self._known_same = now
        return now

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
        return present(self.all(Unit))

    def unit_on(self, day: date) -> Unit:
        """The village under the code it had on a day."""
        return unit_on(self.all(Unit), day)

    def walk(self) -> Walk:
        """The order in which the worker goes round the village."""
        with self.reading() as db:
            ordered = list(read_all(db, Household, "walk IS NOT NULL"))
            return walk_of(read_all(db, VillageGroup), ordered)

    def get(self, cls: type[R], record_id: str) -> R | None:
        """The record with an id (retired or not), or None."""
        with self.reading() as db:
            return read_one(db, cls, record_id)

    def all(self, cls: type[R]) -> list[R]:
        """Every standing record of a kind, in the order they were made."""
        with self.reading() as db:
            return list(self._each_once(cls, read_all(db, cls)))

    def retired(self, cls: type[R], reason: str) -> list[R]:
        """The records of a kind taken back for a reason, in the order they were made."""
        of = table(kind_of(cls).name)
        with self.reading() as db:
            rows = db.execute(f"{of.select} WHERE retired = ? ORDER BY rowid", (reason,)).fetchall()
        return [record for row in rows if isinstance(record := of.record(row), cls)]

    def about(self, cls: type[R], subject: str) -> list[R]:
        """The standing records of a kind about one woman, from all entries of hers."""
        return list(self._each_once(cls, self._standing(cls, "subject", self.same.entries(subject))))

    def holding(self, cls: type[R], field: str, among: Iterable[str]) -> list[R]:
        """The standing records of a kind whose field holds one of these values: the women of a household, or of an id."""
        found = list(self._standing(cls, quoted(field), among))
        if field in _NAMES_HER and (same := self.same) and cls is Woman:
            standing = dict.fromkeys(same.standing(record.id) for record in found)
            return [woman for woman in self.women(standing) if isinstance(woman, cls)]
        return list(self._each_once(cls, found))

    def values(self, cls: type[Record], field: str) -> dict[str, Value]:
        """One field of every standing record of a kind, by id: what a long list is sorted by."""
        with self.reading() as db:
            found = dict(
                db.execute(f"SELECT id, {quoted(field)} FROM {quoted(kind_of(cls).name)} WHERE retired IS NULL")
            )
        for hidden in self.same.hidden if cls is Woman else ():
            found.pop(hidden, None)
        return found

    def count(self, cls: type[R]) -> int:
        """How many standing records of a kind there are."""
        with self.reading() as db:
            (found,) = db.execute(f'SELECT count(*) FROM "{kind_of(cls).name}" WHERE retired IS NULL').fetchone()
        return int(found) - (len(self.same.hidden) if cls is Woman else 0)

    def women(self, ids: Iterable[str]) -> list[Woman]:
        """The entries with these ids, in this order, each as it stands in the ledger."""
        wanted = list(ids)
        of = table(Woman.kind)
        found: dict[str, Record] = {}
        with self.reading() as db:
            for marks, lot in in_lots(wanted):
                for row in db.execute(f"{of.select} WHERE id IN {marks}", lot):
                    found[row[0]] = of.record(row)
        return [woman for i in wanted if isinstance(woman := found.get(i), Woman)]

    def story(self, woman_id: str) -> Story | None:
        """Everything known about one woman, under whichever entry of hers; None if she is not in the ledger."""
        return next(iter(self.stories([woman_id])), None)

    def stories(self, women: Iterable[str] | None = None, *, visits_since: date | None = None) -> Iterator[Story]:
        """The stories of these women in this order, each once, or of all in the order they were entered.

        ``visits_since`` leaves out older visits where only recent ones can matter; it keeps a due list from reading
        twenty years.
        """
        since = visits_since.isoformat() if visits_since else ""
        with self._lock:
            same = self.same
            wanted = None if women is None else dict.fromkeys(same.standing(i) for i in women)
            everyone = self.all(Woman) if wanted is None else [w for w in self.women(wanted) if w.retired is None]
            chosen = None if wanted is None else [entry for w in everyone for entry in same.entries(w.id)]
            about: defaultdict[str, list[Record]] = defaultdict(list)
            for cls in _OF_A_STORY:
                for record in self._standing(cls, "subject", chosen, since if cls is Visit else ""):
                    about[same.standing(record.subject)].append(record)
            joined = {w.id: self.women(same.entries(w.id)[1:]) for w in everyone if w.id in same.women}
            doors = None if women is None else {w.household for w in everyone if w.household}
            homes = {home.id: home for home in self._standing(Household, "id", doors)}
            articles = self._articles()
        return (
            story_of(w, about.get(w.id, ()), homes.get(w.household or ""), joined.get(w.id, ()), articles)
            for w in everyone
        )

    def _articles(self) -> dict[str, str]:
        """What each batch of supplies is, by its id."""
        with self.reading() as db:
            return dict(db.execute("SELECT b.id, i.article FROM supply_batch b JOIN supply_item i ON i.id = b.item"))

    def _whole_women(self, subjects: frozenset[str]) -> frozenset[str]:
        """These, and every entry that is or until now was of the same women: what is told of one is told of all."""
        before, now = self._known_same, self.same
        self._known_same = now
        known = (now,) if before is None else (before, now)
        return subjects.union(*(same.entries(subject) for same in known for subject in subjects))

    def _erasing_her_whole(self, writes: Sequence[Write]) -> Sequence[Write]:
        """Erasing one entry of hers erases every one; those named already are not named twice."""
        named = {write.subject for write in writes if isinstance(write, Erase)}
        others = {entry for subject in named for entry in self.same.entries(subject)} - named
        return (*writes, *(Erase(entry) for entry in sorted(others))) if others else writes

    def _each_once(self, cls: type[R], found: Iterable[R]) -> Iterable[R]:
        """Of women, those who stand for themselves; of anything else, everything."""
        if cls is not Woman or not (hidden := self.same.hidden):
            return found
        return (record for record in found if record.id not in hidden)

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
            same = self.same
            found = {who.id: who for who in self._findable({i for s in subjects for i in same.entries(s)})}
            for subject in subjects:
                if subject in found:
                    self._search.put(found[subject])
                else:
                    self._search.remove(subject)

    def _findable(self, ids: Iterable[str] | None) -> Iterator[Findable]:
        """What is searched of each woman; of one with several entries, the names and numbers of all of them."""
        same = self.same
        entries: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
        with self.reading() as db:
            for marks, lot in [("", [])] if ids is None else in_lots(ids):
                for row in db.execute(_SEARCHED + (f" AND id IN {marks}" if marks else ""), lot):
                    stands = same.standing(row[0])
                    if stands in same.women:
                        entries[stands].append(row)
                    else:
                        yield _findable(stands, [row])
        for stands, rows in entries.items():
            yield _findable(stands, sorted(rows, key=lambda row: (row[0] != stands, row[0])))


_SEARCHED = 'SELECT id, name, other_names, id_number, phone, "group", status FROM woman WHERE retired IS NULL'


def _findable(woman: str, rows: list[tuple[Any, ...]]) -> Findable:
    """One woman from her entries, the standing one first."""
    _, name, others, id_number, phone, group, status = rows[0]
    for _, also, more, number, telephone, _, _ in rows[1:]:
        others = "、".join(dict.fromkeys(said for said in (others, also, more) if said))
        id_number = " ".join(dict.fromkeys(said for said in (id_number, number) if said)) or None
        phone = " ".join(dict.fromkeys(said for said in (phone, telephone) if said)) or None
    return Findable(woman, name, others, id_number, phone, group, status == "open")
