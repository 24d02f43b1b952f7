"""What a page is, what it is given, and how it makes itself known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.errors import SuifangError
from ui.desktop import theme
from ui.desktop.operations import Operation, Operations, Progress
from ui.desktop.session import Session
from ui.desktop.widgets.closed import close
from ui.desktop.widgets.words import column
from ui.preferences import Preferences
from ui.text import tr

if TYPE_CHECKING:
    from app.records.writes import Write
    from storage.audit import Fact, What
    from storage.changes import Changed
    from storage.ledger import Ledger

T = TypeVar("T")
TAB = Qt.FocusPolicy.TabFocus


@dataclass(frozen=True, slots=True)
class Desk:
    """All a page may ask for.

    ``today()`` is the clock; ``navigate(page, what)`` opens another page, ``back()`` the one before; ``toast(words,
    undo)`` says what was done; ``trouble(error)`` what went wrong; ``change_preferences`` dresses the program anew.
    """

    session: Session
    operations: Operations
    today: Callable[[], date]
    navigate: Callable[[str, str], None]
    back: Callable[[], None]
    toast: Callable[[str, Callable[[], object] | None], None]
    trouble: Callable[[SuifangError], None]
    preferences: Callable[[], Preferences]
    change_preferences: Callable[[Preferences], None]
    open_demo: Callable[[], None]
    has_page: Callable[[str], bool]


class Page(QWidget):
    """A page of the program: a plain widget that is told when it is shown and when what it shows has changed.

    ``kinds``: the record kinds it shows; a change to one of them calls ``refresh`` (at once while it is seen, else
    before it is seen again).
    """

    kinds: ClassVar[frozenset[str]] = frozenset()
    open_to_helpers: ClassVar[bool] = False
    """Whether every way on it may be gone by somebody who only looks; else only those that say that they read."""
    takes_back: ClassVar[bool] = False
    """Whether Ctrl+Z is its own. News that offers the same key goes as it opens: two that hear one key hear nothing."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        if self.looks_only and not self.open_to_helpers:
            close(self)
        self.setObjectName("page")
        wear = theme.current()
        self.sheet = column(self, steps=3.5)
        self.sheet.setContentsMargins(wear.space(6), wear.space(5), wear.space(6), wear.space(5))

    def first(self) -> QWidget | None:
        """Where the keyboard goes when the page is opened: the first widget that takes it."""
        return next((w for w in self.findChildren(QWidget) if w.focusPolicy() & TAB and w.isVisibleTo(self)), None)

    def arrive(self, what: str) -> None:
        """Shows what ``navigate(page, what)`` asks for (an id, a month …)."""

    def refresh(self) -> None:
        """Reads again what it shows."""

    @property
    def looks_only(self) -> bool:
        """Whether a helper is signed in: no way to write, open what is closed, or print is offered."""
        return self.desk.session.looks_only

    def unsaved(self) -> bool:
        """Whether something typed is neither saved nor kept as a draft."""
        return False

    def search(self, typed: str) -> None:
        """Only for the page that answers the box at the top: shows what is found."""

    def into_results(self) -> None:
        """Only for that page: gives the keyboard to the results."""

    def open_first(self) -> None:
        """Only for that page: Enter in the box."""

    def read(
        self, work: Callable[[Ledger], T], done: Callable[[T], object], *, latest: str = "", title: str = "",
        failed: Callable[[SuifangError], object] | None = None,
    ) -> Operation:  # fmt: skip
        """Asks the ledger something; ``done`` hears the answer while the page lives."""
        session = self.desk.session

        def ask(_progress: Progress) -> T:
            return work(session.ledger)

        name = f"{type(self).__name__}.{latest}" if latest else ""
        return self.desk.operations.on_ledger(ask, owner=self, done=done, failed=failed, latest=name, title=title)

    def write(
        self, verb: str, writes: Sequence[Write], said: str = "", *,
        done: Callable[[Changed], object] = lambda _: None,
        failed: Callable[[SuifangError], object] | None = None,
    ) -> Operation:  # fmt: skip
        """Writes one change; then says ``said`` with a way to undo it."""

        def written(changed: Changed) -> None:
            if said:
                dot = changed.dot
                self.desk.toast(said, (lambda: self._undo(dot.seq)) if dot is not None else None)
            done(changed)

        return self.read(lambda ledger: ledger.write(verb, writes), written, failed=failed)

    def note(self, what: What, subject: str = "", /, **detail: Fact) -> None:
        """Adds to the audit that something closed was opened, or that a paper left."""
        self.read(lambda ledger: ledger.note(what, subject, **detail), lambda _: None)

    def _undo(self, seq: int) -> None:
        self.read(
            lambda ledger: ledger.undo(seq),
            lambda result: self.desk.toast(tr("toast.undone_partly" if result[1] else "toast.undone"), None),
        )


@dataclass(frozen=True, slots=True)
class PageSpec:
    """How a page makes itself known to the frame.

    ``title``: a text key. ``shortcut``: a function key. ``badge``: counts what waits, in the ledger's thread. A page
    with ``under`` is not on the rail: it belongs to the page of that key. ``searches``: it answers the box at the top.
    ``ahead``: does a little of the page's long work before it is opened, in the ledger's thread, and says whether any is
    left; it is called again and again with room for others in between. ``for_helper``: somebody who may only look sees it.
    ``quiet``: what it counts can wait as long as anybody likes, and is marked so beside the page it is ``under``.
    """

    key: str
    title: str
    factory: Callable[[Desk], Page]
    shortcut: str = ""
    badge: Callable[[Ledger, date], int] | None = None
    under: str = ""
    searches: bool = False
    ahead: Callable[[Ledger, date], bool] | None = None
    for_helper: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """One sentence at the foot of the window; ``tone``: ``good due soft``. ``page`` opens at a click."""

    words: str
    tone: str = "soft"
    page: str = ""


StatusSource = Callable[["Ledger", date], Status | None]
"""Reads one sentence for the foot of the window, in the ledger's thread; None while there is nothing to say."""
