"""The books read for figures: what the month's page, its papers and the command line count from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.figures.behind import Behind, behind
from app.figures.closing import Change
from app.figures.compared import differences
from app.figures.engine import figures_of
from app.figures.facts import Village
from app.figures.model import Figures, definitions
from app.figures.offered import followup_name
from app.figures.period import Period
from app.followups.due import FollowUp, followups
from app.followups.schedule import load_schedule
from app.records import (
    Child,
    Delivery,
    ListCheck,
    MethodUse,
    MonthReport,
    Move,
    Population,
    Record,
    SampleItem,
    Visit,
)  # fmt: skip
from storage.entered import entered
from storage.ledger import Ledger
from ui.supplies import read_stock
from ui.text import language

BEFORE = timedelta(days=800)
"""Visits as old as this before a period can still decide what came of its pregnancies and follow-ups."""

_DATED: tuple[type[Record], ...] = (Child, Delivery, MethodUse, Visit, Move)


@dataclass(frozen=True, slots=True)
class Counted:
    """The figures of a period, and the books they were counted from."""

    figures: Figures
    village: Village
    asked: tuple[FollowUp, ...]

    def behind(self, code: str) -> tuple[Behind, ...]:
        """Who and what is behind a figure."""
        figure = self.figures.figures.get(code)
        return self.named(code, figure.trace) if figure else ()

    def named(self, code: str, trace: tuple[str, ...]) -> tuple[Behind, ...]:
        """Who and what is behind a trace."""
        return behind(code, trace, self.village.stories, self.village.populations, self.asked)

    def names(self) -> tuple[str, ...]:
        """The names of everything a figure could count, whether it does or not (``app.figures.compared``)."""
        found = [p.id for p in self.village.populations] + [i.id for i in self.village.sample_items]
        found += [m.id for m in self.village.stock.movements] + [followup_name(one) for one in self.asked]
        for story in self.village.stories:
            mine = (story.woman, *story.children, *story.deliveries, *story.methods, *story.visits, *story.moves)
            found += [record.id for record in (*mine, *story.life_events, *story.supplies)]
        return tuple(found)


def read_village(ledger: Ledger, period: Period) -> Village:
    """The books as far as a period needs them."""
    began = datetime.combine(period.first, datetime.min.time())
    return Village(
        stories=tuple(ledger.stories(visits_since=period.first - BEFORE)),
        populations=tuple(ledger.all(Population)),
        stock=read_stock(ledger),
        list_checks=tuple(ledger.all(ListCheck)),
        sample_items=tuple(ledger.all(SampleItem)),
        entered=entered(ledger, _DATED, since=began),
    )


def count(ledger: Ledger, period: Period, today: date, village: Village | None = None) -> Counted:
    """Reads (where ``village`` is not given) and counts a period, in the ledger's thread."""
    books = village or read_village(ledger, period)
    schedule = load_schedule()
    asked = tuple(
        one
        for story in books.stories
        for one in followups(story, schedule, today, since=period.first, horizon=period.last)
    )
    return Counted(figures_of(period, books, asked, today), books, asked)


def moved_since(ledger: Ledger, counted: Counted) -> tuple[Change, ...]:
    """What moved since the month of these figures was closed; nothing while it is open."""
    return differences(ledger.all(MonthReport), counted.figures, counted.names())


def label(code: str) -> str:
    """The name of a figure or rate."""
    definition = definitions()[code]
    return definition.zh if language() == "zh" else definition.en


def explains(code: str) -> str:
    """What it counts."""
    definition = definitions()[code]
    return definition.explains_zh if language() == "zh" else definition.explains_en
