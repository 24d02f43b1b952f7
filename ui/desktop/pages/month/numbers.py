"""看数字: every figure of the month; the one under the cursor shows who is behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from app.figures.behind import Behind
from app.figures.methods import categories
from app.followups.due import FollowUp
from app.records import Child, LifeEvent, MethodUse, Move, Population, Woman
from ui.dates import say_date
from ui.desktop import theme
from ui.desktop.pages.month.mix import Bar, MethodMix
from ui.desktop.pages.month.told import INDENTED, ONLY_IF_ANY, SECTIONS, MonthTold, explains, label, number_words
from ui.desktop.pages.woman.words import followup_words, value_words
from ui.desktop.widgets.table import Column, Section, Table
from ui.desktop.widgets.words import Card, Words, column, row
from ui.text import tr


@dataclass(frozen=True, slots=True)
class Line:
    """A figure as a row of the table."""

    code: str
    words: str
    number: str
    explains: str


class Numbers(QWidget):
    """``opened`` tells the id of the woman whose page is wanted."""

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        wear = theme.current()
        self._told: MonthTold | None = None
        self._code = ""
        self.table = Table[Line](tr("month.numbers"), _columns())
        self.table.moved.connect(self._moved)
        self.table.opened.connect(self._into_people)
        self.table.setMinimumHeight(wear.wide(16))
        self.mix_head = Words(tr("month.mix"), "section")
        self.mix_count = Words("", "soft")
        self.mix = MethodMix()
        self.mix.opened.connect(self.show_behind)
        self.behind_head = Words("", "section", wrap=True)
        self.behind_note = Words("", "soft", wrap=True)
        self.people = Table[Behind](tr("month.behind"), _people_columns(), framed=False)
        self.people.horizontalHeader().hide()
        self.people.setMinimumHeight(wear.wide(6))
        self.people.opened.connect(self._open)
        for table in (self.table, self.people):  # they scroll in what room there is
            table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._build()

    def _build(self) -> None:
        wear = theme.current()
        across = row(self, steps=4)
        if wear.scale > 1.5:
            across.setDirection(QBoxLayout.Direction.TopToBottom)
            self.table.setMinimumHeight(wear.wide(22))
        across.addWidget(self.table, 8)
        side = column(steps=3.5)
        mix = Card()
        head = row(steps=3)
        head.addWidget(self.mix_head)
        head.addWidget(self.mix_count, 1)
        mix.body.addLayout(head)
        mix.body.addWidget(self.mix)
        behind = Card()
        for part in (self.behind_head, self.behind_note):
            behind.body.addWidget(part)
        behind.body.addWidget(self.people, 1)
        side.addWidget(mix)
        side.addWidget(behind, 1)
        across.addLayout(side, 5)

    def show_month(self, told: MonthTold) -> None:
        """Shows the figures; the cursor stays on the figure it was on."""
        self._told = told
        before = self._code
        figures = told.figures
        rows: list[Line | Section] = []
        for section, codes in SECTIONS:
            rows.append(Section(tr(f"month.section.{section}")))
            rows += [
                Line(
                    code,
                    ("　　" if code in INDENTED else "") + label(code),
                    number_words(figures, code),
                    explains(code),
                )
                for code in codes
                if code not in ONLY_IF_ANY or figures.value(code)
            ]
        self.mix.show_bars([Bar(c, label(c), figures.value(c) or 0) for c in map("users_{}".format, categories())])
        self.mix_count.setText(tr("month.people", n=figures.value("users") or 0))
        self.table.show_things(rows)
        if before:
            self.table.select_first(lambda line: line.code == before)

    def _moved(self, line: Line | None) -> None:
        if line is not None:
            self.mix.unmark()
            self.show_behind(line.code)

    def show_behind(self, code: str) -> None:
        """Who is behind a figure, and what it counts."""
        if self._told is None:
            return
        self._code = code
        rate = self._told.figures.rates.get(code)
        found = self._told.behind(code)
        self.behind_head.setText(f"{label(code)}　{number_words(self._told.figures, code)}")
        note = explains(code)
        if rate is not None and rate.value is not None and rate.denominator is not None:
            note += tr("month.rate", n=rate.numerator, of=f"{float(rate.denominator):g}")
        self.behind_note.setText(note)
        people: list[Behind | Section] = [*sorted(found, key=_order)]
        self.people.show_things(people)

    def _into_people(self, _line: Line) -> None:
        self.people.setFocus()

    def _open(self, one: Behind) -> None:
        if one.woman is not None:
            self.opened.emit(one.woman.id)


def _order(one: Behind) -> tuple[str, str]:
    return one.date, one.woman.name if one.woman else ""


def what_words(one: Behind) -> str:
    """What was counted of her, in a few words; a sensitive follow-up stays a general word."""
    match one.what:
        case FollowUp():
            return followup_words(one.what, opened=False)
        case Child():
            return (
                tr("month.child", sex=value_words("child", "sex", one.what.sex)) if one.what.sex else tr("month.born")
            )
        case MethodUse():
            return value_words("method_use", "method", one.what.method)
        case Move():
            return value_words("move", "direction", one.what.direction)
        case LifeEvent():
            return value_words("life_event", "event", one.what.event)
        case Population():
            return one.what.source or tr("month.no_source")
        case _:
            return ""


def _day_words(one: Behind) -> str:
    """Without its year: the month at the top says it; a woman's birth or a long-used method has one."""
    if len(one.date) == 10 and not isinstance(one.what, Woman | MethodUse):
        day = date.fromisoformat(one.date)
        return tr("date.month_day", month=day.month, day=day.day)
    return say_date(one.date)


def _name(one: Behind) -> str:
    return one.woman.name if one.woman is not None else tr("month.village")


def _columns() -> tuple[Column[Line], ...]:
    return (
        Column[Line](tr("month.column.figure"), lambda line: line.words, width=5, letters=8),
        Column[Line](
            tr("month.column.number"), lambda line: line.number, width=2, look="strong", right=True, letters=3
        ),
        Column[Line](
            tr("month.column.explains"), lambda line: line.explains, width=9, look="soft", letters=16, spare=True
        ),
    )


def _people_columns() -> tuple[Column[Behind], ...]:
    return (
        Column[Behind](tr("field.woman.name"), _name, width=2.4, letters=3),
        Column[Behind](tr("month.column.what"), what_words, width=5, look="soft", letters=6, spare=True),
        Column[Behind](tr("field.visit.date"), _day_words, width=3.6, look="soft", letters=6),
    )
