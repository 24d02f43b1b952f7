"""A PostgreSQL of our own: brought up for one run, reached through a socket nobody else sees, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

PROGRAMS = os.pathsep.join([os.environ.get("PATH", os.defpath), *map(str, Path("/usr/lib/postgresql").glob("*/bin"))])
"""Debian keeps the server's programs off the PATH, one folder for each version."""

# Nothing here outlives the run, so nothing needs to reach the disk.
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_SECONDS = 60
_OWNER = "suifang"


class Server:
    """A running server. Databases are made from ``template1`` or from one another."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._count = 0

    def url(self, database: str) -> str:
        """A database as SQLAlchemy names it."""
        return f"postgresql+psycopg://{_OWNER}@/{database}?host={self._socket}"

    def connect(self, database: str = "postgres", *, autocommit: bool = True) -> psycopg.Connection:
        """A plain connection; ``autocommit``: every statement stands for itself."""
        return psycopg.connect(host=str(self._socket), user=_OWNER, dbname=database, autocommit=autocommit)

    def database(self, template: str = "template1") -> str:
        """A new database; returns its name."""
        self._count += 1
        name = f"county_{self._count}"
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
            *map(sql.Identifier, (name, template))
        )
        with self.connect() as db:
            db.execute(made)
        return name

    def drop(self, database: str) -> None:
        """Removes a database, whoever is still connected."""
        with self.connect() as db:
            db.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))


def program(name: str) -> str:
    """One of the server's programs. Raises FileNotFoundError."""
    found = shutil.which(name, path=PROGRAMS)
    if found is None:
        raise FileNotFoundError(f"{name} of PostgreSQL is missing: ./dev test installs it")
    return os.path.realpath(found)


@contextmanager
def server(*settings: str) -> Iterator[Server]:
    """A server of its own. It refuses to be root, so root hands it to somebody else."""
    user = _somebody() if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="suifang-pg-"))  # short: a socket's path is at most 107 bytes
    try:
        if user is not None:
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
        data = folder / "data"
        subprocess.run(
            [program("initdb"), "-D", data, "-U", _OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
            check=True, stdout=subprocess.DEVNULL, user=user, group=None if user is None else pwd.getpwnam(user).pw_gid,
            extra_groups=None if user is None else [], cwd=folder,
        )  # fmt: skip
        with _running(data, folder, user, settings) as running:
            yield running
    finally:
        shutil.rmtree(folder)


@contextmanager
def _running(data: Path, folder: Path, user: str | None, settings: tuple[str, ...]) -> Iterator[Server]:
    told = [
        word
        for setting in ("listen_addresses=", f"unix_socket_directories={folder}", *settings)
        for word in ("-c", setting)
    ]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*_ends_with_us(), program("postgres"), "-D", data, *told],
            stdout=log, stderr=log, user=user, group=None if user is None else pwd.getpwnam(user).pw_gid,
            extra_groups=None if user is None else [], cwd=folder,
        )  # fmt: skip
    try:
        started = Server(folder)
        _wait(started, process, folder / "log")
        yield started
    finally:
        process.send_signal(signal.SIGINT)  # "fast": whoever is connected is sent away
        process.wait(_SECONDS)


def _wait(started: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _SECONDS
    while True:
        try:
            started.connect().close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(log.read_text(errors="replace")) from None
            time.sleep(0.05)
        else:
            return


def _ends_with_us() -> list[str]:
    """A run that is killed leaves no server behind, where the system can see to that."""
    return ["setpriv", "--pdeathsig", "QUIT"] if shutil.which("setpriv") else []


def _somebody() -> str:
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)
