"""A delta as bytes and back: column by column, because like compresses with like.

The layout is in ``docs/sync.md`` §6. Packing is exact: ``unpack(pack(delta))`` holds the same facts. Unpacking trusts
nothing: every length, place, kind and field is checked before a delta comes out, and what is not exactly right raises
``ExchangeError("exchange.malformed")``.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import msgspec
import zstandard

from app.delta import CellVersion, Delta, Reach, Reaches, Rows, Statement
from app.delta import numbers as numbers_by_replica
from app.errors import ExchangeError
from app.records import KINDS
from app.versions import Dot, Header, Vector
from sync.columns import (
    Broken,
    Column,
    Pool,
    PoolBytes,
    Unpool,
    folded,
    numbers,
    numbers_of,
    pack_column,
    time_of,
    unfolded,
    unpack_column,
)

MOST_UNPACKED = 512 * 1024 * 1024
"""Bytes. A township (200,000 visits) takes a tenth of this; more is a mistake or an attack."""

MOST_ENTRIES = 5_000_000
"""Of one thing in one delta."""

_LATEST = 1 << 52
"""Milliseconds; some 140,000 years."""

STATES = ("given", "refused", "withdrawn", "retired")
"""Of a statement; ``retired``: it was a mistake and counts no more."""

_LEVEL = 9


class _Struct(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """Travels as a plain list; the order of the members is the format."""


class _Reaches(_Struct):
    replicas: bytes
    seqs: bytes
    links: bytes
    """32 bytes each."""


class _Headers(_Struct):
    count: int
    replicas: bytes
    seqs: bytes
    authors: bytes
    times: bytes
    learnt: bytes
    learnt_from: bytes
    learnt_to: bytes


class _Rows(_Struct):
    kind: str
    count: int
    fields: tuple[str, ...]
    ids: bytes
    subjects: bytes
    made: bytes
    columns: tuple[Column, ...]


class _Cells(_Struct):
    kind: str
    field: str
    count: int
    ids: bytes
    subjects: bytes
    by: bytes
    values: Column


class _Packed(_Struct):
    pool: PoolBytes
    replicas: tuple[int, bytes]
    after: _Reaches
    upto: _Reaches
    headers: _Headers
    rows: tuple[_Rows, ...]
    cells: tuple[_Cells, ...]
    snapshots: tuple[int, bytes]
    statements: tuple[int, bytes, bytes, bytes, bytes, bytes]
    erased: tuple[int, bytes, bytes]


# --- packing ---------------------------------------------------------------------------------------------------------


def pack(delta: Delta) -> bytes:
    """The bytes of a delta, compressed."""
    pool = Pool()
    replicas = _replicas_of(delta)
    place = {replica: n for n, replica in enumerate(replicas)}
    packed = _Packed(
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
    )
    return _compressed(msgspec.msgpack.encode(packed))


def _replicas_of(delta: Delta) -> list[str]:
    known = (header.knows for header in delta.headers)
    named = chain(delta.upto, delta.after, (header.dot.replica for header in delta.headers), chain.from_iterable(known))
    return list(dict.fromkeys(named))


def _pack_reaches(reaches: Reaches, place: dict[str, int]) -> _Reaches:
    return _Reaches(
        numbers([place[replica] for replica in reaches]),
        numbers([reach.seq for reach in reaches.values()]),
        b"".join(reach.link for reach in reaches.values()),
    )


def _pack_rows(rows: Rows, pool: Pool) -> _Rows:
    return _Rows(
        kind=rows.kind,
        count=len(rows.ids),
        fields=rows.fields,
        ids=pool.refer(rows.ids),
        subjects=pool.refer(rows.subjects),
        made=_steps(rows.made),
        columns=tuple(pack_column(column, pool) for column in rows.columns),
    )


def _pack_cells(cells: Sequence[CellVersion], pool: Pool) -> list[_Cells]:
    groups: dict[tuple[str, str], list[CellVersion]] = {}
    for cell in cells:
        groups.setdefault((cell.kind, cell.field), []).append(cell)
    return [
        _Cells(
            kind=kind,
            field=field,
            count=len(group),
            ids=pool.refer([cell.id for cell in group]),
            subjects=pool.refer([cell.subject for cell in group]),
            by=_steps([cell.by for cell in group]),
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


def _pack_headers(delta: Delta, place: dict[str, int], pool: Pool) -> _Headers:
    """Each header against the one before it of the same replica; its time against the id of what it made first."""
    first_made = _first_made(delta.rows, len(delta.headers))
    before: dict[str, Header] = {}
    seqs, times, learnt, learnt_from, learnt_to = [], [], [], [], []
    clock = 0
    for header, made in zip(delta.headers, first_made, strict=True):
        last = before.get(header.dot.replica)
        seqs.append(folded(header.dot.seq - (last.dot.seq if last else 0) - 1))
        times.append(folded(header.at_ms - (clock if made is None else made)))
        clock = header.at_ms
        old: Vector = last.knows if last else {}
        news = [(r, header.knows.get(r, 0)) for r in {**old, **header.knows} if header.knows.get(r, 0) != old.get(r, 0)]
        learnt.append(len(news))
        learnt_from += [place[replica] for replica, _ in news]
        learnt_to += [seq for _, seq in news]
        before[header.dot.replica] = header
    return _Headers(
        count=len(delta.headers),
        replicas=numbers([place[header.dot.replica] for header in delta.headers]),
        seqs=numbers(seqs),
        authors=pool.refer([header.author for header in delta.headers]),
        times=numbers(times),
        learnt=numbers(learnt),
        learnt_from=numbers(learnt_from),
        learnt_to=numbers(learnt_to),
    )


def _first_made(rows: Sequence[Rows], count: int) -> list[int | None]:
    times: list[int | None] = [None] * count
    for table in rows:
        for one, made in zip(table.ids, table.made, strict=True):
            if 0 <= made < count and times[made] is None:
                times[made] = time_of(one)
    return times


def _steps(places: Sequence[int]) -> bytes:
    return numbers([folded(now - before) for before, now in zip([0, *places], places, strict=False)])


def _compressed(plain: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=_LEVEL).compress(plain)


# --- unpacking -------------------------------------------------------------------------------------------------------


def unpack(content: bytes) -> Delta:
    """The delta in some bytes. Raises ExchangeError ``exchange.malformed`` with the part that is wrong."""
    try:
        packed = msgspec.msgpack.decode(_plain(content), type=_Packed)
        delta = _delta(packed)
        _check(delta)
    except (Broken, msgspec.MsgspecError, zstandard.ZstdError, OverflowError) as error:
        raise ExchangeError("exchange.malformed", part=str(error)) from error
    return delta


def _plain(content: bytes) -> bytes:
    size = zstandard.frame_content_size(content)
    if not 0 <= size <= MOST_UNPACKED:
        raise Broken("size")
    unpacker = zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj()
    plain = unpacker.decompress(content)
    if not unpacker.eof or unpacker.unused_data or len(plain) != size:
        raise Broken("size")
    return plain


def _delta(packed: _Packed) -> Delta:
    pool = Unpool(packed.pool)
    replicas = pool.column(packed.replicas[1], _count(packed.replicas[0]))
    rows = [_rows(one, pool) for one in packed.rows]
    cells = list(chain.from_iterable(_cells(one, pool) for one in packed.cells))
    snapshots = pool.column(packed.snapshots[1], _count(packed.snapshots[0]))
    statements = _statements(packed.statements, pool)
    erased_count = _count(packed.erased[0])
    erased_subjects = pool.column(packed.erased[1], erased_count)
    headers = _headers(packed.headers, replicas, _first_made(rows, _count(packed.headers.count)), pool)
    if not pool.all_told:
        raise Broken("pool")
    return Delta(
        after=_reaches(packed.after, replicas),
        upto=_reaches(packed.upto, replicas),
        headers=headers,
        rows=rows,
        cells=cells,
        snapshots=tuple(snapshots),
        statements=tuple(statements),
        erased=dict(zip(erased_subjects, numbers_of(packed.erased[2], erased_count), strict=True)),
    )


def _count(count: int) -> int:
    """How many of something there are: never more than a township could fill, so that nothing is laid out for a lie."""
    if not 0 <= count <= MOST_ENTRIES:
        raise Broken("count")
    return count


def _places(packed: bytes, count: int, names: Sequence[str]) -> list[str]:
    places = numbers_of(packed, count)
    if count and max(places) >= len(names):
        raise Broken("replica")
    return [names[place] for place in places]


def _reaches(packed: _Reaches, replicas: Sequence[str]) -> Reaches:
    count, rest = divmod(len(packed.links), 32)
    named = _places(packed.replicas, count, replicas)
    if rest or len(set(named)) != count:
        raise Broken("reaches")
    links = (packed.links[n : n + 32] for n in range(0, 32 * count, 32))
    return {
        replica: Reach(seq, link)
        for replica, seq, link in zip(named, numbers_of(packed.seqs, count), links, strict=True)
    }


def _rows(packed: _Rows, pool: Unpool) -> Rows:
    count = _count(packed.count)
    if packed.kind not in KINDS or not KINDS[packed.kind].fields.keys() >= set(packed.fields):
        raise Broken("kind")
    if len(set(packed.fields)) != len(packed.fields) or len(packed.columns) != len(packed.fields):
        raise Broken("fields")
    ids = pool.column(packed.ids, count)
    if len(set(ids)) != count or "" in ids:
        raise Broken("ids")
    subjects = pool.column(packed.subjects, count)
    made = _unstep(packed.made, count)
    columns = [unpack_column(column, count, pool) for column in packed.columns]
    return Rows(packed.kind, packed.fields, ids, subjects, made, columns)


def _cells(packed: _Cells, pool: Unpool) -> list[CellVersion]:
    count = _count(packed.count)
    if packed.kind not in KINDS or packed.field not in KINDS[packed.kind].fields:
        raise Broken("field")
    ids = pool.column(packed.ids, count)
    subjects = pool.column(packed.subjects, count)
    by = _unstep(packed.by, count)
    values = unpack_column(packed.values, count, pool)
    return [
        CellVersion(packed.kind, one, subject, packed.field, value, place)
        for one, subject, value, place in zip(ids, subjects, values, by, strict=True)
    ]


def _statements(packed: tuple[int, bytes, bytes, bytes, bytes, bytes], pool: Unpool) -> list[Statement]:
    count = _count(packed[0])
    subjects = pool.column(packed[1], count)
    ids = pool.column(packed[2], count)
    states = _places(packed[3], count, STATES)
    lengths = numbers_of(packed[4], count)
    replaces = pool.column(packed[5], _count(sum(lengths)))
    statements, start = [], 0
    for subject, one, state, length in zip(subjects, ids, states, lengths, strict=True):
        statements.append(Statement(subject, one, state, tuple(replaces[start : start + length])))
        start += length
    return statements


def _unstep(packed: bytes, count: int) -> list[int]:
    place, places = 0, []
    for step in numbers_of(packed, count):
        place += unfolded(step)
        places.append(place)
    return places


def _headers(packed: _Headers, replicas: Sequence[str], first_made: Sequence[int | None], pool: Unpool) -> list[Header]:
    count = packed.count
    learnt = numbers_of(packed.learnt, count)
    pairs = _count(sum(learnt))
    learnt_from = _places(packed.learnt_from, pairs, replicas)
    learnt_to = numbers_of(packed.learnt_to, pairs)
    before: dict[str, Header] = {}
    headers, clock, start = [], 0, 0
    columns = zip(
        _places(packed.replicas, count, replicas),
        numbers_of(packed.seqs, count),
        pool.column(packed.authors, count),
        numbers_of(packed.times, count),
        first_made,
        learnt,
        strict=True,
    )
    for replica, seq_step, author, time_step, made, news in columns:
        last = before.get(replica)
        clock = (clock if made is None else made) + unfolded(time_step)
        knows: Vector = last.knows if last else {}
        if news:
            told = zip(learnt_from[start : start + news], learnt_to[start : start + news], strict=True)
            knows = {known: seq for known, seq in {**knows, **dict(told)}.items() if seq}
            start += news
        header = Header(Dot(replica, (last.dot.seq if last else 0) + 1 + unfolded(seq_step)), author, clock, knows)
        before[replica] = header
        headers.append(header)
    return headers


# --- what must hold between the parts --------------------------------------------------------------------------------


def _check(delta: Delta) -> None:
    upto = numbers_by_replica(delta.upto)
    for replica, reach in delta.after.items():
        if reach.seq > upto.get(replica, 0):
            raise Broken("interval")
    dots = {header.dot for header in delta.headers}
    if len(dots) != len(delta.headers):
        raise Broken("headers")
    for header in delta.headers:
        known = header.knows
        if not 1 <= header.dot.seq <= upto.get(header.dot.replica, 0) or header.dot.replica in known:
            raise Broken("headers")
        if not 0 <= header.at_ms < _LATEST or any(seq > upto.get(replica, 0) for replica, seq in known.items()):
            raise Broken("headers")
    places = range(len(delta.headers))
    if any(place not in places for rows in delta.rows for place in rows.made):
        raise Broken("made")
    if any(cell.by not in places or not cell.id for cell in delta.cells):
        raise Broken("cells")
    if len({(*cell[:2], cell.field, cell.by) for cell in delta.cells}) != len(delta.cells):
        raise Broken("cells")
    if len({rows.kind for rows in delta.rows}) != len(delta.rows):
        raise Broken("kind")
    if not all(delta.snapshots) or len(set(delta.snapshots)) != len(delta.snapshots):
        raise Broken("snapshots")
    if not all(s.subject and s.id and all(s.replaces) for s in delta.statements):
        raise Broken("statements")
    if not all(delta.erased) or any(place not in places for place in delta.erased.values()):
        raise Broken("erased")
