"""Who changed what, when, from what; and how a change is taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.errors import LedgerError
from app.records import KINDS, Consent, Value
from app.records.writes import Edit, Write
from storage.cells import CellName
from storage.joined import read_same
from storage.opened import Opened
from storage.tables import in_lots, quoted

UNDONE = "undone"
"""Why a record was taken back when its creation was undone."""

_NEVER = 1 << 62
_NEVER_UNDONE = (
    "ledger.create", "ledger.recovered", "ledger.restored", "erase.again", "person.add", "person.remove", "month.close",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One edit of one cell: ``before`` → the value it got then (or holds now, for the last edit). ``v``: its change."""

    at_ms: int
    author: str
    verb: str
    kind: str
    record: str
    field: str
    before: Value
    after: Value
    v: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One change as a person sees it. ``seq`` is None for a change that is not this incarnation's own.

    ``v``: its local number. ``subjects``: the women it was about, in the order of the records. ``records``: how many
    records it made or edited.
    """

    v: int
    seq: int | None
    at_ms: int
    author: str
    verb: str
    undone: bool
    subjects: tuple[str, ...] = ()
    records: int = 0


@dataclass(frozen=True, slots=True)
class Touched:
    """One record of a change: made by it (``steps`` empty), or edited."""

    kind: str
    record: str
    subject: str
    made: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Later:
    """A cell that cannot go back, because of a later change: when, by whom, doing what."""

    kind: str
    record: str
    subject: str
    field: str
    at_ms: int
    author: str
    verb: str


@dataclass(frozen=True, slots=True)
class Undoing:
    """What taking a change back would do.

    ``goes``: records it made that would be taken out again; ``back``: cells that
    would hold again what they held (``before`` now, ``after`` then); ``stays``: what stands on later changes.
    """

    goes: tuple[Touched, ...]
    back: tuple[Step, ...]
    stays: tuple[Later, ...]


class History:
    """The past of the ledger, read from headers and the values before each edit."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened

    def of(self, subject: str) -> list[Step]:
        """Every edit about a subject, newest first; of a woman, in all entries of hers."""
        with self._opened.reading() as db:
            entries = read_same(db).entries(subject)
            marks = ", ".join("?" * len(entries))
            rows = db.execute(
                "SELECT c.id, c.at_ms, c.author, c.verb, h.kind, h.id, h.field, h.before"
                f" FROM history h JOIN change c ON c.id = h.change WHERE h.subject IN ({marks}) ORDER BY c.id DESC",
                entries,
            ).fetchall()
            later: dict[tuple[str, str, str], Value] = {}
            steps = []
            for v, at_ms, author, verb, kind, record, field, before in rows:
                cell = (kind, record, field)
                after = later[cell] if cell in later else _now(db, kind, record, field)
                steps.append(Step(at_ms, author, verb or "", kind, record, field, before, after, v))
                later[cell] = before
        return steps

    def changes(
        self, most: int = 50, *, author: str = "", since_ms: int = 0, until_ms: int | None = None
    ) -> list[Entry]:
        """The latest changes, newest first; of one author, or between two moments (``until_ms`` not included)."""
        with self._opened.reading() as db:
            rows = db.execute(
                "SELECT id FROM change WHERE (? = '' OR author = ?) AND at_ms >= ? AND at_ms < ? ORDER BY id DESC LIMIT ?",
                (author, author, since_ms, _NEVER if until_ms is None else until_ms, most),
            ).fetchall()
            return entries(db, [v for (v,) in rows])

    def since(self, v: int) -> int:
        """How many changes there are from one on, itself included."""
        with self._opened.reading() as db:
            return int(db.execute("SELECT count(*) FROM change WHERE id >= ?", (v,)).fetchone()[0])

    def authors(self) -> list[str]:
        """The ids of everybody who ever changed something."""
        with self._opened.reading() as db:
            return [who for (who,) in db.execute("SELECT DISTINCT author FROM change ORDER BY author")]

    def inside(self, v: int) -> list[Touched]:
        """What a change made and edited, record by record."""
        with self._opened.reading() as db:
            found = [
                Touched(kind, record, subject, True, ())
                for kind in KINDS
                for record, subject in db.execute(
                    f"SELECT id, subject FROM {quoted(kind)} WHERE v = ? ORDER BY rowid", (v,)
                )
            ]
            edited: dict[tuple[str, str, str], list[Step]] = {}
            for kind, record, subject, field, before in db.execute(
                "SELECT kind, id, subject, field, before FROM history WHERE change = ?", (v,)
            ).fetchall():
                edited.setdefault((kind, record, subject), []).append(_step(db, v, kind, record, field, before))
            return found + [Touched(*name, False, tuple(steps)) for name, steps in edited.items()]

    def preview(self, seq: int) -> Undoing:
        """What taking change ``seq`` of this incarnation back would do. Raises as ``undoing``."""
        with self._opened.reading() as db:
            _, writes, moved_on = self.undoing(seq)
            goes, back = [], []
            for write in writes:
                if not isinstance(write, Edit):
                    continue
                subject = _subject(db, write.kind, write.id)
                if write.values.get("retired") == UNDONE:
                    goes.append(Touched(write.kind, write.id, subject, True, ()))
                    continue
                back += [
                    Step(0, "", "", write.kind, write.id, field, _now(db, write.kind, write.id, field), then)
                    for field, then in write.values.items()
                ]
            return Undoing(tuple(goes), tuple(back), tuple(_later(db, name) for name in moved_on))

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


