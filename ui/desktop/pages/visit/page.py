"""记录随访: date, place and findings of one visit, and what follows from it, on one screen."""

from __future__ import annotations

import json
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.actions import Verb, made
from app.actions.visits import record_visit
from app.danger import signs
from app.errors import RecordError, SuifangError
from app.followups.schedule import load_schedule
from app.people import age
from app.records import Value, Visit
from app.records.checks import check
from app.records.findings import Finding
from app.visiting import earlier_answers, likely_kind, next_meeting, settled, usual_place
from storage.ids import new_id
from ui.dates import say_short
from ui.desktop import theme
from ui.desktop.page import Desk, Page
from ui.desktop.pages.today.page import NEXT
from ui.desktop.pages.today.words import place_words
from ui.desktop.pages.visit.asked import Asked, draft_name, read_asked, settles_words
from ui.desktop.pages.visit.form import VisitForm, is_roomy
from ui.desktop.pages.woman.words import followup_words
from ui.desktop.widgets.buttons import ENTER_KEYS, Button, Pills
from ui.desktop.widgets.editors import code_choices
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.words import Card, Words, column, empty, row
from ui.text import tr

DRAFT_MS = 400
"""So long after the last key the draft is written, encrypted, into the ledger."""
_OF_METHODS = frozenset(
    {"iud_followup", "implant_followup", "injection", "pill_followup", "sterilisation_followup", "contraception", "supplies"}
)  # fmt: skip


