"""First start, lock, recovery, cover: as a worker meets them, on a real ledger."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.desktop.conftest import PASSPHRASE, MakeWindow, fill_in, first_start
from ui.desktop.lock import Lock
from ui.desktop.window import Window
from ui.preferences import Preferences


def locked(window: Window, qtbot: QtBot) -> Lock:
    window.lock_now()
    lock = window.lock
    assert lock is not None
    qtbot.waitUntil(lambda: bool(lock.person()))
    qtbot.waitUntil(lambda: not window.operations.busy())
    return lock


def sign_in(lock: Lock, passphrase: str) -> None:
    lock.secret.inner.setText(passphrase)
    lock.open.click()


def test_the_first_start_by_keyboard_alone(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    first = first_start(window)
    QTest.keyClicks(first.code, "430981203205")
    QTest.keyClick(first.code, Qt.Key.Key_Return)  # the name is missing: it says so and goes there
    assert first.steps.currentIndex() == 0
    first.unit_name.setText("莲荷村")
    QTest.keyClick(first.unit_name, Qt.Key.Key_Return)
    assert first.steps.currentIndex() == 1
    first.worker.setText("肖玉梅")
    QTest.keyClicks(first.secret._first.inner, PASSPHRASE)
    QTest.keyClicks(first.secret._second.inner, PASSPHRASE)
    QTest.keyClick(first.secret._second.inner, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: first.steps.count() == 3, timeout=20_000)
    assert not first.start.isEnabled()
    QTest.keyClick(first.put_away, Qt.Key.Key_Space)
    QTest.keyClick(first.put_away, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.frame is not None and window.frame.isVisible())


@pytest.mark.parametrize("code", ["", "43098120320", "4309812032055", "43098120320x"])
def test_a_unit_code_that_is_none_is_said_at_once(make_window: MakeWindow, code: str) -> None:
    first = first_start(make_window())
    first.code.setText(code)
    first.unit_name.setText("莲荷村")
    first._to_you()
    assert first.steps.currentIndex() == 0
    assert "12" in first._code_row.said()


def test_a_weak_passphrase_is_not_taken(make_window: MakeWindow) -> None:
    first = first_start(make_window())
    first.code.setText("430981203205")
    first.unit_name.setText("莲荷村")
    first._to_you()
    first.worker.setText("肖玉梅")
    for line in (first.secret._first, first.secret._second):
        line.inner.setText("12345678")
    first.make.click()
    assert first.make.isEnabled()
    assert first.steps.count() == 2


def test_locked_and_opened_again_with_what_was_open(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    fill_in(window, qtbot)
    frame = window.frame
    lock = locked(window, qtbot)
    assert not frame.isVisible() if frame else False
    sign_in(lock, PASSPHRASE)
    qtbot.waitUntil(lambda: frame is not None and frame.isVisible(), timeout=20_000)
    assert window.frame is frame
    assert lock.secret.text() == ""


def test_a_wrong_passphrase_is_said_kindly_and_stays(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    fill_in(window, qtbot)
    lock = locked(window, qtbot)
    sign_in(lock, "something else")
    qtbot.waitUntil(lock._said.isVisible, timeout=20_000)
    assert lock._said.text().startswith("口令不对。")
    assert lock.secret.text() == "something else"
    assert not window.frame.isVisible() if window.frame else True


def test_many_wrong_passphrases_make_it_wait(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    fill_in(window, qtbot)
    lock = locked(window, qtbot)
    for _ in range(8):
        sign_in(lock, "something else")
        qtbot.waitUntil(lambda: not window.operations.busy(), timeout=20_000)
        if not lock.open.isEnabled():
            break
    assert not lock.open.isEnabled()
    assert "秒" in lock.open.text()


def test_a_second_program_on_the_same_ledger_is_refused_in_words(make_window: MakeWindow, qtbot: QtBot) -> None:
    fill_in(make_window(), qtbot)
    second = make_window()
    lock = second.lock
    assert lock is not None
    qtbot.waitUntil(lambda: bool(lock.person()))
    sign_in(lock, PASSPHRASE)
    qtbot.waitUntil(lock._said.isVisible, timeout=20_000)
    assert lock._said.text().startswith("台账已经在另一个窗口里打开了。")


def test_the_recovery_sheet_opens_it_and_sets_a_new_passphrase(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    code = fill_in(window, qtbot)
    lock = locked(window, qtbot)
    lock._show_recovery()
    assert lock._recovery is not None
    lock._recovery.code.setText(code.replace(" ", ""))
    for line in (lock._recovery.new._first, lock._recovery.new._second):
        line.inner.setText("river-table-green-seven")
    lock._recovery.go.click()
    qtbot.waitUntil(lambda: window.frame is not None and window.frame.isVisible(), timeout=20_000)
    sign_in(locked(window, qtbot), "river-table-green-seven")
    qtbot.waitUntil(lambda: window.frame is not None and window.frame.isVisible(), timeout=20_000)


def test_f12_hides_at_once_and_brings_back(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    fill_in(window, qtbot)
    frame = window.frame
    assert frame is not None
    window.hide_or_show()
    assert not frame.isVisible()
    window.hide_or_show()
    assert frame.isVisible()


def test_covered_too_long_is_locked(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    fill_in(window, qtbot)
    window.hide_or_show()
    window._covered.timeout.emit()
    assert window.lock is not None
    assert window.lock.isVisible()


def test_the_lock_screen_names_nobody_but_who_signs_in(make_window: MakeWindow, qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QWidget

    window = make_window()
    fill_in(window, qtbot)
    lock = locked(window, qtbot)
    shown = " ".join(w.accessibleName() for w in lock.findChildren(QWidget) if w.isVisible())
    assert "肖玉梅" in shown
    assert "莲荷" not in shown


def test_another_text_size_takes_effect_and_is_kept(make_window: MakeWindow, qtbot: QtBot) -> None:
    from ui import preferences
    from ui.desktop import theme

    window = make_window()
    fill_in(window, qtbot)
    assert window.frame is not None
    window.frame.navigate("settings")
    window.change_preferences(Preferences(text_size=150, language="en"))
    assert theme.current().scale == 1.5
    assert window.frame.place() == "settings"
    assert preferences.load(window._preferences_path) == Preferences(text_size=150, language="en")
