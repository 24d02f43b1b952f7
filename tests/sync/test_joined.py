"""Entries of one woman at the county: each stays a subject of its own, and her strictest word holds for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions import Verb
from app.actions.joining import join
from app.records import Consent, Woman
from app.records.writes import Add
from storage.ids import new_id
from tests.support.ledgers import a_woman, new_ledger
from tests.sync.support import Office, a_hub, held


@pytest.fixture
def offices(tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    """Two laptops of one village office, and their county."""
    stick = tmp_path / "stick"
    stick.mkdir()
    hub = a_hub(tmp_path)
    made = []
    for name in ("first", "second"):
        office = Office(new_ledger(tmp_path, name)[0], stick, hub)
        office.enrol()
        made.append(office)
    yield made[0], made[1]
    for office in made:
        office.ledger.close()
    hub.close()


def meet(one: Office, other: Office) -> None:
    for here, there in ((one.ledger, other.ledger), (other.ledger, one.ledger)):
        there.exchange.merge(here.exchange.collect_for_office(there.exchange.reaches()))


def joined(office: Office, keep: Woman, other: Woman) -> int:
    one, two = office.ledger.story(keep.id), office.ledger.story(other.id)
    assert one is not None
    assert two is not None
    changed = office.ledger.write(Verb.JOIN, join(one, two, {}, fresh=new_id))
    assert changed.dot is not None
    return changed.dot.seq


def at_county(office: Office) -> set[str]:
    return set(held(office.hub, "woman"))


def test_joined_entries_stay_two_subjects_there(offices: tuple[Office, Office]) -> None:
    office, _ = offices
    one, two = a_woman("王丽"), a_woman("王莉")
    office.ledger.write("woman.register", [Add(one), Add(two)])
    for woman in (one, two):
        office.says(woman, "given")
    joined(office, one, two)
    office.exchange()
    assert at_county(office) == {one.id, two.id}
    assert office.ledger.exchange.standing(None).women_sharing == 1


def test_what_the_county_had_of_one_is_withdrawn_when_the_other_refused_and_comes_back_when_parted(
    offices: tuple[Office, Office],
) -> None:
    office, _ = offices
    one, two = a_woman("王丽"), a_woman("王莉")
    office.ledger.write("woman.register", [Add(one), Add(two)])
    office.says(one, "given")
    office.says(two, "refused")
    office.exchange()
    assert at_county(office) == {one.id}
    seq = joined(office, one, two)
    office.exchange()
    assert at_county(office) == set()
    office.ledger.undo(seq)
    office.exchange()
    assert at_county(office) == {one.id}


def test_a_refusal_heard_by_a_laptop_that_knew_one_entry_holds_for_both(offices: tuple[Office, Office]) -> None:
    office, colleague = offices
    one, two = a_woman("王丽"), a_woman("王莉")
    office.ledger.write("woman.register", [Add(one), Add(two)])
    for woman in (one, two):
        office.says(woman, "given")
    office.exchange()
    meet(office, colleague)
    joined(office, one, two)
    colleague.says(one, "withdrawn")
    meet(office, colleague)
    office.exchange()
    assert at_county(office) == set()
    states = {(said.subject, said.state) for said in office.ledger.about(Consent, one.id)}
    assert (two.id, "withdrawn") in states
    meet(office, colleague)
    before = len(colleague.ledger.about(Consent, one.id))
    colleague.exchange()
    assert len(colleague.ledger.about(Consent, one.id)) == before


def test_who_would_not_be_kept_at_all_is_not_at_the_county_under_another_entry(offices: tuple[Office, Office]) -> None:
    """She was written down again, and only later found to be the one who had said no."""
    office, _ = offices
    again, bare = a_woman("王丽"), a_woman("王丽", birth_date="1990")
    no = Consent(id=new_id(), subject=bare.id, scope="care", state="refused", date="2026-01-05")
    office.ledger.write("woman.register", [Add(again), Add(bare), Add(no)])
    office.says(again, "given")
    office.exchange()
    assert at_county(office) == {again.id}
    seq = joined(office, again, bare)
    office.exchange()
    assert at_county(office) == set()
    office.ledger.undo(seq)
    office.exchange()
    assert at_county(office) == {again.id}
