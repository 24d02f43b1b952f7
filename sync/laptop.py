"""The laptop's side of the exchange: enrol, send, receive. Everything here is a verb on an open ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import msgspec

from app.actions import Verb
from app.actions.joining import equal_consents
from app.errors import ExchangeError, SuifangError
from storage.ids import new_id
from storage.ledger import Ledger
from sync import files
from sync.enrolment import Grant, Request, new_file_id, read_grant, write_request
from sync.envelope import Keys, PublicKeys, new_keys, open_sealed, peek, same_code, seal, short_code
from sync.manifest import Manifest, manifest_of
from sync.pack import pack
from sync.receipt import Receipt, receipt_in
from sync.vocabulary import needed, plainest

_KEYS = "exchange.keys"
_COUNTY = "exchange.county"


class _Mine(msgspec.Struct, frozen=True):
    """This laptop's keys and the incarnation they were made for."""

    replica: str
    keys: Keys


class County(msgspec.Struct, frozen=True):
    """The county this laptop accepted. ``replica``: the incarnation that was enrolled; a new one enrols again."""

    id: str
    name: str
    keys: PublicKeys
    replica: str
    since_ms: int

    @property
    def code(self) -> str:
        """The short code of its keys."""
        return short_code(self.id, self.keys)


@dataclass(frozen=True, slots=True)
class Requested:
    """A request that was written, and the code to read out to the county."""

    path: Path
    code: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A bundle that was written."""

    path: Path
    manifest: Manifest


class Became(StrEnum):
    """What became of a file."""

    TAKEN = "taken"
    KNOWN = "known"
    """A receipt not newer than the last one, or a grant that was accepted; nothing to do."""
    GRANT = "grant"
    """The county's answer to our request: its code is to be compared, then ``accept_grant``."""
    OTHER = "other"
    """Not for this laptop, or our own bundle still waiting for the county."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file and what became of it."""

    path: Path
    became: Became
    receipt: Receipt | None = None
    grant: Grant | None = None
    error: SuifangError | None = None


# --- enrolment -------------------------------------------------------------------------------------------------------


def county_of(ledger: Ledger) -> County | None:
    """The county this incarnation of the ledger is enrolled with."""
    kept = ledger.setting(_COUNTY)
    county = msgspec.msgpack.decode(kept, type=County) if kept else None
    return county if county and county.replica == ledger.exchange.replica else None


def my_code(ledger: Ledger) -> str | None:
    """The short code of this laptop's keys, once it has asked for enrolment."""
    keys = _keys(ledger)
    return short_code(ledger.exchange.replica, keys.public) if keys else None


def request_enrolment(ledger: Ledger, folder: Path, now: datetime, label: str = "") -> Requested:
    """Writes a request for the county. ``label`` tells the laptops of one office apart. Raises StorageTrouble."""
    replica = ledger.exchange.replica
    keys = _keys(ledger)
    if keys is None:
        keys = new_keys()
        ledger.set_setting(_KEYS, msgspec.msgpack.encode(_Mine(replica, keys)))
    unit = ledger.unit
    request = Request(replica, unit.code, unit.name, label or ledger.me.name, keys.public)
    file_id = new_file_id()
    name = files.file_name("request", unit.code, now.date(), file_id)
    return Requested(files.put(folder, name, write_request(request, keys, file_id)), request.code)


def open_grant(ledger: Ledger, path: Path) -> Grant:
    """Reads the county's answer, so that ``code`` can be shown. Raises ExchangeError, StorageTrouble."""
    grant = read_grant(files.get(path), path.name)
    if grant.replica != ledger.exchange.replica:
        raise ExchangeError("exchange.foreign", file=path.name)
    return grant


def accept_grant(ledger: Ledger, path: Path, code: str, now: datetime) -> County:
    """Accepts the county after she compared: ``code`` is what the county made known to her.

    Raises ExchangeError ``exchange.code_differs``, and as ``open_grant``.
    """
    grant = open_grant(ledger, path)
    if not same_code(code, grant.code):
        raise ExchangeError("exchange.code_differs", file=path.name)
    county = County(grant.hub, grant.hub_name, grant.keys, grant.replica, _ms(now))
    ledger.set_setting(_COUNTY, msgspec.msgpack.encode(county))
    told = {"county": county.id, "name": county.name, "code": county.code}
    ledger.log_exchange("enrolled", county.id, path.name, msgspec.json.encode(told).decode())
    return county


def _keys(ledger: Ledger) -> Keys | None:
    kept = ledger.setting(_KEYS)
    mine = msgspec.msgpack.decode(kept, type=_Mine) if kept else None
    return mine.keys if mine and mine.replica == ledger.exchange.replica else None


