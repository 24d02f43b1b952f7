"""`python -m bench.starting empty | lock FOLDER`: a process that says on its output when its window takes keys.

Run by ``bench.cases.start_up``; the program itself knows nothing of it: only the event loop is another one, which
ends when what was to be seen was seen.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

SECONDS = 30


def empty() -> None:
    """The least a program with a window does."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication([])
    window = QMainWindow()
    window.show()
    app.processEvents()
    _say_ready()


def lock(folder: str) -> None:
    """The program as it is started on an existing ledger, until a key that is pressed stands in its passphrase field."""
    from ui.desktop import main

    begin = main._run

    def run(options: argparse.Namespace, log: Path) -> int:
        from PySide6.QtWidgets import QApplication  # not a moment before the program itself would load it

        QApplication.exec = staticmethod(_until_it_takes_keys)  # type: ignore[method-assign]
        return begin(options, log)

    main._run = run
    sys.exit(main.main(["--ledger", folder]))


def _until_it_takes_keys() -> int:
    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication, QLineEdit

    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends:
        QApplication.processEvents()
        field = QApplication.focusWidget()
        if isinstance(field, QLineEdit) and field.isVisible():
            key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
            QApplication.sendEvent(field, key)
            if field.text() == "a":
                _say_ready()
                return 0
    return 1


def _say_ready() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1] == "empty":
        empty()
    else:
        lock(sys.argv[2])
