"""A laptop that was not updated yet between two that were: it carries what it does not know, and learns it in the end."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.merge import Cell, Version, settled
from app.records import KINDS, MethodUse, Record
from app.records.writes import Add, Edit, Erase, Forget, Remove
from app.versions import Header
from storage.cells import CellName, read_cells
from storage.headers import Headers
from storage.ids import new_id
from storage.ledger import Ledger
from storage.merging import Merged
from sync.pack import pack
from sync.unpack import unpack
from tests.support.ledgers import Place, a_woman, new_ledger
from tests.support.newer import FIELD, KIND, Keepsake, newer, shaded


@dataclass
class Machine:
    """A laptop, and which program is on it."""

    ledger: Ledger
    place: Place
    updated: bool

    @contextmanager
    def program(self) -> Iterator[Ledger]:
        with newer() if self.updated else nullcontext():
            yield self.ledger

    def write(self, *writes: Any) -> None:
        with self.program() as ledger:
            ledger.write("work", list(writes))

    def update(self) -> None:
        """Tomorrow's program is installed, and opens the ledger."""
        with self.program() as ledger:
            ledger.close()
        self.updated = True
        with newer():
            self.ledger = self.place.open()

    def hear(self, other: Machine) -> Merged:
        """Takes in everything another one tells, as bytes."""
        with self.program() as ledger:
            reaches = ledger.exchange.reaches()
        with other.program() as ledger:
            content = pack(ledger.exchange.collect_for_office(reaches))
        with self.program() as ledger:
            return ledger.exchange.merge(unpack(content))

    def cells(self) -> dict[CellName, Cell]:
        """Every version of every cell that the newer program knows."""
        with newer(), self.ledger.reading() as db:
            found: dict[CellName, Cell] = {}
            for kind in ("method_use", KIND):
                ids = [one for (one,) in db.execute(f'SELECT id FROM "{kind}"')]
                fields = (FIELD, "note", "retired") if kind == "method_use" else ("label", "number", "retired")
                names = [CellName(kind, one, name) for one in ids for name in fields]
                found.update(read_cells(db, names, Headers(db)))
            return found

    def held(self, one: str, cls: type[Record]) -> Any:
        with self.program() as ledger:
            return ledger.get(cls, one)

    def strange(self) -> int:
        with self.ledger.reading() as db:
            return int(db.execute("SELECT count(*) FROM strange").fetchone()[0])


@contextmanager
def office(root: Path, *updated: bool) -> Iterator[list[Machine]]:
    machines = []
    for n, new in enumerate(updated):
        with newer() if new else nullcontext():
            ledger, place = new_ledger(root, f"laptop-{n}")
        machines.append(Machine(ledger, place, new))
    yield machines
    for machine in machines:
        machine.ledger.close()


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[list[Machine]]:
    """Two laptops that were updated, and between them one that was not."""
    with office(tmp_path, True, False, True) as machines:
        yield machines


def a_method(her: str, **values: Any) -> Any:
    return shaded()(id=new_id(), subject=her, method="condom", **values)


def test_fields_and_kinds_go_through_a_laptop_that_does_not_know_them(chain: list[Machine]) -> None:
    one, old, two = chain
    her = a_woman()
    pill, kept = a_method(her.id, shade="蓝", note="一"), Keepsake(id=new_id(), subject=her.id, label="信", number=3)
    one.write(Add(her), Add(pill), Add(a_method(her.id)), Add(kept))
    merged = old.hear(one)
    assert not merged.already_held
    assert old.held(pill.id, MethodUse).note == "一", "what it knows it shows"
    with pytest.raises(KeyError):
        _ = KINDS[KIND]
    two.hear(old)
    assert two.cells() == one.cells()
    assert two.held(pill.id, shaded()) == pill
    assert two.held(kept.id, Keepsake) == kept
    old.update()
    assert old.cells() == one.cells()
    assert old.strange() == 0
    assert old.ledger.verify() == []


def test_a_conflict_in_a_field_it_does_not_know_stays_open_and_its_settling_passes(chain: list[Machine]) -> None:
    one, old, two = chain
    her = a_woman()
    pill = a_method(her.id, shade="蓝")
    one.write(Add(her), Add(pill))
    old.hear(one)
    two.hear(old)
    one.write(Edit("method_use", pill.id, {FIELD: "红"}))
    two.write(Edit("method_use", pill.id, {FIELD: "绿"}))
    old.write(Edit("method_use", pill.id, {"note": "旧电脑写的"}))
    for _ in range(2):
        old.hear(one)
        old.hear(two)
        one.hear(old)
        two.hear(old)
    assert one.cells() == two.cells()
    conflicted = CellName("method_use", pill.id, FIELD)
    assert {version.value for version in one.cells()[conflicted]} == {"红", "绿"}
    assert old.ledger.exchange.conflicts() == [], "what it cannot show it asks nobody about"
    one.write(Edit("method_use", pill.id, {FIELD: "紫"}))
    old.hear(one)
    two.hear(old)
    old.update()
    assert one.cells() == two.cells() == old.cells()
    assert old.held(pill.id, shaded()).shade == "紫"
    assert old.held(pill.id, shaded()).note == "旧电脑写的"
    with newer():
        assert old.ledger.exchange.conflicts() == []


