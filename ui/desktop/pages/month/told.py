"""What the page of a month reads of the ledger, and the names of its figures. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.figures.behind import Behind, behind
from app.figures.lacking import lacking
from app.figures.model import Finding, Figures, definitions
from app.figures.month import month_figures
from app.followups.due import FollowUp, followups
from app.followups.schedule import load_schedule
from app.records import Population
from app.records.story import Story
from app.values.dates import PartialDate, earliest, latest
from ui.text import language

if TYPE_CHECKING:
    from storage.ledger import Ledger

RECENT = timedelta(days=800)
"""Visits as old as this before the month can still decide what came of its follow-ups; older ones cannot."""

LAST_MONTH_UNTIL = 10
"""Up to this day of a month the last one is being reported; after it, one looks at the month that runs."""

SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("people", ("women_15_49", "residents_opening", "residents_closing", "registered_opening", "registered_closing")),
    (
        "events",
        (
            "births", "births_boys", "births_girls", "births_sex_unknown", "birth_rate", "deaths", "deaths_women",
            "deaths_children", "marriages", "divorces", "moves_in", "moves_out",
        ),
    ),
    ("methods", ("users", "contraceptive_prevalence", "methods_new", "methods_stopped")),
    (
        "followups",
        (
            "followups_due", "followups_done", "followups_declined", "followups_not_reached", "followups_open",
            "followup_rate", "followup_timeliness",
        ),
    ),
)  # fmt: skip
"""The figures in the order of the screen; users by method are beside them, as bars."""

INDENTED = frozenset({
    "births_boys", "births_girls", "births_sex_unknown", "deaths_women", "deaths_children", "followups_done",
    "followups_declined", "followups_not_reached", "followups_open",
})  # fmt: skip
ONLY_IF_ANY = frozenset({"births_sex_unknown"})


@dataclass(frozen=True, slots=True)
class MonthTold:
    """Everything the page shows of a month."""

    figures: Figures
    stories: tuple[Story, ...]
    populations: tuple[Population, ...]
    asked: tuple[FollowUp, ...]
    lacking: tuple[Finding, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What keeps records out of a figure first, then what could be completed."""
        return (*self.figures.findings, *self.lacking)

    def behind(self, code: str) -> tuple[Behind, ...]:
        """Who is behind a figure."""
        return self.named(code, self.figures.figures[code].trace) if code in self.figures.figures else ()

    def named(self, code: str, trace: tuple[str, ...]) -> tuple[Behind, ...]:
        """Who is behind a trace."""
        return behind(code, trace, self.stories, self.populations, self.asked)


def opening_month(today: date) -> PartialDate:
    """The month somebody who opens the page most likely wants."""
    day = today.replace(day=1) - timedelta(days=1) if today.day <= LAST_MONTH_UNTIL else today
    return PartialDate(day.isoformat()[:7])


def shifted(month: PartialDate, by: int) -> PartialDate:
    """The month before or after."""
    near = earliest(month) - timedelta(days=1) if by < 0 else latest(month) + timedelta(days=1)
    return PartialDate(near.isoformat()[:7])


def read_month(ledger: Ledger, month: PartialDate, today: date) -> MonthTold:
    """Reads and derives it all, in the ledger's thread."""
    first, last = earliest(month), latest(month)
    stories = tuple(ledger.stories(visits_since=first - RECENT))
    schedule = load_schedule()
    asked = tuple(one for s in stories for one in followups(s, schedule, today, since=first, horizon=last))
    populations = tuple(ledger.all(Population))
    figures = month_figures(month, stories, populations, asked)
    return MonthTold(figures, stories, populations, asked, lacking(figures, stories, today))


def label(code: str) -> str:
    """The name of a figure or rate."""
    definition = definitions()[code]
    return definition.zh if language() == "zh" else definition.en


def explains(code: str) -> str:
    """What it counts."""
    definition = definitions()[code]
    return definition.explains_zh if language() == "zh" else definition.explains_en


def number_words(figures: Figures, code: str) -> str:
    """The number as printed: ``–`` where it is not known or has no denominator."""
    if code in figures.rates:
        return figures.rates[code].words
    value = figures.value(code)
    return "–" if value is None else f"{value:,}"
