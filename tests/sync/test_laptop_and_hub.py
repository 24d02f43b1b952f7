"""A real ledger, a stick and a real hub: what a village and its county live through together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.errors import ExchangeError, StorageTrouble
from app.records import Visit
from app.records.writes import Add, Edit, Erase
from storage.ids import new_id
from storage.standing import Where
from sync import keyring, laptop
from sync.hub.store import Store
from sync.laptop import Became
from sync.manifest import Manifest
from tests.support.ledgers import Place, a_woman, new_ledger, tables
from tests.sync.support import START, Office, a_hub, held, versions


@pytest.fixture
def office(tmp_path: Path, county_url: str) -> Iterator[Office]:
    ledger, _ = new_ledger(tmp_path)
    stick = tmp_path / "stick"
    stick.mkdir()
    hub = a_hub(tmp_path, county_url)
    office = Office(ledger, stick, hub)
    office.enrol()
    yield office
    ledger.close()
    hub.close()


@pytest.fixture
def colleague(office: Office, tmp_path: Path) -> Iterator[Office]:
    """A second laptop of the same office."""
    ledger, _ = new_ledger(tmp_path, "second")
    other = Office(ledger, office.stick, office.hub)
    other.enrol()
    yield other
    ledger.close()


def meet(one: Office, other: Office) -> None:
    """Two laptops tell each other everything."""
    for here, there in ((one.ledger, other.ledger), (other.ledger, one.ledger)):
        there.exchange.merge(here.exchange.collect_for_office(there.exchange.reaches()))


def a_visit(woman: str, date: str = "2026-11-02") -> Visit:
    return Visit(
        id=new_id(), subject=woman, visit_kind="iud_followup", date=date, weight_g=56_500, advice="三个月后再来"
    )


def test_only_who_agreed_reaches_the_county_and_her_page_says_so(office: Office) -> None:
    agrees, silent, refuses = a_woman("甲", spouse_name="他", note="只在村里"), a_woman("乙"), a_woman("丙")
    office.ledger.write("import", [Add(agrees), Add(silent), Add(refuses)])
    office.says(agrees, "given")
    office.says(refuses, "refused")
    answer = office.exchange()
    women = held(office.hub, "woman")
    assert set(women) == {agrees.id}
    assert "spouse_name" not in women[agrees.id]
    assert "note" not in women[agrees.id]
    assert {row["subject"] for row in held(office.hub, "consent").values()} == {agrees.id}
    assert answer.outcome == "taken"
    county = laptop.county_of(office.ledger)
    assert county is not None
    where = {w.id: office.ledger.exchange.standing_of(w.id, county.id)["woman", w.id].where for w in (agrees, silent)}
    assert where == {agrees.id: Where.AT_COUNTY, silent.id: Where.STAYS}


def test_the_second_bundle_carries_only_what_changed(office: Office) -> None:
    women = [a_woman(f"女{n}") for n in range(40)]
    office.ledger.write("import", [Add(w) for w in women])
    for woman in women:
        office.says(woman, "given")
    first = office.send()
    office.hand_over(first)
    office.receive()
    office.ledger.write("edit", [Edit("woman", women[0].id, {"occupation": "教师"})])
    second = office.send()
    assert (second.manifest.records, second.manifest.edits) == ({}, {"woman": 1})
    assert second.manifest.fields == {"woman": ("occupation",)}
    office.hand_over(second)
    assert held(office.hub, "woman")[women[0].id]["occupation"] == "教师"


def test_months_of_sending_without_a_receipt_lose_nothing(office: Office) -> None:
    woman = a_woman()
    office.ledger.write("import", [Add(woman)])
    office.says(woman, "given")
    lost = [office.send()]
    for month in range(1, 5):
        office.ledger.write("visit", [Add(a_visit(woman.id, f"2026-0{month}-03"))])
        lost.append(office.send())
    office.hand_over(lost[-1])
    assert len(held(office.hub, "visit")) == 4
    before = held(office.hub, "visit")
    assert [office.hand_over(one).outcome for one in lost[:-1]] == ["held"] * 4
    assert held(office.hub, "visit") == before


def test_what_she_takes_back_is_gone_at_the_county_and_comes_back_confirmed(office: Office) -> None:
    woman = a_woman()
    office.ledger.write("import", [Add(woman), Add(a_visit(woman.id))])
    yes = office.says(woman, "given")
    office.exchange()
    no = office.says(woman, "withdrawn", yes)
    answer = office.exchange()
    assert not held(office.hub, "woman")
    assert not held(office.hub, "visit")
    assert not held(office.hub, "consent")
    assert answer.receipt.withdrawn == (woman.id,)
    office.ledger.write("visit", [Add(a_visit(woman.id, "2026-11-20"))])
    assert office.exchange().receipt.withdrawn == (woman.id,)
    assert not held(office.hub, "visit")
    office.says(woman, "given", yes, no)
    answer = office.exchange()
    assert answer.receipt.withdrawn == ()
    assert set(held(office.hub, "woman")) == {woman.id}
    assert len(held(office.hub, "visit")) == 2


def test_a_consent_noted_by_mistake_and_taken_back_is_unsaid(office: Office) -> None:
    woman = a_woman()
    office.ledger.write("import", [Add(woman)])
    yes = office.says(woman, "given")
    office.exchange()
    office.ledger.write("mistake", [Edit("consent", yes.id, {"retired": "mistake"})])
    office.exchange()
    assert not held(office.hub, "woman")
    office.says(woman, "given")
    office.exchange()
    assert set(held(office.hub, "woman")) == {woman.id}


def test_erasure_reaches_the_county_and_nothing_brings_her_back(office: Office, colleague: Office) -> None:
    woman = a_woman()
    office.ledger.write("import", [Add(woman)])
    office.says(woman, "given")
    meet(office, colleague)
    office.exchange()
    office.ledger.write("erase", [Erase(woman.id)])
    assert office.exchange().receipt.erased == (woman.id,)
    colleague.ledger.write("edit", [Edit("woman", woman.id, {"occupation": "务农"}), Add(a_visit(woman.id))])
    colleague.exchange()
    assert not held(office.hub, "woman")
    assert not held(office.hub, "visit")


def test_a_laptop_that_has_not_heard_of_a_withdrawal_brings_nothing_back(office: Office, colleague: Office) -> None:
    woman = a_woman()
    office.ledger.write("import", [Add(woman)])
    yes = office.says(woman, "given")
    meet(office, colleague)
    colleague.ledger.write("visit", [Add(a_visit(woman.id))])
    old = colleague.send()
    office.says(woman, "withdrawn", yes)
    office.exchange()
    colleague.hand_over(old)
    colleague.exchange()
    assert not held(office.hub, "visit")
    assert not held(office.hub, "woman")


def test_what_one_laptop_withheld_comes_after_the_other_noted_her_consent(office: Office, colleague: Office) -> None:
    """The county heard of her consent from one laptop before the other did; that one's visit must not be lost."""
    woman = a_woman()
    office.ledger.write("import", [Add(woman)])
    meet(office, colleague)
    visit = a_visit(woman.id)
    colleague.ledger.write("visit", [Add(visit)])
    office.says(woman, "given")
    office.exchange()
    colleague.exchange()
    assert not held(office.hub, "visit")
    meet(office, colleague)
    county = laptop.county_of(colleague.ledger)
    assert county is not None
    standing = colleague.ledger.exchange.standing_of(woman.id, county.id)
    assert standing["visit", visit.id].where is Where.NOT_YET
    colleague.exchange()
    assert set(held(office.hub, "visit")) == {visit.id}
    standing = colleague.ledger.exchange.standing_of(woman.id, county.id)
    assert standing["visit", visit.id].where is Where.AT_COUNTY


