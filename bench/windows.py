"""`python -m bench.windows unlock | memory FOLDER PASSPHRASE DAY`: the real window in a process of its own; says a figure.

``FOLDER`` holds a ledger with its marks inside. Nothing else of ``bench`` is loaded here: it would be measured too.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from app.records import Woman
from ui import preferences
from ui.desktop.application import application
from ui.desktop.frame import Frame
from ui.desktop.window import Window, dress

SECONDS = 20


def unlock(folder: Path) -> float:
    """Seconds from pressing the button to the first page with its content, everything else at rest too."""
    window = locked(folder)
    started = time.perf_counter()
    signed_in(window)
    return time.perf_counter() - started


def memory(folder: Path) -> float:
    """The process's memory in MB (RSS) after every page was seen, a woman's among them, and a search made."""
    window = locked(folder)
    frame = signed_in(window)
    woman = window.session.ledger.all(Woman)[0].id
    for key in [spec.key for spec in frame._specs.values()]:
        frame.navigate(key, woman if key == "woman" else "")
        at_rest(window)
        if "-v" in sys.argv:
            print(f"{key:10} {resident():6.1f} MB", file=sys.stderr)
    frame.top.search.searched.emit("w")
    at_rest(window)
    return resident()


def locked(folder: Path) -> Window:
    """A window that waits for the passphrase and knows who can sign in."""
    application()
    dress(preferences.Preferences())
    window = Window(
        folder, _pages, today=lambda: date.fromisoformat(sys.argv[4]), preferences_path=folder / "desktop.json",
        log_path=folder / "suifang.log", marks=folder / "marks",
    )  # fmt: skip
    window.resize(1366, 768)
    window.begin()
    window.show()
    _until(lambda: window.lock is not None and bool(window.lock.person()))
    assert window.lock is not None
    window.lock.secret.inner.setText(sys.argv[3])
    at_rest(window)  # nobody types a passphrase faster than the pages load
    return window


def _pages():  # type: ignore[no-untyped-def]  # loaded where the program loads them: after the passphrase
    from ui.desktop.pages import PAGES, SOURCES

    return PAGES, SOURCES


def signed_in(window: Window) -> Frame:
    """Presses the button and waits for the first page."""
    assert window.lock is not None
    window.lock.open.click()
    _until(lambda: window.frame is not None and window.frame.isVisible())
    at_rest(window)
    assert window.frame is not None
    return window.frame


def at_rest(window: Window) -> None:
    """Waits until nothing is under way any more and all is painted."""
    _until(lambda: not window.operations.busy())


def resident() -> float:
    """This process's memory in MB."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert found is not None
    return int(found[1]) / 1000


def _until(done: Callable[[], bool]) -> None:
    from PySide6.QtWidgets import QApplication

    ends = time.monotonic() + SECONDS
    while not done():
        QApplication.processEvents()
        assert time.monotonic() < ends, "it never came"
        time.sleep(0.001)
    QApplication.processEvents()


if __name__ == "__main__":
    what = {"unlock": unlock, "memory": memory}[sys.argv[1]]
    print(what(Path(sys.argv[2])), flush=True)
    import os

    os._exit(0)  # the figure is said; how long leaving takes is another question
