"""Fields of one record in a dense grid, in reading order, with what was said the last time in grey."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import ceil

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.records import KINDS, Value
from app.records.fields import Code, Codes, Count, Day, Flag, Text
from app.records.findings import Finding
from ui.desktop import theme
from ui.desktop.pages.visit.editors import Answers, ManyAnswers, PressureEditor
from ui.desktop.widgets.choice import Choice
from ui.desktop.widgets.editors import CountEditor, Editor, LineEditor, ParagraphEditor, code_choices, editor_for
from ui.desktop.widgets.field_row import FieldRow
from ui.measures import finding_facts
from ui.text import language, tr

PRESSURE = "pressure"
"""Stands for the two fields systolic and diastolic."""

_QUARTERS = 4
_LETTERS = 80
"""So many characters a whole line is wide, at any size of text it is laid out for."""
_TWO_ABREAST = 1.3
"""With larger text every field has a line of its own."""
_SHORT = frozenset({"provider"})
"""Words that are short: a quarter of a line is enough."""

Typed = Mapping[str, str]


class Fields(QWidget):
    """``submitted`` after Enter, ``changed`` at every key. Values are as the ledger stores them.

    ``kind``: the record kind; its fields are asked for with ``ask``, in reading order. ``hints``: earlier answers that
    will be suggested.
    """

    submitted = Signal()
    changed = Signal(str)

    def __init__(self, kind: str, today: date, hints: Mapping[str, Value] | None = None) -> None:
        super().__init__()
        self.kind, self._today, self._hints = kind, today, hints or {}
        self._editors: dict[str, Editor] = {}
        self._rows: dict[str, FieldRow] = {}

    def ask(
        self, names: Iterable[str], *, required: Iterable[str] = (), choices: Mapping[str, tuple[Choice, ...]] | None = None,
        labels: Mapping[str, str] | None = None,
    ) -> QWidget:  # fmt: skip
        """Makes the editors of some fields and lays them out; ``choices``: fewer than a code list has."""
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.current().space(4))
        grid.setVerticalSpacing(theme.current().space(1.5))
        for place in range(_QUARTERS):
            grid.setColumnStretch(place, 1)
        line, place = 0, 0
        for name in names:
            label = (labels or {}).get(name) or tr(f"visit.{name}" if name == PRESSURE else f"field.{self.kind}.{name}")
            editor = self._make(name, (choices or {}).get(name))
            row = self._add(name, label, editor, required=name in required)
            wide = self._quarters(name, editor)
            if place + wide > _QUARTERS:
                line, place = line + 1, 0
            grid.addWidget(row, line, place, 1, wide, Qt.AlignmentFlag.AlignTop)
            place += wide
        return holder

    def _add(self, name: str, label: str, editor: Editor, *, required: bool) -> FieldRow:
        editor.name(label)
        row = FieldRow(label, editor, required=required)
        if is_roomy():
            row.label.setFixedWidth(label_width())
        self._editors[name], self._rows[name] = editor, row
        editor.changed.connect(lambda: self._changed(name))
        editor.inner.installEventFilter(self)
        return row

    def _make(self, name: str, choices: tuple[Choice, ...] | None) -> Editor:
        described = KINDS[self.kind].fields
        if name == PRESSURE:
            both = [field for part in ("systolic", "diastolic") if isinstance(field := described[part], Count)]
            return PressureEditor(*both)
        field = described[name]
        if isinstance(field, Code):
            return Answers(code_choices(field.list) if choices is None else choices, may_be_none=not field.required)
        if isinstance(field, Codes):
            return ManyAnswers(code_choices(field.list) if choices is None else choices)
        if isinstance(field, Text):
            return LineEditor(field.longest)
        made = Answers(choices, may_be_none=False) if choices is not None else editor_for(field, self._today)
        if made is None:
            raise ValueError(f"{self.kind}.{name} has no editor")
        return made

    def _quarters(self, name: str, editor: Editor) -> int:
        """How many quarters of a line an editor needs."""
        if not is_roomy():
            return _QUARTERS
        field = KINDS[self.kind].fields.get(name)
        if isinstance(editor, CountEditor | PressureEditor) or isinstance(field, Flag) or name in _SHORT:
            return 1
        if isinstance(field, Day):
            return 2 if name == "next_date" else 1
        if isinstance(editor, Answers | ManyAnswers):
            wear = theme.current()
            editor.suggest(str(self._hints.get(name) or ""))  # room for the earlier answer as well
            pills = editor.pills.sizeHint().width() + label_width() + wear.space(4)
            return min(_QUARTERS, max(1, ceil(pills / wear.wide(_LETTERS / _QUARTERS))))
        return 2

    # What is in it

    def editor(self, name: str) -> Editor:
        """The editor of a field, ``pressure`` for both numbers."""
        return self._editors[name]

    def row(self, name: str) -> FieldRow:
        """The row of a field."""
        return self._rows[name]

    def has(self, name: str) -> bool:
        """Whether it is asked for here."""
        return name in self._editors

    def values(self) -> dict[str, Value]:
        """Every field; None for what is empty or cannot be read."""
        found: dict[str, Value] = {}
        for name, editor in self._editors.items():
            if isinstance(editor, PressureEditor):
                found["systolic"], found["diastolic"] = (editor.pressure() if not editor.problem() else None) or (
                    None,
                    None,
                )
            else:
                found[name] = editor.value()
        return found

    def set_values(self, values: Mapping[str, Value]) -> None:
        """Puts values into the fields named."""
        for name, value in values.items():
            if name in self._editors:
                self._editors[name].set_value(value)

    def typed(self) -> dict[str, str]:
        """What stands in the fields, letter for letter, readable or not."""
        return {name: text for name, editor in self._editors.items() if (text := _letters(editor))}

    def type_again(self, typed: Typed) -> None:
        """Puts it back."""
        for name, text in typed.items():
            if (editor := self._editors.get(name)) is None:
                continue
            if isinstance(editor, LineEditor):
                editor.line.setText(text)
            else:
                editor.set_value(int(text) if text.isdigit() and isinstance(_field(self.kind, name), Flag) else text)

    def suggest(self, earlier: Mapping[str, Value]) -> None:
        """Earlier answers in grey: nothing of it is saved unless she takes it with the down key."""
        for name, editor in self._editors.items():
            value = _earlier(name, earlier)
            if isinstance(editor, LineEditor):
                editor.suggest("" if value is None else editor.shown(value) if name != PRESSURE else str(value))
            elif isinstance(editor, Answers):
                editor.suggest("" if value is None else str(value))

    # What is said about it

    def readable(self) -> bool:
        """Whether everything typed can be read; says below the fields what cannot, the first one gets the cursor."""
        wrong = {name: words for name, editor in self._editors.items() if (words := editor.problem())}
        for name, words in wrong.items():
            self._rows[name].say(words)
        for name in list(wrong)[:1]:
            self._editors[name].setFocus(Qt.FocusReason.OtherFocusReason)
        return not wrong

    def say(self, findings: Iterable[Finding]) -> None:
        """Says each finding below its field; what could not be read keeps its own words."""
        told = {row_of(f.field): f for f in sorted(findings, key=lambda f: f.wall)}
        for name, place in self._rows.items():
            if self._editors[name].problem() or (name not in told and place.finding.property("role") == "note"):
                continue
            finding = told.get(name)
            words = tr(finding.code, **finding_facts(self.kind, finding)) if finding else ""
            place.say(words, "late" if finding and finding.wall else "due")

    def focus(self, field: str) -> None:
        """Gives the keyboard to a field, if it is asked for here."""
        if (editor := self._editors.get(row_of(field))) is not None:
            editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """What Enter does."""
        self.submitted.emit()

    def _changed(self, name: str) -> None:
        if self._rows[name].said() and self._rows[name].finding.property("role") != "note":
            self._rows[name].say("")
        self.changed.emit(name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """On leaving a line, what cannot be read is said at once."""
        if event.type() == QEvent.Type.FocusOut:
            for name, editor in self._editors.items():
                if editor.inner is watched and (words := editor.problem()):
                    self._rows[name].say(words)
        return False


def label_width() -> int:
    """How wide a label beside its field is: six Chinese characters, or a long English word."""
    return theme.current().wide(6.1 if language() == "zh" else 6.8)


def is_roomy() -> bool:
    """Whether the text is small enough for things beside one another."""
    return theme.current().scale <= _TWO_ABREAST


def with_pressure(names: Sequence[str]) -> list[str]:
    """The names with the two blood pressures as one."""
    return list(dict.fromkeys(PRESSURE if name in ("systolic", "diastolic") else name for name in names))


def row_of(field: str) -> str:
    """Under which name a field stands in the form."""
    return PRESSURE if field in ("systolic", "diastolic") else field


def _earlier(name: str, earlier: Mapping[str, Value]) -> Value:
    if name != PRESSURE:
        return None if name in ("date", "place", "about") else earlier.get(name)
    both = earlier.get("systolic"), earlier.get("diastolic")
    return f"{both[0]}/{both[1]}" if all(both) else None


def _field(kind: str, name: str) -> object:
    return KINDS[kind].fields.get(name)


def _letters(editor: Editor) -> str:
    if isinstance(editor, LineEditor):
        return editor.line.text()
    if isinstance(editor, ParagraphEditor):
        return editor.box.toPlainText()
    value = editor.value()
    return str(value) if value else ""
