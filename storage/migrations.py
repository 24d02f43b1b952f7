"""The migrations of the ledger file, oldest first. A released one is never edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlite_utils.migrations import Migrations

from storage.schema import create_first_shape

if TYPE_CHECKING:
    from sqlite_utils import Database

migrations = Migrations("suifang")


@migrations(name="1 first shape")
def _first_shape(db: Database) -> None:
    create_first_shape(db)
