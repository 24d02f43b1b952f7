"""Who changed what, when, from what; and how a change is taken back."""

from __future__ import annotations

from dataclasses import dataclass
from threading import RLock
from typing import Any

from app.errors import LedgerError
from app.records import KINDS, Value
from app.records.writes import Edit, Write
from storage.tables import quoted

UNDONE = "undone"
"""Why a record was taken back when its creation was undone."""

_NEVER_UNDONE = ("ledger.create", "ledger.recovered", "erase")


@dataclass(frozen=True, slots=True)
class Step:
    """One edit of one cell: ``before`` → the value it got then (or holds now, for the last edit)."""

    at_ms: int
    author: str
    verb: str
    kind: str
    record: str
    field: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Entry:
    """One change as a person sees it. ``seq`` is None for a change of another laptop."""

    seq: int | None
    at_ms: int
    author: str
    verb: str
    undone: bool


class History:
    """The past of the ledger, read from headers and the values before each edit."""

    def __init__(self, connection: Any, lock: RLock) -> None:
        self._db = connection
        self._lock = lock

    def of(self, subject: str) -> list[Step]:
        """Every edit about a subject, newest first."""
        with self._lock:
            rows = self._db.execute(
                "SELECT c.id, c.at_ms, c.author, c.verb, h.kind, h.id, h.field, h.before"
                " FROM history h JOIN change c ON c.id = h.change WHERE h.subject = ? ORDER BY c.id DESC",
                (subject,),
            ).fetchall()
            later: dict[tuple[str, str, str], Value] = {}
            steps = []
            for _, at_ms, author, verb, kind, record, field, before in rows:
                cell = (kind, record, field)
                after = later[cell] if cell in later else self._now(kind, record, field)
                steps.append(Step(at_ms, author, verb or "", kind, record, field, before, after))
                later[cell] = before
        return steps

    def changes(self, most: int = 50) -> list[Entry]:
        """The latest changes, newest first."""
        with self._lock:
            rows = self._db.execute(
                "SELECT CASE WHEN r.mine THEN c.seq END, c.at_ms, c.author, coalesce(c.verb, ''),"
                " EXISTS (SELECT 1 FROM change u WHERE u.undoes = c.id)"
                " FROM change c JOIN replica r ON r.no = c.replica ORDER BY c.id DESC LIMIT ?",
                (most,),
            ).fetchall()
        return [Entry(seq, at_ms, author, verb, bool(undone)) for seq, at_ms, author, verb, undone in rows]

    def made_by(self, kind: str, record: str) -> tuple[int, str]:
        """When a record was made and by whom: (at_ms, author id)."""
        with self._lock:
            row = self._db.execute(
                f"SELECT c.at_ms, c.author FROM {quoted(kind)} t JOIN change c ON c.id = t.v WHERE t.id = ?", (record,)
            ).fetchone()
        if row is None:
            raise LedgerError("ledger.no_such_record", kind=kind)
        return int(row[0]), str(row[1])

    def undoing(self, seq: int) -> tuple[int, list[Write], list[tuple[str, str, str]]]:
        """The writes that take back change ``seq`` of this incarnation, and the cells that moved on since."""
        row = self._db.execute(
            "SELECT c.id, c.verb FROM change c JOIN replica r ON r.no = c.replica WHERE r.mine = 1 AND c.seq = ?",
            (seq,),
        ).fetchone()
        if row is None:
            raise LedgerError("ledger.undo.unknown")
        v, verb = row
        if verb in _NEVER_UNDONE:
            raise LedgerError("ledger.undo.never")
        if self._db.execute("SELECT 1 FROM change WHERE undoes = ?", (v,)).fetchone():
            raise LedgerError("ledger.undo.already")
        writes: list[Write] = []
        moved_on: list[tuple[str, str, str]] = []
        for kind in KINDS:
            made = self._db.execute(f"SELECT id, retired FROM {quoted(kind)} WHERE v = ?", (v,)).fetchall()
            for record, retired in made:
                edited = self._db.execute(
                    "SELECT field FROM cell WHERE kind = ? AND id = ? AND v <> ?", (kind, record, v)
                ).fetchall()
                # A record that somebody wrote on since is hers by now, and stays.
                if edited and retired is None:
                    moved_on += [(kind, record, field) for (field,) in edited]
                elif retired is None:
                    writes.append(Edit(kind, record, {"retired": UNDONE}))
        edits: dict[tuple[str, str], dict[str, Value]] = {}
        for kind, record, field, before in self._db.execute(
            "SELECT kind, id, field, before FROM history WHERE change = ?", (v,)
        ).fetchall():
            still = self._db.execute(
                "SELECT v FROM cell WHERE kind = ? AND id = ? AND field = ?", (kind, record, field)
            ).fetchall()
            if still == [(v,)]:
                edits.setdefault((kind, record), {})[field] = before
            else:
                moved_on.append((kind, record, field))
        writes += [Edit(kind, record, values) for (kind, record), values in edits.items()]
        return v, writes, moved_on

    def _now(self, kind: str, record: str, field: str) -> Value:
        row = self._db.execute(f"SELECT {quoted(field)} FROM {quoted(kind)} WHERE id = ?", (record,)).fetchone()
        return row[0] if row else None
