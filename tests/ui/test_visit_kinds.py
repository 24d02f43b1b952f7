"""Every kind of visit through the real page, by keyboard alone and with a Chinese input method; whom it is about."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.followups.schedule import load_schedule
from app.records import (
    Child,
    Delivery,
    Pregnancy,
    Record,
    Response,
    Screening,
    SupplyBatch,
    SupplyItem,
    SupplyMovement,
    Visit,
    Woman,
)
from app.records.visits import FORMS
from app.today import entries
from storage.ids import new_id
from tests.ui.rounds import TODAY, Desktop, living, lost, using, visited
from ui.desktop.pages.visit.asked import draft_name
from ui.desktop.pages.visit.form import VisitForm
from ui.desktop.widgets.buttons import Pill
from ui.desktop.window import dress
from ui.preferences import Preferences
from ui.text import tr

Open = Callable[[Sequence[Record]], Desktop]


@pytest.fixture
def open_desktop(qtbot: QtBot, tmp_path: Path) -> Iterator[Open]:
    dress(Preferences())
    made: list[Desktop] = []

    def make(records: Sequence[Record]) -> Desktop:
        made.append(Desktop(tmp_path, qtbot, records))
        return made[-1]

    yield make
    for desktop in made:
        desktop.close()


HER = living("李月琴", 2, "12号", birth_date="1992-03-07")
EXPECTING = Pregnancy(id=new_id(), subject=HER.id, lmp="2026-05-01", edd="2027-02-05", edd_basis="lmp")
BIRTH = Delivery(id=new_id(), subject=HER.id, date="2026-11-12", place="hospital", discharge_date="2026-11-15")
OLD_BIRTH = Delivery(id=new_id(), subject=HER.id, date="2026-10-08", place="hospital")
BABY = Child(id=new_id(), subject=HER.id, delivery=BIRTH.id, birth_date="2026-11-12", sex="2", name="小雨")
TODDLER = Child(id=new_id(), subject=HER.id, birth_date="2024-11-10", sex="1", name="大林")


@dataclass(frozen=True)
class Case:
    """``typed``: field and what is typed, a digit for an answer; what is not ASCII comes from the input method."""

    kind: str
    records: tuple[Record, ...]
    typed: tuple[tuple[str, str], ...]
    kept: dict[str, Any]
    about: str | None = None
    words: dict[str, str] = field(default_factory=lambda: {"advice": "多休息，多喝水"})


def method(name: str, **values: Any) -> Record:
    return using(HER, name, "2026-05-20", **values)


IUD, IMPLANT, NEEDLE = method("iud_copper"), method("implant"), method("injectable_3m")
PILL, LIGATION, SNIP, CONDOM = (
    method("pill_combined"), method("female_sterilisation"), method("male_sterilisation"), method("condom"),
)  # fmt: skip
LOSS = lost(HER, "2026-10-22")
CASES = (
    Case("iud_followup", (IUD,), (("iud_position", "1"), ("bleeding", "5"), ("pain", "1"), ("content", "1")),
         {"iud_position": "normal", "bleeding": "none", "pain": "none", "content": "yes"}, IUD.id),
    Case("implant_followup", (IMPLANT,), (("implant_site", "1"), ("bleeding", "4")),
         {"implant_site": "normal", "bleeding": "irregular"}, IMPLANT.id),
    Case("injection", (NEEDLE,), (("injection_given", "1"), ("pressure", "118/74"), ("weight_g", "62.5")),
         {"injection_given": "yes", "systolic": 118, "diastolic": 74, "weight_g": 62_500}, NEEDLE.id),
    Case("pill_followup", (PILL,), (("pills_missed", "2"), ("pressure", "118 74")),
         {"pills_missed": "one_two", "systolic": 118, "diastolic": 74}, PILL.id),
    Case("sterilisation_followup", (LIGATION,), (("wound", "1"), ("pain", "2")),
         {"wound": "normal", "pain": "mild"}, LIGATION.id),
    Case("vasectomy_followup", (SNIP,), (("semen_test", "1"),), {"semen_test": "clear"}, SNIP.id),
    Case("contraception", (CONDOM,), (("bleeding", "1"), ("content", "3")), {"bleeding": "normal", "content": "change"}),
    Case("supplies", (CONDOM,), (("content", "1"),), {"content": "yes"}, CONDOM.id),
    Case("antenatal_first", (EXPECTING,),
         (("height_mm", "158"), ("weight_g", "52.5"), ("pressure", "110/70"), ("haemoglobin", "118"),
          ("urine_protein", "1"), ("blood_tests", "1"), ("folic_acid", "1"), ("mood", "1")),
         {"height_mm": 1580, "weight_g": 52_500, "haemoglobin": 118, "urine_protein": "negative", "blood_tests": "done",
          "folic_acid": "yes", "mood": "calm"}, EXPECTING.id),
    Case("antenatal", (EXPECTING,),
         (("pressure", "112/70"), ("weight_g", "61"), ("fundal_height_mm", "27"), ("girth_mm", "88.5"),
          ("baby_position", "1"), ("baby_heart", "142"), ("baby_movement", "1"), ("swelling", "1")),
         {"weight_g": 61_000, "fundal_height_mm": 270, "girth_mm": 885, "baby_position": "head", "baby_heart": 142,
          "baby_movement": "normal", "swelling": "none"}, EXPECTING.id),
    Case("post_abortion", (LOSS,), (("bleeding", "1"), ("pain", "1"), ("mood", "2")),
         {"bleeding": "normal", "mood": "tired"}, LOSS.id),
    Case("postpartum_home", (BIRTH, BABY), (("pressure", "110/70"), ("lochia", "1"), ("wound", "1"), ("feeding", "1")),
         {"lochia": "normal", "wound": "normal", "feeding": "breast"}, BIRTH.id),
    Case("postpartum_42", (OLD_BIRTH,), (("weight_g", "58"), ("womb", "1")),
         {"weight_g": 58_000, "womb": "normal"}, OLD_BIRTH.id),
    Case("newborn", (BIRTH, BABY),
         (("child_weight_g", "3.4"), ("child_length_mm", "50"), ("child_temperature", "36.8"), ("child_jaundice", "2"),
          ("child_cord", "2"), ("child_screening", "12")),
         {"child_weight_g": 3400, "child_length_mm": 500, "child_temperature": 368, "child_jaundice": "face",
          "child_cord": "off", "child_screening": "blood hearing"}, BABY.id),
    Case("child_health", (TODDLER,),
         (("child_weight_g", "12.2"), ("child_length_mm", "87"), ("child_head_mm", "48"), ("child_development", "1"),
          ("child_vitamin_d", "1"), ("child_vaccines", "1")),
         {"child_weight_g": 12_200, "child_length_mm": 870, "child_head_mm": 480, "child_development": "normal",
          "child_vitamin_d": "yes", "child_vaccines": "yes"}, TODDLER.id,
         {"child_illness": "感冒一次", "advice": "多休息"}),
    Case("preconception", (), (("height_mm", "160"), ("partner_checked", "1"), ("items_done", "19"), ("check_result", "1")),
         {"height_mm": 1600, "partner_checked": "yes", "items_done": 19, "check_result": "usual"}),
    Case("general", (), (("pressure", "120/76"), ("mood", "1")), {"systolic": 120, "mood": "calm"}),
)  # fmt: skip


def form(desktop: Desktop) -> VisitForm:
    assert isinstance(desktop.visit.form, VisitForm)
    return desktop.visit.form


def to(desktop: Desktop, name: str) -> QWidget:
    """On with the Tab key until the field has the keyboard."""
    for _ in range(40):
        here = QApplication.focusWidget()
        assert here is not None
        if form(desktop).editor(name).isAncestorOf(here):
            return here
        QTest.keyClick(here, Qt.Key.Key_Tab)
    raise AssertionError(f"{name} is not reached by Tab")


def commit(where: QWidget, text: str) -> None:
    """What the Chinese input method hands over, after showing what is being composed."""
    QApplication.sendEvent(where, QInputMethodEvent("zhong", []))
    typed = QInputMethodEvent()
    typed.setCommitString(text)
    QApplication.sendEvent(where, typed)


def put(desktop: Desktop, name: str, text: str) -> None:
    where = to(desktop, name)
    if not text.isascii():
        commit(where, text)
        return
    for letter in text:
        QTest.keyClicks(QApplication.focusWidget() or where, letter)


def tick(desktop: Desktop, name: str, digit: str) -> None:
    put(desktop, name, digit)
    desktop.settle()


def latest(desktop: Desktop, woman: Woman) -> Visit:
    return desktop.ledger.about(Visit, woman.id)[-1]


def said(where: QWidget) -> list[str]:
    return [label.text() for label in where.findChildren(QLabel) if not label.isHidden()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)
def test_by_keyboard_alone(open_desktop: Open, case: Case) -> None:
    desktop = open_desktop([HER, *case.records])
    desktop.go("visit", f"{HER.id}|kind|{case.kind}")
    for name, text in (*case.typed, *case.words.items()):
        put(desktop, name, text)
    desktop.key(Qt.Key.Key_Return)
    visit = latest(desktop, HER)
    assert visit.visit_kind == case.kind
    assert visit.date == "2026-11-22"
    assert visit.about == case.about
    assert {name: getattr(visit, name) for name in case.kept} == case.kept
    assert {name: getattr(visit, name) for name in case.words} == case.words


def test_every_kind_has_its_case() -> None:
    assert {case.kind for case in CASES} == set(FORMS) - {"referral_outcome"}


# Pregnancy


def test_the_weeks_follow_the_day(open_desktop: Open) -> None:
    desktop = open_desktop([HER, EXPECTING])
    desktop.go("visit", f"{HER.id}|kind|antenatal")
    assert desktop.visit.head is not None
    assert desktop.visit.head.about.text() == tr("visit.weeks", weeks=29, days=2, edd="2027年2月5日", basis="末次月经")
    form(desktop).editor("date").set_value("2026-11-08")
    assert "27 周 2 天" in desktop.visit.head.about.text()


def test_a_pregnancy_nobody_wrote_down_does_not_keep_the_visit_from_being_recorded(open_desktop: Open) -> None:
    desktop = open_desktop([HER])
    desktop.go("visit", f"{HER.id}|kind|antenatal")
    assert desktop.visit.head is not None
    assert desktop.visit.head.about.text() == tr("visit.pregnancy.none")
    desktop.key(Qt.Key.Key_Return)
    assert latest(desktop, HER).about is None


def test_a_slip_is_asked_about_once(open_desktop: Open) -> None:
    desktop = open_desktop([HER, EXPECTING])
    desktop.go("visit", f"{HER.id}|kind|antenatal")
    put(desktop, "fundal_height_mm", "12")
    desktop.key(Qt.Key.Key_Return)
    assert form(desktop).row("fundal_height_mm").said().startswith("这个孕周一般在")
    assert desktop.ledger.about(Visit, HER.id) == []
    desktop.key(Qt.Key.Key_Return)
    assert latest(desktop, HER).fundal_height_mm == 120


# Danger and referral


def test_a_ticked_sign_asks_for_a_referral_and_one_key_fills_it(open_desktop: Open) -> None:
    desktop = open_desktop([HER, EXPECTING])
    desktop.go("visit", f"{HER.id}|kind|antenatal")
    assert form(desktop).danger.isHidden()
    put(desktop, "pressure", "150/96")
    tick(desktop, "danger_signs", "2")
    assert tr("danger.ticked") in said(form(desktop).danger)
    assert not form(desktop).referral_shown()
    desktop.alt(Qt.Key.Key_Z)
    desktop.key(Qt.Key.Key_Return)
    visit = latest(desktop, HER)
    assert (visit.danger_signs, visit.referral_urgency) == ("headache", "today")
    assert visit.referral_reason == "剧烈头痛或眼花；血压偏高"
    assert visit.referral_facility == tr("visit.facility.today")


def test_she_is_referred_where_she_went_before(open_desktop: Open) -> None:
    before = visited(HER, "general", "2026-06-01", referral_reason="头晕", referral_facility="莲荷乡卫生院")
    desktop = open_desktop([HER, before])
    desktop.go("visit", f"{HER.id}|kind|general")
    put(desktop, "pressure", "145/80")
    desktop.alt(Qt.Key.Key_Z)
    desktop.key(Qt.Key.Key_Return)
    visit = latest(desktop, HER)
    assert (visit.referral_facility, visit.referral_urgency) == ("莲荷乡卫生院", "week")


def test_what_she_feels_is_not_written_on_the_referral(open_desktop: Open) -> None:
    desktop = open_desktop([HER, EXPECTING])
    desktop.go("visit", f"{HER.id}|kind|antenatal")
    put(desktop, "mood", "5")
    editor = form(desktop).editor("danger_signs")
    editor.set_value("self_harm")
    desktop.alt(Qt.Key.Key_Z)
    desktop.key(Qt.Key.Key_Return)
    assert latest(desktop, HER).referral_reason == "请医生看看"


def test_a_referral_without_a_sign_is_hers_to_ask_for(open_desktop: Open) -> None:
    desktop = open_desktop([HER])
    desktop.go("visit", f"{HER.id}|kind|general")
    desktop.alt(Qt.Key.Key_Z)
    commit(form(desktop).editor("referral_reason").inner, "想做检查")
    desktop.key(Qt.Key.Key_Return)
    visit = latest(desktop, HER)
    assert (visit.referral_reason, visit.referral_urgency) == ("想做检查", None)


@pytest.mark.parametrize("way", ["referral", "kind"])
def test_what_came_of_a_referral_is_kept_with_it(open_desktop: Open, way: str) -> None:
    referred = visited(HER, "general", "2026-11-08", referral_reason="血压偏高", referral_facility="县医院")
    desktop = open_desktop([HER, referred])
    desktop.go("visit", f"{HER.id}|referral|{referred.id}" if way == "referral" else f"{HER.id}|kind|referral_outcome")
    assert desktop.visit.head is not None
    assert "血压偏高" in desktop.visit.head.about.text()
    desktop.key(Qt.Key.Key_Return)
    assert latest(desktop, HER).referral_outcome is None, "nothing said yet"
    desktop.alt(Qt.Key.Key_1)
    desktop.key(Qt.Key.Key_Return)
    (visit,) = desktop.ledger.about(Visit, HER.id)
    assert visit.referral_outcome == tr("visit.outcome.well")
    assert visit.referral_outcome_date == "2026-11-22"
    assert desktop.frame.place() == "today"


def followed(desktop: Desktop, woman: Woman, rule: str) -> None:
    """As Enter on the day's list opens it."""
    story = desktop.ledger.story(woman.id)
    assert story is not None
    one = next(entry for entry in entries(story, load_schedule(), TODAY) if entry.followup.rule == rule)
    desktop.go("visit", "|".join([*map(str, one.key), "today"]))
    assert desktop.frame.place() == "visit"


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("referral", {"date": "2026-11-15", "referral_reason": "血压偏高"}),
        ("danger_sign", {"date": "2026-11-21", "danger_signs": "headache"}),
    ],
)
def test_what_came_of_it_is_asked_from_today(open_desktop: Open, rule: str, values: dict[str, Any]) -> None:
    referred = Visit(id=new_id(), subject=HER.id, visit_kind="general", **values)
    desktop = open_desktop([HER, referred])
    followed(desktop, HER, rule)
    desktop.alt(Qt.Key.Key_2)
    desktop.key(Qt.Key.Key_Return)
    (visit,) = desktop.ledger.about(Visit, HER.id)
    assert visit.referral_outcome == tr("visit.outcome.treated")
    assert desktop.frame.place() == "today"


