"""A form in the page itself: what is typed is kept as a draft from the first key, until it is saved or thrown away."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QScrollArea, QWidget

from app.errors import RecordError, SuifangError
from app.records import Value
from app.records.findings import Finding
from ui.desktop import theme
from ui.desktop.page import Page
from ui.desktop.record_form import RecordForm
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.choice import Choice
from ui.desktop.widgets.editors import Editor
from ui.desktop.widgets.words import Card, Words, column, row
from ui.text import tr

LARGE = 1.3
"""From this text size on a label stands above its field."""

DRAFT_MS = 300
"""So long after the last key the draft is written, encrypted, into the ledger."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some fields of one record kind within a form. ``more``: shown only when asked for."""

    key: str
    kind: str
    fields: tuple[str, ...]
    values: Mapping[str, Value] = field(default_factory=dict)
    title: str = ""
    choices: Mapping[str, tuple[Choice, ...]] | None = None
    more: bool = False


class FormPanel(Card):
    """``saved`` when she means to save and everything can be read; ``left`` when she puts it by (the draft stays).

    ``ask`` tells what is odd about the values; it is asked while she types, and never keeps her from saving.
    ``grow`` makes a further part (a second child); ``grow_words`` is on its button.
    """

    saved = Signal()
    left = Signal()
    changed = Signal()

    def __init__(
        self, page: Page, title: str, parts: Sequence[Part], *, draft: str, save: str = "", note: str = "",
        ask: Callable[[FormPanel], Sequence[Finding]] | None = None,
        grow: Callable[[int], Part] | None = None, grow_words: str = "",
    ) -> None:  # fmt: skip
        super().__init__()
        self._page, self._draft, self._ask, self._grow = page, draft, ask, grow
        self._finished = False
        self._forms: dict[str, RecordForm] = {}
        self._parts: dict[str, Part] = {}
        self._hidden: list[QWidget] = []
        self.setAccessibleName(title)
        self.body.setSpacing(theme.current().space(3))
        self.body.addWidget(Words(title, "section", wrap=True))
        self._note = Words(note, "soft", wrap=True)
        self.body.addWidget(self._note)
        self._note.setVisible(bool(note))
        inside = QWidget()
        self._inside = column(inside, steps=2.5)
        self._inside.setContentsMargins(0, 0, theme.current().space(3), 0)
        self._after = QWidget()
        after = column(self._after)
        self._more = Button(tr("form.more"), action=self._toggle_more)
        self._more.hide()
        after.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self._inside.addWidget(self._after)
        self._inside.addStretch(1)
        if grow is not None:
            after.addWidget(Button(grow_words, action=self.add_part), 0, Qt.AlignmentFlag.AlignLeft)
        for part in parts:
            self._add(part)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        self._scroll = scroll
        self.body.addWidget(scroll, 1)
        self._build_foot(save or tr("form.save"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DRAFT_MS)
        self._timer.timeout.connect(self._settle)
        page.read(lambda ledger: ledger.draft(draft), self._restore)

    def _build_foot(self, save: str) -> None:
        line = row(steps=3)
        self.save_button = Button(save, "Enter", primary=True, action=self.submit)
        self.later_button = Button(tr("form.later"), "Esc", action=self.leave)
        self.over_button = Button(tr("form.start_over"), action=self.start_over)
        self.over_button.hide()
        for button in (self.save_button, self.later_button):
            line.addWidget(button)
        line.addStretch(1)
        line.addWidget(self.over_button)
        self.body.addLayout(line)

    def _add(self, part: Part) -> None:
        form = RecordForm(
            part.kind, part.fields, part.values, today=self._page.desk.today(), choices=part.choices,
            stacked=theme.current().scale > LARGE,
        )  # fmt: skip
        self._forms[part.key], self._parts[part.key] = form, part
        place = self._inside.indexOf(self._after)
        holder = QWidget()
        inside = column(holder, steps=2)
        if part.title:
            inside.addWidget(Words(part.title, "section"))
        inside.addWidget(form)
        if part.more:
            self._hidden.append(holder)
            holder.hide()
            self._more.show()
            place += 1
        self._inside.insertWidget(place, holder)
        form.submitted.connect(self.submit)
        form.changed.connect(self._touched)

    def add_part(self) -> None:
        """A further part of the same kind, ready to be typed into."""
        if self._grow is not None:
            part = self._grow(len(self._forms))
            self._add(part)
            self._forms[part.key].editor(part.fields[0]).setFocus(Qt.FocusReason.OtherFocusReason)

    # What is in it

    def form(self, key: str = "main") -> RecordForm:
        """One of its forms."""
        return self._forms[key]

    def part_keys(self) -> tuple[str, ...]:
        """The keys of its parts, in order."""
        return tuple(self._forms)

    def values(self, *keys: str) -> dict[str, Value]:
        """What the fields of these parts (all by default) hold, as the ledger stores it."""
        return {n: v for key in keys or self._forms for n, v in self._forms[key].values().items()}

    def dirty(self) -> bool:
        """Whether anything differs from what was given."""
        return any(form.dirty() for form in self._forms.values())

    def pending(self) -> bool:
        """Whether something typed is not yet in the draft."""
        return not self._finished and self._timer.isActive()

    def focus(self, name: str = "") -> None:
        """Puts the cursor into a field, the first one by default."""
        for key, form in self._forms.items():
            for field_name in form.values():
                if not name or field_name == name:
                    if self._parts[key].more:
                        self._show_more(True)
                    form.editor(field_name).setFocus(Qt.FocusReason.OtherFocusReason)
                    return

    # Saving and leaving

    def submit(self) -> None:
        """What Enter does: goes on if everything can be read."""
        unreadable = [key for key, form in self._forms.items() if not form.readable()]
        if any(self._parts[key].more for key in unreadable):
            self._show_more(True)
        if not unreadable:
            self.save_button.setEnabled(False)
            self.saved.emit()

    def refuse(self, error: SuifangError) -> None:
        """What was saved was refused: says it below the fields, nothing typed is lost."""
        self.save_button.setEnabled(True)
        if isinstance(error, RecordError):
            findings = [f for f in error.findings if isinstance(f, Finding)]
            for form in self._forms.values():
                form.set_findings([f for f in findings if f.field in form.values()])
            shown = {name for form in self._forms.values() for name in form.values()}
            self.say("　".join(tr(f.code, **f.facts) for f in findings if f.field not in shown))
        else:
            self._page.desk.trouble(error)

    def finish(self) -> None:
        """It is saved: the draft goes."""
        self._finished = True
        self._timer.stop()
        self._page.read(lambda ledger: ledger.keep_draft(self._draft, None), lambda _: None)

    def leave(self) -> None:
        """Puts it by; what was typed stays as a draft."""
        if not self._finished and self.dirty():
            self._keep()
            self._page.desk.toast(tr("form.kept"), None)
        self.left.emit()

    def flush(self) -> None:
        """What was typed a moment ago is kept at once: the page is being left."""
        if self.pending():
            self._timer.stop()
            self._keep()

    def start_over(self) -> None:
        """Forgets the draft and shows what the ledger has."""
        self._timer.stop()
        for key, form in self._forms.items():
            form.set_values(self._parts[key].values)
        self._page.read(lambda ledger: ledger.keep_draft(self._draft, None), lambda _: None)
        self.over_button.hide()
        self.say("")
        self.focus()

    def say(self, words: str) -> None:
        """A sentence above the fields."""
        self._note.setText(words)
        self._note.setVisible(bool(words))

    def _touched(self) -> None:
        self._timer.start()
        self.changed.emit()

    def _settle(self) -> None:
        if not self._finished:
            self._keep()
            self._wonder()

    def _keep(self) -> None:
        typed = {key: typed_of(form) for key, form in self._forms.items()}
        kept = json.dumps({key: fields for key, fields in typed.items() if fields}, ensure_ascii=False)
        name = self._draft
        words = kept if kept != "{}" else None
        # While the ledger is locked nothing can be kept; the fields still hold it, and it is tried again.
        self._page.read(lambda ledger: ledger.keep_draft(name, words), lambda _: None, failed=lambda _: self._again())

    def _again(self) -> None:
        if not self._finished:
            self._timer.start(4 * DRAFT_MS)

    def _restore(self, kept: str | None) -> None:
        if kept is None or self.dirty():
            return
        for key, fields in json.loads(kept).items():
            while key not in self._forms and self._grow is not None:
                self._add(self._grow(len(self._forms)))
            form = self._forms.get(key)
            for name, value in fields.items() if form is not None else ():
                if form is not None and name in form.values():
                    type_into(form.editor(name), value)
        self._timer.stop()
        self.over_button.show()
        self.say(tr("form.restored"))
        self._wonder()

    def _wonder(self) -> None:
        """Says below the fields what looks odd, without taking the cursor anywhere."""
        if self._ask is None or any(form.editor(n).problem() for form in self._forms.values() for n in form.values()):
            return
        odd = {f.field: tr(f.code, **f.facts) for f in self._ask(self) if not f.wall}
        for form in self._forms.values():
            for name in form.values():
                line = form.row(name)
                if name in odd or line.finding.property("role") == "due":
                    line.say(odd.get(name, ""), "due")

    def _toggle_more(self) -> None:
        self._show_more(any(part.isHidden() for part in self._hidden))

    def _show_more(self, on: bool) -> None:
        for part in self._hidden:
            part.setVisible(on)
        self._more.setText(tr("form.less" if on else "form.more"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts it by."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        super().keyPressEvent(event)


def typed_of(form: RecordForm) -> dict[str, Value]:
    """What differs from what was given, just as it was typed: readable or not."""
    found: dict[str, Value] = {}
    for name in form.dirty():
        inner = form.editor(name).inner
        if isinstance(inner, QLineEdit):
            found[name] = inner.text()
        elif isinstance(inner, QPlainTextEdit):
            found[name] = inner.toPlainText()
        else:
            found[name] = form.editor(name).value()
    return found


def type_into(editor: Editor, typed: Value) -> None:
    """Puts back what was typed."""
    inner = editor.inner
    if isinstance(inner, QLineEdit):
        inner.setText(str(typed))
    elif isinstance(inner, QPlainTextEdit):
        inner.setPlainText(str(typed))
    else:
        editor.set_value(typed)
