"""A PDF to look at before it is printed: pages under one another, zoom, print, save."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QImage, QKeySequence, QPainter, QPaintEvent, QShortcut, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QScrollArea, QSizePolicy, QWidget

from app.errors import SuifangError
from ui.desktop import memory, theme
from ui.desktop.leaving import Leaving, Note
from ui.desktop.operations import Operations
from ui.desktop.pdf import Pdf
from ui.desktop.printing import print_pdf, save_pdf
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.words import Words, column, row
from ui.text import tr

ZOOMS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)
PURPOSE = 60
"""Characters of a purpose: one line."""

KEPT_PAGES = 12
"""Pictures kept in memory; an A4 page at 100 % is about 3 MB."""


class _Sheets(QWidget):
    """The pages. Only what is seen is drawn, beside the window's thread."""

    def __init__(self, operations: Operations) -> None:
        super().__init__()
        self._operations = operations
        self._pdf: Pdf | None = None
        self._pictures: dict[int, QImage] = {}
        self._asked: set[int] = set()
        self.scale = 1.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_pdf(self, pdf: Pdf | None) -> None:
        self._pdf = pdf
        self.set_scale(self.scale)

    def set_scale(self, scale: float) -> None:
        self.scale = scale
        self._pictures.clear()
        self._asked.clear()
        self.setFixedHeight(max(1, sum(box.height() + self._gap() for box in self.boxes()) + self._gap()))
        self.setMinimumWidth(max((box.width() for box in self.boxes()), default=0))
        self.update()

    def _gap(self) -> int:
        return theme.current().space(4)

    def boxes(self) -> list[QRect]:
        """Where each page stands."""
        boxes: list[QRect] = []
        top = self._gap()
        for number in range(len(self._pdf) if self._pdf else 0):
            wide, high = self._pdf.size(number) if self._pdf else (0.0, 0.0)
            size = QSize(round(wide * self.scale), round(high * self.scale))
            boxes.append(QRect(max(0, (self.width() - size.width()) // 2), top, size.width(), size.height()))
            top += size.height() + self._gap()
        return boxes

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, wear = QPainter(self), theme.current()
        for number, box in enumerate(self.boxes()):
            if not box.intersects(event.rect()):
                continue
            painter.fillRect(box.adjusted(-1, -1, 1, 1), wear.colour("line"))
            if (picture := self._pictures.get(number)) is not None:
                painter.drawImage(box, picture)
            else:
                painter.fillRect(box, wear.colour("card"))
                self._ask(number)

    def hideEvent(self, event: QHideEvent) -> None:
        """Drawn pages take megabytes each; they are drawn again when they are seen again."""
        self._pictures.clear()
        memory.trim()
        super().hideEvent(event)

    def _ask(self, number: int) -> None:
        pdf, scale = self._pdf, self.scale * self.devicePixelRatioF()
        if pdf is None or number in self._asked:
            return
        self._asked.add(number)
        before = self.scale

        def show(picture: QImage) -> None:
            if pdf is self._pdf and before == self.scale:
                self._asked.discard(number)
                if not self.isVisible():
                    return  # left before it was drawn: it would be kept for nobody
                self._pictures[number] = picture
                while len(self._pictures) > KEPT_PAGES:
                    del self._pictures[max(self._pictures, key=lambda other: abs(other - number))]
                self.update()

        self._operations.beside(lambda _: pdf.render(number, scale), owner=self, done=show)


class PdfView(QWidget):
    """``printed`` and ``saved(path)`` tell what was done with it; ``trouble`` what kept it from being done.

    Whatever is printed or saved here is noted (``note`` of the page), with the purpose typed in the line above it.
    """

    printed = Signal()
    saved = Signal(str)
    trouble = Signal(SuifangError)

    def __init__(self, operations: Operations, note: Note, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._note = note
        self._leaving: Leaving | None = None
        self._content = b""
        self._title = ""
        self._fit = True
        self._pdf: Pdf | None = None
        self._sheets = _Sheets(operations)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setWidget(self._sheets)
        self.area.setAccessibleName(tr("pdf.pages"))
        self.area.viewport().installEventFilter(self)
        self.area.verticalScrollBar().valueChanged.connect(self._say_page)
        self._pages = Words("", "soft")
        self.print_button = Button(tr("pdf.print"), "Ctrl+P", primary=True, action=self._print)
        self.save_button = Button(tr("pdf.save"), "Ctrl+S", action=self._save)
        tools = Flow(steps=2)
        for tool in (
            self.print_button,
            self.save_button,
            Button(tr("pdf.smaller"), "Ctrl+-", action=lambda: self.zoom(-1)),
            Button(tr("pdf.larger"), "Ctrl+=", action=lambda: self.zoom(1)),
            Button(tr("pdf.fit"), "Ctrl+0", action=self.fit),
            self._pages,
        ):
            tools.addWidget(tool)
        layout = column(self, steps=2)
        layout.addLayout(tools)
        self.asking = self._make_asking()
        layout.addWidget(self.asking)
        layout.addWidget(self.area, 1)
        QShortcut(QKeySequence("Ctrl++"), self, lambda: self.zoom(1))

    def _make_asking(self) -> QWidget:
        asking = QWidget()
        line = row(asking, steps=2)
        label = Words(tr("pdf.purpose"), "soft")
        self.purpose = QLineEdit()
        self.purpose.setMaxLength(PURPOSE)
        self.purpose.setMinimumWidth(theme.current().wide(6))
        self.purpose.setAccessibleName(tr("pdf.purpose"))
        label.setBuddy(self.purpose)
        line.addWidget(label)
        line.addWidget(self.purpose, 1)
        asking.hide()
        return asking

    def show_pdf(self, content: bytes, title: str, leaving: Leaving) -> None:
        """Shows a PDF; ``title`` names it at the printer and as a file, ``leaving`` in the audit."""
        self._content, self._title = content, title
        if self._leaving is not None and self._leaving.what != leaving.what:
            self.purpose.clear()
        self._leaving = leaving
        self.asking.setVisible(leaving.asks)
        self._pdf = Pdf(content)
        self._sheets.show_pdf(self._pdf)
        self.area.setAccessibleName(title)
        self.area.setAccessibleDescription(self._pdf.words(0)[:4000])
        self.area.verticalScrollBar().setValue(0)
        self.fit()
        self._say_page()

    def zoom(self, steps: int) -> None:
        """Larger or smaller."""
        self._fit = False
        now = self._sheets.scale
        others = [z for z in ZOOMS if (z > now + 0.01 if steps > 0 else z < now - 0.01)]
        if others:
            self._sheets.set_scale(others[0] if steps > 0 else others[-1])

    def fit(self) -> None:
        """As wide as there is room."""
        self._fit = True
        if self._pdf is not None and len(self._pdf):
            widest = max(self._pdf.size(number)[0] for number in range(len(self._pdf)))
            room = self.area.viewport().width() - 2 * theme.current().space(4)
            self._sheets.set_scale(min(2.0, max(0.3, room / widest)))

    def page(self) -> int:
        """The page that is seen, from 1."""
        middle = self.area.verticalScrollBar().value() + self.area.viewport().height() // 3
        return sum(1 for box in self._sheets.boxes() if box.top() <= middle) or 1

    def _say_page(self) -> None:
        if self._pdf is not None:
            self._pages.setText(tr("pdf.page", n=self.page(), of=len(self._pdf)))

    def _print(self) -> None:
        if self._content and print_pdf(self, self._content, self._title):
            self._left("print")
            self.printed.emit()

    def _save(self) -> None:
        try:
            path = save_pdf(self, self._content, self._title) if self._content else None
        except SuifangError as error:
            self.trouble.emit(error)
            return
        if path is not None:
            self._left("save")
            self.saved.emit(str(path))

    def _left(self, way: str) -> None:
        if (leaving := self._leaving) is not None:
            purpose = self.purpose.text() if leaving.asks else ""
            self._note(leaving.what, way=way, purpose=purpose, **leaving.facts)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Keeps fitting when the window changes; Ctrl and the wheel zoom."""
        if event.type() == QEvent.Type.Resize and self._fit:
            self.fit()
        elif isinstance(event, QWheelEvent) and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1 if event.angleDelta().y() > 0 else -1)
            return True
        return False
