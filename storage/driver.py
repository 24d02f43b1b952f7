"""The one place that knows the SQLite driver: SQLCipher connections, and what its errors mean to a person.

sqlite-utils catches the exceptions of the driver it finds at import, so SQLCipher is published under the name that it
tries first, before anything imports it. ``utils`` does that import late: it costs a third of a second.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3
import sqlcipher3.dbapi2 as driver

from app.errors import LedgerBusy, LedgerDamaged, LedgerError, StorageTrouble

if TYPE_CHECKING:
    from sqlite_utils import Database

sys.modules["pysqlite3"] = sqlcipher3
sys.modules["pysqlite3.dbapi2"] = driver

# The driver asks every None it binds how it wants to be stored, and answers itself by raising and catching: a microsecond
# each, most of what writing a wide row took. A known answer is a twentieth of that.
driver.register_adapter(type(None), {}.get)

Connection = driver.Connection
DatabaseError = driver.DatabaseError

_BUSY_MS = 5_000


def connect(path: Path, key: bytes, *, must_exist: bool = True) -> Any:
    """Opens an encrypted file with its raw 256-bit key. Raises LedgerDamaged if the key does not open it.

    The connection commits by itself; a transaction is begun and ended explicitly.
    """
    if must_exist and not path.is_file():
        raise LedgerError("ledger.missing", file=path.name)
    with translated(path.name):
        connection = driver.connect(str(path), isolation_level=None, check_same_thread=False)
        try:
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            connection.execute("PRAGMA journal_mode = WAL")
            # FULL: what she was told is saved survives a power cut, not only a crash of the program.
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute("PRAGMA cache_size = -32000")
        except BaseException:
            connection.close()
            raise
    return connection


def look(path: Path, key: bytes) -> Any:
    """Opens a copy that nobody else has open, to be read only: not a byte of it or beside it is written.

    Raises as ``connect``.
    """
    if not path.is_file():
        raise LedgerError("ledger.missing", file=path.name)
    with translated(path.name):
        connection = driver.connect(
            f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            connection.execute("PRAGMA temp_store = MEMORY")
        except BaseException:
            connection.close()
            raise
    return connection


def export(connection: Any, target: Path, key: bytes) -> None:
    """Copies everything a connection holds into a fresh file under a key."""
    with translated(target.name):
        connection.execute("ATTACH DATABASE ? AS copy KEY ?", (str(target), f"x'{key.hex()}'"))
        try:
            connection.execute("SELECT sqlcipher_export('copy')")
            (version,) = connection.execute("PRAGMA main.user_version").fetchone()
            connection.execute(f"PRAGMA copy.user_version = {version}")
        finally:
            connection.execute("DETACH DATABASE copy")


def utils(connection: Any) -> Database:
    """The connection as a sqlite-utils database, for schema work and simple reading."""
    from sqlite_utils import Database

    return Database(connection)


@contextmanager
def translated(file: str = "") -> Iterator[None]:
    """Turns the driver's errors into the tree of ``app.errors``: trouble of the machine apart from damage."""
    try:
        yield
    except driver.DatabaseError as error:
        raise _meaning(str(error).lower(), file) from error
    except MemoryError as error:
        # SQLCipher reports a file it cannot read pages of as out of memory.
        raise LedgerDamaged("ledger.damaged", file=file) from error


def _meaning(message: str, file: str) -> LedgerError:
    if "full" in message:
        return StorageTrouble("ledger.disk_full", file=file)
    if "readonly" in message or "read-only" in message:
        return StorageTrouble("ledger.read_only", file=file)
    if "locked" in message or "busy" in message:
        return LedgerBusy("ledger.busy", file=file)
    if "unable to open" in message:
        return StorageTrouble("ledger.cannot_open", file=file)
    if "i/o" in message:
        return StorageTrouble("ledger.disk_trouble", file=file)
    if "not a database" in message or "malformed" in message or "encrypted" in message:
        return LedgerDamaged("ledger.damaged", file=file)
    return LedgerError("ledger.unexpected", file=file, cause=message)


@contextmanager
def transaction(connection: Any, file: str = "") -> Iterator[None]:
    """Everything inside is committed together, or nothing is."""
    with translated(file):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
