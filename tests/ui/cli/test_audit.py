"""What the command line shows and writes out is noted as it is from the windows."""

from pathlib import Path

from app.records.writes import Add
from storage.ledger import Ledger, people
from tests.support.commands import Machine
from tests.support.ledgers import PASSPHRASE, a_woman


def test_showing_her_and_writing_a_form_add_one_entry_each(tmp_path: Path) -> None:
    machine = Machine(tmp_path).with_ledger()
    marks = tmp_path / "xdg_state_home" / "Suifang" / "marks"
    her = a_woman("王秀兰", id_number="430981198903074523", birth_date="1989-03-07")
    ledger = Ledger.open(machine.ledger, people(machine.ledger)[0].id, PASSPHRASE, marks=marks)
    ledger.write("add", [Add(her)])
    ledger.close()
    machine.tell("show", her.id)
    machine.tell("report", "roster", "-o", tmp_path / "roster.pdf", "--with-phone", "--purpose", "镇卫生院核对")
    report, shown = machine.tell("audit")["entries"]
    assert (shown["what"], shown["woman"], shown["detail"], shown["by"]) == (
        "view.contact", her.id, {"way": "cli"}, "肖玉梅",
    )  # fmt: skip
    assert (report["what"], report["woman"]) == ("export.roster", None)
    assert report["detail"] == {
        "way": "save", "rows": 1, "with_names": True, "with_phone": True, "purpose": "镇卫生院核对",
    }  # fmt: skip
    said = machine.suifang("audit").out
    assert "存出了育龄妇女花名册（有姓名、有电话、1 行）" in said
    assert machine.tell("verify") == {"problems": []}
