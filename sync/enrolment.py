"""A laptop and a county come to know each other: two files, two short codes (``docs/sync.md`` §7)."""

from __future__ import annotations

import secrets
from typing import TypeVar

import msgspec

from app.errors import ExchangeError
from sync.envelope import Keys, PublicKeys, open_clear, seal, short_code
from sync.pool import is_id

_LONGEST = 120
"""Characters of a name or label."""


class Request(msgspec.Struct, frozen=True):
    """What a laptop says of itself. ``label`` tells the laptops of one office apart.

    ``before``: the replicas this ledger was before it was restored or copied, the latest first.
    """

    replica: str
    unit: str
    unit_name: str
    label: str
    keys: PublicKeys
    before: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The short code of the laptop's keys."""
        return short_code(self.replica, self.keys)


class Grant(msgspec.Struct, frozen=True):
    """What the county answers. ``request``: id of the file it answers. ``addresses``, ``certificate``: its line (§16)."""

    request: str
    replica: str
    hub: str
    hub_name: str
    keys: PublicKeys
    addresses: tuple[str, ...] = ()
    certificate: str = ""

    @property
    def code(self) -> str:
        """The short code of the county's keys."""
        return short_code(self.hub, self.keys)


_T = TypeVar("_T", Request, Grant)


def new_file_id() -> str:
    """A name for a file of the exchange."""
    return secrets.token_hex(16)


def write_request(request: Request, keys: Keys, file_id: str) -> bytes:
    """The request as a file, signed with the keys it tells."""
    return _write(request, "request", request.replica, keys, file_id)


def write_grant(grant: Grant, keys: Keys, file_id: str) -> bytes:
    """The grant as a file, signed with the keys it tells."""
    return _write(grant, "grant", grant.hub, keys, file_id)


def read_request(file: bytes, name: str) -> tuple[Request, str]:
    """A request and the id of its file. Trust it only after comparing ``code``. Raises ExchangeError."""
    request, file_id = _read(file, name, "request", Request)
    if not is_id(request.replica) or not request.unit.isalnum() or len(request.unit) > 20:
        raise ExchangeError("exchange.malformed", file=name, part="request")
    if max(len(request.unit_name), len(request.label)) > _LONGEST or not all(map(is_id, request.before)):
        raise ExchangeError("exchange.malformed", file=name, part="request")
    return request, file_id


def read_grant(file: bytes, name: str) -> Grant:
    """A grant. Trust it only after comparing ``code``. Raises ExchangeError."""
    grant, _ = _read(file, name, "grant", Grant)
    if not is_id(grant.hub) or len(grant.hub_name) > _LONGEST:
        raise ExchangeError("exchange.malformed", file=name, part="grant")
    return grant


def _write(told: Request | Grant, what: str, sender: str, keys: Keys, file_id: str) -> bytes:
    return seal(msgspec.msgpack.encode(told), what=what, file_id=file_id, sender=sender, keys=keys, to={})


def _read(file: bytes, name: str, what: str, form: type[_T]) -> tuple[_T, str]:
    opened = open_clear(file, name, what=what, keys_in=lambda body: msgspec.msgpack.decode(body, type=form).keys)
    return msgspec.msgpack.decode(opened.content, type=form), opened.header.id
