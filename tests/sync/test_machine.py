"""Everything a village office and its county can live through, in any order: nothing is lost, nothing leaves unasked.

Two to five real ledgers and a real county on SQLite; women entered, edited, joined, parted, taken back, erased; consent
in all its turns; clocks that are years off; backups and old copies put back; files that come late, twice, cut or never.
What must hold is worked out from the definitions (``tests/sync/machine/oracle.py``), never by merging.
"""

from __future__ import annotations

import functools
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.actions import Verb, consents
from app.actions.joining import join, part
from app.errors import LedgerError
from app.records import KINDS, Child, Consent, Visit, Woman
from app.records.writes import Add, Edit, Erase, Forget, Remove, retire
from sync.unpack import unpack
from tests.sync.machine.oracle import Known
from tests.sync.machine.world import Laptop, World, spoilt, template

MOST = 5
WHO = st.integers(0, MOST - 1)
PICK = st.integers(0, 2**16)
DAYS = st.sampled_from([0, 0, 0, -16 * 365, 14 * 365, 3, -400])
"""By how much a clock is off."""
SHARED, HOME = ("occupation", "phone", "current_address"), ("note", "spouse_name")
NEVER_UNDONE = ("ledger.create", "ledger.restored", "erase.again")
LONG_AGO = "2005-06-07"
"""A day before what the slowest clock says."""


@functools.cache
def templates() -> tuple[tempfile.TemporaryDirectory[str], list[object]]:
    """Laptops as their workers began them, made once: beginning one costs more than all that is then done to it."""
    root = tempfile.TemporaryDirectory()
    return root, [template(Path(root.name), number) for number in range(MOST)]


