"""Files one laptop of an office sends another, sealed to it: the county carries them and cannot open them (§11)."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection, select

from app.errors import ExchangeError
from sync.envelope import MOST_BYTES, open_nothing, peek
from sync.files import file_name, is_name
from sync.hub.bulk import add, listed, remove
from sync.hub.letter_tables import RELAY
from sync.hub.store import Laptop, laptops_named

WHAT: Final = "office"

MOST: Final = MOST_BYTES // 4
"""Bytes of one file that the county carries. A first exchange of a large village is far below."""


@dataclass(frozen=True, slots=True)
class Relayed:
    """A file that waits for its recipient."""

    recipient: Laptop
    file: str
    content: bytes


def keep(db: Connection, file: bytes, name: str, at_ms: int) -> tuple[Laptop, Laptop]:
    """Keeps a file for its recipient in place of the one before. Returns sender and recipient.

    Raises ExchangeError ``exchange.stranger``, ``exchange.revoked``, ``exchange.altered`` and what ``peek`` raises;
    ``exchange.other_unit`` where it is not for an enrolled laptop of the same village; ``exchange.too_large``.
    """
    header = peek(file, name)
    known = laptops_named(db, {header.sender, *header.to}, lock=True)
    open_nothing(file, name, senders=lambda sender: known[sender].keys if sender in known else None)
    sender, to = known[header.sender], [known[one] for one in header.to if one in known]
    if sender.revoked or any(one.revoked for one in to):
        raise ExchangeError("exchange.revoked", file=name, sender=header.sender)
    if len(to) != 1 or len(header.to) != 1 or to[0].unit != sender.unit or to[0].replica == sender.replica:
        raise ExchangeError("exchange.other_unit", file=name)
    if len(file) > MOST:
        raise ExchangeError("exchange.too_large", file=name, most=MOST)
    columns = {
        "sender": sender.replica,
        "recipient": to[0].replica,
        "unit": sender.unit,
        "file": name if is_name(name) and name.isascii() else _plain_name(sender, file, at_ms),
        "size": len(file),
        "at_ms": at_ms,
        "content": file,
    }
    remove(db, RELAY, sender=[sender.replica], recipient=[to[0].replica])
    add(db, RELAY, {name: [value] for name, value in columns.items()})
    return sender, to[0]


def _plain_name(sender: Laptop, file: bytes, at_ms: int) -> str:
    """For one whose name no database or stick might take; what came over the line may have none."""
    day = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone().date()
    return file_name(WHAT, sender.unit, day, hashlib.sha256(file).hexdigest())


def waiting_for(db: Connection, to: Collection[Laptop]) -> list[Relayed]:
    """What waits for some laptops; nothing for or from a revoked one."""
    wanted = {laptop.replica: laptop for laptop in to if not laptop.revoked}
    if not wanted:
        return []
    named = listed(db, recipient=[*wanted])
    rows = db.execute(select(RELAY).where(RELAY.c.recipient == named.c.recipient).order_by(RELAY.c.at_ms)).all()
    senders = laptops_named(db, {row.sender for row in rows})
    return [
        Relayed(wanted[row.recipient], row.file, bytes(row.content))
        for row in rows
        if row.sender in senders and not senders[row.sender].revoked
    ]


def arrived(db: Connection, recipient: str, file: str) -> None:
    """The recipient has it."""
    remove(db, RELAY, recipient=[recipient], file=[file])


def drop(db: Connection, replica: str) -> None:
    """A laptop was revoked: nothing is carried to it or from it any more."""
    remove(db, RELAY, sender=[replica])
    remove(db, RELAY, recipient=[replica])
