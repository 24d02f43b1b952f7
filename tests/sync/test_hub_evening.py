"""Many villages in one evening: side by side, two laptops of one village one after the other, killed at any moment."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import func, select

from app.delta import Delta
from app.errors import SuifangError
from sync.enrolment import new_file_id
from sync.envelope import Keys
from sync.files import file_name
from sync.hub import evening
from sync.hub.county import Answer, Hub
from sync.hub.evening import Found, take_files
from sync.hub.schema import BUNDLE, CELL, CHANGE, MARK, RECORDS, STATEMENT, VECTOR
from tests.support.killed import told_until_killed
from tests.sync.support import START, a_hub, bundle, enrol_bare
from tests.sync.villages import month_of, village

WOMEN, EDITS, VISITS = 6, 8, 10
COUNTED = (RECORDS["woman"], RECORDS["visit"], RECORDS["consent"], CHANGE, CELL, STATEMENT, VECTOR, MARK)


Parcel = tuple[str, str, Keys, Delta]
"""Village, replica, its keys, what it sends."""


@pytest.fixture
def hub(tmp_path: Path, county_url: str) -> Hub:
    return a_hub(tmp_path, county_url)


def villages(hub: Hub, count: int) -> dict[str, tuple[Delta, str, Keys]]:
    """So many villages with a laptop each: what it sends first, its replica and keys."""
    found = {}
    for n in range(count):
        first, unit = village(women=WOMEN, visits=4, seed=n), f"{n:012d}"
        (replica,) = first.upto
        found[unit] = (first, replica, enrol_bare(hub, replica, unit))
    return found


def write(stick: Path, hub: Hub, parcel: Parcel) -> None:
    unit, replica, keys, delta = parcel
    path = stick / file_name("bundle", unit, date(2026, 11, 22), new_file_id())
    path.write_bytes(bundle(hub, replica, keys, delta))


def everything(hub: Hub) -> dict[str, list[tuple[object, ...]]]:
    """What is at the county, without the numbers that say in which order it came."""
    found = {}
    with hub._store.begin() as db:
        for table in COUNTED:
            told = [column for column in table.columns if column.name not in {"no", "v"}]
            found[table.name] = sorted((tuple(row) for row in db.execute(select(*told))), key=repr)
    return found


def expected(tmp_path: Path, parcels: list[Parcel]) -> dict[str, list[tuple[object, ...]]]:
    """The same bundles, one after the other, at a county of its own."""
    (tmp_path / "plain").mkdir()
    plain = a_hub(tmp_path / "plain")
    keys: dict[str, Keys] = {}
    for unit, replica, _, delta in parcels:
        if replica not in keys:
            keys[replica] = enrol_bare(plain, replica, unit)
        assert plain.take(bundle(plain, replica, keys[replica], delta), "b", START).error is None
    found = everything(plain)
    plain.close()
    return found


def test_villages_taken_together_are_as_if_taken_one_by_one(hub: Hub, tmp_path: Path) -> None:
    sent = []
    for unit, (first, replica, keys) in villages(hub, 5).items():
        sent += [(unit, replica, keys, first), (unit, replica, keys, month_of(first, edits=EDITS, visits=VISITS))]
    sent.sort(key=lambda one: one[0])
    files = [(unit, bundle(hub, replica, keys, delta)) for unit, replica, keys, delta in sent]
    answers = hub.take_all([*files[:4], ("cut", files[0][1][:-9]), *files[4:], files[3]], START)
    outcomes = [answer.outcome if isinstance(answer, Answer) else answer.code for answer in answers]
    assert outcomes == ["taken"] * 4 + ["exchange.cut"] + ["taken"] * 6 + ["held"]
    assert everything(hub) == expected(tmp_path, sent)
    hub.close()


def test_one_village_whose_rows_the_database_will_not_take_holds_up_no_other(hub: Hub) -> None:
    (one, poor), (two, (first, replica, keys)) = villages(hub, 2).items()
    with hub._store.begin() as db:
        db.exec_driver_sql("CREATE UNIQUE INDEX crooked ON visit (unit) WHERE unit = '000000000000'")
    answers = hub.take_all(
        [(one, bundle(hub, poor[1], poor[2], poor[0])), (two, bundle(hub, replica, keys, first))], START
    )
    assert isinstance(answers[0], SuifangError)
    assert answers[0].code == "hub.store.trouble"
    assert isinstance(answers[1], Answer)
    assert answers[1].outcome == "taken"
    hub.close()


@pytest.mark.parametrize("seed", [1, 2])
def test_two_laptops_of_a_village_and_their_repeats_at_once_do_not_mix(
    county_url: str, tmp_path: Path, seed: int
) -> None:
    hub = a_hub(tmp_path, county_url)
    chance = random.Random(seed)
    sent: list[tuple[str, bytes]] = []
    for unit, (first, replica, keys) in villages(hub, 3).items():
        other = village(women=WOMEN, visits=3, seed=1000 + int(unit))
        (second,) = other.upto
        more = enrol_bare(hub, second, unit)
        sent += [(unit, bundle(hub, replica, keys, first)), (unit, bundle(hub, second, more, other))] * 3
    chance.shuffle(sent)
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda one: hub.take(one[1], one[0], START), sent))
    assert {answer.outcome for answer in answers} <= {"held", "taken"}
    assert len({(answer.laptop.replica, answer.receipt.number) for answer in answers}) == len(answers)
    with hub._store.begin() as db:
        assert db.scalar(select(func.count()).select_from(RECORDS["woman"])) == 3 * 2 * WOMEN
        assert db.scalar(select(func.count()).select_from(BUNDLE)) == len(sent)
    assert {covered - count for _, count, covered in here_and_covered(hub)} == {0}
    hub.close()


def here_and_covered(hub: Hub) -> list[tuple[str, int, int]]:
    """Of each village, how many changes are here and how many it is covered to; told by one statement, at one moment."""
    covered = select(func.sum(VECTOR.c.seq)).where(VECTOR.c.unit == CHANGE.c.unit).scalar_subquery()
    with hub._store.begin() as db:
        found = db.execute(select(CHANGE.c.unit, func.count(), covered).group_by(CHANGE.c.unit))
        return [(unit, count, most) for unit, count, most in found]


def killed(url: str, tmp_path: Path, seed: int, times: int) -> None:
    """Kills an evening again and again; whatever it had said is there, and nothing by halves."""
    hub = a_hub(tmp_path, url)
    stick, out, chance = tmp_path / "stick", tmp_path / "receipts", random.Random(seed)
    stick.mkdir()
    out.mkdir()
    (tmp_path / "keys").write_bytes(msgspec.msgpack.encode(hub._keys))
    sent: list[Parcel] = [(unit, replica, keys, first) for unit, (first, replica, keys) in villages(hub, 36).items()]
    last = {parcel[0]: parcel for parcel in sent}
    for parcel in sent:
        write(stick, hub, parcel)
    for kill in range(times):
        after = chance.choice([chance.uniform(0, 0.1), chance.uniform(0, 1)])
        arguments = map(str, (url, tmp_path / "keys", stick, out, chance.randint(1, 2)))
        told = told_until_killed(["-m", "tests.support.evening", *arguments], after)
        said = {name.split("-")[2]: outcome for name, outcome in (line.split(" ", 1) for line in told[1:])}
        assert set(said.values()) <= {"taken", "held"}, said
        found = here_and_covered(hub)
        here = {unit: count for unit, count, covered in found if count == covered}
        assert len(here) == len(found), f"kill {kill} after {after:.3f} s: a bundle is here by halves"
        assert said.keys() <= here.keys(), f"kill {kill} after {after:.3f} s: said, and not here"
        for unit, replica, keys, delta in chance.sample([*last.values()], 6):
            if here.get(unit) == delta.upto[replica].seq:
                last[unit] = (unit, replica, keys, month_of(delta, edits=3, visits=2, seed=kill))
                sent.append(last[unit])
                write(stick, hub, last[unit])
    files = [(unit, bundle(hub, replica, keys, delta)) for unit, replica, keys, delta in sent]
    assert all(isinstance(answer, Answer) and answer.error is None for answer in hub.take_all(files, START))
    assert everything(hub) == expected(tmp_path, sent)
    hub.close()


def test_killed_at_any_moment_the_county_has_whole_bundles_and_answers_again(county_url: str, tmp_path: Path) -> None:
    killed(county_url, tmp_path, seed=3, times=3)


@pytest.mark.long
def test_after_sixty_kills_too(county_url: str, tmp_path: Path) -> None:
    killed(county_url, tmp_path, seed=4, times=60)


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_evening_is_answered_file_by_file_in_order(
    county_url: str, tmp_path: Path, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evening, "MOST_TOGETHER", 5)
    hub, stick, out = a_hub(tmp_path, county_url), tmp_path / "stick", tmp_path / "receipts"
    stick.mkdir()
    out.mkdir()
    for unit, (first, replica, keys) in villages(hub, 34).items():
        write(stick, hub, (unit, replica, keys, first))
    names = sorted(path.name for path in stick.iterdir())
    (stick / names[7]).write_bytes((stick / names[7]).read_bytes()[:-5])
    found = [Found(stick / name, out, named=False) for name in names]
    for outcome in ("taken", "held"):
        done = list(take_files(hub, found, jobs))
        assert [one.path.name for one in done] == names
        assert [one.error.code for one in done if one.error] == ["exchange.cut"]
        assert [one.outcome for one in done if not one.error] == [outcome] * 33
    assert len(list(out.iterdir())) == 2 * 33
    hub.close()
