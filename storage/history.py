"""Who changed what, when, from what; and how a change is taken back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from app.errors import LedgerError
from app.records import KINDS, Consent, Value
from app.records.writes import Edit, Write
from storage.cells import CellName
from storage.opened import Opened
from storage.tables import quoted

UNDONE = "undone"
"""Why a record was taken back when its creation was undone."""

_NEVER_UNDONE = ("ledger.create", "ledger.recovered")


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

    def __init__(self, opened: Opened) -> None:
        self._opened = opened

    def of(self, subject: str) -> list[Step]:
        """Every edit about a subject, newest first."""
        with self._opened.reading() as db:
            rows = db.execute(
                "SELECT c.id, c.at_ms, c.author, c.verb, h.kind, h.id, h.field, h.before"
                " FROM history h JOIN change c ON c.id = h.change WHERE h.subject = ? ORDER BY c.id DESC",
                (subject,),
            ).fetchall()
            later: dict[tuple[str, str, str], Value] = {}
            steps = []
            for _, at_ms, author, verb, kind, record, field, before in rows:
                cell = (kind, record, field)
                after = later[cell] if cell in later else _now(db, kind, record, field)
                steps.append(Step(at_ms, author, verb or "", kind, record, field, before, after))
                later[cell] = before
        return steps

    def changes(self, most: int = 50) -> list[Entry]:
        """The latest changes, newest first."""
        with self._opened.reading() as db:
            rows = db.execute(
                "SELECT CASE WHEN r.mine THEN c.seq END, c.at_ms, c.author, coalesce(c.verb, ''),"
                " EXISTS (SELECT 1 FROM change u WHERE u.undoes = c.id)"
                " FROM change c JOIN replica r ON r.no = c.replica ORDER BY c.id DESC LIMIT ?",
                (most,),
            ).fetchall()
        return [Entry(seq, at_ms, author, verb, bool(undone)) for seq, at_ms, author, verb, undone in rows]

    def made_by(self, kind: str, record: str) -> tuple[int, str]:
        """When a record was made and by whom: (at_ms, author id)."""
        with self._opened.reading() as db:
            row = db.execute(
                f"SELECT c.at_ms, c.author FROM {quoted(kind)} t JOIN change c ON c.id = t.v WHERE t.id = ?", (record,)
            ).fetchone()
        if row is None:
            raise LedgerError("ledger.no_such_record", kind=kind)
        return int(row[0]), str(row[1])

    def undoing(self, seq: int) -> tuple[int, list[Write], list[CellName]]:
        """The writes that take back change ``seq`` of this incarnation, and the cells that moved on since."""
        with self._opened.reading() as db:
            v = _may_be_undone(db, seq)
            records, left = _made_by(db, v)
            cells, moved_on = _written_by(db, v)
        return v, records + cells, left + moved_on


def _may_be_undone(db: Any, seq: int) -> int:
    """The local number of our change ``seq``. Raises LedgerError when it is not there or cannot be undone."""
    row = db.execute(
        "SELECT c.id, c.verb FROM change c JOIN replica r ON r.no = c.replica WHERE r.mine = 1 AND c.seq = ?", (seq,)
    ).fetchone()
    if row is None:
        raise LedgerError("ledger.undo.unknown")
    v, verb = row
    if verb in _NEVER_UNDONE or db.execute("SELECT 1 FROM erased WHERE v = ?", (v,)).fetchone():
        raise LedgerError("ledger.undo.never")
    if db.execute("SELECT 1 FROM change WHERE undoes = ?", (v,)).fetchone():
        raise LedgerError("ledger.undo.already")
    return int(v)


def _made_by(db: Any, v: int) -> tuple[list[Write], list[CellName]]:
    """What retires the records a change made; a record somebody wrote on since is hers by now, and stays."""
    writes: list[Write] = []
    left: list[CellName] = []
    for kind in KINDS:
        edited: defaultdict[str, list[str]] = defaultdict(list)
        for record, field in db.execute(
            f"SELECT c.id, c.field FROM {quoted(kind)} t JOIN cell c ON c.kind = ? AND c.id = t.id"
            " WHERE t.v = ? AND c.v <> t.v",
            (kind, v),
        ):
            edited[record].append(field)
        for (record,) in db.execute(f"SELECT id FROM {quoted(kind)} WHERE v = ? AND retired IS NULL", (v,)):
            if record in edited:
                left += [CellName(kind, record, field) for field in edited[record]]
            else:
                writes.append(Edit(kind, record, {"retired": UNDONE}))
    return writes, left


def _written_by(db: Any, v: int) -> tuple[list[Write], list[CellName]]:
    """What writes back the values before a change, for the cells that still hold what it wrote and nothing else."""
    edits: dict[tuple[str, str], dict[str, Value]] = {}
    moved_on: list[CellName] = []
    for kind, record, field, before, standing in db.execute(
        "SELECT h.kind, h.id, h.field, h.before, (SELECT CASE count(*) WHEN 1 THEN max(c.v) END FROM cell c"
        " WHERE c.kind = h.kind AND c.id = h.id AND c.field = h.field) FROM history h WHERE h.change = ?",
        (v,),
    ):
        # A consent that was taken back does not come back by itself: she says it anew, and the county hears that.
        said_anew = kind == Consent.kind and field == "retired" and before is None
        if standing == v and not said_anew:
            edits.setdefault((kind, record), {})[field] = before
        else:
            moved_on.append(CellName(kind, record, field))
    return [Edit(kind, record, values) for (kind, record), values in edits.items()], moved_on


def _now(db: Any, kind: str, record: str, field: str) -> Value:
    row = db.execute(f"SELECT {quoted(field)} FROM {quoted(kind)} WHERE id = ?", (record,)).fetchone()
    return row[0] if row else None
