"""What the cards about people and backups ask for, done in the ledger."""

from __future__ import annotations

from pathlib import Path

from app.errors import SuifangError
from app.records import Worker
from storage.backup import Proof
from storage.changes import Changed
from ui.desktop.page import Page
from ui.desktop.pages.settings.keeping import KeepingCard
from ui.desktop.pages.settings.people import PeopleCard
from ui.desktop.sheet_shown import SheetShown
from ui.desktop.widgets.words import settle
from ui.sayings import say
from ui.text import tr


class People:
    """Passphrases, people, recovery sheets."""

    def __init__(self, page: Page, card: PeopleCard) -> None:
        self._page, self._card = page, card
        self.sheet: SheetShown | None = None
        card.change.connect(self._change_passphrase)
        card.add.connect(self._add_person)
        card.give.connect(self._give)
        card.remove.connect(self._remove)
        card.sheet.connect(self._new_sheet)

    def _change_passphrase(self, old: str, new: str) -> None:
        def done(_none: None) -> None:
            self._card.done()
            self._page.desk.toast(tr("settings.passphrase.changed"), None)

        self._page.read(
            lambda ledger: ledger.change_passphrase(old, new), done, title=tr("settings.working"), failed=self._refused
        )

    def _add_person(self, name: str, passphrase: str, role: str) -> None:
        def done(worker: Worker) -> None:
            self._card.done()
            self._page.desk.toast(tr("settings.person_added", name=worker.name), None)

        self._page.read(
            lambda ledger: ledger.add_person(name, passphrase, role), done,
            title=tr("settings.working"), failed=self._refused,
        )  # fmt: skip

    def _give(self, person: Worker) -> None:
        def done(secret: str) -> None:
            self._card.done()
            self._card.tell(tr("settings.given", name=person.name, secret=secret))

        self._page.read(
            lambda ledger: ledger.give_passphrase(person.id), done, title=tr("settings.working"), failed=self._refused
        )

    def _remove(self, person: Worker) -> None:
        def done(code: str) -> None:
            self._card.done()
            self._show_sheet(code)
            self._card.tell(tr("settings.removed", name=person.name))

        self._page.read(
            lambda ledger: ledger.remove_person(person.id), done, title=tr("settings.removing"), failed=self._refused
        )

    def _new_sheet(self) -> None:
        def done(code: str) -> None:
            self._card.done()
            self._show_sheet(code)
            self._card.tell(tr("settings.sheet.made"))

        self._page.read(lambda ledger: ledger.new_recovery(), done, title=tr("settings.working"), failed=self._refused)

    def _show_sheet(self, code: str) -> None:
        self._drop_sheet()
        desk = self._page.desk
        self.sheet = SheetShown(code, tr("settings.sheet.done"), desk.operations, desk.session.unit, desk.today())
        self.sheet.finished.connect(self._put_away)
        self._card.body.addWidget(self.sheet)
        settle(self.sheet)
        self.sheet.put_away.setFocus()

    def _put_away(self) -> None:
        def done(_none: None) -> None:
            self._card.tell("")
            self._page.desk.session.changed.emit(Changed(None, frozenset({"backup"}), frozenset()))

        self._page.read(lambda ledger: ledger.sheet_kept(), done)
        self._drop_sheet()

    def _drop_sheet(self) -> None:
        if self.sheet is not None:
            self.sheet.hide()
            self.sheet.deleteLater()
            self.sheet = None

    def _refused(self, error: SuifangError) -> None:
        if not self._card.refuse(error):
            self._page.desk.trouble(error)


class Backups:
    """Backups and the check of the ledger."""

    def __init__(self, page: Page, card: KeepingCard) -> None:
        self._page, self._card = page, card
        card.back_up.connect(self._back_up)
        card.check.connect(self._check)
        card.renew.connect(self._renew)

    def _back_up(self, place: Path | None) -> None:
        name = self._card.where.name() if place is not None else ""
        self._card.working(True)

        def done(proof: Proof) -> None:
            self._card.proven(proof, name)
            self._tell()

        operation = self._page.read(
            lambda ledger: ledger.back_up(place), done, title=tr("settings.backing_up"), failed=self._not_kept
        )
        operation.ended.connect(lambda: self._card.working(False))

    def _check(self) -> None:
        self._card.working(True)
        operation = self._page.read(
            lambda ledger: ledger.verify(), self._card.checked, title=tr("settings.checking"), failed=self._not_kept
        )
        operation.ended.connect(lambda: self._card.working(False))

    def _renew(self) -> None:
        self._card.working(True)

        def done(gone: int) -> None:
            self._card.say(tr("settings.backup.renewed", n=gone))
            self._tell()

        operation = self._page.read(
            lambda ledger: ledger.renew_backups(), done, title=tr("settings.backing_up"), failed=self._not_kept
        )
        operation.ended.connect(lambda: self._card.working(False))

    def _tell(self) -> None:
        self._page.desk.session.changed.emit(Changed(None, frozenset({"backup"}), frozenset()))

    def _not_kept(self, error: SuifangError) -> None:
        self._card.say(say(error).text, "late")
