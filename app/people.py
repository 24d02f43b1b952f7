"""What pages, forms and figures ask about one woman: her method now, her children, her age."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.figures.methods import NO_METHOD, in_use, runs
from app.followups.life import dating
from app.records import Child, MethodUse, Pregnancy
from app.records.story import Story
from app.values import dates
from app.values.dates import span

ADULT = 18
"""Full years. Under it nobody stands on a printed list, and no routine contraceptive question is asked."""

MOURNING = timedelta(days=366)
"""So long after a child's death nothing on her page speaks of children by itself."""


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
    gone = [c for c in recorded if c.ended == "died" and c.relation == "birth"]  # the number stated still counts them
    total = None if stated is None else stated - len(gone)
    girls = None if girls is None else max(0, girls - sum(c.sex == "2" for c in gone))
    return Children(total, girls, max(youngest, default=None), living)


def age(story: Story, on: date) -> int | None:
    """Full years lived on a day; None where the birth is not known well enough."""
    birth = story.woman.birth_date
    return dates.age_on(dates.parse(birth), on) if birth else None


def weeks_on(pregnancy: Pregnancy, day: date) -> tuple[int, int] | None:
    """Completed weeks and days of a pregnancy on a day, by its EDD, else by her LMP.

    None where neither is known to the day, or the day lies outside of 0 to 46 weeks.
    """
    begun = span(dating(pregnancy))
    if not begun or begun[0] != begun[1]:
        return None
    days = (day - begun[0]).days
    return divmod(days, 7) if 0 <= days < 46 * 7 + 7 else None


def grieves(story: Story, today: date) -> bool:
    """Whether a child of hers died, before birth or after, within the last year: then words are chosen with care."""
    gone = [child.birth_date for child in story.children if child.born == "stillbirth"]
    gone += [child.ended_date or child.birth_date for child in story.children if child.ended == "died"]
    return any(when and today - MOURNING <= when[1] and when[0] <= today for when in map(span, gone))
