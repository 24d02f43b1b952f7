"""The county: enrols laptops, takes their bundles in, answers each with a receipt (``docs/sync.md`` §9)."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self, TypeVar

from sqlalchemy import Connection

from app.errors import ExchangeError, ExchangeWaits, FileError, StorageTrouble, SuifangError
from storage.files import trouble, write_whole
from sync import receipt as receipts
from sync.enrolment import Grant, Request, new_file_id, read_request, write_grant
from sync.envelope import (
    Keys,
    PublicKeys,
    lock_keys,
    new_keys,
    open_nothing,
    open_sealed,
    peek,
    short_code,
    unlock_keys,
)
from sync.files import file_name
from sync.hub import letters, store
from sync.hub.addresses import addresses, set_addresses
from sync.hub.certificate import certificate_of, server_context
from sync.hub.intake import Taken, check_audience
from sync.hub.store import Laptop, Store, default_url
from sync.hub.taking import Parcel, Settled, settle
from sync.letter import Letter, write_letter
from sync.receipt import Receipt
from sync.unpack import unpack

KEYS_FILE = "hub-keys.age"

T = TypeVar("T")


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
        """Opens the hub in a folder.

        Raises FileError ``hub.missing``, KeyRefused ``hub.key.wrong``, LedgerTooNew ``hub.too_new``, StorageTrouble.
        """
        locked = home / KEYS_FILE
        if not locked.is_file():
            raise FileError("hub.missing", folder=str(home))
        with trouble(locked):
            keys = unlock_keys(locked.read_bytes(), passphrase)
        database = Store(url or default_url(home))
        try:
            if not database.is_hub:
                raise FileError("hub.missing", folder=database.place)
            database.create_tables()  # what came since, of an earlier program's hub
            return cls(database, keys)
        except SuifangError:
            database.close()
            raise

    def close(self) -> None:
        """Lets go of the database."""
        self._store.close()

    def for_another_process(self) -> tuple[str, Keys]:
        """What another process of this machine opens the same hub with; no line of this one is shared with it."""
        self._store.close()
        return self._store.url, self._keys

    @property
    def public(self) -> PublicKeys:
        """What laptops must know of it."""
        return self._keys.public

    @property
    def code(self) -> str:
        """The short code of the county's keys, to be made known to the villages."""
        return short_code(self.id, self.public)

    @property
    def certificate(self) -> str:
        """The certificate of its line (PEM)."""
        return certificate_of(self._keys)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where its line answers, ``host:port``, the best first. Raises StorageTrouble."""
        return self._store.transact(addresses)

    def set_addresses(self, known: Sequence[str]) -> None:
        """Says where its line answers from now on. Raises StorageTrouble."""
        self._store.transact(lambda db: set_addresses(db, known))

    def line(self) -> ssl.SSLContext:
        """What its line shows and speaks. Raises OSError."""
        return server_context(self._keys)

    def laptop(self, replica: str) -> Laptop | None:
        """A laptop that was enrolled at some time. Raises StorageTrouble."""
        return self.transact(lambda db: store.laptop(db, replica))

    def transact(self, work: Callable[[Connection], T]) -> T:
        """Does work in a transaction, as ``Store.transact`` does."""
        return self._store.transact(work)

    def letter(self, letter: Letter, file_id: str, to: Laptop) -> bytes:
        """A letter as a file that this laptop alone can open."""
        return write_letter(letter, file_id=file_id, hub=self.id, keys=self._keys, laptop=to.replica, to=to.keys)

    def enrol(self, file: bytes, name: str, now: datetime) -> Enrolled:
        """Enrols the laptop of a request, after its code was compared. Raises ExchangeError."""
        request, file_id = read_request(file, name)
        line = (self.addresses, self.certificate)
        with self._store.begin() as db:
            store.enrol(db, request, _ms(now))
            letters.begin(db, request.replica, letters.Line.at(*line))
        grant_id = new_file_id()
        grant = Grant(file_id, request.replica, self.id, self.name, self.public, *line)
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
        (answer,) = self.take_all([(name, file)], now)
        if isinstance(answer, SuifangError):
            raise answer
        return answer

    def take_all(self, files: Sequence[tuple[str, bytes]], now: datetime) -> list[Answer | SuifangError]:
        """Takes the bundles of many villages in together, each whole or not at all; what ``take`` raises is returned.

        Bundles of one village are taken in the order given.
        """
        senders = self._senders(files)
        answers: list[Answer | SuifangError | None] = [None] * len(files)
        rounds: list[dict[str, tuple[int, Parcel]]] = []
        for place, (name, file) in enumerate(files):
            try:
                parcel = self._open(file, name, senders)
            except ExchangeError as error:
                answers[place] = error
                continue
            unit = senders[parcel.header.sender].unit
            turn = next((turn for turn in rounds if unit not in turn), None)
            if turn is None:
                rounds.append(turn := {})
            turn[unit] = (place, parcel)
        for turn in rounds:
            places, parcels = zip(*turn.values(), strict=True)
            for place, answer in zip(places, self._settle(parcels, now), strict=True):
                answers[place] = answer
        return [answer for answer in answers if answer is not None]

    def _senders(self, files: Sequence[tuple[str, bytes]]) -> dict[str, Laptop]:
        named = set()
        for name, file in files:
            with suppress(ExchangeError):  # said when it is opened
                named.add(peek(file, name, even_newer=True).sender)
        return self._store.transact(lambda db: store.laptops_named(db, named)) if named else {}

    def _open(self, file: bytes, name: str, senders: Mapping[str, Laptop]) -> Parcel:
        keys = {replica: laptop.keys for replica, laptop in senders.items()}
        try:
            opened = open_sealed(file, name, me=self.id, keys=self._keys, senders=keys.get)
        except ExchangeWaits as error:
            # The laptop hears that its file waits here for an update, and what this program speaks until then.
            return Parcel(name, open_nothing(file, name, senders=keys.get), error)
        if opened.header.what != "bundle":
            raise ExchangeError("exchange.not_bundle", file=name, what=opened.header.what)
        try:
            delta = unpack(opened.content)
            check_audience(delta)
        except ExchangeError as error:
            return Parcel(name, opened.header, error)
        return Parcel(name, opened.header, delta)

    def _settle(self, parcels: Sequence[Parcel], now: datetime) -> list[Answer | SuifangError]:
        try:
            settled = self._store.transact(lambda db: settle(db, parcels, _ms(now)))
        except StorageTrouble as trouble:
            if len(parcels) == 1:
                return [trouble]
            return [answer for parcel in parcels for answer in self._settle([parcel], now)]  # others shall not suffer
        return [one if isinstance(one, ExchangeError) else self._answer(one, now) for one in settled]

    def _answer(self, settled: Settled, now: datetime) -> Answer:
        laptop, file_id = settled.laptop, new_file_id()
        content = receipts.write_receipt(
            settled.receipt, file_id=file_id, hub=self.id, keys=self._keys, laptop=laptop.replica, to=laptop.keys
        )
        name = file_name("receipt", laptop.unit, now.date(), file_id)
        taken = settled.taken or Taken()
        return Answer(
            laptop, settled.receipt.outcome, settled.receipt, name, content, taken.records, taken.cells, settled.error
        )


def _ms(now: datetime) -> int:
    return int(now.timestamp() * 1000)
