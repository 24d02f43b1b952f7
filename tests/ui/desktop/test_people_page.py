"""People, recovery, the day, history and the drill, in the real window."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from app.records import Visit, Woman
from app.records.writes import Add, Edit
from storage.clock import Doubt
from storage.ids import new_id
from storage.ledger import Ledger, people
from sync.files import Drive
from tests.support.ledgers import CHEAP, PASSPHRASE
from tests.ui.desktop.conftest import MakeWindow
from tests.ui.desktop.county import ledger_in, page_of, settled, sign_in, woman
from ui.desktop.bring_back import BringBack
from ui.desktop.day import AskDay
from ui.desktop.news import backup_news, sheet_news, stick_news
from ui.desktop.pages.history.page import HistoryPage
from ui.desktop.pages.restore.page import RestorePage
from ui.desktop.pages.settings.page import SettingsPage
from ui.desktop.window import Window

HERS, NEW = "后山的竹林很密", "水塘里的荷花开了"
TODAY = date(2026, 11, 22)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return ledger_in(tmp_path / "ledger", [woman("王秀兰")], marks=tmp_path / "marks")


@pytest.fixture
def window(make_window: MakeWindow, qtbot: QtBot, ledger: Ledger) -> Window:
    made = make_window(folder="elsewhere")
    made.setting_up.folder = ledger.folder
    sign_in(made, qtbot, ledger)
    return made


def frame_is_seen(window: Window) -> Callable[[], bool]:
    return lambda: window.frame is not None and window.frame.isVisible()


def write_down(secret: object, words: str) -> None:
    for line in (secret._first, secret._second):  # type: ignore[attr-defined]
        line.inner.setText(words)


def lock_as(window: Window, qtbot: QtBot, person: str, passphrase: str) -> None:
    window.lock_now()
    lock = window.lock
    assert lock is not None
    qtbot.waitUntil(lambda: lock._people is not None, timeout=20_000)
    settled(window, qtbot)
    assert lock._people is not None
    lock._people.set_value(person)
    lock.secret.inner.setText(passphrase)
    lock.open.click()


# Forgotten, removed


def test_a_forgotten_passphrase_is_recovered_by_a_colleague(window: Window, ledger: Ledger, qtbot: QtBot) -> None:
    liu = ledger.add_person("刘芳", HERS, cost=CHEAP)
    page: SettingsPage = page_of(window, "settings")
    settled(window, qtbot)
    page.people._ask("give", liu)
    assert "刘芳" in page.people.question.text()
    QTest.keyClick(page.people.sure_now, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "一次性口令：" in page.people.said.text(), timeout=20_000)
    once = page.people.said.text().split("：")[1].split("\n")[0]
    lock_as(window, qtbot, liu.id, once)
    lock = window.lock
    assert lock is not None
    qtbot.waitUntil(lambda: lock.own is not None and lock.own.isVisible(), timeout=20_000)
    assert lock.secret.text() == once, "what was typed stays"
    write_down(lock.own, NEW)
    QTest.keyClick(lock.own._second.inner, Qt.Key.Key_Return)  # type: ignore[union-attr]
    qtbot.waitUntil(frame_is_seen(window), timeout=20_000)
    assert window.session.me.name == "刘芳"
    audit = page_of(window, "audit")
    settled(window, qtbot)
    said = [line.what for line in audit.table.things.rows]
    assert "给了刘芳一个一次性口令" in said
    assert "换了自己的口令" in said


def test_a_person_is_removed_and_the_new_sheet_must_be_put_away(window: Window, ledger: Ledger, qtbot: QtBot) -> None:
    liu = ledger.add_person("刘芳", HERS, cost=CHEAP)
    ledger.sheet_kept()
    page: SettingsPage = page_of(window, "settings")
    settled(window, qtbot)
    assert sheet_news(ledger, TODAY) is None
    page.people._ask("remove", liu)
    page.people.sure_now.click()
    qtbot.waitUntil(lambda: page.people_work.sheet is not None, timeout=20_000)
    settled(window, qtbot)
    assert list(page.people.names.values()) == ["肖玉梅"]
    assert [p.name for p in people(ledger.folder)] == ["肖玉梅"]
    assert page.unsaved()
    assert sheet_news(ledger, TODAY) is not None
    sheet = page.people_work.sheet
    assert sheet is not None
    QTest.keyClick(sheet.put_away, Qt.Key.Key_Space)
    sheet.start.click()
    settled(window, qtbot)
    assert not page.unsaved()
    assert sheet_news(ledger, TODAY) is None
    page.keeping.renew_button.click()
    qtbot.waitUntil(lambda: "删掉了 1 份旧的" in page.keeping.said.text(), timeout=20_000)
    assert len(list((ledger.folder / "backups").iterdir())) == 1


def test_a_helper_sees_no_way_to_write(window: Window, ledger: Ledger, qtbot: QtBot) -> None:
    chen = ledger.add_person("陈小红", HERS, "helper", cost=CHEAP)
    her = ledger.all(Woman)[0]
    ledger.write("visit", [Add(Visit(id=new_id(), subject=her.id, visit_kind="general", date="2026-02-03"))])
    lock_as(window, qtbot, chen.id, HERS)
    qtbot.waitUntil(frame_is_seen(window), timeout=20_000)
    settled(window, qtbot)
    reading = {"月历", "她的页面", "打开她的页面", "打开", "选列…", "历史", "看看本月", "看看可随访的"}
    for key, what in (("today", ""), ("ledger", ""), ("woman", her.id)):
        page = page_of(window, key, what)
        settled(window, qtbot)
        qtbot.wait(60)
        ways = [
            b for b in page.findChildren(QAbstractButton) if b.isVisible() and b.isEnabled() and hasattr(b, "_reads")
        ]
        assert {b.text() for b in ways} <= reading, key
    assert window.frame is not None
    for closed in ("visit", "import", "register", "month", "exchange", "audit", "history", "restore", "round"):
        before = window.frame.place()
        window.frame.navigate(closed, her.id)
        assert window.frame.place() == before
    page = page_of(window, "woman", her.id)
    settled(window, qtbot)
    page.edit()
    page.add("visit")
    page._reveal(True)
    settled(window, qtbot)
    assert page.panel is None
    assert not page._revealed
    assert [t.what for t in window.session.ledger.audit(1)] == ["person.add"]


# The day


def test_the_day_is_asked_when_the_computers_date_cannot_be_believed(
    window: Window, ledger: Ledger, qtbot: QtBot
) -> None:
    ledger.tell_today(ledger.clock.today() + timedelta(days=400))
    behind = ledger.clock.today()
    lock_as_only(window, qtbot)
    qtbot.waitUntil(lambda: window.entering.asking is not None, timeout=20_000)
    asking = window.entering.asking
    assert asking is not None
    assert asking.isVisible()
    assert asking.day() == behind, "the best guess stands in the line"
    said = behind + timedelta(days=2)
    asking.line.setText(f"{said.year}年{said.month}月{said.day}日")
    QTest.keyClick(asking.line, Qt.Key.Key_Return)
    qtbot.waitUntil(frame_is_seen(window), timeout=20_000)
    assert window.session.ledger.clock.today() == said
    assert window.today() == TODAY + timedelta(days=window.session.days)
    assert window.session.days == 402
    lock_as_only(window, qtbot)
    qtbot.waitUntil(frame_is_seen(window), timeout=20_000)
    assert window.session.days == 402, "asked once, not at every lock"


def lock_as_only(window: Window, qtbot: QtBot) -> None:
    window.lock_now()
    lock = window.lock
    assert lock is not None
    qtbot.waitUntil(lambda: bool(lock.person()), timeout=20_000)
    settled(window, qtbot)
    lock.secret.inner.setText(PASSPHRASE)
    lock.open.click()


def test_a_day_before_the_last_entry_is_asked_twice_and_nonsense_not_taken(qtbot: QtBot) -> None:
    asking = AskDay(Doubt(date(2010, 1, 1), date(2026, 11, 21), date(2026, 11, 21)))
    qtbot.addWidget(asking)
    asking.show()
    told: list[date] = []
    asking.told.connect(told.append)
    for typed in ("", "明天", "2026-11", "1995-02-03"):
        asking.line.setText(typed)
        asking.go.click()
        assert told == []
        assert "例如" in asking.row.said()
    asking.line.setText("2026-11-01")
    asking.go.click()
    assert told == []
    assert "再按一次" in asking.row.said()
    asking.go.click()
    assert told == [date(2026, 11, 1)]


# History


def test_a_change_is_seen_in_full_and_taken_back_after_a_look(window: Window, ledger: Ledger, qtbot: QtBot) -> None:
    her = ledger.all(Woman)[0]
    ledger.write("woman.edit", [Edit("woman", her.id, {"note": "搬到后山", "phone": "13875122211"})])
    ledger.write("woman.edit", [Edit("woman", her.id, {"note": "又搬回来"})])
    page: HistoryPage = page_of(window, "history")
    settled(window, qtbot)
    rows = list(page.table.things.rows)
    assert [(x.what, x.whom) for x in rows[:2]] == [("修改资料", "王秀兰")] * 2  # type: ignore[union-attr]
    page.table.selectRow(1)
    settled(window, qtbot)
    shown = page.panel.inside.text()
    assert "搬到后山" in shown
    assert "13875122211" not in shown
    assert "电话（不直接显示）" in shown
    page.panel.undo.click()
    settled(window, qtbot)
    assert "电话" in page.panel.would.text()
    assert "又改过" in page.panel.stays.text()
    QTest.keyClick(page.panel.question, Qt.Key.Key_Escape)
    assert page.panel.question.isHidden()
    page.panel.undo.click()
    settled(window, qtbot)
    QTest.keyClick(page.panel.yes, Qt.Key.Key_Return)
    settled(window, qtbot)
    now = ledger.get(Woman, her.id)
    assert now is not None
    assert (now.phone, now.note) == (her.phone, "又搬回来")
    assert page.table.things.rows[0].what == "撤销"  # type: ignore[union-attr]


def test_what_stands_on_later_changes_only_says_why_it_stays(window: Window, ledger: Ledger, qtbot: QtBot) -> None:
    her = ledger.all(Woman)[0]
    for note in ("一", "二"):
        ledger.write("woman.edit", [Edit("woman", her.id, {"note": note})])
    page: HistoryPage = page_of(window, "history")
    settled(window, qtbot)
    page.table.selectRow(1)
    settled(window, qtbot)
    page.panel.undo.click()
    settled(window, qtbot)
    assert page.panel.question.isHidden()
    assert page.panel.refused.text().startswith("这一次不能撤销")
    page.table.selectRow(len(page.table.things.rows) - 1)
    settled(window, qtbot)
    page.panel.undo.click()
    settled(window, qtbot)
    assert page.panel.refused.isVisible(), "the making of the ledger is never taken back"


def test_changes_are_found_by_day_and_by_who(window: Window, ledger: Ledger, qtbot: QtBot) -> None:
    page: HistoryPage = page_of(window, "history")
    settled(window, qtbot)
    page.day.setText("1999-01")
    page.refresh()
    settled(window, qtbot)
    assert page.table.isHidden()
    assert page.none.isVisible()
    page.day.setText("哪天")
    page.refresh()
    assert page.day_row.said()
    page.day.setText("")
    page.refresh()
    settled(window, qtbot)
    assert len(page.table.things.rows) == 2
    for column in range(4):
        page.table.horizontalHeader().sectionClicked.emit(column)
        ordered = [line.entry.v for line in page.table.things.rows]  # type: ignore[union-attr]
        assert ordered in (sorted(ordered), sorted(ordered, reverse=True)), "only by time"


# Backups


def test_the_drill_from_looking_to_the_real_thing(window: Window, ledger: Ledger, qtbot: QtBot) -> None:
    kept = ledger.back_up(now=ledger.clock.now() - timedelta(days=1))
    ledger.write("woman.register", [Add(woman("周丽华"))])
    page: RestorePage = page_of(window, "restore")
    settled(window, qtbot)
    rows = list(page.table.things.rows)
    page.table.selectRow(next(n for n, row in enumerate(rows) if row.folder == kept.folder))  # type: ignore[union-attr]
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    settled(window, qtbot)
    assert "周丽华" in page.panel.missing.text()
    assert "登记" in page.panel.changes.text()
    page.panel.rehearse_button.click()
    settled(window, qtbot)
    assert page.panel.refused.text().startswith("演练成功")
    assert ledger.count(Woman) == 2
    page.panel.restore_button.click()
    assert page.panel.question.isVisible()
    QTest.keyClick(page.panel.yes, Qt.Key.Key_Return)
    settled(window, qtbot)
    assert ledger.count(Woman) == 1
    assert window.frame is not None
    assert window.frame.place() == "today"
    settled(window, qtbot)


def test_a_backup_of_an_older_key_asks_for_the_passphrase_of_then(window: Window, ledger: Ledger, qtbot: QtBot) -> None:
    liu = ledger.add_person("刘芳", HERS, cost=CHEAP)
    kept = ledger.back_up(now=ledger.clock.now() - timedelta(days=2))
    ledger.remove_person(liu.id, cost=CHEAP)
    page: RestorePage = page_of(window, "restore")
    settled(window, qtbot)
    page._choose(next(row for row in page.table.things.rows if row.folder == kept.folder))  # type: ignore[union-attr, arg-type]
    page.panel.look_button.click()
    settled(window, qtbot)
    assert page.panel.lock.isVisible()
    page.panel.secret.inner.setText("falsch")
    page.panel.unlock_button.click()
    settled(window, qtbot)
    assert page.panel.refused.text().startswith("口令不对")
    page.panel.secret.inner.setText(PASSPHRASE)
    page.panel.unlock_button.click()
    settled(window, qtbot)
    assert page.panel.rehearse_button.isVisible()


def test_one_key_backs_up_onto_the_stick(window: Window, ledger: Ledger, qtbot: QtBot, tmp_path: Path) -> None:
    stick = tmp_path / "KINGSTON"
    stick.mkdir()
    frame = window.frame
    assert frame is not None
    frame.stick._drives = list
    frame.stick.press()
    settled(window, qtbot)
    assert not list(stick.iterdir())
    news = stick_news(ledger, TODAY)
    assert news is not None
    assert "Ctrl+U" in news.words
    frame.stick._drives = lambda: [Drive(stick, "KINGSTON", 1 << 30)]
    frame.stick.press()
    settled(window, qtbot)
    settled(window, qtbot)
    assert len(list(stick.glob("suifang-backup-*/ledger.sfl"))) == 1
    assert stick_news(ledger, ledger.clock.today()) is None
    assert stick_news(ledger, ledger.clock.today() + timedelta(days=8)) is not None


def test_a_backup_that_could_not_be_proven_is_said_at_the_foot_until_one_is(
    ledger: Ledger, window: Window, qtbot: QtBot, expect_log: Callable[[str], None]
) -> None:
    own = ledger.folder / "backups"
    moved = own.rename(own.with_name("away"))
    own.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(Exception, match=r"file\."):
        ledger.back_up()
    news = backup_news(ledger, ledger.clock.today())
    assert news is not None
    assert news.tone == "late"
    assert "没有成" in news.words
    own.unlink()
    moved.rename(own)
    ledger.back_up()
    news = backup_news(ledger, ledger.clock.today())
    assert news is not None
    assert news.tone == "good"


def test_what_was_written_is_backed_up_when_the_window_closes(window: Window, ledger: Ledger, qtbot: QtBot) -> None:
    own = ledger.folder / "backups"
    before = len(list(own.iterdir()))
    ledger.write("woman.register", [Add(woman("周丽华"))])
    window.close()
    assert len(list(own.iterdir())) == before + 1


def test_a_new_computer_begins_from_a_backup(
    make_window: MakeWindow, qtbot: QtBot, ledger: Ledger, tmp_path: Path
) -> None:
    kept = ledger.back_up(tmp_path / "stick").folder
    ledger.close()
    window = make_window(folder="new")
    window.setting_up.show_bring_back()
    screen = window.findChild(BringBack)
    assert isinstance(screen, BringBack)
    screen.where.choose(kept.parent)
    qtbot.waitUntil(lambda: screen.who is not None, timeout=20_000)
    screen.secret.inner.setText("falsch")
    screen.go.click()
    qtbot.waitUntil(screen.said.isVisible, timeout=20_000)
    assert not (tmp_path / "new" / "ledger.keys").exists()
    screen.secret.inner.setText(PASSPHRASE)
    QTest.keyClick(screen.secret.inner, Qt.Key.Key_Return)
    qtbot.waitUntil(frame_is_seen(window), timeout=20_000)
    settled(window, qtbot)
    assert [one.name for one in window.session.ledger.all(Woman)] == ["王秀兰"]


def test_her_history_opens_the_change_in_full(window: Window, ledger: Ledger, qtbot: QtBot) -> None:
    her = ledger.all(Woman)[0]
    ledger.write("woman.edit", [Edit("woman", her.id, {"note": "搬到后山"})])
    for n in range(3):
        ledger.write("woman.register", [Add(woman(f"周丽{n}"))])
    page = page_of(window, "woman", her.id)
    settled(window, qtbot)
    page._to_past()
    settled(window, qtbot)
    page.past.steps.selectRow(0)
    QTest.keyClick(page.past.steps, Qt.Key.Key_Return)
    settled(window, qtbot)
    assert window.frame is not None
    assert window.frame.place() == "history"
    shown = window.frame.page("history")
    assert isinstance(shown, HistoryPage)
    settled(window, qtbot)
    assert "搬到后山" in shown.panel.inside.text()
