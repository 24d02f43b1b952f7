"""Two laptops and a county as real processes over real HTTPS: enrolled, admitted, at work, on a line that fails them."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.consent import statement
from app.records import Visit, Woman
from app.records.writes import Add, Edit
from storage.ids import new_id
from sync.hub.schema import BUNDLE, RECORDS
from sync.hub.store import Store
from tests.support.bad_line import BadLine, Fate, bad_line
from tests.support.commands import HUB_PASSPHRASE, Machine
from tests.support.ledgers import PASSPHRASE, Place
from tests.sync.colleagues import Colleague, all_tables

SAMPLE = Path(__file__).parents[1] / "data" / "roster" / "roster-sample.xlsx"
CODE = re.compile(r"\d{4} \d{4} \d{4} \d{4}")


@dataclass
class County:
    """The county's machine, and the line to it."""

    machine: Machine
    url: str
    line: BadLine
    process: subprocess.Popen[bytes] | None = None

    def does(self, *arguments: str | Path) -> str:
        done = self.machine.hub("--db", self.url, *arguments)
        assert done.code == 0, done.err
        return done.out

    def opens(self) -> None:
        """The line answers; the villages know it by the address of the bad line."""
        where: list[str | Path] = ["--home", self.machine.home / "hub", "--db", self.url, "--lang", "en"]
        told = ["serve", "--host", "127.0.0.1", "--port", "0", "--address", self.line.address]
        self.process = self.machine.start("sync.hub.main", *where, *told, secrets=(HUB_PASSPHRASE,))
        assert self.process.stdout is not None
        ready = self.process.stdout.readline().decode()
        found = re.search(r"port (\d+)", ready)
        assert found, self.process.communicate()[1].decode()
        self.line.to = int(found[1])

    def dies(self) -> None:
        """As in a power cut."""
        assert self.process is not None
        self.process.kill()
        self.process.communicate()

    def closes(self) -> str:
        """Somebody presses Ctrl-C. What it said on stderr."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        out, err = self.process.communicate(timeout=60)
        assert (self.process.returncode, b"closed" in out) == (0, True), err.decode()
        return err.decode()

    def held(self, kind: str) -> set[str]:
        return {row.id for row in self._rows(RECORDS[kind])}

    def log(self) -> list[str]:
        return [row.outcome for row in self._rows(BUNDLE)]

    def rows(self, kind: str) -> list[Any]:
        return self._rows(RECORDS[kind])

    @property
    def uploads(self) -> list[Path]:
        return sorted((self.machine.home / "hub" / "line").glob("*/up/*.part"))

    def _rows(self, table: Any) -> list[Any]:
        store = Store(self.url)
        rows = store.transact(lambda db: list(db.execute(select(table))))
        store.close()
        return rows


@contextmanager
def a_county(home: Path, url: str) -> Iterator[County]:
    with bad_line(0) as line:
        county = County(Machine(home), url, line)
        county.does("init", "--name", "江城县妇幼保健院")
        county.opens()
        try:
            yield county
        finally:
            if county.process and county.process.poll() is None:
                county.dies()


# --- what people do --------------------------------------------------------------------------------------------------


def enrol(laptop: Machine, county: County, stick: Path) -> dict[str, str]:
    """By two files and two codes. The request, which the office reads too."""
    asked: dict[str, str] = laptop.tell("enrol", "request", stick)
    told = county.does("enrol", asked["file"], "--code", asked["code"])
    (code,) = set(CODE.findall(told)) - {asked["code"]}
    (grant,) = stick.glob("suifang-grant-*")
    laptop.tell("enrol", "grant", grant, "--code", code)
    grant.unlink()
    return asked


def admit(one: Machine, other: Machine, asked: dict[str, str]) -> None:
    admitted = one.tell("office", "admit", asked["file"], "--code", asked["code"])
    other.tell("office", "accept", admitted["file"], "--code", admitted["code"])


@contextmanager
def at_work(machine: Machine) -> Iterator[Colleague]:
    """The ledger is open while inside, as in the window; the commands wait until it is closed."""
    place = Place(machine.ledger, machine.home / "xdg_state_home" / "Suifang" / "marks")
    ledger = place.open()
    try:
        yield Colleague(machine.home.name, ledger, place, machine.home)
    finally:
        ledger.close()


def edit(machine: Machine, **occupations: str) -> None:
    """``id=occupation``; ids are hexadecimal, so that they are given with a letter before."""
    with at_work(machine) as there:
        for woman, occupation in occupations.items():
            there.ledger.write("edit", [Edit("woman", woman.removeprefix("w"), {"occupation": occupation})])


def agree(machine: Machine, count: int) -> set[str]:
    """So many women agree that the county may know them. Their ids."""
    with at_work(machine) as there:
        women = sorted(woman.id for woman in there.ledger.all(Woman))[:count]
        for woman in women:
            said = statement(
                (), record_id=new_id(), subject=woman, scope="county", state="given", date="2026-11-01", how="signed"
            )
            there.ledger.write("consent.record", [Add(said)])
    return set(women)


def killed_in_the_middle(county: County, laptop: Machine) -> None:
    """The county's machine loses its power while a file is half-way; the laptop goes on as soon as it is back."""
    county.line.fate = lambda connection: Fate(up=9_000, how="stall")
    where: list[str | Path] = ["--ledger", laptop.ledger, "--json", "exchange"]
    sending = laptop.start("ui.cli.main", *where, secrets=(PASSPHRASE,))
    while not (parts := [path for path in county.uploads if path.stat().st_size > 2_000]):
        assert sending.poll() is None, sending.communicate()
        time.sleep(0.02)
    held = parts[0].stat().st_size
    county.dies()
    county.line.fate = lambda connection: Fate()
    county.opens()
    assert [path.stat().st_size for path in county.uploads] == [held], "what it held, it holds"
    carried = county.line.carried
    county.line.cut()
    out, err = sending.communicate(timeout=120)
    assert sending.returncode == 0, err.decode()
    told = json.loads(out)
    assert told["troubles"] == []
    assert told["sent"]["bytes"] > 9_000
    assert county.line.carried - carried - told["given"][0]["bytes"] < told["sent"]["bytes"]


