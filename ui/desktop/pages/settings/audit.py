"""谁看过、导出过什么: the audit of this laptop, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.records import Worker
from ui.desktop.page import Desk, Page
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.table import Column, Table
from ui.desktop.widgets.words import Card, Words, row
from ui.moments import say_clock
from ui.text import tr
from ui.traces import purpose_words, what_words

if TYPE_CHECKING:
    from storage.audit import Trace
    from storage.ledger import Ledger

LOT = 500


@dataclass(frozen=True, slots=True)
class Line:
    """An entry with the names that belong to it; ``whom`` is '' where it is about nobody."""

    trace: Trace
    who: str
    what: str
    whom: str


class AuditPage(Page):
    """Enter or a double click opens her page. The chosen entry stands in full below the table."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._most, self._fresh = LOT, True
        head = row(steps=3)
        head.addWidget(Words(tr("page.audit"), "title"), 1)
        head.addWidget(Button(tr("audit.back"), "Alt+Left", action=desk.back))
        self.sheet.addLayout(head)
        self.sheet.addWidget(Words(tr("audit.note"), "soft", wrap=True))
        self.table: Table[Line] = Table(tr("page.audit"), self._columns())
        self.table.opened.connect(self._open)
        self.table.moved.connect(self._tell)
        self.told = Words("", "body", wrap=True)
        self.sheet.addWidget(self.table, 1)
        self.sheet.addWidget(self.told)
        self.none = Card()
        self.none.body.addWidget(Words(tr("audit.none"), "soft", wrap=True))
        self.none.hide()
        self.sheet.addWidget(self.none)
        self.more = Button(tr("audit.more"), action=self._show_more)
        self.more.hide()
        foot = Flow()
        foot.addWidget(self.more)
        self.sheet.addLayout(foot)

    def _columns(self) -> list[Column[Line]]:
        today = self.desk.today()
        return [
            Column(
                tr("audit.when"), lambda x: say_clock(x.trace.at_ms, today), 1.6, "soft", sort=lambda x: x.trace.no, letters=7
            ),
            Column(tr("audit.who"), lambda x: x.who, 1.0, letters=3, spare=True),
            Column(tr("audit.what"), lambda x: x.what, 4.0, letters=10),
            Column(tr("audit.whom"), lambda x: x.whom, 1.1, "strong", letters=3),
            Column(tr("audit.purpose"), lambda x: purpose_words(x.trace), 1.7, letters=4, spare=True),
        ]  # fmt: skip

    def first(self) -> QWidget | None:
        """The list."""
        return self.table

    def arrive(self, what: str) -> None:
        """Reads it anew: what is noted is not told as a change."""
        del what
        self._most, self._fresh = LOT, True
        self.refresh()

    def refresh(self) -> None:
        """Reads the newest entries."""
        most = self._most
        self.read(lambda ledger: read_lines(ledger, most), self._show, latest="audit")

    def _show(self, lines: list[Line]) -> None:
        self.table.show_things(lines)
        self.table.setVisible(bool(lines))
        self.none.setVisible(not lines)
        self.told.setVisible(bool(lines))
        self.more.setVisible(len(lines) == self._most)
        if lines and self._fresh and self.isVisible():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._fresh = False

    def _tell(self, line: Line | None) -> None:
        parts = [] if line is None else [say_clock(line.trace.at_ms, self.desk.today()), line.who, line.what]
        if line is not None:
            purpose = purpose_words(line.trace)
            parts += [line.whom, tr("audit.for", purpose=purpose) if purpose else ""]
        self.told.setText("　".join(part for part in parts if part))

    def _show_more(self) -> None:
        self._most += LOT
        self.refresh()

    def _open(self, line: Line) -> None:
        if line.trace.subject:
            self.desk.navigate("woman", line.trace.subject)


def read_lines(ledger: Ledger, most: int) -> list[Line]:
    """The newest entries with the names of who did it and whom it was about; in the ledger's thread."""
    traces = ledger.audit(most)
    workers = {worker.id: worker.name for worker in ledger.all(Worker)}
    women = {woman.id: woman.name for woman in ledger.women({trace.subject for trace in traces} - {""})}
    return [
        Line(
            t,
            workers.get(t.who, ""),
            what_words(t, workers),
            tr("audit.erased") if t.erased else women.get(t.subject, ""),
        )
        for t in traces
    ]
