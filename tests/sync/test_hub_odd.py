"""Odd numbers, odd names, and what was taken back after it was laid ready: none of it stops the county or stays with it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import ExchangeError
from app.records import Consent
from storage.ids import new_id
from sync import files
from sync.enrolment import new_file_id
from sync.envelope import seal
from sync.files import is_name
from sync.hub import post, relays, store, trip
from sync.hub.county import Hub
from sync.hub.desk import FOLDER, Desk
from sync.pack import pack
from tests.sync.offices import Laptop
from tests.sync.post import a_birth, told, village
from tests.sync.support import START, a_hub, enrol_bare


@pytest.fixture
def hub(tmp_path: Path, county_url: str) -> Iterator[Hub]:
    hub = a_hub(tmp_path, county_url)
    yield hub
    hub.close()


@pytest.mark.parametrize("number", [-1, 10**17, 1 << 62, 1 << 63, 1 << 64])
def test_a_laptop_that_says_it_read_a_letter_of_another_age_keeps_nobody_from_theirs(hub: Hub, number: int) -> None:
    replica = new_id()
    keys, mad = enrol_bare(hub, replica), Laptop(replica)
    enrol_bare(hub, new_id(), "430981203206")
    told_of = seal(
        pack(mad.collect({})), what="bundle", file_id=new_file_id(), sender=replica, keys=keys, to={hub.id: hub.public},
        letter=number,
    )  # fmt: skip
    with pytest.raises(ExchangeError, match=r"exchange\.malformed"):
        hub.take(told_of, "x", START)
    hub.set_addresses(["hub.example:7443"])
    assert len(post.mail_for(hub, post.everybody(hub), START)) == 2


def parcel(hub: Hub, senders: int = 1) -> tuple[str, list[bytes]]:
    """Files of colleagues for one laptop, and its name."""
    recipient, found = new_id(), []
    to = enrol_bare(hub, recipient)
    for _ in range(senders):
        sender = new_id()
        keys = enrol_bare(hub, sender)
        found.append(
            seal(
                os.urandom(9), what="office", file_id=new_file_id(), sender=sender, keys=keys, to={recipient: to.public}
            )
        )
    return recipient, found


def test_a_parcel_under_a_name_no_database_takes_is_carried_under_a_plain_one(hub: Hub, tmp_path: Path) -> None:
    _, (content,) = parcel(hub)
    stick = tmp_path / "stick"
    stick.mkdir()
    odd = os.fsencode(stick) + b"/suifang-office-430981203205-20261122-0000000a (\xff).suifang"
    with open(odd, "wb") as file:  # noqa: PTH123  no path in words has this name
        file.write(content)
    kept, relayed = trip.carry(hub, files.find(stick).ours, None, START)
    assert (kept.what, kept.error, relayed.what, relayed.error) == ("kept", None, "relayed", None)
    assert is_name(relayed.file)
    assert relayed.file.isascii()
    assert (stick / relayed.file).read_bytes() == content


def test_parcels_that_came_without_a_name_are_told_apart(hub: Hub, tmp_path: Path) -> None:
    recipient, found = parcel(hub, 2)
    desk = Desk(hub, tmp_path, lambda: START)
    assert [desk.take("no name of ours", content).outcome for content in found] == ["kept", "kept"]
    laptop = desk.laptop(recipient)
    assert laptop is not None
    one, other = desk.waiting.files(laptop)
    assert is_name(one.name)
    assert one.name != other.name
    desk.waiting.arrived(laptop, one.digest)
    assert [left.content for left in desk.waiting.files(laptop)] == [other.content]
    assert len(hub.transact(lambda db: relays.waiting_for(db, store.laptops(db)))) == 1


def test_a_letter_about_a_woman_who_withdrew_does_not_lie_ready_any_more(hub: Hub, tmp_path: Path) -> None:
    here = village(tmp_path, hub)
    her = here.a_sharing_woman()
    here.up()
    told(hub, a_birth())
    desk = Desk(hub, tmp_path, lambda: here.now)
    laptop = desk.laptop(here.replica)
    assert laptop is not None
    assert len(desk.waiting.files(laptop)) == 1
    (before,) = here.ledger.about(Consent, her.id)
    here.says(her, "withdrawn", before)
    here.up()
    assert desk.waiting.files(laptop) == []
    assert [path for path in (tmp_path / FOLDER).rglob("*") if path.is_file()] == []
    here.ledger.close()
