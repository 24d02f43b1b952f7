"""A county's line for tests: the hub's own server in this process, over real TLS, and laptops that are impatient."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import httpx
import msgspec
import uvicorn
from sqlalchemy import select

from storage.ledger import Ledger
from sync.calling import Patience, only
from sync.envelope import Keys, sign
from sync.hub.county import Hub
from sync.hub.schema import BUNDLE
from sync.hub.serving import configured, listening
from sync.keyring import County, enrolled, keep_county
from sync.session import Proven, said_for

HASTY = Patience(pauses=(0.01, 0.05), first=3, most=12, connect=5, answer=5)
"""What takes a line in the hills minutes takes a blink in a test."""


class _Thread(threading.Thread):
    def __init__(self, hub: Hub, home: Path, limits: Mapping[str, float]) -> None:
        super().__init__(daemon=True)
        self._listening = listening("127.0.0.1", 0)
        self.port = int(self._listening.getsockname()[1])
        self._server = uvicorn.Server(configured(hub, home, **limits))
        self._failed: BaseException | None = None

    def run(self) -> None:
        try:
            self._server.run([self._listening])
        except BaseException as error:  # noqa: BLE001  told by ``stop``
            self._failed = error

    def stop(self) -> None:
        self._server.should_exit = self._server.force_exit = True
        self.join(30)
        self._listening.close()
        assert not self.is_alive()
        if self._failed:
            raise self._failed


@contextmanager
def answering(hub: Hub, home: Path, **limits: float) -> Iterator[int]:
    """The line of a hub is open while inside. Gives its port."""
    thread = _Thread(hub, home, limits)
    thread.start()
    try:
        yield thread.port
    finally:
        thread.stop()


def find_at(ledger: Ledger, *addresses: str | int) -> County:
    """An enrolled laptop hears that the county's line answers elsewhere."""
    _, county = enrolled(ledger)
    there = tuple(f"127.0.0.1:{at}" if isinstance(at, int) else at for at in addresses)
    moved = msgspec.structs.replace(county, addresses=there)
    keep_county(ledger, moved)
    return moved


def log(hub: Hub) -> list[str]:
    """What became of every bundle that came in, the first one first."""
    return [row.outcome for row in hub.transact(lambda db: db.execute(select(BUNDLE).order_by(BUNDLE.c.no)).all())]


class Raw:
    """A laptop that speaks to the line as it likes: everything the program's own client would not say."""

    def __init__(self, hub: Hub, port: int, replica: str, keys: Keys) -> None:
        self.hub, self.replica, self.keys = hub, replica, keys
        self.client = httpx.Client(
            base_url=f"https://127.0.0.1:{port}", verify=only(hub.certificate), trust_env=False, timeout=20
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def nonce(self) -> str:
        return str(self.client.post("/v1/session", json={"replica": self.replica}).json()["nonce"])

    def prove(self, nonce: str, *, keys: Keys | None = None, hub: str | None = None) -> httpx.Response:
        told = said_for(hub or self.hub.id, self.replica, nonce)
        proof = Proven(self.replica, nonce, sign(told, keys or self.keys).hex())
        return self.client.put("/v1/session", content=msgspec.json.encode(proof))

    def sign_in(self) -> Raw:
        token = self.prove(self.nonce()).json()["token"]
        self.client.headers["Authorization"] = f"Bearer {token}"
        return self

    def held(self, content: bytes) -> httpx.Response:
        return self.client.head(f"/v1/files/{digest(content)}")

    def add(
        self, content: bytes, at: int = 0, piece: bytes | Callable[[], Iterator[bytes]] | None = None, **said: str
    ) -> httpx.Response:
        """Adds a piece of a file (the rest of it) to what the county has."""
        body = content[at:] if piece is None else piece() if callable(piece) else piece
        headers = {
            "Upload-Offset": str(at),
            "Upload-Length": str(len(content)),
            **{k.replace("_", "-"): v for k, v in said.items()},
        }
        return self.client.patch(f"/v1/files/{digest(content)}", content=body, headers=headers)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
