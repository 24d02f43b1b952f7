"""看数字: every figure of the month; the one under the cursor shows who is behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from app.codes import code_list
from app.figures.behind import Behind
from app.figures.groups import BY_GROUP, by_group
from app.figures.methods import categories
from app.figures.model import Figures, grouped
from app.figures.period import Length
from app.figures.pyramid import children_by_age
from app.followups.due import FollowUp
from app.records import Child, Delivery, LifeEvent, MethodUse, Move, Population, Visit, Woman
from app.timeline import SENSITIVE_VISITS
from ui.dates import say_date
from ui.desktop import theme
from ui.desktop.pages.month.charts import Ages, Pyramid, Trend
from ui.desktop.pages.month.mix import Bar, Bars
from ui.desktop.pages.month.told import (
    ANSWERS,
    INDENTED,
    NO_NAMES,
    ONLY_IF_ANY,
    SECTIONS,
    MonthTold,
    Point,
    explains,
    label,
    number_words,
)
from ui.desktop.pages.woman.words import followup_words
from ui.desktop.widgets.buttons import Pills
from ui.desktop.widgets.table import Column, Section, Table
from ui.desktop.widgets.words import Card, Words, column, row
from ui.text import language, tr
from ui.value_words import value_words


@dataclass(frozen=True, slots=True)
class Line:
    """A figure as a row of the table."""

    code: str
    words: str
    number: str
    explains: str


class Numbers(QWidget):
    """``opened`` tells the id of the woman whose page is wanted, ``over_time`` the figure whose months are."""

    opened = Signal(str)
    over_time = Signal(str)
    length = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        wear = theme.current()
        self._told: MonthTold | None = None
        self._code = ""
        self.lengths = Pills([(one.value, tr(f"month.length.{one.value}")) for one in Length], Length.MONTH.value)
        self.lengths.setAccessibleName(tr("month.lengths"))
        self.lengths.chosen.connect(lambda key: self.length.emit(str(key)))
        self.table = Table[Line](tr("month.numbers"), _columns())
        self.table.moved.connect(self._moved)
        self.table.opened.connect(self._into_people)
        self.table.setMinimumHeight(wear.wide(14))
        self.pictures = Pills([(key, tr(f"month.picture.{key}")) for key in ("mix", "women", "children")], "mix")
        self.pictures.setAccessibleName(tr("month.pictures"))
        self.pictures.chosen.connect(self._show_picture)
        self.mix = Bars(tr("month.mix"))
        self.mix.opened.connect(self.show_behind)
        self.women = Pyramid(tr("month.picture.women"))
        self.children_ages = Pyramid(tr("month.picture.children"), (tr("month.boys"), tr("month.girls")))
        self.behind_head = Words("", "section", wrap=True)
        self.behind_note = Words("", "soft", wrap=True)
        self.views = Pills([(key, tr(f"month.view.{key}")) for key in ("who", "trend", "groups")], "who")
        self.views.setAccessibleName(tr("month.views"))
        self.views.chosen.connect(lambda _key: self._show_view())
        self.people = Table[Behind](tr("month.behind"), _people_columns(), framed=False)
        self.people.horizontalHeader().hide()
        self.people.setMinimumHeight(wear.wide(4))
        self.people.opened.connect(self._open)
        self.trend = Trend()
        self.groups = Bars(tr("month.view.groups"))
        self.nothing = Words("", "soft", wrap=True)
        for table in (self.table, self.people):  # they scroll in what room there is
            table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._build()

    def _build(self) -> None:
        wear = theme.current()
        across = row(self, steps=4)
        if wear.scale > 1.5:
            across.setDirection(QBoxLayout.Direction.TopToBottom)
            self.table.setMinimumHeight(wear.wide(22))
        left = column(steps=2.5)
        left.addWidget(self.lengths)
        left.addWidget(self.table, 1)
        across.addLayout(left, 8)
        side = column(steps=3)
        picture = Card()
        for part in (self.pictures, self.mix, self.women, self.children_ages):
            picture.body.addWidget(part)
        behind = Card()
        for words in (self.behind_head, self.behind_note, self.views):
            behind.body.addWidget(words)
        for view in (self.people, self.trend):
            behind.body.addWidget(view, 1)
        behind.body.addWidget(self.groups)
        behind.body.addWidget(self.nothing)
        self._rest = QWidget()
        behind.body.addWidget(self._rest, 1)
        side.addWidget(behind, 1)
        side.addWidget(picture)
        across.addLayout(side, 6)
        self._show_picture()

    def show_month(self, told: MonthTold) -> None:
        """Shows the figures; the cursor stays on the figure it was on."""
        self._told = told
        before = self._code
        figures = told.shown.figures
        self.lengths.set_value(figures.period.length.value)
        rows: list[Line | Section] = []
        for section, codes in SECTIONS:
            there = [c for c in codes if c in figures.figures or c in figures.rates]
            there = [c for c in there if c not in ONLY_IF_ANY or figures.value(c)]
            if there:
                rows.append(Section(tr(f"month.section.{section}")))
            rows += [
                Line(
                    code,
                    ("　　" if code in INDENTED else "") + label(code),
                    number_words(figures, code),
                    _note(figures, code),
                )
                for code in there
            ]
        self.mix.show_bars([Bar(c, label(c), figures.value(c) or 0) for c in map("users_{}".format, categories())])
        ages = [(low, low + 4) for low in range(15, 50, 5)]
        self.women.show_groups([Ages(_ages(*pair), figures.value("women_{}_{}".format(*pair)) or 0) for pair in ages])
        young = children_by_age(told.stories, min(figures.period.last, told.today))
        self.children_ages.show_groups([Ages(_ages(g.low, g.high), g.boys, g.girls) for g in young])
        self.table.show_things(rows)
        if before:
            self.table.select_first(lambda line: line.code == before)

    def _show_picture(self, _key: object = None) -> None:
        for key, widget in (("mix", self.mix), ("women", self.women), ("children", self.children_ages)):
            widget.setVisible(self.pictures.value() == key)

    def _moved(self, line: Line | None) -> None:
        if line is not None:
            self.mix.unmark()
            self.show_behind(line.code)

    def code(self) -> str:
        """The figure looked at."""
        return self._code

    def show_behind(self, code: str) -> None:
        """Who is behind a figure, and what it counts."""
        if self._told is None:
            return
        self._code = code
        figures = self._told.shown.figures
        rate = figures.rates.get(code)
        self.behind_head.setText(f"{label(code)}　{number_words(figures, code)}")
        self.behind_note.setText(
            explains(code) + (tr("month.rate", counts=rate.counts) if rate and rate.counts else "")
        )
        self._show_view()

    def _show_view(self) -> None:
        told, code, view = self._told, self._code, self.views.value()
        if told is None or not code:
            return
        said = ""
        if view == "who":
            said = self._show_people(told, code)
        elif view == "groups":
            found = by_group(code, told.behind(code))
            bars = [Bar("", tr("month.group", n=group) if group else tr("month.group.none"), n) for group, n in found]
            self.groups.show_bars(bars)
            said = "" if code in BY_GROUP else tr("month.groups.not")
        else:
            self.trend.show_points(())
            self.over_time.emit(code)
        shown = {"who": self.people, "trend": self.trend, "groups": self.groups}
        for key, widget in shown.items():
            widget.setVisible(key == view and not said)
        self.nothing.setText(said)
        self.nothing.setVisible(bool(said))
        self._rest.setVisible(bool(said) or view == "groups")

    def _show_people(self, told: MonthTold, code: str) -> str:
        """Fills the list; says why there is none where there is none."""
        if code in NO_NAMES:
            return tr("month.no_names")
        if code in ANSWERS:
            return tr("month.no_names.answers")
        parts = told.parts(code)
        people: list[Behind | Section] = []
        for part in parts:
            found = sorted(told.behind(part), key=_order)
            people.append(Section(f"{label(part)}　{grouped(told.shown.figures.value(part))}"))
            people.extend(found)
        if not parts:
            found = sorted(told.behind(code), key=_order)
            people.extend(found)
        self.people.show_things(people)
        return "" if people else tr("month.nobody")

    def show_trend(self, code: str, points: Sequence[Point]) -> None:
        """The months of a figure, once they are counted."""
        if code == self._code:
            self.trend.show_points(points)

    def _into_people(self, _line: Line) -> None:
        self.views.set_value("who")
        self._show_view()
        self.people.setFocus()

    def _open(self, one: Behind) -> None:
        if one.woman is not None:
            self.opened.emit(one.woman.id)


def _note(figures: Figures, code: str) -> str:
    """What it counts; of a rate its two counts first."""
    counts = figures.rates[code].counts if code in figures.rates else ""
    return f"{counts}　{explains(code)}" if counts else explains(code)


def _ages(low: int, high: int) -> str:
    return tr("month.ages", low=low, high=high)


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
        case Visit():
            return tr("month.visit") if one.what.visit_kind in SENSITIVE_VISITS else _visit(one.what.visit_kind)
        case Delivery():
            return tr("month.delivery")
        case _:
            return ""


def _visit(kind: str) -> str:
    return code_list("visit_kind").label(kind, language())


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
