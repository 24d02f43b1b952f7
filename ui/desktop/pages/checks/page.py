"""核对: what a person should look at, by kind; each thing is settled with one key, or left."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QWidget

from app.actions import Verb
from app.actions.joining import join, right_as_it_is, two_people
from app.actions.methods import stop
from app.consent import effective
from app.records import KINDS
from app.records.writes import Write
from storage.ids import new_id
from storage.ledger import Ledger
from ui.checks import DUPLICATE, GROUPS, SUPPLY, Found, Item, checks_of
from ui.dates import say_date
from ui.desktop import theme
from ui.desktop.page import Desk, Page
from ui.desktop.pages.checks.compare import Compare, Two, read_two
from ui.desktop.pages.checks.panel import Panel
from ui.desktop.pages.checks.words import what_words, who_words
from ui.desktop.pages.rights.erase import BARE
from ui.desktop.widgets.buttons import Button, Pills, press_on_enter
from ui.desktop.widgets.empty_state import EmptyState
from ui.desktop.widgets.table import Column, Section, Table
from ui.desktop.widgets.words import Words, column, empty, row
from ui.text import tr

ALL = "all"


class ChecksPage(Page):
    """``navigate("checks", …)``: the key of a group, ``two|her id|other id`` to compare them, or nothing."""

    kinds = frozenset(KINDS) - {"response", "population", "worker", "unit", "month_report", "copied_out", "outreach"}

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.told = Found((), 0, 0)
        self._following: list[tuple[str, ...]] = []
        head = row(steps=3)
        head.addWidget(Words(tr("page.checks"), "title"))
        self.state = Words("", "soft", wrap=True)
        head.addWidget(self.state, 1, Qt.AlignmentFlag.AlignVCenter)
        self.sheet.addLayout(head)
        self.groups = Pills([(key, tr(f"checks.group.{key}")) for key in (ALL, *GROUPS)], ALL)
        self.groups.setAccessibleName(tr("checks.groups"))
        self.groups.chosen.connect(lambda _group: self._show())
        self.table: Table[Item] = Table(tr("checks.list"), [
            Column(tr("checks.column.who"), who_words, 1.5, "strong", letters=5),
            Column(tr("checks.column.what"), what_words, 5.0, letters=12),
        ])  # fmt: skip
        self.panel = Panel()
        self.table.moved.connect(self.panel.show_item)
        self.table.opened.connect(lambda _item: self.go())
        self.panel.went.connect(self.go)
        self.panel.right.connect(self.right)
        self.panel.stopped.connect(self.stop_earlier)
        self.panel.her_page.connect(self._to_her)
        self.compare = Compare()
        self.compare.left.connect(self._to_list)
        self.compare.joined.connect(self._join)
        self.compare.two_people.connect(self._apart)
        self._build()

    def _build(self) -> None:
        self.board = QWidget()
        board = column(self.board, steps=3)
        board.addWidget(self.groups)
        self._across = row(steps=4)
        self._across.addWidget(self.table, 1)
        self._across.addWidget(self.panel)
        board.addLayout(self._across, 1)
        self.nothing = QWidget()
        self._nothing = column(self.nothing)
        self.body = QStackedWidget()
        for part in (self.board, self.nothing, self.compare):
            self.body.addWidget(part)
        self.sheet.addWidget(self.body, 1)
        press_on_enter(self.board, self.panel.go)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The panel stands beside the list, below it where the text is too large for both."""
        super().resizeEvent(event)
        wear = theme.current()
        narrow = self.width() < wear.wide(56)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._across.setDirection(way)
        self.panel.setMinimumWidth(0 if narrow else wear.wide(21) + wear.space(8))
        self.panel.setMaximumWidth(16_777_215 if narrow else wear.wide(21) + wear.space(8))
        self.table.setMinimumHeight(self.table.row_height() * 5 if narrow else 0)

    def first(self) -> QWidget | None:
        """The list; the choices while two entries are compared."""
        if self.body.currentWidget() is self.compare:
            return self.compare.start()
        return super().first() if self.body.currentWidget() is self.nothing else self.table

    def arrive(self, what: str) -> None:
        """Shows one group, or compares two entries."""
        if what.startswith("two|"):
            _, one, other = what.split("|")
            self.panel.show_item(None)
            self.read(lambda ledger: read_two(ledger, one, other), self._compare)
        elif what in GROUPS:
            self.groups.set_value(what)
            self._show()

    def refresh(self) -> None:
        """Reads what is known by now; while women are left to look at, a few more each time."""
        today = self.desk.today()

        def work(ledger: Ledger) -> Found:
            checks = checks_of(ledger)
            checks.step(today)
            return checks.found(today)

        self.read(work, self._take, latest="checks")

    def _take(self, found: Found) -> None:
        changed = [item.key for item in found.items] != [item.key for item in self.told.items] or not self.told.women
        changed = changed or found.items != self.told.items
        self.told = found
        if found.left:
            self.state.setText(tr("checks.looking", done=found.women - found.left, n=found.women))
            self.refresh()
        else:
            self.state.setText(tr("checks.count", n=len(found.items)) if found.items else "")
        if changed or not found.left:
            self._show()

    # What is shown

    def _show(self) -> None:
        counts = {group: sum(item.group == group for item in self.told.items) for group in GROUPS}
        if not counts.get(self.groups.value() or "", 1):
            self.groups.set_value(ALL)
        for group in GROUPS:
            self.groups.pill(group).set_count(counts[group])
            self.groups.pill(group).setVisible(counts[group] > 0)
        self.groups.pill(ALL).set_count(len(self.told.items))
        self.groups.updateGeometry()
        if self.body.currentWidget() is self.compare:
            return
        if not self.told.items:
            self._say_nothing()
            return
        self.body.setCurrentWidget(self.board)
        wanted = self.groups.value()
        shown = [item for item in self.told.items if wanted in (ALL, item.group)]
        kept = self.table.current()
        self.table.show_things(_by_group(shown))
        self._select(self._following or ([kept.key] if kept else []))
        self._following = []

    def _say_nothing(self) -> None:
        had = self.body.currentWidget() is self.board and self.table.hasFocus()
        empty(self._nothing)
        key = (
            "checks.looking.first" if self.told.left else "checks.nothing_left" if self.told.women else "checks.nobody"
        )
        ways = (
            [] if self.told.women else [Button(tr("checks.to_ledger"), action=lambda: self.desk.navigate("ledger", ""))]
        )
        self._nothing.addWidget(EmptyState(tr(key), tr(f"{key}.note"), ways))
        self.body.setCurrentWidget(self.nothing)
        self.panel.show_item(None)
        if had and ways:
            ways[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _select(self, wanted: Sequence[tuple[str, ...]]) -> None:
        there = {item.key for item in self.things()}
        for key in wanted:
            if key in there:
                self.table.select_first(lambda item, key=key: item.key == key)  # type: ignore[misc]
                return

    def things(self) -> list[Item]:
        """What the list shows, in its order."""
        return [one for one in self.table.things.rows if isinstance(one, Item)]

    def _to_list(self) -> None:
        self.body.setCurrentWidget(self.board)
        self._show()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _settled(self, item: Item) -> None:
        """What comes next on the list gets the cursor."""
        keys = [other.key for other in self.things()]
        at = keys.index(item.key) if item.key in keys else 0
        self._following = [*keys[at + 1 :], *reversed(keys[:at])]

    # What is done

    def go(self) -> None:
        """The main way out: to the field, to the comparison, to the page where it is settled."""
        item = self.panel.item
        if item is None:
            return
        if item.group == DUPLICATE and item.woman is not None and item.other is not None:
            ids = item.woman.id, item.other.id
            self.read(lambda ledger: read_two(ledger, *ids), self._compare)
        elif item.cell is not None:
            self.desk.navigate("differences", f"{item.cell.kind}|{item.cell.id}")
        elif item.group == SUPPLY:
            self.desk.navigate("supplies", "")
        elif item.woman is not None:
            self._settled(item)
            asked = item.questions[0]
            # What is opened only on purpose is opened on her page, by whoever sits there.
            where = "" if item.closed else f"|{asked.record.kind}|{asked.record.id}|{asked.finding.field}"
            self.desk.navigate("woman", item.woman.id + where)

    def _to_her(self) -> None:
        if self.panel.item is not None and self.panel.item.woman is not None:
            self.desk.navigate("woman", self.panel.item.woman.id)

    def right(self) -> None:
        """It is right as it is; of two entries, that they are two people."""
        item = self.panel.item
        if item is None:
            return
        if item.other is not None and item.woman is not None:
            self._write(
                item, Verb.TWO_PEOPLE, two_people(item.woman, item.other, fresh=new_id), "checks.said.two_people"
            )
        elif item.questions:
            self._write(item, Verb.RIGHT, right_as_it_is(item.questions, fresh=new_id), "checks.said.right")

    def stop_earlier(self) -> None:
        """The earlier of two methods ended when the later began."""
        item = self.panel.item
        if item is not None and item.earlier is not None and item.until:
            writes = stop(item.earlier, item.until, "not_said")
            self._write(item, Verb.METHOD_STOP, writes, "checks.said.stopped", day=say_date(item.until))

    def _write(self, item: Item, verb: str, writes: Sequence[Write], said: str, **facts: str) -> None:
        self._settled(item)
        self.write(verb, writes, tr(said, name=who_words(item), **facts), done=lambda _: self.table.setFocus())

    def _compare(self, two: Two | None) -> None:
        if two is None:
            self.refresh()
            return
        self.compare.show_two(two)
        self.body.setCurrentWidget(self.compare)
        self.compare.start().setFocus(Qt.FocusReason.OtherFocusReason)

    def _join(self, two: Two, chosen: dict[str, str]) -> None:
        if (item := self.panel.item) is not None:
            self._settled(item)
        writes = join(two.keep, two.other, chosen, fresh=new_id)
        said = tr("checks.said.joined", name=two.keep.woman.name)
        her = two.keep.woman.id
        if effective((*two.keep.consents, *two.other.consents), "care") in {"refused", "withdrawn"}:
            # One of the entries says that she will not be kept in the ledger: that is now said of her whole.
            self.write(Verb.JOIN, writes, tr("checks.said.joined_unwilling"), done=lambda _: self._let_go(her))
            return
        self.write(Verb.JOIN, writes, said, done=lambda _: self._to_list())

    def _let_go(self, her: str) -> None:
        self._to_list()
        self.desk.navigate("erase", f"{her}|{BARE}")

    def _apart(self, two: Two) -> None:
        if (item := self.panel.item) is not None:
            self._settled(item)
        writes = two_people(two.keep.woman, two.other.woman, fresh=new_id)
        said = tr("checks.said.two_people", name=two.keep.woman.name)
        self.write(Verb.TWO_PEOPLE, writes, said, done=lambda _: self._to_list())


def _by_group(shown: Sequence[Item]) -> list[Item | Section]:
    """The rows with a line before each group."""
    rows: list[Item | Section] = []
    for group, members in groupby(shown, key=lambda item: item.group):
        of_group = list(members)
        rows.append(Section(tr("checks.section", group=tr(f"checks.group.{group}"), n=len(of_group))))
        rows += of_group
    return rows
