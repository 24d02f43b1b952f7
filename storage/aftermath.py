"""What a merge leaves to do on this laptop, written as a change of its own in the same transaction.

An erasure knows only what its author's ledger held. Where this one holds more of her, it is not lost silently: what was
handed out since stays counted about nobody, and another entry of hers, which the author had not heard of, waits with an
open request until a person decides. Both have ids that follow from what they are about, so that laptops which come upon
the same thing write the same records.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.actions.after_merge import asked_elsewhere
from app.actions.erasure import kept_in_sums
from app.delta import Delta
from app.records import Request, SupplyMovement, Woman
from app.records.writes import Add, Write
from storage.erasing import County
from storage.headers import Headers
from storage.joined import read_same
from storage.tables import quoted, read_all, read_one


@dataclass(frozen=True, slots=True)
class Held:
    """What stood here before a merge of what it erases. ``others``: entry → (entry of hers that goes, erased when, ms)."""

    movements: tuple[SupplyMovement, ...]
    others: dict[str, int]


def held(connection: Any, delta: Delta) -> Held | None:
    """Reads it before anything is merged; None where nothing is erased."""
    if not delta.erased:
        return None
    known = {subject for (subject,) in connection.execute("SELECT subject FROM erased")}
    gone = sorted(delta.erased.keys() - known)
    movements = [m for one in gone for m in read_all(connection, SupplyMovement, "subject = ? OR id = ?", (one, one))]
    same, others = read_same(connection), {}
    for one in gone:
        at_ms = delta.headers[delta.erased[one]].at_ms
        for entry in same.entries(one):
            if entry not in delta.erased and read_one(connection, Woman, entry) is not None:
                others[entry] = at_ms
    return Held(tuple(movements), others)


def left_to_do(connection: Any, before: Held) -> Sequence[Write]:
    """What is to be written now that the merge is done."""
    writes: list[Write] = [*kept_in_sums(before.movements)]
    for entry, at_ms in sorted(before.others.items()):
        if read_one(connection, Woman, entry) is not None:
            writes.append(asked_elsewhere(entry, at_ms))
    return [write for write in writes if not _is_here(connection, write)]


def _is_here(connection: Any, write: Write) -> bool:
    """Whether another laptop's is here already, or the record was erased in its turn."""
    if not isinstance(write, Add):
        return False
    one = write.record.id
    kind = SupplyMovement.kind if isinstance(write.record, SupplyMovement) else Request.kind
    found = connection.execute(
        f"SELECT 1 FROM {quoted(kind)} WHERE id = ? UNION SELECT 1 FROM erased WHERE subject = ?", (one, one)
    )
    return found.fetchone() is not None


def doubt(connection: Any, delta: Delta) -> None:
    """Tells the county of what was erased without a word, once somebody is heard who did not know of the erasure then.

    He may have known that she agreed, and have told the county of her. That nothing of it came along says nothing:
    what is erased leaves no trace on the way here either.
    """
    headers = Headers(connection)
    silent = connection.execute("SELECT subject, v FROM erased WHERE county = ?", (County.UNLESS_ELSEWHERE,)).fetchall()
    for gone, v in silent:
        erasure = headers[v]
        if any(not (one.saw(erasure.dot) or erasure.saw(one.dot)) for one in delta.headers):
            connection.execute("UPDATE erased SET county = ? WHERE subject = ?", (County.KNOWS, gone))
