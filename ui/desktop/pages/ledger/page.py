"""台账: type in the box at the top and the women are there; arrows and Enter open her page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from ui.desktop import theme
from ui.desktop.page import Desk, Page
from ui.desktop.pages.ledger.order import ORDERS, ranks
from ui.desktop.pages.ledger.preview import Preview
from ui.desktop.pages.ledger.rows import COLUMNS, SHOWN, Row, row_of
from ui.desktop.pages.ledger.table import WomenTable
from ui.desktop.pages.welcome import welcome
from ui.desktop.widgets.buttons import Button, Pill, Pills
from ui.desktop.widgets.empty_state import EmptyState
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.rest import Rest
from ui.desktop.widgets.search_box import SearchBox
from ui.desktop.widgets.words import Words, row
from ui.text import tr

if TYPE_CHECKING:
    from storage.ledger import Ledger
    from storage.search import Search

MOST = 2000
"""So many found women are listed; who wants fewer types on."""

LARGE = 1.3
"""From this text size on the list has all the room, without the preview."""

BOOKS = (("households", "Alt+H"), ("benefits", "Alt+J"), ("outreach", "Alt+X"), ("requests", "Alt+Q"))
"""The other books of the office, and their keys."""

_COLUMNS_SETTING = "page.ledger.columns"


class _Known(NamedTuple):
    """What is read of the whole ledger: the index, the place of each woman, and the lists without and with the closed."""

    search: Search
    ranks: dict[str, int]
    everyone: dict[bool, list[str]]
    columns: bytes | None


class LedgerPage(Page):
    """The list of women. What is typed above is answered at once, from the index in memory."""

    kinds = frozenset({"woman", "child", "household"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._search: Search | None = None
        self._ranks: dict[str, int] = {}
        self._everyone: dict[bool, list[str]] = {False: [], True: []}
        self._typed = ""
        self._columns: tuple[str, ...] = SHOWN
        self._build_head()
        self.table = WomenTable(self._columns)
        self.table.moved.connect(self._moved)
        self.table.opened.connect(lambda woman: self.desk.navigate("woman", woman))
        self.table.wanted.connect(self._read_rows)
        self.table.sorting.connect(self._sort_by)
        self.preview = Preview(desk.today())
        self.preview.opened.connect(self.open_first)
        listed = QWidget()
        across = row(listed, steps=4)
        across.addWidget(self.table, 5)
        across.addWidget(self.preview, 2)
        self.preview.setVisible(theme.current().scale <= LARGE)
        self.nobody = EmptyState(
            tr("ledger.nobody"), tr("ledger.nobody.note"), [Button(tr("ledger.register"), action=self._register)]
        )
        self.body = Rest()
        waiting = QWidget()
        for part in (waiting, listed, self.nobody, welcome(desk)):
            self.body.addWidget(part)
        self.sheet.addWidget(self.body, 1)

    def _build_head(self) -> None:
        head = row(steps=3)
        titles = row(steps=3)
        titles.addWidget(Words(tr("page.ledger"), "title"))
        self.counted = Words("", "soft")
        titles.addWidget(self.counted, 1)
        head.addLayout(titles, 1)
        self.register_button = Button(tr("ledger.register"), "Ctrl+N", action=self._register)
        head.addWidget(Button(tr("welcome.import"), "Ctrl+I", action=lambda: self.desk.navigate("import", "")))
        head.addWidget(self.register_button)
        self.sheet.addLayout(head)
        self.books = QWidget()
        books = Flow(self.books, steps=3)
        for page, shortcut in ((page, key) for page, key in BOOKS if self.desk.has_page(page)):
            books.addWidget(Button(tr(f"page.{page}"), shortcut, action=partial(self.desk.navigate, page, "")))
        self.sheet.addWidget(self.books)
        self.tools = QWidget()
        line = row(self.tools, steps=3)
        line.addWidget(Words(tr("ledger.order"), "soft"))
        self.order = Pills([(by, tr(f"ledger.order.{by}")) for by in ORDERS], "name")
        self.order.setAccessibleName(tr("ledger.order"))
        self.order.chosen.connect(self._sort_by)
        line.addWidget(self.order, 1, Qt.AlignmentFlag.AlignVCenter)
        self.closed = Pill(tr("ledger.closed"), count=0)
        self.closed.toggled.connect(lambda _on: self._list())
        line.addWidget(self.closed)
        self.columns_button = Button(tr("ledger.columns"), reads=True, action=self._offer_columns)
        line.addWidget(self.columns_button)
        self.sheet.addWidget(self.tools)

    # What is shown

    def arrive(self, what: str) -> None:
        """Comes back to the list, unless she is typing in the box above, which brought her here."""
        del what
        if not isinstance(QApplication.focusWidget(), SearchBox):
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def first(self) -> QWidget | None:
        """The list has the keyboard."""
        return self.table if self._everyone[True] else super().first()

    def refresh(self) -> None:
        """Reads the index and the order again, in the ledger's thread."""
        by = self.order.value() or "name"

        def work(ledger: Ledger) -> _Known:
            places = ranks(ledger, by)
            everyone = {
                closed: sorted(ledger.search.everyone(closed=closed), key=lambda woman: places.get(woman, -1))
                for closed in (False, True)
            }
            return _Known(ledger.search, places, everyone, ledger.setting(_COLUMNS_SETTING))

        self.read(work, self._known, latest="order", title=tr("ledger.reading"))

    def _known(self, found: _Known) -> None:
        begins = self._search is None
        self._search, self._ranks, self._everyone = found.search, found.ranks, found.everyone
        if found.columns:
            self._columns = tuple(name for name in COLUMNS if name == "name" or name in json.loads(found.columns))
            self.table.choose_columns(self._columns)
        everyone = len(self._everyone[True])
        closed = everyone - len(self._everyone[False])
        self.closed.set_count(closed)
        self.closed.setVisible(closed > 0)
        self.tools.setVisible(everyone > 0)
        self.books.setVisible(everyone > 0)
        self.register_button.setVisible(everyone > 0)
        self.table.forget_rows()
        self._list()
        if begins and everyone and self.isVisible() and not isinstance(QApplication.focusWidget(), SearchBox):
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)  # it was empty, and could not have it, when she came

    def search(self, typed: str) -> None:
        """Answers one key."""
        self._typed = typed.strip()
        if self._search is not None:
            self._list()

    def _list(self) -> None:
        if self._search is None:
            return
        if not self._everyone[True]:
            self.counted.setText("")
            self.body.setCurrentIndex(3)
            return
        closed = self.closed.isChecked()
        found = self._everyone[closed]
        if self._typed:
            found = self._search.find(self._typed, most=MOST, closed=closed)
            if self.order.value() != "name":
                last = len(self._ranks)
                found.sort(key=lambda woman: self._ranks.get(woman, last))
        keep = None if self._typed else self.table.current()
        self.table.mark_sorted(self.order.value() or "name")
        self.table.show_women(found, match=self._typed, keep=keep)
        self.counted.setText(self._count_words(len(found)))
        self.body.setCurrentIndex(1 if found else 2)

    def _count_words(self, found: int) -> str:
        if not self._typed:
            return tr("ledger.count", n=found)
        return tr("ledger.found_most" if found >= MOST else "ledger.found", n=found)

    def _read_rows(self, ids: Sequence[str]) -> None:
        today = self.desk.today()

        def work(ledger: Ledger) -> dict[str, Row]:
            return {story.woman.id: row_of(story, today) for story in ledger.stories(ids)}

        self.read(work, self.table.take_rows, latest="rows")

    def _moved(self, woman: str | None) -> None:
        self.preview.show_row(self.table.row_of(woman))

    # What she does

    def into_results(self) -> None:
        """Down from the box."""
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def open_first(self) -> None:
        """Enter in the box: the woman under the cursor, the first one found."""
        if (woman := self.table.current()) is not None:
            self.desk.navigate("woman", woman)

    def _register(self) -> None:
        self.desk.navigate("register", "")

    def _sort_by(self, by: str) -> None:
        self.order.set_value(by)
        self.refresh()

    def _offer_columns(self) -> None:
        menu = QMenu(self)
        menu.setAccessibleName(tr("ledger.columns"))
        for name in COLUMNS[1:]:
            action = menu.addAction(tr(f"ledger.column.{name}"))
            action.setCheckable(True)
            action.setChecked(name in self._columns)
            action.toggled.connect(lambda on, name=name: self.show_column(name, on=on))
        menu.popup(self.columns_button.mapToGlobal(QPoint(0, self.columns_button.height())))

    def show_column(self, name: str, *, on: bool) -> None:
        """Shows or hides a column, and remembers it on this laptop."""
        chosen = {*self._columns, name} if on else {*self._columns} - {name}
        self._columns = tuple(n for n in COLUMNS if n == "name" or n in chosen)
        self.table.choose_columns(self._columns)
        kept = json.dumps(self._columns).encode()
        self.read(lambda ledger: ledger.set_setting(_COLUMNS_SETTING, kept), lambda _: None)
