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
from ui.desktop.widgets.buttons import Pill
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


@pytest.mark.parametrize(
    ("name", "text", "stored", "shown"),
    [
        ("child_weight_g", "3.25", 3250, "3.25"),
        ("child_weight_g", "3300", 3300, "3.3"),  # nothing else it can be
        ("child_weight_g", "6斤4两", 3200, "3.2"),
        ("child_length_mm", "50.5", 505, "50.5"),
        ("height_mm", "1.58", 1580, "158"),
        ("height_mm", "１５８厘米", 1580, "158"),
        ("fundal_height_mm", "32", 320, "32"),
        ("child_temperature", "36.8", 368, "36.8"),
        ("child_temperature", "368", 368, "36.8"),
        ("child_temperature", "36.8℃", 368, "36.8"),
        ("baby_heart", "142次/分", 142, "142"),
        ("weight_g", "120斤", 60_000, "60"),
    ],
)
def test_numbers_are_typed_in_the_units_people_use(qtbot: QtBot, name: str, text: str, stored: int, shown: str) -> None:
    made = form(qtbot, "visit", name)
    typed(made, name, text)
    editor = made.editor(name)
    assert isinstance(editor, LineEditor)
    assert (made.values()[name], editor.line.text()) == (stored, shown)


@pytest.mark.parametrize(
    ("name", "text"),
    [("child_weight_g", "85"), ("height_mm", "5"), ("systolic", "118.5"), ("weight_g", "60 个"), ("weight_g", "6斤4")],
)
def test_a_number_that_can_mean_nothing_is_asked_about(qtbot: QtBot, name: str, text: str) -> None:
    made = form(qtbot, "visit", name)
    typed(made, name, text)
    assert made.values()[name] is None
    assert not made.readable()
    assert made.row(name).said() != ""


def test_a_question_about_a_number_speaks_in_its_unit(qtbot: QtBot) -> None:
    made = form(qtbot, "visit", "child_weight_g", child_weight_g=1500)
    made.set_findings([question("unusual", "child_weight_g", value=1500, least=2000, most=30_000)])
    assert "1.5" in made.row("child_weight_g").said()
    assert "1500" not in made.row("child_weight_g").said()


def test_several_answers_are_switched_on_by_keyboard_and_kept_in_the_order_of_the_list(qtbot: QtBot) -> None:
    made = form(qtbot, "visit", "child_screening", "note")
    blood, hearing, eyes = made.editor("child_screening").findChildren(Pill)
    assert [pill.focusPolicy() & Qt.FocusPolicy.TabFocus for pill in (blood, hearing, eyes)].count(
        Qt.FocusPolicy.TabFocus
    ) == 1
    QTest.keyClick(blood, Qt.Key.Key_Right)
    QTest.keyClick(hearing, Qt.Key.Key_Right)
    QTest.keyClick(eyes, Qt.Key.Key_Space)
    QTest.keyClick(blood, Qt.Key.Key_Space)
    assert made.values()["child_screening"] == "blood eyes"
    assert made.dirty() == {"child_screening": "blood eyes"}
    QTest.keyClick(blood, Qt.Key.Key_Space)
    assert made.values()["child_screening"] == "eyes"


def test_each_of_several_answers_is_read_with_its_question(qtbot: QtBot) -> None:
    editor = form(qtbot, "visit", "child_screening").editor("child_screening")
    pills = editor.findChildren(Pill)
    assert [pill.accessibleName() for pill in pills][1:] == ["听力筛查", "眼病筛查"]
    assert {pill.accessibleDescription() for pill in pills} == {"做过的筛查"}


def test_a_code_of_a_newer_list_among_several_is_seen_and_kept(qtbot: QtBot) -> None:
    made = form(qtbot, "visit", "child_screening", child_screening="blood heart")
    assert made.values()["child_screening"] == "blood heart"
    assert made.dirty() == {}
