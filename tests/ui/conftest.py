"""For tests that need Qt: pytest-qt, loaded only here so that all other tests start without Qt."""

import logging

import pytest

OFFSCREEN = ("propagateSizeHints", "does not support raise()", "does not support grabbing the keyboard")
"""What the offscreen platform says of itself: no window manager, no other windows."""


def pytest_configure(config: pytest.Config) -> None:
    config.option.qt_log = False  # tests/conftest.py watches Qt's messages together with the log
    config.pluginmanager.import_plugin("pytestqt.plugin")


@pytest.fixture(scope="session", autouse=True)
def qt_messages_are_logged() -> None:
    """Qt's messages go to the logger "qt", where a warning fails the test that caused it."""
    from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

    levels = {
        QtMsgType.QtDebugMsg: logging.DEBUG,
        QtMsgType.QtInfoMsg: logging.INFO,
        QtMsgType.QtWarningMsg: logging.WARNING,
        QtMsgType.QtCriticalMsg: logging.ERROR,
        QtMsgType.QtFatalMsg: logging.CRITICAL,
    }

    def handle(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if any(words in message for words in OFFSCREEN):
            return
        logging.getLogger("qt").log(levels[kind], "%s (%s)", message, context.category)

    qInstallMessageHandler(handle)
