"""The cupboard from the command line, as from the page."""

from pathlib import Path

from app.records.writes import Add
from storage.ledger import Ledger, people
from tests.support.commands import Machine
from tests.support.ledgers import PASSPHRASE, a_woman


def test_received_handed_out_counted_listed_and_printed(tmp_path: Path) -> None:
    machine = Machine(tmp_path).with_ledger()
    marks = tmp_path / "xdg_state_home" / "Suifang" / "marks"
    her = a_woman("王秀兰", birth_date="1989-03-07")
    ledger = Ledger.open(machine.ledger, people(machine.ledger)[0].id, PASSPHRASE, marks=marks)
    ledger.write("add", [Add(her)])
    ledger.close()
    machine.tell("supplies", "add", "usual")
    machine.tell("supplies", "in", "避孕套", "30", "--batch", "C1", "--expiry", "2099-05")
    machine.tell("supplies", "out", "condom", "3", "--to", her.id)
    machine.tell("supplies", "count", "避孕套", "26", "--reason", "压坏一盒")
    condoms = machine.tell("supplies", "list")["items"][0]
    assert (condoms["article"], condoms["balance"], condoms["usable"], condoms["notices"]) == ("condom", 26, 26, [])
    assert condoms["batches"] == [{"number": "C1", "expiry": "2099-05", "balance": 26}]
    printed = machine.tell("report", "handed", "-o", tmp_path / "handed.pdf", "--purpose", "上报")
    assert (printed["rows"], printed["anonymous"]) == (1, 0)
    book = machine.tell("report", "stock", "-o", tmp_path / "book.pdf")
    assert book["rows"] == 3
    refused = machine.suifang("supplies", "out", "没有这种", "1", "--json")
    assert (refused.code, refused.refusal["error"]) == (3, "cli.supplies.item")