def test_what_came_of_a_screening_closes_it(open_desktop: Open) -> None:
    seen = Screening(id=new_id(), subject=HER.id, screen="cervical", date="2026-11-10", result="see_clinician")
    desktop = open_desktop([HER, seen])
    followed(desktop, HER, "screening_result")
    desktop.alt(Qt.Key.Key_1)
    desktop.key(Qt.Key.Key_Return)
    (screening,) = desktop.ledger.about(Screening, HER.id)
    assert (screening.closed_date, screening.note) == ("2026-11-22", tr("visit.outcome.well"))


def test_a_screening_that_is_due_opens_its_own_form(open_desktop: Open) -> None:
    her = living("方颎", 1, "1号", birth_date="1980-11-20")
    before = Screening(id=new_id(), subject=her.id, screen="cervical", test="cytology", date="2023-11-20")
    desktop = open_desktop([her, before])
    followed(desktop, her, "cervical_cytology")
    assert desktop.visit.form is not None
    assert desktop.visit.form.values()["screen"] == "cervical"
    desktop.key(Qt.Key.Key_Return)
    assert [s.date for s in desktop.ledger.about(Screening, her.id)] == ["2023-11-20", "2026-11-22"]


# Children


def test_the_child_is_chosen_and_answers_from_last_time_are_its_own(open_desktop: Open) -> None:
    baby = Child(id=new_id(), subject=HER.id, birth_date="2026-04-10", sex="2", name="小雨")
    before = visited(HER, "child_health", "2026-05-20", about=TODDLER.id, child_weight_g=11_000)
    desktop = open_desktop([HER, TODDLER, baby, before])
    desktop.go("visit", f"{HER.id}|kind|child_health|{baby.id}")
    assert form(desktop).editor("about").value() == baby.id
    weight = form(desktop).editor("child_weight_g").inner
    assert weight.property("placeholderText") == ""
    QTest.keyClick(form(desktop).editor("about").findChildren(Pill)[0], Qt.Key.Key_1)
    other = form(desktop).editor("about").value()
    QTest.keyClick(form(desktop).editor("about").findChildren(Pill)[0], Qt.Key.Key_2)
    chosen = {other, form(desktop).editor("about").value()}
    assert chosen == {baby.id, TODDLER.id}
    form(desktop).editor("about").set_value(TODDLER.id)
    desktop.visit._typed("about")
    assert weight.property("placeholderText") == "11"
    put(desktop, "child_weight_g", "12")
    desktop.key(Qt.Key.Key_Return)
    assert latest(desktop, HER).about == TODDLER.id


