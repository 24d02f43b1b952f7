"""Bringing a backup back: which there are, what would change, a rehearsal, and the real thing.

Nothing of the present ledger is lost by it: it is first kept as a backup itself. What must not go back does not: who can
open the ledger, what was erased since, the audit, and of whom the county was told.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from app.errors import KeyRefused, LedgerError, LedgerTooNew
from app.records import KINDS, Value, Woman, Worker, values_of
from app.records.writes import Add, Edit, Write
from storage import driver, keys
from storage.audit import end
from storage.backup import Proof, back_up, prove, rotate, tables_of
from storage.folder import Folder
from storage.history import Entry, entries
from storage.renewing import Renewing
from storage.schema import FORMAT
from storage.tables import in_lots, quoted, table

_STAMP = "%Y%m%d-%H%M%S"
_PREFIX = "suifang-backup-"


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup that lies somewhere. ``at``: when it was made, by its name. ``ours``: it is one of this ledger."""

    folder: Path
    at: datetime
    ours: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """What would change if a backup came back.

    ``records``: what it holds. By kind: ``missing``, what stands now and is not in it; ``returning``, what stands in it
    and not now. ``women``: (id, name) of those who would be missing. ``older``: how many cells would hold an older
    value. ``changes``: what was done since, newest first, at most ``MOST``; ``since`` how many in all. ``erased``: how
    many women in it were erased since; they stay erased.
    """

    records: int
    missing: dict[str, int] = field(default_factory=dict)
    returning: dict[str, int] = field(default_factory=dict)
    women: tuple[tuple[str, str], ...] = ()
    older: int = 0
    changes: tuple[Entry, ...] = ()
    since: int = 0
    erased: int = 0

    @property
    def nothing(self) -> bool:
        """Whether the backup holds what the ledger holds."""
        return not (self.missing or self.returning or self.older or self.since)


MOST = 200


def backups_in(place: Path, ledger: str = "") -> list[Kept]:
    """The backups in a folder, or the folder itself where it is one, newest first."""
    found = []
    for folder in [place, *place.glob(f"{_PREFIX}*")]:
        inside = Folder(folder)
        if folder.name.startswith(_PREFIX) and inside.holds_ledger():
            found.append(Kept(folder, moment_of(folder), _ledger_of(inside) == ledger))
    return sorted(found, key=lambda kept: kept.folder.name, reverse=True)


def moment_of(folder: Path) -> datetime:
    """When a backup was made, by its name, else by its folder."""
    stamp = folder.name.removeprefix(_PREFIX)[:15]
    try:
        return datetime.strptime(stamp, _STAMP).astimezone()
    except ValueError:
        return datetime.fromtimestamp(folder.stat().st_mtime).astimezone()


def _ledger_of(inside: Folder) -> str:
    try:
        return keys.read_ring(inside.keys).ledger
    except LedgerError:
        return ""


