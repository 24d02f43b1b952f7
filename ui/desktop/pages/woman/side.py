"""Right on her page: what comes next, and what a person should look at."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.followups.due import TO_DO, FollowUp, State
from app.people import grieves
from app.records import Record
from app.records.findings import Finding
from ui.dates import say_date, say_short
from ui.desktop import theme
from ui.desktop.pages.woman.seen import CONSENTS, Seen
from ui.desktop.pages.woman.words import followup_words
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.link import Link
from ui.desktop.widgets.marks import Badge, Window, WindowBar
from ui.desktop.widgets.words import Card, Words, column, empty, row
from ui.measures import finding_facts
from ui.text import tr
from ui.value_words import label

MOST = 6


class Side(Card):
    """What comes and what to look at, each with its way out.

    ``visit`` tells the follow-up to record; ``look`` a record and the field in question; ``resume`` a draft's key;
    ``other`` another woman; ``settle`` that differences wait to be settled.
    """

    visit = Signal(object)
    look = Signal(object, str)
    resume = Signal(str)
    other = Signal(str)
    settle = Signal()

    def __init__(self) -> None:
        super().__init__()
        wear = theme.current()
        self.body.setContentsMargins(wear.space(1), wear.space(3), wear.space(1), wear.space(3))
        self.setAccessibleName(tr("woman.next_and_look"))
        inside = QWidget()
        sheet = column(inside, steps=3)
        sheet.setContentsMargins(wear.space(3), wear.space(1), wear.space(3), wear.space(1))
        sheet.addWidget(Words(tr("woman.coming"), "section"))
        self._coming = column(steps=3)
        sheet.addLayout(self._coming)
        sheet.addSpacing(wear.space(2))
        self._look_title = Words(tr("woman.look"), "section")
        sheet.addWidget(self._look_title)
        self._look = column(steps=3)
        sheet.addLayout(self._look)
        sheet.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        self.body.addWidget(area, 1)

    def show_story(self, seen: Seen, opened: frozenset[str]) -> None:
        """Shows what comes and what to look at."""
        empty(self._coming)
        if grieves(seen.story, seen.today):
            self._coming.addWidget(Words(tr("woman.grieves"), "due", wrap=True))
        for one in seen.due[:MOST]:
            self._coming.addLayout(self._follow_up(one, seen, opened=one.about in opened))
        for note in seen.undated:
            self._coming.addWidget(Words(tr(note.reason), "due", wrap=True))
        if seen.no_visit:
            words = tr("woman.no_visit", what=label("method", seen.no_visit))
            self._coming.addWidget(Words(words, "soft", wrap=True))
        elif not seen.due and not seen.undated:
            self._coming.addWidget(Words(tr("woman.coming.none"), "soft", wrap=True))
        empty(self._look)
        self._things_to_look_at(seen)
        self._look_title.setVisible(self._look.count() > 0)

    def _follow_up(self, one: FollowUp, seen: Seen, *, opened: bool) -> QVBoxLayout:
        block = column(steps=1)
        now = one.state in TO_DO
        badge = row(steps=2)
        badge.addWidget(Badge(_when(one, seen), "due" if now else "plain"))
        badge.addStretch(1)
        block.addLayout(badge)
        block.addWidget(Words(followup_words(one, opened=opened), wrap=True))
        if now:
            window = Window(one.opens, one.closes, seen.today, one.due)
            block.addWidget(WindowBar(window))
            block.addWidget(Words(window.words(), "note", wrap=True))
            ways = [tr(f"followup.contact.{way}") for way in one.contact] or [tr("followup.contact.none")]
            block.addWidget(Words("　".join(ways), "note", wrap=True))
            line = row()
            line.addWidget(Button(tr("woman.record_visit"), action=partial(self.visit.emit, one)))
            line.addStretch(1)
            block.addLayout(line)
        return block

    def _things_to_look_at(self, seen: Seen) -> None:
        for key in seen.drafts:
            self._thing(
                tr("woman.unfinished", what=_draft_words(key, seen)), "woman.resume", partial(self.resume.emit, key)
            )
        for woman in seen.same_id:
            self._thing(tr("woman.same_id", name=woman.name), "woman.have_a_look", partial(self.other.emit, woman.id))
        if seen.conflicts:
            self._thing(tr("woman.conflicts", n=len(seen.conflicts)), "woman.have_a_look", self.settle.emit)
        if seen.other_door is not None:
            other = seen.other_door
            words = tr("woman.other_door", name=other.name, mine=seen.woman.door, theirs=other.door)
            self._thing(words, "woman.have_a_look", partial(self.other.emit, other.id))
        for question in seen.questions:
            words = finding_words(question.record, question.finding)
            self._thing(words, "woman.have_a_look", partial(self.look.emit, question.record, question.finding.field))

    def _thing(self, words: str, way: str, action: Callable[[], object]) -> None:
        block = column(steps=1)
        block.addWidget(Words(words, wrap=True))
        line = row()
        line.addWidget(Link(tr(way), action=action))
        line.addStretch(1)
        block.addLayout(line)
        self._look.addLayout(block)


def finding_words(record: Record, finding: Finding) -> str:
    """A question in words, with the field it is about; dates in it as people read them."""
    told = finding_facts(record.kind, finding)
    facts = {name: say_date(v) if name == "birth" and isinstance(v, str) else v for name, v in told.items()}
    if "other" in facts and finding.code == "finding.two_methods":
        facts["other"] = label("method", str(facts["other"]))
    words = tr(finding.code, **facts)
    return tr("woman.about", what=tr(f"field.{record.kind}.{finding.field}"), words=words) if finding.field else words


def _when(one: FollowUp, seen: Seen) -> str:
    if one.state in TO_DO:
        return tr(f"followup.state.{one.state}")
    day = one.until if one.state in (State.POSTPONED, State.NOT_REACHED) and one.until else one.opens
    return tr("woman.from", day=say_short(day, seen.today))


def _draft_words(key: str, seen: Seen) -> str:
    name, _, rest = key.partition(".")
    if name == "add":
        return tr(f"woman.add.{rest.partition(':')[0]}")
    if name == CONSENTS:
        return tr("consents.title")
    record = next((m.record for m in seen.moments if m.record.id == rest), None)
    return tr(f"woman.tag.{record.kind}") if record is not None else tr("woman.edit")
