"""One editor for each description of a field (``app.records.fields``).

Every editor has the same four things: ``changed``, ``value()`` as the ledger stores it, ``set_value()``, and
``problem()``: a sentence when what was typed cannot be read, else ``""``. What was typed is never thrown away.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from app.codes import code_list
from app.records import Value
from app.records.fields import Code, Codes, Count, Day, Field, Flag, IdNumber, Phone, Ref, Text
from app.values.identity import IdKind, read_id
from app.values.phone import PhoneKind, read_phone
from app.values.rare import spelled
from app.values.written_dates import Ambiguous, Impossible, NotADate, Stated, read_date
from ui.dates import say_date
from ui.desktop import theme
from ui.desktop.widgets.buttons import ENTER_KEYS, Pills
from ui.desktop.widgets.choice import Choice, ChoiceEdit
from ui.desktop.widgets.many import ManyPills
from ui.desktop.widgets.rare import offer_rare
from ui.desktop.widgets.tick import Tick
from ui.desktop.widgets.words import Words, row
from ui.measures import measure_of, read_measure
from ui.text import language, tr

FEW = 5
"""Up to so many choices stand open as pills; more are typed for."""


class Editor(QWidget):
    """What all editors share. ``inner`` is the widget that takes the keys and carries the accessible name."""

    changed = Signal()

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        self.inner = inner
        self.layout_ = row(self, steps=2)
        self.layout_.addWidget(inner, 1)
        self.setFocusProxy(inner)

    def value(self) -> Value:
        """What the ledger would store; None for nothing."""
        raise NotImplementedError

    def set_value(self, value: Value) -> None:
        """Shows a stored value."""
        raise NotImplementedError

    def problem(self) -> str:
        """Why what was typed cannot be read, as a sentence; ``""`` when it can."""
        return ""

    def suggest(self, words: str) -> None:
        """Shows an earlier answer in grey, where there is room for one."""

    def name(self, label: str) -> None:
        """Tells screen readers what it is for."""
        self.inner.setAccessibleName(label)


class _Line(QLineEdit):
    """A line that lets Enter through, and takes the grey suggestion with the down key."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_U and event.modifiers() == Qt.KeyboardModifier.AltModifier:
            offer_rare(self)
            return
        if event.key() == Qt.Key.Key_Down and not self.text() and self.placeholderText():
            self.setText(self.placeholderText())
            return
        super().keyPressEvent(event)
        if event.key() in ENTER_KEYS:
            self.left.emit()
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class LineEditor(Editor):
    """A line of text; subclasses read it and show it tidied when she moves on.

    A code point typed for a character (``U+4DAE``) is that character.
    """

    def __init__(self, longest: int = 200) -> None:
        self.line = _Line()
        self.line.setMaxLength(longest)
        super().__init__(self.line)
        self.line.textChanged.connect(lambda _: self.changed.emit())
        self.line.left.connect(self._tidy)

    def value(self) -> Value:
        """The text without blanks around it."""
        return spelled(self.line.text()).strip() or None

    def set_value(self, value: Value) -> None:
        """Shows the text from its beginning."""
        self.line.setText("" if value is None else self.shown(value))
        self.line.setCursorPosition(0)

    def suggest(self, words: str) -> None:
        """Grey in the empty line; the down key takes it."""
        self.line.setPlaceholderText(words)

    def shown(self, value: Value) -> str:
        """A stored value as it is read best."""
        return str(value)

    def _tidy(self) -> None:
        if (value := self.value()) is not None and not self.problem() and self.shown(value) != self.line.text():
            self.set_value(value)


