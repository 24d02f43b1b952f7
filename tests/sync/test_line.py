"""A line that drops every few seconds: the exchange comes to its end, nothing is doubled, strangers hear nothing."""

from __future__ import annotations

import gzip
import os
import random
import socket
import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from starlette.responses import Response

from app.errors import LineTrouble, StorageTrouble
from app.records import Visit, Woman
from app.records.writes import Add
from storage.ids import new_id
from storage.standing import Where
from sync import laptop
from sync.calling import Patience
from sync.hub import certificate
from sync.hub.county import Hub
from sync.hub.server import Server
from sync.hub.store import Laptop
from sync.keyring import enrolled
from sync.line import Line, Progress, Step, exchange
from sync.receiving import Became
from sync.trip import Stage, Trip
from tests.support.bad_line import Fate, How, bad_line
from tests.support.ledgers import Place, a_woman, new_ledger
from tests.sync.lines import HASTY, answering, find_at, log
from tests.sync.support import START, Office, a_hub, held

ROOT = Path(__file__).parents[2]
ADDRESS = "hub.example:7443"


@dataclass
class Village:
    """An enrolled laptop whose county has a line."""

    office: Office
    place: Place
    hub: Hub
    home: Path

    def writes(self, chance: random.Random, women: int = 12) -> list[Woman]:
        """Women who agree, with words that no packing makes small."""
        made = [a_woman(f"女{n}") for n in range(women)]
        ledger = self.office.ledger
        ledger.write("import", [Add(woman) for woman in made])
        for woman in made:
            self.office.says(woman, "given")
            for _ in range(4):
                words = "".join(chr(chance.randrange(0x4E00, 0x9FA5)) for _ in range(200))
                visit = Visit(id=new_id(), subject=woman.id, visit_kind="general", date="2026-11-02", advice=words)
                ledger.write("visit", [Add(visit)])
        return made

    def goes(
        self,
        progress: Callable[[Progress], None] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
        patience: Patience = HASTY,
    ) -> Trip:
        return exchange(self.office.ledger, START, progress, cancelled, patience=patience)

    def is_at_county(self, *women: Woman) -> bool:
        ledger = self.office.ledger
        _, county = enrolled(ledger)
        standing = [ledger.exchange.standing_of(woman.id, county.id)["woman", woman.id] for woman in women]
        return {woman.id for woman in women} <= set(held(self.hub, "woman")) and all(
            one.where is Where.AT_COUNTY for one in standing
        )


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Village]:
    stick = tmp_path / "stick"
    stick.mkdir()
    hub = a_hub(tmp_path)
    hub.set_addresses([ADDRESS])
    ledger, place = new_ledger(tmp_path)
    office = Office(ledger, stick, hub)
    office.enrol()
    yield Village(office, place, hub, tmp_path)
    ledger.close()
    hub.close()


def codes(done: Trip) -> list[tuple[Stage, str]]:
    return [(one.stage, one.error.code) for one in done.troubles]


def test_the_grant_tells_the_line_and_one_exchange_brings_the_receipt(village: Village) -> None:
    county = laptop.county_of(village.office.ledger)
    assert county is not None
    assert (county.addresses, county.certificate) == ((ADDRESS,), village.hub.certificate)
    women = village.writes(random.Random(1))
    with answering(village.hub, village.home) as port:
        find_at(village.office.ledger, port)
        done = village.goes()
        assert (done.troubles, [one.became for one in done.received]) == ([], [Became.TAKEN])
        assert village.is_at_county(*women)
        again = village.goes()
    assert again.sent is not None
    assert again.sent.manifest.is_empty, "the receipt was believed"
    assert log(village.hub) == ["taken", "held"]


def befalls(seed: int) -> Callable[[int], Fate]:
    """Every connection ends somewhere, as lines end: closed, reset, gone silent, on the way up or down."""
    chance = random.Random(seed)

    def fate(_connection: int) -> Fate:
        how: How = chance.choice(["close", "close", "reset", "reset", "stall"])
        # A handshake takes some 700 bytes up and 1,100 down, signing in 700 and 500 more.
        return Fate(chance.randrange(200, 16_000), chance.choice([None, chance.randrange(200, 6_000)]), how)

    return fate


