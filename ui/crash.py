"""What nobody foresaw: shown once, logged without personal data (``app.unforeseen``)."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import platformdirs

from app.unforeseen import describe

_log = logging.getLogger("suifang.crash")


def default_log() -> Path:
    """Where the log of this account lies."""
    return platformdirs.user_log_path("Suifang", appauthor=False) / "suifang.log"


def start_log(path: Path) -> None:
    """Writes warnings and worse to a file of at most a megabyte, one older kept; without a disk it goes without."""
    from logging.handlers import RotatingFileHandler

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=1, encoding="utf-8", delay=True)
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    handler.setLevel(logging.WARNING)
    logging.getLogger().addHandler(handler)


def log(error: BaseException) -> None:
    """Writes it down."""
    import platform

    _log.error("%s %s\n%s", platform.system(), platform.python_version(), describe(error))


class Watch:
    """Hears of every exception nobody caught; tells a person the first time, the log every time."""

    def __init__(self, tell: Callable[[BaseException], object]) -> None:
        self._tell = tell
        self._told = False

    def install(self) -> None:
        """Listens in every thread."""
        sys.excepthook = self._hook
        threading.excepthook = lambda args: self.crashed(args.exc_value) if args.exc_value is not None else None

    def crashed(self, error: BaseException) -> None:
        """Logs, and tells once."""
        log(error)
        if not self._told:
            self._told = True
            self._tell(error)

    def _hook(self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            sys.exit(130)
        self.crashed(error)
