"""Her story as one line in time: filters, entries, and what can be done with the entry one stands on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QRect, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from app.records import Consent, Response
from app.timeline import TOPICS, Moment, together
from ui.desktop import theme
from ui.desktop.pages.woman.seen import Seen
from ui.desktop.pages.woman.words import Told, day_words, tell
from ui.desktop.widgets.buttons import ENTER_KEYS, Button, Pills
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.link import Link
from ui.desktop.widgets.marks import Badge, rounded
from ui.desktop.widgets.words import Words, column, empty, row
from ui.text import tr

LARGE = 1.3
"""From this text size on a day stands above its entry instead of left of it."""

LAID_OUT_MS = 20
"""So long after the entries were made anew they have their sizes, and the line stands where it stood."""

MOST = 60
"""So many entries are shown at first; the older ones at a press."""

_GONE_TO = (
    Qt.FocusReason.MouseFocusReason, Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason,
)  # fmt: skip


class EntryRow(QWidget):
    """One moment. Arrows go from one to the next; F2 corrects it; its buttons show while it is chosen.

    It is chosen by a key or a click; where the program itself puts the keyboard on it, nothing opens.
    """

    chosen = Signal(object)
    correct = Signal(object)
    take_back = Signal(object)
    open_closed = Signal(object)

    def __init__(self, moment: Moment, told: Told, day: str) -> None:
        super().__init__()
        self.moment, self.told = moment, told
        wear = theme.current()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setAccessibleName("　".join([day, told.tag, told.title, *told.lines]))
        across = row(self, steps=2)
        across.setContentsMargins(wear.space(1), wear.space(1.5), wear.space(2), wear.space(1.5))
        when = Words(day, "soft")
        text = column(steps=0.5)
        left, room = 0, wear.space(6)
        if wear.scale > LARGE:
            across.addSpacing(room)
            text.addWidget(when)
        else:
            left = wear.wide(8)
            when.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            when.setFixedWidth(left)
            across.addWidget(when, 0, Qt.AlignmentFlag.AlignTop)
            across.addSpacing(room)
            left += wear.space(2)
        head = row(steps=2)
        head.addWidget(Badge(told.tag, told.tone), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(Words(told.title, wrap=True), 1)
        text.addLayout(head)
        for line in told.lines:
            text.addWidget(Words(line, "soft", wrap=True))
        self.tools = QWidget()
        self._ways = Flow(self.tools)
        self._ways.setContentsMargins(0, wear.space(1), 0, wear.space(1))
        self.tools.hide()
        text.addWidget(self.tools)
        across.addLayout(text, 1)
        self._dot = wear.space(1) + left + room // 2

    def choose(self, on: bool) -> None:
        """Shows or hides what can be done with it."""
        if on and self._ways.count() == 0:
            for key, signal in self._offered():
                # Only the chosen entry shows its buttons, so F2 always means that one.
                way = "F2" if signal == self.correct else ""
                self._ways.addWidget(Button(tr(key), way, action=partial(signal.emit, self.moment)))
        self.tools.setVisible(on and self._ways.count() > 0)
        self.update()

    def _offered(self) -> Iterator[tuple[str, SignalInstance]]:
        """A consent is never edited nor taken back: what she says next replaces it."""
        record = self.moment.record
        if self.told.hidden:
            yield "woman.open", self.open_closed
        if not self.moment.closed or not self.told.hidden:
            if not isinstance(record, Consent | Response):
                yield "woman.correct.short", self.correct
            if not isinstance(record, Consent):
                yield "woman.take_back", self.take_back

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The one she goes to is the chosen one."""
        super().focusInEvent(event)
        if event.reason() in _GONE_TO:
            self.chosen.emit(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses it too."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)

    def event(self, event: QEvent) -> bool:
        """F2 on an entry corrects the entry, not the woman."""
        over = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride
        if over and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F2:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk along the line, Enter and the space bar choose."""
        if event.key() in (*ENTER_KEYS, Qt.Key.Key_Space):
            self.chosen.emit(self)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._walk(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() == Qt.Key.Key_F2 and any(signal == self.correct for _, signal in self._offered()):
            self.correct.emit(self.moment)
        else:
            super().keyPressEvent(event)

    def _walk(self, step: int) -> None:
        parent = self.parentWidget()
        rows = parent.findChildren(EntryRow) if parent is not None else []
        place = rows.index(self) + step
        if 0 <= place < len(rows):
            rows[place].setFocus(Qt.FocusReason.TabFocusReason)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The line, the dot, and a quiet ground below the chosen one."""
        wear, painter = theme.current(), QPainter(self)
        if not self.tools.isHidden() or self.hasFocus():
            rounded(painter, self.rect().adjusted(0, 1, 0, -1), wear.colour("accent_soft"), None, wear.corner)
        painter.fillRect(QRect(self._dot, 0, 1, self.height()), wear.colour("line"))
        side = wear.space(2.5)
        box = QRect(0, 0, side, side)
        box.moveCenter(QRect(self._dot, wear.space(1.5), 1, round(wear.text() * 1.5)).center())
        rounded(painter, box, wear.colour("accent"), wear.colour("card"), side / 2, 2)


class Timeline(QWidget):
    """``correct``, ``take_back`` and ``open_closed`` tell the moment; ``past`` asks for the history of changes."""

    correct = Signal(object)
    take_back = Signal(object)
    open_closed = Signal(object)
    past = Signal()

    def __init__(self) -> None:
        super().__init__()
        sheet = column(self, steps=3)
        head = row(steps=2)
        self.filters = Pills(
            [("all", tr("woman.all")), *((topic, tr(f"woman.topic.{topic}")) for topic in TOPICS)], "all"
        )
        self.filters.setAccessibleName(tr("woman.filters"))
        self.filters.chosen.connect(lambda _: self._show())
        head.addWidget(self.filters, 1)
        self.past_button = Link(tr("woman.past"), reads=True, action=self.past.emit)
        head.addWidget(self.past_button, 0, Qt.AlignmentFlag.AlignTop)
        sheet.addLayout(head)
        inside = QWidget()
        self._rows = column(inside, steps=0)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(inside)
        sheet.addWidget(self.area, 1)
        self._seen: Seen | None = None
        self._opened: frozenset[str] = frozenset()
        self._most = MOST
        self._chosen: EntryRow | None = None
        self._making = False

    def show_story(self, seen: Seen, opened: frozenset[str]) -> None:
        """Shows her story; ``opened`` names the records whose sensitive part she opened on purpose."""
        if self._seen is None or self._seen.woman.id != seen.woman.id:
            self.filters.set_value("all")
            self._most = MOST
            self.area.verticalScrollBar().setValue(0)
        self._seen, self._opened = seen, opened
        self._show()

    def rows(self) -> list[EntryRow]:
        """The entries that are shown, from the latest."""
        items = (self._rows.itemAt(n) for n in range(self._rows.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [widget for widget in widgets if isinstance(widget, EntryRow)]

    def _show(self) -> None:
        if self._seen is None:
            return
        kept, was = next(((r.moment.record.id, r is self._chosen) for r in self.rows() if r.hasFocus()), ("", False))
        bar = self.area.verticalScrollBar()
        at = bar.value()
        self._chosen, self._making = None, True  # rows that go give the keyboard to others that go
        empty(self._rows)
        self._making = False
        QTimer.singleShot(LAID_OUT_MS, self, lambda: bar.setValue(at))
        topic = self.filters.value()
        everything = together(self._seen.moments) if topic == "all" else self._seen.moments
        wanted = [m for m in everything if topic in ("all", m.topic)]
        for moment in wanted[: self._most]:
            self._rows.addWidget(self._row(moment))
        if not wanted:
            self._rows.addWidget(Words(tr("woman.empty" if topic == "all" else "woman.empty.topic"), "soft", wrap=True))
        if len(wanted) > self._most:
            more = Button(tr("woman.earlier", n=len(wanted) - self._most), reads=True, action=self._show_all)
            self._rows.addWidget(more, 0, Qt.AlignmentFlag.AlignHCenter)
        self._rows.addStretch(1)
        for shown in self.rows():
            if shown.moment.record.id == kept:
                shown.setFocus(Qt.FocusReason.TabFocusReason if was else Qt.FocusReason.OtherFocusReason)
                break

    def _row(self, moment: Moment) -> EntryRow:
        assert self._seen is not None  # noqa: S101  rows are made of what is seen
        opened = moment.record.id in self._opened
        told = tell(moment, self._seen.story, self._seen.author(moment.record), opened=opened)
        shown = EntryRow(moment, told, day_words(moment.date, self._seen.today))
        shown.chosen.connect(self._choose)
        shown.correct.connect(self.correct)
        shown.take_back.connect(self.take_back)
        shown.open_closed.connect(self.open_closed)
        return shown

    def _choose(self, chosen: EntryRow) -> None:
        if self._making:
            return
        if self._chosen is not None and self._chosen is not chosen:
            self._chosen.choose(False)
        self._chosen = chosen
        chosen.choose(True)
        self.area.ensureWidgetVisible(chosen, 0, theme.current().space(2))

    def _show_all(self) -> None:
        self._most = 100_000
        self._show()


def moments_of(seen: Seen, record_id: str) -> Sequence[Moment]:
    """The moments a record has in her story."""
    return [moment for moment in seen.moments if moment.record.id == record_id]
