"""Beside the list of applications: one case, its steps, its papers, and the next step."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal

from app.benefits import why_not_named
from app.codes import code_list
from app.records import BenefitStep
from ui.dates import say_date
from ui.desktop import theme
from ui.desktop.page import Desk
from ui.desktop.pages.office.book import Facts, flowing, many
from ui.desktop.pages.office.cases import Case, scheme_words, step_words
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.link import Link
from ui.desktop.widgets.tick import Tick
from ui.desktop.widgets.words import Words, empty
from ui.text import language, tr


class BenefitFacts(Facts):
    """``wanted``: ``step other edit print``. ``ticked``: a paper and whether it is there. ``back``: a step's id."""

    wanted = Signal(str)
    ticked = Signal(str, bool)
    back = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(tr("benefits.facts"))
        self._desk = desk
        self.step = Button(tr("benefits.step"), "Enter", primary=True, action=lambda: self.wanted.emit("step"))
        self.other = Button(tr("benefits.other"), "Ctrl+E", action=lambda: self.wanted.emit("other"))
        self.edit = Button(tr("benefits.edit"), "F2", action=lambda: self.wanted.emit("edit"))
        self.print = Button(tr("benefits.form"), "Ctrl+P", action=lambda: self.wanted.emit("print"))
        self.ways.addWidget(self.step, 0, Qt.AlignmentFlag.AlignLeft)
        self.ways.addLayout(many([self.other, self.edit, self.print]))
        self.show_case(None)

    def show_case(self, one: Case | None) -> None:
        """One case, or a word on how to choose one."""
        empty(self.words)
        for button in (self.step, self.other, self.edit, self.print):
            button.setVisible(one is not None)
        if one is None:
            self.words.addWidget(Words(tr("benefits.facts.none"), "soft", wrap=True))
            return
        case, here = one.case, one.standing
        self.words.addWidget(Words(scheme_words(case), "section", wrap=True))
        line, across = flowing()
        her = partial(self._desk.navigate, "woman", one.story.woman.id)
        across.addWidget(Link(one.story.woman.name, action=her))
        applicant = code_list("benefit_applicant").label(case.applicant, language())
        across.addWidget(Words(tr("benefits.by", who=applicant, day=say_date(case.date)), "soft"))
        self.words.addWidget(line)
        self._next(one)
        self.fact(tr("field.benefit_case.basis"), case.basis or "")
        self._steps(one)
        self._papers(one)
        self.fact(tr("field.benefit_case.note"), case.note or "")
        self.step.setVisible(bool(here.next) and not here.waits_until)
        self.step.setText(tr("benefits.step.record", step=step_words(here.next)))

    def _next(self, one: Case) -> None:
        here = one.standing
        if here.ended:
            said = tr("benefits.ended", step=step_words(here.ended), day=say_date(here.since))
        elif here.waits_until:
            said = tr("benefits.waits", day=say_date(here.waits_until))
        elif here.sent_back:
            said = tr("benefits.sent_back", step=step_words(here.next))
        else:
            said = tr(f"benefits.next.{here.next}")
        self.words.addWidget(Words(said, "strong", wrap=True))
        if here.next == "notice" and (why := why_not_named(one.story, one.case, self._desk.today())):
            self.words.addWidget(Words(tr(f"benefits.not_named.{why}"), "soft", wrap=True))

    def _steps(self, one: Case) -> None:
        self.words.addSpacing(theme.current().space(1))
        self.words.addWidget(Words(tr("benefits.steps"), "note"))
        if not one.steps:
            self.words.addWidget(Words(tr("benefits.steps.none"), "soft", wrap=True))
        for step in one.steps:
            self.words.addWidget(Words(_said(step), wrap=True))
        if one.steps:
            last = one.steps[-1]
            undo = Link(tr("benefits.take_back", step=step_words(last.step)), action=partial(self.back.emit, last.id))
            self.words.addWidget(undo)

    def _papers(self, one: Case) -> None:
        self.words.addSpacing(theme.current().space(1))
        self.words.addWidget(Words(tr("field.benefit_case.documents"), "note"))
        there = (one.case.documents or "").split()
        holder, papers = flowing()
        for row in code_list("benefit_document"):
            tick = Tick(row.label(language()))
            tick.setChecked(row.code in there)
            tick.toggled.connect(partial(self.ticked.emit, row.code))
            papers.addWidget(tick)
        self.words.addWidget(holder)


def _said(step: BenefitStep) -> str:
    parts = [f"{say_date(step.date)}　{step_words(step.step)}"]
    if step.until:
        parts.append(tr("benefits.until", day=say_date(step.until)))
    if step.amount_fen is not None:
        parts.append(tr("benefits.yuan", n=f"{step.amount_fen / 100:,.2f}"))
    return "　".join([*parts, *([step.opinion] if step.opinion else [])])
