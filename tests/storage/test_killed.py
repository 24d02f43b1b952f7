"""Killed at any moment, the ledger opens, is whole, and holds everything it said it had saved."""

import random

import pytest

from app.records import KINDS, Woman
from tests.support.killed import told_until_killed
from tests.support.ledgers import Place
from tests.support.saver import IMPORTED


def killed_and_opened(place: Place, seed: int, times: int) -> None:
    chance = random.Random(seed)
    women = 0
    for kill in range(times):
        after = chance.choice([chance.uniform(0, 0.05), chance.uniform(0, 0.6)])
        told = told_until_killed(
            ["-m", "tests.support.saver", str(place.folder), str(place.marks), str(chance.randrange(10**9))], after
        )
        ledger = place.open()
        assert ledger.verify() == [], f"kill {kill} after {after:.3f} s"
        last = 0
        for line in told:
            word, *facts = line.split()
            if word == "woman":
                assert ledger.get(Woman, facts[0]), line
                women += 1
                continue
            last = int(facts[0])
            if facts[1:]:
                kind, _, record = facts[1:]
                assert ledger.get(KINDS[kind].cls, record), line
                women += int(facts[2]) if kind == "woman" else 0
        reach = ledger.exchange.reaches()[ledger.exchange.replica]
        assert last <= reach.seq <= last + 1 or not last
        # An import that was not yet told is there whole or not at all.
        assert (ledger.count(Woman) - women) in (0, 1, IMPORTED)
        women = ledger.count(Woman)
        ledger.close()


def test_whatever_was_told_to_be_saved_is_there_after_a_kill(place: Place) -> None:
    killed_and_opened(place, seed=1, times=12)


@pytest.mark.long
def test_after_a_hundred_kills_too(place: Place) -> None:
    killed_and_opened(place, seed=2, times=100)
