"""What random histories once brought to light, each told as the shortest story that shows it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions import Verb, consents
from app.actions.joining import join
from app.consent import effective
from app.records import Consent, SupplyBatch, SupplyItem, SupplyMovement, Woman
from app.records.writes import Add, Edit, Erase
from storage.ids import new_id
from storage.ledger import Ledger
from sync import laptop
from tests.support.ledgers import Place, a_woman, new_ledger
from tests.sync.support import Office, a_hub, held


@pytest.fixture
def placed(tmp_path: Path) -> Iterator[tuple[Office, Place]]:
    """A laptop that was never enrolled, its stick and its county."""
    ledger, place = new_ledger(tmp_path)
    stick = tmp_path / "stick"
    stick.mkdir()
    office = Office(ledger, stick, a_hub(tmp_path))
    yield office, place
    office.ledger.close()
    office.hub.close()


def copy_of(office: Office, place: Place, to: Path) -> Path:
    """The closed folder, copied as it is; the ledger goes on."""
    office.ledger.close()
    shutil.copytree(place.folder, to)
    office.ledger = place.open()
    return to


def put_back(office: Office, place: Place, copy: Path) -> None:
    office.ledger.close()
    shutil.rmtree(place.folder)
    shutil.copytree(copy, place.folder)
    office.ledger = place.open()


def test_a_copy_from_before_the_keys_were_made_enrols_anew_instead_of_never(
    placed: tuple[Office, Place], tmp_path: Path
) -> None:
    office, place = placed
    before, name = copy_of(office, place, tmp_path / "copy"), office.ledger.exchange.replica
    office.enrol()
    put_back(office, place, before)
    assert laptop.county_of(office.ledger) is None
    assert office.ledger.exchange.replica != name, "under that name the county knows other keys"
    office.enrol()
    assert office.exchange().outcome == "taken"


def test_a_copy_from_before_her_record_was_told_still_unsays_it(placed: tuple[Office, Place], tmp_path: Path) -> None:
    office, place = placed
    office.enrol()
    her = a_woman()
    office.ledger.write("woman.register", [Add(her)])
    yes = office.says(her, "given")
    before = copy_of(office, place, tmp_path / "copy")
    office.hand_over(office.send())
    assert set(held(office.hub, "woman")) == {her.id}
    put_back(office, place, before)
    if laptop.county_of(office.ledger) is None:
        office.enrol()
    office.says(her, "withdrawn", yes)
    office.exchange()
    assert held(office.hub, "woman") == {}, "the ledger no longer knows that anything was told, and must say it anyway"


@pytest.fixture
def ahead(placed: tuple[Office, Place], tmp_path: Path) -> Iterator[Ledger]:
    """A colleague's ledger, whose clock is fourteen years ahead."""
    ledger, _ = new_ledger(tmp_path, "ahead")
    ledger.clock.days = 14 * 365
    yield ledger
    ledger.close()


def meet(one: Ledger, other: Ledger) -> None:
    for here, there in ((one, other), (other, one)):
        there.exchange.merge(here.exchange.collect_for_office(there.exchange.reaches()))


def test_what_a_fast_clock_wrote_is_said_of_every_entry_by_a_right_one(
    placed: tuple[Office, Place], ahead: Ledger
) -> None:
    office, _ = placed
    office.enrol()
    one, other = a_woman(), a_woman()
    office.ledger.write("woman.register", [Add(one), Add(other)])
    meet(office.ledger, ahead)
    story = ahead.story(one.id)
    assert story is not None
    today = ahead.clock.today()
    ahead.write(Verb.CONSENT, consents.state(story, "county", agrees=False, on=today, fresh=new_id, how="signed"))
    meet(office.ledger, ahead)
    stories = [office.ledger.story(woman.id) for woman in (one, other)]
    assert stories[0] is not None
    assert stories[1] is not None
    office.ledger.write(Verb.JOIN, join(stories[0], stories[1], {}, fresh=new_id))
    assert effective(office.ledger.about(Consent, other.id), "county") == "refused"
    assert office.exchange().outcome == "taken"


def test_what_a_fast_clock_wrote_can_be_taken_back(placed: tuple[Office, Place], ahead: Ledger) -> None:
    office, _ = placed
    her = a_woman()
    day = ahead.clock.today().isoformat()
    ahead.write("woman.register", [Add(her.with_values(birth_date=day))])
    meet(office.ledger, ahead)
    changed = office.ledger.write("woman.edit", [Edit("woman", her.id, {"birth_date": None})])
    assert changed.dot is not None
    office.ledger.undo(changed.dot.seq)
    found = office.ledger.get(Woman, her.id)
    assert found is not None
    assert found.birth_date == day


def test_an_old_copy_opens_whatever_day_a_fast_clock_handed_supplies_out(
    placed: tuple[Office, Place], ahead: Ledger, tmp_path: Path
) -> None:
    office, place = placed
    her, item = a_woman(), SupplyItem(id=new_id(), subject="", article="condom")
    batch = SupplyBatch(id=new_id(), subject="", item=item.id)
    day = ahead.clock.today().isoformat()
    given = SupplyMovement(id=new_id(), subject=her.id, batch=batch.id, movement="out", quantity=2, date=day)
    ahead.write("x", [Add(her), Add(item), Add(batch), Add(given)])
    meet(office.ledger, ahead)
    before = copy_of(office, place, tmp_path / "copy")
    office.ledger.write("erase", [Erase(her.id)])
    put_back(office, place, before)
    assert office.ledger.get(Woman, her.id) is None
    assert [one.quantity for one in office.ledger.all(SupplyMovement)] == [2]


@pytest.mark.parametrize("sent_before", [False, True])
@pytest.mark.parametrize("heard_back", [False, True])
def test_who_erased_her_not_knowing_she_had_agreed_does_not_keep_it_from_the_county(
    placed: tuple[Office, Place], tmp_path: Path, sent_before: bool, heard_back: bool
) -> None:
    office, _ = placed
    office.enrol()
    unaware = Office(new_ledger(tmp_path, "second")[0], office.stick, office.hub)
    unaware.enrol()
    her = a_woman()
    office.ledger.write("woman.register", [Add(her)])
    meet(office.ledger, unaware.ledger)
    if sent_before:
        unaware.exchange()
    office.says(her, "given")
    office.exchange()
    assert set(held(office.hub, "woman")) == {her.id}
    unaware.ledger.write("erase", [Erase(her.id)])
    if sent_before:
        unaware.exchange()
    if heard_back:  # the one that told the county erases her before the other hears that she had agreed
        meet(unaware.ledger, office.ledger)
    else:
        meet(office.ledger, unaware.ledger)
    for _ in range(2):
        unaware.exchange()
        office.exchange()
    assert held(office.hub, "woman") == {}
    unaware.ledger.close()


def test_where_nobody_could_have_told_the_county_of_her_it_hears_of_no_erasure(
    placed: tuple[Office, Place], tmp_path: Path
) -> None:
    office, _ = placed
    other, _ = new_ledger(tmp_path, "second")
    meet(office.ledger, other)
    her = a_woman()
    office.ledger.write("woman.register", [Add(her)])
    office.says(her, "refused")
    meet(office.ledger, other)
    office.ledger.write("erase", [Erase(her.id)])
    meet(office.ledger, other)
    assert her.id not in office.ledger.exchange.collect_for_county("county").erased
    other.close()
