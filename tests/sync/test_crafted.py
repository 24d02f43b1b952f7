"""Content no sound program writes, properly signed by somebody who belongs: refused with words, or taken and harmless."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.delta import CellVersion, Delta, Reach, Statement
from app.errors import SuifangError
from app.records import KINDS, Visit, Woman
from app.records.writes import Add, Edit, Erase
from app.versions import Dot, Header
from storage.ids import new_id
from storage.ledger import Ledger
from sync import keyring, laptop
from sync.columns import Column
from sync.enrolment import new_file_id
from sync.envelope import Keys, PublicKeys, new_keys, seal
from sync.hub import store
from sync.hub.county import Hub
from sync.hub.store import Store
from sync.laptop import Became
from sync.pack import _compressed, pack
from sync.planes import Broken
from sync.pool import PoolBytes
from sync.receipt import Receipt
from sync.unpack import unpack
from sync.wire import Packed, PackedCells, PackedHeaders, PackedReaches, PackedRows
from tests.support.ledgers import Place, a_woman, tables
from tests.sync.colleagues import an_office
from tests.sync.support import START, Office, enrol_bare
from tests.sync.test_flips import NAME, OnePlace, hub_tables
from tests.sync.villages import village

COUNTY_KEYS = new_keys()
HUGE = (0, 1, (1 << 31) - 1, 1 << 52, (1 << 63) - 1, (1 << 64) - 1)
WEIRD: tuple[Any, ...] = (
    None, 0, -1, (1 << 63) - 1, -(1 << 63), "", "\0", "x" * 100_000, "2026-13-99", "9999-12-31", "'; DROP TABLE woman; --",
    "\u202e", "given", new_id(), "1" * 32 + " " + "2" * 32,
)  # fmt: skip


# --- what somebody might alter ---------------------------------------------------------------------------------------


@st.composite
def twisted(draw: st.DrawFn, delta: Delta) -> Delta:
    """A sound delta in which a few things are not as they should be."""
    for _ in range(draw(st.integers(1, 4))):
        delta = draw(st.sampled_from(TWISTS))(draw, delta)
    return delta


def pick(draw: st.DrawFn, many: Any) -> int:
    return draw(st.integers(0, len(many) - 1)) if many else 0


def remade(header: Header, **parts: Any) -> Header:
    known: dict[str, Any] = {"dot": header.dot, "author": header.author, "at_ms": header.at_ms, "knows": header.knows}
    return Header(**(known | parts))


def _headers(draw: st.DrawFn, delta: Delta) -> Delta:
    if not delta.headers:
        return delta
    headers, at = list(delta.headers), pick(draw, delta.headers)
    one = headers[at]
    names = [*delta.upto, "f" * 32]
    headers[at] = draw(
        st.sampled_from(
            [
                remade(one, at_ms=draw(st.sampled_from([0, 1, (1 << 52) - 1]))),
                remade(one, dot=Dot(one.dot.replica, draw(st.sampled_from(HUGE[1:5])))),
                remade(one, dot=Dot(draw(st.sampled_from(names)), one.dot.seq)),
                remade(one, knows={draw(st.sampled_from(names)): draw(st.sampled_from(HUGE[1:5]))}),
                remade(one, knows={}),
                remade(one, author=draw(st.sampled_from(["", new_id()]))),
            ]
        )
    )
    return replace(
        delta,
        headers=draw(st.sampled_from([headers, headers[:at], headers[at:], [*headers, Header(Dot(names[0], 1))]])),
    )


def _reaches(draw: st.DrawFn, delta: Delta) -> Delta:
    which = draw(st.sampled_from(["after", "upto"]))
    reaches = dict(getattr(delta, which))
    name = draw(st.sampled_from([*reaches, "f" * 32, "0" * 32]))
    before = reaches.get(name, Reach(0, bytes(32)))
    seq = draw(st.sampled_from([*HUGE[:5], before.seq + 1, max(0, before.seq - 1)]))
    reaches[name] = Reach(seq, draw(st.sampled_from([before.link, bytes(32), b"\xff" * 32])))
    if draw(st.booleans()) and len(reaches) > 1:
        reaches.pop(draw(st.sampled_from(sorted(reaches))))
    return replace(delta, after=reaches) if which == "after" else replace(delta, upto=reaches)


def _rows(draw: st.DrawFn, delta: Delta) -> Delta:
    if not delta.rows:
        return delta
    tables, at = list(delta.rows), pick(draw, delta.rows)
    rows = tables[at]
    if not rows.ids:
        return delta
    n, f = pick(draw, rows.ids), pick(draw, rows.fields)
    ids, subjects, made = list(rows.ids), list(rows.subjects), list(rows.made)
    columns = [list(column) for column in rows.columns]
    somebody = draw(st.sampled_from([*ids, *subjects, new_id(), "0" * 32]))
    what = draw(st.integers(0, 6))
    if what == 0:
        ids[n] = somebody
    elif what == 1:
        subjects[n] = draw(st.sampled_from([somebody, ""]))
    elif what == 2:
        made[n] = draw(st.integers(0, max(0, len(delta.headers) - 1)))
    elif what == 3:
        rows = replace(rows, kind=draw(st.sampled_from([*KINDS, "stranger", "cell", "change", "sqlite_master"])))
    elif what == 4 and len(rows.fields) > 1:
        rows = replace(rows, fields=(*rows.fields[:f], *rows.fields[f + 1 :]))
        del columns[f]
    elif what == 5:
        names = ["rowid", "id", "subject", "v", "new_field", *KINDS["woman"].fields]
        if (name := draw(st.sampled_from(names))) not in rows.fields:
            rows = replace(rows, fields=(*rows.fields, name))
            columns.append([draw(st.sampled_from(WEIRD))] * len(ids))
    else:
        columns[f][n] = draw(st.sampled_from(WEIRD))
    tables[at] = replace(rows, ids=ids, subjects=subjects, made=made, columns=columns)
    return replace(delta, rows=tables)


def _cells(draw: st.DrawFn, delta: Delta) -> Delta:
    known = [
        (rows.kind, one, subject) for rows in delta.rows for one, subject in zip(rows.ids, rows.subjects, strict=True)
    ]
    kind, one, subject = draw(st.sampled_from([*known, ("woman", "9" * 32, "9" * 32), ("visit", "8" * 32, "7" * 32)]))
    described = KINDS.get(kind)
    fields = sorted(described.fields) if described else ["name"]
    cell = CellVersion(
        draw(st.sampled_from([kind, kind, "visit", "stranger"])), one, draw(st.sampled_from([subject, subject, "6" * 32, ""])),
        draw(st.sampled_from([*fields, "merged_into", "retired", "", "id", "strange_field"])), draw(st.sampled_from(WEIRD)),
        draw(st.integers(0, max(0, len(delta.headers) - 1))),
    )  # fmt: skip
    return replace(delta, cells=[*delta.cells, *[cell] * draw(st.integers(1, 2))])


def _others(draw: st.DrawFn, delta: Delta) -> Delta:
    known = [one for rows in delta.rows for one in (*rows.ids, *rows.subjects) if one]
    somebody = draw(st.sampled_from([*known, *delta.upto, "5" * 32]))
    said = Statement(
        somebody, draw(st.sampled_from([*known, "4" * 32])), draw(st.sampled_from(["given", "withdrawn", "retired"])),
        tuple(draw(st.lists(st.sampled_from([*known, "4" * 32, "3" * 32]), max_size=3))),
    )  # fmt: skip
    return draw(
        st.sampled_from(
            [
                replace(delta, snapshots=(*delta.snapshots, somebody)),
                replace(delta, snapshots=()),
                replace(delta, statements=(*delta.statements, said)),
                replace(delta, erased={**delta.erased, somebody: draw(st.integers(0, max(0, len(delta.headers) - 1)))}),
            ]
        )
    )


TWISTS: list[Callable[[st.DrawFn, Delta], Delta]] = [_headers, _reaches, _rows, _rows, _cells, _others]


# --- an office -------------------------------------------------------------------------------------------------------


@dataclass
class Pair:
    """A laptop as it was before, closed; a colleague's name and keys; what that one would honestly send."""

    folder: Path
    name: str
    sender: str
    keys: Keys
    to: PublicKeys
    honest: Delta


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    root = tmp_path_factory.mktemp("crafted")
    first, second = an_office(root, "一号", "二号")
    women = [a_woman(f"女{n}") for n in range(3)]
    first.ledger.write("woman.register", [Add(woman) for woman in women])
    first.tell(second)
    visits = [Visit(id=new_id(), subject=woman.id, visit_kind="general", date="2026-11-01") for woman in women]
    Office(first.ledger, first.stick, None).says(women[0], "given")  # type: ignore[arg-type]  # no county is asked
    first.ledger.write("x", [Add(a_woman("四")), *(Add(v) for v in visits), Edit("woman", women[1].id, {"phone": "1"})])
    first.ledger.write("erase", [Erase(women[2].id)])
    keys, theirs = keyring.my_keys(first.ledger), keyring.my_keys(second.ledger)
    assert keys is not None
    assert theirs is not None
    honest = first.ledger.exchange.collect_for_office(second.ledger.exchange.reaches())
    name = second.replica
    second.ledger.close()
    home = root / "home"
    home.mkdir()
    shutil.copytree(second.place.folder, home / "ledger")
    shutil.copytree(second.place.marks, home / "marks")
    with closing(first.ledger):
        yield Pair(home, name, first.replica, keys, theirs.public, honest)


