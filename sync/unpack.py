"""A delta from bytes. Nothing is trusted: every length, place, kind and field is checked before a delta comes out.

What is not exactly right raises ``ExchangeError("exchange.malformed")``.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import msgspec
import zstandard

from app.delta import CellVersion, Delta, Reach, Reaches, Rows, Statement
from app.delta import numbers as numbers_by_replica
from app.errors import ExchangeError
from app.versions import Dot, Header, Vector
from sync.columns import unpack_column
from sync.planes import Broken, numbers_of, unfolded, values_after
from sync.pool import Unpool
from sync.wire import (
    FURTHEST,
    LATEST,
    MOST_ENTRIES,
    MOST_FIELDS,
    MOST_KNOWN,
    MOST_UNPACKED,
    MOST_VALUES,
    NAME,
    STATES,
    Packed,
    PackedCells,
    PackedHeaders,
    PackedReaches,
    PackedRows,
    first_made,
)


def unpack(content: bytes) -> Delta:
    """The delta in some bytes. Raises ExchangeError ``exchange.malformed`` with the part that is wrong."""
    try:
        packed = msgspec.msgpack.decode(_plain(content), type=Packed)
        delta = _delta(packed)
        _check(delta)
    except (Broken, msgspec.MsgspecError, UnicodeDecodeError, zstandard.ZstdError, OverflowError) as error:
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


def _delta(packed: Packed) -> Delta:
    _check_counts(packed)
    pool = Unpool(packed.pool)
    replicas = pool.column(packed.replicas[1], _count(packed.replicas[0]))
    rows = [_rows(one, pool) for one in packed.rows]
    cells = list(chain.from_iterable(_cells(one, pool) for one in packed.cells))
    snapshots = pool.column(packed.snapshots[1], _count(packed.snapshots[0]))
    statements = _statements(packed.statements, pool)
    erased_count = _count(packed.erased[0])
    erased_subjects = pool.column(packed.erased[1], erased_count)
    headers = _headers(packed.headers, replicas, first_made(rows, _count(packed.headers.count)), pool)
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
        vouched=_reaches(packed.vouched, replicas) if packed.vouched else {},
    )


def _count(count: int) -> int:
    """How many of something there are: never more than a township could fill, so that nothing is laid out for a lie."""
    if not 0 <= count <= MOST_ENTRIES:
        raise Broken("count")
    return count


def _check_counts(packed: Packed) -> None:
    """A few bytes may tell of any number of things, group by group: all of them together are bounded before the first."""
    rows = [_count(one.count) for one in packed.rows]
    _count(sum(rows))
    _count(sum(_count(one.count) for one in packed.cells))
    if sum(count * len(one.fields) for count, one in zip(rows, packed.rows, strict=True)) > MOST_VALUES:
        raise Broken("count")


def _are_names(names: Sequence[str]) -> bool:
    """Whether these can be names of a kind and its fields. Whether they are known is asked by whoever takes them in."""
    return len(names) <= MOST_FIELDS and all(NAME.fullmatch(name) for name in names)


def _places(packed: bytes, count: int, names: Sequence[str]) -> list[str]:
    places = numbers_of(packed, count)
    if count and max(places) >= len(names):
        raise Broken("replica")
    return [names[place] for place in places]


def _reaches(packed: PackedReaches, replicas: Sequence[str]) -> Reaches:
    count, rest = divmod(len(packed.links), 32)
    named = _places(packed.replicas, count, replicas)
    if rest or len(set(named)) != count:
        raise Broken("reaches")
    links = (packed.links[n : n + 32] for n in range(0, 32 * count, 32))
    return {
        replica: Reach(seq, link)
        for replica, seq, link in zip(named, numbers_of(packed.seqs, count), links, strict=True)
    }


def _rows(packed: PackedRows, pool: Unpool) -> Rows:
    count = _count(packed.count)
    if not _are_names((packed.kind, *packed.fields)):
        raise Broken("kind")
    if len(set(packed.fields)) != len(packed.fields) or len(packed.columns) != len(packed.fields):
        raise Broken("fields")
    ids = pool.column(packed.ids, count)
    if len(set(ids)) != count or "" in ids:
        raise Broken("ids")
    subjects = pool.column(packed.subjects, count)
    made = values_after(numbers_of(packed.made, count))
    columns = [unpack_column(column, count, pool) for column in packed.columns]
    return Rows(packed.kind, packed.fields, ids, subjects, made, columns)


def _cells(packed: PackedCells, pool: Unpool) -> list[CellVersion]:
    count = _count(packed.count)
    # A cell with no field says that another change made the same record (§15).
    if not _are_names((packed.kind, packed.field or packed.kind)):
        raise Broken("field")
    ids = pool.column(packed.ids, count)
    subjects = pool.column(packed.subjects, count)
    by = values_after(numbers_of(packed.by, count))
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


def _headers(
    packed: PackedHeaders, replicas: Sequence[str], first_made: Sequence[int | None], pool: Unpool
) -> list[Header]:
    count = packed.count
    learnt = numbers_of(packed.learnt, count)
    pairs = _count(sum(learnt))
    learnt_from = _places(packed.learnt_from, pairs, replicas)
    learnt_to = numbers_of(packed.learnt_to, pairs)
    before: dict[str, Header] = {}
    headers, clock, start, known_of = [], 0, 0, 0
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
            known_of += len(knows)
            if known_of > MOST_KNOWN:
                raise Broken("count")
        header = Header(Dot(replica, (last.dot.seq if last else 0) + 1 + unfolded(seq_step)), author, clock, knows)
        before[replica] = header
        headers.append(header)
    return headers


# --- what must hold between the parts --------------------------------------------------------------------------------


def _check(delta: Delta) -> None:
    upto = numbers_by_replica(delta.upto)
    for replica, reach in (*delta.after.items(), *delta.vouched.items()):
        if reach.seq > upto.get(replica, 0):
            raise Broken("interval")
    if any(seq >= FURTHEST for seq in upto.values()):
        raise Broken("interval")
    dots = {header.dot for header in delta.headers}
    if len(dots) != len(delta.headers):
        raise Broken("headers")
    for header in delta.headers:
        known = header.knows
        if not 1 <= header.dot.seq <= upto.get(header.dot.replica, 0) or header.dot.replica in known:
            raise Broken("headers")
        if not 0 <= header.at_ms < LATEST or any(seq > upto.get(replica, 0) for replica, seq in known.items()):
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
