"""The list of what was erased, outside the ledger and its backups: an older copy put back is erased again."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from storage.files import write_whole


class ErasedList:
    """What was erased from a ledger, remembered on this machine outside its folder: random ids, nothing else. One id a line."""

    def __init__(self, folder: Path, ledger: str) -> None:
        self._file = folder / f"{ledger}.erased"

    def read(self) -> frozenset[str]:
        """Everything known to be erased; empty where there is no list."""
        try:
            lines = self._file.read_text(encoding="ascii").split()
        except (OSError, UnicodeDecodeError):
            return frozenset()
        return frozenset(line for line in lines if len(line) == 32)

    def add(self, ids: Iterable[str]) -> None:
        """Adds to the list. Raises StorageTrouble."""
        known = self.read()
        wanted = known | set(ids)
        if wanted != known:
            write_whole(self._file, "\n".join(sorted(wanted)).encode("ascii"), private=True)
