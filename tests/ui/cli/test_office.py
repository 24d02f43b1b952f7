"""Two laptops of one office from the command line, with real processes: asking, admitting, exchanging, stopping."""

from pathlib import Path

from tests.support.commands import Machine


def test_two_laptops_become_an_office_exchange_and_part(tmp_path: Path) -> None:
    one, other = (Machine(tmp_path / name).with_ledger() for name in ("one", "other"))
    stick = tmp_path / "stick"
    stick.mkdir()
    assert one.tell("office", "list") == {"laptops": []}
    alone = one.suifang("--json", "office", "send", stick)
    assert (alone.code, alone.refusal["error"]) == (8, "office.not_member")

    asked = other.tell("enrol", "request", stick, "--label", "二号")
    assert [file["became"] for file in one.tell("receive", stick)["files"]] == ["request"]
    differs = one.suifang("--json", "office", "admit", asked["file"], "--code", "0000 0000 0000 0000")
    assert (differs.code, differs.refusal["error"]) == (8, "exchange.code_differs")
    admitted = one.tell("office", "admit", asked["file"], "--code", asked["code"], "--label", "一号")
    assert (Path(admitted["file"]).parent, admitted["label"]) == (stick, "二号")
    joined = other.tell("office", "accept", admitted["file"], "--code", admitted["code"])["laptops"]
    assert {(laptop["label"], laptop["mine"], laptop["standing"]) for laptop in joined} == {
        ("一号", False, True), ("二号", True, True),
    }  # fmt: skip

    one.tell("demo", "--women", "12")
    (sent,) = one.tell("office", "send", stick)["files"]
    assert (sent["label"], sent["empty"], sent["records"]["woman"]) == ("二号", False, one.tell("women")["count"])
    said = other.suifang("receive", stick)
    assert said.code == 0
    assert "一号" in said.out
    assert other.tell("women")["count"] == sent["records"]["woman"]
    (again,) = [file for file in other.tell("receive", stick)["files"] if file["became"] == "known" and file["news"]]
    assert (again["news"]["sender"], again["news"]["records"]) == ("一号", 0)
    assert {laptop["label"]: laptop["lacks"] for laptop in one.tell("office", "list")["laptops"]}["二号"] > 0
    other.tell("office", "send", stick)
    one.tell("receive", stick)
    assert {laptop["label"]: laptop["lacks"] for laptop in one.tell("office", "list")["laptops"]}["二号"] == 0

    wrong = one.suifang("--json", "office", "stop", "三号", "--reason", "lost")
    assert (wrong.code, wrong.refusal["error"]) == (3, "cli.laptop.nobody")
    unsaid = one.suifang("--json", "office", "stop", "二号", "--reason", "angry")
    assert unsaid.code == 3
    stopped = one.tell("office", "stop", "二号", "--reason", "lost", "--notice", stick)
    assert stopped["stopped"]["reason"] == "lost"
    assert not stopped["standing"]
    assert Path(stopped["notice"]["file"]).is_file()
    assert len(stopped["notice"]["code"].replace(" ", "")) == 16
    nobody = one.suifang("--json", "office", "send", stick)
    assert (nobody.code, nobody.refusal["error"]) == (8, "office.nobody")
    late = other.tell("office", "send", stick)["files"][0]["file"]
    refused = one.suifang("receive", stick / late)
    assert refused.code == 8
    assert "停用" in refused.out
    assert "二号" in one.suifang("office", "list").out
