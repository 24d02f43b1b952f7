"""A laptop comes to the office, or leaves it: admitting, accepting, stopping, telling the county (``docs/sync.md`` §11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from app.actions import Verb
from app.actions.office import stopping
from app.delta import BEGINNING
from app.errors import ExchangeError
from app.records import Laptop, LaptopStop
from app.records.writes import Add, Write
from storage.ledger import Ledger
from sync import files
from sync.admission import Admission, Seat, read_admission, write_admission
from sync.carrier import Carrier
from sync.enrolment import Request, new_file_id, read_request
from sync.envelope import same_code
from sync.keyring import keys_made, my_keys
from sync.membership import (
    OfficeLaptop,
    all_members,
    keep_admission,
    keys_of,
    members,
    seat_of,
    standing_members,
    voucher,
)
from sync.notice import Notice, code_of, write_notice


@dataclass(frozen=True, slots=True)
class Admitted:
    """An admission that was written. ``label``: of the new laptop. ``code``: this laptop's, to be typed on the new one."""

    path: Path
    label: str
    code: str


@dataclass(frozen=True, slots=True)
class Noticed:
    """A notice that was written, and its code to be read out to the county."""

    path: Path
    code: str


def begin_anew_if_stopped(ledger: Ledger) -> None:
    """A laptop that knows it may not exchange any more can only come back as a new one. Raises NotAllowed."""
    mine = all_members(ledger).get(ledger.exchange.replica)
    if mine is not None and not mine.standing:
        ledger.begin_anew()


# --- admitting -------------------------------------------------------------------------------------------------------


def open_request(ledger: Ledger, path: Path) -> tuple[Request, str]:
    """Reads the request of another laptop of this village, and the id of its file.

    Raises ExchangeError: not a request, ``office.own_request``, ``office.other_unit`` (``ours``, ``theirs``),
    ``office.stopped`` (``label``: it has to ask as a new one), ``exchange.enrolled_otherwise``; StorageTrouble.
    """
    request, file_id = read_request(files.get(path), path.name)
    unit, known = ledger.unit, all_members(ledger).get(request.replica)
    if request.replica == ledger.exchange.replica:
        raise ExchangeError("office.own_request", file=path.name)
    if request.unit != unit.code:
        raise ExchangeError("office.other_unit", ours=unit.code, theirs=request.unit)
    if known is not None and not known.standing:
        raise ExchangeError("office.stopped", label=known.laptop.label)
    if known is not None and keys_of(known.laptop) != request.keys:
        raise ExchangeError("exchange.enrolled_otherwise", file=path.name)
    return request, file_id


def admit(
    ledger: Ledger,
    path: Path,
    code: str,
    to: Path | Carrier,
    now: datetime,
    *,
    label: str = "",
    goes_on: bool = False,
) -> Admitted:
    """Admits the laptop that wrote a request, after its code was compared, and writes the answer onto a carrier.

    ``label``: what this laptop is to be called, should it be the first. What the other was before it was restored is
    stopped as replaced, unless that one ``goes_on`` (the ledger was copied to another laptop and both are in use). Doing it
    again writes the answer again. Raises as ``open_request``, ``exchange.code_differs``, ``office.not_member`` (others
    belong here and this one does not), NotAllowed.
    """
    request, file_id = open_request(ledger, path)
    if not same_code(code, request.code):
        raise ExchangeError("exchange.code_differs", file=path.name)
    ledger.require_writer()
    _be_a_member(ledger, label, now)
    me, unit, known = ledger.exchange.replica, ledger.unit, all_members(ledger)
    writes: list[Write] = []
    if request.replica not in known:
        day, by = now.date().isoformat(), ledger.me.name
        writes.append(
            Add(voucher(me, Seat(request.replica, request.label or by, request.keys, day, by), keys_made(ledger)))
        )
    gone = [] if goes_on else [was for was in request.before if was in known and known[was].stop is None and was != me]
    writes += [Add(_stop_of(ledger, was, "replaced", now)) for was in gone]
    if writes:
        ledger.write(Verb.LAPTOP_ADMIT, writes)
    known, keys = all_members(ledger), keys_made(ledger)
    new, by_me = seat_of(known[request.replica].laptop), seat_of(known[me].laptop)
    answer, answer_id = Admission(file_id, unit.code, unit.name, new, by_me), new_file_id()
    name = files.file_name("admission", unit.code, now.date(), answer_id)
    where = files.carrier(to).put(name, write_admission(answer, keys, answer_id))
    return Admitted(where, new.label, answer.code)