class Village(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.undo = ExitStack()
        root = self.undo.enter_context(tempfile.TemporaryDirectory())
        self.world = World(Path(root), templates()[1])  # type: ignore[arg-type]
        self.undo.callback(self.world.close)
        self.undo.enter_context(self.world.ear.listening())

    @initialize(count=st.integers(1, 3), women=st.integers(0, 3))
    def begin(self, count: int, women: int) -> None:
        first = self.world.join()
        assert first is not None
        for _ in range(women):
            self.enters(first)
        for _ in range(count):
            other = self.world.join()
            assert other is not None
            self.world.hear(other, self.world.tell(first, other))

    def laptop(self, who: int) -> Laptop:
        return self.world.laptops[who % len(self.world.laptops)]

    def her(self, one: Laptop, pick: int) -> str | None:
        women = self.world.known(one).women()
        return women[pick % len(women)] if women else None

    # --- what is written ---

    def enters(self, one: Laptop) -> str:
        new = self.world.fresh()
        woman = Woman(id=new, subject=new, name=self.world.word(), occupation=self.world.word(), note=self.world.word())
        self.world.write(one, Verb.REGISTER, [Add(woman)])
        return new

    @rule(who=WHO)
    def enter(self, who: int) -> None:
        self.enters(self.laptop(who))

    @rule(who=WHO, pick=PICK, field=st.sampled_from(SHARED + HOME), same=st.booleans())
    def edit(self, who: int, pick: int, field: str, same: bool) -> None:
        """Another value, or the one that is shown: which settles, where values stand against one another."""
        one = self.laptop(who)
        if woman := self.her(one, pick):
            value = self.world.known(one).shown("woman", woman, field) if same else self.world.word()
            self.world.write(one, Verb.EDIT, [Edit("woman", woman, {field: value})])

    @rule(who=WHO, pick=PICK, what=st.sampled_from(["visit", "child"]))
    def adds(self, who: int, pick: int, what: str) -> None:
        one = self.laptop(who)
        if woman := self.her(one, pick):
            new, word = self.world.fresh(), self.world.word()
            record: Visit | Child = (
                Visit(id=new, subject=woman, visit_kind="general", date=LONG_AGO, advice=word)
                if what == "visit"
                else Child(id=new, subject=woman, name=word, birth_date=LONG_AGO)
            )
            self.world.write(one, Verb.VISIT, [Add(record)])

    def records(self, known: Known, *kinds: str) -> list[tuple[str, str]]:
        return sorted(name for name in known.records if name[0] in kinds)

    @rule(who=WHO, pick=PICK, gone=st.booleans())
    def edits_a_visit(self, who: int, pick: int, gone: bool) -> None:
        one = self.laptop(who)
        if visits := self.records(self.world.known(one), "visit"):
            kind, visit = visits[pick % len(visits)]
            values = {"retired": "mistake"} if gone else {"advice": self.world.word()}
            self.world.write(one, Verb.TAKE_BACK, [Edit(kind, visit, values)])

    @rule(who=WHO, pick=PICK, why=st.sampled_from(["mistake", None]))
    def takes_her_back(self, who: int, pick: int, why: str | None) -> None:
        """An entry was a mistake, or was none after all."""
        one = self.laptop(who)
        if women := self.records(self.world.known(one), "woman"):
            self.world.write(one, Verb.TAKE_BACK, [Edit("woman", women[pick % len(women)][1], {"retired": why})])

    @rule(
        who=WHO,
        pick=PICK,
        agrees=st.sampled_from([True, True, False]),
        scope=st.sampled_from(["county"] * 4 + ["phone"]),
    )
    def says(self, who: int, pick: int, agrees: bool, scope: str) -> None:
        one = self.laptop(who)
        woman = self.her(one, pick)
        story = one.ledger.story(woman) if woman else None
        if story:
            today = one.ledger.clock.today()
            said = consents.state(story, scope, agrees=agrees, on=today, fresh=self.world.fresh, how="signed")
            self.world.write(one, Verb.CONSENT, said)

    @rule(who=WHO, pick=PICK)
    def unsays(self, who: int, pick: int) -> None:
        """A statement was noted by mistake."""
        one = self.laptop(who)
        known = self.world.known(one)
        said = [name for name in self.records(known, "consent") if known.shown(*name, "retired") is None]
        if said:
            record = one.ledger.get(Consent, said[pick % len(said)][1])
            assert record is not None
            self.world.write(one, Verb.TAKE_BACK, [retire(record, "mistake")])

    @rule(who=WHO, pick=PICK, other=PICK)
    def joins(self, who: int, pick: int, other: int) -> None:
        """Two entries are one woman."""
        one = self.laptop(who)
        women = [self.her(one, pick), self.her(one, other)]
        stories = [one.ledger.story(woman) for woman in women if woman]
        if len(stories) == 2 and stories[0] and stories[1]:
            self.world.write(one, Verb.JOIN, join(stories[0], stories[1], {}, fresh=self.world.fresh))

    @rule(who=WHO, pick=PICK)
    def parts(self, who: int, pick: int) -> None:
        one = self.laptop(who)
        known = self.world.known(one)
        if joined := [woman for woman in known.women() if known.shown("woman", woman, "merged_into")]:
            entry = one.ledger.get(Woman, joined[pick % len(joined)])
            assert entry is not None
            self.world.write(one, Verb.PART, part(entry))

    @rule(who=WHO, pick=PICK, sure=st.integers(0, 2))
    def erases(self, who: int, pick: int, sure: int) -> None:
        one = self.laptop(who)
        woman = self.her(one, pick)
        if sure == 0 and woman:
            entries = self.world.known(one).entries(woman)
            self.world.write(one, Verb.ERASE, [Erase(woman)])
            assert entries <= self.world.known(one).gone, "every entry of hers goes"

    @rule(who=WHO, pick=PICK, sure=st.integers(0, 2))
    def lets_go(self, who: int, pick: int, sure: int) -> None:
        """The time of a single record is over."""
        one = self.laptop(who)
        records = self.records(self.world.known(one), "visit", "child")
        if sure == 0 and records:
            self.world.write(one, Verb.RETENTION, [Remove(*records[pick % len(records)])])

    @rule(who=WHO, pick=PICK)
    def forgets(self, who: int, pick: int) -> None:
        """The past of a field goes."""
        one = self.laptop(who)
        if woman := self.her(one, pick):
            self.world.write(one, Verb.CONSENT, [Forget("woman", woman, {"spouse_name": None})])

    @rule(who=WHO, pick=PICK)
    def undoes(self, who: int, pick: int) -> None:
        one = self.laptop(who)
        mine = sorted(dot for dot in one.seen if dot.replica == one.name)
        if not mine:
            return
        dot = mine[-1 - pick % min(len(mine), 6)]
        known = self.world.known(one)
        wanted = undoing(known, self.world.histories.known(known.changes[dot].saw - {dot}), dot)
        gone = known.changes[dot].gone
        if any(gone & other.gone for other in known.changes.values() if other.dot != dot):
            return  # erased twice: whether the first is offered to be taken back does not matter, nothing is left of it
        never = gone or known.changes[dot].verb in NEVER_UNDONE
        if never or dot in self.world.undone:
            with pytest.raises(LedgerError, match=r"ledger\.undo\.(never|already)"):
                one.ledger.undo(dot.seq)
            return
        one.ledger.undo(dot.seq)
        self.world.undone.add(dot)
        (_, _, writes) = self.world.ear.heard[-1]
        found: dict[tuple[str, str], dict[str, object]] = {}
        for write in writes:
            assert isinstance(write, Edit)
            found.setdefault((write.kind, write.id), {}).update(write.values)
        self.world.absorb(one)
        assert found == wanted, known.changes[dot]

    @rule(who=WHO, days=DAYS)
    def clock(self, who: int, days: int) -> None:
        self.world.set_clock(self.laptop(who), days)

    # --- machines ---

    @rule(news=st.booleans())
    def late(self, news: bool) -> None:
        """Another laptop joins the office; it may have worked for itself before."""
        one = self.world.join()
        if one is not None and news:
            self.enters(one)

    @rule(who=WHO)
    def backs_up(self, who: int) -> None:
        self.world.back_up(self.laptop(who))

    @precondition(lambda self: self.world.backups)
    @rule(pick=PICK)
    def restores(self, pick: int) -> None:
        self.world.restore(self.world.backups[pick % len(self.world.backups)])

    @rule(who=WHO)
    def copies(self, who: int) -> None:
        self.world.keep_copy(self.laptop(who))

    @precondition(lambda self: self.world.copies)
    @rule(pick=PICK, off=st.booleans())
    def old_copy(self, pick: int, off: bool) -> None:
        copy = self.world.copies[pick % len(self.world.copies)]
        if not off:
            self.world.put_back(copy)
        elif len(self.world.laptops) < MOST:
            self.world.carry_off(copy)

    @rule(who=WHO, found=st.booleans())
    def revokes(self, who: int, found: bool) -> None:
        """The county revokes a laptop that was lost; it may be found again."""
        one = self.laptop(who)
        if one.name not in self.world.revoked:
            self.world.revoke(one)
        elif found:
            self.world.begin_anew(one)

    # --- files ---

    @rule(who=WHO, at_once=st.integers(0, 3))
    def sends(self, who: int, at_once: int) -> None:
        """To the county; it may arrive at once, and be answered at once."""
        post = self.world.send(self.laptop(who))
        if at_once and (receipt := self.world.take(post)) and at_once > 1:
            self.world.hear_receipt(receipt)

    @rule(who=WHO, whom=WHO, old=PICK, at_once=st.booleans())
    def tells(self, who: int, whom: int, old: int, at_once: bool) -> None:
        """To a colleague, from where she is or once said she was."""
        one, other = self.laptop(who), self.laptop(whom)
        if one is not other:
            told = [None, None, *other.told]
            post = self.world.tell(one, other, told[old % len(told)])
            if at_once:
                self.world.hear(other, post)

    @precondition(lambda self: self.world.pool)
    @rule(pick=PICK, whom=WHO, cut=st.integers(0, 7))
    def arrives(self, pick: int, whom: int, cut: int) -> None:
        """Something that was written at some time, maybe again, maybe cut."""
        post = self.world.pool[-1 - pick % len(self.world.pool)]
        if post.what == "bundle" and cut == 0:
            spoilt(
                post.content[: pick % len(post.content)],
                lambda file: self.world.hub.take(file, "b", self.laptop(0).now),
            )
        elif post.what == "bundle":
            self.world.take(post)
        elif post.what == "receipt":
            self.world.hear_receipt(post)
        elif cut == 0:
            spoilt(post.content[: pick % len(post.content)], unpack)
        else:
            self.world.hear(self.laptop(whom), post)

    @rule()
    def county_backs_up(self) -> None:
        self.world.hub_back_up()

    @precondition(lambda self: self.world.hub_kept)
    @rule(pick=PICK)
    def county_restores(self, pick: int) -> None:
        self.world.hub_restore(self.world.hub_kept[pick % len(self.world.hub_kept)])

    # --- what holds ---

    def teardown(self) -> None:
        try:
            if self.world.laptops:
                self.world.settle()
                first = self.world.laptops[0]
                for one in self.world.laptops:
                    assert one.seen == first.seen
                    self.world.check(one)
                    assert one.ledger.verify() == []
                self.world.check_county()
        finally:
            self.undo.close()


def undoing(known: Known, before: Known, dot: object) -> dict[tuple[str, str], dict[str, object]]:
    """What taking a change back writes (§2): the values before, for the cells still at the undone version."""
    change = known.changes[dot]  # type: ignore[index]
    found: dict[tuple[str, str], dict[str, object]] = {}
    for name in change.made:
        if name in known.records and all(known.versions((*name, field)) == [change] for field in KINDS[name[0]].fields):
            found[name] = {"retired": "undone"}
    for cell in change.edited:
        if cell[:2] in known.records and known.versions(cell) == [change]:
            then = before.shown(*cell)
            if not (cell[0] == "consent" and cell[2] == "retired" and then is None):
                found.setdefault(cell[:2], {})[cell[2]] = then
    return found


def run(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Village,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
        ),
    )


def test_whatever_happens_all_hold_the_same_and_nothing_leaves_unasked() -> None:
    run(40, 30)


@pytest.mark.long
def test_whatever_happens_in_thousands_of_steps() -> None:
    run(400, 100)
