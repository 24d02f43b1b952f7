"""What the measurements of the exchange share: a village's ledger, an empty one, a bundle between them, and references.

The village is written as it came about: one change for what an import brought, one for every visit.
"""

from __future__ import annotations

import csv
import io
import lzma
import random
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.delta import Delta, Reaches
from app.records import KINDS, Unit, Visit, Woman
from app.records.writes import Add, Edit
from bench import data
from storage import driver, keys
from storage.ids import new_id
from storage.ledger import Ledger, people
from storage.tables import quoted, table
from sync.envelope import Keys, new_keys, open_sealed, seal
from sync.pack import pack
from sync.unpack import unpack

_QUICK = keys.Cost(1, 1024, 1)
SECRET = "measured"  # noqa: S105 - opens nothing but a made-up village

EDITS, VISITS = 500, 300
"""A month of a village (quality.md)."""


def create(folder: Path) -> Ledger:
    """A fresh ledger with one worker."""
    ledger, _ = Ledger.create(
        folder, unit_code="430981203205", unit_name="莲荷村", worker_name="肖玉梅", passphrase=SECRET, cost=_QUICK,
        marks=folder / "marks",
    )  # fmt: skip
    return ledger


def reopen(folder: Path) -> Ledger:
    """Opens a ledger made here."""
    return Ledger.open(folder, people(folder)[0].id, SECRET, marks=folder / "marks")


def _build_village(folder: Path) -> None:
    ledger = create(folder)
    everything = [r for r in data.records("village") if not isinstance(r, Unit)]
    ledger.write("import.roster", [Add(r) for r in everything if not isinstance(r, Visit)])
    for record in everything:
        if isinstance(record, Visit):
            ledger.write("visit.record", [Add(record)])
    ledger.close()


@contextmanager
def village(folder: Path) -> Iterator[Ledger]:
    """The village's ledger, a copy that may be written to."""
    built = data.cached("village.ledger", _build_village, "app", "storage")
    shutil.copytree(built, folder / "village")
    ledger = reopen(folder / "village")
    try:
        yield ledger
    finally:
        ledger.close()


class Empty:
    """Fresh empty ledgers, as many as are asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        create(folder / "empty").close()

    @contextmanager
    def one(self) -> Iterator[Ledger]:
        """An empty ledger that is thrown away afterwards."""
        self._count += 1
        copy = self._folder / f"copy-{self._count}"
        shutil.copytree(self._folder / "empty", copy)
        ledger = reopen(copy)
        try:
            yield ledger
        finally:
            ledger.close()
            shutil.rmtree(copy)


class Wire:
    """The road between two laptops: keys of both, and everything that is done to a bundle."""

    def __init__(self) -> None:
        self._sender, self._receiver = new_keys(), new_keys()

    def write(self, delta: Delta, path: Path) -> int:
        """Packs, seals, signs and writes durably; returns the bytes."""
        return _write(path, self._seal(pack(delta), self._sender))

    def _seal(self, content: bytes, pair: Keys) -> bytes:
        to = {"b" * 32: self._receiver.public}
        return seal(content, what="bundle", file_id=new_id(), sender="a" * 32, keys=pair, to=to)

    def read(self, path: Path) -> Delta:
        """Reads, checks, opens and unpacks."""
        opened = open_sealed(
            path.read_bytes(), path.name, me="b" * 32, keys=self._receiver, senders=lambda _: self._sender.public
        )
        return unpack(opened.content)


def _write(path: Path, content: bytes) -> int:
    from storage.files import write_whole

    write_whole(path, content)
    return len(content)


def carry(sender: Ledger, receiver: Ledger, after: Reaches, wire: Wire, path: Path) -> float:
    """One whole exchange; returns the seconds it took."""
    started = time.perf_counter()
    wire.write(sender.exchange.collect_for_office(after), path)
    receiver.exchange.merge(wire.read(path))
    return time.perf_counter() - started


@dataclass(frozen=True, slots=True)
class Month:
    """What a worker does in a month: cells edited, each its own change, and visits."""

    edits: tuple[Edit, ...]
    visits: tuple[Visit, ...]

    def live(self, ledger: Ledger) -> None:
        """Does it all."""
        for edit in self.edits:
            ledger.write("woman.edit", [edit])
        ledger.write("visit.record", [Add(visit) for visit in self.visits])


def a_month(ledger: Ledger) -> Month:
    """The same month for the same village, every time."""
    chooser = random.Random(data.SEED)
    women = ledger.all(Woman)
    edits = []
    for number in range(EDITS):
        field, value = chooser.choice(
            [("phone", f"138{chooser.randrange(10**8):08d}"), ("note", f"核实于随访 {number}"), ("door", f"{number}号")]
        )
        edits.append(Edit("woman", chooser.choice(women).id, {field: value}))
    return Month(tuple(edits), tuple(a_visit(chooser, women, number) for number in range(VISITS)))


def a_visit(chooser: random.Random, women: Sequence[Woman], number: int) -> Visit:
    """A visit of the month, the number of its day among them."""
    return Visit(
        id=new_id(), subject=chooser.choice(women).id, visit_kind="iud_followup", date=f"2026-11-{1 + number % 22:02d}",
        place="home", systolic=chooser.randrange(95, 140), diastolic=chooser.randrange(60, 90),
        weight_g=chooser.randrange(42_000, 80_000, 100), advice="继续观察，按时复查",
    )  # fmt: skip


def raw(ledger: Ledger) -> Any:
    """A second connection to the ledger's file, for what the references do by hand."""
    key = keys.unwrap(ledger.folder / "ledger.keys", people(ledger.folder)[0].id, SECRET)
    return driver.connect(ledger.folder / "ledger.sfl", key)


