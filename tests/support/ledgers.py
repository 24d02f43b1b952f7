"""Real ledgers for tests: cheap to open, kept in a temporary folder, everyone in them made up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.records import Woman
from storage.ids import new_id
from storage.keys import Cost
from storage.ledger import Ledger, people

CHEAP = Cost(1, 1024, 1)
"""Key derivation in a millisecond; never outside tests."""

PASSPHRASE = "莲荷村的桂花开了"


@dataclass(frozen=True)
class Place:
    """Where a ledger lies, and how it is opened again."""

    folder: Path
    marks: Path
    code: str = ""

    def open(self, passphrase: str = PASSPHRASE) -> Ledger:
        return Ledger.open(self.folder, people(self.folder)[0].id, passphrase, marks=self.marks)


def new_ledger(root: Path, name: str = "ledger") -> tuple[Ledger, Place]:
    """A fresh, empty ledger on a machine of its own."""
    folder, marks = root / name, root / f"{name}-marks"
    ledger, code = Ledger.create(
        folder, unit_code="430981203205", unit_name="莲荷村", worker_name="肖玉梅", passphrase=PASSPHRASE,
        cost=CHEAP, marks=marks,
    )  # fmt: skip
    return ledger, Place(folder, marks, code)


def a_woman(name: str = "王秀兰", **values: Any) -> Woman:
    """A woman with a fresh id."""
    record = new_id()
    return Woman(id=record, subject=record, name=name, **values)


def tables(ledger: Ledger, *, but: tuple[str, ...] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, to see that nothing has changed."""
    with ledger.reading() as db:
        names = [n for (n,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'") if n not in but]
        return {name: sorted(db.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for name in names}
