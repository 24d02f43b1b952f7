"""The page of the exchange against a real county: enrol, send, take, receipt; what went wrong is said in words."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from storage.ledger import Ledger
from sync.files import Drive
from sync.hub.county import Hub
from tests.ui.desktop.conftest import TODAY, MakeWindow
from tests.ui.desktop.county import agrees, ledger_in, page_of, settled, sign_in, woman
from ui.desktop.news import backup_news, county_news, waiting_for_county
from ui.desktop.pages.exchange.page import ExchangePage
from ui.desktop.pages.exchange.place import PlaceLine
from ui.desktop.widgets.words import Words
from ui.desktop.window import Window

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


class Desk:
    """The office: its window on the page, a stick, and the county an hour away."""

    def __init__(self, window: Window, qtbot: QtBot, root: Path) -> None:
        self.window, self.qtbot = window, qtbot
        self.stick = root / "KINGSTON"
        self.stick.mkdir()
        self.page: ExchangePage = page_of(window, "exchange")
        settled(window, qtbot)
        self.page.where.choose(self.stick)
        settled(window, qtbot)
        self.hub = Hub.create(root / "hub", "沅江市妇幼保健院", "correct horse battery")

    def wait(self) -> None:
        self.qtbot.wait(20)
        settled(self.window, self.qtbot)
        self.qtbot.wait(200)  # counts are read again a moment after the last change
        settled(self.window, self.qtbot)

    def press(self, button: QWidget) -> None:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.wait()

    def at_the_county(self, what: str) -> None:
        for path in self.stick.glob(f"suifang-{what}-*"):
            content = path.read_bytes()
            answer = (
                self.hub.enrol(content, path.name, AT) if what == "request" else self.hub.take(content, path.name, AT)
            )
            (self.stick / answer.name).write_bytes(answer.content)
            path.unlink()
        self.page.where.chosen.emit()
        self.wait()

    def enrol(self) -> None:
        self.press(self.page.sending.button)
        self.at_the_county("request")
        self.press(self.page.receiving.button)
        self.page.receiving.typed.setText(self.hub.code)
        QTest.keyClick(self.page.receiving.typed, Qt.Key.Key_Return)
        self.wait()

    def words(self) -> str:
        return "\n".join(w.text() for w in self.page.findChildren(Words) if w.isVisible())


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    with_consent, without, withdrew = woman("王秀兰"), woman("李月琴"), woman("邹小翠")
    people = (with_consent, agrees(with_consent), without, withdrew, agrees(withdrew, "refused"))
    return ledger_in(tmp_path / "ledger", people)


@pytest.fixture
def desk(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, ledger: Ledger) -> Desk:
    window = make_window(folder="elsewhere")
    sign_in(window, qtbot, ledger)
    return Desk(window, qtbot, tmp_path)


def test_a_ledger_nobody_knows_is_led_through_enrolment(desk: Desk) -> None:
    assert "先和县里建立联系" in desk.words()
    desk.press(desk.page.sending.button)
    assert len(list(desk.stick.glob("suifang-request-*.suifang"))) == 1
    code = desk.page.sending.code
    assert code.isVisible()
    assert sum(c.isdigit() for c in code.text()) == 16
    desk.at_the_county("request")
    desk.press(desk.page.receiving.button)
    assert desk.page.receiving.typed.isVisible()
    assert desk.hub.code not in desk.words(), "the code comes from the county, never from the stick"


def test_a_code_that_differs_enrols_nobody(desk: Desk) -> None:
    desk.press(desk.page.sending.button)
    desk.at_the_county("request")
    desk.press(desk.page.receiving.button)
    desk.page.receiving.typed.setText("1234")
    desk.press(desk.page.receiving.accept)
    assert "16" in desk.page.receiving.typed_row.said()
    desk.page.receiving.typed.setText("0000 0000 0000 0001")
    desk.press(desk.page.receiving.accept)
    assert "核对码不一样" in desk.page.receiving.typed_row.said()
    assert desk.page.told is not None
    assert desk.page.told.county is None


def test_what_goes_is_said_before_and_after_and_arrives(desk: Desk, ledger: Ledger) -> None:
    desk.enrol()
    assert desk.page.told is not None
    waits = desk.page.told.standing.not_yet
    assert waits > 0
    assert f"{waits} 条还没到县的记录 · 1 位妇女" in desk.page.sending.what.text()
    assert "2 位没有同意" in desk.page.sending.stays.text()
    assert waiting_for_county(ledger, TODAY) == waits
    desk.press(desk.page.sending.button)
    assert "KINGSTON" in desk.page.sending.done.text()
    assert "弹出" in desk.page.sending.done.text()
    assert desk.page.told.standing.not_yet == waits, "written is not arrived"
    desk.at_the_county("bundle")
    desk.press(desk.page.receiving.button)
    assert "收到回执" in desk.words()
    assert desk.page.told.standing.not_yet == 0
    assert desk.page.told.standing.at_county == waits
    assert waiting_for_county(ledger, TODAY) == 0
    status = county_news(ledger, TODAY)
    assert status is not None
    assert status.tone == "good"


def test_a_file_pulled_half_way_is_said_and_changes_nothing(desk: Desk) -> None:
    desk.enrol()
    desk.press(desk.page.sending.button)
    desk.at_the_county("bundle")
    receipt = next(desk.stick.glob("suifang-receipt-*"))
    receipt.write_bytes(receipt.read_bytes()[:-40])
    desk.press(desk.page.receiving.button)
    assert "不完整" in desk.words()
    assert desk.page.told is not None
    assert desk.page.told.receipt_ms is None


def test_a_stick_pulled_out_is_said_beside_the_button(desk: Desk) -> None:
    desk.enrol()
    for path in desk.stick.iterdir():
        path.unlink()
    desk.stick.rmdir()
    desk.press(desk.page.sending.button)
    assert "台账没有变化" in desk.page.sending.done.text()
    assert desk.page.sending.done.property("role") == "late"


def test_strange_files_are_counted_and_left_alone(desk: Desk) -> None:
    desk.enrol()
    (desk.stick / "假期照片.jpg.exe").write_bytes(b"MZ")
    (desk.stick / "账本.xls").write_bytes(b"x")
    desk.page.where.chosen.emit()
    desk.wait()
    assert "2 个不认识的文件" in desk.page.receiving.strange.text()


def test_the_manifest_of_what_left_is_shown_on_paper(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.enrol()
    desk.press(desk.page.sending.button)
    desk.press(desk.page.sending.manifest)
    assert desk.page.body.currentIndex() == 1
    printed = desk.page.paper._pdf
    assert printed is not None
    words = "".join(printed.words(number) for number in range(len(printed)))
    assert "沅江市妇幼保健院" in words
    assert "王秀兰" not in words, "a manifest names nobody"
    monkeypatch.setattr("ui.desktop.widgets.pdf_view.print_pdf", lambda *_: True)
    desk.press(desk.page.paper.print_button)
    (noted,) = desk.window.session.ledger.audit()
    assert (noted.what, noted.detail["way"], noted.subject) == ("export.manifest", "print", "")
    desk.window.activateWindow()
    desk.qtbot.waitUntil(desk.window.isActiveWindow)
    QTest.keyClick(desk.page.paper.print_button, Qt.Key.Key_Escape)
    desk.wait()
    assert desk.page.body.currentIndex() == 0


def test_a_stick_that_is_plugged_in_is_taken_and_its_room_shown(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    plugged: list[Drive] = []
    line = PlaceLine(desk.window.operations, lambda: list(plugged))
    qtbot.addWidget(line)
    line.show()
    settled(desk.window, qtbot)
    assert line.place() is None
    plugged.append(Drive(tmp_path, "金士顿", 12_025_908_428))
    line.look()
    qtbot.waitUntil(lambda: line.place() == tmp_path)
    assert any("11.2 GB" in pill.accessibleName() for pill in line._pills)
    plugged.clear()
    line.look()
    qtbot.waitUntil(lambda: line.place() is None)


def test_news_is_silent_in_an_empty_ledger(tmp_path: Path) -> None:
    ledger = ledger_in(tmp_path / "empty")
    assert county_news(ledger, TODAY) is None
    assert backup_news(ledger, TODAY) is None
    ledger.close()
