"""A warning from Qt is a failure unless a test asks for it."""

from collections.abc import Callable

from PySide6.QtCore import qWarning
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot


def test_a_qt_warning_reaches_the_log_watch(qtbot: QtBot, expect_log: Callable[[str], None]) -> None:
    expect_log("qt: WARNING: the lamp is out")
    qWarning("the lamp is out")


def test_a_widget_shows_offscreen(qtbot: QtBot) -> None:
    label = QLabel("随访")
    qtbot.addWidget(label)
    label.show()
    qtbot.waitExposed(label)
    assert label.text() == "随访"
