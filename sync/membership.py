"""Which laptops belong to the office: asking to, admitting, accepting, stopping (``docs/sync.md`` §11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from app import office as rules
from app.actions import Verb
from app.actions.office import admit as admitting
from app.actions.office import stopping
from app.delta import BEGINNING
from app.errors import ExchangeError
from app.office import Member
from app.records import Laptop, LaptopStop
from app.records.writes import Add
from storage.ledger import Ledger
from sync import files
from sync.admission import Admission, Seat, read_admission, write_admission
from sync.carrier import Carrier
from sync.enrolment import Request, new_file_id, read_request
from sync.envelope import Keys, PublicKeys, same_code, short_code
from sync.keyring import keys_made, my_keys
from sync.notice import Notice, code_of, write_notice


@dataclass(frozen=True, slots=True)
class OfficeLaptop:
    """A laptop of the office as this one knows it. ``mine``: it is this one.

    ``heard_ms``: when it last told us how far it is. ``lacks``: how many changes held here it had not seen then.
    ``beyond``: how many changes of a stopped one are here that were not known where it was stopped.
    """

    laptop: Laptop
    stop: LaptopStop | None
    mine: bool
    heard_ms: int | None
    lacks: int
    beyond: int

    @property
    def code(self) -> str:
        """The short code of its keys."""
        return short_code(self.laptop.id, keys_of(self.laptop))


@dataclass(frozen=True, slots=True)
class Admitted:
    """An admission that was written. ``code``: this laptop's, to be compared on the new one."""

    path: Path
    label: str
    code: str


@dataclass(frozen=True, slots=True)
class Noticed:
    """A notice that was written, and its code to be read out to the county."""

    path: Path
    code: str


def all_members(ledger: Ledger) -> dict[str, Member]:
    """Every laptop ever admitted, by replica."""
    return rules.members(ledger.all(Laptop), ledger.all(LaptopStop))


def standing_members(ledger: Ledger) -> dict[str, Laptop]:
    """Those that are not stopped."""
    return {replica: one.laptop for replica, one in all_members(ledger).items() if one.stop is None}


def keys_of(laptop: Laptop) -> PublicKeys:
    """Its public keys."""
    return PublicKeys(bytes.fromhex(laptop.sign_key), laptop.seal_key)


def members(ledger: Ledger) -> tuple[OfficeLaptop, ...]:
    """Every laptop that was admitted, stopped or not, in the order of admission."""
    exchange = ledger.exchange
    here, me = exchange.reaches(), exchange.replica
    held = {replica: reach.seq for replica, reach in here.items()}
    found = []
    for replica, one in all_members(ledger).items():
        told, heard = exchange.acknowledged(replica), exchange.last_receipt(replica)
        lacks = sum(max(0, reach.seq - told.get(name, BEGINNING).seq) for name, reach in here.items())
        past = rules.beyond(one.stop, held) if one.stop else 0
        mine = replica == me
        found.append(OfficeLaptop(one.laptop, one.stop, mine, heard[1] if heard else None, 0 if mine else lacks, past))
    return tuple(found)


def belonging(ledger: Ledger) -> Keys:
    """This laptop's keys. Raises ExchangeError ``office.not_member`` where it does not belong to the office, or no more."""
    keys = my_keys(ledger)
    if keys is None or ledger.exchange.replica not in standing_members(ledger):
        raise ExchangeError("office.not_member")
    return keys


def before(ledger: Ledger) -> str:
    """What this ledger was called before it was restored or copied: as the office knows it, else the last; "" for nothing."""
    names, known = ledger.incarnations()[1:], standing_members(ledger)
    return next((name for name in names if name in known), names[0] if names else "")


def begin_anew_if_stopped(ledger: Ledger) -> None:
    """A laptop that knows it was stopped can only come back as a new one. Raises NotAllowed."""
    mine = all_members(ledger).get(ledger.exchange.replica)
    if mine is not None and mine.stop is not None:
        ledger.begin_anew()


# --- admitting -------------------------------------------------------------------------------------------------------


def open_request(ledger: Ledger, path: Path) -> tuple[Request, str]:
    """Reads the request of another laptop of this village, and the id of its file.

    Raises ExchangeError: not a request, ``office.own_request``, ``office.other_unit`` (``ours``, ``theirs``),
    ``office.stopped`` (``label``: it was stopped and begins anew under another name), ``exchange.enrolled_otherwise``.
    """
    request, file_id = read_request(files.get(path), path.name)
    unit, known = ledger.unit, all_members(ledger).get(request.replica)
    if request.replica == ledger.exchange.replica:
        raise ExchangeError("office.own_request", file=path.name)
    if request.unit != unit.code:
        raise ExchangeError("office.other_unit", ours=unit.code, theirs=request.unit)
    if known is not None and known.stop is not None:
        raise ExchangeError("office.stopped", label=known.laptop.label)
    if known is not None and keys_of(known.laptop) != request.keys:
        raise ExchangeError("exchange.enrolled_otherwise", file=path.name)
    return request, file_id


