"""Qt's application object, made once."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from ui.desktop import memory
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
    memory.keep_little()
    app = QApplication(["suifang-desktop", "-style", "fusion"])
    app.setApplicationName("Suifang")
    app.setDesktopFileName("suifang")
    locale = _LOCALES[language()]
    QLocale.setDefault(locale)
    translator = QTranslator(app)
    if translator.load(locale, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    return app
