"""The shape of the ledger file and how older ones become today's.

Migration 1 is the first released shape and is never edited again; each later one is a new function. All that are due and
their record are one transaction. A migration never alters a value that is exchanged.

| table | holds |
|---|---|
| one per record kind | the shown value of every cell, ``v`` = local number of the change that made the record |
| ``change`` | the headers of all changes seen, with the hash chain of this ledger's own |
| ``reach`` | how far each replica's changes are held without a gap |
| ``cell`` | cells edited after their record was made: each standing version; the value only of those not shown |
| ``history`` | what a cell held before an edit |
| ``erased`` | what was erased, by which change, and whether the county is told (``storage.erasing.County``) |
| ``peer``, ``peer_reach``, ``refused`` | what the last receipt of a peer said |
| ``strange`` | what a later program wrote: carried with its versions until this one learns it |
| ``told`` | women of whom something left this laptop, so that a change of mind must follow; never exchanged |
| ``exchange_log`` | the manifest of every exchange |
| ``setting``, ``draft`` | of this laptop only; never exchanged |
| ``audit`` | who looked at what and what left as paper or file: append-only, a chain of its own; never exchanged |
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.errors import LedgerDamaged, LedgerTooNew
from storage.driver import transaction, translated, utils

if TYPE_CHECKING:
    from sqlite_utils import Database

FORMAT = 3
"""Rises with every migration; a program meeting a higher number than its own refuses in words."""

_KINDS_1: dict[str, str] = {
    "unit": "retired code name office since",
    "worker": "retired name role",
    "household": "retired number head group:i door note",
    "woman": "retired name other_names id_type id_number birth_date birth_stated ethnicity education occupation marital"
    " marital_since first_marriage household relation group:i door registered_address current_address residence phone"
    " safe_contact family_unaware:i health_record spouse_name spouse_id_number spouse_phone children_stated:i"
    " girls_stated:i youngest_birth_stated status closed_reason closed_date note",
    "consent": "retired scope state date how witness notice_version replaces",
    "child": "retired birth_date sex name birth_order:i plurality:i delivery born relation gestation_weeks:i"
    " birth_weight_g:i certificate ended ended_date",
    "pregnancy": "retired lmp edd edd_basis ultrasound_date booked_date gravidity:i parity_vaginal:i"
    " parity_caesarean:i outcome outcome_date",
    "delivery": "retired date pregnancy place mode discharge_date",
    "method_use": "retired method start product expiry facility counselled:i wish chosen_by not_using_reason stop"
    " stop_reason note",
    "visit": "retired visit_kind date place about systolic:i diastolic:i weight_g:i iud_position implant_site"
    " injection_given pills_missed bleeding pain side_effects lochia breasts wound mood feeding content advice"
    " referral_reason referral_facility referral_outcome next_date signed:i",
    "response": "retired rule anchor occurrence:i answer date until",
    "move": "retired direction date reason county_place",
    "life_event": "retired event date evidence",
    "population": "retired month residents:i registered:i source",
    "roster_line": "retired source row:i values",
}


def prepare(connection: Any, file: str, *, new: bool = False) -> None:
    """Brings the file to today's shape.

    Raises LedgerTooNew, the file untouched, if it is of tomorrow's; LedgerDamaged if it has none and is not ``new``: an
    emptied file must not pass for an empty ledger.
    """
    with translated(file):
        (found,) = connection.execute("PRAGMA user_version").fetchone()
    if found > FORMAT:
        raise LedgerTooNew("ledger.too_new", file=file, found=found, known=FORMAT)
    if found == 0 and not new:
        raise LedgerDamaged("ledger.damaged", file=file)
    if found == FORMAT:
        return
    from storage.adopting import adopt
    from storage.migrations import migrations

    with transaction(connection, file):
        migrations.apply(utils(connection))
        adopt(connection)
        connection.execute(f"PRAGMA user_version = {FORMAT}")


def create_first_shape(db: Database) -> None:
    """The tables of format 1."""
    for kind, described in _KINDS_1.items():
        columns: dict[str, Any] = {"id": str, "subject": str}
        for word in described.split():
            name, _, numeric = word.partition(":")
            columns[name] = int if numeric else str
        db.table(kind).create({**columns, "v": int}, pk="id", not_null={"id", "subject", "v"}, strict=True)
        db.table(kind).create_index(["subject"])
        db.table(kind).create_index(["v"])
    for statement in _LEDGER_1:
        db.execute(statement)


_LEDGER_1 = (
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value BLOB) STRICT",
    "CREATE TABLE draft (name TEXT PRIMARY KEY, value TEXT NOT NULL, at_ms INTEGER NOT NULL) STRICT",
    """CREATE TABLE replica (no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, mine INTEGER NOT NULL) STRICT""",
    """CREATE TABLE change (
        id INTEGER PRIMARY KEY, replica INTEGER NOT NULL REFERENCES replica(no), seq INTEGER NOT NULL,
        author TEXT NOT NULL, at_ms INTEGER NOT NULL, knows BLOB, verb TEXT, undoes INTEGER,
        salt BLOB, commitment BLOB, link BLOB, UNIQUE (replica, seq)) STRICT""",
    "CREATE TABLE reach (replica INTEGER PRIMARY KEY REFERENCES replica(no), seq INTEGER NOT NULL, link BLOB NOT NULL) STRICT",
    """CREATE TABLE cell (
        kind TEXT NOT NULL, id TEXT NOT NULL, field TEXT NOT NULL, v INTEGER NOT NULL REFERENCES change(id),
        shown INTEGER NOT NULL, value ANY, PRIMARY KEY (kind, id, field, v)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX cell_v ON cell(v)",
    "CREATE INDEX cell_other ON cell(kind, id, field) WHERE shown = 0",
    """CREATE TABLE history (
        change INTEGER NOT NULL REFERENCES change(id), kind TEXT NOT NULL, id TEXT NOT NULL, subject TEXT NOT NULL,
        field TEXT NOT NULL, before ANY, PRIMARY KEY (change, kind, id, field)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX history_subject ON history(subject)",
    """CREATE TABLE erased (
        subject TEXT PRIMARY KEY, v INTEGER NOT NULL REFERENCES change(id), county INTEGER NOT NULL) STRICT""",
    "CREATE TABLE peer (id TEXT PRIMARY KEY, receipt INTEGER NOT NULL, at_ms INTEGER NOT NULL) STRICT",
    """CREATE TABLE peer_reach (peer TEXT NOT NULL, replica INTEGER NOT NULL REFERENCES replica(no),
        seq INTEGER NOT NULL, link BLOB NOT NULL, PRIMARY KEY (peer, replica)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE refused (peer TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, code TEXT NOT NULL,
        PRIMARY KEY (peer, kind, id)) STRICT, WITHOUT ROWID""",
    "CREATE TABLE told (subject TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
    """CREATE TABLE exchange_log (no INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, direction TEXT NOT NULL,
        peer TEXT NOT NULL, file TEXT NOT NULL, manifest TEXT NOT NULL) STRICT""",
    """CREATE TABLE audit (
        no INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, subject TEXT NOT NULL,
        detail TEXT NOT NULL, salt BLOB, commitment BLOB NOT NULL, link BLOB NOT NULL) STRICT""",
    "CREATE INDEX audit_subject ON audit(subject) WHERE subject <> ''",
    # A number is given once: without this, INSERT OR REPLACE would pass by the other two.
    """CREATE TRIGGER audit_grows BEFORE INSERT ON audit
        WHEN NEW.no <> coalesce((SELECT max(no) FROM audit), 0) + 1
        BEGIN SELECT raise(ABORT, 'the audit only grows'); END""",
    """CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'the audit only grows'); END""",
    """CREATE TRIGGER audit_stands BEFORE UPDATE ON audit WHEN NOT (
            EXISTS (SELECT 1 FROM erased WHERE subject = OLD.subject)
            AND NEW.subject = '' AND NEW.detail = '{}' AND NEW.salt IS NULL
            AND (NEW.no, NEW.at_ms, NEW.who, NEW.what, NEW.commitment, NEW.link)
                IS (OLD.no, OLD.at_ms, OLD.who, OLD.what, OLD.commitment, OLD.link))
        BEGIN SELECT raise(ABORT, 'the audit only grows'); END""",
)
