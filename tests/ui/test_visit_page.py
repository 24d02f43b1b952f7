"""记录随访: what is asked, what is proposed and never saved by itself, what is asked back, and what is kept."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.records import Record, Visit, Woman
from app.records.visits import FORMS, form_of
from tests.ui.rounds import Desktop, Village, living, using, visited
from ui.desktop.pages.visit.asked import draft_name
from ui.desktop.pages.visit.form import VisitForm
from ui.desktop.window import dress
from ui.preferences import Preferences
from ui.text import tr

Open = Callable[[Sequence[Record]], Desktop]


@pytest.fixture
def village() -> Village:
    return Village()


@pytest.fixture
def open_desktop(qtbot: QtBot, tmp_path: Path) -> Iterator[Open]:
    dress(Preferences())
    made: list[Desktop] = []

    def make(records: Sequence[Record]) -> Desktop:
        made.append(Desktop(tmp_path, qtbot, records))
        return made[-1]

    yield make
    for desktop in made:
        desktop.close()


def form(desktop: Desktop) -> VisitForm:
    assert isinstance(desktop.visit.form, VisitForm)
    return desktop.visit.form


def settles(desktop: Desktop) -> str:
    assert desktop.visit.head is not None
    return desktop.visit.head.settles.text()


def start(desktop: Desktop, woman: Woman) -> VisitForm:
    """From the list, with Enter."""
    desktop.choose(woman)
    desktop.today.table.setFocus()
    desktop.key(Qt.Key.Key_Return)
    assert desktop.frame.place() == "visit"
    return form(desktop)


def latest(desktop: Desktop, woman: Woman) -> Visit:
    return desktop.ledger.about(Visit, woman.id)[-1]


def type_into(desktop: Desktop, name: str, text: str) -> None:
    editor = form(desktop).editor(name)
    editor.setFocus()
    if text.isascii():
        QTest.keyClicks(editor.inner, text)
    else:
        commit(editor.inner, text)
    desktop.settle()


def commit(where: QWidget, text: str) -> None:
    """What the Chinese input method hands over."""
    typed = QInputMethodEvent()
    typed.setCommitString(text)
    QApplication.sendEvent(where, typed)


def test_a_visit_by_keyboard_alone_and_on_to_the_next_woman(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    start(desktop, village.wang)
    desktop.key(Qt.Key.Key_1)  # the cursor is on the first finding
    desktop.key(Qt.Key.Key_Tab)  # on to the next question, bleeding, not to the next answer of this one
    desktop.key(Qt.Key.Key_5)
    desktop.key(Qt.Key.Key_Return)
    visit = latest(desktop, village.wang)
    assert (visit.visit_kind, visit.date, visit.iud_position, visit.bleeding) == (
        "iud_followup", "2026-11-22", "normal", "none",
    )  # fmt: skip
    assert visit.about == village.iud.id
    assert desktop.frame.place() == "today"
    current = desktop.today.table.current()
    assert current is not None
    assert current.story.woman.name == "邹小翠"
    assert tr("visit.saved", name="王秀兰") in desktop.frame.toast.words()


def test_the_saved_visit_can_be_undone(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    start(desktop, village.wang)
    desktop.key(Qt.Key.Key_Return)
    assert len(desktop.ledger.about(Visit, village.wang.id)) == 2
    desktop.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(desktop.ledger.about(Visit, village.wang.id)) == 1
    assert "王秀兰" in desktop.names()


@pytest.mark.parametrize("kind", FORMS)
def test_only_the_fields_of_the_kind_are_asked(qtbot: QtBot, kind: str) -> None:
    dress(Preferences())
    from tests.ui.rounds import TODAY

    made = VisitForm(kind, TODAY, {}, {})
    qtbot.addWidget(made)
    asked = {a.name for a in form_of(kind)} - {"referral_outcome", "referral_outcome_date"}
    assert set(made.values()) == {"visit_kind", "date", "place", *asked}


def test_pressure_and_weight_are_typed_as_people_write_them(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop([*village.records, visited(village.shi, "injection", "2026-08-20", injection_given="yes")])
    start(desktop, village.shi)
    desktop.key(Qt.Key.Key_1)
    type_into(desktop, "pressure", "118 / 74")
    type_into(desktop, "weight_g", "62.5")
    desktop.key(Qt.Key.Key_Return)
    visit = latest(desktop, village.shi)
    assert (visit.systolic, visit.diastolic, visit.weight_g) == (118, 74, 62_500)


def test_earlier_answers_are_grey_and_never_saved_by_themselves(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    start(desktop, village.wang)
    assert tr("visit.earlier", what="比平时多") in [w.text() for w in form(desktop).findChildren(QLabel)]
    desktop.key(Qt.Key.Key_Return)
    visit = latest(desktop, village.wang)
    assert (visit.bleeding, visit.iud_position, visit.next_date) == (None, None, None)


def test_the_down_key_takes_them_over(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    start(desktop, village.wang)
    for name in ("bleeding", "next_date"):
        form(desktop).editor(name).setFocus()
        desktop.key(Qt.Key.Key_Down)
    desktop.key(Qt.Key.Key_Return)
    visit = latest(desktop, village.wang)
    assert visit.bleeding == "more"
    assert visit.next_date == "2027-02-24"  # six months after the insertion


def test_what_it_settles_is_said_and_follows_what_is_typed(open_desktop: Open, village: Village) -> None:
    expiring = using(village.fang, "iud_copper", "2024-11-20", expiry="2027-01-20")
    desktop = open_desktop([*village.records, expiring])
    desktop.go("visit", village.fang.id)
    desktop.visit._other_kind("iud_followup")
    desktop.settle()
    said = settles(desktop)
    assert "满 2 年随访" in said
    assert "使用期限" in said
    form(desktop).editor("date").set_value("2026-06-01")
    assert settles(desktop) == tr("visit.settles.none")


def test_an_injection_not_given_does_not_settle_it(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    start(desktop, village.shi)
    desktop.key(Qt.Key.Key_2)
    assert settles(desktop) == tr("visit.settles.not_yet")
    desktop.key(Qt.Key.Key_1)
    assert settles(desktop) == tr("visit.settles.this")


def test_what_must_be_answered_keeps_it_open(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    start(desktop, village.shi)
    desktop.key(Qt.Key.Key_Return)
    assert desktop.frame.place() == "visit"
    assert form(desktop).row("injection_given").said() == tr("finding.required")
    assert desktop.ledger.about(Visit, village.shi.id) == []


def test_what_cannot_be_read_stays_and_is_said(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    start(desktop, village.shi)
    desktop.key(Qt.Key.Key_1)
    type_into(desktop, "pressure", "一百二")
    desktop.key(Qt.Key.Key_Return)
    assert form(desktop).row("pressure").said() == tr("visit.pressure.unreadable")
    assert form(desktop).editor("pressure").inner.text() == "一百二"  # type: ignore[attr-defined]  # its line
    assert desktop.ledger.about(Visit, village.shi.id) == []


def test_what_looks_odd_is_asked_once(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    start(desktop, village.shi)
    desktop.key(Qt.Key.Key_1)
    type_into(desktop, "weight_g", "30")
    assert form(desktop).row("weight_g").said() == tr("finding.unusual", value="30", least="35", most="120")
    desktop.key(Qt.Key.Key_Return)
    assert desktop.ledger.about(Visit, village.shi.id) == []
    desktop.key(Qt.Key.Key_Return)
    assert latest(desktop, village.shi).weight_g == 30_000


def test_a_sign_of_danger_gives_words_to_say_and_asks_for_a_referral(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    start(desktop, village.wang)
    assert not form(desktop).referral_shown()
    form(desktop).editor("bleeding").setFocus()
    desktop.key(Qt.Key.Key_6)
    assert not form(desktop).referral_shown(), "she reads the words first"
    assert tr("danger.bleeding_heavy") in [w.text() for w in form(desktop).danger.findChildren(QLabel)]
    desktop.key(Qt.Key.Key_Return)
    assert desktop.frame.place() == "visit"
    reason = form(desktop).editor("referral_reason").inner
    assert reason.hasFocus()
    commit(reason, "大量出血")
    desktop.key(Qt.Key.Key_Return)
    assert latest(desktop, village.wang).referral_reason == "大量出血"


def test_she_may_say_no_to_a_referral(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    start(desktop, village.wang)
    form(desktop).editor("pain").setFocus()
    desktop.key(Qt.Key.Key_4)
    desktop.key(Qt.Key.Key_Return)
    desktop.key(Qt.Key.Key_Return)
    visit = latest(desktop, village.wang)
    assert (visit.pain, visit.referral_reason) == ("severe", None)


def test_esc_keeps_what_was_typed_readable_or_not(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    start(desktop, village.shi)
    type_into(desktop, "pressure", "11")
    type_into(desktop, "advice", "多喝水")
    desktop.key(Qt.Key.Key_Escape)
    assert desktop.frame.place() == "today"
    assert desktop.frame.toast.words() == tr("visit.kept")
    current = desktop.today.table.current()
    assert current is not None
    assert current.story.woman.name == "石霞琳"
    kept = desktop.ledger.draft(draft_name("injection", village.shi.id))
    assert kept is not None
    assert json.loads(kept)["pressure"] == "11"
    again = start(desktop, village.shi)
    assert again.typed()["pressure"] == "11"
    assert again.typed()["advice"] == "多喝水"
    desktop.visit.start_over()
    desktop.settle()
    assert "advice" not in form(desktop).typed()
    assert desktop.ledger.draft(draft_name("injection", village.shi.id)) is None


def test_a_saved_visit_leaves_no_draft(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    start(desktop, village.wang)
    type_into(desktop, "advice", "多喝水")
    QTest.qWait(500)
    desktop.settle()
    assert desktop.ledger.draft(draft_name("iud_followup", village.wang.id)) is not None
    desktop.key(Qt.Key.Key_Return)
    assert latest(desktop, village.wang).advice == "多喝水"
    assert desktop.ledger.draft(draft_name("iud_followup", village.wang.id)) is None


def test_nobody_signs_over_the_telephone(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    start(desktop, village.wang)
    form(desktop).editor("signed").set_value(1)
    form(desktop).editor("place").setFocus()
    desktop.key(Qt.Key.Key_3)
    assert not form(desktop).row("signed").isVisible()
    desktop.key(Qt.Key.Key_Return)
    visit = latest(desktop, village.wang)
    assert (visit.place, bool(visit.signed)) == ("phone", False)


def test_a_day_that_has_not_come_is_not_taken(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    start(desktop, village.wang)
    form(desktop).editor("date").setFocus()
    form(desktop).editor("date").inner.selectAll()  # type: ignore[attr-defined]  # its line
    type_into(desktop, "date", "2026-12-01")
    desktop.key(Qt.Key.Key_Return)
    assert len(desktop.ledger.about(Visit, village.wang.id)) == 1
    assert form(desktop).row("date").said() == tr("editor.date.future")


def test_her_kind_is_proposed_when_she_just_comes(open_desktop: Open) -> None:
    her = living("方颎", 1, "1号")
    desktop = open_desktop([her, using(her, "pill_combined", "2026-09-20")])
    desktop.go("visit", her.id)
    assert form(desktop).visit_kind == "pill_followup"
    assert desktop.visit.head is not None
    assert desktop.visit.head.kind_pills is not None
    desktop.visit.head.kind_pills.pill("general").click()
    assert form(desktop).visit_kind == "general"
    desktop.key(Qt.Key.Key_Return)
    assert latest(desktop, her).visit_kind == "general"
