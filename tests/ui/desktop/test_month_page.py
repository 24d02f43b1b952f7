"""The month: what is missing has a way out, numbers open onto people, paper says no more than was asked for."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.figures.behind import Behind
from app.figures.model import definitions
from app.records import Child, MethodUse, Population
from storage.ids import new_id
from storage.ledger import Ledger
from tests.ui.desktop.conftest import MakeWindow
from tests.ui.desktop.county import ledger_in, page_of, settled, sign_in, woman
from ui.desktop.pages.month.numbers import Line
from ui.desktop.pages.month.page import MonthPage
from ui.desktop.pages.month.told import ANSWERS, NO_NAMES, SECTIONS, opening_month
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.words import Words
from ui.desktop.window import Window
from ui.preferences import Preferences

MONTH = "2026-10"


def _village() -> list[Any]:
    mother = woman("周丽华", phone="13875122210", group=1, door="3号")
    hidden = woman("陈桂香", family_unaware=True, phone="13875122211", group=1, door="4号")
    year_only = woman("邹小翠", birth_date=None)
    return [
        mother, hidden, year_only,
        Child(id=new_id(), subject=mother.id, birth_date="2026-10-05", sex="2"),
        MethodUse(id=new_id(), subject=mother.id, method="iud_copper", start="2024-03-02"),
        MethodUse(id=new_id(), subject=hidden.id, method="condom", start="2025-01-01"),
    ]  # fmt: skip


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return ledger_in(tmp_path / "ledger", _village())


@pytest.fixture
def window(make_window: MakeWindow, qtbot: QtBot, ledger: Ledger) -> Window:
    made = make_window(folder="elsewhere")
    sign_in(made, qtbot, ledger)
    return made


@pytest.fixture
def page(window: Window, qtbot: QtBot) -> MonthPage:
    found: MonthPage = page_of(window, "month", MONTH)
    settled(window, qtbot)
    return found


def _words(page: MonthPage) -> str:
    return "\n".join(w.text() for w in page.findChildren(Words) if w.isVisible())


def _behind(page: MonthPage) -> list[tuple[str, str]]:
    """Name and id of everybody in the list beside the numbers."""
    rows = page.numbers.people.things.rows
    return [(one.woman.name, one.woman.id) for one in rows if isinstance(one, Behind) and one.woman is not None]


@pytest.mark.parametrize(
    ("today", "month"),
    [("2026-11-01", "2026-10"), ("2026-11-10", "2026-10"), ("2026-11-11", "2026-11"), ("2027-01-05", "2026-12")],
)
def test_it_opens_on_the_month_that_is_being_reported(today: str, month: str) -> None:
    assert opening_month(date.fromisoformat(today)) == month


def test_every_figure_and_rate_of_the_month_has_its_place(page: MonthPage) -> None:
    placed = [code for _, codes in SECTIONS for code in codes]
    assert sorted(placed) == sorted(definitions()), "each once"
    rows = {row.code for row in page.numbers.table.things.rows if isinstance(row, Line)}
    monthly = {code for code, definition in definitions().items() if "month" in definition.lengths}
    assert rows == monthly - {"births_sex_unknown"}, "nobody's sex is unknown here"


def test_what_is_missing_is_said_with_a_way_out(page: MonthPage, window: Window) -> None:
    words = _words(page)
    assert "还没有填这个月的月末人口" in words
    assert "1 位妇女的年龄不清楚" in words
    assert "1 例出生没有写体重" in words
    her = next(b for b in page.looking.findChildren(Button) if b.text().startswith("邹小翠"))
    opened: list[str] = []
    page.looking.opened.connect(opened.append)
    her.click()
    assert len(opened) == 1


def test_population_is_typed_where_it_is_missed(page: MonthPage, window: Window, ledger: Ledger, qtbot: QtBot) -> None:
    form = page.population.forms["closing"]
    QTest.keyClicks(form.editor("residents").inner, "1415")
    form.editor("source").set_value("乡派出所")
    assert page.unsaved()
    QTest.keyClick(form.editor("residents").inner, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: ledger.count(Population) == 1)
    settled(window, qtbot)
    stated = ledger.all(Population)
    assert [(p.month, p.residents, p.source) for p in stated] == [(MONTH, 1415, "乡派出所")]
    assert not page.unsaved()
    assert "还没有填这个月的月末人口" not in _words(page)


def test_two_populations_of_one_month_give_way_to_the_one_that_is_typed(
    page: MonthPage, window: Window, ledger: Ledger, qtbot: QtBot
) -> None:
    from app.records.writes import Add

    ledger.write(
        "population.enter", [Add(Population(id=new_id(), subject="", month=MONTH, residents=n)) for n in (1400, 1500)]
    )
    qtbot.waitUntil(lambda: "两个不一样的" in _words(page))
    form = page.population.forms["closing"]
    form.editor("residents").set_value(1450)
    form.submit()
    qtbot.waitUntil(lambda: [p.residents for p in ledger.all(Population)] == [1450])


def test_a_number_shows_who_is_behind_it(page: MonthPage, window: Window, qtbot: QtBot) -> None:
    page.go("numbers")
    page.numbers.table.select_first(lambda line: line.code == "births")
    people = _behind(page)
    assert [name for name, _ in people] == ["周丽华"]
    assert [one.date for one in page.numbers.people.things.rows if isinstance(one, Behind)] == ["2026-10-05"]
    opened: list[str] = []
    page.numbers.opened.connect(opened.append)
    page.numbers.people.setFocus()
    QTest.keyClick(page.numbers.people, Qt.Key.Key_Return)
    assert opened == [people[0][1]]


def test_every_number_opens_onto_as_many_as_it_says(page: MonthPage) -> None:
    assert page.told is not None
    for code, figure in page.told.figures.figures.items():
        if (
            not code.startswith(("residents", "registered", "deaths_all", "stock_out"))
            and code not in NO_NAMES | ANSWERS
        ):
            assert len(page.told.behind(code)) == figure.value, code


def test_a_rate_without_a_denominator_is_a_dash(page: MonthPage) -> None:
    rows = {row.code: row.number for row in page.numbers.table.things.rows if isinstance(row, Line)}
    assert rows["birth_rate"] == "–"
    assert rows["residents_closing"] == "–"


def test_a_bar_shows_its_people_by_keyboard(page: MonthPage, qtbot: QtBot) -> None:
    page.go("numbers")
    mix = page.numbers.mix
    mix.setFocus()
    place = next(n for n, bar in enumerate(mix.bars()) if bar.code == "users_condom")
    for _ in range(place + 1):
        QTest.keyClick(mix, Qt.Key.Key_Down)
    assert [name for name, _ in _behind(page)] == ["陈桂香"]
    assert "避孕套 1 人" in mix.accessibleDescription()


def _paper(page: MonthPage, window: Window, qtbot: QtBot, form: str) -> str:
    page.papers.forms._clicked(form)
    qtbot.wait(10)
    settled(window, qtbot)
    qtbot.wait(10)
    settled(window, qtbot)
    pdf = page.papers.view._pdf
    assert pdf is not None
    return "".join(pdf.words(number) for number in range(len(pdf)))


def test_the_report_says_that_it_is_a_draft(page: MonthPage, window: Window, qtbot: QtBot) -> None:
    page.go("print")
    settled(window, qtbot)
    assert "未定稿" in _paper(page, window, qtbot, "report")


def test_the_roster_tells_methods_and_phones_only_when_asked(page: MonthPage, window: Window, qtbot: QtBot) -> None:
    page.go("print")
    plain = _paper(page, window, qtbot, "roster")
    assert "周丽华" in plain
    assert "13875122210" not in plain
    assert "宫内节育器" not in plain
    page.papers.with_phone.click()
    page.papers.with_method.click()
    asked = _paper(page, window, qtbot, "roster")
    assert "13875122210" in asked
    assert "13875122211" not in asked, "her family does not know"


def test_copies_of_the_round_sheet_are_numbered_on(page: MonthPage, window: Window, qtbot: QtBot) -> None:
    page.go("print")
    page.papers.copies._clicked("2")
    assert "第 2 份" in _paper(page, window, qtbot, "round")
    page.papers.printed.emit()
    qtbot.wait(50)
    assert "第 4 份" in _paper(page, window, qtbot, "round")


def test_the_next_month_is_not_there_before_it_begins(page: MonthPage, window: Window, qtbot: QtBot) -> None:
    assert page.after.isEnabled()
    page.after.click()
    settled(window, qtbot)
    assert page.month == "2026-11"
    assert "统计到" in page.period.text()
    assert not page.after.isEnabled()
    page.before.click()
    page.before.click()
    assert page.month == "2026-09"


def test_nothing_scrolls_sideways_at_double_text(make_window: MakeWindow, qtbot: QtBot, ledger: Ledger) -> None:
    window = make_window(Preferences(text_size=200), folder="elsewhere")
    sign_in(window, qtbot, ledger)
    for what in ("look", "numbers", "print"):
        page = page_of(window, "month", f"{MONTH}/{what}")
        settled(window, qtbot)
        qtbot.wait(20)
        area = page.parentWidget()
        assert area is not None
        assert page.width() <= area.width(), what
