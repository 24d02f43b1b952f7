"""The folder of a ledger: its files, where it lies by default, and who holds it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from app.errors import LedgerBusy
from storage.files import settle_file, trouble
from storage.ids import new_id

if TYPE_CHECKING:
    from filelock import FileLock

_APP = "Suifang"
FIRST_FILE = "ledger.sfl"
_NAME = re.compile(r"ledger(?:-([1-9]\d{0,8}))?\.sfl")
_UNFINISHED = ".new"


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
    """The files of one ledger.

    The key file says which file the ledger is. When the ledger is closed with a new key, or an older backup comes
    back, the new file is written whole beside the old one, and replacing the key file is the single step by which it
    becomes the ledger: ``ledger.sfl``, then ``ledger-1.sfl``, ``ledger-2.sfl`` ….
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.keys = path / "ledger.keys"
        self.backups = path / "backups"
        self.file = path / FIRST_FILE
        self.find()

    def find(self) -> None:
        """Reads which file the ledger is; a key file that cannot be read is told when its keys are wanted."""
        try:
            name = json.loads(self.keys.read_bytes()).get("file", FIRST_FILE)
        except (OSError, ValueError, AttributeError):
            return
        if isinstance(name, str) and _NAME.fullmatch(name):
            self.file = self.path / name

    def holds_ledger(self) -> bool:
        """Whether a whole ledger lies here."""
        return self.file.is_file() and self.keys.is_file()

    def next_file(self) -> Path:
        """The name of the file that will be the ledger after this one."""
        return self._after([self.file])

    def _after(self, files: Iterable[Path]) -> Path:
        return self.path / f"ledger-{max(map(_number, files), default=0) + 1}.sfl"

    def unfinished(self, file: Path) -> Path:
        """What such a file is called while it is written."""
        return file.with_name(file.name + _UNFINISHED)

    def clear(self) -> None:
        """Removes what a kill may have left: files that never became the ledger, and those it was before.

        Call it while the ledger is held. A file with a later number is set aside: an old key file may have been put back.
        """
        if not self.file.is_file():
            return
        for path in sorted(self.path.glob("ledger*.sfl*")):
            name = re.sub(r"-(wal|shm|journal)$", "", path.name)
            if name.endswith(_UNFINISHED) or (
                _NAME.fullmatch(name) and _number(path.with_name(name)) < _number(self.file)
            ):
                _remove(path)
            elif _NAME.fullmatch(name) and _number(path.with_name(name)) > _number(self.file):
                with trouble(path):
                    path.rename(path.with_name(f"unfinished-{path.name}"))

    def replace_by(self, other: Folder, make_it_the_ledger: Callable[[str], object]) -> None:
        """Takes in the file of a backup while this folder is held; what was the ledger is first copied aside, whole.

        Without its key file nobody knows which file that was: every one is copied, and none is written over.
        ``make_it_the_ledger`` gets the name of the new file and replaces the key file. Raises StorageTrouble.
        """
        with trouble(self.file):
            files = [path for path in self.path.glob("ledger*.sfl") if _NAME.fullmatch(path.name)]
            beside = [Path(f"{file}-wal") for file in files]
            here = [path for path in (*files, *beside, self.keys) if path.exists()]
            if here:
                aside = self.path / f"set-aside-{new_id()}"
                aside.mkdir()
                for path in here:
                    shutil.copy2(path, aside / path.name)
            target = self._after(files) if here else self.path / FIRST_FILE
            fresh = self.unfinished(target)
            shutil.copyfile(other.file, fresh)
            settle_file(fresh)
            fresh.replace(target)
        make_it_the_ledger(target.name)
        self.find()

    def set_aside(self) -> list[Path]:
        """Files and folders of ledgers that did not open and were kept: no erasure reaches into them."""
        return sorted([*self.path.glob("set-aside-*"), *self.path.glob("unfinished-*")])

    def remove_set_aside(self) -> None:
        """Deletes them. Raises StorageTrouble."""
        for path in self.set_aside():
            with trouble(path):
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def hold(self) -> Held:
        """Takes the ledger for this process. Raises LedgerBusy if another program has it open."""
        from filelock import FileLock, Timeout  # not needed to see whether a ledger is there

        with trouble(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            # Whoever closes it need not be the thread that opened it.
            lock = FileLock(self.path / "ledger.lock", mode=0o600, thread_local=False)
            try:
                lock.acquire(timeout=0)
            except Timeout:
                raise LedgerBusy("ledger.open_elsewhere", file=self.file.name) from None
        self.find()
        self.clear()
        return Held(lock)

    def set_aside_unfinished(self) -> None:
        """Moves away what a creation that was killed left behind: a file whose key was never kept opens for nobody.

        It is renamed, not deleted: should the key file have been lost instead, it may yet be found again.
        """
        if self.file.exists() and not self.keys.exists():
            with trouble(self.file):
                for end in ("-wal", "-shm", ""):
                    path = Path(f"{self.file}{end}")
                    if path.exists():
                        path.rename(self.path / f"unfinished-{new_id()}.sfl{end}")


def _number(file: Path) -> int:
    found = _NAME.fullmatch(file.name)
    return int(found[1] or 0) if found else 0


def _remove(path: Path) -> None:
    # On some systems a scanner holds it for a moment: it goes the next time.
    with suppress(OSError):
        path.unlink()
