"""Settings: passphrases, people, backups, the check, the printer, help."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.errors import KeyRefused
from storage.ledger import Ledger, people
from tests.support.ledgers import PASSPHRASE
from tests.ui.desktop.conftest import TODAY, MakeWindow
from tests.ui.desktop.county import ledger_in, page_of, settled, sign_in, woman
from ui import preferences
from ui.desktop.daily import back_up_if_due
from ui.desktop.news import backup_at, backup_news
from ui.desktop.pages.help import HelpPage
from ui.desktop.pages.settings.page import SettingsPage
from ui.desktop.window import Window
from ui.moments import moment_of

NEW = "orange-bus-umbrella-lamp"


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return ledger_in(tmp_path / "ledger", [woman("王秀兰")])


@pytest.fixture
def window(make_window: MakeWindow, qtbot: QtBot, ledger: Ledger) -> Window:
    made = make_window(folder="elsewhere")
    sign_in(made, qtbot, ledger)
    return made


@pytest.fixture
def page(window: Window, qtbot: QtBot) -> SettingsPage:
    found: SettingsPage = page_of(window, "settings")
    settled(window, qtbot)
    return found


def test_the_first_unlocking_of_a_day_backs_up_and_later_ones_do_not(
    page: SettingsPage, window: Window, ledger: Ledger, qtbot: QtBot
) -> None:
    backups = list((ledger.folder / "backups").glob("suifang-backup-*"))
    assert len(backups) == 1
    at = backup_at(ledger)
    assert at is not None
    day = moment_of(at).date()
    assert not back_up_if_due(ledger, day)
    assert back_up_if_due(ledger, day + timedelta(days=1))
    status = backup_news(ledger, TODAY)
    assert status is not None
    assert "已备份并验证" in status.words


def test_an_empty_ledger_needs_no_backup(tmp_path: Path) -> None:
    empty = ledger_in(tmp_path / "empty")
    assert not back_up_if_due(empty, TODAY)
    empty.close()


def test_a_new_passphrase_opens_the_ledger_and_the_old_one_no_more(
    page: SettingsPage, window: Window, ledger: Ledger, qtbot: QtBot, tmp_path: Path
) -> None:
    page.people.change_button.click()
    page.people.old.inner.setText("not this one at all")
    for line in (page.people.new._first, page.people.new._second):
        line.inner.setText(NEW)
    QTest.keyClick(page.people.new._second.inner, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "口令不对" in page.people.old_row.said(), timeout=20_000)
    page.people.old.inner.setText(PASSPHRASE)
    page.people.change_now.click()
    qtbot.waitUntil(lambda: not page.people.open_panel(), timeout=20_000)
    assert page.people.new.text() == ""
    me, folder = ledger.me.id, ledger.folder
    ledger.close()
    with pytest.raises(KeyRefused):
        Ledger.open(folder, me, PASSPHRASE, marks=tmp_path / "ledger-marks")
    Ledger.open(folder, me, NEW, marks=tmp_path / "ledger-marks").close()


def test_one_more_person_has_her_own_key(page: SettingsPage, window: Window, ledger: Ledger, qtbot: QtBot) -> None:
    page.people.add_button.click()
    page.people.add_now.click()
    assert page.people.name_row.said() != ""
    page.people.name.setText("刘医生")
    for line in (page.people.hers._first, page.people.hers._second):
        line.inner.setText(NEW)
    page.people.add_now.click()
    qtbot.waitUntil(lambda: "刘医生" in page.people.names.values(), timeout=20_000)
    assert [person.name for person in people(ledger.folder)] == ["肖玉梅", "刘医生"]


def test_a_backup_onto_a_stick_is_proven_in_words(
    page: SettingsPage, window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    stick = tmp_path / "KINGSTON"
    stick.mkdir()
    assert not page.keeping.stick_button.isEnabled()
    page.keeping.where.choose(stick)
    page.keeping.stick_button.click()
    qtbot.waitUntil(lambda: "KINGSTON" in page.keeping.said.text(), timeout=20_000)
    assert "打开验证过" in page.keeping.said.text()
    assert len(list(stick.glob("suifang-backup-*/ledger.sfl"))) == 1


def test_a_stick_that_is_gone_is_said_beside_the_button(
    page: SettingsPage, window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    nowhere = tmp_path / "file"
    nowhere.write_text("not a folder", encoding="utf-8")
    page.keeping.where.choose(nowhere)
    page.keeping.stick_button.click()
    qtbot.waitUntil(page.keeping.said.isVisible, timeout=20_000)
    assert page.keeping.said.property("role") == "late"


def test_a_sound_ledger_is_said_to_be_sound(page: SettingsPage, window: Window, qtbot: QtBot) -> None:
    page.keeping.check_button.click()
    qtbot.waitUntil(lambda: "全部完好" in page.keeping.said.text(), timeout=20_000)


def test_the_printer_is_moved_without_making_the_page_anew(page: SettingsPage, window: Window, tmp_path: Path) -> None:
    for _ in range(3):
        page.printer.right.more.click()
    page.printer.down.less.click()
    assert window.frame is not None
    assert window.frame.page("settings") is page
    kept = preferences.load(tmp_path / "desktop.json")
    assert (kept.shift_right, kept.shift_down) == (15, -5)
    assert "+1.5" in page.printer.right.shown.text()


def test_a_shift_that_makes_no_sense_is_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "desktop.json"
    path.write_text(json.dumps({"shift_right": 9000, "shift_down": -20}), encoding="utf-8")
    kept = preferences.load(path)
    assert (kept.shift_right, kept.shift_down) == (0, -20)


def test_f1_opens_the_help_and_esc_goes_back(page: SettingsPage, window: Window, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert window.frame is not None
    qtbot.waitUntil(lambda: window.frame is not None and window.frame.place() == "help")
    found = window.frame.page("help")
    assert isinstance(found, HelpPage)
    assert "恢复单" in found.reader.toPlainText()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.frame is not None and window.frame.place() == "settings")


def test_the_licences_of_every_part_are_there(page: SettingsPage, window: Window) -> None:
    found: HelpPage = page_of(window, "help", "licences")
    words = found.reader.toPlainText()
    for part in ("Noto Sans SC", "PySide6", "SQLCipher", "ReportLab", "SIL OPEN FONT LICENSE"):
        assert part in words