def survives(village: Village, seed: int) -> None:
    told: list[Progress] = []
    women = village.writes(random.Random(seed), women=20)
    with answering(village.hub, village.home) as port, bad_line(port, befalls(seed)) as line:
        find_at(village.office.ledger, line.address)
        patience = Patience(pauses=(0.01,), first=40, most=40, connect=0.2, answer=0.2)
        done = village.goes(told.append, patience=patience)
        assert done.troubles == [], seed
        assert line.connections > 3
    assert log(village.hub).count("taken") == 1
    assert len(set(log(village.hub))) == 1, "asked again, the county says what became of it and takes nothing twice"
    assert village.is_at_county(*women)
    never_back(told)


def never_back(told: list[Progress]) -> None:
    for before, after in pairwise(told):
        if before.step is after.step and before.whole == after.whole:
            assert after.done >= before.done


@pytest.mark.parametrize("seed", range(3))
def test_a_line_that_keeps_dropping_brings_everything_once(village: Village, seed: int) -> None:
    survives(village, seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 160))
def test_many_lines_that_keep_dropping(village: Village, seed: int) -> None:
    survives(village, seed)


def test_an_upload_goes_on_where_it_dropped(village: Village) -> None:
    village.writes(random.Random(2), women=40)
    size = 0
    with answering(village.hub, village.home) as port, bad_line(port, lambda _: Fate(up=20_000)) as line:
        find_at(village.office.ledger, line.address)
        done = village.goes()
        assert done.sent is not None
        size = done.sent.manifest.bytes
        assert done.troubles == []
        assert size > 3 * 20_000, "from the start each time it would never have come to its end"
        assert line.carried < 1.5 * size


def test_a_download_goes_on_where_it_dropped(village: Village) -> None:
    content = random.Random(3).randbytes(60_000)
    with answering(village.hub, village.home) as port, bad_line(port, lambda _: Fate(down=20_000)) as line:
        county = find_at(village.office.ledger, line.address)
        keys, _ = enrolled(village.office.ledger)
        lay_ready(village, content)
        told: list[Progress] = []
        with Line(county, keys, told.append, patience=HASTY) as here:
            (name,) = here.names()
            assert here.get(name) == content
        assert 3 < line.connections < 8
        assert told[-1] == Progress(Step.FETCHING, 60_000, 60_000)
    never_back(told)


def lay_ready(village: Village, content: bytes) -> None:
    from sync.hub.waiting import File, Shelf

    me = village.office.ledger.exchange.replica
    Shelf(village.home / "line").put(me, "receipt", File("suifang-receipt-1-20261122-0000000a.suifang", content))


def test_a_receipt_that_did_not_come_down_waits_until_the_next_time(village: Village) -> None:
    women = village.writes(random.Random(4))
    with answering(village.hub, village.home) as port:
        county = find_at(village.office.ledger, port)
        keys, _ = enrolled(village.office.ledger)
        with Line(county, keys, patience=HASTY) as line:
            laptop.send(village.office.ledger, line, START)
        assert not village.is_at_county(*women), "nobody has said so yet"
        done = exchange(village.office.ledger, START, patience=HASTY)
    assert [one.became for one in done.received] == [Became.TAKEN, Became.TAKEN]
    assert done.sent is not None
    assert done.sent.manifest.is_empty, "the receipt that waited was taken in before anything was written"
    assert village.is_at_county(*women)


