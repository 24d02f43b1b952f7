"""Writes the tables of a form as an Excel workbook (.xlsx), for whoever must type them into something else.

Every cell is text or a number: nothing in it is ever a formula or a link, whatever it begins with. The same tables give
the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Final

import xlsxwriter

from app.forms.tabled import Tabled

LONGEST_NAME: Final = 31
"""Characters of a sheet's name ([MS-XLSX], ECMA-376 part 1, 18.2.19)."""

LONGEST_CELL: Final = 32_767
_NOT_IN_A_NAME: Final = re.compile(r"[\[\]:*?/\\]")
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MADE: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""When a table was made is in the audit, and nobody else's business."""

_WIDEST: Final = 60


def workbook(tables: Sequence[Tabled]) -> bytes:
    """One sheet for each table: its title, its period, then heads and rows; heads stay in sight and are repeated."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": _MADE, "author": "Suifang"})
        looks = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "head": book.add_format({"bold": True, "text_wrap": True, "border": 1, "valign": "vcenter"}),
            "cell": book.add_format({"text_wrap": True, "border": 1, "valign": "top", "num_format": "@"}),
            "number": book.add_format({"border": 1, "valign": "top"}),
        }
        used: set[str] = set()
        for table in tables:
            sheet = book.add_worksheet(_name(table.title, used))
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)
            sheet.write_string(0, 0, _text(table.title), looks["title"])
            sheet.write_string(1, 0, _text(table.period))
            for at, head in enumerate(table.heads):
                sheet.write_string(2, at, _text(head), looks["head"])
                sheet.set_column(at, at, _width(table, at))
            for line, row in enumerate(table.rows, start=3):
                for at, value in enumerate(row):
                    if isinstance(value, int):
                        sheet.write_number(line, at, value, looks["number"])
                    else:
                        sheet.write_string(line, at, _text(value), looks["cell"])
            sheet.freeze_panes(3, 0)
            sheet.repeat_rows(2)
    return out.getvalue()


def _text(value: str) -> str:
    return _NOT_IN_XML.sub(" ", value)[:LONGEST_CELL]


def _name(title: str, used: set[str]) -> str:
    """A sheet's name: without what Excel refuses, and no two alike."""
    plain = _NOT_IN_A_NAME.sub(" ", _text(title)).strip(" '")[:LONGEST_NAME] or "Sheet"
    name, number = plain, 1
    while name.casefold() in used:
        number += 1
        end = f" {number}"
        name = plain[: LONGEST_NAME - len(end)] + end
    used.add(name.casefold())
    return name


def _width(table: Tabled, at: int) -> float:
    """In characters of the digits' width; a Chinese character is two."""
    longest = max((_wide(str(row[at])) for row in table.rows[:200]), default=0)
    return min(_WIDEST, max(6, longest, _wide(table.heads[at])) + 2)


def _wide(text: str) -> int:
    return sum(1 if ord(char) < 0x100 else 2 for char in text)
