"""设置: everything that can be set, in cards; a choice takes effect at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QWidget

from app.errors import SuifangError
from app.records import Unit, Worker
from storage.backup import Proof
from storage.changes import Changed
from sync.envelope import PROGRAM
from sync.files import removable_drives
from ui.desktop import theme
from ui.desktop.news import backup_at
from ui.desktop.page import Desk, Page
from ui.desktop.pages.exchange.place import Drives
from ui.desktop.pages.settings.keeping import KeepingCard
from ui.desktop.pages.settings.people import PeopleCard
from ui.desktop.pages.settings.printer import PrinterCard
from ui.desktop.theme import SCALES
from ui.desktop.widgets.buttons import Button, Pills
from ui.desktop.widgets.field_row import FieldRow
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.words import Card, Words, column, row
from ui.preferences import LOCK_MINUTES
from ui.sayings import say
from ui.text import LANGUAGES, tr

if TYPE_CHECKING:
    from storage.ledger import Ledger


class _Told(NamedTuple):
    people: list[Worker]
    me: Worker
    unit: Unit
    backup_ms: int | None


class SettingsPage(Page):
    """``drives`` tells which sticks are plugged in."""

    kinds = frozenset({"worker", "unit", "backup"})

    def __init__(self, desk: Desk, drives: Drives = removable_drives) -> None:
        super().__init__(desk)
        self.sheet.addWidget(Words(tr("page.settings"), "title"))
        now = desk.preferences()
        self.people = PeopleCard()
        self.people.change.connect(self._change_passphrase)
        self.people.add.connect(self._add_person)
        self.keeping = KeepingCard(desk.operations, drives, desk.today())
        self.keeping.back_up.connect(self._back_up)
        self.keeping.check.connect(self._check)
        self.printer = PrinterCard(now.shift_right, now.shift_down)
        self.printer.shifted.connect(self._set)
        self.village = Words("", "body", wrap=True)
        left = (self._looks(), self._safety(), self.printer, self._village())
        right = (self.people, self.keeping, self._about())
        self._lay_out(left, right)
        self.sheet.addStretch(1)

    def _lay_out(self, left: Sequence[QWidget], right: Sequence[QWidget]) -> None:
        """Two columns, or one while the text is large."""
        if theme.current().scale > 1.25:
            for card in (*left, *right):
                self.sheet.addWidget(card)
            return
        across = row(steps=4)
        for cards in (left, right):
            side = column(steps=3.5)
            for card in cards:
                side.addWidget(card)
            side.addStretch(1)
            across.addLayout(side, 1)
        self.sheet.addLayout(across)

    def _looks(self) -> Card:
        card, now = Card(), self.desk.preferences()
        card.body.setSpacing(theme.current().space(4))
        card.body.addWidget(Words(tr("settings.looks"), "section"))
        sizes = [(str(s), tr("settings.percent", n=s)) for s in SCALES]
        self._choice(card, "text_size", sizes, str(now.text_size))
        self._choice(card, "theme", [(t, tr(f"settings.theme.{t}")) for t in ("light", "dark", "contrast")], now.theme)
        self._choice(card, "language", [(code, tr(f"settings.language.{code}")) for code in LANGUAGES], now.language)
        return card

    def _safety(self) -> Card:
        card = Card()
        card.body.setSpacing(theme.current().space(4))
        card.body.addWidget(Words(tr("settings.safety"), "section"))
        minutes = [(str(m), tr("settings.minutes", n=m)) for m in LOCK_MINUTES]
        self._choice(card, "lock_minutes", minutes, str(self.desk.preferences().lock_minutes))
        card.body.addWidget(Words(tr("settings.hide"), "soft", wrap=True))
        self.audit_button = Button(tr("page.audit"), action=lambda: self.desk.navigate("audit", ""))
        ways = Flow()
        ways.addWidget(self.audit_button)
        card.body.addLayout(ways)
        return card

    def _village(self) -> Card:
        card = Card()
        card.body.addWidget(Words(tr("settings.village"), "section"))
        card.body.addWidget(self.village)
        return card

    def _about(self) -> Card:
        card = Card()
        card.body.addWidget(Words(tr("settings.about"), "section"))
        card.body.addWidget(Words(tr("settings.version", version=PROGRAM), "body", wrap=True))
        ways = Flow(steps=3)
        ways.addWidget(Button(tr("page.help"), action=lambda: self.desk.navigate("help", "")))
        ways.addWidget(Button(tr("settings.licences"), action=lambda: self.desk.navigate("help", "licences")))
        card.body.addLayout(ways)
        return card

    def _choice(self, card: Card, name: str, options: list[tuple[str, str]], value: str) -> None:
        pills = Pills(options, value)
        pills.setAccessibleName(tr(f"settings.{name}"))
        pills.chosen.connect(lambda key: self._set(name, int(key) if key.isdecimal() else key))
        card.body.addWidget(FieldRow(tr(f"settings.{name}"), pills))

    def _set(self, name: str, value: str | int) -> None:
        wanted = replace(self.desk.preferences(), **{name: value})  # type: ignore[arg-type]  # each offers what fits
        self.desk.change_preferences(wanted)

    # What the ledger says

    def refresh(self) -> None:
        """Reads who can open it, the village, and the last backup."""

        def work(ledger: Ledger) -> _Told:
            return _Told(ledger.all(Worker), ledger.me, ledger.unit, backup_at(ledger))

        self.read(work, self._show, latest="told")

    def _show(self, told: _Told) -> None:
        self.people.show_people(told.people, told.me, told.unit)
        unit = told.unit
        code = f"{unit.code[:6]} {unit.code[6:9]} {unit.code[9:]}".strip()
        self.village.setText("　".join(part for part in (unit.name, code, unit.office or "") if part))
        self.keeping.show_last(told.backup_ms)

    def unsaved(self) -> bool:
        """A passphrase being typed is not kept anywhere, on purpose, and is no reason to stay."""
        return False

    # People

    def _change_passphrase(self, old: str, new: str) -> None:
        def done(_none: None) -> None:
            self.people.done()
            self.desk.toast(tr("settings.passphrase.changed"), None)

        self.read(
            lambda ledger: ledger.change_passphrase(old, new), done, title=tr("settings.working"), failed=self._refused
        )

    def _add_person(self, name: str, passphrase: str) -> None:
        def done(worker: Worker) -> None:
            self.people.done()
            self.desk.toast(tr("settings.person_added", name=worker.name), None)

        self.read(
            lambda ledger: ledger.add_person(name, passphrase), done, title=tr("settings.working"), failed=self._refused
        )

    def _refused(self, error: SuifangError) -> None:
        if not self.people.refuse(error):
            self.desk.trouble(error)

    # Backups

    def _back_up(self, place: Path | None) -> None:
        name = self.keeping.where.name() if place is not None else ""
        self.keeping.working(True)

        def done(proof: Proof) -> None:
            self.keeping.proven(proof, name)
            self.desk.session.changed.emit(Changed(None, frozenset({"backup"}), frozenset()))

        operation = self.read(
            lambda ledger: ledger.back_up(place), done, title=tr("settings.backing_up"), failed=self._not_kept
        )
        operation.ended.connect(lambda: self.keeping.working(False))

    def _check(self) -> None:
        self.keeping.working(True)
        operation = self.read(
            lambda ledger: ledger.verify(), self.keeping.checked, title=tr("settings.checking"), failed=self._not_kept
        )
        operation.ended.connect(lambda: self.keeping.working(False))

    def _not_kept(self, error: SuifangError) -> None:
        self.keeping.say(say(error).text, "late")
