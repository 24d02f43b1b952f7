"""A screening for cancer of the cervix or the breast, recorded where visits are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtWidgets import QWidget

from app.codes import code_list
from app.records import Screening, Value
from ui.desktop.pages.visit.fields import Fields, Typed
from ui.desktop.widgets.editors import Editor, code_choices
from ui.desktop.widgets.words import Words, column
from ui.text import tr

_SEEN = frozenset({"recheck", "see_clinician"})
"""Results after which she goes somewhere."""


class ScreeningForm(Fields):
    """Which, when, how, where, and what came of it as far as she likes to say."""

    visit_kind = "screening"

    def __init__(self, today: date, values: Mapping[str, Value]) -> None:
        super().__init__(Screening.kind, today)
        self._sheet = column(self, steps=1.5)
        self._tests = code_choices("screen_test")
        self._sheet.addWidget(self.ask(("screen", "date", "test", "result"), required=("screen", "date")))
        self._seen = self.ask(("referral_facility",))
        self._sheet.addWidget(self._seen)
        self._sheet.addWidget(self.ask(("facility", "note")))
        self._sheet.addWidget(Words(tr("visit.screening.note"), "note", wrap=True))
        self.set_values(values)
        self._given = self.typed()
        self._shape()

    def values(self) -> dict[str, Value]:
        """Every field that fits what was chosen."""
        found = super().values()
        if found.get("result") not in _SEEN:
            found["referral_facility"] = None
        return found

    def is_touched(self) -> bool:
        """Whether anything differs from what the page put there itself."""
        return self.typed() != self._given

    def take_given(self) -> None:
        """What stands there now was put there by the page."""
        self._given = self.typed()

    def first_finding(self) -> QWidget:
        """Which screening; where that is known, how it was done."""
        return self.editor("test" if self.editor("screen").value() else "screen")

    def type_again(self, typed: Typed) -> None:
        """Puts it back."""
        super().type_again(typed)
        self._shape()

    def _changed(self, name: str) -> None:
        self._shape()
        super()._changed(name)

    def _shape(self) -> None:
        """Only the tests of what is screened; where she goes only when she goes."""
        self._seen.setVisible(self.editor("result").value() in _SEEN)
        screen, editor = self.editor("screen").value(), self.editor("test")
        self.row("test").setVisible(screen is not None)
        for choice in self._tests:
            of = code_list("screen_test").fact(choice.key, "screen")
            self._pill(editor, choice.key).setVisible(of is None or screen is None or of == screen)
        chosen = editor.value()
        of = code_list("screen_test").fact(str(chosen), "screen") if chosen else None
        if of is not None and screen is not None and of != screen:
            editor.set_value(None)

    @staticmethod
    def _pill(editor: Editor, key: str) -> QWidget:
        pills: QWidget = editor.pills.pill(key)  # type: ignore[attr-defined]  # an answer among several
        return pills