def rows_of(connection: Any) -> dict[str, list[tuple[Any, ...]]]:
    """Every record's row."""
    return {kind: connection.execute(f"SELECT * FROM {quoted(kind)}").fetchall() for kind in KINDS}


def raw_copy(source: Any, path: Path) -> float:
    """The least any exchange must do: read the rows, insert them into an encrypted file in one transaction."""
    started = time.perf_counter()
    rows = rows_of(source)
    connection = driver.connect(path, bytes(32), must_exist=False)
    connection.execute("BEGIN IMMEDIATE")
    for kind, described in KINDS.items():
        columns = ", ".join(f"{quoted(c)} PRIMARY KEY" if c == "id" else quoted(c) for c in (*described.columns, "v"))
        connection.execute(f"CREATE TABLE {quoted(kind)} ({columns})")
        marks = ", ".join("?" * (len(described.columns) + 1))
        connection.executemany(f"INSERT INTO {quoted(kind)} VALUES ({marks})", rows[kind])
    connection.execute("COMMIT")
    took = time.perf_counter() - started
    connection.close()
    for end in ("", "-wal", "-shm"):
        Path(f"{path}{end}").unlink(missing_ok=True)
    return took


def raw_month(ledger: Ledger, what: Month) -> float:
    """The least any exchange of a month must do at its end: the cells and visits into the ledger's own encrypted tables."""
    visits = table("visit")
    with closing(raw(ledger)) as connection:
        started = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        for edit in what.edits:
            for field, value in edit.values.items():
                connection.execute(f"UPDATE {quoted(edit.kind)} SET {quoted(field)} = ? WHERE id = ?", (value, edit.id))
        connection.executemany(visits.insert, [visits.row(visit, 1) for visit in what.visits])
        connection.execute("COMMIT")
        return time.perf_counter() - started


def minimal_csv(rows: dict[str, list[tuple[Any, ...]]]) -> bytes:
    """The same rows as text, without the local number of the change."""
    out = io.StringIO()
    writer = csv.writer(out)
    for lines in rows.values():
        writer.writerows(line[:-1] for line in lines)
    return out.getvalue().encode()


def xz(content: bytes) -> int:
    """The bytes after xz at its strongest usual setting."""
    return len(lzma.compress(content, preset=9 | lzma.PRESET_EXTREME))
