"""The hub's database: opening it, and who is enrolled. SQLite in the hub's folder, or any server by its URL."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, func, insert, inspect, select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.schema import CreateColumn

from app.errors import ExchangeError, StorageTrouble
from sync.enrolment import Request
from sync.envelope import PublicKeys
from sync.hub import migrations
from sync.hub.bulk import change, listed
from sync.hub.schema import HUB, LAPTOP, RECORD_METADATA, RECORDS

DATABASE = "hub.db"

PAUSES: Final = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)
"""Seconds to wait before doing again what others stood in the way of, more or less half; then it is trouble."""

_UPDATING: Final = 0x5355_4946_414E_4701
"""The lock of PostgreSQL under which one program at a time brings the tables up to date. Any number of our own."""

T = TypeVar("T")


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

    @property
    def url(self) -> str:
        """Where it is, for another process of this hub."""
        return self._engine.url.render_as_string(hide_password=False)

    @property
    def is_hub(self) -> bool:
        """Whether there are a hub's tables in it."""
        return self.transact(lambda db: inspect(db).has_table(HUB.name))

    def create_tables(self) -> None:
        """Makes the tables, or brings those of an earlier program up to date (docs/sync.md §9).

        The hub's own follow their revisions; those of records the descriptions: what is missing is made, table or
        column. Raises LedgerTooNew ``hub.too_new`` for a newer program's, which stays as it is.
        """
        self.transact(_update)

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
            raise _trouble(error) from error

    def transact(self, work: Callable[[Connection], T]) -> T:
        """Does work in a transaction; again, after a while, where another one stood in its way or the line broke.

        The work must say the same when it is done twice. Raises StorageTrouble as ``begin``.
        """
        for pause in PAUSES:
            try:
                with self._engine.begin() as db:
                    return work(db)
            except DBAPIError as error:
                if not _will_pass(error):
                    raise _trouble(error) from error
            except SQLAlchemyError as error:
                raise _trouble(error) from error
            time.sleep(pause * (50 + secrets.randbelow(100)) / 100)  # two that met shall not meet again
        with self.begin() as db:
            return work(db)


def _update(db: Connection) -> None:
    if db.dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(_UPDATING)))  # SQLite's transactions are alone anyway
    migrations.upgrade(db)
    RECORD_METADATA.create_all(db)
    looked, quote = inspect(db), db.dialect.identifier_preparer
    for table in RECORDS.values():
        here = {column["name"] for column in looked.get_columns(table.name)}
        for column in table.columns:
            if column.name not in here:
                told = CreateColumn(column).compile(dialect=db.dialect)
                db.exec_driver_sql(f"ALTER TABLE {quote.format_table(table)} ADD COLUMN {told}")
        for index in table.indexes:
            index.create(db, checkfirst=True)


def _will_pass(error: DBAPIError) -> bool:
    """Whether it is nobody's fault: a deadlock, two that could not be put in order, a busy file, a line that broke."""
    state, name = getattr(error.orig, "sqlstate", None), str(getattr(error.orig, "sqlite_errorname", ""))
    return error.connection_invalidated or state in {"40001", "40P01"} or name.startswith("SQLITE_BUSY")


def _trouble(error: Exception) -> StorageTrouble:
    return StorageTrouble("hub.store.trouble", cause=type(error).__name__)


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
    """An enrolled laptop; with ``lock`` nobody else takes a bundle of its village in meanwhile."""
    return laptops_named(db, [replica], lock=lock).get(replica)


def laptops_named(db: Connection, replicas: Collection[str], *, lock: bool = False) -> dict[str, Laptop]:
    """Those of some replicas that are enrolled.

    With ``lock`` their villages are this transaction's until it ends: every laptop of theirs is locked, always in the same
    order, so that no two transactions wait for each other.
    """
    query = select(LAPTOP).where(LAPTOP.c.replica == listed(db, replica=[*replicas]).c.replica)
    if lock:
        mine = select(LAPTOP.c.unit).where(LAPTOP.c.replica.in_(select(listed(db, replica=[*replicas]).c.replica)))
        query = (
            select(LAPTOP).where(LAPTOP.c.unit.in_(mine)).order_by(LAPTOP.c.unit, LAPTOP.c.replica).with_for_update()
        )
    return {row.replica: _laptop(row) for row in db.execute(query) if row.replica in replicas}


def laptops(db: Connection) -> list[Laptop]:
    """All of them, by village."""
    return [_laptop(row) for row in db.execute(select(LAPTOP).order_by(LAPTOP.c.unit, LAPTOP.c.enrolled_at))]


def enrol(db: Connection, request: Request, at_ms: int) -> None:
    """Enrols a laptop; again with the same keys changes nothing.

    Raises ExchangeError ``exchange.enrolled_otherwise`` for a replica that is known with other keys or another unit.
    """
    if "\0" in request.unit_name + request.label:
        raise ExchangeError("exchange.malformed", part="request")  # no name has it, and not every database takes it
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


def next_receipts(db: Connection, to: Collection[Laptop], at_ms: int) -> dict[str, int]:
    """The numbers of the next receipts: they rise, also when this database was restored from a backup (docs/sync.md §9)."""
    numbers = {laptop.replica: max(laptop.receipt + 1, at_ms) for laptop in to}
    change(db, LAPTOP, {"replica": [*numbers]}, {"receipt": [*numbers.values()]})
    return numbers


def _laptop(row: Any) -> Laptop:
    keys = PublicKeys(bytes(row.sign_key), row.seal_key)
    return Laptop(row.replica, row.unit, row.unit_name, row.label, keys, row.revoked_at is not None, row.receipt)


def _engine(url: str) -> Engine:
    try:
        engine = create_engine(url, hide_parameters=True)  # else every error quotes the record it was about
    except (SQLAlchemyError, ImportError) as error:  # no address of a database, or of one there is no driver for
        raise _trouble(error) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        # The driver would begin a transaction only at the first write, and not before tables are made.
        event.listen(engine, "begin", lambda db: db.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON", "busy_timeout = 10000"):
        connection.execute(f"PRAGMA {pragma}")
