"""The county: enrols laptops, takes their bundles in, answers each with a receipt (``docs/sync.md`` §9)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, insert, select

from app.delta import Delta
from app.errors import ExchangeError, FileError
from storage.files import trouble, write_whole
from sync import receipt as receipts
from sync.enrolment import Grant, Request, new_file_id, read_request, write_grant
from sync.envelope import Keys, PublicKeys, lock_keys, new_keys, open_sealed, short_code, unlock_keys
from sync.files import file_name
from sync.hub import coverage as coverages
from sync.hub import store
from sync.hub.consents import erased_subjects, withdrawn_subjects
from sync.hub.coverage import Coverage
from sync.hub.intake import Taken, check_audience, take
from sync.hub.schema import ASIDE, BUNDLE
from sync.hub.store import Laptop, Store, default_url
from sync.receipt import Missing, Receipt, Refusal
from sync.unpack import unpack

KEYS_FILE = "hub-keys.age"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A laptop that was enrolled, and the grant for it as a file."""

    request: Request
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a bundle, and the receipt for it as a file. ``error``: why it was not taken in."""

    laptop: Laptop
    outcome: str
    receipt: Receipt
    name: str
    content: bytes
    records: int = 0
    cells: int = 0
    error: ExchangeError | None = None


class Hub:
    """An opened hub. ``keys`` are its private ones, in memory only."""

    def __init__(self, database: Store, keys: Keys) -> None:
        self._store = database
        self._keys = keys
        with database.begin() as db:
            self.id = (store.value(db, "id") or b"").decode()
            self.name = (store.value(db, "name") or b"").decode()
        if not self.id:
            raise FileError("hub.missing", folder=database.place)
        database.create_tables()  # of an earlier program's hub, what came since

    @classmethod
    def create(cls, home: Path, name: str, passphrase: str, url: str | None = None) -> Self:
        """A new hub in a folder. Raises FileError ``hub.exists``, StorageTrouble."""
        with trouble(home):
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
        if (home / KEYS_FILE).exists():
            raise FileError("hub.exists", folder=str(home))
        keys = new_keys()
        database = Store(url or default_url(home))
        database.create_tables()
        with database.begin() as db:
            if store.value(db, "id"):
                raise FileError("hub.exists", folder=str(home))
            store.set_value(db, "id", new_file_id().encode())
            store.set_value(db, "name", name.encode())
            # Inside the transaction: a hub without its keys could never answer anybody.
            write_whole(home / KEYS_FILE, lock_keys(keys, passphrase), private=True)
        return cls(database, keys)

    @classmethod
    def open(cls, home: Path, passphrase: str, url: str | None = None) -> Self:
        """Opens the hub in a folder. Raises FileError ``hub.missing``, KeyRefused ``hub.key.wrong``, StorageTrouble."""
        locked = home / KEYS_FILE
        if not locked.is_file():
            raise FileError("hub.missing", folder=str(home))
        with trouble(locked):
            keys = unlock_keys(locked.read_bytes(), passphrase)
        return cls(Store(url or default_url(home)), keys)

    def close(self) -> None:
        """Lets go of the database."""
        self._store.close()

    @property
    def public(self) -> PublicKeys:
        """What laptops must know of it."""
        return self._keys.public

    @property
    def code(self) -> str:
        """The short code of the county's keys, to be made known to the villages."""
        return short_code(self.id, self.public)

    def enrol(self, file: bytes, name: str, now: datetime) -> Enrolled:
        """Enrols the laptop of a request, after its code was compared. Raises ExchangeError."""
        request, file_id = read_request(file, name)
        with self._store.begin() as db:
            store.enrol(db, request, _ms(now))
        grant_id = new_file_id()
        grant = Grant(file_id, request.replica, self.id, self.name, self.public)
        return Enrolled(
            request,
            file_name("grant", request.unit, now.date(), grant_id),
            write_grant(grant, self._keys, grant_id),
        )

    def take(self, file: bytes, name: str, now: datetime) -> Answer:
        """Takes a bundle in, as one transaction, and answers.

        Raises ExchangeError for what does not come from an enrolled laptop of ours in one piece; trouble with what is
        inside is an answer too (``Answer.error``), so that the laptop hears of it.
        """
        opened = open_sealed(file, name, me=self.id, keys=self._keys, senders=self._keys_of)
        if opened.header.what != "bundle":
            raise ExchangeError("exchange.not_bundle", file=name, what=opened.header.what)
        taken, error = None, None
        try:
            delta = unpack(opened.content)
            check_audience(delta)
            with self._answering(opened.header.sender, name) as (db, laptop):
                coverage = coverages.read(db, laptop.unit)
                coverages.check(db, laptop.unit, coverage, delta)
                if not coverage.has(delta):
                    taken = _apply(db, laptop.unit, coverage, delta)
                outcome = receipts.TAKEN if taken else receipts.HELD
                return self._answer(db, laptop, coverage, opened.header.id, name, outcome, now, taken=taken)
        except ExchangeError as raised:
            if raised.code == "exchange.revoked":
                raise
            error = type(raised)(raised.code, **{"file": name, **raised.facts})
        with self._answering(opened.header.sender, name) as (db, laptop):
            coverage = coverages.read(db, laptop.unit)
            return self._answer(db, laptop, coverage, opened.header.id, name, error.code, now, error=error)

    @contextmanager
    def _answering(self, replica: str, name: str) -> Iterator[tuple[Connection, Laptop]]:
        with self._store.begin() as db:
            laptop = store.laptop(db, replica, lock=True)
            if laptop is None:
                raise ExchangeError("exchange.stranger", file=name, sender=replica)
            if laptop.revoked:
                raise ExchangeError("exchange.revoked", file=name, sender=replica)
            yield db, laptop

    def _keys_of(self, replica: str) -> PublicKeys | None:
        with self._store.begin() as db:
            laptop = store.laptop(db, replica)
        return laptop.keys if laptop else None

    def _answer(
        self,
        db: Connection,
        laptop: Laptop,
        coverage: Coverage,
        bundle: str,
        file: str,
        outcome: str,
        now: datetime,
        *,
        taken: Taken | None = None,
        error: ExchangeError | None = None,
    ) -> Answer:
        refused = db.execute(select(ASIDE.c.kind, ASIDE.c.id, ASIDE.c.code).where(ASIDE.c.unit == laptop.unit)).all()
        missing = error.facts.get("missing", ()) if error else ()
        receipt = Receipt(
            number=store.next_receipt(db, laptop, _ms(now)),
            bundle=bundle,
            outcome=outcome,
            at_ms=_ms(now),
            holds={r: (reach.seq, bytes(reach.link)) for r, reach in coverage.claimed.items() if reach.seq},
            refused=tuple(Refusal(*row) for row in refused),
            withdrawn=tuple(withdrawn_subjects(db, laptop.unit)),
            erased=tuple(sorted(erased_subjects(db, laptop.unit))),
            missing=tuple(one for one in missing if isinstance(one, Missing)) if isinstance(missing, tuple) else (),
        )
        db.execute(
            insert(BUNDLE),
            {
                "id": bundle,
                "unit": laptop.unit,
                "replica": laptop.replica,
                "file": file,
                "at_ms": _ms(now),
                "outcome": outcome,
                "records": taken.records if taken else 0,
                "cells": taken.cells if taken else 0,
                "refused": len(refused),
                "fresh": taken is not None,
            },
        )
        file_id = new_file_id()
        content = receipts.write_receipt(
            receipt, file_id=file_id, hub=self.id, keys=self._keys, laptop=laptop.replica, to=laptop.keys
        )
        name = file_name("receipt", laptop.unit, now.date(), file_id)
        counts = (taken.records, taken.cells) if taken else (0, 0)
        return Answer(laptop, outcome, receipt, name, content, *counts, error)


def _apply(db: Connection, unit: str, coverage: Coverage, delta: Delta) -> Taken:
    taken = take(db, unit, delta)
    coverage.take(delta, taken.opened)
    coverages.write(db, unit, coverage)
    coverages.remember_ends(db, unit, delta)
    return taken


def _ms(now: datetime) -> int:
    return int(now.timestamp() * 1000)
