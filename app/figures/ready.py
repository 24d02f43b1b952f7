"""What stands in the way of closing a month: only what would make its figures wrong."""

from __future__ import annotations

from datetime import date

from app.figures.model import Figures, Finding

WRONG = ("population_twice", "birth_year_only")
"""Findings of the figures that close the way: a number that contradicts another, a birth that may be missing."""


def in_the_way(figures: Figures, today: date) -> tuple[Finding, ...]:
    """``not_over`` before the month's last day, then what of the findings is ``WRONG``; empty when it can be closed."""
    early = (Finding("not_over", ()),) if today < figures.period.last else ()
    return (*early, *(finding for finding in figures.findings if finding.code in WRONG))