class VisitPage(Page):
    """``navigate("visit", "<woman>|<rule>|<anchor>|<occurrence>")``, or with her id alone: the kind is chosen here.

    With ``|today`` behind it, saving goes on to the next woman of the day; else back to where it was asked for.
    """

    kinds: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._today = desk.today()
        self._asked: Asked | None = None
        self._what = ""
        self._wondered: frozenset[tuple[str, str]] = frozenset()
        self._saving = False
        self.form: VisitForm | None = None
        self.sheet.setSpacing(theme.current().space(2.5))
        self._head = column(steps=2)
        self.sheet.addLayout(self._head)
        self.card = Card()
        room = theme.current().space(4)
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
        self.over_button = Button(tr("visit.over"), "Alt+N", action=self.start_over)
        self.over_button.hide()
        for button in (self.save_button, Button(tr("visit.later"), "Esc", action=self.leave), self.refer_button,
                       self.over_button):  # fmt: skip
            foot.addWidget(button)
        foot.addWidget(Words(tr("visit.hint"), "note"))
        return holder

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
        self._what, self._today, self._asked, self.form = what, today, None, None
        empty(self._head)
        empty(self.card.body)
        self.read(lambda ledger: read_asked(ledger, what, today), self._take, latest="visit")

    def _take(self, asked: Asked | None) -> None:
        if asked is None:
            self.desk.toast(tr("visit.nobody"), None)
            self.desk.back()
            return
        self._asked = asked
        one = asked.followup
        if one is not None and one.sensitive:
            self.note("view.sensitive", one.subject, way="visit")
        kind = (one.visit_kind if one else None) or likely_kind(asked.story, self._today)
        self._tell_who(asked, kind)
        self.save_button.setText(tr("visit.save.next" if asked.on_round else "visit.save"))
        self._make_form(kind)

    def _tell_who(self, asked: Asked, kind: str) -> None:
        story = asked.story
        years = age(story, self._today)
        who = [tr("today.years", n=years)] if years is not None else []
        line = Flow(steps=3)
        line.addWidget(Words(tr("visit.title", name=story.woman.name), "title"))
        line.addWidget(Words("　".join([*who, place_words(story)]), "soft"))
        self.method_button = Button("", "Alt+M", action=self._to_her)
        line.addWidget(self.method_button)
        self._head.addLayout(line)
        self.settles = Words("", "soft", wrap=True)
        if asked.followup is not None:
            what = Words(followup_words(asked.followup, opened=True), "strong", wrap=not is_roomy())
            said = row(steps=4) if is_roomy() else column(steps=1)
            said.addWidget(what)
            said.addWidget(self.settles, 1)
            self._head.addLayout(said)
            return
        self.kind_pills = Pills([(c.key, c.words) for c in code_choices("visit_kind")], kind)
        self.kind_pills.setAccessibleName(tr("field.visit.visit_kind"))
        self.kind_pills.chosen.connect(self._other_kind)
        self._head.addWidget(self.kind_pills)
        self._head.addWidget(self.settles)

    def _other_kind(self, kind: str) -> None:
        typed = self.form.typed() if self.form is not None and self.form.is_touched() else {}
        if self._timer.isActive():
            self._timer.stop()
            self._keep()
        self._make_form(kind)
        if self.form is not None and typed:
            self.form.type_again(typed)
            self._typed()

    def _make_form(self, kind: str) -> None:
        asked = self._asked
        if asked is None:
            return
        empty(self.card.body)
        day = self._today.isoformat()
        values: dict[str, Value] = {"date": day, "place": usual_place(asked.story, day)}
        self.form = VisitForm(kind, self._today, values, earlier_answers(asked.story, kind, day))
        self.form.changed.connect(self._typed)
        self.form.submitted.connect(self.save)
        self.card.body.addWidget(self.form)
        self._wondered = frozenset()
        key = "visit.change_method" if kind in _OF_METHODS else "today.her_page"
        self.method_button.setText(tr(key))
        kept = asked.drafts.get(kind)
        self.over_button.setVisible(kept is not None)
        if kept is not None:
            self.form.type_again(json.loads(kept))
            self.desk.toast(tr("visit.restored"), None)
        self._consider()
        if self.isVisible() and not _is_typing_elsewhere(self):
            self.form.first_finding().setFocus(Qt.FocusReason.OtherFocusReason)

    # While she types

    def _typed(self) -> None:
        self._timer.start()
        self._consider()

    def _visit(self) -> Visit | None:
        """The visit as it stands in the form; None while its day cannot be read."""
        asked, form = self._asked, self.form
        if asked is None or form is None or not form.values().get("date"):
            return None
        return made(Visit, {**form.values(), "about": self._about()}, fresh=lambda: "new", subject=asked.story.woman.id)

    def _about(self) -> str | None:
        asked = self._asked
        one = asked.followup if asked else None
        known = {use.id for use in asked.story.methods} if asked else set()
        return one.about if one is not None and one.about in known else None

    def _findings(self) -> tuple[Finding, ...]:
        """What the checks say; a number that is a sign for a doctor is told as that, not asked about as well."""
        visit, asked = self._visit(), self._asked
        if visit is None or asked is None or self.form is None:
            return ()
        told = {mark.field for sign in signs(self.form.values()) for mark in sign.marks}
        found = check(visit, self._today, story=asked.story)
        return tuple(f for f in found if f.wall or f.field not in told or f.code != "finding.unusual")

    def _consider(self) -> None:
        """Says at once what follows from what is typed: questions, what a doctor should see, what it settles, when next."""
        form, asked = self.form, self._asked
        if form is None or asked is None:
            return
        form.say([f for f in self._findings() if not f.wall])
        found = signs(form.values())
        form.warn([tr(f"danger.{sign.id}") for sign in found], urgent=any(sign.urgent for sign in found))
        form.show_referral(on=bool(found) or form.referral_shown())
        visit = self._visit()
        if visit is None or visit.date > self._today.isoformat():
            self.settles.setText("")
            return
        done = settled(asked.story, visit, load_schedule(), self._today)
        self.settles.setText(settles_words(done, asked.followup))
        coming = next_meeting(asked.story, visit, load_schedule(), self._today)
        words = ""
        if coming is not None:
            words = tr("visit.next", what=followup_words(coming, opened=True), opens=say_short(coming.opens, self._today),
                       closes=say_short(coming.closes, self._today))  # fmt: skip
        form.propose(coming.due if coming else None, words)

    def refer(self) -> None:
        """Asks for a referral."""
        if self.form is not None:
            self.form.show_referral(on=True)
            self.form.editor("referral_reason").setFocus(Qt.FocusReason.OtherFocusReason)

    # Saving and leaving

    def save(self) -> None:
        """Enter: says what cannot stay so; asks once about what looks odd; else saves and goes on."""
        form, asked = self.form, self._asked
        if form is None or asked is None or self._saving or not form.readable():
            return
        if not form.values().get("date"):
            form.row("date").say(tr("editor.required"))
            form.editor("date").setFocus(Qt.FocusReason.OtherFocusReason)
            return
        found = self._findings()
        walls = [f for f in found if f.wall]
        danger = [] if form.values().get("referral_reason") else signs(form.values())
        odd = frozenset([*((f.code, f.field) for f in found), *(("danger", sign.id) for sign in danger)])
        if walls or odd - self._wondered:
            form.say(found)
            self._wondered = odd
            words = "visit.look" if walls else "visit.look_danger" if danger else "visit.look_again"
            self.desk.toast(tr(words), None)
            self._focus_on("referral_reason" if danger and not walls else (walls or list(found))[0].field)
            return
        self._saving = True
        values = {**form.values(), "about": self._about()}
        told = tr("visit.saved", name=asked.story.woman.name)
        self.write(
            Verb.VISIT, record_visit(asked.story, values, fresh=new_id), told,
            done=lambda _: self._saved(), failed=self._refused,
        )  # fmt: skip

    def _focus_on(self, field: str) -> None:
        form = self.form
        name = "pressure" if field in ("systolic", "diastolic") else field
        if form is not None and form.has(name):
            form.editor(name).setFocus(Qt.FocusReason.OtherFocusReason)

    def _refused(self, error: SuifangError) -> None:
        self._saving = False
        if isinstance(error, RecordError) and self.form is not None:
            self.form.say([f for f in error.findings if isinstance(f, Finding)])
        self.desk.trouble(error)

    def _saved(self) -> None:
        self._timer.stop()
        self._saving = False
        self._forget_draft()
        from_today = self._asked is not None and self._asked.on_round
        self._what, self._asked, self.form = "", None, None
        empty(self._head)
        empty(self.card.body)
        if from_today:
            self.desk.navigate("today", NEXT)
        else:
            self.desk.back()

    def _draft_name(self) -> str:
        kind = self.form.visit_kind if self.form is not None else ""
        return draft_name(kind, self._asked.story.woman.id if self._asked else "")

    def _keep(self) -> None:
        form = self.form
        if form is None or self._asked is None:
            return
        name, kept = self._draft_name(), json.dumps(form.typed(), ensure_ascii=False) if form.is_touched() else None
        # While the ledger is locked nothing can be kept; the fields still hold it.
        self.read(lambda ledger: ledger.keep_draft(name, kept), lambda _: None, failed=lambda _: None)

    def _forget_draft(self) -> None:
        name = self._draft_name()
        self.read(lambda ledger: ledger.keep_draft(name, None), lambda _: None)

    def start_over(self) -> None:
        """Forgets what was kept and begins again."""
        form, asked = self.form, self._asked
        if form is None or asked is None:
            return
        self._timer.stop()
        self._forget_draft()
        asked.drafts.pop(form.visit_kind, None)
        self._make_form(form.visit_kind)

    def leave(self) -> None:
        """Esc: puts it by; what was typed is kept."""
        self._timer.stop()
        if self.form is not None and self.form.is_touched():
            self._keep()
            self.desk.toast(tr("visit.kept"), None)
        self._what, self.form, self._asked = "", None, None
        empty(self._head)
        empty(self.card.body)
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
