"""An erasure by somebody who knew less of her: nothing of hers is lost silently, nothing handed out leaves the books."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.erasure import Hers, erase
from app.actions.requests import waiting
from app.records import Request, SupplyBatch, SupplyItem, SupplyMovement, Woman
from app.records.writes import Add, Edit, Erase
from storage.erasing import hers
from storage.ids import new_id
from storage.ledger import Ledger
from tests.support.ledgers import a_woman, new_ledger


@pytest.fixture
def laptops(tmp_path: Path) -> Iterator[tuple[Ledger, Ledger, Ledger]]:
    made = [new_ledger(tmp_path, name)[0] for name in ("one", "two", "three")]
    yield made[0], made[1], made[2]
    for ledger in made:
        ledger.close()


def hear(there: Ledger, here: Ledger) -> None:
    here.exchange.merge(there.exchange.collect_for_office(here.exchange.reaches()))


def everybody_hears(laptops: tuple[Ledger, ...]) -> None:
    for _ in range(2):
        for there in laptops:
            for here in laptops:
                if here is not there:
                    hear(there, here)


def cupboard(ledger: Ledger) -> SupplyBatch:
    item = SupplyItem(id=new_id(), subject="", article="condom", measure="piece", lasts_days=1)
    batch = SupplyBatch(id=new_id(), subject="", item=item.id, number="A1")
    came = SupplyMovement(id=new_id(), subject="", batch=batch.id, movement="in", quantity=100, date="2026-10-01")
    ledger.write("supply.in", [Add(item), Add(batch), Add(came)])
    return batch


def given(ledger: Ledger, batch: SupplyBatch, her: Woman, quantity: int) -> None:
    out = SupplyMovement(
        id=new_id(), subject=her.id, batch=batch.id, movement="out", quantity=quantity, date="2026-10-05"
    )
    ledger.write("supply.out", [Add(out)])


def left(ledger: Ledger) -> int:
    return sum(m.quantity if m.movement == "in" else -m.quantity for m in ledger.all(SupplyMovement))


def test_two_laptops_that_erase_the_same_woman_count_her_supplies_once(laptops: tuple[Ledger, Ledger, Ledger]) -> None:
    one, two, _ = laptops
    her, batch = a_woman(), cupboard(one)
    one.write("add", [Add(her)])
    given(one, batch, her, 12)
    everybody_hears(laptops)
    for ledger in (one, two):
        known = hers(ledger, her.id)
        assert known is not None
        ledger.write("erase", erase(known))
    everybody_hears(laptops)
    assert [left(ledger) for ledger in laptops] == [88, 88, 88]
    assert [ledger.exchange.conflicts() for ledger in laptops] == [[], [], []]


def test_what_was_handed_out_unknown_to_whom_erased_her_stays_in_the_books(
    laptops: tuple[Ledger, Ledger, Ledger],
) -> None:
    one, two, three = laptops
    her, batch = a_woman(), cupboard(one)
    one.write("add", [Add(her)])
    everybody_hears(laptops)
    given(two, batch, her, 7)
    hear(two, three)
    one.write("erase", erase(Hers((her,))))
    everybody_hears(laptops)
    assert [left(ledger) for ledger in laptops] == [93, 93, 93]
    assert [ledger.about(SupplyMovement, her.id) for ledger in laptops] == [[], [], []]
    assert [ledger.exchange.conflicts() for ledger in laptops] == [[], [], []]


@pytest.mark.parametrize("which", ["the entry that stands", "the entry that was joined"])
def test_an_entry_of_hers_that_whoever_erased_her_did_not_know_waits_with_an_open_request(
    laptops: tuple[Ledger, Ledger, Ledger], which: str
) -> None:
    one, two, three = laptops
    standing, joined = a_woman("甲"), a_woman("甲")
    one.write("add", [Add(standing)])
    everybody_hears(laptops)
    two.write("add", [Add(joined)])
    hear(two, three)
    gone, other = (standing, joined) if which == "the entry that stands" else (joined, standing)
    hear(three, one) if gone is joined else None
    for ledger in (two, three):
        ledger.write("woman.join", [Edit("woman", joined.id, {"merged_into": standing.id})])
    one.write("erase", [Erase(gone.id)])
    everybody_hears(laptops)
    for ledger in laptops:
        (asked,) = [request for request in ledger.all(Request) if waiting(request)]
        assert (asked.subject, asked.asked) == (other.id, "delete")
        assert ledger.get(Woman, gone.id) is None
        assert ledger.get(Woman, other.id) is not None
        assert ledger.exchange.conflicts() == []
        assert ledger.verify() == []
