"""The laptop's commands on the county's letters: what waits, answered by number; asking for a record from before."""

from pathlib import Path

from tests.support.commands import Machine


def test_nothing_waits_and_nobody_can_be_looked_for_without_her_consent(tmp_path: Path) -> None:
    machine = Machine(tmp_path).with_ledger()
    machine.tell("demo", "--women", "40")
    assert machine.tell("letters", "list") == {"letters": []}
    for step in ("accept", "decline"):
        assert machine.suifang("letters", step, "000000", "--json").refusal["error"] == "proposal.unknown"
    found = (one for name in "王李张刘陈杨周" for one in machine.tell("women", name)["women"])
    her = next(one for one in found if not was_asked(machine, one["id"]))
    asked = machine.suifang("handover", "ask", her["id"], "--how", "signed", "--json")
    assert asked.refusal["error"] == "handover.consent"
    said = machine.tell("consent", her["id"], "county", "given", "--how", "signed")
    assert said["woman"] == her["id"]
    assert machine.tell("handover", "ask", her["id"], "--how", "oral")["woman"] == her["id"]


def was_asked(machine: Machine, woman: str) -> bool:
    return bool(machine.tell("show", woman)["consents"].get("county", "not_asked") != "not_asked")