class Restoring(Renewing):
    """The side of a ledger that looks into its backups and brings one back."""

    def own_backups(self, place: Path | None = None) -> list[Kept]:
        """The backups in this ledger's folder, or in another place (a stick), newest first."""
        return backups_in(place or self._folder.backups, keys.read_ring(self._folder.keys).ledger)

    def set_aside(self) -> int:
        """How many ledgers that did not open lie aside in this folder; what they hold no erasure reaches."""
        return len(self._folder.set_aside())

    def remove_set_aside(self) -> None:
        """Deletes what lies aside. Raises StorageTrouble, NotAllowed."""
        self.require_writer()
        self._folder.remove_set_aside()

    def look_into(self, backup: Path, secret: tuple[str, str] | None = None) -> Difference:
        """Opens a backup beside the ledger, checks it whole, and says what would change if it came back.

        ``secret``: (person id or ``keys.RECOVERY``, passphrase or code) as they were when it was made; wanted
        (KeyRefused ``ledger.backup.other_key``) where it is closed with another key than the ledger is now. Raises
        LedgerDamaged, LedgerError ``ledger.backup.other_ledger``, LedgerTooNew.
        """
        with self._inside(backup, secret) as (old, records), self.reading() as now:
            return _difference(now, old, records)

    def rehearse(self, backup: Path, secret: tuple[str, str] | None = None) -> Difference:
        """Does everything a restore does, except making it the ledger. Raises as ``restore``."""
        self.require_writer()
        with self._inside(backup, secret) as (old, records), self.reading() as now:
            difference = _difference(now, old, records)
            self._bring_back(old, backup, only_try=True)
        self.set_setting("backup.rehearsed", str(self.clock.now_ms()).encode())
        return difference

    def restore(self, backup: Path, secret: tuple[str, str] | None = None) -> Proof:
        """The ledger becomes what the backup holds; what it was until now is first kept as a backup, which is returned.

        Raises as ``look_into``, NotAllowed for a helper, StorageTrouble; then nothing has changed. Killed at any moment
        the ledger is the one or the other.
        """
        self.require_writer()
        with self._inside(backup, secret) as (old, _):
            with self.reading() as now:
                place, when = self._folder, self.clock.now()
                proof = back_up(now, self._key, place.file, place.keys, place.backups, when)
            self._bring_back(old, backup)
        if backup.parent == self._folder.backups:
            rotate(self._folder.backups, keep=(proof.folder, backup))
        self._tell_all()
        return proof

    @contextmanager
    def _inside(self, backup: Path, secret: tuple[str, str] | None) -> Iterator[tuple[Any, int]]:
        """The backup, proven and open to be read, and how many records it holds."""
        inside = Folder(backup)
        ring, mine = keys.read_ring(inside.keys), keys.read_ring(self._folder.keys)
        if ring.ledger != mine.ledger:
            raise LedgerError("ledger.backup.other_ledger")
        key = self._key if secret is None else keys.peek(ring, *secret)
        if secret is None and ring.key and ring.key != keys.name_of(key):
            raise KeyRefused("ledger.backup.other_key")
        records = prove(inside.file, key)
        with closing(driver.look(inside.file, key)) as old:
            (found,) = old.execute("PRAGMA user_version").fetchone()
            if found > FORMAT:
                raise LedgerTooNew("ledger.too_new", file=inside.file.name, found=found, known=FORMAT)
            yield old, records

    def _bring_back(self, old: Any, backup: Path, *, only_try: bool = False) -> None:
        with self.reading() as now:
            workers, gone, names = self.all(Worker), self.erased(), self.incarnations()

            def change(ledger: Restoring) -> None:
                ledger._begin_incarnation(names)
                with ledger.changing() as db:
                    whole = _carry(now, db)
                ledger.erase_again(gone)
                ledger.write("ledger.restored", _as_they_are(ledger, workers))
                if not whole:
                    ledger.note("audit.cut", known=end(now)[0], here=end(old)[0])
                ledger.note("restored", made=moment_of(backup).strftime("%Y-%m-%d %H:%M"))

            self._renew(old, self._key, keys.read_ring(self._folder.keys), change, only_try=only_try)


def _carry(now: Any, db: Any) -> bool:
    """Takes over what must not go back: the audit, the trail of exchanges, who was told, settings and drafts.

    Returns whether the backup's audit is the beginning of ours, so that ours goes on in it.
    """
    last, linked = end(db)
    row = now.execute("SELECT link FROM audit WHERE no = ?", (last,)).fetchone()
    whole = last == 0 or (row is not None and bytes(row[0]) == linked)
    if whole:
        _copy(now, db, "audit", "WHERE no > ? ORDER BY no", (last,))
    (sent,) = db.execute("SELECT coalesce(max(no), 0) FROM exchange_log").fetchone()
    _copy(now, db, "exchange_log", "WHERE no > ? ORDER BY no", (sent,))
    _copy(now, db, "told")
    # What is said of a file holds for that file: for what its agenda was made, and what of it is in a backup.
    db.execute("DELETE FROM setting WHERE name NOT LIKE 'exchange.%'")
    _copy(now, db, "setting", "WHERE name NOT LIKE 'exchange.%' AND name NOT IN ('agenda', 'backup.upto')")
    db.execute("DELETE FROM draft")
    _copy(now, db, "draft")
    return whole


