"""Files written whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
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
    """Writes a file whole, making its folder where there is none. ``private``: readable by this account only.

    Whoever looks sees the old file or the new one. Raises StorageTrouble; then the old one is there.
    """
    with trouble(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".suifang-{secrets.token_hex(8)}")
        part.touch(0o600 if private else 0o644, exist_ok=False)
        put_in_place(part, path, content)
        # An error from here on would be taken for a file that was not replaced.
        with suppress(OSError):
            settle_folder(path.parent)


def put_in_place(part: Path, path: Path, content: bytes) -> None:
    """Writes under a name of its own, flushes to the disk, then renames. Raises OSError; then that name is gone again."""
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


def settle_file(path: Path) -> None:
    """Sees to it that what was written to a file by others is on the disk. Raises StorageTrouble."""
    with trouble(path), path.open("rb+") as file:
        os.fsync(file.fileno())


def settle_folder(folder: Path) -> None:
    """Sees to it that a rename is on the disk too. Raises OSError, except where the file system has no such thing."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise
    finally:
        os.close(handle)
