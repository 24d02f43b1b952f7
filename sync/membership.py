"""Which laptops belong to the office, as this one knows it (``docs/sync.md`` §11)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec

from app import office as rules
from app.delta import BEGINNING, numbers
from app.errors import ExchangeError
from app.office import Member
from app.records import Laptop, LaptopStop
from app.versions import Dot
from storage.ledger import Ledger
from sync.admission import Admission, Seat
from sync.envelope import Keys, PublicKeys, is_signed, short_code, sign
from sync.keyring import my_keys, signing_key

_ADMISSION = "exchange.admission"

SIGNED = frozenset({"laptop", "sign_key", "seal_key", "word"})
"""The fields of a voucher that its word is about."""


@dataclass(frozen=True, slots=True)
class OfficeLaptop:
    """A laptop of the office. ``mine``: it is this one. ``vouched``: see ``app.office.Member``.

    ``heard_ms``: when it last told us how far it is. ``lacks``: how many changes held here it had not seen then.
    ``beyond``: how many changes of a stopped one are here that were not known where it was stopped.
    """

    laptop: Laptop
    stop: LaptopStop | None
    vouched: bool
    mine: bool
    heard_ms: int | None
    lacks: int
    beyond: int

    @property
    def replica(self) -> str:
        """Its name in the exchange."""
        return self.laptop.laptop

    @property
    def label(self) -> str:
        """What people call it."""
        return self.laptop.label

    @property
    def standing(self) -> bool:
        """Whether anything is exchanged with it."""
        return self.stop is None and self.vouched

    @property
    def code(self) -> str:
        """The short code of its keys."""
        return short_code(self.replica, keys_of(self.laptop))


def members(ledger: Ledger) -> tuple[OfficeLaptop, ...]:
    """Every laptop that was admitted, stopped or not, in the order of admission."""
    exchange = ledger.exchange
    here, me = exchange.reaches(), exchange.replica
    found = []
    for name, one in all_members(ledger).items():
        told, heard, mine = exchange.acknowledged(name), exchange.last_receipt(name), name == me
        lacks = sum(max(0, reach.seq - told.get(which, BEGINNING).seq) for which, reach in here.items())
        past = rules.beyond(one.stop, numbers(here)) if one.stop else 0
        found.append(
            OfficeLaptop(one.laptop, one.stop, one.vouched, mine, heard and heard[1], 0 if mine else lacks, past)
        )
    return tuple(found)


def all_members(ledger: Ledger) -> dict[str, Member]:
    """Every laptop ever admitted, by replica."""
    vouchers = ledger.all(Laptop)
    written = ledger.exchange.written_by(Laptop.kind, "laptop")
    admission, mine = accepted(ledger), None
    if admission is not None and (keys := my_keys(ledger)) is not None:
        # What the other laptop wrote of this one has not come yet.
        mine = voucher(admission.by.replica, admission.new, keys)
        written |= {mine.id: frozenset({Dot(ledger.exchange.replica, 0)})}
        vouchers = [one for one in vouchers if one.id != mine.id] + [mine]

    def signed(one: Laptop, by: str, key: str) -> bool:
        return one is mine or is_word(one, by, key)

    trusted = {name: signing_key(ledger, name) for name in ledger.incarnations()}
    return rules.members(vouchers, stops(ledger), written, trusted, signed)


def stops(ledger: Ledger) -> list[LaptopStop]:
    """The stops; where two people wrote one without knowing of each other, with the number of the earlier."""
    found = []
    for stop in ledger.all(LaptopStop):
        told = [one.value for one in ledger.exchange.versions_of(LaptopStop.kind, stop.id, "seq")]
        found.append(replace(stop, seq=min(seq for seq in told if isinstance(seq, int))))
    return found


def standing_members(ledger: Ledger) -> dict[str, Laptop]:
    """Those with which something is exchanged, this one among them if it belongs here."""
    return {name: one.laptop for name, one in all_members(ledger).items() if one.standing}


def belonging(ledger: Ledger) -> Keys:
    """This laptop's keys. Raises ExchangeError ``office.not_member`` where it does not belong to the office, or no more."""
    keys = my_keys(ledger)
    if keys is None or ledger.exchange.replica not in standing_members(ledger):
        raise ExchangeError("office.not_member")
    return keys


def accepted(ledger: Ledger) -> Admission | None:
    """The admission by which this incarnation belongs to the office; none where it was the first."""
    kept = ledger.setting(_ADMISSION)
    return msgspec.msgpack.decode(kept, type=Admission) if kept else None


def keep_admission(ledger: Ledger, admission: Admission) -> None:
    """Keeps it; a new incarnation has none. Raises NotAllowed."""
    ledger.set_setting(_ADMISSION, msgspec.msgpack.encode(admission))


def keys_of(laptop: Laptop) -> PublicKeys:
    """Its public keys."""
    return PublicKeys(bytes.fromhex(laptop.sign_key), laptop.seal_key)


def voucher(by: str, seat: Seat, keys: Keys) -> Laptop:
    """The record by which one laptop, whose ``keys`` these are, vouches for another."""
    sign_key = seat.keys.sign.hex()
    return Laptop(
        id=rules.voucher_id(by, seat.replica),
        subject="",
        laptop=seat.replica,
        label=seat.label,
        sign_key=sign_key,
        seal_key=seat.keys.seal,
        admitted=seat.day,
        word=sign(_word(by, seat.replica, sign_key, seat.keys.seal), keys).hex(),
        by=seat.by,
    )


def is_word(voucher: Laptop, by: str, key: str) -> bool:
    """Whether a voucher is signed by that laptop, with that key (hexadecimal digits)."""
    try:
        signature, theirs = bytes.fromhex(voucher.word), PublicKeys(bytes.fromhex(key), "")
    except ValueError:
        return False
    return is_signed(_word(by, voucher.laptop, voucher.sign_key, voucher.seal_key), signature, theirs)


def _word(by: str, laptop: str, sign_key: str, seal_key: str) -> bytes:
    """What is signed: who vouches for whom, with which keys."""
    return f"suifang laptop 1\0{by}\0{laptop}\0{sign_key}\0{seal_key}".encode()


def seat_of(laptop: Laptop) -> Seat:
    """The record as an admission tells it."""
    return Seat(laptop.laptop, laptop.label, keys_of(laptop), laptop.admitted, laptop.by)
