"""记录随访: date, place and findings of one visit, and what follows from it, on one screen."""

from __future__ import annotations

import json
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.counselling.known import surely_grown
from app.errors import RecordError, SuifangError
from app.followups.schedule import load_schedule
from app.guidance import about_harm, about_pregnancy
from app.people import running
from app.records.findings import Finding
from app.supplies.stock import Stock
from app.visiting import kinds_for
from ui.desktop import theme
from ui.desktop.page import Desk, Page
from ui.desktop.pages.today.page import NEXT
from ui.desktop.pages.visit.asked import FROM_TODAY, Asked, read_asked
from ui.desktop.pages.visit.form import VisitForm
from ui.desktop.pages.visit.head import GuidanceCard, Head
from ui.desktop.pages.visit.outcome import OutcomeForm
from ui.desktop.pages.visit.screening import ScreeningForm
from ui.desktop.pages.visit.tasks import Task, VisitTask, task_for
from ui.desktop.widgets.buttons import ENTER_KEYS, Button
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.words import Card, Words, column, empty
from ui.supplies import read_stock
from ui.text import tr

DRAFT_MS = 400
"""So long after the last key the draft is written, encrypted, into the ledger."""
_OF_METHODS = frozenset(
    {"iud_followup", "implant_followup", "injection", "pill_followup", "sterilisation_followup", "vasectomy_followup",
     "contraception", "supplies"}
)  # fmt: skip
_COUNSELLED = _OF_METHODS | {"general", "postpartum_42"}
"""Kinds of visit at which choosing a method may be talked about; never offered by itself to somebody under 18."""


