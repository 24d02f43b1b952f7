"""户: found by number, head, door or name; corrected for all who live there; put in the order in which she goes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from typing import Any, ClassVar

from PySide6.QtCore import Qt

from app.actions import Verb
from app.actions.households import (
    arrange_doors,
    arrange_groups,
    edit_household,
    join_households,
    make_household,
    move_in,
    move_out,
    name_group,
    natural_order,
)
from app.households import Group, Home, find
from app.records import Household
from app.records.story import Story
from app.records.writes import Add, Write
from storage.ids import new_id
from ui.desktop.page import Desk
from ui.desktop.pages.form_panel import FormPanel, Part
from ui.desktop.pages.households.choosing import ChooseHome, ChooseWoman
from ui.desktop.pages.households.facts import HouseholdFacts
from ui.desktop.pages.households.told import Told, read_households
from ui.desktop.pages.households.words import door_words, group_words, title_words, women_words
from ui.desktop.pages.office.book import Book
from ui.desktop.widgets.buttons import Button, Pills
from ui.desktop.widgets.empty_state import EmptyState
from ui.desktop.widgets.search_box import SearchBox
from ui.desktop.widgets.table import Column, Section, Table
from ui.text import tr

FIELDS = ("number", "head", "group", "door", "note")
VIEWS = ("homes", "groups")


class HouseholdsPage(Book):
    """``navigate("households", …)``: a household's id puts the cursor on it; ``new`` opens the form."""

    kinds: ClassVar[frozenset[str]] = frozenset({"household", "woman", "village_group"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "page.households")
        self._told = Told()
        self._wanted = ""
        self._busy = False
        self.new_button = Button(tr("households.new"), "Ctrl+N", action=self._new)
        self.tools.addWidget(self.new_button)
        self.tools.addWidget(Button(tr("book.back"), "Alt+Left", action=desk.back))
        self.search_line = SearchBox(tr("households.search"), "Ctrl+F")
        self.search_line.searched.connect(lambda _typed: self._list())
        self.search_line.down.connect(lambda: self.table.setFocus(Qt.FocusReason.OtherFocusReason))
        self.search_line.chosen.connect(lambda: self.table.setFocus(Qt.FocusReason.OtherFocusReason))
        self.view = Pills([(view, tr(f"households.view.{view}")) for view in VIEWS], VIEWS[0])
        self.view.setAccessibleName(tr("households.view"))
        self.view.chosen.connect(lambda _view: self._list())
        self.line.addWidget(self.view)
        self.line.addWidget(self.search_line)
        table: Table[Any] = Table(tr("page.households"), _home_columns())
        table.moved.connect(self._moved)
        table.opened.connect(lambda _thing: self._step("edit"))
        facts = HouseholdFacts()
        facts.wanted.connect(self._step)
        facts.out.connect(self._out)
        facts.to_her.connect(lambda woman: desk.navigate("woman", woman))
        facts.named.connect(self._name)
        self._beside = facts
        begin = Button(tr("households.new"), primary=True, action=self._new)
        self.lay_out(table, facts, EmptyState(tr("households.none"), tr("households.none.note"), [begin]))

    # What is shown

    def arrive(self, what: str) -> None:
        """Puts the cursor on the household asked for."""
        self._wanted = what
        if what == "new":
            self._new()
        elif what and self._told.homes:
            self.search_line.clear()
            self.view.set_value("homes")
            self._list()

    def refresh(self) -> None:
        """Reads households and groups again."""
        self.read(read_households, self._take, latest="households")

    def _take(self, told: Told) -> None:
        self._told = told
        self._busy = False
        self._list()

    def _homes_shown(self) -> bool:
        return self.view.value() != "groups"

    def _list(self) -> None:
        told, homes = self._told, self._homes_shown()
        kept = self._wanted or _key(self.table.current())
        self.table.things.beginResetModel()
        self.table.things.columns = tuple(_home_columns() if homes else _group_columns())
        self.table.things.endResetModel()
        self.table.horizontalHeader().setSortIndicatorShown(False)
        found = find(told.homes, self.search_line.text())
        self.search_line.setVisible(homes and bool(told.homes))
        self.view.setVisible(bool(told.groups))
        self.table.show_things(self._by_group(found) if homes else told.groups)
        self._fit_columns()
        self.counted.setText(tr("households.count", n=len(found if homes else told.homes)))
        if kept:
            self._wanted = "" if any(_key(row) == kept for row in self.table.things.rows) else self._wanted
            if any(_key(row) == kept for row in self.table.things.rows):
                self.table.select_first(lambda row: _key(row) == kept)
        self.show_filled(bool(told.homes) or not homes)
        self.new_button.setVisible(bool(told.homes))

    def _fit_columns(self) -> None:
        size = self.table.size()
        self.table.resize(size.width() + 1, size.height())
        self.table.resize(size)

    def _by_group(self, found: Sequence[Home]) -> list[Home | Section]:
        rows: list[Home | Section] = []
        for number, members in groupby(found, key=lambda home: home.household.group):
            of_group = list(members)
            group = self._told.group(number) or Group(number, "", 0)
            rows.append(Section(tr("households.section", group=group_words(group), n=len(of_group))))
            rows += of_group
        return rows

    def _moved(self, thing: Home | Group | None) -> None:
        arranged = self._told.arranged
        if isinstance(thing, Group):
            self._beside.show_group(thing, arranged=arranged)
        else:
            self._beside.show_home(thing, arranged=arranged)

    # What she does

    def _step(self, name: str) -> None:
        thing = self.table.current()
        if name in ("up", "down"):
            self._walk(-1 if name == "up" else 1)
        elif name == "natural":
            writes = natural_order([h.household for h in self._told.homes], self._told.named)
            self.write(Verb.WALK, writes, tr("households.natural.said"))
        elif isinstance(thing, Home):
            {"edit": self._edit, "in": self._in, "join": self._join}[name](thing)

    def _new(self) -> None:
        part = Part("main", "household", FIELDS)
        panel = FormPanel(
            self, tr("households.new"), [part], draft="household.new", note=tr("households.new.note")
        )  # fmt: skip
        panel.saved.connect(partial(self._make, panel))
        panel.left.connect(self.close_panel)
        self.open_panel(panel)

    def _make(self, panel: FormPanel) -> None:
        writes = make_household(panel.values(), fresh=new_id)
        first = writes[0]
        if isinstance(first, Add):
            self._wanted = first.record.id
        self._save(panel, Verb.HOUSEHOLD, writes, tr("households.new.said"))

    def _edit(self, home: Home) -> None:
        household = home.household
        values = {name: getattr(household, name) for name in FIELDS}
        title, note = tr("households.edit.title", home=title_words(household)), tr("households.edit.note")
        panel = FormPanel(
            self, title, [Part("main", "household", FIELDS, values)], draft=f"household.{household.id}", note=note
        )  # fmt: skip
        panel.saved.connect(partial(self._correct, panel, household))
        panel.left.connect(self.close_panel)
        self.open_panel(panel)

    def _correct(self, panel: FormPanel, household: Household) -> None:
        writes = edit_household(household, panel.values(), self._told.women)
        self._wanted = household.id
        self._save(panel, Verb.HOUSEHOLD_EDIT, writes, tr("households.edit.said"))

    def _save(self, panel: FormPanel, verb: Verb, writes: Sequence[Write], said: str) -> None:
        def done(_changed: object) -> None:
            panel.finish()
            self.close_panel()

        self.write(verb, writes, said, done=done, failed=panel.refuse)

    def _in(self, home: Home) -> None:
        chooser = ChooseWoman(self, tr("households.in.title", home=title_words(home.household)))
        chooser.chosen.connect(partial(self._move_in, home.household))
        chooser.left.connect(self.close_panel)
        self.open_panel(chooser)

    def _move_in(self, household: Household, story: Story) -> None:
        self._wanted = household.id
        self.close_panel()
        self.write(Verb.HOUSEHOLD_IN, move_in(household, story.woman), tr("households.in.said"))

    def _out(self, woman: str) -> None:
        her = next((one for one in self._told.women if one.id == woman), None)
        if her is not None:
            said = tr("households.out.said", name=her.name)
            self.write(Verb.HOUSEHOLD_OUT, move_out(her), said)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _join(self, home: Home) -> None:
        others = tuple(other for other in self._told.homes if other.household.id != home.household.id)
        chooser = ChooseHome(home, others)
        chooser.chosen.connect(partial(self._join_with, home.household))
        chooser.left.connect(self.close_panel)
        self.open_panel(chooser)

    def _join_with(self, kept: Household, other: Home) -> None:
        self._wanted = kept.id
        writes = join_households(kept, other.household, self._told.women)
        self.close_panel()
        self.write(Verb.HOUSEHOLD_JOIN, writes, tr("households.join.said"))

    def _name(self, name: str) -> None:
        group = self.table.current()
        if isinstance(group, Group) and group.number is not None:
            writes = name_group(group.number, name or None, self._told.named, fresh=new_id)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            self.write(Verb.GROUP_NAME, writes, tr("households.named"))

    # The order of the round

    def _walk(self, by: int) -> None:
        thing = self.table.current()
        if self._busy or self.panel is not None or thing is None:
            return
        writes = self._walk_group(thing, by) if isinstance(thing, Group) else self._walk_home(thing, by)
        if writes:
            self._busy = True
            self._wanted = _key(thing)
            said = tr("households.walked")
            self.write(Verb.WALK, writes, said, failed=self._not_walked)

    def _not_walked(self, error: Any) -> None:
        self._busy = False
        self.desk.trouble(error)

    def _walk_home(self, home: Home, by: int) -> Sequence[Write]:
        line = [h.household for h in self._told.homes if h.household.group == home.household.group and h.household.door]
        return arrange_doors(line) if _shift(line, home.household, by) else ()

    def _walk_group(self, group: Group, by: int) -> Sequence[Write]:
        numbers = [g.number for g in self._told.groups if g.number is not None]
        if group.number is None or not _shift(numbers, group.number, by):
            return ()
        return arrange_groups(numbers, self._told.named, fresh=new_id)


def _shift(line: list[Any], thing: Any, by: int) -> bool:
    """Moves one thing by one place; False at the end of the line."""
    at = line.index(thing) if thing in line else -1
    if at < 0 or not 0 <= at + by < len(line):
        return False
    line[at], line[at + by] = line[at + by], line[at]
    return True


def _key(thing: Home | Group | Section | None) -> str:
    if isinstance(thing, Home):
        return thing.household.id
    return f"group {thing.number}" if isinstance(thing, Group) else ""


def _home_columns() -> list[Column[Home]]:
    return [
        Column(tr("households.column.door"), lambda h: door_words(h.household), 1.5, "strong", letters=4),
        Column(tr("households.column.head"), lambda h: h.household.head or "", 1.3, letters=3),
        Column(tr("households.column.women"), women_words, 2, letters=5),
        Column(tr("households.column.number"), lambda h: h.household.number or "", 1.2, "soft", letters=4, spare=True),
    ]


def _group_columns() -> list[Column[Group]]:
    def number(group: Group) -> str:
        return tr("today.no_group") if group.number is None else tr("today.group", n=group.number)

    return [
        Column(tr("households.column.group"), number, 1, "strong", letters=3),
        Column(tr("households.column.name"), lambda g: g.name, 2, letters=4),
        Column(tr("households.column.count"), lambda g: g.households, 1, right=True, letters=2),
    ]