def test_an_open_conflict_is_the_same_at_the_county(office: Office, colleague: Office) -> None:
    woman = a_woman(occupation="务农")
    office.ledger.write("import", [Add(woman)])
    office.says(woman, "given")
    meet(office, colleague)
    office.ledger.write("edit", [Edit("woman", woman.id, {"occupation": "教师"})])
    colleague.ledger.write("edit", [Edit("woman", woman.id, {"occupation": "个体"})])
    office.exchange()
    colleague.exchange()
    found = versions(office.hub)["woman", woman.id, "occupation"]
    assert {value for value, _, _ in found} == {"教师", "个体"}
    meet(office, colleague)
    shown = office.ledger.get(type(woman), woman.id)
    assert shown is not None
    assert held(office.hub, "woman")[woman.id]["occupation"] == shown.occupation
    office.ledger.write("settle", [Edit("woman", woman.id, {"occupation": "个体户"})])
    office.exchange()
    assert {value for value, _, _ in versions(office.hub)["woman", woman.id, "occupation"]} == {"个体户"}


def test_a_county_restored_from_a_backup_is_sent_everything_again(
    office: Office, county_url: str, copied: Callable[[str], str]
) -> None:
    women = [a_woman(f"女{n}") for n in range(3)]
    office.ledger.write("import", [Add(women[0])])
    office.says(women[0], "given")
    office.exchange()
    office.hub.close()
    backup = copied(county_url)
    office.ledger.write("import", [Add(women[1])])
    office.says(women[1], "given")
    office.exchange()
    office.hub.close()
    office.hub._store = Store(backup)
    office.ledger.write("import", [Add(women[2])])
    office.says(women[2], "given")
    gap = office.exchange()
    assert isinstance(gap.error, ExchangeError)
    assert gap.error.code == gap.receipt.outcome == "exchange.gap"
    assert gap.receipt.missing
    assert set(held(office.hub, "woman")) == {women[0].id}
    assert office.exchange().outcome == "taken"
    assert set(held(office.hub, "woman")) == {w.id for w in women}


