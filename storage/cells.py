"""The state of a single cell as the file keeps it (docs/sync.md, 2).

The shown value is in the record's own row. A cell nobody edited since its record was made has no row of its own in
``cell``; otherwise each standing version has one, and only those not shown keep their value there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from app.errors import LedgerError
from app.merge import Cell, Version, settled
from app.records import Value
from storage.headers import Headers
from storage.tables import in_lots, quoted


class CellName(NamedTuple):
    """Which cell."""

    kind: str
    id: str
    field: str


def read_cell(connection: Any, kind: str, record: str, field: str) -> Cell:
    """Its standing versions, the shown one first. Raises LedgerError ``ledger.no_such_record``."""
    name = CellName(kind, record, field)
    found = read_cells(connection, [name], Headers(connection))
    if name not in found:
        raise LedgerError("ledger.no_such_record", kind=kind)
    return found[name]


def read_cells(connection: Any, names: Iterable[CellName], headers: Headers) -> dict[CellName, Cell]:
    """The standing versions of many cells; those of records that are not here are left out."""
    by_kind: defaultdict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for kind, record, field in names:
        by_kind[kind][record].add(field)
    stored: dict[CellName, list[tuple[int, Value]]] = {}
    for kind, records in by_kind.items():
        stored.update(_stored(connection, kind, records))
    headers.read_all(v for versions in stored.values() for v, _ in versions)
    return {name: settled(Version(value, headers[v]) for v, value in versions) for name, versions in stored.items()}


def _stored(connection: Any, kind: str, records: Mapping[str, set[str]]) -> dict[CellName, list[tuple[int, Value]]]:
    """Each cell's versions as (local number of the change, value)."""
    fields = sorted(set().union(*records.values()))
    columns = ", ".join(quoted(field) for field in fields)
    shown: dict[CellName, Value] = {}
    made: dict[str, int] = {}
    versions: defaultdict[CellName, list[tuple[int, Value]]] = defaultdict(list)
    for marks, lot in in_lots(records):
        for record, v, *values in connection.execute(
            f"SELECT id, v, {columns} FROM {quoted(kind)} WHERE id IN {marks}", lot
        ):
            made[record] = v
            shown.update((CellName(kind, record, f), value) for f, value in zip(fields, values, strict=True))
        for record, field, v, is_shown, value in connection.execute(
            f"SELECT id, field, v, shown, value FROM cell WHERE kind = ? AND id IN {marks}", [kind, *lot]
        ):
            name = CellName(kind, record, field)
            if field in records[record]:
                versions[name].append((v, shown[name] if is_shown else value))
    for record, v in made.items():
        for field in records[record]:
            name = CellName(kind, record, field)
            versions.setdefault(name, [(v, shown[name])])
    return versions


def store_cells(connection: Any, cells: Mapping[CellName, Cell], headers: Headers) -> None:
    """Replaces the state of cells, the shown values in the records' rows included."""
    connection.executemany("DELETE FROM cell WHERE kind = ? AND id = ? AND field = ?", cells)
    rows = (
        (*name, headers.number(version.by.dot), int(place == 0), version.value if place else None)
        for name, cell in cells.items()
        for place, version in enumerate(cell)
    )
    connection.executemany("INSERT INTO cell (kind, id, field, v, shown, value) VALUES (?, ?, ?, ?, ?, ?)", rows)
    by_column: defaultdict[tuple[str, str], list[tuple[Value, str]]] = defaultdict(list)
    for (kind, record, field), cell in cells.items():
        by_column[kind, field].append((cell[0].value, record))
    for (kind, field), values in by_column.items():
        connection.executemany(f"UPDATE {quoted(kind)} SET {quoted(field)} = ? WHERE id = ?", values)
