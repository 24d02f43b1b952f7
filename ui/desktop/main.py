"""``suifang-desktop [--ledger FOLDER] [--demo]``: the program itself.

Only what the lock screen needs is loaded here; the ledger, its cipher and the rest come while the passphrase is typed.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ui import crash, preferences, text
from ui.text import tr

if TYPE_CHECKING:
    from ui.desktop.page import PageSpec, StatusSource


def today() -> date:
    """The day it is where the laptop stands."""
    return datetime.now().astimezone().date()


def main(arguments: Sequence[str] | None = None) -> int:
    """Opens the window and stays until it is closed; returns the exit code."""
    gc.disable()  # until the first screen is seen: what loads now stays, and looking for rubbish in it takes a while
    wanted = preferences.load(preferences.default_path())
    text.use(wanted.language)
    options = _parser().parse_args(arguments)
    log = crash.default_log()
    try:
        return _run(options, log)
    except Exception as error:  # noqa: BLE001  the last door: whatever it is, say so and where the log is
        crash.start_log(log)
        crash.log(error)
        _say_sorry(error, log)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="suifang-desktop", description=tr("program.about"))
    parser.add_argument("--ledger", type=Path, metavar=tr("option.folder"), help=tr("option.ledger"))
    parser.add_argument("--demo", action="store_true", help=tr("option.demo"))
    # For installers: whether the program can start here. The first screen, and goodbye.
    parser.add_argument("--try", dest="tries", action="store_true", help=argparse.SUPPRESS)
    return parser


def _run(options: argparse.Namespace, log: Path) -> int:
    from PySide6.QtCore import QTimer

    from ui.desktop.application import application
    from ui.desktop.window import SEEN_MS, Window, dress

    app = application()
    where = preferences.default_path()
    dress(preferences.load(where))
    window = Window(_folder(options), _pages, today=today, preferences_path=where, log_path=log)
    window.watch.install()
    if options.demo:
        window.open_demo()
    else:
        window.begin()
    screen = app.primaryScreen().availableSize()
    if screen.width() <= 1440:
        window.resize(screen)  # where no window manager maximises it, it is as large all the same
        window.showMaximized()
    else:
        window.resize(1366, 800)
        window.show()
    QTimer.singleShot(SEEN_MS, lambda: _seen(log))
    if options.tries:
        QTimer.singleShot(SEEN_MS, app.quit)
    return app.exec()


def _seen(log: Path) -> None:
    """What can wait until the first screen is seen. What fails before it opens the log by itself."""
    gc.freeze()
    gc.enable()
    crash.start_log(log)


def _pages() -> tuple[Sequence[PageSpec], Sequence[StatusSource]]:
    from ui.desktop.pages import PAGES, SOURCES

    return PAGES, SOURCES


def _folder(options: argparse.Namespace) -> Path:
    if options.ledger is not None:
        return Path(options.ledger)
    from storage.folder import default_folder

    return default_folder()


def _say_sorry(error: Exception, log: Path) -> None:
    from app.errors import SuifangError
    from ui.sayings import say, say_code

    said = say(error) if isinstance(error, SuifangError) else say_code("cannot_start", {"log": str(log)})
    sys.stderr.write(f"{said.text}\n{tr('sorry.log', path=str(log))}\n")
    try:
        from ui.desktop.application import application
        from ui.desktop.sorry import Sorry

        app = application()
        sorry = Sorry(said, log)
        sorry.leave.connect(app.quit)
        sorry.show()
        app.exec()
    except Exception:  # noqa: BLE001, S110  there is no screen to say it on; it stands on stderr and in the log
        pass


if __name__ == "__main__":
    sys.exit(main())