def test_a_county_that_is_busy_is_asked_again(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    women = village.writes(random.Random(5))
    chance, real = random.Random(5), Hub.laptop

    def sometimes(self: Hub, replica: str) -> Laptop | None:
        if chance.random() < 0.4:
            raise StorageTrouble("hub.store.trouble", cause="OperationalError")
        return real(self, replica)

    monkeypatch.setattr(Hub, "laptop", sometimes)
    monkeypatch.setattr("sync.hub.door.LATER", 0)
    with answering(village.hub, village.home) as port:
        find_at(village.office.ledger, port)
        done = village.goes()
    assert done.troubles == []
    assert log(village.hub) == ["taken"]
    assert village.is_at_county(*women)


def test_while_the_county_takes_long_it_says_so_and_takes_it_once(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    village.writes(random.Random(6))
    ready, real = threading.Event(), Hub.take
    threading.Timer(1.5, ready.set).start()

    def slowly(self: Hub, file: bytes, name: str, now: datetime) -> object:
        ready.wait(30)
        return real(self, file, name, now)

    monkeypatch.setattr(Hub, "take", slowly)
    with answering(village.hub, village.home, ready_within=0.1) as port:
        find_at(village.office.ledger, port)
        assert village.goes().troubles == []
    assert log(village.hub) == ["taken"]


# --- who is at the other end -----------------------------------------------------------------------------------------


def test_another_certificate_hears_not_a_word(village: Village, tmp_path: Path) -> None:
    village.writes(random.Random(7))
    (tmp_path / "other").mkdir()
    other = a_hub(tmp_path / "other")
    heard: list[str] = []
    with answering(other, tmp_path / "other") as port, bad_line(port) as line:
        find_at(village.office.ledger, line.address)
        done = village.goes()
        assert codes(done) == [(Stage.READING, "exchange.line.stranger")]
        assert (done.sent, log(other), log(village.hub)) == (None, [], [])
        assert line.carried < 1000, "a handshake that was broken off, and nothing else"
    other.close()
    assert heard == []


@pytest.mark.parametrize(("first", "last"), [(1990, 2001), (2010, 2020), (2040, 2050)])
def test_no_clock_decides_whether_the_certificate_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: int, last: int
) -> None:
    # A laptop that thinks it is another year sees a certificate of today as this one is seen today.
    monkeypatch.setattr(certificate, "_FIRST", datetime(first, 1, 1, tzinfo=UTC))
    monkeypatch.setattr(certificate, "_LAST", datetime(last, 1, 1, tzinfo=UTC))
    (tmp_path / "stick").mkdir()
    hub = a_hub(tmp_path)
    hub.set_addresses([ADDRESS])
    ledger, _ = new_ledger(tmp_path)
    Office(ledger, tmp_path / "stick", hub).enrol()
    with answering(hub, tmp_path) as port:
        find_at(ledger, port)
        assert exchange(ledger, START, patience=HASTY).troubles == []
    ledger.close()
    hub.close()


def test_a_hub_restored_from_its_keys_shows_the_same_certificate(village: Village) -> None:
    keys = village.hub.for_another_process()[1]
    assert certificate.certificate_of(keys) == village.hub.certificate


def test_a_network_that_wants_a_sign_in_first_is_not_the_county(village: Village) -> None:
    """Something that answers in plain HTTP, or not at all, hears no more than the beginning of a handshake."""
    server, heard = socket.create_server(("127.0.0.1", 0)), bytearray()

    def portal() -> None:
        while True:
            try:
                client, _ = server.accept()
            except OSError:
                return
            with client:
                heard.extend(client.recv(65536))
                client.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://sign.in/\r\n\r\n")

    thread = threading.Thread(target=portal, daemon=True)
    thread.start()
    find_at(village.office.ledger, server.getsockname()[1])
    assert codes(village.goes()) == [(Stage.READING, "exchange.line.unreachable")]
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join(5)
    me = village.office.ledger.exchange.replica
    assert me.encode() not in heard
    assert b"430981203205" not in heard


def test_nobody_there(village: Village) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    find_at(village.office.ledger, port)
    assert codes(village.goes()) == [(Stage.READING, "exchange.line.unreachable")]


def test_the_second_address_serves_where_the_first_is_dead_or_somebody_elses(village: Village, tmp_path: Path) -> None:
    women = village.writes(random.Random(8))
    (tmp_path / "other").mkdir()
    other = a_hub(tmp_path / "other")
    with socket.create_server(("127.0.0.1", 0)) as gone:
        dead = gone.getsockname()[1]
    with answering(other, tmp_path / "other") as stranger, answering(village.hub, village.home) as port:
        find_at(village.office.ledger, dead, stranger, port)
        assert village.goes().troubles == []
    other.close()
    assert village.is_at_county(*women)


def test_a_county_without_a_line_says_so_before_anything(village: Village) -> None:
    find_at(village.office.ledger)
    with pytest.raises(LineTrouble) as raised:
        village.goes()
    assert raised.value.code == "exchange.line.none"


def test_a_laptop_that_was_revoked_hears_it_and_one_the_county_forgot_too(village: Village) -> None:
    from sqlalchemy import delete, update

    from sync.hub.schema import LAPTOP

    me = village.office.ledger.exchange.replica
    with answering(village.hub, village.home) as port:
        find_at(village.office.ledger, port)
        village.hub.transact(lambda db: db.execute(update(LAPTOP).values(revoked_at=1)))
        assert codes(village.goes()) == [(Stage.READING, "exchange.line.refused.revoked")]
        village.hub.transact(lambda db: db.execute(delete(LAPTOP).where(LAPTOP.c.replica == me)))
        assert codes(village.goes()) == [(Stage.READING, "exchange.line.refused.stranger")]
    assert log(village.hub) == []


# --- stopping --------------------------------------------------------------------------------------------------------


def test_stopped_in_the_middle_nothing_is_lost_and_the_next_brings_it(village: Village) -> None:
    women = village.writes(random.Random(9), women=40)
    told: list[Progress] = []

    def enough() -> bool:
        return any(one.step is Step.SENDING and one.done > 20_000 for one in told)

    with answering(village.hub, village.home) as port:
        find_at(village.office.ledger, port)
        done = village.goes(told.append, enough)
        assert codes(done) == [(Stage.COUNTY, "cancelled")]
        assert done.sent is None
        assert [row[1] for row in village.office.ledger.exchange_log(100)].count("sent") == 0
        assert village.goes().troubles == []
    assert log(village.hub) == ["taken"]
    assert village.is_at_county(*women)


def test_what_left_to_the_last_byte_counts_as_sent_though_no_answer_came(village: Village) -> None:
    village.writes(random.Random(10))
    silent = False

    def fate(_: int) -> Fate:
        return Fate(down=0) if silent else Fate()

    def watch(at: Progress) -> None:
        nonlocal silent
        silent |= at.step is Step.SENDING

    def gone_after_the_last_byte(village: Village, port: int) -> Trip:
        with bad_line(port, fate) as line:
            find_at(village.office.ledger, line.address)

            def tell(at: Progress) -> None:
                watch(at)
                if at.step is Step.SENDING and at.done == at.whole:
                    line.cut()

            return village.goes(tell)

    with answering(village.hub, village.home) as port:
        done = gone_after_the_last_byte(village, port)
        assert done.sent is not None
        assert [code for _, code in codes(done)] == ["exchange.line.broken"]
        (logged,) = [row for row in village.office.ledger.exchange_log(100) if row[1] == "sent"]
        assert logged[3] == done.sent.path.name
        find_at(village.office.ledger, port)
        assert village.goes().troubles == []
    assert log(village.hub).count("taken") == 1


def test_given_up_it_says_the_same_at_once_whatever_is_asked(village: Village) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    county = find_at(village.office.ledger, port)
    keys, _ = enrolled(village.office.ledger)
    waits: list[float] = []
    with Line(county, keys, lambda at: waits.append(at.again_in), patience=HASTY) as line:
        for _ in range(3):
            with pytest.raises(LineTrouble, match=r"exchange\.line\.unreachable"):
                line.names()
        line.done("suifang-receipt-1-20261122-0000000a.suifang")
    assert len(waits) == HASTY.first - 1


def test_pauses_grow_with_some_chance_and_have_an_end() -> None:
    patience = Patience()
    for tries, usual in [(0, 1), (1, 2), (2, 4), (5, 32), (6, 60), (50, 60)]:
        said = {patience.before(tries) for _ in range(50)}
        assert all(usual / 2 <= one <= usual * 1.5 for one in said)
        assert len(said) > 10


def test_stopping_cuts_a_pause_short(village: Village) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    find_at(village.office.ledger, port)
    waited: list[float] = []
    slow = Patience(pauses=(10_000,), first=9)
    done = village.goes(lambda at: waited.append(at.again_in), lambda: len(waited) > 0, patience=slow)
    assert codes(done) == [(Stage.READING, "cancelled")]


@pytest.mark.parametrize(
    "started", ["ui.cli.line, sync.trip", "ui.desktop.main, ui.desktop.pages.exchange.page", "sync.hub.main"]
)
def test_who_does_not_use_the_line_does_not_load_it(started: str) -> None:
    code = f"import sys, {started}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert {"httpx", "httpcore", "h11", "starlette", "uvicorn"}.isdisjoint(done.stdout.split())


def test_a_county_that_does_not_stop_talking_fills_no_memory(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    zipped = gzip.compress(bytes(50_000_000))

    async def talks(*_: object) -> Response:
        return Response(zipped, headers={"Content-Encoding": "gzip"})

    monkeypatch.setattr(Server, "_waits", talks)
    with answering(village.hub, village.home) as port:
        find_at(village.office.ledger, port)
        tracemalloc.start()
        try:
            assert codes(village.goes())[0] == (Stage.READING, "exchange.line.broken")
            assert tracemalloc.get_traced_memory()[1] < 40_000_000
        finally:
            tracemalloc.stop()
