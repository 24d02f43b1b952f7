"""Sticks that are really full, read-only, worn out or pulled: small file systems of their own, mounted for a test."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PAGE = 4096


@contextmanager
def mounted(at: Path, *words: str) -> Iterator[Path]:
    """A file system mounted there; gone afterwards, also when it was pulled meanwhile. Skips where nobody may mount."""
    at.mkdir(exist_ok=True)
    made = subprocess.run(["mount", *words, str(at)], capture_output=True, text=True, check=False)
    if made.returncode:
        assert os.geteuid(), made.stderr  # who is root finds out that something is wrong with this
        pytest.skip("only an administrator may mount a stick here")
    try:
        yield at
    finally:
        if os.path.ismount(at):
            subprocess.run(["umount", "-l", str(at)], check=True)


@contextmanager
def small(at: Path, pages: int) -> Iterator[Path]:
    """A stick of so many pages of 4,096 bytes."""
    with mounted(at, "-t", "tmpfs", "-o", f"size={pages * PAGE}", "stick") as stick:
        yield stick


@contextmanager
def on_a_disk(at: Path, image: Path) -> Iterator[Path]:
    """A stick of its own in a file: ext2, which keeps no journal, and writes what it is told when it is told."""
    if not image.exists():
        image.write_bytes(bytes(1 << 20))
        subprocess.run(["mkfs.ext2", "-q", "-F", "-b", "1024", str(image)], check=True)
    with mounted(at, "-o", "loop,sync", str(image)) as stick:
        yield stick


def fill(stick: Path, leave: int) -> Path:
    """Somebody's holiday pictures, so that no more than some bytes are left."""
    pictures = stick / "DCIM0001.JPG"
    room = os.statvfs(stick)
    with pictures.open("wb") as file:
        file.write(bytes(max(0, room.f_bavail * room.f_frsize - leave)))
    return pictures


def read_only(stick: Path) -> None:
    """The little switch on the side of a card."""
    subprocess.run(["mount", "-o", "remount,ro", str(stick)], check=True)


def pull(stick: Path) -> None:
    """It is no longer there, whoever is writing on it; what a desktop does with the folder, too."""
    subprocess.run(["umount", "-l", str(stick)], check=True)
    stick.rmdir()


def wear_out(image: Path, name: str) -> None:
    """The place on the stick where a file lies can no longer be read. While it is not mounted."""
    command = f"set_inode_field {name} block[0] 99999999"
    subprocess.run(["debugfs", "-w", "-R", command, str(image)], check=True, capture_output=True)
