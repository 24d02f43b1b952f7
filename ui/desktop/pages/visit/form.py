"""The fields of one kind of visit, in one column, with what was said the last time in grey."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from app.records import KINDS, Value, Visit
from app.records.fields import Code, Count, Text
from app.records.findings import Finding
from app.records.visits import form_of
from ui.dates import say_date
from ui.desktop import theme
from ui.desktop.pages.visit.editors import Answers, PressureEditor
from ui.desktop.widgets.editors import Editor, LineEditor, ParagraphEditor, code_choices, editor_for
from ui.desktop.widgets.field_row import FieldRow
from ui.desktop.widgets.words import Card, Words, column, row
from ui.measures import finding_facts
from ui.text import tr

REFERRAL = ("referral_reason", "referral_facility")
"""Asked when a referral is made. What came of it is known later, and is written on her page."""
PRESSURE = "pressure"
"""Stands for the two fields systolic and diastolic."""
_BESIDE = {"date": "place", PRESSURE: "weight_g", "next_date": "signed", "referral_reason": "referral_facility"}
"""What shares a line: left and right."""
_TWO_ABREAST = 1.3
"""With larger text every field has a line of its own."""
_LATER = "referral_outcome"
_NO_SIGNATURE = ("phone", "message")
_FIELDS = KINDS[Visit.kind].fields


class VisitForm(QWidget):
    """``submitted`` after Enter, ``changed`` at every key. Values are as the ledger stores them."""

    submitted = Signal()
    changed = Signal()

    def __init__(self, visit_kind: str, today: date, values: Mapping[str, Value], earlier: Mapping[str, Value]) -> None:
        super().__init__()
        self.visit_kind, self._today = visit_kind, today
        self._asked = {asked.name: asked.required for asked in form_of(visit_kind)}
        self._editors: dict[str, Editor] = {}
        self._rows: dict[str, FieldRow] = {}
        self._earlier = earlier
        self._sheet = column(self, steps=1.5)
        asked = [name for name in self._asked if name != _LATER]
        paired = [PRESSURE if name in ("systolic", "diastolic") else name for name in asked]
        names = ["date", "place", *dict.fromkeys(paired)]
        beside = {a: b for a, b in _BESIDE.items() if is_roomy() and a in names and b in names}
        for name in names:
            self._add(name)
        self.danger = Card(tone="due")
        self.danger.hide()
        for name in names:
            if name in beside.values():
                continue
            if name == REFERRAL[0]:
                self._sheet.addWidget(self.danger)
            if name in beside:
                line = row(steps=5)
                left, right = (3, 7) if name == "date" else (1, 1)
                line.addWidget(self._rows[name], left, Qt.AlignmentFlag.AlignTop)
                line.addWidget(self._rows[beside[name]], right, Qt.AlignmentFlag.AlignTop)
                self._sheet.addLayout(line)
            else:
                self._sheet.addWidget(self._rows[name])
        self._suggest()
        for name, editor in self._editors.items():
            if name != PRESSURE:
                editor.set_value(values.get(name, 0 if name == "signed" else None))
            editor.changed.connect(lambda name=name: self._changed(name))
            editor.inner.installEventFilter(self)
        self._given = self.typed()
        self.show_referral(on=False)
        self._place_changed()

    def _add(self, name: str) -> None:
        label = tr(f"visit.{PRESSURE}" if name == PRESSURE else f"field.visit.{name}")
        editor = self._make(name)
        editor.name(label)
        self._editors[name] = editor
        self._rows[name] = FieldRow(label, editor, required=self._asked.get(name, name == "date"))

    def _make(self, name: str) -> Editor:
        if name == PRESSURE:
            both = [field for part in ("systolic", "diastolic") if isinstance(field := _FIELDS[part], Count)]
            return PressureEditor(*both)
        field = _FIELDS[name]
        if isinstance(field, Code):
            return Answers(code_choices(field.list))
        if isinstance(field, Text):
            return LineEditor(field.longest)
        made = editor_for(field, self._today)
        if made is None:
            raise ValueError(f"visit.{name} has no editor")
        return made

    def _suggest(self) -> None:
        """Earlier answers in grey: nothing of it is saved unless she takes it with the down key."""
        before = self._earlier
        if PRESSURE in self._editors and before.get("systolic") and before.get("diastolic"):
            self._editors[PRESSURE].suggest(f"{before['systolic']}/{before['diastolic']}")
        for name, editor in self._editors.items():
            value = before.get(name)
            if value is None or name in ("date", "place"):
                continue
            editor.suggest(editor.shown(value) if isinstance(editor, LineEditor) else str(value))

    # What is in it

    def editor(self, name: str) -> Editor:
        """The editor of a field, ``pressure`` for both numbers."""
        return self._editors[name]

    def row(self, name: str) -> FieldRow:
        """The row of a field."""
        return self._rows[name]

    def has(self, name: str) -> bool:
        """Whether this kind of visit asks for it."""
        return name in self._editors

    def values(self) -> dict[str, Value]:
        """Every field; None for what is empty or cannot be read, and for a signature nobody can have given."""
        found: dict[str, Value] = {"visit_kind": self.visit_kind}
        for name, editor in self._editors.items():
            if name == PRESSURE:
                both = editor.pressure() if isinstance(editor, PressureEditor) and not editor.problem() else None
                found["systolic"], found["diastolic"] = both or (None, None)
            else:
                found[name] = editor.value()
        if found.get("place") in _NO_SIGNATURE:
            found["signed"] = 0
        return found

    def typed(self) -> dict[str, str]:
        """What stands in the fields, letter for letter, readable or not."""
        return {name: text for name, editor in self._editors.items() if (text := _letters(editor))}

    def type_again(self, typed: Mapping[str, str]) -> None:
        """Puts it back."""
        for name, text in typed.items():
            if name in self._editors:
                editor = self._editors[name]
                if isinstance(editor, LineEditor):
                    editor.line.setText(text)
                else:
                    editor.set_value(int(text) if name == "signed" else text)
        self.show_referral(on=any(name in REFERRAL for name in typed))
        self._place_changed()

    def is_touched(self) -> bool:
        """Whether anything differs from what the page put there itself."""
        return self.typed() != self._given

    def first_finding(self) -> Editor:
        """Where the typing begins: after date and place."""
        return next(editor for name, editor in self._editors.items() if name not in ("date", "place"))

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
        told = {_row_of(f.field): f for f in sorted(findings, key=lambda f: f.wall)}
        for name, place in self._rows.items():
            if self._editors[name].problem():
                continue
            finding = told.get(name)
            place.say(_sentence(finding) if finding else "", "late" if finding and finding.wall else "due")

    def propose(self, day: date | None, words: str) -> None:
        """Shows in grey when to meet again, and why."""
        if "next_date" in self._editors:
            self._editors["next_date"].suggest(say_date(day.isoformat()) if day else "")
            if not self._rows["next_date"].said() or self._rows["next_date"].finding.property("role") == "note":
                self._rows["next_date"].say(words, "note")

    def warn(self, sentences: list[str], *, urgent: bool) -> None:
        """What a doctor should see: words to say to her, above the referral."""
        while (item := self.danger.body.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self.danger.set_tone("late" if urgent else "due")
        room = theme.current().space(2.5)
        self.danger.body.setContentsMargins(room, room, room, room)
        for number, sentence in enumerate(sentences):
            self.danger.body.addWidget(Words(sentence, "body" if number else "strong", wrap=True))
        self.danger.setVisible(bool(sentences))

    def show_referral(self, *, on: bool) -> None:
        """The fields of a referral; once something stands in them they stay."""
        shown = on or any(name in self.typed() for name in REFERRAL)
        for name in REFERRAL:
            if name in self._rows:
                self._rows[name].setVisible(shown)

    def referral_shown(self) -> bool:
        """Whether a referral is asked for."""
        return REFERRAL[0] in self._rows and not self._rows[REFERRAL[0]].isHidden()

    def submit(self) -> None:
        """What Enter does."""
        self.submitted.emit()

    def _changed(self, name: str) -> None:
        if self._rows[name].said():
            self._rows[name].say("")
        if name == "place":
            self._place_changed()
        self.changed.emit()

    def _place_changed(self) -> None:
        if "signed" in self._rows:
            self._rows["signed"].setVisible(self._editors["place"].value() not in _NO_SIGNATURE)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """On leaving a line, what cannot be read is said at once."""
        if event.type() == QEvent.Type.FocusOut:
            for name, editor in self._editors.items():
                if editor.inner is watched and (words := editor.problem()):
                    self._rows[name].say(words)
        return False


def is_roomy() -> bool:
    """Whether the text is small enough for two things beside one another."""
    return theme.current().scale <= _TWO_ABREAST


def _letters(editor: Editor) -> str:
    if isinstance(editor, LineEditor):
        return editor.line.text()
    if isinstance(editor, ParagraphEditor):
        return editor.box.toPlainText()
    value = editor.value()
    return str(value) if value else ""


def _row_of(field: str) -> str:
    return PRESSURE if field in ("systolic", "diastolic") else field


def _sentence(finding: Finding) -> str:
    return tr(finding.code, **finding_facts(Visit.kind, finding))
