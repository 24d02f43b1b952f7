"""Killed at any moment of taking in and writing, each thing happened whole or not at all, and the next time completes it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.delta import numbers
from app.records import Woman
from app.records.writes import Add, Edit
from sync import files, laptop, office
from sync.envelope import peek
from sync.laptop import Became
from tests.support.killed import told_until_killed
from tests.support.ledgers import a_woman
from tests.sync.colleagues import Colleague, all_tables, an_office
from tests.sync.support import Office, a_hub, held

WOMEN = 150
"""In a change of the size of a morning's work, so that taking it in takes a while."""


@dataclass
class Pair:
    """A laptop that is killed again and again, closed here; its colleague; their county; the stick between them."""

    killed: Colleague
    other: Colleague
    county: Office
    chance: random.Random

    @property
    def stick(self) -> Path:
        return self.killed.stick

    def news(self) -> None:
        """The colleague has been busy: new entries, edits of what the other laptop edits too, an answer from the county."""
        women = [a_woman(f"女{self.chance.randrange(10**6)}") for _ in range(WOMEN)]
        self.other.ledger.write("import", [Add(woman) for woman in women])
        everybody = self.other.ledger.all(Woman)
        for woman in self.chance.sample(everybody, min(len(everybody), 20)):
            self.other.ledger.write("edit", [Edit("woman", woman.id, {"occupation": str(self.chance.random())})])
        self.other.give()

    def post(self) -> None:
        """The county answers the killed laptop's bundles, in any order."""
        for path in self.lying("bundle"):
            answer = self.county.hub.take(path.read_bytes(), path.name, self.county.now)
            assert answer.error is None
            path.unlink()
            (self.stick / answer.name).write_bytes(answer.content)

    def lying(self, what: str) -> list[Path]:
        return [path for path in files.find(self.stick).ours if f"-{what}-" in path.name]

    def sweep(self) -> None:
        for path in files.find(self.stick).ours:
            path.unlink()


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    killed, other = an_office(tmp_path, "一号", "二号")
    county = Office(killed.ledger, killed.stick, a_hub(tmp_path))
    county.enrol()
    with closing(other.ledger), closing(county.hub):
        killed.ledger.close()
        yield Pair(killed, other, county, random.Random(11))


def killed_while_exchanging(pair: Pair, times: int) -> set[str]:
    """Returns what had been done when a kill came."""
    killed, other, chance = pair.killed, pair.other, pair.chance
    came_after = set()
    for kill in range(times):
        pair.news()
        killed.reopen()
        before = numbers(killed.ledger.exchange.reaches())
        killed.ledger.close()
        after = chance.choice([chance.uniform(0, 0.1), chance.uniform(0, 0.7)])
        arguments = map(str, (killed.place.folder, killed.place.marks, pair.stick))
        told = [line.split() for line in told_until_killed(["-m", "tests.support.receiver", *arguments], after)]
        what = f"kill {kill} after {after:.3f} s, {told}"
        came_after.add(told[-1][0])
        killed.ledger = killed.place.open()
        assert killed.ledger.verify() == [], what
        now = numbers(killed.ledger.exchange.reaches())
        come = numbers(other.ledger.exchange.reaches())
        assert now[other.replica] in {before[other.replica], come[other.replica]}, f"whole or not at all: {what}"
        done = [(line[0], line[1]) for line in told if len(line) == 2]
        if any(word == "taken" and "-office-" in name for word, name in done):
            assert now[other.replica] == come[other.replica], what
        for word, one in done:
            assert word != "saved" or killed.ledger.get(Woman, one), what
            assert word not in {"given", "sent"} or (pair.stick / one).is_file(), what
        # Whatever lies there under a name of ours is whole, and is taken in any order.
        for path in pair.lying("office"):
            peek(path.read_bytes(), path.name)
        pair.post()
        outcomes = laptop.receive(other.ledger, pair.stick, other.now)
        assert {one.became for one in outcomes} <= {Became.TAKEN, Became.KNOWN, Became.OTHER}, what
        if chance.random() < 0.5 or kill == times - 1:
            settled(pair, what)
        pair.sweep()
        killed.ledger.close()
    return came_after


def settled(pair: Pair, what: str) -> None:
    """One exchange later all hold the same."""
    pair.killed.take()
    assert pair.lying("part") == []
    for one, other in ((pair.killed, pair.other), (pair.other, pair.killed)):
        outcomes = one.tell(other)
        assert Became.REFUSED not in {outcome.became for outcome in outcomes}, what
    assert all_tables(pair.killed) == all_tables(pair.other), what
    laptop.send(pair.killed.ledger, pair.stick, pair.killed.now)
    pair.post()
    outcomes = pair.killed.take()
    assert Became.REFUSED not in {one.became for one in outcomes}, what
    county = laptop.county_of(pair.killed.ledger)
    assert county is not None
    reached = pair.killed.ledger.exchange.acknowledged(county.id)
    assert numbers(reached) == numbers(pair.killed.ledger.exchange.reaches()), what
    assert held(pair.county.hub, "woman") == {}, "nobody agreed"


def test_killed_while_exchanging_it_goes_on_where_it_was(pair: Pair) -> None:
    assert len(killed_while_exchanging(pair, 10)) > 1, "the kills came at one moment only"


@pytest.mark.long
def test_after_a_hundred_kills_too(pair: Pair) -> None:
    assert {"open", "saved", "given", "sent"} <= killed_while_exchanging(pair, 100)


def test_of_two_files_for_the_same_laptop_any_may_have_been_lost_to_a_kill(pair: Pair) -> None:
    """What was marked as told before a kill and never reached the stick is simply in the next file."""
    pair.killed.reopen()
    her = a_woman()
    pair.killed.ledger.write("woman.register", [Add(her)])
    for path in [sent.path for sent in office.send_office(pair.killed.ledger, pair.stick, pair.killed.now)]:
        path.unlink()
    pair.killed.tell(pair.other)
    assert pair.other.ledger.get(Woman, her.id) is not None
    pair.killed.ledger.close()
