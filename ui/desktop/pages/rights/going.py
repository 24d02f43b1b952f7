"""What a deletion does, said before it is done: what goes, what stays and by which statute, backups, county, paper."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.retention import stays
from ui.dates import say_date
from ui.desktop.page import Page
from ui.desktop.pages.rights.told import Going as Told
from ui.desktop.pages.rights.told import read_going
from ui.desktop.widgets.link import Link
from ui.desktop.widgets.tick import Tick
from ui.desktop.widgets.words import Card, Words, column, empty, row
from ui.text import language, tr


class Going(Card):
    """``ready`` when what it does was read, and whenever she ticks that it was explained; ``begin`` reads it once."""

    ready = Signal()

    def __init__(self, page: Page, woman: str = "", *, wide: bool = False) -> None:
        super().__init__(tone="due")
        self._page, self._woman, self._asked = page, woman, ""
        self.told: Told | None = None
        self.setAccessibleName(tr("erase.what"))
        self._facts = column(steps=1.5)
        self._more = column(steps=1.5) if wide else self._facts
        across = row(steps=6)
        across.addLayout(self._facts, 3)
        if wide:
            across.addLayout(self._more, 2)
        self.body.addLayout(across)
        self._place = self._facts
        self.tick = Tick(tr("erase.understood"))
        self.tick.toggled.connect(lambda _on: self.ready.emit())
        self.aside = Tick(tr("erase.aside"))
        self.aside.hide()
        self.body.addWidget(self.aside, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.tick, 0, Qt.AlignmentFlag.AlignLeft)

    def show_woman(self, woman: str) -> None:
        """Another woman: everything is read and asked anew."""
        self._woman, self._asked, self.told = woman, "", None
        self.tick.setChecked(False)
        self.aside.setChecked(False)
        self._clear()
        self.begin()

    def begin(self) -> None:
        """Reads what would go."""
        if self._asked == self._woman:
            return
        self._asked = woman = self._woman
        today = self._page.desk.today()
        self._page.read(lambda ledger: read_going(ledger, woman, today), self._show, latest="going")

    def done(self) -> None:
        """She is deleted: what lies aside goes too where that was ticked."""
        if self.aside.isChecked():
            self._page.read(lambda ledger: ledger.remove_set_aside(), lambda _none: None)

    def understood(self) -> bool:
        """Whether it was read and explained."""
        return self.told is not None and self.tick.isChecked()

    def _show(self, told: Told | None) -> None:
        self.told = told
        self._clear()
        if told is not None:
            self._fill(told)
        self.ready.emit()

    def _clear(self) -> None:
        for part in (self._facts, self._more):
            empty(part)

    def _fill(self, told: Told) -> None:
        counted = tr("erase.and").join(
            tr("erase.count", what=tr(f"erase.kind.{kind}"), n=n) for kind, n in told.counts.items() if kind != "woman"
        )
        self._place = self._facts
        self._say(
            "erase.goes", tr("erase.goes.all", name=told.name, counted=counted) if counted else tr("erase.goes.only")
        )
        self._say("erase.stays", *(tr("erase.stays.one", what=s.label(language()), law=s.law) for s in stays()))
        self._place = self._more
        self._say("erase.county", tr(f"erase.county.{told.county}"))
        day = (
            tr("erase.backups.until", day=say_date(told.backups.isoformat()))
            if told.backups
            else tr("erase.backups.none")
        )
        self._say("erase.backups", day, tr("erase.backups.stick") if told.stick else "")
        self.aside.setVisible(told.aside > 0)
        if told.aside:
            self._say("erase.aside.head", tr("erase.aside.note", n=told.aside))
        self._say("erase.paper", tr("erase.paper.note"))
        if told.named:
            self._say("erase.named", tr("erase.named.note"))
            for woman, name, field in told.named:
                go: Callable[[], object] = partial(self._page.desk.navigate, "woman", woman)
                link = Link(tr("erase.named.one", name=name, field=tr(field)), action=go)
                self._place.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        if self._more is not self._facts:
            for part in (self._facts, self._more):
                part.addStretch(1)

    def _say(self, head: str, *lines: str) -> None:
        holder = QWidget()
        block = column(holder, steps=0.5)
        block.addWidget(Words(tr(head), "strong", wrap=True))
        for words in lines:
            if words:
                block.addWidget(Words(words, "body", wrap=True))
        self._place.addWidget(holder)
