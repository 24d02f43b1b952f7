"""The state of a single cell as the file keeps it (docs/sync.md, 2).

The shown value is in the record's own row. A cell nobody edited since its record was made has no row of its own in
``cell``; otherwise each standing version has one, and only those not shown keep their value there.
"""

from __future__ import annotations

from typing import Any

from app.errors import LedgerError
from app.merge import Cell, Version, settled
from app.records import Value
from storage.headers import Headers
from storage.tables import quoted


def read_cell(connection: Any, kind: str, record: str, field: str, headers: Headers | None = None) -> Cell:
    """Its standing versions, the shown one first. Raises LedgerError ``ledger.no_such_record``."""
    by = headers or Headers(connection)
    row = connection.execute(f"SELECT {quoted(field)}, v FROM {quoted(kind)} WHERE id = ?", (record,)).fetchone()
    if row is None:
        raise LedgerError("ledger.no_such_record", kind=kind)
    stored = connection.execute(
        "SELECT v, shown, value FROM cell WHERE kind = ? AND id = ? AND field = ?", (kind, record, field)
    ).fetchall()
    if not stored:
        return (Version(row[0], by[row[1]]),)
    return settled(Version(row[0] if shown else value, by[v]) for v, shown, value in stored)


def store_cell(connection: Any, kind: str, record: str, field: str, cell: Cell, headers: Headers) -> None:
    """Replaces the state of a cell, but for the shown value in the record's row."""
    connection.execute("DELETE FROM cell WHERE kind = ? AND id = ? AND field = ?", (kind, record, field))
    rows: list[tuple[str, str, str, int | None, int, Value]] = [
        (kind, record, field, headers.number(version.by.dot), int(place == 0), version.value if place else None)
        for place, version in enumerate(cell)
    ]
    connection.executemany("INSERT INTO cell (kind, id, field, v, shown, value) VALUES (?, ?, ?, ?, ?, ?)", rows)
