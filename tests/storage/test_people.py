"""People of one laptop: who may only look, who forgot her passphrase, and who left."""

import random
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.errors import InputError, KeyRefused, LedgerError, NotAllowed
from app.records import Woman, Worker
from app.records.writes import Add, Edit
from storage import driver, keys
from storage.ledger import Ledger, people
from tests.support.killed import told_until_killed
from tests.support.ledgers import CHEAP, PASSPHRASE, Place, a_woman, new_ledger

LIU, CHEN = "后山的竹林", "河边的柳树"


def sign_in(place: Place, person: str, passphrase: str, own: str = "") -> Ledger:
    return Ledger.open(place.folder, person, passphrase, own_passphrase=own, cost=CHEAP, marks=place.marks)


@pytest.fixture
def office(tmp_path: Path) -> tuple[Place, dict[str, str]]:
    """A ledger with three people, 肖玉梅, 刘芳 and the helper 陈小红, and one woman."""
    ledger, place = new_ledger(tmp_path)
    ids = {"肖玉梅": ledger.me.id}
    ids["刘芳"] = ledger.add_person("刘芳", LIU, cost=CHEAP).id
    ids["陈小红"] = ledger.add_person("陈小红", CHEN, "helper", cost=CHEAP).id
    ledger.write("add", [Add(a_woman("王秀兰"))])
    ledger.close()
    return place, ids


# A helper looks


def test_a_helper_reads_and_everything_that_would_write_or_leave_is_refused(
    office: tuple[Place, dict[str, str]], tmp_path: Path
) -> None:
    place, ids = office
    ledger = sign_in(place, ids["陈小红"], CHEN)
    assert ledger.looks_only
    her = ledger.all(Woman)[0]
    assert her.name == "王秀兰"
    before = ledger.exchange.reaches()
    refused: list[Callable[[], object]] = [
        lambda: ledger.write("x", [Edit("woman", her.id, {"note": "x"})]),
        lambda: ledger.write("x", []),
        lambda: ledger.undo(4),
        lambda: ledger.add_person("张三", "x", cost=CHEAP),
        lambda: ledger.give_passphrase(ids["刘芳"], cost=CHEAP),
        lambda: ledger.remove_person(ids["刘芳"], cost=CHEAP),
        lambda: ledger.new_recovery(cost=CHEAP),
        lambda: ledger.keep_draft("x", "typed"),
        lambda: ledger.set_setting("exchange.keys", b"x"),
        lambda: ledger.exchange.collect_for_county("county"),
        lambda: ledger.exchange.collect_for_office({}),
        lambda: ledger.exchange.take_receipt("county", number=1, holds={}),
        lambda: ledger.note("view.sensitive", her.id),
        lambda: ledger.note("view.contact", her.id),
        lambda: ledger.note("export.roster", rows=1),
        lambda: ledger.back_up(tmp_path / "stick"),
        lambda: ledger.restore(tmp_path),
    ]
    for act in refused:
        with pytest.raises(NotAllowed, match=r"ledger.looks_only"):
            act()
    assert ledger.exchange.reaches() == before
    assert not (tmp_path / "stick").exists()
    ledger.back_up()
    ledger.change_passphrase(CHEN, "山上的茶园", cost=CHEAP)
    ledger.close()
    sign_in(place, ids["陈小红"], "山上的茶园").close()


# A forgotten passphrase


def test_somebody_else_gives_a_passphrase_for_one_sign_in_and_it_stays_visible(
    office: tuple[Place, dict[str, str]],
) -> None:
    place, ids = office
    ledger = place.open()
    once = ledger.give_passphrase(ids["刘芳"], cost=CHEAP)
    ledger.close()
    with pytest.raises(KeyRefused, match=r"ledger.key.wrong"):
        sign_in(place, ids["刘芳"], LIU)
    with pytest.raises(KeyRefused, match=r"ledger.key.once"):
        sign_in(place, ids["刘芳"], once)
    hers = sign_in(place, ids["刘芳"], once, own="水塘里的荷花")
    told = [(t.what, t.who, t.detail.get("person")) for t in hers.audit(2)]
    assert told == [("passphrase", ids["刘芳"], None), ("passphrase.given", ids["肖玉梅"], ids["刘芳"])]
    hers.close()
    with pytest.raises(KeyRefused, match=r"ledger.key.wrong"):
        sign_in(place, ids["刘芳"], once)
    sign_in(place, ids["刘芳"], "水塘里的荷花").close()


