"""交换: one thing to do, whatever the way; below it the county, the colleagues' laptops, and what waits for a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from app.errors import Cancelled, LedgerError, SuifangError
from storage.changes import Changed
from sync import files
from sync.receiving import Became, Outcome
from ui.desktop import theme
from ui.desktop.leaving import Leaving
from ui.desktop.operations import Operation, Progress
from ui.desktop.page import Desk, Page
from ui.desktop.pages.exchange.county import CountyCard
from ui.desktop.pages.exchange.deeds import Deeds
from ui.desktop.pages.exchange.go import GoCard
from ui.desktop.pages.exchange.happened import Happened, happened
from ui.desktop.pages.exchange.office import OfficeCard
from ui.desktop.pages.exchange.place import Drives, PlaceLine
from ui.desktop.pages.exchange.told import ExchangeTold, manifest_content, read_exchange
from ui.desktop.pages.exchange.waits import Trail, Waits
from ui.desktop.printing import paper_of
from ui.desktop.widgets.body import Body
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.pdf_view import PdfView
from ui.desktop.widgets.words import Words, column, row
from ui.moments import say_moment
from ui.text import tr

if TYPE_CHECKING:
    from storage.ledger import Ledger
    from sync.trip import Trip

NEWS = frozenset({"exchange"})
"""What a sending or a receipt touches, for whoever shows it."""


def now() -> datetime:
    """The clock, with the zone of the laptop."""
    return datetime.now().astimezone()


class ExchangePage(Page):
    """Everything a stick or the line is used for. ``drives`` tells which are plugged in; ``clock`` what time it is."""

    kinds = frozenset({
        "woman", "child", "consent", "delivery", "household", "life_event", "method_use", "move", "population",
        "pregnancy", "response", "visit", "laptop", "laptop_stop", "proposal", "proposal_answer", "exchange",
    })  # fmt: skip

    def __init__(
        self, desk: Desk, drives: Drives = files.removable_drives, clock: Callable[[], datetime] = now
    ) -> None:
        super().__init__(desk)
        self._machine = clock
        self.told: ExchangeTold | None = None
        self.body = Body()
        self.sheet.addWidget(self.body, 1)
        main = QWidget()
        self.body.addWidget(main)
        self.body.addWidget(self._build_paper())
        layout = column(main, steps=3.5)
        head = Flow(steps=3)
        head.addWidget(Words(tr("page.exchange"), "title"))
        self.last = Words("", "soft")
        head.addWidget(self.last)
        layout.addLayout(head)
        self.where = PlaceLine(desk.operations, drives)
        layout.addWidget(self.where)
        self.going = GoCard()
        layout.addWidget(self.going)
        self.waits = Waits()
        layout.addWidget(self.waits)
        self.county, self.office = CountyCard(desk.today()), OfficeCard(desk.today())
        cards = row(steps=4)
        if theme.current().scale > 1.5:
            cards.setDirection(QBoxLayout.Direction.TopToBottom)
        cards.addWidget(self.county, 1)
        cards.addWidget(self.office, 1)
        layout.addLayout(cards)
        self.trail = Trail(desk.today())
        layout.addWidget(self.trail)
        layout.addStretch(1)
        self.deeds = Deeds(self)
        self._connect()
        self._place_chosen()

    def _connect(self) -> None:
        self.where.chosen.connect(self._place_chosen)
        self.where.looked.connect(self._look)
        self.going.go.connect(self.exchange)
        self.county.print_manifest.connect(self._show_manifest)
        self.county.opened.connect(lambda woman: self.desk.navigate("woman", woman))
        for part in (self.going, self.waits):
            part.went.connect(lambda page: self.desk.navigate(page, ""))

    def _build_paper(self) -> QWidget:
        paper = QWidget()
        box = column(paper, steps=3)
        head = row(steps=3)
        head.addWidget(Words(tr("exchange.manifest.title"), "title", wrap=True), 1)
        head.addWidget(Button(tr("exchange.back"), "Esc", action=lambda: self.body.setCurrentIndex(0)))
        box.addLayout(head)
        self.paper = PdfView(self.desk.operations, self.note)
        self.paper.area.setMinimumHeight(theme.current().wide(20))
        self.paper.area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.paper.printed.connect(lambda: self.desk.toast(tr("month.printed"), None))
        self.paper.saved.connect(
            lambda path: self.desk.toast(tr("exchange.manifest.saved", file=Path(path).name), None)
        )
        self.paper.trouble.connect(self.desk.trouble)
        box.addWidget(self.paper, 1)
        return paper

    def first(self) -> QWidget | None:
        """The next step, as soon as there is a way for it."""
        steps = (self.going.button, self.county.button, self.going.read)
        return next((one for one in steps if one.isEnabled() and one.isVisibleTo(self)), self.where.browse)

    def unsaved(self) -> bool:
        """A code being typed."""
        return any(entry.pending() for entry in (self.county.entry, self.office.admitting, self.office.joining))

    def moment(self) -> datetime:
        """The moment, on the day she said where the computer's could not be believed."""
        return self._machine() + timedelta(days=self.desk.session.days)

    def news(self) -> None:
        """Tells the foot of the window, and this page, that the exchange moved on."""
        self.desk.session.changed.emit(Changed(None, NEWS, frozenset()))

    def refresh(self) -> None:
        """Reads again what stands where."""
        self.read(read_exchange, self._show, latest="exchange", title=tr("exchange.reading"))

    def _show(self, told: ExchangeTold) -> None:
        self.told = told
        self.where.offer_line(told.line)
        for part in (self.going, self.county, self.office, self.waits, self.trail):
            part.show_told(told)
        if told.county is None:
            self.last.setText(tr("exchange.no_county"))
        elif told.receipt_ms is None:
            self.last.setText(tr("exchange.no_receipt", county=told.county.name))
        else:
            when = say_moment(told.receipt_ms, self.desk.today())
            self.last.setText(tr("exchange.last_receipt", when=when, county=told.county.name))
        self._look()

    # The way

    def _place_chosen(self) -> None:
        there = self.where.place() is not None
        self.county.can(there)
        self.office.can(there)
        self._look()

    def _look(self) -> None:
        place, name = self.where.place(), self.where.name()
        if place is None:
            self.going.show_place("", 0, 0, line=self.where.by_line())
            return

        def listed(found: files.Listing) -> None:
            self.going.show_place(name, len(found.ours), found.strange, line=False)

        self.desk.operations.beside(
            lambda _progress: files.find(place), owner=self, done=listed, latest="exchange.look",
            failed=lambda _: self.going.show_place("", 0, 0, line=False),
        )  # fmt: skip

    # The exchange

    def exchange(self, reading: bool, writing: bool) -> None:
        """Reads, then writes, as far as was asked."""
        place, line, at = self.where.place(), self.where.by_line(), self.moment()
        if place is None and not line:
            return
        name = self.where.name()

        def done(made: Trip) -> None:
            self.going.show_happened(happened(made, self.desk.today(), name, reading=reading, line=line))
            self._ask_for_codes(made.brought)
            self.where.look()
            self.news()

        self.going.busy(True)
        self.office.begin()
        operation = self._by_line(at, done) if line else self._by_folder(place, at, done, reading, writing)
        operation.ended.connect(lambda: self.going.busy(False))

    def _by_folder(
        self, place: Path | None, at: datetime, done: Callable[[Trip], None], reading: bool, writing: bool
    ) -> Operation:
        from sync.trip import trip

        assert place is not None  # noqa: S101  asked before
        return self.read(
            lambda ledger: trip(ledger, place, at, reading=reading, writing=writing), done,
            title=tr("exchange.under_way"),
        )  # fmt: skip

    def _by_line(self, at: datetime, done: Callable[[Trip], None]) -> Operation:
        """Beside everything else: a slow line must not keep her from the ledger, which has a lock of its own."""
        session = self.desk.session

        def work(progress: Progress) -> Trip:
            from sync import line

            ledger = session.ledger

            def tell(moved: line.Progress) -> None:
                progress.tell(moved.done, moved.whole)

            try:
                made = line.exchange(ledger, at, tell, lambda: progress.stopped() or not session.holds(ledger))
            except LedgerError as error:
                raise self._closed(ledger, error) from error
            if not session.holds(ledger):
                raise Cancelled("cancelled.locked")
            return made

        return self.desk.operations.beside(
            work, owner=self, done=done, failed=self._line_failed, title=tr("exchange.under_way.line")
        )

    def _closed(self, ledger: Ledger, error: LedgerError) -> SuifangError:
        """Where she locked meanwhile, that is all there is to say."""
        return error if self.desk.session.holds(ledger) else Cancelled("cancelled.locked")

    def _line_failed(self, error: SuifangError) -> None:
        if error.code == "cancelled.locked":
            self.going.show_happened((Happened(tr("exchange.locked"), "due"),))
        else:
            self.desk.trouble(error)

    def _ask_for_codes(self, came: list[Outcome]) -> None:
        for outcome in came:
            if outcome.became is Became.GRANT and outcome.grant is not None:
                self.deeds.granted(outcome)
            elif outcome.became is Became.ADMISSION:
                self.deeds.admitted(outcome)
            elif outcome.became is Became.REQUEST:
                self.deeds.asked(outcome)

    # Paper

    def _show_manifest(self) -> None:
        told = self.told
        if told is None or told.last_sent is None:
            return
        content, wanted = manifest_content(told, told.last_sent), self.desk.preferences()

        def draw(_progress: object) -> bytes:
            from app.forms.manifest import manifest

            return manifest(content, paper_of(wanted))

        def show(pdf: bytes) -> None:
            title = tr("exchange.manifest.file", day=content.day.isoformat())
            self.paper.show_pdf(pdf, title, Leaving("export.manifest", {"number": content.number}))
            self.body.setCurrentIndex(1)
            self.paper.print_button.setFocus(Qt.FocusReason.OtherFocusReason)

        self.desk.operations.beside(draw, owner=self, done=show, title=tr("month.drawing"))
