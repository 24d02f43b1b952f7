"""录入走访: a finished round from its sheet, one line for each woman, in the order of the paper."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from app.actions import Verb
from app.actions.rounds import can_be_ticked, name_of, record_line
from app.errors import SuifangError
from app.followups.due import TO_DO, State
from app.followups.schedule import load_schedule
from app.records.fields import Day
from app.records.story import Story
from app.today import Entry, calls, is_quiet
from storage.ids import new_id
from ui.dates import say_short
from ui.desktop.page import Desk, Page
from ui.desktop.pages.today.carried import carried
from ui.desktop.pages.today.entry_line import Line, Service
from ui.desktop.pages.today.round import OF_THE_ROUND, round_of
from ui.desktop.widgets.buttons import Button, press_on_enter
from ui.desktop.widgets.editors import DayEditor
from ui.desktop.widgets.empty_state import EmptyState
from ui.desktop.widgets.scroll import Scroll
from ui.desktop.widgets.words import Words, column, empty, row
from ui.text import tr

if TYPE_CHECKING:
    from storage.changes import Changed
    from storage.ledger import Ledger

_ASKED = TO_DO | {State.UPCOMING}
_KEEP_MS = 500


@dataclass(frozen=True, slots=True)
class Woman:
    """A line of the sheet: what is still open of hers, and what was typed before and not saved."""

    story: Story
    entries: tuple[Entry, ...]
    services: tuple[Service, ...]
    draft: str | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """``printed``: the day of the paper; None where the order is that of today's list."""

    printed: date | None
    women: tuple[Woman, ...]


class RoundEntryPage(Page):
    """Every line is saved by itself with Enter, and can be undone by itself; what is half written is kept."""

    kinds: ClassVar[frozenset[str]] = OF_THE_ROUND

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._today = desk.today()
        self._sheet: Sheet | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_KEEP_MS)
        self._timer.timeout.connect(self._keep)
        self.lines: dict[str, Line] = {}
        head = row(steps=3)
        head.addWidget(Words(tr("page.round_entry"), "title"))
        self.count = Words("", "soft")
        head.addWidget(self.count, 1)
        self.back = Button(tr("entry.back"), "Alt+Left", action=desk.back)
        head.addWidget(self.back)
        self.sheet.addLayout(head)
        self.source = Words("", "soft", wrap=True)
        self.sheet.addWidget(self.source)
        self.day = DayEditor(Day(exact=True), self._today)
        self.day.name(tr("entry.day"))
        self.day.set_value(self._today.isoformat())
        self.day.changed.connect(self._other_day)
        asked = row(steps=2)
        asked.addWidget(Words(tr("entry.day"), "soft"))
        asked.addWidget(self.day)
        asked.addStretch(1)
        self.sheet.addLayout(asked)
        inside = QWidget()
        self._list = column(inside, steps=2)
        self.area = Scroll(inside, least=24)
        self.sheet.addWidget(self.area, 1)
        self.save = Button(tr("entry.save"), "Enter", primary=True, action=self.save_line)
        self.skip = Button(tr("entry.skip"), "Ctrl+Down", action=lambda: self._go_on(self.current()))
        self.full = Button(tr("entry.full"), "Alt+Z", action=self._in_full)
        foot = row(steps=2)
        self.said = Words("", "due", wrap=True)
        foot.addWidget(self.said, 1)
        for button in (self.full, self.skip, self.save):
            foot.addWidget(button)
        self.sheet.addLayout(foot)
        press_on_enter(self, self.save)

    def first(self) -> QWidget | None:
        """The first line that is not saved."""
        line = next((line for line in self.lines.values() if not line.is_saved()), None)
        return line.met if line is not None else self.back

    # Reading

    def arrive(self, _what: str) -> None:
        """Takes the sheet anew; while she is here its lines stay in their places."""
        self._keep()
        self._sheet = None
        self.refresh()

    def refresh(self) -> None:
        """Reads what is still open of everybody on the sheet."""
        today = self._today = self.desk.today()
        kept = self._sheet
        self.read(lambda ledger: _read(ledger, today, kept), self._take, latest="entry")

    def _take(self, sheet: Sheet) -> None:
        before, self._sheet = self._sheet, sheet
        if before is None or _order(before) != _order(sheet):
            self._keep()
            self._build(sheet)
        else:
            for woman in sheet.women:
                self.lines[woman.story.woman.id].take(woman.services)
        printed = sheet.printed
        order = tr("entry.sheet", day=say_short(printed, self._today)) if printed else tr("entry.sheet.now")
        self.source.setText(f"{order} {tr('entry.note')}" if sheet.women else "")
        self._counted()

    def _build(self, sheet: Sheet) -> None:
        empty(self._list)
        self.lines = {}
        for number, woman in enumerate(sheet.women, start=1):
            line = Line(number, woman.story, woman.services, self._today)
            line.set_day(str(self.day.value() or self._today.isoformat()))
            if woman.draft is not None:
                line.type_again(json.loads(woman.draft))
            line.touched.connect(self._timer.start)
            self.lines[woman.story.woman.id] = line
            self._list.addWidget(line)
        if not sheet.women:
            self._list.addWidget(EmptyState(tr("entry.empty"), tr("entry.empty.note")))
        self._list.addStretch(1)
        for part in (self.save, self.skip, self.full, self.day):
            part.setVisible(bool(sheet.women))
        if (first := self.first()) is not None and self.isVisible():
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _counted(self) -> None:
        saved = sum(line.is_saved() for line in self.lines.values())
        self.count.setText(tr("entry.done", n=saved, left=len(self.lines) - saved) if self.lines else "")

    def _other_day(self) -> None:
        if (day := self.day.value()) is not None:
            for line in self.lines.values():
                line.set_day(str(day))

    # One line

    def current(self) -> Line | None:
        """The line the keyboard is in, else the first that is not saved."""
        here = next((line for line in self.lines.values() if line.holds_keyboard()), None)
        return here or next((line for line in self.lines.values() if not line.is_saved()), None)

    def save_line(self) -> None:
        """Saves the line the keyboard is in, and goes to the next."""
        line = self.current()
        if line is None or self._sheet is None or line.is_saved():
            return
        told = line.told()
        if isinstance(told, str):
            self._say(line, told)
            return
        woman = next(w for w in self._sheet.women if w.story.woman.id == line.woman)
        asked = [entry.followup for entry in woman.entries]
        writes = record_line(woman.story, asked, told, fresh=new_id)
        if not writes:
            self._say(line, tr("entry.nothing_done"))
            return
        self._say(line, "")
        line.set_busy(True)
        name, draft = woman.story.woman.name, _draft(line.woman)

        def written(_changed: Changed) -> None:
            line.save(told)
            self.read(lambda ledger: ledger.keep_draft(draft, None), lambda _: None)
            self._counted()
            self._go_on(line)

        def refused(error: SuifangError) -> None:
            line.set_busy(False)
            self.desk.trouble(error)

        self.write(
            Verb.VISIT if told.done else Verb.ANSWER, writes, tr("entry.told", name=name), done=written,
            failed=refused,
        )  # fmt: skip

    def _say(self, line: Line, words: str) -> None:
        self.said.setText(words)
        line.set_troubled(bool(words))

    def _go_on(self, here: Line | None) -> None:
        """To the next line that is not saved; behind the last one, to the first that was left out."""
        lines = list(self.lines.values())
        at = lines.index(here) if here is not None else 0
        line = next((line for line in [*lines[at + 1 :], *lines[: at + 1]] if not line.is_saved()), None)
        goal = line.met if line is not None else self.back
        goal.setFocus(Qt.FocusReason.OtherFocusReason)
        if line is not None:
            self.area.ensureWidgetVisible(line)

    def _in_full(self) -> None:
        line = self.current()
        if line is not None and self._sheet is not None:
            woman = next(w for w in self._sheet.women if w.story.woman.id == line.woman)
            if woman.entries:
                self.desk.navigate("visit", "|".join(map(str, woman.entries[0].key)))

    # What is half written

    def unsaved(self) -> bool:
        """Whether something typed is not yet kept."""
        return self._timer.isActive()

    def _keep(self) -> None:
        self._timer.stop()
        kept = {
            _draft(line.woman): json.dumps(typed) if (typed := line.typed()) else None
            for line in self.lines.values() if line.is_touched() and not line.is_saved()
        }  # fmt: skip

        def keep(ledger: Ledger) -> None:
            for name, words in kept.items():
                ledger.keep_draft(name, words)

        if kept:
            self.read(keep, lambda _: None, failed=lambda _: None)


