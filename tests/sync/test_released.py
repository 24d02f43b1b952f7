"""What released programs wrote for one another: today's county and today's laptops go on from there, and are understood."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
import pyrage
import pytest

from app.records import Woman
from app.records.writes import Edit
from storage.ledger import Ledger
from sync import laptop
from sync.envelope import MAGIC, peek
from sync.hub.county import Answer, Hub
from sync.keyring import my_keys
from sync.laptop import Became
from tests.support.released import Released, releases
from tests.sync.support import START, a_hub, held

NOW = START + timedelta(days=10)
MIGRATIONS = Path(__file__).parents[2] / "sync" / "hub" / "migrations"


@pytest.fixture(params=sorted(releases()))
def released(request: pytest.FixtureRequest, tmp_path: Path) -> Released:
    return Released.unpack(request.param, tmp_path / "released")


@pytest.fixture
def hub(released: Released) -> Iterator[Hub]:
    opened = released.open_hub()
    yield opened
    opened.close()


@pytest.fixture
def ledger(released: Released) -> Iterator[Ledger]:
    opened = released.open()
    yield opened
    opened.close()


def take(hub: Hub, path: Path) -> Answer:
    return hub.take(path.read_bytes(), path.name, NOW)


# --- the forms of then, written down once and never changed with the program -------------------------------------------


class OldHeader(msgspec.Struct):
    what: str
    suite: str
    needs: int
    program: str
    id: str
    sender: str
    to: tuple[str, ...] = ()


class OldPublicKeys(msgspec.Struct):
    sign: bytes
    seal: str


class OldGrant(msgspec.Struct):
    request: str
    replica: str
    hub: str
    hub_name: str
    keys: OldPublicKeys


class OldReceipt(msgspec.Struct):
    number: int
    bundle: str
    outcome: str
    at_ms: int
    holds: dict[str, tuple[int, bytes]]
    refused: tuple[tuple[str, str, str], ...] = ()
    withdrawn: tuple[str, ...] = ()
    erased: tuple[str, ...] = ()
    missing: tuple[tuple[str, int, int], ...] = ()


def as_of_old(file: bytes) -> tuple[OldHeader, bytes]:
    """The parts of a file as both released programs cut it up: the lengths fill it exactly."""
    magic, form, told, body = struct.unpack_from(">8sBIQ", file)
    assert (magic, form) == (MAGIC, 1)
    assert len(file) == 21 + told + body + 32 + 64
    return msgspec.json.decode(file[21 : 21 + told], type=OldHeader), file[21 + told : 21 + told + body]


def receipt_of_old(file: bytes, ledger: Ledger, speaks: int) -> OldReceipt:
    """A receipt as the released laptop reads it: with its own key, and no field that it must have is lacking."""
    header, body = as_of_old(file)
    assert (header.what, header.suite) == ("receipt", "age-x25519+ed25519")
    assert header.needs <= speaks
    assert ledger.exchange.replica in header.to
    keys = my_keys(ledger)
    assert keys is not None
    return msgspec.msgpack.decode(pyrage.decrypt(body, [pyrage.x25519.Identity.from_str(keys.seal)]), type=OldReceipt)


# --- the county ------------------------------------------------------------------------------------------------------


def test_the_revision_that_is_said_to_be_released_is_what_was_released(released: Released) -> None:
    told = releases()[released.name]["hub"]
    (revision,) = [import_module(f"sync.hub.migrations.{path.stem}") for path in MIGRATIONS.glob(f"r{told}_*.py")]
    database = sqlite3.connect(released.root / "hub" / "hub.db")
    for table in revision.TABLES.tables.values():
        here = [name for _, name, *_ in database.execute(f'PRAGMA table_info("{table.name}")')]
        assert here == [column.name for column in table.columns], table.name
    database.close()


def test_the_countys_records_are_as_they_were(released: Released, hub: Hub) -> None:
    assert hub.code == released.expected["hub_code"]
    for kind, records in released.expected["hub"].items():
        here = held(hub, kind)
        assert {one: {name: here[one][name] for name in was} for one, was in records.items()} == records
        assert here.keys() == records.keys()


def test_bundles_of_then_are_held_or_taken_and_answered_so_that_the_laptop_of_then_can_read_it(
    released: Released, hub: Hub, ledger: Ledger
) -> None:
    old = receipt_of_old(released.file("receipt-2").read_bytes(), ledger, released.expected["speaks"])
    for number in (1, 2):
        answer = take(hub, released.file(f"bundle-{number}"))
        assert (answer.outcome, answer.error) == ("held", None)
        told = receipt_of_old(answer.content, ledger, released.expected["speaks"])
        assert (told.outcome, told.holds) == ("held", old.holds), "what it vouched for it vouches for"
        assert (told.withdrawn, told.erased, told.missing) == (old.withdrawn, old.erased, ())
        assert told.number > old.number
    answer = take(hub, released.file("bundle-3"))
    assert (answer.outcome, answer.error) == ("taken", None)
    told = receipt_of_old(answer.content, ledger, released.expected["speaks"])
    replica = ledger.exchange.replica
    assert told.holds[replica][0] == released.expected["ledger"]["reaches"][replica][0]
    assert (len(old.withdrawn), len(old.erased)) == (1, 1), "nothing would be proven by none"
    occupations = {row["occupation"] for row in held(hub, "woman").values()}
    assert "药师" in occupations


def test_a_request_of_then_is_enrolled_and_granted_so_that_the_laptop_of_then_can_read_it(
    released: Released, ledger: Ledger, tmp_path: Path
) -> None:
    fresh = a_hub(tmp_path)
    request = released.file("request-1")
    enrolled = fresh.enrol(request.read_bytes(), request.name, NOW)
    header, body = as_of_old(enrolled.content)
    assert (header.what, header.suite, header.needs) == ("grant", "clear+ed25519", 1)
    grant = msgspec.msgpack.decode(body, type=OldGrant)
    assert (grant.replica, grant.hub_name) == (ledger.exchange.replica, "桃江县妇幼")
    assert enrolled.request.code == released.expected["laptop_code"]
    fresh.close()


# --- the laptop ------------------------------------------------------------------------------------------------------


def test_a_receipt_of_then_is_believed_and_an_older_one_is_known(released: Released, ledger: Ledger) -> None:
    outcomes = {one.path: one for one in laptop.receive(ledger, released.root / "files", NOW)}
    became = [outcomes[released.file(name)].became for name in ("receipt-2", "receipt-1", "grant-1")]
    assert became == [Became.TAKEN, Became.KNOWN, Became.KNOWN]
    receipt = outcomes[released.file("receipt-2")].receipt
    assert receipt is not None
    county = laptop.county_of(ledger)
    assert county is not None
    assert ledger.exchange.acknowledged(county.id) == receipt.reaches
    assert ledger.exchange.last_receipt(county.id) == (receipt.number, int(NOW.timestamp() * 1000))


def test_a_grant_of_then_can_still_be_accepted(released: Released, ledger: Ledger) -> None:
    """She came home with it before the update and looks at it after."""
    with ledger.changing() as db:
        db.execute("DELETE FROM setting WHERE name = 'exchange.county'")
    assert laptop.county_of(ledger) is None
    county = laptop.accept_grant(ledger, released.file("grant-1"), released.expected["hub_code"], NOW)
    assert county.code == released.expected["hub_code"]
    assert laptop.my_code(ledger) == released.expected["laptop_code"]


def test_village_and_county_go_on_where_they_were(released: Released, hub: Hub, ledger: Ledger, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    laptop.receive(ledger, released.root / "files", NOW)
    told = released.expected["ledger"]["records"]["woman"]
    shared = next(one for one in held(hub, "woman") if one in told)
    ledger.write("woman.edit", [Edit("woman", shared, {"occupation": "村医"})])
    sent = laptop.send(ledger, stick, NOW)
    answer = take(hub, sent.path)
    assert (answer.outcome, answer.error) == ("taken", None)
    (stick / answer.name).write_bytes(answer.content)
    assert Became.TAKEN in {one.became for one in laptop.receive(ledger, stick, NOW)}
    assert held(hub, "woman")[shared]["occupation"] == "村医"
    county = laptop.county_of(ledger)
    assert county is not None
    assert ledger.exchange.standing(county.id).not_yet == 0
    assert take(hub, released.file("bundle-3")).outcome == "held", "on the other stick it comes late"


def test_an_untouched_ledger_tells_a_county_of_then_nothing_it_could_not_read(
    released: Released, ledger: Ledger, tmp_path: Path
) -> None:
    """The laptop is updated first: until she writes something new, its bundles ask for no more than before."""
    laptop.receive(ledger, released.root / "files", NOW)
    her: Any = next(woman for woman in ledger.all(Woman) if woman.occupation == "药师")
    ledger.write("woman.edit", [Edit("woman", her.id, {"occupation": "教师"})])
    sent = laptop.send(ledger, tmp_path, NOW)
    header, _ = as_of_old(sent.path.read_bytes())
    assert header.needs == peek(sent.path.read_bytes(), sent.path.name).needs
    assert header.needs <= released.expected["speaks"]
