"""One scope on the sheet of her consents: what holds, what each answer changes, and what she says today."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QLineEdit, QSizePolicy, QWidget

from app.actions.consents import Answer
from app.consent import CONTACT
from app.notices import current
from app.records import KINDS
from app.records.fields import Text
from ui.dates import say_date
from ui.desktop import theme
from ui.desktop.pages.woman.seen import Seen
from ui.desktop.widgets.buttons import Pills
from ui.desktop.widgets.field_row import FieldRow
from ui.desktop.widgets.link import Link
from ui.desktop.widgets.marks import KeyCap
from ui.desktop.widgets.words import Words, column, row
from ui.text import language, tr

YES, NO = "yes", "no"

LARGE = 1.25
"""From this text size on the answers stand below the words."""


class ScopeRow(QWidget):
    """``changed`` at every choice. Its key (Alt and its number) goes through the answers.

    A no is not asked again: its answers wait behind one press, for when she speaks of it herself.
    """

    changed = Signal()

    def __init__(self, scope: str, number: int, seen: Seen) -> None:
        super().__init__()
        self.scope = scope
        self.state, held = seen.consent(scope), seen.statement(scope)
        self._through, self._hours = (held.through or "", held.hours or "") if held else ("", "")
        self.setAccessibleName(tr(f"woman.scope.{scope}"))
        sheet = column(self, steps=1)
        rule = QFrame()
        rule.setFixedHeight(1)
        rule.setObjectName("hairline")
        sheet.addWidget(rule)
        shortcut = f"Alt+{number}"
        given = self.state == "given"
        him = "his_" if scope == "spouse" else ""
        options = [(YES, tr(f"consents.{him}yes")), (NO, tr(f"consents.{him}{'withdraws' if given else 'no'}"))]
        self.pills = Pills(options, YES if given else None, may_be_none=not given)
        self.pills.setAccessibleName(tr(f"consents.scope.{scope}"))
        self.pills.chosen.connect(lambda _: self._chosen())
        told = current().purpose(scope).say(language())
        words = column(steps=0.5)
        words.addWidget(Words(tr(f"consents.scope.{scope}"), "strong", wrap=True))
        words.addWidget(Words(_status(seen, scope), "soft", wrap=True))
        for answer, sentence in ((YES, told.yes), (NO, told.no)):
            words.addWidget(Words(tr(f"consents.if_{answer}", words=sentence), "note", wrap=True))
        side = row(steps=2)
        large = theme.current().scale > LARGE
        if large:
            head = row(steps=2)
            head.addLayout(words, 1)
            head.addWidget(KeyCap(shortcut), 0, Qt.AlignmentFlag.AlignTop)
            sheet.addLayout(head)
            sheet.addLayout(side)
        else:
            across = row(steps=3)
            across.addLayout(words, 1)
            across.addLayout(side)
            across.setAlignment(side, Qt.AlignmentFlag.AlignTop)
            sheet.addLayout(across)
        side.addWidget(self.pills)
        if not large:
            self.pills.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            side.addWidget(KeyCap(shortcut), 0, Qt.AlignmentFlag.AlignVCenter)
        self._ways = self._make_ways()
        sheet.addWidget(self._ways)
        self.reopen: Link | None = None
        if self.state in ("refused", "withdrawn"):
            self.pills.hide()
            words.addWidget(Words(tr("woman.not_again"), "note", wrap=True))
            self.reopen = Link(tr("woman.reopen"), action=self._open)
            side.insertWidget(0, self.reopen, 0, Qt.AlignmentFlag.AlignTop)
            # There is nothing to take back any more: she can only agree, or leave it.
            self.pills.pill(NO).hide()
        key = QShortcut(QKeySequence(shortcut), self, self._next)
        key.setContext(Qt.ShortcutContext.WindowShortcut)
        self._show_ways()

    def _make_ways(self) -> QWidget:
        """By whom and when, for a scope that contacts her."""
        holder = QWidget()
        inside = column(holder, steps=1.5)
        stacked = theme.current().scale > LARGE
        self.through, self.hours = QLineEdit(self._through), QLineEdit(self._hours)
        for line, name in ((self.through, "through"), (self.hours, "hours")):
            field = KINDS["consent"].fields[name]
            line.setMaxLength(field.longest if isinstance(field, Text) else 60)
            line.setAccessibleName(f"{tr(f'consents.scope.{self.scope}')} {tr(f'field.consent.{name}')}")
            line.setPlaceholderText(tr(f"consents.{name}.such_as"))
            line.textChanged.connect(lambda _: self.changed.emit())
            inside.addWidget(FieldRow(tr(f"field.consent.{name}"), line, stacked=stacked))
        return holder

    def begin(self) -> None:
        """Takes the keyboard."""
        (self.reopen if self.reopen is not None and self.reopen.isVisibleTo(self) else self.pills).setFocus(
            Qt.FocusReason.OtherFocusReason
        )

    def answer(self) -> Answer | None:
        """What she says today; None where it is what stands already, or nothing."""
        value = self.pills.value() if not self.pills.isHidden() else None
        if value is None:
            return None
        through, hours = (self.through.text().strip() or None, self.hours.text().strip() or None)
        contact = value == YES and self.scope in CONTACT
        as_before = (through or "", hours or "") == (self._through, self._hours)
        if value == YES and self.state == "given" and (not contact or as_before):
            return None
        return Answer(
            scope=self.scope,
            agrees=value == YES,
            through=through if contact else None,
            hours=hours if contact else None,
        )

    def chosen(self) -> dict[str, Any] | None:
        """What a draft keeps; None where nothing was chosen."""
        given = self.answer()
        return None if given is None else {"agrees": given.agrees, "through": given.through, "hours": given.hours}

    def choose(self, kept: dict[str, Any]) -> None:
        """What a draft kept."""
        if self.reopen is not None:
            self._open()
        self.pills.set_value(YES if kept["agrees"] else NO)
        if kept["agrees"]:
            self.through.setText(kept.get("through") or "")
            self.hours.setText(kept.get("hours") or "")
        self._show_ways()

    def _open(self) -> None:
        self.pills.show()
        if self.reopen is not None:
            self.reopen.hide()
        self.pills.setFocus(Qt.FocusReason.OtherFocusReason)

    def _next(self) -> None:
        """Its key: first opens what waits, then yes, no, and back."""
        if not self.isEnabled():
            return
        if self.reopen is not None and self.pills.isHidden():
            self._open()
            return
        order = {None: YES, YES: NO, NO: YES if self.state == "given" else None}
        if self.reopen is not None:
            order = {None: YES, YES: None}
        self.pills.set_value(order.get(self.pills.value()))
        self.pills.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._chosen()

    def _chosen(self) -> None:
        self._show_ways()
        self.changed.emit()

    def _show_ways(self) -> None:
        agrees = not self.pills.isHidden() and self.pills.value() == YES
        self._ways.setVisible(agrees and self.scope in CONTACT)


def _status(seen: Seen, scope: str) -> str:
    """What holds, since when, how it was said and after which notice."""
    held = seen.statement(scope)
    said = tr(f"woman.said.{seen.consent(scope)}") if scope != "spouse" else tr(f"consents.he.{seen.consent(scope)}")
    if held is None:
        return said
    how = tr(f"woman.how.{held.how}") if held.how else ""
    heard = tr("consents.witness", name=held.witness) if held.witness else ""
    notice = tr("consents.after", version=held.notice_version) if held.notice_version else ""
    return "　".join(w for w in (said, say_date(held.date), how, heard, notice) if w)
