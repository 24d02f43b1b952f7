"""A window on a folder of its own, dressed as for the worker, and the steps every test of it begins with."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ui import preferences, text
from ui.desktop.first_start import FirstStart
from ui.desktop.pages import PAGES, SOURCES
from ui.desktop.window import Window, dress
from ui.preferences import Preferences

TODAY = date(2026, 11, 22)
PASSPHRASE = "lamp-orange-bus-umbrella"

MakeWindow = Callable[..., Window]


@pytest.fixture(autouse=True)
def chinese_and_light() -> Iterator[None]:
    dress(Preferences())
    yield
    text.use("zh")


@pytest.fixture
def make_window(qtbot: QtBot, tmp_path: Path) -> Iterator[MakeWindow]:
    made: list[Window] = []

    def make(wanted: Preferences = Preferences(), folder: str = "ledger") -> Window:  # noqa: B008  frozen
        kept = tmp_path / "desktop.json"
        preferences.save(kept, wanted)
        dress(wanted)
        window = Window(
            tmp_path / folder, lambda: (PAGES, SOURCES), today=lambda: TODAY, preferences_path=kept,
            log_path=tmp_path / "suifang.log", marks=tmp_path / "marks",
        )  # fmt: skip
        made.append(window)
        window.resize(1366, 768)
        window.begin()
        window.show()
        qtbot.waitExposed(window)
        return window

    yield make
    for window in made:
        window.close()
        window.close()  # the second means it, should something be unsaved
        window.deleteLater()


def first_start(window: Window) -> FirstStart:
    found = window.findChild(FirstStart)
    assert isinstance(found, FirstStart)
    return found


def fill_in(window: Window, qtbot: QtBot, passphrase: str = PASSPHRASE) -> str:
    """Through the three screens; returns the recovery code."""
    from ui.desktop.widgets.words import Words

    first = first_start(window)
    first.code.setText("430981 203 205")
    first.unit_name.setText("莲荷村")
    first._to_you()
    first.worker.setText("肖玉梅")
    for line in (first.secret._first, first.secret._second):
        line.inner.setText(passphrase)
    first.make.click()
    qtbot.waitUntil(lambda: first.steps.count() == 3, timeout=20_000)
    code = [w.text() for w in first.steps.findChildren(Words) if w.property("role") == "code"]
    first.put_away.setChecked(True)
    first.start.click()
    qtbot.waitUntil(lambda: window.frame is not None and window.frame.isVisible())
    return " ".join(code)
