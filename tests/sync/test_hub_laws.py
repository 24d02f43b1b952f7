"""The hub against the definition: several laptops, any order, lost, late and repeated bundles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.delta import Delta, Reach, Reaches
from app.records import KINDS
from app.versions import Dot
from sync.envelope import Keys, new_keys
from sync.hub import coverage, store
from sync.hub.county import Hub
from sync.hub.schema import CHANGE, METADATA, RECORD_METADATA, RECORDS
from sync.hub.store import Store
from tests.sync.conftest import ENGINES
from tests.sync.offices import Laptop
from tests.sync.support import START, bundle, enrol_bare, held, versions

COUNTY_KEYS = new_keys()
STATES = ("given", "refused", "withdrawn", "given")


class Emptied:
    """One database for all examples of a test: making tables takes longer than a story."""

    def __init__(self, url: str) -> None:
        self._store = Store(url)
        self._store.create_tables()

    def __call__(self) -> Hub:
        with self._store.begin() as db:
            for table in (*METADATA.sorted_tables, *RECORD_METADATA.sorted_tables):
                db.execute(table.delete())
            store.set_value(db, "id", b"c" * 32)
            store.set_value(db, "name", "县".encode())
        return Hub(self._store, COUNTY_KEYS)


@pytest.fixture(scope="module", params=ENGINES)
def emptied(request: pytest.FixtureRequest) -> Iterator[Emptied]:
    if request.param == "sqlite":
        url = "sqlite://"
    else:
        server, template = request.getfixturevalue("server"), request.getfixturevalue("template")
        url = server.url(server.database(template))
    emptied = Emptied(url)
    yield emptied
    emptied().close()


@dataclass
class County:
    """A hub, the laptops of one office, what is under way, and what each laptop was last told."""

    hub: Hub
    laptops: list[Laptop] = field(default_factory=list)
    keys: dict[str, Keys] = field(default_factory=dict)
    told: dict[str, Reaches] = field(default_factory=dict)
    number: dict[str, int] = field(default_factory=dict)
    under_way: list[tuple[str, bytes]] = field(default_factory=list)
    fresh_id: int = 0

    def enrol(self, count: int) -> None:
        for n in range(count):
            laptop = Laptop(f"{n + 1:032x}")
            self.laptops.append(laptop)
            self.keys[laptop.name] = enrol_bare(self.hub, laptop.name)
        for _ in range(2):
            self.do(("woman", 0, 0, 0))
        for laptop in self.laptops:
            laptop.hear(self.laptops[0])

    def new_id(self) -> str:
        self.fresh_id += 1
        return f"{self.fresh_id:032x}"

    def send(self, laptop: Laptop) -> None:
        delta = laptop.collect(self.told.get(laptop.name, {}))
        self.under_way.append((laptop.name, bundle(self.hub, laptop.name, self.keys[laptop.name], delta)))

    def deliver(self, place: int, *, answer: bool) -> str:
        name, file = self.under_way[place % len(self.under_way)]
        taken = self.hub.take(file, "b.suifang", START)
        if answer and taken.receipt.number > self.number.get(name, 0):
            self.number[name] = taken.receipt.number
            self.told[name] = {r: Reach(*reach) for r, reach in taken.receipt.holds.items()}
        return taken.outcome

    def do(self, op: tuple[str, int, int, int]) -> None:
        what, who, which, how = op
        laptop = self.laptops[who % len(self.laptops)]
        women = laptop.women()
        woman = women[which % len(women)] if women else ""
        if what == "woman":
            one = self.new_id()
            laptop.make("woman", one, one, name="某", status="open")
        elif what == "visit" and woman:
            laptop.make("visit", self.new_id(), woman, visit_kind="general", date="2026-11-02", signed=0)
        elif what == "edit" and woman:
            laptop.edit("woman", woman, ("phone", "occupation")[how % 2], f"值{how}")
        elif what == "consent" and woman:
            laptop.say(self.new_id(), woman, STATES[how % 4])
        elif what == "erase" and woman and how == 0:
            laptop.erase(woman)
        elif what == "remove":
            visits = sorted(one for kind, one in laptop.records() if kind == "visit")
            if visits:
                laptop.erase(visits[which % len(visits)])
        elif what == "meet":
            laptop.hear(self.laptops[which % len(self.laptops)])
        elif what == "send":
            self.send(laptop)
            if how % 3:
                self.deliver(-1, answer=how % 3 == 1)
        elif what == "late" and self.under_way:
            self.deliver(which, answer=how % 2 == 0)

    def check_claims(self) -> None:
        """What a receipt vouches for is really here, for every woman whose records may be."""
        everything = Laptop("e" * 32)
        for laptop in self.laptops:
            everything.hear(laptop)
        here = {kind: held(self.hub, kind) for kind in RECORDS}
        women = here["woman"]
        standing, records = versions(self.hub), everything.records()
        dots = self.made_by()
        claims = self.claims()
        for change in everything.seen.values():
            if change.header.dot.seq > claims.get(change.header.dot.replica, 0):
                continue
            for (kind, one, name), _ in change.cells:
                subject, made = records.get((kind, one), ("", None))
                if subject not in women or made is None:
                    continue
                assert one in here[kind], "claimed, but not here"
                cell = standing.get((kind, one, name)) or {(here[kind][one][name], *dots[kind, one])}
                by = [everything.seen[Dot(replica, seq)].header for _, replica, seq in cell]
                assert any(header.saw(change.header.dot) for header in by), "claimed, but an older value is here"

    def claims(self) -> dict[str, int]:
        with self.hub._store.begin() as db:
            return {r: reach.seq for r, reach in coverage.read(db, ["430981203205"])["430981203205"].claimed.items()}

    def made_by(self) -> dict[tuple[str, str], tuple[str, int]]:
        with self.hub._store.begin() as db:
            dots = {row.no: (row.replica, row.seq) for row in db.execute(CHANGE.select())}
        return {(kind, one): dots[row["v"]] for kind in RECORDS for one, row in held(self.hub, kind).items()}

    def settle(self) -> Laptop:
        """Everybody meets everybody, and everybody's bundle arrives and is answered."""
        everything = Laptop("e" * 32)
        for laptop in self.laptops:
            everything.hear(laptop)
        for _ in range(2):
            for laptop in self.laptops:
                laptop.hear(everything)
                self.send(laptop)
                self.deliver(-1, answer=True)
        return everything


