"""Which incarnation of the ledger this is, so that no number ever means two things.

A mark outside the ledger's folder remembers, for each ledger, the last place others may have seen: the replica, the
number and the hash link there, of how many women something was told, and with which keys. A file that does not hold all of
it was rewound (an old copy put back) or is another copy; a file without a mark was carried to another machine. Either
begins a new incarnation.
"""

from __future__ import annotations

import secrets
from pathlib import Path

import msgspec

from app.versions import START
from storage.files import write_whole


class Mark(msgspec.Struct, frozen=True):
    """A place in a ledger's own chain of changes, and the end of its audit then (number and link).

    ``told``: of how many women anything may be known elsewhere. ``keys``: digest of the keys of this incarnation, '' before
    it has any. Neither is a change, and an older copy of the same place must not go on without them.
    """

    replica: str
    seq: int
    link: bytes
    audit: int = 0
    audit_link: bytes = START
    told: int = 0
    keys: str = ""

    def is_past_of(self, now: Mark) -> bool:
        """Whether nothing beside the chain is missing in a ledger that stands at ``now``."""
        return self.replica == now.replica and self.told <= now.told and self.keys in ("", now.keys)


def new_replica() -> str:
    """A name for a fresh incarnation."""
    return secrets.token_hex(16)


class Marks:
    """The marks kept on this machine: one small file for each ledger, in a folder outside all of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _file(self, ledger: str) -> Path:
        return self.folder / f"{ledger}.mark"

    def read(self, ledger: str) -> Mark | None:
        """The mark of a ledger. A lost one only costs a new incarnation, never a number used twice."""
        try:
            return msgspec.json.decode(self._file(ledger).read_bytes(), type=Mark)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return None

    def put(self, ledger: str, mark: Mark) -> None:
        """Remembers where the ledger is. Raises StorageTrouble."""
        if self.read(ledger) != mark:
            write_whole(self._file(ledger), msgspec.json.encode(mark), private=True)


class Unmarked(Marks):
    """For a file that is no ledger yet: nothing it does moves the mark of the one that is."""

    def read(self, _ledger: str) -> Mark | None:
        """None: it stands nowhere."""
        return None

    def put(self, _ledger: str, _mark: Mark) -> None:
        """Remembers nothing."""
