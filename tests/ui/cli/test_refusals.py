"""What cannot be done is said in words, with an exit code, and changes nothing."""

import json
import re
from pathlib import Path

import openpyxl
import pytest

from app.errors import StorageTrouble
from storage.ledger import people
from storage.workbook import read_workbook
from tests.support.commands import Machine
from tests.support.ledgers import PASSPHRASE
from ui.cli.arguments import parser
from ui.cli.exits import exit_code
from ui.text import LANGUAGES

SAMPLE = Path(__file__).parents[2] / "data" / "roster" / "roster-sample.xlsx"
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    return Machine(tmp_path_factory.mktemp("machine")).with_ledger()


def state_of(machine: Machine) -> tuple[object, ...]:
    return machine.tell("women")["count"], machine.tell("history")["changes"]


def a_file(folder: Path, what: str) -> Path:
    content = SAMPLE.read_bytes()
    if what == "cut":
        (folder / "cut.xlsx").write_bytes(content[: len(content) // 2])
    elif what == "locked":
        # What Excel makes of a workbook with a password: an OLE file with this stream ([MS-OFFCRYPTO] 2.3.4).
        (folder / "locked.xlsx").write_bytes(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(1000)
        )
    elif what == "unrelated":
        book = openpyxl.Workbook()
        for row in (("月份", "用电", "金额"), ("一月", 210, 118.2), ("二月", 190, 107.1)):
            book.active.append(row)
        book.save(folder / "unrelated.xlsx")
    return folder / f"{what}.xlsx"


@pytest.mark.parametrize(
    ("what", "code", "error"),
    [
        ("cut", 4, "file.workbook.corrupt"),
        ("locked", 4, "file.workbook.password"),
        ("unrelated", 3, "import.columns.none"),
        ("missing", 4, "file.workbook.missing"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_in_words(
    machine: Machine, tmp_path: Path, what: str, code: int, error: str
) -> None:
    before = state_of(machine)
    refused = machine.suifang("--json", "import", a_file(tmp_path, what))
    assert (refused.code, refused.refusal["error"]) == (code, error)
    said = machine.suifang("import", a_file(tmp_path, what))
    assert said.code == code
    assert "台账没有变化" in said.err
    assert not re.search(r"[a-z]+\.[a-z]+\.[a-z]+", said.err)
    assert state_of(machine) == before


def test_a_csv_of_the_same_columns_is_imported(tmp_path: Path) -> None:
    machine = Machine(tmp_path).with_ledger()
    sheet = read_workbook(SAMPLE)[0]
    lines = [",".join(f'"{"" if c is None else c}"' for c in row.cells) for row in sheet.rows]
    table = tmp_path / "花名册.csv"
    table.write_text("\r\n".join(lines), encoding="gb18030")
    counts = machine.tell("import", table)["counts"]
    assert counts["new"] + counts["needs_look"] == 643


def test_a_visit_that_lacks_what_it_needs_names_the_field(machine: Machine) -> None:
    machine.tell("demo", "--women", "12")
    name = machine.tell("women", "l", "--most", "1")["women"][0]["id"]
    before = state_of(machine)
    lacking = machine.suifang("--json", "visit", name, "injection")
    assert lacking.code == 3
    assert lacking.refusal["error"] == "record.walls"
    assert [(f["field"], f["code"]) for f in lacking.refusal["findings"]] == [("injection_given", "finding.required")]
    for wrong, error in (
        ("systolic=high", "cli.field.number"),
        ("bleeding=maybe", "cli.field.code"),
        ("nothing=1", "cli.field.unknown"),
        ("next_date=31.2.2026", "cli.field.date"),
    ):
        refused = machine.suifang("--json", "visit", name, "general", wrong)
        assert (refused.code, refused.refusal["error"]) == (3, error)
    assert state_of(machine) == before


def test_nobody_and_several_are_told_apart(machine: Machine) -> None:
    assert machine.suifang("--json", "show", "没有这个人").refusal["error"] == "cli.woman.nobody"
    assert machine.suifang("--json", "answer", "00000000", "declined").refusal["error"] == "cli.followup.unknown"


def test_sensitive_fields_never_reach_the_terminal(tmp_path: Path) -> None:
    machine = Machine(tmp_path).with_ledger()
    machine.tell("import", SAMPLE)
    machine.tell("method", "start", "程静慧", "condom", "--on", "2026-10-01")
    machine.tell("method", "stop", "程静慧", "--reason", "wants_pregnancy", "--on", "2026-10-20")
    machine.tell("method", "start", "程静慧", "none", "not_using_reason=declined", "--on", "2026-10-21")
    machine.tell("visit", "程静慧", "post_abortion", "--on", "2026-10-25")
    page = json.dumps(machine.tell("show", "程静慧"))
    assert "wants_pregnancy" not in page
    assert "declined" not in page
    assert "post_abortion" not in page


def test_a_ledger_open_elsewhere_is_refused(tmp_path: Path) -> None:
    machine = Machine(tmp_path).with_ledger()
    from storage.ledger import Ledger

    marks = machine.home / "xdg_state_home" / "Suifang" / "marks"
    ledger = Ledger.open(machine.ledger, people(machine.ledger)[0].id, PASSPHRASE, marks=marks)
    busy = machine.suifang("--json", "women")
    ledger.close()
    assert (busy.code, busy.refusal["error"]) == (7, "ledger.open_elsewhere")


def test_a_command_not_understood_says_how_it_is_written(machine: Machine) -> None:
    wrong = machine.suifang("visit")
    assert wrong.code == 2
    assert "写法" in wrong.err
    english = machine.run("ui.cli.main", "--language", "en", "visit")
    assert english.code == 2
    assert not HAN.search(english.err)
    assert "WOMAN" in english.err


def test_without_a_terminal_the_passphrase_must_come_by_descriptor(machine: Machine) -> None:
    assert machine.suifang("--json", "women", secrets=[]).refusal["error"] == "cli.passphrase.none"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_help_is_in_the_catalogue(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from ui import text

    monkeypatch.setattr(text, "_spoken", language)
    seen = []

    def walk(one: object) -> None:
        for action in one._actions:  # type: ignore[attr-defined]  # argparse tells its arguments in no other way
            seen.append(action.help)
            for below in (action.choices or {}).values() if isinstance(action.choices, dict) else ():
                seen.append(below.description)
                walk(below)

    walk(parser())
    assert len(seen) > 100
    assert [word for word in seen if word and re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", word)] == []


def test_help_starts_without_the_heavy_parts() -> None:
    import subprocess
    import sys

    heavy = {"sqlcipher3", "PySide6", "reportlab", "python_calamine", "pypinyin", "cryptography", "sqlalchemy"}
    heavy |= {"alembic", "httpx", "psycopg", "starlette", "uvicorn"}
    code = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
    code += "from ui.cli.main import main; main(['-h'])"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)
    assert heavy.isdisjoint(done.stderr.split())


def test_what_nobody_foresaw_is_said_in_words_and_logged_without_any(tmp_path: Path) -> None:
    machine = Machine(tmp_path).with_ledger()
    (machine.ledger / "ledger.keys").write_bytes(b"{}")
    (machine.ledger / "ledger.keys").chmod(0o600)
    damaged = machine.suifang("women")
    assert (damaged.code, "Traceback" in damaged.err) == (5, False)
    too_large = machine.suifang("--json", "history", "--most", str(2**70))
    assert too_large.code in (1, 5)
    assert "Traceback" not in too_large.err


def test_a_full_stick_is_trouble_with_a_file_and_a_full_disk_with_the_ledger() -> None:
    assert exit_code(StorageTrouble("file.disk_full", file="x.suifang")) == 4
    assert exit_code(StorageTrouble("ledger.disk_full", file="ledger.db")) == 5
