"""The county's line: uploads that go on where they dropped, and what waits (``docs/sync.md`` §16). To strangers, nothing."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from typing import Final

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from app.errors import StorageTrouble
from sync.hub.desk import Desk
from sync.hub.door import Answers, Door, careful, json, nothing, pieces
from sync.hub.store import Laptop
from sync.hub.uploads import Moved, too_large
from sync.session import PIECE, Became, Lies, Waits

_HANDS: Final = 4
"""Files taken in at once. Beyond that they wait in turn, and laptops ask again."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_RANGE = re.compile(r"bytes=(\d{1,12})-")


class Server:
    """The line of one hub. ``silence``: seconds without a byte until a connection counts as dropped."""

    def __init__(self, desk: Desk, *, silence: float = 60, ready_within: float = 8) -> None:
        """``ready_within``: seconds to wait for a file to be taken in before saying that it takes longer."""
        self._desk = desk
        self._silence, self._ready_within = silence, ready_within
        self._door = Door(desk, silence)
        self._hands = ThreadPoolExecutor(_HANDS, thread_name_prefix="taking")
        self._writers: dict[tuple[str, str], object] = {}
        self._taking: dict[tuple[str, str], asyncio.Task[Became]] = {}

    def app(self) -> Starlette:
        """What a web server runs."""
        return Starlette(
            routes=[
                Route("/v1/session", careful(self._door.ask), methods=["POST"]),
                Route("/v1/session", careful(self._door.prove), methods=["PUT"]),
                Route("/v1/waiting", self._door.known(self._waits), methods=["GET"]),
                Route("/v1/files/{digest}", self._of_file(self._held), methods=["HEAD"]),
                Route("/v1/files/{digest}", self._of_file(self._add), methods=["PATCH"]),
                Route("/v1/files/{digest}", self._of_file(self._give), methods=["GET"]),
                Route("/v1/files/{digest}", self._of_file(self._arrived), methods=["DELETE"]),
            ],
            exception_handlers={404: _stranger, 405: _stranger},
            lifespan=self._open,
        )

    @asynccontextmanager
    async def _open(self, _app: Starlette) -> AsyncIterator[None]:
        tidying = asyncio.create_task(self._tidy())
        try:
            yield
        finally:
            tidying.cancel()
            self._hands.shutdown()  # what is being taken in is taken in

    async def _tidy(self) -> None:
        while True:
            with suppress(OSError):
                await asyncio.to_thread(self._desk.uploads.drop_old)
            await asyncio.sleep(3600)

    def _of_file(self, answer: Callable[[Request, Laptop, str], Awaitable[Response]]) -> Answers:
        async def answered(request: Request, laptop: Laptop) -> Response:
            digest = request.path_params["digest"]
            return await answer(request, laptop, digest) if _DIGEST.fullmatch(digest) else nothing(HTTPStatus.NOT_FOUND)

        return self._door.known(answered)

    # --- up ---

    async def _held(self, _request: Request, laptop: Laptop, digest: str) -> Response:
        # Whoever asks will go on from there: one that still writes on a line half dead must not move it meanwhile.
        self._writers.pop((laptop.replica, digest), None)
        upload = self._desk.uploads.find(laptop.replica, digest)
        if upload is None:
            return nothing(HTTPStatus.NOT_FOUND)
        return nothing(HTTPStatus.OK, **{"Upload-Offset": str(upload.offset), "Upload-Length": str(upload.length)})

    async def _add(self, request: Request, laptop: Laptop, digest: str) -> Response:
        replica = laptop.replica
        offset, length = _number(request, "Upload-Offset"), _number(request, "Upload-Length")
        if offset is None or length is None:
            return nothing(HTTPStatus.BAD_REQUEST)
        if too_large(length):
            return nothing(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        found = self._desk.uploads.find(replica, digest)
        if found is not None and found.outcome:
            return Response(found.outcome, media_type="application/json")
        at = offset
        if (replica, digest) not in self._taking:
            at = await self._write(request, replica, digest, length, offset)
        if at < length:
            return nothing(HTTPStatus.NO_CONTENT, **{"Upload-Offset": str(at)})
        return await self._taken(laptop, digest, length, request.headers.get("Upload-Name", ""))

    async def _write(self, request: Request, replica: str, digest: str, length: int, offset: int) -> int:
        """Adds what comes to an upload and says how far it is then. Raises Moved where somebody else goes on with it."""
        path = self._desk.uploads.begin(replica, digest, length, offset)
        mine = self._writers[replica, digest] = object()
        at = offset
        try:
            with path.open("ab", buffering=0) as file:
                async for piece in pieces(request, self._silence):
                    # Nothing is awaited between these: what is written is written by one of us.
                    if self._writers.get((replica, digest)) is not mine:
                        raise Moved(path.stat().st_size if path.exists() else 0)
                    if at + len(piece) > length:
                        self._desk.uploads.drop(replica, digest)
                        raise Moved(0)
                    file.write(piece)
                    at += len(piece)
        except TimeoutError:  # silence, which is an OSError too
            raise
        except OSError as error:
            raise StorageTrouble("file.trouble", file=digest) from error
        finally:
            if self._writers.get((replica, digest)) is mine:
                del self._writers[replica, digest]
        return at

    async def _taken(self, laptop: Laptop, digest: str, length: int, name: str) -> Response:
        """Takes a whole upload in, once, however often it is asked for, and whether or not somebody still listens."""
        key = (laptop.replica, digest)
        task = self._taking.get(key)
        if task is None:
            task = self._taking[key] = asyncio.create_task(self._take(*key, length, name))
            task.add_done_callback(lambda done: self._no_longer(key, done))
        await asyncio.wait({task}, timeout=self._ready_within)
        return json(task.result()) if task.done() else nothing(HTTPStatus.ACCEPTED)

    def _no_longer(self, key: tuple[str, str], done: asyncio.Task[Became]) -> None:
        del self._taking[key]
        if not done.cancelled():
            done.exception()  # whoever waited was told; nobody need have waited

    async def _take(self, replica: str, digest: str, length: int, name: str) -> Became:
        def work() -> Became:
            uploads = self._desk.uploads
            became = self._desk.take(name, uploads.content(replica, digest, length))
            uploads.done(replica, digest, length, msgspec.json.encode(became))
            return became

        return await asyncio.get_running_loop().run_in_executor(self._hands, work)

    # --- down ---

    async def _waits(self, _request: Request, laptop: Laptop) -> Response:
        files = await asyncio.to_thread(self._desk.waiting.files, laptop)
        return json(Waits(tuple(Lies(file.name, len(file.content), file.digest) for file in files)))

    async def _give(self, request: Request, laptop: Laptop, digest: str) -> Response:
        file = await asyncio.to_thread(self._desk.waiting.file, laptop, digest)
        if file is None:
            return nothing(HTTPStatus.NOT_FOUND)
        found = _RANGE.fullmatch(request.headers.get("Range", ""))
        start, size = int(found[1]) if found else 0, len(file.content)
        if start >= size:
            return nothing(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        said = {"Content-Length": str(size - start)}
        if start:
            said["Content-Range"] = f"bytes {start}-{size - 1}/{size}"
        content = (file.content[at : at + PIECE] for at in range(start, size, PIECE))
        status = HTTPStatus.PARTIAL_CONTENT if start else HTTPStatus.OK
        return StreamingResponse(_each(content), status, said, media_type="application/octet-stream")

    async def _arrived(self, _request: Request, laptop: Laptop, digest: str) -> Response:
        await asyncio.to_thread(self._desk.waiting.arrived, laptop, digest)
        return nothing(HTTPStatus.NO_CONTENT)


async def _each(pieces: Iterable[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece
        await asyncio.sleep(0)  # whether anybody still listens is heard in between


async def _stranger(_request: Request, _error: Exception) -> Response:
    return nothing(HTTPStatus.UNAUTHORIZED)


def _number(request: Request, header: str) -> int | None:
    said = request.headers.get(header, "")
    return int(said) if re.fullmatch(r"[0-9]{1,12}", said) else None
