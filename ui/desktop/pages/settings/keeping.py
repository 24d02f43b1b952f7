"""Backups and the check of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from storage.backup import Proof
from ui.desktop.operations import Operations
from ui.desktop.pages.exchange.place import Drives, PlaceLine
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.words import Card, Words
from ui.moments import say_moment
from ui.text import tr


class KeepingCard(Card):
    """``back_up(place)``: None for the ledger's own folder. ``check`` looks the whole ledger over.

    ``restore``: to the drill. ``renew``: a new backup, and the older ones of this computer go.
    """

    back_up = Signal(object)
    check = Signal()
    restore = Signal()
    renew = Signal()

    def __init__(
        self, operations: Operations, drives: Drives, today: date, *, looks_only: bool = False,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent=parent)
        self._today = today
        self.body.addWidget(Words(tr("settings.backup"), "section"))
        self.last = Words("", "body", wrap=True)
        self.body.addWidget(self.last)
        self.body.addWidget(Words(tr("settings.backup.note"), "soft", wrap=True))
        buttons = Flow(steps=3)
        self.now_button = Button(tr("settings.backup.now"), action=lambda: self.back_up.emit(None))
        self.check_button = Button(tr("settings.check"), action=self.check.emit)
        buttons.addWidget(self.now_button)
        buttons.addWidget(self.check_button)
        self.restore_button = Button(tr("settings.restore"), action=self.restore.emit)
        buttons.addWidget(self.restore_button)
        self.body.addLayout(buttons)
        self.where = PlaceLine(operations, drives)
        self.where.chosen.connect(self._place_chosen)
        self.body.addWidget(self.where)
        self.stick_button = Button(tr("settings.backup.stick"), action=lambda: self.back_up.emit(self.where.place()))
        self.stick_button.setEnabled(False)
        line = Flow()
        line.addWidget(self.stick_button)
        self.body.addLayout(line)
        self.renew_note = Words(tr("settings.backup.renew_note"), "soft", wrap=True)
        self.body.addWidget(self.renew_note)
        self.renew_button = Button(tr("settings.backup.renew"), action=self.renew.emit)
        again = Flow()
        again.addWidget(self.renew_button)
        self.body.addLayout(again)
        for part in (self.restore_button, self.where, self.stick_button, self.renew_note, self.renew_button):
            if looks_only:
                part.hide()
        self.said = Words("", "good", wrap=True)
        self.said.hide()
        self.body.addWidget(self.said)

    def _place_chosen(self) -> None:
        self.stick_button.setEnabled(self.where.place() is not None)

    def show_last(self, at_ms: int | None, rehearsed_ms: int | None = None) -> None:
        """When the last backup was proven, and bringing one back was last practised."""
        words = tr("settings.backup.never") if at_ms is None else tr("news.backup", when=say_moment(at_ms, self._today))
        if rehearsed_ms is not None:
            words += "　" + tr("settings.rehearsed", when=say_moment(rehearsed_ms, self._today))
        self.last.setText(words)

    def working(self, yes: bool) -> None:
        """No second one while one is under way."""
        for button in (self.now_button, self.check_button, self.renew_button):
            button.setEnabled(not yes)
        self.stick_button.setEnabled(not yes and self.where.place() is not None)

    def proven(self, proof: Proof, on_stick: str) -> None:
        """What was proven, and what to do with the stick."""
        key = "settings.backup.proven_stick" if on_stick else "settings.backup.proven"
        self.say(tr(key, n=f"{proof.records:,}", folder=proof.folder.name, place=on_stick))

    def checked(self, problems: Sequence[str]) -> None:
        """What the check found."""
        if problems:
            self.say(tr("settings.check.problems", n=len(problems)), "late")
        else:
            self.say(tr("settings.check.well"))

    def say(self, words: str, tone: str = "good") -> None:
        """The last word of the card."""
        self.said.set_role(tone)
        self.said.setText(words)
        self.said.setVisible(bool(words))
