"""月报: look what is missing, see the numbers, print. Nothing here is final: the ledger may change, the form says so."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.actions import Verb
from app.values.dates import PartialDate, earliest, latest
from ui.desktop.page import Desk, Page
from ui.desktop.pages.month.looking import Looking
from ui.desktop.pages.month.numbers import Numbers
from ui.desktop.pages.month.papers import Made, Papers, count_copies, file_name
from ui.desktop.pages.month.population import PopulationCard
from ui.desktop.pages.month.steps import Steps
from ui.desktop.pages.month.told import MonthTold, opening_month, read_month, shifted
from ui.desktop.widgets.body import Body
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.words import Words, column, row
from ui.text import tr

STEPS = ("look", "numbers", "print")


class MonthPage(Page):
    """``navigate("month", "2026-10")`` opens a month, ``"2026-10/print"`` a step of it."""

    kinds = frozenset({
        "woman", "child", "consent", "delivery", "household", "life_event", "method_use", "move", "population",
        "pregnancy", "response", "visit",
    })  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.month = opening_month(desk.today())
        self.told: MonthTold | None = None
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
        both.addWidget(self.population)
        both.addStretch(1)
        self.numbers = Numbers()
        self.numbers.opened.connect(self._open_woman)
        self.papers = Papers(desk.operations, self.note)
        self.papers.wanted.connect(self._draw)
        self.papers.printed.connect(self._printed)
        self.papers.saved.connect(lambda path: desk.toast(tr("month.saved", file=file_name(path)), None))
        self.papers.trouble.connect(desk.trouble)
        self.body = Body()
        for part in (first, self.numbers, self.papers):
            self.body.addWidget(part)
        self.sheet.addWidget(self.body, 1)
        self._say_month()
        self.go("look")

    def _build_head(self) -> None:
        head = row(steps=3)
        titles = Flow(steps=3)
        self.title = Words("", "title")
        self.period = Words("", "soft")
        self.before = Button("", "Ctrl+PgUp", action=lambda: self._shift(-1))
        self.after = Button("", "Ctrl+PgDown", action=lambda: self._shift(1))
        for part in (self.title, self.period, self.before, self.after):
            titles.addWidget(part)
        head.addLayout(titles, 1)
        self.next = Button("", "Ctrl+Return", primary=True, action=self._go_on)
        head.addWidget(self.next, 0, Qt.AlignmentFlag.AlignTop)
        self.sheet.addLayout(head)

    # Where one is

    def first(self) -> QWidget | None:
        """The keyboard begins at the step that is open."""
        return {"look": self.next, "numbers": self.numbers.table, "print": self.papers.view.print_button}[self.step()]

    def arrive(self, what: str) -> None:
        """Opens the month and the step asked for; stays where she was without."""
        month, _, step = what.partition("/")
        if month and month != self.month:
            self.month = PartialDate(month)
            self._say_month()
            self.refresh()
        if step in STEPS or self.told is None:
            self.go(step or self.step())

    def step(self) -> str:
        """The step that is open."""
        return STEPS[self.body.currentIndex()]

    def go(self, step: str) -> None:
        """Opens a step."""
        self.steps.show_step(step)
        self.body.setCurrentIndex(STEPS.index(step))
        self.next.setVisible(step != "print")
        if step != "print":
            self.next.setText(tr("month.to_numbers" if step == "look" else "month.to_print"))
        else:
            self._draw()
        target = self.first()
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_on(self) -> None:
        self.go(STEPS[min(STEPS.index(self.step()) + 1, len(STEPS) - 1)])

    def _shift(self, by: int) -> None:
        if self.population.dirty():
            self.desk.toast(tr("month.unsaved"), None)
            return
        wanted = shifted(self.month, by)
        if earliest(wanted) > self.desk.today():
            return
        self.month = wanted
        self._say_month()
        self.refresh()

    def _say_month(self) -> None:
        first, last, today = earliest(self.month), latest(self.month), self.desk.today()
        self.title.setText(tr("month.title", year=first.year, month=first.month))
        over = last < today
        key = "month.period" if over else "month.period.running"
        self.period.setText(tr(key, month=first.month, last=(last if over else today).day))
        self.before.setText(tr("month.before", month=earliest(shifted(self.month, -1)).month))
        after = earliest(shifted(self.month, 1))
        self.after.setText(tr("month.after", month=after.month))
        self.after.setEnabled(after <= today)

    # What is shown

    def refresh(self) -> None:
        """Reads the month again."""
        month, today = self.month, self.desk.today()
        self.read(
            lambda ledger: read_month(ledger, month, today), self._show, latest="month", title=tr("month.reading")
        )

    def unsaved(self) -> bool:
        """Numbers of people typed and not saved."""
        return self.population.dirty()

    def _show(self, told: MonthTold) -> None:
        self.told = told
        self.looking.show_month(told)
        self.population.show_month(self.month, told.populations)
        self.numbers.show_month(told)
        count = len(told.findings)
        self.steps.step("look").set_note(tr("month.look.count", n=count) if count else tr("month.look.none"))
        self.steps.step("numbers").set_note(tr("month.numbers.note"))
        self.steps.step("print").set_note(tr("month.print.note"))
        if self.step() == "print":
            self._draw()

    def _open_woman(self, woman: str) -> None:
        self.desk.navigate("woman", woman)

    def _save_population(self) -> None:
        writes = self.population.writes()
        if not writes:
            return

        def done(_changed: object) -> None:
            self.population.settled()

        self.write(Verb.POPULATION, writes, tr("month.population.saved"), done=done)

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
