"""The folder of a ledger: its files, where it lies by default, and who holds it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from app.errors import LedgerBusy
from storage.files import trouble

if TYPE_CHECKING:
    from filelock import FileLock

_APP = "Suifang"


def default_folder() -> Path:
    """Where the ledger of this account lies unless told otherwise."""
    return platformdirs.user_data_path(_APP, appauthor=False) / "ledger"


def default_marks() -> Path:
    """Where incarnations are remembered: outside the ledger's folder, so that copying that does not copy the mark."""
    return platformdirs.user_state_path(_APP, appauthor=False) / "marks"


class Held:
    """The ledger is ours until released (or the process ends, however it ends)."""

    def __init__(self, lock: FileLock) -> None:
        self._lock = lock

    def release(self) -> None:
        """Lets others open it; may be called again."""
        self._lock.release()


class Folder:
    """The files of one ledger."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file = path / "ledger.sfl"
        self.keys = path / "ledger.keys"
        self.backups = path / "backups"

    def holds_ledger(self) -> bool:
        """Whether a whole ledger lies here."""
        return self.file.is_file() and self.keys.is_file()

    def hold(self) -> Held:
        """Takes the ledger for this process. Raises LedgerBusy if another program has it open."""
        from filelock import FileLock, Timeout  # not needed to see whether a ledger is there

        with trouble(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.path / "ledger.lock", mode=0o600)
            try:
                lock.acquire(timeout=0)
            except Timeout:
                raise LedgerBusy("ledger.open_elsewhere", file=self.file.name) from None
        return Held(lock)

    def set_aside_unfinished(self) -> None:
        """Moves away what a creation that was killed left behind: a file whose key was never kept opens for nobody.

        It is renamed, not deleted: should the key file have been lost instead, it may yet be found again.
        """
        if self.file.exists() and not self.keys.exists():
            from storage.ids import new_id

            with trouble(self.file):
                for end in ("-wal", "-shm", ""):
                    path = Path(f"{self.file}{end}")
                    if path.exists():
                        path.rename(self.path / f"unfinished-{new_id()}.sfl{end}")