def test_after_the_mother_come_her_twins_one_after_the_other(open_desktop: Open) -> None:
    twin = Child(id=new_id(), subject=HER.id, delivery=BIRTH.id, birth_date="2026-11-12", sex="1", name="小山")
    desktop = open_desktop([HER, BIRTH, BABY, twin])
    desktop.go("visit", f"{HER.id}|kind|postpartum_home")
    words = desktop.visit.save_button.text()
    assert words.startswith("保存，接着看")
    desktop.key(Qt.Key.Key_Return)
    first = form(desktop).editor("about").value()
    put(desktop, "child_weight_g", "3.1")
    desktop.key(Qt.Key.Key_Return)
    second = form(desktop).editor("about").value()
    assert {first, second} == {BABY.id, twin.id}
    assert "child_weight_g" not in form(desktop).typed()
    put(desktop, "child_weight_g", "2.9")
    desktop.key(Qt.Key.Key_Return)
    assert desktop.frame.place() == "today"
    told = {(v.visit_kind, v.about) for v in desktop.ledger.about(Visit, HER.id)}
    assert told == {("postpartum_home", BIRTH.id), ("newborn", BABY.id), ("newborn", twin.id)}


def test_a_visit_begun_of_one_child_waits_for_that_child(open_desktop: Open) -> None:
    twin = Child(id=new_id(), subject=HER.id, delivery=BIRTH.id, birth_date="2026-11-12", sex="1", name="小山")
    desktop = open_desktop([HER, BIRTH, BABY, twin])
    desktop.go("visit", f"{HER.id}|kind|newborn|{BABY.id}")
    put(desktop, "child_weight_g", "3.1")
    desktop.key(Qt.Key.Key_Escape)
    kept = desktop.ledger.draft(draft_name("newborn", HER.id, BABY.id))
    assert kept is not None
    assert json.loads(kept)["child_weight_g"] == "3.1"
    desktop.go("visit", f"{HER.id}|kind|newborn|{twin.id}")
    assert "child_weight_g" not in form(desktop).typed()
    desktop.go("visit", f"{HER.id}|kind|newborn|{BABY.id}")
    assert form(desktop).typed()["child_weight_g"] == "3.1"


