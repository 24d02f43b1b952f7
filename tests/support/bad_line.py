"""A line between a laptop and the county that drops, stalls and lies, as lines in the hills do. Bytes only; nothing is opened."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal

How = Literal["close", "reset", "stall"]


@dataclass
class Fate:
    """What befalls one connection: it ends after so many bytes up or down, and how. ``None``: it lives."""

    up: int | None = None
    down: int | None = None
    how: How = "close"


@dataclass
class BadLine:
    """Listens on ``port`` and hands on to ``to``. ``fate`` is asked for each new connection, by its number from 0."""

    to: int
    fate: Callable[[int], Fate] = lambda _: Fate()
    connections: int = 0
    carried: int = 0
    """Bytes up, over all connections."""
    _server: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    _open: list[socket.socket] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self._server.getsockname()[1])

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def run(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            fate = self.fate(self.connections)
            self.connections += 1
            try:
                hub = socket.create_connection(("127.0.0.1", self.to))
            except OSError:
                client.close()
                continue
            self._open += [client, hub]
            both = (client, hub)
            threading.Thread(target=self._carry, args=(both, client, hub, fate.up, fate.how), daemon=True).start()
            threading.Thread(target=self._carry, args=(both, hub, client, fate.down, fate.how), daemon=True).start()

    def _carry(
        self, both: tuple[socket.socket, ...], source: socket.socket, sink: socket.socket, left: int | None, how: How
    ) -> None:
        upward = source is both[0]
        with suppress(OSError):
            while left is None or left > 0:
                piece = source.recv(16384 if left is None else min(left, 16384))
                if not piece:
                    break
                sink.sendall(piece)
                self.carried += len(piece) if upward else 0
                left = None if left is None else left - len(piece)
            else:
                if how == "stall":
                    return  # both ends stay open and hear nothing more
                if how == "reset":
                    for end in both:
                        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        for end in both:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def cut(self) -> None:
        """Every connection there is ends."""
        for end in self._open:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def stop(self) -> None:
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self.cut()
        for end in self._open:
            end.close()


@contextmanager
def bad_line(to: int, fate: Callable[[int], Fate] = lambda _: Fate()) -> Iterator[BadLine]:
    """A bad line to a port of this machine."""
    line = BadLine(to, fate)
    thread = threading.Thread(target=line.run, daemon=True)
    thread.start()
    try:
        yield line
    finally:
        line.stop()
        thread.join(5)
