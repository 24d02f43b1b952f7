"""Random laptops, random edits, random meetings: all converge, nothing is lost, clocks decide nothing."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.merge import Cell, Version, in_conflict, join, settled
from app.versions import Dot, Header
from tests.support.world import FIELDS, World

THREE = st.integers(0, 2)
CLOCKS = st.sampled_from([0, 1_262_304_000_000, 1_795_000_000_000, 2_208_988_800_000])
"""1970, 2010, now, 2040."""
VALUES = st.sampled_from(["甲", "乙", "丙"])
WOMEN = st.sampled_from([f"{n:032x}" for n in range(3)])


class Laptops(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world = World([letter * 32 for letter in "abc"])
        self.count = 0

    @rule(at=THREE, woman=WOMEN, value=VALUES, clock=CLOCKS)
    def add(self, at: int, woman: str, value: str, clock: int) -> None:
        laptop = self.world.laptops[at]
        if woman not in laptop.women() and woman not in laptop.erased:
            self.world.add(laptop, woman, value, clock)

    @rule(at=THREE, data=st.data(), name=st.sampled_from(FIELDS), value=VALUES, clock=CLOCKS)
    def edit(self, at: int, data: st.DataObject, name: str, value: str, clock: int) -> None:
        laptop = self.world.laptops[at]
        if women := laptop.women():
            self.world.edit(laptop, data.draw(st.sampled_from(women)), name, value, clock)

    @rule(at=THREE, data=st.data(), state=st.sampled_from(["given", "refused", "withdrawn"]), clock=CLOCKS)
    def say(self, at: int, data: st.DataObject, state: str, clock: int) -> None:
        laptop = self.world.laptops[at]
        if women := laptop.women():
            self.count += 1
            self.world.say(laptop, data.draw(st.sampled_from(women)), f"c{self.count:031x}", state, clock)

    @rule(at=THREE, data=st.data(), clock=CLOCKS, sure=st.integers(0, 3))
    def erase(self, at: int, data: st.DataObject, clock: int, sure: int) -> None:
        laptop = self.world.laptops[at]
        if sure == 0 and (women := laptop.women()):
            self.world.erase(laptop, data.draw(st.sampled_from(women)), clock)

    @rule(at=THREE, data=st.data(), clock=CLOCKS, sure=st.integers(0, 2))
    def remove(self, at: int, data: st.DataObject, clock: int, sure: int) -> None:
        laptop = self.world.laptops[at]
        if sure == 0 and laptop.consents:
            self.world.remove(laptop, data.draw(st.sampled_from(sorted(laptop.consents))), clock)

    @rule(of=THREE, data=st.data())
    def send(self, of: int, data: st.DataObject) -> None:
        self.world.send(of, data.draw(st.sampled_from(self.world.bases)))

    @rule(of=THREE, to=THREE)
    def send_what_the_other_lacks(self, of: int, to: int) -> None:
        self.world.send(of, self.world.laptops[to].vector)

    @precondition(lambda self: self.world.messages)
    @rule(to=THREE, data=st.data())
    def deliver(self, to: int, data: st.DataObject) -> None:
        self.world.deliver(data.draw(st.sampled_from(self.world.messages)), self.world.laptops[to])

    @invariant()
    def every_laptop_is_what_it_has_seen(self) -> None:
        for laptop in self.world.laptops:
            self.world.check(laptop)

    def teardown(self) -> None:
        world = self.world
        world.meet(lambda one, other: world.deliver(world.send(one, world.laptops[other].vector), world.laptops[other]))
        first, *others = world.laptops
        for laptop in others:
            assert laptop.cells == first.cells
            assert laptop.consents == first.consents
            assert laptop.erased == first.erased
            assert laptop.vector == first.vector
        for laptop in world.laptops:
            world.check(laptop)


TestLaptops = Laptops.TestCase


def header(replica: str, seq: int, clock: int = 0, **knows: int) -> Header:
    return Header(Dot(replica, seq), "worker", clock, knows)


def test_settling_a_conflict_closes_it_wherever_it_arrives() -> None:
    here, there = Version("甲", header("a", 1)), Version("乙", header("b", 1))
    open_cell = join((here,), (there,))
    assert in_conflict(open_cell)
    decided = Version("乙", header("a", 2, b=1))
    for state in ((here,), (there,), open_cell, (decided,)):
        assert join(state, (decided,)) == (decided,)


def test_equal_values_written_apart_are_no_conflict_yet_both_are_kept() -> None:
    cell = join((Version("甲", header("a", 1)),), (Version("甲", header("b", 1)),))
    assert len(cell) == 2
    assert not in_conflict(cell)


def test_a_clock_of_2040_buries_nothing() -> None:
    early, late = Version("今天", header("a", 9, clock=0)), Version("未来", header("b", 1, clock=2_208_988_800_000))
    assert settled([early, late])[0] == early, "the longer history is shown, whatever the clocks say"
    assert in_conflict(settled([late, early]))


@st.composite
def causal_versions(draw: st.DrawFn) -> list[Version]:
    """Versions as three laptops that meet now and then could have written them."""
    vectors: list[dict[str, int]] = [{}, {}, {}]
    versions = []
    for _ in range(draw(st.integers(1, 8))):
        me, told = draw(THREE), draw(st.integers(0, 3))
        if told < 3:
            vectors[me] = {r: max(vectors[me].get(r, 0), vectors[told].get(r, 0)) for r in "abc"}
        name = "abc"[me]
        seq = vectors[me].get(name, 0) + 1
        knows = {r: n for r, n in vectors[me].items() if r != name and n}
        vectors[me][name] = seq
        versions.append(Version(draw(VALUES), Header(Dot(name, seq), "w", draw(CLOCKS), knows)))
    return versions


@given(causal_versions(), st.randoms(use_true_random=False))
def test_joining_is_commutative_associative_and_idempotent(versions: list[Version], random: object) -> None:
    parts: list[Cell] = [settled(versions[i::3]) for i in range(3) if versions[i::3]]
    whole = settled(versions)
    for order in permutations(parts):
        joined: Cell = ()
        for part in order:
            joined = join(joined, part)
        assert joined == join(joined, joined) == join(joined, order[0]) == whole
