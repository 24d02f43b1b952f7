"""录入走访 and the paper around a round: entered by keyboard, one line for each woman; slips for a selection."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.records import Consent, Record, Response, Visit, Woman
from storage.ids import new_id
from tests.ui.rounds import TODAY, Desktop, Village, living, lost, using, visited
from ui.desktop.pages.today.carried import carry
from ui.desktop.pages.today.round_entry import RoundEntryPage
from ui.desktop.pages.today.sheet import RoundSheetPage
from ui.desktop.pages.today.slips import SlipsPage
from ui.desktop.window import dress
from ui.preferences import Preferences
from ui.text import tr

Open = Callable[[Sequence[Record]], Desktop]


@pytest.fixture
def village() -> Village:
    return Village()


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


def entry(desktop: Desktop) -> RoundEntryPage:
    if desktop.frame.place() != "round_entry":
        desktop.go("today")
        desktop.key(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    page = desktop.frame.page("round_entry")
    assert isinstance(page, RoundEntryPage)
    return page


def names(page: RoundEntryPage) -> list[str]:
    sheet = page._sheet
    return [woman.story.woman.name for woman in sheet.women] if sheet is not None else []


def focused() -> QWidget | None:
    return QApplication.focusWidget()


def test_twelve_women_are_entered_with_two_keys_each(open_desktop: Open) -> None:
    women = [living(f"王{'一二三四五六七八九十甲乙'[n]}", 1, f"{n + 1}号") for n in range(12)]
    desktop = open_desktop([*women, *(using(woman, "iud_copper", "2026-08-24") for woman in women)])
    page = entry(desktop)
    assert names(page) == [woman.name for woman in women]
    for woman in women:
        assert page.lines[woman.id].holds_keyboard()
        desktop.key(Qt.Key.Key_Space)
        desktop.key(Qt.Key.Key_Return)
    visits = [desktop.ledger.about(Visit, woman.id) for woman in women]
    assert [[(v.visit_kind, v.date) for v in mine] for mine in visits] == [[("iud_followup", "2026-11-22")]] * 12
    assert page.count.text() == tr("entry.done", n=12, left=0)
    assert focused() is page.back


def test_a_line_is_not_met_or_declined_and_each_can_be_undone(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    page = entry(desktop)
    line = page.lines[village.wang.id]
    line.met.pill("met").setFocus()
    desktop.key(Qt.Key.Key_Right)
    desktop.key(Qt.Key.Key_Space)
    desktop.key(Qt.Key.Key_Return)
    assert desktop.answers(village.wang) == [("not_reached", None)]
    assert line.is_saved()
    assert not line.holds_keyboard()
    desktop.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desktop.answers(village.wang) == []
    assert not line.is_saved()
    line.met.pill("declined").click()
    line.met.pill("declined").setFocus()
    desktop.key(Qt.Key.Key_Return)
    assert desktop.answers(village.wang) == [("declined", None)]


def test_a_day_and_the_next_are_typed_and_looked_at(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    page = entry(desktop)
    line = page.lines[village.wang.id]
    line.met.pill("met").click()
    for editor, typed in ((line.date, "2026-11-21"), (line.next, "2026-11-20")):
        editor.line.clear()
        QTest.keyClicks(editor.line, typed)
    line.next.line.setFocus()
    desktop.key(Qt.Key.Key_Return)
    assert page.said.text() == tr("entry.next_wrong")
    assert len(desktop.ledger.about(Visit, village.wang.id)) == 1  # the one of September
    line.next.line.clear()
    QTest.keyClicks(line.next.line, "2027-02-20")
    desktop.key(Qt.Key.Key_Return)
    last = desktop.ledger.about(Visit, village.wang.id)[-1]
    assert (last.date, last.next_date) == ("2026-11-21", "2027-02-20")
    assert page.said.text() == ""


def test_enter_on_a_line_that_says_nothing_asks(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    page = entry(desktop)
    desktop.key(Qt.Key.Key_Return)
    assert page.said.text() == tr("entry.nothing")
    assert not desktop.ledger.about(Response, village.wang.id)


def test_a_half_written_line_is_there_again(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    page = entry(desktop)
    page.lines[village.wang.id].met.pill("met").click()
    QTest.qWait(700)
    desktop.settle()
    desktop.go("ledger")
    page = entry(desktop)
    line = page.lines[village.wang.id]
    assert line.met.value() == "met"
    assert [pills.value() for pills in line.outcomes.values()] == ["done"]
    line.met.pill("met").setFocus()
    desktop.key(Qt.Key.Key_Return)
    assert desktop.ledger.draft(f"round_entry.{village.wang.id}") is None


def test_the_lines_stand_in_the_order_of_the_paper_that_was_carried(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    carry(desktop.ledger, TODAY, [village.he.id, village.gong.id, village.wang.id])
    page = entry(desktop)
    assert names(page) == ["贺丽华", "龚雅洁", "王秀兰"]
    assert page.lines[village.gong.id].is_saved()  # she declined before: nothing is asked of her
    assert tr("entry.sheet", day="11月22日") in page.source.text()


def test_printing_the_sheet_keeps_its_order(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    desktop.go("round")
    page = desktop.frame.page("round")
    assert isinstance(page, RoundSheetPage)
    content = page.content()
    assert content is not None
    page.view.printed.emit()
    desktop.settle()
    assert [w.story.woman.id for w in entry(desktop)._sheet.women] == [row.woman for row in content.rows]  # type: ignore[union-attr]


@pytest.mark.parametrize("then", [{"next_date": "2026-11-28"}, {"referral_reason": "血压偏高"}])
def test_what_the_round_itself_asks_for_later_leaves_no_line_open(
    open_desktop: Open, village: Village, then: dict[str, str]
) -> None:
    seen = visited(village.wang, "iud_followup", "2026-11-22", **then)
    desktop = open_desktop([*village.records, seen])
    carry(desktop.ledger, TODAY, [village.wang.id, village.he.id])
    page = entry(desktop)
    assert page.lines[village.wang.id].is_saved()
    assert not page.lines[village.he.id].is_saved()


def test_without_a_paper_nobody_is_on_it_who_is_seen_when_she_comes(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    assert "石霞琳" not in names(entry(desktop))


def test_what_needs_more_than_a_tick_cannot_be_ticked_here(open_desktop: Open) -> None:
    she = living("王秀兰", 1, "1号")
    desktop = open_desktop([she, using(she, "injectable_3m", "2026-08-24")])
    page = entry(desktop)
    line = page.lines[she.id]
    line.met.pill("met").click()
    (pills,) = line.outcomes.values()
    assert set(pills._pills) == {"declined"}
    desktop.alt(Qt.Key.Key_Z)
    assert desktop.frame.place() == "visit"


def test_no_sensitive_word_stands_on_a_line(open_desktop: Open) -> None:
    from PySide6.QtWidgets import QLabel

    she = living("贺丽华", 1, "1号")
    desktop = open_desktop([she, lost(she, "2026-10-22")])
    page = entry(desktop)
    page.lines[she.id].met.pill("met").click()
    words = "".join(label.text() for label in page.findChildren(QLabel))
    assert "健康随访" in words
    assert "流产" not in words


# Slips


def slips_of(desktop: Desktop) -> SlipsPage:
    page = desktop.frame.page("slips")
    assert isinstance(page, SlipsPage)
    return page


def test_slips_are_made_for_whoever_is_on_the_list_and_may_have_one(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    desktop.go("today")
    desktop.key(Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    page = slips_of(desktop)
    assert [slip.name for slip in page.chosen()] == ["王秀兰", "贺丽华"]
    assert tr("slips.off.family_unaware", n=1) in page.said.text()
    assert tr("slips.off.no_home_contact", n=1) in page.said.text()
    page.ticks[village.wang.id].click()
    desktop.settle()
    assert [slip.name for slip in page.chosen()] == ["贺丽华"]


def test_one_key_makes_the_slip_of_one_woman(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    desktop.choose(village.wang)
    desktop.alt(Qt.Key.Key_Y)
    assert desktop.frame.place() == "slips"
    assert [slip.name for slip in slips_of(desktop).chosen()] == ["王秀兰"]


def test_no_slip_is_offered_where_there_may_be_none(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    for woman in (village.shi, village.zou):
        desktop.choose(woman)
        desktop.alt(Qt.Key.Key_Y)
        assert desktop.frame.place() == "today"
    desktop.go("slips", village.zou.id)
    assert slips_of(desktop).chosen() == ()
    assert slips_of(desktop).view.isHidden()


# One key each on 今日


def phoning(woman: Woman) -> Consent:
    return Consent(id=new_id(), subject=woman.id, scope="phone", state="given", date="2026-01-01")


def test_a_call_is_one_key_and_only_after_she_agreed(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop([*village.records, phoning(village.wang)])
    desktop.choose(village.he)
    assert not desktop.today.panel.phone.isVisible()
    desktop.choose(village.wang)
    desktop.alt(Qt.Key.Key_T)
    panel = desktop.today.panel
    assert panel.number.text() == "138 7512 2210"
    desktop.alt(Qt.Key.Key_W)
    assert desktop.answers(village.wang) == [("not_reached", None)]


def test_what_rings_is_above_the_list_with_one_key_to_act(open_desktop: Open, village: Village) -> None:
    danger = visited(village.wang, "general", "2026-11-20", danger_signs="headache")
    desktop = open_desktop([*village.records, danger])
    ring = desktop.today.ring
    assert ring.isVisible()
    assert "王秀兰" in ring.what.text()
    assert desktop.names()[0] == "王秀兰"  # before everybody of the first group
    desktop.key(Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert desktop.frame.place() == "visit"


def test_nothing_rings_on_a_quiet_morning_or_for_who_is_seen_when_she_comes(
    open_desktop: Open, village: Village
) -> None:
    danger = visited(village.shi, "general", "2026-11-20", danger_signs="headache")
    desktop = open_desktop([*village.records, danger])
    assert desktop.today.ring.isHidden()


def test_several_services_of_one_woman_are_one_line_and_one_key_goes_through_them(open_desktop: Open) -> None:
    she = living("王秀兰", 1, "1号", birth_date="1985-11-20")
    desktop = open_desktop([she, using(she, "iud_copper", "2026-08-24")])
    (call,) = desktop.today._shown
    rules = [entry.followup.rule for entry in call.entries]
    assert rules[0] == "iud_inserted"
    assert len(rules) > 1
    desktop.alt(Qt.Key.Key_J)
    panel = desktop.today.panel
    assert panel.entry is not None
    assert panel.entry.followup.rule == rules[1]
    desktop.alt(Qt.Key.Key_X)
    assert [r.rule for r in desktop.ledger.about(Response, she.id)] == [rules[1]]
    assert desktop.names() == ["王秀兰"]  # what else there is stays


def test_the_calendar_opens_the_list_of_a_day(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    desktop.key(Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    days = desktop.today.days
    assert days.isVisible()
    assert focused() is days.grid
    desktop.key(Qt.Key.Key_Right)
    desktop.key(Qt.Key.Key_Right)
    assert days.said.text().startswith("11月24日")
    first = days.table.current()
    assert first is not None
    assert first.story.woman.name == "王秀兰"  # it is her day
    assert (
        tr("today.days.said", day="11月24日 星期二", n=days._days[days.grid.day].women, due=1)
        == days.grid.accessibleName()
    )
    desktop.key(Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert days.title.text() == "2026年12月"
    desktop.key(Qt.Key.Key_Return)
    desktop.key(Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert desktop.today.table.isVisible()


def test_grouped_by_service_only_neutral_words_stand_between_the_lines(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    desktop.today.way.pill("service").click()
    sections = [row.words for row in desktop.today.table.things.rows if not hasattr(row, "entries")]
    assert sections == [tr("today.section", group="健康随访", n=4)]
