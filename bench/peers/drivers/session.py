"""SQLite's session extension through apsw. With apsw-sqlite3mc the files are encrypted as SQLCipher encrypts.

There is no rule of its own for what two changed: here the one side takes the other's, the other keeps its own. A value that
lost is seen by the handler alone, once.
"""

from __future__ import annotations

from typing import Any

import apsw

from bench.peers.drivers.work import State, Work, work

_CIPHER = str(getattr(apsw, "mc_version", ""))


def main() -> None:
    """A, B, C."""
    job = work()
    here, there = _file(job, "here.db"), _file(job, "there.db")
    _carry(job, "a", lambda: _insert(job, here, job.rows), here, there)
    _carry(job, "b", lambda: _live(job, here), here, there)
    mine, theirs = _recording(here), _recording(there)
    _edit(here, job.mine)
    _edit(there, job.theirs)
    to_there, to_here = mine.changeset(), theirs.changeset()
    mine.close()
    theirs.close()
    lost: list[object] = []
    job.carry("c", lambda: to_here, lambda carried: _apply(here, carried, apsw.SQLITE_CHANGESET_REPLACE, []))
    job.carry("c", lambda: to_there, lambda carried: _apply(there, carried, apsw.SQLITE_CHANGESET_OMIT, lost))
    name = f"apsw {apsw.apsw_version()}, SQLite {apsw.sqlite_lib_version()}"
    assert len(lost) == len(job.mine) - job.disjoint
    job.told(f"{name}, {_CIPHER}" if _CIPHER else name, _state(job, here), _state(job, there), 0)


def _file(job: Work, name: str) -> Any:
    db = apsw.Connection(str(job.folder / name))
    if _CIPHER:
        for pragma in ("cipher = 'sqlcipher'", "legacy = 4", f"hexkey = '{bytes(range(32)).hex()}'"):
            db.execute(f"PRAGMA {pragma}")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    for kind, columns in job.columns.items():
        names = ", ".join(f'"{c}" PRIMARY KEY NOT NULL' if c == "id" else f'"{c}"' for c in columns)
        db.execute(f"CREATE TABLE {kind} ({names})")
    return db


def _recording(db: Any) -> Any:
    session = apsw.Session(db, "main")
    session.attach()
    return session


def _carry(job: Work, part: str, live: Any, here: Any, there: Any) -> None:
    session = _recording(here)
    live()
    job.carry(part, session.changeset, lambda carried: _apply(there, carried, apsw.SQLITE_CHANGESET_ABORT, []))
    session.close()


def _apply(db: Any, carried: bytes, answer: int, met: list[object]) -> None:
    def handler(_reason: int, _change: object) -> int:
        met.append(None)
        return answer

    apsw.Changeset.apply(carried, db, conflict=handler)


def _live(job: Work, db: Any) -> None:
    _edit(db, job.edits)
    _insert(job, db, {"visit": job.visits})


def _insert(job: Work, db: Any, rows: dict[str, list[list[Any]]]) -> None:
    with db:
        for kind, lines in rows.items():
            db.executemany(f"INSERT INTO {kind} VALUES ({', '.join('?' * len(job.columns[kind]))})", lines)


def _edit(db: Any, edits: list[list[Any]]) -> None:
    with db:
        for kind, record, column, value in edits:
            db.execute(f'UPDATE {kind} SET "{column}" = ? WHERE id = ?', (value, record))


def _state(job: Work, db: Any) -> State:
    return {
        kind: {row[0]: dict(zip(columns, row, strict=True)) for row in db.execute(f"SELECT * FROM {kind}")}
        for kind, columns in job.columns.items()
    }


main()
