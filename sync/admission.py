"""The office's answer to a laptop that asks to belong to it (``docs/sync.md`` §11)."""

from __future__ import annotations

import re
from datetime import date

import msgspec

from app.errors import ExchangeError
from sync.envelope import Keys, PublicKeys, open_clear, seal, short_code
from sync.pool import is_id
from sync.vocabulary import THIRD

_LONGEST = 120
_RECIPIENT = re.compile("age1[02-9ac-hj-np-z]{58}")


class Seat(msgspec.Struct, frozen=True):
    """One laptop of the office, as its record says. ``day``: when it was admitted (ISO). ``by``: by whom."""

    replica: str
    label: str
    keys: PublicKeys
    day: str
    by: str | None = None


class Admission(msgspec.Struct, frozen=True):
    """``request``: id of the file it answers. ``new``: the laptop that is admitted; ``by``: the one that admits it.

    The others are not named: they become known with what ``by`` sends.
    """

    request: str
    unit: str
    unit_name: str
    new: Seat
    by: Seat

    @property
    def code(self) -> str:
        """The short code of the keys of the laptop that admits."""
        return short_code(self.by.replica, self.by.keys)


def write_admission(admission: Admission, keys: Keys, file_id: str) -> bytes:
    """The admission as a file, signed with the keys it tells of ``by``."""
    content = msgspec.msgpack.encode(admission)
    return seal(content, what="admission", file_id=file_id, sender=admission.by.replica, keys=keys, to={}, needs=THIRD)


def read_admission(file: bytes, name: str) -> Admission:
    """An admission. Trust it only after comparing ``code``. Raises ExchangeError."""

    def keys_in(body: bytes) -> PublicKeys:
        return msgspec.msgpack.decode(body, type=Admission).by.keys

    admission = msgspec.msgpack.decode(
        open_clear(file, name, what="admission", keys_in=keys_in).content, type=Admission
    )
    if not all(map(_sound, (admission.new, admission.by))) or admission.new.replica == admission.by.replica:
        raise ExchangeError("exchange.malformed", file=name, part="admission")
    return admission


def _sound(seat: Seat) -> bool:
    try:
        date.fromisoformat(seat.day)
    except ValueError:
        return False
    keys = len(seat.keys.sign) == 32 and _RECIPIENT.fullmatch(seat.keys.seal) is not None
    return keys and is_id(seat.replica) and 0 < len(seat.label) <= _LONGEST and len(seat.by or "") <= 60
