"""The sample roster, its expected reading, and ways to build rosters of one's own."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from app.codes import code_list
from app.roster.clerk import Roster, read_roster
from app.roster.columns import recognise
from app.roster.entry import RosterEntry
from app.roster.sheets import Cell, Row, Sheet
from app.roster.words import category_of
from app.values.dates import precision
from storage.workbook import read_workbook

FOLDER = Path(__file__).parents[2] / "data" / "roster"
TODAY = date(2026, 11, 22)
FLAGS = frozenset({
    "id_15", "id_checksum", "id_damaged_by_excel", "id_missing", "id_shared", "birth_differs_from_id",
    "birth_impossible", "birth_lunar", "birth_month_only", "birth_missing",
})  # fmt: skip
"""The flags the expected file knows (its README)."""


def sample_sheets() -> tuple[Sheet, ...]:
    return read_workbook(FOLDER / "roster-sample.xlsx")


def expected() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / "roster-sample.expected.json").read_text("utf-8"))
    return loaded


def read(*sheets: Sheet) -> Roster:
    return read_roster(sheets, recognise(sheets), TODAY)


def sheet(*rows: Sequence[Cell], name: str = "表") -> Sheet:
    return Sheet(name, tuple(Row(number, tuple(cells)) for number, cells in enumerate(rows, 1)))


def one(**cells: Cell) -> RosterEntry:
    """The entry of a roster with one row; columns by their Chinese heading."""
    columns = {"姓名": "王丽", "性别": "女", "备用": None, "婚姻状况": "初婚", **cells}
    (entry,) = read(sheet(list(columns), list(columns.values()))).records
    return entry


def as_expected(entry: RosterEntry) -> dict[str, Any]:
    """An entry in the words of the expected file."""
    return {
        "row": entry.ref.row,
        "name": entry.name,
        "id": entry.id_number,
        "birth": entry.birth,
        "birth_precision": precision(entry.birth).value if entry.birth else None,
        "marital": code_list("marital").label(entry.marital, "zh") if entry.marital else None,
        "children": entry.children,
        "girls": entry.girls,
        "method": category_of(entry.method) or entry.method,
        "method_start": entry.method_start,
        "phone": entry.phone,
        "spouse": entry.spouse_name,
        "group": entry.group,
        "household": entry.household_number,
        "flags": sorted(entry.flags & FLAGS),
    }


def outcomes(roster: Roster) -> list[dict[str, Any]]:
    """The rows that add nobody, in the words of the expected file."""
    return [
        {"row": row.ref.row, "outcome": "same_as", "because": row.same_as.row}
        if row.same_as
        else {"row": row.ref.row, "outcome": "left_out", "because": row.because.rsplit(".", 1)[1]}
        for row in roster.not_new
    ]
