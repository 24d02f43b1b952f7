"""One line of a finished round: was she met, what was done, when, and when next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.actions.rounds import Name, Told
from app.followups.due import FollowUp
from app.records.fields import Day
from app.records.story import Story
from ui.desktop import theme
from ui.desktop.pages.today.words import place_words
from ui.desktop.pages.woman.words import followup_words
from ui.desktop.widgets.buttons import Pills
from ui.desktop.widgets.editors import DayEditor
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.marks import Badge
from ui.desktop.widgets.words import Card, Words, column, empty, row
from ui.text import tr

MET = ("met", "not_reached", "declined")
OUTCOMES = ("done", "declined")


@dataclass(frozen=True, slots=True)
class Service:
    """One thing that can be done for her. ``tick``: a tick is enough. ``usual``: it is what the way was for."""

    name: Name
    followup: FollowUp
    tick: bool
    usual: bool


class Line(Card):
    """``touched``: something was typed or pressed."""

    touched = Signal()

    def __init__(self, number: int, story: Story, services: tuple[Service, ...], today: date) -> None:
        super().__init__()
        wear = theme.current()
        self.body.setContentsMargins(wear.space(3), wear.space(1.5), wear.space(3), wear.space(1.5))
        self.body.setSpacing(wear.space(1))
        self.woman, self._today = story.woman.id, today
        self._services, self._saved, self._is_touched = services, False, False
        self._asked = {service.name for service in services}
        self._who = story.woman.name
        self.outcomes: dict[Name, Pills] = {}
        self.setAccessibleName(f"{tr('entry.number', n=number)} {self._who}")
        line = Flow(steps=3, below=1)
        line.addWidget(self._about(number, story))
        self.met = Pills([(key, tr(f"entry.met.{key}")) for key in MET], may_be_none=True)
        self.met.setAccessibleName(f"{self._who} {tr('entry.met')}")
        self.met.setFixedWidth(self.met.sizeHint().width() + 2)
        self.met.chosen.connect(self._chosen)
        line.addWidget(self.met)
        self.date, self.next = DayEditor(Day(exact=True), today), DayEditor(Day(exact=True, future=True), today)
        for key, editor in (("date", self.date), ("next", self.next)):
            editor.name(f"{self._who} {tr(f'entry.{key}')}")
            editor.inner.setFixedWidth(wear.wide(9))
            editor.changed.connect(self._typed)
            pair = QWidget()
            across = row(pair, steps=1.5)
            across.addWidget(Words(tr(f"entry.{key}"), "soft"))
            across.addWidget(editor)
            line.addWidget(pair)
        self.badge = Badge(tr("entry.saved"), "good")
        self.badge.hide()
        line.addWidget(self.badge)
        self.body.addLayout(line)
        self._below = QWidget()
        self._list = column(self._below, steps=1)
        self._list.setContentsMargins(wear.wide(2), 0, 0, 0)
        self.body.addWidget(self._below)
        self._below.hide()
        self._show_services()
        if not services:
            self._settle(saved=True)

    def _about(self, number: int, story: Story) -> QWidget:
        wear = theme.current()
        holder = QWidget()
        holder.setFixedWidth(wear.wide(17))
        across = row(holder, steps=2)
        place = Words(str(number), "soft")
        place.setFixedWidth(wear.wide(1.6))
        across.addWidget(place)
        across.addWidget(Words(story.woman.name, "strong"))
        across.addWidget(Words(place_words(story), "soft"), 1)
        return holder

    def _show_services(self) -> None:
        from app.forms.round_sheet import service_code

        empty(self._list)
        self.outcomes = {}
        for service in self._services:
            one = service.followup
            words = {"letter": service_code(one.service), "what": followup_words(one, opened=False)}
            line = Flow(steps=2, below=1)
            if service.tick:
                pills = Pills([(key, tr(f"entry.service.{key}")) for key in OUTCOMES], may_be_none=True)
            else:
                pills = Pills([("declined", tr("entry.service.declined"))], may_be_none=True)
            pills.setFixedWidth(pills.sizeHint().width() + 2)
            said = tr("entry.service" if service.tick else "entry.apart", **words)
            pills.setAccessibleName(f"{self._who} {said}")
            pills.chosen.connect(lambda _on: self._typed())
            self.outcomes[service.name] = pills
            line.addWidget(pills)
            line.addWidget(Words(said, "body" if service.usual else "soft"))
            self._list.addLayout(line)

    # What is told

    def told(self) -> Told | str:
        """What the line says, or a sentence about what is missing."""
        met, on, later = self.met.value(), self.date.value(), self.next.value()
        if met is None:
            return tr("entry.nothing")
        if on is None or str(on) > self._today.isoformat():
            return tr("entry.day_wrong")
        if self.next.problem() or (later is not None and str(later) <= str(on)):
            return self.next.problem() or tr("entry.next_wrong")
        said = {name: pills.value() for name, pills in self.outcomes.items()} if met == "met" else {}
        return Told(
            met=met, on=date.fromisoformat(str(on)), next=date.fromisoformat(str(later)) if later else None,
            done=frozenset(name for name, value in said.items() if value == "done"),
            declined=frozenset(name for name, value in said.items() if value == "declined"),
        )  # fmt: skip

    def typed(self) -> dict[str, object]:
        """For a draft; nothing where nothing was chosen or typed."""
        said = {"|".join(map(str, name)): pills.value() for name, pills in self.outcomes.items() if pills.value()}
        found: dict[str, object] = {"met": self.met.value(), "next": self.next.value()}
        return {**found, "date": self.date.value(), "said": said} if any(found.values()) else {}

    def type_again(self, typed: Mapping[str, object]) -> None:
        """What a draft kept."""
        self.met.set_value(str(typed["met"]) if typed.get("met") else None)
        self.next.set_value(str(typed["next"]) if typed.get("next") else None)
        if typed.get("date"):
            self.date.set_value(str(typed["date"]))
        said = typed.get("said")
        for name, pills in self.outcomes.items():
            value = said.get("|".join(map(str, name))) if isinstance(said, dict) else None
            pills.set_value(value if value in OUTCOMES else None)
        self._below.setVisible(self.met.value() == "met")
        self._is_touched = True

    def set_day(self, day: str) -> None:
        """The day of the round, for a line of which nothing was told yet."""
        if not self._is_touched and not self._saved:
            self.date.set_value(day)
            self._is_touched = False

    def _chosen(self, met: str | None) -> None:
        self._below.setVisible(met == "met" and bool(self._services))
        for service in self._services:
            usual = met == "met" and service.usual and service.tick
            if self.outcomes[service.name].value() is None or met != "met":
                self.outcomes[service.name].set_value("done" if usual else None)
        self._typed()

    def _typed(self) -> None:
        self._is_touched = self.met.value() is not None or self.next.value() is not None
        if self._is_touched:
            self.touched.emit()

    # Where it stands

    def is_touched(self) -> bool:
        """Whether something was told of her here."""
        return self._is_touched

    def is_saved(self) -> bool:
        """Whether what it says stands in the ledger."""
        return self._saved

    def holds_keyboard(self) -> bool:
        """Whether the keyboard is in it."""
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def set_busy(self, busy: bool) -> None:
        """While it is being written it cannot be changed."""
        self.setEnabled(not busy)

    def set_troubled(self, troubled: bool) -> None:
        """Marks the line of which something is missing."""
        self.set_tone("due" if troubled else "")

    def save(self, told: Told) -> None:
        """It stands in the ledger now."""
        del told
        self.set_busy(False)
        self._settle(saved=True)

    def take(self, services: tuple[Service, ...]) -> None:
        """What is open of hers now. What was saved and is open again was undone: the line can be told once more."""
        open_now = {service.name for service in services}
        if self._saved and self._asked and open_now >= self._asked:
            self._settle(saved=False)
        elif not self._saved and not services:
            self._settle(saved=True)
        if not self._saved and [s.name for s in services] != [s.name for s in self._services]:
            self._services, self._asked = services, open_now
            typed = self.typed()
            self._show_services()
            if typed:
                self.type_again(typed)

    def _settle(self, *, saved: bool) -> None:
        self._saved = saved
        self.badge.setVisible(saved)
        for part in (self.met, self.date, self.next):
            part.setEnabled(not saved)
        self._below.setVisible(not saved and self.met.value() == "met" and bool(self._services))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
