"""What every side of an open ledger stands on: its connection, who holds it, and one way in for reading and changing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import RLock
from typing import Any

from app.errors import LedgerError, NotAllowed
from app.versions import START
from storage import driver
from storage.clock import Clock
from storage.erased_list import ErasedList
from storage.folder import Folder, Held
from storage.incarnation import Mark, Marks


class Opened:
    """The file of a ledger, opened by one person."""

    def __init__(self, connection: Any, folder: Folder, held: Held, marks: Marks, me: str, key: bytes) -> None:
        self._db = connection
        self._folder = folder
        self._held = held
        self._marks = marks
        self._me = me
        self._key = key
        self._lock = RLock()
        self._looks_only = False
        self.clock = Clock()

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """The connection, for this thread alone; the driver's errors come out as those of ``app.errors``."""
        with self._lock, driver.translated(self._folder.file.name):
            yield self._connection()

    @contextmanager
    def changing(self, *, by_helper: bool = False) -> Iterator[Any]:
        """The same within a transaction: everything done is committed together, or nothing is.

        Raises NotAllowed while a helper is signed in, except ``by_helper`` for what the program keeps by itself.
        """
        if not by_helper:
            self.require_writer()
        with self._lock, driver.transaction(self._connection(), self._folder.file.name):
            yield self._db

    @property
    def author(self) -> str:
        """Id of the worker who is signed in."""
        return self._me

    @property
    def looks_only(self) -> bool:
        """Whether a helper is signed in: everything can be read, nothing written, nothing leaves."""
        return self._looks_only

    def require_writer(self) -> None:
        """Raises NotAllowed ``ledger.looks_only`` while a helper is signed in."""
        if self._looks_only:
            raise NotAllowed("ledger.looks_only")

    def _connection(self) -> Any:
        if self._db is None:
            raise LedgerError("ledger.closed", file=self._folder.file.name)
        return self._db

    def forget_pages(self) -> None:
        """After an erasure: what was deleted leaves the pages of the file and of its log too, not only the tables."""
        with self.reading() as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def erased(self) -> frozenset[str]:
        """The ids of everything that was ever erased: women, single records, the past of fields."""
        with self.reading() as db:
            return frozenset(one for (one,) in db.execute("SELECT subject FROM erased"))

    def remember_erased(self) -> None:
        """Keeps the list of what was erased outside the ledger, as far as this machine lets it be written."""
        with suppress(LedgerError):
            ErasedList(self._marks.folder, self._whereabouts()[0]).add(self.erased())

    def erased_elsewhere(self) -> frozenset[str]:
        """What this machine knows to be erased and this file does not: it is an older copy."""
        return ErasedList(self._marks.folder, self._whereabouts()[0]).read() - self.erased()

    def link_at(self, replica: str, seq: int) -> bytes | None:
        """The hash link at a change, where this ledger knows it."""
        if seq == 0:
            return START
        with self.reading() as db:
            row = db.execute(
                "SELECT c.link FROM change c JOIN replica r ON r.no = c.replica WHERE r.id = ? AND c.seq = ?",
                (replica, seq),
            ).fetchone()
        return bytes(row[0]) if row and row[0] is not None else None

    def is_marked(self, *, unless_lost: bool = False) -> bool:
        """Whether the mark outside the file is a place in this ledger's past, and it so is no older or other copy.

        ``unless_lost``: what is said when there is no mark at all.
        """
        ledger, now = self._whereabouts()
        mark = self._marks.read(ledger)
        if mark is None:
            return unless_lost
        return mark.is_past_of(now) and self.link_at(mark.replica, mark.seq) == mark.link

    def remember(self) -> None:
        """Moves the mark outside the file up to now: before numbers of this ledger become known elsewhere.

        Raises LedgerError ``ledger.copied`` when another copy of this ledger was used here meanwhile; opening it again
        begins a new incarnation.
        """
        with self._lock:
            if not self.is_marked(unless_lost=True):
                raise LedgerError("ledger.copied", file=self._folder.file.name)
            self._put_mark()

    def _put_mark(self) -> None:
        self._marks.put(*self._whereabouts())

    def _whereabouts(self) -> tuple[str, Mark]:
        """The ledger's id and where it is now."""
        with self.reading() as db:
            (ledger,) = db.execute("SELECT value FROM setting WHERE name = 'ledger'").fetchone()
            replica, seq, link = db.execute(
                "SELECT r.id, coalesce(h.seq, 0), h.link FROM replica r LEFT JOIN reach h ON h.replica = r.no"
                " WHERE r.mine = 1"
            ).fetchone()
            no, linked = db.execute("SELECT no, link FROM audit ORDER BY no DESC LIMIT 1").fetchone() or (0, START)
            (told,) = db.execute("SELECT count(*) FROM told").fetchone()
            row = db.execute("SELECT value FROM setting WHERE name = 'exchange.keys'").fetchone()
        keys = hashlib.sha256(bytes(row[0])).hexdigest() if row else ""
        return bytes(ledger).decode(), Mark(replica, seq, bytes(link or START), no, bytes(linked), told, keys)
