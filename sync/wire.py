"""What a packed delta is made of, and the limits it is held to (docs/sync.md, 6)."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from app.delta import Rows
from sync.columns import Column
from sync.pool import PoolBytes, time_of

MOST_UNPACKED = 512 * 1024 * 1024
"""Bytes. A township (200,000 visits) takes a tenth of this; more is a mistake or an attack."""

MOST_ENTRIES = 5_000_000
"""Of one thing in one delta, in all its groups together."""

MOST_VALUES = 100_000_000
"""Values in the rows of a delta: a column of nothing takes no byte to tell."""

MOST_KNOWN = 20_000_000
"""How many replicas all headers of a delta know of, each header's counted that learnt of one."""

MOST_FIELDS = 400
"""Of one kind, its own name counted."""

NAME = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)
"""Of a kind or field."""

LATEST = 250_000_000_000_000
"""Milliseconds; in the year 9892, which every calendar can show."""

FURTHEST = 1 << 53
"""No number of a change, a receipt or a letter comes near; larger ones do not fit everywhere."""

STATES = ("given", "refused", "withdrawn", "retired")
"""Of a statement; ``retired``: it was a mistake and counts no more."""


class _Struct(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """Travels as a plain list; the order of the members is the format."""


class PackedReaches(_Struct):
    """How far each replica is; ``links`` are 32 bytes each."""

    replicas: bytes
    seqs: bytes
    links: bytes


class PackedHeaders(_Struct):
    """Headers, each told against the one before it of the same replica."""

    count: int
    replicas: bytes
    seqs: bytes
    authors: bytes
    times: bytes
    learnt: bytes
    learnt_from: bytes
    learnt_to: bytes


class PackedRows(_Struct):
    """``Rows``."""

    kind: str
    count: int
    fields: tuple[str, ...]
    ids: bytes
    subjects: bytes
    made: bytes
    columns: tuple[Column, ...]


class PackedCells(_Struct):
    """Cell versions of one field."""

    kind: str
    field: str
    count: int
    ids: bytes
    subjects: bytes
    by: bytes
    values: Column


class Packed(_Struct):
    """A whole delta."""

    pool: PoolBytes
    replicas: tuple[int, bytes]
    after: PackedReaches
    upto: PackedReaches
    headers: PackedHeaders
    rows: tuple[PackedRows, ...]
    cells: tuple[PackedCells, ...]
    snapshots: tuple[int, bytes]
    statements: tuple[int, bytes, bytes, bytes, bytes, bytes]
    erased: tuple[int, bytes, bytes]
    vouched: PackedReaches | None = None
    """Left out altogether where everything is vouched for, so that an older reader meets nothing new."""


def first_made(rows: Sequence[Rows], count: int) -> list[int | None]:
    """The time in the id of the first record each of ``count`` changes made; a header's time is told against it."""
    times: list[int | None] = [None] * count
    for table in rows:
        for one, made in zip(table.ids, table.made, strict=True):
            if 0 <= made < count and times[made] is None:
                times[made] = time_of(one)
    return times
