"""表册: every form by keyboard, previewed; what is asked for on one paper is not asked for on the next; tables saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.records import Move, Visit
from storage.ids import new_id
from tests.support.frames import Seat
from tests.support.ledgers import a_woman, new_ledger
from ui.desktop.pages.papers.choices import GROUPS
from ui.desktop.pages.papers.page import PapersPage
from ui.papers.catalogue import PAPERS
from ui.text import tr

HER = a_woman("王秀兰", birth_date="1990-01-01", group=3, residence="living", phone="13800001111")
OTHER = a_woman("李芳", birth_date="1992-01-01", group=1, family_unaware=True, residence="living")


@pytest.fixture
def seat(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    ledger, _ = new_ledger(tmp_path)
    taken = Seat(ledger, qtbot)
    yield taken
    taken.leave()
    ledger.close()


def page_of(seat: Seat, what: str = "") -> PapersPage:
    seat.enter([
        HER, OTHER, Move(id=new_id(), subject=HER.id, direction="in", date="2026-11-02", county_place="南县"),
        Visit(id=new_id(), subject=HER.id, visit_kind="general", date="2026-11-03"),
    ])  # fmt: skip
    seat.frame.navigate("papers", what)
    seat.settle()
    page = seat.frame.page("papers")
    assert isinstance(page, PapersPage)
    return page


def test_every_paper_is_in_one_group() -> None:
    assert sorted(form for forms in GROUPS.values() for form in forms) == sorted(PAPERS)


def test_each_group_opens_with_a_paper_to_look_at(seat: Seat) -> None:
    page = page_of(seat)
    for group in GROUPS:
        QTest.mouseClick(page.choices.groups.pill(group), Qt.MouseButton.LeftButton)
        seat.settle()
        assert page.view._pdf is not None
        assert page.choices.note.text()
        assert [name for name, pills in page.choices.forms.items() if pills.isVisibleTo(page)] == [group]
    assert seat.troubles == []


def test_what_was_asked_for_on_one_paper_is_not_asked_for_on_the_next(seat: Seat) -> None:
    page = page_of(seat, "migrants")
    page.choices.ticks["phone"].setChecked(True)
    seat.settle()
    assert page.wanted().phone
    page.choices.open("roster")
    seat.settle()
    assert not page.wanted().phone
    assert not page.choices.ticks["phone"].isChecked()


def test_it_says_who_is_not_on_the_paper_and_why(seat: Seat) -> None:
    page = page_of(seat, "migrants")
    assert tr("papers.left_off.family_unaware", n=1) in page.choices.said.text()


def test_a_table_is_saved_and_remembered(seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(seat, "migrants")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "流动"), ""))
    page.view.purpose.setText("报乡镇")
    QTest.mouseClick(page.table, Qt.MouseButton.LeftButton)
    seat.settle()
    sheet = load_workbook(tmp_path / "流动.xlsx").active
    assert sheet is not None
    rows = [row[1] for row in sheet.iter_rows(min_row=4, values_only=True)]
    assert rows == ["王秀兰"]
    kept = seat.ledger.audit(1)[0]
    assert (kept.what, kept.detail["purpose"], kept.detail["table"]) == ("export.migrants", "报乡镇", True)


def test_a_paper_that_is_no_list_offers_no_table(seat: Seat) -> None:
    page = page_of(seat, f"card/{HER.id}")
    assert not page.table.isEnabled()
    assert tr("papers.about", name="王秀兰") in page.choices.said.text()
    assert "王秀兰" not in page.file_name()


def test_one_woman_is_chosen_by_name_and_let_go_again(seat: Seat) -> None:
    page = page_of(seat, "summary")
    assert not page.view.isEnabled(), "her summary is of nobody yet"
    page.choices.who.setText("王秀兰")
    QTest.keyClick(page.choices.who, Qt.Key.Key_Return)
    seat.settle()
    assert page.woman == HER.id
    assert page.view.isEnabled()
    page.choices.who.setText("没有这个人")
    QTest.keyClick(page.choices.who, Qt.Key.Key_Return)
    seat.settle()
    assert page.choices.who_row.said() == tr("papers.who.nobody")
    page.choices.who.clear()
    QTest.keyClick(page.choices.who, Qt.Key.Key_Return)
    seat.settle()
    assert page.woman == ""
    assert not page.view.isEnabled()


def test_months_are_turned_by_key_and_none_lies_ahead(seat: Seat) -> None:
    page = page_of(seat)
    assert not page.after.isEnabled()
    page.before.click()
    seat.settle()
    assert page.month == "2026-10"
    assert page.after.isEnabled()
