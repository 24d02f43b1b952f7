"""The laptop's verbs towards the county: enrol, send, receive. Everything here works on an open ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from app.actions import Verb
from app.actions.joining import equal_consents
from app.errors import ExchangeError
from storage.ids import new_id
from storage.ledger import Ledger
from sync import files, letters, office
from sync.carrier import Carrier, offer
from sync.enrolment import Grant, Request, new_file_id, read_grant, write_request
from sync.envelope import Header, same_code, seal
from sync.keyring import County, county_of, enrolled, keep_county, keys_made, my_code
from sync.manifest import Sent, manifest_of
from sync.pack import pack
from sync.receipt import Receipt, receipt_in
from sync.receiving import Became, Found, Outcome, Sort, from_county, receive_all
from sync.vocabulary import needed, plainest

__all__ = [
    "Became", "County", "Outcome", "Requested", "Sent", "accept_grant", "county_of", "my_code", "open_grant", "receive",
    "request_enrolment", "send",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Requested:
    """A request that was written, and the code to read out to the county."""

    path: Path
    code: str


# --- enrolment -------------------------------------------------------------------------------------------------------


def request_enrolment(
    ledger: Ledger, to: Path | Carrier, now: datetime, label: str = "", *, anew: bool = False
) -> Requested:
    """Writes a request for the county or the office. ``label`` tells the laptops of one office apart.

    ``anew``: as a new laptop, because this one was stopped; done by itself where the ledger knows. Raises NotAllowed,
    StorageTrouble.
    """
    if anew:
        ledger.begin_anew()
    else:
        office.begin_anew_if_stopped(ledger)
    keys, unit = keys_made(ledger), ledger.unit
    me, *was = ledger.incarnations()
    request = Request(me, unit.code, unit.name, label or ledger.me.name, keys.public, tuple(was))
    file_id = new_file_id()
    name = files.file_name("request", unit.code, now.date(), file_id)
    return Requested(files.carrier(to).put(name, write_request(request, keys, file_id)), request.code)


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
    county = County(grant.hub, grant.hub_name, grant.keys, grant.replica, _ms(now), grant.addresses, grant.certificate)
    keep_county(ledger, county)
    told = {"county": county.id, "name": county.name, "code": county.code}
    ledger.log_exchange("enrolled", county.id, path.name, msgspec.json.encode(told).decode())
    return county


# --- to the county ---------------------------------------------------------------------------------------------------


def send(ledger: Ledger, to: Path | Carrier, now: datetime) -> Sent:
    """Writes what the county lacks, as far as each woman consents, as one file onto a carrier, and logs what left.

    Contains everything the last receipt does not confirm, so any earlier file may be lost. Raises ExchangeError
    ``exchange.not_enrolled``, StorageTrouble; nothing that was told changes then.
    """
    keys, county = enrolled(ledger)
    _say_it_of_every_entry(ledger)
    delta = plainest(ledger.exchange.collect_for_county(county.id))
    file_id, unit = new_file_id(), ledger.unit.code
    recipients, needs = {county.id: county.keys}, needed(delta)
    content = seal(
        pack(delta),
        what="bundle",
        file_id=file_id,
        sender=ledger.exchange.replica,
        keys=keys,
        to=recipients,
        needs=needs,
        letter=letters.last_letter(ledger),
    )
    path, refused = offer(files.carrier(to), files.file_name("bundle", unit, now.date(), file_id), content)
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
    return Sent(path, manifest, refused)


def _say_it_of_every_entry(ledger: Ledger) -> None:
    """Before anything leaves: where one woman has several entries, her strictest word holds for each of them.

    Two laptops may have joined her entries and heard her refusal without knowing of each other.
    """
    for story in ledger.stories(ledger.same.women):
        if writes := equal_consents(story, fresh=new_id):
            ledger.write(Verb.EQUAL, writes)


# --- from the county -------------------------------------------------------------------------------------------------


def receive(ledger: Ledger, place: Path | Carrier, now: datetime) -> list[Outcome]:
    """Reads one file, or every file of ours on a carrier, and says what became of each.

    What cannot be used is an outcome with its error; the ledger is then as before. Raises StorageTrouble if the carrier
    cannot be read.
    """
    return receive_all(ledger, files.carrier(place), now, _SORTS)


def _open_grant(ledger: Ledger, _header: Header, file: bytes, path: Path) -> Found | None:
    grant = read_grant(file, path.name)
    return Found(path, _header, grant) if grant.replica == ledger.exchange.replica else None


def _show_grant(ledger: Ledger, found: Found, _now: datetime) -> Outcome:
    grant: Grant = found.content
    county = county_of(ledger)
    known = county is not None and (county.id, county.keys) == (grant.hub, grant.keys)
    return Outcome(found.path, Became.KNOWN if known else Became.GRANT, grant=grant)


def _open_receipt(ledger: Ledger, header: Header, file: bytes, path: Path) -> Found | None:
    content = from_county(ledger, header, file, path)
    if content is None:
        return None
    receipt = receipt_in(content, path.name)
    return Found(path, header, receipt, receipt.number)


def _take_receipt(ledger: Ledger, found: Found, now: datetime) -> Outcome:
    receipt: Receipt = found.content
    _, county = enrolled(ledger)
    try:
        ledger.exchange.take_receipt(
            county.id,
            number=receipt.number,
            holds=receipt.reaches,
            refused=receipt.refused,
            at_ms=_ms(now),
            months=receipt.months,
            speaks=receipt.speaks,
        )
    except ExchangeError as error:
        known = error.code == "exchange.receipt.stale"
        return Outcome(found.path, Became.KNOWN if known else Became.REFUSED, receipt, error=error)
    told = {
        "number": receipt.number,
        "bundle": receipt.bundle,
        "outcome": receipt.outcome,
        "at_ms": receipt.at_ms,
        "refused": [list(one) for one in receipt.refused],
        "withdrawn": list(receipt.withdrawn),
        "erased": list(receipt.erased),
    }
    ledger.log_exchange("received", county.id, found.path.name, msgspec.json.encode(told).decode())
    return Outcome(found.path, Became.TAKEN, receipt)


_SORTS = {
    "grant": Sort(_open_grant, _show_grant),
    "receipt": Sort(_open_receipt, _take_receipt),
    "letter": letters.SORT,
    **office.SORTS,
}


def _ms(now: datetime) -> int:
    return int(now.timestamp() * 1000)