def _be_a_member(ledger: Ledger, label: str, now: datetime) -> None:
    """Where nobody else belongs to the office, this laptop is the first. Raises ExchangeError ``office.not_member``."""
    standing, was = standing_members(ledger), ledger.incarnations()[1:]
    if ledger.exchange.replica in standing:
        return
    if not standing.keys() <= set(was):
        raise ExchangeError("office.not_member")
    begin_anew_if_stopped(ledger)
    me, keys, by = ledger.exchange.replica, keys_made(ledger), ledger.me.name
    first = Add(voucher(me, Seat(me, label or by, keys.public, now.date().isoformat(), by), keys))
    ledger.write(
        Verb.LAPTOP_ADMIT, [first, *(Add(_stop_of(ledger, one, "replaced", now)) for one in was if one in standing)]
    )


# --- accepting -------------------------------------------------------------------------------------------------------


def open_admission(ledger: Ledger, path: Path) -> Admission:
    """Reads the office's answer, so that ``code`` can be shown.

    Raises ExchangeError: not an admission, ``exchange.foreign``, ``office.other_unit``; StorageTrouble.
    """
    return admission_in(ledger, files.get(path), path.name)


def admission_in(ledger: Ledger, file: bytes, name: str) -> Admission:
    """The same from the content of a file."""
    admission, keys, unit = read_admission(file, name), my_keys(ledger), ledger.unit
    if keys is None or (admission.new.replica, admission.new.keys) != (ledger.exchange.replica, keys.public):
        raise ExchangeError("exchange.foreign", file=name)
    if admission.unit != unit.code:
        raise ExchangeError("office.other_unit", ours=unit.code, theirs=admission.unit)
    return admission


def accept(ledger: Ledger, path: Path, code: str, now: datetime) -> tuple[OfficeLaptop, ...]:
    """Belongs to the office from now on; ``code`` is what the laptop that admits shows as its own.

    The others become known with the first that is received from it. Raises as ``open_admission``,
    ``exchange.code_differs``, ``exchange.enrolled_otherwise`` (that laptop is known here with other keys), NotAllowed.
    """
    admission = open_admission(ledger, path)
    if not same_code(code, admission.code):
        raise ExchangeError("exchange.code_differs", file=path.name)
    known = all_members(ledger).get(admission.by.replica)
    if known is not None and keys_of(known.laptop) != admission.by.keys:
        raise ExchangeError("exchange.enrolled_otherwise", file=path.name)
    keep_admission(ledger, admission)
    mine = voucher(ledger.exchange.replica, msgspec.structs.replace(admission.by, by=ledger.me.name), keys_made(ledger))
    if ledger.get(Laptop, mine.id) is None:
        ledger.write(Verb.LAPTOP_ADMIT, [Add(mine)])
    told = {"label": admission.by.label, "code": admission.code, "day": now.date().isoformat()}
    ledger.log_exchange("admitted", admission.by.replica, path.name, msgspec.json.encode(told).decode())
    return members(ledger)


# --- stopping --------------------------------------------------------------------------------------------------------


def stop(ledger: Ledger, replica: str, reason: str, now: datetime) -> None:
    """From now on nothing is sealed to a laptop and nothing of it is taken. Nothing happens to one that is stopped.

    ``reason``: a code of ``laptop_stop``. Raises ExchangeError ``office.unknown_laptop``, NotAllowed.
    """
    known = all_members(ledger)
    if replica not in known:
        raise ExchangeError("office.unknown_laptop")
    if known[replica].stop is None:
        ledger.write(Verb.LAPTOP_STOP, [Add(_stop_of(ledger, replica, reason, now))])


def tell_county(ledger: Ledger, replica: str, to: Path | Carrier, now: datetime) -> Noticed:
    """Writes for the county that a laptop was stopped here. Raises ExchangeError ``office.unknown_laptop``, StorageTrouble."""
    one = all_members(ledger).get(replica)
    if one is None or one.stop is None:
        raise ExchangeError("office.unknown_laptop")
    stop, keys, file_id = one.stop, keys_made(ledger), new_file_id()
    notice = Notice(replica, stop.reason, stop.seq, bytes.fromhex(stop.link or ""), stop.date)
    content = write_notice(notice, file_id=file_id, sender=ledger.exchange.replica, keys=keys)
    path = files.carrier(to).put(files.file_name("notice", ledger.unit.code, now.date(), file_id), content)
    told = {"label": one.laptop.label, "reason": stop.reason, "seq": stop.seq, "day": stop.date}
    ledger.log_exchange("noticed", replica, path.name, msgspec.json.encode(told).decode())
    return Noticed(path, code_of(notice, keys.public))


def _stop_of(ledger: Ledger, replica: str, reason: str, now: datetime) -> LaptopStop:
    reach = ledger.exchange.reaches().get(replica, BEGINNING)
    link = reach.link.hex() if reach.seq else ""
    return stopping(replica, reason, day=now.date().isoformat(), by=ledger.me.name, seq=reach.seq, link=link)
