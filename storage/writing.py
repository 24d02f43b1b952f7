"""Writing to the ledger: the one door for every change, and taking a change back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from app.actions import Verb
from app.actions.erasure import kept_in_sums
from app.errors import LedgerError, RecordError
from app.records import KINDS, Record, SupplyMovement, Woman
from app.records.checks import walls
from app.records.findings import Finding
from app.records.writes import Add, Erase, Erasing, Forget, Remove, Write
from storage.cells import CellName
from storage.changes import LOT, Changed, Progress, Writer
from storage.erasing import cell_id, holding_still
from storage.history import History
from storage.reading import Reading
from storage.tables import read_one

Listener = Callable[[Changed], None]

_NOTHING_TYPED = frozenset({"undo", "erase.again", Verb.JOIN, Verb.EQUAL})
"""What these write stands in the ledger already, some of it since a laptop whose clock is ahead of this one's."""


class Writing(Reading):
    """The writing side of a ledger."""

    def __init__(self, *state: Any) -> None:
        super().__init__(*state)
        self._listeners: list[Listener] = []
        self.history = History(self)

    def write(
        self,
        verb: str,
        writes: Sequence[Write],
        *,
        at: datetime | None = None,
        undoes: int | None = None,
        progress: Progress | None = None,
    ) -> Changed:
        """Checks the writes and commits them as one change; when it returns, they are on the disk.

        ``verb`` names the worker's action (``visit.record``). ``progress`` is told how far a large change is, and may
        raise Cancelled. Raises RecordError with ``findings`` when a record breaks a rule that must hold, StorageTrouble
        when the machine does, NotAllowed when a helper is signed in; in all these cases nothing was written.
        """
        self.require_writer()
        writes = self._erasing_her_whole(writes)
        at_ms = int(at.timestamp() * 1000) if at else self.clock.now_ms()
        today = datetime.fromtimestamp(at_ms / 1000).astimezone().date()
        with self._lock:
            self._check(writes, None if verb in _NOTHING_TYPED else today, progress)
            with self.changing() as db:
                writer = Writer(db, self._me, at_ms, verb, undoes)
                writer.write(writes, progress)
                changed = writer.finish()
            if any(isinstance(write, Erasing) for write in writes):
                self.forget_pages()
                self.remember_erased()
        self._tell(changed)
        return changed

    def _check(self, writes: Sequence[Write], today: date | None, progress: Progress | None) -> None:
        """Raises RecordError if any record would not be allowed to stand as it would be written.

        ``today``: None where nothing was typed, so that only what is not there at all can be wrong.
        """
        # A second edit of the same record in one change is checked on top of the first.
        pending: dict[str, Record] = {}
        found: list[Finding] = []
        for number, write in enumerate(writes):
            if progress is not None and number % LOT == 0:
                progress(number, 2 * len(writes))
            if isinstance(write, Erase | Remove):
                continue
            before = None
            if isinstance(write, Add):
                record = write.record
            else:
                if not write.values.keys() <= KINDS[write.kind].fields.keys():
                    raise LedgerError("ledger.unknown_field", kind=write.kind)
                with self.reading() as db:
                    before = pending.get(write.id) or read_one(db, KINDS[write.kind].cls, write.id)
                if before is None:
                    raise LedgerError("ledger.no_such_record", kind=write.kind)
                record = before.with_values(**write.values)
            pending[record.id] = record
            if record.retired is None and today is not None:
                found += walls(record, today, before=before)
        if found:
            raise RecordError("record.walls", findings=tuple(found))

    def erase_again(self, also: frozenset[str] = frozenset()) -> Changed | None:
        """Erases what this machine knows to be erased and this older copy does not; None where there is nothing.

        ``also``: what else is known to be erased, should the list outside not have been writable. What was handed out to
        an erased woman stays counted, about nobody, as when she was erased.
        """
        gone = self.erased_elsewhere() | (also - self.erased())
        if not gone:
            return None
        with self.reading() as db:
            here = holding_still(db, gone)
        writes: list[Write] = []
        for subject in here.subjects:
            writes += kept_in_sums(self.about(SupplyMovement, subject))
        writes += [Remove(kind, record) for kind, record in here.records]
        writes += [Forget(kind, record, {field: None}) for kind, record, field in here.cells]
        named = {cell_id(*cell) for cell in here.cells} | {record for _, record in here.records}
        changed = self.write("erase.again", [*writes, *(Erase(one) for one in sorted(gone - named))])
        with self.changing() as db:
            # This copy cannot know whom the county was told of since.
            db.executemany("UPDATE erased SET county = 1 WHERE subject = ?", ((one,) for one in gone))
        return changed

    def undo(self, change_seq: int) -> tuple[Changed, list[CellName]]:
        """Takes back a change of this ledger as far as nobody wrote on since, as a new change.

        Returns what was changed and the cells (kind, id, field) that moved on and were left. Raises LedgerError
        ``ledger.undo.never`` for what cannot be taken back (an erasure), ``ledger.undo.already``, ``ledger.undo.unknown``.
        """
        with self._lock:
            v, writes, moved_on = self.history.undoing(change_seq)
            return self.write("undo", writes, undoes=v), moved_on

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Calls the listener, on the writer's thread, after each change or merge; returns how to stop that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _tell(self, changed: Changed) -> None:
        changed = replace(changed, subjects=self._whole_women(changed.subjects))
        if Woman.kind in changed.kinds:
            self._refresh_search(changed.subjects)
        for listener in list(self._listeners):
            listener(changed)
