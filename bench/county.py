"""What the measurements of the county share: a PostgreSQL of its own, 500 villages at work in it, their month on a stick."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from app.delta import Delta
from app.errors import SuifangError
from sync.enrolment import Request, new_file_id
from sync.envelope import Keys, new_keys, seal
from sync.files import file_name
from sync.hub import store
from sync.hub.county import Hub
from sync.hub.evening import Found, take_files
from sync.hub.store import Store
from sync.pack import pack
from tests.support import postgres
from tests.sync.villages import month_of, village

WOMEN, EDITS, VISITS = 60, 40, 60
"""Of a village: who agreed to share, and what is written about them in a month."""

_DAY = datetime(2026, 11, 22, tzinfo=UTC)
_TOGETHER = 25


@dataclass(frozen=True, slots=True)
class Evening:
    """A county before the month: its server, the database to copy, its keys, the months, where they lie as files."""

    server: postgres.Server
    template: str
    keys: Keys
    months: Sequence[tuple[str, Delta]]
    files: Sequence[Path]

    @contextmanager
    def before(self) -> Iterator[str]:
        """A database in which nobody's month has arrived yet."""
        name = self.server.database(self.template)
        with self.server.connect(name) as db:
            db.execute("VACUUM ANALYZE")
        yield name
        self.server.drop(name)

    def take(self, folder: Path, jobs: int, villages: int) -> float:
        """Takes the months of so many villages in, from files to receipts; returns the seconds it took."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        with self.before() as name:
            hub = Hub(Store(self.server.url(name)), self.keys)
            found = [Found(path, folder, named=True) for path in self.files[:villages]]
            started = time.perf_counter()
            done = list(take_files(hub, found, jobs))
            took = time.perf_counter() - started
            hub.close()
            assert [one.outcome for one in done] == ["taken"] * villages
            with self.server.connect(name) as db:
                assert db.execute("SELECT count(*) FROM visit").fetchone() == (VISITS * villages,)
        return took

    def merge(self, villages: int) -> float:
        """The least: the same visits and edits, given as COPY reads them, merged by one statement for each table."""
        visits, edits = _visits(self.months[:villages]), _edits(self.months[:villages])
        with self.before() as name, self.server.connect(name, autocommit=False) as db:
            started = time.perf_counter()
            _merge_visits(db, *visits)
            _merge_edits(db, edits)
            db.commit()
            took = time.perf_counter() - started
            assert db.execute("SELECT count(*) FROM visit").fetchone() == (VISITS * villages,)
        return took


@contextmanager
def evening(folder: Path, villages: int) -> Iterator[Evening]:
    """Brings up a server with the settings it comes with, and sets up the county."""
    with postgres.server("max_wal_size=4GB", "shared_buffers=256MB") as server:
        template, keys = server.database(), new_keys()
        hub = _county(Store(server.url(template)), keys)
        months, paths = [], []
        (folder / "stick").mkdir()
        laptops = new_keys()  # making 500 pairs would say nothing more
        for start in range(0, villages, _TOGETHER):
            first = {
                f"{n:012d}": village(women=WOMEN, visits=0, seed=n)
                for n in range(start, min(start + _TOGETHER, villages))
            }
            _enrol(hub, first, laptops)
            sent = [(unit, _bundle(hub, delta, laptops)) for unit, delta in first.items()]
            assert not [one for one in hub.take_all(sent, _DAY) if isinstance(one, SuifangError) or one.error]
            for unit, delta in first.items():
                month = month_of(delta, edits=EDITS, visits=VISITS, seed=int(unit))
                months.append((unit, month))
                paths.append(folder / "stick" / file_name("bundle", unit, _DAY.date(), new_file_id()))
                paths[-1].write_bytes(_bundle(hub, month, laptops))
        hub.close()
        yield Evening(server, template, keys, months, paths)


def _county(database: Store, keys: Keys) -> Hub:
    database.create_tables()
    with database.begin() as db:
        store.set_value(db, "id", b"c" * 32)
        store.set_value(db, "name", "桃江县".encode())
    return Hub(database, keys)


def _enrol(hub: Hub, first: dict[str, Delta], keys: Keys) -> None:
    with hub._store.begin() as db:
        for unit, delta in first.items():
            (replica,) = delta.upto
            store.enrol(db, Request(replica, unit, f"第 {int(unit)} 村", "一号", keys.public), 0)


def _bundle(hub: Hub, delta: Delta, keys: Keys) -> bytes:
    (replica,) = delta.upto
    return seal(pack(delta), what="bundle", file_id=new_file_id(), sender=replica, keys=keys, to={hub.id: hub.public})


# --- the reference ---------------------------------------------------------------------------------------------------


def _visits(months: Sequence[tuple[str, Delta]]) -> tuple[list[str], bytes]:
    names = ["unit", "id", "subject", *months[0][1].rows[0].fields, "v"]
    lines = []
    for unit, month in months:
        (rows,) = month.rows
        for one, subject, *values in zip(rows.ids, rows.subjects, *rows.columns, strict=True):
            lines.append(_line([unit, one, subject, *values, 1]))
    return names, "".join(lines).encode()


def _edits(months: Sequence[tuple[str, Delta]]) -> bytes:
    last: dict[tuple[str, str], dict[str, Any]] = {}
    for unit, month in months:
        for cell in month.cells:
            last.setdefault((unit, cell.id), {})[cell.field] = cell.value
    return "".join(
        _line([unit, one, *(values.get(name) for name in _EDITED)]) for (unit, one), values in last.items()
    ).encode()


_EDITED = ("phone", "current_address", "occupation")


def _line(values: Sequence[Any]) -> str:
    return "\t".join("\\N" if value is None else str(value) for value in values) + "\n"


def _merge_visits(db: psycopg.Connection, names: Sequence[str], lines: bytes) -> None:
    told = ", ".join(f'"{name}"' for name in names)
    db.execute("CREATE TEMP TABLE came (LIKE visit) ON COMMIT DROP")
    with db.cursor().copy(f"COPY came ({told}) FROM STDIN") as copy:
        copy.write(lines)
    sets = ", ".join(f'"{name}" = s."{name}"' for name in names[2:])
    given = ", ".join(f's."{name}"' for name in names)
    db.execute(
        f"MERGE INTO visit t USING came s ON t.unit = s.unit AND t.id = s.id "
        f"WHEN MATCHED THEN UPDATE SET {sets} WHEN NOT MATCHED THEN INSERT ({told}) VALUES ({given})"
    )


def _merge_edits(db: psycopg.Connection, lines: bytes) -> None:
    columns = ", ".join(f"{name} text" for name in ("unit", "id", *_EDITED))
    db.execute(f"CREATE TEMP TABLE edited ({columns}) ON COMMIT DROP")
    with db.cursor().copy("COPY edited FROM STDIN") as copy:
        copy.write(lines)
    sets = ", ".join(f"{name} = coalesce(s.{name}, t.{name})" for name in _EDITED)
    db.execute(
        f"MERGE INTO woman t USING edited s ON t.unit = s.unit AND t.id = s.id WHEN MATCHED THEN UPDATE SET {sets}"
    )
