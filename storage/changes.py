"""Committing a change: the only path by which a worker's action reaches the file.

Everything here runs inside one transaction that the ledger has begun.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.errors import LedgerError, RecordError
from app.records import KINDS, Audience, Record, Value, values_of
from app.records.writes import Add, Edit, Erase, Forget, Remove, Write
from app.versions import START, Dot, Header, commit, link
from storage.agenda_marks import mark
from storage.erasing import County, cell_id, forget_cell, remove_record, remove_subject
from storage.headers import encode_knows
from storage.tables import in_lots, quoted, table

LOT = 500
"""After how many writes a large change says how far it is."""

_ABOUT_A_RECORD = tuple(name for name, kind in KINDS.items() if "record" in kind.fields)
"""Kinds that say something about one record, named in ``record``."""

Progress = Callable[[int, int], None]
"""Told how much of how much is done; raises Cancelled to stop."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What a committed change (or a merge) touched; pages that show these kinds or women refresh."""

    dot: Dot | None
    kinds: frozenset[str]
    subjects: frozenset[str]


class Writer:
    """One change in the making."""

    def __init__(self, connection: Any, author: str, at_ms: int, verb: str, undoes: int | None = None) -> None:
        self._db = connection
        no, replica, seq, before = connection.execute(
            "SELECT r.no, r.id, coalesce(h.seq, 0), h.link FROM replica r LEFT JOIN reach h ON h.replica = r.no"
            " WHERE r.mine = 1"
        ).fetchone()
        others = connection.execute(
            "SELECT r.id, h.seq FROM reach h JOIN replica r ON r.no = h.replica WHERE r.no <> ?", (no,)
        )
        self._no = no
        self._before = before or START
        self.header = Header(Dot(replica, seq + 1), author, at_ms, dict(others.fetchall()))
        self.v: int = connection.execute(
            "INSERT INTO change (replica, seq, author, at_ms, knows, verb, undoes) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (no, seq + 1, author, at_ms, encode_knows(self.header.knows), verb, undoes),
        ).lastrowid
        self._content: list[tuple[object, ...]] = []
        self._kinds: set[str] = set()
        self._subjects: set[str] = set()

    def write(self, writes: Sequence[Write], progress: Progress | None = None) -> None:
        """Applies the writes in their order. ``progress``: the second half of a change, the first being its check."""
        waiting: defaultdict[str, list[Record]] = defaultdict(list)
        for number, write in enumerate(writes):
            if progress is not None and number % LOT == 0:
                self._add(waiting)
                progress(len(writes) + number, 2 * len(writes))
            if isinstance(write, Add):
                waiting[type(write.record).kind].append(write.record)
                continue
            self._add(waiting)
            if isinstance(write, Edit):
                self._edit(write)
            elif isinstance(write, Erase):
                self._erase(write)
            elif isinstance(write, Remove):
                self._remove(write)
            else:
                self._forget(write)
        self._add(waiting)
        self._remove_what_is_about({write.id for write in writes if isinstance(write, Remove)})

    def finish(self) -> Changed:
        """Closes the change: its commitment, its link in the chain, the ledger's new reach."""
        salt = os.urandom(16)
        promised = commit(salt, self._content)
        here = link(self._before, self.header, promised)
        self._db.execute(
            "UPDATE change SET salt = ?, commitment = ?, link = ? WHERE id = ?", (salt, promised, here, self.v)
        )
        self._db.execute(
            "INSERT INTO reach (replica, seq, link) VALUES (?, ?, ?)"
            " ON CONFLICT (replica) DO UPDATE SET seq = excluded.seq, link = excluded.link",
            (self._no, self.header.dot.seq, here),
        )
        mark(self._db, self._kinds, self._subjects)
        return Changed(self.header.dot, frozenset(self._kinds), frozenset(self._subjects - {""}))

    def _add(self, waiting: defaultdict[str, list[Record]]) -> None:
        for kind, records in waiting.items():
            subjects = {record.subject for record in records}
            for marks, lot in in_lots(subjects | {record.id for record in records}):
                if self._db.execute(f"SELECT 1 FROM erased WHERE subject IN {marks}", lot).fetchone():
                    raise RecordError("record.erased")
            of = table(kind)
            self._db.executemany(of.insert, (of.row(record, self.v) for record in records))
            self._content.extend((kind, r.id, r.subject, values_of(r)) for r in records)
            self._kinds.add(kind)
            self._subjects |= subjects
        waiting.clear()

    def _edit(self, edit: Edit | Forget) -> None:
        fields = [name for name in edit.values if name in KINDS[edit.kind].fields]
        if len(fields) != len(edit.values):
            raise LedgerError("ledger.unknown_field", kind=edit.kind)
        names = ", ".join(quoted(name) for name in fields)
        row = self._db.execute(f"SELECT subject, {names} FROM {quoted(edit.kind)} WHERE id = ?", (edit.id,)).fetchone()
        if row is None:
            raise LedgerError("ledger.no_such_record", kind=edit.kind)
        open_conflicts = {
            name
            for (name,) in self._db.execute(
                "SELECT field FROM cell WHERE kind = ? AND id = ? AND shown = 0", (edit.kind, edit.id)
            )
        }
        subject, *before = row
        written: dict[str, Value] = {}
        for name, old in zip(fields, before, strict=True):
            new = int(edit.values[name]) if isinstance(edit.values[name], bool) else edit.values[name]  # type: ignore[arg-type]
            # Writing the shown value of a cell in conflict settles it, so it is written even if nothing looks changed;
            # so does saying again that a record is taken back, in which somebody wrote meanwhile.
            if new != old or name in open_conflicts or name == "retired":
                written[name] = new
                self._db.execute("DELETE FROM cell WHERE kind = ? AND id = ? AND field = ?", (edit.kind, edit.id, name))
                self._db.execute(
                    "INSERT INTO cell (kind, id, field, v, shown) VALUES (?, ?, ?, ?, 1)",
                    (edit.kind, edit.id, name, self.v),
                )
                self._db.execute(
                    "INSERT OR IGNORE INTO history VALUES (?, ?, ?, ?, ?, ?)",
                    (self.v, edit.kind, edit.id, subject, name, old),
                )
        if written:
            updates = ", ".join(f"{quoted(name)} = ?" for name in written)
            self._db.execute(f"UPDATE {quoted(edit.kind)} SET {updates} WHERE id = ?", (*written.values(), edit.id))
            self._content.append((edit.kind, edit.id, subject, written))
            self._kinds.add(edit.kind)
            self._subjects.add(subject)

    def _erase(self, erase: Erase) -> None:
        self._gone(erase.subject, erase.subject)
        self._kinds |= remove_subject(self._db, erase.subject, self.header)
        self._content = [("erase", erase.subject)] + [c for c in self._content if erase.subject not in c]
        self._subjects.add(erase.subject)

    def _remove(self, remove: Remove) -> None:
        row = self._db.execute(f"SELECT subject FROM {quoted(remove.kind)} WHERE id = ?", (remove.id,)).fetchone()
        if row is None:
            raise LedgerError("ledger.no_such_record", kind=remove.kind)
        self._gone(remove.id, row[0], shared=KINDS[remove.kind].audience is Audience.COUNTY)
        remove_record(self._db, remove.kind, remove.id)
        self._content = [("remove", remove.id)] + [c for c in self._content if remove.id not in c]
        self._kinds.add(remove.kind)
        self._subjects.add(row[0])

    def _remove_what_is_about(self, gone: set[str]) -> None:
        """A digest of what a removed record held, and what was found of it, go with it."""
        for kind in _ABOUT_A_RECORD:
            for marks, lot in in_lots(gone):
                for (one,) in self._db.execute(
                    f"SELECT id FROM {quoted(kind)} WHERE record IN {marks}", lot
                ).fetchall():
                    self._remove(Remove(kind, one))

    def _forget(self, forget: Forget) -> None:
        self._edit(forget)
        shared = KINDS[forget.kind].county_fields
        (subject,) = self._db.execute(
            f"SELECT subject FROM {quoted(forget.kind)} WHERE id = ?", (forget.id,)
        ).fetchone()
        for field in forget.values:
            self._gone(cell_id(forget.kind, forget.id, field), subject, shared=field in shared)
            forget_cell(self._db, forget.kind, forget.id, field)

    def _consented(self, subject: str) -> bool:
        """Whether the county may ever have been told of her."""
        row = self._db.execute(
            "SELECT 1 FROM consent WHERE subject = ? AND scope = 'county' AND state = 'given'", (subject,)
        ).fetchone()
        return row is not None

    def _gone(self, what: str, subject: str, *, shared: bool = True) -> None:
        """``shared``: it is of a sort that goes to the county where ``subject`` agrees."""
        told = County.NEVER
        if shared:
            told = County.KNOWS if self._consented(subject) else County.UNLESS_ELSEWHERE
        # A field may be forgotten again, after it was filled again: then that too is news for the others.
        self._db.execute("INSERT OR REPLACE INTO erased VALUES (?, ?, ?)", (what, self.v, told))
