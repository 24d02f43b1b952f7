"""Workbooks read back by another program: every value as it was, and nothing that could run."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.forms.tabled import Tabled
from storage.table_file import LONGEST_NAME, workbook


def table(*rows: tuple[str | int, ...], title: str = "花名册") -> Tabled:
    return Tabled(title=title, period="2026年10月", heads=("序号", "姓名"), rows=rows)


def read(content: bytes) -> list[list[tuple[object, ...]]]:
    book = load_workbook(BytesIO(content))
    return [[tuple(cell for cell in row) for row in sheet.iter_rows(values_only=True)] for sheet in book]


def test_it_holds_title_period_heads_and_rows() -> None:
    ((title, period, heads, *rows),) = read(workbook([table((1, "欧阳𠅤"), (2, "王丽"))]))
    assert title[0] == "花名册"
    assert period[0] == "2026年10月"
    assert heads == ("序号", "姓名")
    assert rows == [(1, "欧阳𠅤"), (2, "王丽")]


@pytest.mark.parametrize(
    "value", ["=1+1", '=HYPERLINK("http://x")', "+86", "-1", "@SUM(A1)", "http://x.cn", "mailto:a@b", "0012"]
)
def test_text_stays_text_whatever_it_looks_like(value: str) -> None:
    content = workbook([table((1, value))])
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    cell = sheet.cell(4, 2)
    assert (cell.value, cell.data_type) == (value, "s")
    with ZipFile(BytesIO(content)) as parts:
        inside = parts.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in inside
    assert b"hyperlink" not in inside


@given(st.lists(st.text(max_size=60), max_size=5), st.lists(st.text(max_size=50), min_size=1, max_size=4))
def test_any_text_and_any_title_make_a_file_that_opens(values: list[str], titles: list[str]) -> None:
    tables = [table(*((number, value) for number, value in enumerate(values)), title=title) for title in titles]
    book = load_workbook(BytesIO(workbook(tables)))
    names = [name.casefold() for name in book.sheetnames]
    assert len(set(names)) == len(titles)
    assert all(0 < len(name) <= LONGEST_NAME for name in book.sheetnames)


def test_the_same_tables_give_the_same_bytes() -> None:
    assert workbook([table((1, "王丽"))]) == workbook([table((1, "王丽"))])


def test_two_thousand_rows() -> None:
    ((_, _, _, *rows),) = read(workbook([table(*((n, f"王{n}") for n in range(2000)))]))
    assert rows == [(n, f"王{n}") for n in range(2000)]
