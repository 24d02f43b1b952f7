"""The page of differences by keyboard: both values, who and when; one key keeps one; nothing closed is seen by chance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.records import Child, Consent, Household, Laptop, Pregnancy, Record, Visit, Woman
from app.records.writes import Add, Edit, Erase
from storage.differing import conflicting_cells
from storage.ids import new_id
from storage.ledger import Ledger
from tests.support.frames import Seat
from tests.support.ledgers import a_woman, new_ledger
from tests.ui.desktop import walk
from ui.desktop.pages.differences.page import DifferencesPage
from ui.desktop.pages.woman.page import WomanPage
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.words import Words
from ui.desktop.window import dress
from ui.differences import differences_waiting
from ui.preferences import Preferences

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
Values = dict[str, Any]


class Office:
    """This laptop, another in the office (刘医生), and somebody in front of this one."""

    def __init__(self, qtbot: QtBot, root: Path) -> None:
        self.ledger, _ = new_ledger(root, "here")
        self.other = self._another(root, "there", "刘医生")
        self.third: Ledger | None = None
        self.qtbot, self.root = qtbot, root
        self.seat: Seat | None = None

    def _another(self, root: Path, name: str, worker: str) -> Ledger:
        from tests.support.ledgers import CHEAP, PASSPHRASE

        ledger, _ = Ledger.create(
            root / name, unit_code="430981203205", unit_name="莲荷村", worker_name=worker, passphrase=PASSPHRASE,
            cost=CHEAP, marks=root / f"{name}-marks",
        )  # fmt: skip
        return ledger

    def know(self, *records: Record) -> None:
        label = Laptop(
            id=new_id(), subject="", laptop=self.other.exchange.replica, label="卫生室电脑", sign_key="0" * 64, seal_key="age1x",
            admitted="2026-10-01", word="0" * 128,
        )  # fmt: skip
        self.ledger.write("add", [Add(record) for record in (*records, label)])
        self.other.exchange.merge(self.ledger.exchange.collect_for_office({}))

    def apart(self, record: Record, here: Values, there: Values) -> None:
        if there:
            self.other.write("edit", [Edit(record.kind, record.id, there)])
        if here:
            self.ledger.write("edit", [Edit(record.kind, record.id, here)])

    def meet(self) -> None:
        self.ledger.exchange.merge(self.other.exchange.collect_for_office(self.ledger.exchange.reaches()))

    def sit(self) -> Seat:
        self.seat = Seat(self.ledger, self.qtbot)
        return self.seat

    def page(self, what: str = "") -> DifferencesPage:
        seat = self.seat or self.sit()
        seat.frame.navigate("differences", what)
        self.settle()
        page = seat.frame.page("differences")
        assert isinstance(page, DifferencesPage)
        return page

    def settle(self) -> None:
        assert self.seat is not None
        self.seat.settle()
        self.qtbot.wait(60)
        self.seat.settle()

    def calm(self, page: DifferencesPage) -> None:
        self.settle()
        self.qtbot.waitUntil(lambda: not page._calm.isActive())

    def press(self, key: Qt.Key, how: Qt.KeyboardModifier = NONE) -> None:
        assert self.seat is not None
        self.seat.frame.activateWindow()
        self.qtbot.waitUntil(self.seat.frame.isActiveWindow)
        QTest.keyClick(QApplication.focusWidget() or self.seat.frame, key, how)
        self.settle()

    def leave(self) -> None:
        if self.seat is not None:
            self.seat.leave()
        self.ledger.close()
        self.other.close()


@pytest.fixture
def office(qtbot: QtBot, tmp_path: Path) -> Iterator[Office]:
    made = Office(qtbot, tmp_path)
    yield made
    made.leave()


def words(page: QWidget) -> str:
    names = [w.accessibleName() for w in page.findChildren(QWidget) if w.isVisible() and w.accessibleName()]
    return "\n".join([*(w.text() for w in page.findChildren(Words) if w.isVisible()), *names])


def listed(page: DifferencesPage) -> list[list[str]]:
    model = page.table.things
    return [[str(model.data(model.index(r, c))) for c in range(model.columnCount())] for r in range(model.rowCount())]


def her(ledger: Ledger, name: str = "李月琴") -> Woman:
    return next(w for w in ledger.all(Woman) if w.name == name)


def two_women(office: Office) -> tuple[Woman, Woman]:
    one, two = a_woman("李月琴"), a_woman("邹小翠")
    office.know(one, two)
    office.apart(one, {"door": "3", "occupation": "教师"}, {"door": "21", "occupation": "护士"})
    office.apart(two, {"door": "5"}, {"door": "6"})
    office.meet()
    return one, two


def test_both_values_who_where_and_when_stand_in_the_record_around(office: Office) -> None:
    two_women(office)
    page = office.page()
    assert [row[:3] for row in listed(page)] == [["李月琴", "基本情况", "2 项"], ["邹小翠", "基本情况", "1 项"]]
    said = words(page)
    assert "您　这台电脑" in said
    assert "刘医生　卫生室电脑" in said
    assert "电脑上的钟" in said
    assert "可能有快有慢" in said
    assert said.count("现在显示\n") >= 2
    assert [block.asked.field for block in page.panel.blocks] == ["occupation", "door"]
    shown = her(office.ledger)
    assert [block.asked.said[0].value for block in page.panel.blocks] == [shown.occupation, shown.door]


@pytest.mark.parametrize(("key", "how"), [(Qt.Key.Key_2, ALT), (Qt.Key.Key_2, NONE)])
def test_one_key_keeps_a_value_and_the_next_is_chosen(office: Office, key: Qt.Key, how: Qt.KeyboardModifier) -> None:
    two_women(office)
    page = office.page()
    assert page.table.hasFocus()
    kept = [block.asked.said[1].value for block in page.panel.blocks]
    office.press(key, how)
    assert her(office.ledger).occupation == kept[0]
    assert [block.asked.field for block in page.panel.blocks] == ["door"], "what else differs in her record comes next"
    office.calm(page)
    office.press(key, how)
    assert her(office.ledger).door == kept[1]
    assert page.panel.who.text() == "邹小翠", "then the next record"
    office.calm(page)
    office.press(key, how)
    assert page.nothing.isVisible()
    assert "没有写得不一样" in words(page)
    assert not conflicting_cells(office.ledger)


def test_a_key_that_is_held_down_keeps_one_value(office: Office) -> None:
    two_women(office)
    page = office.page()
    for _ in range(4):
        office.press(Qt.Key.Key_1)
    assert len(page.told.items) == 2
    assert len(page.panel.blocks) == 1


def test_arrows_go_through_the_list_and_enter_goes_into_the_record(office: Office) -> None:
    two_women(office)
    page = office.page()
    office.press(Qt.Key.Key_Down)
    assert page.panel.who.text() == "邹小翠"
    office.press(Qt.Key.Key_Up)
    assert page.panel.who.text() == "李月琴"
    office.press(Qt.Key.Key_Return)
    assert page.panel.blocks[0].keeps[0].hasFocus()
    page.panel.blocks[1].keeps[1].setFocus()
    assert page.panel.here is page.panel.blocks[1], "the keys follow the keyboard"
    wanted = page.panel.blocks[1].asked.said[0].value
    office.press(Qt.Key.Key_1, ALT)
    assert her(office.ledger).door == wanted
    assert {name.field for name in conflicting_cells(office.ledger)} == {"occupation", "door"}


def test_a_third_value_is_written_with_the_fields_own_editor(office: Office) -> None:
    two_women(office)
    page = office.page()
    office.press(Qt.Key.Key_W, ALT)
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    line.insert("裁缝1")
    office.press(Qt.Key.Key_Escape)
    assert not line.isVisible()
    assert page.unsaved()
    office.press(Qt.Key.Key_Down)
    office.press(Qt.Key.Key_Up)
    office.press(Qt.Key.Key_W, ALT)
    assert line.isVisible()
    assert line.text() == "裁缝1", "what was typed stands"
    office.press(Qt.Key.Key_Return)
    assert her(office.ledger).occupation == "裁缝1"
    assert not page.unsaved()


def test_what_cannot_be_is_said_below_the_third_value(office: Office) -> None:
    one = a_woman("李月琴", birth_date="1991-04-06")
    office.know(one)
    office.apart(one, {"birth_date": "1991"}, {"birth_date": "1992-05"})
    office.meet()
    page = office.page()
    assert {"1991年", "1992年5月"} <= set(words(page).splitlines()), "dates as far as they are known"
    office.press(Qt.Key.Key_W, ALT)
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    QTest.keyClicks(line, "2199-01-01")
    office.press(Qt.Key.Key_Return)
    assert conflicting_cells(office.ledger)
    assert page.panel.forms[("woman", one.id, "birth_date")].row("birth_date").said()


def test_ctrl_z_takes_back_step_by_step_and_every_value_can_be_chosen_again(office: Office) -> None:
    two_women(office)
    page = office.page()
    before = her(office.ledger)
    for _ in range(2):
        office.press(Qt.Key.Key_2, ALT)
        office.calm(page)
    office.press(Qt.Key.Key_Z, CTRL)
    office.press(Qt.Key.Key_Z, CTRL)
    again = her(office.ledger)
    assert (again.occupation, again.door) == (before.occupation, before.door)
    assert page.panel.who.text() == "李月琴"
    assert [len(block.asked.said) for block in page.panel.blocks] == [2, 2]
    assert "刚才的选择撤回了" in words(page)
    assert not page.undo.isVisible()
    other = page.panel.blocks[0].asked.said[1].value
    page.panel.blocks[0].keeps[1].setFocus()
    office.calm(page)
    office.press(Qt.Key.Key_2, ALT)
    assert her(office.ledger).occupation == other


def test_the_rail_counts_records_quietly_until_they_are_settled(office: Office) -> None:
    two_women(office)
    page = office.page()
    assert office.seat is not None
    entry = office.seat.frame.rail._entries["exchange"]
    office.qtbot.waitUntil(lambda: "2 条记录" in entry.accessibleName())
    for _ in range(3):
        office.press(Qt.Key.Key_1)
        office.calm(page)
    office.qtbot.waitUntil(lambda: "条记录" not in entry.accessibleName())


def closed_record(office: Office) -> Woman:
    one = a_woman("李月琴")
    expecting = Pregnancy(id=new_id(), subject=one.id, booked_date="2026-06-01", booked_weeks=9)
    office.know(one, expecting)
    office.apart(expecting, {"grade": "red"}, {"grade": "purple"})
    office.meet()
    return one


def test_a_closed_record_tells_nothing_until_it_is_opened_and_that_is_remembered(office: Office) -> None:
    one = closed_record(office)
    page = office.page()
    said = words(page)
    for secret in ("怀孕", "妊娠", "红", "紫", "2026年6月", "建册"):
        assert secret not in said, secret
    assert listed(page)[0][1] == "一条不公开的记录"
    office.press(Qt.Key.Key_1)
    office.press(Qt.Key.Key_1, ALT)
    assert conflicting_cells(office.ledger), "nobody chooses what she has not seen"
    office.press(Qt.Key.Key_O, ALT)
    assert {"红色", "紫色"} <= set(words(page).splitlines())
    assert [(t.what, t.subject, t.detail) for t in office.ledger.audit()] == [
        ("view.sensitive", one.id, {"way": "differences"})
    ]
    assert listed(page)[0][1] == "一条不公开的记录", "the list stays as it was"
    assert office.seat is not None
    office.seat.frame.navigate("exchange", "")
    office.settle()
    assert "红色" not in words(office.page()), "it closed when she left"
    assert len(office.ledger.audit()) == 1


def test_telephone_and_id_are_masked_as_on_her_page_and_opened_on_purpose(office: Office) -> None:
    one = a_woman("李月琴", phone="13800000000", id_number="11010519491231002X")
    office.know(one)
    office.apart(one, {"phone": "13875122210"}, {"phone": "13875122201"})
    office.meet()
    page = office.page()
    assert "1387512" not in words(page).replace(" ", "")
    assert "002X" not in words(page)
    assert "2210" in words(page)
    office.press(Qt.Key.Key_O, ALT)
    assert "138 7512 2210" in words(page)
    assert [t.what for t in office.ledger.audit()] == ["view.contact"]


def test_her_husbands_particulars_stay_closed_and_are_never_shown_once_he_refused(office: Office) -> None:
    one = a_woman("李月琴")
    no = Consent(id=new_id(), subject=one.id, scope="spouse", state="refused", date="2026-11-01")
    office.know(one)
    office.apart(one, {"spouse_name": "张大明"}, {"spouse_name": "张小明"})
    office.meet()
    page = office.page()
    assert "明" not in words(page).replace("说明", "")
    office.ledger.write("consent", [Add(no)])
    office.settle()
    office.press(Qt.Key.Key_O, ALT)
    assert "张" not in words(page)
    assert "不愿被写下来" in words(page)
    office.press(Qt.Key.Key_1, ALT)
    assert her(office.ledger).spouse_name is None
    assert not conflicting_cells(office.ledger)


def test_a_reference_is_told_in_words_and_nobody_is_named_beside_whom_the_family_does_not_know(office: Office) -> None:
    homes = [Household(id=new_id(), subject="", group=n, door=str(10 + n), head=f"户主{n}") for n in (1, 2, 3)]
    one, quiet = a_woman("李月琴"), a_woman("邹小翠", family_unaware=True)
    office.know(one, quiet, *homes)
    for woman in (one, quiet):
        office.apart(woman, {"household": homes[0].id}, {"household": homes[1].id})
    office.meet()
    page = office.page(one.id)
    assert "1组 11号　户主1家" in words(page)
    assert homes[0].id not in words(page)
    office.press(Qt.Key.Key_W, ALT)
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    line.insert("3组")
    office.press(Qt.Key.Key_Return)
    assert her(office.ledger).household == homes[2].id
    page = office.page(quiet.id)
    assert page.panel.who.text() == "邹小翠"
    assert "1组 11号" in words(page)
    assert "户主1" not in words(page)


def test_taken_back_on_one_laptop_while_the_other_wrote_is_said_and_settled(office: Office) -> None:
    one = a_woman("李月琴")
    child = Child(id=new_id(), subject=one.id, birth_date="2019-05-02", sex="2")
    office.know(one, child)
    office.apart(child, {"retired": "mistake"}, {"name": "李子涵"})
    office.meet()
    page = office.page()
    said = words(page)
    assert "另一台不知道，还在改它" in said
    assert "当时改了：姓名" in said
    assert differences_waiting(office.ledger) == 1
    office.press(Qt.Key.Key_2, ALT)
    assert [c.name for c in office.ledger.all(Child)] == ["李子涵"]
    assert differences_waiting(office.ledger) == 0
    office.press(Qt.Key.Key_Z, CTRL)
    assert office.ledger.all(Child) == []
    office.calm(page)
    office.press(Qt.Key.Key_1, ALT)
    assert differences_waiting(office.ledger) == 0
    assert page.nothing.isVisible()


def test_a_difference_in_a_record_that_is_taken_back_says_so(office: Office) -> None:
    one = a_woman("李月琴")
    visit = Visit(id=new_id(), subject=one.id, visit_kind="general", date="2026-11-01")
    office.know(one, visit)
    office.apart(visit, {"date": "2026-11-02"}, {"date": "2026-11-03"})
    office.meet()
    office.ledger.write("take back", [Edit("visit", visit.id, {"retired": "mistake"})])
    page = office.page()
    assert "已经收回，哪里都不显示" in words(page)
    office.press(Qt.Key.Key_1, ALT)
    assert office.ledger.all(Visit) == []
    assert page.nothing.isVisible()


def test_an_erasure_while_the_page_is_open_takes_the_question_and_what_was_recalled_along(office: Office) -> None:
    one, two = two_women(office)
    page = office.page()
    office.press(Qt.Key.Key_2, ALT)
    office.calm(page)
    office.press(Qt.Key.Key_Z, CTRL)
    assert page._recalled
    office.ledger.write("erase", [Erase(one.id)])
    office.settle()
    assert [row[0] for row in listed(page)] == ["邹小翠"]
    assert not page._recalled
    assert office.seat is not None
    assert "已按要求删除" in office.seat.frame.toast.words()
    assert "李月琴" not in words(page)
    office.ledger.write("erase", [Erase(two.id)])
    office.settle()
    assert page.nothing.isVisible()


def test_what_the_program_keeps_by_itself_is_chosen_without_showing_it(office: Office) -> None:
    from app.records import RosterLine

    one = a_woman("李月琴")
    line = RosterLine(id=new_id(), subject=one.id, source="a.xlsx", row=3, values='{"phone": "1"}')
    office.know(one, line)
    office.apart(line, {"values": '{"phone": "2"}'}, {"values": '{"phone": "3"}'})
    office.meet()
    page = office.page()
    assert "程序自己用的内容" in words(page)
    assert "phone" not in words(page)
    assert page.panel.blocks[0].third is None
    office.press(Qt.Key.Key_1, ALT)
    assert not conflicting_cells(office.ledger)


def test_her_page_and_the_checks_lead_to_her_records(office: Office) -> None:
    _, two = two_women(office)
    seat = office.sit()
    seat.frame.navigate("woman", two.id)
    office.settle()
    woman = seat.frame.page("woman")
    assert isinstance(woman, WomanPage)
    woman.side.settle.emit()
    office.settle()
    assert seat.frame.place() == "differences"
    page = seat.frame.page("differences")
    assert isinstance(page, DifferencesPage)
    assert page.panel.who.text() == "邹小翠"
    page.her_page() if hasattr(page, "her_page") else page.panel.her_page.emit()
    office.settle()
    assert seat.frame.place() == "woman"


def test_the_exchange_says_how_many_and_leads_there(office: Office) -> None:
    two_women(office)
    seat = office.sit()
    seat.frame.navigate("exchange", "")
    office.settle()
    page = seat.frame.page("exchange")
    go = next(b for b in page.findChildren(Button) if "不一样 2 条" in b.text())
    assert go.isVisible()
    go.click()
    office.settle()
    assert seat.frame.place() == "differences"


@pytest.mark.parametrize("build", [two_women, closed_record])
def test_everything_is_named_reached_and_whole(office: Office, build: Callable[[Office], object]) -> None:
    build(office)
    page = office.page()
    assert office.seat is not None
    frame = office.seat.frame
    frame.activateWindow()
    office.qtbot.waitUntil(frame.isActiveWindow)
    assert walk.nameless(frame) == []
    twice = {key: who for key, who in walk.shown_keys(frame).items() if len(who) > 1}
    assert not twice
    assert not walk.misfits(frame)
    expected = walk.stops(page)
    seen, trouble = walk.walk_by_tab(frame)
    assert not trouble
    assert [w for w in expected if w not in seen and w.isVisible()] == []


def test_in_large_text_a_key_first_brings_the_values_into_sight(office: Office) -> None:
    dress(Preferences(text_size=200))
    two_women(office)
    page = office.page()
    before = page.panel.blocks[0].keeps[0]
    assert before.visibleRegion().isEmpty()
    office.press(Qt.Key.Key_1, ALT)
    assert len(conflicting_cells(office.ledger)) == 3
    office.qtbot.waitUntil(lambda: not before.visibleRegion().isEmpty())
    assert before.hasFocus()
    office.press(Qt.Key.Key_1, ALT)
    assert len(conflicting_cells(office.ledger)) == 2


@pytest.mark.parametrize("wanted", [Preferences(text_size=200), Preferences(language="en")], ids=["large", "English"])
def test_nothing_is_cut_off_in_large_text_or_english(office: Office, wanted: Preferences) -> None:
    dress(wanted)
    one = closed_record(office)
    office.apart(one, {"current_address": "三组 3号"}, {"current_address": "二组 21号（娘家），周末回来"})
    office.meet()
    page = office.page(one.id)
    assert office.seat is not None
    for _ in page.told.items:
        assert not walk.misfits(office.seat.frame)
        office.press(Qt.Key.Key_Down)
    assert (office.seat.frame.width(), office.seat.frame.height()) == (1366, 768)
