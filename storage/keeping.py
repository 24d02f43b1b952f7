"""Keeping the ledger: who can open it, backups, and checking it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from app.records import Worker
from app.records.writes import Add
from storage import keys
from storage.audit import Audited
from storage.backup import Proof, back_up, broken_links, problems_of, rotate
from storage.ids import new_id
from storage.local import Local
from storage.writing import Writing


class Keeping(Writing, Local, Audited):
    """The keeping side of a ledger."""

    def add_person(self, name: str, passphrase: str, role: str = "worker", *, cost: keys.Cost | None = None) -> Worker:
        """Another person of this laptop, with a passphrase of her own and a name in history."""
        worker = Worker(id=new_id(), subject="", name=name, role=role)
        self.write("person.add", [Add(worker)])
        self._wrap_for(worker, passphrase, cost)
        self.note("person.add")
        return worker

    def change_passphrase(self, old: str, new: str, *, cost: keys.Cost | None = None) -> None:
        """A new passphrase for whoever is signed in. Raises KeyRefused when the old one is wrong."""
        keys.unwrap(self._folder.keys, self._me, old)
        self._wrap_for(self.me, new, cost)
        self.note("passphrase")

    def _wrap_for(self, worker: Worker, passphrase: str, cost: keys.Cost | None) -> None:
        ring = keys.read_ring(self._folder.keys)
        keys.replace_person(
            self._folder.keys,
            keys.wrap(
                self._key, ledger=ring.ledger, person_id=worker.id, name=worker.name, secret=passphrase,
                cost=cost or keys.Cost(),
            ),
        )  # fmt: skip

    def back_up(self, target: Path | None = None, now: datetime | None = None) -> Proof:
        """A proven backup: into the ledger's own folder (the newest few are kept), or onto a stick."""
        when = now or datetime.now().astimezone()
        with self.reading() as db:
            proof = back_up(db, self._key, self._folder.file, self._folder.keys, target or self._folder.backups, when)
        if target is None:
            rotate(self._folder.backups, keep=proof.folder)
        else:
            self.note("backup", records=proof.records)
        self.set_setting("backup.proven", str(int(when.timestamp() * 1000)).encode())
        return proof

    def verify(self) -> list[str]:
        """What does not hold in the file: SQLite's checks, foreign keys, both chains. Empty when all is well."""
        with self.reading() as db:
            return [*problems_of(db), *broken_links(db), *self.broken_audit()]
