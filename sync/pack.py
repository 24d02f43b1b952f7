"""A delta as bytes: column by column, because like compresses with like. ``sync.unpack`` is the way back."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import msgspec
import zstandard

from app.delta import CellVersion, Delta, Reaches, Rows, Statement
from app.versions import Header, Vector
from sync.columns import pack_column
from sync.planes import folded, numbers, steps_of
from sync.pool import Pool
from sync.wire import STATES, Packed, PackedCells, PackedHeaders, PackedReaches, PackedRows, first_made

_LEVEL = 6


def pack(delta: Delta) -> bytes:
    """The bytes of a delta, compressed."""
    pool = Pool()
    replicas = _replicas_of(delta)
    place = {replica: n for n, replica in enumerate(replicas)}
    packed = Packed(
        replicas=(len(replicas), pool.refer(replicas)),
        after=_pack_reaches(delta.after, place),
        upto=_pack_reaches(delta.upto, place),
        rows=tuple(_pack_rows(rows, pool) for rows in delta.rows),
        cells=tuple(_pack_cells(delta.cells, pool)),
        snapshots=(len(delta.snapshots), pool.refer(delta.snapshots)),
        statements=_pack_statements(delta.statements, pool),
        erased=(len(delta.erased), pool.refer(delta.erased), numbers(list(delta.erased.values()))),
        headers=_pack_headers(delta, place, pool),
        pool=pool.packed(),
        vouched=_pack_reaches(delta.vouched, place) if delta.vouched else None,
    )
    parts = msgspec.structs.astuple(packed)
    return _compressed(msgspec.msgpack.encode(parts if delta.vouched else parts[:-1]))


def _replicas_of(delta: Delta) -> list[str]:
    known = (header.knows for header in delta.headers)
    named = chain(delta.upto, delta.after, (header.dot.replica for header in delta.headers), chain.from_iterable(known))
    return list(dict.fromkeys(named))


def _pack_reaches(reaches: Reaches, place: dict[str, int]) -> PackedReaches:
    return PackedReaches(
        numbers([place[replica] for replica in reaches]),
        numbers([reach.seq for reach in reaches.values()]),
        b"".join(reach.link for reach in reaches.values()),
    )


def _pack_rows(rows: Rows, pool: Pool) -> PackedRows:
    return PackedRows(
        kind=rows.kind,
        count=len(rows.ids),
        fields=rows.fields,
        ids=pool.refer(rows.ids),
        subjects=pool.refer(rows.subjects),
        made=steps_of(rows.made),
        columns=tuple(pack_column(column, pool) for column in rows.columns),
    )


def _pack_cells(cells: Sequence[CellVersion], pool: Pool) -> list[PackedCells]:
    groups: dict[tuple[str, str], list[CellVersion]] = {}
    for cell in cells:
        groups.setdefault((cell.kind, cell.field), []).append(cell)
    return [
        PackedCells(
            kind=kind,
            field=field,
            count=len(group),
            ids=pool.refer([cell.id for cell in group]),
            subjects=pool.refer([cell.subject for cell in group]),
            by=steps_of([cell.by for cell in group]),
            values=pack_column([cell.value for cell in group], pool),
        )
        for (kind, field), group in groups.items()
    ]


def _pack_statements(statements: Sequence[Statement], pool: Pool) -> tuple[int, bytes, bytes, bytes, bytes, bytes]:
    return (
        len(statements),
        pool.refer([statement.subject for statement in statements]),
        pool.refer([statement.id for statement in statements]),
        numbers([STATES.index(statement.state) for statement in statements]),
        numbers([len(statement.replaces) for statement in statements]),
        pool.refer(chain.from_iterable(statement.replaces for statement in statements)),
    )


def _pack_headers(delta: Delta, place: dict[str, int], pool: Pool) -> PackedHeaders:
    """Each header against the one before it of the same replica; its time against the id of what it made first."""
    made_first = first_made(delta.rows, len(delta.headers))
    before: dict[str, Header] = {}
    seqs, times, learnt, learnt_from, learnt_to = [], [], [], [], []
    clock = 0
    for header, made in zip(delta.headers, made_first, strict=True):
        last = before.get(header.dot.replica)
        seqs.append(folded(header.dot.seq - (last.dot.seq if last else 0) - 1))
        times.append(folded(header.at_ms - (clock if made is None else made)))
        clock = header.at_ms
        old: Vector = last.knows if last else {}
        news = _learnt(old, header.knows) if header.knows != old else []
        learnt.append(len(news))
        learnt_from += [place[replica] for replica, _ in news]
        learnt_to += [seq for _, seq in news]
        before[header.dot.replica] = header
    return PackedHeaders(
        count=len(delta.headers),
        replicas=numbers([place[header.dot.replica] for header in delta.headers]),
        seqs=numbers(seqs),
        authors=pool.refer([header.author for header in delta.headers]),
        times=numbers(times),
        learnt=numbers(learnt),
        learnt_from=numbers(learnt_from),
        learnt_to=numbers(learnt_to),
    )


def _learnt(before: Vector, now: Vector) -> list[tuple[str, int]]:
    return [(r, now.get(r, 0)) for r in {**before, **now} if now.get(r, 0) != before.get(r, 0)]


def _compressed(plain: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=_LEVEL).compress(plain)