def taken_by(pair: Pair, home: Path, content: bytes) -> None:
    """The laptop reads it: refused and untouched, or taken, and everything still works."""
    file = seal(
        content, what="office", file_id=new_file_id(), sender=pair.sender, keys=pair.keys, to={pair.name: pair.to}
    )
    shutil.copytree(pair.folder, home)
    place = Place(home / "ledger", home / "marks")
    ledger = place.open()
    before = tables(ledger)
    (outcome,) = laptop.receive(ledger, OnePlace(file), START)
    if outcome.error is not None:
        assert outcome.became is Became.REFUSED
        assert outcome.error.facts.get("file") == NAME, outcome.error
        assert tables(ledger) == before
    everything_works(ledger)
    ledger.close()
    again = place.open()
    everything_works(again)
    again.close()
    shutil.rmtree(home)


def everything_works(ledger: Ledger) -> None:
    assert ledger.verify() == []
    for story in ledger.stories():
        ledger.history.of(story.woman.id)
    ledger.exchange.conflicts()
    ledger.search.find("女")
    pack(ledger.exchange.collect_for_office({}))
    pack(ledger.exchange.collect_for_county("c" * 32))
    ledger.write("woman.edit", [Edit("woman", one.id, {"occupation": "务农"}) for one in ledger.all(Woman)[:1]])


