"""Copying out, a list settled, the quarter's check: each gone through by keyboard, with real files and a real ledger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.reconciling.comparing import Line, Outcome
from app.records import Child, Consent, CopiedOut, Delivery, ListCheck, Record, SampleItem, Woman
from app.records.writes import Edit
from storage.ids import new_id
from storage.ledger import Ledger
from tests.support.frames import Seat
from tests.support.ledgers import a_woman, new_ledger
from tests.ui.desktop.walk import nameless
from ui.desktop.pages.copying.page import CopyingPage
from ui.desktop.pages.copying.told import FOLDER
from ui.desktop.pages.reconciling.page import ReconcilingPage
from ui.desktop.pages.sampling.page import SamplingPage
from ui.reconciling import DRAFT

ID = "11010519491231002X"


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


def press(seat: Seat, key: Qt.Key, how: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key into whatever has the keyboard."""
    QTest.keyClick(QApplication.focusWidget() or seat.frame, key, how)
    seat.settle()


def ctrl(seat: Seat, key: Qt.Key) -> None:
    press(seat, key, Qt.KeyboardModifier.ControlModifier)


def born(woman: Woman, day: str, **values: Any) -> list[Record]:
    delivery = Delivery(id=new_id(), subject=woman.id, date=day, place="hospital", mode="vaginal")
    values = {"sex": "2", "delivery": delivery.id, **values}
    return [woman, delivery, Child(id=new_id(), subject=woman.id, birth_date=day, **values)]


# Copying out


def copying(seat: Seat, system: str = "population") -> CopyingPage:
    seat.frame.navigate("copying", "2026-10")
    seat.settle()
    page = seat.frame.page("copying")
    assert isinstance(page, CopyingPage)
    assert page.pills is not None
    page.pills.pill(system).click()
    seat.settle()
    page.table.setFocus()
    return page


def test_a_birth_is_copied_field_by_field_and_remembered_until_it_changes(seat: Seat, ledger: Ledger) -> None:
    seat.enter(born(a_woman("周丽华", id_number=ID), "2026-10-06", name="周小禾"))
    page = copying(seat)
    assert nameless(page) == []
    press(seat, Qt.Key.Key_Return)
    copied = []
    for _ in range(6):
        press(seat, Qt.Key.Key_Return)
        copied.append(QApplication.clipboard().text())
    assert list(dict.fromkeys(copied)) == ["周丽华", ID, "周小禾", "女", "2026.10.06"]
    assert [entry.what for entry in ledger.audit()].count("view.contact") == 1
    ctrl(seat, Qt.Key.Key_Return)
    (kept,) = ledger.all(CopiedOut)
    assert (kept.system, kept.date) == ("population/birth", "2026-11-22")
    assert page.table.things.rows == []
    assert page.nothing.text() == "都抄完了。"
    child = ledger.all(Child)[0]
    ledger.write("test", [Edit("child", child.id, {"name": "周禾"})])
    seat.settle()
    assert [paper.changed[0].zh for paper in page.table.things.rows] == ["子女姓名"]  # type: ignore[union-attr]
    assert page.fields.changed.text() == "录入以后改过：子女姓名"
    ctrl(seat, Qt.Key.Key_Return)
    assert [one.id for one in ledger.all(CopiedOut)] == [kept.id]


def test_an_id_is_shown_only_on_purpose_and_closed_again_when_she_goes_elsewhere(seat: Seat, ledger: Ledger) -> None:
    seat.enter(born(a_woman("周丽华", id_number=ID), "2026-10-06"))
    page = copying(seat)
    assert ID not in str([page.fields.table.things.data(page.fields.table.things.index(n, 1)) for n in range(7)])
    press(seat, Qt.Key.Key_V, Qt.KeyboardModifier.AltModifier)
    assert page.fields.table.things.data(page.fields.table.things.index(1, 1)) == ID
    seat.frame.navigate("month")
    seat.settle()
    copying(seat)
    assert page.fields.table.things.data(page.fields.table.things.index(1, 1)) != ID
    assert "view.sensitive" not in [entry.what for entry in ledger.audit()]


