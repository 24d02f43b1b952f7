"""表册: all forms in one place. Looked at first; printed, saved as PDF, or its table saved for another program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QScrollArea, QSizePolicy, QWidget

from app.errors import SuifangError
from app.records import KINDS
from app.values.dates import PartialDate, add_months, earliest
from ui.desktop import theme
from ui.desktop.leaving import Leaving
from ui.desktop.page import Desk, Page
from ui.desktop.pages.papers.choices import Choices
from ui.desktop.printing import paper_of
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.pdf_view import PdfView
from ui.desktop.widgets.words import Words, row
from ui.papers.catalogue import OF_A_MONTH, PAPERS, make
from ui.papers.made import Made, Wanted
from ui.sayings import say
from ui.text import tr

if TYPE_CHECKING:
    from storage.audit import Fact, What
    from storage.ledger import Ledger


class PapersPage(Page):
    """``navigate("papers", "card/<her id>")`` opens a paper of hers, ``"maternal"`` a paper, ``"2026-10"`` a month."""

    kinds: ClassVar[frozenset[str]] = frozenset(KINDS) - {"roster_line", "worker"}

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.month = PartialDate(desk.today().isoformat()[:7])
        self.woman = ""
        self._made: Made | None = None
        self._about = ""
        self._build_head()
        wear = theme.current()
        self.choices = Choices()
        self.choices.wanted.connect(self.refresh)
        self.choices.searched.connect(self._search)
        self.view = PdfView(desk.operations, self._left)
        self.view.area.setMinimumHeight(wear.wide(18))
        self.view.area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.view.printed.connect(lambda: desk.toast(tr("papers.printed"), None))
        self.view.saved.connect(lambda path: desk.toast(tr("papers.saved", file=Path(path).name), None))
        self.view.trouble.connect(desk.trouble)
        across = row(steps=4)
        narrow = wear.scale > 1.5
        if narrow:
            across.setDirection(QBoxLayout.Direction.TopToBottom)
        across.addWidget(self.choices if narrow else _scrolling(self.choices), 0 if narrow else 3)
        across.addWidget(self.view, 5)
        self.sheet.addLayout(across, 1)
        self._say_month()

    def _build_head(self) -> None:
        head = row(steps=3)
        titles = Flow(steps=3)
        titles.addWidget(Words(tr("page.papers"), "title"))
        self.period = Words("", "soft")
        self.before = Button(tr("papers.before"), "Ctrl+PgUp", action=lambda: self._shift(-1))
        self.after = Button(tr("papers.after"), "Ctrl+PgDown", action=lambda: self._shift(1))
        self.table = Button(tr("papers.table"), "Ctrl+T", action=self.save_table)
        for part in (self.period, self.before, self.after, self.table):
            titles.addWidget(part)
        head.addLayout(titles, 1)
        self.sheet.addLayout(head)

    def first(self) -> QWidget | None:
        """Which kind of paper."""
        return self.choices.groups

    def arrive(self, what: str) -> None:
        """Opens a month, a paper, or a paper of one woman."""
        form, _, woman = what.partition("/")
        if form in PAPERS:
            self.woman = woman
            self.choices.open(form)
        elif form:
            self.month = PartialDate(form)
            self._say_month()
            self.refresh()

    def _shift(self, by: int) -> None:
        wanted = PartialDate(add_months(earliest(self.month), by).isoformat()[:7])
        if earliest(wanted) <= self.desk.today():
            self.month = wanted
            self._say_month()
            self.refresh()

    def _say_month(self) -> None:
        day = earliest(self.month)
        self.period.setText(tr("papers.month", year=day.year, month=day.month))
        self.after.setEnabled(add_months(day, 1) <= self.desk.today())

    # Whom it is about

    def _search(self, typed: str) -> None:
        if not typed:
            self.woman = ""
            self.refresh()
            return

        def found(women: list[str]) -> None:
            if len(women) == 1:
                self.woman = women[0]
                self.refresh()
            else:
                self.choices.who_row.say(tr("papers.who.several" if women else "papers.who.nobody"))

        self.read(lambda ledger: list(ledger.search.find(typed, most=2)), found, latest="who")

    # The paper

    def wanted(self) -> Wanted:
        """What is asked for now."""
        asked, spec = self.choices.asked, self.choices.spec
        return Wanted(
            month=self.month, today=self.desk.today(), woman=self.woman if spec.of_women else "",
            blank=self.choices.blank.isChecked(), names=asked("names"), method=asked("method"), phone=asked("phone"),
            hidden=asked("hidden"),
        )  # fmt: skip

    def refresh(self) -> None:
        """Reads what the paper needs and draws it."""
        form, wanted = self.choices.form(), self.wanted()

        def read(ledger: Ledger) -> tuple[Made, str]:
            story = ledger.story(wanted.woman) if wanted.woman else None
            return make(ledger, form, wanted), story.woman.name if story else ""

        self.read(
            read,
            lambda told: self._take(told, wanted.woman),
            latest="papers",
            title=tr("papers.drawing"),
            failed=self._refused,
        )

    def _refused(self, error: SuifangError) -> None:
        self._made = None
        self.table.setEnabled(False)
        self.view.setEnabled(False)
        self.view.hide()  # what was looked at before is another paper
        self.choices.say(say(error).text)

    def _take(self, told: tuple[Made, str], woman: str) -> None:
        made, name = told
        self._made, self._about = made, woman
        self.view.setEnabled(True)
        self.view.show()
        self.table.setEnabled(made.tables is not None)
        said = [tr("papers.about", name=name)] if name else []
        counted = "papers.sheets" if self.choices.spec.of_women else "papers.rows"
        said += [tr(counted, n=made.facts["rows"])] if "rows" in made.facts else []
        said += [tr(f"papers.left_off.{why}", n=count) for why, count in sorted(made.left_off.items()) if count]
        self.choices.say("\n".join(said))
        self.choices.who_row.say("")
        paper, title = paper_of(self.desk.preferences()), self.file_name()
        leaving = Leaving(made.what, made.facts, asks=made.personal)
        self.desk.operations.beside(
            lambda _progress: made.draw(paper), owner=self, latest="papers.draw", title=tr("papers.drawing"),
            done=lambda drawn: self.view.show_pdf(drawn, title, leaving),
        )  # fmt: skip

    def _left(self, what: What, **facts: Fact) -> None:
        self.note(what, self._about, **facts)

    def file_name(self) -> str:
        """What the paper is called as a file; never a name of anybody."""
        form, day = tr(f"papers.form.{self.choices.form()}"), earliest(self.month)
        if self.choices.blank.isChecked():
            return tr("papers.file.blank", form=form)
        if self.choices.spec.speaks_of != OF_A_MONTH:
            return tr("papers.file.day", form=form, day=self.desk.today().isoformat())
        return tr("papers.file.month", form=form, year=day.year, month=day.month)

    # The table

    def save_table(self) -> None:
        """Asks where to, writes the tables there, and remembers it with what it is for."""
        made = self._made
        if made is None or made.tables is None:
            return
        name = f"{self.file_name()}.xlsx"
        chosen, _ = QFileDialog.getSaveFileName(self, tr("papers.table.title"), name, tr("papers.table.kind"))
        if not chosen:
            return
        path = Path(chosen if chosen.lower().endswith(".xlsx") else f"{chosen}.xlsx")
        purpose = self.view.purpose.text() if made.personal else ""
        tables, woman = made.tables, self._about

        def write(ledger: Ledger) -> None:
            from storage.files import write_whole
            from storage.table_file import workbook

            write_whole(path, workbook(tables()), private=True)
            ledger.note(made.what, woman, way="save", purpose=purpose, table=True, **made.facts)

        done: Callable[[object], object] = lambda _: self.desk.toast(tr("papers.saved", file=path.name), None)  # noqa: E731
        self.read(write, done, title=tr("papers.drawing"), failed=self.desk.trouble)


def _scrolling(widget: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidget(widget)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area
