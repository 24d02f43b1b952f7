"""What the county answers to a bundle (``docs/sync.md`` §5 and §9)."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from app.delta import Reach, Reaches
from app.errors import ExchangeError
from sync.envelope import Keys, PublicKeys, seal
from sync.pool import is_id
from sync.wire import FURTHEST, LATEST

TAKEN = "taken"
HELD = "held"


class Refusal(NamedTuple):
    """A record the county could not take, and the code of the reason."""

    kind: str
    id: str
    code: str


class Missing(NamedTuple):
    """What must come first: of ``replica`` the hub holds ``held`` changes, the bundle builds on ``wanted``."""

    replica: str
    held: int
    wanted: int


class Receipt(msgspec.Struct, frozen=True):
    """Cumulative: the last one says everything the earlier ones said.

    ``outcome`` of the bundle it answers: ``taken``, ``held`` or the code of the error. ``withdrawn``, ``erased``: subjects
    whose records the county has removed. ``months``: ids of the reports of closed months that the county holds.
    ``speaks``: the vocabulary it reads; an older county does not say.
    """

    number: int
    bundle: str
    outcome: str
    at_ms: int
    holds: dict[str, tuple[int, bytes]]
    refused: tuple[Refusal, ...] = ()
    withdrawn: tuple[str, ...] = ()
    erased: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()
    months: tuple[str, ...] = ()
    speaks: int = 0

    @property
    def reaches(self) -> Reaches:
        """How far the county vouches for each replica."""
        return {replica: Reach(*reach) for replica, reach in self.holds.items()}


def write_receipt(receipt: Receipt, *, file_id: str, hub: str, keys: Keys, laptop: str, to: PublicKeys) -> bytes:
    """The receipt as a file for one laptop."""
    content = msgspec.msgpack.encode(receipt)
    return seal(content, what="receipt", file_id=file_id, sender=hub, keys=keys, to={laptop: to})


def receipt_in(content: bytes, name: str) -> Receipt:
    """The receipt in an opened file. Raises ExchangeError ``exchange.malformed``."""
    try:
        receipt = msgspec.msgpack.decode(content, type=Receipt)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ExchangeError("exchange.malformed", file=name, part="receipt") from error
    sound = all(
        is_id(replica) and 0 < seq < FURTHEST and len(link) == 32 for replica, (seq, link) in receipt.holds.items()
    )
    sound = sound and 0 < receipt.number < FURTHEST and 0 <= receipt.at_ms < LATEST
    sound = sound and all(is_id(month) for month in receipt.months)
    if not sound:
        raise ExchangeError("exchange.malformed", file=name, part="receipt")
    return receipt