def test_who_refused_is_not_on_it_and_a_county_s_own_file_takes_its_place(seat: Seat, ledger: Ledger) -> None:
    her = a_woman("周丽华")
    no = Consent(id=new_id(), subject=her.id, scope="county", state="refused", date="2026-01-01")
    folder = ledger.folder / FOLDER
    folder.mkdir()
    (folder / "broken.toml").write_text('zh = "坏"\nen = "x"\ndate = "%Y"\nsheet = []\n', encoding="utf-8")
    seat.enter([*born(her, "2026-10-06"), no, *born(a_woman("吴莹"), "2026-10-07")])
    page = copying(seat)
    assert [paper.story.woman.name for paper in page.table.things.rows] == ["吴莹"]  # type: ignore[union-attr]
    assert "broken.toml 第 3 行" in page.wrong.text()
    seat.frame.navigate("copying", her.id)
    seat.settle()
    assert page.table.things.rows == []
    assert "周丽华" not in page.period.text()


# A list


def births(folder: Path, *rows: str) -> Path:
    path = folder / "名单.csv"
    path.write_text("\n".join(["母亲姓名,母亲身份证号,新生儿姓名,性别,出生日期", *rows]), encoding="utf-8")
    return path


def reconciling(seat: Seat, path: Path) -> ReconcilingPage:
    seat.frame.navigate("reconciling")
    seat.settle()
    page = seat.frame.page("reconciling")
    assert isinstance(page, ReconcilingPage)
    page.open_file(path)
    seat.settle()
    return page


def lines(page: ReconcilingPage) -> list[Line]:
    return [line for line in page.table.things.rows if isinstance(line, Line)]


def test_a_list_is_settled_by_key_and_leaves_only_counts(seat: Seat, ledger: Ledger, tmp_path: Path) -> None:
    mother, other = a_woman("王秀兰", id_number=ID), a_woman("周静", birth_date="1990-01-01")
    seat.enter([*born(mother, "2026-10-06", name="李晓"), *born(other, "2026-10-07")])
    rows = (f"王秀兰,{ID},李小,女,2026-10-06", "新来的,,小新,男,2026-10-09", "周静,,,女,2026-10-07")
    page = reconciling(seat, births(tmp_path, *rows))
    assert nameless(page) == []
    outcomes = [line.outcome for line in lines(page)]
    assert outcomes == [Outcome.ASKED, Outcome.DIFFERING, Outcome.ONLY_THERE, Outcome.ONLY_HERE]
    page.table.setFocus()
    ctrl(seat, Qt.Key.Key_1)  # it is she
    assert [line.outcome for line in lines(page)] == [Outcome.DIFFERING, Outcome.ONLY_THERE, Outcome.MATCHED]
    page.table.select_first()
    ctrl(seat, Qt.Key.Key_1)  # the list is right
    ctrl(seat, Qt.Key.Key_1)  # left out: added
    kept = ledger.draft(DRAFT) or ""
    assert kept
    assert not any(word in kept for word in ("王秀兰", "新来的", "小新", ID, mother.id, other.id))
    ctrl(seat, Qt.Key.Key_Return)
    assert {child.name for child in ledger.all(Child)} == {"李小", "小新", None}
    assert {woman.name for woman in ledger.all(Woman)} == {"王秀兰", "周静", "新来的"}
    (check,) = ledger.all(ListCheck)
    assert (check.matched, check.differing, check.only_here, check.omitted) == (1, 1, 0, 1)
    assert ledger.draft(DRAFT) is None
    assert page.another.hasFocus()