def _enrolled(ledger: Ledger) -> tuple[Keys, County]:
    keys, county = _keys(ledger), county_of(ledger)
    if keys is None or county is None:
        raise ExchangeError("exchange.not_enrolled")
    return keys, county


# --- to the county ---------------------------------------------------------------------------------------------------


def send(ledger: Ledger, folder: Path, now: datetime) -> Sent:
    """Writes what the county lacks, as far as each woman consents, as one file into a folder, and logs what left.

    Contains everything the last receipt does not confirm, so any earlier file may be lost. Raises ExchangeError
    ``exchange.not_enrolled``, StorageTrouble; nothing that was told changes then.
    """
    keys, county = _enrolled(ledger)
    _say_it_of_every_entry(ledger)
    delta = plainest(ledger.exchange.collect_for_county(county.id))
    file_id, unit = new_file_id(), ledger.unit.code
    replica = ledger.exchange.replica
    to, needs = {county.id: county.keys}, needed(delta)
    content = seal(pack(delta), what="bundle", file_id=file_id, sender=replica, keys=keys, to=to, needs=needs)
    path = files.put(folder, files.file_name("bundle", unit, now.date(), file_id), content)
    manifest = manifest_of(
        delta,
        bundle=file_id,
        file=path.name,
        at_ms=_ms(now),
        unit=unit,
        to=county.id,
        to_name=county.name,
        size=len(content),
    )
    ledger.log_exchange("sent", county.id, path.name, manifest.json)
    return Sent(path, manifest)


def _say_it_of_every_entry(ledger: Ledger) -> None:
    """Before anything leaves: where one woman has several entries, her strictest word holds for each of them.

    Two laptops may have joined her entries and heard her refusal without knowing of each other.
    """
    for story in ledger.stories(ledger.same.women):
        if writes := equal_consents(story, fresh=new_id):
            ledger.write(Verb.EQUAL, writes)


# --- from the county -------------------------------------------------------------------------------------------------


def receive(ledger: Ledger, place: Path, now: datetime) -> list[Outcome]:
    """Reads one file, or every file of ours in a folder, and says what became of each.

    What cannot be used is an outcome with its error; the ledger is then as before. Raises StorageTrouble if the folder
    cannot be read.
    """
    paths = files.find(place).ours if place.is_dir() else (place,)
    opened = [_open(ledger, path) for path in paths]
    # Oldest first, so that only what she took in before is called known.
    opened.sort(key=lambda outcome: outcome.receipt.number if outcome.receipt else 0)
    return [_take(ledger, outcome, now) if outcome.receipt else outcome for outcome in opened]


def _open(ledger: Ledger, path: Path) -> Outcome:
    me = ledger.exchange.replica
    try:
        file = files.get(path)
        header = peek(file, path.name)
        if header.what == "grant":
            grant = read_grant(file, path.name)
            return Outcome(path, _became(ledger, grant), grant=grant)
        if header.what != "receipt" or me not in header.to:
            return Outcome(path, Became.OTHER)
        keys, county = _enrolled(ledger)
        opened = open_sealed(file, path.name, me=me, keys=keys, senders={county.id: county.keys}.get)
        return Outcome(path, Became.TAKEN, receipt_in(opened.content, path.name))
    except SuifangError as error:
        return Outcome(path, Became.REFUSED, error=error)


def _became(ledger: Ledger, grant: Grant) -> Became:
    if grant.replica != ledger.exchange.replica:
        return Became.OTHER
    county = county_of(ledger)
    return Became.KNOWN if county and (county.id, county.keys) == (grant.hub, grant.keys) else Became.GRANT


def _take(ledger: Ledger, outcome: Outcome, now: datetime) -> Outcome:
    receipt = outcome.receipt
    _, county = _enrolled(ledger)
    if receipt is None:
        return outcome
    try:
        ledger.exchange.take_receipt(
            county.id, number=receipt.number, holds=receipt.reaches, refused=receipt.refused, at_ms=_ms(now)
        )
    except ExchangeError as error:
        known = error.code == "exchange.receipt.stale"
        return Outcome(outcome.path, Became.KNOWN if known else Became.REFUSED, receipt, error=error)
    told = {
        "number": receipt.number,
        "bundle": receipt.bundle,
        "outcome": receipt.outcome,
        "at_ms": receipt.at_ms,
        "refused": [list(one) for one in receipt.refused],
        "withdrawn": list(receipt.withdrawn),
        "erased": list(receipt.erased),
    }
    ledger.log_exchange("received", county.id, outcome.path.name, msgspec.json.encode(told).decode())
    return outcome


def _ms(now: datetime) -> int:
    return int(now.timestamp() * 1000)
