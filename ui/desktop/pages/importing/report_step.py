"""The last step: what was done, as a report to read, print and keep."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desktop import theme
from ui.desktop.leaving import Leaving, Note
from ui.desktop.operations import Operations
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.pdf_view import PdfView
from ui.desktop.widgets.words import Words, column
from ui.text import tr


class ReportStep(QWidget):
    """``to_ledger`` and ``another`` tell where she goes next."""

    to_ledger = Signal()
    another = Signal()

    def __init__(self, operations: Operations, note: Note) -> None:
        super().__init__()
        layout = column(self, steps=3)
        self.said = Words("", "section", wrap=True)
        layout.addWidget(self.said)
        self.ledger_button = Button(tr("import.to_ledger"), "Ctrl+Return", primary=True, action=self.to_ledger.emit)
        ways = Flow(steps=3)
        ways.addWidget(self.ledger_button)
        ways.addWidget(Button(tr("import.another"), "Ctrl+O", action=self.another.emit))
        layout.addLayout(ways)
        self.view = PdfView(operations, note)
        self.view.print_button.primary = False
        self.view.setMinimumHeight(theme.current().space(90))
        layout.addWidget(self.view, 1)

    def show_report(self, said: str, content: bytes) -> None:
        """Shows what was done and its report."""
        self.said.setText(said)
        self.view.show_pdf(content, tr("import.report.title"), Leaving("export.import_report", asks=True))

    def first(self) -> QWidget:
        """Where the keyboard begins."""
        return self.ledger_button
