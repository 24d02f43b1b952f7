"""The preview shows what the PDF holds."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.errors import FileError, SuifangError
from app.forms.recovery_sheet import RecoverySheetContent, recovery_sheet
from app.records import Unit
from tests.ui.desktop.conftest import TODAY
from ui.desktop.leaving import Leaving
from ui.desktop.operations import Operations
from ui.desktop.pdf import Pdf
from ui.desktop.widgets.pdf_view import PdfView

UNIT = Unit(id="0" * 32, subject="", code="430981203205", name="莲荷村")
SHEET = recovery_sheet(RecoverySheetContent(unit=UNIT, day=TODAY, code=("1234", "5678")))


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[PdfView]:
    operations = Operations(lambda _: None, lambda _: SuifangError("crashed", log=""))
    made = PdfView(operations, lambda *_entry, **_facts: None)
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    made.show_pdf(SHEET, "台账恢复单", Leaving("export.month"))
    yield made
    operations.close()


def test_a_page_is_drawn_in_its_size_with_ink_on_it() -> None:
    picture = Pdf(SHEET).render(0, 1.0)
    assert (picture.width(), picture.height()) == (596, 842)  # A4 in points, rounded up
    dark = [picture.pixelColor(x, y).lightness() < 100 for x in range(0, 596, 3) for y in range(0, 842, 3)]
    assert any(dark)


def test_its_words_can_be_read_aloud(view: PdfView) -> None:
    assert "5678" in view.area.accessibleDescription()


def test_pages_appear_and_zoom(view: PdfView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(view._sheets._pictures))
    before = view._sheets.scale
    view.zoom(1)
    assert view._sheets.scale > before
    view.fit()
    assert view._sheets.scale == before


def test_nothing_drawn_is_kept_of_what_is_not_seen(view: PdfView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(view._sheets._pictures))
    view.hide()
    assert not view._sheets._pictures
    view.show()
    view.zoom(1)
    view.grab()  # what it asks for while it is seen …
    assert view._sheets._asked
    view.hide()
    qtbot.waitUntil(lambda: not view._sheets._operations.busy())  # … comes when it is not
    assert not view._sheets._pictures
    view.show()
    qtbot.waitUntil(lambda: bool(view._sheets._pictures))


def test_saving_writes_the_same_bytes(view: PdfView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "sheet"), ""))
    view.save_button.click()
    assert (tmp_path / "sheet.pdf").read_bytes() == SHEET


def test_a_place_that_cannot_be_written_is_said(view: PdfView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    troubles: list[SuifangError] = []
    view.trouble.connect(troubles.append)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "sheet.pdf"), ""))
    view.save_button.click()
    assert isinstance(troubles[0], FileError)