class VisitPage(Page):
    """``navigate("visit", "<woman>|<rule>|<anchor>|<occurrence>")``: the visit a follow-up asks for.

    With her id alone the kind is chosen here; ``<woman>|kind|<kind>[|<child>]`` names it; ``<woman>|referral|<visit>``
    asks what came of a referral. With ``|today`` behind it, saving goes on to the next woman of the day; else back to
    where it was asked for.
    """

    kinds: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._today = desk.today()
        self._asked: Asked | None = None
        self._what = ""
        self._wondered: frozenset[tuple[str, str]] = frozenset()
        self._saving = False
        self._draft = ""
        self.task: Task | None = None
        self.head: Head | None = None
        side, above = theme.current().space(6), theme.current().space(3)
        self.sheet.setContentsMargins(side, above, side, theme.current().space(2))
        self.sheet.setSpacing(theme.current().space(2))
        self._head = column(steps=2)
        self.sheet.addLayout(self._head)
        self.guidance = GuidanceCard()
        self.sheet.addWidget(self.guidance)
        self.card = Card()
        room = theme.current().space(3)
        self.card.body.setContentsMargins(room, room * 3 // 4, room, room * 3 // 4)
        self.sheet.addWidget(self.card)
        self.sheet.addWidget(self._make_foot())
        self.sheet.addStretch(1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DRAFT_MS)
        self._timer.timeout.connect(self._keep)

    def _make_foot(self) -> QWidget:
        holder = QWidget()
        foot = Flow(holder, steps=3)
        self.save_button = Button(tr("visit.save"), "Enter", primary=True, action=self.save)
        self.refer_button = Button(tr("visit.refer"), "Alt+Z", action=self.refer)
        self.gift_button = Button(tr("visit.gift"), "Alt+Y", action=self.give)
        self.help_button = Button(tr("visit.help"), "Alt+H", action=self.show_guidance)
        self.counsel_button = Button(tr("visit.counselling"), "Alt+F", action=self.counsel)
        self.over_button = Button(tr("visit.over"), "Alt+N", action=self.start_over)
        self.over_button.hide()
        for button in (self.save_button, Button(tr("visit.later"), "Esc", action=self.leave), self.refer_button,
                       self.gift_button, self.counsel_button, self.over_button, self.help_button):  # fmt: skip
            foot.addWidget(button)
        foot.addWidget(Words(tr("visit.hint"), "note"))
        return holder

    @property
    def form(self) -> VisitForm | ScreeningForm | OutcomeForm | None:
        """What is being filled in."""
        return self.task.form if self.task is not None else None

    def first(self) -> QWidget | None:
        """The first finding."""
        return self.form.first_finding() if self.form is not None else super().first()

    # Coming here

    def arrive(self, what: str) -> None:
        """Reads her story, unless this very visit is still under way."""
        today = self.desk.today()
        if what == self._what and self.form is not None and self.form.is_touched() and today == self._today:
            return
        if self._timer.isActive():
            self._timer.stop()
            self._keep()
        self._clear()
        self._what, self._today = what, today
        self.read(lambda ledger: read_asked(ledger, what, today), self._take, latest="visit")

    def _clear(self) -> None:
        self._what, self._asked, self.task, self.head = "", None, None, None
        empty(self._head)
        empty(self.card.body)
        self.guidance.offer(None)

    def _take(self, asked: Asked | None) -> None:
        if asked is None:
            self.desk.toast(tr("visit.nobody"), None)
            self.desk.back()
            return
        self._asked = asked
        one = asked.followup
        if one is not None and one.sensitive:
            self.note("view.sensitive", one.subject, way="visit")
        kind = asked.kind or kinds_for(asked.story, self._today, load_schedule())[0]
        self.head = Head(asked, self._today, kind)
        self.head.kind_chosen.connect(self._other_kind)
        self.head.page_wanted.connect(self._to_her)
        self._head.addWidget(self.head)
        self._make_task(kind)

    def _other_kind(self, kind: str) -> None:
        typed = self.form.typed() if self.form is not None and self.form.is_touched() else {}
        if self._timer.isActive():
            self._timer.stop()
            self._keep()
        self._make_task(kind)
        if self.form is not None and typed:
            self.form.type_again({name: text for name, text in typed.items() if name != "about"})
            self._typed("")

    def _make_task(self, kind: str) -> None:
        asked = self._asked
        if asked is None or self.head is None:
            return
        empty(self.card.body)
        task = self.task = task_for(asked, kind, self._today)
        self._draft = task.draft
        task.form.changed.connect(self._typed)
        task.form.submitted.connect(self.save)
        if isinstance(task.form, VisitForm):
            task.form.refer_wanted.connect(self.refer)
        self.card.body.addWidget(task.form)
        self._wondered = frozenset()
        self._dress_foot(kind)
        self.guidance.offer(about_pregnancy(asked.story, self._today, kind))
        kept = asked.drafts.get(task.draft)
        self.over_button.setVisible(kept is not None)
        if kept is not None:
            task.form.type_again(json.loads(kept))
            self.desk.toast(tr("visit.restored"), None)
        self._consider()
        if self.isVisible() and not _is_typing_elsewhere(self):
            task.form.first_finding().setFocus(Qt.FocusReason.OtherFocusReason)

    def _dress_foot(self, kind: str) -> None:
        asked, head, form = self._asked, self.head, self.form
        if asked is None or head is None:
            return
        other = self.task.following() if self.task is not None else None
        save = tr("visit.save.next" if asked.on_round else "visit.save")
        self.save_button.setText(tr("visit.save.then", who=other.words) if other is not None else save)
        using = any(use.method != "none" for use in running(asked.story, self._today))
        head.page_button.setText(tr("visit.change_method" if kind in _OF_METHODS and using else "today.her_page"))
        visit = form if isinstance(form, VisitForm) else None
        self.counsel_button.setVisible(kind in _COUNSELLED and surely_grown(asked.story, self._today))
        self.gift_button.setVisible(visit is not None and visit.has_supplies and not visit.giving_shown())
        self.refer_button.setVisible(visit is not None and visit.has("referral_reason") and visit.danger.isHidden())

    # While she types

    def _typed(self, field: str) -> None:
        self._timer.start()
        task = self.task
        if isinstance(task, VisitTask) and field == "about":
            task.remember()
        if task is not None and task.draft != self._draft:
            self._forget_draft()  # what was typed goes along to the other child
            self._draft = task.draft
        self._consider()

    def _consider(self) -> None:
        task, head = self.task, self.head
        if task is None or head is None:
            return
        settles = task.consider()
        head.tell(task.about_words(), settles)
        self._dress_foot(task.kind)

    def refer(self) -> None:
        """Asks for a referral; where something asks for a doctor, it is filled in and can be changed."""
        task = self.task
        if not isinstance(task, VisitTask):
            return
        if task.dangers():
            task.fill_referral()
        task.form.show_referral(on=True)
        task.form.focus("referral_facility" if task.dangers() else "referral_reason")
        self._typed("referral_reason")

    def give(self) -> None:
        """Opens what is handed out."""
        if isinstance(self.form, VisitForm):
            self.form.show_giving()
            self.form.giving.setFocus(Qt.FocusReason.OtherFocusReason)
            self.gift_button.hide()

    def counsel(self) -> None:
        """The methods side by side; the visit stays as it is typed."""
        if self._asked is not None:
            self.desk.navigate("counselling", self._asked.story.woman.id)

    def show_guidance(self) -> None:
        """What to know and whom to call when somebody may have been harmed; the same key closes it. Nothing is recorded."""
        asked, task = self._asked, self.task
        if asked is None or task is None:
            return
        young = about_pregnancy(asked.story, self._today, task.kind)
        if self.guidance.is_open():
            self.guidance.offer(young)
        else:
            self.guidance.open(young or about_harm(asked.story, self._today))

    # Saving and leaving

    def save(self) -> None:
        """Enter: says what cannot stay so; asks once about what looks odd; else saves and goes on."""
        task = self.task
        if task is None or self._saving or not task.form.readable():
            return
        form = task.form
        for name in ("date", "screen"):
            if form.has(name) and not form.values().get(name):
                form.row(name).say(tr("editor.required"))
                form.focus(name)
                return
        if self._asks_first(task):
            return
        self._saving = True
        gift = isinstance(form, VisitForm) and form.giving_shown() and form.giving.gift() is not None
        if gift:
            self.read(read_stock, lambda stock: self._write(task, stock), failed=self._refused)
        elif self._asked is not None:
            self._write(task, self._asked.stock)

    def _asks_first(self, task: Task) -> bool:
        """Whether something has to be put right, or was not yet asked about."""
        form, found = task.form, task.findings()
        walls = [f for f in found if f.wall]
        danger = () if form.values().get("referral_reason") else task.dangers()
        odd = frozenset([*((f.code, f.field) for f in found), *(("danger", sign.id) for sign in danger)])
        if not walls and not odd - self._wondered:
            return False
        form.say(found)
        self._wondered = odd
        self.desk.toast(tr("visit.look" if walls else "visit.look_danger" if danger else "visit.look_again"), None)
        if danger and not walls and isinstance(form, VisitForm):
            form.show_referral(on=True)
            form.focus("referral_reason")
        else:
            form.focus((walls or list(found))[0].field)
        return True

    def _write(self, task: Task, stock: Stock) -> None:
        writes = task.writes(stock)
        if not writes:
            self._saved(task)
            return
        self.write(task.verb, writes, task.said(), done=lambda _: self._saved(task), failed=self._refused)

    def _refused(self, error: SuifangError) -> None:
        self._saving = False
        if isinstance(error, RecordError) and self.form is not None:
            self.form.say([f for f in error.findings if isinstance(f, Finding)])
        self.desk.trouble(error)

    def _saved(self, task: Task) -> None:
        self._timer.stop()
        self._saving = False
        self._forget_draft()
        asked = self._asked
        other = task.following()
        self._clear()
        if asked is not None and other is not None:
            self.arrive(f"{asked.story.woman.id}|kind|{other.key}{FROM_TODAY if asked.on_round else ''}")
        elif asked is not None and asked.on_round:
            self.desk.navigate("today", NEXT)
        else:
            self.desk.back()

    def _keep(self) -> None:
        form = self.form
        if form is None:
            return
        name, kept = self._draft, json.dumps(form.typed(), ensure_ascii=False) if form.is_touched() else None
        # While the ledger is locked nothing can be kept; the fields still hold it.
        self.read(lambda ledger: ledger.keep_draft(name, kept), lambda _: None, failed=lambda _: None)

    def _forget_draft(self) -> None:
        name = self._draft
        self.read(lambda ledger: ledger.keep_draft(name, None), lambda _: None)

    def start_over(self) -> None:
        """Forgets what was kept and begins again."""
        task, asked = self.task, self._asked
        if task is None or asked is None:
            return
        self._timer.stop()
        self._forget_draft()
        self._asked = asked.without(self._draft)
        self._make_task(task.kind)

    def leave(self) -> None:
        """Esc: puts it by; what was typed is kept."""
        self._timer.stop()
        if self.form is not None and self.form.is_touched():
            self._keep()
            self.desk.toast(tr("visit.kept"), None)
        self._clear()
        self.desk.back()

    def unsaved(self) -> bool:
        """Whether something typed is not yet kept."""
        return self._timer.isActive()

    def _to_her(self) -> None:
        if self._asked is not None:
            self.desk.navigate("woman", self._asked.story.woman.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter saves, Esc puts by."""
        if event.key() in ENTER_KEYS:
            self.save()
        elif event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)


def _is_typing_elsewhere(page: QWidget) -> bool:
    """Whether the keyboard is in the search box or another place outside the page."""
    holder = QApplication.focusWidget()
    return holder is not None and holder.objectName() == "search" and not page.isAncestorOf(holder)
