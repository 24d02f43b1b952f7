"""The agenda: by month, the women of whom something may be on a list then. An index, never the truth, never exchanged.

A list reads the stories of these women and derives everything from them. A change or a merge only marks whom it touched
(in its own transaction); the next list works their days out again. Another schedule, another program, or days the index
does not reach make it anew.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from app.errors import StorageTrouble
from app.followups.agenda import EDITION, VISITS_KEPT, Days, days_on_a_list
from app.followups.rules import Schedule
from app.values.dates import add_months, month_around

if TYPE_CHECKING:
    from storage.reading import Reading

REACH = timedelta(days=400)
"""How far ahead of the day it is made."""

_LOT = 500
_EVERYTHING = 0
"""The month of who is looked at on any day."""

Row = tuple[int, str, int, int]
"""Month (``202611``), woman, the first and the last day of it."""


@dataclass(frozen=True, slots=True)
class _Made:
    """For what the index was made. ``asof``: the latest day on which anything of it was; it holds from that day on."""

    schedule: str
    edition: int
    until: str
    asof: str


class _Told(NamedTuple):
    """A woman, her rows, and other entries of hers."""

    woman: str
    rows: tuple[Row, ...]
    joined: tuple[str, ...]


class Agenda:
    """The index of an open ledger."""

    def __init__(self, ledger: Reading) -> None:
        self._ledger = ledger

    def women(self, schedule: Schedule, today: date, first: date, last: date) -> list[str] | None:
        """Everybody who may have something on a list made ``today`` of the days ``first`` to ``last``.

        None where the index cannot say, and all stories are to be read: a list as of an earlier day, of days too far
        ahead, or a disk that takes nothing more.
        """
        with self._ledger.reading() as db:
            try:
                made = self._brought_up(schedule, today)
            except StorageTrouble:
                return None
            if today < date.fromisoformat(made.asof) or last > date.fromisoformat(made.until):
                return None
            return list(dict.fromkeys(_on(db, first, last)))

    def problems(self, schedule: Schedule, today: date) -> list[str]:
        """The women whose days in the index are not those that follow from their records; empty when all is well."""
        with self._ledger.reading() as db:
            made = self._brought_up(schedule, today)
            kept: defaultdict[str, set[Row]] = defaultdict(set)
            for row in db.execute("SELECT month, subject, first, last FROM agenda"):
                kept[row[1]].add(tuple(row))
            wrong = []
            for told in self._worked_out(schedule, today, date.fromisoformat(made.until), None):
                # What is kept may be wider than today's truth: it was worked out on an earlier day.
                wrong += [one.woman for one in told if not _covers(kept.pop(one.woman, set()), one.rows)]
            return [*wrong, *kept]

    def rebuild(self, schedule: Schedule, today: date) -> None:
        """Makes it anew from every story."""
        self._make(schedule, today)

    def _brought_up(self, schedule: Schedule, today: date) -> _Made:
        made = self._made()
        reach = month_around(today)[1]
        now = max(today, self._ledger.clock.today())
        if (
            made is None
            or (made.schedule, made.edition) != (schedule.digest, EDITION)
            or date.fromisoformat(made.until) < reach
            or date.fromisoformat(made.asof) > now
        ):
            return self._make(schedule, today)
        if today < date.fromisoformat(made.asof):
            return made
        with self._ledger.reading() as db:
            stale = {who for (who,) in db.execute("SELECT subject FROM agenda_stale")}
            if not stale:
                return made
            return self._keep(schedule, today, replace(made, asof=today.isoformat()), self._whole(db, stale))

    def _make(self, schedule: Schedule, today: date) -> _Made:
        until = month_around(today + REACH)[1]
        made = _Made(schedule.digest, EDITION, until.isoformat(), today.isoformat())
        return self._keep(schedule, today, made, None)

    def _keep(self, schedule: Schedule, today: date, made: _Made, touched: set[str] | None) -> _Made:
        """Works out the days of these women, or of all, as one transaction."""
        with self._ledger.changing(by_helper=True) as db:
            for table in ("agenda", "agenda_joined"):
                if touched is None:
                    db.execute(f"DELETE FROM {table}")
                else:
                    db.executemany(f"DELETE FROM {table} WHERE subject = ?", ((who,) for who in touched))
            for told in self._worked_out(schedule, today, date.fromisoformat(made.until), touched):
                db.executemany("INSERT INTO agenda VALUES (?, ?, ?, ?)", (row for one in told for row in one.rows))
                db.executemany(
                    "INSERT INTO agenda_joined VALUES (?, ?)", ((i, one.woman) for one in told for i in one.joined)
                )
            db.execute("DELETE FROM agenda_stale")
            db.execute("INSERT OR REPLACE INTO setting VALUES ('agenda', ?)", (json.dumps(asdict(made)).encode(),))
        return made

    def _worked_out(
        self, schedule: Schedule, today: date, until: date, touched: set[str] | None
    ) -> Iterator[list[_Told]]:
        """The rows of women, lot by lot: a whole county's stories at once would not fit the machine."""
        same = self._ledger.same
        wanted = sorted({same.standing(who) for who in (self._ids() if touched is None else touched)})
        for start in range(0, len(wanted), _LOT):
            stories = self._ledger.stories(wanted[start : start + _LOT], visits_since=today - VISITS_KEPT)
            yield [
                _Told(s.woman.id, tuple(_rows(s.woman.id, days_on_a_list(s, schedule, today, until), until)),
                      tuple(other.id for other in s.joined))
                for s in stories
            ]  # fmt: skip

    def _whole(self, db: Any, stale: set[str]) -> set[str]:
        """These, and every entry that is of the same women, or was when the index last looked."""
        same = self._ledger.same
        before: defaultdict[str, set[str]] = defaultdict(set)
        for entry, woman in db.execute("SELECT subject, standing FROM agenda_joined"):
            before[woman] |= {entry, woman}
        whole = {entry for who in stale for entry in same.entries(who)} | stale
        for entries in before.values():
            if not entries.isdisjoint(whole):
                whole |= entries
        return whole

    def _ids(self) -> list[str]:
        with self._ledger.reading() as db:
            return [who for (who,) in db.execute("SELECT id FROM woman WHERE retired IS NULL")]

    def _made(self) -> _Made | None:
        with self._ledger.reading() as db:
            row = db.execute("SELECT value FROM setting WHERE name = 'agenda'").fetchone()
        try:
            return _Made(**json.loads(bytes(row[0]))) if row else None
        except (TypeError, ValueError):
            return None


