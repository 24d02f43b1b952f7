"""Tables: keyboard, sections, sorting; letters are left to the input method."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.table import Column, Section, Table


@dataclass(frozen=True)
class Her:
    name: str
    age: int


COLUMNS = (
    Column[Her]("姓名", lambda her: her.name, match=True),
    Column[Her]("年龄", lambda her: her.age, sort=lambda her: her.age, right=True, letters=3, spare=True),
)
WANG, LI, AYI = Her("王秀兰", 37), Her("李月琴", 9), Her("阿依古丽", 28)


def table(qtbot: QtBot, *rows: Her | Section) -> Table[Her]:
    made = Table("她们", COLUMNS)
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    made.show_things(rows)
    return made


def test_the_model_keeps_qts_rules(qtbot: QtBot) -> None:
    made = table(qtbot, Section("一组"), WANG, LI)
    model: QAbstractItemModel = made.things
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    made.show_things([AYI, WANG])
    made.things.sort(1)


def test_the_cursor_starts_on_the_first_woman_not_on_a_section(qtbot: QtBot) -> None:
    assert table(qtbot, Section("一组"), WANG, LI).current() == WANG


def test_enter_opens_what_the_cursor_stands_on(qtbot: QtBot) -> None:
    made = table(qtbot, WANG, LI)
    opened: list[Her] = []
    made.opened.connect(opened.append)
    QTest.keyClick(made, Qt.Key.Key_Down)
    QTest.keyClick(made, Qt.Key.Key_Return)
    assert opened == [LI]


def test_numbers_sort_as_numbers_and_the_cursor_stays_with_her(qtbot: QtBot) -> None:
    made = table(qtbot, WANG, LI, AYI)
    made._sort(1)
    assert made.things.rows == [LI, AYI, WANG]
    assert made.current() == WANG
    made._sort(1)
    assert made.things.rows == [WANG, AYI, LI]


def test_a_letter_is_not_taken(qtbot: QtBot) -> None:
    made = table(qtbot, WANG, LI)
    QTest.keyClick(made, Qt.Key.Key_L)
    assert made.current() == WANG


def test_a_spare_column_gives_way_where_there_is_no_room(qtbot: QtBot) -> None:
    made = table(qtbot, WANG)
    assert not made.isColumnHidden(1)
    made.resize(100, 300)
    assert made.isColumnHidden(1)
    assert not made.isColumnHidden(0)


@pytest.mark.parametrize("shortcut", ["N", "Shift+N", "7"])
def test_no_button_takes_a_bare_letter(qtbot: QtBot, shortcut: str) -> None:
    with pytest.raises(ValueError, match="modifier"):
        Button("添加", shortcut)


def test_lines_between_rows_are_low_and_rows_are_not_after_them(qtbot: QtBot) -> None:
    table: Table[Her] = Table("表", COLUMNS)
    qtbot.addWidget(table)
    table.show_things([Section("一组"), WANG, Section("二组"), LI])
    assert [table.rowHeight(row) for row in range(4)] == [table.section_height(), table.row_height()] * 2
    table.show_things([LI, WANG, AYI])
    assert {table.rowHeight(row) for row in range(3)} == {table.row_height()}