def test_a_copied_ledger_enrols_again_and_loses_nothing(office: Office, tmp_path: Path) -> None:
    woman = a_woman()
    office.ledger.write("import", [Add(woman)])
    office.says(woman, "given")
    office.exchange()
    replica = office.ledger.exchange.replica
    office.ledger.close()
    copy = Place(tmp_path / "ledger", tmp_path / "another machine").open()
    again = Office(copy, office.stick, office.hub)
    assert copy.exchange.replica != replica
    assert laptop.county_of(copy) is None
    with pytest.raises(ExchangeError, match=r"exchange\.not_enrolled"):
        again.send()
    again.enrol()
    copy.write("visit", [Add(a_visit(woman.id))])
    again.exchange()
    assert len(held(office.hub, "visit")) == 1
    assert set(held(office.hub, "woman")) == {woman.id}
    copy.close()


def test_a_receipt_is_believed_once_and_only_from_our_county(office: Office, tmp_path: Path) -> None:
    woman = a_woman()
    office.ledger.write("import", [Add(woman)])
    office.says(woman, "given")
    answer = office.hand_over(office.send())
    assert [o.became for o in laptop.receive(office.ledger, office.stick, office.now)].count(Became.TAKEN) == 1
    before = tables(office.ledger)
    (again,) = laptop.receive(office.ledger, office.stick / answer.name, office.now)
    assert again.became is Became.KNOWN
    altered = bytearray(answer.content)
    altered[len(altered) // 2] ^= 1
    (office.stick / answer.name).write_bytes(altered)
    (outcome,) = laptop.receive(office.ledger, office.stick / answer.name, office.now)
    assert outcome.became is Became.REFUSED
    assert outcome.error is not None
    assert outcome.error.code == "exchange.altered"
    assert tables(office.ledger) == before


def test_a_strange_county_cannot_make_a_laptop_skip_sending(office: Office, tmp_path: Path) -> None:
    from sync.receipt import Receipt, write_receipt

    (tmp_path / "other").mkdir()
    liar = a_hub(tmp_path / "other")
    woman = a_woman()
    office.ledger.write("import", [Add(woman)])
    office.says(woman, "given")
    mine = office.ledger.exchange.replica
    keys = keyring.my_keys(office.ledger)
    assert keys is not None
    claim = {replica: (reach.seq, reach.link) for replica, reach in office.ledger.exchange.reaches().items()}
    receipt = Receipt(number=10**15, bundle="0" * 32, outcome="taken", at_ms=0, holds=claim)
    name = "suifang-receipt-430981203205-20261122-00000000.suifang"
    for hub_id, code in ((liar.id, "exchange.stranger"), (office.hub.id, "exchange.altered")):
        forged = write_receipt(receipt, file_id="0" * 32, hub=hub_id, keys=liar._keys, laptop=mine, to=keys.public)
        (office.stick / name).write_bytes(forged)
        (outcome,) = laptop.receive(office.ledger, office.stick / name, START)
        assert outcome.error is not None
        assert outcome.error.code == code
    assert office.send().manifest.records["woman"] == 1
    liar.close()


def test_a_code_read_out_wrongly_enrols_nobody(office: Office, tmp_path: Path) -> None:
    ledger, _ = new_ledger(tmp_path, "third")
    request = laptop.request_enrolment(ledger, office.stick, START)
    assert laptop.my_code(ledger) == request.code
    enrolled = office.hub.enrol(request.path.read_bytes(), request.path.name, START)
    path = office.stick / enrolled.name
    path.write_bytes(enrolled.content)
    assert [o.became for o in laptop.receive(ledger, office.stick, START)] == [Became.GRANT, Became.OTHER]
    with pytest.raises(ExchangeError, match=r"exchange\.code_differs"):
        laptop.accept_grant(ledger, path, request.code, START)
    assert laptop.county_of(ledger) is None
    with pytest.raises(ExchangeError, match=r"exchange\.foreign"):
        laptop.accept_grant(office.ledger, path, office.hub.code, START)
    county = laptop.accept_grant(ledger, path, office.hub.code.replace(" ", "－"), START)
    assert county.name == "桃江县妇幼"
    assert [o.became for o in laptop.receive(ledger, path, START)] == [Became.KNOWN]
    ledger.close()


def test_what_left_is_in_the_log_without_a_name(office: Office) -> None:
    import msgspec

    woman = a_woman("欧阳春桃", phone="13800000000")
    office.ledger.write("import", [Add(woman), Add(a_visit(woman.id))])
    office.says(woman, "given")
    sent = office.send()
    _, direction, peer, file, manifest = office.ledger.exchange_log()[0]
    assert (direction, peer, file) == ("sent", office.hub.id, sent.path.name)
    told = msgspec.json.decode(manifest, type=Manifest)
    assert told.records == {"woman": 1, "consent": 1, "visit": 1}
    assert told.women == 1
    assert set(told.fields["visit"]) == {"visit_kind", "date", "weight_g", "advice", "signed"}
    assert told.consent == "county"
    assert not any(word in manifest for word in ("欧阳春桃", "13800000000", woman.id))


def test_a_stick_pulled_out_changes_nothing_in_the_ledger(office: Office) -> None:
    before = tables(office.ledger)
    office.stick.rmdir()
    with pytest.raises(StorageTrouble, match=r"file\.gone"):
        office.send()
    assert not office.stick.exists()
    assert tables(office.ledger) == before