def test_an_open_conflict_is_adopted_as_one(chain: list[Machine]) -> None:
    one, old, two = chain
    her = a_woman()
    pill = a_method(her.id)
    one.write(Add(her), Add(pill))
    two.hear(one)
    one.write(Edit("method_use", pill.id, {FIELD: "红"}))
    two.write(Edit("method_use", pill.id, {FIELD: "绿"}))
    old.hear(one)
    old.hear(two)
    old.update()
    with newer():
        assert old.ledger.exchange.conflicts() == [CellName("method_use", pill.id, FIELD)]
    one.hear(two)
    assert old.cells() == one.cells()


@pytest.mark.parametrize("what", ["subject", "record", "strange record"])
def test_what_is_erased_leaves_the_laptop_that_carried_it_and_does_not_come_back(
    chain: list[Machine], what: str
) -> None:
    one, old, two = chain
    her = a_woman()
    pill, kept = a_method(her.id, shade="蓝"), Keepsake(id=new_id(), subject=her.id, label="信")
    one.write(Add(her), Add(pill), Add(kept))
    old.hear(one)
    two.hear(old)
    two.write(Edit(KIND, kept.id, {"label": "晚到的"}), Edit("method_use", pill.id, {FIELD: "晚到的"}))
    gone = {"subject": Erase(her.id), "record": Remove("method_use", pill.id), "strange record": Remove(KIND, kept.id)}
    (one if what == "strange record" else old).write(gone[what])
    old.hear(one)
    old.hear(two)
    left = {"subject": set(), "record": {kept.id}, "strange record": {pill.id}}[what]
    with old.ledger.reading() as db:
        assert {i for (i,) in db.execute("SELECT id FROM strange")} == left
        assert "晚到的" not in {v for (v,) in db.execute("SELECT value FROM strange")} or left
    for machine in (one, two):
        machine.hear(old)
    old.update()
    assert one.cells() == two.cells() == old.cells()
    assert {name.id for name in old.cells()} == left


def test_a_field_whose_past_was_forgotten_holds_no_more_than_elsewhere(chain: list[Machine]) -> None:
    one, old, two = chain
    her = a_woman()
    pill = a_method(her.id, shade="蓝")
    one.write(Add(her), Add(pill))
    old.hear(one)
    one.write(Forget("method_use", pill.id, {FIELD: None}))
    old.hear(one)
    with old.ledger.reading() as db:
        assert [v for (v,) in db.execute("SELECT value FROM strange")] == [None]
    two.hear(old)
    assert two.cells() == one.cells()


def test_erased_here_by_an_older_copy_it_is_erased_again(chain: list[Machine]) -> None:
    """A backup with what was carried comes back after the woman was erased."""
    one, old, _ = chain
    her = a_woman()
    kept = Keepsake(id=new_id(), subject=her.id, label="信")
    one.write(Add(her), Add(kept))
    old.hear(one)
    backup = old.ledger.back_up().folder
    old.write(Erase(her.id))
    assert old.strange() == 0
    old.ledger.restore(backup)
    assert old.strange() == 0


def test_nothing_strange_goes_to_the_county(chain: list[Machine]) -> None:
    one, old, _ = chain
    her = a_woman()
    one.write(Add(her), Add(a_method(her.id, shade="密蓝")), Add(Keepsake(id=new_id(), subject=her.id, label="密信")))
    old.hear(one)
    old.write(Add(MethodUse(id=new_id(), subject=her.id, method="condom")), Add(says_yes(her.id)))
    delta = old.ledger.exchange.collect_for_county("county")
    assert {rows.kind for rows in delta.rows} == {"woman", "method_use", "consent"}
    assert "密" not in repr(delta)
    assert delta.vouched
    assert FIELD not in repr(delta.rows)


def says_yes(her: str) -> Record:
    consent: Any = KINDS["consent"].cls
    made: Record = consent(id=new_id(), subject=her, scope="county", state="given", date="2026-11-01", how="signed")
    return made


# --- the law ---------------------------------------------------------------------------------------------------------


@dataclass
class Seen:
    """What a laptop has seen, as the definition says: changes, and what follows from them. No code under test inside."""

    changes: dict[Any, tuple[Header, dict[CellName, Any], set[str], set[str]]] = field(default_factory=dict)
    """Dot → header, cells written, records made, ids erased."""

    def cells(self) -> dict[CellName, Cell]:
        gone = {one for *_, erased in self.changes.values() for one in erased}
        versions: defaultdict[CellName, list[Version]] = defaultdict(list)
        for header, written, *_ in self.changes.values():
            for name, value in written.items():
                if name.id not in gone:
                    versions[name].append(Version(value, header))
        return {name: settled(found) for name, found in versions.items()}

    def records(self) -> dict[str, str]:
        return {name.id: name.kind for name in self.cells()}


