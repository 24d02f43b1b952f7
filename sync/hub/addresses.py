"""Where the county's line answers, as laptops are told in grants and letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec
from sqlalchemy import Connection, delete, insert

from app.errors import InputError
from sync.hub.schema import HUB
from sync.hub.store import value

_NAME: Final = "addresses"
_ADDRESS = re.compile(r"(?:[0-9A-Za-z](?:[0-9A-Za-z.-]{0,252}[0-9A-Za-z])?|\[[0-9A-Fa-f:.]{2,45}\]):([0-9]{1,5})")


def checked(address: str) -> str:
    """``host:port``, an IPv6 address in brackets. Raises InputError ``input.address`` for anything else."""
    found = _ADDRESS.fullmatch(address)
    if found is None or not 0 < int(found[1]) < 1 << 16:
        raise InputError("input.address", address=address)
    return address


def addresses(db: Connection) -> tuple[str, ...]:
    """Where it answers; nowhere as long as nobody has said."""
    told = value(db, _NAME)
    return msgspec.json.decode(told, type=tuple[str, ...]) if told else ()


def set_addresses(db: Connection, known: Sequence[str]) -> None:
    """Says it anew. Raises InputError as ``checked``."""
    told = msgspec.json.encode([checked(one) for one in known])
    db.execute(delete(HUB).where(HUB.c.name == _NAME))
    db.execute(insert(HUB), {"name": _NAME, "value": told})
