"""The drill: choose a backup, open it beside the ledger, see what would change, practise, and only then do it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QWidget

from app.errors import KeyRefused, SuifangError
from app.records import Worker
from storage import keys
from storage.backup import Proof
from storage.ledger import people
from storage.restoring import Difference, Kept
from sync.files import removable_drives
from ui.desktop import theme
from ui.desktop.page import Desk, Page
from ui.desktop.pages.exchange.place import Drives, PlaceLine
from ui.desktop.pages.restore.panel import RestorePanel
from ui.desktop.pages.restore.told import change_words, headline, missing_words
from ui.desktop.widgets.buttons import Button, Pills
from ui.desktop.widgets.table import Column, Table
from ui.desktop.widgets.words import Words, column, row
from ui.moments import say_age, say_stamp
from ui.sayings import say
from ui.text import tr

if TYPE_CHECKING:
    from storage.ledger import Ledger

HERE, ELSEWHERE = "here", "elsewhere"


class _Looked(NamedTuple):
    found: Difference
    workers: list[Worker]


class RestorePage(Page):
    """``drives`` tells which sticks are plugged in."""

    kinds = frozenset({"backup"})

    def __init__(self, desk: Desk, drives: Drives = removable_drives) -> None:
        super().__init__(desk)
        self._chosen: Kept | None = None
        self._secret: tuple[str, str] | None = None
        head = row(steps=3)
        head.addWidget(Words(tr("page.restore"), "title"), 1)
        head.addWidget(Button(tr("history.back"), "Alt+Left", action=desk.back))
        self.sheet.addLayout(head)
        self.sheet.addWidget(Words(tr("restore.note"), "soft", wrap=True))
        self.source = Pills([(HERE, tr("restore.here")), (ELSEWHERE, tr("restore.elsewhere"))], HERE)
        self.source.setAccessibleName(tr("restore.source"))
        self.source.chosen.connect(lambda _: self._other_source())
        self.sheet.addWidget(self.source)
        self.where = PlaceLine(desk.operations, drives)
        self.where.chosen.connect(self.refresh)
        self.where.hide()
        self.sheet.addWidget(self.where)
        self.table: Table[Kept] = Table(tr("page.restore"), self._columns())
        self.table.moved.connect(self._choose)
        self.table.opened.connect(lambda _: self._look())
        self.none = Words(tr("restore.none"), "soft", wrap=True)
        self.panel = RestorePanel()
        self.panel.look.connect(self._look)
        self.panel.rehearse.connect(self._rehearse)
        self.panel.restore.connect(self._restore)
        self.panel.unlocked.connect(self._unlock)
        self._lay_out()

    def _lay_out(self) -> None:
        left = column(steps=2)
        left.addWidget(self.table, 1)
        left.addWidget(self.none)
        if theme.current().scale > 1.25:
            self.table.setMinimumHeight(theme.current().space(50))
            self.sheet.addLayout(left, 1)
            self.sheet.addWidget(self.panel)
            return
        across = row(steps=4)
        across.addLayout(left, 1)
        across.addWidget(self.panel, 1)
        self.sheet.addLayout(across, 1)

    def _columns(self) -> list[Column[Kept]]:
        return [
            Column(tr("restore.when"), lambda kept: say_stamp(kept.at), 1.6, sort=lambda kept: kept.at, letters=9),
            Column(tr("restore.age"), lambda kept: say_age(_ms(kept), self.desk.today()), 0.8, "soft", spare=True),
            Column(tr("restore.state"), _state, 1.4, "soft", letters=5),
        ]  # fmt: skip

    def first(self) -> QWidget | None:
        """The list."""
        return self.table

    def arrive(self, what: str) -> None:
        """Looks anew which there are."""
        del what
        self.refresh()

    def refresh(self) -> None:
        """Which backups there are in the chosen place."""
        place = self.where.place() if self.source.value() == ELSEWHERE else None
        if self.source.value() == ELSEWHERE and place is None:
            self._show([])
            return
        self.read(lambda ledger: ledger.own_backups(place), self._show, latest="restore")

    def _other_source(self) -> None:
        self.where.setVisible(self.source.value() == ELSEWHERE)
        self.refresh()

    def _show(self, found: list[Kept]) -> None:
        self.table.show_things(found)
        self.table.setVisible(bool(found))
        self.none.setVisible(not found)
        self._choose(found[0] if found else None)

    def _choose(self, kept: Kept | None) -> None:
        self._chosen, self._secret = kept, None
        if kept is None:
            self.panel.clear()
            return
        sentence = tr("restore.chosen" if kept.ours else "restore.not_ours")
        self.panel.show_chosen(say_stamp(kept.at), sentence, ours=kept.ours)

    # The drill

    def _look(self) -> None:
        if (kept := self._chosen) is None or not kept.ours:
            return
        secret = self._secret
        self.panel.working(True)

        def ask(ledger: Ledger) -> _Looked:
            return _Looked(ledger.look_into(kept.folder, secret), ledger.all(Worker))

        operation = self.read(ask, self._looked, title=tr("restore.looking"), failed=self._refused)
        operation.ended.connect(lambda: self.panel.working(False))

    def _looked(self, looked: _Looked) -> None:
        found, today = looked.found, self.desk.today()
        changes = change_words(found, looked.workers, today)
        self.panel.show_difference(headline(found), missing_words(found), changes, same=found.nothing)

    def _rehearse(self) -> None:
        if (kept := self._chosen) is None:
            return
        secret = self._secret
        self.panel.working(True)

        def done(found: Difference) -> None:
            self.panel.rehearsed(tr("restore.rehearsed", n=f"{found.records:,}"))

        operation = self.read(
            lambda ledger: ledger.rehearse(kept.folder, secret),
            done,
            title=tr("restore.rehearsing"),
            failed=self._refused,
        )
        operation.ended.connect(lambda: self.panel.working(False))

    def _restore(self) -> None:
        if (kept := self._chosen) is None:
            return
        secret = self._secret
        self.panel.working(True)

        def done(proof: Proof) -> None:
            self.desk.toast(tr("restore.done", day=say_stamp(kept.at), folder=say_stamp(proof.at)), None)
            self.desk.navigate("today", "")

        operation = self.read(
            lambda ledger: ledger.restore(kept.folder, secret),
            done,
            title=tr("restore.restoring"),
            failed=self._refused,
        )
        operation.ended.connect(lambda: self.panel.working(False))

    def _refused(self, error: SuifangError) -> None:
        if isinstance(error, KeyRefused) and error.code == "ledger.backup.other_key" and self._chosen is not None:
            folder: Path = self._chosen.folder
            self.read(lambda _: people(folder), self.panel.ask_key, failed=self._refused)
            return
        self.panel.refuse(say(error).text)

    def _unlock(self, person: str, passphrase: str, code: str) -> None:
        try:
            self._secret = (keys.RECOVERY, keys.read_recovery_code(code)) if code else (person, passphrase)
        except SuifangError as error:
            self.panel.refuse(say(error).text)
            return
        self._look()


def _state(kept: Kept) -> str:
    return tr("restore.proven" if kept.ours else "restore.foreign")


def _ms(kept: Kept) -> int:
    return int(kept.at.timestamp() * 1000)
