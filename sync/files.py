"""The carrier that is a folder: a stick, a card, a shared folder (``docs/sync.md`` §8).

Files are written whole or not at all, and only files that are ours are ever opened.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.errors import ExchangeError
from storage.files import put_in_place, settle_folder, trouble
from sync.carrier import Carrier
from sync.envelope import MAGIC, MOST_BYTES, is_ours

SUFFIX = ".suifang"
_PART = ".part"

_WRITING_S = 600
"""A file half-written for longer, or in another year by its clock, is nobody's any more; writing one takes seconds."""

_NAME = re.compile(
    r"suifang-[a-z]{3,12}-[0-9a-z]{1,20}-[0-9]{8}-[0-9a-f]{8}(?:[ _(~-][^/\\]{0,12})?\.suifang", re.IGNORECASE
)
"""What file managers add to the name of a copy (`` (1)``, `` - 副本``) is borne with."""


def file_name(what: str, unit: str, day: date, file_id: str) -> str:
    """A name every file system takes, by which a person finds the file again; nothing in it is about anyone."""
    return f"suifang-{what}-{re.sub('[^0-9a-z]', '', unit.lower()) or '0'}-{day:%Y%m%d}-{file_id[:8]}{SUFFIX}"


def is_name(name: str) -> bool:
    """Whether a file of ours may be called so."""
    return _NAME.fullmatch(name) is not None


def put(folder: Path, name: str, content: bytes) -> Path:
    """Writes a file as a whole: temporary name, flush, rename, flush of the folder.

    Raises StorageTrouble: ``file.disk_full``, ``file.read_only``, ``file.no_permission``, ``file.gone`` (pulled out),
    ``file.trouble``. Nothing half-written keeps the final name, and a file that was there under it is untouched.
    """
    target = folder / name
    with trouble(target):
        if not folder.is_dir():
            # Never made here: where a stick was pulled out, that would be a folder on the hard disk.
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(folder))
        _sweep(folder)
        put_in_place(folder / f".{name}{_PART}", target, content)
        settle_folder(folder)
    return target


def _sweep(folder: Path) -> None:
    """Removes what was left half-written when a stick was pulled out; never what another laptop may be writing now."""
    now = time.time()
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            ours = entry.name.startswith(".") and entry.name.endswith(_PART)
            if ours and is_name(entry.name[1 : -len(_PART)]) and abs(now - entry.stat().st_mtime) > _WRITING_S:
                Path(entry.path).unlink()


@dataclass(frozen=True, slots=True)
class Listing:
    """What lies in a folder. ``strange``: how many other files; they were not opened."""

    ours: tuple[Path, ...]
    strange: int


def find(folder: Path) -> Listing:
    """Our files in a folder, by name and magic, in the order of their names. Raises StorageTrouble."""
    ours, strange = [], 0
    with trouble(folder):
        for entry in sorted(os.scandir(folder), key=lambda e: e.name):
            if entry.is_dir(follow_symlinks=False) or entry.name.startswith("."):
                continue
            plain = entry.is_file(follow_symlinks=False)
            if plain and is_name(entry.name) and _begins_ours(Path(entry.path)):
                ours.append(Path(entry.path))
            else:
                strange += 1
    return Listing(tuple(ours), strange)


def _begins_ours(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            start = file.read(len(MAGIC))
    except OSError:
        if not path.parent.is_dir():
            raise
        return True  # one worn place hides no other file: that it cannot be read is said of this one
    # One cut to nothing by a pulled stick still bears our name: it is opened, and said to be cut.
    return is_ours(start) or MAGIC.startswith(start)


def get(path: Path) -> bytes:
    """The content of a file.

    Raises StorageTrouble, and ExchangeError ``exchange.not_ours`` for what is no plain file or larger than any of ours.
    """
    with trouble(path):
        found = path.stat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > MOST_BYTES:
            raise ExchangeError("exchange.not_ours", file=path.name)
        return path.read_bytes()


# --- a folder as a carrier --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder on a stick, a card, a shared disk. What was taken in stays there for whoever else it is for."""

    path: Path

    def put(self, name: str, content: bytes) -> Path:
        """Writes it whole."""
        return put(self.path, name, content)

    def names(self) -> tuple[str, ...]:
        """Our files."""
        return tuple(path.name for path in find(self.path).ours)

    def get(self, name: str) -> bytes:
        """One of them."""
        return get(self.path / name)

    def where(self, name: str) -> Path:
        """Its path."""
        return self.path / name

    def done(self, name: str) -> None:
        """It stays; coming upon it again does nothing."""


@dataclass(frozen=True, slots=True)
class OneFile:
    """A single file that was pointed at."""

    path: Path

    def put(self, name: str, content: bytes) -> Path:
        """Beside it."""
        return put(self.path.parent, name, content)

    def names(self) -> tuple[str, ...]:
        """It alone."""
        return (self.path.name,)

    def get(self, _name: str) -> bytes:
        """Its content."""
        return get(self.path)

    def where(self, _name: str) -> Path:
        """Its path."""
        return self.path

    def done(self, name: str) -> None:
        """It stays."""


def carrier(place: Path | Carrier) -> Carrier:
    """What a path stands for: a folder, or a single file."""
    if not isinstance(place, Path):
        return place
    return OneFile(place) if place.is_file() else Folder(place)


# --- where a stick is ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Drive:
    """A stick or card that is plugged in. ``free``: bytes."""

    path: Path
    label: str
    free: int


_MOUNTED_UNDER = ("/media/", "/run/media/")


def removable_drives(mounts: Path = Path("/proc/mounts"), under: Sequence[str] = _MOUNTED_UNDER) -> list[Drive]:
    """The sticks and cards that can be written to or read from now; those that do not answer are left out."""
    return _windows_drives() if os.name == "nt" else _linux_drives(mounts, under)


def _linux_drives(mounts: Path, under: Sequence[str]) -> list[Drive]:
    drives = []
    with suppress(OSError):
        for line in mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines():
            words = line.split(" ")
            path = _unescaped(words[1]) if len(words) > 1 else ""
            if path.startswith(tuple(under)):
                with suppress(OSError):
                    drives.append(Drive(Path(path), Path(path).name, shutil.disk_usage(path).free))
    return sorted(drives, key=lambda drive: drive.label)


def _unescaped(mount: str) -> str:
    """Blank, tab, newline and backslash are octal in /proc/mounts (proc(5), getmntent(3))."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), mount)


if sys.platform == "win32":

    def _windows_drives() -> list[Drive]:
        import ctypes

        kernel = ctypes.windll.kernel32
        present = kernel.GetLogicalDrives()
        drives = []
        for letter in (chr(ord("A") + n) for n in range(26) if present >> n & 1):
            root = f"{letter}:\\"
            if kernel.GetDriveTypeW(ctypes.c_wchar_p(root)) != 2:  # DRIVE_REMOVABLE
                continue
            label = ctypes.create_unicode_buffer(261)
            kernel.GetVolumeInformationW(ctypes.c_wchar_p(root), label, len(label), None, None, None, None, 0)
            with suppress(OSError):  # an empty card reader
                drives.append(Drive(Path(root), label.value or letter, shutil.disk_usage(root).free))
        return drives

else:

    def _windows_drives() -> list[Drive]:
        return []
