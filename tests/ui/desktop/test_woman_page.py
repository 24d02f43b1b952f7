"""Her page: what is shown, what is closed, and what one step writes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.offers import offers
from app.records import Child, Consent, Delivery, Household, MethodUse, Pregnancy, Visit, Woman
from app.records.story import Story
from app.records.writes import Edit
from app.timeline import moments, together
from storage.ids import new_id
from tests.support.frames import TODAY, Seat
from tests.support.ledgers import a_woman, new_ledger
from ui.desktop.pages.form_panel import FormPanel
from ui.desktop.pages.woman.adding import choices_now
from ui.desktop.pages.woman.page import WomanPage
from ui.desktop.widgets.link import Link
from ui.desktop.widgets.words import Words
from ui.text import tr

HOME = Household(id=new_id(), subject="", number="12", head="李大山", group=2, door="12号")
HER = a_woman(
    "王秀兰", id_number="430981198903074523", birth_date="1989-03-07", group=2, door="12号", phone="13812344531",
    marital="21", spouse_name="李军", household=HOME.id,
)  # fmt: skip


def of_her(**values: object) -> dict[str, object]:
    return {"id": new_id(), "subject": HER.id, **values}


USE = MethodUse(**of_her(method="iud_copper", start="2026-08-24", expiry="2036-08-24", chosen_by="her"))  # type: ignore[arg-type]
VISIT = Visit(**of_her(visit_kind="iud_followup", date="2026-09-25", about=USE.id, iud_position="normal"))  # type: ignore[arg-type]
LOST = Pregnancy(**of_her(booked_date="2025-01-10", outcome="abortion", outcome_date="2025-02-03"))  # type: ignore[arg-type]
CARE = Visit(**of_her(visit_kind="post_abortion", date="2025-03-03", bleeding="none", advice="多休息"))  # type: ignore[arg-type]


@pytest.fixture
def seat(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    ledger, _ = new_ledger(tmp_path)
    taken = Seat(ledger, qtbot)
    taken.enter([HOME, HER, USE, VISIT])
    yield taken
    taken.leave()
    ledger.close()


def opened(seat: Seat, woman: str = HER.id) -> WomanPage:
    seat.frame.navigate("woman", woman)
    seat.settle()
    page = seat.frame.page("woman")
    assert isinstance(page, WomanPage)
    return page


@pytest.fixture
def page(seat: Seat) -> WomanPage:
    return opened(seat)


def words(within: QWidget) -> str:
    return "\n".join(w.text() for w in within.findChildren(Words) if not w.isHidden())


def form_of(page: WomanPage) -> FormPanel:
    assert page.panel is not None
    return page.panel


def has_form(page: WomanPage) -> bool:
    return page.panel is not None


def line(panel: FormPanel, name: str) -> QLineEdit:
    inner = panel.form().editor(name).inner
    assert isinstance(inner, QLineEdit)
    return inner


def story(seat: Seat) -> Story:
    found = seat.ledger.story(HER.id)
    assert found is not None
    return found


# What is shown


def test_the_head_says_who_she_is(page: WomanPage) -> None:
    assert page.name.text() == "王秀兰"
    for part in ("Wáng Xiùlán", "37 岁", "1989年3月7日", "正月三十", "2组 12号"):
        assert part in page.about.text()


def test_what_stands_now_is_told_and_id_and_telephone_are_masked(page: WomanPage) -> None:
    told = words(page.now)
    assert "含铜宫内节育器" in told
    assert "李军" in told
    assert "430981 1989 0307 ●●●●" in told
    assert "4523" not in told
    assert "●●● ●●●● 4531" in told


def test_id_and_telephone_open_on_purpose_and_close_when_the_page_is_left(page: WomanPage, seat: Seat) -> None:
    page.now.reveal.click()
    seat.settle()
    assert "4523" in words(page.now)
    seat.frame.navigate("ledger", "")
    opened(seat)
    assert "4523" not in words(page.now)


def test_the_story_stands_from_the_latest_and_is_narrowed_by_topic(page: WomanPage) -> None:
    assert [row.moment.record.id for row in page.timeline.rows()] == [VISIT.id, USE.id]
    page.timeline.filters.pill("method").click()
    assert [row.moment.record.id for row in page.timeline.rows()] == [USE.id]
    page.timeline.filters.pill("maternal").click()
    assert page.timeline.rows() == []


def test_what_comes_next_is_told_with_its_window(page: WomanPage) -> None:
    told = words(page.side)
    assert "放置宫内节育器后 3 个月随访" in told
    assert "11月14日到12月9日都可以" in told


def test_a_loss_is_closed_until_it_is_opened_on_purpose(seat: Seat) -> None:
    seat.enter([LOST, CARE])
    page = opened(seat)
    whole = words(page) + "".join(row.accessibleName() for row in page.timeline.rows())
    for secret in ("流产", "多休息", "没有出血"):
        assert secret not in whole
    closed = [row for row in page.timeline.rows() if row.moment.record.id == CARE.id]
    assert closed[0].told.title == tr("woman.closed")
    page.timeline.open_closed.emit(closed[0].moment)
    assert "多休息" in words(page.timeline)
    assert "人工流产" not in words(page.timeline)  # the other one was not opened


def test_a_reason_is_not_told_with_the_method_it_belongs_to(seat: Seat) -> None:
    seat.ledger.write("t", [Edit("method_use", USE.id, {"stop": "2026-11-01", "stop_reason": "wants_pregnancy"})])
    page = opened(seat)
    assert "想怀孕" not in words(page)


def test_the_household_names_others_but_never_one_whose_family_does_not_know(seat: Seat) -> None:
    seat.enter([
        a_woman("李小花", household=HOME.id, group=2, door="12号"),
        a_woman("陈静", household=HOME.id, group=2, door="12号", family_unaware=True),
    ])  # fmt: skip
    page = opened(seat)
    names = [link.text() for link in page.now.findChildren(Link)]
    assert "李小花" in names
    assert "陈静" not in names


def test_a_shared_id_and_another_door_are_pointed_out_with_a_way_to_look(seat: Seat) -> None:
    other = a_woman("李小花", id_number=HER.id_number, household=HOME.id, group=2, door="21号")
    seat.enter([other])
    page = opened(seat)
    told = words(page.side)
    assert tr("woman.same_id", name="李小花") in told
    assert tr("woman.other_door", name="李小花", mine="12号", theirs="21号") in told
    link = next(link for link in page.side.findChildren(Link) if link.text() == tr("woman.have_a_look"))
    link.click()
    seat.settle()
    assert page.name.text() == "李小花"


def test_what_stays_in_the_village_is_her_decision_and_said_so(page: WomanPage, seat: Seat) -> None:
    assert page.now.county.text() == tr("woman.county.not_asked")
    seat.enter([Consent(**of_her(scope="county", state="given", date="2026-11-22", how="signed"))])  # type: ignore[arg-type]
    seat.settle()
    assert "尚未到" in page.now.county.text()


# Editing


def test_ctrl_e_edits_her_enter_saves_and_the_change_can_be_undone(page: WomanPage, seat: Seat) -> None:
    QTest.keyClick(page, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    seat.qtbot.waitUntil(lambda: has_form(page))
    panel = form_of(page)
    line(panel, "door").setText("21号")
    QTest.keyClick(line(panel, "door"), Qt.Key.Key_Return)
    seat.qtbot.waitUntil(lambda: not has_form(page))
    seat.settle()
    assert story(seat).woman.door == "21号"
    assert "21号" in page.about.text()
    QTest.keyClick(seat.frame, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    seat.qtbot.waitUntil(lambda: story(seat).woman.door == "12号")
    seat.settle()


def test_saving_without_a_change_writes_nothing(page: WomanPage, seat: Seat) -> None:
    before = seat.ledger.history.changes()
    page.edit()
    form_of(page).submit()
    seat.settle()
    assert not has_form(page)
    assert seat.ledger.history.changes() == before


def test_what_looks_odd_is_said_below_its_field_while_she_types(page: WomanPage, seat: Seat) -> None:
    page.edit()
    panel = form_of(page)
    line(panel, "birth_date").setText("1998-03-07")
    seat.qtbot.waitUntil(lambda: "1989" in panel.form().row("birth_date").said(), timeout=3000)
    panel.submit()
    seat.settle()
    assert story(seat).woman.birth_date == "1998-03-07"  # a question, never a wall
    assert "1989" in words(page.side)


def test_escape_keeps_what_was_typed_and_the_page_offers_to_go_on(page: WomanPage, seat: Seat) -> None:
    page.edit()
    line(form_of(page), "door").setText("3号附")
    QTest.keyClick(line(form_of(page), "door"), Qt.Key.Key_Escape)
    seat.qtbot.waitUntil(lambda: not has_form(page))
    seat.settle()
    assert story(seat).woman.door == "12号"
    assert tr("woman.unfinished", what=tr("woman.edit")) in words(page.side)
    next(link for link in page.side.findChildren(Link) if link.text() == tr("woman.resume")).click()
    seat.settle()
    assert line(form_of(page), "door").text() == "3号附"


def test_going_to_another_woman_keeps_the_form_of_the_first(page: WomanPage, seat: Seat) -> None:
    other = a_woman("李小花")
    seat.enter([other])
    page.edit()
    line(form_of(page), "phone").setText("139")
    opened(seat, other.id)
    assert not has_form(page)
    assert seat.ledger.draft(f"woman.edit.{HER.id}") is not None
    opened(seat)
    page.edit()
    seat.settle()
    assert line(form_of(page), "phone").text() == "139"


def test_an_entry_is_corrected_in_place_with_f2(page: WomanPage, seat: Seat) -> None:
    row = page.timeline.rows()[0]
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_F2)
    panel = form_of(page)
    box = panel.form().editor("advice").inner
    assert isinstance(box, QPlainTextEdit)
    box.setPlainText("三个月后再来")
    panel.submit()
    seat.settle()
    assert story(seat).visits[0].advice == "三个月后再来"
    assert [(s.field, s.after) for s in seat.ledger.history.of(HER.id)] == [("advice", "三个月后再来")]


def test_an_entry_is_taken_back_and_brought_back(page: WomanPage, seat: Seat) -> None:
    page.timeline.take_back.emit(page.timeline.rows()[0].moment)
    seat.settle()
    assert story(seat).visits == ()
    QTest.keyClick(seat.frame, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    seat.qtbot.waitUntil(lambda: len(story(seat).visits) == 1)


def test_the_history_tells_from_what_to_what_and_masks_what_is_private(seat: Seat) -> None:
    seat.ledger.write("t", [Edit("woman", HER.id, {"door": "21号", "phone": "13900001111"})])
    page = opened(seat)
    page.timeline.past_button.click()
    cells = {
        (page.past.steps.things.cell(page.past.steps.things.index(row, 2))): [
            page.past.steps.things.cell(page.past.steps.things.index(row, column)) for column in (3, 4)
        ]
        for row in range(page.past.steps.things.rowCount())
    }
    assert cells[tr("field.woman.door")] == ["12号", "21号"]
    assert cells[tr("field.woman.phone")] == [tr("woman.closed"), tr("woman.closed")]


# Adding


def save(page: WomanPage, seat: Seat) -> None:
    form_of(page).submit()
    seat.qtbot.waitUntil(lambda: not has_form(page), timeout=3000)
    seat.settle()


def test_a_method_begins_with_her_wish_and_ends_the_one_before(page: WomanPage, seat: Seat) -> None:
    page.add("method_start")
    form = form_of(page).form()
    assert next(iter(form.values())) == "wish"
    form.editor("method").set_value("implant")
    form.editor("wish").set_value("implant")
    form.editor("start").set_value("2026-11-20")
    save(page, seat)
    old, new = story(seat).methods
    assert (old.method, old.stop, old.stop_reason) == ("iud_copper", "2026-11-20", "changed_method")
    assert (new.method, new.wish) == ("implant", "implant")


def test_a_second_method_goes_beside_the_first(page: WomanPage, seat: Seat) -> None:
    page.add("method_beside")
    form_of(page).form().editor("method").set_value("condom")
    save(page, seat)
    assert [use.stop for use in story(seat).methods] == [None, None]


def test_why_nothing_is_used_is_only_asked_when_nothing_is(page: WomanPage) -> None:
    page.add("method_start")
    form = form_of(page).form()
    assert form.row("not_using_reason").isHidden()
    form.editor("method").set_value("none")
    assert not form.row("not_using_reason").isHidden()
    assert form.row("product").isHidden()


def test_a_method_is_stopped_with_or_without_a_reason(page: WomanPage, seat: Seat) -> None:
    page.add(f"method_stop:{USE.id}")
    save(page, seat)
    assert [(use.stop, use.stop_reason) for use in story(seat).methods] == [("2026-11-22", None)]


def test_a_birth_of_twins_is_one_delivery_with_two_children(page: WomanPage, seat: Seat) -> None:
    page.add("delivery")
    form_of(page).form().editor("date").set_value("2026-11-01")
    form_of(page).add_part()
    for key, sex in (("child1", "1"), ("child2", "2")):
        form_of(page).form(key).editor("sex").set_value(sex)
    save(page, seat)
    (delivery,) = story(seat).deliveries
    assert sorted((c.sex, c.plurality, c.delivery) for c in story(seat).children) == [
        ("1", 2, delivery.id), ("2", 2, delivery.id),
    ]  # fmt: skip


def test_a_loss_is_recorded_and_at_once_closed(page: WomanPage, seat: Seat) -> None:
    page.add("loss")
    offered = form_of(page).form().editor("outcome")
    offered.set_value("miscarriage")
    form_of(page).form().editor("outcome_date").set_value("2026-11-02")
    save(page, seat)
    assert [p.outcome for p in story(seat).pregnancies] == ["miscarriage"]
    assert "自然流产" not in words(page)


def test_a_child_a_move_and_a_divorce_take_a_thin_form_each(page: WomanPage, seat: Seat) -> None:
    page.add("child")
    form_of(page).form().editor("birth_date").set_value("2015")
    form_of(page).form().editor("sex").set_value("2")
    save(page, seat)
    page.add("move_out")
    form_of(page).form().editor("county_place").set_value("东莞市")
    save(page, seat)
    page.add("divorce")
    save(page, seat)
    told = story(seat)
    assert [(c.sex, c.birth_date) for c in told.children] == [("2", "2015")]
    assert [(m.direction, m.county_place) for m in told.moves] == [("out", "东莞市")]
    assert (told.woman.marital, told.woman.spouse_name) == ("40", None)


def test_the_page_can_be_closed_and_opened_again(page: WomanPage, seat: Seat) -> None:
    page.add("close")
    form_of(page).form().editor("closed_reason").set_value("moved_out")
    save(page, seat)
    assert story(seat).woman.status == "closed"
    assert page.mark.text() == "已迁出"
    page.add("reopen")
    seat.settle()
    assert story(seat).woman.status == "open"


def test_enter_on_a_form_with_a_missing_answer_says_so_and_keeps_the_form(page: WomanPage, seat: Seat) -> None:
    page.add("method_start")
    form_of(page).submit()
    seat.settle()
    assert page.panel is not None
    assert page.panel.form().row("method").said()


# What fits her now


def bare(**values: object) -> Story:
    return Story(woman=a_woman(**values))  # type: ignore[arg-type]


def test_offers_fit_her_now() -> None:
    girl = bare(birth_date="2012-01-01")
    assert "method_start" not in offers(girl, TODAY)[:3]
    assert "divorce" in offers(bare(marital="21"), TODAY)
    assert "marriage" in offers(bare(marital="10"), TODAY)
    assert offers(bare(status="closed", closed_reason="died"), TODAY) == ("reopen",)
    expecting = Story(woman=HER, pregnancies=(Pregnancy(**of_her(lmp="2026-06-01")),))  # type: ignore[arg-type]
    assert offers(expecting, TODAY)[1] == "delivery"
    assert "pregnancy" not in offers(expecting, TODAY)


def test_each_running_method_can_be_stopped_for_itself() -> None:
    beside = MethodUse(**of_her(method="condom", start="2026-09-01"))  # type: ignore[arg-type]
    two = Story(woman=HER, methods=(USE, beside))
    keys = [key for key, _ in choices_now(offers(two, TODAY), two, TODAY)]
    assert f"method_stop:{USE.id}" in keys
    assert f"method_stop:{beside.id}" in keys


def test_answers_given_on_one_day_are_told_in_one_breath() -> None:
    said = [
        Consent(**of_her(scope=scope, state=state, date="2026-02-10"))  # type: ignore[arg-type]
        for scope, state in (("care", "given"), ("phone", "given"), ("notice", "refused"))
    ]
    found = together(moments(Story(woman=HER, consents=tuple(said))))
    assert sum(1 + len(moment.beside) for moment in found) == 3
    assert all(other.state == m.record.state for m in found for other in m.beside)  # type: ignore[attr-defined]


def test_a_child_is_told_with_its_birth_and_an_adopted_one_for_itself() -> None:
    delivery = Delivery(**of_her(date="2019-05-12"))  # type: ignore[arg-type]
    born = Child(**of_her(birth_date="2019-05-12", delivery=delivery.id))  # type: ignore[arg-type]
    adopted = Child(**of_her(birth_date="2015", relation="adopted"))  # type: ignore[arg-type]
    found = moments(Story(woman=HER, deliveries=(delivery,), children=(born, adopted)))
    assert [moment.record.id for moment in found] == [delivery.id, adopted.id]


def test_every_woman_of_the_made_up_village_has_a_page_without_an_error(seat: Seat) -> None:
    from app.demo.village import make_village
    from app.records import Unit

    people = [r for r in make_village(7, TODAY, women=40) if not isinstance(r, Unit)]
    seat.enter(people)
    for woman in [r for r in people if isinstance(r, Woman)]:
        page = opened(seat, woman.id)
        assert page.name.text() == woman.name
        for row in page.timeline.rows():
            assert "woman." not in row.accessibleName()
            assert "field." not in row.accessibleName()


def test_enter_once_more_after_saving_takes_nothing_back(page: WomanPage, seat: Seat) -> None:
    QTest.keyClick(page, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    seat.settle()
    line(form_of(page), "door").setText("14号")
    QTest.keyClick(line(form_of(page), "door"), Qt.Key.Key_Return)
    seat.settle()
    assert seat.frame.toast.words() == tr("woman.saved")
    focused = QApplication.focusWidget()
    assert focused in page.timeline.rows()  # the keyboard is at her story again
    QTest.keyClick(focused, Qt.Key.Key_Return)
    seat.settle()
    assert page.seen is not None
    assert page.seen.woman.door == "14号"
