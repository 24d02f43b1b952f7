"""今日: the day leads. Who can be seen, in the order one walks, and the next step."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QWidget

from app.actions import Verb
from app.actions.visits import answer
from app.followups.due import State
from app.today import Entry, Key, is_done, is_new, is_now, is_of_month, is_soon, place
from storage.ids import new_id
from ui.dates import say_lunar, say_short, say_weekday
from ui.desktop import theme
from ui.desktop.page import Desk, Page
from ui.desktop.pages.today.panel import Panel
from ui.desktop.pages.today.round import OF_THE_ROUND, read_today
from ui.desktop.pages.today.words import contact_words, door_words, group_words, tag_of
from ui.desktop.pages.welcome import welcome
from ui.desktop.pages.woman.words import followup_words
from ui.desktop.widgets.buttons import Button, Pills, press_on_enter
from ui.desktop.widgets.empty_state import EmptyState
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.marks import Window
from ui.desktop.widgets.table import Column, Section, Table
from ui.desktop.widgets.words import Words, column, empty, row
from ui.text import language, tr

CHIPS = ("open", "soon", "new", "done")
NEXT = "next"
"""``navigate("today", NEXT)`` after a visit is recorded: the cursor goes to the next woman."""


class TodayPage(Page):
    """``navigate("today", …)``: ``next``, or nothing."""

    kinds: ClassVar[frozenset[str]] = OF_THE_ROUND

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._today = desk.today()
        self._found: list[Entry] = []
        self._shown: list[Entry] = []
        self._following: list[Key] = []
        self._numbers: dict[Key, int] = {}
        self.sheet.addLayout(self._head())
        self.sheet.addLayout(self._tools())
        self.table: Table[Entry] = Table(tr("today.list"), self._columns())
        self.table.moved.connect(self._moved)
        self.table.opened.connect(lambda _entry: self.record())
        self.nobody = QWidget()
        self._nobody = column(self.nobody)
        self.left = QStackedWidget()
        self.left.addWidget(self.table)
        self.left.addWidget(self.nobody)
        self.panel = Panel(self._today)
        self.panel.recorded.connect(self.record)
        self.panel.page_wanted.connect(self._to_her)
        self.panel.answered.connect(self.answer)
        self.panel.opened.connect(lambda woman: self.note("view.sensitive", woman, way="today"))
        self.panel.went_back.connect(lambda: self.table.setFocus(Qt.FocusReason.OtherFocusReason))
        press_on_enter(self, self.panel.record)
        self.board = QWidget()
        self._across = row(self.board, steps=4)
        self._across.addWidget(self.left, 1)
        self._across.addWidget(self.panel)
        self.body = QStackedWidget()
        self.body.addWidget(self.board)
        self.sheet.addWidget(self.body, 1)

    def _head(self) -> Flow:
        head = Flow(steps=3)
        self._date, self._lunar = Words("", "title"), Words("", "soft")
        head.addWidget(self._date)
        head.addWidget(self._lunar)
        if language() != "zh":
            self._lunar.hide()
        self._say_date()
        self.start = Words("", "soft")
        head.addWidget(self.start)
        return head

    def _say_date(self) -> None:
        self._date.setText(f"{say_short(self._today, self._today)} {say_weekday(self._today)}")
        self._lunar.setText(say_lunar(self._today))

    def _tools(self) -> QBoxLayout:
        self.chips = Pills([(chip, tr(f"today.chip.{chip}")) for chip in CHIPS], CHIPS[0])
        self.chips.setAccessibleName(tr("today.chips"))
        self.chips.chosen.connect(lambda _chip: self._show())
        self.scope = Pills([(scope, tr(f"today.scope.{scope}")) for scope in ("today", "month")], "today")
        self.scope.setAccessibleName(tr("today.scope"))
        self.scope.chosen.connect(lambda _scope: self._show())
        self.print = Button(tr("today.print"), "Ctrl+P", action=lambda: self.desk.navigate("round", ""))
        tools = row(steps=3)
        tools.addWidget(self.chips, 1, Qt.AlignmentFlag.AlignVCenter)
        tools.addWidget(self.scope, 0, Qt.AlignmentFlag.AlignVCenter)
        tools.addWidget(self.print, 0, Qt.AlignmentFlag.AlignVCenter)
        self.scope.setFixedWidth(self.scope.sizeHint().width() + 2)
        return tools

    def _columns(self) -> list[Column[Entry]]:
        def window(entry: Entry) -> Window:
            one = entry.followup
            return Window(one.opens, one.closes, self._today, one.due)

        return [
            Column(tr("today.column.number"), lambda e: str(self._numbers[e.key]), 0.75, "soft", spare=True, letters=1),
            Column(tr("today.column.name"), lambda e: e.story.woman.name, 2.1, "strong", letters=3),
            Column(tr("today.column.door"), door_words, 1.2, "soft", letters=3, spare=True),
            Column(tr("today.column.what"), lambda e: followup_words(e.followup, opened=False), 3.6, letters=9),
            Column(tr("today.column.window"), window, 1.8, letters=5, spare=True),
            Column(tr("today.column.standing"), lambda e: tag_of(e.followup, self._today), 1.8, letters=5),
            Column(
                tr("today.column.contact"), lambda e: contact_words(e.followup), 1.25, "soft", letters=3, spare=True
            ),
        ]

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
        self.panel.setMinimumWidth(0 if narrow else wear.wide(21.5) + wear.space(8))
        self.panel.setMaximumWidth(16_777_215 if narrow else wear.wide(21.5) + wear.space(8))
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
        self.read(lambda ledger: read_today(ledger, today), lambda found: self._take(*found), latest="today")

    def _take(self, women: int, found: list[Entry]) -> None:
        self._found = found
        for tool in (self.chips, self.scope, self.print):
            tool.setVisible(women > 0)  # an empty ledger has one thing to say: how to begin
        if not women:
            self._show_welcome()
            return
        self.body.setCurrentWidget(self.board)
        self._show()

    def _show_welcome(self) -> None:
        if self.body.count() == 1:
            self.body.addWidget(welcome(self.desk))
        self.body.setCurrentIndex(1)
        self.start.setText("")

    def _in_scope(self) -> list[Entry]:
        wanted = is_of_month if self.scope.value() == "month" else is_now
        return [entry for entry in self._found if wanted(entry)]

    def _parts(self) -> dict[str, list[Entry]]:
        today, here = self._today, self._in_scope()
        return {
            "open": here,
            "soon": [entry for entry in here if is_soon(entry, today)],
            "new": [entry for entry in here if is_new(entry, today)],
            "done": [entry for entry in self._found if is_done(entry, today)],
        }

    def _show(self) -> None:
        parts = self._parts()
        for chip in CHIPS:
            self.chips.pill(chip).set_count(len(parts[chip]))
        kept = self.table.current()
        self._shown = parts[self.chips.value() or CHIPS[0]]
        self._numbers = {entry.key: number for number, entry in enumerate(self._shown, start=1)}
        self.chips.updateGeometry()
        groups = [place(entry.story)[0] for entry in parts["open"] if entry.followup.contact]
        first = next((group for group in groups if group is not None), None)
        self.start.setText(tr("today.start", group=first) if first is not None else "")
        if not self._shown:
            self._say_nobody()
            return
        self.left.setCurrentWidget(self.table)
        self.table.show_things(_by_group(self._shown))
        self._select(self._following or ([kept.key] if kept else []))

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
        self.panel.show_entry(None)

    def _see_month(self) -> None:
        self.scope.set_value("month")
        self._see_open()

    def _see_open(self) -> None:
        self.chips.set_value("open")
        self._show()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _select(self, wanted: Iterable[Key]) -> None:
        """The first of these that is still on the list, else the top."""
        there = {entry.key for entry in self._shown}
        for key in wanted:
            if key in there:
                self.table.select_first(lambda entry, key=key: entry.key == key)  # type: ignore[misc]
                return

    def _moved(self, entry: Entry | None) -> None:
        self.panel.show_entry(entry)

    # What is done

    def _come_after(self, entry: Entry, *, other_woman: bool) -> list[Key]:
        """Who comes next on the list as it stands, then whoever came before."""
        keys = [other.key for other in self._shown]
        at = keys.index(entry.key)
        after = [*keys[at + 1 :], *reversed(keys[:at])]
        return [key for key in after if key[0] != entry.key[0]] if other_woman else after

    def record(self) -> None:
        """Opens the page for this visit."""
        entry = self.table.current()
        if entry is None or entry.followup.state in (State.DONE, State.DECLINED, State.LAPSED):
            return
        self._following = self._come_after(entry, other_woman=True)
        self.desk.navigate("visit", "|".join([*map(str, entry.key), "today"]))

    def _to_her(self) -> None:
        if self.panel.entry is not None:
            self.desk.navigate("woman", self.panel.entry.followup.subject)

    def answer(self, said: str, until: date | None) -> None:
        """Keeps her answer; the cursor goes on."""
        entry = self.panel.entry
        if entry is None:
            return
        one = entry.followup
        writes = answer(
            entry.story, rule=one.rule, anchor=one.anchor, occurrence=one.occurrence, answer=said, on=self._today,
            until=until, fresh=new_id,
        )  # fmt: skip
        self._following = self._come_after(entry, other_woman=False)
        day = say_short(until, self._today) if until else ""
        told = tr(f"today.told.{said}", name=entry.story.woman.name, day=day)
        self.write(Verb.ANSWER, writes, told, done=lambda _: self.table.setFocus(Qt.FocusReason.OtherFocusReason))


def _by_group(shown: list[Entry]) -> list[Entry | Section]:
    """The rows with a line before each group."""
    rows: list[Entry | Section] = []
    for number, members in groupby(shown, key=lambda entry: place(entry.story)[0]):
        of_group = list(members)
        people = len({entry.followup.subject for entry in of_group})
        rows.append(Section(tr("today.section", group=group_words(number), n=people)))
        rows += of_group
    return rows
