"""Erasing: what is deleted leaves the tables, the history, the drafts and the chains' salts, and does not come back.

The table ``erased`` names what is gone, in ids of one form: a woman's, a single record's, or that of a field whose past
went (``cell_id``). It only grows, travels with every delta, and is also kept outside the ledger and its backups
(``storage.erased_list``): an older backup put back is erased again when it is opened (docs/sync.md, 2).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from app.actions.erasure import FORGOTTEN, Hers, Home
from app.records import KINDS, Household
from app.records.fields import Text
from app.versions import Header
from storage.audit import forget
from storage.strange import forget_records, forget_subject
from storage.tables import quoted

if TYPE_CHECKING:
    from storage.reading import Reading


class County(IntEnum):
    """Whether the county is told of an erasure (``erased.county``)."""

    NEVER = 0
    """It is of what stays in the village."""
    KNOWS = 1
    """It may know of her: from here, or by somebody else."""
    UNLESS_ELSEWHERE = -1
    """She never agreed, as far as was known here; another laptop may have heard otherwise and told it."""


def cell_id(kind: str, record: str, field: str) -> str:
    """The name of a field's past among what is erased: 32 hexadecimal digits that tell nothing."""
    return hashlib.sha256(f"{kind} {record} {field}".encode()).hexdigest()[:32]


def remove_subject(connection: Any, subject: str, by: Header) -> set[str]:
    """Deletes every trace of a subject's content, and returns the kinds it had records of.

    Gone are records, cells, history, drafts, her name in the audit, and the salts with which a guess could be tested
    against the chains.
    """
    kinds = set()
    for kind in KINDS:
        ids = [i for (i,) in connection.execute(f"SELECT id FROM {quoted(kind)} WHERE subject = ?", (subject,))]
        if ids:
            kinds.add(kind)
            connection.executemany("DELETE FROM cell WHERE kind = ? AND id = ?", ((kind, i) for i in ids))
            connection.execute(
                f"UPDATE change SET salt = NULL WHERE id IN (SELECT v FROM {quoted(kind)} WHERE subject = ?)",
                (subject,),
            )
            connection.execute(f"DELETE FROM {quoted(kind)} WHERE subject = ?", (subject,))
    connection.execute(
        "UPDATE change SET salt = NULL WHERE id IN (SELECT change FROM history WHERE subject = ?)", (subject,)
    )
    connection.execute("DELETE FROM history WHERE subject = ?", (subject,))
    connection.execute("DELETE FROM draft WHERE instr(name, ?)", (subject,))
    connection.execute("DELETE FROM agenda WHERE subject = ?", (subject,))
    forget_subject(connection, subject)
    forget(connection, subject, by)
    return kinds


def remove_record(connection: Any, kind: str, record: str) -> None:
    """Deletes one record with its cells, history, drafts and salts."""
    one = (kind, record)
    connection.execute(
        "UPDATE change SET salt = NULL WHERE id IN (SELECT change FROM history WHERE kind = ? AND id = ?"
        f" UNION SELECT v FROM cell WHERE kind = ? AND id = ? UNION SELECT v FROM {quoted(kind)} WHERE id = ?)",
        (*one, *one, record),
    )
    connection.execute("DELETE FROM cell WHERE kind = ? AND id = ?", one)
    connection.execute("DELETE FROM history WHERE kind = ? AND id = ?", one)
    connection.execute("DELETE FROM draft WHERE instr(name, ?)", (record,))
    forget_records(connection, (record,))
    connection.execute(f"DELETE FROM {quoted(kind)} WHERE id = ?", (record,))


def remove_records(connection: Any, ids: Iterable[str]) -> list[tuple[str, str, str]]:
    """Deletes the records among ids of any sort; returns (kind, id, subject) of each."""
    ids = list(ids)
    forget_records(connection, ids)
    found = []
    for one in ids:
        for kind in KINDS:
            row = connection.execute(f"SELECT subject FROM {quoted(kind)} WHERE id = ?", (one,)).fetchone()
            if row is not None:
                remove_record(connection, kind, one)
                found.append((kind, one, row[0]))
    return found


