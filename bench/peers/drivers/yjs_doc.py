"""Yjs through pycrdt: a map of rows for each table, each row a map of cells; in memory."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from pycrdt import Doc, Map

from bench.peers.drivers.work import State, Work, work


def main() -> None:
    """A, B, C."""
    job = work()
    here, there = (_doc(job) for _ in range(2))
    _insert(job, here, job.rows)
    job.carry("a", here.get_update, there.apply_update)
    known = there.get_state()
    _edit(here, job.edits)
    _insert(job, here, {"visit": job.visits})
    job.carry("b", lambda: here.get_update(known), there.apply_update)
    known = there.get_state()
    _edit(here, job.mine)
    _edit(there, job.theirs)
    to_there, to_here = here.get_update(known), there.get_update(known)
    job.carry("c", lambda: to_there, there.apply_update)
    job.carry("c", lambda: to_here, here.apply_update)
    job.told(f"pycrdt {version('pycrdt')}", _state(job, here), _state(job, there), 0)


def _doc(job: Work) -> Any:
    doc: Any = Doc()
    for kind in job.columns:
        doc[kind] = Map()
    return doc


def _insert(job: Work, doc: Any, rows: dict[str, list[list[Any]]]) -> None:
    with doc.transaction():
        for kind, lines in rows.items():
            for line in lines:
                doc[kind][line[0]] = Map(dict(zip(job.columns[kind], line, strict=True)))


def _edit(doc: Any, edits: list[list[Any]]) -> None:
    with doc.transaction():
        for kind, record, column, value in edits:
            doc[kind][record][column] = value


def _state(job: Work, doc: Any) -> State:
    return {kind: doc[kind].to_py() for kind in job.columns}


main()