def _subject(db: Any, kind: str, record: str) -> str:
    row = db.execute(f"SELECT subject FROM {quoted(kind)} WHERE id = ?", (record,)).fetchone()
    return str(row[0]) if row else ""


def _later(db: Any, name: CellName) -> Later:
    """The last change that wrote a cell, or made its record."""
    row = db.execute(
        "SELECT c.at_ms, c.author, coalesce(c.verb, '') FROM cell x JOIN change c ON c.id = x.v"
        " WHERE x.kind = ? AND x.id = ? AND x.field = ? ORDER BY x.v DESC LIMIT 1",
        tuple(name),
    ).fetchone()
    at_ms, author, verb = row or (0, "", "")
    return Later(*name[:2], _subject(db, *name[:2]), name.field, at_ms, author, verb)


def _step(db: Any, v: int, kind: str, record: str, field: str, before: Value) -> Step:
    """One edit of a change: what the cell got is what the next edit found, or what it holds now."""
    at_ms, author, verb = db.execute(
        "SELECT at_ms, author, coalesce(verb, '') FROM change WHERE id = ?", (v,)
    ).fetchone()
    found = db.execute(
        "SELECT before FROM history WHERE kind = ? AND id = ? AND field = ? AND change > ? ORDER BY change LIMIT 1",
        (kind, record, field, v),
    ).fetchone()
    after = found[0] if found else _now(db, kind, record, field)
    return Step(at_ms, author, verb, kind, record, field, before, after)


def entries(db: Any, numbers: Sequence[int]) -> list[Entry]:
    """The changes with these local numbers, in this order."""
    about: defaultdict[int, dict[str, None]] = defaultdict(dict)
    touched: defaultdict[int, set[tuple[str, str]]] = defaultdict(set)
    rows: dict[int, tuple[Any, ...]] = {}
    for marks, lot in in_lots(numbers):
        for kind in KINDS:
            for v, record, subject in db.execute(
                f"SELECT v, id, subject FROM {quoted(kind)} WHERE v IN {marks} ORDER BY rowid", lot
            ):
                about[v][subject] = None
                touched[v].add((kind, record))
        for v, kind, record, subject in db.execute(
            f"SELECT change, kind, id, subject FROM history WHERE change IN {marks}", lot
        ):
            about[v][subject] = None
            touched[v].add((kind, record))
        for v, *rest in db.execute(
            "SELECT c.id, CASE WHEN r.mine THEN c.seq END, c.at_ms, c.author, coalesce(c.verb, ''),"
            " EXISTS (SELECT 1 FROM change u WHERE u.undoes = c.id)"
            f" FROM change c JOIN replica r ON r.no = c.replica WHERE c.id IN {marks}",
            lot,
        ):
            rows[v] = tuple(rest)
    found = []
    for v in numbers:
        if v in rows:
            seq, at_ms, author, verb, undone = rows[v]
            subjects = tuple(subject for subject in about[v] if subject)
            found.append(Entry(v, seq, at_ms, author, verb, bool(undone), subjects, len(touched[v])))
    return found
