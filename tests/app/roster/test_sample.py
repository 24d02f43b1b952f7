"""The sample roster reads as a careful clerk reads it: record by record, row by row, mess by mess."""

import dataclasses
import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.roster.clerk import Roster
from app.roster.columns import Use, recognise
from app.roster.sheets import Row, Sheet
from app.values.names import is_private
from tests.app.roster.sample import as_expected, expected, outcomes, read, sample_sheets


@pytest.fixture(scope="module")
def roster() -> Roster:
    return read(*sample_sheets())


def test_every_record(roster: Roster) -> None:
    wanted = {record["row"]: record for record in expected()["records"]}
    got = {entry.ref.row: as_expected(entry) for entry in roster.records}
    assert got.keys() == wanted.keys()
    for row, record in wanted.items():
        assert got[row] == record


def test_every_row_that_adds_nobody(roster: Roster) -> None:
    assert outcomes(roster) == expected()["rows_not_new"]


def test_the_counts(roster: Roster) -> None:
    wanted = expected()
    assert (roster.data_rows, len(roster.records)) == (wanted["data_rows"], wanted["women"])
    mess = wanted["mess"]
    codes = Counter(finding.code for entry in roster.records for finding in entry.findings)
    for flag in ("id_missing", "id_checksum", "id_15", "id_damaged_by_excel", "birth_lunar", "birth_month_only"):
        assert codes[f"import.{flag.replace('_', '.', 1)}"] == mess[flag], flag
    assert codes["import.id.tidied"] == mess["id_lower_x"] + mess["id_fullwidth"] + mess["id_spaced"]
    names = [entry.name for entry in roster.records]
    assert sum("·" in name for name in names) == mess["dotted_name"]
    assert not any(is_private(name) or name != "".join(name.split()) for name in names)


def test_columns_left_out_are_named_with_their_reason(roster: Roster) -> None:
    left = {column.header: column.reason for column in roster.left_out_columns}
    assert left == {
        "政治面貌": "unlawful", "户口性质": "hukou_nature", "工作单位": "needless", "单位性质": "needless", "建卡地": "needless",
        "户籍口径统计地": "needless", "常住口径统计地": "needless", "流动口径统计地": "needless",
        "是否标记迁出": "residence_only", "是否标记离开": "residence_only",
    }  # fmt: skip
    assert not roster.unknown_columns
    assert len(roster.mapping.sheets[0].columns) == 47
    assert roster.mapping.not_read == ("说明",)


def test_nothing_is_dropped_silently(roster: Roster) -> None:
    """Every filled cell of a record is a value, a kept text, a finding, or in a column that is named as left out."""
    assert {ref.row for ref, _ in roster.beyond} == {668, 669}
    for entry in roster.records:
        said = {finding.column for finding in entry.findings}
        assert entry.birth or "birth" in said
        assert entry.id_number or "id_number" in said


@settings(max_examples=8)
@given(st.randoms(use_true_random=False), st.integers(0, 12), st.booleans())
def test_order_of_columns_and_place_of_the_headings_do_not_matter(
    chance: random.Random, above: int, merged: bool
) -> None:
    (table, _) = sample_sheets()
    order = list(range(47))
    chance.shuffle(order)
    title = Row(1, ("某村花名册",) if merged else (None, None, "某村花名册", None, "2026年"))
    rows = [dataclasses.replace(title, number=n + 1) for n in range(above)]
    for row in table.rows[1:]:
        rows.append(Row(len(rows) + 1, tuple(row.cell(index) for index in order)))
    shuffled = read(Sheet("表", tuple(rows)))
    shift = above - 1
    wanted = [{**record, "row": record["row"] + shift} for record in expected()["records"]]
    assert [as_expected(entry) for entry in shuffled.records] == wanted


def test_headings_in_other_words_give_the_same_roster(roster: Roster) -> None:
    other = {
        "姓名": "*妇女姓名", "证件号码": "公民身份\n号码（18位）", "出生日期": "出生年月", "户籍地": "户籍所在地：",
        "婚姻状况": "婚 况",
        " 当前有效避孕节育措施\n": "现避孕措施", "落实节育措施时间": "落实 日期", "子女数": "现有子女数(个)",
        "户编号": "户号", "联系电话": "手机号码",
    }  # fmt: skip
    (table, _) = sample_sheets()
    head = Row(2, tuple(other.get(str(cell), cell) for cell in table.rows[1].cells))
    renamed = read(Sheet(table.name, (table.rows[0], head, *table.rows[2:])))
    assert [as_expected(e) for e in renamed.records] == [as_expected(e) for e in roster.records]


def test_a_corrected_column_is_read_as_corrected() -> None:
    sheets = sample_sheets()
    (mapping,) = recognise(sheets).sheets
    spouse = mapping.by_field["spouse_name"]
    changed = mapping.assign(spouse, None).assign(mapping.by_field["occupation"], "spouse_name")
    assert changed.by_field["spouse_name"] != spouse
    assert (changed.columns[spouse].use, changed.columns[spouse].reason) == (Use.LEFT_OUT, "by_worker")
