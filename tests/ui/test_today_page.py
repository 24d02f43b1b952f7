"""今日: who is on the list, in which order and words; what she answers; the sheet for the round."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.followups.due import followups
from app.followups.schedule import load_schedule
from app.records import Record, Visit
from app.records.writes import Add
from app.today import entries, in_walk_order
from tests.ui.rounds import TODAY, Desktop, Village, living, using, visited
from ui.desktop.pages.today.round import open_followups, round_of
from ui.desktop.pages.today.sheet import RoundSheetPage
from ui.desktop.pages.today.words import tag_of
from ui.desktop.pdf import Pdf
from ui.desktop.widgets.marks import Tag
from ui.desktop.widgets.table import words_of
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


def cells(desktop: Desktop) -> list[list[str]]:
    """Every word on the list."""
    model = desktop.today.table.things
    return [[words_of(c.cell(row)) for c in model.columns] for row in desktop.today._shown]


def panel_words(desktop: Desktop) -> str:
    return "\n".join(label.text() for label in desktop.today.panel.findChildren(QLabel) if label.isVisible())


def test_the_day_is_listed_as_one_walks(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    assert desktop.names() == ["石霞琳", "王秀兰", "邹小翠", "贺丽华"]  # door 9 before 12; group 2, 3, 7
    assert words_of(desktop.today.table.things.cell(desktop.today.table.things.index(0, 0))).startswith("2组")
    assert open_followups(desktop.ledger, TODAY) == 4
    assert desktop.frame.rail._entries["today"].accessibleName() == tr("rail.waiting", page="今日", n=4)


def test_who_declined_is_not_on_the_list_and_never_coloured(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    desktop.today.scope.pill("month").click()
    assert "龚雅洁" not in desktop.names()
    story = desktop.ledger.story(village.gong.id)
    assert story is not None
    declined = followups(story, load_schedule(), TODAY)
    assert [tag_of(one, TODAY) for one in declined] == [Tag("她谢绝", "plain")]


def test_who_wants_no_contact_is_there_for_when_she_comes(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    shi = next(e.followup for e in desktop.today._shown if e.followup.subject == village.shi.id)
    assert tag_of(shi, TODAY) == Tag("她来时", "plain")
    assert "她来时" in cells(desktop)[0]
    desktop.today.chips.pill("soon").click()
    assert "石霞琳" not in desktop.names()  # her day is 19 November, nobody goes to look for her
    assert desktop.names() == []  # a device can be looked at on any other day, whenever her window closes


def test_a_sensitive_reason_is_opened_on_purpose_and_closes_again(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    assert not any("流产" in word for row in cells(desktop) for word in row)
    desktop.choose(village.he)
    assert "健康随访" in panel_words(desktop)
    assert "流产" not in panel_words(desktop)
    desktop.alt(Qt.Key.Key_K)
    assert "流产后 1 个月关爱随访" in panel_words(desktop)
    desktop.today.refresh()
    desktop.settle()
    assert [(trace.what, trace.subject) for trace in desktop.ledger.audit()] == [("view.sensitive", village.he.id)]
    desktop.choose(village.wang)
    desktop.choose(village.he)
    assert "流产" not in panel_words(desktop)
    assert len(desktop.ledger.audit()) == 1


def test_after_a_sensitive_visit_only_its_day_is_told(open_desktop: Open, village: Village) -> None:
    past = visited(village.wang, "post_abortion", "2026-11-01", bleeding="heavy", mood="low")
    desktop = open_desktop([*village.records, past])
    desktop.choose(village.wang)
    assert "11月1日" in panel_words(desktop)
    assert "流产" not in panel_words(desktop)
    assert "大量出血" not in panel_words(desktop)


def test_declining_takes_one_key_and_one_more_to_undo(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    desktop.choose(village.wang)
    desktop.alt(Qt.Key.Key_X)
    assert desktop.answers(village.wang) == [("declined", None)]
    assert "王秀兰" not in desktop.names()
    current = desktop.today.table.current()
    assert current is not None
    assert current.story.woman.name == "邹小翠"  # on to the next door
    desktop.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desktop.answers(village.wang) == []
    assert "王秀兰" in desktop.names()


def test_another_day_is_asked_in_place(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    desktop.choose(village.wang)
    desktop.alt(Qt.Key.Key_G)
    panel = desktop.today.panel
    assert panel.day.line.hasFocus()
    QTest.keyClicks(panel.day.line, "2026-11-01")
    desktop.key(Qt.Key.Key_Return)
    assert panel.day_row.said() == tr("today.postpone.past")
    assert desktop.answers(village.wang) == []
    panel.day.line.clear()
    QTest.keyClicks(panel.day.line, "2026-11-28")
    desktop.key(Qt.Key.Key_Return)
    assert desktop.answers(village.wang) == [("postponed", "2026-11-28")]
    assert "王秀兰" not in desktop.names()
    desktop.today.scope.pill("month").click()
    row = next(row for row in cells(desktop) if "王秀兰" in row)
    assert "改到 11月28日" in row


def test_esc_leaves_the_question_for_another_day(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    desktop.choose(village.wang)
    desktop.alt(Qt.Key.Key_G)
    desktop.key(Qt.Key.Key_Escape)
    assert desktop.today.table.hasFocus()
    assert desktop.today.panel.record.isVisible()
    assert desktop.answers(village.wang) == []


@pytest.mark.parametrize(("key", "answer"), [(Qt.Key.Key_W, "not_reached"), (Qt.Key.Key_B, "no_more")])
def test_the_other_answers(open_desktop: Open, village: Village, key: Qt.Key, answer: str) -> None:
    desktop = open_desktop(village.records)
    desktop.choose(village.wang)
    desktop.alt(key)
    assert desktop.answers(village.wang) == [(answer, None)]
    assert "王秀兰" not in desktop.names()


def test_the_month_holds_what_is_still_to_come(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    assert "方颎" not in desktop.names()
    desktop.today.scope.pill("month").click()
    assert desktop.names()[-1] == "方颎"
    assert "11月25日起" in cells(desktop)[-1]


def test_what_was_done_this_month_is_shown(open_desktop: Open, village: Village) -> None:
    done = visited(village.wang, "iud_followup", "2026-11-20")
    desktop = open_desktop([*village.records, done])
    assert "王秀兰" not in desktop.names()
    desktop.today.chips.pill("done").click()
    assert desktop.names() == ["王秀兰"]
    assert not desktop.today.panel.record.isVisible()


def test_an_empty_ledger_says_how_to_begin(open_desktop: Open) -> None:
    desktop = open_desktop([])
    words = [label.text() for label in desktop.today.findChildren(QLabel) if label.isVisible()]
    assert tr("welcome.heading") in words


def test_a_day_without_anyone_says_so_and_offers_the_month(open_desktop: Open) -> None:
    coming = living("方颎", 1, "1号")
    desktop = open_desktop([coming, using(coming, "pill_combined", "2026-09-05")])
    words = [label.text() for label in desktop.today.findChildren(QLabel) if label.isVisible()]
    assert tr("today.empty.today") in words
    desktop.today._see_month()
    assert desktop.names() == ["方颎"]


def test_what_is_kept_current_equals_what_is_read_anew(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    visit = Visit(id="f" * 32, subject=village.wang.id, visit_kind="iud_followup", date="2026-11-21")
    desktop.ledger.write("visit.record", [Add(visit)])
    kept = {e.key: e.followup.state for e in round_of(desktop.ledger).entries(TODAY)}
    anew = in_walk_order([e for s in desktop.ledger.stories() for e in entries(s, load_schedule(), TODAY)])
    assert kept == {e.key: e.followup.state for e in anew}


def test_the_sheet_names_nobody_and_says_who_is_not_on_it(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    desktop.go("today")
    desktop.key(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert desktop.frame.place() == "round"
    page = desktop.frame.page("round")
    assert isinstance(page, RoundSheetPage)
    content = page.content()
    assert content is not None
    on_it = {row.woman for row in content.rows}
    assert on_it == {village.wang.id, village.he.id, village.fang.id}
    assert tr("round.off.family_unaware", n=1) in page.said.text()
    assert tr("round.off.no_home_contact", n=1) in page.said.text()
    assert printed(page, desktop).isdisjoint({"王秀兰", "石霞琳", "邹小翠", "流产", "关爱"})
    page.names.click()
    desktop.settle()
    assert printed(page, desktop) & {"王秀兰", "石霞琳", "邹小翠", "流产", "关爱"} == {"王秀兰"}


def printed(page: RoundSheetPage, desktop: Desktop) -> set[str]:
    """Which of the words that matter are on the paper."""
    desktop.settle()
    pdf = Pdf(page.view._content)
    text = "".join(pdf.words(number) for number in range(len(pdf)))
    return {word for word in ("王秀兰", "石霞琳", "邹小翠", "流产", "关爱") if word in text}


def test_copies_are_numbered_on(open_desktop: Open, village: Village) -> None:
    desktop = open_desktop(village.records)
    desktop.go("round")
    page = desktop.frame.page("round")
    assert isinstance(page, RoundSheetPage)
    page.view.printed.emit()
    desktop.settle()
    assert page._sheet is not None
    assert page._sheet.copies == 1
    assert "第 2 份" in " ".join(Pdf(page.view._content).words(0).split())
