"""The one window: what is seen, when it locks, how it is dressed, and how it closes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QClipboard, QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.errors import SuifangError
from ui import crash, preferences, text
from ui.desktop import theme, warming
from ui.desktop.entering import SEEN_MS, Entering
from ui.desktop.hiding import Hiding, clear_away
from ui.desktop.idle import Idle
from ui.desktop.lock import Lock
from ui.desktop.operations import Operations, Progress
from ui.desktop.screens import Screens
from ui.desktop.session import Session
from ui.desktop.setting_up import SettingUp
from ui.preferences import Preferences
from ui.sayings import Said, say, say_code
from ui.text import tr

if TYPE_CHECKING:
    from ui.desktop.frame import Frame
    from ui.desktop.page import PageSpec, Status, StatusSource

__all__ = ["SEEN_MS", "Window", "dress", "forget_copied"]

Pages = Callable[[], tuple[Sequence["PageSpec"], Sequence["StatusSource"]]]
"""Gives the pages and what stands at the foot; called only once somebody has signed in, so that the lock is there at once."""

COVERED_MS = 60_000
"""So long F12 uncovers what it covered; then it is locked."""


class Window(QWidget):
    """Holds the session through locks, and the screens. ``today`` is the computer's; her word about it counts more."""

    def __init__(
        self, folder: Path, pages: Pages, *,
        today: Callable[[], date], preferences_path: Path, log_path: Path, marks: Path | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self._pages, self._machine_today = pages, today
        self._preferences_path, self._log_path = preferences_path, log_path
        self._preferences = preferences.load(preferences_path)
        self.session = Session()
        self.watch = crash.Watch(self._crashed)
        self.operations = Operations(self._trouble, self._unforeseen)
        self.frame: Frame | None = None
        self._frame_day = today()
        self._closing = self._rare_font = False
        self.setWindowTitle(tr("program.name"))
        self.screens = Screens(self)
        self._cover = _cover()
        self.screens.show(self._cover)
        self._covered = QTimer(self)
        self._covered.setSingleShot(True)
        self._covered.timeout.connect(self.lock_now)
        self._set_up(folder, marks)
        self.idle = Idle(self._preferences.lock_minutes, self)
        self.idle.over.connect(self.lock_now)
        hide = QShortcut(QKeySequence("F12"), self, self.hide_or_show)
        hide.setContext(Qt.ShortcutContext.ApplicationShortcut)
        self._hiding = Hiding(self)
        self._hiding.pressed.connect(self.hide_or_show)

    def _set_up(self, folder: Path, marks: Path | None) -> None:
        self.setting_up = SettingUp(
            self, self.screens, self.session, self.operations, folder, marks, self.today, self.sorry_for
        )
        self.setting_up.made.connect(self._show_frame)
        self.setting_up.demo_made.connect(self._show_demo)
        self.setting_up.gave_up.connect(self.begin)
        self.entering = Entering(
            self, self.screens, self.session, self.operations,
            lambda: (self.setting_up.folder, self.setting_up.marks), lambda: warming.warm(self._pages, self._machine_today()),
        )  # fmt: skip
        self.entering.entered.connect(self._entered)
        self.entering.bring_back.connect(self.setting_up.show_bring_back)
        self.setting_up.entered.connect(lambda: self.entering.day_known(""))

    def today(self) -> date:
        """The day it is: the computer's, or what she said when it could not be believed."""
        return self._machine_today() + timedelta(days=self.session.days)

    @property
    def folder(self) -> Path:
        """Where the ledger is."""
        return self.setting_up.folder

    @property
    def lock(self) -> Lock | None:
        """The lock screen, once it was needed."""
        return self.entering.lock

    def showEvent(self, event: QShowEvent) -> None:
        """The native window is there now: hears of every touch."""
        super().showEvent(event)
        self.idle.watch(self)

    # Who comes when

    def begin(self) -> None:
        """Lock screen where there is a ledger, first start where there is none."""
        from storage.folder import Folder

        if Folder(self.folder).holds_ledger():
            self._show_lock()
        else:
            self.setting_up.show_first_start()

    def open_demo(self) -> None:
        """Leaves whatever is open and shows the made-up village."""
        self.setting_up.open_demo()

    def _show_lock(self) -> None:
        self.entering.show(tr("demo.passphrase", passphrase=_demo_passphrase()) if self.setting_up.is_demo else "")

    def _entered(self, before: str) -> None:
        if self.session.last_person != before or self._is_of_another_day():
            self.screens.drop(self.frame)
            self.frame = None
        self._show_frame()

    def _is_of_another_day(self) -> bool:
        """Whether the pages speak of a day that is over. A new day begins on its first page; drafts are kept."""
        return self.frame is not None and self._frame_day != self.today() and not self.frame.unsaved()

    def _show_demo(self) -> None:
        self.screens.drop(self.frame)
        self.frame = None
        self.entering.drop()
        self._show_frame()

    def _show_frame(self) -> None:
        if self.frame is None:
            self.frame = self._make_frame()
        else:
            self.frame.resume()
        self.screens.show(self.frame)
        self.frame.focus_page()
        self.idle.start()
        if not self._rare_font:
            self._rare_font = True
            self.operations.beside(warming.rare_font, owner=self, done=theme.add_rare_font)
        if not self.setting_up.is_demo:
            self._back_up_today()

    def _back_up_today(self) -> None:
        """The backup of the day, quietly after everything the first page asks for."""

        def work(_progress: Progress) -> bool:
            from ui.desktop.daily import back_up_if_due

            return back_up_if_due(self.session.ledger, self.today())

        def told(_made: bool) -> None:
            from storage.changes import Changed

            self.session.changed.emit(Changed(None, frozenset({"backup"}), frozenset()))

        def failed(error: SuifangError) -> None:
            told(False)
            self._trouble(error)

        self.operations.on_ledger(work, owner=self, done=lambda made: told(made) if made else None, failed=failed)

    def _make_frame(self) -> Frame:
        from ui.desktop.frame import Frame

        specs, sources = self._pages()
        self._frame_day = self.today()
        if self.setting_up.is_demo:
            from ui.desktop.news import backup_news, sheet_news, stick_news

            # What goes away with the program needs no backup and no sheet.
            needless = (backup_news, sheet_news, stick_news)
            sources = (*(source for source in sources if source not in needless), _demo_status)
        if self.session.looks_only:
            specs = [spec for spec in specs if spec.for_helper]
        frame = Frame(
            self.session, self.operations, specs, sources, today=self.today,
            preferences=lambda: self._preferences, change_preferences=self.change_preferences, open_demo=self.open_demo,
        )  # fmt: skip
        frame.lock.connect(self.lock_now)
        frame.top.set_minutes(self._preferences.lock_minutes)
        self.idle.left.connect(frame.top.set_minutes)
        return frame

    # Locking

    def lock_now(self) -> None:
        """Covers at once, closes the ledger as soon as what is being written is written."""
        self._covered.stop()
        asking = self.screens.seen(self.entering.asking)
        if not asking and not self.screens.seen(self.frame) and not (self.frame and self.screens.seen(self._cover)):
            return
        clear_away()
        self.idle.stop()
        forget_copied(QApplication.clipboard())
        self.operations.on_ledger(lambda _: self.session.end(), owner=self)
        self._show_lock()

    def hide_or_show(self) -> None:
        """F12: nothing is to be seen any more; once more within a minute, and it is back."""
        clear_away()
        if self.frame is not None and self.screens.seen(self.frame):
            self.screens.show(self._cover)
            self._cover.setFocus()
            self._covered.start(COVERED_MS)
        elif self.frame is not None and self.screens.seen(self._cover):
            self._covered.stop()
            self.screens.show(self.frame)
            self.frame.focus_page()

    # Preferences

    def change_preferences(self, wanted: Preferences) -> None:
        """Keeps them and dresses the window anew; refused in words while something typed is not saved."""
        if self.frame is not None and (page := self.frame.unsaved()):
            self.frame.navigate(page)
            self.frame.toast.tell(tr("settings.unsaved"))
            return
        before, self._preferences = self._preferences, wanted
        preferences.save(self._preferences_path, wanted)
        if replace(before, shift_right=wanted.shift_right, shift_down=wanted.shift_down) == wanted:
            return  # only paper changes
        self.idle.minutes = wanted.lock_minutes
        dress(wanted)
        self.setWindowTitle(tr("program.name"))
        if self.frame is not None:
            old, place = self.frame, self.frame.place()
            self.frame = self._make_frame()
            self.frame.navigate(place)
            self.screens.show(self.frame)
            self.frame.focus_page()
            self.screens.drop(old)
        self.entering.drop()
        self.idle.touched()

    # Trouble

    def _trouble(self, error: SuifangError) -> None:
        if self.frame is not None and self.screens.seen(self.frame):
            self.frame.trouble(error)
        elif self.screens.seen(self.lock):
            self.entering.refuse(error)

    def _unforeseen(self, error: BaseException) -> SuifangError:
        crash.log(error)
        return SuifangError("crashed", log=str(self._log_path))

    def _crashed(self, _error: BaseException) -> None:
        said = say_code("crashed", {"log": str(self._log_path)})
        if self.frame is not None and self.screens.seen(self.frame):
            self.frame.toast.trouble(said)
        else:
            self.sorry(said)

    def sorry_for(self, error: SuifangError) -> None:
        """A screen that says what keeps the program from going on."""
        self.sorry(say(error))

    def sorry(self, said: Said) -> None:
        """The same in given words."""
        from ui.desktop.sorry import Sorry

        screen = Sorry(said, self._log_path)
        screen.leave.connect(self.close)
        self.screens.show(screen)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing typed is lost by one click: the first shows what is not saved, the second means it.

        What was written since the last backup is backed up once nothing is seen any more.
        """
        if self.frame is not None and not self._closing and (page := self.frame.unsaved()):
            self._closing = True
            self.frame.navigate(page)
            self.frame.toast.tell(tr("frame.unsaved"))
            event.ignore()
            return
        self.hide()
        forget_copied(QApplication.clipboard())
        self.operations.close(self._end)
        self.setting_up.clean_up()
        event.accept()

    def _end(self) -> None:
        try:
            if not self.setting_up.is_demo:
                from ui.desktop.daily import back_up_at_close

                back_up_at_close(self.session)
        finally:
            self.session.end()


def _cover() -> QWidget:
    cover = QWidget()
    cover.setObjectName("paper")
    cover.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    cover.setAccessibleName(tr("cover.name"))
    cover.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return cover


def forget_copied(clipboard: QClipboard) -> None:
    """What was copied here is not left for whoever sits down next; what another program copied stays."""
    if clipboard.ownsClipboard():
        clipboard.clear()


def dress(wanted: Preferences) -> None:
    """Speaks the language and wears the theme of these preferences."""
    text.use(wanted.language)
    app = QApplication.instance()
    if isinstance(app, QApplication):
        theme.Theme(wanted.theme, wanted.text_size / 100).apply(app)


def _demo_passphrase() -> str:
    from ui.desktop.demo import PASSPHRASE

    return PASSPHRASE


def _demo_status(_ledger: object, _today: date) -> Status:
    from ui.desktop.page import Status

    return Status(tr("demo.status"), "due")
