"""Differences on the command line: listed with who and when, settled by number or by another value, nothing closed."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.records import Child, Pregnancy, Woman
from app.records.writes import Add, Edit
from storage.ids import new_id
from storage.ledger import Ledger, people
from tests.support.commands import Machine
from tests.support.ledgers import PASSPHRASE, a_woman, new_ledger


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "machine").with_ledger()


def opened(machine: Machine) -> Ledger:
    marks = machine.home / "xdg_state_home" / "Suifang" / "marks"
    return Ledger.open(machine.ledger, people(machine.ledger)[0].id, PASSPHRASE, marks=marks)


def differing(machine: Machine, root: Path) -> tuple[Woman, Child, Pregnancy]:
    her = a_woman("李月琴")
    child = Child(id=new_id(), subject=her.id, birth_date="2019-05-02")
    expecting = Pregnancy(id=new_id(), subject=her.id, booked_date="2026-06-01")
    ledger = opened(machine)
    ledger.write("add", [Add(her), Add(child), Add(expecting)])
    other, _ = new_ledger(root, "other")
    other.exchange.merge(ledger.exchange.collect_for_office({}))
    for one, door, phone, grade in ((ledger, "3", "13875122210", "red"), (other, "21", "13875122201", "green")):
        one.write("edit", [Edit("woman", her.id, {"door": door, "phone": phone})])
        one.write("edit", [Edit("pregnancy", expecting.id, {"grade": grade})])
    ledger.write("take back", [Edit("child", child.id, {"retired": "mistake"})])
    other.write("edit", [Edit("child", child.id, {"name": "李子涵"})])
    ledger.exchange.merge(other.exchange.collect_for_office(ledger.exchange.reaches()))
    other.close()
    ledger.close()
    return her, child, expecting


def test_what_differs_is_listed_and_settled(machine: Machine, tmp_path: Path) -> None:
    assert machine.tell("differences", "list") == {"differences": []}
    her, child, expecting = differing(machine, tmp_path)
    listed = {one["record"]: one for one in machine.tell("differences", "list")["differences"]}
    assert set(listed) == {her.id, child.id, expecting.id}
    door, phone = listed[her.id]["fields"]
    assert {one["value"] for one in door["values"]} == {"3", "21"}
    assert {one["value"] for one in phone["values"]} == {None}
    assert {one["words"].replace(" ", "")[-4:] for one in phone["values"]} == {"2210", "2201"}
    assert [one["edits"] for one in listed[child.id]["fields"][0]["values"]] == [[], ["name"]]
    assert listed[expecting.id] == {
        "record": expecting.id, "woman": her.id, "kind": None, "since": listed[expecting.id]["since"], "closed": True,
        "fields": [],
    }  # fmt: skip
    said = machine.suifang("differences", "list").out
    assert "怀孕" not in said
    assert "1387512" not in said.replace(" ", "")
    second = door["values"][1]["value"]
    assert machine.tell("differences", "settle", her.id[-8:], "door", "--keep", "2")["number"] > 0
    machine.tell("differences", "settle", her.id, "phone", "--value", "13800000000")
    machine.tell("differences", "settle", child.id, "retired", "--keep", "2")
    assert [one["record"] for one in machine.tell("differences", "list")["differences"]] == [expecting.id]
    ledger = opened(machine)
    (now,) = ledger.all(Woman)
    assert (now.door, now.phone) == (second, "13800000000")
    assert [c.name for c in ledger.all(Child)] == ["李子涵"]
    ledger.close()


def test_what_is_closed_or_not_asked_is_refused_and_nothing_changes(machine: Machine, tmp_path: Path) -> None:
    her, child, expecting = differing(machine, tmp_path)
    before = machine.tell("differences", "list")
    for words, code in (
        ((expecting.id, "grade", "--keep", "1"), "cli.difference.closed"),
        ((her.id, "name", "--keep", "1"), "cli.difference.none"),
        ((her.id, "door", "--keep", "3"), "cli.difference.number"),
        ((child.id, "retired", "--value", "x"), "cli.difference.number"),
    ):
        ended = machine.suifang("--json", "differences", "settle", *words)
        assert (ended.code, ended.refusal["error"]) == (3, code)
    assert machine.tell("differences", "list") == before
