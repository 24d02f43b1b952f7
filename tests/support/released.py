"""The frozen states of ``tests/data/released``: unpacked into a scratch folder, with what their own program read in them."""

from __future__ import annotations

import hashlib
import json
import shutil
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zstandard

from storage.ledger import Ledger
from sync.hub.county import Hub

PLACE = Path(__file__).parent.parent / "data" / "released"
BACKUP = "suifang-backup-20261122-090000"


def releases() -> dict[str, Mapping[str, Any]]:
    """Every frozen state by name: its numbers and the digest of its files."""
    told: dict[str, Mapping[str, Any]] = tomllib.loads((PLACE / "released.toml").read_text("utf-8"))
    return told


def digest(name: str) -> str:
    """One number for everything in a folder: names and bytes."""
    folder, total = PLACE / name, hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        total.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


@dataclass(frozen=True)
class Released:
    """One of them, unpacked: nothing done here reaches the frozen files."""

    name: str
    root: Path
    expected: Mapping[str, Any]

    @classmethod
    def unpack(cls, name: str, root: Path) -> Released:
        shutil.copytree(PLACE / name, root)
        database = root / "hub" / "hub.db.zst"
        (root / "hub" / "hub.db").write_bytes(_plain(database))
        database.unlink()
        expected = json.loads(_plain(root / "expected.json.zst"))
        if not (root / "backup").exists():
            backup = root / "backup" / BACKUP
            backup.mkdir(parents=True)
            for file in ("ledger.sfl", "ledger.keys"):
                shutil.copy(root / "ledger" / file, backup)
        released = cls(name, root, expected)
        for path in (root / "files").iterdir():
            path.rename(released.file(path.stem.removeprefix("suifang-")))
        return released

    def open(self) -> Ledger:
        told = self.expected
        return Ledger.open(self.root / "ledger", told["person"], told["passphrase"], marks=self.root / "marks")

    def open_hub(self) -> Hub:
        return Hub.open(self.root / "hub", self.expected["hub_passphrase"])

    @property
    def backup(self) -> Path:
        return self.root / "backup" / BACKUP

    def file(self, name: str) -> Path:
        """``bundle-1``, ``receipt-2``, ``grant-1``, ``request-1`` …, under a name as on a stick."""
        what, _, number = name.partition("-")
        return self.root / "files" / f"suifang-{what}-430981203205-20261122-{number:0>8}.suifang"


def _plain(path: Path) -> bytes:
    return zstandard.decompress(path.read_bytes())
