"""Which incarnation of the ledger this is, so that no number ever means two things.

A mark outside the ledger's folder remembers, for each ledger, the replica and the last number that others may have seen.
A file that lies behind its mark was rewound (an old copy put back); a file without one was carried to another machine.
Either begins a new incarnation.
"""

from __future__ import annotations

import secrets
from pathlib import Path

import msgspec

from storage.files import write_whole


class Mark(msgspec.Struct, frozen=True):
    """The last known place of a ledger on this machine."""

    replica: str
    seq: int


def new_replica() -> str:
    """A name for a fresh incarnation."""
    return secrets.token_hex(16)


class Marks:
    """The marks kept on this machine: one small file for each ledger, in a folder outside all of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _file(self, ledger: str) -> Path:
        return self._folder / f"{ledger}.mark"

    def _read(self, ledger: str) -> Mark | None:
        try:
            return msgspec.json.decode(self._file(ledger).read_bytes(), type=Mark)
        except (OSError, msgspec.DecodeError, msgspec.ValidationError):
            # A lost mark only costs a new incarnation, never a number used twice.
            return None

    def is_current(self, ledger: str, replica: str, seq: int) -> bool:
        """Whether the file is the one last used here, and not an older copy of it."""
        mark = self._read(ledger)
        return mark is not None and mark.replica == replica and mark.seq <= seq

    def put(self, ledger: str, replica: str, seq: int) -> None:
        """Remembers how far the ledger is."""
        if self._read(ledger) != Mark(replica, seq):
            write_whole(self._file(ledger), msgspec.json.encode(Mark(replica, seq)), private=True)
