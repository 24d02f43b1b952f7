"""Killed at any moment of an import, the roster is in the ledger whole or not at all, and can be imported again."""

import random

import pytest

from app.records import Household, RosterLine, Woman
from storage.ledger import Ledger
from tests.storage.test_importing import bring_in
from tests.support.importer import WOMEN
from tests.support.killed import told_until_killed
from tests.support.ledgers import Place

CYCLE = 0.9
"""Seconds an import and taking it back take, about; a kill falls anywhere in one."""


def held(ledger: Ledger) -> tuple[int, int, bool]:
    return ledger.count(Woman), ledger.count(RosterLine), ledger.count(Household) > 0


def killed_while_importing(place: Place, seed: int, times: int) -> None:
    chance = random.Random(seed)
    seen = set()
    for kill in range(times):
        after = chance.uniform(0, CYCLE)
        told = told_until_killed(["-m", "tests.support.importer", str(place.folder), str(place.marks)], after)
        ledger = place.open()
        assert ledger.verify() == [], f"kill {kill} after {after:.3f} s"
        assert held(ledger) in ((0, 0, False), (WOMEN, WOMEN, True)), f"kill {kill} after {after:.3f} s"
        reach = ledger.exchange.reaches()[ledger.exchange.replica].seq
        word, *facts = told[-1].split()
        if facts:
            # What was said last stands; at most one change more was committed before it could be said.
            assert int(facts[0]) <= reach <= int(facts[0]) + 1
            here = bool(ledger.count(Woman))
            assert here == ((word == "imported") == (reach == int(facts[0])))
        found = ledger.search.find("cjh", most=1)
        assert bool(found) == bool(ledger.count(Woman))
        seen.add(bool(found))
        ledger.close()
    ledger = place.open()
    bring_in(ledger)
    assert held(ledger) == (WOMEN, WOMEN, True)
    assert bring_in(ledger)[1] is None
    assert ledger.verify() == []
    ledger.close()
    assert seen == {False, True}, "the kills fell on one side of the commit only"


def test_a_roster_is_in_the_ledger_whole_or_not_at_all_after_a_kill(place: Place) -> None:
    killed_while_importing(place, seed=3, times=12)


@pytest.mark.long
def test_after_a_hundred_kills_too(place: Place) -> None:
    killed_while_importing(place, seed=4, times=100)
