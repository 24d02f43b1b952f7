"""Revoking a laptop: chosen from the list, or told by a colleague's notice whose code was read out (``docs/sync.md`` §14)."""

from __future__ import annotations

from sqlalchemy import Connection, delete, update

from app.errors import ExchangeError, InputError
from sync.envelope import PublicKeys, same_code
from sync.hub import relays
from sync.hub.letter_tables import BOX, SENT
from sync.hub.schema import LAPTOP
from sync.hub.store import Laptop, laptop, laptops, laptops_named
from sync.notice import Notice, code_of, read_notice

_SHORTEST = 6


def named(db: Connection, said: str) -> Laptop:
    """The laptop whose name begins so (6 digits or more). Raises InputError ``hub.revoke.which``."""
    wanted = said.strip().lower()
    found = [one for one in laptops(db) if len(wanted) >= _SHORTEST and one.replica.startswith(wanted)]
    if len(found) != 1:
        raise InputError("hub.revoke.which", said=said)
    return found[0]


def noticed(db: Connection, file: bytes, name: str) -> tuple[Notice, Laptop, str]:
    """What a notice says, the laptop it is about, and the code that must have been read out.

    Raises ExchangeError: ``exchange.stranger`` and ``exchange.revoked`` for its writer, ``exchange.other_unit`` where the
    laptop is not a colleague's of the same village, and as any file.
    """
    known = {one.replica: one for one in laptops(db)}

    def keys_of(replica: str) -> PublicKeys | None:
        return known[replica].keys if replica in known else None

    notice, sender = read_notice(file, name, senders=keys_of)
    writer, about = known[sender], known.get(notice.replica)
    if writer.revoked:
        raise ExchangeError("exchange.revoked", file=name, sender=sender)
    if about is None or about.unit != writer.unit or about.replica == writer.replica:
        raise ExchangeError("exchange.other_unit", file=name)
    return notice, about, code_of(notice, writer.keys)


def compared(code: str, typed: str, name: str) -> None:
    """Raises ExchangeError ``exchange.code_differs``: a stolen laptop alone cannot put out the others."""
    if not same_code(typed, code):
        raise ExchangeError("exchange.code_differs", file=name)


def revoke(db: Connection, replica: str, at_ms: int) -> Laptop:
    """From now on nothing is taken from it and nothing written to it; its colleagues hear of it in their letters."""
    laptops_named(db, [replica], lock=True)
    one = laptop(db, replica)
    if one is None:
        raise InputError("hub.revoke.which", said=replica)
    if not one.revoked:
        db.execute(update(LAPTOP).where(LAPTOP.c.replica == replica).values(revoked_at=at_ms))
        relays.drop(db, replica)
        for table in (BOX, SENT):
            db.execute(delete(table).where(table.c.replica == replica))
    return one
