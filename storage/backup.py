"""Backups: whole, encrypted with the ledger's own key, and proven by opening them."""

from __future__ import annotations

import os
import shutil
import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from app.errors import LedgerDamaged
from app.records import KINDS
from app.versions import START, Dot, Header, link
from storage import driver
from storage.files import trouble, write_whole
from storage.headers import decode_knows
from storage.tables import quoted


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
        driver.export(connection, copy, key)
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
    connection = driver.look(file, key)
    try:
        problems = problems_of(connection)
        if problems:
            raise LedgerDamaged("ledger.backup_unproven", file=file.name, cause=problems[0])
        with driver.translated(file.name):
            here = [kind for kind in KINDS if kind in tables_of(connection)]
            return sum(connection.execute(f"SELECT count(*) FROM {quoted(kind)}").fetchone()[0] for kind in here)
    finally:
        connection.close()


def tables_of(connection: Any) -> frozenset[str]:
    """The names of its tables: a backup may be of a form in which a kind had none yet."""
    return frozenset(n for (n,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'"))


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


def rotate(target: Path, *, keep: Collection[Path], all_else: bool = False) -> int:
    """Removes from a folder what the plan does not keep, and what a kill left behind; how many backups went.

    ``keep`` stays in any case, should the clock have gone back. ``all_else``: nothing else does.
    """
    folders = [folder for folder in target.glob("suifang-backup-*") if folder not in keep]
    chosen = set() if all_else else to_keep([folder.name for folder in (*folders, *keep)], plan())
    gone = [folder for folder in folders if folder.name not in chosen]
    for old in [*gone, *target.glob(".suifang-backup-*")]:
        with trouble(old):
            shutil.rmtree(old)
    return len(gone)


class Plan(NamedTuple):
    """How many backups stay: the last ones, and the last of so many days, weeks and months in which there are any."""

    last: int
    days: int
    weeks: int
    months: int


@cache
def plan() -> Plan:
    """``resources/backup.toml``."""
    told = tomllib.loads(files("resources").joinpath("backup.toml").read_text("utf-8"))
    return Plan(told["last"], told["days"], told["weeks"], told["months"])


def to_keep(names: Iterable[str], wanted: Plan) -> set[str]:
    """Which backups stay, by their names, which tell the moment. A name that tells none stays."""
    known = sorted(names)
    kept = set(known[max(0, len(known) - wanted.last) :])
    days: dict[tuple[int, ...], str] = {}
    weeks: dict[tuple[int, ...], str] = {}
    months: dict[tuple[int, ...], str] = {}
    for name in known:
        stamp = name.removeprefix("suifang-backup-")[:8]
        try:
            day = date(int(stamp[:4]), int(stamp[4:6]), int(stamp[6:]))
        except ValueError:
            kept.add(name)
            continue
        # Of each the last stays.
        days[day.year, day.month, day.day] = name
        weeks[day.isocalendar()[:2]] = name
        months[day.year, day.month] = name
    for found, count in ((days, wanted.days), (weeks, wanted.weeks), (months, wanted.months)):
        kept.update(name for _, name in sorted(found.items())[max(0, len(found) - count) :])
    return kept