def test_leaving_what_nobody_touched_says_and_keeps_nothing(open_desktop: Open) -> None:
    desktop = open_desktop([HER, BIRTH, BABY])
    desktop.go("visit", f"{HER.id}|kind|newborn")
    desktop.key(Qt.Key.Key_Escape)
    assert desktop.frame.toast.words() != tr("visit.kept")
    assert desktop.ledger.draft(draft_name("newborn", HER.id, BABY.id)) is None


def test_after_a_stillbirth_no_question_is_about_a_child(open_desktop: Open) -> None:
    still = Child(id=new_id(), subject=HER.id, delivery=BIRTH.id, birth_date="2026-11-12", born="stillbirth")
    desktop = open_desktop([HER, BIRTH, still])
    desktop.go("visit", HER.id)
    assert desktop.visit.head is not None
    assert form(desktop).visit_kind == "postpartum_home"
    assert not form(desktop).has("feeding")
    assert desktop.visit.head.about.text() == tr("visit.grief.alone")
    assert desktop.visit.head.kind_pills is not None
    assert "newborn" not in desktop.visit.head.kind_pills._pills
    assert desktop.visit.save_button.text() == tr("visit.save")


# What is beside a visit


def test_a_screening_is_recorded_where_visits_are(open_desktop: Open) -> None:
    her = living("方颎", 1, "1号", birth_date="1980-01-01")
    desktop = open_desktop([her])
    desktop.go("visit", her.id)
    assert desktop.visit.head is not None
    assert desktop.visit.head.kind_pills is not None
    desktop.visit.head.kind_pills.pill("screening").click()
    desktop.settle()
    for digit in (Qt.Key.Key_1, Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_2, Qt.Key.Key_Tab, Qt.Key.Key_1):
        QTest.keyClick(QApplication.focusWidget() or desktop.frame, digit)
    desktop.key(Qt.Key.Key_Return)
    (screening,) = desktop.ledger.about(Screening, her.id)
    assert (screening.screen, screening.test, screening.result) == ("cervical", "hpv", "normal")
    assert screening.date == "2026-11-22"


