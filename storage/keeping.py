"""Keeping the ledger: who can open it, what day it is, backups, and checking it."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import msgspec

from app.errors import LedgerError
from app.records import Worker
from app.records.writes import Add, Edit
from storage import clock, keys
from storage.backup import Proof, back_up, problems_of, rotate
from storage.ids import new_id
from storage.restoring import Restoring

LOOKS_ONLY = "helper"
"""The role that may look and not write."""

SHEET = "recovery.unkept"
"""The setting that stands while a recovery code was made and its sheet is not known to be put away."""

_TROUBLE = "backup.trouble"


class Keeping(Restoring):
    """The keeping side of a ledger."""

    # People

    def add_person(self, name: str, passphrase: str, role: str = "worker", *, cost: keys.Cost | None = None) -> Worker:
        """Another person of this laptop, with a passphrase of her own and a name in history."""
        worker = Worker(id=new_id(), subject="", name=name, role=role)
        self.write("person.add", [Add(worker)])
        self._wrap_for(worker, passphrase, cost)
        self.note("person.add", person=worker.id)
        return worker

    def change_passphrase(self, old: str, new: str, *, cost: keys.Cost | None = None) -> None:
        """A new passphrase for whoever is signed in. Raises KeyRefused when the old one is wrong."""
        keys.unwrap(self._folder.keys, self._me, old)
        self._wrap_for(self.me, new, cost)
        self.note("passphrase")

    def give_passphrase(self, person_id: str, *, cost: keys.Cost | None = None) -> str:
        """A passphrase for one sign-in of somebody who forgot hers; at that sign-in she chooses her own.

        Raises NotAllowed for a helper, KeyRefused ``ledger.key.nobody``.
        """
        self.require_writer()
        person = self._other(person_id)
        secret = keys.new_one_time()
        self.note("passphrase.given", person=person_id)
        self._wrap_for(person, secret, cost, once=True)
        return secret

    def new_recovery(self, *, cost: keys.Cost | None = None) -> str:
        """A new recovery code; the sheet printed before opens nothing any more. Raises NotAllowed for a helper."""
        self.require_writer()
        code = keys.new_recovery_code()
        self.note("recovery.new")
        self.set_setting(SHEET, b"1")
        keys.replace_person(self._folder.keys, self._wrapped(keys.RECOVERY, "", code, cost))
        return code

    def remove_person(self, person_id: str, *, cost: keys.Cost | None = None) -> str:
        """Takes somebody's key away: the ledger is closed with a new key that hers does not open.

        Returns the new recovery code; the sheet printed before opens nothing any more. Backups made before are still
        closed with the old key. Killed at any moment, all of it is done or nothing. Raises NotAllowed for a helper,
        LedgerError ``ledger.person.yourself``, ``ledger.keys.first_form``, KeyRefused ``ledger.key.nobody``.
        """
        self.require_writer()
        gone = self._other(person_id)
        key, code = keys.new_key(), keys.new_recovery_code()
        ring = keys.read_ring(self._folder.keys)
        staying = tuple(keys.box_anew(p, key, ring.ledger) for p in ring.people if p.id != gone.id)
        sheet = self._wrapped(keys.RECOVERY, "", code, cost, key=key)
        today = self.clock.today().isoformat()

        def leave(ledger: Keeping) -> None:
            ledger.write("person.remove", [Edit("worker", gone.id, {"left": today})])
            ledger.note("person.remove", person=gone.id)
            ledger.set_setting(SHEET, b"1")

        after = msgspec.structs.replace(ring, people=staying, recovery=sheet, tries={}, key=keys.name_of(key))
        with self.reading() as db:
            self._renew(db, key, after, leave)
        self._tell_all()
        return code

    def look_only_if_helper(self) -> None:
        """From here on nothing is written if whoever is signed in is a helper."""
        mine = self.get(Worker, self._me)
        self._looks_only = mine is not None and mine.role == LOOKS_ONLY

    def sheet_kept(self) -> None:
        """She says that the recovery sheet is printed and put away."""
        self.set_setting(SHEET, None)

    def sheet_missing(self) -> bool:
        """Whether a recovery code was made and nobody said yet that its sheet is put away."""
        return self.setting(SHEET) is not None

    def _other(self, person_id: str) -> Worker:
        if person_id == self._me:
            raise LedgerError("ledger.person.yourself")
        keys.read_ring(self._folder.keys).person(person_id)
        worker = self.get(Worker, person_id)
        if worker is None:
            raise LedgerError("ledger.no_such_record", kind="worker")
        return worker

    def _wrap_for(self, worker: Worker, passphrase: str, cost: keys.Cost | None, *, once: bool = False) -> None:
        wrapped = self._wrapped(worker.id, worker.name, passphrase, cost, once=once)
        keys.replace_person(self._folder.keys, wrapped)

    def _wrapped(
        self,
        person: str,
        name: str,
        secret: str,
        cost: keys.Cost | None,
        *,
        key: bytes | None = None,
        once: bool = False,
    ) -> keys.Wrapped:
        return keys.wrap(
            key or self._key, ledger=keys.read_ring(self._folder.keys).ledger, person_id=person, name=name,
            secret=secret, cost=cost or keys.Cost(), once=once,
        )  # fmt: skip

    # What day it is

    def clock_doubt(self) -> clock.Doubt | None:
        """Whether the machine's date can be believed; None when it can."""
        with self.reading() as db:
            return clock.doubt(db, self.clock)

    def tell_today(self, day: date) -> None:
        """She says what day it is: from here on, and until the ledger is closed, that is today."""
        machine = self.clock.today().isoformat()
        self.clock.set_today(day)
        with self.changing(by_helper=True) as db:
            clock.remember(db, self.clock)
        self.note("clock", machine=machine, said=day.isoformat())

    # Backups

    def back_up(self, target: Path | None = None, now: datetime | None = None) -> Proof:
        """A proven backup: into the ledger's own folder (where the newest of days, weeks and months stay), or onto a stick.

        Raises StorageTrouble or LedgerDamaged; that it could not be proven is then remembered (``backup_trouble``).
        """
        if target is not None:
            self.require_writer()
        when = now or self.clock.now()
        try:
            with self.reading() as db:
                place = target or self._folder.backups
                proof = back_up(db, self._key, self._folder.file, self._folder.keys, place, when)
        except LedgerError as error:
            if target is None:
                with suppress(LedgerError):
                    self.set_setting(_TROUBLE, error.code.encode())
            raise
        if target is None:
            rotate(self._folder.backups, keep=(proof.folder,))
        else:
            self.note("backup", records=proof.records)
        self._remember_proof(proof, on_stick=target is not None)
        return proof

    def renew_backups(self) -> int:
        """Makes and proves a backup, then removes the older ones of this folder; how many went.

        After somebody was removed, or erased: the older ones still hold what is gone and open with what opened them.
        What lies on sticks is not reached. Raises as ``back_up``, NotAllowed for a helper.
        """
        self.require_writer()
        proof = self.back_up()
        return rotate(self._folder.backups, keep=(proof.folder,), all_else=True)

    def _remember_proof(self, proof: Proof, *, on_stick: bool) -> None:
        at = str(int(proof.at.timestamp() * 1000)).encode()
        self.set_setting("backup.proven", at)
        self.set_setting("backup.upto", str(self._changes()).encode())
        if on_stick:
            self.set_setting("backup.stick", at)
        else:
            self.set_setting(_TROUBLE, None)

    def backup_trouble(self) -> str:
        """The code of what kept the last backup of this folder from being proven, or ''."""
        return (self.setting(_TROUBLE) or b"").decode()

    def changed_since_backup(self) -> bool:
        """Whether anything was written since the last proven backup."""
        return (self.setting("backup.upto") or b"").decode() != str(self._changes())

    def _changes(self) -> int:
        with self.reading() as db:
            return int(db.execute("SELECT coalesce(max(id), 0) FROM change").fetchone()[0])

    def verify(self) -> list[str]:
        """What does not hold in the file: SQLite's checks, foreign keys, both chains. Empty when all is well."""
        with self.reading() as db:
            return [*problems_of(db), *self.broken_chains(), *self.broken_audit()]
