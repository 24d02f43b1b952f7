"""A laptop of an office was stopped, told to the county (``docs/sync.md`` §14).

Believed with its code, read out by the worker who wrote it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date

import msgspec

from app.codes import code_list
from app.errors import ExchangeError
from sync.envelope import Keys, PublicKeys, open_clear, peek, seal, short_code
from sync.pool import is_id
from sync.vocabulary import THIRD
from sync.wire import FURTHEST


class Notice(msgspec.Struct, frozen=True):
    """``replica``: the laptop that was stopped. ``reason``: of the list ``laptop_stop``. ``day``: ISO.

    ``seq``, ``link``: the last change of it that the office holds, and the hash link there (32 bytes; empty at 0).
    """

    replica: str
    reason: str
    seq: int
    link: bytes
    day: str


def code_of(notice: Notice, keys: PublicKeys) -> str:
    """The sixteen digits of a notice: over all of it and over the keys of the laptop that wrote it."""
    return short_code(hashlib.sha256(msgspec.msgpack.encode(notice)).hexdigest(), keys)


def write_notice(notice: Notice, *, file_id: str, sender: str, keys: Keys) -> bytes:
    """The notice as a file, signed by the laptop of the office that wrote it."""
    content = msgspec.msgpack.encode(notice)
    return seal(content, what="notice", file_id=file_id, sender=sender, keys=keys, to={}, needs=THIRD)


def read_notice(file: bytes, name: str, *, senders: Callable[[str], PublicKeys | None]) -> tuple[Notice, str]:
    """A notice and the laptop that wrote it; ``senders`` gives the keys of those enrolled.

    Believe it only after comparing ``code_of`` and only of a laptop of the writer's own unit. Raises ExchangeError as
    ``open_clear``, ``exchange.stranger``.
    """
    sender = peek(file, name).sender
    keys = senders(sender)
    if keys is None:
        raise ExchangeError("exchange.stranger", file=name, sender=sender)
    body = open_clear(file, name, what="notice", keys_in=lambda _: keys).content
    try:
        notice = msgspec.msgpack.decode(body, type=Notice)
        date.fromisoformat(notice.day)
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError) as error:
        raise ExchangeError("exchange.malformed", file=name, part="notice") from error
    known = notice.reason in code_list("laptop_stop").codes
    if not (
        is_id(notice.replica) and known and 0 <= notice.seq < FURTHEST and len(notice.link) == (32 if notice.seq else 0)
    ):
        raise ExchangeError("exchange.malformed", file=name, part="notice")
    return notice, sender
