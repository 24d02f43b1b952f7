"""Who looked and what left: the append-only audit of this laptop. Encrypted with the rest, never exchanged.

Each entry is linked to the one before it. The link covers a salted commitment to whom it is about and its facts, not
these themselves: when a woman is erased they and the salt go, and the chain still holds.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from app.errors import LedgerError
from app.versions import START, Header, commit
from storage.incarnation import Mark
from storage.opened import Opened

What = Literal[
    "view.sensitive", "view.contact", "export.roster", "export.round", "export.slips", "export.month", "export.import_report",
    "export.manifest", "export.benefit_application", "export.benefit_roster", "export.benefit_notice",
    "export.benefit_summary", "export.summary", "export.card", "export.supplies", "export.rights",
    "export.handout", "export.maternal", "export.migrants", "export.events", "export.record",
    "export.pack", "export.blank", "export.list_answer", "export.quality", "backup", "person.add",
    "person.remove", "passphrase", "passphrase.given", "recovered", "recovery.new", "restored", "clock", "erase", "audit.cut",
]  # fmt: skip
"""``view.contact``: id and telephone in full. ``passphrase.given``: somebody else gave a person of the ledger
(``person``) a passphrase for one sign-in. ``clock``: she said what day it is. ``erase``: entries were emptied because
somebody was erased. ``audit.cut``: the ledger was opened without entries it had before."""

_NOT_BY_A_HELPER = ("view.", "export.", "backup")

Fact = str | int | bool | list[int]
LONGEST_PURPOSE = 200
_NOTHING = "{}"


@dataclass(frozen=True, slots=True)
class Trace:
    """One entry. ``who``: a worker's id. ``subject``: a woman's id or ''. ``erased``: whom it was about is gone."""

    no: int
    at_ms: int
    who: str
    what: str
    subject: str
    detail: Mapping[str, Fact]
    erased: bool


class Audited(Opened):
    """The side of a ledger that remembers who looked."""

    def note(self, what: What, subject: str = "", /, **detail: Fact) -> None:
        """Adds an entry; when it returns, it is on the disk.

        ``detail`` holds facts about the paper or the view, never about a woman; only ``purpose`` is in her words.
        Raises NotAllowed where a helper would open what stays shut to her, or take something out.
        """
        if what.startswith(_NOT_BY_A_HELPER):
            self.require_writer()
        if "purpose" in detail:
            detail["purpose"] = str(detail["purpose"]).strip()[:LONGEST_PURPOSE]
        facts = {name: value for name, value in detail.items() if value is not False and value != ""}
        with self.changing(by_helper=True) as db:
            append(db, self.clock.now_ms(), self._me, what, subject, facts)
        # The mark outside the file holds the end of the chain, as far as this machine lets it be written.
        with suppress(LedgerError):
            self.remember()

    def audit(self, most: int = 500, *, about: str | None = None) -> list[Trace]:
        """The latest entries, newest first; ``about`` one woman only."""
        which = "" if about is None else " WHERE subject = ?"
        with self.reading() as db:
            rows = db.execute(
                f"SELECT no, at_ms, who, what, subject, detail, salt IS NULL FROM audit{which} ORDER BY no DESC LIMIT ?",
                (most,) if about is None else (about, most),
            ).fetchall()
        return [
            Trace(no, at_ms, who, what, subject, msgspec.json.decode(detail), bool(erased))
            for no, at_ms, who, what, subject, detail, erased in rows
        ]

    def audit_cut(self) -> dict[str, Fact]:
        """What the mark outside the file knows of the audit and the file does not: facts for ``audit.cut``, or none."""
        mark = self._marks.read(self._whereabouts()[0])
        with self.reading() as db:
            if mark is None or _holds(db, mark):
                return {}
            return {"known": mark.audit, "here": end(db)[0]}

    def broken_audit(self) -> list[str]:
        """Where the audit does not hold together. Empty when all is well."""
        mark = self._marks.read(self._whereabouts()[0])
        with self.reading() as db:
            broken = list(_broken(db))
            return broken if mark is None or _holds(db, mark) else [*broken, f"end of audit (entry {mark.audit})"]


def append(db: Any, at_ms: int, who: str, what: What, subject: str, detail: Mapping[str, Fact]) -> None:
    """Adds an entry within a transaction."""
    last, before = end(db)
    told = msgspec.json.encode(dict(sorted(detail.items()))).decode()
    salt = os.urandom(16)
    promised = commit(salt, (subject, told))
    here = _link(before, last + 1, at_ms, who, what, promised)
    db.execute(
        "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (last + 1, at_ms, who, what, subject, told, salt, promised, here),
    )


def forget(db: Any, subject: str, by: Header) -> None:
    """Empties the entries about an erased subject, and says in an entry of its own which ones: others may not be empty."""
    numbers = [no for (no,) in db.execute("SELECT no FROM audit WHERE subject = ? ORDER BY no", (subject,))]
    if numbers:
        db.execute("UPDATE audit SET subject = '', detail = ?, salt = NULL WHERE subject = ?", (_NOTHING, subject))
        append(db, by.at_ms, by.author, "erase", "", {"entries": numbers})


def end(db: Any) -> tuple[int, bytes]:
    """The number and the link of the last entry."""
    row = db.execute("SELECT no, link FROM audit ORDER BY no DESC LIMIT 1").fetchone()
    return (int(row[0]), bytes(row[1])) if row else (0, START)


def _link(before: bytes, no: int, at_ms: int, who: str, what: str, promised: bytes) -> bytes:
    return hashlib.sha256(before + msgspec.msgpack.encode((no, at_ms, who, what, promised))).digest()


def _holds(db: Any, mark: Mark) -> bool:
    if mark.audit == 0:
        return True
    row = db.execute("SELECT link FROM audit WHERE no = ?", (mark.audit,)).fetchone()
    return row is not None and bytes(row[0]) == mark.audit_link


def _broken(db: Any) -> Iterator[str]:
    last, before = 0, START
    emptied: set[int] = set()
    erased: set[int] = set()
    for no, at_ms, who, what, subject, detail, salt, promised, linked in db.execute("SELECT * FROM audit ORDER BY no"):
        kept = commit(salt, (subject, detail)) == promised if salt is not None else (subject, detail) == ("", _NOTHING)
        if no != last + 1 or not kept or _link(before, no, at_ms, who, what, promised) != linked:
            yield f"audit entry {no}"
        if salt is None:
            emptied.add(no)
        elif what == "erase" and kept:
            erased.update(msgspec.json.decode(detail, type=dict[str, list[int]]).get("entries", ()))
        last, before = no, bytes(linked)
    yield from (f"audit entry {no} emptied without an erasure" for no in sorted(emptied - erased))