def admit(
    ledger: Ledger, path: Path, code: str, to: Path | Carrier, now: datetime, *, goes_on: bool = False
) -> Admitted:
    """Admits the laptop that wrote a request, after its code was compared, and writes the answer onto a carrier.

    What it was before it was restored is stopped as replaced, unless that one ``goes_on`` (the ledger was copied to another
    laptop, and both are in use). Doing it again writes the answer again. Raises as ``open_request``,
    ``exchange.code_differs``, ``office.not_member`` (others belong here and this one does not), NotAllowed, StorageTrouble.
    """
    request, file_id = open_request(ledger, path)
    if not same_code(code, request.code):
        raise ExchangeError("exchange.code_differs", file=path.name)
    ledger.require_writer()
    alone = standing_members(ledger).keys() <= set(ledger.incarnations()[1:])
    if alone:
        begin_anew_if_stopped(ledger)
    elif ledger.exchange.replica not in standing_members(ledger):
        raise ExchangeError("office.not_member")
    me, keys, day, by = ledger.exchange.replica, keys_made(ledger), now.date().isoformat(), ledger.me.name
    known, was = all_members(ledger), set(ledger.incarnations()[1:])
    seats = [Seat(request.replica, request.label or request.unit_name, request.keys, day, by)]
    if me not in known:
        seats.insert(0, Seat(me, by, keys.public, day, by))
    gone = {*(() if goes_on or request.before == me else (request.before,)), *(was if alone else ())}
    stops = [_stop_of(ledger, one, "replaced", now) for one in gone if one in known and known[one].stop is None]
    if writes := admitting(map(_laptop, seats), known, stops):
        ledger.write(Verb.LAPTOP_ADMIT, writes)
    unit = ledger.unit
    answer = Admission(
        file_id,
        request.replica,
        unit.code,
        unit.name,
        me,
        keys.public,
        tuple(map(_seat, standing_members(ledger).values())),
    )
    answer_id = new_file_id()
    name = files.file_name("admission", unit.code, now.date(), answer_id)
    place = files.carrier(to).put(name, write_admission(answer, keys, answer_id))
    return Admitted(place, seats[-1].label, short_code(me, keys.public))


def open_admission(ledger: Ledger, path: Path) -> Admission:
    """Reads the office's answer, so that ``code`` can be shown.

    Raises ExchangeError: not an admission, ``exchange.foreign``, ``office.other_unit``, StorageTrouble.
    """
    return admission_in(ledger, files.get(path), path.name)


def admission_in(ledger: Ledger, file: bytes, name: str) -> Admission:
    """The same from the content of a file."""
    admission, keys, unit = read_admission(file, name), my_keys(ledger), ledger.unit
    mine = next(seat.keys for seat in admission.seats if seat.replica == admission.replica)
    if keys is None or admission.replica != ledger.exchange.replica or mine != keys.public:
        raise ExchangeError("exchange.foreign", file=name)
    if admission.unit != unit.code:
        raise ExchangeError("office.other_unit", ours=unit.code, theirs=admission.unit)
    return admission


def accept(ledger: Ledger, path: Path, code: str, now: datetime) -> tuple[OfficeLaptop, ...]:
    """Belongs to the office from now on; ``code`` is what the laptop that admits shows as its own.

    Raises as ``open_admission``, ``exchange.code_differs``, ``exchange.enrolled_otherwise`` (a laptop known here has other keys
    there), NotAllowed.
    """
    admission = open_admission(ledger, path)
    if not same_code(code, admission.code):
        raise ExchangeError("exchange.code_differs", file=path.name)
    known = all_members(ledger)
    for seat in admission.seats:
        if seat.replica in known and keys_of(known[seat.replica].laptop) != seat.keys:
            raise ExchangeError("exchange.enrolled_otherwise", file=path.name)
    if writes := admitting(map(_laptop, admission.seats), known):
        ledger.write(Verb.LAPTOP_ADMIT, writes)
    told = {"by": admission.by, "code": admission.code, "laptops": len(admission.seats), "at": now.isoformat()}
    ledger.log_exchange("admitted", admission.by, path.name, msgspec.json.encode(told).decode())
    return members(ledger)


def _laptop(seat: Seat) -> Laptop:
    return Laptop(
        id=seat.replica,
        subject="",
        label=seat.label,
        sign_key=seat.keys.sign.hex(),
        seal_key=seat.keys.seal,
        admitted=seat.day,
        by=seat.by,
    )


def _seat(laptop: Laptop) -> Seat:
    return Seat(laptop.id, laptop.label, keys_of(laptop), laptop.admitted, laptop.by)


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
    ledger.require_writer()
    stop, keys, file_id = one.stop, keys_made(ledger), new_file_id()
    notice = Notice(replica, stop.reason, stop.seq, bytes.fromhex(stop.link or ""), stop.date)
    content = write_notice(notice, file_id=file_id, sender=ledger.exchange.replica, keys=keys)
    path = files.carrier(to).put(files.file_name("notice", ledger.unit.code, now.date(), file_id), content)
    told = {"laptop": replica, "reason": stop.reason, "seq": stop.seq, "day": stop.date}
    ledger.log_exchange("noticed", "county", path.name, msgspec.json.encode(told).decode())
    return Noticed(path, code_of(notice, keys.public))


def _stop_of(ledger: Ledger, replica: str, reason: str, now: datetime) -> LaptopStop:
    reach = ledger.exchange.reaches().get(replica, BEGINNING)
    link = reach.link.hex() if reach.seq else ""
    return stopping(replica, reason, day=now.date().isoformat(), by=ledger.me.name, seq=reach.seq, link=link)
