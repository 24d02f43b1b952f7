"""The figures of a calendar month, for the monthly report 月报表."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.errors import InputError
from app.figures.engine import figures_of
from app.figures.facts import Village
from app.figures.model import Figures
from app.figures.offered import followup_name
from app.figures.period import read_period
from app.followups.due import FollowUp
from app.records import Population
from app.records.story import Story
from app.values.dates import PartialDate, Precision, latest, precision

__all__ = ["followup_name", "month_figures"]


def month_figures(
    month: PartialDate,
    stories: Iterable[Story],
    populations: Iterable[Population],
    followups: Iterable[FollowUp],
    today: date | None = None,
) -> Figures:
    """The figures of ``month`` (``2026-10``) from stories and populations alone.

    Raises InputError ``input.month.precision`` for a year or a day.
    """
    if precision(month) is not Precision.MONTH:
        raise InputError("input.month.precision")
    village = Village(stories=tuple(stories), populations=tuple(populations))
    return figures_of(read_period(month), village, followups, today or latest(month))
