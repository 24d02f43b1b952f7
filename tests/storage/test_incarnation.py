"""No number ever means two things, however files are copied about."""

import shutil
from pathlib import Path

import pytest

from app.errors import ExchangeError, LedgerError
from app.records import Woman
from app.records.writes import Add, Edit
from storage.ledger import Ledger
from tests.support.ledgers import Place, a_woman, new_ledger


def copied(place: Place, to: Path) -> Place:
    shutil.copytree(place.folder, to, dirs_exist_ok=True)
    return Place(to, place.marks)


def test_opening_again_goes_on_under_the_same_name(place: Place) -> None:
    names, ends = set(), []
    for n in range(3):
        ledger = place.open()
        names.add(ledger.exchange.replica)
        changed = ledger.write("add", [Add(a_woman(note=str(n)))])
        assert changed.dot is not None
        ends.append(changed.dot.seq)
        ledger.close()
    assert len(names) == 1
    assert ends == [2, 3, 4]


def test_an_old_copy_put_back_is_another_incarnation_and_keeps_what_it_knew(place: Place, tmp_path: Path) -> None:
    old = copied(place, tmp_path / "old")
    ledger = place.open()
    first = ledger.exchange.replica
    ledger.write("add", [Add(a_woman())])
    ledger.exchange.take_receipt("county", number=7, holds=ledger.exchange.collect_for_county("county").upto)
    ledger.close()
    shutil.rmtree(place.folder)
    shutil.copytree(old.folder, place.folder)
    ledger = place.open()
    assert ledger.exchange.replica != first
    assert ledger.exchange.reaches()[first].seq == 1
    second = ledger.exchange.replica
    ledger.close()
    ledger = place.open()
    assert ledger.exchange.replica == second
    assert ledger.verify() == []
    ledger.close()


def test_lost_marks_cost_an_incarnation_and_nothing_else(place: Place) -> None:
    ledger = place.open()
    her = a_woman()
    ledger.write("add", [Add(her)])
    first = ledger.exchange.replica
    ledger.exchange.take_receipt("county", number=7, holds=ledger.exchange.reaches())
    ledger.close()
    shutil.rmtree(place.marks)
    ledger = place.open()
    assert ledger.exchange.replica != first
    assert ledger.get(Woman, her.id) == her
    ledger.exchange.take_receipt("county", number=1, holds=ledger.exchange.reaches())
    ledger.close()


def test_a_copy_on_the_same_machine_never_says_something_else_under_the_same_number(
    place: Place, tmp_path: Path
) -> None:
    twin = copied(place, tmp_path / "twin")
    one = place.open()
    one.write("add", [Add(a_woman("王秀兰"))])
    told = one.exchange.collect_for_office({})
    one._db.close()  # killed
    one._held.release()
    other = twin.open()
    other.write("add", [Add(a_woman("李月琴"))])
    retold = other.exchange.collect_for_office({})
    for name in told.upto.keys() & retold.upto.keys():
        if told.upto[name].seq == retold.upto[name].seq:
            assert told.upto[name] == retold.upto[name]
    other.close()


def test_of_two_copies_open_at_once_only_one_may_tell(place: Place, tmp_path: Path) -> None:
    twin = copied(place, tmp_path / "twin")
    one, other = place.open(), twin.open()
    assert one.exchange.replica == other.exchange.replica, "nobody could know yet"
    one.write("add", [Add(a_woman("王秀兰"))])
    other.write("add", [Add(a_woman("李月琴"))])
    one.exchange.collect_for_office({})
    for collect in (other.exchange.collect_for_office, other.exchange.collect_for_county):
        with pytest.raises(LedgerError, match=r"ledger.copied"):
            collect({})  # type: ignore[arg-type]  # refused before it is looked at
    other.close()
    other = twin.open()
    assert one.exchange.replica != other.exchange.replica
    one.close()
    other.close()


def test_a_fork_that_nobody_declared_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    ledger, place = new_ledger(tmp_path)
    peer, _ = new_ledger(tmp_path, "peer")
    her = a_woman()
    ledger.write("add", [Add(her)])
    ledger.close()
    twin = Place(copied(place, tmp_path / "twin").folder, tmp_path / "twin-marks")
    shutil.copytree(place.marks, twin.marks)  # a whole profile was cloned: no mark can tell
    one, other = place.open(), twin.open()
    one.write("edit", [Edit("woman", her.id, {"note": "一"})])
    other.write("edit", [Edit("woman", her.id, {"note": "二"})])
    peer.exchange.merge(one.exchange.collect_for_office({}))
    reaches = peer.exchange.reaches()

    def refuses(taker: Ledger, giver: Ledger) -> None:
        with pytest.raises(ExchangeError, match=r"exchange.forked"):
            taker.exchange.merge(giver.exchange.collect_for_office({}))

    refuses(peer, other)
    other.write("edit", [Edit("woman", her.id, {"note": "三"})])
    refuses(peer, other)
    refuses(one, other)
    assert peer.exchange.reaches() == reaches
    found = peer.get(Woman, her.id)
    assert found is not None
    assert found.note == "一"
    for each in (one, other, peer):
        each.close()
