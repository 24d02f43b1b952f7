"""The main window's frame: the rail, the bars, and the page in the middle."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from operator import methodcaller
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QStackedWidget, QWidget

from app.errors import Cancelled, SuifangError
from ui.desktop import theme
from ui.desktop.bars import Foot, TopBar, WorkingBar
from ui.desktop.operations import Operations
from ui.desktop.page import Desk, Page, PageSpec, Status, StatusSource
from ui.desktop.rail import Rail
from ui.desktop.session import Session
from ui.desktop.stick import KEY, StickKey
from ui.desktop.widgets.buttons import BACK
from ui.desktop.widgets.toast import Toast
from ui.desktop.widgets.words import column, row, settle
from ui.preferences import Preferences
from ui.sayings import say

if TYPE_CHECKING:
    from storage.changes import Changed
    from storage.ledger import Ledger

SETTLE_MS = 150
"""Counts and news are read again so long after the last change, once for many."""

LAID_OUT_MS = 40
"""So long after a page was filled its parts have their places."""


class Frame(QWidget):
    """Everything a signed-in worker sees. Pages are made when they are first gone to and then kept."""

    lock = Signal()

    def __init__(
        self, session: Session, operations: Operations, specs: Sequence[PageSpec], sources: Sequence[StatusSource], *,
        today: Callable[[], date], preferences: Callable[[], Preferences],
        change_preferences: Callable[[Preferences], None], open_demo: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setObjectName("paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._specs = {spec.key: spec for spec in specs}
        self._sources = sources
        self._session, self._operations, self._today = session, operations, today
        self._pages: dict[str, Page] = {}
        self._stale: set[str] = set()
        self._trail: list[tuple[str, str]] = []
        self._ahead = False
        self._build(session, specs)
        self.desk = Desk(
            session, operations, today, self.navigate, self.back, self.toast.tell, self.trouble, preferences,
            change_preferences, open_demo, self._specs.__contains__,
        )  # fmt: skip
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._recount)
        session.changed.connect(self._changed, Qt.ConnectionType.QueuedConnection)
        operations.showing.connect(self.working.show_operation)
        QShortcut(QKeySequence(BACK), self, self.back)
        self.stick = StickKey(self, session, operations, self.trouble)
        self.stick.told.connect(self.toast.tell)
        self.stick.which.connect(lambda: self.navigate("settings"))
        self.stick.made.connect(self._recount)
        QShortcut(QKeySequence(KEY), self, self.stick.press)
        app = QApplication.instance()
        assert isinstance(app, QApplication)  # noqa: S101  there is no frame without one
        self._follow = QTimer(self)
        self._follow.setSingleShot(True)
        self._follow.setInterval(LAID_OUT_MS)
        self._follow.timeout.connect(self._keep_in_sight)
        app.focusChanged.connect(self._focus_moved)
        for spec in specs:
            if spec.under and spec.shortcut:  # those on the rail have their key there
                QShortcut(QKeySequence(spec.shortcut), self, partial(self.navigate, spec.key))
        if specs:
            self.navigate(specs[0].key, "")
        self._recount()

    def _build(self, session: Session, specs: Sequence[PageSpec]) -> None:
        across = row(self, steps=0)
        unit = session.unit
        self.rail = Rail(specs, unit.office or unit.name)
        self.rail.went.connect(lambda key: self.navigate(key, ""))
        across.addWidget(self.rail)
        right = column(steps=0)
        self.top = TopBar(session.me.name, searches=any(spec.searches for spec in specs))
        self.top.lock.connect(self.lock)
        self.top.search.searched.connect(self._searched)
        self.top.search.down.connect(lambda: self._in_search(methodcaller("into_results")))
        self.top.search.chosen.connect(self._chosen)
        self.working = WorkingBar()
        self.stack = QStackedWidget()
        self.foot = Foot(unit.name, unit.code)
        self.foot.went.connect(lambda key: self.navigate(key, ""))
        for widget in (self.top, self.working):
            right.addWidget(widget)
        right.addWidget(self.stack, 1)
        right.addWidget(self.foot)
        across.addLayout(right, 1)
        self.toast = Toast(self.stack, self.foot)

    # Going places

    def navigate(self, key: str, what: str = "") -> None:
        """Opens a page and shows ``what`` on it (an id, a month; nothing for the page itself)."""
        if key not in self._specs:
            return
        if self._trail[-1:] != [(key, what)]:
            self._trail.append((key, what))
            del self._trail[:-50]
        self._show(key, what)

    def back(self) -> None:
        """Opens what was open before."""
        if len(self._trail) > 1:
            self._trail.pop()
            self._show(*self._trail[-1])

    def page(self, key: str) -> Page:
        """A page, made at its first use."""
        if key not in self._pages:
            page = self._specs[key].factory(self.desk)
            page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            self._pages[key] = page
            self._stale.add(key)
            self.stack.addWidget(_scrolling(page))
            settle(page)
        return self._pages[key]

    def place(self) -> str:
        """The key of the page that is seen."""
        return self._trail[-1][0] if self._trail else ""

    def unsaved(self) -> str:
        """The key of a page with something typed that is not saved, or ``""``."""
        return next((key for key, page in self._pages.items() if page.unsaved()), "")

    def _show(self, key: str, what: str) -> None:
        page = self.page(key)
        unseen = page.focusWidget() is None
        self.stack.setCurrentIndex(list(self._pages).index(key))
        if unseen and (given := page.focusWidget()) is not None:
            given.clearFocus()  # the stack takes what comes first; the page knows where it begins
        if page.takes_back:
            self.toast.hide()
        self.toast.raise_()  # the page that comes lies above everything; what was just said is still read
        self.rail.show_place(self._specs[key].under or key)
        page.arrive(what)
        self._freshen(key)
        if not self.top.search.hasFocus():
            self.focus_page()

    def focus_page(self) -> None:
        """Gives the keyboard to the page: where it was on it, or to where it begins."""
        page = self._pages.get(self.place())
        if page is None:
            return
        kept: QWidget | None = page.focusWidget()
        usable = kept is not None and kept.isVisibleTo(page) and kept.isEnabled()
        target = kept if usable else page.first()
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focus_moved(self, _before: QWidget | None, _now: QWidget | None) -> None:
        self._follow.start()

    def _keep_in_sight(self) -> None:
        """Scrolls to what has the keyboard; never under a pressed mouse, whose click would then go elsewhere."""
        area, now = self.stack.currentWidget(), QApplication.focusWidget()
        if not isinstance(area, QScrollArea) or now is None or not area.isAncestorOf(now):
            return
        if QApplication.mouseButtons() == Qt.MouseButton.NoButton and now.height() * 2 < area.viewport().height():
            area.ensureWidgetVisible(now, 0, theme.current().space(4))

    def _freshen(self, key: str) -> None:
        if key in self._stale:
            self._stale.discard(key)
            self._pages[key].refresh()

    # The search box

    def _search_key(self) -> str:
        return next((spec.key for spec in self._specs.values() if spec.searches), "")

    def _searched(self, typed: str) -> None:
        key = self._search_key()
        if key and (typed or self.place() == key):
            if self.place() != key:
                self.navigate(key, "")
            self.page(key).search(typed)

    def _in_search(self, act: Callable[[Page], None]) -> None:
        if key := self._search_key():
            if self.place() != key:
                self.navigate(key, "")
            act(self.page(key))

    def _chosen(self) -> None:
        self._in_search(methodcaller("open_first"))
        if self.place() != self._search_key():
            self.focus_page()

    # News

    def trouble(self, error: SuifangError) -> None:
        """Says what went wrong; a stop that somebody asked for needs no words."""
        if not isinstance(error, Cancelled):
            self.toast.trouble(say(error))

    def resume(self) -> None:
        """The ledger is open again after a lock: everything is read again, what was typed stands."""
        self._stale.update(self._pages)
        if self.place():
            self._freshen(self.place())
        self._recount()

    def _changed(self, changed: Changed) -> None:
        self._stale.update(key for key, page in self._pages.items() if page.kinds & changed.kinds)
        if self.place():
            self._freshen(self.place())
        self._settle.start()

    def _recount(self) -> None:
        session, today = self._session, self._today()
        counted = [(spec.key, spec.badge) for spec in self._specs.values() if spec.badge is not None]

        def count(_progress: object) -> tuple[dict[str, int], list[Status]]:
            ledger: Ledger = session.ledger
            waiting = {key: badge(ledger, today) for key, badge in counted}
            return waiting, [status for source in self._sources if (status := source(ledger, today)) is not None]

        def show(found: tuple[dict[str, int], list[Status]]) -> None:
            for key, waiting in found[0].items():
                self.rail.set_waiting(key, waiting)
            self.foot.show_news(found[1])
            self._work_ahead()

        self._operations.on_ledger(count, owner=self, done=show, failed=self.trouble, latest="frame.counts")

    def _work_ahead(self) -> None:
        """Lets pages do their long work bit by bit while nobody waits; then what waits is counted once more."""
        session, today = self._session, self._today()
        works = [spec.ahead for spec in self._specs.values() if spec.ahead is not None]

        def work(_progress: object) -> bool:
            left = [more(session.ledger, today) for more in works]
            return any(left)

        def done(more: bool) -> None:
            self._ahead = more or self._ahead
            if more:
                self._work_ahead()
            elif self._ahead:
                self._ahead = False
                self._recount()

        if works:
            self._operations.on_ledger(work, owner=self, done=done, failed=self.trouble, latest="frame.ahead")


def _scrolling(page: Page) -> QScrollArea:
    """A page in a frame that scrolls downwards, never sideways, when large text needs more room than there is."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(page)
    return area