def test_what_was_not_twisted_is_taken(pair: Pair, tmp_path: Path) -> None:
    file = seal(
        pack(pair.honest),
        what="office",
        file_id=new_file_id(),
        sender=pair.sender,
        keys=pair.keys,
        to={pair.name: pair.to},
    )
    shutil.copytree(pair.folder, tmp_path / "home")
    with closing(Place(tmp_path / "home" / "ledger", tmp_path / "home" / "marks").open()) as ledger:
        (outcome,) = laptop.receive(ledger, OnePlace(file), START)
        assert outcome.became is Became.TAKEN


QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(suppress_health_check=QUIET)
@given(data=st.data())
def test_a_colleague_s_laptop_gone_mad_breaks_nothing(pair: Pair, tmp_path: Path, data: st.DataObject) -> None:
    delta = data.draw(twisted(pair.honest))
    try:
        content = pack(delta)
    except (Broken, OverflowError, ValueError, TypeError, KeyError, UnicodeEncodeError):
        return  # cannot even be told
    taken_by(pair, tmp_path / new_id(), content)


# --- the county ------------------------------------------------------------------------------------------------------

OURS, THEIRS = "430981203205", "430981203206"
OUR_VILLAGE, OTHER_VILLAGE = village(women=3, visits=6, seed=1), village(women=3, visits=6, seed=2)


