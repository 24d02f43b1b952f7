"""Getting to know the county and the other laptops: what the cards ask for, done on the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import ExchangeError, SuifangError
from sync import laptop, office
from sync.keyring import County
from sync.office import Admitted, Noticed, OfficeLaptop
from sync.receiving import Outcome
from ui.desktop.pages.exchange.code import CodeEntry
from ui.sayings import say
from ui.text import tr

if TYPE_CHECKING:
    from storage.ledger import Ledger
    from ui.desktop.pages.exchange.page import ExchangePage


class Deeds:
    """Connects the cards of the county and of the office with the ledger."""

    def __init__(self, page: ExchangePage) -> None:
        self._page = page
        self._grant: Path | None = None
        self._admission: Path | None = None
        self._request: Path | None = None
        page.county.ask.connect(self._ask_county)
        page.county.entry.accepted.connect(self._accept_county)
        page.office.ask.connect(self._ask_office)
        page.office.admitting.accepted.connect(self._admit)
        page.office.joining.accepted.connect(self._join)
        page.office.stop.connect(self._stop)
        page.office.notice.connect(self._notice)

    # What came and wants a code

    def granted(self, outcome: Outcome) -> None:
        """The county answered our request."""
        self._grant = outcome.path
        if outcome.grant is not None:
            self._page.county.ask_code(tr("exchange.county_is", name=outcome.grant.hub_name))

    def admitted(self, outcome: Outcome) -> None:
        """A laptop of the office answered our request."""
        self._admission = outcome.path
        self._page.office.ask_code(self._page.office.joining, tr("exchange.office.answered"))

    def asked(self, outcome: Outcome) -> None:
        """Another laptop of this village asks to belong to the office."""
        self._request = outcome.path
        if outcome.request is not None:
            words = tr("exchange.office.asks", label=outcome.request.label)
            self._page.office.ask_code(self._page.office.admitting, words)

    # The county

    def _ask_county(self) -> None:
        place, at = self._page.where.place(), self._page.moment()
        if place is None:
            return

        def done(_asked: laptop.Requested) -> None:
            self._page.county.say(tr("exchange.enrol.written"))
            self._page.news()

        self._page.read(
            lambda ledger: laptop.request_enrolment(ledger, place, at), done, title=tr("exchange.writing"),
            failed=lambda error: self._page.county.say(say(error).text, "late"),
        )  # fmt: skip

    def _accept_county(self, code: str) -> None:
        path, at = self._grant, self._page.moment()
        if path is None:
            return

        def done(county: County) -> None:
            self._page.county.entry.hide()
            self._page.county.say("")
            self._page.going.show_happened(())
            self._page.desk.toast(tr("exchange.enrolled", name=county.name), None)
            self._page.news()

        self._page.read(
            lambda ledger: laptop.accept_grant(ledger, path, code, at), done,
            failed=lambda error: self._refused(self._page.county.entry, error),
        )  # fmt: skip

    # The office

    def _ask_office(self) -> None:
        place, at = self._page.where.place(), self._page.moment()
        if place is None:
            return

        def work(ledger: Ledger) -> str:
            return laptop.request_enrolment(ledger, place, at).code

        def done(code: str) -> None:
            self._page.office.say(tr("exchange.office.asked"), code=code)
            self._page.news()

        self._page.read(work, done, title=tr("exchange.writing"), failed=self._office_trouble)

    def _admit(self, code: str) -> None:
        path, place, at = self._request, self._page.where.place(), self._page.moment()
        if path is None or place is None:
            return

        def done(answer: Admitted) -> None:
            self._page.office.admitting.hide()
            words = tr("exchange.office.admitted", label=answer.label)
            self._page.office.say(words, code=answer.code, awaited=answer.label)
            self._page.going.show_happened(())
            self._page.news()

        self._page.read(
            lambda ledger: office.admit(ledger, path, code, place, at), done,
            failed=lambda error: self._refused(self._page.office.admitting, error),
        )  # fmt: skip

    def _join(self, code: str) -> None:
        path, at = self._admission, self._page.moment()
        if path is None:
            return

        def done(known: tuple[OfficeLaptop, ...]) -> None:
            self._page.office.joining.hide()
            self._page.office.say(tr("exchange.office.joined", n=len(known)))
            self._page.going.show_happened(())
            self._page.news()

        self._page.read(
            lambda ledger: office.accept(ledger, path, code, at), done,
            failed=lambda error: self._refused(self._page.office.joining, error),
        )  # fmt: skip

    def _stop(self, replica: str, reason: str) -> None:
        at = self._page.moment()

        def done(_none: None) -> None:
            self._page.office.say(tr("exchange.office.stop.done"))
            self._page.news()

        self._page.read(
            lambda ledger: office.stop(ledger, replica, reason, at), done, failed=self._office_trouble
        )  # fmt: skip

    def _notice(self, replica: str) -> None:
        place, at = self._page.where.place(), self._page.moment()
        if place is None:
            self._page.office.say(tr("exchange.there.no_place"), "due")
            return

        def done(written: Noticed) -> None:
            self._page.office.say(tr("exchange.office.noticed"), code=written.code)
            self._page.news()

        self._page.read(
            lambda ledger: office.tell_county(ledger, replica, place, at), done, failed=self._office_trouble
        )  # fmt: skip

    def _office_trouble(self, error: SuifangError) -> None:
        self._page.office.say(say(error).text, "late")

    def _refused(self, entry: CodeEntry, error: SuifangError) -> None:
        if isinstance(error, ExchangeError):
            entry.refuse(say(error).text)
        else:
            self._page.desk.trouble(error)
