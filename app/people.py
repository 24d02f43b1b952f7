"""What pages, forms and figures ask about one woman: her method now, her children, her age."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.figures.methods import NO_METHOD, in_use, runs
from app.records import Child, MethodUse
from app.records.story import Story
from app.values import dates

ADULT = 18
"""Full years. Under it nobody stands on a printed list, and no routine contraceptive question is asked."""


@dataclass(frozen=True, slots=True)
class Children:
    """How many living children she has, as far as known.

    ``total`` and ``girls`` are None where nobody said. ``recorded``: those with a record of their own, oldest first;
    fewer than ``total`` where a roster only stated a number. ``youngest``: birth of the youngest, as stored.
    """

    total: int | None
    girls: int | None
    youngest: str | None
    recorded: tuple[Child, ...]


def current_method(story: Story, on: date) -> MethodUse | None:
    """What is in use on a day, the most lasting where there are several.

    Else the standing note that nothing is used (``method`` = ``none``); None where nothing is recorded.
    """
    using = in_use(story.methods, on)
    if using:
        return using[0]
    noted = [use for use in running(story, on) if use.method == NO_METHOD]
    return noted[-1] if noted else None


def running(story: Story, on: date) -> tuple[MethodUse, ...]:
    """Every episode begun by a day and not stopped by then, notes of using nothing included, in the order of the story."""
    return tuple(use for use in story.methods if use.retired is None and runs(use, on))


def children_of(story: Story) -> Children:
    """Her living children: those recorded; where a roster or she herself stated more, that number."""
    recorded = tuple(c for c in story.children if c.retired is None and c.born == "live")
    living = tuple(c for c in recorded if c.ended != "died")
    stated, girls = story.woman.children_stated, story.woman.girls_stated
    births = [c.birth_date for c in living if c.birth_date]
    if recorded and (stated is None or stated <= len(recorded)):
        return Children(len(living), sum(c.sex == "2" for c in living), max(births, default=None), living)
    youngest = [day for day in (*births, story.woman.youngest_birth_stated) if day]
    return Children(stated, girls, max(youngest, default=None), living)


def age(story: Story, on: date) -> int | None:
    """Full years lived on a day; None where the birth is not known well enough."""
    birth = story.woman.birth_date
    return dates.age_on(dates.parse(birth), on) if birth else None
