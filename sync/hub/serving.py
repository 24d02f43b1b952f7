"""Running the county's line: TLS 1.3 and nothing else, for as long as the hub is to answer."""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, ClassVar, Final

import uvicorn
from filelock import FileLock, Timeout
from uvicorn.protocols.http.h11_impl import H11Protocol

from app.errors import FileError, InputError
from storage.files import trouble
from sync.hub.county import Hub
from sync.hub.desk import FOLDER, Desk
from sync.hub.server import Server

PORT: Final = 7443
"""Where the line answers unless somebody says otherwise."""

FIRST_WORD: Final = 20
"""Seconds in which whoever connects must have asked for something."""

MOST_CONNECTIONS: Final = 64
"""From one address at once; many villages may share that of a telephone network."""

_MOMENT: Final = 0.01
"""Seconds after which what came is likely to have been read."""


class _Guarded(H11Protocol):
    """Connections that say nothing are ended, and one address cannot take them all."""

    _from: ClassVar[Counter[str]] = Counter()
    """Connections of the whole program, by address."""
    _address = ""
    _patience = 100

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._address = self.client[0] if self.client else ""
        self._from[self._address] += 1
        if self._from[self._address] > MOST_CONNECTIONS:
            transport.abort()
        else:
            self.loop.call_later(FIRST_WORD, self._end_if_silent)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._unread() and self._patience:
            self._patience -= 1
            self.loop.call_later(_MOMENT, self.connection_lost, exc)
            return
        self._from[self._address] -= 1
        if not self._from[self._address]:
            del self._from[self._address]
        super().connection_lost(exc)

    def _unread(self) -> bool:
        """What came before the line dropped is kept: the web server would throw it away, and the upload stand still."""
        cycle = getattr(self, "cycle", None)
        return bool(cycle and cycle.body and not cycle.response_complete)

    def _end_if_silent(self) -> None:
        if getattr(self, "cycle", None) is None:
            self.transport.abort()


def serve(hub: Hub, home: Path, host: str, port: int, ready: Callable[[int], None]) -> None:
    """Answers laptops until it is told to stop. ``ready`` is called with the port as soon as it does.

    Raises InputError ``hub.serve.port`` (cannot be had), FileError ``hub.serve.twice`` (this hub's line answers already).
    """
    folder = home / FOLDER
    with trouble(folder):
        folder.mkdir(mode=0o700, exist_ok=True)
    lock = FileLock(folder / "serving.lock", timeout=0)
    try:
        with lock, closing(listening(host, port)) as there:
            ready(there.getsockname()[1])
            with suppress(KeyboardInterrupt):  # raised once more after it has ended in good order
                uvicorn.Server(configured(hub, home)).run([there])
    except Timeout as error:
        raise FileError("hub.serve.twice", folder=str(home)) from error


def configured(hub: Hub, home: Path, **limits: float) -> uvicorn.Config:
    """How a hub's line is run. ``limits``: see ``Server``."""
    return uvicorn.Config(
        Server(Desk(hub, home), **limits).app(),
        http=_Guarded,
        ws="none",
        lifespan="on",
        ssl_context_factory=lambda _config, _usual: hub.line(),
        log_config=None,
        log_level="critical",  # its words may quote what laptops said
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=30,
    )


def listening(host: str, port: int) -> socket.socket:
    """Connections wait there from now on. Raises InputError ``hub.serve.port``."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=1024)
    except (OSError, OverflowError) as error:
        raise InputError("hub.serve.port", host=host, port=port) from error
