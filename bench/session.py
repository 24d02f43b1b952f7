"""SQLite's own way of telling changes, as a reference: the session extension on plain, unencrypted files."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import apsw

from app.records import KINDS
from bench.exchange import Month
from storage.tables import quoted, table


class Session:
    """The month's writes recorded in one file, shipped as one changeset and applied to another."""

    def __init__(self, folder: Path, rows: dict[str, list[tuple[Any, ...]]], month: Month) -> None:
        self._folder = folder
        self._rows = rows
        self._month = month
        self._count = 0

    def run(self) -> float:
        """Seconds to take the changeset and apply it durably."""
        self._count += 1
        here, there = (self._file(f"session-{self._count}-{side}.db") for side in "ab")
        session = apsw.Session(here, "main")
        session.attach()
        self._live(here)
        started = time.perf_counter()
        apsw.Changeset.apply(session.changeset(), there, conflict=lambda *_: apsw.SQLITE_CHANGESET_ABORT)
        took = time.perf_counter() - started
        session.close()
        here.close()
        there.close()
        return took

    def _live(self, connection: Any) -> None:
        connection.execute("BEGIN")
        for edit in self._month.edits:
            for field, value in edit.values.items():
                connection.execute(f"UPDATE {quoted(edit.kind)} SET {quoted(field)} = ? WHERE id = ?", (value, edit.id))
        of = table("visit")
        connection.executemany(of.insert, [of.row(visit, 0) for visit in self._month.visits])
        connection.execute("COMMIT")

    def _file(self, name: str) -> Any:
        """A plain file that is where both were before the month."""
        connection = apsw.Connection(str(self._folder / name))
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN")
        for kind, described in KINDS.items():
            columns = (*described.columns, "v")
            names = ", ".join(f"{quoted(c)} PRIMARY KEY NOT NULL" if c == "id" else quoted(c) for c in columns)
            connection.execute(f"CREATE TABLE {quoted(kind)} ({names})")
            marks = ", ".join("?" * len(columns))
            connection.executemany(f"INSERT INTO {quoted(kind)} VALUES ({marks})", self._rows[kind])
        connection.execute("COMMIT")
        return connection
