"""县里来信: what the county proposes is read whole, taken over, changed or declined; until then nothing is in the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.proposals import Birth, Consented, Correction, Duplicate, HandedOver, Moved, Past, Told, told_as
from app.records import Child, Delivery, MethodUse, Proposal, ProposalAnswer, Woman
from storage.ids import new_id
from tests.support.frames import TODAY, Seat
from tests.support.ledgers import a_woman, new_ledger
from tests.ui.desktop.walk import nameless
from ui.desktop.pages.checks.page import ChecksPage
from ui.desktop.pages.form_panel import FormPanel
from ui.desktop.pages.letters.page import LettersPage
from ui.desktop.widgets.words import Words
from ui.letters import letters_waiting
from ui.text import tr

HER = a_woman("周丽华", birth_date="1994-05-12", phone="13800000001")
SORTS = {Birth: "birth", Correction: "correction", HandedOver: "hand_over", Moved: "moved", Duplicate: "duplicate"}


@pytest.fixture
def seat(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    ledger, _ = new_ledger(tmp_path)
    seat = Seat(ledger, qtbot)
    seat.enter([HER])
    yield seat
    seat.leave()
    ledger.close()


def a_letter(told: Told, **more: Any) -> Proposal:
    sort = SORTS[type(told)]
    return Proposal(
        id=new_id(), subject=HER.id, sort=sort, date="2026-11-20", source="县人民医院", told=told_as(told), **more
    )


BORN = Birth(
    "2026-11-18", Consented("2026-11-18", "signed"), ({"sex": "2", "birth_weight_g": 3200, "gestation_weeks": 39},),
    place="hospital", facility="县人民医院", mode="vaginal",
)  # fmt: skip


def opened(seat: Seat, *letters: Proposal) -> LettersPage:
    seat.enter(letters)
    seat.frame.navigate("letters", "")
    seat.settle()
    page = seat.frame.page("letters")
    assert isinstance(page, LettersPage)
    return page


def words(page: QWidget) -> str:
    return "\n".join(w.text() for w in page.findChildren(Words) if w.isVisibleTo(page))


def press(seat: Seat, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or seat.frame, key, modifier)
    seat.settle()


def answers(seat: Seat) -> list[str]:
    return [answer.state for answer in seat.ledger.all(ProposalAnswer)]


def test_a_birth_is_read_changed_in_its_form_and_taken_over_by_keyboard(seat: Seat) -> None:
    page = opened(seat, a_letter(BORN))
    said = words(page)
    for told in ("县人民医院", "2026年11月18日", tr("letters.free"), "3200 克", "女"):
        assert told in said, told
    assert seat.ledger.all(Child) == []
    press(seat, Qt.Key.Key_Return)
    panel = page.panel
    assert isinstance(panel, FormPanel)
    panel.form("child0").editor("birth_weight_g").set_value(3150)
    panel.form("delivery").editor("date").setFocus()
    press(seat, Qt.Key.Key_Return)
    assert seat.troubles == []
    (child,) = seat.ledger.all(Child)
    assert (child.birth_weight_g, child.sex, child.subject) == (3150, "2", HER.id)
    assert seat.ledger.all(Delivery)[0].facility == "县人民医院"
    assert answers(seat) == ["changed"]
    assert letters_waiting(seat.ledger, TODAY) == 0
    assert tr("letters.none") in words(page)


def test_taken_over_as_it_is_a_birth_can_be_undone_and_waits_again(seat: Seat) -> None:
    page = opened(seat, a_letter(BORN))
    press(seat, Qt.Key.Key_Return)
    press(seat, Qt.Key.Key_Return)
    assert answers(seat) == ["accepted"]
    press(seat, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert seat.ledger.all(Child) == []
    assert letters_waiting(seat.ledger, TODAY) == 1
    assert page.table.current() is not None


def test_declining_asks_nothing_and_changes_nothing(seat: Seat) -> None:
    page = opened(seat, a_letter(Correction("woman", HER.id, {"phone": "13900000002"}, {"phone": "13800000001"})))
    said = words(page)
    assert "13800000001" in said
    assert "13900000002" in said
    press(seat, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert answers(seat) == ["declined"]
    assert seat.ledger.get(Woman, HER.id) == HER


def test_a_correction_shows_old_and_new_and_edits_when_taken_over(seat: Seat) -> None:
    opened(seat, a_letter(Correction("woman", HER.id, {"phone": "13900000002"}, {}, "她换了号码")))
    press(seat, Qt.Key.Key_Return)
    press(seat, Qt.Key.Key_Return)
    now = seat.ledger.get(Woman, HER.id)
    assert now is not None
    assert now.phone == "13900000002"
    assert answers(seat) == ["accepted"]


def test_her_record_from_before_comes_onto_her_page(seat: Seat) -> None:
    before = HandedOver((Past("method_use", "b" * 32, {"method": "iud_copper", "start": "2020-04-02"}),))
    page = opened(seat, a_letter(before))
    assert tr("letters.before.note") in words(page)
    press(seat, Qt.Key.Key_Return)
    (used,) = seat.ledger.about(MethodUse, HER.id)
    assert (used.method, used.start) == ("iud_copper", "2020-04-02")


def test_registered_elsewhere_closes_her_entry_and_says_no_place(seat: Seat) -> None:
    page = opened(seat, a_letter(Moved()))
    assert tr("letters.moved") in words(page)
    press(seat, Qt.Key.Key_Return)
    now = seat.ledger.get(Woman, HER.id)
    assert now is not None
    assert (now.status, now.closed_reason) == ("closed", "moved_out")


def test_perhaps_one_person_leads_to_both_side_by_side(seat: Seat) -> None:
    other = a_woman("周莉华", birth_date="1994-05-12")
    seat.enter([other])
    opened(seat, a_letter(Duplicate((HER.id, other.id))))
    press(seat, Qt.Key.Key_Return)
    assert seat.frame.place() == "checks"
    checks = seat.frame.page("checks")
    assert isinstance(checks, ChecksPage)
    assert checks.compare.two is not None
    assert {checks.compare.two.keep.woman.id, checks.compare.two.other.woman.id} == {HER.id, other.id}


def test_an_empty_page_says_where_letters_come_from_and_everything_has_a_name(seat: Seat) -> None:
    page = opened(seat)
    assert tr("letters.none.note") in words(page)
    seat.enter([a_letter(BORN), a_letter(Moved())])
    assert tr("letters.waiting", n=2) in words(page)
    assert nameless(page) == []