def test_a_screening_needs_to_be_named(open_desktop: Open) -> None:
    desktop = open_desktop([HER])
    desktop.go("visit", f"{HER.id}|kind|screening")
    desktop.key(Qt.Key.Key_Return)
    assert desktop.ledger.about(Screening, HER.id) == []
    assert desktop.visit.form is not None
    assert desktop.visit.form.row("screen").said() == tr("editor.required")


def test_supplies_are_part_of_the_visit(open_desktop: Open) -> None:
    item = SupplyItem(id=new_id(), subject="", article="condom", measure="box", lasts_days=30)
    batch = SupplyBatch(id=new_id(), subject="", item=item.id, number="A1", expiry="2028-01-31")
    came = SupplyMovement(
        id=new_id(), subject="", batch=batch.id, movement="in", quantity=50, date="2026-10-01"
    )  # fmt: skip
    desktop = open_desktop([HER, CONDOM, item, batch, came])
    desktop.go("visit", f"{HER.id}|kind|supplies")
    QTest.keyClick(QApplication.focusWidget() or desktop.frame, Qt.Key.Key_Space)
    QTest.keyClicks(QApplication.focusWidget() or desktop.frame, "2")
    desktop.key(Qt.Key.Key_Return)
    visit = latest(desktop, HER)
    (given,) = desktop.ledger.about(SupplyMovement, HER.id)
    assert (given.movement, given.quantity, given.visit, given.until) == ("out", 2, visit.id, "2027-01-21")
    desktop.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desktop.ledger.about(SupplyMovement, HER.id) == [], "one change: the visit and what was given"
    assert desktop.ledger.about(Visit, HER.id) == []


