"""One press: what lies there is taken in first, then everybody gets what they lack; trouble with one stops no other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from app.errors import Cancelled, StorageTrouble
from app.records import Woman
from app.records.writes import Add
from sync.carrier import Carrier
from sync.files import Folder
from sync.hub.county import Hub
from sync.receiving import Became
from sync.trip import Stage, Trip, trip
from tests.support.ledgers import a_woman
from tests.sync.colleagues import Colleague, an_office, colleague
from tests.sync.support import START, Office, a_hub, held


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    hub = a_hub(tmp_path)
    yield hub
    hub.close()


def county_answers(hub: Hub, stick: Path) -> None:
    for path in sorted(stick.glob("suifang-bundle-*")):
        answer = hub.take(path.read_bytes(), path.name, START)
        (stick / answer.name).write_bytes(answer.content)
        path.unlink()


def enrolled(one: Colleague, hub: Hub) -> Office:
    office = Office(one.ledger, one.stick, hub)
    office.enrol()
    return office


def goes(one: Colleague) -> Trip:
    one.now += timedelta(minutes=1)
    return trip(one.ledger, one.stick, one.now)


def test_two_colleagues_and_the_county_by_one_stick_and_one_press_each(tmp_path: Path, hub: Hub) -> None:
    one, other = an_office(tmp_path, "one", "other")
    office = enrolled(one, hub)
    her, hers = a_woman("甲"), a_woman("乙")
    one.ledger.write("add", [Add(her)])
    office.says(her, "given")
    other.ledger.write("add", [Add(hers)])
    first = goes(one)
    assert (first.troubles, first.brought, len(first.given)) == ([], [], 1)
    second = goes(other)
    assert [o.became for o in second.brought] == [Became.TAKEN]
    assert second.sent is None, "the other laptop is not enrolled, and that is no trouble"
    assert second.troubles == []
    county_answers(hub, one.stick)
    third = goes(one)
    assert {o.path.name.split("-")[1] for o in third.brought} == {"office", "receipt"}
    for laptop in (one, other):
        assert {w.id for w in laptop.ledger.all(Woman)} == {her.id, hers.id}
        laptop.ledger.close()
    assert set(held(hub, "woman")) == {her.id}


def test_who_is_alone_and_not_enrolled_only_reads(tmp_path: Path) -> None:
    one = colleague(tmp_path, "one")
    done = goes(one)
    assert (done.received, done.sent, done.given, done.troubles) == ([], None, [], [])
    assert list(one.stick.iterdir()) == []
    one.ledger.close()


@pytest.mark.parametrize(("how", "stages"), [
    ({"writing": False}, [Stage.READING]),
    ({"reading": False}, [Stage.COUNTY, Stage.OFFICE]),
    ({}, [Stage.READING, Stage.COUNTY, Stage.OFFICE]),
    ({"answered": True}, [Stage.READING, Stage.COUNTY, Stage.OFFICE, Stage.READING]),
])  # fmt: skip
def test_only_what_was_asked_is_done_and_reading_comes_first(
    tmp_path: Path, hub: Hub, how: dict[str, bool], stages: list[Stage]
) -> None:
    one, other = an_office(tmp_path, "one", "other")
    enrolled(one, hub)
    told: list[Stage] = []
    reading, writing = how.get("reading", True), how.get("writing", True)
    done = trip(
        one.ledger, one.stick, one.now, reading=reading, writing=writing, answered="answered" in how, at=told.append
    )
    assert done.troubles == []
    assert told == stages
    one.ledger.close()
    other.ledger.close()


@dataclass
class Full:
    """A stick that has room for so many files."""

    folder: Folder
    room: int
    tried: list[str] = field(default_factory=list)

    def put(self, name: str, content: bytes) -> Path:
        self.tried.append(name)
        if len(self.tried) > self.room:
            raise StorageTrouble("file.disk_full", file=name)
        return self.folder.put(name, content)

    def names(self) -> tuple[str, ...]:
        return self.folder.names()

    def get(self, name: str) -> bytes:
        return self.folder.get(name)

    def where(self, name: str) -> Path:
        return self.folder.where(name)

    def done(self, name: str) -> None:
        self.folder.done(name)


@pytest.mark.parametrize("room", [0, 1, 2])
def test_where_the_stick_fails_what_was_done_stands_and_the_rest_is_not_tried(
    tmp_path: Path, hub: Hub, room: int
) -> None:
    one, other, third = an_office(tmp_path, "one", "other", "third")
    enrolled(one, hub)
    stick: Carrier = Full(Folder(one.stick), room)
    done = trip(one.ledger, stick, one.now)
    assert isinstance(stick, Full)
    assert len(stick.tried) == room + 1
    assert [trouble.error.code for trouble in done.troubles] == ["file.disk_full"]
    assert (done.sent is not None) == (room > 0)
    again = goes(one)
    assert (again.troubles, again.sent is not None, len(again.given)) == ([], True, 2)
    for laptop in (one, other, third):
        laptop.ledger.close()


def test_trouble_with_the_county_keeps_nothing_from_the_colleagues(tmp_path: Path, hub: Hub) -> None:
    one, other = an_office(tmp_path, "one", "other")
    enrolled(one, hub)
    (one.stick / "suifang-receipt-430981203205-20261122-00000000.suifang").write_bytes(b"SUIFANG\x1a and no more")
    done = goes(one)
    assert [o.became for o in done.brought] == [Became.REFUSED]
    assert (done.troubles, done.sent is not None, len(done.given)) == ([], True, 1)
    one.ledger.close()
    other.ledger.close()


def test_it_can_be_stopped_between_two_things(tmp_path: Path, hub: Hub) -> None:
    one, other = an_office(tmp_path, "one", "other")
    enrolled(one, hub)

    def stop(stage: Stage) -> None:
        if stage is Stage.OFFICE:
            raise Cancelled("cancelled")

    done = trip(one.ledger, one.stick, one.now, at=stop)
    assert [(t.stage, t.error.code) for t in done.troubles] == [(Stage.OFFICE, "cancelled")]
    assert done.sent is not None
    assert done.given == []
    one.ledger.close()
    other.ledger.close()
