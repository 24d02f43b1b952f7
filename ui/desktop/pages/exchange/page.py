"""交换: onto the stick, from the stick, what differs, what has arrived where."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from app.errors import ExchangeError, SuifangError
from storage.changes import Changed
from sync import files, laptop
from sync.laptop import Outcome
from ui.desktop import theme
from ui.desktop.leaving import Leaving
from ui.desktop.page import Desk, Page
from ui.desktop.pages.exchange.arrived import Arrived
from ui.desktop.pages.exchange.cards import ReceiveCard, SendCard
from ui.desktop.pages.exchange.differences import DifferencesLine
from ui.desktop.pages.exchange.place import Drives, PlaceLine
from ui.desktop.pages.exchange.told import (
    ExchangeTold,
    manifest_content,
    outcome_words,
    read_exchange,
    sent_words,
)
from ui.desktop.printing import paper_of
from ui.desktop.widgets.body import Body
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.pdf_view import PdfView
from ui.desktop.widgets.words import Card, Words, column, row
from ui.moments import say_moment, say_size
from ui.sayings import say
from ui.text import tr

if TYPE_CHECKING:
    from storage.ledger import Ledger

NEWS = frozenset({"exchange"})
"""What a sending or a receipt touches, for whoever shows it."""


def now() -> datetime:
    """The clock, with the zone of the laptop."""
    return datetime.now().astimezone()


class ExchangePage(Page):
    """Everything a stick is used for. ``drives`` tells which are plugged in; ``clock`` what time it is."""

    kinds = frozenset({
        "woman", "child", "consent", "delivery", "household", "life_event", "method_use", "move", "population",
        "pregnancy", "response", "visit", "exchange",
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
        self.where.chosen.connect(self._place_chosen)
        self.where.looked.connect(self._look)
        layout.addWidget(self.where)
        self.sending, self.receiving = SendCard(), ReceiveCard()
        cards = row(steps=4)
        if theme.current().scale > 1.5:
            cards.setDirection(QBoxLayout.Direction.TopToBottom)
        cards.addWidget(self.sending, 1)
        cards.addWidget(self.receiving, 1)
        layout.addLayout(cards)
        below = Card()
        below.body.setSpacing(theme.current().space(4))
        self.differences = DifferencesLine()
        self.arrived = Arrived(desk.today())
        below.body.addWidget(self.differences)
        below.body.addWidget(self.arrived)
        layout.addWidget(below)
        layout.addStretch(1)
        self.sending.ask.connect(self._ask)
        self.sending.send.connect(self._send)
        self.sending.print_manifest.connect(self._show_manifest)
        self.receiving.receive.connect(self._receive)
        self.receiving.accepted.connect(self._accept)
        self.differences.went.connect(lambda: desk.navigate("differences", ""))
        self.arrived.opened.connect(lambda woman: desk.navigate("woman", woman))
        self._place_chosen()

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
        """The next step, as soon as there is a place for it."""
        return self.sending.button if self.sending.button.isEnabled() else self.where.browse

    def _clock(self) -> datetime:
        """The moment, on the day she said where the computer's could not be believed."""
        return self._machine() + timedelta(days=self.desk.session.days)

    def refresh(self) -> None:
        """Reads again what stands where."""
        self.read(read_exchange, self._show, latest="exchange", title=tr("exchange.reading"))

    def _show(self, told: ExchangeTold) -> None:
        self.told = told
        self.sending.show_told(told)
        self.differences.show_count(told.differences)
        self.arrived.show_told(told)
        if told.county is None:
            self.last.setText(tr("exchange.no_county"))
        elif told.receipt_ms is None:
            self.last.setText(tr("exchange.no_receipt", county=told.county.name))
        else:
            when = say_moment(told.receipt_ms, self.desk.today())
            self.last.setText(tr("exchange.last_receipt", when=when, county=told.county.name))
        self._look()

    # The place

    def _place_chosen(self) -> None:
        self.sending.can(self.where.place() is not None)
        self._look()

    def _look(self) -> None:
        place, name = self.where.place(), self.where.name()
        if place is None:
            self.receiving.show_listing("", 0, 0)
            return

        def listed(found: files.Listing) -> None:
            theirs = sum(path.name.lower().startswith(("suifang-receipt-", "suifang-grant-")) for path in found.ours)
            self.receiving.show_listing(name, theirs, found.strange)

        self.desk.operations.beside(
            lambda _progress: files.find(place), owner=self, done=listed, latest="exchange.look",
            failed=lambda _: self.receiving.show_listing("", 0, 0),
        )  # fmt: skip

    def _news(self) -> None:
        """Tells the foot of the window, and this page, that the exchange moved on."""
        self.desk.session.changed.emit(Changed(None, NEWS, frozenset()))

    # To the county

    def _ask(self) -> None:
        place, at = self.where.place(), self._clock()
        if place is None:
            return

        def done(asked: laptop.Requested) -> None:
            self.sending.say(tr("exchange.enrol.written", file=asked.path.name))
            self._news()

        self.read(
            lambda ledger: laptop.request_enrolment(ledger, place, at), done, title=tr("exchange.writing"),
            failed=self._send_refused,
        )  # fmt: skip

    def _send(self) -> None:
        place, at = self.where.place(), self._clock()
        if place is None:
            return
        name = self.where.name()

        def done(sent: laptop.Sent) -> None:
            told = sent.manifest
            facts = {"what": sent_words(told), "file": sent.path.name, "size": say_size(told.bytes), "place": name}
            self.sending.say(tr("exchange.sent", **facts))
            self._news()

        self.sending.can(False)
        operation = self.read(
            lambda ledger: laptop.send(ledger, place, at), done, title=tr("exchange.writing"), failed=self._send_refused
        )
        operation.ended.connect(lambda: self.sending.can(self.where.place() is not None))

    def _send_refused(self, error: SuifangError) -> None:
        self.sending.say(say(error).text, "late")
        self.where.look()

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

    # From the county

    def _receive(self) -> None:
        place, at, today = self.where.place(), self._clock(), self.desk.today()
        if place is None:
            return

        def work(ledger: Ledger) -> list[Outcome]:
            return laptop.receive(ledger, place, at)

        def done(outcomes: list[Outcome]) -> None:
            told = [(outcome, *outcome_words(outcome, today)) for outcome in _of_interest(outcomes)]
            self.receiving.show_outcomes(told)
            if any(outcome.became is laptop.Became.TAKEN for outcome in outcomes):
                self.sending.say("")  # it waited for this one
            self._news()

        self.read(work, done, title=tr("exchange.receiving"), failed=self._receive_refused)

    def _receive_refused(self, error: SuifangError) -> None:
        self.desk.trouble(error)
        self.where.look()

    def _accept(self, path: Path, code: str) -> None:
        at = self._clock()

        def refused(error: SuifangError) -> None:
            if isinstance(error, ExchangeError) and error.code == "exchange.code_differs":
                self.receiving.refuse(say(error).text)
            else:
                self.desk.trouble(error)

        def done(county: laptop.County) -> None:
            self.receiving.done()
            self.receiving.show_outcomes(())
            self.sending.say("")
            self.desk.toast(tr("exchange.enrolled", name=county.name), None)
            self._news()

        self.read(lambda ledger: laptop.accept_grant(ledger, path, code, at), done, failed=refused)


def _of_interest(outcomes: list[Outcome]) -> list[Outcome]:
    """Files for others, and our own bundles still waiting, are not news unless there is nothing else."""
    mine = [outcome for outcome in outcomes if outcome.became is not laptop.Became.OTHER]
    fresh = [outcome for outcome in mine if outcome.became is not laptop.Became.KNOWN]
    return fresh or mine or outcomes[:1]
