"""How many people lived here at the month's beginning and end: two short forms, saved together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from app.actions.village import enter_population
from app.records import Population, Value
from app.records.writes import Write
from app.values.dates import PartialDate, earliest, month_before
from storage.ids import new_id
from ui.desktop import theme
from ui.desktop.record_form import RecordForm
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.words import Card, Words, column, row
from ui.text import tr

_FIELDS = {"opening": ("residents", "registered", "source"), "closing": ("residents", "registered", "deaths", "source")}
"""Deaths are those of the month itself; those of the month before belong to its own page."""


class PopulationCard(Card):
    """``save`` once what was typed can be read."""

    save = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._today = today
        self._stated: tuple[Population, ...] = ()
        self._months: dict[str, PartialDate] = {}
        wear = theme.current()
        self.body.setSpacing(wear.space(3))
        self.body.addWidget(Words(tr("month.population"), "section"))
        self.body.addWidget(Words(tr("month.population.note"), "soft", wrap=True))
        self.forms = {side: RecordForm("population", fields, {}, today=today) for side, fields in _FIELDS.items()}
        self._heads = {side: Words("", "strong") for side in self.forms}
        both = row(steps=8)
        if wear.scale > 1.25:
            both.setDirection(QBoxLayout.Direction.TopToBottom)
        for side, form in self.forms.items():
            half = column(steps=2)
            half.addWidget(self._heads[side])
            half.addWidget(form)
            both.addLayout(half, 1)
            form.submitted.connect(self._submit)
        self.body.addLayout(both)
        self.save_button = Button(tr("form.save"), "Enter", action=self._submit)
        self.body.addWidget(self.save_button, 0, Qt.AlignmentFlag.AlignLeft)

    def show_month(self, month: PartialDate, stated: Sequence[Population]) -> None:
        """Shows what is stated for the two month ends; what is being typed stays, unless it is about another month."""
        wanted = {"opening": month_before(month), "closing": month}
        same = self._months == wanted
        self._months, self._stated = wanted, tuple(stated)
        for side, form in self.forms.items():
            self._heads[side].setText(tr(f"month.population.{side}", month=earliest(wanted[side]).month))
            if not (same and form.dirty()):
                form.set_values(self._values(side, wanted[side]))

    def _values(self, side: str, month: PartialDate) -> dict[str, Value]:
        before = next((p for p in self._stated if p.month == month), None)
        return {name: getattr(before, name) if before else None for name in _FIELDS[side]}

    def dirty(self) -> bool:
        """Whether something typed is not saved."""
        return any(form.dirty() for form in self.forms.values())

    def settled(self) -> None:
        """What is typed is saved now."""
        for form in self.forms.values():
            form.set_values(form.values())

    def focus(self) -> None:
        """Puts the cursor where a number is missing."""
        empty = [form for form in self.forms.values() if form.values()["residents"] is None]
        form = (empty or [self.forms["closing"]])[0]
        form.editor("residents").setFocus(Qt.FocusReason.OtherFocusReason)

    def writes(self) -> list[Write]:
        """What was typed, as writes; nothing for a month end left empty."""
        found: list[Write] = []
        for side, form in self.forms.items():
            month, values = self._months[side], form.values()
            doubled = sum(p.month == month for p in self._stated) > 1
            if not form.dirty() and not doubled:
                continue
            residents, registered, source = (values[name] for name in _FIELDS["opening"])
            deaths = values.get("deaths")
            found += enter_population(
                month,
                residents=residents if isinstance(residents, int) else None,
                registered=registered if isinstance(registered, int) else None,
                source=str(source) if source else None,
                deaths=... if "deaths" not in values else deaths if isinstance(deaths, int) else None,
                stated=self._stated,
                fresh=new_id,
            )
        return found

    def _submit(self) -> None:
        if all(form.readable() for form in self.forms.values()):
            self.save.emit()
