"""Packing is exact, small and trusts nothing."""

from __future__ import annotations

import csv
import io
import lzma
import random
from typing import Any

import msgspec
import pytest
import zstandard
from hypothesis import assume, given
from hypothesis import strategies as st

from app.delta import CellVersion, Delta, Reach, Rows, Statement
from app.errors import ExchangeError
from app.records import KINDS
from app.versions import Dot, Header
from storage.ids import new_id
from sync.pack import pack
from sync.unpack import unpack
from sync.wire import MOST_UNPACKED, STATES
from tests.sync.villages import month_of, village

ids = st.integers(0, (1 << 128) - 1).map(lambda n: f"{n:032x}")
texts = st.text(st.characters(codec="utf-8"), max_size=12)
days = st.dates().map(str) | st.dates().map(lambda d: str(d)[:7]) | st.dates().map(lambda d: str(d)[:4])
numbers = st.integers(-(1 << 63), (1 << 63) - 1)
columns_of: st.SearchStrategy[st.SearchStrategy[Any]] = st.sampled_from(
    [texts, days, ids, numbers, st.integers(0, 300), texts | numbers]
)


def many(one: st.SearchStrategy[Any], count: int) -> st.SearchStrategy[list[Any]]:
    return st.lists(one, min_size=count, max_size=count)


@st.composite
def deltas(draw: st.DrawFn) -> Delta:
    replicas = draw(st.lists(ids, min_size=1, max_size=3, unique=True))
    reaches = st.integers(1, 60)
    upto = {r: Reach(draw(reaches), draw(st.binary(min_size=32, max_size=32))) for r in replicas}
    after = {r: Reach(draw(st.integers(0, upto[r].seq)), bytes(32)) for r in draw(st.sets(st.sampled_from(replicas)))}
    headers = []
    for dot in draw(
        st.lists(
            st.sampled_from([Dot(r, n + 1) for r in replicas for n in range(upto[r].seq)]), unique=True, max_size=8
        )
    ):
        others = [r for r in replicas if r != dot.replica]
        knows = {r: draw(st.integers(1, upto[r].seq)) for r in others if draw(st.booleans())}
        headers.append(Header(dot, draw(ids | st.just("")), draw(st.integers(0, 1 << 45)), knows))
    delta = Delta(after, upto, headers)
    if headers:
        places = st.integers(0, len(headers) - 1)
        for kind in draw(st.lists(st.sampled_from(list(KINDS)), unique=True, max_size=3)):
            fields = tuple(draw(st.lists(st.sampled_from(list(KINDS[kind].fields)), unique=True, max_size=4)))
            rows = draw(st.lists(ids, unique=True, max_size=6))
            values = [draw(many(st.none() | draw(columns_of), len(rows))) for _ in fields]
            subjects, made = draw(many(ids | st.just(""), len(rows))), draw(many(places, len(rows)))
            delta.rows.append(Rows(kind, fields, rows, subjects, made, values))
        cells = st.tuples(
            st.sampled_from(list(KINDS)), ids, ids, st.integers(0, 50), st.none() | texts | numbers, places
        )
        found: dict[Any, CellVersion] = {}
        for kind, one, subject, field, value, by in draw(st.lists(cells, max_size=6)):
            names = list(KINDS[kind].fields)
            cell = CellVersion(kind, one, subject, names[field % len(names)], value, by)
            found[cell.kind, cell.id, cell.field, cell.by] = cell
        delta.cells = list(found.values())
        delta.erased = draw(st.dictionaries(ids, places, max_size=3))
    delta.snapshots = tuple(draw(st.lists(ids, unique=True, max_size=3)))
    said = st.builds(Statement, ids, ids, st.sampled_from(STATES), st.lists(ids, max_size=3).map(tuple))
    delta.statements = tuple(draw(st.lists(said, max_size=3)))
    return delta


def facts(delta: Delta) -> tuple[Any, ...]:
    """A delta as plain values: cells are a set, all else keeps its order."""
    rows = [
        (r.kind, r.fields, list(r.ids), list(r.subjects), list(r.made), [list(c) for c in r.columns])
        for r in delta.rows
    ]
    cells = sorted(delta.cells, key=repr)
    return (
        delta.after, delta.upto, delta.headers, rows, cells, delta.snapshots, delta.statements, delta.erased,
    )  # fmt: skip


