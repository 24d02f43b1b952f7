"""The fields of one kind of visit, its prompt for a referral, and what is handed out at it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.danger import Sign, ticked_at
from app.records import Value, Visit
from app.records.visits import form_of
from ui.dates import say_date
from ui.desktop import theme
from ui.desktop.pages.supplies.giving import Giving
from ui.desktop.pages.visit.fields import Fields, Typed, is_roomy, label_width, with_pressure
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.choice import Choice
from ui.desktop.widgets.editors import code_choices
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.words import Card, Words, column, empty
from ui.text import tr

REFERRAL = ("referral_reason", "referral_facility", "referral_urgency")
"""Asked when a referral is made. What came of it is known later, and is recorded then (``outcome``)."""
LATER = frozenset({"referral_outcome", "referral_outcome_date"})
_CLOSING = ("advice", "note", "next_date", "signed", "provider")
"""What ends every visit, in the order in which it is laid out."""
_NO_SIGNATURE = ("phone", "message")
_GIFT = "gift."
"""Before the names of what was handed out, in a draft."""


class VisitForm(Fields):
    """One visit of a kind. ``children``: whom it may be about, where it is a child's and there are several.

    ``left_out``: questions that are not put to her. ``refer_wanted``: the prompt's button was pressed.
    """

    refer_wanted = Signal()

    def __init__(
        self, visit_kind: str, today: date, values: Mapping[str, Value], earlier: Mapping[str, Value], *,
        children: tuple[Choice, ...] = (), left_out: frozenset[str] = frozenset(), has_supplies: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(Visit.kind, today, earlier)
        self.visit_kind = visit_kind
        asked = {a.name: a.required for a in form_of(visit_kind) if a.name not in LATER | left_out}
        self._sheet = column(self, steps=1.5)
        signs = {c.key: c for c in code_choices("danger_sign")}
        choices = {"danger_signs": tuple(signs[code] for code in ticked_at(visit_kind))}
        head = ["date", "place"]
        if len(children) > 1:
            head.append("about")
            choices["about"] = children
        findings = [n for n in asked if n not in (*REFERRAL, *_CLOSING)]
        required = {"date", *(name for name, needed in asked.items() if needed)}
        labels = {"about": tr("visit.whom"), "note": tr("visit.note")}
        self.giving = self._make_giving(today)
        first = with_pressure(findings)
        if visit_kind == "supplies":
            self._sheet.addWidget(self.ask(head, required=required, choices=choices, labels=labels))
            self._sheet.addWidget(self.giving)
            self._sheet.addWidget(self.ask(first, required=required, choices=choices))
        else:
            self._sheet.addWidget(self.ask([*head, *first], required=required, choices=choices, labels=labels))
        self.danger = self._make_prompt(asked)
        self._sheet.addWidget(self.danger)
        if visit_kind != "supplies":
            self._sheet.addWidget(self.giving)
        self._sheet.addWidget(self.ask([n for n in _CLOSING if n in asked], required=required, labels=labels))
        self.has_supplies = has_supplies
        self.set_values({"signed": 0, **values})
        self.suggest(earlier)
        self._given = self.typed()
        self.show_referral(on=False)
        self._place_changed()

    def _make_giving(self, today: date) -> Giving:
        """What is handed out: closed until asked for."""
        giving = Giving(today)
        if is_roomy():
            for part in (giving.item_row, giving.quantity_row, giving.until_row):
                part.label.setFixedWidth(label_width())
            giving.until.line.setMaximumWidth(theme.current().wide(16))
            giving.until.layout_.addStretch(1)
        giving.hide()
        giving.changed.connect(lambda: self.changed.emit("gift"))
        return giving

    def _make_prompt(self, asked: Mapping[str, bool]) -> Card:
        """Words to say, and the referral, in one card."""
        card = Card(tone="due")
        room = theme.current().space(2.5)
        card.body.setContentsMargins(room, room, room, room)
        card.body.setSpacing(theme.current().space(1.5))
        self._words = column(steps=1)
        card.body.addLayout(self._words)
        self.refer_button = Button(tr("visit.refer.fill"), "Alt+Z", action=self.refer_wanted.emit)
        buttons = Flow(steps=3)
        buttons.addWidget(self.refer_button)
        self.refer_note = Words(tr("visit.refer.note"), "note")
        buttons.addWidget(self.refer_note)
        card.body.addLayout(buttons)
        self._referral: QWidget | None = None
        if REFERRAL[0] in asked:
            self._referral = self.ask([n for n in REFERRAL if n in asked])
            card.body.addWidget(self._referral)
        card.hide()
        return card

    # What is in it

    def values(self) -> dict[str, Value]:
        """Every field; a signature nobody can have given is none."""
        found = {"visit_kind": self.visit_kind, **super().values()}
        if found.get("place") in _NO_SIGNATURE:
            found["signed"] = 0
        return found

    def typed(self) -> dict[str, str]:
        """What stands in the fields, letter for letter, what is handed out among it."""
        gift = {f"{_GIFT}{name}": text for name, text in self.giving.typed().items()}
        return {**super().typed(), **gift}

    def type_again(self, typed: Typed) -> None:
        """Puts it back."""
        super().type_again(typed)
        gift = {name.removeprefix(_GIFT): text for name, text in typed.items() if name.startswith(_GIFT)}
        if gift:
            self.giving.type_again(gift)
            self.giving.show()
        self.show_referral(on=any(name in REFERRAL for name in typed))
        self._place_changed()

    def is_touched(self) -> bool:
        """Whether anything differs from what the page put there itself."""
        return self.typed() != self._given

    def take_given(self) -> None:
        """What stands there now was put there by the page."""
        self._given = self.typed()

    def first_finding(self) -> QWidget:
        """Where the typing begins: after date, place and child."""
        names = (
            name for name in self._editors if name not in ("date", "place", "about") and not self._rows[name].isHidden()
        )
        first = next(names, "date")
        return self.giving if self.visit_kind == "supplies" and self.giving_shown() else self._editors[first]

    def readable(self) -> bool:
        """Whether everything typed can be read, what is handed out included."""
        return super().readable() and (not self.giving_shown() or self.giving.readable())

    # What is said about it

    def propose(self, day: date | None, words: str) -> None:
        """Shows in grey when to meet again, and why."""
        if self.has("next_date"):
            editor, row = self.editor("next_date"), self.row("next_date")
            editor.suggest(say_date(day.isoformat()) if day else "")
            if not row.said() or row.finding.property("role") == "note":
                row.say(words, "note")

    def warn(self, found: tuple[Sign, ...]) -> None:
        """What a doctor should see: words to say to her, above the referral."""
        empty(self._words)
        self.danger.set_tone("late" if any(sign.urgent for sign in found) else "due" if found else "")
        for number, sign in enumerate(found):
            self._words.addWidget(Words(tr(f"danger.{sign.id}"), "body" if number else "strong", wrap=True))
        self._found = bool(found)
        self.show_referral(on=self.referral_shown())

    def show_referral(self, *, on: bool) -> None:
        """The fields of a referral, with the words above them; once something stands in them they stay."""
        found = bool(getattr(self, "_found", False))
        shown = on or any(name in super(VisitForm, self).typed() for name in REFERRAL)
        if self._referral is not None:
            self._referral.setVisible(shown)
        self.refer_button.setVisible(found and not shown)
        self.refer_note.setVisible(found and not shown)
        self.danger.setVisible(found or shown)

    def referral_shown(self) -> bool:
        """Whether a referral is asked for."""
        return self._referral is not None and not self._referral.isHidden()

    def show_giving(self) -> None:
        """Opens what is handed out."""
        if self.has_supplies:
            self.giving.show()

    def giving_shown(self) -> bool:
        """Whether something can be handed out."""
        return not self.giving.isHidden()

    def _changed(self, name: str) -> None:
        if name == "place":
            self._place_changed()
        super()._changed(name)

    def _place_changed(self) -> None:
        if "signed" in self._rows:
            self._rows["signed"].setVisible(self._editors["place"].value() not in _NO_SIGNATURE)


__all__ = ["REFERRAL", "VisitForm", "is_roomy"]
