"""哪些已经到县: what is there, what is not yet, what stays, and the latest exchanges."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desktop.pages.exchange.told import ExchangeTold, logged_words
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.link import Link
from ui.desktop.widgets.words import Words, column, empty, row
from ui.moments import say_moment
from ui.sayings import say_code
from ui.text import tr


class Arrived(QWidget):
    """``opened`` tells whose page is wanted."""

    opened = Signal(str)

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._list = column(self, steps=2)

    def show_told(self, told: ExchangeTold) -> None:
        """Shows where everything stands."""
        empty(self._list)
        self._list.addWidget(Words(tr("exchange.arrived"), "section"))
        found = told.standing
        since = tr("exchange.since", when=say_moment(found.oldest_ms, self._today)) if found.oldest_ms else ""
        counts = Flow(steps=10)
        for key, count, note in (
            ("at_county", found.at_county, ""),
            ("not_yet", found.not_yet, since if found.not_yet else ""),
            ("stays", found.stays, tr("exchange.stays.note")),
        ):
            counts.addWidget(_count(tr(f"exchange.{key}"), count, note))
        self._list.addLayout(counts)
        if told.refused:
            self._list.addWidget(Words(tr("exchange.refused", n=len(told.refused)), "due", wrap=True))
        for one in told.refused:
            line = row(steps=3)
            if one.woman is not None:
                line.addWidget(Link(one.woman.name, action=partial(self.opened.emit, one.woman.id)))
            why = say_code(one.code, {}).what if one.code.startswith("exchange.") else tr("exchange.refused.why")
            line.addWidget(
                Words(tr("exchange.refused.line", what=tr(f"kind.{one.kind}"), why=why), "soft", wrap=True), 1
            )
            self._list.addLayout(line)
        if told.log:
            self._list.addSpacing(self._list.spacing())
            self._list.addWidget(Words(tr("exchange.log"), "section"))
        for entry in told.log:
            self._list.addWidget(Words(logged_words(entry, self._today), "soft", wrap=True))


def _count(label: str, count: int, note: str) -> QWidget:
    holder = QWidget()
    box = column(holder, steps=0)
    box.addWidget(Words(label, "soft"))
    box.addWidget(Words(f"{count:,}", "title"))
    box.addWidget(Words(note, "note"))
    return holder