@given(deltas())
def test_unpacking_gives_back_the_same_facts(delta: Delta) -> None:
    assert facts(unpack(pack(delta))) == facts(delta)


@given(st.binary(max_size=300))
def test_noise_is_refused(noise: bytes) -> None:
    with pytest.raises(ExchangeError, match=r"exchange\.malformed"):
        unpack(noise)
    with pytest.raises(ExchangeError, match=r"exchange\.malformed"):
        unpack(zstandard.compress(noise))


@given(deltas(), st.data())
def test_a_crafted_inside_gives_a_delta_that_holds_together_or_none(delta: Delta, data: st.DataObject) -> None:
    """Past signature and seal: an enrolled laptop gone mad. Whatever comes out obeys what the rest relies on."""
    plain = bytearray(zstandard.decompress(pack(delta)))
    for _ in range(data.draw(st.integers(1, 3))):
        plain[data.draw(st.integers(0, len(plain) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = unpack(zstandard.compress(bytes(plain)))
    except ExchangeError:
        return
    places = range(len(found.headers))
    for rows in found.rows:
        assert {len(rows.subjects), len(rows.made), *map(len, rows.columns)} == {len(rows.ids)}
        assert set(rows.fields) <= KINDS[rows.kind].fields.keys()
        assert all(made in places for made in rows.made)
    assert all(cell.by in places and cell.field in KINDS[cell.kind].fields for cell in found.cells)
    assert all(header.dot.seq <= found.upto[header.dot.replica].seq for header in found.headers)


@given(deltas())
def test_letters_that_are_none_are_refused(delta: Delta) -> None:
    """The decoder has an error of its own for bytes that are no UTF-8."""
    assume(delta.rows)
    plain, kind = zstandard.decompress(pack(delta)), delta.rows[0].kind.encode()
    assert kind in plain
    with pytest.raises(ExchangeError, match=r"exchange\.malformed"):
        unpack(zstandard.compress(plain.replace(kind, b"\x80" + kind[1:])))


def test_a_small_file_cannot_blow_up() -> None:
    bomb = zstandard.compress(bytes(MOST_UNPACKED + 1))
    assert len(bomb) < 100_000
    with pytest.raises(ExchangeError, match=r"exchange\.malformed"):
        unpack(bomb)
    lying = bytearray(zstandard.compress(bytes(10_000)))
    with pytest.raises(ExchangeError, match=r"exchange\.malformed"):
        unpack(bytes(lying) + b"more")


def test_counts_that_lie_lay_nothing_out() -> None:
    plain = msgspec.msgpack.decode(zstandard.decompress(pack(village(women=1, visits=1))))
    plain[5][0][1] = 1 << 40
    with pytest.raises(ExchangeError, match=r"exchange\.malformed"):
        unpack(zstandard.compress(msgspec.msgpack.encode(plain)))


def as_csv(delta: Delta) -> bytes:
    """The rows as the smallest table a person would keep: only columns with values, no versions."""
    out = io.StringIO()
    sheet = csv.writer(out)
    for rows in delta.rows:
        used = [column for column in rows.columns if any(value is not None for value in column)]
        sheet.writerows(zip(rows.ids, rows.subjects, *used, strict=True))
    return out.getvalue().encode()


def test_the_first_bundle_is_smaller_than_the_compressed_table() -> None:
    first = village(women=2000, visits=20_000)
    assert len(pack(first)) <= 1.2 * len(lzma.compress(as_csv(first)))


def test_a_month_fits_in_45_kilobytes() -> None:
    first = village(women=2000, visits=4000)
    assert len(pack(month_of(first, edits=500, visits=300))) <= 45_000


def test_ids_of_any_version_pack() -> None:
    rng = random.Random(1)
    rows = [f"{rng.getrandbits(128):032x}" for _ in range(50)] + [new_id() for _ in range(50)]
    replica = "a" * 32
    delta = Delta({}, {replica: Reach(1, bytes(32))}, [Header(Dot(replica, 1), rows[0], 5)])
    delta.rows = [Rows("worker", ("name",), rows, [""] * 100, [0] * 100, [["某"] * 100])]
    assert facts(unpack(pack(delta))) == facts(delta)
