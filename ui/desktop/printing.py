"""A PDF onto paper, or into a file she chooses."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPainter
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import FileError
from ui.desktop.pdf import Pdf
from ui.preferences import Preferences
from ui.text import tr

if TYPE_CHECKING:
    from app.forms.page import Paper

_DPI = 300
"""Fine enough for old lasers, small enough for old computers."""


def paper_of(preferences: Preferences) -> Paper:
    """The sheet, shifted as this printer needs it."""
    from app.forms.page import Paper

    return Paper(shift_right=preferences.shift_right / 10, shift_down=preferences.shift_down / 10)


def print_pdf(parent: QWidget, content: bytes, title: str) -> bool:
    """Asks for a printer and prints every page; False when she thought better of it."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    pdf = Pdf(content)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(_DPI)
    printer.setFullPage(True)
    printer.setDocName(title)
    printer.setPageOrientation(_lying(*pdf.size(0)))
    dialog = QPrintDialog(printer, parent)
    dialog.setMinMax(1, len(pdf))
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return False
    first, last = printer.fromPage() or 1, printer.toPage() or len(pdf)
    printer.setPageOrientation(_lying(*pdf.size(first - 1)))
    painter = QPainter(printer)
    for number in range(first - 1, min(last, len(pdf))):
        if number > first - 1:
            printer.setPageOrientation(_lying(*pdf.size(number)))  # a file may hold sheets of both kinds
            printer.newPage()
        page: QImage = pdf.render(number, printer.resolution() / 72)
        place = QRectF(page.rect())
        place.setSize(place.size().scaled(QRectF(painter.viewport()).size(), Qt.AspectRatioMode.KeepAspectRatio))
        painter.drawImage(place, page)
    painter.end()
    return True


def _lying(width: float, height: float) -> QPageLayout.Orientation:
    return QPageLayout.Orientation.Landscape if width > height else QPageLayout.Orientation.Portrait


def save_pdf(parent: QWidget, content: bytes, name: str) -> Path | None:
    """Asks where to and saves there; None when she thought better of it. Raises FileError ``file.not_written``."""
    chosen, _ = QFileDialog.getSaveFileName(parent, tr("pdf.save_title"), f"{name}.pdf", tr("pdf.kind"))
    if not chosen:
        return None
    path = Path(chosen if chosen.lower().endswith(".pdf") else f"{chosen}.pdf")
    try:
        path.write_bytes(content)
    except OSError as cause:
        raise FileError("file.not_written", file=path.name) from cause
    return path
