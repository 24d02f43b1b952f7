"""The month from the command line, as from the page."""

from pathlib import Path

from app.records import Child, Record
from app.records.writes import Add
from storage.ids import new_id
from storage.ledger import Ledger, people
from tests.support.commands import Machine
from tests.support.ledgers import PASSPHRASE, a_woman


def test_counted_closed_compared_and_corrected(tmp_path: Path) -> None:
    machine = Machine(tmp_path).with_ledger()
    marks = tmp_path / "xdg_state_home" / "Suifang" / "marks"

    def write(*records: Record) -> None:
        ledger = Ledger.open(machine.ledger, people(machine.ledger)[0].id, PASSPHRASE, marks=marks)
        ledger.write("add", [Add(record) for record in records])
        ledger.close()

    her = a_woman("王秀兰", birth_date="1994-03-07")
    write(her, Child(id=new_id(), subject=her.id, birth_date="2024-05-03", sex="1"))
    machine.tell("population", "2024-05", "--residents", "1400", "--deaths", "2", "--source", "派出所")
    may = machine.tell("month", "figures", "--month", "2024-05")
    assert (may["figures"]["births"], may["figures"]["deaths_all"]) == (1, 2)
    assert may["rates"]["birth_rate"]["value"] is None, "the month before has no population"
    assert machine.tell("month", "figures", "--period", "2024-Q2")["figures"]["births"] == 1
    refused = machine.suifang("month", "compare", "--month", "2024-05", "--json")
    assert (refused.code, refused.refusal["error"]) == (3, "cli.month.open")
    closed = machine.tell("month", "close", "--month", "2024-05")
    assert (closed["correction"], len(closed["digest"])) == (0, 64)
    assert machine.tell("month", "close", "--month", "2024-05")["number"] is None
    assert machine.suifang("undo", str(closed["number"]), "--json").refusal["error"] == "ledger.undo.never"
    write(Child(id=new_id(), subject=her.id, birth_date="2024-05-20", sex="2"))
    found = machine.tell("month", "compare", "--month", "2024-05")
    assert not found["equal"]
    assert {c["figure"]: (c["was"], c["now"]) for c in found["changes"]}["births"] == (1, 2)
    corrected = machine.tell("month", "close", "--month", "2024-05", "--note", "补记")
    assert corrected["correction"] == 1
    assert "台账和定稿一致" in machine.suifang("month", "compare", "--month", "2024-05").out
    write(Child(id=new_id(), subject=her.id, birth_date="2024", sex="2"))
    blocked = machine.suifang("month", "close", "--month", "2024-06", "--json").refusal
    assert (blocked["error"], blocked["facts"]["codes"]) == ("cli.month.blocked", ["birth_year_only"])
