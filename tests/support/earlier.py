"""Files as the program before this one left them."""

from __future__ import annotations

from pathlib import Path

from storage import driver, third_shape
from storage.second_shape import _ADDED, _NEW, columns_of


def into_first_form(file: Path, key: bytes) -> None:
    """Takes away from a closed ledger or backup all that later formats added; what lay in it is gone."""
    db = driver.connect(file, key)
    db.execute("DROP INDEX woman_merged_into")
    for name in (*third_shape._NEW, "strange", *_NEW, "agenda", "agenda_joined", "agenda_stale"):
        db.execute(f'DROP TABLE "{name}"')
    for kind, described in _ADDED.items():
        for column in columns_of(described):
            db.execute(f'ALTER TABLE "{kind}" DROP COLUMN "{column}"')
    db.execute("DELETE FROM _sqlite_migrations WHERE name NOT LIKE '1 %'")
    db.execute("DELETE FROM setting WHERE name = 'agenda'")
    db.execute("PRAGMA user_version = 1")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.execute("PRAGMA journal_mode = DELETE")
    db.close()