def forget_cell(connection: Any, kind: str, record: str, field: str) -> None:
    """Deletes what a field held before, and the salts of the changes that could have written it."""
    cell = (kind, record, field)
    connection.execute(
        "UPDATE change SET salt = NULL WHERE id IN ("
        "SELECT change FROM history WHERE kind = ? AND id = ? AND field = ?"
        f" UNION SELECT v FROM {quoted(kind)} WHERE id = ?)",
        (*cell, record),
    )
    connection.execute("DELETE FROM history WHERE kind = ? AND id = ? AND field = ?", cell)


def hers(ledger: Reading, woman: str) -> Hers | None:
    """What an erasure of a woman must know of her; None when she is not in the ledger."""
    story = ledger.story(woman)
    if story is None:
        return None
    entries = (story.woman, *story.joined)
    mine = {entry.id for entry in entries}
    with ledger.reading() as db:
        doors = {
            entry.household: db.execute(
                f"SELECT 1 FROM woman WHERE household = ? AND retired IS NULL"
                f" AND id NOT IN ({', '.join('?' * len(mine))})",
                (entry.household, *mine),
            ).fetchone()
            for entry in entries
            if entry.household
        }
    homes = ((ledger.get(Household, door), shared) for door, shared in doors.items())
    return Hers(entries, story.supplies, tuple(Home(home, shared is not None) for home, shared in homes if home))


def counted(connection: Any, subjects: Collection[str]) -> dict[str, int]:
    """How many records of each kind there are about some subjects, those taken back included."""
    marks, found = ", ".join("?" * len(subjects)), {}
    for kind in KINDS:
        query = f"SELECT count(*) FROM {quoted(kind)} WHERE subject IN ({marks})"
        (found[kind],) = connection.execute(query, tuple(subjects)).fetchone()
    return {kind: n for kind, n in found.items() if n}


class Still(NamedTuple):
    """What a copy still holds of what was erased: women, (kind, id) of records, (kind, id, field)."""

    subjects: list[str]
    records: list[tuple[str, str]]
    cells: list[tuple[str, str, str]]


def holding_still(connection: Any, gone: Collection[str]) -> Still:
    """Looks for everything named among ``gone``."""
    still = Still([], [], [])
    subjects = set()
    for kind, described in KINDS.items():
        for record, subject in connection.execute(f"SELECT id, subject FROM {quoted(kind)}").fetchall():
            if subject in gone:
                subjects.add(subject)
            elif record in gone:
                still.records.append((kind, record))
            elif kind in FORGOTTEN:
                still.cells.extend((kind, record, f) for f in described.fields if cell_id(kind, record, f) in gone)
    still.subjects.extend(sorted(subjects))
    return still


def naming(connection: Any, words: Iterable[str], but: Iterable[str]) -> list[tuple[str, str, str]]:
    """Where free words about others hold one of these: (kind, subject, field) of records whose subject is not in ``but``.

    Nothing there is changed by an erasure: what is written about somebody else is hers, and a person decides.
    """
    wanted = [word for word in words if len(word) > 1]
    leave = sorted(set(but))
    found = []
    for kind in KINDS.values():
        for name, field in kind.fields.items():
            if not isinstance(field, Text) or name in _NO_WORDS:
                continue
            for word in wanted:
                rows = connection.execute(
                    f"SELECT DISTINCT subject FROM {quoted(kind.name)} WHERE instr({quoted(name)}, ?)"
                    f" AND retired IS NULL AND subject NOT IN ({', '.join('?' * len(leave))})",
                    (word, *leave),
                )
                found += [(kind.name, subject, name) for (subject,) in rows]
    return list(dict.fromkeys(found))


_NO_WORDS = frozenset({"retired", "replaces", "notice_version", "rule", "anchor", "source", "health_record", "code"})
