"""Importing a roster in the window: what is shown is what is done, back loses nothing, and it can all be taken back."""

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.records import Household, RosterLine, Woman
from app.roster.plan import Outcome, RowPlan
from storage.ledger import Ledger
from tests.app.roster.sample import FOLDER, expected
from tests.support.frames import TODAY, Seat
from tests.support.ledgers import a_woman, new_ledger, tables
from ui import text
from ui.desktop.pages.importing import ImportPage
from ui.desktop.pages.importing.columns_step import LEAVE
from ui.desktop.pdf import Pdf
from ui.desktop.widgets.words import Words
from ui.importing import KEEP
from ui.text import tr

SAMPLE = FOLDER / "roster-sample.xlsx"
LOCAL = ("setting", "draft")
"""What only this laptop keeps: the path of the last file is there."""


@pytest.fixture
def seat(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    text.use("zh")
    ledger, _ = new_ledger(tmp_path)
    taken = Seat(ledger, qtbot)
    yield taken
    taken.leave()
    ledger.close()


@pytest.fixture
def page(seat: Seat) -> ImportPage:
    seat.frame.navigate("import", "")
    seat.settle()
    found = seat.frame.page("import")
    assert isinstance(found, ImportPage)
    return found


def a_file(folder: Path, *rows: Sequence[str], name: str = "名单.csv") -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows(rows)
    return path


def to_rows(seat: Seat, page: ImportPage, path: Path) -> None:
    page.open_file(path)
    seat.settle()
    assert page.step == "columns"
    page.columns.next_button.click()
    seat.settle()
    assert page.step == "rows"


def do_import(seat: Seat, page: ImportPage) -> None:
    page.rows.import_button.click()
    seat.settle()
    assert page.step == "report"


def shown(page: ImportPage) -> list[RowPlan]:
    return [one for one in page.rows.table.things.rows if isinstance(one, RowPlan)]


def said(page: ImportPage) -> str:
    return "\n".join(w.text() for w in page.findChildren(Words) if w.isVisibleTo(page))


def counts(page: ImportPage) -> dict[str, int]:
    names = ("new", "updates", "same", "left_out", "needs_look")
    return {name: int(page.rows.filters.pill(name)._number()) for name in names}


def press(page: ImportPage, words: str) -> None:
    """One of the ways to decide about a row."""
    next(button for button in page.rows.panel.buttons if button.text() == words).click()


def history(ledger: Ledger) -> dict[str, Any]:
    return tables(ledger, but=LOCAL)


# What is shown is what is done


def test_the_sample_is_shown_counted_and_imported_as_a_careful_clerk_would(seat: Seat, page: ImportPage) -> None:
    wanted = expected()
    before = history(seat.ledger)
    to_rows(seat, page, SAMPLE)
    left = len(wanted["rows_not_new"])
    assert counts(page) == {"new": wanted["women"], "updates": 0, "same": 0, "left_out": left, "needs_look": 0}
    assert len(shown(page)) == wanted["data_rows"]
    assert history(seat.ledger) == before
    do_import(seat, page)
    assert seat.ledger.count(Woman) == wanted["women"]
    named = Counter(record["name"] for record in wanted["records"])
    assert Counter(woman.name for woman in seat.ledger.all(Woman)) == named


def test_each_row_left_out_says_why(seat: Seat, page: ImportPage) -> None:
    to_rows(seat, page, SAMPLE)
    page.rows.filters.pill("left_out").click()
    by_row = {one.ref.row: one for one in shown(page)}
    assert by_row.keys() == {row["row"] for row in expected()["rows_not_new"]}
    for row in expected()["rows_not_new"]:
        page.rows.table.select_first(lambda one, n=row["row"]: one.ref.row == n)  # type: ignore[misc]
        why = tr("import.row.twice", row=tr("import.row_number", n=row["because"]))
        wanted = why if row["outcome"] == "same_as" else tr(f"import.row.{row['because']}")
        assert wanted in {w.text() for w in page.rows.panel.findChildren(Words)}


def test_what_was_found_stands_beside_what_the_sheet_says(seat: Seat, page: ImportPage) -> None:
    to_rows(seat, page, SAMPLE)
    page.rows.filters.pill("remarks").click()
    lunar = next(r for r in expected()["records"] if r["flags"] == ["birth_lunar"])
    page.rows.table.select_first(lambda one: one.ref.row == lunar["row"])
    words = [w.text() for w in page.rows.panel.findChildren(Words)]
    assert any(tr("import.birth.lunar") in w and "生日记为" in w for w in words)
    assert any(w.startswith("表里写的：") and "农历" in w for w in words)


def test_the_report_names_what_was_left_out(seat: Seat, page: ImportPage) -> None:
    to_rows(seat, page, SAMPLE)
    do_import(seat, page)
    pdf = Pdf(page.report.view._content)
    printed = "".join(pdf.words(n) for n in range(len(pdf))).replace("\r\n", "")
    assert "政治面貌" in printed
    assert f"新增 {expected()['women']}" in printed
    assert tr("import.use.unlawful") in printed


def test_after_the_report_she_goes_to_the_ledger(seat: Seat, page: ImportPage) -> None:
    to_rows(seat, page, SAMPLE)
    do_import(seat, page)
    page.report.ledger_button.click()
    seat.settle()
    assert seat.frame.place() == "ledger"


# Nothing is lost, nothing happens twice


def test_a_second_import_says_nothing_has_changed(seat: Seat, page: ImportPage) -> None:
    to_rows(seat, page, SAMPLE)
    do_import(seat, page)
    before = history(seat.ledger)
    to_rows(seat, page, SAMPLE)
    assert counts(page)["same"] == expected()["women"]
    assert page.rows.heading.text() == tr("import.rows.nothing")
    do_import(seat, page)
    assert page.report.said.text() == tr("import.done.nothing")
    assert history(seat.ledger) == before


def test_an_import_is_taken_back_whole_and_can_be_done_again(seat: Seat, page: ImportPage) -> None:
    to_rows(seat, page, SAMPLE)
    do_import(seat, page)
    women = {woman.id for woman in seat.ledger.all(Woman)}
    QTest.keyClick(seat.frame, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    seat.qtbot.waitUntil(seat.operations.busy)
    seat.settle()
    assert [seat.ledger.count(kind) for kind in (Woman, Household, RosterLine)] == [0, 0, 0]
    assert page.step == "rows"
    assert counts(page)["new"] == expected()["women"]
    do_import(seat, page)
    assert {woman.id for woman in seat.ledger.all(Woman)} == women


def test_stopping_leaves_the_ledger_as_it_was(seat: Seat, page: ImportPage, monkeypatch: pytest.MonkeyPatch) -> None:
    to_rows(seat, page, SAMPLE)
    before = history(seat.ledger)
    write = seat.ledger.write

    def stopped_half_way(verb: str, writes: Any, *, progress: Callable[[int, int], None], **more: Any) -> Any:
        def tell(done: int, whole: int) -> None:
            if done > whole // 2:  # past the checks: rows are in the file, not yet committed
                assert page.operation is not None
                page.operation.cancel()
            progress(done, whole)

        return write(verb, writes, progress=tell, **more)

    monkeypatch.setattr(seat.ledger, "write", stopped_half_way)
    page.rows.import_button.click()
    seat.settle()
    assert page.step == "rows"
    assert seat.frame.toast.words() == tr("import.stopped")
    assert history(seat.ledger) == before
    monkeypatch.undo()
    do_import(seat, page)
    assert seat.ledger.count(Woman) == expected()["women"]


def test_going_back_and_forth_keeps_what_she_chose(seat: Seat, page: ImportPage, tmp_path: Path) -> None:
    path = a_file(
        tmp_path, ("姓名", "性别", "出生日期", "随手记", "小名儿"), ("王兰", "女", "1990-1-2", "常在家", "兰兰"),
        ("李芳", "女", "1991-3-4", "", ""),
    )  # fmt: skip
    page.open_file(path)
    seat.settle()
    page.columns.rows["名单", 3].said.emit("note")
    page.columns.rows["名单", 4].said.emit("other_names")
    page.columns.next_button.click()
    seat.settle()
    page.rows.table.select_first(lambda one: one.entry is not None and one.entry.name == "李芳")
    press(page, tr("import.rows.leave"))
    assert counts(page) == {"new": 1, "updates": 0, "same": 0, "left_out": 1, "needs_look": 0}
    assert page.unsaved()
    page.steps.pill("columns").click()
    assert page.columns.rows["名单", 3].edit.key() == "note"  # type: ignore[union-attr]
    page.steps.pill("file").click()
    page.open_file(path)
    seat.settle()
    assert page.columns.rows["名单", 4].edit.key() == "other_names"  # type: ignore[union-attr]
    page.columns.next_button.click()
    seat.settle()
    assert counts(page)["left_out"] == 1
    do_import(seat, page)
    assert not page.unsaved()
    (woman,) = seat.ledger.all(Woman)
    assert (woman.name, woman.note, woman.other_names) == ("王兰", "常在家", "兰兰")


def test_a_change_in_the_ledger_meanwhile_is_seen_before_anything_is_written(
    seat: Seat, page: ImportPage, tmp_path: Path
) -> None:
    path = a_file(tmp_path, ("姓名", "性别", "出生日期", "联系电话"), ("王兰", "女", "1990-1-2", "13812344531"))
    to_rows(seat, page, path)
    seat.enter([a_woman("王兰", birth_date="1990-01-02", phone="13812344531")])
    assert counts(page)["new"] == 0
    do_import(seat, page)
    assert seat.ledger.count(Woman) == 1


# Columns


def test_a_column_is_corrected_by_typing(seat: Seat, page: ImportPage, tmp_path: Path) -> None:
    path = a_file(tmp_path, ("姓名", "性别", "出生日期", "怎么找她"), ("王兰", "女", "1990-1-2", "13812344531"))
    page.open_file(path)
    seat.settle()
    edit = page.columns.rows["名单", 3].edit
    assert edit is not None
    assert edit.key() == KEEP
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, "dianhua")
    QTest.keyClick(edit._popup, Qt.Key.Key_Return)
    assert edit.text() == tr("import.column.phone")
    page.columns.next_button.click()
    seat.settle()
    do_import(seat, page)
    assert [woman.phone for woman in seat.ledger.all(Woman)] == ["13812344531"]


def test_a_column_left_out_brings_nothing(seat: Seat, page: ImportPage, tmp_path: Path) -> None:
    path = a_file(tmp_path, ("姓名", "性别", "出生日期", "联系电话"), ("王兰", "女", "1990-1-2", "13812344531"))
    page.open_file(path)
    seat.settle()
    page.columns.rows["名单", 3].said.emit(LEAVE)
    page.columns.next_button.click()
    seat.settle()
    do_import(seat, page)
    assert [woman.phone for woman in seat.ledger.all(Woman)] == [None]


def test_a_column_that_must_not_be_kept_cannot_be_made_another(seat: Seat, page: ImportPage) -> None:
    page.open_file(SAMPLE)
    seat.settle()
    politics = next(c for c in page.chosen.mapping.sheets[0].columns if c.field == "politics")  # type: ignore[union-attr]
    row = page.columns.rows[page.chosen.mapping.sheets[0].sheet, politics.index]  # type: ignore[union-attr]
    assert row.edit is None
    assert tr("import.use.unlawful") in {w.text() for w in row.findChildren(Words)}


def test_without_a_column_of_names_nothing_goes_on(seat: Seat, page: ImportPage, tmp_path: Path) -> None:
    path = a_file(tmp_path, ("称呼", "性别", "出生日期", "联系电话"), ("王兰", "女", "1990-1-2", "13812344531"))
    page.open_file(path)
    seat.settle()
    page.columns.next_button.click()
    seat.settle()
    assert page.step == "columns"
    assert "没找到姓名这一列" in said(page)
    page.columns.rows["名单", 0].said.emit("name")
    page.columns.next_button.click()
    seat.settle()
    assert counts(page)["new"] == 1


def test_a_sheet_that_is_no_roster_can_be_left_unread(page: ImportPage) -> None:
    from app.roster.columns import recognise
    from app.roster.sheets import Row, Sheet
    from ui.importing import Chosen, read

    sheets = (
        Sheet("名单", (Row(1, ("姓名", "性别", "出生日期")), Row(2, ("王兰", "女", "1990-1-2")))),
        Sheet("汇总", (Row(1, ("组别", "子女数", "联系电话")), Row(2, ("一组", 3, "0737")))),
    )
    chosen = Chosen(Path("两张.xlsx"), sheets, recognise(sheets))
    page.columns.show_chosen(chosen)
    page.columns.ticks["汇总"].click()
    now = page.columns._chosen
    assert now is not None
    assert [entry.name for entry in read(now, TODAY).records] == ["王兰"]


# What a person must decide


KNOWN = (
    a_woman("王兰", birth_date="1990-01-02", id_number="320482198706195506"),
    a_woman("李芳", birth_date="1991-03-04"),
)


@pytest.fixture
def doubtful(seat: Seat, page: ImportPage, tmp_path: Path) -> ImportPage:
    """A row with a number of the ledger under another name, one without a name, one without any doubt."""
    seat.enter(KNOWN)
    path = a_file(
        tmp_path, ("姓名", "性别", "身份证号", "出生日期"), ("王岚", "女", "320482198706195506", ""),
        ("", "女", "", "1980-5-5"), ("赵云", "女", "", "1985-6-7"),
    )  # fmt: skip
    to_rows(seat, page, path)
    return page


def test_it_opens_on_what_needs_a_look(doubtful: ImportPage) -> None:
    assert doubtful.rows.filters.value() == "needs_look"
    assert [one.ref.row for one in shown(doubtful)] == [2, 3]
    words = {w.text() for w in doubtful.rows.panel.findChildren(Words)}
    assert tr("import.person.number_under_other_name") in words
    assert {"王岚", "王兰"} <= words


def test_what_nobody_decided_is_not_imported(seat: Seat, doubtful: ImportPage) -> None:
    do_import(seat, doubtful)
    assert sorted(woman.name for woman in seat.ledger.all(Woman)) == ["李芳", "王兰", "赵云"]


def test_she_says_it_is_her(seat: Seat, doubtful: ImportPage) -> None:
    press(doubtful, tr("import.rows.as_woman"))
    assert doubtful.rows.table.current().ref.row == 3  # type: ignore[union-attr]
    do_import(seat, doubtful)
    assert seat.ledger.count(Woman) == 3
    (line,) = [line for line in seat.ledger.all(RosterLine) if line.subject == KNOWN[0].id]
    assert line.row == 2


def test_she_says_it_is_somebody_else_and_takes_it_back_by_keys(seat: Seat, doubtful: ImportPage) -> None:
    def key(key: Qt.Key, wanted: Outcome) -> None:
        doubtful.rows.table.select_first()
        seat.qtbot.waitUntil(lambda: all(button.isVisible() for button in doubtful.rows.panel.buttons))
        QTest.keyClick(doubtful.rows.table, key, Qt.KeyboardModifier.AltModifier)
        seat.qtbot.waitUntil(lambda: shown(doubtful)[0].outcome is wanted)

    key(Qt.Key.Key_N, Outcome.NEW)
    key(Qt.Key.Key_Z, Outcome.NEEDS_LOOK)
    key(Qt.Key.Key_X, Outcome.LEFT_OUT)
    do_import(seat, doubtful)
    assert "王岚" not in {woman.name for woman in seat.ledger.all(Woman)}


def test_a_woman_decided_to_be_new_is_not_added_again_by_the_next_import(seat: Seat, doubtful: ImportPage) -> None:
    press(doubtful, tr("import.rows.as_new"))
    do_import(seat, doubtful)
    doubtful.steps.pill("columns").click()
    doubtful.columns.next_button.click()
    seat.settle()
    assert counts(doubtful)["new"] == 0
    do_import(seat, doubtful)
    assert [woman.name for woman in seat.ledger.all(Woman)].count("王岚") == 1


def test_one_woman_is_never_given_to_two_rows(seat: Seat, page: ImportPage, tmp_path: Path) -> None:
    seat.enter(KNOWN[:1])
    path = a_file(
        tmp_path, ("姓名", "性别", "出生日期", "备注"), ("王兰", "女", "", "住东头"), ("王兰", "女", "", "住西头"),
        name="两行.csv",
    )  # fmt: skip
    to_rows(seat, page, path)
    waiting = [one for one in shown(page) if KNOWN[0].id in one.candidates]
    assert waiting
    press(page, tr("import.rows.as_woman"))
    for one in waiting[1:]:
        page.rows.table.select_first(lambda other, ref=one.ref: other.ref == ref)  # type: ignore[misc]
        assert tr("import.rows.as_woman") not in {b.text() for b in page.rows.panel.buttons}


# Files


BAD = {
    "没有这个.xlsx": None,
    "空.xlsx": b"",
    "断.xlsx": SAMPLE.read_bytes()[:9000],
    "加密.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    + b"\0" * 600
    + "EncryptedPackage".encode("utf-16-le")
    + b"\0" * 600,
    "照片.jpg": b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4,
    "价目表.csv": "品名,单价,数量\n苹果,3,5\n".encode(),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_no_roster_is_said_in_words_and_changes_nothing(
    seat: Seat, page: ImportPage, tmp_path: Path, name: str
) -> None:
    before = tables(seat.ledger)
    content = BAD[name]
    if content is not None:
        (tmp_path / name).write_bytes(content)
    page.open_file(tmp_path / name)
    seat.settle()
    assert page.step == "file"
    assert page.trouble.isVisible()
    assert "台账没有变化" in page._trouble_words.text()
    assert tables(seat.ledger) == before


def test_a_file_is_chosen_by_the_button_and_offered_again(
    seat: Seat, page: ImportPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(SAMPLE), ""))
    assert not page.file.again_button.isVisible()
    page.file.button.click()
    seat.settle()
    assert page.step == "columns"
    page.steps.pill("file").click()
    page.file.again_button.click()
    seat.settle()
    assert page.step == "columns"
    assert page.chosen is not None
    assert page.chosen.path == SAMPLE


def test_a_file_is_taken_by_drag_and_drop(seat: Seat, page: ImportPage) -> None:
    dragged = QMimeData()
    dragged.setUrls([QUrl.fromLocalFile(str(SAMPLE))])
    drop = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, dragged, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    page.file.place.dropEvent(drop)
    seat.settle()
    assert page.step == "columns"


def test_two_thousand_rows_are_filtered_and_decided_without_reading_the_file_again(
    seat: Seat, page: ImportPage, tmp_path: Path
) -> None:
    rows = [(f"王{chr(0x4E00 + n)}", "女", "1990-1-2", str(13800000000 + n)) for n in range(2000)]
    to_rows(seat, page, a_file(tmp_path, ("姓名", "性别", "出生日期", "联系电话"), *rows))
    assert counts(page)["new"] == 2000
    page.rows.table.select_first(lambda one: one.ref.row == 1500)
    press(page, tr("import.rows.leave"))
    assert counts(page) == {"new": 1999, "updates": 0, "same": 0, "left_out": 1, "needs_look": 0}
    page.rows.filters.pill("left_out").click()
    assert [one.ref.row for one in shown(page)] == [1500]