def a_county() -> tuple[Hub, str, Keys]:
    """A county with two villages, of which the other's first bundle is in."""
    database = Store("sqlite://")
    database.create_tables()
    with database.begin() as db:
        store.set_value(db, "id", b"c" * 32)
        store.set_value(db, "name", "县".encode())
    hub = Hub(database, COUNTY_KEYS)
    (ours,), (theirs,) = OUR_VILLAGE.upto, OTHER_VILLAGE.upto
    keys = enrol_bare(hub, ours, OURS)
    answer = hub.take(_bundle(hub, theirs, enrol_bare(hub, theirs, THEIRS), pack(OTHER_VILLAGE)), NAME, START)
    assert answer.outcome == "taken"
    return hub, ours, keys


def _bundle(hub: Hub, sender: str, keys: Keys, content: bytes) -> bytes:
    return seal(content, what="bundle", file_id=new_file_id(), sender=sender, keys=keys, to={hub.id: hub.public})


def of_the_other(hub: Hub) -> dict[str, list[Any]]:
    """Every row of the other village."""
    return {name: [row for row in rows if THEIRS in row] for name, rows in hub_tables(hub).items()}


def taken_at_county(content: bytes) -> None:
    hub, ours, keys = a_county()
    before, everything = of_the_other(hub), hub_tables(hub)
    answer = hub.take(_bundle(hub, ours, keys, content), NAME, START)
    assert of_the_other(hub) == before, "nobody writes another village's records"
    if answer.error is not None:
        assert answer.error.facts["file"] == NAME
        for name, rows in hub_tables(hub).items():
            assert name in {"laptop", "bundle"} or rows == everything[name], "refused, and yet something changed"
    hub.take(_bundle(hub, ours, keys, pack(OUR_VILLAGE)), NAME, START)  # whatever that comes to, it is an answer
    hub.close()


@settings(suppress_health_check=QUIET)
@given(data=st.data())
def test_a_village_s_laptop_gone_mad_breaks_nothing_at_the_county(data: st.DataObject) -> None:
    delta = data.draw(twisted(OUR_VILLAGE))
    try:
        content = pack(delta)
    except (Broken, OverflowError, ValueError, TypeError, KeyError, UnicodeEncodeError):
        return
    taken_at_county(content)


def test_a_laptop_cannot_name_the_records_of_another_village() -> None:
    """The same women under another unit are other rows; what it erases and withdraws is its own."""
    (ours,) = OUR_VILLAGE.upto
    theirs = OTHER_VILLAGE.rows[0].ids
    stolen = replace(OTHER_VILLAGE, headers=[remade(h, dot=Dot(ours, h.dot.seq)) for h in OTHER_VILLAGE.headers],
                     upto={ours: next(iter(OTHER_VILLAGE.upto.values()))})  # fmt: skip
    for delta in (
        stolen,
        replace(OUR_VILLAGE, erased=dict.fromkeys(theirs, 0)),
        replace(OUR_VILLAGE, statements=tuple(Statement(one, new_id(), "withdrawn", ()) for one in theirs)),
        replace(OUR_VILLAGE, cells=[CellVersion("woman", one, one, "name", "改", 0) for one in theirs]),
    ):
        taken_at_county(pack(delta))