def test_nobody_gives_herself_a_passphrase_or_one_to_a_stranger(office: tuple[Place, dict[str, str]]) -> None:
    place, ids = office
    ledger = place.open()
    with pytest.raises(LedgerError, match=r"ledger.person.yourself"):
        ledger.give_passphrase(ids["肖玉梅"])
    with pytest.raises(KeyRefused, match=r"ledger.key.nobody"):
        ledger.give_passphrase("0" * 32)
    with pytest.raises(KeyRefused, match=r"ledger.key.nobody"):
        ledger.give_passphrase(keys.RECOVERY + "x")
    ledger.close()


def test_a_new_recovery_sheet_ends_the_old_one(office: tuple[Place, dict[str, str]]) -> None:
    place, ids = office
    ledger = place.open()
    assert ledger.sheet_missing(), "the first one was never said to be put away"
    ledger.sheet_kept()
    code = ledger.new_recovery(cost=CHEAP)
    assert ledger.sheet_missing()
    assert ledger.audit(1)[0].what == "recovery.new"
    ledger.close()
    with pytest.raises(KeyRefused, match=r"ledger.key.wrong"):
        Ledger.open_with_recovery(place.folder, place.code, ids["刘芳"], "x", cost=CHEAP, marks=place.marks)
    again = Ledger.open_with_recovery(place.folder, code, ids["刘芳"], "xyz", cost=CHEAP, marks=place.marks)
    assert again.me.name == "刘芳"
    assert again.audit(1)[0].what == "recovered"
    again.close()


def test_a_helper_who_forgot_comes_back_with_the_sheet_and_still_only_looks(
    office: tuple[Place, dict[str, str]],
) -> None:
    place, ids = office
    ledger = Ledger.open_with_recovery(place.folder, place.code, ids["陈小红"], "neu", cost=CHEAP, marks=place.marks)
    assert ledger.looks_only
    ledger.close()


# Somebody leaves


def test_who_was_removed_opens_nothing_any_more_and_whoever_stays_notices_nothing(
    office: tuple[Place, dict[str, str]],
) -> None:
    place, ids = office
    old_keys = (place.folder / "ledger.keys").read_bytes()
    ledger = place.open()
    old_key, replica, file = ledger._key, ledger.exchange.replica, ledger._folder.file
    heard: list[frozenset[str]] = []
    ledger.subscribe(lambda changed: heard.append(changed.kinds))
    code = ledger.remove_person(ids["刘芳"], cost=CHEAP)
    assert not file.exists()
    assert ledger._key != old_key
    assert heard
    gone = ledger.get(Worker, ids["刘芳"])
    assert gone is not None
    assert gone.left == ledger.clock.today().isoformat()
    assert (ledger.audit(1)[0].what, ledger.audit(1)[0].detail) == ("person.remove", {"person": ids["刘芳"]})
    assert ledger.history.changes(1)[0].verb == "person.remove"
    assert ledger.exchange.replica == replica, "the same incarnation goes on"
    assert ledger.sheet_missing()
    her = a_woman("周丽华")
    ledger.write("add", [Add(her)])
    assert ledger.search.find("周丽华") == [her.id]
    assert ledger.verify() == []
    ledger.close()

    assert [p.name for p in people(place.folder)] == ["肖玉梅", "陈小红"]
    sign_in(place, ids["陈小红"], CHEN).close()
    again = place.open()
    assert again.exchange.replica == replica
    assert again.get(Woman, her.id) == her
    with pytest.raises(LedgerError, match=r"ledger.undo.never"):
        again.undo(again.history.changes(2)[1].seq or 0)
    again.close()
    for secret in (place.code, code):
        with pytest.raises(KeyRefused):
            Ledger.open_with_recovery(place.folder, secret, ids["刘芳"], "x", cost=CHEAP, marks=place.marks)
    Ledger.open_with_recovery(place.folder, code, ids["肖玉梅"], PASSPHRASE, cost=CHEAP, marks=place.marks).close()
    # Her passphrase and a copy of the old key file give the old key, and that opens nothing here.
    ring = msgspec.json.decode(old_keys, type=keys.KeyRing)
    assert keys.peek(ring, ids["刘芳"], LIU) == old_key
    for found in place.folder.glob("*.sfl"):
        with pytest.raises(LedgerError):
            driver.look(found, old_key)


