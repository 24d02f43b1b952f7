"""The laptops of one office exchange with each other: one file for each of the others, and what came from them.

Who belongs is in ``sync.membership``; everything a page or a command needs is named here.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec

from app.actions import Verb
from app.actions.office import one_unit
from app.delta import Delta
from app.errors import ExchangeError, ExchangeWaits, NotCarried
from app.records import Laptop, Unit
from storage.ledger import Ledger
from sync import files
from sync.admission import Admission, read_admission
from sync.carrier import Carrier, offer
from sync.enrolment import Request, new_file_id, read_request
from sync.envelope import Header, PublicKeys, open_sealed, seal
from sync.joining import (
    Admitted,
    Noticed,
    accept,
    admission_in,
    admit,
    begin_anew_if_stopped,
    open_admission,
    open_request,
    stop,
    tell_county,
)
from sync.keyring import my_keys
from sync.manifest import Sent, manifest_of
from sync.membership import SIGNED, OfficeLaptop, accepted, all_members, belonging, keys_of, members, standing_members
from sync.news import News, news, of_our_village, state_of
from sync.pack import pack
from sync.receiving import Became, Found, Outcome, Sort
from sync.unpack import unpack
from sync.vocabulary import THIRD

__all__ = [
    "SORTS", "Admission", "Admitted", "News", "Noticed", "OfficeLaptop", "Request", "Sent", "accept", "admit",
    "begin_anew_if_stopped", "belonging", "members", "open_admission", "open_request", "put_in_order", "send_office",
    "stop", "tell_county",
]  # fmt: skip

CONSENT = "office"
"""Why it may leave this laptop: whoever works in the office may read it there anyway."""


def send_office(ledger: Ledger, to: Path | Carrier, now: datetime) -> list[Sent]:
    """Writes for each other laptop of the office what it lacks by what it last told, one file each, and logs what left.

    Any earlier file may be lost: the next contains it. Raises ExchangeError ``office.not_member``, ``office.nobody`` (there is
    no other), LedgerError ``ledger.copied``, NotAllowed, StorageTrouble.
    """
    keys, me, unit = belonging(ledger), ledger.exchange.replica, ledger.unit.code
    others = {name: laptop for name, laptop in standing_members(ledger).items() if name != me}
    if not others:
        raise ExchangeError("office.nobody")
    place, sent = files.carrier(to), []
    for replica, other in others.items():
        delta = ledger.exchange.collect_for_office(ledger.exchange.acknowledged(replica))
        file_id = new_file_id()
        content = seal(
            pack(delta),
            what="office",
            file_id=file_id,
            sender=me,
            keys=keys,
            to={replica: keys_of(other)},
            needs=THIRD,
        )
        path, refused = offer(place, files.file_name("office", unit, now.date(), file_id), content)
        if refused is not None:  # it may not be enrolled at the county, which then knows nobody to pass it on to
            refused = NotCarried("office.not_carried", label=other.label)
        manifest = manifest_of(
            delta,
            bundle=file_id,
            file=path.name,
            at_ms=_ms(now),
            unit=unit,
            to=replica,
            to_name=other.label,
            size=len(content),
            consent=CONSENT,
        )
        ledger.log_exchange("given", replica, path.name, manifest.json)
        sent.append(Sent(path, manifest, refused))
    return sent


# --- what came -------------------------------------------------------------------------------------------------------


def _open_bundle(ledger: Ledger, header: Header, file: bytes, path: Path) -> Found | None:
    me, keys = ledger.exchange.replica, my_keys(ledger)
    if keys is None or me not in header.to:
        return None

    def sender(replica: str) -> PublicKeys:
        return keys_of(_sender(ledger, replica, path))

    opened = open_sealed(file, path.name, me=me, keys=keys, senders=sender)
    return Found(path, header, unpack(opened.content))


def _take_bundle(ledger: Ledger, found: Found, now: datetime) -> Outcome:
    delta: Delta = found.content
    # Another file on the same stick may have told of its being stopped since this one was opened.
    sender = _sender(ledger, found.header.sender, found.path)
    if any(cell.kind == Laptop.kind and cell.field in SIGNED for cell in delta.cells):
        raise ExchangeError(
            "exchange.malformed", file=found.path.name, part=Laptop.kind
        )  # nobody edits a laptop's word
    if not of_our_village(ledger, delta):
        raise ExchangeError("office.other_village", file=found.path.name, label=sender.label)
    was = state_of(ledger)
    try:
        merged = ledger.exchange.merge(delta)
    except ExchangeWaits as error:
        if error.code != "exchange.gap":
            raise
        raise _gap(ledger, found.path, error) from error
    ledger.exchange.hear(sender.laptop, delta.upto, _ms(now))
    put_in_order(ledger)
    told = news(sender.label, merged.new_records, merged.cells, was, state_of(ledger))
    if not merged.already_held:
        kept = {"label": told.sender, "records": told.records, "edits": told.edits, "differences": told.differences}
        ledger.log_exchange("taken", sender.laptop, found.path.name, msgspec.json.encode(kept).decode())
    return Outcome(found.path, Became.KNOWN if merged.already_held else Became.TAKEN, news=told)


def put_in_order(ledger: Ledger) -> None:
    """A new laptop's ledger began with a record of the village of its own: one is left.

    A change of this ledger, as any; every other laptop that holds the same writes the same. Raises NotAllowed.
    """
    if writes := one_unit(ledger.all(Unit)):
        ledger.write(Verb.AFTER_MERGE, writes)


def _sender(ledger: Ledger, replica: str, path: Path) -> Laptop:
    one = all_members(ledger).get(replica)
    if one is None:
        raise ExchangeError("office.stranger", file=path.name)
    if not one.standing:
        raise ExchangeError("office.revoked", file=path.name, label=one.laptop.label)
    return one.laptop


def _gap(ledger: Ledger, path: Path, error: ExchangeWaits) -> ExchangeWaits:
    missing = all_members(ledger).get(str(error.facts["replica"]))
    if missing is None:
        return ExchangeWaits("office.gap_unknown", **{**error.facts, "file": path.name})
    return ExchangeWaits("office.gap", **{**error.facts, "file": path.name, "label": missing.laptop.label})


# --- coming and going ------------------------------------------------------------------------------------------------


def _open_admission(ledger: Ledger, header: Header, file: bytes, path: Path) -> Found | None:
    if read_admission(file, path.name).new.replica != ledger.exchange.replica:
        return None
    return Found(path, header, admission_in(ledger, file, path.name))


def _show_admission(ledger: Ledger, found: Found, _now: datetime) -> Outcome:
    admission: Admission = found.content
    known = accepted(ledger)
    there = known is not None and known.by.replica == admission.by.replica
    return Outcome(found.path, Became.KNOWN if there else Became.ADMISSION, admission=admission)


def _open_request(ledger: Ledger, header: Header, file: bytes, path: Path) -> Found | None:
    request, _ = read_request(file, path.name)
    mine = request.replica == ledger.exchange.replica or request.unit != ledger.unit.code
    return None if mine else Found(path, header, request)


def _show_request(ledger: Ledger, found: Found, _now: datetime) -> Outcome:
    request: Request = found.content
    known = request.replica in standing_members(ledger)
    return Outcome(found.path, Became.KNOWN if known else Became.REQUEST, request=request)


SORTS = {
    "office": Sort(_open_bundle, _take_bundle),
    "admission": Sort(_open_admission, _show_admission),
    "request": Sort(_open_request, _show_request),
}
"""How each sort of file of the office is opened and taken in."""


def _ms(now: datetime) -> int:
    return int(now.timestamp() * 1000)