# --- bytes that blow up ----------------------------------------------------------------------------------------------

NONE = PackedReaches(b"", b"", b"")
NO_HEADERS = PackedHeaders(0, *[b""] * 7)
NO_STATEMENTS = (0, b"", b"", b"", b"", b"")
EMPTY = Packed(PoolBytes(0, b"", b""), (0, b""), NONE, NONE, NO_HEADERS, (), (), (0, b""), NO_STATEMENTS, (0, b"", b""))
MANY = 5_000_000


@pytest.mark.parametrize(
    "packed",
    [
        msgspec.structs.replace(EMPTY, cells=(PackedCells("woman", "name", MANY, b"", b"", b"", Column(0)),) * 1000),
        msgspec.structs.replace(EMPTY, rows=(PackedRows("woman", MANY, ("name",), b"", b"", b"", (Column(0),)),) * 1000),
        msgspec.structs.replace(
            EMPTY, rows=(PackedRows("woman", MANY, tuple(f"f{n}" for n in range(300)), b"", b"", b"", (Column(0),) * 300),)
        ),
        msgspec.structs.replace(EMPTY, headers=PackedHeaders(MANY * 1000, *[b""] * 7)),
        msgspec.structs.replace(EMPTY, snapshots=(-1, b"")),
        msgspec.structs.replace(EMPTY, cells=(PackedCells("woman", "name", -1, b"", b"", b"", Column(0)),)),
    ],
    ids=["cells", "rows", "columns", "headers", "less than none", "cells less than none"],
)  # fmt: skip
def test_a_few_bytes_that_tell_of_billions_lay_nothing_out(packed: Packed) -> None:
    content = _compressed(msgspec.msgpack.encode(packed))
    assert len(content) < 10_000
    with pytest.raises(SuifangError, match=r"exchange\.malformed.*count"):
        unpack(content)


# --- receipts and letters of a county that is ours and out of its mind -----------------------------------------------


@st.composite
def odd_receipts(draw: st.DrawFn, name: str) -> Receipt:
    number = draw(st.sampled_from(HUGE))
    reach = (draw(st.sampled_from(HUGE)), draw(st.sampled_from([bytes(32), b"", b"\xff" * 32])))
    odd = draw(st.sampled_from(["", "\0", "x" * 10_000, name]))
    return Receipt(
        number=number, bundle=odd, outcome=odd, at_ms=draw(st.sampled_from((*HUGE, -1, -(1 << 63)))),
        holds={draw(st.sampled_from([name, "f" * 32, odd])): reach},
        refused=draw(st.sampled_from([(), ((odd, odd, odd),) * 2])),
        withdrawn=(odd,), erased=(odd,),
    )  # fmt: skip


@settings(suppress_health_check=QUIET)
@given(data=st.data())
def test_a_county_out_of_its_mind_breaks_no_laptop(pair: Pair, tmp_path: Path, data: st.DataObject) -> None:
    home = tmp_path / new_id()
    shutil.copytree(pair.folder, home)
    with closing(Place(home / "ledger", home / "marks").open()) as ledger:
        keys = keyring.my_keys(ledger)
        assert keys is not None
        county = keyring.County("c" * 32, "县", COUNTY_KEYS.public, pair.name, 0)
        keyring.keep_county(ledger, county)
        receipt = data.draw(odd_receipts(pair.name))
        file = seal(
            msgspec.msgpack.encode(receipt),
            what="receipt", file_id=new_file_id(), sender=county.id, keys=COUNTY_KEYS, to={pair.name: keys.public},
        )  # fmt: skip
        (outcome,) = laptop.receive(ledger, OnePlace(file), START)
        assert outcome.became in {Became.TAKEN, Became.REFUSED, Became.KNOWN}
        ledger.exchange.standing(county.id)
        everything_works(ledger)
    shutil.rmtree(home)
