"""The books read for figures: what the month's page, its papers and the command line count from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.figures.behind import Behind, behind
from app.figures.books import field_names
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
        books = self.village
        return behind(code, trace, books.stories, books.populations, self.asked, books.sample_items)

    def names(self) -> tuple[str, ...]:
        """The names of everything a figure could count, whether it does or not (``app.figures.compared``)."""
        found = [p.id for p in self.village.populations] + [i.id for i in self.village.sample_items]
        found += [m.id for m in self.village.stock.movements] + [followup_name(one) for one in self.asked]
        for story in self.village.stories:
            mine = (story.woman, *story.children, *story.deliveries, *story.methods, *story.visits, *story.moves)
            found += [record.id for record in (*mine, *story.life_events, *story.supplies)]
            found += [name for record in mine for _, name in field_names(record)]
        return tuple(found)


def read_village(ledger: Ledger, period: Period, since: date | None = None) -> Village:
    """The books as far as a period, and whatever else begins on ``since``, needs them."""
    first = min(period.first, since or period.first)
    began = datetime.combine(first, datetime.min.time())
    return Village(
        stories=tuple(ledger.stories(visits_since=first - BEFORE)),
        populations=tuple(ledger.all(Population)),
        stock=read_stock(ledger),
        list_checks=tuple(ledger.all(ListCheck)),
        sample_items=tuple(ledger.all(SampleItem)),
        entered=entered(ledger, _DATED, since=began),
    )


def asked_in(village: Village, first: date, last: date, today: date) -> tuple[FollowUp, ...]:
    """The follow-ups due in these days."""
    schedule = load_schedule()
    return tuple(
        one for story in village.stories for one in followups(story, schedule, today, since=first, horizon=last)
    )


def count(ledger: Ledger, period: Period, today: date) -> Counted:
    """Reads and counts a period, in the ledger's thread."""
    return count_in(read_village(ledger, period), period, today)


def count_in(
    village: Village, period: Period, today: date, *, asked: tuple[FollowUp, ...] | None = None,
    only: Collection[str] | None = None,
) -> Counted:  # fmt: skip
    """Counts a period in books that were read; touches no ledger. ``only``: the figures and rates wanted.

    ``asked``: the follow-ups of these days, where they are known already.
    """
    if asked is None:
        wanted = only is None or any(code.startswith("followup") for code in only)
        asked = asked_in(village, period.first, period.last, today) if wanted else ()
    return Counted(figures_of(period, village, asked, today, only), village, asked)


def label(code: str) -> str:
    """The name of a figure or rate."""
    definition = definitions()[code]
    return definition.zh if language() == "zh" else definition.en


def explains(code: str) -> str:
    """What it counts."""
    definition = definitions()[code]
    return definition.explains_zh if language() == "zh" else definition.explains_en
