"""她的页面: left how things stand, in the middle her story, right what comes and what to look at."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from app.actions import Verb, village, women
from app.followups.due import FollowUp
from app.followups.life import not_in_ledger
from app.people import age
from app.records import Record, Woman
from app.same_woman import entries_of
from app.timeline import Moment
from app.values import lunar
from app.values.names import pinyin_of
from ui.dates import say_date
from ui.desktop import theme
from ui.desktop.page import Desk, Page
from ui.desktop.pages.form_panel import FormPanel
from ui.desktop.pages.ledger.rows import place_of
from ui.desktop.pages.woman.adding import chapter, choices_now
from ui.desktop.pages.woman.consent_sheet import ConsentSheet
from ui.desktop.pages.woman.forms import Forms
from ui.desktop.pages.woman.line import LARGE, Timeline
from ui.desktop.pages.woman.now import Now
from ui.desktop.pages.woman.papers import HerPapers
from ui.desktop.pages.woman.past import Past
from ui.desktop.pages.woman.seen import CONSENTS, Seen, see
from ui.desktop.pages.woman.side import Side
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.empty_state import EmptyState
from ui.desktop.widgets.rest import Rest
from ui.desktop.widgets.words import Card, Words, column, row
from ui.text import language, tr
from ui.value_words import label


class WomanPage(Page):
    """One woman. ``arrive`` takes her id; what she is asked stays a draft of hers until it is saved."""

    kinds = frozenset({
        "woman", "household", "consent", "child", "pregnancy", "delivery", "method_use", "visit", "response", "move",
        "life_event", "screening", "supply_movement", "benefit_case", "benefit_step", "request",
    })  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._id = self._wanted = ""
        self.seen: Seen | None = None
        self._opened: frozenset[str] = frozenset()
        self._revealed = False
        self._returning = False
        self._build_head()
        self.now, self.side = Now(), Side()
        self.timeline, self.past = Timeline(), Past()
        self.papers = HerPapers(self)
        self.middle = QStackedWidget()
        self.forms = Forms(self, self.middle)
        self.sheet_of_consents: ConsentSheet | None = None
        self._cards: list[Card] = []
        for part in (self.timeline, self.past, self.papers):
            card = Card()
            card.body.addWidget(part)
            self._cards.append(card)
            self.middle.addWidget(card)
        self._body = QWidget()
        self._lay_out()
        self.gone = EmptyState(
            tr("woman.gone"), tr("woman.gone.note"), [Button(tr("woman.to_ledger"), reads=True, action=self._leave)]
        )
        self._stack = Rest()
        self._stack.addWidget(self._body)
        self._stack.addWidget(self.gone)
        self.sheet.addWidget(self._stack, 1)
        self._connect()

    def _build_head(self) -> None:
        head = row(steps=3)
        who = row(steps=3)
        self.name = Words("", "title")
        self.about = Words("", "soft", wrap=True)
        self.mark = Words("", "due")
        who.addWidget(self.name)
        who.addWidget(self.about, 1, Qt.AlignmentFlag.AlignVCenter)
        if theme.current().scale > LARGE:  # who she is has the whole width, what can be done stands below
            self.sheet.addLayout(who)
            head.addStretch(1)
        else:
            head.addLayout(who, 1)
        head.addWidget(self.mark)
        self.edit_button = Button(tr("woman.edit"), "Ctrl+E", action=self.edit)
        self.print_button = Button(tr("woman.print"), "Ctrl+P", action=self.to_papers)
        self.add_button = Button(tr("woman.add"), "Ctrl+N", primary=True, action=self.offer)
        for button in (self.edit_button, self.print_button, self.add_button):
            head.addWidget(button)
        self.sheet.addLayout(head)

    def _lay_out(self) -> None:
        across = row(self._body, steps=4)
        if theme.current().scale > LARGE:  # what comes stands above how things are, and both beside her story
            sides = column(steps=3)
            sides.addWidget(self.side, 2)
            sides.addWidget(self.now, 3)
            across.addLayout(sides, 4)
            across.addWidget(self.middle, 6)
            return
        across.addWidget(self.now, 25)
        across.addWidget(self.middle, 60)
        across.addWidget(self.side, 25)

    def _connect(self) -> None:
        self.now.revealed.connect(self._reveal)
        self.now.other.connect(lambda woman: self.desk.navigate("woman", woman))
        self.now.consents.wanted.connect(self.open_consents)
        self.now.consents.all.setVisible(not self.looks_only)
        self.forms.gone.connect(self._form_gone)
        self.timeline.correct.connect(lambda moment: self._look(moment.record, ""))
        self.timeline.take_back.connect(self._take_back)
        self.timeline.open_closed.connect(self._open_closed)
        self.timeline.past.connect(self._to_past)
        self.past.left.connect(self._to_story)
        self.past.change.connect(lambda v: self.desk.navigate("history", str(v)))
        self.papers.left.connect(self._to_story)
        self.now.household.connect(lambda: self.add("household"))
        self.side.visit.connect(self._visit)
        self.side.look.connect(self._look)
        self.side.resume.connect(lambda key: self.open_consents() if key == CONSENTS else self.forms.resume(key))
        self.side.other.connect(lambda woman: self.desk.navigate("woman", woman))
        self.side.settle.connect(lambda: self.desk.navigate("differences", self._id))

    # What is shown

    def arrive(self, what: str) -> None:
        """Opens her page. Another woman's form was put by as a draft when it was left.

        ``her id``, perhaps of an entry joined to another, or ``her id|kind|record|field``: the form of an entry of hers.
        """
        woman, _, self._wanted = what.partition("|")
        if not woman:
            return
        if woman == self._id:
            self._look_at_wanted()
            return
        self.forms.put_by()
        if self.sheet_of_consents is not None:
            self.sheet_of_consents.leave()
        self._id, self.seen, self.forms.seen = woman, None, None
        self._opened, self._revealed = frozenset(), False
        for words in (self.name, self.about, self.mark):
            words.setText("")
        self._body.hide()
        self._to_story()
        self.refresh()

    def refresh(self) -> None:
        """Reads her again; a form that is open stays as it is typed."""
        if self._id:
            woman, today = self._id, self.desk.today()
            self.read(lambda ledger: see(ledger, woman, today), self._show, latest="her")

    def first(self) -> QWidget | None:
        """The keyboard begins at her story; while there is none, at what adds to it."""
        rows = self.timeline.rows()
        if self.panel is not None or self.seen is None:
            return super().first()
        return rows[0] if rows else self.add_button

    def unsaved(self) -> bool:
        """Whether a key is not yet in the draft."""
        opened = self.sheet_of_consents
        return (self.panel is not None and self.panel.pending()) or (opened is not None and opened.pending())

    def _show(self, seen: Seen | None) -> None:
        if seen is not None and self._id not in entries_of(seen.story):
            return
        if seen is not None:
            self._id = seen.woman.id
        fresh = self.seen is None
        self.seen = self.forms.seen = seen
        self._stack.setCurrentWidget(self._body if seen else self.gone)
        for button in (self.edit_button, self.add_button, self.print_button):
            button.setEnabled(seen is not None and not not_in_ledger(seen.story))
        if seen is None:
            self.name.setText("")
            self.about.setText("")
            return
        self._body.show()
        self.name.setText(seen.woman.name)
        self.about.setText(head_words(seen))
        self.mark.setText(_mark(seen.woman))
        self.mark.setVisible(bool(self.mark.text()))
        self.now.show_story(seen, revealed=self._revealed)
        self.timeline.show_story(seen, self._opened)
        self.past.show_story(seen)
        self.side.show_story(seen, self._opened)
        back, self._returning = fresh or self._returning, False
        if back and self.panel is None and self.isVisible() and (first := self.first()) is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        self._look_at_wanted()

    def _look_at_wanted(self) -> None:
        """Opens the form that was asked for, once there is somebody to open it for."""
        if self.seen is None or not self._wanted:
            return
        kind, record_id, field = self._wanted.split("|")
        self._wanted = ""
        if kind == Woman.kind:
            self.edit(field)
            return
        record = next((m.record for m in self.seen.moments if m.record.id == record_id), None)
        if record is not None:
            self._look(record, field)

    def _reveal(self, on: bool) -> None:
        if self.looks_only:
            return
        self._revealed = on
        if self.seen is not None:
            if on:
                self.note("view.contact", self._id, way="page")
            self.now.show_story(self.seen, revealed=on)
            self.now.reveal.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_closed(self, moment: Moment) -> None:
        if self.looks_only:
            return
        if self.seen is not None and moment.record.id not in self._opened:
            self.note("view.sensitive", self._id, way="page")
        self._opened |= {moment.record.id}
        if self.seen is not None:
            self.timeline.show_story(self.seen, self._opened)
            self.side.show_story(self.seen, self._opened)

    def hideEvent(self, event: QHideEvent) -> None:
        """What was opened on purpose closes again when the page is left; what was typed is kept."""
        if self.panel is not None:
            self.panel.flush()
        self._revealed, self._opened = False, frozenset()
        if self.seen is not None:
            self.now.show_story(self.seen, revealed=False)
            self.timeline.show_story(self.seen, self._opened)
        super().hideEvent(event)

    def _leave(self) -> None:
        self.desk.navigate("ledger", "")

    # What she does

    @property
    def panel(self) -> FormPanel | None:
        """The form that is open."""
        return self.forms.panel

    def edit(self, field: str = "") -> None:
        """F2: the form about herself, the cursor in a field."""
        if not self.looks_only:
            self.forms.edit(field)

    def offer(self) -> None:
        """添加: what fits her now."""
        if self.seen is None or self.looks_only:
            return
        menu = QMenu(self)
        menu.setAccessibleName(tr("woman.add"))
        before = None
        for offer, words in choices_now(self.seen.offers, self.seen.story, self.seen.today):
            if before is not None and chapter(offer) != before:
                menu.addSeparator()
            before = chapter(offer)
            menu.addAction(words, partial(self.add, offer))
        menu.popup(self.add_button.mapToGlobal(QPoint(0, self.add_button.height())))
        if menu.actions():
            menu.setActiveAction(menu.actions()[0])

    def add(self, offer: str) -> None:
        """Opens the form of an offer, the page of a visit, or does at once what needs no form."""
        if self.looks_only:
            return
        if offer == "visit":
            self.desk.navigate("visit", self._id)
        elif offer == "counselling":
            self.desk.navigate("counselling", self._id)
        elif offer == "reopen" and self.seen is not None:
            self.write(Verb.REOPEN, list(women.reopen(self.seen.woman)), tr("woman.saved"))
        else:
            self.forms.add(offer)

    def to_papers(self) -> None:
        """打印: her own summary, or the card both sign."""
        if self.seen is None or self.looks_only:
            return
        self.forms.put_by()
        self.papers.show_story(self.seen)
        self.middle.setCurrentWidget(self._cards[2])
        self.print_button.hide()  # Ctrl+P prints what is looked at now

    def _to_story(self) -> None:
        self.print_button.show()
        self.middle.setCurrentWidget(self._cards[0])
        if self.isVisible() and (first := self.first()) is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_past(self) -> None:
        self.middle.setCurrentWidget(self._cards[1])
        self.refresh()  # what was looked at since is not told as a change

    def _form_gone(self) -> None:
        self._returning = True
        self._to_story()
        self.refresh()

    # Her consents

    def open_consents(self, scope: str = "") -> None:
        """她怎么说: the sheet of all scopes, the keyboard on one of them."""
        if self.seen is None or self.looks_only:
            return
        if self.sheet_of_consents is not None:
            self.sheet_of_consents.begin(scope)
            return
        self.forms.put_by()
        opened = self.sheet_of_consents = ConsentSheet(self, self.seen, scope)
        opened.left.connect(self._close_consents)
        opened.papers.connect(lambda: self.desk.navigate("rights_papers", f"consent|{self._id}"))
        self.middle.addWidget(opened)
        self.middle.setCurrentWidget(opened)
        opened.begin(scope)

    def _close_consents(self) -> None:
        opened, self.sheet_of_consents = self.sheet_of_consents, None
        if opened is not None:
            self.middle.removeWidget(opened)
            opened.hide()
            opened.deleteLater()
            self._form_gone()

    # One step

    def _take_back(self, moment: Moment) -> None:
        if self.looks_only:
            return
        story = self.seen.story if self.seen is not None else None
        self.write(Verb.TAKE_BACK, list(village.take_back(moment.record, story)), tr("woman.taken_back"))

    def _visit(self, one: FollowUp) -> None:
        self.desk.navigate("visit", f"{one.subject}|{one.rule}|{one.anchor}|{one.occurrence}")

    def _look(self, record: Record, field: str) -> None:
        if isinstance(record, Woman):
            self.edit(field)
        elif not self.looks_only:
            self.forms.correct(record, field)


def head_words(seen: Seen) -> str:
    """Pinyin, age, birth with its lunar day, door."""
    woman, years = seen.woman, age(seen.story, seen.today)
    birth = say_date(woman.birth_date)
    if woman.birth_date and len(woman.birth_date) == 10 and language() == "zh":
        birth += f"（{lunar.write(lunar.of_solar(date.fromisoformat(woman.birth_date)), with_year=False)}）"
    words = [
        pinyin_of(woman.name),
        tr("ledger.years", n=years) if years is not None else "",
        birth,
        place_of(seen.story),
    ]
    return "　".join(word for word in words if word)


def _mark(woman: Woman) -> str:
    if woman.status == "closed":
        return label("closed_reason", woman.closed_reason) or label("status", woman.status)
    return tr("woman.unaware") if woman.family_unaware else ""
