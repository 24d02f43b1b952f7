"""Files written whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.errors import StorageTrouble

_MEANING = {
    errno.ENOSPC: "file.disk_full",
    errno.EDQUOT: "file.disk_full",
    errno.EROFS: "file.read_only",
    errno.EACCES: "file.no_permission",
    errno.EPERM: "file.no_permission",
    errno.EIO: "file.gone",
    errno.ENODEV: "file.gone",
    errno.ENOENT: "file.gone",
}


@contextmanager
def trouble(path: Path) -> Iterator[None]:
    """Turns errors of the operating system into words a person can be told (StorageTrouble)."""
    try:
        yield
    except OSError as error:
        raise StorageTrouble(_MEANING.get(error.errno or 0, "file.trouble"), file=path.name) from error


def write_whole(path: Path, content: bytes, *, private: bool = False) -> None:
    """Writes beside the target under a temporary name, flushes to the disk, then renames over it.

    Whoever looks sees the old file or the new one. ``private``: readable by this account only. Raises StorageTrouble.
    """
    import tempfile  # its own modules are many; looking whether a ledger is there needs none of them

    with trouble(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".suifang-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if not private:
                Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise
        _settle_folder(path.parent)


def settle_file(path: Path) -> None:
    """Sees to it that what was written to a file by others is on the disk. Raises StorageTrouble."""
    with trouble(path), path.open("rb+") as file:
        os.fsync(file.fileno())


def _settle_folder(folder: Path) -> None:
    # The rename itself must reach the disk. Windows has no such call and needs none.
    if os.name == "posix":
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
