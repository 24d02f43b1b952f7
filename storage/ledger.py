"""The ledger: one encrypted file in one folder, opened by one person at a time.

Everything above this floor reads frozen records and writes sequences of ``app.records.writes``; a write is checked,
committed as one change and only then told to whoever listens.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from app.errors import KeyRefused, LedgerError
from app.records import Unit, Worker
from app.records.writes import Add
from storage import driver, keys
from storage.backup import prove
from storage.exchange import Exchange
from storage.folder import Folder, default_folder, default_marks
from storage.ids import new_id
from storage.incarnation import Marks
from storage.keeping import SHEET, Keeping
from storage.restoring import moment_of
from storage.schema import prepare

T = TypeVar("T")

__all__ = ["Ledger", "Person", "default_folder", "people"]


class Person(NamedTuple):
    """Somebody who can open the ledger, as the lock screen knows her."""

    id: str
    name: str


def people(folder: Path) -> list[Person]:
    """Who can open the ledger in a folder; needs no key. Raises LedgerError."""
    return [Person(p.id, p.name) for p in keys.read_ring(Folder(folder).keys).people]


class Ledger(Keeping):
    """An open ledger. Made by ``create``, ``open`` or ``open_with_recovery``; ends with ``close``.

    What can be done with it is told in ``reading``, ``writing``, ``local`` and ``keeping``; ``history`` is its past,
    ``exchange`` what it tells others and takes from them.
    """

    def __init__(self, *state: Any) -> None:
        super().__init__(*state)
        self.exchange = Exchange(self, self._tell)

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
        place, key, me = Folder(folder), keys.new_key(), new_id()
        if place.keys.exists():
            raise LedgerError("ledger.exists", file=place.file.name)

        def begin(ledger: Ledger) -> str:
            ledger_id, code = new_id(), keys.new_recovery_code()
            with ledger.changing() as db:
                db.execute("INSERT INTO setting VALUES ('ledger', ?)", (ledger_id.encode(),))
            ledger._begin_incarnation()
            village = Unit(id=new_id(), subject="", code=unit_code, name=unit_name, office=office)
            ledger.write("ledger.create", [Add(village), Add(Worker(id=me, subject="", name=worker_name))])
            ledger.remember()

            def wrap(person_id: str, name: str, secret: str) -> keys.Wrapped:
                how = cost or keys.Cost()
                return keys.wrap(key, ledger=ledger_id, person_id=person_id, name=name, secret=secret, cost=how)

            # The keys come last: a folder with a key file holds a whole ledger.
            mine, sheet = wrap(me, worker_name, passphrase), wrap(keys.RECOVERY, "", code)
            ledger.set_setting(SHEET, b"1")
            keys.write_ring(place.keys, keys.KeyRing(ledger_id, (mine,), sheet, key=keys.name_of(key)))
            return code

        return cls._opened(place, lambda: key, me, marks, begin, new=True)

    @classmethod
    def open(
        cls,
        folder: Path,
        person_id: str,
        passphrase: str,
        *,
        own_passphrase: str = "",
        cost: keys.Cost | None = None,
        marks: Path | None = None,
    ) -> Ledger:
        """Opens with a person's passphrase.

        A passphrase that somebody else gave her opens once, and only together with the one she chose herself
        (``own_passphrase``). Raises KeyRefused (``wrong``, ``wait``; ``ledger.key.once`` where her own is wanted),
        LedgerBusy (another program has it), LedgerTooNew, LedgerDamaged, StorageTrouble.
        """
        place = Folder(folder)

        def unwrap() -> bytes:
            key = keys.unwrap(place.keys, person_id, passphrase)
            if keys.read_ring(place.keys).person(person_id).once and not own_passphrase:
                raise KeyRefused("ledger.key.once")
            return key

        def settle(ledger: Ledger) -> None:
            if own_passphrase:
                ledger._wrap_for(ledger.me, own_passphrase, cost)
                ledger.note("passphrase")

        ledger, _ = cls._opened(place, unwrap, person_id, marks, settle)
        return ledger

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
        """Opens with the sealed recovery sheet and gives the person a new passphrase; stays visible in history.

        Raises InputError (a slip in the code) and as ``open``.
        """
        place, typed = Folder(folder), keys.read_recovery_code(code)

        def take_over(ledger: Ledger) -> None:
            ledger.write("ledger.recovered", [])
            ledger._wrap_for(ledger.me, new_passphrase, cost)
            ledger.note("recovered")

        def unwrap() -> bytes:
            keys.read_ring(place.keys).person(person_id)
            return keys.unwrap(place.keys, keys.RECOVERY, typed)

        ledger, _ = cls._opened(place, unwrap, person_id, marks, take_over)
        return ledger

    @classmethod
    def bring_back(
        cls, folder: Path, backup: Path, person_id: str, secret: str, *, me: str = "", marks: Path | None = None
    ) -> Ledger:
        """Makes a backup the ledger of a machine that has none, or none that opens: then that one is set aside, whole.

        ``person_id`` and ``secret`` as they were when it was made; with ``keys.RECOVERY`` and the recovery code, ``me`` is
        who is signed in. Nothing is touched before they open it and it is proven. Raises KeyRefused, LedgerDamaged,
        LedgerBusy, StorageTrouble. Where the ledger opens, ``restore`` keeps more of it.
        """
        inside, place = Folder(backup), Folder(folder)
        ring = keys.read_ring(inside.keys)
        typed = keys.read_recovery_code(secret) if person_id == keys.RECOVERY else secret
        key = keys.peek(ring, person_id, typed)
        prove(inside.file, key)
        held = place.hold()
        try:
            place.replace_by(inside, lambda file: keys.write_ring(place.keys, keys.pointing_to(ring, file)))
        finally:
            held.release()

        def first(ledger: Ledger) -> None:
            ledger.note("restored", made=moment_of(backup).strftime("%Y-%m-%d %H:%M"))

        ledger, _ = cls._opened(place, lambda: key, me or person_id, marks, first)
        return ledger

    @classmethod
    def _opened(
        cls,
        place: Folder,
        unwrap: Callable[[], bytes],
        me: str,
        marks: Path | None,
        first: Callable[[Ledger], T],
        *,
        new: bool = False,
    ) -> tuple[Ledger, T]:
        """Holds the folder, then finds the key, then opens; whatever fails, everything is let go again."""
        with ExitStack() as undo:
            held = place.hold()
            undo.callback(held.release)
            key = unwrap()
            if new:
                place.set_aside_unfinished()
            connection = driver.connect(place.file, key, must_exist=not new)
            undo.callback(connection.close)
            prepare(connection, place.file.name, new=new)
            ledger = cls(connection, place, held, Marks(marks or default_marks()), me, key)
            cut = {} if new else ledger.audit_cut()
            if not new and not ledger.is_marked():
                ledger._begin_incarnation()
            made = first(ledger)
            if not new:
                ledger.erase_again()
                ledger.remember_erased()  # killed after an erasure, before the list was written
            ledger.look_only_if_helper()
            if cut:
                ledger.note("audit.cut", **cut)
            undo.pop_all()
        return ledger, made

    def close(self) -> None:
        """Closes the file; may be called again."""
        with self._lock:
            if self._db is None:
                return
            with suppress(LedgerError):
                self.remember()
            with suppress(driver.DatabaseError):
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._db.close()
            self._db = None
            self._held.release()

    @property
    def folder(self) -> Path:
        """The folder of the ledger."""
        return self._folder.path
