"""The tables of the agenda (``storage/agenda.py``), and the one line every change writes there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

AGENDA = (
    """CREATE TABLE agenda (month INTEGER NOT NULL, subject TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
        PRIMARY KEY (month, subject)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX agenda_subject ON agenda(subject)",
    "CREATE TABLE agenda_joined (subject TEXT PRIMARY KEY, standing TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE agenda_stale (subject TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
)


def mark(connection: Any, kinds: Iterable[str], subjects: Iterable[str]) -> None:
    """Remembers, within the transaction of a change, whose days are to be worked out again."""
    connection.executemany("INSERT OR IGNORE INTO agenda_stale VALUES (?)", ((s,) for s in subjects if s))
    if not {"supply_item", "supply_batch"}.isdisjoint(kinds):  # what somebody was given may be something else now
        connection.execute(
            "INSERT OR IGNORE INTO agenda_stale SELECT DISTINCT subject FROM supply_movement WHERE subject <> ''"
        )
