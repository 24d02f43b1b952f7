"""今日: the day leads. Who can be seen, in the order one walks, and the next step."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QWidget

from app.actions import Verb
from app.actions.visits import answer
from app.followups.due import State
from app.followups.urgent import ringing
from app.today import Call, Entry, is_quiet, place
from storage.ids import new_id
from ui.dates import say_lunar, say_short, say_weekday
from ui.desktop import theme
from ui.desktop.page import Desk, Page
from ui.desktop.pages.today.days import Days
from ui.desktop.pages.today.lists import CHIPS, SCOPES, WAYS, in_sections, parts
from ui.desktop.pages.today.panel import PANEL_WIDE, Panel
from ui.desktop.pages.today.ring import CountyLine, Ring
from ui.desktop.pages.today.round import OF_THE_ROUND, FromCounty, read_county, read_today, round_of
from ui.desktop.pages.today.words import call_words, contact_words, door_words, tag_of
from ui.desktop.pages.welcome import welcome
from ui.desktop.widgets.buttons import Button, Pills, press_on_enter
from ui.desktop.widgets.empty_state import EmptyState
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.marks import Window
from ui.desktop.widgets.table import Column, Table
from ui.desktop.widgets.words import Words, column, empty, row
from ui.text import language, tr

if TYPE_CHECKING:
    from storage.ledger import Ledger

_SETTLED = (State.DONE, State.DECLINED, State.LAPSED)
NEXT = "next"
"""``navigate("today", NEXT)`` after a visit is recorded: the cursor goes to the next woman."""


class TodayPage(Page):
    """``navigate("today", …)``: ``next``, or nothing."""

    kinds: ClassVar[frozenset[str]] = OF_THE_ROUND

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._today = desk.today()
        self._found: list[Entry] = []
        self._shown: list[Call] = []
        self._following: list[str] = []
        self._numbers: dict[str, int] = {}
        self._in_days = False
        self.ring = Ring()
        self.ring.acted.connect(self._record)
        self.ring.more_wanted.connect(self._see_soon)
        self.county = CountyLine(lambda: desk.navigate("exchange", ""))
        self.sheet.addLayout(self._head())
        self.sheet.addWidget(self.ring)
        self.sheet.addLayout(self._tools())
        self.table: Table[Call] = Table(tr("today.list"), self._columns())
        self.table.moved.connect(self._moved)
        self.table.opened.connect(lambda _call: self.record())
        self.nobody = QWidget()
        self._nobody = column(self.nobody)
        self.left = QStackedWidget()
        self.left.addWidget(self.table)
        self.left.addWidget(self.nobody)
        self.panel = self._make_panel()
        press_on_enter(self, self.panel.record)
        self.board = QWidget()
        self._across = row(self.board, steps=4)
        self._across.addWidget(self.left, 1)
        self._across.addWidget(self.panel)
        self.days = Days(self._today)
        self.days.month_wanted.connect(self._read_month)
        self.days.opened.connect(lambda woman: desk.navigate("woman", woman))
        self.body = QStackedWidget()
        self.body.addWidget(self.board)
        self.body.addWidget(self.days)
        self.sheet.addWidget(self.body, 1)

    def _make_panel(self) -> Panel:
        panel = Panel(self._today)
        panel.recorded.connect(self.record)
        panel.page_wanted.connect(self._to_her)
        panel.slip_wanted.connect(self._slip)
        panel.answered.connect(self.answer)
        panel.opened.connect(lambda woman: self.note("view.sensitive", woman, way="today"))
        panel.went_back.connect(lambda: self.table.setFocus(Qt.FocusReason.OtherFocusReason))
        return panel

    def _head(self) -> QBoxLayout:
        said = Flow(steps=3, below=0)
        self._date, self._lunar = Words("", "title"), Words("", "soft")
        said.addWidget(self._date)
        said.addWidget(self._lunar)
        if language() != "zh":
            self._lunar.hide()
        self._say_date()
        self.start = Words("", "soft")
        said.addWidget(self.start)
        said.addWidget(self.county)
        self.print = Button(tr("today.print"), "Ctrl+P", action=lambda: self.desk.navigate("round", ""))
        self.enter = Button(tr("today.enter"), "Ctrl+E", action=lambda: self.desk.navigate("round_entry", ""))
        self.slips = Button(tr("today.slips"), "Ctrl+T", action=self._slips)
        self.turn = Button(tr("today.days"), "Ctrl+M", reads=True, action=self._turn)
        papers = Flow(steps=2)
        for button in (self.turn, self.print, self.enter, self.slips):
            papers.addWidget(button)
        self._top = row(steps=3)
        self._top.addLayout(said, 1)
        self._top.addLayout(papers)
        return self._top

    def _say_date(self) -> None:
        self._date.setText(f"{say_short(self._today, self._today)} {say_weekday(self._today)}")
        self._lunar.setText(say_lunar(self._today))

    def _tools(self) -> QBoxLayout:
        self.chips = Pills([(chip, tr(f"today.chip.{chip}")) for chip in CHIPS], CHIPS[0])
        self.chips.setAccessibleName(tr("today.chips"))
        self.chips.chosen.connect(lambda _chip: self._show())
        self.way = Pills([(way, tr(f"today.way.{way}")) for way in WAYS], WAYS[0])
        self.way.setAccessibleName(tr("today.way"))
        self.way.chosen.connect(lambda _way: self._show())
        self.scope = Pills([(scope, tr(f"today.scope.{scope}")) for scope in SCOPES], SCOPES[0])
        self.scope.setAccessibleName(tr("today.scope"))
        self.scope.chosen.connect(lambda _scope: self._show())
        looks = Flow(steps=3)
        for pills in (self.way, self.scope):
            looks.addWidget(pills)
            pills.setFixedWidth(pills.sizeHint().width() + 2)
        self._chosen = row(steps=3)
        self._chosen.addWidget(self.chips, 1)
        self._chosen.addLayout(looks)
        return self._chosen

    def _columns(self) -> list[Column[Call]]:
        def window(call: Call) -> Window:
            one = call.followup
            return Window(one.opens, one.closes, self._today, one.due)

        return [
            Column(tr("today.column.number"), lambda c: str(self._numbers[c.followup.subject]), 0.75, "soft", spare=True,
                   letters=1),
            Column(tr("today.column.name"), lambda c: c.story.woman.name, 2.1, "strong", letters=3),
            Column(tr("today.column.door"), door_words, 1.2, "soft", letters=3, spare=True),
            Column(tr("today.column.what"), call_words, 3.9, letters=9),
            Column(tr("today.column.window"), window, 1.6, letters=5, spare=True),
            Column(tr("today.column.standing"), lambda c: tag_of(c.followup, self._today), 1.7, letters=5),
            Column(
                tr("today.column.contact"), lambda c: contact_words(c.followup), 1.25, "soft", letters=3, spare=True
            ),
        ]  # fmt: skip

    def first(self) -> QWidget:
        """The list."""
        return self.table

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The panel stands beside the list, below it where the text is too large for both."""
        super().resizeEvent(event)
        wear = theme.current()
        narrow = self.width() < wear.wide(56)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._across.setDirection(way)
        tight = QBoxLayout.Direction.TopToBottom if self.width() < wear.wide(76) else QBoxLayout.Direction.LeftToRight
        for line in (self._top, self._chosen):
            line.setDirection(tight)
        self.panel.setMinimumWidth(0 if narrow else wear.wide(PANEL_WIDE) + wear.space(8))
        self.panel.setMaximumWidth(16_777_215 if narrow else wear.wide(PANEL_WIDE) + wear.space(8))
        self.left.setMinimumHeight(self.table.row_height() * 6 if narrow else 0)
        self.panel.keep_open(wear.wide(12) if narrow else 0)

    # Reading

    def arrive(self, what: str) -> None:
        """``next``: the cursor goes on to whoever comes after the one just seen."""
        if what != NEXT:
            self._following = []

    def refresh(self) -> None:
        """Reads the month again."""
        today = self._today = self.desk.today()
        self.panel.today = today
        self._say_date()
        self.read(lambda ledger: _read(ledger, today), lambda found: self._take(*found), latest="today")

    def _take(self, women: int, found: list[Entry], county: FromCounty) -> None:
        self._found = found
        for tool in (self.chips, self.way, self.scope):
            tool.setVisible(women > 0 and not self._in_days)  # an empty ledger has one thing to say: how to begin
        self.turn.setVisible(women > 0)
        for paper in (self.print, self.enter, self.slips):
            paper.setVisible(women > 0)
        self.county.show_county(county, self._today)
        by_key = {entry.key: entry for entry in found}
        sounds = ringing((entry.followup for entry in found), self._today)
        self.ring.show_entries([by_key[f.subject, f.rule, f.anchor, f.occurrence] for f in sounds])
        if not women:
            self._show_welcome()
            return
        if self._in_days:
            self._read_month(self.days.month)
        self._show()

    def _read_month(self, month: date) -> None:
        today = self._today
        self.read(
            lambda ledger: round_of(ledger).of_month(today, max(month, today.replace(day=1))),
            lambda found: self.days.show_month(today, max(month, today.replace(day=1)), found), latest="today.month",
        )  # fmt: skip

    def _show_welcome(self) -> None:
        if self.body.count() == 2:
            self.body.addWidget(welcome(self.desk))
        self.body.setCurrentIndex(2)
        self.start.setText("")

    def _show(self) -> None:
        if self._in_days:
            self.body.setCurrentWidget(self.days)
            return
        self.body.setCurrentWidget(self.board)
        listed = parts(self._found, self._today, month=self.scope.value() == "month")
        self._offer_chips({chip: len(calls) for chip, calls in listed.items()})
        kept, chip = self.table.current(), self.chips.value() or CHIPS[0]
        way = self.way.value() or WAYS[0]
        groups = [place(call.story)[0] for call in listed["open"] if call.followup.contact]
        first = next((group for group in groups if group is not None), None)
        self.start.setText(tr("today.start", group=first) if first is not None else "")
        rows = in_sections(listed[chip], self._today, way=way, first=chip == "open")
        self._shown = [thing for thing in rows if isinstance(thing, Call)]
        self._numbers = {call.followup.subject: number for number, call in enumerate(self._shown, start=1)}
        if not self._shown:
            self._say_nobody()
            return
        self.left.setCurrentWidget(self.table)
        self.table.show_things(rows)
        self._select(self._following or ([kept.followup.subject] if kept else []))

    def _offer_chips(self, counts: dict[str, int]) -> None:
        """Counts, and only what holds somebody: an empty part is no news. The one looked at stays."""
        for chip in CHIPS:
            pill = self.chips.pill(chip)
            pill.set_count(counts[chip])
            pill.setVisible(chip in ("open", self.chips.value()) or counts[chip] > 0)
        self.chips.updateGeometry()

    def _say_nobody(self) -> None:
        empty(self._nobody)
        chip = self.chips.value() or CHIPS[0]
        ways = []
        if self.scope.value() == "today" and chip != "done":
            ways.append(Button(tr("today.see_month"), reads=True, action=self._see_month))
        if chip != "open":
            ways.append(Button(tr("today.see_open"), reads=True, action=self._see_open))
        scope = "month" if self.scope.value() == "month" else "today"
        heading = tr(f"today.empty.{scope}" if chip == "open" else f"today.empty.{chip}")
        self._nobody.addWidget(EmptyState(heading, tr("today.empty.note"), ways))
        self.left.setCurrentWidget(self.nobody)
        self.panel.show_call(None)

    def _turn(self) -> None:
        """The calendar and back."""
        self._look_at_days(not self._in_days)
        (self.days.grid if self._in_days else self.table).setFocus(Qt.FocusReason.OtherFocusReason)

    def _look_at_days(self, on: bool) -> None:
        self._in_days = on
        self.turn.setText(tr("today.days.back" if on else "today.days"))
        for tool in (self.chips, self.way, self.scope):
            tool.setVisible(not on)
        if on:
            self._read_month(self.days.month)
        self._show()

    def _see_soon(self) -> None:
        self.scope.set_value("today")
        self.chips.set_value("soon")
        self._look_at_days(False)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _see_month(self) -> None:
        self.scope.set_value("month")
        self._see_open()

    def _see_open(self) -> None:
        self.chips.set_value("open")
        self._show()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _select(self, wanted: Iterable[str]) -> None:
        """The first of these women who is still on the list, else the top."""
        there = {call.followup.subject for call in self._shown}
        for woman in wanted:
            if woman in there:
                self.table.select_first(lambda call, woman=woman: call.followup.subject == woman)  # type: ignore[misc]
                return

    def _moved(self, call: Call | None) -> None:
        self.panel.show_call(call)

    # What is done

    def _come_after(self, call: Call) -> list[str]:
        """Who comes next on the list as it stands, then whoever came before."""
        women = [other.followup.subject for other in self._shown]
        at = women.index(call.followup.subject)
        return [*women[at + 1 :], *reversed(women[:at])]

    def record(self) -> None:
        """Opens the page for this visit. What else of hers has a day brings the cursor back to her, else it goes on."""
        call, entry = self.table.current(), self.panel.entry
        if call is None or entry is None:
            return
        others = [e for e in call.entries if e.key != entry.key and not is_quiet(e, self._today)]
        self._following = [*([call.followup.subject] if others else []), *self._come_after(call)]
        self._record(entry)

    def _record(self, entry: Entry) -> None:
        if entry.followup.state not in _SETTLED and not self.looks_only:
            self.desk.navigate("visit", "|".join([*map(str, entry.key), "today"]))

    def _to_her(self) -> None:
        if self.panel.entry is not None:
            self.desk.navigate("woman", self.panel.entry.followup.subject)

    def _slip(self) -> None:
        if self.panel.entry is not None:
            self.desk.navigate("slips", self.panel.entry.followup.subject)

    def _slips(self) -> None:
        """For whoever is on the list as it is looked at."""
        self.desk.navigate("slips", ",".join(call.followup.subject for call in self._shown))

    def answer(self, said: str, until: date | None) -> None:
        """Keeps her answer; the cursor stays with her while anything of hers is left, else it goes on."""
        call, entry = self.table.current(), self.panel.entry
        if call is None or entry is None or self.looks_only:
            return
        one = entry.followup
        writes = answer(
            entry.story, rule=one.rule, anchor=one.anchor, occurrence=one.occurrence, answer=said, on=self._today,
            until=until, fresh=new_id,
        )  # fmt: skip
        self._following = [one.subject, *self._come_after(call)]
        day = say_short(until, self._today) if until else ""
        told = tr(f"today.told.{said}", name=entry.story.woman.name, day=day)
        self.write(Verb.ANSWER, writes, told, done=lambda _: self.table.setFocus(Qt.FocusReason.OtherFocusReason))


def _read(ledger: Ledger, today: date) -> tuple[int, list[Entry], FromCounty]:
    return *read_today(ledger, today), read_county(ledger)
