"""选择方法: she says what she would like, hears of the others, answers what she wants to, and decides."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from app.actions import Verb
from app.actions.choosing import choose, refer
from app.errors import RecordError, SuifangError
from app.followups.life import not_in_ledger
from app.records.findings import Finding
from storage.changes import Changed
from storage.ids import new_id
from ui.desktop import theme
from ui.desktop.page import Desk, Page
from ui.desktop.pages.counselling.compare import Compare
from ui.desktop.pages.counselling.decision import Decision
from ui.desktop.pages.counselling.paper import Handout
from ui.desktop.pages.counselling.questions import Questions
from ui.desktop.pages.counselling.room import Switch
from ui.desktop.pages.counselling.sitting import Sitting, draft_name, read_sitting
from ui.desktop.pages.counselling.wish import Wish
from ui.desktop.widgets.buttons import ENTER_KEYS, Button, Pills
from ui.desktop.widgets.empty_state import EmptyState
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.words import Words, column, row
from ui.text import tr

STEPS = ("compare", "questions", "decision")


class CounsellingPage(Page):
    """``navigate("counselling", "<her id>")``. What she answers to the questions is forgotten with the page."""

    kinds: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._id = ""
        self._saving = False
        self.sitting: Sitting | None = None
        side, above = theme.current().space(6), theme.current().space(3)
        self.sheet.setContentsMargins(side, above, side, theme.current().space(2))
        self.sheet.setSpacing(theme.current().space(2.5))
        self.gone = EmptyState(
            tr("counselling.gone"), tr("counselling.gone.note"),
            [Button(tr("counselling.gone.go"), action=lambda: desk.navigate("ledger", ""))],
        )  # fmt: skip
        self.came = Button(tr("counselling.young.go"), "Enter", primary=True, action=self._begin)
        self._stack = Switch()
        self._body = QWidget()
        self._lay_out()
        self.paper = Handout(self, self._from_paper)
        self.young = QWidget()
        self._make_young()
        for part in (self.gone, self.young, self._body, self.paper):
            self._stack.add(part)
        self.sheet.addWidget(self._stack, 1)

    def _make_young(self) -> None:
        sheet = column(self.young, steps=3)
        self._young_head = Words("", "title", wrap=True)
        sheet.addStretch(1)
        sheet.addWidget(self._young_head)
        sheet.addWidget(Words(tr("counselling.young.note"), "body", wrap=True))
        ways = Flow(steps=3)
        ways.addWidget(self.came)
        ways.addWidget(Button(tr("counselling.young.back"), "Esc", action=self.leave))
        sheet.addLayout(ways)
        sheet.addStretch(2)

    def _lay_out(self) -> None:
        sheet = column(self._body, steps=2.5)
        head = row(steps=3)
        self.name = Words("", "title")
        self.steps = Pills([(step, tr(f"counselling.step.{step}")) for step in STEPS], STEPS[0])
        self.steps.setAccessibleName(tr("counselling.step"))
        self.steps.chosen.connect(self.go)
        head.addWidget(self.name)
        head.addSpacing(theme.current().space(2))
        head.addWidget(self.steps, 1)
        self.wish = Wish()
        self.wish.said.connect(self._wished)
        sheet.addLayout(head)
        sheet.addWidget(self.wish)
        self.compare, self.questions, self.decision = Compare(), Questions(), Decision()
        self.compare.explained.connect(self._keep)
        self.compare.chosen.connect(self._chose)
        self.questions.answered.connect(self.compare.refresh)
        self.decision.changed.connect(self._dress)
        self.decision.submitted.connect(self.save)
        self.decision.referred.connect(self.save_referral)
        self._parts = Switch()
        for part in (self.compare, self.questions, self.decision):
            self._parts.add(part)
        sheet.addWidget(self._parts, 1)
        foot = Flow(steps=3)
        self.next_button = Button(tr("counselling.to.questions"), "Enter", primary=True, action=self.advance)
        self.refer_button = Button(tr("counselling.refer"), "Alt+Z", action=self.refer)
        self.print_button = Button(tr("counselling.print"), "Alt+P", action=self.to_paper)
        self.over_button = Button(tr("counselling.over"), "Alt+N", action=self.start_over)
        for button in (self.next_button, Button(tr("counselling.back"), "Esc", action=self.leave), self.refer_button,
                       self.print_button, self.over_button):  # fmt: skip
            foot.addWidget(button)
        sheet.addLayout(foot)

    # Coming here

    def arrive(self, what: str) -> None:
        """Opens the talk with a woman; one under way with her goes on as it stands."""
        if what and what == self._id and self.sitting is not None and self.sitting.today == self.desk.today():
            self.refresh_story()
            return
        self._id, self.sitting = what, None
        self._stack.show_part(self.gone)
        self.refresh_story()

    def refresh_story(self) -> None:
        """Reads her story; what was said on the page so far stays."""
        woman, today = self._id, self.desk.today()
        if woman:
            self.read(lambda ledger: read_sitting(ledger, woman, today), self._take, latest="counselling")

    def _take(self, found: Sitting | None) -> None:
        if found is None or not_in_ledger(found.story):
            self.sitting = None
            self._stack.show_part(self.gone)
            return
        if found.story.woman.status == "closed":
            self.desk.toast(tr("counselling.closed", name=found.story.woman.name), None)
            self.desk.back()
            return
        if self.sitting is not None:
            self.sitting.story = found.story
            return
        self.sitting = found
        self.name.setText(found.story.woman.name)
        if found.young:
            unknown = not found.story.woman.birth_date
            self._young_head.setText(tr("counselling.young.unknown" if unknown else "counselling.young"))
            self._stack.show_part(self.young)
            self.came.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._begin()

    def _begin(self) -> None:
        sitting = self.sitting
        if sitting is None:
            return
        self._stack.show_part(self._body)
        self.wish.show_sitting(sitting)
        self.compare.show_sitting(sitting)
        self.questions.show_sitting(sitting)
        self.decision.show_sitting(sitting)
        self.go(STEPS[0])

    def first(self) -> QWidget | None:
        """Her wish while it is asked for, else the step that is seen."""
        if self._stack.shown() is self.young:
            return self.came
        if self._stack.shown() is not self._body:
            return super().first()
        return self.wish.first() if self.wish.asking() else self._part().first()

    def _part(self) -> Compare | Questions | Decision:
        if self.step() == "compare":
            return self.compare
        return self.questions if self.step() == "questions" else self.decision

    def step(self) -> str:
        """Which of the three steps is seen."""
        return self.steps.value() or STEPS[0]

    # Going on

    def go(self, step: str) -> None:
        """Shows a step."""
        self.steps.set_value(step)
        self._parts.show_part(self._part())
        if step == "decision":
            self.wish.close_asking()
            self.decision.consider()
        self._dress()
        if self.isVisible() and (first := self.first()) is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def advance(self) -> None:
        """Enter: the next step; at the last, notes what she decided."""
        if self.wish.asking():
            self._asked_wish()
        elif self.step() == "decision":
            self.save()
        else:
            self.go(STEPS[STEPS.index(self.step()) + 1])

    def _asked_wish(self) -> None:
        if self.sitting is not None and self.sitting.wish is None:
            self.sitting.wish = ""
            self.compare.show_sitting(self.sitting)
        self.wish.close_asking()
        self._dress()
        self._part().first().setFocus(Qt.FocusReason.OtherFocusReason)

    def _wished(self) -> None:
        if self.sitting is None:
            return
        self.compare.show_sitting(self.sitting)
        if self.sitting.choice is None:
            self.decision.show_sitting(self.sitting)
        self._keep()
        self._asked_wish()

    def _chose(self, code: str) -> None:
        self.decision.choose(code)
        self._keep()
        self.go("decision")

    def _dress(self) -> None:
        last = self.step() == "decision"
        words = {"compare": "counselling.to.questions", "questions": "counselling.to.decision"}.get(self.step())
        self.next_button.setText(tr(words) if words else self.decision.save_words())
        self.next_button.setEnabled(not last or bool(self.sitting and self.sitting.choice))
        self.refer_button.setVisible(last)
        self.over_button.setVisible(self.sitting is not None and self.sitting.kept() is not None)
        if last:
            self._keep()

    # What it leads to

    def refer(self) -> None:
        """Opens the referral."""
        if self.step() == "decision":
            self.decision.refer()

    def save(self) -> None:
        """Notes what she decided; nothing she answered keeps her from it."""
        sitting = self.sitting
        if sitting is None or sitting.choice is None or self._saving or not self.decision.readable():
            return
        writes = list(
            choose(
                sitting.story, self.decision.values(), today=sitting.today, fresh=new_id,
                beside=self.decision.is_beside(),
            )
        )  # fmt: skip
        if not writes:
            self._saved()
            return
        self._saving = True
        verb = Verb.METHOD_COUNSELLED if self.decision.keeps() else Verb.METHOD_START
        said = tr("counselling.saved", name=sitting.story.woman.name)
        self.write(verb, writes, said, done=lambda _: self._saved(), failed=self._refused)

    def _saved(self, _changed: Changed | None = None) -> None:
        self._saving = False
        self._forget()
        self.desk.back()

    def save_referral(self) -> None:
        """Notes the referral; her choice stays put by until it is done."""
        sitting, form = self.sitting, self.decision.refer_form
        if sitting is None or self._saving:
            return
        if not form.values().get("referral_reason"):
            form.row("referral_reason").say(tr("editor.required"))
            form.editor("referral_reason").setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._saving = True
        self._keep()
        writes = refer(sitting.story, form.values(), today=sitting.today, fresh=new_id)
        said = tr("counselling.referred", name=sitting.story.woman.name)
        self.write(Verb.VISIT, writes, said, done=lambda _: self._referred(), failed=self._refused)

    def _referred(self) -> None:
        self._saving = False
        self.sitting, self._id = None, ""
        self.desk.back()

    def _refused(self, error: SuifangError) -> None:
        self._saving = False
        if isinstance(error, RecordError):
            self.decision.form.set_findings([f for f in error.findings if isinstance(f, Finding)])
        self.desk.trouble(error)

    def _keep(self) -> None:
        sitting = self.sitting
        if sitting is not None:
            name, held = draft_name(sitting.story.woman.id), sitting.kept()
            if held != sitting.draft:
                sitting.draft = held
                self.read(lambda ledger: ledger.keep_draft(name, held), lambda _: None, failed=lambda _: None)
        self.over_button.setVisible(sitting is not None and sitting.kept() is not None)

    def _forget(self) -> None:
        sitting, self.sitting, self._id = self.sitting, None, ""
        if sitting is not None:
            name = draft_name(sitting.story.woman.id)
            self.read(lambda ledger: ledger.keep_draft(name, None), lambda _: None)

    def start_over(self) -> None:
        """Forgets everything said on the page so far."""
        woman = self._id
        self._forget()
        self.arrive(woman)

    def leave(self) -> None:
        """Esc: puts it by. Her wish, what was explained and her choice are kept; what she answered is forgotten."""
        if self.sitting is not None and self.sitting.kept():
            self._keep()
            self.desk.toast(tr("counselling.kept"), None)
        self.sitting, self._id = None, ""
        self.desk.back()

    # Paper

    def to_paper(self) -> None:
        """The comparison to take along."""
        if self.sitting is not None and self._stack.shown() is self._body:
            self.paper.draw(self.sitting.explained)
            self._stack.show_part(self.paper)
            self.paper.view.print_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _from_paper(self) -> None:
        self._stack.show_part(self._body)
        if (first := self.first()) is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        """What was asked on purpose is forgotten as soon as the page is left."""
        self.questions.close_private()
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Esc puts by."""
        seen = self._stack.shown()
        if event.key() in ENTER_KEYS and seen is self._body:
            self.advance()
        elif event.key() in ENTER_KEYS and seen is self.young:
            self._begin()
        elif event.key() == Qt.Key.Key_Escape and seen is not self.paper:
            self.leave()
        else:
            super().keyPressEvent(event)
