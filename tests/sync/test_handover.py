"""A woman moves between two villages of one county: her record follows her when she asks, and nobody learns more than that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.errors import InputError
from app.records import KINDS, Child, Delivery, HandOver, MethodUse, Move, Pregnancy, Proposal, Visit, Woman
from app.records.writes import Edit, Erase
from storage.ids import new_id
from storage.ledger import Ledger
from sync import proposals
from sync.envelope import open_sealed
from sync.hub.county import Hub
from sync.keyring import enrolled
from tests.support.ledgers import a_woman
from tests.sync.post import HER_NUMBER, Village, items, village
from tests.sync.support import a_hub, held

OLD, NEW = ("莲荷村", "430981203205"), ("竹山村", "430981203206")


@pytest.fixture
def hub(tmp_path: Path, county_url: str) -> Iterator[Hub]:
    hub = a_hub(tmp_path, county_url)
    yield hub
    hub.close()


@pytest.fixture
def old(tmp_path: Path, hub: Hub) -> Iterator[Village]:
    made = village(tmp_path, hub, *OLD, who="old")
    yield made
    made.ledger.close()


@pytest.fixture
def new(tmp_path: Path, hub: Hub) -> Iterator[Village]:
    made = village(tmp_path, hub, *NEW, who="new")
    yield made
    made.ledger.close()


def lived(old: Village, **values: Any) -> Woman:
    """What the old village knows of her."""
    told = {"door": "莲荷村三组十二号", "phone": "13800000000", "note": "只在村里", "spouse_name": "他", **values}
    her = old.a_sharing_woman(**told)
    pregnancy = Pregnancy(id=new_id(), subject=her.id, lmp="2019-01-01", outcome="delivery", outcome_date="2019-10-08")
    delivery = Delivery(id=new_id(), subject=her.id, date="2019-10-08", pregnancy=pregnancy.id)
    old.add(
        pregnancy,
        delivery,
        Child(id=new_id(), subject=her.id, delivery=delivery.id, birth_date="2019-10-08", sex="2", name="小满"),
        MethodUse(id=new_id(), subject=her.id, method="iud_copper", start="2020-03-01", stop_reason="own_wish"),
        Visit(id=new_id(), subject=her.id, visit_kind="iud_followup", date="2026-03-02", advice="三个月后再来"),
        Move(id=new_id(), subject=her.id, direction="in", date="2016-01-01", county_place="桃江县"),
    )
    return her


def asks(new: Village, **values: Any) -> Woman:
    """She comes to her new village, shares her record there and asks."""
    her = new.a_sharing_woman(**values)
    proposals.ask_hand_over(new.ledger, her.id, "signed", new.now)
    return her


def stub(ledger: Ledger, her: Woman) -> Woman:
    found = ledger.get(Woman, her.id)
    assert found is not None
    return found


def said_in(letters: list[bytes], laptop: Village) -> list[bytes]:
    """What the letters to a laptop say once it has opened them."""
    keys, county = enrolled(laptop.ledger)
    senders = {county.id: county.keys}.get
    return [open_sealed(one, "x", me=laptop.replica, keys=keys, senders=senders).content for one in letters]


def test_her_record_follows_her_and_the_old_village_keeps_a_stub_that_names_no_place(
    old: Village, new: Village, hub: Hub
) -> None:
    was = lived(old)
    old.up()
    now = asks(new, door="竹山村一组", phone=None)
    new.up()
    assert old.mail() == [], "nobody is told before she has it"
    new.down()
    (one,) = new.waiting()
    assert (one.proposal.sort, one.woman.id, one.proposal.source) == ("hand_over", now.id, None)
    assert new.ledger.all(Visit) == []
    new.accept_all()
    (delivery,), (child,), (visit,) = new.ledger.all(Delivery), new.ledger.all(Child), new.ledger.all(Visit)
    (pregnancy,), (method,) = new.ledger.all(Pregnancy), new.ledger.all(MethodUse)
    assert {r.subject for r in (delivery, child, visit, pregnancy, method)} == {now.id}
    assert (child.delivery, delivery.pregnancy, visit.advice) == (delivery.id, pregnancy.id, "三个月后再来")
    assert (method.stop_reason, new.ledger.all(Move)) == (None, [])
    here = stub(new.ledger, now)
    assert (here.phone, here.door, here.note, here.spouse_name) == ("13800000000", "竹山村一组", None, None)
    theirs = {r.id for cls in (Delivery, Child, Visit, Pregnancy, MethodUse) for r in old.ledger.all(cls)}
    assert theirs.isdisjoint({delivery.id, child.id, visit.id, pregnancy.id, method.id})
    assert old.mail() == []
    new.up()
    old.letters.clear()
    old.down()
    (moved,) = old.waiting()
    assert (moved.proposal.sort, moved.proposal.told, moved.proposal.source) == ("moved", "{}", None)
    (content,) = said_in(old.letters, old)
    for word in (*NEW, "竹山", now.id, now.name, HER_NUMBER, new.replica):
        assert word.encode() not in content
    old.accept_all()
    closed = stub(old.ledger, was)
    assert (closed.status, closed.closed_reason) == ("closed", "moved_out")
    assert [move.county_place for move in old.ledger.all(Move) if move.direction == "out"] == [None]
    old.up()
    assert [(one["sort"], one["state"]) for one in items(hub)] in (
        [("hand_over", "accepted"), ("moved", "accepted")],
        [("moved", "accepted"), ("hand_over", "accepted")],
    )
    assert old.mail() == new.mail() == []


def test_accepting_twice_is_accepting_once(old: Village, new: Village) -> None:
    lived(old)
    old.up()
    asks(new)
    new.up()
    new.down()
    (one,) = new.waiting()
    first = proposals.accept(new.ledger, one.proposal.id, new.now)
    before = {
        kind: new.ledger.all(KINDS[kind].cls) for kind in ("visit", "child", "delivery", "pregnancy", "method_use")
    }
    assert first.dot is not None
    new.ledger.undo(first.dot.seq)
    assert new.ledger.all(Visit) == []
    new.accept_all()
    assert {kind: new.ledger.all(KINDS[kind].cls) for kind in before} == before


def test_a_child_she_told_of_when_she_came_is_not_told_twice(old: Village, new: Village) -> None:
    lived(old)
    old.up()
    her = asks(new)
    new.add(Child(id=new_id(), subject=her.id, birth_date="2019-10-08", sex="2", name="满满"))
    new.up()
    new.down()
    new.accept_all()
    assert [child.name for child in new.ledger.all(Child)] == ["满满"]
    assert len(new.ledger.all(Delivery)) == 1


def test_declined_the_old_village_hears_nothing(old: Village, new: Village, hub: Hub) -> None:
    was = lived(old)
    old.up()
    asks(new)
    new.up()
    new.down()
    (one,) = new.waiting()
    proposals.decline(new.ledger, one.proposal.id, new.now)
    new.up()
    assert old.mail() == new.mail() == []
    assert new.ledger.all(Visit) == []
    assert stub(old.ledger, was).status == "open"
    assert [(one["sort"], one["told"]) for one in items(hub)] == [("hand_over", "")]


def test_she_finds_it_later_when_the_old_village_brings_it(old: Village, new: Village) -> None:
    asks(new)
    new.up()
    assert new.mail() == [], "it waits, and nobody is told anything"
    lived(old)
    old.up()
    new.down()
    assert [one.proposal.sort for one in new.waiting()] == ["hand_over"]


@pytest.mark.parametrize("case", ["nobody", "never agreed", "withdrew", "erased", "two", "another", "mistake", "died"])
def test_without_both_consents_nothing_is_revealed_in_any_byte(
    case: str, old: Village, new: Village, hub: Hub, tmp_path: Path
) -> None:
    """What goes to either village is the same as where there is nobody of hers at all: nothing."""
    third = None
    if case == "never agreed":
        old.add(a_woman(id_type="01", id_number=HER_NUMBER))
    elif case == "another":
        lived(old, id_number="430981199503054528", phone="13900000000")
    elif case != "nobody":
        was = lived(old)
        if case == "two":
            third = village(tmp_path, hub, "茶亭村", "430981203207", "third")
            lived(third)
            third.up()
        elif case in ("mistake", "died"):
            closed = {"status": "closed", "closed_reason": case, "closed_date": "2026-01-01"}
            old.ledger.write("woman.close", [Edit("woman", was.id, closed)])
        else:
            old.up()
            if case == "erased":
                old.ledger.write("erase", [Erase(was.id)])
            else:
                story = old.ledger.story(was.id)
                assert story is not None
                old.says(was, "withdrawn", *story.consents)
    old.up()
    asks(new)
    receipt = new.up().receipt
    assert (receipt.refused, receipt.withdrawn, receipt.erased) == ((), (), ())
    assert old.mail() == new.mail() == []
    assert new.ledger.all(Proposal) == []
    assert items(hub) == [], "the county itself has written nothing down"
    old.up()
    new.up()
    assert old.mail() == new.mail() == []
    if third is not None:
        assert third.mail() == []
        third.ledger.close()


def test_her_request_goes_up_only_while_she_agrees_at_the_new_village(old: Village, new: Village, hub: Hub) -> None:
    lived(old)
    old.up()
    her = a_woman(id_type="01", id_number=HER_NUMBER)
    new.add(her)
    with pytest.raises(InputError, match=r"handover\.consent"):
        proposals.ask_hand_over(new.ledger, her.id, "signed", new.now)
    yes = new.says(her, "given")
    proposals.ask_hand_over(new.ledger, her.id, "oral", new.now)
    new.says(her, "withdrawn", yes)
    new.up()
    assert (held(hub, "hand_over"), old.mail(), new.mail()) == ({}, [], [])
    assert len(new.ledger.all(HandOver)) == 1


def test_a_letter_that_waits_is_the_same_whether_or_not_somebody_was_not_found(
    old: Village, new: Village, hub: Hub
) -> None:
    """Beside other news a request that finds nobody who agrees changes not one byte of what a letter says.

    (The file differs by what age adds at random, also in its length.)
    """
    hub.set_addresses(["hub.example:7443"])
    asks(new)
    new.up()
    new.mail()
    (alone,) = said_in(new.letters, new)
    new.letters.clear()
    old.add(a_woman(id_type="01", id_number=HER_NUMBER))
    old.up()
    new.mail()
    assert said_in(new.letters, new) == [alone]


def test_withdrawing_at_the_old_village_takes_back_what_has_not_gone_down(old: Village, new: Village, hub: Hub) -> None:
    was = lived(old)
    old.up()
    asks(new)
    new.up()
    (letter,) = new.mail()
    letter.unlink()
    story = old.ledger.story(was.id)
    assert story is not None
    old.says(was, "withdrawn", *story.consents)
    old.up()
    assert items(hub) == []
    assert new.mail() == []


def test_her_record_follows_her_to_a_third_village_too(old: Village, new: Village, hub: Hub, tmp_path: Path) -> None:
    third = village(tmp_path, hub, "梅溪村", "430981203207", who="third")
    lived(old)
    old.up()
    for there in (new, third):
        asks(there)
        there.up()
        there.down()
        assert [one.proposal.sort for one in there.waiting()] == ["hand_over"]
        there.accept_all()
        there.up()
        for before in (old, new):
            before.down()
            before.accept_all()
            before.up()
    assert [visit.advice for visit in third.ledger.all(Visit)] == ["三个月后再来"]
    assert {her.closed_reason for one in (old, new) for her in one.ledger.all(Woman)} == {"moved_out"}
    third.ledger.close()


def test_by_name_birth_date_and_telephone_where_there_is_no_number(old: Village, new: Village) -> None:
    lived(old, id_number=None)
    old.up()
    asks(new, id_number=None, phone="13800000000")
    new.up()
    new.down()
    assert len(new.waiting()) == 1


def test_name_and_birth_date_alone_are_not_enough(old: Village, new: Village) -> None:
    lived(old, id_number=None)
    old.up()
    asks(new, id_number=None, phone=None)
    new.up()
    assert new.mail() == []


def test_somebody_elses_number_brings_nobodys_record(old: Village, new: Village) -> None:
    lived(old)
    old.up()
    asks(new, name="不是她")
    new.up()
    assert new.mail() == []
