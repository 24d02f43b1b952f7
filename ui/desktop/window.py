"""The one window: first start, lock, the frame, the cover; who comes when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QClipboard, QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QStackedLayout, QWidget

from app.errors import SuifangError
from ui import crash, preferences, text
from ui.desktop import theme
from ui.desktop.idle import Idle
from ui.desktop.lock import Lock
from ui.desktop.operations import Operations, Progress
from ui.desktop.session import Session
from ui.desktop.widgets.words import settle
from ui.preferences import Preferences
from ui.sayings import Said, say, say_code
from ui.text import tr

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

    from storage.ledger import Ledger, Person
    from ui.desktop.first_start import Answers, FirstStart
    from ui.desktop.frame import Frame
    from ui.desktop.page import PageSpec, Status, StatusSource

Pages = Callable[[], tuple[Sequence["PageSpec"], Sequence["StatusSource"]]]
"""Gives the pages and what stands at the foot; called only once somebody has signed in, so that the lock is there at once."""

SEEN_MS = 40
COVERED_MS = 60_000
"""So long F12 uncovers what it covered; then it is locked."""


class Window(QWidget):
    """Holds the ledger's session through locks, and the screens."""

    def __init__(
        self, folder: Path, pages: Pages, *,
        today: Callable[[], date], preferences_path: Path, log_path: Path, marks: Path | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.folder, self._marks = folder, marks
        self._pages, self._today = pages, today
        self._preferences_path, self._log_path = preferences_path, log_path
        self._preferences = preferences.load(preferences_path)
        self.session = Session()
        self.watch = crash.Watch(self._crashed)
        self.operations = Operations(self._trouble, self._unforeseen)
        self.frame: Frame | None = None
        self._frame_day = today()
        self.lock: Lock | None = None
        self._demo: TemporaryDirectory[str] | None = None
        self._closing = self._rare_font = False
        self.setWindowTitle(tr("program.name"))
        self._screens = QStackedLayout(self)
        self._cover = QWidget()
        self._cover.setObjectName("paper")
        self._cover.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._cover.setAccessibleName(tr("cover.name"))
        self._cover.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._screens.addWidget(self._cover)
        self._covered = QTimer(self)
        self._covered.setSingleShot(True)
        self._covered.timeout.connect(self.lock_now)
        self.idle = Idle(self._preferences.lock_minutes, self)
        self.idle.over.connect(self.lock_now)
        hide = QShortcut(QKeySequence("F12"), self, self.hide_or_show)
        hide.setContext(Qt.ShortcutContext.ApplicationShortcut)

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
            self._show_first_start()

    def _show(self, screen: QWidget) -> None:
        if self._screens.indexOf(screen) < 0:
            self._screens.addWidget(screen)
            settle(screen)
        self._screens.setCurrentWidget(screen)

    def _drop(self, screen: QWidget | None) -> None:
        if screen is not None:
            self._screens.removeWidget(screen)
            screen.hide()
            screen.deleteLater()

    def _show_lock(self) -> None:
        if self.lock is None:
            note = tr("demo.passphrase", passphrase=_demo_passphrase()) if self._demo else ""
            self.lock = Lock(note)
            self.lock.opened.connect(self._open)
            self.lock.recovered.connect(self._recover)
        self.lock.forget()
        self._show(self.lock)
        self.lock.secret.inner.setFocus()
        # The ledger's modules are heavy: they come once the lock can be seen and takes keys.
        QTimer.singleShot(SEEN_MS, self.lock, self._ask_people)

    def _ask_people(self) -> None:
        lock, folder = self.lock, self.folder
        if lock is None:
            return

        def people(_progress: Progress) -> list[Person]:
            from storage import ledger

            return ledger.people(folder)

        self.operations.beside(people, owner=lock, done=self._people_known, failed=self._lock_refuses)

    def _people_known(self, people: Sequence[Person]) -> None:
        if self.lock is not None:
            self.lock.show_people(people, self.session.last_person)
            # The pages take a while to load: that is done while the passphrase is typed.
            self.operations.beside(lambda _: self._pages(), owner=self.lock)

    def _lock_refuses(self, error: SuifangError) -> None:
        if self.lock is not None:
            self.lock.refuse(error)

    def _open(self, person_id: str, passphrase: str) -> None:
        def work(_progress: Progress) -> Ledger:
            from storage.ledger import Ledger

            return Ledger.open(self.folder, person_id, passphrase, marks=self._marks)

        self._enter(work)

    def _recover(self, person_id: str, code: str, new: str) -> None:
        def work(_progress: Progress) -> Ledger:
            from storage.ledger import Ledger

            return Ledger.open_with_recovery(self.folder, code, person_id, new, marks=self._marks)

        self._enter(work)

    def _enter(self, opening: Callable[[Progress], Ledger]) -> None:
        assert self.lock is not None  # noqa: S101  only the lock asks for this
        self.lock.working(True)
        before = self.session.last_person

        def work(progress: Progress) -> None:
            self.session.begin(opening(progress))

        def done(_result: None) -> None:
            if self.session.last_person != before or self._is_of_another_day():
                self._drop(self.frame)
                self.frame = None
            self._show_frame()

        self.operations.on_ledger(work, owner=self, done=done, failed=self._lock_refuses)

    def _is_of_another_day(self) -> bool:
        """Whether the pages speak of a day that is over. A new day begins on its first page; drafts are kept."""
        return self.frame is not None and self._frame_day != self._today() and not self.frame.unsaved()

    def _show_frame(self) -> None:
        if self.lock is not None:
            self.lock.forget()
        if self.frame is None:
            self.frame = self._make_frame()
        else:
            self.frame.resume()
        self._show(self.frame)
        self.frame.focus_page()
        self.idle.start()
        if not self._rare_font:
            self._rare_font = True
            self.operations.beside(_rare_font, owner=self, done=theme.add_rare_font)
        if not self._demo:
            self._back_up_today()

    def _back_up_today(self) -> None:
        """The backup of the day, quietly after everything the first page asks for."""

        def work(_progress: Progress) -> bool:
            from ui.desktop.daily import back_up_if_due

            return back_up_if_due(self.session.ledger, self._today())

        def done(made: bool) -> None:
            from storage.changes import Changed

            if made:
                self.session.changed.emit(Changed(None, frozenset({"backup"}), frozenset()))

        self.operations.on_ledger(work, owner=self, done=done)

    def _make_frame(self) -> Frame:
        from ui.desktop.frame import Frame

        specs, sources = self._pages()
        self._frame_day = self._today()
        if self._demo:
            from ui.desktop.news import backup_news

            # What goes away with the program needs no backup.
            sources = (*(source for source in sources if source is not backup_news), _demo_status)
        frame = Frame(
            self.session, self.operations, specs, sources, today=self._today,
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
        if self.frame is None or self._screens.currentWidget() not in (self.frame, self._cover):
            return
        self.idle.stop()
        forget_copied(QApplication.clipboard())
        self.operations.on_ledger(lambda _: self.session.end(), owner=self)
        self._show_lock()

    def hide_or_show(self) -> None:
        """F12: nothing is to be seen any more; once more within a minute, and it is back."""
        if self.frame is not None and self._screens.currentWidget() is self.frame:
            self._show(self._cover)
            self._cover.setFocus()
            self._covered.start(COVERED_MS)
        elif self.frame is not None and self._screens.currentWidget() is self._cover:
            self._covered.stop()
            self._show(self.frame)
            self.frame.focus_page()

    # First start

    def _show_first_start(self) -> None:
        from ui.desktop.first_start import FirstStart

        first = FirstStart()
        first.answered.connect(lambda answers: self._create(first, answers))
        first.demo.connect(self.open_demo)
        first.finished.connect(self._show_frame)
        first.finished.connect(lambda: self._drop(first))
        self._show(first)
        first.code.setFocus()

    def _create(self, first: FirstStart, answers: Answers) -> None:
        def work(_progress: Progress) -> str:
            from storage.ledger import Ledger

            ledger, code = Ledger.create(
                self.folder, unit_code=answers.unit_code, unit_name=answers.unit_name, office=answers.office or None,
                worker_name=answers.worker_name, passphrase=answers.passphrase, marks=self._marks,
            )  # fmt: skip
            self.session.begin(ledger)
            return code

        def done(code: str) -> None:
            first.show_recovery(code)
            first.print_sheet.connect(lambda: self._paper(first, code, keep=False))
            first.save_sheet.connect(lambda: self._paper(first, code, keep=True))

        self.operations.on_ledger(work, owner=first, done=done, failed=first.refuse)

    def _paper(self, first: FirstStart, code: str, *, keep: bool) -> None:
        unit, day = self.session.unit, self._today()

        def draw(_progress: Progress) -> bytes:
            from app.forms.recovery_sheet import RecoverySheetContent, recovery_sheet

            return recovery_sheet(RecoverySheetContent(unit=unit, day=day, code=tuple(code.split())))

        def drawn(sheet: bytes) -> None:
            from ui.desktop.printing import print_pdf, save_pdf

            if not keep:
                first.tell(tr("first.printed") if print_pdf(self, sheet, tr("sheet.title")) else "")
            elif (path := save_pdf(self, sheet, tr("sheet.title"))) is not None:
                first.tell(tr("first.saved", file=path.name))

        def refused(error: SuifangError) -> None:
            first.tell(say(error).text)

        def drawn_or_said(sheet: bytes) -> None:
            try:
                drawn(sheet)
            except SuifangError as error:
                refused(error)

        self.operations.beside(draw, owner=first, done=drawn_or_said, failed=refused)

    # The demo village

    def open_demo(self) -> None:
        """Leaves whatever is open and shows the made-up village."""
        from ui.desktop import demo
        from ui.desktop.waiting import Waiting

        self._demo = demo.demo_folder()
        self.folder = Path(self._demo.name)
        self._marks = self.folder / "marks"
        waiting = Waiting(tr("demo.making"))
        self._show(waiting)

        def work(progress: Progress) -> None:
            self.session.end()
            self.session.begin(demo.make_demo(self.folder, self._today(), progress))

        def done(_result: None) -> None:
            for screen in (self.frame, self.lock, waiting):
                self._drop(screen)
            self.frame = self.lock = None
            self._show_frame()

        operation = self.operations.on_ledger(work, owner=self, done=done, failed=self.sorry_for)
        operation.moved.connect(waiting.at)

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
            self._show(self.frame)
            self.frame.focus_page()
            self._drop(old)
        if self.lock is not None:
            self._drop(self.lock)
            self.lock = None
        self.idle.touched()

    # Trouble

    def _trouble(self, error: SuifangError) -> None:
        if self.frame is not None and self._screens.currentWidget() is self.frame:
            self.frame.trouble(error)
        elif self.lock is not None and self._screens.currentWidget() is self.lock:
            self.lock.refuse(error)

    def _unforeseen(self, error: BaseException) -> SuifangError:
        crash.log(error)
        return SuifangError("crashed", log=str(self._log_path))

    def _crashed(self, _error: BaseException) -> None:
        said = say_code("crashed", {"log": str(self._log_path)})
        if self.frame is not None and self._screens.currentWidget() is self.frame:
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
        self._show(screen)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing typed is lost by one click: the first shows what is not saved, the second means it."""
        if self.frame is not None and not self._closing and (page := self.frame.unsaved()):
            self._closing = True
            self.frame.navigate(page)
            self.frame.toast.tell(tr("frame.unsaved"))
            event.ignore()
            return
        self.hide()
        forget_copied(QApplication.clipboard())
        self.operations.close(self.session.end)
        if self._demo is not None:
            self._demo.cleanup()
        event.accept()


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


def _rare_font(_progress: Progress) -> bytes:
    from app.forms.typefaces import font_bytes

    return font_bytes("SuifangRare")


def _demo_passphrase() -> str:
    from ui.desktop.demo import PASSPHRASE

    return PASSPHRASE


def _demo_status(_ledger: object, _today: date) -> Status:
    from ui.desktop.page import Status

    return Status(tr("demo.status"), "due")
