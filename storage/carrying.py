"""Telling others what a later program wrote, without understanding it (docs/sync.md, 15); see ``storage.strange``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from app.delta import BEGINNING, CellVersion, Delta, Reach, Reaches, Rows
from app.records import KINDS, Value
from storage.headers import Headers
from storage.strange import MADE, Strange, is_strange

_FRESH = "IN (SELECT v FROM fresh)"


def carry(connection: Any, delta: Delta, place: Callable[[int], int], headers: Headers) -> None:
    """Adds to an office delta what is strange here, as the laptops that know it would have told it.

    ``temp.fresh`` holds the changes the peer lacks; ``place``: the place of a change among the delta's headers.
    """
    strange = Strange(connection, headers)
    rows_of = {rows.kind: rows for rows in delta.rows}
    for (kind,) in connection.execute("SELECT DISTINCT kind FROM strange ORDER BY kind").fetchall():
        touched = dict(
            connection.execute(f"SELECT id, subject FROM strange WHERE kind = ? AND v {_FRESH} ORDER BY id", (kind,))
        )
        rows = rows_of.get(kind) if kind in KINDS else _unknown_rows(strange, kind, place)
        if rows is not None and kind not in rows_of:
            delta.rows.append(rows)
        _carry_cells(strange, delta, kind, rows or Rows(kind, ()), touched, place)


def _unknown_rows(strange: Strange, kind: str, place: Callable[[int], int]) -> Rows | None:
    """The records of an unknown kind that go whole."""
    fresh = f"SELECT id, subject FROM strange WHERE kind = ? AND field = '' AND v {_FRESH} ORDER BY v"
    subjects = dict(strange.db.execute(fresh, (kind,)))
    if not subjects:
        return None
    made = strange.made(kind, subjects)
    places = [place(strange.first(made[one])) for one in subjects]
    return Rows(kind, (), tuple(subjects), tuple(subjects.values()), places, [])


def _carry_cells(
    strange: Strange, delta: Delta, kind: str, rows: Rows, touched: Mapping[str, str], place: Callable[[int], int]
) -> None:
    """Columns for the records that go whole; all versions of cells that others wrote; further makings."""
    made_at = dict(zip(rows.ids, rows.made, strict=True))
    subjects = {**dict(zip(rows.ids, rows.subjects, strict=True)), **touched}
    columns: defaultdict[str, dict[str, Value]] = defaultdict(dict)
    for one, fields in sorted(strange.stored(kind, subjects).items()):
        for field, cell in sorted(fields.items()):
            by = [place(strange.number(version.by)) for version in cell]
            if one in made_at:
                columns[field][one] = cell[0].value
            if by != [made_at.get(one)]:
                versions = zip(cell, by, strict=True)
                delta.cells += [CellVersion(kind, one, subjects[one], field, v.value, at) for v, at in versions]
    for one, made in sorted(strange.further(kind, subjects).items()):
        for at in sorted({place(v) for v in made} - {made_at.get(one)}):
            delta.cells.append(CellVersion(kind, one, subjects[one], MADE, None, at))
    if columns:
        names = sorted(columns)
        rows.fields = (*rows.fields, *names)
        rows.columns = [*rows.columns, *([columns[name].get(one) for one in rows.ids] for name in names)]


def vouched(connection: Any, delta: Delta, agreed: str) -> Reaches:
    """How far a delta for the county can be vouched for, of the replicas of which it cannot be to its end.

    What is strange here was not told. So its replica is vouched for up to the last known link before it; and where
    something is strange about a woman who goes whole, up to before she agreed (``agreed``: subject and change of each
    statement, as SQL), so that a laptop that understands it sends her whole again.
    """
    limit: dict[str, int] = {}
    found = connection.execute(
        "SELECT s.kind, s.field, r.id, c.seq FROM strange s JOIN change c ON c.id = s.v JOIN replica r ON r.no = c.replica"
    )
    for kind, field, replica, seq in found:
        if _untold(kind, field) and seq > delta.after.get(replica, BEGINNING).seq:
            limit[replica] = min(seq, limit.get(replica, seq))
    for kind, field, subject, replica, seq in connection.execute(
        f"SELECT s.kind, s.field, s.subject, r.id, c.seq FROM strange s JOIN ({agreed}) a ON a.subject = s.subject"
        " JOIN change c ON c.id = a.v JOIN replica r ON r.no = c.replica"
    ):
        if _untold(kind, field) and subject in delta.snapshots:
            limit[replica] = min(seq, limit.get(replica, seq))
    return {replica: _before(connection, replica, seq) for replica, seq in limit.items()}


def _untold(kind: str, field: str) -> bool:
    return is_strange(kind, field) and (kind not in KINDS or field != MADE)


def _before(connection: Any, replica: str, seq: int) -> Reach:
    """The last place before a change whose link is known here."""
    row = connection.execute(
        "SELECT c.seq, c.link FROM change c JOIN replica r ON r.no = c.replica"
        " WHERE r.id = ? AND c.seq < ? AND c.link IS NOT NULL ORDER BY c.seq DESC LIMIT 1",
        (replica, seq),
    ).fetchone()
    return Reach(row[0], bytes(row[1])) if row else BEGINNING
