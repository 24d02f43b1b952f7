"""村的代码和名称: the village through the years; a change of its code or name, a village that was taken in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, ClassVar

from app.actions import Verb
from app.actions.units import change_unit, correct_unit, take_in
from app.codes import code_list
from app.records import Unit, Value
from app.records.writes import Write
from app.units import JOINED, lineage, present, taken_in
from app.values.dates import earliest, parse
from storage.ids import new_id
from ui.dates import say_date
from ui.desktop.page import Desk
from ui.desktop.pages.form_panel import FormPanel, Part
from ui.desktop.pages.office.book import Book, Facts, many
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.choice import Choice
from ui.desktop.widgets.table import Column, Table
from ui.desktop.widgets.words import Words, empty
from ui.text import language, tr

CHANGED = ("change", "since", "code", "name", "office")
TAKEN_IN = ("code", "name", "since")


@dataclass(frozen=True, slots=True)
class Stretch:
    """One line: a village under a code, ours or one that was taken in; ``now``: it stands."""

    unit: Unit
    now: bool


class VillageFacts(Facts):
    """One stretch of time, and what can be done about the one that stands."""

    def __init__(self, ways: Sequence[Button]) -> None:
        super().__init__(tr("village.facts"))
        self.ways.addLayout(many(ways))

    def show_stretch(self, one: Stretch | None) -> None:
        """What is known of it."""
        empty(self.words)
        if one is None:
            return
        unit = one.unit
        self.words.addWidget(Words(unit.name, "section", wrap=True))
        self.fact(tr("field.unit.code"), grouped(unit.code))
        self.fact(tr("field.unit.office"), unit.office or "")
        self.fact(tr("village.column.when"), when_words(unit))
        if unit.change:
            self.fact(tr("field.unit.change"), code_list("unit_change").label(unit.change, language()))
            self.fact(tr("field.unit.successor"), grouped(unit.successor or ""))
        self.words.addSpacing(8)
        key = "now" if one.now else "joined" if unit.change == JOINED else "before"
        self.words.addWidget(Words(tr(f"village.note.{key}"), "soft", wrap=True))


class VillagePage(Book):
    """``navigate("village", "")``."""

    kinds: ClassVar[frozenset[str]] = frozenset({"unit"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "page.village")
        self._units: tuple[Unit, ...] = ()
        self.change_button = Button(tr("village.change"), "Ctrl+N", primary=True, action=self._change)
        self.join_button = Button(tr("village.take_in"), "Ctrl+J", action=self._take_in)
        self.correct_button = Button(tr("village.correct"), "F2", action=self._correct)
        self.tools.addWidget(Button(tr("book.back"), "Alt+Left", action=desk.back))
        table: Table[Any] = Table(tr("page.village"), _columns())
        facts = VillageFacts([self.change_button, self.join_button, self.correct_button])
        table.moved.connect(facts.show_stretch)
        table.opened.connect(lambda _one: self._correct())
        self.lay_out(table, facts, Words(""))

    def refresh(self) -> None:
        """Reads the units again."""
        self.read(lambda ledger: ledger.all(Unit), self._take, latest="units")

    def _take(self, units: list[Unit]) -> None:
        self._units = tuple(units)
        standing = present(units)
        own = [Stretch(unit, unit.id == standing.id) for unit in reversed(lineage(units))]
        self.table.show_things([*own, *(Stretch(unit, False) for unit in reversed(taken_in(units)))])
        self.show_filled(True)

    # What she tells

    def _open(self, title: str, note: str, part: Part, draft: str) -> FormPanel:
        panel = FormPanel(self, tr(title), [part], draft=draft, note=tr(note))
        panel.left.connect(self.close_panel)
        self.open_panel(panel)
        return panel

    def _change(self) -> None:
        now = present(self._units)
        values: dict[str, Value] = {"code": now.code, "name": now.name, "office": now.office}
        labels = code_list("unit_change")
        offered = tuple(Choice(row.code, row.label(language())) for row in labels if row.code != JOINED)
        part = Part("main", "unit", CHANGED, values, choices={"change": offered})
        panel = self._open("village.change", "village.change.note", part, "unit.change")
        panel.saved.connect(partial(self._changed, panel))

    def _changed(self, panel: FormPanel) -> None:
        told = panel.values()
        if not self._ready(panel, told, ("change", "since")):
            return
        writes = change_unit(
            self._units,
            str(told["change"]),
            on=_day(told["since"]),
            code=str(told["code"]),
            name=str(told["name"]),
            office=str(told["office"]) if told["office"] else None,
            fresh=new_id,
        )
        self._save(panel, Verb.UNIT_CHANGE, writes, tr("village.changed"))

    def _take_in(self) -> None:
        part = Part("main", "unit", TAKEN_IN)
        panel = self._open("village.take_in", "village.take_in.note", part, "unit.join")
        panel.saved.connect(partial(self._taken_in, panel))

    def _taken_in(self, panel: FormPanel) -> None:
        told = panel.values()
        if self._ready(panel, told, ("since",)):
            writes = take_in(
                self._units, code=str(told["code"]), name=str(told["name"]), on=_day(told["since"]), fresh=new_id
            )
            self._save(panel, Verb.UNIT_JOINED, writes, tr("village.taken_in"))

    def _correct(self) -> None:
        one = self.table.current()
        if not isinstance(one, Stretch) or self.panel is not None:
            return
        unit = one.unit
        fields = ("code", "name", "office") if one.unit.change != JOINED else ("code", "name")
        values = {name: getattr(unit, name) for name in fields}
        part = Part("main", "unit", fields, values)
        panel = self._open("village.correct", "village.correct.note", part, f"unit.{unit.id}")

        def save() -> None:
            writes = correct_unit(unit, panel.values())
            self._save(panel, Verb.UNIT_CHANGE, writes, tr("village.corrected"))

        panel.saved.connect(save)

    def _ready(self, panel: FormPanel, told: dict[str, Value], needed: Sequence[str]) -> bool:
        """Whether what a change needs is said; what is missing is said below its field."""
        missing = [name for name in needed if not told[name]]
        for name in missing:
            panel.form().row(name).say(tr("editor.required"))
        if missing:
            panel.save_button.setEnabled(True)
            panel.focus(missing[0])
        return not missing

    def _save(self, panel: FormPanel, verb: Verb, writes: Sequence[Write], said: str) -> None:
        def done(_changed: object) -> None:
            panel.finish()
            self.close_panel()

        self.write(verb, writes, said, done=done, failed=panel.refuse)


def grouped(code: str) -> str:
    """430981 203 205."""
    return f"{code[:6]} {code[6:9]} {code[9:]}".strip()


def when_words(unit: Unit) -> str:
    """From when to when."""
    since, until = say_date(unit.since), say_date(unit.until)
    if since and until:
        return tr("village.between", since=since, until=until)
    if until:
        return tr("village.until", until=until)
    return tr("village.since", since=since) if since else tr("village.always")


def _day(iso: Value) -> date:
    return earliest(parse(str(iso)))


def _columns() -> list[Column[Stretch]]:
    def change(one: Stretch) -> str:
        if one.now:
            return tr("village.stands")
        return code_list("unit_change").label(one.unit.change, language()) if one.unit.change else ""

    return [
        Column(tr("field.unit.name"), lambda one: one.unit.name, 2, "strong", letters=5),
        Column(tr("field.unit.code"), lambda one: grouped(one.unit.code), 1.8, letters=8),
        Column(tr("village.column.when"), lambda one: when_words(one.unit), 2.2, "soft", letters=8, spare=True),
        Column(tr("field.unit.change"), change, 1.1, letters=4, spare=True),
    ]
