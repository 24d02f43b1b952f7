"""What released programs left on laptops: opened with every value, version and conflict as it was."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.records import KINDS, Woman, values_of
from app.records.writes import Edit
from storage import schema
from storage.cells import CellName, read_cells
from storage.headers import Headers
from storage.ledger import Ledger
from sync import envelope
from tests.data.released.freeze import PAST
from tests.support.released import PLACE, Released, digest, releases


@pytest.fixture(params=sorted(releases()))
def released(request: pytest.FixtureRequest, tmp_path: Path) -> Released:
    return Released.unpack(request.param, tmp_path / "released")


@pytest.fixture
def ledger(released: Released) -> Iterator[Ledger]:
    opened = released.open()
    yield opened
    opened.close()


# --- nothing released is forgotten -----------------------------------------------------------------------------------


def test_every_number_that_was_left_behind_is_frozen() -> None:
    """Fails when a number is raised and what the released program wrote was not kept: see README.md there."""
    frozen = releases()
    assert {told["format"] for told in frozen.values()} >= set(range(1, schema.FORMAT))
    assert {told["speaks"] for told in frozen.values()} >= set(range(1, envelope.SPEAKS))
    assert {told["file"] for told in frozen.values()} >= set(range(1, envelope.FORMAT))


def test_every_published_version_is_frozen() -> None:
    changelog = (PLACE.parents[2] / "CHANGELOG.md").read_text("utf-8")
    published = set(re.findall(r"^## \[(\d+\.\d+\.\d+)\]", changelog, re.MULTILINE))
    assert {name.partition("-")[0] for name in releases()} >= published


def test_what_is_frozen_is_never_edited() -> None:
    assert {path.name for path in PLACE.iterdir() if path.is_dir() and path.name != "__pycache__"} == set(releases())
    assert {name: digest(name) for name in releases()} == {name: told["digest"] for name, told in releases().items()}


# --- the ledger ------------------------------------------------------------------------------------------------------


def test_every_record_and_every_version_is_as_it_was(released: Released, ledger: Ledger) -> None:
    told = released.expected["ledger"]
    for kind, records in told["records"].items():
        for one, was in records.items():
            record = ledger.get(KINDS[kind].cls, one)
            assert record is not None
            said = {name: value for name, value in values_of(record).items() if value is not None}
            # A flag that came since says no.
            later = {name: 0 for name in KINDS[kind].flags if name not in was["versions"]}
            assert (record.subject, said) == (was["subject"], {**later, **was["values"]}), (kind, one)
    assert read_versions(ledger, told["records"]) == {
        (kind, one, field): versions
        for kind, records in told["records"].items()
        for one, was in records.items()
        for field, versions in was["versions"].items()
    }


def read_versions(ledger: Ledger, records: Any) -> dict[tuple[str, str, str], list[list[Any]]]:
    names = [CellName(k, one, f) for k, ones in records.items() for one, was in ones.items() for f in was["versions"]]
    with ledger.reading() as db:
        cells = read_cells(db, names, Headers(db))
    return {
        (name.kind, name.id, name.field): [
            [v.value, v.by.dot.replica, v.by.dot.seq, v.by.author, v.by.at_ms] for v in cell
        ]
        for name, cell in cells.items()
    }


def test_nothing_came_nothing_went(released: Released, ledger: Ledger) -> None:
    told = released.expected["ledger"]
    with ledger.reading() as db:
        here = {kind: {one for (one,) in db.execute(f'SELECT id FROM "{kind}"')} for kind in KINDS}
        past = sorted((list(step) for step in db.execute(PAST)), key=repr)
        gone = sorted(one for (one,) in db.execute("SELECT subject FROM erased"))
    assert {kind: ids for kind, ids in here.items() if ids} == {k: {*ones} for k, ones in told["records"].items()}
    assert (past, gone) == (told["history"], told["erased"])
    assert ledger.exchange.replica == told["replica"], "still enrolled: its mark outside was found"
    reaches = {name: [reach.seq, reach.link.hex()] for name, reach in ledger.exchange.reaches().items()}
    assert reaches == told["reaches"]
    assert ledger.verify() == []


def test_what_two_people_wrote_waits_for_a_person_as_before_and_can_be_settled(
    released: Released, ledger: Ledger
) -> None:
    (open_still,) = released.expected["ledger"]["conflicts"]
    assert [list(name) for name in ledger.exchange.conflicts()] == [open_still]
    kind, one, field = open_still
    ledger.write("settle", [Edit(kind, one, {field: "13900000009"})])
    assert ledger.exchange.conflicts() == []
    assert ledger.verify() == []


def test_it_opens_again_as_todays(released: Released) -> None:
    released.open().close()
    again = released.open()
    with again.reading() as db:
        assert db.execute("PRAGMA user_version").fetchone() == (schema.FORMAT,)
    assert again.exchange.replica == released.expected["ledger"]["replica"]
    assert again.verify() == []
    again.close()


# --- backups ---------------------------------------------------------------------------------------------------------


def test_a_backup_of_then_is_looked_into_and_comes_back(released: Released, ledger: Ledger) -> None:
    told = released.expected["ledger"]
    her = next(one for one in told["records"]["woman"] if one not in {name[1] for name in told["conflicts"]})
    before = ledger.get(Woman, her)
    ledger.write("woman.edit", [Edit("woman", her, {"note": "今天写的"})])
    secret = released.expected["person"], released.expected["passphrase"]
    assert ledger.look_into(released.backup, secret).since
    ledger.restore(released.backup, secret)
    assert ledger.get(Woman, her) == before
    assert ledger.verify() == []
    assert (
        read_versions(ledger, told["records"])["woman", her, "name"]
        == told["records"]["woman"][her]["versions"]["name"]
    )


def test_a_backup_of_then_put_in_the_place_of_a_lost_ledger_opens(released: Released) -> None:
    shutil.rmtree(released.root / "ledger")
    shutil.copytree(released.backup, released.root / "ledger")
    ledger = released.open()
    assert read_versions(ledger, released.expected["ledger"]["records"])
    assert [list(name) for name in ledger.exchange.conflicts()] == released.expected["ledger"]["conflicts"]
    assert ledger.verify() == []
    ledger.close()
