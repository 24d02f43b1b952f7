"""The door of the county's line: who comes in, and what is said to whoever does not (``docs/sync.md`` §16)."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Final, TypeVar

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from app.errors import StorageTrouble
from app.unforeseen import describe
from sync.envelope import is_signed, new_keys
from sync.hub.desk import Desk
from sync.hub.sessions import FAILURES, TRIES, Counter, Sessions
from sync.hub.store import Laptop
from sync.hub.uploads import Moved
from sync.session import Asked, Nonce, Proven, Token, said_for

_MOST_WORDS: Final = 1024
"""Bytes of what somebody not known yet may say."""

LATER: Final = 30
"""Seconds until whoever was sent away may come again."""

Answers = Callable[[Request], Awaitable[Response]]
S = TypeVar("S", bound=msgspec.Struct)


class Door:
    """Lets in enrolled laptops that sign for it. ``silence``: seconds without a byte until a connection counts as dropped."""

    def __init__(self, desk: Desk, silence: float) -> None:
        self._desk, self._silence = desk, silence
        self._sessions = Sessions()
        self._tries, self._failures = Counter(TRIES), Counter(FAILURES)
        self._nobody = new_keys().public

    async def ask(self, request: Request) -> Response:
        """Something to sign, for whoever asks."""
        address = _address(request)
        if self._tries.left(address) < 1 or self._failures.left(address) < 1:
            return later()
        self._tries.count(address)
        asked = read(await self._words(request), Asked)
        return json(Nonce(self._sessions.nonce(asked.replica))) if asked else nothing(HTTPStatus.UNAUTHORIZED)

    async def prove(self, request: Request) -> Response:
        """A token for a laptop that has signed it."""
        address = _address(request)
        if self._failures.left(address) < 1:
            return later()
        proven = read(await self._words(request), Proven)
        laptop = await asyncio.to_thread(self._desk.laptop, proven.replica) if proven else None
        if proven is None or not self._is_proof(proven, laptop):
            self._failures.count(address)
            return nothing(HTTPStatus.UNAUTHORIZED)
        if laptop is None or laptop.revoked:
            return nothing(HTTPStatus.FORBIDDEN)  # it has proven who it was: it may know
        return json(Token(self._sessions.begin(laptop.replica)))

    def _is_proof(self, proven: Proven, laptop: Laptop | None) -> bool:
        told = said_for(self._desk.hub.id, proven.replica, proven.nonce)
        keys = laptop.keys if laptop else self._nobody  # as long, for one who is not there
        try:
            signed = is_signed(told, bytes.fromhex(proven.signature), keys)
        except ValueError:
            return False
        return signed and laptop is not None and self._sessions.is_fresh(proven.nonce, proven.replica)

    async def _words(self, request: Request) -> bytes:
        said = b""
        async for piece in pieces(request, self._silence):
            said += piece
            if len(said) > _MOST_WORDS:
                return b""
        return said

    def known(self, answer: Callable[[Request, Laptop], Awaitable[Response]]) -> Answers:
        """What answers laptops that are in; nothing for anybody else."""

        async def answered(request: Request) -> Response:
            replica = self._sessions.who(request.headers.get("Authorization", "").removeprefix("Bearer "))
            laptop = await asyncio.to_thread(self._desk.laptop, replica) if replica else None
            if laptop is None:
                return nothing(HTTPStatus.UNAUTHORIZED)
            if laptop.revoked:
                return nothing(HTTPStatus.FORBIDDEN)
            return await answer(request, laptop)

        return careful(answered)


def careful(answer: Answers) -> Answers:
    """The same, with an answer for whatever goes wrong, and not a word of it to anybody."""

    async def answered(request: Request) -> Response:
        try:
            return await answer(request)
        except Moved as moved:
            return nothing(HTTPStatus.CONFLICT, **{"Upload-Offset": str(moved.offset)})
        except StorageTrouble:
            return later()
        except (ClientDisconnect, TimeoutError):
            return nothing(HTTPStatus.REQUEST_TIMEOUT)
        except Exception as error:  # noqa: BLE001  the last door: a message may quote a record, and logs are kept
            sys.stderr.write(f"{describe(error)}\n")
            return nothing(HTTPStatus.INTERNAL_SERVER_ERROR)

    return answered


async def pieces(request: Request, silence: float) -> AsyncIterator[bytes]:
    """The body as it comes. Raises ClientDisconnect, and TimeoutError after that many seconds without any of it."""
    stream = aiter(request.stream())
    with suppress(StopAsyncIteration):
        while True:
            yield await asyncio.wait_for(anext(stream), silence)


def nothing(status: HTTPStatus, **headers: str) -> Response:
    """An answer without a word."""
    return Response(status_code=status, headers=headers)


def later() -> Response:
    """Come again, in a while."""
    return nothing(HTTPStatus.SERVICE_UNAVAILABLE, **{"Retry-After": str(LATER)})


def json(told: msgspec.Struct) -> Response:
    """Something told."""
    return Response(msgspec.json.encode(told), media_type="application/json")


def read(said: bytes, form: type[S]) -> S | None:
    """What was said, where it has that form."""
    try:
        return msgspec.json.decode(said, type=form)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
