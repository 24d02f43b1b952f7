"""选择方法: her wish first, what was explained, a few questions nobody keeps, her own decision; by keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.counselling.criteria import criteria
from app.counselling.facts import methods
from app.records import Delivery, MethodUse, Visit
from storage.ids import new_id
from tests.support.frames import TODAY, Seat
from tests.support.ledgers import a_woman, new_ledger, tables
from tests.ui.desktop.walk import nameless
from ui import text
from ui.desktop.pages.counselling.page import CounsellingPage
from ui.desktop.pages.counselling.sitting import advice_words, draft_name
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.words import Words
from ui.text import tr

HER = a_woman("王秀兰", birth_date="1989-03-07", group=2)
YOUNG = a_woman("李小满", birth_date="2009-05-01")
HIDDEN = a_woman("周兰", birth_date="1995-05-01", family_unaware=True)
USE = MethodUse(id=new_id(), subject=HER.id, method="condom", start="2024-01-05")
SEEN = Visit(id=new_id(), subject=HER.id, visit_kind="general", date="2026-10-02", systolic=142, diastolic=88)
BORN = Delivery(id=new_id(), subject=HER.id, date="2026-10-30")


@pytest.fixture
def seat(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    ledger, _ = new_ledger(tmp_path)
    taken = Seat(ledger, qtbot)
    taken.frame.activateWindow()
    qtbot.waitUntil(taken.frame.isActiveWindow)
    taken.enter([HER, YOUNG, HIDDEN, USE, SEEN])
    yield taken
    taken.leave()
    ledger.close()
    text.use("zh")


def opened(seat: Seat, woman: str = HER.id) -> CounsellingPage:
    seat.frame.navigate("woman", woman)
    seat.settle()
    seat.frame.navigate("counselling", woman)
    seat.settle()
    page = seat.frame.page("counselling")
    assert isinstance(page, CounsellingPage)
    return page


@pytest.fixture
def page(seat: Seat) -> CounsellingPage:
    return opened(seat)


def uses(seat: Seat, woman: str = HER.id) -> list[MethodUse]:
    story = seat.ledger.story(woman)
    assert story is not None
    return sorted(story.methods, key=lambda use: use.start or "")


def words(within: QWidget) -> str:
    return "\n".join(w.text() for w in within.findChildren(Words) if w.isVisible())


def key(key: Qt.Key, times: int = 1, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for _ in range(times):
        holder = QApplication.focusWidget()
        assert holder is not None
        QTest.keyClick(holder, key, modifier)
        QApplication.processEvents()


def answer(page: CounsellingPage, **told: str) -> None:
    for question, said in told.items():
        pill = page.questions.pills[question].pill(said)
        if not pill.isChecked():
            pill.click()


# By keyboard


def test_a_method_is_explained_chosen_and_begun_by_keyboard_alone(page: CounsellingPage, seat: Seat) -> None:
    key(Qt.Key.Key_Right, 1 + methods().codes.index("implant"))
    key(Qt.Key.Key_Space)  # she would like an implant
    assert page.wish.large.text() == "她想用：皮下埋植"
    key(Qt.Key.Key_Space)  # explained
    key(Qt.Key.Key_Return)
    assert page.step() == "questions"
    key(Qt.Key.Key_Return)  # she would rather not answer
    assert page.step() == "decision"
    key(Qt.Key.Key_Space)  # the first is what she wished for
    assert page.next_button.text() == "记下：开始用皮下埋植"
    key(Qt.Key.Key_Return)
    seat.settle()
    old, new = uses(seat)
    assert (old.stop, old.stop_reason) == (TODAY.isoformat(), "changed_method")
    assert (new.method, new.wish, new.explained, new.counselled) == ("implant", "implant", "implant", True)
    assert (new.start, new.chosen_by, new.agreed) == (TODAY.isoformat(), None, None)
    assert seat.frame.place() == "woman"


def test_it_opens_from_her_page_and_goes_back_to_it(seat: Seat) -> None:
    seat.frame.navigate("woman", HER.id)
    seat.settle()
    seat.frame.page("woman").add("counselling")  # type: ignore[attr-defined]
    seat.settle()
    assert seat.frame.place() == "counselling"
    key(Qt.Key.Key_Escape)
    assert seat.frame.place() == "woman"


@pytest.mark.parametrize("offer", ["method_start", "method_beside"])
def test_it_opens_from_starting_a_method(seat: Seat, offer: str) -> None:
    seat.frame.navigate("woman", HER.id)
    seat.settle()
    seat.frame.page("woman").add(offer)  # type: ignore[attr-defined]
    way = next(b for b in seat.frame.findChildren(Button) if b.text() == tr("woman.add.method.counselling"))
    way.click()
    seat.settle()
    assert seat.frame.place() == "counselling"


def test_it_opens_from_a_visit_which_stays_as_it_was_typed(seat: Seat) -> None:
    seat.frame.navigate("visit", f"{HER.id}|kind|contraception")
    seat.settle()
    visit = seat.frame.page("visit")
    visit.form.editor("advice").set_value("慢慢想")  # type: ignore[attr-defined]
    assert visit.counsel_button.isVisible()  # type: ignore[attr-defined]
    visit.counsel_button.click()  # type: ignore[attr-defined]
    seat.settle()
    assert seat.frame.place() == "counselling"
    key(Qt.Key.Key_Escape)
    assert seat.frame.place() == "visit"
    assert visit.form.values()["advice"] == "慢慢想"  # type: ignore[attr-defined]


# Her wish, side by side


def test_her_wish_stands_first_in_every_choice_and_stays_beside_the_others(page: CounsellingPage) -> None:
    page.wish.pills.pill("external").click()
    before = page.compare.shown()
    page.compare.turn(1)
    after = page.compare.shown()
    assert before[0] == after[0] == "external"
    assert not set(before[1:]) & set(after[1:])
    assert next(iter(page.decision.pills._pills)) == "external"


def test_every_method_comes_by_and_says_all_there_is_to_say(page: CounsellingPage) -> None:
    key(Qt.Key.Key_Return)  # she has no wish yet
    seen: set[str] = set()
    while True:
        seen |= set(page.compare.shown())
        told = words(page.compare)
        for code in page.compare.shown():
            for fact in ("lasts", "returns", "bleeding", "herself"):
                assert tr(f"counselling.{fact}.{code}") in told
        if not page.compare.more.isEnabled():
            break
        page.compare.turn(1)
        QApplication.processEvents()
    assert seen == set(methods().codes)


def test_the_questions_are_no_condition_of_anything(page: CounsellingPage, seat: Seat) -> None:
    """Whatever she answers, whatever she chooses: it can be noted."""
    for question in criteria().questions:
        answer(page, **{question.id: question.answers[-1]})
    for code in (*methods().codes, "none"):
        page._chose(code)
        assert page.next_button.isEnabled(), code
    page._chose("pill_combined")
    assert "先请医生看看" in page.decision.said.text()
    page.save()
    seat.settle()
    assert uses(seat)[-1].method == "pill_combined"


def test_what_is_known_is_filled_in_with_where_it_comes_from_and_can_be_changed(seat: Seat) -> None:
    seat.enter([BORN])
    page = opened(seat)
    page.go("questions")
    said = words(page.questions)
    assert "2026年10月2日量的 142/88" in said
    assert "台账里 2026年10月30日 生产" in said
    assert {q: p.value() for q, p in page.questions.pills.items() if p.value()} == {
        "age": "from35", "birth": "w3", "pressure": "raised"
    }  # fmt: skip
    answer(page, pressure="usual", breastfeeding="yes")
    assert page.sitting is not None
    assert page.sitting.told("pill_combined").because == ("birth", "breastfeeding")


def test_she_says_no_to_all_the_others_in_one_step_but_not_to_what_is_asked_in_private(page: CounsellingPage) -> None:
    page.go("questions")
    answer(page, smoking="yes")
    page.questions.rest.click()
    assert page.sitting is not None
    assert page.sitting.answers["smoking"] == "yes"
    assert page.sitting.answers["clots"] == "no"
    assert not {"infection", "hiv", "birth"} & set(page.sitting.answers)


def test_what_was_asked_in_private_is_forgotten_when_the_page_is_left(page: CounsellingPage, seat: Seat) -> None:
    page.go("questions")
    assert not page.questions.pills["hiv"].isVisible()
    page.questions.private_link.click()
    answer(page, hiv="yes")
    assert page.sitting is not None
    assert "艾滋" not in advice_words(page.sitting, "external")
    sitting = page.sitting
    seat.frame.navigate("today", "")
    assert "hiv" not in sitting.answers
    assert page.questions.private.isHidden()


# What is kept


def test_no_answer_is_kept_anywhere(page: CounsellingPage, seat: Seat) -> None:
    page.wish.pills.pill("implant").click()
    page.compare.ticks["implant"].click()
    page.go("questions")
    answer(page, breast="yes", migraine="aura", liver="severe", pressure="high")
    page._chose("implant")
    seat.settle()
    assert page.sitting is not None
    assert page.sitting.draft == seat.ledger.draft(draft_name(HER.id)) == page.sitting.kept()
    assert page.sitting.draft == '{"wish": "implant", "explained": ["implant"], "choice": "implant"}'
    page.save()
    seat.settle()
    written = str(tables(seat.ledger))
    for answered in ("aura", "migraine", "severe", '"high"', "breast"):
        assert answered not in written
    assert seat.ledger.draft(draft_name(HER.id)) is None


def test_what_was_put_by_is_there_again_and_what_she_answered_is_not(page: CounsellingPage, seat: Seat) -> None:
    page.wish.pills.pill("condom").click()
    page.compare.ticks["condom"].click()
    page.go("questions")
    answer(page, clots="yes")
    key(Qt.Key.Key_Escape)
    seat.settle()
    again = opened(seat)
    assert again.sitting is not None
    assert (again.sitting.wish, again.sitting.explained) == ("condom", {"condom"})
    assert "clots" not in again.sitting.answers
    assert not again.wish.asking()
    again.over_button.click()
    seat.settle()
    assert again.wish.asking()
    assert seat.ledger.draft(draft_name(HER.id)) is None


def test_going_on_with_what_she_uses_leaves_its_start_alone(page: CounsellingPage, seat: Seat) -> None:
    page.wish.pills.pill("implant").click()
    page.compare.ticks["implant"].click()
    page._chose("condom")
    assert page.next_button.text() == "记下：继续用避孕套"
    assert not page.decision.form.row("start").isVisible()
    page.save()
    seat.settle()
    (use,) = uses(seat)
    assert (use.start, use.stop, use.explained, use.wish) == ("2024-01-05", None, "implant", "implant")


def test_none_for_now_is_noted_like_any_other_choice(page: CounsellingPage, seat: Seat) -> None:
    page._chose("none")
    assert page.next_button.text() == "记下：现在什么都不用"
    assert not page.decision.advice.isVisible()
    page.save()
    seat.settle()
    assert [(use.method, use.not_using_reason) for use in uses(seat)] == [("condom", None), ("none", None)]


def test_condoms_beside_another_method(page: CounsellingPage, seat: Seat) -> None:
    page._chose("implant")
    assert "只有避孕套" in page.decision.more.text()
    assert "开转诊" in page.decision.more.text()
    page.decision.beside.click()
    page.save()
    seat.settle()
    assert [use.stop for use in uses(seat)] == [None, None]


def test_a_choice_somebody_else_made_is_asked_about_and_not_stopped(page: CounsellingPage) -> None:
    page._chose("implant")
    assert not page.decision.else_.isVisible()
    page.decision.form.editor("chosen_by").set_value("someone_else")
    page.decision.consider()
    assert page.decision.else_.isVisible()
    assert page.next_button.isEnabled()


def test_a_referral_is_a_visit_of_its_own_and_her_choice_waits(page: CounsellingPage, seat: Seat) -> None:
    page.wish.pills.pill("iud_copper").click()
    answer(page, bleeding="yes")
    page._chose("iud_copper")
    page.refer_button.click()
    page.decision.refer_form.editor("referral_facility").set_value("县妇幼保健院")
    page.decision.refer_save.click()
    seat.settle()
    story = seat.ledger.story(HER.id)
    assert story is not None
    made = next(visit for visit in story.visits if visit.id != SEEN.id)
    assert (made.visit_kind, made.referral_reason, made.referral_facility) == (
        "contraception", "想选避孕方法，请医生看看", "县妇幼保健院"
    )  # fmt: skip
    assert (made.bleeding, made.note, made.danger_signs) == (None, None, None)
    assert [use.method for use in uses(seat)] == ["condom"]
    again = opened(seat)
    assert again.sitting is not None
    assert again.sitting.choice == "iud_copper"


# Who is asked


def test_nobody_under_18_is_asked_unless_she_came_herself(seat: Seat) -> None:
    page = opened(seat, YOUNG.id)
    assert page.young.isVisible()
    assert not page.wish.isVisible()
    assert "不告诉家里人" in words(page.young)
    key(Qt.Key.Key_Return)
    assert page.wish.isVisible()
    seat.frame.navigate("visit", f"{YOUNG.id}|kind|contraception")
    seat.settle()
    assert not seat.frame.page("visit").counsel_button.isVisible()  # type: ignore[attr-defined]


def test_where_her_family_does_not_know_it_is_said_to_talk_alone(seat: Seat) -> None:
    page = opened(seat, HIDDEN.id)
    assert "没有旁人" in words(page.wish)


@pytest.mark.parametrize("what", ["", "nobody"])
def test_without_a_woman_it_says_what_to_do(seat: Seat, what: str) -> None:
    seat.frame.navigate("counselling", what)
    seat.settle()
    page = seat.frame.page("counselling")
    assert tr("counselling.gone.note") in words(page)


# Paper, and who cannot see


def test_the_paper_has_no_name_and_its_leaving_is_remembered_about_nobody(
    page: CounsellingPage, seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.wish.pills.pill("condom").click()
    page.compare.ticks["condom"].click()
    page.print_button.click()
    seat.settle()
    assert page.paper.view.print_button.hasFocus()
    assert "避孕套" in page.paper.view.area.accessibleDescription()
    assert "王秀兰" not in page.paper.view.area.accessibleDescription()
    monkeypatch.setattr("ui.desktop.widgets.pdf_view.save_pdf", lambda *_: tmp_path / "x.pdf")
    page.paper.view.save_button.click()
    seat.settle()
    left = seat.ledger.audit()[0]
    assert (left.what, left.subject, left.detail.get("rows")) == ("export.handout", "", 1)
    key(Qt.Key.Key_Escape)
    assert page.wish.isVisible()


@pytest.mark.parametrize("step", ["compare", "questions", "decision"])
def test_everything_on_it_has_a_name(page: CounsellingPage, step: str) -> None:
    page.go(step)
    if step == "questions":
        page.questions.open_private()
    if step == "decision":
        page._chose("implant")
        page.refer()
    assert nameless(page) == []
