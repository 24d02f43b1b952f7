"""历史: who changed what of hers, when, from what to what; and who opened what is closed by default."""

from __future__ import annotations

from datetime import UTC, date, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.records import KINDS
from app.records.fields import IdNumber, Phone, Ref
from storage.audit import Trace
from storage.history import Step
from ui.dates import say_short
from ui.desktop.pages.woman.seen import Seen
from ui.desktop.widgets.link import Link
from ui.desktop.widgets.table import Column, Table
from ui.desktop.widgets.words import Words, column, row
from ui.moments import say_clock
from ui.text import tr
from ui.traces import short_words
from ui.value_words import value_words


class Past(QWidget):
    """A table of edits and openings, the newest first; ``left`` goes back to her story, ``change`` to one change in full."""

    left = Signal()
    change = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        sheet = column(self, steps=3)
        head = row(steps=2)
        head.addWidget(Words(tr("woman.past.title"), "section"), 1)
        head.addWidget(Link(tr("woman.past.back"), reads=True, action=self.left.emit))
        sheet.addLayout(head)
        self.entered = Words("", "soft", wrap=True)
        sheet.addWidget(self.entered)
        self.steps: Table[Step | Trace] = Table(tr("woman.past.title"), [], framed=False)
        self._sheet = sheet
        sheet.addWidget(self.steps, 1)
        self.none = QWidget()
        nothing = column(self.none)
        nothing.addWidget(Words(tr("woman.past.none"), "soft", wrap=True))
        nothing.addStretch(1)
        sheet.addWidget(self.none, 1)

    def show_story(self, seen: Seen) -> None:
        """Shows what was done; what is sensitive stays closed here."""
        made = seen.made.get(("woman", seen.woman.id))
        if made is not None:
            day, who = say_short(local_day(made[0]), seen.today), seen.people.get(made[1], "")
            self.entered.setText(tr("woman.past.entered", day=day, who=who))
        columns: list[Column[Step | Trace]] = [
            Column(tr("woman.past.when"), lambda s: say_clock(s.at_ms, seen.today), width=1.4, sort=lambda s: s.at_ms),
            Column(
                tr("woman.past.who"),
                lambda s: seen.people.get(s.who if isinstance(s, Trace) else s.author, ""),
                width=0.9,
            ),
            Column(tr("woman.past.what"), _what, width=1.9),
            Column(tr("woman.past.before"), _before, width=1.1, look="soft"),
            Column(tr("woman.past.after"), _after, width=1.1),
        ]
        table: Table[Step | Trace] = Table(tr("woman.past.title"), columns, framed=False)
        self._sheet.replaceWidget(self.steps, table)
        self.steps.hide()
        self.steps.deleteLater()
        self.steps = table
        table.opened.connect(self._open)
        both: list[Step | Trace] = [*seen.steps, *seen.views]
        done = sorted(both, key=lambda s: s.at_ms, reverse=True)
        table.show_things(done)
        table.setVisible(bool(done))
        self.none.setVisible(not done)

    def _open(self, step: Step | Trace) -> None:
        if isinstance(step, Step) and step.v:
            self.change.emit(step.v)


def local_day(at_ms: int) -> date:
    """The day it was here."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone().date()


def _before(step: Step | Trace) -> str:
    return "" if isinstance(step, Trace) else _value(step, step.before)


def _after(step: Step | Trace) -> str:
    return "" if isinstance(step, Trace) else _value(step, step.after)


def _what(step: Step | Trace) -> str:
    if isinstance(step, Trace):
        return short_words(step)
    if step.field == "retired":
        return tr("woman.past.taken_back", what=tr(f"woman.tag.{step.kind}") if step.kind != "woman" else "")
    return tr(f"field.{step.kind}.{step.field}")


def _value(step: Step, value: object) -> str:
    field = KINDS[step.kind].fields.get(step.field)
    if value is None or value == "":
        return "—"
    if field is None or step.field == "retired":
        return ""
    if field.sensitive or isinstance(field, IdNumber | Phone):
        return tr("woman.closed")
    return tr("woman.past.other") if isinstance(field, Ref) else value_words(step.kind, step.field, value)
