"""What format 3 added to the ledger file: the laptops of the office, what the county sends down, and what is not known yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.second_shape import columns_of

if TYPE_CHECKING:
    from sqlite_utils import Database

_NEW: dict[str, str] = {
    "laptop": "retired laptop label sign_key seal_key admitted word by",
    "laptop_stop": "retired laptop reason date by seq:i link",
    "proposal": "retired sort date source told",
    "proposal_answer": "retired proposal state date",
    "hand_over": "retired date how",
    "edition": "retired name number:i date content",
}


def came_third(kind: str, _field: str) -> bool:
    """Whether a field of a kind came with this format."""
    return kind in _NEW


def widen_to_the_office(db: Database) -> None:
    """The tables of format 3."""
    for kind, described in _NEW.items():
        columns = {"id": str, "subject": str, **columns_of(described), "v": int}
        db.table(kind).create(columns, pk="id", not_null={"id", "subject", "v"}, strict=True)
        db.table(kind).create_index(["subject"])
        db.table(kind).create_index(["v"])
    for statement in _LEDGER_3:
        db.execute(statement)


_LEDGER_3: tuple[str, ...] = (
    # Kinds and fields of a later program, carried with their versions until this one learns them (docs/sync.md, 15).
    # A record's own beginning has the empty field.
    """CREATE TABLE strange (
        kind TEXT NOT NULL, id TEXT NOT NULL, field TEXT NOT NULL, v INTEGER NOT NULL REFERENCES change(id),
        subject TEXT NOT NULL, value ANY, PRIMARY KEY (kind, id, field, v)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX strange_v ON strange(v)",
    "CREATE INDEX strange_subject ON strange(subject)",
)
