"""What happens to her, told through her page by keyboard: each flow is a table of what is typed and what is then known."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.actions.births import open_pregnancy
from app.people import grieves, running
from app.records import Child, Consent, Household, MethodUse, Move, Pregnancy, Record, SupplyBatch, SupplyItem
from app.records.story import Story
from storage.ids import new_id
from tests.support.frames import TODAY, Seat
from tests.support.ledgers import a_woman, new_ledger
from ui.desktop.pages.form_panel import FormPanel
from ui.desktop.pages.woman.page import WomanPage
from ui.desktop.widgets.buttons import Pills
from ui.desktop.widgets.words import Words
from ui.text import tr

HER = a_woman("王秀兰", birth_date="1994-05-12", marital="21", group=2, door="12号")
MINE = a_woman("陈静", birth_date="1996-02-01", marital="10")


def of_her(**values: Any) -> dict[str, Any]:
    return {"id": new_id(), "subject": HER.id, **values}


EXPECTING = Pregnancy(**of_her(lmp="2026-02-10", edd="2026-11-17", edd_basis="lmp", booked_date="2026-04-01"))
IUD = MethodUse(**of_her(method="iud_copper", start="2020-05-01"))
SON = Child(**of_her(birth_date="2016-03-05", sex="1", name="小宝"))
GONE = Move(**of_her(direction="out", date="2025-03-01"))


@pytest.fixture
def seat(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    ledger, _ = new_ledger(tmp_path)
    taken = Seat(ledger, qtbot)
    yield taken
    taken.leave()
    ledger.close()


def opened(seat: Seat, woman: str = HER.id) -> WomanPage:
    seat.frame.navigate("woman", woman)
    seat.settle()
    page = seat.frame.page("woman")
    assert isinstance(page, WomanPage)
    return page


def story(seat: Seat, woman: str = HER.id) -> Story:
    found = seat.ledger.story(woman)
    assert found is not None
    return found


def words(within: QWidget) -> str:
    return "\n".join(w.text() for w in within.findChildren(Words) if not w.isHidden())


def choose(page: WomanPage, seat: Seat, entry: str) -> FormPanel:
    """Ctrl+N, down to the entry, Enter."""
    QTest.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    menu = next(m for m in reversed(page.findChildren(QMenu)) if m.isVisible())
    for _ in menu.actions():
        if menu.activeAction().text() == entry:
            break
        QTest.keyClick(menu, Qt.Key.Key_Down)
    assert menu.activeAction().text() == entry, [a.text() for a in menu.actions()]
    QTest.keyClick(menu, Qt.Key.Key_Return)
    back_from_menu(seat)
    seat.qtbot.waitUntil(lambda: page.panel is not None)
    seat.settle()
    assert page.panel is not None
    return page.panel


def back_from_menu(seat: Seat) -> None:
    """The test platform has no window manager that would make the window active again when a menu closes."""
    seat.frame.activateWindow()
    seat.qtbot.waitUntil(lambda: QApplication.activeWindow() is seat.frame)


def write(panel: FormPanel, name: str, typed: str, part: str = "main") -> QWidget:
    """Into a field as a person does: text through the input method, a pill with the space bar."""
    inner = panel.form(part).editor(name).inner
    if isinstance(inner, QLineEdit | QPlainTextEdit):
        inner.setFocus()
        inner.selectAll()
        event = QInputMethodEvent()
        event.setCommitString(typed)
        QApplication.sendEvent(inner, event)
        if (popup := QApplication.activePopupWidget()) is not None:
            QTest.keyClick(popup, Qt.Key.Key_Return)
        return inner
    assert isinstance(inner, Pills)
    for one in typed.split():
        pill = inner.pill(one)
        pill.setFocus()
        QTest.keyClick(pill, Qt.Key.Key_Space)
    return inner


def save(page: WomanPage, seat: Seat) -> None:
    panel = page.panel
    assert panel is not None
    line = next(w for w in panel.findChildren(QLineEdit) if w.isVisible())
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_Return)
    back_from_menu(seat)
    seat.qtbot.waitUntil(lambda: page.panel is not panel, timeout=3000)
    seat.settle()


@dataclass(frozen=True)
class Flow:
    """``before``: what is in the ledger. ``entry``: of the menu. ``typed``: field → text (``part.field`` for a further
    part, ``+`` asks for one more child). ``now``: questions about her story, each with its answer."""

    name: str
    entry: str
    typed: dict[str, str]
    now: dict[str, Callable[[Story], object]]
    expected: dict[str, object] = field(default_factory=dict)
    before: tuple[Record, ...] = ()


def pregnancy(of: Story) -> Pregnancy:
    return of.pregnancies[-1]


FLOWS = [
    Flow(
        "a period she remembers", "怀孕", {"lmp_known": "certain", "lmp": "2026.8.15"},
        {"lmp": lambda s: pregnancy(s).lmp, "edd": lambda s: pregnancy(s).edd, "by": lambda s: pregnancy(s).edd_basis},
        {"lmp": "2026-08-15", "edd": "2027-05-22", "by": "lmp"},
    ),
    Flow(
        "a period said in the farmers' calendar", "怀孕", {"lmp_known": "unsure", "lmp": "农历2026年八月十五"},
        {"lmp": lambda s: pregnancy(s).lmp, "said": lambda s: pregnancy(s).lmp_stated},
        {"lmp": "2026-09-25", "said": "农历2026年八月十五"},
    ),
    Flow(
        "no period known, an ultrasound instead", "怀孕",
        {"lmp_known": "unknown", "ultrasound_date": "2026年10月8日", "edd": "2027年4月1日", "edd_basis": "ultrasound"},
        {"lmp": lambda s: pregnancy(s).lmp, "edd": lambda s: pregnancy(s).edd, "by": lambda s: pregnancy(s).edd_basis},
        {"lmp": None, "edd": "2027-04-01", "by": "ultrasound"},
    ),
    Flow(
        "a period known to the month", "怀孕", {"lmp": "2026年8月"},
        {"lmp": lambda s: pregnancy(s).lmp, "edd": lambda s: pregnancy(s).edd}, {"lmp": "2026-08", "edd": None},
    ),
    Flow(
        "twins, one of them stillborn", "分娩",
        {"date": "2026-11-10", "place": "hospital", "mode": "caesarean", "child1.sex": "2", "child1.birth_weight_g": "2.4",
         "+": "", "child2.born": "stillbirth", "child2.sex": "1"},
        {"births": lambda s: len(s.deliveries), "children": lambda s: sorted((c.born, c.sex, c.plurality) for c in s.children),
         "weight": lambda s: [c.birth_weight_g for c in s.children if c.born == "live"],
         "weeks": lambda s: s.children[0].gestation_weeks,
         "closed": open_pregnancy, "grief": lambda s: grieves(s, TODAY)},
        {"births": 1, "children": [("live", "2", 2), ("stillbirth", "1", 2)], "weight": [2400], "weeks": 39, "closed": None,
         "grief": True},
        (EXPECTING,),
    ),
    Flow(
        "triplets", "分娩", {"date": "2026-11-10", "+": "", "++": ""},
        {"children": lambda s: sorted((c.plurality or 0, c.birth_order or 0) for c in s.children)},
        {"children": [(3, 1), (3, 2), (3, 3)]}, (EXPECTING,),
    ),
    Flow(
        "a birth heard of half a year late", "分娩", {"date": "2026-05-20", "place": "home", "child1.sex": "1"},
        {"child": lambda s: s.children[0].birth_date, "ended": lambda s: pregnancy(s).outcome_date},
        {"child": "2026-05-20", "ended": "2026-05-20"},
        (Pregnancy(**of_her(lmp="2025-08-20")),),
    ),
    Flow(
        "an adopted child", "孩子（已有的）",
        {"relation": "adopted", "sex": "2", "birth_date": "2023年5月", "joined_date": "2026-8-1"},
        {"child": lambda s: [(c.relation, c.birth_date, c.joined_date) for c in s.children],
         "births": lambda s: len(s.deliveries)},
        {"child": [("adopted", "2023-05", "2026-08-01")], "births": 0},
    ),
    Flow(
        "a miscarriage", "流产或其他结局", {"outcome": "miscarriage", "outcome_date": "2026-11-01"},
        {"how": lambda s: [(p.outcome, p.outcome_date) for p in s.pregnancies]},
        {"how": [("miscarriage", "2026-11-01")]}, (EXPECTING,),
    ),
    Flow(
        "a child's death", "孩子离开或去世：小宝", {"ended": "died", "ended_date": "2026-11-02"},
        {"child": lambda s: [(c.ended, c.ended_date) for c in s.children], "grief": lambda s: grieves(s, TODAY)},
        {"child": [("died", "2026-11-02")], "grief": True}, (SON,),
    ),
    Flow(
        "another method, the first one stopped in the same step", "开始一种避孕方法",
        {"wish": "皮下埋植", "method": "皮下埋植", "chosen_by": "her", "agreed": "signed",
         "explained": "iud_copper implant condom",
         "start": "2026-11-20", "expiry": "2029年11月"},
        {"old": lambda s: [(m.stop, m.stop_reason) for m in s.methods if m.method == "iud_copper"],
         "new": lambda s: [(m.wish, m.explained, bool(m.counselled), m.chosen_by, m.agreed, m.expiry)
                           for m in running(s, TODAY)]},
        {"old": [("2026-11-20", "changed_method")],
         "new": [("implant", "iud_copper implant condom", True, "her", "signed", "2029-11")]},
        (IUD,),
    ),
    Flow(
        "a method stopped the day it began, with what it did to her", "停用皮下埋植",
        {"stop": "2026-11-22", "stop_reason": "不适应", "side_effects": "头晕"},
        {"use": lambda s: [(m.start, m.stop, m.stop_reason, m.side_effects) for m in s.methods],
         "left": lambda s: running(s, TODAY)},
        {"use": [("2026-11-22", "2026-11-22", "side_effects", "头晕")], "left": ()},
        (MethodUse(**of_her(method="implant", start="2026-11-22")),),
    ),
    Flow(
        "moving out closes her entry", "迁出", {"date": "2026-11-20", "county_place": "东莞市"},
        {"her": lambda s: (s.woman.status, s.woman.closed_reason, s.woman.closed_date),
         "where": lambda s: s.moves[0].county_place},
        {"her": ("closed", "moved_out", "2026-11-20"), "where": "东莞市"},
    ),
    Flow(
        "her own household", "她的户", {"household": "李大山"},
        {"home": lambda s: s.household.head if s.household else None, "door": lambda s: (s.woman.group, s.woman.door)},
        {"home": "李大山", "door": (5, "7号")},
        (Household(id=new_id(), subject="", number="00007", head="李大山", group=5, door="7号"),),
    ),
    Flow(
        "a screening", "两癌筛查", {"screen": "cervical", "date": "2026-11-01"},
        {"done": lambda s: [(x.screen, x.date) for x in s.screenings]}, {"done": [("cervical", "2026-11-01")]},
    ),
    Flow(
        "a request", "她的请求", {"asked": "查看自己的记录", "what": "想看看写了什么"},
        {"asked": lambda s: [(x.asked, x.what) for x in s.requests]}, {"asked": [("see", "想看看写了什么")]},
    ),
]  # fmt: skip


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_what_is_told_is_known_and_nothing_is_asked_twice(flow: Flow, seat: Seat) -> None:
    seat.enter([HER, *flow.before])
    page = opened(seat)
    panel = choose(page, seat, flow.entry)
    for name, typed in flow.typed.items():
        if name.startswith("+"):
            panel.add_part()
            continue
        part, _, wanted = name.rpartition(".")
        write(panel, wanted, typed, part or "main")
    save(page, seat)
    told = story(seat)
    assert {name: ask(told) for name, ask in flow.now.items()} == flow.expected
    kept = seat.ledger.history.changes()
    QTest.keyClick(seat.frame, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    seat.qtbot.waitUntil(lambda: seat.ledger.history.changes() != kept)
    seat.settle()
    back = story(seat)
    assert (back.woman, len(back.pregnancies), len(back.children), len(back.moves)) == (
        HER, *(sum(isinstance(r, cls) for r in flow.before) for cls in (Pregnancy, Child, Move)),
    )  # fmt: skip


def test_weeks_and_day_are_said_while_she_types(seat: Seat) -> None:
    seat.enter([HER])
    panel = choose(opened(seat), seat, "怀孕")
    write(panel, "lmp", "2026-08-30")
    assert panel.form().row("edd").said() == "今天 12 周 0 天，预产期 2027年6月6日"
    write(panel, "lmp_known", "unknown")
    assert panel.form().row("lmp").isHidden()


def test_after_a_stillbirth_the_words_change_and_nothing_of_the_child_is_asked_for(seat: Seat) -> None:
    seat.enter([HER, EXPECTING])
    page = opened(seat)
    panel = choose(page, seat, "分娩")
    write(panel, "date", "2026-11-10")
    write(panel, "born", "stillbirth", "child1")
    assert tr("woman.add.delivery.loss") in words(panel)
    assert panel.form("child1").row("certificate").isHidden()
    save(page, seat)
    told = words(page.side)
    assert tr("woman.grieves") in told
    assert "新生儿" not in told
    assert "孩子满" not in told


def test_out_and_back_in_and_away_by_marriage(seat: Seat) -> None:
    seat.enter([HER])
    page = opened(seat)
    panel = choose(page, seat, "迁出")
    write(panel, "date", "2026-11-01")
    save(page, seat)
    assert page.mark.text() == "已迁出"
    assert page.seen is not None
    assert page.seen.offers == ("move_in", "reopen")
    panel = choose(page, seat, "迁入、回来")
    save(page, seat)
    assert (story(seat).woman.status, len(story(seat).moves)) == ("open", 2)
    choose(page, seat, "离婚")
    save(page, seat)
    panel = choose(page, seat, "结婚并迁走")
    write(panel, "county_place", "长沙县", "move")
    save(page, seat)
    told = story(seat)
    assert (told.woman.marital, told.woman.status, told.woman.closed_reason) == ("22", "closed", "moved_out")
    assert [(m.direction, m.reason) for m in told.moves[-1:]] == [("out", "marriage")]


def test_a_move_taken_back_opens_her_entry_again(seat: Seat) -> None:
    seat.enter([HER])
    page = opened(seat)
    choose(page, seat, "迁出")
    save(page, seat)
    assert story(seat).woman.status == "closed"
    page.timeline.take_back.emit(page.timeline.rows()[0].moment)
    seat.settle()
    assert (story(seat).woman.status, story(seat).moves) == ("open", ())


def test_f2_is_the_entrys_and_ctrl_e_is_hers(seat: Seat) -> None:
    seat.enter([HER, IUD])
    page = opened(seat)
    entry = page.timeline.rows()[0]
    entry.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(entry, Qt.Key.Key_F2)
    assert page.panel is not None
    assert "method" in page.panel.form().values()
    page.forms.put_by()
    QTest.keyClick(page, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    seat.settle()
    assert page.panel is not None
    assert "phone" in page.panel.form().values()


def test_no_routine_visit_is_said_where_the_method_needs_none(seat: Seat) -> None:
    seat.enter([HER, MethodUse(**of_her(method="condom", start="2026-01-01"))])
    page = opened(seat)
    assert tr("woman.no_visit", what="避孕套") in words(page.side)
    seat.enter([MINE, MethodUse(id=new_id(), subject=MINE.id, method="iud_copper", start="2026-01-01")])
    page = opened(seat, MINE.id)
    assert "不需要定期随访" not in words(page.side)


def test_a_pregnancy_of_which_no_day_is_known_says_that_nothing_can_be_reckoned(seat: Seat) -> None:
    seat.enter([HER, Pregnancy(**of_her(lmp_known="unknown", booked_date="2026-10-01"))])
    page = opened(seat)
    assert tr("followup.undated.pregnancy") in words(page.side)
    assert tr("woman.coming.none") not in words(page.side)


def test_a_husband_who_would_rather_not_is_not_asked_about(seat: Seat) -> None:
    said = Consent(**of_her(scope="spouse", state="refused", date="2026-11-01"))
    seat.enter([HER, said])
    page = opened(seat)
    page.edit()
    seat.settle()
    assert page.panel is not None
    assert not any(name.startswith("spouse") for name in page.panel.values())


def test_a_birthday_said_in_the_farmers_calendar_is_kept_as_said(seat: Seat) -> None:
    seat.enter([HER])
    page = opened(seat)
    page.edit()
    seat.settle()
    assert page.panel is not None
    write(page.panel, "birth_date", "农历1990年闰五月初八")
    save(page, seat)
    assert (story(seat).woman.birth_date, story(seat).woman.birth_stated) == ("1990-06-30", "农历1990年闰五月初八")


def test_an_id_pasted_with_blanks_and_wide_signs_is_the_number(seat: Seat) -> None:
    seat.enter([HER])
    page = opened(seat)
    page.edit()
    seat.settle()
    assert page.panel is not None
    write(page.panel, "id_number", " １１０１０５ 1949 1231 ００２ｘ ")
    save(page, seat)
    assert story(seat).woman.id_number == "11010519491231002X"


@pytest.mark.parametrize(("typed", "keys"), [("陈U+4DAE", "leave"), ("陈U+4DAE", "alt"), ("陈yan3", "menu")])
def test_a_rare_character_gets_into_a_name(typed: str, keys: str, seat: Seat) -> None:
    seat.enter([HER])
    page = opened(seat)
    page.edit()
    seat.settle()
    assert page.panel is not None
    line = write(page.panel, "name", typed)
    if keys != "leave":
        QTest.keyClick(line, Qt.Key.Key_U, Qt.KeyboardModifier.AltModifier)
    if keys == "menu":
        menu = next(m for m in line.findChildren(QMenu) if m.isVisible())
        assert menu.activeAction().text().startswith("䶮")
        QTest.keyClick(menu, Qt.Key.Key_Return)
        back_from_menu(seat)
    save(page, seat)
    assert story(seat).woman.name == "陈䶮"
    assert "Yǎn" in page.about.text()


def test_an_ambiguous_date_is_asked_about_and_not_guessed(seat: Seat) -> None:
    seat.enter([HER])
    page = opened(seat)
    panel = choose(page, seat, "怀孕")
    line = write(panel, "lmp", "5/6/26")
    QTest.keyClick(line, Qt.Key.Key_Return)
    seat.settle()
    assert page.panel is panel
    assert "可能是" in panel.form().row("lmp").said()


def test_everything_of_hers_stands_in_one_line(seat: Seat) -> None:
    from app.records import BenefitCase, BenefitStep, Request, Screening, SupplyMovement

    item = SupplyItem(id=new_id(), subject="", article="folic_acid", measure="box")
    batch = SupplyBatch(id=new_id(), subject="", item=item.id)
    case = BenefitCase(**of_her(scheme="childcare", date="2025-03-01"))
    seat.enter([
        HER, item, batch, case, BenefitStep(**of_her(case=case.id, step="village", date="2025-03-12")),
        SupplyMovement(**of_her(batch=batch.id, movement="out", quantity=2, date="2026-08-02", until="2026-10-30")),
        Screening(**of_her(screen="cervical", date="2025-03-08", result="see_clinician", facility="县妇幼")),
        Request(**of_her(asked="see", date="2025-05-01")),
        Child(**of_her(relation="adopted", birth_date="2023-05", joined_date="2026-08-01", ended="left",
                       ended_date="2026-10-01")),
    ])  # fmt: skip
    page = opened(seat)
    told = "\n".join(row.accessibleName() for row in page.timeline.rows())
    for part in ("叶酸片", "育儿补贴", "村初审", "宫颈", "查看自己的记录", "收养", "孩子不再同住"):
        assert part in told, part
    assert "要看医生" not in told  # a result is opened on purpose
    page.timeline.filters.pill("office").click()
    assert len(page.timeline.rows()) == 3


def test_her_papers_are_printed_from_her_page_and_remembered(
    seat: Seat, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lost = Pregnancy(**of_her(outcome="abortion", outcome_date="2024-02-03"))
    seat.enter([HER, IUD, lost])
    page = opened(seat)
    shown: list[bytes] = []

    def keep(_parent: object, content: bytes, _name: str) -> Path:
        shown.append(content)
        return tmp_path / "x"

    monkeypatch.setattr("ui.desktop.widgets.pdf_view.save_pdf", keep)
    QTest.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    seat.settle()
    page.papers.view.save_button.click()
    page.papers.whole.click()
    seat.settle()
    page.papers.view.save_button.click()
    page.papers.choice.pill("card").click()
    seat.settle()
    page.papers.view.save_button.click()
    seat.settle()
    from ui.desktop.pdf import Pdf

    said = ["".join(Pdf(content).words(0).split()) for content in shown]
    assert [("健康小结" in one, "人工流产" in one, "签字" in one) for one in said] == [
        (True, False, False), (True, True, False), (False, False, True),
    ]  # fmt: skip
    kept = [
        (e.what, bool(e.detail.get("with_hidden")), e.subject)
        for e in seat.ledger.audit()
        if e.what.startswith("export.")
    ]
    assert kept == [("export.card", False, HER.id), ("export.summary", True, HER.id), ("export.summary", False, HER.id)]
    QTest.keyClick(page.papers, Qt.Key.Key_Escape)
    assert page.timeline.isVisible()
