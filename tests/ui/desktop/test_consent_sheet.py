"""她怎么说: every scope on one sheet, by keyboard; saved at once; nobody asked twice; a no to the ledger really deletes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.consent import SCOPES, effective
from app.notices import current
from app.records import Consent, Household, SupplyBatch, SupplyItem, SupplyMovement, Visit, Woman
from app.records.story import Story
from storage.ids import new_id
from tests.support.frames import Seat
from tests.support.ledgers import a_woman, new_ledger
from ui.desktop.pages.woman.consent_sheet import ConsentSheet
from ui.desktop.pages.woman.page import WomanPage
from ui.desktop.widgets.words import Words
from ui.text import tr

HOME = Household(id=new_id(), subject="", number="12", head="李大山", group=2, door="12号")
HER = a_woman(
    "王秀兰", birth_date="1989-03-07", phone="13812344531", household=HOME.id, spouse_name="李军",
    spouse_phone="13812344532",
)  # fmt: skip
ALT = Qt.KeyboardModifier.AltModifier
DIGITS = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_5, Qt.Key.Key_6, Qt.Key.Key_7)


@pytest.fixture
def seat(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    ledger, _ = new_ledger(tmp_path)
    taken = Seat(ledger, qtbot)
    taken.enter([HOME, HER, Visit(id=new_id(), subject=HER.id, visit_kind="general", date="2026-09-25")])
    yield taken
    taken.leave()
    ledger.close()


@pytest.fixture
def page(seat: Seat) -> WomanPage:
    seat.frame.navigate("woman", HER.id)
    seat.settle()
    found = seat.frame.page("woman")
    assert isinstance(found, WomanPage)
    return found


def opened(page: WomanPage, seat: Seat) -> ConsentSheet:
    QTest.keyClick(page, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    seat.settle()
    assert page.sheet_of_consents is not None
    return page.sheet_of_consents


def press(sheet: ConsentSheet, number: int, times: int = 1) -> None:
    for _ in range(times):
        QTest.keyClick(sheet, DIGITS[number - 1], ALT)


def story(seat: Seat, woman: str = HER.id) -> Story:
    found = seat.ledger.story(woman)
    assert found is not None
    return found


def states(seat: Seat) -> dict[str, str]:
    return {scope: effective(story(seat).consents, scope) for scope in (*SCOPES, "spouse")}


def words(sheet: ConsentSheet) -> str:
    return "\n".join(w.text() for w in sheet.findChildren(Words) if w.isVisibleTo(sheet))


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def is_closed(page: WomanPage) -> bool:
    return page.sheet_of_consents is None


def test_a_page_of_answers_is_given_by_keys_and_saved_as_one_change(page: WomanPage, seat: Seat) -> None:
    sheet = opened(page, seat)
    assert list(sheet.rows) == [*SCOPES, "spouse"]
    for number, times in ((1, 1), (2, 2), (3, 1), (5, 2)):
        press(sheet, number, times)
    seat.settle()
    before = seat.ledger.exchange.reaches()[seat.ledger.exchange.replica].seq
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    seat.settle()
    assert is_closed(page)
    assert seat.ledger.exchange.reaches()[seat.ledger.exchange.replica].seq == before + 1
    assert states(seat) == {
        "care": "given", "county": "refused", "phone": "given", "message": "not_asked", "home_visit": "refused",
        "notice": "not_asked", "spouse": "not_asked",
    }  # fmt: skip
    assert {c.notice_version for c in story(seat).consents} == {current().version}
    assert {c.how for c in story(seat).consents} == {"signed"}


def test_nothing_is_chosen_for_her_and_what_only_stands_is_not_said_again(page: WomanPage, seat: Seat) -> None:
    sheet = opened(page, seat)
    assert sheet.answers() == []
    assert not sheet.save.isEnabled()
    press(sheet, 4)
    sheet.submit()
    seat.settle()
    again = opened(page, seat)
    assert again.rows["message"].pills.value() == "yes"
    assert again.answers() == []
    assert not again.save.isEnabled()


def test_a_refusal_is_not_asked_again_until_she_speaks_of_it(page: WomanPage, seat: Seat) -> None:
    sheet = opened(page, seat)
    press(sheet, 3, 2)
    sheet.submit()
    seat.settle()
    sheet = opened(page, seat)
    line = sheet.rows["phone"]
    assert line.pills.isHidden()
    assert tr("woman.not_again") in words(sheet)
    press(sheet, 3)
    assert not line.pills.isHidden()
    assert sheet.answers() == [], "opening it is no answer"
    press(sheet, 3)
    sheet.submit()
    seat.settle()
    assert states(seat)["phone"] == "given"


def test_taking_a_consent_back_is_one_step(page: WomanPage, seat: Seat) -> None:
    seat.enter([Consent(id=new_id(), subject=HER.id, scope="county", state="given", date="2026-03-01")])
    sheet = opened(page, seat)
    press(sheet, 2)
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    seat.settle()
    assert states(seat)["county"] == "withdrawn"


def test_by_whom_and_when_she_may_be_visited_is_kept_with_her_yes(page: WomanPage, seat: Seat) -> None:
    sheet = opened(page, seat)
    line = sheet.rows["home_visit"]
    assert not line.through.isVisibleTo(sheet)
    press(sheet, 5)
    line.through.setFocus()
    typed = QInputMethodEvent()
    typed.setCommitString("婆婆不在时")
    QApplication.sendEvent(line.through, typed)
    line.hours.setText("下午")
    QTest.keyClick(line.hours, Qt.Key.Key_Return)
    seat.settle()
    (said,) = story(seat).consents
    assert (said.scope, said.state, said.through, said.hours) == ("home_visit", "given", "婆婆不在时", "下午")
    assert page.now.consents.terms.text() == "上门看望：婆婆不在时，下午", "it stands where somebody looks before going"
    sheet = opened(page, seat)
    sheet.rows["home_visit"].hours.setText("上午")
    sheet.submit()
    seat.settle()
    assert {c.hours for c in story(seat).consents if c.replaces} == {"上午"}


def test_a_spoken_yes_needs_a_witness_and_a_spoken_no_does_not(page: WomanPage, seat: Seat) -> None:
    sheet = opened(page, seat)
    sheet.how.set_value("oral")
    sheet.how.chosen.emit("oral")
    press(sheet, 2)
    sheet.submit()
    assert tr("consents.who_heard") in words(sheet)
    assert story(seat).consents == ()
    sheet.witness.set_value("乡卫生院护士")
    sheet.date.set_value("2026-11-20")
    sheet.submit()
    seat.settle()
    (said,) = story(seat).consents
    assert (said.how, said.witness, said.date) == ("oral", "乡卫生院护士", "2026-11-20")
    sheet = opened(page, seat)
    sheet.how.set_value("oral")
    press(sheet, 3, 2)
    sheet.submit()
    seat.settle()
    assert states(seat)["phone"] == "refused"


def test_escape_puts_it_away_and_what_was_chosen_comes_back(page: WomanPage, seat: Seat) -> None:
    sheet = opened(page, seat)
    press(sheet, 5)
    sheet.rows["home_visit"].hours.setText("晚饭后")
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    seat.settle()
    assert is_closed(page)
    assert story(seat).consents == ()
    assert tr("woman.unfinished", what=tr("consents.title")) in "\n".join(
        w.text() for w in page.side.findChildren(Words)
    )
    sheet = opened(page, seat)
    assert [(a.scope, a.agrees, a.hours) for a in sheet.answers()] == [("home_visit", True, "晚饭后")]


def test_her_husband_speaks_for_himself_and_his_no_takes_his_particulars_away(page: WomanPage, seat: Seat) -> None:
    sheet = opened(page, seat)
    press(sheet, 7, 2)
    sheet.submit()
    seat.settle()
    assert states(seat)["spouse"] == "refused"
    her = seat.ledger.get(Woman, HER.id)
    assert her is not None
    assert (her.spouse_name, her.spouse_phone, her.name) == (None, None, HER.name)
    assert [s.field for s in seat.ledger.history.of(HER.id)] == []


def test_a_no_to_the_ledger_says_what_it_does_and_then_does_it(page: WomanPage, seat: Seat) -> None:
    item = SupplyItem(id=new_id(), subject="", article="condom")
    batch = SupplyBatch(id=new_id(), subject="", item=item.id)
    out = SupplyMovement(id=new_id(), subject=HER.id, batch=batch.id, movement="out", quantity=2, date="2026-10-01")
    seat.enter([item, batch, out])
    sheet = opened(page, seat)
    press(sheet, 2)
    press(sheet, 1, 2)
    seat.settle()
    assert sheet.leaves()
    assert not sheet.rows["county"].isVisibleTo(sheet), "nothing else of it is kept"
    said = words(sheet)
    assert HER.name in said
    assert tr("erase.county.never") in said
    assert not sheet.save.isEnabled(), "only once it was explained"
    sheet.submit()
    seat.settle()
    assert seat.ledger.get(Woman, HER.id) == HER
    sheet.going.tick.click()
    seat.settle()
    sheet.submit()
    seat.settle()
    (bare,) = seat.ledger.all(Woman)
    assert bare.id != HER.id
    assert (bare.name, bare.birth_date, bare.phone, bare.household) == (HER.name, "1989", None, None)
    assert [(c.scope, c.state) for c in story(seat, bare.id).consents] == [("care", "refused")]
    assert seat.ledger.all(Visit) == []
    assert [(m.subject, m.quantity) for m in seat.ledger.all(SupplyMovement)] == [("", 2)]
    assert seat.ledger.all(Household) == []
    assert seat.frame.page("woman") is page
    assert page.name.text() == HER.name, "her page shows the bare entry"
    assert not page.add_button.isEnabled()
    again = opened(page, seat)
    assert list(again.rows) == ["care"], "nobody asks her anything else"
    assert again.rows["care"].pills.isHidden()


def test_every_widget_of_the_sheet_has_a_name(page: WomanPage, seat: Seat) -> None:
    sheet = opened(page, seat)
    press(sheet, 5)
    press(sheet, 1, 2)
    seat.settle()
    focusable = [w for w in sheet.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert [type(w).__name__ for w in focusable if not w.accessibleName() and w.isVisible()] == []
