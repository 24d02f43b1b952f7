"""What is known of one row: what was found beside what the sheet said, and the ways to decide."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.records import Value
from app.roster.entry import Weight
from app.roster.mapping import imported_values
from app.roster.plan import FieldChange, Outcome, RowPlan
from ui.desktop import theme
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.marks import Badge
from ui.desktop.widgets.scroll import Scroll
from ui.desktop.widgets.words import Card, Words, column, empty, row
from ui.import_words import (
    field_words,
    finding_words,
    outcome_words,
    reason_words,
    row_words,
    stated_words,
    value_words,
)
from ui.importing import Decision, Draft
from ui.text import tr

_SHOWN = (
    "woman.birth_date", "woman.id_number", "woman.group", "woman.door", "woman.phone", "woman.marital",
    "woman.spouse_name", "woman.children_stated", "method_use.method", "method_use.start", "household.number",
)  # fmt: skip
"""What of a row and of a woman in the ledger is shown, to recognise her by."""
_LONG = re.compile(r"\d{6}(?=\d)")
_TONES = {Outcome.NEW: "good", Outcome.UPDATES: "accent", Outcome.NEEDS_LOOK: "due"}


class RowPanel(Card):
    """``decided`` tells the row and what she decided, None for "once more"."""

    decided = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self.body.setSpacing(theme.current().space(3))
        inside = QWidget()
        self._about = column(inside, steps=2.5)
        area = Scroll(inside, least=40)
        self._about.setContentsMargins(0, 0, theme.current().space(3), 0)
        self.body.addWidget(area, 1)
        ways = QWidget()
        self._ways = column(ways, steps=2)
        self.body.addWidget(ways)
        self._area = area
        self.buttons: list[Button] = []

    def focus_first(self) -> None:
        """Gives the keyboard to the first way to decide."""
        for button in self.buttons[:1]:
            button.setFocus()

    def show_row(self, draft: Draft, one: RowPlan | None) -> None:
        """Shows a row of an import; without one, says how to choose."""
        for layout in (self._about, self._ways):
            empty(layout)
        self.buttons = []
        if one is None:
            self._say(tr("import.rows.none"), "soft")
        else:
            self._show_head(draft, one)
            self._show_findings(one)
            self._show_changes(one)
            if one.outcome is Outcome.NEW and one.entry is not None:
                self._heading(tr("import.rows.will_be"))
                self._facts(imported_values(one.entry))
            self._offer(draft, one)
        self._about.addStretch(1)
        self._area.verticalScrollBar().setValue(0)

    def _say(self, words: str, role: str = "body") -> None:
        if words:
            self._about.addWidget(Words(words, role, wrap=True))

    def _heading(self, words: str) -> None:
        self._about.addSpacing(theme.current().space(1))
        self._say(words, "strong")

    def _show_head(self, draft: Draft, one: RowPlan) -> None:
        across = row(steps=2)
        across.addWidget(Words(draft.name(one) or row_words(one.ref), "section", wrap=True), 1)
        across.addWidget(Badge(outcome_words(one.outcome), _TONES.get(one.outcome, "plain")))
        self._about.addLayout(across)
        self._say(f"{one.ref.sheet} · {row_words(one.ref)}", "soft")
        for code in one.reasons:
            self._say(reason_words(one, code), "due" if one.outcome is Outcome.NEEDS_LOOK else "soft")

    def _show_findings(self, one: RowPlan) -> None:
        findings = one.entry.findings if one.entry is not None and one.outcome is not Outcome.LEFT_OUT else ()
        for finding in sorted(findings, key=lambda f: f.weight is Weight.NOTE):
            if one.entry is None or finding.code in one.reasons:
                continue
            note = finding.weight is Weight.NOTE
            card = Card(tone="" if note else "due")
            card.body.setSpacing(theme.current().space(1))
            card.body.addWidget(Words(finding_words(finding), "soft" if note else "body", wrap=True))
            if stated := stated_words(one.entry, finding):
                card.body.addWidget(Words(tr("import.rows.stated", stated=stated), "note", wrap=True))
            self._about.addWidget(card)

    def _show_changes(self, one: RowPlan) -> None:
        self._changes(one.changes, "import.rows.changes", "import.rows.change")
        self._changes(one.kept, "import.rows.kept", "import.rows.kept_one")
        if one.outcome is Outcome.SAME and not one.kept:
            self._say(tr("import.rows.same"))

    def _changes(self, changes: tuple[FieldChange, ...], heading: str, line: str) -> None:
        if not changes:
            return
        self._heading(tr(heading))
        for change in changes:
            before, after = (value_words(change.field, value) for value in (change.before, change.after))
            self._say(tr(line, field=field_words(change.field), before=before, after=after))

    def _facts(self, values: Mapping[str, Value]) -> None:
        for name in _SHOWN:
            if values.get(name) is not None:
                across = row(steps=2)
                across.addWidget(Words(field_words(name), "soft", wrap=True), 2)
                across.addWidget(Words(value_words(name, values[name]), wrap=True), 3)
                self._about.addLayout(across)

    def _offer(self, draft: Draft, one: RowPlan) -> None:
        """The ways there are. What nobody has to decide can still be left out."""
        if one.ref in draft.decisions:
            self._way(tr("import.rows.again"), "Alt+Z", one, None)
            return
        if one.outcome is Outcome.NEEDS_LOOK and one.entry is not None:
            self._offer_candidates(draft, one, imported_values(one.entry))
            if one.entry.name:
                self._way(tr("import.rows.as_new"), "Alt+N", one, Decision("new"))
        if one.outcome in (Outcome.NEEDS_LOOK, Outcome.NEW, Outcome.UPDATES):
            self._way(tr("import.rows.leave"), "Alt+X", one, Decision("left_out"))

    def _offer_candidates(self, draft: Draft, one: RowPlan, said: Mapping[str, Value]) -> None:
        if not one.candidates:
            self._heading(tr("import.rows.in_roster"))
            self._facts(said)
        for number, woman in enumerate(one.candidates, 1):
            known = draft.snapshot.known[woman]
            name = str(known.values.get("woman.name") or "")
            if (taken := draft.women.get(woman)) is not None:
                self._say(tr("import.rows.taken", name=name, row=row_words(taken)), "due")
            self._beside(said, known.values)
            if taken is None:
                one_only = len(one.candidates) == 1
                words = tr("import.rows.as_woman") if one_only else tr("import.rows.as_this", name=name, n=number)
                self._way(words, f"Alt+{number}" if number < 10 else "", one, Decision("woman", woman))

    def _beside(self, said: Mapping[str, Value], known: Mapping[str, Value]) -> None:
        """What the roster says and what the ledger holds, line by line; what differs stands out."""
        grid = QGridLayout()
        wear = theme.current()
        grid.setHorizontalSpacing(wear.space(2))
        grid.setVerticalSpacing(wear.space(2))
        for place, share in enumerate((3, 4, 4)):
            grid.setColumnStretch(place, share)
        grid.addWidget(Words(tr("import.rows.in_roster"), "strong", wrap=True), 0, 1)
        grid.addWidget(Words(tr("import.rows.in_ledger"), "strong", wrap=True), 0, 2)
        for name in ("woman.name", *_SHOWN):
            here, there = said.get(name), known.get(name)
            if here is None and there is None:
                continue
            line = grid.rowCount()
            role = "due" if here is not None and there is not None and here != there else "body"
            grid.addWidget(Words(field_words(name), "soft", wrap=True), line, 0)
            grid.addWidget(Words(_value(name, here), role, wrap=True), line, 1)
            grid.addWidget(Words(_value(name, there), role, wrap=True), line, 2)
        self._about.addLayout(grid)

    def _way(self, words: str, shortcut: str, one: RowPlan, decision: Decision | None) -> None:
        button = Button(words, shortcut, action=partial(self.decided.emit, one.ref, decision))
        self._ways.addWidget(button)
        self.buttons.append(button)


def _value(name: str, value: Value) -> str:
    """A value that may break its line where a long number would not."""
    return "—" if value is None else _LONG.sub("\\g<0>\u200b", value_words(name, value))
