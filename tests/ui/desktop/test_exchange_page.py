"""The page of the exchange against a real county: enrol, send, take, receipt; what went wrong is said in words."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from app.errors import LedgerError
from app.proposals import Moved, told_as
from app.records import LaptopStop, Proposal, Woman
from app.records.writes import Add, Edit
from storage.ids import new_id
from storage.ledger import Ledger, people
from sync import keyring, laptop, office
from sync.files import Drive
from sync.hub.county import Hub
from sync.receiving import Became
from tests.support.ledgers import CHEAP, PASSPHRASE, new_ledger
from tests.sync.colleagues import Colleague
from tests.sync.lines import HASTY
from tests.ui.desktop.conftest import TODAY, MakeWindow
from tests.ui.desktop.county import agrees, ledger_in, page_of, settled, sign_in, woman
from ui.desktop.news import backup_news, county_news, waiting_for_county
from ui.desktop.pages import PAGES
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
        self.press(self.page.county.button)
        self.at_the_county("request")
        self.press(self.page.going.read)
        self.page.county.entry.typed.setText(self.hub.code)
        QTest.keyClick(self.page.county.entry.typed, Qt.Key.Key_Return)
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
    assert not desk.page.going.button.isEnabled(), "there is nobody to exchange with"
    desk.press(desk.page.county.button)
    assert len(list(desk.stick.glob("suifang-request-*.suifang"))) == 1
    code = desk.page.county.code
    assert code.isVisible()
    assert sum(c.isdigit() for c in code.text()) == 16
    desk.at_the_county("request")
    desk.press(desk.page.going.read)
    assert desk.page.county.entry.typed.isVisible()
    assert desk.hub.code not in desk.words(), "the code comes from the county, never from the stick"


def test_a_code_that_differs_enrols_nobody(desk: Desk) -> None:
    desk.press(desk.page.county.button)
    desk.at_the_county("request")
    desk.press(desk.page.going.read)
    entry = desk.page.county.entry
    entry.typed.setText("1234")
    desk.press(entry.accept)
    assert "16" in entry.row.said()
    entry.typed.setText("0000 0000 0000 0001")
    desk.press(entry.accept)
    assert "核对码不一样" in entry.row.said()
    assert desk.page.told is not None
    assert desk.page.told.county is None


def test_what_goes_is_said_before_and_after_and_arrives(desk: Desk, ledger: Ledger) -> None:
    desk.enrol()
    assert desk.page.told is not None
    waits = desk.page.told.standing.not_yet
    assert waits > 0
    assert f"{waits} 条记录，来自同意共享的 1 位" in desk.page.going.takes.text()
    assert "2 位没有同意" in desk.words()
    assert waiting_for_county(ledger, TODAY) == waits
    desk.press(desk.page.going.button)
    assert "弹出“KINGSTON”" in desk.words()
    assert desk.page.told.standing.not_yet == waits, "written is not arrived"
    desk.at_the_county("bundle")
    desk.press(desk.page.going.button)
    assert "收到回执" in desk.words()
    assert desk.page.told.standing.not_yet == 0
    assert desk.page.told.standing.at_county == waits
    assert waiting_for_county(ledger, TODAY) == 0
    status = county_news(ledger, TODAY)
    assert status is not None
    assert status.tone == "good"


def test_one_key_reads_first_and_then_writes(desk: Desk) -> None:
    desk.enrol()
    desk.press(desk.page.going.button)
    desk.at_the_county("bundle")
    desk.window.activateWindow()
    desk.qtbot.waitUntil(desk.window.isActiveWindow)
    QTest.keyClick(desk.page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.wait()
    said = desk.words()
    assert said.index("收到回执") < said.index("写好了")
    assert "没有新记录" in said


def test_only_taking_in_writes_nothing(desk: Desk) -> None:
    desk.enrol()
    desk.press(desk.page.going.read)
    assert "没有给这台电脑的新文件" in desk.words()
    assert list(desk.stick.glob("suifang-bundle-*")) == []


def test_a_file_pulled_half_way_is_said_and_changes_nothing(desk: Desk) -> None:
    desk.enrol()
    desk.press(desk.page.going.button)
    desk.at_the_county("bundle")
    receipt = next(desk.stick.glob("suifang-receipt-*"))
    receipt.write_bytes(receipt.read_bytes()[:-40])
    desk.press(desk.page.going.read)
    assert "不完整" in desk.words()
    assert desk.page.told is not None
    assert desk.page.told.receipt_ms is None


def test_a_stick_pulled_out_is_said_and_nothing_is_lost(desk: Desk) -> None:
    desk.enrol()
    for path in desk.stick.iterdir():
        path.unlink()
    desk.stick.rmdir()
    desk.press(desk.page.going.write)
    assert "台账没有变化" in desk.words()
    desk.stick.mkdir()
    desk.page.where.looked.emit()
    desk.wait()
    desk.press(desk.page.going.write)
    assert len(list(desk.stick.glob("suifang-bundle-*"))) == 1


def test_strange_files_are_counted_and_left_alone(desk: Desk) -> None:
    desk.enrol()
    (desk.stick / "假期照片.jpg.exe").write_bytes(b"MZ")
    (desk.stick / "账本.xls").write_bytes(b"x")
    desk.page.where.chosen.emit()
    desk.wait()
    assert "2 个不认识的文件" in desk.page.going.strange.text()


def test_the_manifest_of_what_left_is_shown_on_paper(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.enrol()
    desk.press(desk.page.going.button)
    desk.press(desk.page.county.manifest)
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


# Another laptop of the office


@pytest.fixture
def colleague(desk: Desk, tmp_path: Path) -> Iterator[Colleague]:
    theirs, place = new_ledger(tmp_path, "theirs")
    theirs.write("test", [Edit("unit", theirs.unit.id, {"code": "430981203205", "name": "莲荷村"})])
    yield Colleague("李月琴", theirs, place, desk.stick)
    theirs.close()


def admit(desk: Desk, colleague: Colleague) -> None:
    asked = laptop.request_enrolment(colleague.ledger, desk.stick, AT, "李月琴")
    desk.page.where.chosen.emit()
    desk.wait()
    desk.press(desk.page.going.read)
    entry = desk.page.office.admitting
    assert entry.isVisible()
    assert asked.code not in desk.words(), "the code comes from the other screen"
    entry.typed.setText(asked.code)
    QTest.keyClick(entry.typed, Qt.Key.Key_Return)
    desk.wait()
    asked.path.unlink()
    (answer,) = desk.stick.glob("suifang-admission-*")
    office.accept(colleague.ledger, answer, desk.page.office.code.text(), AT)
    answer.unlink()


def test_a_colleagues_laptop_is_admitted_by_its_code_and_both_become_one(
    desk: Desk, ledger: Ledger, colleague: Colleague
) -> None:
    assert "本室只有这一台电脑" in desk.words()
    admit(desk, colleague)
    assert "李月琴" in desk.words()
    assert not desk.page.office.button.isVisible(), "this one belongs already"
    hers = woman("周桂兰")
    colleague.ledger.write("add", [Add(hers)])
    colleague.give()
    desk.press(desk.page.going.button)
    assert "收下了李月琴的电脑记的" in desk.words()
    assert ledger.get(Woman, hers.id) == hers
    outcomes = colleague.take()
    assert any(outcome.became is Became.TAKEN for outcome in outcomes)
    assert len(colleague.ledger.all(Woman)) == len(ledger.all(Woman)) == 4


def test_a_code_that_differs_admits_nobody(desk: Desk, ledger: Ledger, colleague: Colleague) -> None:
    laptop.request_enrolment(colleague.ledger, desk.stick, AT, "李月琴")
    desk.page.where.chosen.emit()
    desk.wait()
    desk.press(desk.page.going.read)
    entry = desk.page.office.admitting
    entry.typed.setText("0000 0000 0000 0001")
    desk.press(entry.accept)
    assert "核对码不一样" in entry.row.said()
    assert office.members(ledger) == ()


def test_this_laptop_asks_and_joins_by_the_others_code(desk: Desk, ledger: Ledger, colleague: Colleague) -> None:
    desk.press(desk.page.office.button)
    (request,) = desk.stick.glob("suifang-request-*")
    code = desk.page.office.code.text()
    answer = office.admit(colleague.ledger, request, code, desk.stick, AT)
    request.unlink()
    desk.page.where.chosen.emit()
    desk.wait()
    desk.press(desk.page.going.read)
    entry = desk.page.office.joining
    entry.typed.setText(answer.code)
    QTest.keyClick(entry.typed, Qt.Key.Key_Return)
    desk.wait()
    assert len(office.members(ledger)) == 2
    assert "一共 2 台电脑" in desk.words()
    assert "再按一次“交换”" in desk.words()


def test_a_lost_laptop_is_stopped_after_saying_what_that_does(desk: Desk, ledger: Ledger, colleague: Colleague) -> None:
    admit(desk, colleague)
    (other,) = desk.page.told.colleagues if desk.page.told else ()
    desk.page.office.ask_stop(other)
    assert "不能撤销" in desk.words()
    desk.press(desk.page.office.do_stop)
    (stop,) = ledger.all(LaptopStop)
    assert (stop.laptop, stop.reason) == (colleague.replica, "lost")
    assert desk.page.told is not None
    assert desk.page.told.colleagues == ()
    desk.page.office.notice.emit(colleague.replica)
    desk.wait()
    assert len(list(desk.stick.glob("suifang-notice-*"))) == 1
    assert sum(c.isdigit() for c in desk.page.office.code.text()) == 16


def test_what_waits_for_a_person_is_one_key_away_and_gone_when_nothing_does(desk: Desk, ledger: Ledger) -> None:
    assert not desk.page.waits.isVisible()
    her = next(w for w in ledger.all(Woman) if w.name == "李月琴")
    letter = Proposal(id=new_id(), subject=her.id, sort="moved", date="2026-11-20", told=told_as(Moved()))
    ledger.write("test", [Add(letter)])
    desk.wait()
    assert desk.page.waits.letters.text() == "县里来信 1 封"
    assert not desk.page.waits.differences.isVisible()
    desk.press(desk.page.waits.letters)
    assert desk.window.frame is not None
    assert desk.window.frame.place() == "letters"


def test_the_countys_line_is_a_way_where_it_is_known_and_a_stick_goes_before_it(desk: Desk, ledger: Ledger) -> None:
    desk.enrol()
    assert not desk.page.where.by_line()
    county = keyring.county_of(ledger)
    assert county is not None
    keyring.keep_county(ledger, msgspec.structs.replace(county, addresses=("127.0.0.1:9",), certificate="none"))
    desk.page.refresh()
    desk.wait()
    assert not desk.page.where.by_line(), "there is a folder chosen"
    line = next(pill for pill in desk.page.where._pills if "连县里" in pill.accessibleName())
    desk.press(line)
    assert desk.page.where.by_line()
    assert desk.page.going.button.isEnabled()
    desk.press(desk.page.going.button)
    assert desk.page.going.button.isEnabled()


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


# Locked, or somebody who only looks


@pytest.fixture
def silent() -> Iterator[tuple[str, list[socket.socket]]]:
    """Listens, and never says a word; everybody who called."""
    callers: list[socket.socket] = []
    server = socket.create_server(("127.0.0.1", 0))

    def listen() -> None:
        with suppress(OSError):
            while True:
                callers.append(server.accept()[0])

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.getsockname()[1]}", callers
    with suppress(OSError):
        server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join(10)
    for caller in callers:
        caller.close()


def test_locked_while_the_line_is_silent_it_gives_up_and_she_comes_back(
    desk: Desk, ledger: Ledger, tmp_path: Path, silent: tuple[str, list[socket.socket]], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, callers = silent
    monkeypatch.setattr("sync.calling.Patience", lambda: HASTY)
    desk.enrol()
    county = keyring.county_of(ledger)
    assert county is not None
    keyring.keep_county(ledger, msgspec.structs.replace(county, addresses=(address,), certificate=desk.hub.certificate))
    desk.page.refresh()
    desk.wait()
    line = next(pill for pill in desk.page.where._pills if "连县里" in pill.accessibleName())
    desk.press(line)
    QTest.mouseClick(desk.page.going.button, Qt.MouseButton.LeftButton)
    desk.qtbot.waitUntil(lambda: bool(callers))
    desk.window.lock_now()
    settled(desk.window, desk.qtbot)
    with pytest.raises(LedgerError, match=r"ledger\.closed"):
        ledger.count(Woman)
    called = len(callers)
    folder = tmp_path / "ledger"
    again = Ledger.open(folder, people(folder)[0].id, PASSPHRASE, marks=tmp_path / "ledger-marks")
    sign_in(desk.window, desk.qtbot, again)
    assert desk.page.isVisible()
    assert "再按一次“交换”" in desk.words()
    assert desk.page.going.button.isEnabled()
    assert len(callers) == called, "nothing goes on behind the lock"
    desk.press(desk.page.going.button)
    assert len(callers) > called
    assert "锁定" not in desk.words()


def test_who_only_looks_has_no_way_to_the_exchange_nor_to_what_it_brought(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, ledger: Ledger
) -> None:
    her = ledger.all(Woman)[0]
    born = Proposal(id=new_id(), subject=her.id, sort="moved", date="2026-11-20", told=told_as(Moved()))
    ledger.write("test", [Add(born)])
    ledger.add_person("赵小燕", PASSPHRASE, cost=CHEAP, role="helper")
    folder = tmp_path / "ledger"
    ledger.close()
    helper = next(person for person in people(folder) if person.name == "赵小燕")
    looking = Ledger.open(folder, helper.id, PASSPHRASE, marks=tmp_path / "ledger-marks")
    window = make_window(folder="elsewhere")
    sign_in(window, qtbot, looking)
    assert window.frame is not None
    keys = [spec.key for spec in PAGES]
    for place in ("exchange", "letters", "differences"):
        assert place in keys
        window.frame.navigate(place, "")
        settled(window, qtbot)
        assert window.frame.place() != place
    words = [one.accessibleName() for one in window.findChildren(QAbstractButton) if one.isVisible()]
    assert not [word for word in words if "交换" in word or "来信" in word or "不一样" in word]
