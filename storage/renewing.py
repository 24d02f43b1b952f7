"""A new file for the ledger: closed with another key, or brought back from a backup, safe against a kill at any moment.

The new file is written whole beside the old one, changed, and proven. Replacing the key file, which names the ledger's
file and holds its keys, is the one step by which it becomes the ledger; before it everything is as it was, after it
everything is new, and what is left over of either is removed when the folder is held next.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import msgspec

from app.errors import LedgerDamaged, LedgerError
from app.records import KINDS
from storage import driver, keys
from storage.audit import Audited
from storage.backup import broken_links, problems_of
from storage.changes import Changed
from storage.files import settle_file, trouble
from storage.folder import Folder
from storage.incarnation import Unmarked, new_replica
from storage.local import Local
from storage.schema import prepare
from storage.writing import Writing

_BEFORE = "exchange.before"


class Renewing(Writing, Local, Audited):
    """The side of a ledger that can replace its own file."""

    def _renew(
        self, source: Any, key: bytes, ring: keys.KeyRing, change: Callable[[Self], None], *, only_try: bool = False
    ) -> None:
        """Copies ``source`` under a key, lets ``change`` write in the copy as in any ledger, and makes it the ledger.

        ``ring``: the keys from then on. ``only_try``: everything but the last step. Raises LedgerDamaged where the copy
        does not check, StorageTrouble; then this ledger goes on as it was.
        """
        with self._lock:
            target = self._folder.next_file()
            fresh = self._folder.unfinished(target)
            try:
                self._make_beside(source, fresh, key, change)
                if not only_try:
                    with trouble(target):
                        settle_file(fresh)
                        fresh.replace(target)
                    self._become(target, key, ring)
            finally:
                _remove_all(fresh)

    def _make_beside(self, source: Any, fresh: Path, key: bytes, change: Callable[[Self], None]) -> None:
        _remove_all(fresh)
        driver.export(source, fresh, key)
        place = Folder(self._folder.path)
        place.file = fresh
        connection = driver.connect(fresh, key)
        try:
            prepare(connection, fresh.name)
            beside = type(self)(connection, place, self._held, Unmarked(self._marks.folder), self._me, key)
            beside.clock = self.clock
            change(beside)
            if problems := [*problems_of(connection), *beside.broken_chains()]:
                raise LedgerDamaged("ledger.backup_unproven", file=fresh.name, cause=problems[0])
            with driver.translated(fresh.name):
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()

    def _become(self, target: Path, key: bytes, ring: keys.KeyRing) -> None:
        connection = driver.connect(target, key)
        try:
            keys.write_ring(self._folder.keys, msgspec.structs.replace(ring, file=target.name))
        except BaseException:
            connection.close()
            _remove_all(target)
            raise
        # From here on it is the ledger. Nothing below may stop halfway.
        old, before = self._db, self._folder.file
        self._db, self._key, self._folder.file, self._search = connection, key, target, None
        with suppress(driver.DatabaseError):
            old.close()
        _remove_all(before)
        with suppress(LedgerError):
            self._put_mark()

    def incarnations(self) -> tuple[str, ...]:
        """The name this ledger exchanges under, then those it had before it was restored or copied, the latest first."""
        with self.reading() as db:
            mine = db.execute("SELECT id FROM replica WHERE mine = 1").fetchone()
        return (*(mine or ()), *json.loads(self.setting(_BEFORE) or b"[]"))

    def _begin_incarnation(self, before: Iterable[str] = ()) -> None:
        """``before``: names by which this ledger was known later than this file knows."""
        replica = new_replica()
        marked = self._marks.read((self.setting("ledger") or b"").decode())
        names = [*before, *([marked.replica] if marked else []), *self.incarnations()]
        with self.changing(by_helper=True) as db:
            db.execute("UPDATE replica SET mine = 0")
            db.execute("INSERT INTO replica (id, mine) VALUES (?, 1)", (replica,))
            # Keys and the count of receipts belong to the incarnation that was enrolled; this one enrols anew.
            db.execute("DELETE FROM setting WHERE name LIKE 'exchange.%'")
            db.execute("UPDATE peer SET receipt = 0")
            db.execute("INSERT INTO setting VALUES (?, ?)", (_BEFORE, json.dumps(list(dict.fromkeys(names))).encode()))
        self._put_mark()

    def begin_anew(self) -> None:
        """Goes on under another name, as after a restore: the office stopped this one. Raises NotAllowed."""
        self.require_writer()
        self._begin_incarnation()

    def _tell_all(self) -> None:
        """Anything may have changed."""
        self._tell(Changed(None, frozenset(KINDS), frozenset()))

    def broken_chains(self) -> list[str]:
        """Where the chains of this ledger's own changes do not hold together. Empty when all is well."""
        with self.reading() as db:
            return broken_links(db)


def _remove_all(file: Path) -> None:
    """Removes a database file with what stands beside it, as far as the system lets it; the next holder tries again."""
    for end in ("", "-wal", "-shm", "-journal"):
        with suppress(OSError):
            Path(f"{file}{end}").unlink()
