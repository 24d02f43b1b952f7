"""月报: look what is missing, see the numbers, close the month, print. What is closed is never edited, only corrected."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.actions import Verb
from app.errors import SuifangError
from app.figures.period import Length, period_around
from app.records.writes import Add
from app.values.dates import PartialDate, earliest
from ui.dates import say_date
from ui.desktop.operations import Progress
from ui.desktop.page import Desk, Page
from ui.desktop.pages.month.closing import Closing, blocked_words
from ui.desktop.pages.month.looking import Looking
from ui.desktop.pages.month.numbers import Numbers
from ui.desktop.pages.month.papers import Made, Papers, count_copies, file_name
from ui.desktop.pages.month.population import PopulationCard
from ui.desktop.pages.month.steps import Steps
from ui.desktop.pages.month.told import (
    Books,
    MonthTold,
    Past,
    count_books,
    opening_month,
    over_time,
    period_words,
    read_books,
    read_past,
)
from ui.desktop.widgets.body import Body
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.link import Link
from ui.desktop.widgets.words import Words, column, row
from ui.month import Late, earlier_closed, late_facts, report_of
from ui.text import tr

STEPS = ("look", "numbers", "close", "print")


class MonthPage(Page):
    """``navigate("month", "2026-10")`` opens a month, ``"2026-10/print"`` a step of it."""

    kinds = frozenset({
        "woman", "child", "consent", "delivery", "household", "life_event", "list_check", "method_use", "month_report", "move",
        "population", "pregnancy", "response", "sample_item", "screening", "supply_batch", "supply_item", "supply_movement",
        "visit",
    })  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.month = opening_month(desk.today())
        self.length = Length.MONTH
        self.told: MonthTold | None = None
        self.late: Late | None = None
        self._past: Past | None = None
        self._signed = False
        self._build_head()
        self.steps = Steps([(step, tr(f"month.step.{step}")) for step in STEPS])
        self.steps.chosen.connect(self.go)
        self.sheet.addWidget(self.steps)
        self.looking = Looking()
        self.looking.opened.connect(self._open_woman)
        self.population = PopulationCard(desk.today())
        self.population.save.connect(self._save_population)
        self.looking.population.connect(self.population.focus)
        first = QWidget()
        both = column(first, steps=3.5)
        both.addWidget(self.looking)
        both.addLayout(self._beside())
        both.addWidget(self.population)
        both.addStretch(1)
        self.numbers = Numbers()
        self.numbers.opened.connect(self._open_woman)
        self.numbers.over_time.connect(self._over_time)
        self.numbers.length.connect(self._choose_length)
        self.closing = Closing()
        self._connect_closing()
        self.papers = Papers(desk.operations, self.note)
        self.papers.wanted.connect(self._draw)
        self.papers.printed.connect(self._printed)
        self.papers.saved.connect(lambda path: desk.toast(tr("month.saved", file=file_name(path)), None))
        self.papers.trouble.connect(desk.trouble)
        self.body = Body()
        for part in (first, self.numbers, self.closing, self.papers):
            self.body.addWidget(part)
        self.sheet.addWidget(self.body, 1)
        self._say_month()
        self.go("look")

    def _beside(self) -> Flow:
        """What belongs to a month and is no figure: copying out, a list held against the ledger, the quarter's check."""
        ways = Flow(steps=4)
        ways.addWidget(Link(tr("month.link.copying"), action=lambda: self.desk.navigate("copying", self.month)))
        ways.addWidget(Link(tr("month.link.reconciling"), action=lambda: self.desk.navigate("reconciling", "")))
        ways.addWidget(Link(tr("month.link.sampling"), action=lambda: self.desk.navigate("sampling", "")))
        return ways

    def _connect_closing(self) -> None:
        self.closing.opened.connect(self._open_woman)
        self.closing.look.connect(lambda: self.go("look"))
        self.closing.checks.connect(lambda: self.desk.navigate("checks", ""))
        self.closing.close_month.connect(self._close)
        self.closing.correct.connect(lambda month: self.arrive(f"{month}/close"))
        self.closing.population.connect(self._to_population)

    def _to_population(self) -> None:
        self.go("look")
        self.population.focus()

    def _build_head(self) -> None:
        head = row(steps=3)
        titles = Flow(steps=3)
        self.title = Words("", "title")
        self.period = Words("", "soft")
        self.before = Button("", "Ctrl+PgUp", reads=True, action=lambda: self._shift(-1))
        self.after = Button("", "Ctrl+PgDown", reads=True, action=lambda: self._shift(1))
        for part in (self.title, self.period, self.before, self.after):
            titles.addWidget(part)
        head.addLayout(titles, 1)
        self.next = Button("", "Ctrl+Return", primary=True, action=self._go_on)
        head.addWidget(self.next, 0, Qt.AlignmentFlag.AlignTop)
        self.sheet.addLayout(head)

    # Where one is

    def first(self) -> QWidget | None:
        """The keyboard begins at the step that is open."""
        return {
            "look": self.next, "numbers": self.numbers.table,
            "close": self.next if self.next.isEnabled() else self.steps.step("close"),
            "print": self.papers.view.print_button,
        }[self.step()]  # fmt: skip

    def arrive(self, what: str) -> None:
        """Opens the month and the step asked for; stays where she was without."""
        month, _, step = what.partition("/")
        if month and month != self.month:
            self.month = PartialDate(month)
            self._another()
        if step in STEPS or self.told is None:
            self.go(step or self.step())

    def step(self) -> str:
        """The step that is open."""
        return STEPS[self.body.currentIndex()]

    def go(self, step: str) -> None:
        """Opens a step."""
        self.steps.show_step(step)
        self.body.setCurrentIndex(STEPS.index(step))
        self._say_next()
        self._say_month()
        if step == "print":
            self._draw()
        target = self.first()
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_next(self) -> None:
        """The next step, or what has to be looked at before it."""
        step, told = self.step(), self.told
        self.next.setVisible(step != "print")
        self.next.setEnabled(True)
        if step == "look":
            self.next.setText(tr("month.to_numbers"))
        elif step == "numbers":
            self.next.setText(tr("month.to_close"))
        elif step == "close":
            if told is not None and told.obstacles and told.beside is None:
                self.next.setText(blocked_words("", told.obstacles))
                self.next.setEnabled(False)
            elif told is not None and told.beside is not None:
                self.next.setText(tr("month.to_print"))
            else:
                self.next.setText(tr("month.step.close"))
                self.next.setEnabled(self.closing.ready())

    def _go_on(self) -> None:
        if self.step() == "close" and self.told is not None and self.told.beside is None:
            self._close()
            return
        self.go(STEPS[min(STEPS.index(self.step()) + 1, len(STEPS) - 1)])

    def _shift(self, by: int) -> None:
        if self.population.dirty():
            self.desk.toast(tr("month.unsaved"), None)
            return
        length = self.length if self.step() == "numbers" else Length.MONTH
        wanted = period_around(earliest(self.month), length).shifted(by)
        if wanted.first > self.desk.today():
            return
        this = self.desk.today().isoformat()[:7]
        self.month = PartialDate(min(str(wanted.month), this)) if by > 0 else wanted.month
        self._another()

    def _choose_length(self, length: str) -> None:
        self.length = Length(length)
        self._say_month()
        self.refresh()

    def _another(self) -> None:
        self.late = None
        self._past = None
        self._say_month()
        self.refresh()

    def _say_month(self) -> None:
        length = self.length if self.step() == "numbers" else Length.MONTH
        shown = period_around(earliest(self.month), length)
        today = self.desk.today()
        words = period_words(shown)
        self.title.setText(tr("month.title", period=words) if length is Length.MONTH else words)
        facts = {
            "year": shown.first.year,
            "month": shown.first.month,
            "last": shown.last.day,
            "until": shown.last.month,
        }
        if shown.last >= today:
            self.period.setText(tr("month.period.running", month=today.month, last=today.day))
        else:
            self.period.setText(tr("month.period" if length is Length.MONTH else "month.period.long", **facts))
        if length is Length.MONTH:
            self.before.setText(tr("month.before", month=shown.shifted(-1).first.month))
            self.after.setText(tr("month.after", month=shown.shifted(1).first.month))
        else:
            self.before.setText(tr("month.before.period", period=period_words(shown.shifted(-1))))
            self.after.setText(tr("month.after.period", period=period_words(shown.shifted(1))))
        self.after.setEnabled(shown.shifted(1).first <= today)

    # What is shown

    def refresh(self) -> None:
        """Reads the month again, then counts it beside the window."""
        month, today, length = self.month, self.desk.today(), self.length
        self._past = None

        def count(books: Books) -> None:
            self.desk.operations.beside(
                lambda progress: count_books(books, today, progress.check), owner=self, latest="month.count",
                title=tr("month.reading"), done=self._show,
            )  # fmt: skip

        self.read(
            lambda ledger: read_books(ledger, month, today, length), count, latest="month", title=tr("month.reading")
        )

    def unsaved(self) -> bool:
        """Numbers of people typed and not saved."""
        return self.population.dirty()

    def _show(self, told: MonthTold) -> None:
        self.told = told
        earlier = earlier_closed(told.books.reports, told.books.month.code)
        self.late = None if earlier else {}
        self.looking.show_month(told)
        self.population.show_month(self.month, told.populations)
        self.numbers.show_month(told)
        self.closing.show_month(told, self.late)
        self._say_steps(told)
        self._say_next()
        if self._signed:
            self._signed = False
            self.next.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.step() == "print":
            self._draw()
        if earlier:
            self._compare(told)

    def _say_steps(self, told: MonthTold) -> None:
        count = len(told.findings)
        self.steps.step("look").set_note(tr("month.look.count", n=count) if count else tr("month.look.none"))
        self.steps.step("numbers").set_note(tr("month.numbers.note"))
        late = tr("month.close.late_note") if self.late else ""
        if told.beside is not None:
            note = tr("month.closed.note" if not told.beside.changes else "month.closed.moved_note")
        elif told.obstacles:
            note = blocked_words("_note", told.obstacles)
        else:
            note = late or tr("month.close.step_note")
        self.steps.step("close").set_note(note)
        self.steps.step("print").set_note(tr("month.print.note"))

    def _compare(self, told: MonthTold) -> None:
        """Compares the closed months before this one, beside the window; the numbers are there meanwhile."""
        books, today = told.books, self.desk.today()

        def work(progress: Progress) -> Late:
            return late_facts(books.reports, books.village, books.month.code, today, progress.at)

        def done(late: Late) -> None:
            self.late = late
            self.closing.show_month(told, late)
            self._say_steps(told)
            self._say_next()

        self.desk.operations.beside(work, owner=self, latest="month.late", title=tr("month.late.looking"), done=done)

    def _over_time(self, code: str) -> None:
        """Counts the months of a figure, beside the window; the books are read once."""
        month, today = self.month, self.desk.today()

        def count(past: Past) -> None:
            self._past = past
            self.desk.operations.beside(
                lambda progress: over_time(past, code, today, progress.at), owner=self, latest="month.trend",
                title=tr("month.trend.counting"), done=lambda points: self.numbers.show_trend(code, points),
            )  # fmt: skip

        if self._past is not None:
            count(self._past)
        else:
            self.read(lambda ledger: read_past(ledger, month), count, latest="past", title=tr("month.reading"))

    def _open_woman(self, woman: str) -> None:
        self.desk.navigate("woman", woman)

    def _save_population(self) -> None:
        writes = self.population.writes()
        if not writes:
            return

        def done(_changed: object) -> None:
            self.population.settled()

        self.write(Verb.POPULATION, writes, tr("month.population.saved"), done=done)

    def _close(self) -> None:
        """Closes the month, or corrects it: one change, and no way back but a correction."""
        told = self.told
        if told is None or not self.closing.ready() or self.population.dirty():
            if self.population.dirty():
                self.desk.toast(tr("month.unsaved"), None)
            return
        by, note = self.closing.by.value(), self.closing.note.value()
        report = report_of(
            told.counted, told.books.reports, self.closing.late(), self.desk.today(),
            by=str(by) if by else None, note=str(note) if note else None,
        )  # fmt: skip
        self._signed = True
        self.closing.sign.setEnabled(False)
        self.next.setEnabled(False)
        key = "month.close.done_correction" if report.number else "month.close.done"
        words = tr(key, month=say_date(self.month), n=report.number)
        self.write(
            Verb.MONTH_CLOSE, [Add(report)], done=lambda _: self.desk.toast(words, None),
            failed=self._not_closed,
        )  # fmt: skip

    def _not_closed(self, error: SuifangError) -> None:
        self._signed = False
        self._say_next()
        self.closing.sign.setEnabled(self.closing.ready())
        self.desk.trouble(error)

    # Paper

    def _draw(self) -> None:
        job = self.papers.job(self.month, self.desk.today(), self.desk.preferences())

        def read(found: Made) -> None:
            draw, title, said, leaving = found
            self.papers.say(said)
            self.desk.operations.beside(
                lambda _progress: draw(), owner=self, latest="month.paper", title=tr("month.drawing"),
                done=lambda content: self.papers.view.show_pdf(content, title, leaving),
            )  # fmt: skip

        self.read(job, read, latest="paper", title=tr("month.drawing"))

    def _printed(self) -> None:
        self.desk.toast(tr("month.printed"), None)
        if self.papers.form() == "round":
            month, copies = PartialDate(self.desk.today().isoformat()[:7]), int(self.papers.copies.value() or 1)
            self.read(lambda ledger: count_copies(ledger, month, copies), lambda _: self._draw())