def test_nobody_removes_herself(office: tuple[Place, dict[str, str]]) -> None:
    place, ids = office
    ledger = place.open()
    with pytest.raises(LedgerError, match=r"ledger.person.yourself"):
        ledger.remove_person(ids["肖玉梅"])
    ledger.close()


def test_an_entry_of_the_first_form_opens_becomes_one_of_today_and_can_then_be_boxed_anew(
    office: tuple[Place, dict[str, str]],
) -> None:
    place, ids = office
    path = place.folder / "ledger.keys"
    ring = keys.read_ring(path)
    key = keys.unwrap(path, ids["刘芳"], LIU)
    entry = ring.person(ids["刘芳"])
    derived = keys._derive(LIU, entry.salt, entry.cost)
    sealed = AESGCM(derived).encrypt(entry.nonce, key, keys._bound_to(ring.ledger, entry.id))
    keys.replace_person(path, msgspec.structs.replace(entry, sealed=sealed, public=b"", box=b""))
    ledger = place.open()
    with pytest.raises(LedgerError, match=r"ledger.keys.first_form"):
        ledger.remove_person(ids["陈小红"], cost=CHEAP)
    assert ledger.verify() == []
    ledger.close()
    sign_in(place, ids["刘芳"], LIU).close()
    ledger = place.open()
    ledger.remove_person(ids["陈小红"], cost=CHEAP)
    ledger.close()
    sign_in(place, ids["刘芳"], LIU).close()


def killed_while_removing(office: tuple[Place, dict[str, str]], seed: int, times: int) -> None:
    """All of it or nothing: who she is, her key, her last day and the audit always agree, and nothing else is touched."""
    place, _ = office
    ledger = place.open()
    ledger.write("add", [Add(a_woman(f"王秀{n:03d}", note="长" * 200)) for n in range(300)])
    replica, women = ledger.exchange.replica, ledger.count(Woman)
    ledger.close()
    chance = random.Random(seed)
    outcomes = set()
    for kill in range(times):
        name = f"临时{kill}"
        ledger = place.open()
        person = ledger.add_person(name, LIU, cost=CHEAP).id
        ledger.close()
        told = told_until_killed(
            ["-m", "tests.support.remover", "remove", str(place.folder), str(place.marks), person, "30"],
            0.0 if kill in {0, times - 1} else chance.uniform(0, 0.35),
            lines=2 if kill == times - 1 else 1,
        )
        ledger = place.open()
        assert ledger.verify() == [], kill
        assert ledger.count(Woman) == women
        assert ledger.exchange.replica == replica
        worker = ledger.get(Worker, person)
        assert worker is not None
        still = person in [p.id for p in people(place.folder)]
        noted = any(t.what == "person.remove" and t.detail["person"] == person for t in ledger.audit())
        assert (worker.left is None, not noted) == (still, still), kill
        if len(told) > 1:
            assert not still, "it said so"
        outcomes.add(still)
        ledger.close()
        assert len(list(place.folder.glob("*.sfl*"))) == 1, "nothing is left over"
        if still:
            sign_in(place, person, LIU).close()
        else:
            with pytest.raises(KeyRefused):
                sign_in(place, person, LIU)
    assert outcomes == {True, False}, "the first falls before the one step, the last after it"


def test_killed_while_somebody_is_removed(office: tuple[Place, dict[str, str]]) -> None:
    killed_while_removing(office, seed=1, times=8)


