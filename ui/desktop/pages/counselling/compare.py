"""The methods side by side: her wish stands first and stays; the others pass beside it, a few at a time."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.counselling.criteria import Advice
from app.counselling.facts import TOLD, Method, methods
from ui.desktop import theme
from ui.desktop.pages.counselling.dots import Dots, Rule
from ui.desktop.pages.counselling.room import held, to_top
from ui.desktop.pages.counselling.sitting import Sitting, chance_words, name_of
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.marks import Badge
from ui.desktop.widgets.tick import Tick
from ui.desktop.widgets.words import Card, Words, column, empty, row, settle
from ui.text import tr

TONE = {Advice.OFFER: "good", Advice.CLINICIAN: "due", Advice.ASK: "plain"}
_ROOMY, _LARGE = 1.2, 1.6
"""Up to these text sizes three methods fit side by side, or two."""


class Compare(Card):
    """``explained`` after something was ticked; ``chosen(code)`` when she chooses one."""

    explained = Signal()
    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        room = theme.current().space(3)
        self.body.setContentsMargins(room + theme.current().space(1), room, theme.current().space(2), room)
        self.body.setSpacing(theme.current().space(2))
        head = row(steps=3)
        self.place = Words("", "soft")
        self.less = Button(tr("counselling.less"), "Alt+PgUp", action=lambda: self.turn(-1))
        self.more = Button(tr("counselling.more"), "Alt+PgDown", action=lambda: self.turn(1))
        head.addWidget(self.place, 1)
        head.addWidget(self.less)
        head.addWidget(self.more)
        self.body.addLayout(head)
        self._inside = QWidget()
        self._sheet = column(self._inside)
        self.area = held(self._inside)
        self.body.addWidget(self.area, 1)
        self._sitting: Sitting | None = None
        self._at = 0
        self.ticks: dict[str, Tick] = {}
        self.choices: dict[str, Button] = {}

    def show_sitting(self, sitting: Sitting) -> None:
        """Shows them anew, from the first."""
        self._sitting, self._at = sitting, 0
        self._fill()

    def refresh(self) -> None:
        """Shows the same ones with what was answered since."""
        self._fill()

    def first(self) -> QWidget:
        """The first box to tick."""
        return next(iter(self.ticks.values()), self.more)

    def shown(self) -> tuple[str, ...]:
        """The codes of the methods that stand side by side now."""
        if self._sitting is None:
            return ()
        codes, room = methods().first(self._sitting.wish), _columns()
        pinned = codes[:1] if self._sitting.wish in codes and room > 1 else ()
        rest = codes[len(pinned) :]
        fits = room - len(pinned)
        return (*pinned, *rest[self._at : self._at + fits])

    def turn(self, by: int) -> None:
        """Further on, or back."""
        if self._sitting is None:
            return
        codes = methods().first(self._sitting.wish)
        pinned = 1 if self._sitting.wish in codes and _columns() > 1 else 0
        step, last = _columns() - pinned, len(codes) - pinned
        at = self._at + by * step
        if 0 <= at < last:
            self._at = at
            self._fill()
            to_top(self.area)
            if self.isVisible():
                self.first().setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self) -> None:
        sitting = self._sitting
        if sitting is None:
            return
        empty(self._sheet)
        self.ticks, self.choices = {}, {}
        codes = methods().first(sitting.wish)
        shown = self.shown()
        grid_holder = QWidget()
        grid = QGridLayout(grid_holder)
        wear = theme.current()
        grid.setContentsMargins(0, 0, wear.space(2), 0)
        grid.setHorizontalSpacing(wear.space(5))
        grid.setVerticalSpacing(wear.space(1.5))
        for number, code in enumerate(shown, 1):
            grid.setColumnStretch(number, 1)
            self._method(grid, number, methods()[code], sitting)
        for number in range(len(shown) + 1, _columns() + 1):
            grid.setColumnStretch(number, 1)
            grid.addWidget(QWidget(), 0, number)
        self._labels(grid, len(shown))
        self._sheet.addWidget(grid_holder)
        grid_holder.show()  # at once, so that the keyboard can go there
        self._sheet.addWidget(Words(tr("counselling.source"), "note", wrap=True))
        self._sheet.addStretch(1)
        settle(self._inside)
        pinned = sitting.wish in codes and _columns() > 1
        first, last = self._at + 1 + pinned, self._at + len(shown)
        key = "counselling.place" if last > first else "counselling.place.one"
        said = [tr(key, first=first, last=last, n=len(codes))]
        if sitting.explained:
            said.append(tr("counselling.told", n=len(sitting.explained)))
        self.place.setText("　".join(said))
        self.less.setEnabled(self._at > 0)
        self.more.setEnabled(last < len(codes))

    def _labels(self, grid: QGridLayout, columns: int) -> None:
        for line, fact in enumerate(("chance", *TOLD), 1):
            rule = Rule()
            grid.addWidget(rule, 2 * line - 1, 0, 1, columns + 1)
            grid.addWidget(Words(tr(f"counselling.fact.{fact}"), "soft"), 2 * line, 0, Qt.AlignmentFlag.AlignTop)

    def _method(self, grid: QGridLayout, number: int, method: Method, sitting: Sitting) -> None:
        head = column(steps=1.5)
        name = row(steps=2)
        name.addWidget(Words(name_of(method.code), "section", wrap=True), 1)
        if sitting.asked:
            told = sitting.told(method.code).advice
            name.addWidget(Badge(tr(f"counselling.advice.{told}"), TONE[told]), 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(name)
        ways = row(steps=3)
        tick = Tick(tr("counselling.explained"))
        tick.setAccessibleName(tr("counselling.explained.name", method=name_of(method.code)))
        tick.setChecked(method.code in sitting.explained)
        tick.toggled.connect(lambda on, code=method.code: self._told(code, on=on))
        choose = Button(tr("counselling.choose"), action=lambda code=method.code: self.chosen.emit(code))  # type: ignore[misc]  # the default binds the code
        choose.setAccessibleName(tr("counselling.choose.name", method=name_of(method.code)))
        ways.addWidget(tick)
        ways.addStretch(1)
        ways.addWidget(choose)
        head.addLayout(ways)
        grid.addLayout(head, 0, number)
        self.ticks[method.code], self.choices[method.code] = tick, choose
        grid.addLayout(_chance(method), 2, number, Qt.AlignmentFlag.AlignTop)
        for line, fact in enumerate(TOLD, 2):
            role = "strong" if fact == "infections" and method.infections else "body"
            grid.addWidget(Words(tr(method.key(fact)), role, wrap=True), 2 * line, number, Qt.AlignmentFlag.AlignTop)

    def _told(self, code: str, *, on: bool) -> None:
        if self._sitting is None:
            return
        (self._sitting.explained.add if on else self._sitting.explained.discard)(code)
        self.place.setText(
            "　".join([self.place.text().split("　")[0], tr("counselling.told", n=len(self._sitting.explained))])
        )
        self.explained.emit()


def _chance(method: Method) -> QVBoxLayout:
    holder = column(steps=1)
    said, best = chance_words(method)
    if method.typical is not None:
        holder.addWidget(Dots(method.typical), 0, Qt.AlignmentFlag.AlignLeft)
    holder.addWidget(Words(said, "strong" if method.typical is not None else "body", wrap=True))
    if best:
        holder.addWidget(Words(best, "note", wrap=True))
    return holder


def _columns() -> int:
    scale = theme.current().scale
    return 3 if scale <= _ROOMY else 2 if scale <= _LARGE else 1
