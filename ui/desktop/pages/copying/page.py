"""抄录: what is still to be typed into another system, and each record field by field."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QWidget

from app.actions import Verb
from app.copying import Paper, copied
from app.records import KINDS
from app.records.fields import IdNumber, Phone
from app.values.dates import PartialDate, add_months, earliest
from storage.ids import new_id
from ui.dates import say_date
from ui.desktop import theme
from ui.desktop.page import Desk, Page
from ui.desktop.pages.copying.fields import Fields
from ui.desktop.pages.copying.told import Told, label, read_papers
from ui.desktop.pages.month.told import opening_month
from ui.desktop.widgets.buttons import Button, Pills
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.marks import Tag
from ui.desktop.widgets.table import Column, Table
from ui.desktop.widgets.words import Words, column, empty, row
from ui.sayings import say
from ui.text import tr

TO_DO, EVERYTHING = "to_do", "everything"


class CopyingPage(Page):
    """``navigate("copying", "2026-10")`` opens a month; a woman's id, everything of hers."""

    kinds: ClassVar[frozenset[str]] = frozenset({
        "woman", "consent", "child", "delivery", "life_event", "move", "pregnancy", "copied_out",
    })  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.month = opening_month(desk.today())
        self.woman = ""
        self.system = ""
        self.told: Told | None = None
        self._following: list[tuple[str, str]] = []
        self._build_head()
        self.table: Table[Paper] = Table(tr("copying.list"), [
            Column(tr("copying.column.date"), lambda one: say_date(one.date), 1.9, "soft", lambda one: one.date, letters=8),
            Column(tr("copying.column.who"), lambda one: one.story.woman.name, 1.3, "strong", letters=4),
            Column(tr("copying.column.what"), lambda one: label(one.screen), 2.1, letters=4),
            Column(tr("copying.column.state"), _state, 1.5, letters=5),
        ])  # fmt: skip
        self.fields = Fields()
        self.table.moved.connect(self.fields.show_paper)
        self.table.opened.connect(lambda _one: self.fields.table.setFocus(Qt.FocusReason.OtherFocusReason))
        self.fields.entered.connect(self.enter)
        self.fields.opened.connect(self._opened)
        self.nothing = Words("", "soft", wrap=True)
        self.board = QWidget()
        self._across = row(self.board, steps=4)
        left = column(steps=3)
        left.addWidget(self.which)
        left.addWidget(self.table, 1)
        left.addWidget(self.nothing)
        self._across.addLayout(left, 4)
        self._across.addWidget(self.fields, 5)
        self.sheet.addWidget(self.board, 1)
        self._say_month()

    def _build_head(self) -> None:
        head = row(steps=3)
        titles = Flow(steps=3)
        titles.addWidget(Words(tr("page.copying"), "title"))
        self.period = Words("", "soft")
        self.before = Button("", "Ctrl+PgUp", action=lambda: self._shift(-1))
        self.after = Button("", "Ctrl+PgDown", action=lambda: self._shift(1))
        for part in (self.period, self.before, self.after):
            titles.addWidget(part)
        head.addLayout(titles, 1)
        head.addWidget(
            Button(tr("copying.back"), "Alt+Left", reads=True, action=self.desk.back), 0, Qt.AlignmentFlag.AlignTop
        )
        self.sheet.addLayout(head)
        self.places = column()
        self.sheet.addLayout(self.places)
        self.said = Words(tr("copying.note"), "soft", wrap=True)
        self.wrong = Words("", "late", wrap=True)
        self.sheet.addWidget(self.said)
        self.sheet.addWidget(self.wrong)
        self.wrong.hide()
        self.pills: Pills | None = None
        self.which = Pills([(key, tr(f"copying.which.{key}")) for key in (TO_DO, EVERYTHING)], TO_DO)
        self.which.setAccessibleName(tr("copying.which"))
        self.which.chosen.connect(lambda _: self._fill())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The record stands beside the list, below it where the text is too large for both."""
        super().resizeEvent(event)
        narrow = self.width() < theme.current().wide(56)
        self._across.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        high = self.table.row_height()
        self.table.setMinimumHeight(high * 5 if narrow else high * 3)
        self.fields.table.setMinimumHeight(high * 7 if narrow else high * 3)

    def hideEvent(self, event: QHideEvent) -> None:
        """Going elsewhere closes what was opened, and takes what was copied here out of the clipboard."""
        super().hideEvent(event)
        self.fields.show_paper(None)
        clipboard = QApplication.clipboard()
        if clipboard.ownsClipboard():
            clipboard.clear()

    def first(self) -> QWidget | None:
        """The list."""
        return self.table

    def arrive(self, what: str) -> None:
        """A month, or a woman."""
        woman = what if len(what) == 32 else ""
        if woman != self.woman or (what and not woman and what != self.month):
            self.woman = woman
            self.month = PartialDate(what) if what and not woman else self.month
            self.which.set_value(EVERYTHING if woman else TO_DO)
            self.refresh()
        elif self.told is not None:
            self._fill()
        self._say_month()

    def refresh(self) -> None:
        """Reads again."""
        system, month, woman = self.system, self.month, self.woman
        self.read(
            lambda ledger: read_papers(ledger, system, month, woman),
            self._take,
            latest="papers",
            title=tr("copying.reading"),
        )

    def _shift(self, by: int) -> None:
        wanted = PartialDate(add_months(earliest(self.month), by).isoformat()[:7])
        if earliest(wanted) <= self.desk.today():
            self.month = wanted
            self._say_month()
            self.refresh()

    def _say_month(self) -> None:
        day = earliest(self.month)
        self.period.setText("" if self.woman else tr("copying.month", year=day.year, month=day.month))
        self.before.setText(tr("month.before", month=add_months(day, -1).month))
        self.after.setText(tr("month.after", month=add_months(day, 1).month))
        self.after.setEnabled(add_months(day, 1) <= self.desk.today())
        for button in (self.before, self.after):
            button.setVisible(not self.woman)

    def _take(self, told: Told) -> None:
        there = tuple(one.key for one in told.systems)
        if self.pills is None or self.told is None or there != tuple(one.key for one in self.told.systems):
            empty(self.places)
            self.pills = Pills([(one.key, label(one)) for one in told.systems], told.system.key)
            self.pills.setAccessibleName(tr("copying.systems"))
            self.pills.chosen.connect(self._choose)
            self.places.addWidget(self.pills)
        self.told, self.system = told, told.system.key
        self.said.setText(tr("copying.note") + ("" if told.system.verified else " " + tr("copying.unverified")))
        self.wrong.setText("\n".join(say(error).text for error in told.wrong))
        self.wrong.setVisible(bool(told.wrong))
        if self.woman:
            self.period.setText(tr("copying.hers", name=told.name) if told.name else "")
        self._fill()

    def _choose(self, key: object) -> None:
        self.system = str(key)
        self.refresh()

    def _fill(self) -> None:
        if self.told is None:
            return
        papers = self.told.papers
        waiting = [paper for paper in papers if paper.to_do]
        self.which.pill(TO_DO).set_count(len(waiting))
        self.which.pill(EVERYTHING).set_count(len(papers))
        self.which.updateGeometry()
        shown = waiting if self.which.value() == TO_DO else papers
        kept = self.table.current()
        wanted = self._following or ([_key(kept)] if kept else [])
        self._following = []
        self.table.show_things(shown)
        there = {_key(paper) for paper in shown}
        follow = next((key for key in wanted if key in there), None)
        if follow is not None:
            self.table.select_first(lambda one: _key(one) == follow)
        key = "copying.nothing.hers" if self.woman else "copying.nothing_left" if papers else "copying.nothing"
        self.nothing.setText(tr(key))
        self.nothing.setVisible(not shown)

    def enter(self) -> None:
        """已录入: kept with the values as they are; the next one gets the cursor."""
        paper = self.fields.paper
        if paper is None or not paper.to_do:
            return
        keys = [_key(one) for one in self.table.things.rows if isinstance(one, Paper)]
        at = keys.index(_key(paper)) if _key(paper) in keys else 0
        self._following = [*keys[at + 1 :], *reversed(keys[:at])]
        writes = copied(paper, self.desk.today().isoformat(), fresh=new_id)
        said = tr("copying.said", name=paper.story.woman.name, screen=label(paper.screen))
        self.write(Verb.COPIED_OUT, writes, said, done=lambda _: self.table.setFocus())

    def _opened(self, paper: Paper) -> None:
        """What is private and what names her are two entries of the audit."""
        shown = [KINDS[line.place.kind].fields[line.place.field] for line in paper.lines if line.closed and line.value]
        woman = paper.story.woman.id
        if any(isinstance(field, IdNumber | Phone) for field in shown):
            self.note("view.contact", woman)
        if any(field.sensitive for field in shown):
            self.note("view.sensitive", woman)


def _key(paper: Paper) -> tuple[str, str]:
    return paper.screen.key, paper.record.id


def _state(one: Paper) -> Tag:
    if one.copied is None:
        return Tag(tr("copying.state.new"), "accent")
    return Tag(tr("copying.state.changed"), "due") if one.changed else Tag(tr("copying.state.done"), "good")
