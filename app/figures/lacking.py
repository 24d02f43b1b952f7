"""What a month's figures still lack: asked before printing, never a reason to keep anybody from it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.figures.model import Figures, Finding
from app.records import Child
from app.records.story import Story
from app.values.dates import latest


def lacking(figures: Figures, stories: Iterable[Story], today: date) -> tuple[Finding, ...]:
    """Findings with the ids of the records to complete; those about population have an empty trace.

    ``population_closing``, ``population_opening``: no residents stated for the end of the month (once it is over), or
    of the month before. ``birth_sex``, ``birth_weight``: births of the month without it.
    """
    births = set(figures.figures["births"].trace)
    children = [c for story in stories for c in story.children if c.id in births]
    found = []
    if figures.value("residents_opening") is None and not _stated(figures, "residents_opening"):
        found.append(Finding("population_opening", ()))
    over = latest(figures.month) < today
    if over and figures.value("residents_closing") is None and not _stated(figures, "residents_closing"):
        found.append(Finding("population_closing", ()))
    found += [
        Finding("birth_sex", _without(children, "sex")),
        Finding("birth_weight", _without(children, "birth_weight_g")),
    ]
    return tuple(finding for finding in found if finding.trace or finding.code.startswith("population"))


def _stated(figures: Figures, code: str) -> bool:
    """Stated, but in contradiction: that is a finding of the figures themselves."""
    return bool(figures.figures[code].trace)


def _without(children: Iterable[Child], field: str) -> tuple[str, ...]:
    known = {"1", "2"} if field == "sex" else None
    return tuple(
        c.id for c in children
        if (getattr(c, field) not in known if known is not None else getattr(c, field) is None)
    )  # fmt: skip