_FIELDS = {"method_use": (FIELD, "note", "retired"), KIND: ("label", "number", "retired")}
_MADE = st.tuples(
    st.just("make"), st.integers(0, 2), st.sampled_from(sorted(_FIELDS)), st.integers(0, 1), st.integers(0, 2)
)
_STEPS = st.one_of(
    _MADE,
    st.tuples(st.just("edit"), st.integers(0, 2), st.integers(0, 1), st.integers(0, 5), st.integers(0, 2)),
    st.tuples(st.just("erase"), st.integers(0, 2), st.integers(0, 5), st.just(0), st.just(0)),
    *2 * [st.tuples(st.just("tell"), st.integers(0, 2), st.integers(0, 2), st.just(0), st.just(0))],
)
_VALUES = {"number": (None, 1, 2)}


class World:
    """The same done to ledgers and to what they have seen."""

    def __init__(self, machines: list[Machine], her: str) -> None:
        self.machines = machines
        self.her = her
        self.seen = [Seen() for _ in machines]

    def step(self, what: str, n: int, a: Any, b: int, c: int) -> None:
        machine, seen = self.machines[n], self.seen[n]
        kinds = _FIELDS if machine.updated else {"method_use": ("note", "retired")}
        if what == "tell":
            if a != n:
                self.machines[a].hear(machine)
                self.seen[a].changes.update(seen.changes)
            return
        records = {one: kind for one, kind in seen.records().items() if kind in kinds}
        if what == "make":
            self._make(n, a if a in kinds else "method_use", b, c)
        elif records:
            one = sorted(records)[b % len(records) if what == "edit" else a % len(records)]
            kind = records[one]
            if what == "edit":
                name = kinds[kind][a % 2]
                value = _VALUES.get(name, (None, "红", "绿"))[c]
                if name != "retired":
                    self._edit(n, CellName(kind, one, name), value)
            else:
                machine.write(Remove(kind, one))
                self._note(n, {}, set(), {one})

    def _make(self, n: int, kind: str, which: int, c: int) -> None:
        """Few ids, so that two laptops make the same record: as two that accept the same proposal do."""
        machine, one = self.machines[n], f"{which:031d}{'a' if kind == KIND else 'b'}"
        gone = {i for *_, erased in self.seen[n].changes.values() for i in erased}
        if one in gone or one in self.seen[n].records():
            return
        values: dict[str, Any] = {}
        with machine.program():
            made: Any = KINDS["method_use"].cls
            if kind == KIND:
                made, values = Keepsake, {"label": (None, "红", "绿")[c]}
            elif machine.updated:
                made, values = shaded(), {FIELD: (None, "红", "绿")[c], "method": "condom"}
            else:
                values = {"method": "condom"}
            record = made(id=one, subject=self.her, **values)
        machine.write(Add(record))
        self._note(n, {CellName(kind, one, name): values.get(name) for name in _FIELDS[kind]}, {one}, set())

    def _edit(self, n: int, name: CellName, value: Any) -> None:
        before = self.seen[n].cells()[name]
        self.machines[n].write(Edit(name.kind, name.id, {name.field: value}))
        # Writing what stands there changes nothing, unless others stand beside it.
        writes = value != before[0].value or len(before) > 1
        self._note(n, {name: value} if writes else {}, set(), set())

    def _note(self, n: int, cells: dict[CellName, Any], made: set[str], erased: set[str]) -> None:
        with self.machines[n].ledger.reading() as db:
            headers = Headers(db)
            (v,) = db.execute("SELECT max(id) FROM change").fetchone()
            header = headers[v]
        self.seen[n].changes[header.dot] = (header, cells, made, erased)

    def finish(self) -> None:
        for _ in range(2):
            for n in range(3):
                for m in range(3):
                    self.step("tell", n, m, 0, 0)
        for machine in self.machines:
            if not machine.updated:
                machine.update()


@settings(deadline=None, max_examples=max(30, settings().max_examples // 4))
@given(last_updated=st.booleans(), steps=st.lists(_STEPS, min_size=10, max_size=25), made=st.lists(_MADE, max_size=6))
def test_a_chain_through_an_old_laptop_ends_where_one_without_it_does(
    made: list[tuple[Any, ...]], steps: list[tuple[Any, ...]], last_updated: bool
) -> None:
    """After all were told and the old one was updated, each holds what the definition says, conflicts included."""
    with tempfile.TemporaryDirectory() as root, office(Path(root), True, False, last_updated) as machines:
        her = a_woman()
        machines[0].write(Add(her))
        machines[1].hear(machines[0])
        machines[2].hear(machines[1])
        world = World(machines, her.id)
        for step in (*made, *steps):
            world.step(*step)
        world.finish()
        expected = world.seen[0].cells()
        for machine in machines:
            assert machine.cells() == expected
            assert machine.strange() == sum(1 for _ in _further(machine))
            with newer():
                assert machine.ledger.verify() == []


def _further(machine: Machine) -> Iterator[str]:
    """The second makings of known records, which are all that stays."""
    with machine.ledger.reading() as db:
        yield from (one for (one,) in db.execute("SELECT id FROM strange WHERE field = ''"))
