"""What the page of a month reads of the ledger and works out beside it, and the names of its figures. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.figures.behind import Behind
from app.figures.closing import closed, standing, told
from app.figures.engine import behind_rate
from app.figures.facts import Village
from app.figures.lacking import lacking
from app.figures.model import Figures, Finding, definitions, grouped
from app.figures.period import Length, Period, period_around, read_period
from app.figures.ready import in_the_way
from app.followups.due import FollowUp
from app.records import MonthReport, Population
from app.records.story import Story
from app.values.dates import PartialDate, earliest, latest
from ui.checks import WAITS, Item, checks_of
from ui.figures import Counted, asked_in, count_in, explains, label, read_village
from ui.month import Beside, beside, earlier_closed
from ui.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.ledger import Ledger

__all__ = ["explains", "label"]

LAST_MONTH_UNTIL = 10
"""Up to this day of a month the last one is being reported; after it, one looks at the month that runs."""

TREND = 24
"""Months of the chart over time."""

_SECTIONS = (
    "people", "events", "ages", "methods", "mix", "choice", "followups", "care", "supplies", "quality",
)  # fmt: skip

SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = tuple(
    (section, tuple(code for code, definition in definitions().items() if definition.section == section))
    for section in _SECTIONS
)
"""Every figure and rate, in the order of the screen."""

INDENTED = frozenset({
    "births_boys", "births_girls", "births_sex_unknown", "deaths_women", "deaths_children", "followups_done",
    "followups_declined", "followups_not_reached", "followups_open",
    *(code for code in definitions() if code.startswith("users_")),
})  # fmt: skip
ONLY_IF_ANY = frozenset({"births_sex_unknown"})
NO_NAMES = frozenset({"planning", "planning_checked", "preconception_coverage"})
"""Counted, never opened onto names: who hopes for a child is on no list."""
ANSWERS = frozenset({"followups_declined", "followups_not_reached"})
"""The same: a list of who declined would be held against somebody. Her answer stands on her own page."""

_EVENTS = ("births", "deaths", "marriages", "divorces", "moves_in", "moves_out", "methods_new", "methods_stopped")


@dataclass(frozen=True, slots=True)
class Books:
    """What was read, in the ledger's thread. ``waiting``: what 核对 has found so far; ``me``: who is signed in."""

    month: Period
    shown: Period
    village: Village
    reports: tuple[MonthReport, ...]
    waiting: tuple[Item, ...]
    me: str


