"""People, backups and the day it is, from the command line."""

from datetime import date
from pathlib import Path

import pytest

from storage.ledger import Ledger, people
from tests.support.commands import Machine
from tests.support.ledgers import PASSPHRASE

HERS, NEW = "后山的竹林很密", "水塘里的荷花开了"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    made = Machine(tmp_path).with_ledger()
    made.tell("demo", "--women", "3")
    assert made.suifang("person", "add", "刘芳", "--role", "doctor", secrets=(PASSPHRASE, HERS)).code == 0
    return made


def test_a_person_forgets_gets_a_passphrase_for_once_and_leaves(machine: Machine) -> None:
    me = ("--person", "肖玉梅")
    assert [p["role"] for p in machine.tell("person", "list", *me)["people"]] == ["worker", "doctor"]
    once = machine.tell("person", "passphrase", "刘芳", *me)["passphrase"]
    her = ("--person", "刘芳")
    assert machine.suifang("women", *her, secrets=(HERS,)).code != 0
    assert machine.suifang("women", *her, secrets=(once, NEW)).code == 0
    assert machine.suifang("women", *her, secrets=(NEW,)).code == 0
    told = machine.tell("person", "remove", "刘芳", *me)
    assert len(told["recovery_code"].split()) == 12
    assert [p.name for p in people(machine.ledger)] == ["肖玉梅"]
    assert machine.suifang("person", "remove", "刘芳", "--json").refusal["error"] == "cli.person.unknown"
    assert {e["what"] for e in machine.tell("audit")["entries"]} >= {"passphrase.given", "passphrase", "person.remove"}
    assert machine.tell("verify")["problems"] == []


def test_a_helper_is_refused_in_words(machine: Machine) -> None:
    assert machine.suifang(
        "person", "add", "陈小红", "--role", "helper", "--person", "肖玉梅", secrets=(PASSPHRASE, NEW)
    ).code == 0  # fmt: skip
    her = ("--person", "陈小红")
    assert machine.suifang("women", *her, secrets=(NEW,)).code == 0
    ended = machine.suifang("backup", str(machine.home / "stick"), *her, secrets=(NEW,))
    assert ended.code != 0
    assert "协助人员只能看" in ended.err


def test_a_backup_is_practised_and_brought_back_also_one_of_an_older_key(machine: Machine) -> None:
    me = ("--person", "肖玉梅")
    kept = machine.tell("backup", *me)["folder"]
    machine.tell("person", "remove", "刘芳", *me)
    assert [b["ours"] for b in machine.tell("backups")["backups"]] == [True]
    ended = machine.suifang("--json", "restore", kept, "--dry-run", secrets=(PASSPHRASE,))
    assert ended.code != 0, "closed with the older key: its passphrase is wanted too"
    both = (PASSPHRASE, PASSPHRASE)
    told = machine.suifang("--json", "restore", kept, "--dry-run", secrets=both).data
    assert (told["missing"], told["changes_since"]) == ({}, 1)
    done = machine.suifang("--json", "restore", kept, secrets=both).data
    assert Path(done["kept"]).is_dir()
    assert [p.name for p in people(machine.ledger)] == ["肖玉梅"]
    (machine.ledger / "ledger.keys").unlink()
    again = machine.suifang("restore", kept, "--person", "刘芳", secrets=(HERS, HERS))
    assert again.code == 0, again.err
    assert [p.name for p in people(machine.ledger)] == ["肖玉梅", "刘芳"]


def test_a_date_before_the_last_entry_is_not_believed_but_has_to_be_said(machine: Machine) -> None:
    me = people(machine.ledger)[0].id
    marks = machine.home / "xdg_state_home" / "Suifang" / "marks"
    ledger = Ledger.open(machine.ledger, me, PASSPHRASE, marks=marks)
    ledger.tell_today(date(2031, 5, 5))
    ledger.close()
    hers = ("--person", "肖玉梅")
    assert machine.suifang("--json", "women", *hers).refusal["error"] == "clock.doubted"
    assert "2031年5月5日" in machine.suifang("women", *hers).err
    said = (*hers, "--today", "2031-05-06")
    machine.tell("population", "2031-04", "--residents", "10", *said)
    assert machine.tell("history", "--most", "1", *said)["changes"][0]["at"].startswith("2031-05-06")
