"""What was strange becomes known: once, when an updated program brings an older ledger to its shape (docs/sync.md, 15)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from app.merge import Cell
from app.records import KINDS, Value
from app.records.fields import Count, Flag
from storage.agenda_marks import mark
from storage.cells import CellName, store_cells
from storage.headers import Headers
from storage.strange import Strange, is_strange
from storage.tables import quoted


def adopt(connection: Any) -> None:
    """Moves what this program has columns for out of ``strange``: the shown version becomes the value, all stay versions.

    Called within the transaction of a migration, when the tables have today's shape.
    """
    found = connection.execute("SELECT DISTINCT kind, field FROM strange WHERE field <> ''").fetchall()
    learnt = {(kind, field) for kind, field in found if not is_strange(kind, field)}
    strange = Strange(connection, Headers(connection))
    for kind in sorted({k for (k,) in connection.execute("SELECT DISTINCT kind FROM strange")} & KINDS.keys()):
        _adopt_records(strange, kind)
        _adopt_cells(strange, kind, {field for of, field in learnt if of == kind})


def _adopt_records(strange: Strange, kind: str) -> None:
    """Records of a kind that was unknown get their row."""
    of = f"FROM strange WHERE kind = ? AND field = '' AND id NOT IN (SELECT id FROM {quoted(kind)})"
    subjects = dict(strange.db.execute(f"SELECT id, subject {of} ORDER BY v", (kind,)).fetchall())
    made = {one: strange.first(makings) for one, makings in strange.further(kind, subjects).items()}
    rows = [(one, subject, made[one]) for one, subject in subjects.items()]
    strange.db.executemany(f"INSERT INTO {quoted(kind)} (id, subject, v) VALUES (?, ?, ?)", rows)
    strange.db.executemany(
        "DELETE FROM strange WHERE kind = ? AND id = ? AND field = '' AND v = ?",
        ((kind, one, v) for one, _, v in rows),
    )


def _adopt_cells(strange: Strange, kind: str, fields: set[str]) -> None:
    """The cells of fields that were unknown; of records made twice, also those in which nobody said anything."""
    db = strange.db
    ids = [one for (one,) in db.execute("SELECT DISTINCT id FROM strange WHERE kind = ?", (kind,))]
    made = strange.made(kind, ids)
    row = {one: v for one, v in db.execute(f"SELECT id, v FROM {quoted(kind)}") if one in made}
    written = {tuple(cell) for cell in db.execute("SELECT DISTINCT id, field FROM cell WHERE kind = ?", (kind,))}
    cells: dict[CellName, Cell] = {}
    plain: defaultdict[str, list[tuple[Value, str]]] = defaultdict(list)
    subjects: set[str] = set()
    for one, told in strange.stored(kind, row).items():
        for field in fields & told.keys():
            cell = tuple(version for version in told[field] if _fits(kind, field, version.value))
            if [strange.number(version.by) for version in cell] == [row[one]]:
                plain[field].append((cell[0].value, one))
            elif cell:
                cells[CellName(kind, one, field)] = cell
    for one, makings in made.items():
        for field in KINDS[kind].fields if len(makings) > 1 else ():
            if (one, field) not in written:
                cells.setdefault(CellName(kind, one, field), strange.unsaid(makings))
    for field, values in plain.items():
        db.executemany(f"UPDATE {quoted(kind)} SET {quoted(field)} = ? WHERE id = ?", values)
    store_cells(db, cells, strange.headers)
    for field in fields:
        subjects.update(
            s for (s,) in db.execute("SELECT subject FROM strange WHERE kind = ? AND field = ?", (kind, field))
        )
        db.execute("DELETE FROM strange WHERE kind = ? AND field = ?", (kind, field))
    mark(db, {kind}, subjects)


def _fits(kind: str, field: str, value: Value) -> bool:
    """Whether a column takes a value. What no program could have meant must not keep the ledger from opening."""
    numeric = isinstance(KINDS[kind].fields[field], Count | Flag)
    return value is None or isinstance(value, int if numeric else str)