def _copy(now: Any, db: Any, name: str, which: str = "", values: tuple[object, ...] = ()) -> None:
    rows = now.execute(f"SELECT * FROM {name} {which}", values).fetchall()
    if rows:
        db.executemany(f"INSERT OR IGNORE INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows)


def _as_they_are(ledger: Restoring, workers: list[Worker]) -> list[Write]:
    """Who works here stays as it is now, whatever the backup says."""
    writes: list[Write] = []
    for worker in workers:
        before = ledger.get(Worker, worker.id)
        if before is None:
            writes.append(Add(worker))
        else:
            then, now = values_of(before), values_of(worker)
            values: dict[str, Value] = {name: value for name, value in now.items() if then[name] != value}
            if values:
                writes.append(Edit(Worker.kind, worker.id, values))
    return writes


def _difference(now: Any, old: Any, records: int) -> Difference:
    gone = {one for (one,) in now.execute("SELECT subject FROM erased")}
    missing: dict[str, int] = {}
    returning: dict[str, int] = {}
    women: tuple[tuple[str, str], ...] = ()
    erased = older = 0
    there = tables_of(old)
    with driver.translated():
        for kind in KINDS:
            if kind == Worker.kind:
                continue  # they stay as they are
            mine, theirs = _rows(now, kind), _rows(old, kind) if kind in there else {}
            away = {r for r, (standing, *_) in theirs.items() if standing and r in gone}
            lost = [r for r, row in mine.items() if row[0] and not _stands(theirs, r)]
            back = [
                r
                for r, row in theirs.items()
                if row[0] and r not in away and row[1] not in gone and not _stands(mine, r)
            ]
            if lost:
                missing[kind] = len(lost)
            if back:
                returning[kind] = len(back)
            if kind == Woman.kind:
                erased = len(away)
                women = _named(now, lost)
        after = _after(now, old)
        for marks, lot in in_lots(after):
            older += now.execute(f"SELECT count(*) FROM history WHERE change IN {marks}", lot).fetchone()[0]
        changes = entries(now, after[:MOST])
    return Difference(records, missing, returning, women, older, tuple(changes), len(after), erased)


def _after(now: Any, old: Any) -> list[int]:
    """The changes we hold and the backup does not, newest first."""
    reach = "SELECT r.id, h.seq FROM reach h JOIN replica r ON r.no = h.replica"
    upto: dict[str, int] = dict(old.execute(reach).fetchall())
    rows = now.execute("SELECT c.id, r.id, c.seq FROM change c JOIN replica r ON r.no = c.replica ORDER BY c.id DESC")
    return [v for v, replica, seq in rows if seq > upto.get(replica, 0)]


def _rows(db: Any, kind: str) -> dict[str, tuple[bool, str]]:
    rows = db.execute(f"SELECT id, retired IS NULL, subject FROM {quoted(kind)}")
    return {record: (bool(standing), subject) for record, standing, subject in rows}


def _stands(rows: dict[str, tuple[bool, str]], record: str) -> bool:
    return record in rows and rows[record][0]


def _named(db: Any, ids: list[str]) -> tuple[tuple[str, str], ...]:
    of = table(Woman.kind)
    found = []
    for one in ids[:MOST]:
        row = db.execute(f"{of.select} WHERE id = ?", (one,)).fetchone()
        woman = of.record(row)
        assert isinstance(woman, Woman)  # noqa: S101  it is her table
        found.append((one, woman.name))
    return tuple(found)