def _draft(woman: str) -> str:
    """Under which name a line is kept; an erasure finds it by her id."""
    return f"round_entry.{woman}"


def _order(sheet: Sheet) -> Sequence[str]:
    return [woman.story.woman.id for woman in sheet.women]


def _read(ledger: Ledger, today: date, kept: Sheet | None) -> Sheet:
    """The sheet ``kept``, or that last printed, or else who would be on one now."""
    paper = carried(ledger, today)
    printed = kept.printed if kept is not None else paper.day if paper else None
    found = [
        e for e in round_of(ledger).entries(today)
        if e.followup.state in _ASKED and not _comes_of_round(e, printed or today)
    ]  # fmt: skip
    mine = {call.followup.subject: call.entries for call in calls(found, today)}
    if kept is not None:
        order: Sequence[str] = _order(kept)
    elif paper is not None:
        order = paper.women
    else:
        order = [woman for woman, asked in mine.items() if _is_on_sheet(asked, today)]
    settled = [woman for woman in order if woman not in mine]
    stories = {story.woman.id: story for story in ledger.stories(settled, visits_since=today)}
    stories |= {woman: mine[woman][0].story for woman in order if woman in mine}
    women = (_woman(ledger, stories[woman], mine.get(woman, ()), today) for woman in order if woman in stories)
    return Sheet(printed, tuple(women))


def _comes_of_round(entry: Entry, since: date) -> bool:
    """Whether a visit of this very round asks for it later (an agreed day, a referral): it stood on no paper."""
    one = entry.followup
    return one.state is State.UPCOMING and any(
        visit.id == one.anchor and visit.date >= since.isoformat() for visit in entry.story.visits
    )


def _is_on_sheet(asked: Sequence[Entry], today: date) -> bool:
    return bool(asked[0].followup.contact) and any(
        not is_quiet(entry, today) and entry.followup.state in TO_DO for entry in asked
    )


def _woman(ledger: Ledger, story: Story, asked: tuple[Entry, ...], today: date) -> Woman:
    schedule = load_schedule()
    services = tuple(
        Service(
            name_of(entry.followup), entry.followup, can_be_ticked(entry.story, entry.followup, schedule, today),
            usual=not is_quiet(entry, today) and entry.followup.state in TO_DO,
        )
        for entry in asked
    )  # fmt: skip
    return Woman(story, asked, services, ledger.draft(_draft(story.woman.id)))
