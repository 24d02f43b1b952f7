"""A month is closed by keyboard, printed as it was closed, and tells what moved since; what was closed stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.errors import LedgerError
from app.figures.closing import closed, is_whole, standing, told
from app.records import Child, MonthReport, Population
from app.records.writes import Add, Edit, Erase
from storage.ids import new_id
from storage.ledger import Ledger
from tests.ui.desktop.conftest import MakeWindow
from tests.ui.desktop.county import ledger_in, page_of, settled, sign_in, woman
from ui.desktop.pages.month.page import MonthPage
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.words import Words
from ui.desktop.window import Window

MONTH = "2026-10"
LI, CHEN, YANG = (woman(name, group=1) for name in ("李秀英", "陈桂香", "杨小兰"))


def born(mother: Any, day: str) -> Child:
    return Child(id=new_id(), subject=mother.id, birth_date=day, sex="2", birth_weight_g=3200)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return ledger_in(tmp_path / "ledger", [LI, CHEN, YANG, born(LI, "2026-10-05"), born(CHEN, "2026-09-08")])


@pytest.fixture
def window(make_window: MakeWindow, qtbot: QtBot, ledger: Ledger) -> Window:
    made = make_window(folder="elsewhere")
    sign_in(made, qtbot, ledger)
    return made


def page_at(window: Window, qtbot: QtBot, what: str) -> MonthPage:
    page: MonthPage = page_of(window, "month", what)
    at_rest(window, qtbot)
    return page


def at_rest(window: Window, qtbot: QtBot) -> None:
    for _ in range(4):  # read, count, compare, draw: one after the other
        settled(window, qtbot)
        qtbot.wait(5)


def words_of(page: MonthPage) -> str:
    return "\n".join(w.text() for w in page.findChildren(Words) if w.isVisible())


def press(page: MonthPage, name: str) -> None:
    next(b for b in page.findChildren(Button) if b.isVisible() and name in b.text()).click()


def births(report: MonthReport | None) -> int | None:
    assert report is not None
    return told(report).counts["births"]


def close(window: Window, qtbot: QtBot, month: str = MONTH) -> MonthPage:
    page = page_at(window, qtbot, f"{month}/close")
    page._close()
    at_rest(window, qtbot)
    return page


def paper(page: MonthPage, window: Window, qtbot: QtBot) -> str:
    page.go("print")
    at_rest(window, qtbot)
    pdf = page.papers.view._pdf
    assert pdf is not None
    return "".join("".join(pdf.words(number) for number in range(len(pdf))).split())


def test_a_month_is_closed_by_keyboard_alone(window: Window, ledger: Ledger, qtbot: QtBot) -> None:
    page = page_at(window, qtbot, f"{MONTH}/look")
    for step in ("numbers", "close"):
        QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        at_rest(window, qtbot)
        assert page.step() == step
    assert "撤不回来" in words_of(page)
    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    at_rest(window, qtbot)
    report = standing(ledger.all(MonthReport), MONTH)
    assert report is not None
    assert (report.by, report.date, report.number) == ("肖玉梅", "2026-11-22", 0)
    assert is_whole(report)
    assert births(report) == 1
    assert "台账和定稿一致" in words_of(page)
    assert page.next.hasFocus()


def test_a_closed_month_cannot_be_undone(window: Window, ledger: Ledger, qtbot: QtBot) -> None:
    close(window, qtbot)
    newest = next(iter(ledger.history.changes(most=1)))
    assert newest.seq is not None
    with pytest.raises(LedgerError, match=r"ledger\.undo\.never"):
        ledger.undo(newest.seq)


def test_only_what_makes_figures_wrong_closes_the_way(window: Window, ledger: Ledger, qtbot: QtBot) -> None:
    twice = [Population(id=new_id(), subject="", month=MONTH, residents=n) for n in (1400, 1500)]
    year_only = Child(id=new_id(), subject=YANG.id, birth_date="2026", sex="1")
    ledger.write("test", [Add(record) for record in (*twice, year_only)])
    page = page_at(window, qtbot, f"{MONTH}/close")
    said = words_of(page)
    assert "人口数填了两个不一样的" in said
    assert "1 例出生只知道年份" in said
    assert not page.next.isEnabled()
    assert "先看 2 处" in page.next.text()
    opened: list[str] = []
    page.closing.opened.disconnect()
    page.closing.opened.connect(opened.append)
    press(page, "杨小兰")
    assert opened == [YANG.id]
    page._close()
    at_rest(window, qtbot)
    assert ledger.count(MonthReport) == 0
    ledger.write("test", [Edit("child", year_only.id, {"birth_date": "2026-08"}), *(
        Edit("population", p.id, {"residents": 1450}) for p in twice
    )])  # fmt: skip
    at_rest(window, qtbot)
    assert page.next.isEnabled(), "an age not known, a weight not written down close nothing"


def test_a_month_that_runs_is_not_closed(window: Window, ledger: Ledger, qtbot: QtBot) -> None:
    page = page_at(window, qtbot, "2026-11/close")
    assert "这个月还没完" in words_of(page)
    page._close()
    assert ledger.count(MonthReport) == 0


def test_the_paper_is_what_was_closed(window: Window, ledger: Ledger, qtbot: QtBot) -> None:
    page = close(window, qtbot)
    report = standing(ledger.all(MonthReport), MONTH)
    assert report is not None
    before = paper(page, window, qtbot)
    assert "已定稿" in before
    assert "2026年11月22日定稿（肖玉梅）" in before
    assert report.digest[:4] in before
    assert report.definitions in before
    ledger.write("test", [Add(born(YANG, "2026-10-30"))])
    page = page_at(window, qtbot, f"{MONTH}/print")
    assert paper(page, window, qtbot) == before


def test_a_late_birth_shows_and_is_corrected_with_old_and_new(window: Window, ledger: Ledger, qtbot: QtBot) -> None:
    close(window, qtbot)
    ledger.write("test", [Add(born(YANG, "2026-10-30"))])
    page = page_at(window, qtbot, f"{MONTH}/close")
    said = words_of(page)
    assert "定稿以后，台账有变化" in said
    assert "出生：1 → 2" in said
    assert any("杨小兰" in b.text() for b in page.closing.findChildren(Button) if b.isVisible())
    page.closing.note.set_value("产妇在外地分娩，11 月才知道")
    page.closing.by.setFocus()
    QTest.keyClick(page.closing.by.line, Qt.Key.Key_Return)
    at_rest(window, qtbot)
    both = closed(ledger.all(MonthReport), MONTH)
    assert [births(report) for report in both] == [1, 2]
    assert both[1].number == 1
    assert "台账和定稿一致" in words_of(page)
    printed = paper(page, window, qtbot)
    assert "第1次更正" in printed
    assert "出生12" in printed
    assert "11月才知道" in printed


def test_a_late_birth_is_carried_into_the_next_month(window: Window, ledger: Ledger, qtbot: QtBot) -> None:
    close(window, qtbot, "2026-09")
    ledger.write("test", [Add(born(YANG, "2026-09-30"))])
    page = page_at(window, qtbot, f"{MONTH}/close")
    assert "2026年9月定稿后有变化" in words_of(page)
    page._close()
    at_rest(window, qtbot)
    october = standing(ledger.all(MonthReport), MONTH)
    assert october is not None
    assert told(october).late["2026-09"]["births"] == 1
    printed = paper(page, window, qtbot)
    assert "补报" in printed
    assert "2026年9月出生+1" in printed
    page = page_at(window, qtbot, "2026-09/close")
    assert "台账和定稿一致" in words_of(page), "it is settled"


def test_a_correction_carries_again_what_the_report_before_it_carried(
    window: Window, ledger: Ledger, qtbot: QtBot
) -> None:
    close(window, qtbot, "2026-09")
    ledger.write("test", [Add(born(YANG, "2026-09-30"))])
    close(window, qtbot)
    ledger.write("test", [Add(born(CHEN, "2026-10-31"))])
    close(window, qtbot)
    second = standing(ledger.all(MonthReport), MONTH)
    assert second is not None
    assert second.number == 1
    assert told(second).late["2026-09"]["births"] == 1
    page = page_at(window, qtbot, "2026-09/close")
    assert "台账和定稿一致" in words_of(page)


def test_after_an_erasure_the_figures_stand(window: Window, ledger: Ledger, qtbot: QtBot) -> None:
    close(window, qtbot)
    ledger.write("erase", [Erase(LI.id)])
    page = page_at(window, qtbot, f"{MONTH}/close")
    said = words_of(page)
    assert "台账和定稿一致" in said
    assert "2 条记录已删除，定稿数字不变" in said
    assert births(standing(ledger.all(MonthReport), MONTH)) == 1
    ledger.write("test", [Add(born(YANG, "2026-10-30"))])
    close(window, qtbot)
    assert births(standing(ledger.all(MonthReport), MONTH)) == 2, "a correction keeps what was erased counted"
    assert "台账和定稿一致" in words_of(page_at(window, qtbot, f"{MONTH}/close"))


def test_a_report_that_was_changed_says_so(window: Window, ledger: Ledger, qtbot: QtBot) -> None:
    page = close(window, qtbot)
    report = ledger.all(MonthReport)[0]
    ledger.write(
        "test", [Edit("month_report", report.id, {"figures": report.figures.replace('"births":1', '"births":7')})]
    )
    at_rest(window, qtbot)
    assert "校验码不符" in words_of(page)
    assert "校验码不符" in paper(page, window, qtbot)
