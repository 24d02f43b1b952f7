"""Right of the list: who she is, before her page is opened."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal

from app.codes import code_list
from app.people import age, children_of
from app.values.names import pinyin_of
from ui.dates import say_date
from ui.desktop.pages.ledger.rows import Row, place_of
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.words import Card, Words, column, empty
from ui.text import language, tr


class Preview(Card):
    """Name, age, door, marriage and children of the woman under the cursor; nothing sensitive."""

    opened = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        self._open = Button(tr("ledger.open"), "Enter", primary=True, reads=True, action=self.opened.emit)
        self._facts = column(steps=1.5)
        self.body.addLayout(self._facts)
        self.body.addStretch(1)
        self.body.addWidget(self._open, 0, Qt.AlignmentFlag.AlignLeft)
        self.setAccessibleName(tr("ledger.preview"))
        self.show_row(None)

    def show_row(self, row: Row | None) -> None:
        """Shows her, or nobody."""
        empty(self._facts)
        self._open.setVisible(row is not None)
        if row is None:
            self._facts.addWidget(Words(tr("ledger.preview.none"), "soft", wrap=True))
            return
        story, woman = row.story, row.story.woman
        self._facts.addWidget(Words(woman.name, "title", wrap=True))
        self._facts.addWidget(Words(pinyin_of(woman.name), "soft", wrap=True))
        years = age(story, self._today)
        words = [tr("ledger.years", n=years)] if years is not None else []
        self._facts.addWidget(Words("　".join([*words, say_date(woman.birth_date)]).strip("　"), wrap=True))
        self._facts.addWidget(Words(place_of(story) or tr("ledger.no_place"), wrap=True))
        self._fact("marital", _label("marital", woman.marital))
        if woman.spouse_name:
            self._fact("spouse", woman.spouse_name)
        children = children_of(story)
        if children.total is not None:
            self._fact("children", tr("ledger.children", n=children.total))
        self._fact("residence", _label("residence", woman.residence))
        if woman.status == "closed":
            reason = _label("closed_reason", woman.closed_reason)
            self._fact("status", "　".join(w for w in (reason, say_date(woman.closed_date)) if w))
        if woman.family_unaware:
            self._facts.addSpacing(8)
            self._facts.addWidget(Words(tr("ledger.unaware"), "due", wrap=True))

    def _fact(self, name: str, words: str) -> None:
        if words:
            self._facts.addSpacing(4)
            self._facts.addWidget(Words(tr(f"ledger.column.{name}"), "note"))
            self._facts.addWidget(Words(words, wrap=True))


def _label(name: str, code: str | None) -> str:
    return code_list(name).label(code, language()) if code else ""
