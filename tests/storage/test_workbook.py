"""What is read from files of other programs, and what is refused in which words."""

import csv
import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from app.roster.sheets import Row, Sheet
from storage import workbook
from storage.workbook import WorkbookError, read_workbook

SAMPLE = Path(__file__).parents[1] / "data" / "roster" / "roster-sample.xlsx"
HEAD, WOMAN = ["姓名", "证件号码", "出生日期"], ["王𬀩", "320482199405124821", "1994-05-12"]


def code_of(path: Path) -> str:
    with pytest.raises(WorkbookError) as refused:
        read_workbook(path)
    assert refused.value.facts["file"] == path.name
    return refused.value.code


def test_a_workbook_keeps_its_row_numbers_and_types(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["B3"], sheet["C3"], sheet["D3"] = "字", 12, 12.5
    sheet["B5"], sheet["C5"] = datetime(1994, 5, 12), 320482199405124821  # noqa: DTZ001
    sheet["D5"] = "=1+1"
    book.save(tmp_path / "a.xlsx")
    (read,) = read_workbook(tmp_path / "a.xlsx")
    assert [row.number for row in read.rows] == [1, 2, 3, 4, 5]
    assert read.rows[2].cells == (None, "字", 12, 12.5)
    assert type(read.rows[2].cells[2]) is int
    assert read.rows[3].blank
    assert read.rows[4].cells[1] == date(1994, 5, 12)
    assert type(read.rows[4].cells[2]) is float, "digits are lost, and the type says so"
    assert read.rows[4].cells[3] is None, "a formula that was never computed is not run"


def test_the_sample_has_two_sheets() -> None:
    assert [(sheet.name, len(sheet.rows)) for sheet in read_workbook(SAMPLE)] == [
        ("育龄妇女全员信息", 669),
        ("说明", 1),
    ]


def test_hidden_and_empty_sheets_are_not_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    book.create_sheet("空")
    hidden = book.create_sheet("藏")
    hidden.append(HEAD)
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    assert [sheet.name for sheet in read_workbook(tmp_path / "a.xlsx")] == ["Sheet"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_csv_in_every_encoding_and_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([HEAD, WOMAN, ["李 梅", "", "1990年1月2日,\n农历"]])
    (tmp_path / "花名册.csv").write_bytes(text.getvalue().encode(encoding))
    (sheet,) = read_workbook(tmp_path / "花名册.csv")
    assert sheet.name == "花名册"
    assert [row.cells for row in sheet.rows] == [tuple(HEAD), tuple(WOMAN), ("李 梅", None, "1990年1月2日,\n农历")]


def test_an_id_protected_by_a_formula_is_the_id(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('姓名,证件号码\n王丽,"=""320482199405124821"""\n', encoding="utf-8")
    assert read_workbook(tmp_path / "a.csv")[0].rows[1].cells == ("王丽", "320482199405124821")


def test_what_a_file_is_counts_and_not_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(SAMPLE.read_bytes())
    (tmp_path / "b.xls").write_bytes(SAMPLE.read_bytes())
    (tmp_path / "c.xlsx").write_text("姓名,电话\n王丽,13810111111\n", encoding="gb18030")
    assert len(read_workbook(tmp_path / "a.csv")) == len(read_workbook(tmp_path / "b.xls")) == 2
    assert read_workbook(tmp_path / "c.xlsx") == (
        Sheet("c", (Row(1, ("姓名", "电话")), Row(2, ("王丽", "13810111111")))),
    )


def test_a_cut_or_altered_workbook_is_corrupt(tmp_path: Path) -> None:
    whole = SAMPLE.read_bytes()
    for name, content in {
        "cut.xlsx": whole[: len(whole) // 2],
        "head.xlsx": whole[:200],
        "altered.xlsx": whole[:30_000] + b"\0" * 4000 + whole[34_000:],
        "ole.xls": workbook._OLE + b"\0" * 4096,
        "noise.xlsx": bytes(range(256)) * 20,
    }.items():
        (tmp_path / name).write_bytes(content)
        assert code_of(tmp_path / name) == "file.workbook.corrupt", name


def test_a_password_is_named(tmp_path: Path) -> None:
    locked = workbook._OLE + b"\0" * 1016 + workbook._ENCRYPTED + b"\0" * 2000
    (tmp_path / "locked.xlsx").write_bytes(locked)
    assert code_of(tmp_path / "locked.xlsx") == "file.workbook.password"


def test_other_files_are_no_workbooks(tmp_path: Path) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("word/document.xml", "<w/>")
    for name, content in {
        "letter.docx": archive.getvalue(),
        "letter.txt": "各位村民：\n请到村委会。\n".encode(),
        "picture.jpg": b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4,
    }.items():
        (tmp_path / name).write_bytes(content)
        assert code_of(tmp_path / name) == "file.workbook.not_a_workbook", name


def test_a_web_page_named_xls_is_named(tmp_path: Path) -> None:
    page = "<html><body><table><tr><td>姓名</td></tr></table></body></html>"
    (tmp_path / "a.xls").write_text(page, encoding="gb18030")
    assert code_of(tmp_path / "a.xls") == "file.workbook.web_page"


def test_nothing_in_it_is_empty(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    (tmp_path / "b.csv").write_bytes(b"")
    (tmp_path / "c.csv").write_text(",,\n,,\n")
    for name in ("a.xlsx", "b.csv", "c.csv"):
        assert code_of(tmp_path / name) == "file.workbook.empty"


def test_a_file_that_is_not_there_or_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert code_of(tmp_path / "nothing.xlsx") == "file.workbook.missing"
    monkeypatch.setattr(workbook, "MOST_BYTES", 1000)
    assert code_of(SAMPLE) == "file.workbook.too_large"
    monkeypatch.undo()
    monkeypatch.setattr(workbook, "MOST_UNPACKED", 1000)
    assert code_of(SAMPLE) == "file.workbook.too_large"
    monkeypatch.undo()
    monkeypatch.setattr(workbook, "MOST_CELLS", 1000)
    assert code_of(SAMPLE) == "file.workbook.too_large"
