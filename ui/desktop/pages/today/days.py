"""月历: a month as a quiet grid. On each day how many can be seen, and for how many it is the day; a day opens its list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from app.today import Call, Entry, OfDay, calendar, calls
from app.values.dates import add_months, month_around
from ui.dates import say_short, say_weekday
from ui.desktop import theme
from ui.desktop.pages.today.words import call_words, door_words
from ui.desktop.widgets.buttons import ENTER_KEYS, Button
from ui.desktop.widgets.marks import Tag, badge_size, paint_badge, rounded
from ui.desktop.widgets.table import Column, Section, Table
from ui.desktop.widgets.words import Card, Words, column, row
from ui.text import tr

AHEAD = 11
"""So many months after this one can be looked at."""
_LIST = 23
"""Characters beside one another in the list of a day."""

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}


class Grid(QWidget):
    """The days of a month in weeks from Monday. One stop of the Tab key; the arrows move from day to day.

    ``moved(day)``: another day is looked at. ``left(day)``: an arrow led out of the month. ``opened``: Enter.
    """

    moved = Signal(object)
    left = Signal(object)
    opened = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._days: Mapping[date, OfDay] = {}
        self._first = today.replace(day=1)
        self.day = today
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_days(self, today: date, days: Mapping[date, OfDay]) -> None:
        """Shows a month; the day looked at stays where it can."""
        self._today, self._days = today, days
        self._first = min(days)
        if self.day not in days:
            self.day = today if today in days else self._first
        self._said()

    def look_at(self, day: date) -> None:
        """Moves to a day of this month, or asks for the month it is in."""
        if not self._today.replace(day=1) <= day < add_months(self._today.replace(day=1), AHEAD + 1):
            return
        if day not in self._days:
            self.day = day
            self.left.emit(day)
            return
        self.day = day
        self._said()
        self.moved.emit(day)

    def _said(self) -> None:
        found = self._days.get(self.day)
        if found is not None:
            day = f"{say_short(self.day, self._today)} {say_weekday(self.day)}"
            self.setAccessibleName(tr("today.days.said", day=day, n=found.women, due=found.women_due))
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Room for a number and a few words in each day."""
        wear = theme.current()
        return QSize(7 * wear.wide(3.6), wear.space(8) + self._weeks() * self._least())

    def _least(self) -> int:
        wear = theme.current()
        return round(wear.text() * 1.5 + wear.text("note") * 1.6) + wear.space(4)

    def _weeks(self) -> int:
        last = month_around(self._first)[1]
        return (self._first.weekday() + last.day + 6) // 7

    def _box(self, day: date) -> QRect:
        head = theme.current().space(8)
        place = self._first.weekday() + day.day - 1
        wide, high = self.width() / 7, (self.height() - head) / self._weeks()
        left, top = round(place % 7 * wide), head + round(place // 7 * high)
        return QRect(left, top, round((place % 7 + 1) * wide) - left, head + round((place // 7 + 1) * high) - top)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the week days, then each day."""
        wear, painter = theme.current(), QPainter(self)
        painter.setFont(wear.font("note"))
        painter.setPen(wear.colour("soft"))
        for column_ in range(7):
            box = QRect(round(column_ * self.width() / 7), 0, round(self.width() / 7), wear.space(8))
            words = tr(f"today.days.weekday.{column_ + 1}")
            painter.drawText(box.adjusted(wear.space(2.5), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, words)
        for day, found in self._days.items():
            self._paint_day(painter, self._box(day).adjusted(2, 2, -2, -2), found)

    def _paint_day(self, painter: QPainter, box: QRect, found: OfDay) -> None:
        wear, chosen = theme.current(), found.day == self.day
        today, over = found.day == self._today, found.day < self._today
        fill = wear.colour("accent_soft" if chosen else "paper" if over else "card")
        rounded(
            painter, box, fill, wear.colour("accent" if chosen else "line"), 8, 2 if chosen and self.hasFocus() else 1
        )
        room = box.adjusted(wear.space(2.5), wear.space(1.5), -wear.space(1.5), -wear.space(1.5))
        painter.setFont(wear.font(bold=today))
        painter.setPen(wear.colour("soft" if over else "accent" if today else "ink"))
        painter.drawText(room, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, str(found.day.day))
        if found.due:
            tag = Tag(tr("today.days.due", n=found.women_due), "due")
            size = badge_size(tag.text)
            high = round(wear.text() * 1.5)
            if size.width() <= room.width() - wear.wide(2.2):
                paint_badge(painter, QRect(room.right() - size.width(), room.top(), size.width(), high), tag)
            else:
                painter.setPen(wear.colour("due"))
                painter.drawText(room, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight, str(found.women_due))
        words = [tr("today.days.today")] if today else []
        words += [tr("today.days.can", n=found.women)] if found.open else []
        painter.setFont(wear.font("note"))
        painter.setPen(wear.colour("accent" if today else "soft"))
        shown = painter.fontMetrics().elidedText(" ".join(words), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows move; Enter goes to the list of the day."""
        if (
            step := _STEPS.get(Qt.Key(event.key()))
        ) is not None and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.look_at(self.day + timedelta(days=step))
        elif event.key() in ENTER_KEYS:
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click looks at a day."""
        where = event.position().toPoint()
        day = next((day for day in self._days if self._box(day).contains(where)), None)
        if day is not None:
            self.look_at(day)


class Days(QWidget):
    """The grid, and beside it the list of the day. ``month_wanted(first day)``, ``opened(woman)``."""

    month_wanted = Signal(object)
    opened = Signal(str)

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.month = today.replace(day=1)
        self._days: Mapping[date, OfDay] = {}
        self._across = row(self, steps=4)
        left = column(steps=2)
        head = row(steps=2)
        self.title = Words("", "section")
        self.back = Button(tr("today.days.before"), "Ctrl+PgUp", reads=True, action=lambda: self._turn(-1))
        self.on = Button(tr("today.days.after"), "Ctrl+PgDown", reads=True, action=lambda: self._turn(1))
        head.addWidget(self.title, 1)
        head.addWidget(self.back)
        head.addWidget(self.on)
        left.addLayout(head)
        self.grid = Grid(today)
        self.grid.moved.connect(lambda _day: self._tell())
        self.grid.left.connect(lambda day: self._ask(day.replace(day=1)))
        self.grid.opened.connect(lambda: self.table.setFocus(Qt.FocusReason.OtherFocusReason))
        left.addWidget(self.grid, 1)
        self._across.addLayout(left, 1)
        card = self._card = Card()
        self.said = Words("", "section", wrap=True)
        self.note = Words("", "note", wrap=True)
        card.body.addWidget(self.said)
        card.body.addWidget(self.note)
        self.table: Table[Call] = Table(
            tr("today.days.list"),
            [
                Column(tr("today.column.name"), lambda c: c.story.woman.name, 1.5, "strong", letters=3),
                Column(tr("today.column.door"), door_words, 1.0, "soft", letters=3, spare=True),
                Column(tr("today.column.what"), call_words, 2.6, letters=6),
            ],
            framed=False,
        )
        self.table.opened.connect(lambda call: self.opened.emit(call.followup.subject))
        card.body.addWidget(self.table, 1)
        self._across.addWidget(card)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list stands beside the grid, below it where the text is too large for both."""
        super().resizeEvent(event)
        wear = theme.current()
        narrow = self.width() < wear.wide(52)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._across.setDirection(way)
        self._card.setMinimumWidth(0 if narrow else wear.wide(_LIST))
        self._card.setMaximumWidth(16_777_215 if narrow else wear.wide(_LIST))
        self.table.setMinimumHeight(self.table.row_height() * 4 if narrow else 0)

    def show_month(self, today: date, month: date, found: list[Entry]) -> None:
        """Shows a month from what is known of it."""
        self._today, self.month = today, month.replace(day=1)
        self._days = calendar(found, today, *month_around(month))
        self.title.setText(tr("date.month", year=month.year, month=month.month))
        self.back.setEnabled(self.month > today.replace(day=1))
        self.on.setEnabled(self.month < add_months(today.replace(day=1), AHEAD))
        self.grid.show_days(today, self._days)
        self._tell()

    def _turn(self, by: int) -> None:
        self._ask(add_months(self.month, by))

    def _ask(self, month: date) -> None:
        this = self._today.replace(day=1)
        if this <= month <= add_months(this, AHEAD):
            self.month_wanted.emit(month)

    def _tell(self) -> None:
        """The day's list: whose day it is first, then who can be seen as well."""
        found = self._days.get(self.grid.day)
        if found is None:
            return
        self.said.setText(f"{say_short(found.day, self._today)} {say_weekday(found.day)}")
        due = calls(found.due, self._today)
        women = {call.followup.subject for call in due}
        others = [call for call in calls(found.open, self._today) if call.followup.subject not in women]
        rows: list[Call | Section] = []
        for key, of_part in (("due", due), ("open", others)):
            if of_part:
                rows += [Section(tr(f"today.days.section.{key}", n=len(of_part))), *of_part]
        self.table.setVisible(bool(rows))
        self.table.show_things(rows)
        over = found.day < self._today
        self.note.setText(tr("today.days.over" if over else "today.days.note" if rows else "today.days.nobody"))
