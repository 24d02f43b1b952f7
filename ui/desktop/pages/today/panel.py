"""Right of the list: who she is, why she can be seen, and what came of it, answered in place."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QLayout, QScrollArea, QWidget

from app.followups.due import TO_DO, FollowUp, State
from app.people import age
from app.records.fields import Day
from app.records.story import Story
from app.slips import may_have_slip
from app.today import Call, Entry, last_visit, may_phone
from ui.dates import say_short
from ui.desktop import theme
from ui.desktop.pages.today.words import answer_words, last_words, place_words, wish_words
from ui.desktop.pages.woman.words import followup_words
from ui.desktop.widgets.buttons import Button, press_on_enter
from ui.desktop.widgets.editors import DayEditor
from ui.desktop.widgets.field_row import FieldRow
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.words import Card, Words, column, empty, row
from ui.text import tr

_QUICK_DAYS = (1, 3, 7)
PANEL_WIDE = 21.5
"""Characters that stand beside one another in it."""

_STILL_ASKED = TO_DO | {State.UPCOMING, State.POSTPONED, State.NOT_REACHED}


class Panel(Card):
    """``recorded``, ``page_wanted`` (her page), ``slip_wanted``, ``answered(answer, until)``: what was pressed.

    All of it is about ``entry``: what matters most of all that can be done for her, unless she chose another (Alt+J).
    ``went_back``: the keyboard may return to the list. ``opened(woman)``: a closed reason was opened.
    """

    recorded = Signal()
    page_wanted = Signal()
    slip_wanted = Signal()
    answered = Signal(str, object)
    went_back = Signal()
    opened = Signal(str)

    def __init__(self, today: date) -> None:
        super().__init__()
        self.today = today
        self.call: Call | None = None
        self.entry: Entry | None = None
        self._opened = False
        self.setAccessibleName(tr("today.panel"))
        self.body.setSpacing(theme.current().space(3))
        inside = QWidget()
        sheet = column(inside)
        self._facts = column(steps=2)
        sheet.addLayout(self._facts)
        sheet.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(inside)
        self.body.addWidget(self._area, 1)
        self.record = Button(tr("today.record"), "Enter", primary=True, action=self.recorded.emit)
        self._actions = self._make_actions()
        self._postpone = self._make_postpone()
        self._calling = self._make_calling()
        self.body.addWidget(self._actions)
        self.body.addWidget(self._postpone)
        self.body.addWidget(self._calling)
        self.show_call(None)

    def _make_actions(self) -> QWidget:
        holder = QWidget()
        sheet = column(holder, steps=2)
        sheet.addWidget(self.record)
        self.postpone = Button(tr("today.postpone"), "Alt+G", action=self.ask_day)
        self.decline = Button(tr("today.decline"), "Alt+X", action=lambda: self.answered.emit("declined", None))
        self.missed = Button(tr("today.not_reached"), "Alt+W", action=lambda: self.answered.emit("not_reached", None))
        self.no_more = Button(tr("today.no_more"), "Alt+B", action=lambda: self.answered.emit("no_more", None))
        self.no_more.setToolTip(tr("today.no_more.note"))
        sheet.addLayout(_pair(self.postpone, self.decline))
        self.phone = Button(tr("today.phone"), "Alt+T", action=self.ask_phone)
        sheet.addWidget(self.missed)
        sheet.addLayout(_pair(self.phone, self.no_more))
        return holder

    def _make_calling(self) -> QWidget:
        holder = _Asking()
        holder.left.connect(self._leave_phone)
        sheet = column(holder, steps=2)
        self.number = Words("", "title")
        sheet.addWidget(Words(tr("today.phone.ask"), "soft", wrap=True))
        sheet.addWidget(self.number)
        self.reached = Button(tr("today.phone.reached"), "Enter", primary=True, action=self._spoke)
        sheet.addWidget(self.reached)
        missed = Button(tr("today.phone.missed"), "Alt+W", action=self._not_there)
        sheet.addLayout(_pair(missed, Button(tr("today.phone.leave"), "Esc", action=self._leave_phone)))
        press_on_enter(holder, self.reached)
        return holder

    def _make_postpone(self) -> QWidget:
        holder = _Asking()
        holder.left.connect(self._leave_day)
        sheet = column(holder, steps=2)
        sheet.addWidget(Words(tr("today.postpone.ask"), "strong", wrap=True))
        quick = Flow(steps=1.5)
        for days in _QUICK_DAYS:
            button = Button(tr(f"today.postpone.in.{days}"))
            button.clicked.connect(lambda _on=False, days=days: self._named(self.today + timedelta(days=days)))
            quick.addWidget(button)
        sheet.addLayout(quick)
        self.day = DayEditor(Day(exact=True, future=True), self.today)
        self.day.name(tr("today.postpone.day"))
        self.day_row = FieldRow(tr("today.postpone.day"), self.day, stacked=True)
        sheet.addWidget(self.day_row)
        pair = row(steps=2)
        save = Button(tr("today.postpone.save"), "Enter", primary=True, action=self._typed)
        pair.addWidget(save, 1)
        pair.addWidget(Button(tr("today.postpone.leave"), "Esc", action=self._leave_day))
        sheet.addLayout(pair)
        press_on_enter(holder, save)
        return holder

    def keep_open(self, height: int) -> None:
        """Keeps so much room for who she is and why, where the page itself scrolls."""
        self._area.setMinimumHeight(height)

    def show_call(self, call: Call | None) -> None:
        """Shows her and why, or nobody; what was chosen of hers stays chosen, and a sensitive reason open, for her."""
        kept = self.entry.key if self.entry is not None else None
        mine = call.entries if call is not None else ()
        self.call = call
        self._show_entry(next((entry for entry in mine if entry.key == kept), mine[0] if mine else None))

    def next_entry(self) -> None:
        """The next of all that can be done for her."""
        if self.call is not None and self.entry is not None:
            keys = [entry.key for entry in self.call.entries]
            self._show_entry(self.call.entries[(keys.index(self.entry.key) + 1) % len(keys)])

    def _show_entry(self, entry: Entry | None) -> None:
        if entry is None or self.entry is None or entry.key != self.entry.key:
            self._opened = False
            self.day.set_value(None)
            self._leave_day()
            self._leave_phone()
        self.entry = entry
        self._tell()
        self._offer()

    def _offer(self) -> None:
        """The ways on, as far as they are hers: no call without her word, no paper at a door she keeps closed."""
        entry = self.entry
        asked = entry is not None and entry.followup.state in _STILL_ASKED
        if not asked:
            self._postpone.hide()
            self._calling.hide()
        self._actions.setVisible(asked and self._postpone.isHidden() and self._calling.isHidden())
        self.phone.setVisible(entry is not None and may_phone(entry.story) and "phone" in entry.followup.contact)

    def _tell(self) -> None:
        empty(self._facts)
        entry = self.entry
        if entry is None:
            self._facts.addWidget(Words(tr("today.panel.none"), "soft", wrap=True))
            return
        story, one = entry.story, entry.followup
        head = row(steps=2)
        head.addWidget(Words(story.woman.name, "title", wrap=True), 1)
        page = Button(tr("today.her_page"), "Alt+M", reads=True, action=self.page_wanted.emit)
        head.addWidget(page, 0, Qt.AlignmentFlag.AlignTop)
        self._facts.addLayout(head)
        years = age(story, self.today)
        who = [tr("today.years", n=years)] if years is not None else []
        self._facts.addWidget(
            Words("　".join(words for words in (*who, place_words(story)) if words), "soft", wrap=True)
        )
        self._facts.addWidget(self._why(one))
        if others := [other for other in (self.call.entries if self.call else ()) if other.key != entry.key]:
            self._facts.addWidget(self._also(others))
        for label, words in self._lines(entry):
            line = column(steps=0)
            line.addWidget(Words(label, "note"))
            line.addWidget(Words(words, wrap=True))
            self._facts.addLayout(line)
        if story.woman.family_unaware:
            self._facts.addWidget(Words(tr("today.only_her"), "due", wrap=True))
        elif not one.contact:
            self._facts.addWidget(Words(tr("today.when_she_comes"), "soft", wrap=True))
        if may_have_slip(story, one, self.today):
            slip = Button(tr("today.slip"), "Alt+Y", action=self.slip_wanted.emit)
            self._facts.addWidget(slip, 0, Qt.AlignmentFlag.AlignLeft)

    def _why(self, one: FollowUp) -> Card:
        card = Card(tone="accent")
        room = theme.current().space(3)
        card.body.setContentsMargins(room, room, room, room)
        card.body.setSpacing(theme.current().space(1.5))
        card.body.addWidget(Words(followup_words(one, opened=self._opened), "strong", wrap=True))
        key = "today.window" if one.due < one.closes else "today.window.plain"
        days = tr(key, opens=say_short(one.opens, self.today), due=say_short(one.due, self.today),
                  closes=say_short(one.closes, self.today))  # fmt: skip
        choice = tr("today.her_choice") if one.state in _STILL_ASKED else ""
        card.body.addWidget(Words(f"{days}{choice}", wrap=True))
        if one.sensitive and not self._opened:
            card.body.addWidget(Button(tr("today.open"), "Alt+K", action=self._open), 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _also(self, others: list[Entry]) -> QWidget:
        """What else could be done on the same way, each a step aside."""
        holder = QWidget()
        sheet = column(holder, steps=1)
        head = row(steps=2)
        head.addWidget(Words(tr("today.also"), "note"), 1)
        head.addWidget(Button(tr("today.also.next"), "Alt+J", reads=True, action=self.next_entry))
        sheet.addLayout(head)
        for other in others:
            words = tr(
                "today.also.one", what=followup_words(other.followup, opened=False),
                closes=say_short(other.followup.closes, self.today),
            )  # fmt: skip
            sheet.addWidget(Words(words, wrap=True))
        return holder

    def _lines(self, entry: Entry) -> list[tuple[str, str]]:
        story, one = entry.story, entry.followup
        found = [
            (tr("today.last.label"), last_words(last_visit(story, self.today), self.today)),
            (tr("today.wish.label"), wish_words(story, self.today)),
            (tr("today.answered.label"), answer_words(one, self.today)),
            (tr("today.contact.label"), story.woman.safe_contact or ""),
            (tr("today.phone.label"), phone_words(story) if may_phone(story) and "phone" in one.contact else ""),
        ]
        return [(label, words) for label, words in found if words]

    def _open(self) -> None:
        if self.entry is not None and not self._opened:
            self._opened = True
            self.opened.emit(self.entry.followup.subject)
            self._tell()

    # A call

    def ask_phone(self) -> None:
        """Shows the number, and asks in place what came of it."""
        if self.entry is None or not may_phone(self.entry.story):
            return
        self.number.setText(phone_words(self.entry.story))
        self._actions.hide()
        self._calling.show()
        self.reached.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave_phone(self) -> None:
        asking = self._calling.isVisible()
        self._calling.hide()
        self._offer()
        if asking:
            self.went_back.emit()

    def _spoke(self) -> None:
        self._leave_phone()
        self.recorded.emit()

    def _not_there(self) -> None:
        self._leave_phone()
        self.answered.emit("not_reached", None)

    # Another day

    def ask_day(self) -> None:
        """Asks in place for the day she named."""
        self.day_row.say("")
        self._actions.hide()
        self._postpone.show()
        self.day.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave_day(self) -> None:
        asking = self._postpone.isVisible()
        self._postpone.hide()
        self._offer()
        if asking:
            self.went_back.emit()

    def _named(self, day: date) -> None:
        self.day.set_value(day.isoformat())
        self._typed()

    def _typed(self) -> None:
        value = self.day.value()
        if words := self.day.problem() or ("" if value else tr("finding.until")):
            self.day_row.say(words)
        elif str(value) <= self.today.isoformat():
            self.day_row.say(tr("today.postpone.past"))
        else:
            self._leave_day()
            self.answered.emit("postponed", date.fromisoformat(str(value)))


def phone_words(story: Story) -> str:
    """138 7512 2210."""
    number = story.woman.phone or ""
    return f"{number[:3]} {number[3:7]} {number[7:]}" if len(number) == 11 and number.isdecimal() else number


def _pair(*buttons: Button) -> QLayout:
    """Beside one another, as wide as there is room; one below the other where their words are too long."""
    wear = theme.current()
    line = row(steps=2)
    if sum(button.sizeHint().width() for button in buttons) + line.spacing() > wear.wide(PANEL_WIDE):
        line.setDirection(QBoxLayout.Direction.TopToBottom)
    for button in buttons:
        line.addWidget(button)
    return line


class _Asking(QWidget):
    """Esc leaves it."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)
