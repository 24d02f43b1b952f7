"""The county's command line for what goes down: one trip with a stick, letters, revoking, in the words it says."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import resources
from app.errors import ExchangeError, InputError
from app.records import LaptopStop
from sync import laptop, office
from sync.hub import relays, revoking, store, trip
from sync.hub.county import Hub
from sync.hub.main import main
from tests.sync.colleagues import Colleague
from tests.sync.post import HER_NUMBER, Village, a_birth, told, village
from tests.sync.support import a_hub


@pytest.fixture
def hub(tmp_path: Path, county_url: str) -> Iterator[Hub]:
    hub = a_hub(tmp_path, county_url)
    yield hub
    hub.close()


@pytest.fixture
def two(tmp_path: Path, hub: Hub) -> Iterator[tuple[Village, Village]]:
    """Two laptops of one office, each enrolled with the county; ``stick`` of the first goes to the county."""
    one, other = village(tmp_path, hub), village(tmp_path, hub, who="second")
    admitting, asking = (Colleague(x.replica, x.ledger, None, one.stick) for x in (one, other))  # type: ignore[arg-type]
    admitting.admit(asking)
    yield one, other
    one.ledger.close()
    other.ledger.close()


def test_one_trip_takes_up_and_brings_back_everything(two: tuple[Village, Village], hub: Hub) -> None:
    one, other = two
    one.a_sharing_woman()
    one.up()
    told(hub, a_birth())
    office.send_office(one.ledger, one.stick, one.now)
    carried = list(trip.carry(hub, sorted(one.stick.iterdir()), None, one.now))
    assert sorted(what.what for what in carried) == ["kept", "letter", "letter"]
    (waiting,) = hub.transact(lambda db: relays.waiting_for(db, store.laptops(db)))
    assert waiting.recipient.replica == other.replica
    for path in other.stick.iterdir():
        path.unlink()
    bring = list(trip.deliver(hub, [waiting.recipient], {"430981203205": other.stick}, one.now))
    assert sorted(what.what for what in bring) == ["letter", "relayed"]
    became = {outcome.became.value for outcome in laptop.receive(other.ledger, other.stick, other.now)}
    assert became == {"taken"}


def test_of_two_for_the_same_colleague_the_last_is_kept(two: tuple[Village, Village], hub: Hub) -> None:
    one, _ = two
    files = [office.send_office(one.ledger, one.stick, one.now)[0].path for _ in range(2)]
    for path in files:
        content = path.read_bytes()
        hub.transact(lambda db, c=content, n=path.name: relays.keep(db, c, n, 1))  # type: ignore[misc]
    kept = hub.transact(lambda db: relays.waiting_for(db, store.laptops(db)))
    assert [one.file for one in kept] == [files[1].name]


def test_a_stolen_laptop_alone_cannot_put_out_the_others(two: tuple[Village, Village], hub: Hub) -> None:
    one, other = two
    office.send_office(other.ledger, other.stick, other.now)
    office.stop(one.ledger, other.replica, "lost", one.now)
    noticed = office.tell_county(one.ledger, other.replica, one.stick, one.now)
    file = noticed.path.read_bytes()
    _, about, code = hub.transact(lambda db: revoking.noticed(db, file, noticed.path.name))
    assert about.replica == other.replica
    with pytest.raises(ExchangeError, match=r"exchange\.code_differs"):
        revoking.compared(code, "0000 0000 0000 0000", noticed.path.name)
    revoking.compared(code, noticed.code, noticed.path.name)
    hub.transact(lambda db: revoking.revoke(db, other.replica, 1))
    sent = other.send().path
    with pytest.raises(ExchangeError, match=r"exchange\.revoked"):
        hub.take(sent.read_bytes(), sent.name, other.now)
    assert hub.transact(lambda db: relays.waiting_for(db, store.laptops(db))) == []


def test_the_others_hear_in_a_letter_that_one_was_revoked(two: tuple[Village, Village], hub: Hub) -> None:
    one, other = two
    with pytest.raises(InputError, match=r"hub\.revoke\.which"):
        hub.transact(lambda db: revoking.named(db, other.replica[:3]))
    found = hub.transact(lambda db: revoking.named(db, other.replica[:8]))
    hub.transact(lambda db: revoking.revoke(db, found.replica, 1))
    (outcome,) = one.down()
    assert outcome.letter is not None
    assert outcome.letter.stopped == 1
    (stop,) = one.ledger.all(LaptopStop)
    assert (stop.laptop, stop.reason) == (other.replica, "county")
    one.up()
    assert one.mail() == other.mail() == []


PASSPHRASE = "桂花开了一院子，香得很远"


def run(home: Path, *words: object) -> int:
    """A command of the county, with its passphrase."""
    read, write = os.pipe()
    os.write(write, PASSPHRASE.encode() + b"\n")
    os.close(write)
    try:
        return main(["--home", str(home), "--lang", "en", "--passphrase-fd", str(read), *map(str, words)])
    finally:
        os.close(read)


@pytest.mark.skipif(os.name != "posix", reason="descriptors are handed over by number")
def test_the_countys_commands_from_a_file_of_notices_to_letters(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "hub"
    county = Hub.create(home, "桃江县妇幼", PASSPHRASE)
    here = village(tmp_path, county)
    here.a_sharing_woman()
    here.up()
    file = tmp_path / "notices.json"
    notices = [a_birth(), {"sort": "hiv", "id_number": HER_NUMBER}]
    file.write_text(json.dumps({"source": "县人民医院", "notices": notices}), encoding="utf-8")
    assert run(home, "propose", file) == 1
    said = capsys.readouterr()
    assert "No. 1 (birth): waits" in said.out
    assert "No. 2 was not taken" in said.out
    assert "(hub.propose.sort)" in said.err
    table = tmp_path / "education.toml"
    table.write_text(resources.shipped("codes/education.toml"), encoding="utf-8")
    assert run(home, "publish", table, "--as", "codes/education.toml") == 0
    assert run(home, "letters", "--out", tmp_path / "nowhere") == 1
    assert run(home, "letters", "--out", here.stick, "--unit", "430981203205") == 0
    assert "2 items" in capsys.readouterr().out
    (outcome,) = here.receive()
    assert outcome.letter is not None
    assert (outcome.letter.proposals, len(outcome.letter.editions)) == (1, 1)
    assert run(home, "months", "--json") == 0
    assert json.loads(capsys.readouterr().out)["villages"][0]["months"] == []
    assert run(home, "status", "--json") == 0
    assert json.loads(capsys.readouterr().out)["laptops"][0]["waiting"] == 2, "not confirmed yet"
    sent = here.send()
    assert run(home, "take", here.stick) == 0
    assert run(home, "letters", "--out", here.stick) == 0
    assert "No letter waits." in capsys.readouterr().out
    assert run(home, "revoke", here.replica[:8]) == 0
    assert run(home, "take", sent.path) == 1
    assert "(exchange.revoked)" in capsys.readouterr().err
    here.ledger.close()
    county.close()