@pytest.mark.long
def test_killed_sixty_times_while_somebody_is_removed(office: tuple[Place, dict[str, str]]) -> None:
    killed_while_removing(office, seed=2, times=60)


def test_a_machine_that_stops_at_the_last_step_leaves_the_old_ledger(
    office: tuple[Place, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    place, ids = office
    ledger = place.open()
    with monkeypatch.context() as broken:

        def full(_path: Path, _ring: keys.KeyRing) -> None:
            raise LedgerError("file.disk_full")

        broken.setattr(keys, "write_ring", full)
        with pytest.raises(LedgerError, match=r"file.disk_full"):
            ledger.remove_person(ids["刘芳"], cost=CHEAP)
    her = a_woman()
    ledger.write("add", [Add(her)])
    assert ledger.verify() == []
    ledger.close()
    hers = sign_in(place, ids["刘芳"], LIU)
    assert hers.get(Woman, her.id) == her
    assert hers.me.left is None
    hers.close()


# What day it is


def test_a_date_before_or_long_after_the_last_entry_is_doubted_and_her_word_is_today(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def machine(day: date) -> None:
        ns = int(__import__("datetime").datetime(day.year, day.month, day.day, 9).timestamp() * 1e9)
        monkeypatch.setattr("storage.clock.time.time_ns", lambda: ns)

    machine(date(2026, 11, 21))
    ledger = place.open()
    ledger.write("add", [Add(a_woman())], at=__import__("datetime").datetime(2026, 11, 21, 8).astimezone())
    ledger.tell_today(date(2026, 11, 21))
    assert ledger.clock_doubt() is None
    machine(date(2010, 1, 1))
    doubted = ledger.clock_doubt()
    assert doubted is not None
    assert (doubted.machine, doubted.latest, doubted.likely) == (
        date(2010, 1, 1),
        date(2026, 11, 21),
        date(2026, 11, 21),
    )
    assert doubted.behind
    ledger.tell_today(date(2026, 11, 23))
    assert ledger.clock.today() == date(2026, 11, 23)
    assert ledger.clock_doubt() is None
    ledger.write("add", [Add(a_woman("周丽华", birth_date="1990-01-01", marital_since="2026-11-23"))])
    with pytest.raises(InputError):
        ledger.write("add", [Add(a_woman("周丽华", marital_since="2026-11-24"))])
    ledger.close()

    machine(date(2010, 1, 3))  # still wrong, and running on
    ledger = place.open()
    doubted = ledger.clock_doubt()
    assert doubted is not None
    assert doubted.likely == date(2026, 11, 25)
    ledger.close()
    machine(date(2026, 12, 20))
    ledger = place.open()
    assert ledger.clock_doubt() is None, "set right"
    machine(date(2031, 5, 5))
    doubted = ledger.clock_doubt()
    assert doubted is not None
    assert not doubted.behind
    ledger.tell_today(date(2031, 5, 5))
    ledger.close()
    machine(date(2026, 12, 21))  # it was ahead once, and believed; now it is asked the other way
    ledger = place.open()
    assert ledger.clock_doubt() is not None
    ledger.tell_today(date(2026, 12, 21))
    ledger.close()
    machine(date(2026, 12, 22))
    ledger = place.open()
    assert ledger.clock_doubt() is None, "what was written under a wrong date is no witness once she said so"
    assert [t.what for t in ledger.audit(1)] == ["clock"]
    ledger.close()


def test_an_old_key_file_put_back_by_hand_costs_no_newer_ledger(office: tuple[Place, dict[str, str]]) -> None:
    place, ids = office
    shutil.copytree(place.folder, place.folder.parent / "copy")
    ledger = place.open()
    ledger.remove_person(ids["刘芳"], cost=CHEAP)
    ledger.close()
    newer = next(place.folder.glob("ledger-*.sfl")).read_bytes()
    for name in ("ledger.keys", "ledger.sfl"):
        shutil.copy(place.folder.parent / "copy" / name, place.folder / name)
    place.open().close()
    aside = list(place.folder.glob("unfinished-*"))
    assert [path.read_bytes() for path in aside] == [newer]
