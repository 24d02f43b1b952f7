"""The county's desk for files that come over the line: what is done with each sort, and what waits for whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from app.errors import ExchangeError
from sync.envelope import peek
from sync.files import is_name
from sync.hub import relays
from sync.hub.county import Hub
from sync.hub.post import Letters
from sync.hub.store import Laptop
from sync.hub.uploads import Uploads
from sync.hub.waiting import File, Receipts, Shelf, Waiting
from sync.session import KEPT, Became

FOLDER: Final = "line"
"""Under the hub's own: uploads and what lies ready, all of it sealed."""

Takes = Callable[[str, bytes], Became]
"""Takes in a file under its name. Raises ExchangeError for what cannot be read at all, StorageTrouble."""


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


class Desk:
    """One for a hub. Its verbs may be called from several threads."""

    def __init__(self, hub: Hub, home: Path, now: Callable[[], datetime] = _now) -> None:
        folder = home / FOLDER
        self.hub = hub
        self.uploads = Uploads(folder)
        self._now = now
        shelf = Shelf(folder)
        self._receipts = Receipts(shelf)
        self._takes: Mapping[str, Takes] = {"bundle": self._bundle, relays.WHAT: self._relay}
        self.waiting = Waiting([self._receipts, Letters(hub, shelf), _Relays(hub)])

    def laptop(self, replica: str) -> Laptop | None:
        """Who that is, where it was ever enrolled. Raises StorageTrouble."""
        return self.hub.laptop(replica)

    def take(self, name: str, content: bytes) -> Became:
        """Does with a whole file what is done with its sort. Raises StorageTrouble."""
        called = name if is_name(name) else ""
        try:
            what = peek(content, called).what
            if what not in self._takes:
                raise ExchangeError("exchange.not_bundle", file=called, what=what)
            return self._takes[what](called, content)
        except ExchangeError as error:
            return Became(error.code, answered=False)

    def _bundle(self, name: str, content: bytes) -> Became:
        answer = self.hub.take(content, name, self._now())
        self._receipts.keep(answer.laptop, answer.name, answer.content)
        return Became(answer.outcome)

    def _relay(self, name: str, content: bytes) -> Became:
        at_ms = int(self._now().timestamp() * 1000)
        self.hub.transact(lambda db: relays.keep(db, content, name, at_ms))
        return Became(KEPT)


class _Relays:
    """What colleagues sent, each its last."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def waiting(self, laptop: Laptop) -> list[File]:
        """Everything that is sealed to it."""
        found = self._hub.transact(lambda db: relays.waiting_for(db, [laptop]))
        return [File(one.file, one.content) for one in found]

    def arrived(self, laptop: Laptop, name: str) -> None:
        """It need not be kept."""
        self._hub.transact(lambda db: relays.arrived(db, laptop.replica, name))
