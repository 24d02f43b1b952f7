"""Every way to open what is closed, and every way a paper leaves, adds exactly one entry; the page shows them."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.records import Pregnancy, Visit
from app.records.writes import Erase
from app.values.dates import PartialDate
from storage.audit import What
from storage.ids import new_id
from tests.support.frames import Seat
from tests.support.ledgers import a_woman, new_ledger
from ui.desktop.pages.form_panel import FormPanel
from ui.desktop.pages.importing import ImportPage
from ui.desktop.pages.month.page import MonthPage
from ui.desktop.pages.month.papers import Papers
from ui.desktop.pages.settings.audit import AuditPage
from ui.desktop.pages.today.sheet import RoundSheetPage
from ui.desktop.pages.woman.page import WomanPage
from ui.desktop.widgets.pdf_view import PdfView
from ui.preferences import Preferences
from ui.text import tr, use
from ui.traces import what_words

HER = a_woman("王秀兰", id_number="430981198903074523", birth_date="1989-03-07", phone="13812344531", marital="21")
LOST = Pregnancy(id=new_id(), subject=HER.id, outcome="abortion", outcome_date="2026-10-20")
CARE = Visit(id=new_id(), subject=HER.id, visit_kind="post_abortion", date="2026-11-03", advice="多休息")


@pytest.fixture
def seat(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    ledger, _ = new_ledger(tmp_path)
    taken = Seat(ledger, qtbot)
    taken.enter([HER, LOST, CARE])
    yield taken
    taken.leave()
    ledger.close()


def whats(seat: Seat) -> list[str]:
    seat.settle()
    return [trace.what for trace in reversed(seat.ledger.audit())]


def her_page(seat: Seat) -> WomanPage:
    seat.frame.navigate("woman", HER.id)
    seat.settle()
    page = seat.frame.page("woman")
    assert isinstance(page, WomanPage)
    return page


def saved(view: PdfView, seat: Seat, monkeypatch: pytest.MonkeyPatch, to: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(to), ""))
    view.save_button.click()
    seat.settle()


def test_id_and_telephone_are_one_entry_for_each_opening(seat: Seat) -> None:
    page = her_page(seat)
    assert whats(seat) == []
    page.now.reveal.click()
    page.refresh()
    assert whats(seat) == ["view.contact"]
    page.now.reveal.click()
    assert whats(seat) == ["view.contact"]
    page.now.reveal.click()
    assert whats(seat) == ["view.contact", "view.contact"]
    assert {trace.subject for trace in seat.ledger.audit()} == {HER.id}


def test_the_form_about_her_shows_them_too(seat: Seat) -> None:
    page = her_page(seat)
    page.edit()
    page.edit("phone")
    assert isinstance(page.panel, FormPanel)
    assert whats(seat) == ["view.contact"]


def test_a_closed_record_is_one_entry_for_each_opening(seat: Seat) -> None:
    page = her_page(seat)
    closed = next(row.moment for row in page.timeline.rows() if row.moment.record.id == CARE.id)
    page.timeline.open_closed.emit(closed)
    page.timeline.open_closed.emit(closed)
    page.refresh()
    assert whats(seat) == ["view.sensitive"]
    seat.frame.navigate("ledger", "")
    her_page(seat).timeline.open_closed.emit(closed)
    assert whats(seat) == ["view.sensitive", "view.sensitive"]


def test_a_sensitive_follow_up_opened_as_a_visit_is_an_entry(seat: Seat) -> None:
    page = her_page(seat)
    assert page.seen is not None
    one = next(f for f in page.seen.due if f.sensitive)
    page.side.visit.emit(one)
    assert whats(seat) == ["view.sensitive"]


def test_her_history_tells_who_looked(seat: Seat) -> None:
    page = her_page(seat)
    page.now.reveal.click()
    seat.settle()
    page.timeline.past_button.click()
    seat.settle()
    model = page.past.steps.model()
    row = [str(model.data(model.index(0, n))) for n in range(model.columnCount())]
    assert row[1:3] == ["肖玉梅", tr("audit.past.view.contact")]


def test_each_paper_of_the_month_is_noted_with_what_is_on_it_and_what_for(
    seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat.frame.navigate("month", "2026-11/print")
    seat.settle()
    page = seat.frame.page("month")
    assert isinstance(page, MonthPage)
    view, papers = page.papers.view, page.papers
    assert view.asking.isHidden()
    saved(view, seat, monkeypatch, tmp_path / "month.pdf")
    papers.forms.pill("roster").click()
    seat.settle()
    assert view.asking.isVisible()
    papers.with_phone.setChecked(True)
    seat.settle()
    view.purpose.setText("镇卫生院核对名单")
    saved(view, seat, monkeypatch, tmp_path / "roster.pdf")
    papers.forms.pill("round").click()
    seat.settle()
    assert view.asking.isHidden()
    papers.with_names.setChecked(True)
    seat.settle()
    assert view.asking.isVisible()
    assert view.purpose.text() == ""
    saved(view, seat, monkeypatch, tmp_path / "round.pdf")
    assert whats(seat) == ["export.month", "export.roster", "export.round"]
    rounds, roster, month = seat.ledger.audit()
    assert month.detail == {"way": "save", "month": "2026-11"}
    assert roster.detail == {
        "way": "save", "rows": 1, "with_names": True, "with_phone": True, "purpose": "镇卫生院核对名单",
    }  # fmt: skip
    assert rounds.detail["with_names"] is True
    for trace in (rounds, roster, month):
        told = json.dumps(trace.detail, ensure_ascii=False)
        assert not any(secret in told for secret in (HER.name, HER.id, str(HER.id_number), str(HER.phone)))


def test_a_paper_not_saved_after_all_is_no_entry(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    seat.frame.navigate("round", "")
    seat.settle()
    page = seat.frame.page("round")
    assert isinstance(page, RoundSheetPage)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    page.view.save_button.click()
    assert whats(seat) == []


def test_printing_the_round_is_one_entry(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    seat.frame.navigate("round", "")
    seat.settle()
    page = seat.frame.page("round")
    assert isinstance(page, RoundSheetPage)
    monkeypatch.setattr("ui.desktop.widgets.pdf_view.print_pdf", lambda *_: True)
    page.view.print_button.click()
    assert whats(seat) == ["export.round"]
    assert seat.ledger.audit()[0].detail["way"] == "print"


def audit_page(seat: Seat) -> AuditPage:
    seat.frame.navigate("audit", "")
    seat.settle()
    page = seat.frame.page("audit")
    assert isinstance(page, AuditPage)
    return page


def shown(page: AuditPage) -> list[list[str]]:
    model = page.table.model()
    return [
        [str(model.data(model.index(row, column))) for column in range(1, model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_the_page_shows_the_newest_first_and_opens_her_page(seat: Seat) -> None:
    assert audit_page(seat).none.isVisible()
    seat.ledger.note("export.roster", way="print", rows=41, with_names=True, purpose="上报")
    seat.ledger.note("view.sensitive", HER.id)
    page = audit_page(seat)
    assert shown(page) == [
        ["肖玉梅", "打开了不直接显示的内容", "王秀兰", ""],
        ["肖玉梅", "打印了育龄妇女花名册（有姓名、41 行）", "", "上报"],
    ]
    assert page.table.hasFocus()
    page.table.select_first(lambda line: line.whom == "")
    assert page.told.text().endswith("用来：上报")
    page.table.select_first(lambda line: line.whom == "王秀兰")
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    seat.settle()
    opened = seat.frame.page("woman")
    assert isinstance(opened, WomanPage)
    assert opened.isVisible()


def test_an_erased_woman_is_not_named_any_more(seat: Seat) -> None:
    seat.ledger.note("view.sensitive", HER.id)
    seat.ledger.write("woman.erase", [Erase(HER.id)])
    told = shown(audit_page(seat))
    assert told[1][2] == "（已删除）"
    assert "1 条" in told[0][1]
    assert "王秀兰" not in str(told)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_entry_has_words(seat: Seat, language: str) -> None:
    entries: tuple[What, ...] = What.__args__  # type: ignore[attr-defined]
    for what in entries:
        seat.ledger.note(what, way="print", known=3, here=1, entries=[1], machine="1", said="2", made="3")
    use(language)
    try:
        said = [what_words(trace) for trace in seat.ledger.audit()]
    finally:
        use("zh")
    assert len(set(said)) == len(entries)
    assert not any("audit." in words or "{" in words for words in said)


def test_the_report_of_an_import_is_noted_with_its_purpose(
    seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = ImportPage(seat.frame.page("settings").desk)
    seat.qtbot.addWidget(page)
    page.report.show_report("", month_paper(seat))
    page.report.view.purpose.setText("存档")
    saved(page.report.view, seat, monkeypatch, tmp_path / "import.pdf")
    assert whats(seat) == ["export.import_report"]
    assert seat.ledger.audit()[0].detail == {"way": "save", "purpose": "存档"}


def month_paper(seat: Seat) -> bytes:
    today = date(2026, 11, 22)
    draw = Papers(seat.operations, print).job(PartialDate("2026-11"), today, Preferences())(seat.ledger)[0]
    return draw()
