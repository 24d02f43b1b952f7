"""Her decision: a method, the one she has, or none for now; how she agreed; and a referral if she wants one."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.actions.choosing import kept
from app.counselling.criteria import Advice
from app.counselling.facts import methods
from app.people import running
from app.records import Value
from ui.desktop import theme
from ui.desktop.pages.counselling.compare import TONE
from ui.desktop.pages.counselling.room import held, show_whole
from ui.desktop.pages.counselling.sitting import NONE, Sitting, advice_words, name_of
from ui.desktop.record_form import RecordForm
from ui.desktop.widgets.buttons import Button, Pills
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.tick import Tick
from ui.desktop.widgets.words import Card, Words, column, empty, settle
from ui.text import tr

AGREED = ("chosen_by", "agreed", "start", "product")
REFERRAL = ("referral_reason", "referral_facility", "referral_urgency")
_LARGE = 1.3
_CARD_TONE = {**TONE, Advice.ASK: "", Advice.OFFER: "good"}


class Decision(Card):
    """``changed`` at every key; ``submitted`` after Enter in a field; ``referred`` when the referral is to be noted."""

    changed = Signal()
    submitted = Signal()
    referred = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.body.setSpacing(theme.current().space(2))
        self._inside = QWidget()
        self._sheet = column(self._inside, steps=2.5)
        self._sheet.setContentsMargins(0, 0, theme.current().space(2), 0)
        self.area = held(self._inside)
        self.body.addWidget(self.area, 1)
        self._sitting: Sitting | None = None

    def show_sitting(self, sitting: Sitting) -> None:
        """Asks for it anew; her choice so far is marked."""
        self._sitting = sitting
        empty(self._sheet)
        self._sheet.addWidget(Words(tr("counselling.decide.note"), "soft", wrap=True))
        codes = list(methods().first(sitting.wish))
        if sitting.using not in (None, NONE, *codes):
            codes.insert(0, str(sitting.using))
        self.pills = Pills([*((code, name_of(code)) for code in codes), (NONE, name_of(NONE))], sitting.choice)
        self.pills.setAccessibleName(tr("counselling.decide"))
        self.pills.chosen.connect(self._chosen)
        self._sheet.addWidget(self.pills)
        self.advice = Card()
        room = theme.current().space(2.5)
        self.advice.body.setContentsMargins(room, room, room, room)
        self.advice.body.setSpacing(theme.current().space(1))
        self.said = Words("", "body", wrap=True)
        self.more = Words("", "soft", wrap=True)
        self.advice.body.addWidget(self.said)
        self.advice.body.addWidget(self.more)
        self._sheet.addWidget(self.advice)
        self.beside = Tick(tr("counselling.decide.beside"))
        self.beside.toggled.connect(lambda _on: self.changed.emit())
        self._sheet.addWidget(self.beside)
        self.form = self._make_form(sitting)
        self._sheet.addWidget(self.form)
        self.else_ = Words(tr("counselling.decide.else"), "due", wrap=True)
        self._sheet.addWidget(self.else_)
        self.referral = self._make_referral(sitting)
        self._sheet.addWidget(self.referral)
        self._sheet.addStretch(1)
        self.consider()
        settle(self._inside)

    def _make_form(self, sitting: Sitting) -> RecordForm:
        values: dict[str, Value] = {"start": sitting.today.isoformat()}
        form = RecordForm("method_use", AGREED, values, today=sitting.today, stacked=theme.current().scale > _LARGE)
        form.changed.connect(self.consider)
        form.submitted.connect(self.submitted)
        return form

    def _make_referral(self, sitting: Sitting) -> Card:
        card = Card(tone="accent")
        card.body.addWidget(Words(tr("counselling.refer.head"), "section"))
        card.body.addWidget(Words(tr("counselling.refer.note"), "soft", wrap=True))
        self.refer_form = RecordForm(
            "visit", REFERRAL, {"referral_reason": tr("counselling.refer.reason")}, today=sitting.today,
            stacked=theme.current().scale > _LARGE,
        )  # fmt: skip
        self.refer_form.submitted.connect(self.referred)
        card.body.addWidget(self.refer_form)
        ways = Flow(steps=3)
        self.refer_save = Button(tr("counselling.refer.save"), "Alt+J", action=self.refer_form.submit)
        ways.addWidget(self.refer_save)
        card.body.addLayout(ways)
        card.hide()
        return card

    def first(self) -> QWidget:
        """Her choice."""
        return self.pills

    def choose(self, code: str) -> None:
        """Marks what she chose elsewhere on the page."""
        self.pills.set_value(code)
        self._chosen(code)

    def refer(self) -> None:
        """Opens the referral."""
        self.referral.show()
        self.refer_form.editor("referral_facility").setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self, lambda: show_whole(self.area, self.referral))

    def values(self) -> dict[str, Value]:
        """The fields of a ``MethodUse`` as they stand: wish, what was explained, choice and agreement."""
        sitting = self._sitting
        if sitting is None or sitting.choice is None:
            return {}
        told = " ".join(code for code in methods().codes if code in sitting.explained)
        shown = {name: value for name, value in self.form.values().items() if not self.form.row(name).isHidden()}
        return {**shown, "method": sitting.choice, "wish": sitting.wish or None, "explained": told or None}

    def keeps(self) -> bool:
        """Whether she goes on with what she uses."""
        sitting = self._sitting
        return (
            sitting is not None and bool(sitting.choice)
            and kept(sitting.story, str(sitting.choice), sitting.today) is not None
        )  # fmt: skip

    def is_beside(self) -> bool:
        """Whether it is used together with what runs."""
        return not self.beside.isHidden() and self.beside.isChecked()

    def readable(self) -> bool:
        """Whether everything typed can be read."""
        return self.form.readable()

    def save_words(self) -> str:
        """What the button says it will do."""
        choice = self._sitting.choice if self._sitting is not None else None
        if not choice:
            return tr("counselling.save")
        if choice == NONE:
            return tr("counselling.save.none")
        return tr("counselling.save.keep" if self.keeps() else "counselling.save.start", method=name_of(choice))

    def consider(self) -> None:
        """Says what follows from what is chosen; it never stands in her way."""
        sitting = self._sitting
        if sitting is None:
            return
        choice = sitting.choice
        told = sitting.told(choice) if choice and choice != NONE else None
        self.advice.set_tone(_CARD_TONE[told.advice] if told is not None and sitting.asked else "")
        said = tr("counselling.decide.ask") if not choice else ""
        if told is not None and choice and (sitting.asked or told.advice is not Advice.OFFER):
            said = advice_words(sitting, choice)
        self.said.setText(said)
        self.said.setVisible(bool(said))
        more = self._more_words(choice)
        self.more.setText(more)
        self.more.setVisible(bool(more))
        self.advice.setVisible(bool(said or more))
        self._shape(choice)
        self.changed.emit()

    def _more_words(self, choice: str | None) -> str:
        if not choice or choice == NONE:
            return ""
        if self.keeps():
            return tr("counselling.decide.keep")
        known = [method for method in methods().rows if method.code == choice]
        lines = [tr("counselling.decide.facility")] if known and known[0].where == "facility" else []
        lines += [tr("counselling.decide.condom")] if choice != "condom" else []
        return "\n".join(lines)

    def _shape(self, choice: str | None) -> None:
        sitting = self._sitting
        if sitting is None:
            return
        new = bool(choice) and not self.keeps()
        using = [use for use in running(sitting.story, sitting.today) if use.method != NONE]
        self.beside.setVisible(new and bool(using) and choice not in (NONE, "emergency_pill"))
        self.form.setVisible(bool(choice))
        self.form.row("start").setVisible(new)
        self.form.row("product").setVisible(new and choice != NONE)
        self.else_.setVisible(bool(choice) and self.form.values().get("chosen_by") == "someone_else")

    def _chosen(self, code: str) -> None:
        if self._sitting is not None:
            self._sitting.choice = code
            self.consider()