class ParagraphEditor(Editor):
    """Several lines; Tab leaves it, Ctrl+Enter saves."""

    def __init__(self, field: Text) -> None:
        self.box = QPlainTextEdit()
        self.box.setTabChangesFocus(True)
        wear = theme.current()
        self.box.setFixedHeight(round(wear.text() * 1.6 * field.lines) + wear.space(5))
        super().__init__(self.box)
        self._longest = field.longest
        self.box.textChanged.connect(self.changed.emit)

    def value(self) -> Value:
        """The text without blanks around it."""
        return self.box.toPlainText().strip() or None

    def set_value(self, value: Value) -> None:
        """Shows the text."""
        self.box.setPlainText("" if value is None else str(value))

    def suggest(self, words: str) -> None:
        """Grey in the empty box."""
        self.box.setPlaceholderText(words)

    def problem(self) -> str:
        """Too long is said, not cut."""
        over = len(self.box.toPlainText().strip()) - self._longest
        return tr("editor.too_long", over=over) if over > 0 else ""


class DayEditor(LineEditor):
    """A date in any form people write; read when she moves on, shown as ``1989年3月7日``."""

    def __init__(self, field: Day, today: date) -> None:
        self._field, self._today = field, today
        super().__init__(40)

    def value(self) -> Value:
        """The ISO prefix, or None while it cannot be read."""
        read = self._read()
        return read.date if isinstance(read, Stated) and not self._refused(read) else None

    def shown(self, value: Value) -> str:
        """In words."""
        return say_date(str(value))

    def problem(self) -> str:
        """What is not understood, or what the field cannot take."""
        read = self._read()
        if isinstance(read, Stated):
            return self._refused(read)
        if isinstance(read, Ambiguous):
            return tr("editor.date.ambiguous", dates=tr("list.or").join(say_date(d) for d in read.candidates[:3]))
        if isinstance(read, Impossible):
            return tr("editor.date.impossible")
        if read.code == "date.blank":
            return ""
        return tr("editor.date.unreadable")

    def _read(self) -> Stated | Ambiguous | Impossible | NotADate:
        return read_date(self.line.text(), today=self._today)

    def _refused(self, read: Stated) -> str:
        if self._field.exact and len(read.date) < 10:
            return tr("editor.date.exact")
        if not self._field.future and read.date > self._today.isoformat():
            return tr("editor.date.future")
        return ""


class CountEditor(LineEditor):
    """A number with its unit, typed and shown in the one people use (``ui.measures``) and kept in the ledger's."""

    def __init__(self, field: Count) -> None:
        super().__init__(12)
        self._field = field
        self._measure = measure_of(field)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
        self.line.setMaximumWidth(theme.current().wide(8))
        self.line.setMinimumWidth(theme.current().wide(6))
        if field.unit:
            self.layout_.addWidget(Words(tr(f"unit.{self._measure.unit}"), "soft"))
        self.layout_.addStretch(1)

    def value(self) -> Value:
        """The number in the ledger's unit, or None while it cannot be read."""
        return None if self.problem() else self._number()

    def shown(self, value: Value) -> str:
        """Without needless zeros."""
        return self._measure.shown(value) if isinstance(value, int) else str(value)

    def problem(self) -> str:
        """Not a number, or out of what can be."""
        if not self.line.text().strip():
            return ""
        number = self._number()
        if number is None:
            return tr("editor.count.unreadable")
        if not self._field.least <= number <= self._field.most:
            least, most = self.shown(self._field.least), self.shown(self._field.most)
            return tr("editor.count.range", least=least, most=most)
        return ""

    def name(self, label: str) -> None:
        """The question, with the unit it is answered in."""
        super().name(f"{label} {tr(f'unit.{self._measure.unit}')}" if self._measure.unit else label)

    def _number(self) -> int | None:
        return read_measure(self.line.text(), self._field)


class PhoneEditor(LineEditor):
    """A telephone number, shown in groups. One that cannot exist is kept as typed; the checks will ask."""

    def value(self) -> Value:
        """Digits, with a dash after an area code."""
        read = read_phone(self.line.text())
        return super().value() if read is None else read.number

    def shown(self, value: Value) -> str:
        """138 7512 2210."""
        read = read_phone(str(value))
        if read is None or read.kind is not PhoneKind.MOBILE:
            return str(value)
        return f"{read.number[:3]} {read.number[3:7]} {read.number[7:]}"


