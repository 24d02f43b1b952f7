"""县里来信: what the county proposes, one by one; nothing of it is in the ledger until she takes it over."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Signal

from app.proposals import DUPLICATE
from storage.changes import Changed
from ui.dates import say_date
from ui.desktop.page import Desk
from ui.desktop.pages.form_panel import FormPanel
from ui.desktop.pages.letters.panel import changes_in, form_for
from ui.desktop.pages.office.book import Book, Facts, many
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.empty_state import EmptyState
from ui.desktop.widgets.table import Column, Table
from ui.desktop.widgets.words import Words, empty
from ui.letters import Letter, read_letters, shows_contact, what_it_says
from ui.text import tr

if TYPE_CHECKING:
    from app.actions.proposals import Changes
    from storage.ledger import Ledger


class LetterFacts(Facts):
    """One proposal: what it says, what her record says now, and the ways on."""

    accept = Signal()
    decline = Signal()
    her = Signal()
    compare = Signal()

    def __init__(self) -> None:
        super().__init__(tr("letters.facts"))
        self.accept_button = Button(tr("letters.accept"), "Enter", primary=True, action=self.accept.emit)
        self.compare_button = Button(tr("letters.compare"), "Enter", primary=True, action=self.compare.emit)
        self.decline_button = Button(tr("letters.decline"), "Ctrl+D", action=self.decline.emit)
        self.her_button = Button(tr("letters.her"), action=self.her.emit)
        self.buttons = [self.accept_button, self.compare_button, self.decline_button, self.her_button]
        self.ways.addLayout(many(self.buttons))
        self.show_letter(None)

    def show_letter(self, letter: Letter | None) -> None:
        """One of them, or a word on how to choose one."""
        empty(self.words)
        for button in self.buttons:
            button.setVisible(letter is not None)
        if letter is None:
            self.words.addWidget(Words(tr("letters.facts.none"), "soft", wrap=True))
            return
        twice = letter.waiting.proposal.sort == DUPLICATE
        self.accept_button.setVisible(not twice)
        self.compare_button.setVisible(twice)
        self.words.addWidget(Words(letter.sort, "section", wrap=True))
        told_by = letter.waiting.proposal.source or tr("letters.source.county")
        line = tr("letters.from", who=told_by, day=say_date(letter.waiting.proposal.date))
        self.words.addWidget(Words(f"{letter.waiting.woman.name}　{line}", "soft", wrap=True))
        for said in what_it_says(letter):
            self.words.addWidget(Words(said, wrap=True))
        self.words.addWidget(Words(tr("letters.free"), "note", wrap=True))


class LettersPage(Book):
    """``navigate("letters", …)``: the id of a proposal, or nothing."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"proposal", "proposal_answer", "woman", "delivery", "child", "pregnancy"}
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "page.letters")
        self._wanted = ""
        self._shown: set[str] = set()
        self.tools.addWidget(Button(tr("book.back"), "Alt+Left", action=desk.back))
        table: Table[Any] = Table(tr("page.letters"), _columns())
        facts = LetterFacts()
        table.moved.connect(facts.show_letter)
        table.moved.connect(self._seen)
        table.opened.connect(lambda _letter: self._begin())
        facts.accept.connect(self._begin)
        facts.compare.connect(self._begin)
        facts.decline.connect(self._decline)
        facts.her.connect(self._her)
        nothing = EmptyState(
            tr("letters.none"), tr("letters.none.note"),
            [Button(tr("letters.to_exchange"), primary=True, action=lambda: desk.navigate("exchange", ""))],
        )  # fmt: skip
        self.lay_out(table, facts, nothing)

    def arrive(self, what: str) -> None:
        """One of them."""
        self._wanted = what
        self._shown.clear()

    def refresh(self) -> None:
        """Reads what waits again."""
        self.read(read_letters, self._show, latest="letters")

    def _show(self, found: list[Letter]) -> None:
        now = self.table.current()
        kept, self._wanted = self._wanted or (now.id if now else ""), ""
        self.table.show_things(found)
        if any(letter.id == kept for letter in found):
            self.table.select_first(lambda letter: letter.id == kept)
        self.counted.setText(tr("letters.waiting", n=len(found)) if found else "")
        self.show_filled(bool(found))

    def _seen(self, letter: Letter | None) -> None:
        """A letter about her telephone or number shows it: that goes into the audit, once for each opening."""
        if letter is None or letter.id in self._shown or not shows_contact(letter):
            return
        self._shown.add(letter.id)
        self.note("view.contact", letter.waiting.woman.id, way="letter")

    # What she does

    def _her(self) -> None:
        if (letter := self.table.current()) is not None:
            self.desk.navigate("woman", letter.waiting.woman.id)

    def _begin(self) -> None:
        letter = self.table.current()
        if letter is None:
            return
        other = letter.waiting.other
        if other is not None:
            self.desk.navigate("checks", f"two|{letter.waiting.woman.id}|{other.id}")
            return
        panel = form_for(self, letter)
        if panel is None:
            self._accept(letter, None, None)
            return
        panel.saved.connect(partial(self._save, panel, letter))
        panel.left.connect(self.close_panel)
        self.open_panel(panel)

    def _save(self, panel: FormPanel, letter: Letter) -> None:
        self._accept(letter, changes_in(panel, letter), panel)

    def _accept(self, letter: Letter, changes: Changes | None, panel: FormPanel | None) -> None:
        from sync import proposals

        now, name = self._now(), letter.waiting.woman.name

        def work(ledger: Ledger) -> Changed:
            return proposals.accept(ledger, letter.id, now, changes)

        def done(changed: Changed) -> None:
            if panel is not None:
                panel.finish()
                self.close_panel()
            self._said(tr("letters.accepted", name=name), changed)

        self.read(work, done, failed=panel.refuse if panel is not None else self.desk.trouble)

    def _decline(self) -> None:
        from sync import proposals

        letter, now = self.table.current(), self._now()
        if letter is not None:
            name = letter.waiting.woman.name
            self.read(
                lambda ledger: proposals.decline(ledger, letter.id, now),
                lambda changed: self._said(tr("letters.declined", name=name), changed),
            )

    def _said(self, words: str, changed: Changed) -> None:
        dot = changed.dot
        self.desk.toast(words, (lambda: self._undo(dot.seq)) if dot is not None else None)

    def _now(self) -> datetime:
        """The moment, on the day she said where the computer's could not be believed."""
        moment = datetime.now().astimezone()
        return datetime.combine(self.desk.today(), moment.timetz())


def _columns() -> list[Column[Letter]]:
    return [
        Column(tr("letters.column.day"), lambda one: say_date(one.waiting.proposal.date), 1.5, "soft", letters=7),
        Column(tr("letters.column.who"), lambda one: one.waiting.woman.name, 1.1, "strong", letters=3),
        Column(tr("letters.column.what"), lambda one: one.sort, 1.6, letters=6),
    ]
