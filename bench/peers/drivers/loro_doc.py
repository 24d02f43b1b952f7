"""Loro: a map of rows for each table, each row a map of cells; in memory."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import loro

from bench.peers.drivers.work import State, Work, work


def main() -> None:
    """A, B, C."""
    job = work()
    here, there = loro.LoroDoc(), loro.LoroDoc()
    here.peer_id, there.peer_id = 1, 2
    _insert(job, here, job.rows)
    job.carry("a", lambda: _news(here, loro.VersionVector()), there.import_)
    known = there.oplog_vv
    _edit(here, job.edits)
    _insert(job, here, {"visit": job.visits})
    job.carry("b", lambda: _news(here, known), there.import_)
    known = there.oplog_vv
    _edit(here, job.mine)
    _edit(there, job.theirs)
    job.carry("c", lambda: _news(here, known), there.import_)
    job.carry("c", lambda: _news(there, known), here.import_)
    job.told(f"loro {version('loro')}", _state(here), _state(there), 0)


def _news(doc: Any, since: Any) -> bytes:
    return bytes(doc.export(loro.ExportMode.Updates(since)))


def _insert(job: Work, doc: Any, rows: dict[str, list[list[Any]]]) -> None:
    for kind, lines in rows.items():
        table = doc.get_map(kind)
        for line in lines:
            row = table.get_or_create_container(line[0], loro.LoroMap())
            for column, value in zip(job.columns[kind], line, strict=True):
                row.insert(column, value)
    doc.commit()


def _edit(doc: Any, edits: list[list[Any]]) -> None:
    for kind, record, column, value in edits:
        doc.get_map(kind).get(record).container.insert(column, value)
    doc.commit()


def _state(doc: Any) -> State:
    state: State = doc.get_deep_value()
    return state


main()