def test_what_is_told_back_is_a_paper_and_nothing_of_ours_changes(seat: Seat, ledger: Ledger, tmp_path: Path) -> None:
    mother, missing = a_woman("王秀兰", id_number=ID), a_woman("周静")
    seat.enter([*born(mother, "2026-10-06", name="李晓"), *born(missing, "2026-10-07")])
    page = reconciling(seat, births(tmp_path, f"王秀兰,{ID},李小,女,2026-10-06"))
    page.table.setFocus()
    ctrl(seat, Qt.Key.Key_2)
    ctrl(seat, Qt.Key.Key_1)
    ctrl(seat, Qt.Key.Key_Return)
    assert {child.name for child in ledger.all(Child)} == {"李晓", None}
    assert "2 条" in page.answer_note.text()
    assert not page.view.isHidden()


def test_who_refused_stays_unsaid_and_an_interrupted_comparison_goes_on(
    seat: Seat, ledger: Ledger, tmp_path: Path
) -> None:
    her, mother = a_woman("周静", birth_date="1990"), a_woman("王秀兰", id_number=ID)
    no = Consent(id=new_id(), subject=her.id, scope="care", state="refused", date="2026-01-01")
    seat.enter([her, no, *born(mother, "2026-10-06", name="李晓")])
    path = births(tmp_path, "周静,,小静,女,2026-10-01", f"王秀兰,{ID},李小,女,2026-10-06")
    page = reconciling(seat, path)
    model = page.table.things
    shown = [str(model.data(model.index(r, c))) for r in range(model.rowCount()) for c in range(model.columnCount())]
    assert not any("周静" in words or "小静" in words for words in shown)
    page.table.setFocus()
    page.table.select_first(lambda line: line.outcome is Outcome.DIFFERING)
    ctrl(seat, Qt.Key.Key_2)
    setattr(page, "held", None)  # as after a restart  # noqa: B010  mypy would believe it stays so
    page._go(page.choosing)
    page.arrive("")
    seat.settle()
    assert page.choosing.go_on.isVisible()
    ctrl(seat, Qt.Key.Key_R)
    assert page.held is not None
    assert list(page.held.said.values()) == ["ours"]
    ctrl(seat, Qt.Key.Key_W)
    assert ledger.draft(DRAFT) is None
    assert ledger.all(ListCheck) == []


def test_a_file_without_the_columns_says_so_and_changes_nothing(seat: Seat, ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    path.write_text("姓名,电话,婚姻状况\n周静,13875122210,初婚", encoding="utf-8")
    page = reconciling(seat, path)
    assert page.held is None
    assert "没有找到比对要用的列" in seat.frame.toast.words()
    assert ledger.all(ListCheck) == []


# The quarter


def test_a_sample_is_drawn_kept_and_answered_by_key(seat: Seat, ledger: Ledger) -> None:
    seat.enter([a_woman(f"女{n}", birth_date="1990-01-01", group=n % 3 + 1) for n in range(12)])
    seat.enter([a_woman("不说", birth_date="1990-01-01", family_unaware=True)])
    seat.frame.navigate("sampling")
    seat.settle()
    page = seat.frame.page("sampling")
    assert isinstance(page, SamplingPage)
    ctrl(seat, Qt.Key.Key_Return)
    assert nameless(page) == []
    items = ledger.all(SampleItem)
    assert len(items) == 30
    assert "不说" not in {drawn.story.woman.name for _, drawn in page.told.items}
    page.table.setFocus()
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4):
        ctrl(seat, key)
    found = [item.found for item in ledger.all(SampleItem) if item.found]
    assert sorted(found) == ["missing", "not_checked", "right", "wrong"]
    assert [item.found for item, _ in page.told.items[:5]] == ["right", "wrong", "missing", "not_checked", None]
    assert "核对了 3 项：对 1" in page.state.text()
    ctrl(seat, Qt.Key.Key_P)
    assert not page.paper.isHidden()
    assert "26 项" in page.left_off.text()
