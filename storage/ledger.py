"""The ledger: one encrypted file in one folder, opened by one person at a time.

Everything above this floor reads frozen records and writes sequences of ``app.records.writes``; a write is checked,
committed as one change and only then told to whoever listens.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from threading import RLock
from typing import Any, NamedTuple

from app.errors import LedgerError, RecordError
from app.records import KINDS, Record, Unit, Woman, Worker
from app.records.checks import check
from app.records.writes import Add, Erase, Write
from storage import driver, keys
from storage.changes import LOT, Changed, Progress, Writer
from storage.exchange import Exchange
from storage.folder import Folder, Held, default_marks
from storage.history import History
from storage.ids import new_id
from storage.incarnation import Marks, new_replica
from storage.keeping import Keeping
from storage.local import Local
from storage.reading import Reading
from storage.schema import prepare
from storage.search import Search
from storage.tables import read_one

Listener = Callable[[Changed], None]


class Person(NamedTuple):
    """Somebody who can open the ledger, as the lock screen knows her."""

    id: str
    name: str


def people(folder: Path) -> list[Person]:
    """Who can open the ledger in a folder; needs no key. Raises LedgerError."""
    return [Person(p.id, p.name) for p in keys.read_ring(Folder(folder).keys).people]


class Ledger(Reading, Local, Keeping):
    """An open ledger. Made by ``create``, ``open`` or ``open_with_recovery``; ends with ``close``."""

    def __init__(self, connection: Any, folder: Folder, held: Held, marks: Marks, me: str, key: bytes) -> None:
        self._db = connection
        self._folder = folder
        self._held = held
        self._marks = marks
        self._me = me
        self._key = key
        self._lock = RLock()
        self._listeners: list[Listener] = []
        self._search: Search | None = None
        self.history = History(connection, self._lock)
        self.exchange = Exchange(connection, self._lock, folder.file.name, self._tell)

    # Opening and closing

    @classmethod
    def create(
        cls,
        folder: Path,
        *,
        unit_code: str,
        unit_name: str,
        worker_name: str,
        passphrase: str,
        office: str | None = None,
        cost: keys.Cost | None = None,
        marks: Path | None = None,
    ) -> tuple[Ledger, str]:
        """A new, empty ledger and its recovery code (shown once, printed, never stored in the clear).

        Raises LedgerError ``ledger.exists`` if the folder already holds one.
        """
        place = Folder(folder)
        if place.keys.exists():
            raise LedgerError("ledger.exists", file=place.file.name)
        key, code, ledger_id, me = keys.new_key(), keys.new_recovery_code(), new_id(), new_id()
        how = cost or keys.Cost()
        held = place.hold()
        try:
            place.set_aside_unfinished()
            connection = driver.connect(place.file, key, must_exist=False)
            prepare(connection, place.file.name)
            ledger = cls(connection, place, held, Marks(marks or default_marks()), me, key)
            with driver.transaction(connection):
                connection.execute("INSERT INTO setting VALUES ('ledger', ?)", (ledger_id.encode(),))
                connection.execute("INSERT INTO replica (id, mine) VALUES (?, 1)", (new_replica(),))
            ledger.write(
                "ledger.create",
                [
                    Add(Unit(id=new_id(), subject="", code=unit_code, name=unit_name, office=office)),
                    Add(Worker(id=me, subject="", name=worker_name, role="worker")),
                ],
            )
            # The keys come last: a folder with a key file holds a whole ledger.
            keys.write_ring(
                place.keys,
                keys.KeyRing(
                    ledger_id,
                    (keys.wrap(key, ledger=ledger_id, person_id=me, name=worker_name, secret=passphrase, cost=how),),
                    keys.wrap(key, ledger=ledger_id, person_id=keys.RECOVERY, name="", secret=code, cost=how),
                ),
            )
            ledger._remember()
        except BaseException:
            held.release()
            raise
        return ledger, code

    @classmethod
    def open(cls, folder: Path, person_id: str, passphrase: str, *, marks: Path | None = None) -> Ledger:
        """Opens with a person's passphrase.

        Raises KeyRefused (wrong, or wait), LedgerBusy (another program has it), LedgerTooNew, LedgerDamaged,
        StorageTrouble.
        """
        place = Folder(folder)
        key = keys.unwrap(place.keys, person_id, passphrase)
        return cls._open(place, key, person_id, marks)

    @classmethod
    def open_with_recovery(
        cls,
        folder: Path,
        code: str,
        person_id: str,
        new_passphrase: str,
        *,
        cost: keys.Cost | None = None,
        marks: Path | None = None,
    ) -> Ledger:
        """Opens with the sealed recovery sheet and gives the person a new passphrase; stays visible in history."""
        place = Folder(folder)
        key = keys.unwrap(place.keys, keys.RECOVERY, keys.read_recovery_code(code))
        ring = keys.read_ring(place.keys)
        person = ring.person(person_id)
        ledger = cls._open(place, key, person_id, marks)
        fresh = keys.wrap(
            key,
            ledger=ring.ledger,
            person_id=person_id,
            name=person.name,
            secret=new_passphrase,
            cost=cost or keys.Cost(),
        )
        keys.replace_person(place.keys, fresh)
        ledger.write("ledger.recovered", [])
        return ledger

    @classmethod
    def _open(cls, place: Folder, key: bytes, me: str, marks: Path | None) -> Ledger:
        held = place.hold()
        try:
            connection = driver.connect(place.file, key)
            try:
                prepare(connection, place.file.name)
                ledger = cls(connection, place, held, Marks(marks or default_marks()), me, key)
                ledger._begin_incarnation_if_needed()
            except BaseException:
                connection.close()
                raise
        except BaseException:
            held.release()
            raise
        return ledger

    def _begin_incarnation_if_needed(self) -> None:
        ledger_id, replica, seq = self._whereabouts()
        if self._marks.is_current(ledger_id, replica, seq):
            return
        with driver.transaction(self._db, self._folder.file.name):
            self._db.execute("UPDATE replica SET mine = 0")
            self._db.execute("INSERT INTO replica (id, mine) VALUES (?, 1)", (new_replica(),))
            # Keys belong to the incarnation they were enrolled for; this one enrols anew.
            self._db.execute("DELETE FROM setting WHERE name LIKE 'exchange.%'")
        self._remember()

    def _whereabouts(self) -> tuple[str, str, int]:
        (ledger_id,) = self._db.execute("SELECT value FROM setting WHERE name = 'ledger'").fetchone()
        replica, seq = self._db.execute(
            "SELECT r.id, coalesce(h.seq, 0) FROM replica r LEFT JOIN reach h ON h.replica = r.no WHERE r.mine = 1"
        ).fetchone()
        return bytes(ledger_id).decode(), replica, seq

    def _remember(self) -> None:
        self._marks.put(*self._whereabouts())

    def remember(self) -> None:
        """Moves the mark outside the file up to now: called before numbers of this ledger become known elsewhere."""
        with self._lock, driver.translated(self._folder.file.name):
            self._remember()

    def close(self) -> None:
        """Closes the file; may be called again."""
        with self._lock:
            if self._db is None:
                return
            with suppress(LedgerError):
                self._remember()
            with suppress(driver.DatabaseError):
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._db.close()
            self._db = None
            self._held.release()

    # Who and where

    @property
    def folder(self) -> Path:
        """The folder of the ledger."""
        return self._folder.path

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

    # Writing

    def write(
        self,
        verb: str,
        writes: Sequence[Write],
        *,
        at: datetime | None = None,
        undoes: int | None = None,
        progress: Progress | None = None,
    ) -> Changed:
        """Checks the writes and commits them as one change; when it returns, they are on the disk.

        ``verb`` names the worker's action (``visit.record``). ``progress`` is told how far a large change is, and may
        raise Cancelled. Raises RecordError with ``findings`` when a record breaks a rule that must hold, StorageTrouble
        when the machine does; in all these cases nothing was written.
        """
        at_ms = int(at.timestamp() * 1000) if at else time.time_ns() // 1_000_000
        today = datetime.fromtimestamp(at_ms / 1000).astimezone().date()
        with self._lock:
            with driver.translated(self._folder.file.name):
                self._check(writes, today, progress)
            with driver.transaction(self._db, self._folder.file.name):
                writer = Writer(self._db, self._me, at_ms, verb, undoes)
                writer.write(writes, progress)
                changed = writer.finish()
        self._tell(changed)
        return changed

    def _check(self, writes: Sequence[Write], today: date, progress: Progress | None) -> None:
        # A second edit of the same record in one change is checked on top of the first.
        pending: dict[str, Record] = {}
        walls = []
        for number, write in enumerate(writes):
            if progress is not None and number % LOT == 0:
                progress(number, 2 * len(writes))
            if isinstance(write, Erase):
                continue
            if isinstance(write, Add):
                record = write.record
            else:
                cls = KINDS[write.kind].cls
                before = pending.get(write.id) or read_one(self._db, cls, write.id)
                if before is None:
                    raise LedgerError("ledger.no_such_record", kind=write.kind)
                record = before.with_values(**write.values)
            pending[record.id] = record
            if record.retired is None:
                walls += [finding for finding in check(record, today) if finding.wall]
        if walls:
            raise RecordError("record.walls", findings=tuple(walls))

    def undo(self, change_seq: int) -> tuple[Changed, list[tuple[str, str, str]]]:
        """Takes back a change of this ledger as far as nobody wrote on since, as a new change.

        Returns what was changed and the cells (kind, id, field) that moved on and were left. Raises LedgerError
        ``ledger.undo.never`` for what cannot be taken back (an erasure).
        """
        with self._lock, driver.translated():
            v, writes, moved_on = self.history.undoing(change_seq)
        return self.write("undo", writes, undoes=v), moved_on

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Calls the listener, on the writer's thread, after each change or merge; returns how to stop that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _tell(self, changed: Changed) -> None:
        with self._lock:
            if self._search is not None and Woman.kind in changed.kinds:
                self._refresh_search(changed.subjects)
        for listener in list(self._listeners):
            listener(changed)
