"""Right of the list: both sides of a line, and what can be said of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.reconciling.comparing import Line, Outcome
from app.reconciling.settling import MAY, Said
from app.records import Value
from ui.dates import say_date
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.scroll import Scroll
from ui.desktop.widgets.words import Card, Words, column, empty
from ui.reconciling import Held, field_words, what_words, who_words
from ui.text import tr
from ui.value_words import value_words

KEYS = {
    Said.THEIRS: "Ctrl+1", Said.ADD: "Ctrl+1", Said.LEFT_OUT: "Ctrl+1", Said.OURS: "Ctrl+2", Said.NOT_OURS: "Ctrl+2",
    Said.LATER: "Ctrl+3",
}  # fmt: skip
MOST = 6
"""So many women a row can be about have a key."""


class Panel(Card):
    """``told(word)``: her word about the line; ``chose(woman)``: whom it is about, ``""`` for none of them."""

    told = Signal(object)
    chose = Signal(str)
    reopened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.line: Line | None = None
        self.setAccessibleName(tr("reconciling.panel"))
        inside = QWidget()
        sheet = column(inside)
        self._facts = column(steps=2)
        sheet.addLayout(self._facts)
        sheet.addStretch(1)
        self.area = Scroll(inside, least=16)
        self.body.addWidget(self.area, 1)
        self.buttons: dict[str, Button] = {}
        for word in Said:
            self._way(str(word), tr(f"reconciling.say.{word}"), KEYS[word], _telling(self.told.emit, word))
        for place in range(MOST):
            self._way(f"woman{place}", "–", f"Ctrl+{place + 1}", self._choosing(place))
        self._way("nobody", tr("reconciling.is_nobody"), "Ctrl+0", _telling(self.chose.emit, ""))
        self._way("reopen", tr("reconciling.ask_again"), "Ctrl+0", self.reopened.emit)

    def show_line(self, held: Held | None, line: Line | None) -> None:
        """Shows a line, or nothing."""
        self.line = line
        empty(self._facts)
        for button in self.buttons.values():
            button.hide()
        if held is None or line is None:
            self._say(tr("reconciling.panel.none"), "soft")
            return
        self._say(who_words(line), "title")
        self._say(what_words(line, held.read.about))
        if line.outcome is Outcome.REFUSED:
            return
        self._tell(line)
        if line.outcome is Outcome.ASKED:
            self._ask(line)
            return
        word = held.said.get(line.key)
        if word is not None:
            self._say(tr("reconciling.decided", word=tr(f"reconciling.said.{word}")), "good")
        for may in MAY.get(line.outcome, ()):
            self.buttons[str(may)].show()
        self.buttons["reopen"].setVisible(line.key in held.who)

    def _tell(self, line: Line) -> None:
        for difference in line.differences:
            self._say(field_words(difference.field), "strong")
            self._say(tr("reconciling.side.theirs", value=said_value(difference.field, difference.theirs)))
            self._say(
                tr(
                    "reconciling.side.ours",
                    value=said_value(difference.field, difference.ours) or tr("reconciling.blank"),
                )
            )
        if line.row is not None and not line.differences:
            entry = line.row.entry
            known = [say_date(entry.birth), tr("reconciling.group", n=entry.group) if entry.group else ""]
            words = "　".join(part for part in known if part)
            if words:
                self._say(tr("reconciling.row.hers", words=words), "soft")
            for name, value in line.row.said.items():
                if not name.startswith("woman."):
                    self._say(f"{field_words(name)}　{said_value(name, value)}", "soft")

    def _ask(self, line: Line) -> None:
        for place, story in enumerate(line.candidates[:MOST], 1):
            woman = story.woman
            where = tr("reconciling.group", n=woman.group) if woman.group else ""
            born = line.row.said.get("child.birth_date") if line.row is not None else None
            near = tr("reconciling.same_day") if born and any(c.birth_date == born for c in story.children) else ""
            parts = (woman.name, say_date(woman.birth_date), where, woman.door or "", near)
            self._say("　".join(part for part in parts if part))
            button = self.buttons[f"woman{place - 1}"]
            button.setText(tr("reconciling.is", name=woman.name, n=place))
            button.show()
        self.buttons["nobody"].show()

    def _choosing(self, place: int) -> Callable[[], object]:
        def choose() -> None:
            if self.line is not None and place < len(self.line.candidates):
                self.chose.emit(self.line.candidates[place].woman.id)

        return choose

    def _say(self, words: str, role: str = "body") -> None:
        self._facts.addWidget(Words(words, role, wrap=True))

    def _way(self, key: str, words: str, shortcut: str, act: Callable[[], object]) -> None:
        """Made once: a button that came and went with every line would let its key go too late."""
        button = Button(words, shortcut, action=act)
        button.hide()
        self.buttons[key] = button
        self.body.addWidget(button)


def said_value(name: str, value: Value) -> str:
    """A value of ``<kind>.<field>`` as people read it."""
    kind, _, field = name.partition(".")
    return value_words(kind, field, value)


def _telling(emit: Callable[..., object], what: object) -> Callable[[], object]:
    return lambda: emit(what)
