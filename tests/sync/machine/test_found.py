"""What random histories once brought to light, each told as the shortest story that shows it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.records.writes import Add
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
