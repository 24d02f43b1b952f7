"""Files on their way up, by laptop and digest, as files in a folder of the hub's own (``docs/sync.md`` §16).

What is there survives the program: the length of the file is how far the upload is. A machine that lost power may hold
less than that length says; then the digest differs at the end, and the upload begins anew. Nothing is opened here.
"""

from __future__ import annotations

import hashlib
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from storage.files import trouble, write_whole
from sync.envelope import MOST_BYTES

KEPT_SECONDS: Final = 7 * 24 * 3600
MOST_UNDERWAY: Final = 8
"""Unfinished uploads of one laptop; a further one takes the place of that which rested longest."""
MOST_HELD: Final = 2 * MOST_BYTES
"""Bytes they may come to together."""

_PART, _DONE = ".part", ".done"


class Moved(Exception):
    """The upload is not where that says; ``offset`` is where it is."""

    def __init__(self, offset: int) -> None:
        super().__init__()
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Upload:
    """How far a file is. ``outcome``: what became of it, once it was taken in, as whoever asked had it written down."""

    offset: int
    length: int
    outcome: bytes = b""


class Uploads:
    """Not for two programs at once, nor for two threads at one upload; different uploads do not meet."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, replica: str, digest: str) -> Upload | None:
        """An upload that was begun, or ended in the last days. Raises StorageTrouble."""
        for path in self._paths(replica, f"{digest}.*"):
            with trouble(path):
                length = int(path.suffixes[0][1:])
                if path.suffix == _DONE:
                    return Upload(length, length, path.read_bytes())
                return Upload(path.stat().st_size, length)
        return None

    def begin(self, replica: str, digest: str, length: int, offset: int) -> Path:
        """Where the bytes from an offset on are to be added.

        Raises Moved where that is not the end of what is here, StorageTrouble. Another length than before begins anew.
        """
        found = self.find(replica, digest)
        if found is not None and found.length != length:
            self.drop(replica, digest)
            found = None
        if offset != (found.offset if found else 0):
            raise Moved(found.offset if found else 0)
        path = self._part(replica, digest, length)
        with trouble(path):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._make_room(replica, digest, length)
            path.touch(mode=0o600)
        return path

    def content(self, replica: str, digest: str, length: int) -> bytes:
        """A whole upload. Raises Moved where its digest is another: it is gone then, and begins anew. StorageTrouble."""
        path = self._part(replica, digest, length)
        with trouble(path):
            content = path.read_bytes()
        if len(content) != length or hashlib.sha256(content).hexdigest() != digest:
            self.drop(replica, digest)
            raise Moved(0)
        return content

    def done(self, replica: str, digest: str, length: int, outcome: bytes) -> None:
        """It was taken in: what became of it is remembered for as long as somebody may ask again. Raises StorageTrouble."""
        part = self._part(replica, digest, length)
        write_whole(part.with_suffix(_DONE), outcome, private=True)
        part.unlink(missing_ok=True)

    def drop(self, replica: str, digest: str) -> None:
        """Forgets an upload."""
        for path in self._paths(replica, f"{digest}.*"):
            path.unlink(missing_ok=True)

    def drop_old(self) -> None:
        """Forgets what nothing was added to for seven days."""
        for path in self._folder.glob("*/up/*"):
            with suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > KEPT_SECONDS:
                    path.unlink()

    def _make_room(self, replica: str, digest: str, length: int) -> None:
        others = [path for path in self._paths(replica, f"*{_PART}") if path.name.split(".")[0] != digest]
        others.sort(key=lambda path: path.stat().st_mtime)
        held = length + sum(int(path.suffixes[0][1:]) for path in others)
        while others and (len(others) >= MOST_UNDERWAY or held > MOST_HELD):
            oldest = others.pop(0)
            held -= int(oldest.suffixes[0][1:])
            oldest.unlink(missing_ok=True)

    def _part(self, replica: str, digest: str, length: int) -> Path:
        return self._folder / replica / "up" / f"{digest}.{length}{_PART}"

    def _paths(self, replica: str, pattern: str) -> list[Path]:
        return sorted((self._folder / replica / "up").glob(pattern))  # .done before .part


def too_large(length: int) -> bool:
    """Whether a file of that length is none of ours."""
    return not 0 < length <= MOST_BYTES
