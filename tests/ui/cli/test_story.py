"""The main job from the command line, with real processes: from an empty folder to the county's receipt."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.values.dates import add_months
from tests.support.commands import Machine

SAMPLE = Path(__file__).parents[2] / "data" / "roster" / "roster-sample.xlsx"
STRONG = "山楂树下的小河-77"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path).with_ledger()


def test_a_new_ledger_opens_with_its_passphrase_and_refuses_another(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    who = ("--unit-code", "320482102203", "--unit-name", "王家村", "--worker", "周慧")
    weak = machine.suifang("--json", "new", *who, secrets=["12345678"])
    assert (weak.code, weak.refusal["error"]) == (3, "cli.passphrase.weak")
    made = machine.suifang("--json", "new", *who, secrets=[STRONG]).data
    assert re.fullmatch(r"(\d{4} ){11}\d{4}", made["recovery_code"])
    status = machine.suifang("--json", "status", secrets=[STRONG]).data
    assert (status["unit"]["name"], status["people"], status["women"]) == ("王家村", ["周慧"], 0)
    wrong = machine.suifang("--json", "status", secrets=["不是这个口令"])
    assert (wrong.code, wrong.refusal["error"]) == (6, "ledger.key.wrong")
    again = machine.suifang("--json", "new", *who, secrets=[STRONG])
    assert (again.code, again.refusal["error"]) == (5, "ledger.exists")


def test_from_a_roster_to_the_countys_receipt(machine: Machine, tmp_path: Path) -> None:
    # The roster
    looked = machine.tell("import", SAMPLE, "--dry-run")
    assert (looked["number"], looked["counts"]["new"]) == (None, 643)
    done = machine.tell("import", SAMPLE)
    assert done["number"] == 2
    assert {column["header"] for column in done["columns_left_out"]} >= {"政治面貌", "工作单位"}
    assert machine.tell("import", SAMPLE)["number"] is None

    # Finding and seeing her
    (her,) = machine.tell("women", "程jh")["women"]
    assert her["name"] == "程静慧"
    page = machine.tell("show", her["id"][-6:])
    assert page["woman"]["phone"] == "13672506649"
    assert set(page["consents"].values()) == {"not_asked"}
    assert "程静慧" in machine.suifang("show", "程静慧").out

    # Her care
    today = date.today()  # noqa: DTZ011  the day the processes live in
    began, tomorrow = add_months(today, -3), today + timedelta(days=1)
    machine.tell("method", "start", her["id"], "iud_copper", "--on", began.isoformat(), "product=TCu380A")
    (due,) = [one for one in machine.tell("due")["due"] if one["woman"] == her["id"]]
    assert (due["reason"], due["due"]) == ("followup.iud_inserted.months", add_months(began, 3).isoformat())
    machine.tell("answer", due["key"], "postponed", "--until", tomorrow.isoformat())
    assert her["id"] not in [one["woman"] for one in machine.tell("due")["due"]]
    assert her["id"] in [one["woman"] for one in machine.tell("due", "--month", f"{tomorrow:%Y-%m}")["due"]]
    machine.tell("visit", her["id"], "iud_followup", "iud_position=normal", "content=yes")
    assert her["id"] not in [one["woman"] for one in machine.tell("due", "--on", tomorrow.isoformat())["due"]]
    assert [visit["date"] for visit in machine.tell("show", her["id"])["visits"]] == [today.isoformat()]

    # On paper
    month = f"{today:%Y-%m}"
    assert machine.tell("population", month, "--residents", "2101")["month"] == month
    assert machine.tell("population", month, "--residents", "2103")["number"] is not None
    assert machine.tell("population", month, "--residents", "2103")["number"] is None
    for form in ("roster", "round", "month"):
        paper = tmp_path / f"{form}.pdf"
        told = machine.tell("report", form, "--month", month, "-o", paper)
        assert paper.read_bytes().startswith(b"%PDF-")
        assert told.get("figures", {}).get("residents_closing", 2103) == 2103
        assert told["bytes"] == paper.stat().st_size

    # To the county and back
    stick = tmp_path / "stick"
    stick.mkdir()
    assert machine.suifang("send", stick).code == 8
    assert machine.hub("init", "--name", "江城县妇幼保健院").code == 0
    asked = machine.tell("enrol", "request", stick)
    granted = machine.hub("enrol", asked["file"], "--code", asked["code"])
    assert granted.code == 0, granted.err
    (code,) = set(re.findall(r"\d{4} \d{4} \d{4} \d{4}", granted.out)) - {asked["code"]}
    (grant,) = stick.glob("suifang-grant-*")
    foreign = machine.suifang("--json", "enrol", "grant", grant, "--code", "0000 0000 0000 0000")
    assert (foreign.code, foreign.refusal["error"]) == (8, "exchange.code_differs")
    assert machine.tell("enrol", "grant", grant, "--code", code)["name"] == "江城县妇幼保健院"

    machine.tell("consent", her["id"], "county", "given", "--how", "signed")
    sent = machine.tell("send", stick)
    assert (sent["women"], sent["records"]["woman"], sent["records"]["visit"]) == (1, 1, 1)
    assert machine.tell("status")["records"]["at_county"] == 0
    assert machine.hub("take", stick).code == 0
    outcomes = {one["became"] for one in machine.tell("receive", stick)["files"]}
    assert "taken" in outcomes
    assert "refused" not in outcomes
    standing = machine.tell("status")["records"]
    assert standing["at_county"] > 0
    assert standing["not_yet"] == 0
    assert standing["stays"] > standing["at_county"]
    assert machine.tell("send", stick)["empty"]

    # Keeping it
    assert machine.tell("verify") == {"problems": []}
    backup = machine.tell("backup", stick)
    assert Path(backup["folder"]).is_dir()
    newest = machine.tell("history")["changes"][0]
    assert (newest["verb"], newest["by"]) == ("consent.state", "肖玉梅")


def test_an_import_undone_and_done_again_finds_the_same_women(machine: Machine) -> None:
    number = machine.tell("import", SAMPLE)["number"]
    (before,) = machine.tell("women", "程jh")["women"]
    assert machine.tell("undo", str(number))["left"] == []
    assert machine.tell("women") == {"count": 0, "women": []}
    machine.tell("import", SAMPLE)
    assert machine.tell("women", "程jh")["women"] == [before]
    again = machine.suifang("--json", "undo", str(number))
    assert (again.code, again.refusal["error"]) == (5, "ledger.undo.already")


def test_several_people_sign_in_by_name(machine: Machine) -> None:
    added = machine.suifang("--json", "person", "add", "周慧", secrets=["莲荷村的桂花开了", STRONG]).data
    assert added["name"] == "周慧"
    which = machine.suifang("--json", "women")
    assert (which.code, which.refusal["error"]) == (3, "cli.person.which")
    unknown = machine.suifang("--json", "women", "--person", "无名")
    assert unknown.refusal["error"] == "cli.person.unknown"
    assert machine.suifang("--json", "--person", "周慧", "women", secrets=[STRONG]).data["count"] == 0


def test_the_demo_village_goes_into_an_empty_ledger_only(machine: Machine) -> None:
    assert machine.tell("demo", "--women", "12")["records"]["woman"] == 12
    again = machine.suifang("--json", "demo", "--women", "12")
    assert (again.code, again.refusal["error"]) == (3, "cli.demo.not_empty")
