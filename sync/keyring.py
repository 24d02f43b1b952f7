"""The keys of this laptop and of the county it accepted, as its ledger keeps them, bound to its incarnation."""

from __future__ import annotations

import msgspec

from app.errors import ExchangeError
from storage.ledger import Ledger
from sync.envelope import Keys, PublicKeys, new_keys, short_code

_KEYS = "exchange.keys"
_COUNTY = "exchange.county"
_SIGNED = "signed."
"""With the name of an incarnation: the key its signatures are known by. Stays when that one is over, as what it signed does."""


class _Mine(msgspec.Struct, frozen=True):
    """This laptop's keys and the incarnation they were made for."""

    replica: str
    keys: Keys


class County(msgspec.Struct, frozen=True):
    """The county this laptop accepted. ``replica``: the incarnation that was enrolled; a new one enrols again.

    ``addresses``: where its line answers, ``host:port``; ``certificate``: the only one believed there (PEM).
    """

    id: str
    name: str
    keys: PublicKeys
    replica: str
    since_ms: int
    addresses: tuple[str, ...] = ()
    certificate: str = ""

    @property
    def code(self) -> str:
        """The short code of its keys."""
        return short_code(self.id, self.keys)


def my_keys(ledger: Ledger) -> Keys | None:
    """This incarnation's keys, once it has asked to be enrolled or admitted."""
    kept = ledger.setting(_KEYS)
    mine = msgspec.msgpack.decode(kept, type=_Mine) if kept else None
    return mine.keys if mine and mine.replica == ledger.exchange.replica else None


def keys_made(ledger: Ledger) -> Keys:
    """This incarnation's keys, made where there were none yet."""
    keys = my_keys(ledger)
    if keys is None:
        keys = new_keys()
        ledger.set_setting(_KEYS, msgspec.msgpack.encode(_Mine(ledger.exchange.replica, keys)))
        ledger.set_setting(f"{_SIGNED}{ledger.exchange.replica}", keys.public.sign)
        ledger.remember()  # a copy from before has none, and may not make others under the same name
    return keys


def signing_key(ledger: Ledger, incarnation: str) -> str:
    """The public key this ledger signed with under a name (64 hexadecimal digits); '' where it had none."""
    return (ledger.setting(f"{_SIGNED}{incarnation}") or b"").hex()


def my_code(ledger: Ledger) -> str | None:
    """The short code of this laptop's keys, once it has any."""
    keys = my_keys(ledger)
    return short_code(ledger.exchange.replica, keys.public) if keys else None


def county_of(ledger: Ledger) -> County | None:
    """The county this incarnation of the ledger is enrolled with."""
    kept = ledger.setting(_COUNTY)
    county = msgspec.msgpack.decode(kept, type=County) if kept else None
    return county if county and county.replica == ledger.exchange.replica else None


def keep_county(ledger: Ledger, county: County) -> None:
    """Keeps the county that was accepted, or what its letters changed of its line."""
    ledger.set_setting(_COUNTY, msgspec.msgpack.encode(county))


def enrolled(ledger: Ledger) -> tuple[Keys, County]:
    """Keys and county. Raises ExchangeError ``exchange.not_enrolled``."""
    keys, county = my_keys(ledger), county_of(ledger)
    if keys is None or county is None:
        raise ExchangeError("exchange.not_enrolled")
    return keys, county
