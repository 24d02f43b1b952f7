"""Who is visited and why: the lines above the form of a visit."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.codes import code_list
from app.followups.life import child_beside_her, dating
from app.followups.schedule import load_schedule
from app.guidance import Guidance
from app.people import age, grieves, weeks_on
from app.records import Child
from app.records.story import Story
from app.records.timing import TERM_DAYS
from app.values.dates import span
from app.visiting import OF_BIRTH, OF_CHILD, OF_PREGNANCY, kinds_for
from ui.dates import say_date
from ui.desktop import theme
from ui.desktop.pages.today.words import place_words
from ui.desktop.pages.visit.asked import OUTCOME, SCREENING, Asked
from ui.desktop.pages.visit.fields import is_roomy
from ui.desktop.pages.woman.words import followup_words
from ui.desktop.widgets.buttons import Button, Pills
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.words import Card, Words, column, row
from ui.text import language, tr

OTHERS = "…"
"""The pill that shows every kind."""


class Head(QWidget):
    """``kind_chosen`` when another kind of visit is recorded; ``page_wanted``: her page."""

    kind_chosen = Signal(str)
    page_wanted = Signal()

    def __init__(self, asked: Asked, today: date, kind: str) -> None:
        super().__init__()
        self._asked, self._today = asked, today
        sheet = column(self, steps=1.5)
        story = asked.story
        years = age(story, today)
        who = [tr("today.years", n=years)] if years is not None else []
        line = Flow(steps=3)
        line.addWidget(Words(tr("visit.title", name=story.woman.name), "title"))
        line.addWidget(Words("　".join([*who, place_words(story)]), "soft"))
        self.page_button = Button("", "Alt+M", action=self.page_wanted.emit)
        line.addWidget(self.page_button)
        sheet.addLayout(line)
        self.settles = Words("", "soft", wrap=True)
        self.about = Words("", "body", wrap=not is_roomy())
        self.kind_pills: Pills | None = None
        self._pills_place = column(steps=0)
        said = row(steps=4) if is_roomy() else column(steps=1)
        if asked.followup is not None:
            said.addWidget(Words(followup_words(asked.followup, opened=True), "strong", wrap=not is_roomy()))
            said.addWidget(self.settles, 1)
            sheet.addLayout(said)
            sheet.addWidget(self.about)
        else:
            self._offer(kind, every=False)
            sheet.addLayout(self._pills_place)
            said.addWidget(self.about)
            said.addWidget(self.settles, 1)
            sheet.addLayout(said)
        self.tell("", "")

    def tell(self, about: str, settles: str) -> None:
        """Weeks, child or how to speak; and what it settles."""
        for place, words in ((self.about, about), (self.settles, settles)):
            place.setText(words)
            place.setVisible(bool(words))

    def _offer(self, kind: str, *, every: bool) -> None:
        """The kinds that fit her now; every one of them when asked."""
        fitting = kinds_for(self._asked.story, self._today, load_schedule())
        kinds = [*dict.fromkeys([*fitting, *([] if kind in fitting else [kind])])]
        if every:
            kinds = [
                *kinds,
                *(k for k in (*code_list("visit_kind").codes, SCREENING) if k not in kinds and k != OUTCOME),
            ]
        options = [(k, kind_words(k)) for k in kinds] + ([] if every else [(OTHERS, tr("visit.kinds.all"))])
        if self.kind_pills is not None:
            self.kind_pills.hide()
            self.kind_pills.deleteLater()
        self.kind_pills = Pills(options, kind)
        self.kind_pills.setAccessibleName(tr("field.visit.visit_kind"))
        self.kind_pills.chosen.connect(lambda chosen: self._chosen(chosen, kind))
        self._pills_place.addWidget(self.kind_pills)

    def _chosen(self, chosen: str, before: str) -> None:
        if chosen != OTHERS:
            self.kind_chosen.emit(chosen)
            return
        self._offer(before, every=True)
        if self.kind_pills is not None:
            self.kind_pills.setFocus()


class GuidanceCard(Card):
    """What the worker should know and nobody else should read over her shoulder: closed until she opens it."""

    def __init__(self) -> None:
        super().__init__(tone="due")
        room = theme.current().space(2.5)
        self.body.setContentsMargins(room, room, room, room)
        self.body.setSpacing(theme.current().space(1))
        self._told = Words("", "body", wrap=True)
        self.body.addWidget(self._told)
        self.hide()
        self._guidance: Guidance | None = None

    def offer(self, guidance: Guidance | None) -> None:
        """Says only that there is something to read."""
        self._guidance = guidance
        self._told.setText(tr("guidance.closed"))
        self.setVisible(guidance is not None and guidance.duty)

    def open(self, guidance: Guidance) -> None:
        """Shows it."""
        self._guidance = guidance
        self._told.setText(tr(f"guidance.{guidance.id}", **guidance.numbers))
        self.show()

    def is_open(self) -> bool:
        """Whether it can be read."""
        return not self.isHidden() and self._told.text() != tr("guidance.closed")

    def words(self) -> str:
        """What stands there."""
        return self._told.text()


def kind_words(kind: str) -> str:
    """The word for a kind of visit, a screening among them."""
    return tr("visit.screening") if kind == SCREENING else code_list("visit_kind").label(kind, language())


def child_words(child: Child, day: date) -> str:
    """Name or sex, and the age as one says it of a child."""
    name = child.name or (
        code_list("sex").label(child.sex, language()) if child.sex in ("1", "2") else tr("visit.child")
    )
    born = span(child.birth_date)
    if born is None or born[0] != born[1] or born[0] > day:
        return name
    days = (day - born[0]).days
    months = (day.year - born[0].year) * 12 + day.month - born[0].month - (day.day < born[0].day)
    if days <= 42:
        return tr("visit.child.days", name=name, n=days)
    if months < 24:
        return tr("visit.child.months", name=name, n=months)
    return tr("visit.child.years", name=name, years=months // 12, months=months % 12)


def about_words(story: Story, kind: str, about: str | None, day: date) -> str:
    """Weeks and EDD of a pregnancy; the child; how to speak after a loss; that something is not in the ledger yet."""
    if kind in OF_PREGNANCY:
        return _pregnancy_words(story, about, day)
    if kind in OF_CHILD:
        child = next((c for c in story.children if c.id == about), None)
        if child is None:
            return tr("visit.child.none")
        return child_words(child, day)
    if kind in OF_BIRTH:
        birth = next((d for d in story.deliveries if d.id == about), None)
        if birth is None:
            return tr("visit.birth.none")
        gone = child_beside_her(story, birth, day)
        return tr(f"visit.grief.{gone}") if gone else ""
    return tr("visit.grief.some") if grieves(story, day) else ""


def _pregnancy_words(story: Story, about: str | None, day: date) -> str:
    pregnancy = next((p for p in story.pregnancies if p.id == about), None)
    if pregnancy is None:
        return tr("visit.pregnancy.none")
    weeks, lmp = weeks_on(pregnancy, day), span(dating(pregnancy))
    if weeks is None or lmp is None:
        return tr("visit.weeks.unknown")
    edd = pregnancy.edd or (lmp[0] + timedelta(days=TERM_DAYS)).isoformat()
    basis = code_list("edd_basis").label(pregnancy.edd_basis or "lmp", language())
    return tr("visit.weeks", weeks=weeks[0], days=weeks[1], edd=say_date(edd), basis=basis)