def expected(everything: Laptop) -> dict[str, dict[str, dict[str, Any]]]:
    """The shown values of all that may be at the county."""
    cells = everything.cells()
    shown: dict[str, dict[str, dict[str, Any]]] = {kind: {} for kind in RECORDS}
    for (kind, one), (subject, _) in everything.records().items():
        if everything.given(subject):
            shown[kind][one] = {name: cells[kind, one, name][0].value for name in KINDS[kind].county_fields}
    return shown


def expected_versions(everything: Laptop) -> dict[tuple[str, str, str], set[tuple[Any, str, int]]]:
    found, cells = {}, everything.cells()
    for (kind, one), (subject, made) in everything.records().items():
        for name in KINDS[kind].county_fields if everything.given(subject) else ():
            cell = cells[kind, one, name]
            if [version.by.dot for version in cell] != [made.dot]:
                found[kind, one, name] = {(v.value, *v.by.dot) for v in cell}
    return found


def shown_at(hub: Hub) -> dict[str, dict[str, dict[str, Any]]]:
    return {
        kind: {one: {n: row[n] for n in KINDS[kind].county_fields} for one, row in held(hub, kind).items()}
        for kind in RECORDS
    }


KINDS_OF_OP = (
    ["visit"] * 3 + ["edit"] * 4 + ["consent"] * 4 + ["meet"] * 2 + ["send"] * 6 + ["late"] * 2 + ["erase", "woman", "remove"]
)  # fmt: skip
OPS = st.tuples(st.sampled_from(KINDS_OF_OP), st.integers(0, 2), st.integers(0, 5), st.integers(0, 5))


def stories(most: int) -> st.SearchStrategy[list[tuple[str, int, int, int]]]:
    return st.lists(OPS, min_size=most // 2, max_size=most)


@given(count=st.integers(1, 3), ops=stories(30))
def test_in_the_end_the_county_holds_exactly_what_consent_allows(
    emptied: Emptied, count: int, ops: list[tuple[str, int, int, int]]
) -> None:
    county = County(emptied())
    county.enrol(count)
    for op in ops:
        county.do(op)
    everything = county.settle()
    assert shown_at(county.hub) == expected(everything)
    assert versions(county.hub) == expected_versions(everything)
    upto = {replica: reach.seq for replica, reach in everything.reaches().items()}
    assert county.claims() == upto, "all is vouched for"


@given(count=st.integers(2, 3), ops=stories(30))
def test_the_county_never_vouches_for_what_it_has_not(
    emptied: Emptied, count: int, ops: list[tuple[str, int, int, int]]
) -> None:
    county = County(emptied())
    county.enrol(count)
    for op in ops:
        county.do(op)
        if op[0] in {"send", "late"}:
            county.check_claims()


@given(ops=stories(20), which=st.integers(0, 1000))
def test_taking_anything_again_changes_nothing(
    emptied: Emptied, ops: list[tuple[str, int, int, int]], which: int
) -> None:
    county = County(emptied())
    county.enrol(2)
    for op in ops:
        county.do(op)
    county.settle()
    before = shown_at(county.hub), versions(county.hub)
    for place in range(which, which + len(county.under_way)):
        assert county.deliver(place, answer=False) in {"held", "taken"}
    assert (shown_at(county.hub), versions(county.hub)) == before


def test_a_delta_of_nothing_but_coverage_is_taken(emptied: Emptied) -> None:
    county = County(emptied())
    county.enrol(1)
    laptop = county.laptops[0]
    laptop.make("woman", "a" * 32, "a" * 32, name="某", status="open")
    assert laptop.collect({}).is_empty
    county.send(laptop)
    assert county.deliver(-1, answer=True) == "taken"
    assert isinstance(laptop.collect(county.told[laptop.name]), Delta)
    assert shown_at(county.hub)["woman"] == {}
