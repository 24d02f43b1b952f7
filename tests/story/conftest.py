"""The stories are told in the windows: they need Qt as the tests of ui do."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.records import Record
from app.records.writes import Add
from storage.ledger import Ledger
from tests.story.hands import Clock, Hands, Strays
from tests.support.ledgers import CHEAP, PASSPHRASE
from tests.ui.conftest import pytest_configure, qt_messages_are_logged
from ui.desktop.pages import PAGES, SOURCES
from ui.desktop.window import Window, dress
from ui.preferences import Preferences
from ui.text import use

__all__ = ["pytest_configure", "qt_messages_are_logged"]


@pytest.fixture
def clock() -> Clock:
    return Clock(date(2026, 11, 22))


@pytest.fixture
def start(
    qtbot: QtBot, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Hands]]:
    """``start(folder)``: starts the program on a ledger, as often as wanted; it is closed at the end."""
    dress(Preferences())
    monkeypatch.setattr("storage.clock.time", clock)
    app = QApplication.instance()
    assert app is not None
    windows: list[Window] = []
    strays = Strays(windows)
    app.installEventFilter(strays)

    def begin(folder: str = "ledger") -> Hands:
        window = Window(
            tmp_path / folder, lambda: (PAGES, SOURCES), today=clock, preferences_path=tmp_path / "desktop.json",
            log_path=tmp_path / "suifang.log", marks=tmp_path / "marks",
        )  # fmt: skip
        windows.append(window)
        window.resize(1366, 768)
        window.begin()
        window.show()
        qtbot.waitUntil(window.isActiveWindow)
        return Hands(window, qtbot, monkeypatch)

    yield begin
    for window in windows:
        window.close()
        window.deleteLater()
    app.removeEventFilter(strays)
    use("zh")
    assert strays.seen == []


@pytest.fixture
def village(tmp_path: Path, start: Callable[[], Hands]) -> Callable[..., Hands]:
    """``village(records, others={name: passphrase})``: the program on a ledger that holds them, with the passphrase said."""

    def open_with(records: Sequence[Record], others: dict[str, str] | None = None) -> Hands:
        ledger, _ = Ledger.create(
            tmp_path / "ledger", unit_code="430981203205", unit_name="莲荷村", office="莲荷村卫生室",
            worker_name="肖玉梅", passphrase=PASSPHRASE, cost=CHEAP, marks=tmp_path / "marks",
        )  # fmt: skip
        ledger.write("demo.make", [Add(record) for record in records])
        for name, passphrase in (others or {}).items():
            ledger.add_person(name, passphrase, cost=CHEAP)
        ledger.close()
        her = start()
        her.unlock()
        return her

    return open_with
