"""设置: everything that can be set, in cards; a choice takes effect at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QWidget

from app.records import Unit, Worker
from storage.ledger import people
from sync.envelope import PROGRAM
from sync.files import removable_drives
from ui.desktop import theme
from ui.desktop.news import backup_at
from ui.desktop.page import Desk, Page
from ui.desktop.pages.exchange.place import Drives
from ui.desktop.pages.settings.doing import Backups, People
from ui.desktop.pages.settings.keeping import KeepingCard
from ui.desktop.pages.settings.people import PeopleCard
from ui.desktop.pages.settings.printer import PrinterCard
from ui.desktop.theme import SCALES
from ui.desktop.widgets.buttons import Button, Pills
from ui.desktop.widgets.field_row import FieldRow
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.words import Card, Words, column, row
from ui.preferences import LOCK_MINUTES
from ui.text import LANGUAGES, tr

if TYPE_CHECKING:
    from storage.ledger import Ledger


class _Told(NamedTuple):
    people: list[Worker]
    me: Worker
    unit: Unit
    backup_ms: int | None
    rehearsed_ms: int | None


class SettingsPage(Page):
    """``drives`` tells which sticks are plugged in."""

    kinds = frozenset({"worker", "unit", "backup"})
    open_to_helpers = True

    def __init__(self, desk: Desk, drives: Drives = removable_drives) -> None:
        super().__init__(desk)
        self.sheet.addWidget(Words(tr("page.settings"), "title"))
        now = desk.preferences()
        self.people = PeopleCard(looks_only=self.looks_only)
        self.people_work = People(self, self.people)
        self.keeping = KeepingCard(desk.operations, drives, desk.today(), looks_only=self.looks_only)
        self.keeping.restore.connect(lambda: desk.navigate("restore", ""))
        self.backup_work = Backups(self, self.keeping)
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
        self.history_button = Button(tr("page.history"), action=lambda: self.desk.navigate("history", ""))
        self.audit_button = Button(tr("page.audit"), action=lambda: self.desk.navigate("audit", ""))
        ways = Flow()
        for button in (self.history_button, self.audit_button):
            if self.looks_only:
                button.hide()
            ways.addWidget(button)
        card.body.addLayout(ways)
        return card

    def _village(self) -> Card:
        card = Card()
        card.body.addWidget(Words(tr("settings.village"), "section"))
        card.body.addWidget(self.village)
        self.village_button = Button(tr("settings.village.change"), action=lambda: self.desk.navigate("village", ""))
        if self.looks_only:
            self.village_button.hide()
        ways = Flow()
        ways.addWidget(self.village_button)
        card.body.addLayout(ways)
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
            return _Told(_here(ledger), ledger.me, ledger.unit, backup_at(ledger), _at(ledger, "backup.rehearsed"))

        self.read(work, self._show, latest="told")

    def _show(self, told: _Told) -> None:
        self.people.show_people(told.people, told.me, told.unit)
        unit = told.unit
        code = f"{unit.code[:6]} {unit.code[6:9]} {unit.code[9:]}".strip()
        self.village.setText("　".join(part for part in (unit.name, code, unit.office or "") if part))
        self.keeping.show_last(told.backup_ms, told.rehearsed_ms)

    def unsaved(self) -> bool:
        """A passphrase being typed is not kept anywhere, on purpose; a recovery sheet that is shown once is a reason to stay."""
        return self.people_work.sheet is not None


def _here(ledger: Ledger) -> list[Worker]:
    """Who can open this ledger, in the order they came; others of the office have their own laptop."""
    known = {worker.id: worker for worker in ledger.all(Worker)}
    return [known[person.id] for person in people(ledger.folder) if person.id in known]


def _at(ledger: Ledger, setting: str) -> int | None:
    kept = ledger.setting(setting)
    return int(kept) if kept else None
