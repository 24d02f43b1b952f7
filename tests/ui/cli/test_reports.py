"""``suifang report`` writes the forms: as PDF or, by the file's name, as a workbook; what left is in the audit."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from storage.ledger import Ledger, people
from tests.support.commands import Machine
from tests.support.ledgers import PASSPHRASE
from ui.cli.arguments import REPORTS
from ui.papers.catalogue import PAPERS


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    made = Machine(tmp_path_factory.mktemp("machine")).with_ledger()
    made.tell("demo", "--women", "40")
    return made


def test_the_command_line_names_the_papers_there_are() -> None:
    assert set(REPORTS) == set(PAPERS)


def test_a_register_is_written_and_remembered_with_what_it_is_for(machine: Machine, tmp_path: Path) -> None:
    told = machine.tell("report", "maternal", "--month", "2026-10", "-o", tmp_path / "簿.pdf", "--purpose", "例会")
    assert (tmp_path / "簿.pdf").read_bytes().startswith(b"%PDF-")
    assert told["month"] == "2026-10"
    marks = machine.home / "xdg_state_home" / "Suifang" / "marks"
    ledger = Ledger.open(machine.ledger, people(machine.ledger)[0].id, PASSPHRASE, marks=marks)
    kept = [entry.detail for entry in ledger.audit() if entry.what == "export.maternal"]
    ledger.close()
    assert [(entry["month"], entry["way"], entry["purpose"]) for entry in kept] == [("2026-10", "save", "例会")]


def test_a_name_ending_in_xlsx_makes_a_workbook(machine: Machine, tmp_path: Path) -> None:
    told = machine.tell("report", "roster", "-o", tmp_path / "roster.xlsx")
    sheet = load_workbook(tmp_path / "roster.xlsx").active
    assert sheet is not None
    rows = [row for row in sheet.iter_rows(min_row=4, values_only=True) if row[0]]
    assert len(rows) == told["rows"] > 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("summary",), "papers.needs_woman"),
        (("slips", "--blank"), "papers.no_blank"),
        (("maternal", "--with-method"), "papers.not_on_it"),
        (("roster", "--woman", "王"), "papers.not_on_it"),
    ],
)
def test_what_cannot_be_made_is_refused_in_words(
    arguments: tuple[str, ...], code: str, machine: Machine, tmp_path: Path
) -> None:
    ended = machine.suifang("--json", "report", *arguments, "-o", tmp_path / "x.pdf")
    assert code in str(ended.refusal)
    assert not (tmp_path / "x.pdf").exists()
