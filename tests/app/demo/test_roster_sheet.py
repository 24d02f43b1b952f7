"""The made-up roster: its truth holds against its rows, and the clerk who reads rosters finds that truth."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest

from app.demo.roster_sheet import RosterSheet, make_roster
from app.roster.clerk import Because, Roster, read_roster
from app.roster.columns import recognise
from app.roster.entry import RosterEntry
from app.roster.sheets import Row, Sheet
from app.roster.words import category_of

TODAY = date(2026, 11, 22)
SEEDS = range(11, 17)


def variant(seed: int) -> RosterSheet:
    """Every second one with its columns in another order, every third with other words for them."""
    return make_roster(seed, TODAY, women=400, shuffled=seed % 2 == 0, renamed=seed % 3 == 0, title=seed % 4 != 0)


def read(sheet: RosterSheet) -> Roster:
    rows = tuple(Row(number, cells) for number, cells in enumerate(sheet.rows, 1))
    sheets = [Sheet("育龄妇女", rows)]
    return read_roster(sheets, recognise(sheets), TODAY)


def told(entry: RosterEntry) -> dict[str, Any]:
    """What the clerk found, in the shape of the truth."""
    return {
        "row": entry.ref.row,
        "name": entry.name,
        "id": entry.id_number,
        "birth": entry.birth,
        "children": entry.children,
        "girls": entry.girls,
        "method_start": entry.method_start,
        "phone": entry.phone,
        "spouse": entry.spouse_name,
        "group": entry.group,
        "household": entry.household_number,
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_the_clerk_finds_every_woman_as_she_is(seed: int) -> None:
    sheet = variant(seed)
    expected = sheet.expected["records"]
    found = read(sheet).records
    assert [told(e) for e in found] == [{key: r[key] for key in told(found[0])} for r in expected]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_clerk_reads_methods_by_their_category(seed: int) -> None:
    sheet = variant(seed)
    named = {
        None: None, "female_sterilisation": "女性绝育", "male_sterilisation": "男性绝育", "iud": "宫内节育器",
        "implant": "皮下埋植", "pill_injectable": "口服及注射避孕药", "condom": "避孕套", "external": "外用药",
    }  # fmt: skip
    for entry, record in zip(read(sheet).records, sheet.expected["records"], strict=True):
        if record["method"] in ("none", "not_recorded"):
            assert entry.method == record["method"]
        else:
            category = category_of(entry.method)
            assert named.get(category, category) == record["method"], entry.method_text


@pytest.mark.parametrize("seed", SEEDS)
def test_the_clerk_warns_of_every_mess_and_of_nothing_else(seed: int) -> None:
    sheet = variant(seed)
    kinds = {flag for r in sheet.expected["records"] for flag in r["flags"]}
    for entry, record in zip(read(sheet).records, sheet.expected["records"], strict=True):
        assert entry.flags & kinds == set(record["flags"]), record


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_that_add_nobody_are_told_apart(seed: int) -> None:
    sheet = variant(seed)
    words = {Because.MAN: "man", Because.BLANK: "blank"}
    found = [(n.ref.row, n.same_as.row if n.same_as else words.get(n.because, n.because)) for n in read(sheet).not_new]
    assert found == [(r["row"], r["because"]) for r in sheet.expected["rows_not_new"]]


def test_the_same_seed_writes_the_same_roster() -> None:
    assert variant(11).as_csv() == variant(11).as_csv()
    assert variant(11).as_csv() != variant(13).as_csv()


def test_all_47_columns_are_there_in_any_order() -> None:
    usual, other = make_roster(1, TODAY, women=5), make_roster(1, TODAY, women=5, shuffled=True)
    assert len(usual.rows[1]) == 47
    assert usual.rows[1] != other.rows[1]
    assert sorted(map(str, usual.rows[1])) == sorted(map(str, other.rows[1]))


def test_it_holds_as_many_women_as_asked_for_and_who_shares_a_number() -> None:
    expected = make_roster(2, TODAY, women=2000).expected
    second = sum("id_shared" in r["flags"] and r["birth"] is None for r in expected["records"])
    assert second
    assert expected["women"] == 2000 + second
    assert expected["data_rows"] == expected["women"] + len(expected["rows_not_new"])


def test_a_large_roster_holds_every_mess() -> None:
    mess = make_roster(2, TODAY, women=2000).expected["mess"]
    assert {
        "id_lower_x", "id_fullwidth", "id_spaced", "id_checksum", "id_missing", "id_15", "id_damaged_by_excel",
        "birth_differs_from_id", "birth_lunar", "birth_month_only", "birth_impossible", "birth_missing", "row_twice",
        "man", "blank_row", "id_shared", "spaced_name",
    } <= set(mess)  # fmt: skip


def test_as_text_it_has_the_same_cells() -> None:
    sheet = make_roster(4, TODAY, women=50)
    read_back = list(csv.reader(io.StringIO(sheet.as_csv())))
    assert len(read_back) == len(sheet.rows)
    for cells, texts in zip(sheet.rows, read_back, strict=True):
        for cell, text in zip(cells, texts, strict=True):
            assert (cell is None) == (text == "")
            if isinstance(cell, str):
                assert text.replace("\r\n", "\n") == cell
