"""Left on her page: how things stand now."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.actions.births import open_pregnancy
from app.people import children_of, current_method
from app.records.story import Story
from storage.standing import Where
from ui.dates import say_date, say_short
from ui.desktop import theme
from ui.desktop.pages.woman.consents import Consents
from ui.desktop.pages.woman.past import local_day
from ui.desktop.pages.woman.seen import Seen
from ui.desktop.pages.woman.words import weeks_words
from ui.desktop.widgets.link import Link
from ui.desktop.widgets.words import Card, Words, column, empty, row
from ui.text import tr
from ui.value_words import id_words, label, number_words

LAID_OUT_MS = 40
"""So long after a panel opened it has its size, and can be scrolled to."""


class Now(Card):
    """Method, marriage, children, id and telephone (masked), household, consents, and what the county has.

    ``revealed`` when she opens id and telephone on purpose; ``other`` another woman of the household;
    ``household`` when hers is to be chosen.
    """

    revealed = Signal(bool)
    other = Signal(str)
    household = Signal()

    def __init__(self) -> None:
        super().__init__()
        wear = theme.current()
        self.body.setContentsMargins(wear.space(1), wear.space(3), wear.space(1), wear.space(3))
        self.setAccessibleName(tr("woman.now"))
        inside = QWidget()
        sheet = column(inside, steps=3)
        sheet.setContentsMargins(wear.space(3), wear.space(1), wear.space(3), wear.space(1))
        sheet.addWidget(Words(tr("woman.now"), "section"))
        self._facts = column(steps=2)
        sheet.addLayout(self._facts)
        sheet.addWidget(_line())
        self.consents = Consents()
        sheet.addWidget(self.consents)
        sheet.addStretch(1)
        self.county = Words("", "soft", wrap=True)
        sheet.addWidget(self.county)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        self.body.addWidget(area, 1)
        self._area = area

    def show_story(self, seen: Seen, *, revealed: bool) -> None:
        """Shows her; id and telephone only when ``revealed``."""
        empty(self._facts)
        self._pregnancy(seen)
        self._method(seen)
        self._marriage(seen.story)
        self._children(seen.story)
        self._identity(seen.story, revealed)
        self._household(seen)
        if seen.woman.safe_contact:
            self._fact("woman.safe_contact", seen.woman.safe_contact)
        if seen.woman.note:
            self._fact("field.woman.note", seen.woman.note)
        self.consents.show_story(seen)
        self.county.setText(county_words(seen))

    def _fact(self, key: str, *lines: str, strong: bool = False) -> None:
        block = column(steps=0.5)
        block.addWidget(Words(tr(key), "note"))
        for number, words in enumerate(line for line in lines if line):
            role = "strong" if strong and number == 0 else "body" if number == 0 else "soft"
            block.addWidget(Words(words, role, wrap=True))
        self._facts.addLayout(block)

    def _pregnancy(self, seen: Seen) -> None:
        going_on = open_pregnancy(seen.story)
        if going_on is not None:
            self._fact("woman.pregnancy", tr("woman.pregnant"), weeks_words(going_on, seen.today), strong=True)

    def _method(self, seen: Seen) -> None:
        use = current_method(seen.story, seen.today)
        if use is None:
            self._fact("woman.method", tr("woman.method.unknown"))
            return
        since = tr("woman.since", day=say_date(use.start)) if use.start else ""
        until = tr("woman.use_until", day=say_date(use.expiry)) if use.expiry else ""
        chosen = label("chosen_by", use.chosen_by)
        begun = "　".join(w for w in (chosen, since) if w)
        self._fact("woman.method", label("method", use.method), begun, until, strong=True)

    def _marriage(self, story: Story) -> None:
        woman = story.woman
        since = woman.marital_since or woman.first_marriage
        first = "　".join(w for w in (label("marital", woman.marital), say_date(since)) if w)
        spouse = tr("woman.husband", name=woman.spouse_name) if woman.spouse_name else ""
        if first or spouse:
            self._fact("woman.marriage", first or spouse, spouse if first else "")

    def _children(self, story: Story) -> None:
        children = children_of(story)
        if children.total is None:
            return
        told = [
            " ".join(w for w in (label("sex", c.sex) if c.sex in ("1", "2") else "", (c.birth_date or "")[:4]) if w)
            for c in children.recorded
        ]
        words = tr("woman.children", n=children.total) if children.total else tr("woman.children.none")
        listed = "　".join(t for t in told if t) if len(told) == children.total else ""
        self._fact("woman.children.title", "　".join(w for w in (words, listed) if w))

    def _identity(self, story: Story, revealed: bool) -> None:
        woman = story.woman
        if not woman.id_number and not woman.phone:
            return
        block = column(steps=0.5)
        block.addWidget(Words(tr("woman.identity"), "note"))
        if woman.id_number:
            block.addWidget(Words(id_words(woman.id_number, revealed=revealed), wrap=True))
        if woman.phone:
            block.addWidget(Words(phone_words(woman.phone, revealed=revealed), wrap=True))
        key = "woman.mask" if revealed else "woman.reveal"
        self.reveal = Link(tr(key), action=lambda: self.revealed.emit(not revealed))
        line = row()
        line.addWidget(self.reveal)
        line.addStretch(1)
        block.addLayout(line)
        self._facts.addLayout(block)

    def _household(self, seen: Seen) -> None:
        home = seen.story.household
        block = column(steps=0.5)
        block.addWidget(Words(tr("woman.household"), "note"))
        if home is not None:
            number = tr("woman.household.number", n=home.number) if home.number else ""
            known = {seen.woman.name, *(woman.name for woman in seen.others)}
            head = tr("woman.household.head", name=home.head) if home.head and home.head not in known else ""
            block.addWidget(Words("　".join(w for w in (number, head) if w), wrap=True))
        for woman in seen.others:
            button = Link(woman.name, reads=True, action=partial(self.other.emit, woman.id))
            line = row()
            line.addWidget(button)
            line.addStretch(1)
            block.addLayout(line)
        if seen.woman.status == "open":
            line = row()
            key = "woman.household.none" if home is None else "woman.household.change"
            line.addWidget(Link(tr(key), action=self.household.emit))
            line.addStretch(1)
            block.addLayout(line)
        self._facts.addLayout(block)


def phone_words(number: str, *, revealed: bool) -> str:
    """A telephone number; only its last four until it is opened on purpose."""
    return tr("woman.phone", number=number_words(number, revealed=revealed))


def county_words(seen: Seen) -> str:
    """What the county has of her: everything, not yet since when, or nothing, by her own decision."""
    consent = seen.consent("county")
    if consent != "given":
        return tr(f"woman.county.{consent}")
    waiting = [state for state in seen.county.values() if state.where is Where.NOT_YET]
    if not waiting:
        return tr("woman.county.there")
    since = min((state.since_ms for state in waiting if state.since_ms is not None), default=None)
    if since is None:
        return tr("woman.county.not_yet", n=len(waiting))
    day = say_short(local_day(since), seen.today)
    return tr("woman.county.since", n=len(waiting), day=day)


def _line() -> QFrame:
    line = QFrame()
    line.setFixedHeight(1)
    line.setObjectName("hairline")
    return line
