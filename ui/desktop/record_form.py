"""A form made from the description of a record kind: the right editor for each field, in the order asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.records import KINDS, Value
from app.records.fields import Field, Flag
from app.records.findings import Finding
from ui.desktop.widgets.buttons import ENTER_KEYS
from ui.desktop.widgets.choice import Choice
from ui.desktop.widgets.editors import Editor, editor_for
from ui.desktop.widgets.field_row import FieldRow
from ui.desktop.widgets.words import column
from ui.measures import finding_facts
from ui.text import tr

NOTES = {("woman", "name"): "editor.rare", ("woman", "birth_date"): "editor.birth"}
"""What stands below a field before anything is typed."""


class RecordForm(QWidget):
    """Some fields of one record kind.

    ``submitted`` after Enter (Ctrl+Enter in taller boxes) once everything typed can be read; what cannot is said below
    its field and takes the focus. ``changed`` at every key. Nothing typed is ever thrown away by the form.
    """

    submitted = Signal()
    changed = Signal()

    def __init__(
        self, kind: str, fields: Sequence[str], values: Mapping[str, Value], *, today: date,
        choices: Mapping[str, tuple[Choice, ...]] | None = None, stacked: bool = False,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.kind = kind
        self._descriptions: dict[str, Field] = {}
        self._editors: dict[str, Editor] = {}
        self._rows: dict[str, FieldRow] = {}
        layout = column(self, steps=2.5)
        for name in fields:
            description = KINDS[kind].fields[name]
            editor = editor_for(description, today, (choices or {}).get(name))
            if editor is None:
                raise ValueError(f"{kind}.{name} has no editor")
            label = tr(f"field.{kind}.{name}")
            editor.name(label)
            self._descriptions[name] = description
            self._editors[name] = editor
            note = tr(NOTES[kind, name]) if (kind, name) in NOTES else ""
            self._rows[name] = FieldRow(label, editor, required=description.required, stacked=stacked, note=note)
            editor.inner.installEventFilter(self)
            editor.changed.connect(lambda name=name: self._changed(name))
            layout.addWidget(self._rows[name])
        layout.addStretch(1)
        self._given: dict[str, Value] = {}
        self.set_values(values)

    def editor(self, name: str) -> Editor:
        """The editor of a field."""
        return self._editors[name]

    def row(self, name: str) -> FieldRow:
        """The row of a field, to hide it or to add a note."""
        return self._rows[name]

    def values(self) -> dict[str, Value]:
        """Every field as the ledger stores it; None for what is empty or cannot be read."""
        return {name: editor.value() for name, editor in self._editors.items()}

    def set_values(self, values: Mapping[str, Value]) -> None:
        """Shows values as the ones saved; the form is clean after it."""
        for name, editor in self._editors.items():
            value = values.get(name)
            editor.set_value(bool(value) if isinstance(self._descriptions[name], Flag) else value)
        self._given = self.values()
        self.set_findings(())

    def dirty(self) -> dict[str, Value]:
        """The fields that differ from what was given, with their values now; something unreadable counts too."""
        now = self.values()
        return {n: now[n] for n in now if now[n] != self._given[n] or self._editors[n].problem()}

    def suggest(self, name: str, words: str) -> None:
        """Shows an earlier answer in grey."""
        self._editors[name].suggest(words)

    def set_findings(self, findings: Iterable[Finding]) -> None:
        """Says each finding below its field and takes earlier words away; the first wall gets the focus."""
        worst = {finding.field: finding for finding in sorted(findings, key=lambda f: f.wall)}
        self._say({name: (tr(f.code, **finding_facts(self.kind, f)), f.wall) for name, f in worst.items()})

    def readable(self) -> bool:
        """Whether everything typed can be read and nothing needed is missing; says below the fields what is not."""
        told: dict[str, tuple[str, bool]] = {}
        for name, editor in self._editors.items():
            if words := editor.problem():
                told[name] = (words, True)
            elif self._descriptions[name].required and editor.value() is None:
                told[name] = (tr("editor.required"), True)
        self._say(told)
        return not told

    def _say(self, told: Mapping[str, tuple[str, bool]]) -> None:
        first: Editor | None = None
        for name, place in self._rows.items():
            words, is_wall = told.get(name, ("", False))
            place.say(words, "late" if is_wall else "due")
            if is_wall and first is None:
                first = self._editors[name]
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """What Enter does."""
        if self.readable():
            self.submitted.emit()

    def _changed(self, name: str) -> None:
        if self._rows[name].said():
            self._rows[name].say("")
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter that no editor wanted saves."""
        if event.key() in ENTER_KEYS:
            self.submit()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Enter saves from a taller box; on leaving a line, what cannot be read is said at once."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in ENTER_KEYS:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.submit()
                return True
        elif event.type() == QEvent.Type.FocusOut:
            for name, editor in self._editors.items():
                if editor.inner is watched and (words := editor.problem()):
                    self._rows[name].say(words)
        return False
