"""Down from the county: letters as files, proposals a worker decides about, and what never goes down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

import resources
from app.actions.proposals import Changes
from app.errors import ExchangeError, InputError
from app.proposals import Correction
from app.records import Child, Delivery, Edition, Pregnancy, Proposal, ProposalAnswer, Woman
from app.records.writes import Edit, Erase
from storage.editions import hold_editions, let_go_editions
from storage.ids import new_id
from sync import proposals
from sync.envelope import new_keys, peek
from sync.hub import store
from sync.hub.county import Hub
from sync.hub.items import Kept, keep
from sync.hub.publishing import publish
from sync.keyring import county_of
from sync.laptop import Became
from sync.letter import Item, Letter, letter_in, write_letter
from tests.support.ledgers import a_woman, tables
from tests.sync.colleagues import Colleague
from tests.sync.post import HER_NUMBER, Village, a_birth, a_correction, items, told, village
from tests.sync.support import a_hub, held


@pytest.fixture
def hub(tmp_path: Path, county_url: str) -> Iterator[Hub]:
    hub = a_hub(tmp_path, county_url)
    yield hub
    hub.close()


@pytest.fixture
def here(tmp_path: Path, hub: Hub) -> Iterator[Village]:
    made = village(tmp_path, hub)
    yield made
    made.ledger.close()


def test_from_a_notice_to_an_accepted_birth(here: Village, hub: Hub) -> None:
    her = here.a_sharing_woman()
    here.add(Pregnancy(id=new_id(), subject=her.id, lmp="2026-02-01", edd="2026-11-08"))
    here.up()
    assert [(one.kept, one.error) for one in told(hub, a_birth())] == [(True, None)]
    (outcome,) = here.down()
    assert outcome.became is Became.TAKEN
    assert outcome.letter is not None
    assert outcome.letter.proposals == 1
    assert here.ledger.all(Delivery) == [], "nothing is in the ledger until a worker accepts it"
    (one,) = here.waiting()
    assert (one.woman.id, one.proposal.source) == (her.id, "县人民医院")
    proposals.accept(here.ledger, one.proposal.id, here.now)
    (delivery,), (child,) = here.ledger.all(Delivery), here.ledger.all(Child)
    (pregnancy,) = here.ledger.all(Pregnancy)
    assert (delivery.date, delivery.facility, delivery.pregnancy) == ("2026-11-02", "县人民医院", pregnancy.id)
    assert (child.birth_weight_g, child.gestation_weeks, child.delivery) == (3200, 39, delivery.id)
    assert pregnancy.outcome == "delivery"
    assert here.waiting() == []
    here.up()
    assert [row["state"] for row in held(hub, "proposal_answer").values()] == ["accepted"]
    assert [(one["state"], one["told"]) for one in items(hub)] == [("accepted", "")], "what was said need not be kept"
    assert here.mail() == []


def test_a_worker_changes_what_she_knows_better(here: Village, hub: Hub) -> None:
    here.a_sharing_woman()
    here.up()
    told(hub, a_birth())
    here.down()
    (one,) = here.waiting()
    changes = Changes({"mode": "caesarean"}, [{"name": "小满", "birth_weight_g": 3150}])
    proposals.accept(here.ledger, one.proposal.id, here.now, changes)
    (delivery,), (child,) = here.ledger.all(Delivery), here.ledger.all(Child)
    (said,) = here.ledger.all(ProposalAnswer)
    assert (delivery.mode, child.name, child.birth_weight_g, child.sex) == ("caesarean", "小满", 3150, "2")
    assert said.state == "changed"


def test_a_birth_the_village_wrote_down_already_is_not_told_twice(here: Village, hub: Hub) -> None:
    her = here.a_sharing_woman()
    delivery = Delivery(id=new_id(), subject=her.id, date="2026-11", mode="caesarean")
    here.add(delivery, Child(id=new_id(), subject=her.id, delivery=delivery.id, birth_date="2026-11-02", name="小满"))
    here.up()
    told(hub, a_birth())
    here.down()
    here.accept_all()
    (now,), (child,) = here.ledger.all(Delivery), here.ledger.all(Child)
    assert (now.mode, now.facility) == ("caesarean", "县人民医院"), (
        "what the village wrote stays, what it lacked is filled in"
    )
    assert (child.name, child.sex, child.birth_weight_g) == ("小满", "2", 3200)


def test_taken_back_it_waits_again_and_is_accepted_again_as_the_same_records(here: Village, hub: Hub) -> None:
    here.a_sharing_woman()
    here.up()
    told(hub, a_birth())
    here.down()
    (one,) = here.waiting()
    first = proposals.accept(here.ledger, one.proposal.id, here.now)
    before = here.ledger.all(Delivery)
    assert first.dot is not None
    here.ledger.undo(first.dot.seq)
    assert here.ledger.all(Delivery) == []
    assert [again.proposal.id for again in here.waiting()] == [one.proposal.id]
    here.accept_all()
    assert here.ledger.all(Delivery) == before
    with pytest.raises(InputError, match=r"proposal\.unknown"):
        proposals.accept(here.ledger, one.proposal.id, here.now)


def test_accepted_on_two_laptops_it_is_one_birth(here: Village, hub: Hub, tmp_path: Path) -> None:
    other = village(tmp_path, hub, who="second")
    one, two = (Colleague(x.replica, x.ledger, None, tmp_path / "round") for x in (here, other))  # type: ignore[arg-type]
    (tmp_path / "round").mkdir()
    one.admit(two)
    her = here.a_sharing_woman(children_stated=1)
    one.tell(two)
    here.up()
    told(hub, a_birth())
    for laptop in (here, other):
        laptop.down()
        laptop.accept_all()
    one.tell(two)
    two.tell(one)
    for laptop in (here, other):
        assert len(laptop.ledger.all(Delivery)) == len(laptop.ledger.all(Child)) == 1
        assert {said.state for said in laptop.ledger.all(ProposalAnswer)} == {"accepted"}
        assert laptop.ledger.exchange.conflicts() == []
        now = laptop.ledger.get(Woman, her.id)
        assert now is not None
        assert now.children_stated == 2
    here.up()
    other.up()
    assert len(held(hub, "delivery")) == 1
    other.ledger.close()


def test_declined_goes_up_under_her_consent_and_without_it_nowhere(here: Village, hub: Hub) -> None:
    her = here.a_sharing_woman()
    here.up()
    told(hub, a_birth())
    here.down()
    (one,) = here.waiting()
    proposals.decline(here.ledger, one.proposal.id, here.now)
    assert (here.waiting(), here.ledger.all(Delivery)) == ([], [])
    here.says(her, "withdrawn", *here.ledger.story(her.id).consents)  # type: ignore[union-attr]
    here.up()
    assert held(hub, "proposal_answer") == {}
    assert items(hub) == [], "and nothing about her waits any more"


def test_a_correction_edits_what_it_names_and_says_what_it_was(here: Village, hub: Hub) -> None:
    her = here.a_sharing_woman(phone="13800000000")
    here.up()
    told(hub, a_correction("woman", {"phone": "13900000000"}))
    here.down()
    (one,) = here.waiting()
    assert getattr(one.told, "was", None) == {"phone": "13800000000"}
    here.accept_all()
    now = here.ledger.get(Woman, her.id)
    assert now is not None
    assert now.phone == "13900000000"


@pytest.mark.parametrize(
    ("notice", "code"),
    [
        ({"sort": "abortion", "id_number": HER_NUMBER}, "hub.propose.sort"),
        ({"sort": "hiv", "id_number": HER_NUMBER}, "hub.propose.sort"),
        ({"sort": "moved", "id_number": HER_NUMBER}, "hub.propose.sort"),
        ({"sort": "hand_over", "id_number": HER_NUMBER}, "hub.propose.sort"),
        (a_birth(consent=None), "hub.propose.consent"),
        (a_birth(consent={"date": "2030-01-01", "how": "signed"}), "hub.propose.consent"),
        (a_birth(consent={"date": "2026-11-01", "how": "assumed"}), "hub.propose.consent"),
        (a_birth(children=[]), "hub.propose.form"),
        (a_birth(children=[{"sex": "7"}]), "hub.propose.form"),
        (a_birth(children=[{"sex": "1", "note": "…"}]), "hub.propose.form"),
        (a_birth(date="2031-01-01"), "hub.propose.form"),
        (a_birth(diagnosis="…"), "hub.propose.form"),
        (a_birth(id_number="430981199203054524"), "hub.propose.form"),
        (a_birth(id_number="430981199503054528"), "hub.propose.nobody"),
        (a_correction("pregnancy", {"outcome": "induced"}), "hub.propose.field"),
        (a_correction("visit", {"advice": "…"}), "hub.propose.field"),
        (a_correction("woman", {"spouse_name": "…"}), "hub.propose.field"),
        (a_correction("woman", {"status": "closed"}), "hub.propose.field"),
        (a_correction("delivery", {"complications": "…"}), "hub.propose.field"),
        (a_correction("child", {"name": "…"}), "hub.propose.nobody"),
    ],
)  # fmt: skip
def test_what_may_not_be_told_is_refused_and_the_rest_taken(
    here: Village, hub: Hub, notice: dict[str, object], code: str
) -> None:
    here.a_sharing_woman()
    here.up()
    bad, good = told(hub, notice, a_birth())
    assert bad.error is not None
    assert bad.error.code == code
    assert good.kept
    assert len(items(hub)) == 1


def test_who_does_not_share_her_record_is_not_found(here: Village, hub: Hub) -> None:
    her = a_woman(id_number=HER_NUMBER)
    here.add(her)
    here.up()
    (one,) = told(hub, a_birth())
    assert one.error is not None
    assert one.error.code == "hub.propose.nobody"


def test_said_twice_it_is_one_and_answered_it_is_not_asked_again(here: Village, hub: Hub) -> None:
    here.a_sharing_woman()
    here.up()
    assert [told(hub, a_birth())[0].kept for _ in range(2)] == [True, False]
    here.down()
    here.accept_all()
    here.up()
    assert [one.kept for one in told(hub, a_birth())] == [False]
    assert here.mail() == []


# --- letters lost, repeated, out of order, stale, forged ----------------------------------------------------------------


def test_what_was_not_confirmed_is_said_again_and_what_was_is_not(here: Village, hub: Hub) -> None:
    here.a_sharing_woman()
    here.up()
    told(hub, a_birth())
    (lost,) = here.mail()
    first = lost.read_bytes()
    lost.unlink()
    (again,) = here.mail()
    assert again.name == lost.name, "while nothing else is to be said it is the same letter"
    here.receive()
    told(hub, a_correction("woman", {"phone": "13900000000"}))
    (second,) = here.mail()
    (outcome,) = here.receive()
    assert outcome.letter is not None
    assert outcome.letter.proposals == 1, "the first came with it once more, and is known"
    (here.stick / lost.name).write_bytes(first)
    (late,) = here.receive()
    assert late.became is Became.KNOWN
    assert len(here.ledger.all(Proposal)) == 2
    sent = here.send().path
    assert peek(sent.read_bytes(), sent.name).letter > 0
    here.hub.take(sent.read_bytes(), sent.name, here.now)
    sent.unlink()
    assert here.mail() == []
    assert second.name != lost.name


def test_letters_in_the_wrong_order_leave_nothing_out(here: Village, hub: Hub) -> None:
    here.a_sharing_woman()
    here.up()
    told(hub, a_birth())
    (first,) = here.mail()
    told(hub, a_correction("woman", {"phone": "13900000000"}))
    (second,) = here.mail()
    older = first.read_bytes()
    first.unlink()
    here.receive()
    (here.stick / first.name).write_bytes(older)
    assert [one.became for one in here.receive()] == [Became.KNOWN]
    assert second.name != first.name
    assert len(here.waiting()) == 2


def test_both_on_one_stick_are_taken_in_their_order(here: Village, hub: Hub) -> None:
    here.a_sharing_woman()
    here.up()
    told(hub, a_birth())
    here.mail()
    told(hub, a_correction("woman", {"phone": "13900000000"}))
    here.mail()
    assert [one.became for one in here.receive()] == [Became.TAKEN, Became.TAKEN]
    assert len(here.waiting()) == 2


def test_a_letter_for_another_laptop_is_not_opened(here: Village, hub: Hub, tmp_path: Path) -> None:
    other = village(tmp_path, hub, who="second")
    here.a_sharing_woman()
    here.up()
    told(hub, a_birth())
    (letter,) = other.mail()
    here.stick.joinpath(letter.name).write_bytes(letter.read_bytes())
    before = tables(here.ledger)
    assert [one.became for one in here.receive()] == [Became.OTHER]
    assert tables(here.ledger) == before
    other.ledger.close()


def test_a_forged_letter_changes_nothing(here: Village, hub: Hub) -> None:
    her = here.a_sharing_woman()
    here.up()
    stranger, mine = new_keys(), here.hub.transact(store.laptops)[0]
    forged = Letter(9_000_000_000_000, 0, (Item(new_id(), "moved", "2026-11-02", "", her.id, "{}"),))
    for hub_id in (hub.id, new_id()):
        file = write_letter(forged, file_id=new_id(), hub=hub_id, keys=stranger, laptop=here.replica, to=mine.keys)
        (here.stick / f"suifang-letter-430981203205-20261122-{new_id()[:8]}.suifang").write_bytes(file)
    before = tables(here.ledger)
    assert {one.became for one in here.receive()} == {Became.REFUSED}
    assert tables(here.ledger) == before


@pytest.mark.parametrize(
    "wrong",
    [
        Letter(0, 0),
        Letter(1, 0, (Item("short", "moved", "2026-11-02", "", "0" * 32, "{}"),)),
        Letter(1, 0, (Item("0" * 32, "moved", "2026-11-02", "", "nobody", "{}"),)),
        Letter(1, 0, (), ("not a replica",)),
        Letter(1, 0, (Item("0" * 32, "edition", "2026-11-02", "", "", "x" * 1_000_001),)),
    ],
)
def test_a_letter_without_the_form_of_one_is_malformed(wrong: Letter) -> None:
    with pytest.raises(ExchangeError, match=r"exchange\.malformed"):
        letter_in(msgspec.msgpack.encode(wrong), "letter")


def test_what_this_program_cannot_read_holds_up_nothing_else_of_its_letter(here: Village, hub: Hub) -> None:
    her = here.a_sharing_woman()
    here.up()
    told(hub, a_birth())
    later = msgspec.json.encode(Correction("woman", her.id, {"of_a_later_program": 1})).decode()
    hub.transact(
        lambda db: keep(db, [Kept("430981203205", Item(new_id(), "correction", "2026-11-02", "", her.id, later))])
    )
    assert [one.became for one in here.down()] == [Became.TAKEN]
    assert [one.proposal.sort for one in here.waiting()] == ["birth"]
    assert sorted(one.sort for one in here.ledger.all(Proposal)) == ["birth", "correction"], "kept until it can be read"


def test_the_county_restored_from_a_backup_says_nothing_twice_and_its_numbers_rise(here: Village, hub: Hub) -> None:
    here.a_sharing_woman()
    here.up()
    told(hub, a_birth())
    here.down()
    taken = here.ledger.exchange_log(1)[0][4]
    hub.transact(lambda db: [db.exec_driver_sql(f"DELETE FROM {name}") for name in ("letter_box", "item_sent")])
    here.up()
    told(hub, a_correction("woman", {"phone": "13900000000"}))
    (outcome,) = here.down()
    assert outcome.became is Became.TAKEN, (taken, "its number is above the one that was confirmed")
    assert len(here.ledger.all(Proposal)) == 2


# --- about whom --------------------------------------------------------------------------------------------------------


def test_about_a_woman_who_is_not_here_or_was_erased_nothing_is_taken_in(here: Village, hub: Hub) -> None:
    her = here.a_sharing_woman()
    here.up()
    told(hub, a_birth())
    here.mail()
    here.ledger.write("erase", [Erase(her.id)])
    (outcome,) = here.receive()
    assert outcome.letter is not None
    assert (outcome.letter.proposals, outcome.letter.left) == (0, 1)
    assert here.ledger.all(Proposal) == []
    here.up()
    assert items(hub) == []


def test_erasing_her_erases_what_was_proposed(here: Village, hub: Hub) -> None:
    her = here.a_sharing_woman()
    here.up()
    told(hub, a_birth())
    here.down()
    here.ledger.write("erase", [Erase(her.id)])
    assert here.ledger.all(Proposal) == []
    assert here.waiting() == []


def test_a_likely_duplicate_of_one_village_is_shown_and_does_nothing_by_itself(here: Village, hub: Hub) -> None:
    here.a_sharing_woman()
    here.a_sharing_woman("王秀蘭")
    here.up()
    assert told(hub, a_birth())[0].error is not None, "which of them gave birth is not known"
    assert told(hub, {"sort": "duplicate", "id_number": HER_NUMBER})[0].kept
    here.down()
    (one,) = here.waiting()
    assert one.other is not None
    assert {one.woman.name, one.other.name} == {"王秀兰", "王秀蘭"}
    before = here.ledger.all(Woman)
    here.accept_all()
    assert here.ledger.all(Woman) == before


def test_when_the_second_of_two_withdraws_nothing_is_said_of_either(here: Village, hub: Hub) -> None:
    women = [here.a_sharing_woman(), here.a_sharing_woman("王秀蘭")]
    here.up()
    told(hub, {"sort": "duplicate", "id_number": HER_NUMBER})
    for her in women:
        here.says(her, "withdrawn", *here.ledger.story(her.id).consents)  # type: ignore[union-attr]
        here.up()
        assert items(hub) == []
        break


# --- editions ------------------------------------------------------------------------------------------------------------


def an_edition(hub: Hub, here: Village, name: str, content: str, unit: str = "") -> int:
    return hub.transact(lambda db: publish(db, name, content, here.now.date(), unit=unit))


def test_an_edition_reaches_every_village_and_the_latest_counts(here: Village, hub: Hub, tmp_path: Path) -> None:
    other = village(tmp_path, hub, "竹山村", "430981203206", "second")
    text = resources.shipped("codes/education.toml")
    assert an_edition(hub, here, "codes/education.toml", text) == 1
    assert an_edition(hub, here, "codes/education.toml", text.replace('edition = "', 'edition = "新')) == 2
    for laptop in (here, other):
        (outcome,) = laptop.down()
        assert outcome.letter is not None
        assert outcome.letter.editions == ("codes/education.toml",)
        assert [(one.name, one.number) for one in laptop.ledger.all(Edition)] == [("codes/education.toml", 2)]
    assert an_edition(hub, here, "codes/education.toml", text, unit="430981203206") == 3
    other.down()
    assert here.down() != [], "its last letter was not confirmed"
    assert {one.number for one in here.ledger.all(Edition)} == {2}
    assert {one.number for one in other.ledger.all(Edition)} == {2, 3}
    other.ledger.close()


def test_an_edition_that_lacks_a_code_in_use_is_told_and_left(here: Village, hub: Hub) -> None:
    text = resources.shipped("codes/education.toml")
    more = text.replace("rows = [", 'rows = [\n  { code = "77", zh = "新的", en = "New" },')
    an_edition(hub, here, "codes/education.toml", more)
    here.down()
    assert hold_editions(here.ledger) == {}
    here.a_sharing_woman(education="77")
    an_edition(hub, here, "codes/education.toml", text)
    (outcome,) = here.down()
    assert outcome.letter is not None
    assert outcome.letter.refused == (("codes/education.toml", "edition.codes"),)
    assert hold_editions(here.ledger).keys() == {"codes/education.toml"}
    assert resources.read("codes/education.toml") == more, "the edition before holds"
    let_go_editions()
    assert resources.read("codes/education.toml") == text


def test_a_line_that_moved_is_told_in_a_letter(here: Village, hub: Hub) -> None:
    assert here.mail() == []
    hub.set_addresses(["hub.example:7443"])
    (outcome,) = here.down()
    assert outcome.became is Became.TAKEN
    county = county_of(here.ledger)
    assert county is not None
    assert (county.addresses, county.certificate) == (("hub.example:7443",), hub.certificate)
    here.up()
    assert here.mail() == []


def test_a_woman_edited_meanwhile_is_corrected_where_she_was_told_to_be(here: Village, hub: Hub) -> None:
    her = here.a_sharing_woman(phone="13800000000")
    here.up()
    told(hub, a_correction("woman", {"phone": "13900000000"}))
    here.down()
    here.ledger.write("woman.edit", [Edit("woman", her.id, {"retired": "mistake"})])
    assert here.waiting() == [], "nobody is asked about an entry that was taken back"
    with pytest.raises(InputError, match=r"proposal\.gone"):
        proposals.accept(here.ledger, here.ledger.all(Proposal)[0].id, here.now)
    assert replace(her) == her
