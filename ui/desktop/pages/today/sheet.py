"""打印走访单: the sheet for the round, looked at before it is printed, with a word about who is not on it and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from app.today import is_quiet
from app.values.dates import PartialDate
from ui.desktop import theme
from ui.desktop.leaving import Leaving
from ui.desktop.operations import Progress
from ui.desktop.page import Desk, Page
from ui.desktop.pages.month.papers import copies_made, count_copies
from ui.desktop.pages.today.carried import carry
from ui.desktop.pages.today.round import OF_THE_ROUND, round_of
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.pdf_view import PdfView
from ui.desktop.widgets.tick import Tick
from ui.desktop.widgets.words import Words, row
from ui.text import tr

if TYPE_CHECKING:
    from app.forms.round_sheet import RoundSheetContent
    from storage.audit import Fact
    from storage.ledger import Ledger

LARGE = 1.4
"""With larger text what is ticked has a line of its own."""

REASONS = ("family_unaware", "no_home_contact", "under_18")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The content by what is ticked (names, what can be asked in passing), and how many copies were printed already."""

    content: Mapping[tuple[bool, bool], RoundSheetContent]
    copies: int


class RoundSheetPage(Page):
    """The month's sheet. Names only when ticked: paper gets lost."""

    kinds: ClassVar[frozenset[str]] = OF_THE_ROUND

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._sheet: _Sheet | None = None
        head = row(steps=3)
        head.addWidget(Words(tr("page.round"), "title"))
        head.addStretch(1)
        self.names = Tick(tr("round.names"))
        self.names.toggled.connect(lambda _on: self._draw())
        self.quiet = Tick(tr("round.quiet"))
        self.quiet.toggled.connect(lambda _on: self._draw())
        large = theme.current().scale > LARGE
        ticks = Flow(steps=3) if large else head
        for tick in (self.quiet, self.names):
            ticks.addWidget(tick)
        head.addWidget(Button(tr("round.back"), "Alt+Left", action=self.desk.back))
        self.sheet.addLayout(head)
        if large:
            self.sheet.addLayout(ticks)
        self.said = Words("", "soft", wrap=True)
        self.sheet.addWidget(self.said)
        self.view = PdfView(desk.operations, self.note)
        self.view.setMinimumHeight(360)
        self.view.printed.connect(self._printed)
        self.view.saved.connect(lambda _path: self.desk.toast(tr("round.saved"), None))
        self.view.trouble.connect(self.desk.trouble)
        self.sheet.addWidget(self.view, 1)

    def refresh(self) -> None:
        """Reads whom it would hold and draws it."""
        today = self.desk.today()
        self.read(lambda ledger: _read(ledger, today), self._take, latest="round", title=tr("round.drawing"))

    def _take(self, sheet: _Sheet) -> None:
        self._sheet = sheet
        self._draw()

    def content(self) -> RoundSheetContent | None:
        """What is on the sheet as it is looked at."""
        return self._sheet.content[self.names.isChecked(), self.quiet.isChecked()] if self._sheet is not None else None

    def _draw(self) -> None:
        sheet, content = self._sheet, self.content()
        if sheet is None or content is None:
            return
        self.said.setText(said_of(content))
        named, copy = self.names.isChecked(), sheet.copies + 1
        facts: dict[str, Fact] = {
            "month": str(content.month),
            "rows": len(content.rows),
            "with_names": named,
            "copies": 1,
        }
        leaving = Leaving("export.round", facts, asks=named)

        def draw(_progress: Progress) -> bytes:
            from app.forms.round_sheet import round_sheet

            return round_sheet(content, first_copy=copy)

        self.desk.operations.beside(
            draw, owner=self, latest="round.draw", title=tr("round.drawing"),
            done=lambda drawn: self.view.show_pdf(drawn, tr("round.file", month=content.month), leaving),
        )  # fmt: skip

    def _printed(self) -> None:
        today, content = self.desk.today(), self.content()
        if content is not None:
            self.read(lambda ledger: _remember(ledger, today, content), lambda _: self.refresh())
        self.desk.toast(tr("round.printed"), None)


def said_of(content: RoundSheetContent) -> str:
    """How many are on it, how many not and why, in words that accuse nobody."""
    parts = [tr("round.on", n=len(content.rows))]
    parts += [tr(f"round.off.{why}", n=content.left_off[why]) for why in REASONS if content.left_off.get(why)]
    if content.without_door:
        parts.append(tr("round.without_door", n=content.without_door))
    return " ".join(parts)


def _read(ledger: Ledger, today: date) -> _Sheet:
    from app.forms.round_sheet import round_sheet_content

    found = round_of(ledger).entries(today)
    stories = {entry.followup.subject: entry.story for entry in found}
    walk = round_of(ledger).walk()
    with_a_day = {entry.followup.subject for entry in found if not is_quiet(entry, today)}
    month, unit = PartialDate(today.isoformat()[:7]), ledger.unit

    def content(*, named: bool, quiet: bool) -> RoundSheetContent:
        # Whoever is called on anyway is asked everything; nobody is called on only for what suits any day.
        due = [entry.followup for entry in found if quiet or entry.followup.subject in with_a_day]
        return round_sheet_content(due, stories.values(), unit, month, today, with_names=named, walk=walk)

    both = (False, True)
    made = {(named, quiet): content(named=named, quiet=quiet) for named in both for quiet in both}
    return _Sheet(made, copies_made(ledger, month))


def _remember(ledger: Ledger, today: date, content: RoundSheetContent) -> None:
    """Counts the copy, and keeps the order of the sheet: its lines are entered in it when she is back."""
    count_copies(ledger, content.month, 1)
    carry(ledger, today, [row.woman for row in content.rows])
