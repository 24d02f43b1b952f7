"""她怎么说: every scope of her consent on one sheet; what she says today is saved all at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from app.actions import Verb
from app.actions.consents import Answer, Said, answer
from app.consent import SPOUSE
from app.errors import SuifangError
from app.notices import current
from app.records import KINDS, Woman
from app.records.writes import Add
from storage.ids import new_id
from ui.desktop import theme
from ui.desktop.page import Page
from ui.desktop.pages.form_panel import DRAFT_MS
from ui.desktop.pages.rights.going import Going
from ui.desktop.pages.woman.consent_row import ScopeRow
from ui.desktop.pages.woman.consents import scopes_of
from ui.desktop.pages.woman.seen import CONSENTS, Seen, draft_name
from ui.desktop.widgets.buttons import Button, Pills, press_on_enter
from ui.desktop.widgets.editors import editor_for
from ui.desktop.widgets.field_row import FieldRow
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.link import Link
from ui.desktop.widgets.scroll import Scroll
from ui.desktop.widgets.words import Card, Words, column, row
from ui.text import language, tr

if TYPE_CHECKING:
    from storage.ledger import Ledger


class ConsentSheet(Card):
    """One woman's sheet. ``left`` when it is put away or saved; ``papers`` asks for her paper to sign.

    Nothing is chosen for her: a scope nobody asked about is left open, and saving writes only what was answered.
    """

    left = Signal()
    papers = Signal()

    def __init__(self, page: Page, seen: Seen, scope: str = "") -> None:
        super().__init__()
        self._page, self._seen, self._done = page, seen, False
        self.rows: dict[str, ScopeRow] = {}
        self.setAccessibleName(tr("consents.title"))
        head = row(steps=3)
        head.addWidget(Words(tr("consents.title"), "section"), 1)
        head.addWidget(Link(tr("consents.papers"), action=self.papers.emit))
        self.body.addLayout(head)
        inside = QWidget()
        sheet = column(inside, steps=3)
        sheet.setContentsMargins(0, 0, theme.current().space(2), 0)
        sheet.addWidget(Words(tr("consents.keys"), "note", wrap=True))
        self._notice(sheet)
        for number, name in enumerate(scopes_of(seen.story), start=1):
            line = ScopeRow(name, number, seen)
            line.changed.connect(self._changed)
            self.rows[name] = line
            sheet.addWidget(line)
        sheet.addWidget(self._how())
        self.going = Going(page, seen.woman.id)
        self.going.ready.connect(self._changed)
        self.going.hide()
        sheet.addWidget(self.going)
        sheet.addStretch(1)
        self.area = Scroll(inside, least=40)
        self.body.addWidget(self.area, 1)
        self._foot()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DRAFT_MS)
        self._timer.timeout.connect(self._keep)
        press_on_enter(inside, self.save)
        name, draft = self._draft(), self._restore
        page.read(lambda ledger: ledger.draft(name), draft)
        self._show()
        self.begin(scope)

    def _notice(self, sheet: QBoxLayout) -> None:
        notice = current()
        line = row(steps=3)
        line.addWidget(Words(tr("consents.notice", version=notice.version), "soft"), 1)
        self.read_aloud = Link(tr("consents.read"), action=self._toggle_reading)
        line.addWidget(self.read_aloud)
        sheet.addLayout(line)
        self._reading = Card(tone="accent")
        self._reading.hide()
        sheet.addWidget(self._reading)
        self._page.read(lambda ledger: (ledger.unit.office or ledger.unit.name, ledger.unit.name), self._fill_reading)

    def _fill_reading(self, who: tuple[str, str]) -> None:
        office, unit = who
        for words in current().text(language(), "read_aloud", office=office, unit=unit):
            self._reading.body.addWidget(Words(words, "body", wrap=True))

    def _toggle_reading(self) -> None:
        shown = self._reading.isHidden()
        self._reading.setVisible(shown)
        self.read_aloud.setText(tr("consents.read_enough" if shown else "consents.read"))
        self.read_aloud.setAccessibleName(self.read_aloud.text())
        self.read_aloud.updateGeometry()

    def _how(self) -> QWidget:
        holder = QWidget()
        sheet = column(holder, steps=2)
        stacked = theme.current().scale > 1.25
        self.how = Pills([(how, tr(f"woman.how.{how}")) for how in ("signed", "oral")], "signed")
        self.how.setAccessibleName(tr("field.consent.how"))
        self.how.chosen.connect(lambda _: self._changed())
        fields = KINDS["consent"].fields
        when, witness = (editor_for(fields[name], self._seen.today) for name in ("date", "witness"))
        assert when is not None and witness is not None  # noqa: S101, PT018  a day and a text have editors
        self.date, self.witness = when, witness
        self.date.set_value(self._seen.today.isoformat())
        self.date.name(tr("field.consent.date"))
        self.witness.name(tr("field.consent.witness"))
        sheet.addWidget(FieldRow(tr("field.consent.how"), self.how, stacked=stacked))
        self._witness_row = FieldRow(
            tr("field.consent.witness"), self.witness, note=tr("woman.witness.note"), stacked=stacked
        )
        self._date_row = FieldRow(tr("field.consent.date"), self.date, stacked=stacked)
        for line in (self._witness_row, self._date_row):
            sheet.addWidget(line)
        for editor in (self.date, self.witness):
            editor.changed.connect(self._changed)
        return holder

    def _foot(self) -> None:
        self.said = Words("", "due", wrap=True)
        self.said.hide()
        self.body.addWidget(self.said)
        ways = Flow(steps=3)
        self.save = Button(tr("consents.save"), "Enter", primary=True, action=self.submit)
        ways.addWidget(self.save)
        ways.addWidget(Button(tr("woman.never_mind"), "Esc", action=self.leave))
        self.body.addLayout(ways)

    # What is chosen

    def begin(self, scope: str = "") -> None:
        """Puts the keyboard onto a scope, else onto the first that is open."""
        rows = [self.rows[scope]] if scope in self.rows else list(self.rows.values())
        rows[0].begin()
        QTimer.singleShot(40, self, lambda: self.area.ensureWidgetVisible(rows[0]))

    def answers(self) -> list[Answer]:
        """What she says, without what merely stands."""
        return [given for line in self.rows.values() if (given := line.answer()) is not None]

    def dirty(self) -> bool:
        """Whether something was chosen that is not saved."""
        return not self._done and bool(self.answers())

    def pending(self) -> bool:
        """Whether something chosen is not yet in the draft."""
        return not self._done and self._timer.isActive()

    def leaves(self) -> bool:
        """Whether she says no to the ledger itself."""
        return any(one.scope == "care" and not one.agrees for one in self.answers())

    def _changed(self) -> None:
        self._timer.start()
        self._show()

    def _show(self) -> None:
        found, leaves = self.answers(), self.leaves()
        self._witness_row.setVisible(self.how.value() == "oral")
        for name, line in self.rows.items():
            line.setVisible(name == "care" or not leaves)
        self.going.setVisible(leaves)
        if leaves:
            self.going.begin()
        self.save.setText(
            tr("consents.delete") if leaves else tr("consents.save_n" if found else "consents.save", n=len(found))
        )
        self.save.setEnabled(bool(found) and (not leaves or self.going.understood()))
        self.say("")

    def say(self, words: str) -> None:
        """What keeps it from being saved."""
        self.said.setText(words)
        self.said.setVisible(bool(words))

    # Saving and leaving

    def submit(self) -> None:
        """Saves everything said, as one change."""
        found = self.answers()
        if not found or not self.save.isEnabled():
            return
        problem = self.date.problem() or ("" if self.date.value() else tr("editor.required"))
        self._date_row.say(problem)
        oral = self.how.value() == "oral"
        nobody = oral and not str(self.witness.value() or "").strip() and any(one.agrees for one in found)
        self._witness_row.say(tr("consents.who_heard") if nobody else "")
        if problem or nobody:
            (self.date if problem else self.witness).setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.save.setEnabled(False)
        said, story = self._said(), self._seen.story
        if self.leaves():
            self._delete(found, said)
            return
        writes = answer(story, found, said, fresh=new_id)
        forgets = any(one.scope == SPOUSE and not one.agrees for one in found)
        words = "" if forgets else tr("woman.consent.saved")
        self._page.write(Verb.CONSENT, writes, words, done=lambda _: self._saved(forgets=forgets), failed=self._failed)

    def _said(self) -> Said:
        day, witness = str(self.date.value()), self.witness.value()
        on = date.fromisoformat(day) if len(day) == 10 else self._seen.today
        return Said(
            on=on, how=self.how.value(), witness=str(witness) if witness else None, notice_version=current().version
        )

    def _delete(self, found: Sequence[Answer], said: Said) -> None:
        """She will not be kept in the ledger: she is really deleted, and nobody is asked again."""
        story = self._seen.story

        def work(ledger: Ledger) -> str:
            from storage.erasing import hers

            writes = answer(story, found, said, fresh=new_id, hers=hers(ledger, story.woman.id))
            ledger.write(Verb.ERASE, writes)
            return next((w.record.id for w in writes if isinstance(w, Add) and isinstance(w.record, Woman)), "")

        def done(bare: str) -> None:
            self._done = True
            self._timer.stop()
            self._page.desk.toast(tr("consents.deleted"), None)
            self.left.emit()
            self._page.desk.navigate("woman", bare)

        self._page.read(work, done, failed=self._failed)

    def _saved(self, *, forgets: bool) -> None:
        self._done = True
        self._timer.stop()
        name = self._draft()
        self._page.read(lambda ledger: ledger.keep_draft(name, None), lambda _: None)
        if forgets:
            self._page.desk.toast(tr("consents.he_is_gone"), None)
        self.left.emit()

    def _failed(self, error: SuifangError) -> None:
        self.save.setEnabled(True)
        self._page.desk.trouble(error)

    def leave(self) -> None:
        """Puts it away; what was chosen stays as a draft."""
        if self.dirty():
            self._keep()
            self._page.desk.toast(tr("form.kept"), None)
        self._timer.stop()
        self._done = True
        self.left.emit()

    def _draft(self) -> str:
        return draft_name(CONSENTS, self._seen.woman.id)

    def _keep(self) -> None:
        if self._done:
            return
        chosen = {name: kept for name, line in self.rows.items() if (kept := line.chosen())}
        words = json.dumps(chosen, ensure_ascii=False) if chosen else None
        name = self._draft()
        self._page.read(lambda ledger: ledger.keep_draft(name, words), lambda _: None, failed=lambda _: self._again())

    def _again(self) -> None:
        # While the ledger is locked nothing can be kept; the sheet still holds it.
        if not self._done:
            self._timer.start(4 * DRAFT_MS)

    def _restore(self, kept: str | None) -> None:
        if kept is None or self.answers():
            return
        for name, chosen in json.loads(kept).items():
            if name in self.rows:
                self.rows[name].choose(chosen)
        self._timer.stop()
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        """What was chosen a moment ago is kept at once."""
        if self.pending():
            self._timer.stop()
            self._keep()
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts it away."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        super().keyPressEvent(event)
