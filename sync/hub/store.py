"""The hub's database: opening it, and who is enrolled. SQLite in the hub's folder, or any server by its URL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateColumn

from app.errors import ExchangeError, StorageTrouble
from sync.enrolment import Request
from sync.envelope import PublicKeys
from sync.hub.schema import HUB, LAPTOP, METADATA, RECORDS

DATABASE = "hub.db"


class Laptop(NamedTuple):
    """An enrolled laptop."""

    replica: str
    unit: str
    unit_name: str
    label: str
    keys: PublicKeys
    revoked: bool
    receipt: int


class Store:
    """The database. One transaction is one answer to one file."""

    def __init__(self, url: str) -> None:
        self._engine = _engine(url)

    @property
    def place(self) -> str:
        """Where it is, without a password."""
        return self._engine.url.render_as_string(hide_password=True)

    def create_tables(self) -> None:
        """Makes what is missing: tables, and in a database of an earlier program the columns that came since."""
        with self.begin() as db:
            METADATA.create_all(db)
            looked, quote = inspect(db), db.dialect.identifier_preparer
            for table in RECORDS.values():
                here = {column["name"] for column in looked.get_columns(table.name)}
                for column in table.columns:
                    if column.name not in here:
                        told = CreateColumn(column).compile(dialect=db.dialect)
                        db.exec_driver_sql(f"ALTER TABLE {quote.format_table(table)} ADD COLUMN {told}")

    def close(self) -> None:
        """Lets go of the file or server."""
        self._engine.dispose()

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction: all or nothing. Raises StorageTrouble ``hub.store.trouble`` (``cause``)."""
        try:
            with self._engine.begin() as db:
                yield db
        except SQLAlchemyError as error:
            raise StorageTrouble("hub.store.trouble", cause=type(error).__name__) from error


def default_url(home: Path) -> str:
    """SQLite in the hub's folder."""
    return f"sqlite:///{os.fspath(home / DATABASE)}"


def value(db: Connection, name: str) -> bytes | None:
    """One of the hub's own facts: ``id``, ``name``."""
    found = db.scalar(select(HUB.c.value).where(HUB.c.name == name))
    return None if found is None else bytes(found)


def set_value(db: Connection, name: str, told: bytes) -> None:
    """Writes it, once."""
    db.execute(insert(HUB), {"name": name, "value": told})


def laptop(db: Connection, replica: str, *, lock: bool = False) -> Laptop | None:
    """An enrolled laptop; with ``lock`` nobody else takes a bundle of it in meanwhile."""
    query = select(LAPTOP).where(LAPTOP.c.replica == replica)
    row = db.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else _laptop(row)


def laptops(db: Connection) -> list[Laptop]:
    """All of them, by village."""
    return [_laptop(row) for row in db.execute(select(LAPTOP).order_by(LAPTOP.c.unit, LAPTOP.c.enrolled_at))]


def enrol(db: Connection, request: Request, at_ms: int) -> None:
    """Enrols a laptop; again with the same keys changes nothing.

    Raises ExchangeError ``exchange.enrolled_otherwise`` for a replica that is known with other keys or another unit.
    """
    known = laptop(db, request.replica)
    if known is not None:
        if (known.keys, known.unit) != (request.keys, request.unit):
            raise ExchangeError("exchange.enrolled_otherwise", replica=request.replica)
        return
    db.execute(
        insert(LAPTOP),
        {
            "replica": request.replica,
            "unit": request.unit,
            "unit_name": request.unit_name,
            "label": request.label,
            "sign_key": request.keys.sign,
            "seal_key": request.keys.seal,
            "enrolled_at": at_ms,
            "receipt": 0,
        },
    )


def next_receipt(db: Connection, to: Laptop, at_ms: int) -> int:
    """The number of the next receipt: rises, also when this database was restored from a backup (docs/sync.md §9)."""
    number = max(to.receipt + 1, at_ms)
    db.execute(update(LAPTOP).where(LAPTOP.c.replica == to.replica).values(receipt=number))
    return number


def _laptop(row: Any) -> Laptop:
    keys = PublicKeys(bytes(row.sign_key), row.seal_key)
    return Laptop(row.replica, row.unit, row.unit_name, row.label, keys, row.revoked_at is not None, row.receipt)


def _engine(url: str) -> Engine:
    engine = create_engine(url, hide_parameters=True)  # else every error quotes the record it was about
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        # The driver would begin a transaction only at the first write, and not before tables are made.
        event.listen(engine, "begin", lambda db: db.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON", "busy_timeout = 10000"):
        connection.execute(f"PRAGMA {pragma}")
