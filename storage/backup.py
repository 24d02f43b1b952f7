"""Backups: whole, encrypted with the ledger's own key, and proven by opening them."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.errors import LedgerDamaged
from app.records import KINDS
from app.versions import START, Dot, Header, link
from storage import driver
from storage.files import trouble, write_whole
from storage.headers import decode_knows
from storage.tables import quoted

KEPT = 7
"""How many automatic backups stay; the oldest goes first."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A backup that was opened and read: where it is and how many records it holds."""

    folder: Path
    at: datetime
    records: int


def back_up(connection: Any, key: bytes, ledger_file: Path, keys_file: Path, target: Path, now: datetime) -> Proof:
    """Copies the ledger with its key file into a fresh folder below ``target`` and proves the copy by opening it.

    Raises StorageTrouble (disk full, gone) or LedgerDamaged (the copy does not check); then no folder is left behind.
    """
    folder = _unused(target / f"suifang-backup-{now:%Y%m%d-%H%M%S}")
    unproven = target / f".{folder.name}-{os.getpid()}"
    with trouble(folder):
        unproven.mkdir(parents=True)
    try:
        copy = unproven / ledger_file.name
        with driver.translated(copy.name):
            connection.execute("ATTACH DATABASE ? AS copy KEY ?", (str(copy), f"x'{key.hex()}'"))
            try:
                connection.execute("SELECT sqlcipher_export('copy')")
                (version,) = connection.execute("PRAGMA main.user_version").fetchone()
                connection.execute(f"PRAGMA copy.user_version = {version}")
            finally:
                connection.execute("DETACH DATABASE copy")
        with trouble(folder):
            write_whole(unproven / keys_file.name, keys_file.read_bytes(), private=True)
        records = prove(copy, key)
        with trouble(folder):
            unproven.rename(folder)
    except BaseException:
        shutil.rmtree(unproven, ignore_errors=True)
        raise
    return Proof(folder, now, records)


def _unused(folder: Path) -> Path:
    """The folder's name, with a number behind it where a second backup is made within the same second."""
    names = (folder, *(folder.with_name(f"{folder.name}-{n}") for n in range(2, 100)))
    return next((name for name in names if not name.exists()), folder)


def prove(file: Path, key: bytes) -> int:
    """Opens a ledger file, checks it whole, and returns how many records it holds. Raises LedgerDamaged."""
    connection = driver.connect(file, key)
    try:
        problems = problems_of(connection)
        if problems:
            raise LedgerDamaged("ledger.backup_unproven", file=file.name, cause=problems[0])
        with driver.translated(file.name):
            return sum(connection.execute(f"SELECT count(*) FROM {quoted(kind)}").fetchone()[0] for kind in KINDS)
    finally:
        connection.close()


def problems_of(connection: Any) -> list[str]:
    """What SQLite's integrity check and the foreign keys object to; empty when all is well."""
    with driver.translated():
        said = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        broken = [f"foreign key in {row[0]}" for row in connection.execute("PRAGMA foreign_key_check")]
    return [line for line in said if line != "ok"] + broken


def broken_links(connection: Any) -> list[str]:
    """Where this ledger's own chain of changes does not hold together, incarnation by incarnation."""
    broken: list[str] = []
    here: dict[str, tuple[int, bytes]] = {}
    with driver.translated():
        reached = connection.execute(
            "SELECT r.id, h.seq, h.link FROM reach h JOIN replica r ON r.no = h.replica WHERE r.mine = 1"
        ).fetchall()
        rows = connection.execute(
            "SELECT r.id, c.seq, c.author, c.at_ms, c.knows, c.commitment, c.link FROM change c"
            " JOIN replica r ON r.no = c.replica WHERE c.commitment IS NOT NULL ORDER BY c.replica, c.seq"
        )
        for name, seq, author, at_ms, knows, promised, linked in rows:
            last, before = here.get(name, (0, START))
            header = Header(Dot(name, seq), author, at_ms, decode_knows(knows))
            if seq != last + 1 or link(before, header, bytes(promised)) != bytes(linked or b""):
                broken.append(f"change {seq} of {name[:8]}")
            here[name] = (seq, bytes(linked or b""))
    broken += [f"end of {name[:8]}" for name, seq, linked in reached if here.get(name) != (seq, bytes(linked))]
    return broken


def rotate(target: Path, *, keep: Path, kept: int = KEPT) -> None:
    """Removes all but the newest backups in a folder; ``keep`` stays in any case, should the clock have gone back."""
    folders = sorted(folder for folder in target.glob("suifang-backup-*") if folder != keep)
    leftovers = list(target.glob(".suifang-backup-*"))
    for old in [*folders[: max(0, len(folders) + 1 - kept)], *leftovers]:
        with trouble(old):
            shutil.rmtree(old)
