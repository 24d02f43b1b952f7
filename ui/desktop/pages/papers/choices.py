"""Which paper, and what is on it only when asked for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.desktop import theme
from ui.desktop.widgets.buttons import Pills
from ui.desktop.widgets.field_row import FieldRow
from ui.desktop.widgets.tick import Tick
from ui.desktop.widgets.words import Card, Words
from ui.papers.catalogue import PAPERS, PaperSpec
from ui.text import tr

GROUPS: dict[str, tuple[str, ...]] = {
    "report": ("month", "pack", "events", "quality"),
    "register": ("roster", "round", "maternal", "migrants", "slips"),
    "record": (
        "antenatal_first", "antenatal", "postpartum_home", "postpartum_42", "newborn", "child_health", "preconception",
        "card", "birth_registration", "summary",
    ),
    "supply": ("handed", "folic", "stock"),
    "benefit": ("application", "benefit_roster", "benefit_summary", "benefit_notice"),
    "rights": ("consent", "withdrawal", "request"),
}  # fmt: skip
"""The papers as she looks for them; the first of a group is shown when it is opened."""


class Choices(Card):
    """``wanted``: another paper, or another choice of what is on it. ``searched``: whom she typed."""

    wanted = Signal()
    searched = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.body.setSpacing(theme.current().space(3))
        self.groups = Pills([(group, tr(f"papers.group.{group}")) for group in GROUPS], "report")
        self.groups.setAccessibleName(tr("papers.groups"))
        self.groups.chosen.connect(lambda _: self._open_group())
        self.body.addWidget(self.groups)
        self.forms: dict[str, Pills] = {}
        for group, forms in GROUPS.items():
            pills = Pills([(form, tr(f"papers.form.{form}")) for form in forms], forms[0])
            pills.setAccessibleName(tr("papers.forms"))
            pills.chosen.connect(lambda _: self.show_choices())
            self.forms[group] = pills
            self.body.addWidget(pills)
        self.note = Words("", "soft", wrap=True)
        self.body.addWidget(self.note)
        self.said = Words("", "soft", wrap=True)
        self.body.addWidget(self.said)
        self.blank = Tick(tr("papers.blank"))
        self.ticks = {name: Tick(tr(f"papers.with_{name}")) for name in ("names", "method", "phone", "hidden")}
        for tick in (self.blank, *self.ticks.values()):
            tick.toggled.connect(lambda _on: self._ticked())
            self.body.addWidget(tick)
        self.who = QLineEdit()
        self.who.setAccessibleName(tr("papers.who"))
        self.who.setPlaceholderText(tr("papers.who.hint"))
        self.who.returnPressed.connect(lambda: self.searched.emit(self.who.text().strip()))
        self.who_row = FieldRow(tr("papers.who"), self.who, stacked=True, note=tr("papers.who.note"))
        self.body.addWidget(self.who_row)
        self.body.addStretch(1)
        self._arrange()

    def form(self) -> str:
        """The paper that is looked at."""
        group = self.groups.value() or "report"
        return self.forms[group].value() or GROUPS[group][0]

    @property
    def spec(self) -> PaperSpec:
        """What is to be known of it."""
        return PAPERS[self.form()]

    def open(self, form: str) -> None:
        """Chooses a paper."""
        for group, forms in GROUPS.items():
            if form in forms:
                self.groups.set_value(group)
                self.forms[group].set_value(form)
        self.show_choices()

    def asked(self, name: str) -> bool:
        """Whether something that is on it only when asked for is asked for."""
        return name in self.spec.may and self.ticks[name].isChecked() and not self.blank.isChecked()

    def say(self, words: str) -> None:
        """What is to be known about this paper: who is not on it, and why."""
        self.said.setText(words)
        self.said.setVisible(bool(words))

    def _open_group(self) -> None:
        self.show_choices()

    def show_choices(self) -> None:
        """Shows what can be asked of this paper; nothing that was asked for on another stays asked for."""
        for tick in (self.blank, *self.ticks.values()):
            tick.blockSignals(True)
            tick.setChecked(False)
            tick.blockSignals(False)
        self._arrange()
        self.wanted.emit()

    def _ticked(self) -> None:
        self._arrange()
        self.wanted.emit()

    def _arrange(self) -> None:
        form, spec, blank = self.form(), self.spec, self.blank.isChecked()
        for group, pills in self.forms.items():
            pills.setVisible(group == self.groups.value())
        self.note.setText(tr(f"papers.note.{form}"))
        self.blank.setVisible(spec.blank)
        for name, tick in self.ticks.items():
            tick.setVisible(name in spec.may and not blank)
        self.who_row.setVisible(spec.of_women and not blank)
        self.say("")
