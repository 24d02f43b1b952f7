"""The data sets of the measurements, made by the seeded generator and kept in ``.bench/`` (not in git)."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

from app.demo.roster_sheet import make_roster
from app.demo.village import make_village
from app.records import Record

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".bench"
SEED = 2026
TODAY = date(2026, 11, 22)
"""Measurements look at the same village from the same day for ever."""

SETS = {"village": (2_000, 20_000), "township": (20_000, 200_000), "stress": (100_000, 1_000_000)}
"""Women and visits."""


def records(name: str) -> Iterator[Record]:
    """The records of a data set, streamed."""
    women, visits = SETS[name]
    return make_village(SEED, TODAY, women=women, visits=visits)


def roster_csv(women: int = 2_000) -> Path:
    """A messy roster as a .csv file."""
    return cached(f"roster-{women}.csv", lambda path: _write_csv(path, women))


def roster_xlsx(women: int = 2_000) -> Path:
    """The same roster as a workbook."""
    return cached(f"roster-{women}.xlsx", lambda path: _write_xlsx(path, women))


def cached(name: str, make: Callable[[Path], None], *sources: str) -> Path:
    """A file of the cache, made when it is missing, or when the generator or ``sources`` (paths in the project) changed.

    ``make`` writes the path it is given; a file half made is never taken for whole.
    """
    folder = CACHE / _fingerprint("app/demo", "app/records", "resources/demo", *sources)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    if not path.exists():
        part = folder / f"part-{os.getpid()}-{name}"
        make(part)
        try:
            part.replace(path)
        except OSError:
            if not path.exists():  # somebody else was quicker
                raise
    return path


@cache
def _fingerprint(*sources: str) -> str:
    digest = hashlib.sha256()
    for source in sources:
        here = ROOT / source
        for path in sorted(here.rglob("*")) if here.is_dir() else [here]:
            if path.suffix in (".py", ".toml", ".sql"):
                digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def _write_csv(path: Path, women: int) -> None:
    path.write_text(make_roster(SEED, TODAY, women=women).as_csv(), encoding="utf-8-sig", newline="")


def _write_xlsx(path: Path, women: int) -> None:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("育龄妇女全员信息")
    for row in make_roster(SEED, TODAY, women=women).rows:
        sheet.append(row)
    with path.open("wb") as file:
        book.save(file)