def _on(db: Any, first: date, last: date) -> Iterator[str]:
    month, _ = month_around(first)
    yield from (who for (who,) in db.execute("SELECT subject FROM agenda WHERE month = ?", (_EVERYTHING,)))
    while month <= last:
        begin, end = max(month, first), min(month_around(month)[1], last)
        for (who,) in db.execute(
            "SELECT subject FROM agenda WHERE month = ? AND first <= ? AND last >= ?",
            (_name(month), end.day, begin.day),
        ):
            yield who
        month = add_months(month, 1)


def _rows(who: str, spans: Iterable[Days], until: date) -> Iterator[Row]:
    """One row for each month, from the first to the last of its days."""
    found: dict[int, tuple[int, int]] = {}
    for opens, closes in spans:
        if (opens, closes) == (date.min, date.max):
            yield _EVERYTHING, who, 0, 0
            return
        month, _ = month_around(opens)
        while month <= min(closes, until):
            end = month_around(month)[1]
            first, last = max(opens, month).day, min(closes, end).day
            before = found.get(_name(month), (first, last))
            found[_name(month)] = min(first, before[0]), max(last, before[1])
            month = add_months(month, 1)
    for name, (first, last) in found.items():
        yield name, who, first, last


def _covers(kept: set[Row], true: Iterable[Row]) -> bool:
    days = {(month, who): (first, last) for month, who, first, last in kept}
    if any(month == _EVERYTHING for month, _ in days):
        return True
    return all(
        (found := days.get((month, who))) is not None and found[0] <= first and found[1] >= last
        for month, who, first, last in true
    )


def _name(month: date) -> int:
    return month.year * 100 + month.month