def test_what_runs_out_is_already_chosen(open_desktop: Open) -> None:
    item = SupplyItem(id=new_id(), subject="", article="condom", measure="box", lasts_days=30)
    batch = SupplyBatch(id=new_id(), subject="", item=item.id, number="A1", expiry="2028-01-31")
    came = SupplyMovement(id=new_id(), subject="", batch=batch.id, movement="in", quantity=50, date="2026-10-01")
    given = SupplyMovement(
        id=new_id(), subject=HER.id, batch=batch.id, movement="out", quantity=1, date="2026-10-20", until="2026-11-25"
    )  # fmt: skip
    desktop = open_desktop([HER, CONDOM, item, batch, came, given])
    followed(desktop, HER, "supplies")
    assert form(desktop).giving.item() == item
    QTest.keyClicks(QApplication.focusWidget() or desktop.frame, "3")
    desktop.key(Qt.Key.Key_Return)
    assert [m.quantity for m in desktop.ledger.about(SupplyMovement, HER.id)] == [1, 3]


# Guidance


def test_a_pregnant_girls_guidance_is_closed_until_it_is_opened(open_desktop: Open) -> None:
    girl = living("小兰", 4, "1号", birth_date="2013-05-05")
    desktop = open_desktop([girl, Pregnancy(id=new_id(), subject=girl.id, lmp="2026-08-01")])
    desktop.go("visit", f"{girl.id}|kind|antenatal")
    assert desktop.visit.guidance.words() == tr("guidance.closed")
    assert not any("110" in words for words in said(desktop.visit))
    desktop.alt(Qt.Key.Key_H)
    assert "110" in desktop.visit.guidance.words()
    desktop.alt(Qt.Key.Key_H)
    assert desktop.visit.guidance.words() == tr("guidance.closed")


