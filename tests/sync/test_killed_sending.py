"""Killed at any moment of sending, the stick holds whole files only, the county takes them, and the next is complete."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.records import Visit, Woman
from app.records.writes import Add
from storage.standing import Where
from sync import files, laptop
from sync.laptop import Became
from tests.support.killed import told_until_killed
from tests.support.ledgers import Place, a_woman, new_ledger
from tests.support.sender import NOW
from tests.sync.support import Office, a_hub, held

WOMEN = 60


@pytest.fixture
def placed(tmp_path: Path) -> Iterator[tuple[Place, Office]]:
    """An enrolled, closed ledger, its stick and its county."""
    ledger, place = new_ledger(tmp_path)
    stick = tmp_path / "stick"
    stick.mkdir()
    office = Office(ledger, stick, a_hub(tmp_path), now=NOW)
    office.enrol()
    women = [a_woman(f"女{n}") for n in range(WOMEN)]
    ledger.write("import", [Add(woman) for woman in women])
    for woman in women:
        office.says(woman, "given")
    ledger.close()
    yield place, office
    office.hub.close()


def killed_while_sending(place: Place, office: Office, seed: int, times: int) -> int:
    """Returns how many half-written files kills have left behind."""
    chance = random.Random(seed)
    for kill in range(times):
        after = chance.choice([chance.uniform(0, 0.1), chance.uniform(0, 0.8)])
        arguments = map(str, (place.folder, place.marks, office.stick, chance.randrange(10**9)))
        told = [line.split() for line in told_until_killed(["-m", "tests.support.sender", *arguments], after)]
        office.ledger = place.open()
        what = f"kill {kill} after {after:.3f} s"
        assert office.ledger.verify() == [], what
        for visit in (words[2] for words in told if words[0] == "saved"):
            assert office.ledger.get(Visit, visit), what
        said = {words[1] for words in told if words[0] == "sent"}
        ours = files.find(office.stick).ours
        assert said <= {path.name for path in ours}, what
        # What the log says has left is on the stick; what was cut before it was logged may be there too.
        logged = {row[3] for row in office.ledger.exchange_log(10_000) if row[1] == "sent"}
        assert said <= logged, what
        assert {name for name in logged if (office.stick / name).exists()} >= said
        for path in chance.sample(ours, len(ours)):  # whatever lies there under our name is whole, in any order
            answer = office.hub.take(path.read_bytes(), path.name, office.now)
            assert answer.error is None, what
            path.unlink()
            if chance.random() < 0.7:  # some receipts never come back
                (office.stick / answer.name).write_bytes(answer.content)
        assert {outcome.became for outcome in office.receive()} <= {Became.TAKEN, Became.KNOWN}
        # The next one completes whatever went missing.
        if chance.random() < 0.5 or kill == times - 1:
            office.exchange()
            at_county = held(office.hub, "woman")
            assert {woman.id: woman.occupation for woman in office.ledger.all(Woman)} == {
                record: row["occupation"] for record, row in at_county.items()
            }, what
            assert set(held(office.hub, "visit")) == {visit.id for visit in office.ledger.all(Visit)}, what
            for path in files.find(office.stick).ours:
                path.unlink()
        office.ledger.close()
    office.ledger = place.open()
    county = laptop.county_of(office.ledger)
    assert county is not None
    one = next(iter(office.ledger.all(Woman)))
    assert office.ledger.exchange.standing_of(one.id, county.id)["woman", one.id].where is Where.AT_COUNTY
    office.ledger.close()
    return sum(path.name.endswith(".part") for path in office.stick.iterdir())


def test_what_lies_on_the_stick_after_a_kill_is_whole_and_the_next_file_completes_it(
    placed: tuple[Place, Office],
) -> None:
    killed_while_sending(*placed, seed=5, times=12)


@pytest.mark.long
def test_after_a_hundred_kills_too(placed: tuple[Place, Office]) -> None:
    killed_while_sending(*placed, seed=6, times=100)
