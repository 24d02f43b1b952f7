"""Qt's application object, made once."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from ui.text import language

_LOCALES = {
    "zh": QLocale(QLocale.Language.Chinese, QLocale.Country.China),
    "en": QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom),
}


def application() -> QApplication:
    """The application, in the Fusion style, with Qt's own words (print dialog, text menus) in our language."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    give_memory_back()
    app = QApplication(["suifang-desktop", "-style", "fusion"])
    app.setApplicationName("Suifang")
    app.setDesktopFileName("suifang")
    locale = _LOCALES[language()]
    QLocale.setDefault(locale)
    translator = QTranslator(app)
    if translator.load(locale, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    return app


_M_MMAP_THRESHOLD, _LARGE = -3, 128 * 1024
_M_ARENA_MAX = -8


def give_memory_back() -> None:
    """Has pictures of pages and fonts returned to the system as soon as they are let go.

    The GNU C library learns to keep ever larger blocks for itself, up to 32 MB, and a heap for every thread; a fixed size
    from which a block stands alone, and one heap for our few threads, stop that. Other systems need nothing.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            library = ctypes.CDLL(None)
            library.mallopt(_M_MMAP_THRESHOLD, _LARGE)
            library.mallopt(_M_ARENA_MAX, 1)
