"""Forms made from descriptions: what is typed in any form becomes what the ledger stores; nothing typed is lost."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.records import Value
from app.records.findings import question, wall
from tests.ui.desktop.conftest import TODAY
from ui.desktop.record_form import RecordForm
from ui.desktop.widgets.choice import Choice, ChoiceEdit, matching
from ui.desktop.widgets.editors import LineEditor


def form(qtbot: QtBot, kind: str, *fields: str, **values: str | int | None) -> RecordForm:
    made = RecordForm(kind, fields, values, today=TODAY)
    qtbot.addWidget(made)
    made.show()
    return made


def typed(made: RecordForm, name: str, text: str) -> None:
    editor = made.editor(name)
    assert isinstance(editor, LineEditor)
    editor.line.setText(text)
    editor.line.left.emit()


@pytest.mark.parametrize(
    ("kind", "name", "text", "stored", "shown"),
    [
        ("woman", "birth_date", "19890307", "1989-03-07", "1989年3月7日"),
        ("woman", "birth_date", "１９８９．３．７", "1989-03-07", "1989年3月7日"),
        ("woman", "birth_date", "1989年3月", "1989-03", "1989年3月"),
        ("woman", "phone", "+86 138-7512-2210", "13875122210", "138 7512 2210"),
        ("woman", "id_number", "11010519491231002x", "11010519491231002X", "110105 1949 1231 002X"),
        ("woman", "group", "２", 2, "2"),
        ("visit", "weight_g", "66.5", 66_500, "66.5"),
        ("woman", "name", "  王秀兰 ", "王秀兰", "王秀兰"),
    ],
)
def test_any_common_form_is_read(qtbot: QtBot, kind: str, name: str, text: str, stored: object, shown: str) -> None:
    made = form(qtbot, kind, name)
    typed(made, name, text)
    editor = made.editor(name)
    assert isinstance(editor, LineEditor)
    assert made.values()[name] == stored
    assert editor.line.text() == shown


@pytest.mark.parametrize(
    ("kind", "name", "text"),
    [("woman", "birth_date", "昨天"), ("woman", "birth_date", "2027-01-01"), ("visit", "systolic", "12"),
     ("visit", "systolic", "高"), ("visit", "date", "2026-11"), ("woman", "birth_date", "1989-02-30")],
)  # fmt: skip
def test_what_cannot_be_taken_is_said_and_stays(qtbot: QtBot, kind: str, name: str, text: str) -> None:
    made = form(qtbot, kind, name)
    typed(made, name, text)
    assert not made.readable()
    assert made.row(name).said() != ""
    editor = made.editor(name)
    assert isinstance(editor, LineEditor)
    assert editor.line.text() == text
    assert made.dirty() == {name: None} | ({name: 12} if text == "12" and made.values()[name] else {})


def test_stored_values_come_back_unchanged(qtbot: QtBot) -> None:
    stored: dict[str, Value] = {"name": "阿依古丽·买买提", "birth_date": "1989-03", "phone": "13875122210", "group": 2,
              "family_unaware": 1,
              "marital": "21", "ethnicity": "05", "note": "两行\n字"}  # fmt: skip
    made = RecordForm("woman", tuple(stored), stored, today=TODAY)
    qtbot.addWidget(made)
    assert made.values() == stored
    assert made.dirty() == {}


def test_enter_submits_once_all_can_be_read(qtbot: QtBot) -> None:
    made = form(qtbot, "woman", "name", "door")
    submitted: list[bool] = []
    made.submitted.connect(lambda: submitted.append(True))
    door = made.editor("door").inner
    QTest.keyClick(door, Qt.Key.Key_Return)
    assert submitted == []  # her name is missing
    typed(made, "name", "李月琴")
    QTest.keyClick(door, Qt.Key.Key_Return)
    assert submitted == [True]


def test_ctrl_enter_submits_from_a_taller_box(qtbot: QtBot) -> None:
    made = form(qtbot, "woman", "name", "note", name="李月琴")
    with qtbot.waitSignal(made.submitted, timeout=1000):
        QTest.keyClick(made.editor("note").inner, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_findings_are_said_below_their_fields_and_the_wall_wins(qtbot: QtBot) -> None:
    made = form(qtbot, "woman", "name", "id_number", name="李月琴")
    made.set_findings([wall("required", "id_number"), question("id.checksum", "id_number")])
    assert made.row("id_number").said() == "这一项要填上才能保存。"
    typed(made, "id_number", "1")
    assert made.row("id_number").said() == ""


def test_an_input_method_composes_and_commits(qtbot: QtBot) -> None:
    made = form(qtbot, "woman", "name")
    line = made.editor("name").inner
    QApplication.sendEvent(line, QInputMethodEvent("wang", []))
    assert made.values()["name"] is None
    committed = QInputMethodEvent()
    committed.setCommitString("王")
    QApplication.sendEvent(line, committed)
    assert made.values()["name"] == "王"


CHOICES = (Choice("01", "汉族"), Choice("05", "维吾尔族"), Choice("15", "土家族"), Choice("30", "土族"))


@pytest.mark.parametrize(
    ("text", "first"),
    [("土", "30"), ("tj", "15"), ("ez", "05"), ("tujia", "15"), ("05", "05"), ("wwez", "05"), ("", "01")],
)
def test_a_choice_is_found_by_words_pinyin_initials_or_code(text: str, first: str) -> None:
    found = [choice.key for choice in matching(CHOICES, text)]
    assert first in found if text == "土" else found[0] == first


def test_a_choice_meant_alone_is_written_out(qtbot: QtBot) -> None:
    edit = ChoiceEdit(CHOICES)
    qtbot.addWidget(edit)
    edit.setText("tujia")
    edit._settle()
    assert (edit.text(), edit.key()) == ("土家族", "15")


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_a_choice_is_taken_from_the_open_list_by_enter(qtbot: QtBot, key: Qt.Key) -> None:
    edit = ChoiceEdit(CHOICES)
    qtbot.addWidget(edit)
    edit.show()
    with qtbot.waitSignal(edit.picked) as taken:
        QTest.keyClicks(edit, "tu")
        QTest.keyClick(edit._popup, Qt.Key.Key_Down)
        QTest.keyClick(edit._popup, key)
    assert (taken.args, edit.key()) == (["30"], "30")


def test_a_code_of_a_newer_list_is_kept(qtbot: QtBot) -> None:
    made = form(qtbot, "woman", "ethnicity", ethnicity="77")
    assert made.dirty() == {}
    assert made.values() == {"ethnicity": "77"}
