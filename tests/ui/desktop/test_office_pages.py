"""Benefit cases and sessions by keyboard: applied, stepped through, printed; and the village's code."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.records import BenefitCase, BenefitStep, Outreach, Unit
from tests.support.frames import Seat
from tests.support.ledgers import a_woman, new_ledger
from ui.desktop.pages.form_panel import FormPanel
from ui.desktop.pages.households.choosing import ChooseWoman
from ui.desktop.pages.office.benefits import BenefitsPage
from ui.desktop.pages.office.outreach import OutreachPage
from ui.desktop.pages.office.papers import BenefitPapersPage
from ui.desktop.pages.settings.village import VillagePage
from ui.desktop.widgets.words import Words
from ui.text import tr

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
HER = a_woman("王秀兰", birth_date="1968-05-12", group=2, door="3号")


@pytest.fixture
def seat(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    ledger, _ = new_ledger(tmp_path)
    taken = Seat(ledger, qtbot)
    taken.enter([HER, a_woman("林芳", birth_date="1970-01-01")])
    taken.frame.navigate("ledger", "")
    taken.settle()
    yield taken
    taken.leave()
    ledger.close()


def press(seat: Seat, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or seat.frame, key, modifier)
    seat.settle()


def said(page: QWidget) -> str:
    return " ".join(w.text() for w in page.findChildren(Words) if w.isVisibleTo(page))


@pytest.fixture
def benefits(seat: Seat) -> BenefitsPage:
    press(seat, Qt.Key.Key_J, ALT)
    found = seat.frame.page("benefits")
    assert isinstance(found, BenefitsPage)
    return found


def form_of(page: BenefitsPage | OutreachPage | VillagePage) -> FormPanel:
    assert isinstance(page.panel, FormPanel)
    return page.panel


def applied(page: BenefitsPage, seat: Seat, scheme: str = "childcare") -> BenefitCase:
    page.new_button.click() if page.new_button.isVisible() else press(seat, Qt.Key.Key_Return)
    chooser = page.panel
    assert isinstance(chooser, ChooseWoman)
    QTest.keyClicks(chooser.who.line, "wxl")
    seat.settle()
    press(seat, Qt.Key.Key_Return)
    form_of(page).form().editor("scheme").set_value(scheme)
    press(seat, Qt.Key.Key_Return)
    (case,) = seat.ledger.all(BenefitCase)
    return case


def test_a_case_goes_its_way_by_the_enter_key(benefits: BenefitsPage, seat: Seat) -> None:
    case = applied(benefits, seat)
    assert (case.subject, case.scheme, case.applicant, case.date) == (HER.id, "childcare", "her", "2026-11-22")
    for step in ("village", "notice"):
        assert benefits.table.hasFocus()
        press(seat, Qt.Key.Key_Return)
        assert form_of(benefits).save_button.isEnabled()
        press(seat, Qt.Key.Key_Return)
        assert seat.ledger.all(BenefitStep)[-1].step == step
    notice = seat.ledger.all(BenefitStep)[-1]
    assert (notice.date, notice.until) == ("2026-11-22", "2026-11-28")
    press(seat, Qt.Key.Key_Return)
    assert benefits.panel is None  # the notice still hangs
    assert tr("benefits.waits", day="2026年11月28日") in said(benefits)


def test_another_outcome_ends_it_and_it_is_found_among_the_ended(benefits: BenefitsPage, seat: Seat) -> None:
    applied(benefits, seat)
    press(seat, Qt.Key.Key_E, CTRL)
    form_of(benefits).form().editor("step").set_value("withdrawn")
    form_of(benefits).submit()
    seat.settle()
    assert benefits.table.things.rows == []
    benefits.which.pill("ended").click()
    assert [one.standing.ended for one in benefits.table.things.rows] == ["withdrawn"]


def test_papers_are_ticked_and_a_step_is_taken_back(benefits: BenefitsPage, seat: Seat) -> None:
    applied(benefits, seat)
    benefits.facts.ticked.emit("photo", True)  # type: ignore[attr-defined]
    seat.settle()
    benefits.facts.ticked.emit("form", True)  # type: ignore[attr-defined]
    seat.settle()
    assert seat.ledger.all(BenefitCase)[0].documents == "form photo"
    press(seat, Qt.Key.Key_Return)
    press(seat, Qt.Key.Key_Return)
    (step,) = seat.ledger.all(BenefitStep)
    benefits.facts.back.emit(step.id)  # type: ignore[attr-defined]
    seat.settle()
    assert seat.ledger.all(BenefitStep) == []


def test_it_says_who_will_not_stand_on_a_notice(benefits: BenefitsPage, seat: Seat) -> None:
    case = applied(benefits, seat)
    seat.enter([BenefitStep(id="s" * 32, subject=HER.id, case=case.id, step="village", date="2026-11-20")])
    assert tr("benefits.not_named.no_consent") in said(benefits)


def test_every_paper_is_drawn_and_names_nobody_on_the_notice(benefits: BenefitsPage, seat: Seat) -> None:
    applied(benefits, seat)
    press(seat, Qt.Key.Key_P, CTRL)
    assert seat.frame.place() == "benefit_papers"
    page = seat.frame.page("benefit_papers")
    assert isinstance(page, BenefitPapersPage)
    for form, here, absent in [("application", "王秀兰", "公示期"), ("roster", "王秀兰", "公示期"),
                               ("summary", "育儿补贴", "王秀兰"), ("notice", "公示期", "王秀兰")]:  # fmt: skip
        page.forms.pill(form).click()
        seat.settle()
        pdf = page.view._pdf
        assert pdf is not None
        assert here in pdf.words(0)
        assert absent not in pdf.words(0)
    assert tr("benefits.left_off.no_consent", n=1) not in page.said.text()  # not yet at the notice


def test_what_left_as_paper_is_remembered(benefits: BenefitsPage, seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    applied(benefits, seat)
    press(seat, Qt.Key.Key_P, CTRL)
    page = seat.frame.page("benefit_papers")
    assert isinstance(page, BenefitPapersPage)
    monkeypatch.setattr("ui.desktop.widgets.pdf_view.print_pdf", lambda *_: True)
    page.view.print_button.click()
    seat.settle()
    assert [entry.what for entry in seat.ledger.audit()][:1] == ["export.benefit_application"]


def test_a_session_is_written_down_with_how_many_came(seat: Seat) -> None:
    press(seat, Qt.Key.Key_X, ALT)
    page = seat.frame.page("outreach")
    assert isinstance(page, OutreachPage)
    press(seat, Qt.Key.Key_Return)
    panel = form_of(page)
    panel.form().editor("life_stage").set_value("pregnancy")
    panel.form().editor("life_stage").changed.emit()
    topic = panel.form().editor("topic")
    topic.setFocus()
    QTest.keyClick(topic.inner, Qt.Key.Key_Down)  # what was offered in grey
    assert "孕期保健" in str(topic.value())
    panel.form().editor("audience_count").inner.setText("23")  # type: ignore[attr-defined]
    press(seat, Qt.Key.Key_Return)
    (session,) = seat.ledger.all(Outreach)
    assert (session.audience_count, session.life_stage, session.date) == (23, "pregnancy", "2026-11-22")
    assert page.counted.text() == tr("outreach.count", n=1, people=23)
    press(seat, Qt.Key.Key_J, CTRL)
    assert form_of(page).values()["topic"] == session.topic
    assert form_of(page).values()["audience_count"] is None


def test_the_village_is_re_coded_and_earlier_months_keep_the_earlier_code(seat: Seat) -> None:
    seat.frame.navigate("village", "")
    seat.settle()
    page = seat.frame.page("village")
    assert isinstance(page, VillagePage)
    press(seat, Qt.Key.Key_N, CTRL)
    panel = form_of(page)
    panel.submit()
    seat.settle()
    assert panel.form().row("change").said() == tr("editor.required")
    panel.form().editor("change").set_value("recoded")
    for name, typed in (("since", "2026年6月1日"), ("code", "430981203209")):
        panel.form().editor(name).inner.setText(typed)  # type: ignore[attr-defined]
    panel.submit()
    seat.settle()
    assert page.panel is None
    assert seat.ledger.unit.code == "430981203209"
    assert seat.ledger.unit_on(date(2026, 5, 31)).code == "430981203205"
    press(seat, Qt.Key.Key_J, CTRL)
    panel = form_of(page)
    for name, typed in (("code", "430981203206"), ("name", "湖心村"), ("since", "2026-01-01")):
        panel.form().editor(name).inner.setText(typed)  # type: ignore[attr-defined]
    panel.submit()
    seat.settle()
    assert seat.ledger.unit.code == "430981203209"
    assert {unit.name for unit in seat.ledger.all(Unit)} == {"莲荷村", "湖心村"}
    assert len(page.table.things.rows) == 3