class IdEditor(LineEditor):
    """An id number, shown in groups while it is a resident id."""

    def value(self) -> Value:
        """The number as the ledger keeps it."""
        read = read_id(self.line.text())
        return read.number or super().value()

    def shown(self, value: Value) -> str:
        """430981 1989 0307 4521."""
        read = read_id(str(value))
        number = read.number or str(value)
        grouped = len(number) == 18 and read.kind is not IdKind.OTHER
        return f"{number[:6]} {number[6:10]} {number[10:14]} {number[14:]}" if grouped else number


class FlagEditor(Editor):
    """Yes or no."""

    def __init__(self) -> None:
        self.check = Tick(tr("editor.yes"))
        super().__init__(self.check)
        self.check.toggled.connect(lambda _: self.changed.emit())

    def value(self) -> Value:
        """1 or 0."""
        return int(self.check.isChecked())

    def set_value(self, value: Value) -> None:
        """Ticks it."""
        self.check.setChecked(bool(value))


class PillEditor(Editor):
    """A code of a short list: every answer stands open."""

    def __init__(self, field: Code, choices: tuple[Choice, ...]) -> None:
        self.pills = Pills([(c.key, c.words) for c in choices], may_be_none=not field.required)
        super().__init__(self.pills)
        self.pills.chosen.connect(lambda _: self.changed.emit())

    def value(self) -> Value:
        """The code."""
        return self.pills.value()

    def set_value(self, value: Value) -> None:
        """Switches it on."""
        self.pills.set_value(None if value is None else str(value))


class CodesEditor(Editor):
    """Several codes of a list: every answer stands open and is switched on and off by itself."""

    def __init__(self, choices: tuple[Choice, ...]) -> None:
        self.pills = ManyPills([(c.key, c.words) for c in choices])
        super().__init__(self.pills)
        self.pills.chosen.connect(lambda _: self.changed.emit())

    def value(self) -> Value:
        """The codes in the order of the list, with single spaces between; None for none."""
        return self.pills.value()

    def set_value(self, value: Value) -> None:
        """Switches them on."""
        self.pills.set_value(None if value is None else str(value))

    def name(self, label: str) -> None:
        """Each answer is read with its question."""
        self.pills.name(label)


class CodeEditor(Editor):
    """A code of a long list: type a part of it, its pinyin or its number."""

    def __init__(self, choices: tuple[Choice, ...]) -> None:
        self.edit = ChoiceEdit(choices)
        super().__init__(self.edit)
        self.edit.textChanged.connect(lambda _: self.changed.emit())

    def value(self) -> Value:
        """The code, or None while no choice is meant."""
        return self.edit.key()

    def set_value(self, value: Value) -> None:
        """Shows its words."""
        self.edit.set_key(None if value is None else str(value))

    def suggest(self, words: str) -> None:
        """Grey in the empty line."""
        self.edit.setPlaceholderText(words)

    def problem(self) -> str:
        """Words that name no choice."""
        return tr("editor.code.unknown") if self.edit.text().strip() and self.edit.key() is None else ""


def code_choices(name: str) -> tuple[Choice, ...]:
    """The rows of a code list as choices, in the language spoken now."""
    return tuple(Choice(code.code, code.label(language())) for code in code_list(name))


def editor_for(field: Field, today: date, choices: tuple[Choice, ...] | None = None) -> Editor | None:
    """The editor of a field; None for what nobody types (the program's own data, references with nothing to choose from).

    ``choices``: fewer than its code list has; of a reference, the records it may name.
    """
    match field:
        case Text():
            return ParagraphEditor(field) if field.lines > 1 else LineEditor(field.longest)
        case Code():
            offered = choices if choices is not None else code_choices(field.list)
            return PillEditor(field, offered) if len(offered) <= FEW else CodeEditor(offered)
        case Codes():
            return CodesEditor(choices if choices is not None else code_choices(field.list))
        case Day():
            return DayEditor(field, today)
        case Count():
            return CountEditor(field)
        case Flag():
            return FlagEditor()
        case Phone():
            return PhoneEditor(field.longest)
        case IdNumber():
            return IdEditor(field.longest)
        case Ref() if choices is not None:
            return CodeEditor(choices)
        case _:
            return None
