"""What the hub takes, sets aside and refuses; each with a clear word, and nothing half done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.engine import make_url
from sqlalchemy.schema import CreateTable

from app.delta import CellVersion, Delta, Reach, Rows
from app.errors import ExchangeError, StorageTrouble
from app.records import KINDS
from app.versions import Dot, Header
from sync.hub import store
from sync.hub.county import Hub
from sync.hub.schema import LAPTOP, METADATA, RECORDS
from sync.hub.state import Records
from tests.sync.offices import link
from tests.sync.support import START, a_hub, bundle, enrol_bare, held
from tests.sync.villages import month_of, village

REPLICA = "a" * 32
WOMAN, CONSENT, VISIT = "1" * 32, "2" * 32, "3" * 32


@pytest.fixture
def hub(tmp_path: Path, county_url: str) -> Iterator[Hub]:
    hub = a_hub(tmp_path, county_url)
    yield hub
    hub.close()


def row(kind: str, one: str, **values: str | int | None) -> Rows:
    fields = KINDS[kind].county_fields
    return Rows(kind, fields, [one], [WOMAN], [0], [[values.get(name)] for name in fields])


def first() -> Delta:
    """One woman who agrees, and one visit."""
    return Delta(
        {REPLICA: Reach(0, bytes(32))},
        {REPLICA: Reach(1, link(REPLICA, 1))},
        [Header(Dot(REPLICA, 1), "", 5)],
        [
            row("woman", WOMAN, name="某", status="open"),
            row("consent", CONSENT, scope="county", state="given", date="2026-11-01"),
            row("visit", VISIT, visit_kind="general", date="2026-11-02", systolic=120, signed=0),
        ],
        snapshots=(WOMAN,),
    )


def edit(seq: int, field: str, value: str | int | None) -> Delta:
    """The change after ``seq`` − 1: one cell of the visit."""
    return Delta(
        {REPLICA: Reach(seq - 1, link(REPLICA, seq - 1))},
        {REPLICA: Reach(seq, link(REPLICA, seq))},
        [Header(Dot(REPLICA, seq), "", 5)],
        cells=[CellVersion("visit", VISIT, WOMAN, field, value, 0)],
    )


def with_visit(delta: Delta, **values: str | int | None) -> Delta:
    return replace(delta, rows=[*delta.rows[:2], row("visit", VISIT, visit_kind="general", signed=0, **values)])


@pytest.mark.parametrize(
    ("values", "code"),
    [({"date": "2026-13-02"}, "date"), ({"date": "2026-11-02", "systolic": 900}, "range"),
     ({"date": "2026-11-02", "systolic": "120"}, "type"), ({"date": None}, "missing"),
     ({"date": "2026-11-02", "advice": "长" * 501}, "length"), ({"date": "2026-11-02", "about": "她"}, "form"),
     ({"date": 20261102}, "type"), ({"date": "2026-11-02", "advice": "多\0休息"}, "form")],
)  # fmt: skip
def test_one_impossible_record_is_set_aside_and_the_others_go_on(
    hub: Hub, values: dict[str, str | int | None], code: str
) -> None:
    keys = enrol_bare(hub, REPLICA)
    answer = hub.take(bundle(hub, REPLICA, keys, with_visit(first(), **values)), "b", START)
    assert answer.outcome == "taken"
    assert answer.receipt.refused == (("visit", VISIT, f"exchange.refused.{code}"),)
    assert set(held(hub, "woman")) == {WOMAN}
    assert held(hub, "visit") == {}


def test_correcting_the_one_cell_brings_a_refused_record_in(hub: Hub) -> None:
    keys = enrol_bare(hub, REPLICA)
    hub.take(bundle(hub, REPLICA, keys, with_visit(first(), date="2026-11-02", systolic=900)), "b", START)
    answer = hub.take(bundle(hub, REPLICA, keys, edit(2, "systolic", 130)), "b", START)
    assert answer.receipt.refused == ()
    assert held(hub, "visit")[VISIT]["systolic"] == 130
    assert held(hub, "visit")[VISIT]["date"] == "2026-11-02"


def test_a_sound_record_stays_as_it_was_while_an_impossible_edit_waits(hub: Hub) -> None:
    keys = enrol_bare(hub, REPLICA)
    hub.take(bundle(hub, REPLICA, keys, first()), "b", START)
    answer = hub.take(bundle(hub, REPLICA, keys, edit(2, "systolic", 900)), "b", START)
    assert answer.receipt.refused == (("visit", VISIT, "exchange.refused.range"),)
    assert held(hub, "visit")[VISIT]["systolic"] == 120
    answer = hub.take(bundle(hub, REPLICA, keys, edit(3, "systolic", 125)), "b", START)
    assert answer.receipt.refused == ()
    assert held(hub, "visit")[VISIT]["systolic"] == 125


def test_words_with_any_sign_in_them_stay_as_they_are(hub: Hub) -> None:
    keys = enrol_bare(hub, REPLICA)
    odd = "\t制表\n换行\r\\N \\. \x1e\x1f '引' \"号\" {a,b} 𠮷"
    hub.take(bundle(hub, REPLICA, keys, with_visit(first(), date="2026-11-02", advice=odd)), "b", START)
    assert held(hub, "visit")[VISIT]["advice"] == odd
    for seq, words in enumerate(("\\N", "\x1e", "\x1f", "", None, odd), 2):
        assert hub.take(bundle(hub, REPLICA, keys, edit(seq, "advice", words)), "b", START).outcome == "taken"
        assert held(hub, "visit")[VISIT]["advice"] == words


def test_a_gap_is_said_and_nothing_is_taken(hub: Hub) -> None:
    keys = enrol_bare(hub, REPLICA)
    hub.take(bundle(hub, REPLICA, keys, first()), "b", START)
    answer = hub.take(bundle(hub, REPLICA, keys, edit(3, "systolic", 130)), "b", START)
    assert answer.outcome == "exchange.gap"
    assert answer.receipt.missing == ((REPLICA, 1, 2),)
    assert answer.receipt.holds == {REPLICA: (1, link(REPLICA, 1))}
    assert held(hub, "visit")[VISIT]["systolic"] == 120


def test_the_same_numbers_for_other_things_are_a_fork(hub: Hub) -> None:
    keys = enrol_bare(hub, REPLICA)
    hub.take(bundle(hub, REPLICA, keys, first()), "b", START)
    forked = edit(2, "systolic", 130)
    forked.after[REPLICA] = Reach(1, bytes([7]) * 32)
    assert hub.take(bundle(hub, REPLICA, keys, forked), "b", START).outcome == "exchange.forked"
    other = edit(2, "systolic", 130)
    other.headers.append(Header(Dot(REPLICA, 1), "", 6))
    assert hub.take(bundle(hub, REPLICA, keys, other), "b", START).outcome == "exchange.forked"
    assert held(hub, "visit")[VISIT]["systolic"] == 120


@pytest.mark.parametrize(("kind", "field"), [("woman", "spouse_name"), ("household", "head")])
def test_what_must_stay_in_the_village_is_not_even_kept(hub: Hub, kind: str, field: str) -> None:
    keys = enrol_bare(hub, REPLICA)
    delta = first()
    rows = Rows(kind, (field,), ["9" * 32], [WOMAN], [0], [["他"]])
    delta.rows = [rows if table.kind == kind else table for table in delta.rows]
    delta.rows += [] if kind == "woman" else [rows]
    answer = hub.take(bundle(hub, REPLICA, keys, delta), "b", START)
    assert answer.outcome == "exchange.oversharing"
    assert answer.receipt.holds == {}
    assert all(not held(hub, name) for name in RECORDS)


def test_a_laptop_writes_its_own_village_only(hub: Hub) -> None:
    mine = enrol_bare(hub, REPLICA)
    theirs = enrol_bare(hub, "b" * 32, unit="430981203206")
    hub.take(bundle(hub, REPLICA, mine, first()), "b", START)
    stolen = replace(first(), upto={"b" * 32: Reach(1, link("b", 1))}, after={}, headers=[Header(Dot("b" * 32, 1))])
    stolen.rows[2] = row("visit", VISIT, visit_kind="general", date="2020-01-01", signed=0)
    hub.take(bundle(hub, "b" * 32, theirs, stolen), "b", START)
    with hub._store.begin() as db:
        dates = {r.unit: r.date for r in db.execute(RECORDS["visit"].select())}
    assert dates == {"430981203205": "2026-11-02", "430981203206": "2020-01-01"}
    answer = hub.take(bundle(hub, "b" * 32, theirs, edit(2, "systolic", 130)), "b", START)
    assert answer.outcome == "exchange.other_unit"


def test_who_was_revoked_is_not_heard(hub: Hub) -> None:
    keys = enrol_bare(hub, REPLICA)
    with hub._store.begin() as db:
        db.execute(update(LAPTOP).values(revoked_at=1))
    with pytest.raises(ExchangeError, match=r"exchange\.revoked"):
        hub.take(bundle(hub, REPLICA, keys, first()), "b", START)


def test_a_failure_in_the_middle_leaves_nothing(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = enrol_bare(hub, REPLICA)

    def fails(records: Records) -> None:
        records._db.exec_driver_sql("INSERT INTO nowhere VALUES (1)")

    with monkeypatch.context() as broken:
        broken.setattr(Records, "flush", fails)
        with pytest.raises(StorageTrouble, match=r"hub\.store\.trouble"):
            hub.take(bundle(hub, REPLICA, keys, first()), "b", START)
    assert all(not held(hub, name) for name in RECORDS)
    assert hub.take(bundle(hub, REPLICA, keys, first()), "b", START).outcome == "taken"


def test_receipt_numbers_rise_even_when_the_clock_falls_back(hub: Hub) -> None:
    keys = enrol_bare(hub, REPLICA)
    file = bundle(hub, REPLICA, keys, first())
    numbers = [hub.take(file, "b", now).receipt.number for now in (START, START.replace(year=2010), START)]
    assert numbers == sorted(set(numbers))


def test_a_whole_village_and_its_month_are_taken(hub: Hub) -> None:
    everything = village(women=60, visits=300)
    (replica,) = everything.upto
    keys = enrol_bare(hub, replica)
    answer = hub.take(bundle(hub, replica, keys, everything), "b", START)
    assert (answer.records, answer.receipt.refused) == (60 + 60 + 300, ())
    month = month_of(everything, edits=50, visits=30)
    answer = hub.take(bundle(hub, replica, keys, month), "b", START)
    assert answer.records == 30
    women = held(hub, "woman")
    for cell in month.cells:
        last = [c.value for c in month.cells if (c.id, c.field) == (cell.id, cell.field)][-1]
        assert women[cell.id][cell.field] == last


def test_enrolling_again_needs_the_same_keys(hub: Hub) -> None:
    enrol_bare(hub, REPLICA)
    with pytest.raises(ExchangeError, match=r"exchange\.enrolled_otherwise"):
        enrol_bare(hub, REPLICA)
    with hub._store.begin() as db:
        assert len(store.laptops(db)) == 1


def test_the_tables_are_plain_enough_for_postgresql() -> None:
    dialect = make_url("postgresql://").get_dialect()()
    made = [str(CreateTable(table).compile(dialect=dialect)) for table in METADATA.sorted_tables]
    assert any("BIGSERIAL" in one for one in made)
    assert not RECORDS.keys() & {"unit", "worker", "household", "response", "roster_line"}
