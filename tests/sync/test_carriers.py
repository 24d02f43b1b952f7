"""One contract for every carrier: a folder, and the county's line (``docs/sync.md`` §17)."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from app.errors import ExchangeError, LineTrouble, StorageTrouble
from app.records import Woman
from app.records.writes import Add
from sync import files, laptop, line
from sync.carrier import Carrier
from sync.files import Folder
from sync.hub.county import Hub
from sync.keyring import enrolled
from sync.line import Line
from sync.membership import standing_members
from sync.receiving import Became
from sync.trip import Stage, trip
from tests.support.ledgers import a_woman
from tests.sync.colleagues import Colleague, an_office
from tests.sync.lines import HASTY, answering, find_at, log
from tests.sync.support import START, Office, a_hub, held


@dataclass
class Way:
    """An office of two enrolled laptops, their county, and one sort of carrier between all of them."""

    hub: Hub
    one: Colleague
    other: Colleague
    answers_at_once: bool
    """Whether the county reads what is put there by itself; otherwise somebody carries it there (``county_reads``)."""
    carriers: dict[str, Carrier] = field(default_factory=dict)

    def carrier(self, whose: Colleague) -> Carrier:
        return self.carriers[whose.name]

    def county_reads(self) -> None:
        """What whoever sits at the county does with a stick."""
        if not self.answers_at_once:
            for path in files.find(self.one.stick).ours:
                if "-bundle-" in path.name:
                    answer = self.hub.take(path.read_bytes(), path.name, START)
                    (path.parent / answer.name).write_bytes(answer.content)

    def goes(self, whose: Colleague) -> None:
        whose.now += timedelta(minutes=1)
        done = trip(whose.ledger, self.carrier(whose), whose.now, answered=self.answers_at_once)
        assert done.troubles == []
        self.county_reads()


def by_folder(_stack: ExitStack, way: Way, _home: Path) -> None:
    way.carriers |= {one.name: Folder(one.stick) for one in (way.one, way.other)}


def by_line(stack: ExitStack, way: Way, home: Path) -> None:
    port = stack.enter_context(answering(way.hub, home))
    for one in (way.one, way.other):
        find_at(one.ledger, port)
        keys, county = enrolled(one.ledger)
        way.carriers[one.name] = stack.enter_context(Line(county, keys, patience=HASTY))


WAYS: dict[str, Callable[[ExitStack, Way, Path], None]] = {"folder": by_folder, "line": by_line}


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Way]:
    hub = a_hub(tmp_path)
    hub.set_addresses(["hub.example:7443"])
    one, other = an_office(tmp_path, "one", "other")
    for colleague in (one, other):
        Office(colleague.ledger, colleague.stick, hub).enrol()
    shutil.rmtree(one.stick)
    one.stick.mkdir()
    with ExitStack() as stack:
        made = Way(hub, one, other, request.param == "line")
        WAYS[request.param](stack, made, tmp_path)
        yield made
    for colleague in (one, other):
        colleague.ledger.close()
    hub.close()


def a_bundle(way: Way) -> tuple[str, bytes]:
    """A file for the county that was not put anywhere yet."""
    folder = way.one.stick.parent / "elsewhere"
    folder.mkdir(exist_ok=True)
    way.one.ledger.write("add", [Add(a_woman())])
    path = laptop.send(way.one.ledger, folder, START).path
    return path.name, path.read_bytes()


def test_what_is_put_reaches_the_county_and_its_receipt_comes_back_whole(way: Way) -> None:
    name, content = a_bundle(way)
    carrier = way.carrier(way.one)
    assert carrier.put(name, content).name == name
    way.county_reads()
    assert log(way.hub) == ["taken"]
    (receipt,) = [one for one in carrier.names() if "-receipt-" in one]
    assert carrier.where(receipt).name == receipt
    assert files.is_name(receipt)
    outcomes = laptop.receive(way.one.ledger, carrier, START)
    assert [one.became for one in outcomes if one.receipt] == [Became.TAKEN]


def test_put_twice_is_there_once(way: Way) -> None:
    name, content = a_bundle(way)
    carrier = way.carrier(way.one)
    for _ in range(3):
        carrier.put(name, content)
    way.county_reads()
    assert log(way.hub) == ["taken"]
    assert len([one for one in carrier.names() if "-receipt-" in one]) == 1


def test_nothing_is_lost_by_reading_twice_nor_by_saying_twice_that_it_arrived(way: Way) -> None:
    name, content = a_bundle(way)
    carrier = way.carrier(way.one)
    carrier.put(name, content)
    way.county_reads()
    (receipt,) = [one for one in carrier.names() if "-receipt-" in one]
    assert carrier.get(receipt) == carrier.get(receipt)
    for _ in range(2):
        carrier.done(receipt)
    carrier.done("suifang-receipt-0-20261122-00000000.suifang")
    assert set(carrier.names()) <= {receipt, name}


def test_what_does_not_lie_there_is_said_to_be_missing(way: Way) -> None:
    with pytest.raises((ExchangeError, StorageTrouble)):
        way.carrier(way.one).get("suifang-receipt-0-20261122-00000000.suifang")
    assert isinstance(way.carrier(way.one).names(), tuple), "and the carrier goes on"


def test_two_laptops_and_the_county_hold_what_they_may(way: Way) -> None:
    open_to_county, village_only = a_woman("甲"), a_woman("乙")
    way.one.ledger.write("add", [Add(open_to_county)])
    Office(way.one.ledger, way.one.stick, way.hub).says(open_to_county, "given")
    way.other.ledger.write("add", [Add(village_only)])
    for whose in (way.one, way.other, way.one, way.other):
        way.goes(whose)
    for whose in (way.one, way.other):
        assert {woman.id for woman in whose.ledger.all(Woman)} == {open_to_county.id, village_only.id}
    assert set(held(way.hub, "woman")) == {open_to_county.id}
    assert log(way.hub).count("taken") <= 2


# --- a carrier that is gone ------------------------------------------------------------------------------------------


def pulled(colleague: Colleague) -> Carrier:
    colleague.stick.rmdir()
    return Folder(colleague.stick)


def cut(colleague: Colleague) -> Line:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    keys, _ = enrolled(colleague.ledger)
    return Line(find_at(colleague.ledger, port), keys, patience=HASTY)


@pytest.mark.parametrize("gone", [pulled, cut])
def test_a_carrier_that_is_gone_says_so_and_nothing_counts_as_sent(
    tmp_path: Path, gone: Callable[[Colleague], Carrier]
) -> None:
    hub = a_hub(tmp_path)
    hub.set_addresses(["hub.example:7443"])
    one, other = an_office(tmp_path, "one", "other")
    Office(one.ledger, one.stick, hub).enrol()
    one.ledger.write("add", [Add(a_woman())])
    before = one.ledger.exchange_log(1000)
    with ExitStack() as stack:
        carrier = gone(one)
        if isinstance(carrier, Line):
            stack.enter_context(carrier)
        for work in (
            lambda: laptop.send(one.ledger, carrier, START),
            lambda: laptop.receive(one.ledger, carrier, START),
            carrier.names,
        ):
            with pytest.raises((StorageTrouble, LineTrouble)):
                work()
        carrier.done("suifang-receipt-0-20261122-00000000.suifang")
    assert one.ledger.exchange_log(1000) == before
    assert log(hub) == []
    for colleague in (one, other):
        colleague.ledger.close()
    hub.close()


def test_a_colleague_the_county_does_not_know_keeps_nothing_from_the_others(tmp_path: Path) -> None:
    one, unknown, other = an_office(tmp_path, "一号", "二号", "三号")
    hub = a_hub(tmp_path)
    hub.set_addresses(["hub.example:1"])
    for enrolled_one in (one, other):
        Office(enrolled_one.ledger, enrolled_one.stick, hub).enrol()
    one.ledger.write("add", [Add(a_woman("王秀兰"))])
    with answering(hub, tmp_path) as port:
        for going in (one, other):
            find_at(going.ledger, port)
        done = line.exchange(one.ledger, START, patience=HASTY)
        assert [(told.stage, told.error.code) for told in done.troubles] == [(Stage.OFFICE, "office.not_carried")]
        assert done.troubles[0].error.facts["label"] == members_label(one, unknown)
        assert [sent.manifest.to for sent in done.given] == [other.replica]
        assert [came.became for came in done.received] == [Became.TAKEN], "the county's receipt is fetched all the same"
        line.exchange(other.ledger, START, patience=HASTY)
    assert [her.name for her in other.ledger.all(Woman)] == ["王秀兰"]
    for laptop_of in (one, unknown, other):
        laptop_of.ledger.close()
    hub.close()


def members_label(one: Colleague, other: Colleague) -> str:
    return standing_members(one.ledger)[other.replica].label
