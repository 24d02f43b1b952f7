"""Two entries side by side: what they say differently is chosen field by field, then they are one woman."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.consent import SCOPES, SPOUSE, effective
from app.records import Household
from app.records.story import Story
from app.same_woman import BOTH, KEEP, OTHER, Choice, likely_keep, preview
from app.values.dates import of_day
from ui.dates import say_date
from ui.desktop import theme
from ui.desktop.pages.checks.words import field_words, said_words, shortened
from ui.desktop.pages.ledger.rows import place_of
from ui.desktop.pages.woman.line import LARGE
from ui.desktop.widgets.buttons import Button, Pill, Pills, press_on_enter
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.scroll import Scroll
from ui.desktop.widgets.words import Card, Words, column, empty, row, settle
from ui.moments import moment_of
from ui.text import tr
from ui.value_words import label

if TYPE_CHECKING:
    from storage.ledger import Ledger


NAME, SIDE, NARROW = 8, 22, 11
"""How wide the name of a field and each of the two sides are, in characters; the last with large text."""


@dataclass(frozen=True, slots=True)
class Two:
    """Two entries: which stays (``keep``) and which leads to it; when each was entered (ms); households by id."""

    keep: Story
    other: Story
    entered: tuple[int, int]
    homes: Mapping[str, str]

    def turned(self) -> Two:
        """The other one stays."""
        return Two(self.other, self.keep, self.entered[::-1], self.homes)


def read_two(ledger: Ledger, one: str, other: str) -> Two | None:
    """Reads both; None when one of them is gone, or they are one woman already."""
    stories = list(ledger.stories([one, other]))
    if len(stories) != 2:
        return None
    made = {story.woman.id: ledger.history.made_by("woman", story.woman.id)[0] for story in stories}
    keep, goes = likely_keep(stories[0], stories[1], made.__getitem__)
    homes = {s.household.id: s.household.number or s.household.head or "" for s in stories if s.household is not None}
    for story in stories:
        if story.woman.household and story.woman.household not in homes:
            home = ledger.get(Household, story.woman.household)
            homes[story.woman.household] = (home.number or home.head or "") if home else ""
    return Two(keep, goes, (made[keep.woman.id], made[goes.woman.id]), homes)


class Sides(Pills):
    """What both entries say: the arrows choose as they move, for Enter joins."""

    def step(self, here: Pill, by: int) -> None:
        """Gives the keyboard to the next side, and takes what it says."""
        super().step(here, by)
        now = self.focusWidget()
        if isinstance(now, Pill) and not now.isChecked():
            now.click()


class Compare(QWidget):
    """``joined(two, chosen)``; ``two_people(two)``; ``left`` with Esc; ``her_page(id)``."""

    joined = Signal(object, object)
    two_people = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.two: Two | None = None
        self.pills: dict[str, Pills] = {}
        sheet = column(self, steps=3)
        sheet.addWidget(Words(tr("checks.compare"), "section", wrap=True))
        self.note = Words(tr("checks.compare.note"), "soft", wrap=True)
        sheet.addWidget(self.note)
        card = Card()
        inside = QWidget()
        self._sheet = column(inside, steps=3)
        self.area = Scroll(inside, least=50)
        card.body.addWidget(self.area)
        sheet.addWidget(card, 1)
        ways = Flow(steps=3)
        self.join = Button(tr("checks.join"), "Enter", primary=True, action=self._join)
        self.turn = Button(tr("checks.turn"), "Ctrl+T", action=self._turn)
        self.apart = Button(tr("checks.two_people"), "Ctrl+D", action=self._apart)
        self.back = Button(tr("checks.back"), "Esc", action=self.left.emit)
        for button in (self.join, self.turn, self.apart, self.back):
            ways.addWidget(button)
        sheet.addLayout(ways)
        press_on_enter(self, self.join)

    def show_two(self, two: Two) -> None:
        """Shows them, everything as proposed."""
        self.two = two
        self.pills = {}
        empty(self._sheet)
        self._sheet.addWidget(self._heads(two))
        choices = preview(two.keep.woman, two.other.woman)
        for choice in choices:
            self._sheet.addWidget(self._line(two, choice))
        if not choices:
            self._sheet.addWidget(Words(tr("checks.nothing_differs"), "soft", wrap=True))
        for words in _consent_words(two):
            self._sheet.addWidget(Words(words, "soft", wrap=True))
        self._sheet.addStretch(1)

    def start(self) -> QWidget:
        """Where the keyboard begins: the first choice, else the way on."""
        first = next(iter(self.pills.values()), None)
        return first if first is not None else self.join

    def chosen(self) -> dict[str, str]:
        """What is chosen for each field."""
        return {name: pills.value() or KEEP for name, pills in self.pills.items()}

    def _heads(self, two: Two) -> QWidget:
        holder = QWidget()
        line = row(holder, steps=3)
        line.addSpacing(theme.current().wide(NAME) + theme.current().space(3))
        both = Flow(steps=2)
        for key, story, at_ms in zip(("keeps", "goes"), (two.keep, two.other), two.entered, strict=True):
            side = QWidget()
            side.setFixedWidth(_side())
            about = column(side, steps=1)
            about.addWidget(Words(tr(f"checks.{key}"), "note"))
            about.addWidget(Words(story.woman.name, "title", wrap=True))
            facts = [place_of(story), label("status", story.woman.status), tr("checks.records", n=_count(story))]
            about.addWidget(Words("　".join(part for part in facts if part), "soft", wrap=True))
            about.addWidget(Words(tr("checks.entered", day=say_date(of_day(moment_of(at_ms).date()))), "note"))
            settle(side)
            side.setMinimumHeight(about.totalHeightForWidth(_side()))  # the flow around it asks for no height by width
            both.addWidget(side)
        line.addLayout(both, 1)
        return holder

    def _line(self, two: Two, choice: Choice) -> QWidget:
        holder = QWidget()
        line = row(holder, steps=3)
        name = Words(field_words(choice), "body", wrap=True)
        name.setFixedWidth(theme.current().wide(NAME))
        whole = {
            KEEP: said_words(choice, choice.keep, dict(two.homes)),
            OTHER: said_words(choice, choice.other, dict(two.homes)),
            **({BOTH: tr("checks.both")} if choice.may_be_both else {}),
        }
        pills = Sides([(key, shortened(words)) for key, words in whole.items()], choice.chosen)
        pills.setAccessibleName(field_words(choice))
        for key, words in whole.items():
            pill: Pill = pills.pill(key)
            pill.setToolTip(words)
            pill.setAccessibleName(words)
            if key != BOTH:
                pill.setMinimumWidth(_side())
        self.pills[choice.field] = pills
        line.addWidget(name, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(pills, 1)
        return holder

    def _join(self) -> None:
        if self.two is not None:
            self.joined.emit(self.two, self.chosen())

    def _turn(self) -> None:
        if self.two is not None:
            self.show_two(self.two.turned())
            self.start().setFocus(Qt.FocusReason.OtherFocusReason)

    def _apart(self) -> None:
        if self.two is not None:
            self.two_people.emit(self.two)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go from field to field."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        order = list(self.pills.values())
        here = next((place for place, pills in enumerate(order) if pills.isAncestorOf(self.focusWidget())), None)
        if (step := steps.get(Qt.Key(event.key()))) and here is not None and 0 <= here + step < len(order):
            order[here + step].setFocus(Qt.FocusReason.TabFocusReason)
            return
        super().keyPressEvent(event)


def _side() -> int:
    wear = theme.current()
    return wear.wide(NARROW if wear.scale > LARGE else SIDE)


def _count(story: Story) -> int:
    kinds = (story.methods, story.pregnancies, story.deliveries, story.children, story.visits, story.screenings,
             story.moves, story.life_events)  # fmt: skip
    return sum(len(records) for records in kinds)


def _consent_words(two: Two) -> list[str]:
    """Where she said different things: the strictest holds for both."""
    found = []
    for scope in (*SCOPES, SPOUSE):
        said = [effective(story.consents, scope) for story in (two.keep, two.other)]
        if said[0] == said[1]:
            continue
        holds = effective((*two.keep.consents, *two.other.consents), scope)
        words = label("consent_state", holds)
        key = "checks.consent.once" if "not_asked" in said else "checks.consent"
        found.append(tr(key, scope=label("consent_scope", scope), state=words))
    return found