@dataclass(frozen=True, slots=True)
class MonthTold:
    """Everything the page shows of a month. ``shown``: the period of the numbers, the month itself or around it.

    ``beside``: the closed month beside the books, None while it is open. ``waiting``: of what 核对 has found, how many things
    are about somebody with an event in the month.
    """

    books: Books
    counted: Counted
    shown: Counted
    beside: Beside | None
    lacking: tuple[Finding, ...]
    obstacles: tuple[Finding, ...]
    waiting: int
    today: date

    @property
    def figures(self) -> Figures:
        """Of the month."""
        return self.counted.figures

    @property
    def stories(self) -> tuple[Story, ...]:
        """Of everybody."""
        return self.books.village.stories

    @property
    def populations(self) -> tuple[Population, ...]:
        """Whatever is stated of any month."""
        return self.books.village.populations

    @property
    def asked(self) -> tuple[FollowUp, ...]:
        """The follow-ups of the month."""
        return self.counted.asked

    @property
    def reports(self) -> tuple[MonthReport, ...]:
        """Of the month: the report and its corrections."""
        return closed(self.books.reports, self.books.month.code)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What keeps records out of a figure first, then what could be completed."""
        return (*self.figures.findings, *self.lacking)

    def behind(self, code: str) -> tuple[Behind, ...]:
        """Who is behind a figure of the period shown."""
        return () if code in NO_NAMES | ANSWERS else self.shown.behind(code)

    def parts(self, code: str) -> tuple[str, ...]:
        """The figures a rate is made of, each once; none for a count."""
        rate = code in self.shown.figures.rates and code not in NO_NAMES
        return tuple(dict.fromkeys(behind_rate(code, self.shown.figures))) if rate else ()

    def named(self, code: str, trace: tuple[str, ...]) -> tuple[Behind, ...]:
        """Who is behind a trace of the month."""
        return self.counted.named(code, trace)


def opening_month(today: date) -> PartialDate:
    """The month somebody who opens the page most likely wants."""
    day = today.replace(day=1) - timedelta(days=1) if today.day <= LAST_MONTH_UNTIL else today
    return PartialDate(day.isoformat()[:7])


def shifted(month: PartialDate, by: int) -> PartialDate:
    """The month before or after."""
    near = earliest(month) - timedelta(days=1) if by < 0 else latest(month) + timedelta(days=1)
    return PartialDate(near.isoformat()[:7])


def read_books(ledger: Ledger, month: PartialDate, today: date, length: Length = Length.MONTH) -> Books:
    """Reads what the month, the period around it and the closed months before it are counted from."""
    of = read_period(month)
    shown = period_around(of.first, length)
    reports = tuple(ledger.all(MonthReport))
    earlier = earlier_closed(reports, month)
    since = min(period.first for period in (of, shown, *earlier[:1]))
    waiting = tuple(item for item in checks_of(ledger).found(today).items if item.group in WAITS)
    return Books(of, shown, read_village(ledger, of, since), reports, waiting, ledger.me.name)


def count_books(books: Books, today: date, check: Callable[[], object] = lambda: None) -> MonthTold:
    """Works it all out; touches no ledger. ``check`` is asked between its parts whether it is still wanted."""
    counted = count_in(books.village, books.month, today)
    check()
    shown = counted if books.shown == books.month else count_in(books.village, books.shown, today)
    check()
    found = beside(books.reports, counted)
    about = {one.woman.id for code in _EVENTS for one in counted.behind(code) if one.woman is not None}
    return MonthTold(
        books, counted, shown, found, lacking(counted.figures, books.village.stories, today),
        in_the_way(counted.figures, today),
        sum(item.woman is not None and item.woman.id in about for item in books.waiting),
        today,
    )  # fmt: skip


def read_month(ledger: Ledger, month: PartialDate, today: date) -> MonthTold:
    """Reads and derives it all at once."""
    return count_books(read_books(ledger, month, today), today)


# ---- over time ----


@dataclass(frozen=True, slots=True)
class Point:
    """A month of the chart: its number, None where not known; ``closed``: as the closed month says."""

    month: PartialDate
    value: float | None
    words: str
    closed: bool


@dataclass(frozen=True, slots=True)
class Past:
    """The books of the months of the chart."""

    months: tuple[Period, ...]
    village: Village
    asked: tuple[FollowUp, ...]
    reports: tuple[MonthReport, ...]


def read_past(ledger: Ledger, month: PartialDate) -> Past:
    """Reads the months up to one."""
    last = read_period(month)
    months = tuple(last.shifted(-number) for number in range(TREND - 1, -1, -1))
    return Past(months, read_village(ledger, last, months[0].first), (), tuple(ledger.all(MonthReport)))


def over_time(
    past: Past, code: str, today: date, tell: Callable[[int, int], None] = lambda _done, _whole: None
) -> tuple[Point, ...]:
    """One figure month by month; a closed month as it was closed."""
    asked = past.asked
    if code.startswith("followup") and not asked:
        asked = asked_in(past.village, past.months[0].first, past.months[-1].last, today)
    points = []
    for number, period in enumerate(past.months):
        tell(number, len(past.months))
        report = standing(past.reports, period.code)
        if report is not None and code in told(report).counts:
            value = told(report).counts[code]
            points.append(Point(period.month, value, grouped(value), closed=True))
            continue
        figures = count_in(past.village, period, today, asked=asked, only=(code,)).figures
        points.append(Point(period.month, _number(figures, code), number_words(figures, code), closed=False))
    return tuple(points)


def _number(figures: Figures, code: str) -> float | None:
    value = figures.rates[code].value if code in figures.rates else figures.value(code)
    return None if value is None else float(value)


# ---- words ----


def number_words(figures: Figures, code: str) -> str:
    """The number as printed: ``–`` where it is not known or has no denominator, 样本过小 where there are too few."""
    if code in figures.rates:
        rate = figures.rates[code]
        return rate.words if rate.enough else tr("month.too_few")
    return grouped(figures.value(code))


def period_words(period: Period) -> str:
    """``2026年10月``, ``2026年第4季度``, ``2026年``, ``2026统计年度``."""
    facts = {"year": period.last.year, "month": period.last.month, "quarter": (period.last.month + 2) // 3}
    return tr(f"month.name.{period.length.value}", **facts)
