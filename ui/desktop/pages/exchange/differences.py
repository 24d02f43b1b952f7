"""两处记得不一样: both values, who wrote them and when; she keeps one, or writes the right one."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from app.records import KINDS, Value
from ui.desktop import theme
from ui.desktop.pages.exchange.told import Difference
from ui.desktop.widgets.buttons import ENTER_KEYS, Button, press_on_enter
from ui.desktop.widgets.editors import Editor, IdEditor, PhoneEditor, editor_for
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.link import Link
from ui.desktop.widgets.marks import rounded
from ui.desktop.widgets.words import Words, column, empty, row
from ui.moments import say_moment
from ui.text import tr
from ui.value_words import value_words


class ValueButton(QAbstractButton):
    """One of the values, with who wrote it below; the one that is shown now has a frame and says so."""

    def __init__(self, value: str, note: str, *, shown: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._note, self._shown = note, shown
        self.setText(value)
        self.setAccessibleName(f"{value}，{note}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Room for both lines."""
        wear = theme.current()
        value, note = QFontMetrics(wear.font(bold=True)), QFontMetrics(wear.font("note"))
        wide = max(value.horizontalAdvance(self.text()), note.horizontalAdvance(self._note), wear.wide(9))
        return QSize(
            min(wide, wear.wide(26)) + 2 * wear.text("note") + wear.space(8),
            value.height() + note.height() + wear.space(5),
        )

    def minimumSizeHint(self) -> QSize:
        """Nothing is clipped."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes it."""
        if event.key() in ENTER_KEYS:
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints value and note from the tokens."""
        wear, painter = theme.current(), QPainter(self)
        fill = wear.colour("accent_soft" if self.underMouse() or self.hasFocus() else "card")
        line = wear.colour("accent" if self._shown or self.hasFocus() else "line")
        rounded(painter, self.rect(), fill, line, wear.corner, 2 if self._shown or self.hasFocus() else 1)
        room = self.rect().adjusted(wear.space(4), wear.space(2), -wear.space(4), -wear.space(2))
        for role, bold, colour, words, where in (
            ("body", True, "ink", self.text(), Qt.AlignmentFlag.AlignTop),
            ("note", False, "soft", self._note, Qt.AlignmentFlag.AlignBottom),
        ):
            font = wear.font(role, bold=bold)
            painter.setFont(font)
            painter.setPen(wear.colour(colour))
            shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, where, shown)

    def changeEvent(self, event: QEvent) -> None:
        """Takes the new size of the text when the theme changes."""
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
        super().changeEvent(event)


class Differences(QWidget):
    """``settled(difference, value)`` when she chose; ``opened`` tells whose page is wanted."""

    settled = Signal(object, object)
    opened = Signal(str)

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._list = column(self, steps=3)
        self._shown: tuple[Difference, ...] = ()
        self.editors: dict[int, Editor] = {}

    def unsaved(self) -> bool:
        """Whether a third value is being typed."""
        return any(editor.value() is not None or editor.problem() for editor in self.editors.values())

    def show_differences(self, differences: tuple[Difference, ...]) -> None:
        """Shows them; what is being typed stays while nothing changed."""
        if differences == self._shown:
            return
        self._shown = differences
        self.editors = {}
        empty(self._list)
        if not differences:
            return
        head = row(steps=3)
        head.addWidget(Words(tr("exchange.differences"), "section"))
        head.addWidget(Words(tr("exchange.differences.note", n=len(differences)), "soft", wrap=True), 1)
        self._list.addLayout(head)
        for place, difference in enumerate(differences):
            self._list.addWidget(self._row(place, difference))

    def _row(self, place: int, difference: Difference) -> QWidget:
        holder = QWidget()
        line = column(holder, steps=1.5)
        what = row(steps=3)
        if difference.woman is not None:
            woman = difference.woman
            what.addWidget(Link(woman.name, action=partial(self.opened.emit, woman.id)))
        what.addWidget(Words(tr(f"field.{difference.kind}.{difference.field}"), "body"))
        what.addStretch(1)
        line.addLayout(what)
        values = Flow(steps=3)
        editor = editor_for(KINDS[difference.kind].fields[difference.field], self._today)
        for number, version in enumerate(difference.versions):
            words = _words(difference, version.value, editor)
            where = tr("exchange.here" if difference.here[number] else "exchange.there")
            note = tr(
                "exchange.version", who=difference.authors[number],
                when=say_moment(version.by.at_ms, self._today), where=where,
            )  # fmt: skip
            button = ValueButton(words, note, shown=number == 0)
            button.clicked.connect(partial(self._take, difference, version.value))
            values.addWidget(button)
        line.addLayout(values)
        if editor is not None:
            self._offer_third(place, difference, editor, values, line)
        return holder

    def _take(self, difference: Difference, value: Value, _on: bool = False) -> None:
        self.settled.emit(difference, value)

    def _offer_third(self, place: int, difference: Difference, editor: Editor, values: Flow, line: QVBoxLayout) -> None:
        label = tr(f"field.{difference.kind}.{difference.field}")
        editor.name(label)
        third = QWidget()
        inside = row(third, steps=3)
        inside.addWidget(editor, 1)
        save = Button(tr("form.save"), "Enter", primary=True)
        inside.addWidget(save, 0, Qt.AlignmentFlag.AlignTop)
        third.setMaximumWidth(theme.current().wide(36))
        third.hide()
        said = Words("", "late", wrap=True)
        said.hide()

        def submit() -> None:
            said.setText(editor.problem() or ("" if editor.value() is not None else tr("editor.required")))
            said.setVisible(bool(said.text()))
            if not said.text():
                self.settled.emit(difference, editor.value())

        def begin() -> None:
            self.editors[place] = editor
            third.show()
            editor.setFocus(Qt.FocusReason.OtherFocusReason)

        save.clicked.connect(lambda _on=False: submit())
        press_on_enter(third, save)
        values.addWidget(Button(tr("exchange.neither"), action=begin))
        line.addWidget(third)
        line.addWidget(said)


def _words(difference: Difference, value: Value, editor: Editor | None) -> str:
    """A value as people read it, numbers in groups."""
    if value is None:
        return tr("exchange.empty")
    if isinstance(editor, PhoneEditor | IdEditor):
        return editor.shown(value)
    return value_words(difference.kind, difference.field, value)
