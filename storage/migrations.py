"""The migrations of the ledger file, oldest first. A released one is never edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlite_utils.migrations import Migrations

from storage.schema import create_first_shape
from storage.second_shape import widen_to_the_whole_ledger
from storage.third_shape import widen_to_the_office

if TYPE_CHECKING:
    from sqlite_utils import Database

migrations = Migrations("suifang")


@migrations(name="1 first shape")
def _first_shape(db: Database) -> None:
    create_first_shape(db)


@migrations(name="2 the whole ledger")
def _the_whole_ledger(db: Database) -> None:
    widen_to_the_whole_ledger(db)


@migrations(name="3 the office and the county")
def _the_office_and_the_county(db: Database) -> None:
    widen_to_the_office(db)