def test_two_laptops_and_the_county_hold_the_same_after_a_day_of_bad_luck(tmp_path: Path, county_url: str) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    one, other = (Machine(tmp_path / name).with_ledger() for name in ("one", "other"))
    with a_county(tmp_path / "county", county_url) as county:
        enrol(one, county, stick)
        admit(one, other, enrol(other, county, stick))

        # The first day: a roster, two hundred women who agree, and a power cut at the county.
        assert one.tell("import", SAMPLE)["counts"]["new"] == 643
        agreed = agree(one, 200)
        killed_in_the_middle(county, one)
        assert county.log() == ["taken"]
        assert county.held("woman") == agreed
        got = other.tell("exchange")
        assert got["troubles"] == []
        assert other.tell("status")["women"] == 643

        # The second: both write, one woman at the same time, and the line drops every few thousand bytes.
        his, hers, both = sorted(agreed)[:3]
        edit(one, **{f"w{his}": "木匠家的", f"w{both}": "教师"})
        edit(other, **{f"w{hers}": "开小店", f"w{both}": "代课教师"})
        other.tell("visit", hers, "general", "advice=多休息")
        bad = iter([Fate(up=2_500, how="reset"), Fate(down=4_000), Fate(up=4_000), Fate(down=2_000, how="reset")])
        county.line.fate = lambda _: next(bad, Fate())
        for laptop in (one, other):
            assert laptop.tell("exchange")["troubles"] == []
        assert next(bad, None) is None, "it dropped that often"
        assert [laptop.tell("exchange")["troubles"] for laptop in (one, other)] == [[], []]

        # Everybody holds the same, and the county what consent allows
        with at_work(one) as first, at_work(other) as second:
            assert all_tables(first) == all_tables(second)
            for there in (first, second):
                occupations = {woman.id: woman.occupation for woman in there.ledger.all(Woman)}
                assert (occupations[his], occupations[hers]) == ("木匠家的", "开小店")
                assert len(there.ledger.exchange.conflicts()) == 1, "neither of the two teachers was lost"
                assert [visit.advice for visit in there.ledger.all(Visit) if visit.subject == hers][-1] == "多休息"
        assert county.held("woman") == agreed
        assert {row.occupation for row in county.rows("woman") if row.id in (his, hers)} == {"木匠家的", "开小店"}
        assert [laptop.tell("status")["records"]["not_yet"] for laptop in (one, other)] == [0, 0]
        assert set(county.log()) == {"taken", "held"}
        assert county.closes() == "", "nothing to say of anybody"
