"""奖扶申请: what has been applied for, where each case stands, and the next step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Qt

from app.actions import Verb
from app.actions.benefits import apply_for, edit_case, take_step, tick_paper
from app.actions.village import take_back
from app.benefits import notice_until
from app.codes import code_list
from app.records import Value
from app.records.story import Story
from app.records.writes import Add, Write
from storage.ids import new_id
from ui.dates import say_date
from ui.desktop.page import Desk
from ui.desktop.pages.form_panel import FormPanel, Part
from ui.desktop.pages.households.choosing import ChooseWoman
from ui.desktop.pages.office.benefit_facts import BenefitFacts
from ui.desktop.pages.office.book import Book
from ui.desktop.pages.office.cases import Case, here_words, next_tag, read_cases, scheme_words
from ui.desktop.widgets.buttons import Button, Pills, press_on_enter
from ui.desktop.widgets.choice import Choice
from ui.desktop.widgets.empty_state import EmptyState
from ui.desktop.widgets.table import Column, Table
from ui.text import language, tr

APPLY = ("scheme", "scheme_name", "applicant", "date", "basis", "note")
OTHER = ("returned", "refused", "withdrawn", "closed")
"""Steps that are not the next one."""


class BenefitsPage(Book):
    """``navigate("benefits", …)``: a case's id puts the cursor on it; ``new:<woman>`` opens an application of hers."""

    kinds: ClassVar[frozenset[str]] = frozenset({"benefit_case", "benefit_step", "woman", "consent"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "page.benefits")
        self._found: tuple[Case, ...] = ()
        self._wanted = ""
        self.new_button = Button(tr("benefits.new"), "Ctrl+N", action=self._choose)
        self.papers = Button(tr("benefits.papers"), "Ctrl+Shift+P", action=lambda: desk.navigate("benefit_papers", ""))
        for button in (self.new_button, self.papers, Button(tr("book.back"), "Alt+Left", action=desk.back)):
            self.tools.addWidget(button)
        self.which = Pills([(key, tr(f"benefits.which.{key}")) for key in ("running", "ended")], "running")
        self.which.setAccessibleName(tr("benefits.which"))
        self.which.chosen.connect(lambda _key: self._list())
        self.line.addWidget(self.which)
        table: Table[Any] = Table(tr("page.benefits"), _columns(desk.today()))
        facts = BenefitFacts(desk)
        table.moved.connect(facts.show_case)
        table.opened.connect(lambda _one: self._step())
        facts.wanted.connect(self._way)
        facts.ticked.connect(self._tick)
        facts.back.connect(self._take_back)
        press_on_enter(facts, facts.step)
        begin = Button(tr("benefits.new"), primary=True, action=self._choose)
        self.lay_out(table, facts, EmptyState(tr("benefits.none"), tr("benefits.none.note"), [begin]))

    # What is shown

    def arrive(self, what: str) -> None:
        """Puts the cursor on the case asked for, or opens her application."""
        if what.startswith("new:"):
            woman = what.removeprefix("new:")
            self.read(lambda ledger: ledger.story(woman), self._apply_if_known)
        else:
            self._wanted = what
            if self._found:
                self._list()

    def _apply_if_known(self, story: Story | None) -> None:
        if story is not None:
            self._apply(story)

    def refresh(self) -> None:
        """Reads the cases again."""
        today = self.desk.today()
        self.read(lambda ledger: read_cases(ledger, today), self._take, latest="cases")

    def _take(self, found: tuple[Case, ...]) -> None:
        self._found = found
        self._list()

    def _list(self) -> None:
        kept = self._wanted or (now.case.id if (now := self.table.current()) else "")
        if self._wanted and (asked := [one for one in self._found if one.case.id == self._wanted]):
            self.which.set_value("running" if asked[0].standing.is_running else "ended")
        running = [one for one in self._found if one.standing.is_running]
        ended = [one for one in self._found if not one.standing.is_running]
        for key, part in (("running", running), ("ended", ended)):
            self.which.pill(key).set_count(len(part))
        self.which.setVisible(bool(self._found))
        self.which.updateGeometry()
        self.new_button.setVisible(bool(self._found))
        self.papers.setVisible(bool(self._found))
        shown = ended[::-1] if self.which.value() == "ended" else running
        self.counted.setText(tr("benefits.count", n=len(running)) if self._found else "")
        self.table.show_things(shown)
        if any(one.case.id == kept for one in shown):
            self._wanted = ""
            self.table.select_first(lambda one: one.case.id == kept)
        self.show_filled(bool(self._found))

    # What she does

    def _way(self, name: str) -> None:
        one = self.table.current()
        if one is None:
            return
        if name == "print":
            self.desk.navigate("benefit_papers", one.case.id)
        elif name == "edit":
            self._edit(one)
        else:
            self._step(other=name == "other")

    def _choose(self) -> None:
        chooser = ChooseWoman(self, tr("benefits.new.title"), tr("benefits.new.note"))
        chooser.chosen.connect(self._apply)
        chooser.left.connect(self.close_panel)
        self.open_panel(chooser)

    def _apply(self, story: Story) -> None:
        values: dict[str, Value] = {"applicant": "her", "date": self.desk.today().isoformat()}
        woman = story.woman
        panel = FormPanel(
            self, tr("benefits.apply.title", name=woman.name), [Part("main", "benefit_case", APPLY, values)],
            draft=f"benefit.new.{woman.id}", note=tr("benefits.apply.note"),
        )  # fmt: skip

        def save() -> None:
            writes = apply_for(woman.id, panel.values(), fresh=new_id)
            first = writes[0]
            if isinstance(first, Add):
                self._wanted = first.record.id
            self.which.set_value("running")
            self._save(panel, Verb.BENEFIT, writes, tr("benefits.applied.said", name=woman.name))

        panel.saved.connect(save)
        panel.left.connect(self.close_panel)
        self.open_panel(panel)

    def _edit(self, one: Case) -> None:
        values = {name: getattr(one.case, name) for name in APPLY}
        panel = FormPanel(
            self, tr("benefits.edit.title", name=one.story.woman.name), [Part("main", "benefit_case", APPLY, values)],
            draft=f"benefit.{one.case.id}.{one.story.woman.id}",
        )  # fmt: skip

        def save() -> None:
            self._save(panel, Verb.BENEFIT_EDIT, edit_case(one.case, panel.values()), tr("benefits.edited"))

        panel.saved.connect(save)
        panel.left.connect(self.close_panel)
        self.open_panel(panel)

    def _step(self, *, other: bool = False) -> None:
        one = self.table.current()
        if one is None or self.panel is not None or (not other and (one.standing.ended or one.standing.waits_until)):
            return
        today = self.desk.today()
        values: dict[str, Value] = {"date": today.isoformat()}
        fields: tuple[str, ...] = ("date", "opinion")
        choices = None
        if other:
            fields = ("step", *fields)
            labels = code_list("benefit_step")
            choices = {"step": tuple(Choice(code, labels.label(code, language())) for code in OTHER)}
        elif one.standing.next == "notice":
            fields = ("date", "until", "opinion")
            values["until"] = notice_until(today).isoformat()
        elif one.standing.next == "paid":
            fields = ("date", "amount_fen", "opinion")
        title = tr("benefits.other.title") if other else tr(f"benefits.record.{one.standing.next}")
        name = "other" if other else one.standing.next
        panel = FormPanel(
            self, title, [Part("main", "benefit_step", fields, values, choices=choices)],
            draft=f"benefit.{one.case.id}.{name}.{one.story.woman.id}", note=f"{one.story.woman.name}　{scheme_words(one.case)}",
        )  # fmt: skip
        panel.saved.connect(partial(self._record, panel, one, "" if other else one.standing.next))
        panel.left.connect(self.close_panel)
        self.open_panel(panel)

    def _record(self, panel: FormPanel, one: Case, step: str) -> None:
        values = panel.values() | ({"step": step} if step else {})
        ends = code_list("benefit_step").where("ends", True)
        self._wanted = "" if values["step"] in ends else one.case.id
        self._save(panel, Verb.BENEFIT_STEP, take_step(one.case, values, fresh=new_id), tr("benefits.recorded"))

    def _save(self, panel: FormPanel, verb: Verb, writes: Sequence[Write], said: str) -> None:
        def done(_changed: object) -> None:
            panel.finish()
            self.close_panel()

        self.write(verb, writes, said, done=done, failed=panel.refuse)

    def _tick(self, document: str, there: bool) -> None:
        if (one := self.table.current()) is not None:
            self._wanted = one.case.id
            self.write(Verb.BENEFIT_EDIT, tick_paper(one.case, document, there=there))

    def _take_back(self, step: str) -> None:
        one = self.table.current()
        found = [s for s in one.steps if s.id == step] if one else []
        if one is not None and found:
            self._wanted = one.case.id
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            self.write(Verb.TAKE_BACK, take_back(found[0]), tr("benefits.taken_back"))


def _columns(today: date) -> list[Column[Case]]:
    return [
        Column(tr("benefits.column.name"), lambda one: one.story.woman.name, 1.2, "strong", letters=3),
        Column(tr("benefits.column.scheme"), lambda one: scheme_words(one.case), 2.4, letters=6),
        Column(tr("benefits.column.date"), lambda one: say_date(one.case.date), 1.6, "soft", letters=7, spare=True),
        Column(tr("benefits.column.here"), lambda one: here_words(one, today), 2.1, letters=5, spare=True),
        Column(tr("benefits.column.next"), lambda one: next_tag(one, today), 1.7, letters=5),
    ]
