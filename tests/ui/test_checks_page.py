"""核对 by keyboard: each thing has its way out, what was settled stays settled, and the list tells nothing it must not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.questions import CONTRADICTORY
from app.records import (
    Consent,
    MethodUse,
    Pregnancy,
    Record,
    Settled,
    SupplyBatch,
    SupplyItem,
    SupplyMovement,
    Visit,
    Woman,
)
from app.records.writes import Edit
from storage.ids import new_id
from storage.ledger import Ledger
from tests.support.frames import TODAY, Seat
from tests.support.ledgers import a_woman, new_ledger
from tests.ui.desktop.walk import nameless
from ui.checks import CONFLICT, DUPLICATE, GROUPS, SUPPLY, WAITS, Item, checks_of, checks_waiting
from ui.desktop.pages.checks.page import ALL, ChecksPage
from ui.desktop.pages.checks.words import what_words, who_words
from ui.desktop.pages.woman.page import WomanPage
from ui.text import tr

BIRTH = "1991-04-06"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made, _ = new_ledger(tmp_path)
    yield made
    made.close()


@pytest.fixture
def seat(ledger: Ledger, qtbot: QtBot) -> Iterator[Seat]:
    taken = Seat(ledger, qtbot)
    yield taken
    taken.leave()


def opened(seat: Seat) -> ChecksPage:
    seat.frame.navigate("checks")
    seat.settle()
    page = seat.frame.page("checks")
    assert isinstance(page, ChecksPage)
    return page


def press(seat: Seat, key: Qt.Key, how: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    target = QApplication.focusWidget() or seat.frame
    QTest.keyClick(target, key, how)
    seat.settle()


def has_keyboard(place: QWidget) -> bool:
    now = QApplication.focusWidget()
    return now is not None and place.isAncestorOf(now)


CTRL = Qt.KeyboardModifier.ControlModifier


def of(who: Woman, cls: Any, **values: Any) -> Any:
    return cls(id=new_id(), subject=who.id, **values)


def two_methods(who: Woman) -> list[Record]:
    return [
        of(who, MethodUse, method="iud_copper", start="2020-03-01"),
        of(who, MethodUse, method="implant", start="2024-05-01"),
    ]


def test_an_empty_ledger_says_how_to_begin_and_a_good_one_that_nothing_waits(seat: Seat) -> None:
    page = opened(seat)
    assert page.body.currentWidget() is page.nothing
    assert checks_waiting(seat.ledger, TODAY) == 0
    seat.enter([a_woman("王丽", birth_date=BIRTH)])
    assert page.body.currentWidget() is page.nothing
    assert page.told.items == ()


def test_enter_goes_to_the_field_and_what_was_changed_is_gone(seat: Seat) -> None:
    her = a_woman("王丽", birth_date="2024-01-01")
    seat.enter([her])
    page = opened(seat)
    assert [item.group for item in page.told.items] == ["implausible"]
    assert QApplication.focusWidget() is page.table
    press(seat, Qt.Key.Key_Return)
    assert seat.frame.place() == "woman"
    woman_page = seat.frame.page("woman")
    assert isinstance(woman_page, WomanPage)
    assert woman_page.panel is not None
    assert has_keyboard(woman_page.panel.form().row("birth_date"))
    seat.ledger.write("woman.edit", [Edit("woman", her.id, {"birth_date": BIRTH})])
    seat.settle()
    assert opened(seat).told.items == ()


def test_right_as_it_is_is_remembered_until_the_value_changes(seat: Seat) -> None:
    her = a_woman("王丽", birth_date="2024-01-01")
    seat.enter([her])
    page = opened(seat)
    press(seat, Qt.Key.Key_D, CTRL)
    assert page.told.items == ()
    assert [s.finding for s in seat.ledger.all(Settled)] == ["finding.age"]
    seat.ledger.write("woman.edit", [Edit("woman", her.id, {"phone": "13875122210"})])
    seat.settle()
    assert page.told.items == ()
    seat.ledger.write("woman.edit", [Edit("woman", her.id, {"birth_date": "2024-01-02"})])
    seat.settle()
    assert len(page.told.items) == 1


def test_her_own_page_does_not_ask_again_either(seat: Seat) -> None:
    her = a_woman("王丽", birth_date="2024-01-01")
    seat.enter([her])
    opened(seat)
    press(seat, Qt.Key.Key_D, CTRL)
    seat.frame.navigate("woman", her.id)
    seat.settle()
    page = seat.frame.page("woman")
    assert isinstance(page, WomanPage)
    assert page.seen is not None
    assert page.seen.questions == ()


def test_the_earlier_of_two_methods_is_stopped_with_one_key(seat: Seat) -> None:
    her = a_woman("王丽", birth_date=BIRTH)
    seat.enter([her, *two_methods(her)])
    page = opened(seat)
    assert [item.group for item in page.told.items] == [CONTRADICTORY]
    press(seat, Qt.Key.Key_E, CTRL)
    assert page.told.items == ()
    stopped = [(use.method, use.stop) for use in seat.ledger.about(MethodUse, her.id)]
    assert stopped == [("iud_copper", "2024-05-01"), ("implant", None)]


def duplicates() -> tuple[Woman, Woman]:
    return (
        a_woman("周丽华", birth_date=BIRTH, spouse_name="陈军", phone="13875122210", group=1),
        a_woman("周莉华", birth_date="1991", spouse_name="陈军", group=2, education="70"),
    )


def test_two_entries_are_compared_chosen_joined_and_parted_again_by_keyboard(seat: Seat) -> None:
    one, two = duplicates()
    whose = ((one, "2026-01-01"), (two, "2026-02-01"), (one, "2026-03-01"))
    visits = [of(who, Visit, visit_kind="general", date=day) for who, day in whose]
    seat.enter([one, two, *visits])
    before = list(seat.ledger.stories())
    page = opened(seat)
    (item,) = (item for item in page.told.items if item.group == DUPLICATE)
    assert set(who_words(item).split("、")) == {"周丽华", "周莉华"}
    press(seat, Qt.Key.Key_Return)
    assert page.body.currentWidget() is page.compare
    compare = page.compare
    assert compare.two is not None
    assert compare.two.keep.woman.id == one.id
    assert compare.chosen() == {
        "name": "keep",
        "birth_date": "keep",
        "education": "other",
        "group": "keep",
        "phone": "keep",
    }
    assert has_keyboard(compare.pills["name"])
    press(seat, Qt.Key.Key_Right)
    assert compare.chosen()["name"] == "other"
    press(seat, Qt.Key.Key_Down)
    assert has_keyboard(compare.pills["birth_date"])
    press(seat, Qt.Key.Key_Return)
    assert page.body.currentWidget() is not compare
    (her,) = seat.ledger.stories()
    assert (her.woman.id, her.woman.name, her.woman.education) == (one.id, "周莉华", "70")
    assert list(her.visits) == visits
    assert all(item.group != DUPLICATE for item in page.told.items)
    press(seat, Qt.Key.Key_Z, CTRL)
    assert list(seat.ledger.stories()) == before
    assert any(item.group == DUPLICATE for item in page.told.items)


def test_the_other_entry_can_stay_and_the_decision_can_wait(seat: Seat) -> None:
    one, two = duplicates()
    seat.enter([one, two])
    page = opened(seat)
    press(seat, Qt.Key.Key_Return)
    first = page.compare.two
    assert first is not None
    press(seat, Qt.Key.Key_T, CTRL)
    assert page.compare.two is not None
    assert page.compare.two.keep == first.other
    press(seat, Qt.Key.Key_Escape)
    assert page.body.currentWidget() is page.board
    assert seat.ledger.count(Woman) == 2


@pytest.mark.parametrize("compared", [False, True])
def test_two_people_are_not_taken_for_one_again(seat: Seat, compared: bool) -> None:
    one, two = a_woman("刘桂香", birth_date=BIRTH), a_woman("刘桂香", birth_date=BIRTH)
    seat.enter([one, two])
    page = opened(seat)
    if compared:
        press(seat, Qt.Key.Key_Return)
    press(seat, Qt.Key.Key_D, CTRL)
    assert page.told.items == ()
    seat.ledger.write("woman.edit", [Edit("woman", one.id, {"phone": "13875122210"})])
    seat.settle()
    assert page.told.items == ()


def test_her_old_address_in_the_program_leads_to_her(seat: Seat) -> None:
    one, two = duplicates()
    seat.enter([one, two])
    seat.ledger.write("woman.join", [Edit("woman", two.id, {"merged_into": one.id})])
    seat.settle()
    seat.frame.navigate("woman", two.id)
    seat.settle()
    page = seat.frame.page("woman")
    assert isinstance(page, WomanPage)
    assert page.seen is not None
    assert page.seen.woman.id == one.id


def test_below_zero_and_differences_lead_to_where_they_are_settled(seat: Seat, tmp_path: Path) -> None:
    her = a_woman("王丽", birth_date=BIRTH)
    item = SupplyItem(id=new_id(), subject="", article="condom", measure="box")
    batch = SupplyBatch(id=new_id(), subject="", item=item.id, expiry="2030-01-01")
    out = SupplyMovement(
        id=new_id(), subject=her.id, batch=batch.id, movement="out", quantity=3, date="2026-11-01"
    )  # fmt: skip
    seat.enter([her, item, batch, out])
    other, _ = new_ledger(tmp_path, "other")
    other.exchange.merge(seat.ledger.exchange.collect_for_office(other.exchange.reaches()))
    for laptop, phone in ((other, "13900001111"), (seat.ledger, "13900002222")):
        laptop.write("woman.edit", [Edit("woman", her.id, {"phone": phone})])
    seat.ledger.exchange.merge(other.exchange.collect_for_office(seat.ledger.exchange.reaches()))
    other.close()
    page = opened(seat)
    assert [item.group for item in page.told.items] == [CONFLICT, SUPPLY]
    assert not page.panel.fine.isVisible()
    press(seat, Qt.Key.Key_Return)
    assert seat.frame.place() == "differences"
    page = opened(seat)
    page.table.select_first(lambda item: item.group == SUPPLY)
    press(seat, Qt.Key.Key_Return)
    assert seat.frame.place() == "supplies"


def test_only_what_waits_is_counted_on_the_rail(seat: Seat) -> None:
    vague = a_woman("王丽", birth_date="1991")
    seat.enter([vague, of(vague, MethodUse, method="iud_unspecified", start="2020-01-01")])
    assert checks_waiting(seat.ledger, TODAY) == 0
    assert [item.group in WAITS for item in opened(seat).told.items] == [False, False]
    seat.enter([a_woman("李红", birth_date="2024-01-01")])
    assert checks_waiting(seat.ledger, TODAY) == 1


def test_groups_narrow_the_list_and_those_with_nothing_are_not_offered(seat: Seat) -> None:
    her = a_woman("王丽", birth_date=BIRTH)
    seat.enter([her, *two_methods(her), a_woman("李红", birth_date="2024-01-01")])
    page = opened(seat)
    offered = {group for group in GROUPS if page.groups.pill(group).isVisibleTo(page)}
    assert offered == {"contradictory", "implausible"}
    page.groups.pill("implausible").click()
    assert [who_words(item) for item in page.things()] == ["李红"]
    assert page.groups.value() == "implausible"
    press(seat, Qt.Key.Key_D, CTRL)
    assert page.groups.value() == ALL


def test_the_list_names_no_method_no_pregnancy_and_nothing_hidden(seat: Seat) -> None:
    pregnant, user = a_woman("王丽", birth_date=BIRTH), a_woman("李红", birth_date=BIRTH)
    lost = a_woman("陈兰", birth_date=BIRTH)
    seat.enter([
        pregnant, user, lost,
        of(pregnant, Pregnancy, lmp="2024-01-01"),
        of(lost, Pregnancy, lmp="2024-01-01", outcome="abortion"),
        of(lost, Visit, visit_kind="post_abortion", date="1980-01-01"),
        *two_methods(user), of(user, MethodUse, method="iud_unspecified", start="2019-01-01"),
    ])  # fmt: skip
    page = opened(seat)
    assert {who_words(item) for item in page.things()} == {"王丽", "李红", "陈兰"}
    said = " ".join(what_words(item) for item in page.told.items)
    for hidden in ("节育器", "埋植", "孕", "流产", "月经", "引产", "产期"):
        assert hidden not in said.replace("避孕方法", ""), hidden
    page.table.select_first(lambda item: item.closed)
    assert page.panel.go.text() == tr("checks.way.closed")
    assert not page.panel.page.isVisible()


def test_every_woman_is_looked_at_once_and_again_only_when_she_changes(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.records.writes import Add

    women = [a_woman(f"王{n}", birth_date=BIRTH) for n in range(150)]
    ledger.write("x", [Add(woman) for woman in women])
    read: list[str] = []
    stories = ledger.stories

    def noted(wanted: Any = None, **how: Any) -> Any:
        read.extend(wanted or ())
        return stories(wanted, **how)

    monkeypatch.setattr(ledger, "stories", noted)
    checks = checks_of(ledger)
    while checks.step(TODAY):
        pass
    assert sorted(read) == sorted(woman.id for woman in women)
    read.clear()
    assert checks.found(TODAY).left == 0
    ledger.write("woman.edit", [Edit("woman", women[3].id, {"birth_date": "2024-01-01"})])
    assert [item.woman.id for item in checks.found(TODAY).items if item.woman] == [women[3].id]
    assert read == [women[3].id]


def test_what_she_said_of_sharing_is_told_before_joining(seat: Seat) -> None:
    from ui.desktop.widgets.words import Words

    one, two = duplicates()
    seat.enter([
        one, two,
        of(one, Consent, scope="county", state="given", date="2026-01-01"),
        of(two, Consent, scope="county", state="refused", date="2026-01-02"),
        of(two, Consent, scope="phone", state="given", date="2026-01-02"),
    ])  # fmt: skip
    page = opened(seat)
    press(seat, Qt.Key.Key_Return)
    said = [w.text() for w in page.compare.findChildren(Words)]
    assert any("按更严的" in words for words in said)
    assert any("只有一页上问过她" in words for words in said)
    press(seat, Qt.Key.Key_Return)
    states = {(c.subject, c.scope): c.state for c in seat.ledger.about(Consent, one.id)}
    assert states == {
        (one.id, "county"): "refused", (two.id, "county"): "refused",
        (one.id, "phone"): "given", (two.id, "phone"): "given",
    }  # fmt: skip


def test_joined_with_an_entry_that_will_not_be_kept_her_whole_deletion_is_offered(seat: Seat) -> None:
    from ui.desktop.pages.rights.erase import BARE, ErasePage

    one, two = duplicates()
    seat.enter([one, two, of(two, Consent, scope="care", state="refused", date="2026-01-02")])
    opened(seat)
    press(seat, Qt.Key.Key_Return)
    press(seat, Qt.Key.Key_Return)
    assert seat.frame.place() == "erase"
    page = seat.frame.page("erase")
    assert isinstance(page, ErasePage)
    seat.settle()
    assert page.how.value() == BARE
    assert page.going.told is not None
    assert page.going.told.name in {one.name, two.name}
    assert seat.ledger.get(Woman, one.id) is not None, "nothing is deleted without her"


def test_everything_on_it_has_a_name(seat: Seat) -> None:
    one, two = duplicates()
    seat.enter([one, two, *two_methods(one)])
    page = opened(seat)
    assert nameless(page) == []
    page.table.select_first(lambda item: item.group == DUPLICATE)
    press(seat, Qt.Key.Key_Return)
    assert nameless(page) == []


def test_an_item_is_named_the_same_from_one_reading_to_the_next(seat: Seat) -> None:
    her = a_woman("王丽", birth_date="2024-01-01")
    seat.enter([her])
    first: Item = opened(seat).told.items[0]
    seat.ledger.write("woman.edit", [Edit("woman", her.id, {"phone": "13875122210"})])
    seat.settle()
    assert opened(seat).told.items[0].key == first.key