def test_a_grown_womans_guidance_records_and_reports_nothing(open_desktop: Open) -> None:
    desktop = open_desktop([HER])
    desktop.go("visit", f"{HER.id}|kind|general")
    assert desktop.visit.guidance.isHidden()
    changes = len(desktop.ledger.audit())
    desktop.alt(Qt.Key.Key_H)
    assert "由她自己定" in desktop.visit.guidance.words()
    desktop.alt(Qt.Key.Key_H)
    assert desktop.visit.guidance.isHidden()
    assert len(desktop.ledger.audit()) == changes
    assert desktop.ledger.about(Response, HER.id) == []


# The page


@pytest.mark.parametrize("kind", [*FORMS, "screening"])
def test_everything_on_it_has_a_name_and_nothing_is_wider_than_the_screen(open_desktop: Open, kind: str) -> None:
    desktop = open_desktop([HER, EXPECTING, BIRTH, BABY, TODDLER])
    desktop.go("visit", f"{HER.id}|kind|{kind}")
    assert desktop.visit.form is not None
    for name, editor in desktop.visit.form._editors.items():
        assert editor.inner.accessibleName(), name
    for pill in desktop.visit.form.findChildren(Pill):
        assert pill.accessibleName()
    assert desktop.visit.width() <= desktop.frame.width()
    button = desktop.visit.save_button
    assert button.mapTo(desktop.frame, button.rect().bottomLeft()).y() < 768 - desktop.frame.foot.height()
