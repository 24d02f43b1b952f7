"""Counts of follow-ups: those whose due day falls in the period and that still made sense then.

Done, declined and not reached exclude each other; a later visit outweighs an earlier "not reached".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from app.figures.facts import Facts
from app.figures.people import Count, Trace
from app.followups.due import FollowUp, State


def followup_name(one: FollowUp) -> str:
    """The name of a follow-up in a trace."""
    return f"{one.rule}/{one.anchor}/{one.occurrence}"


def outcome(one: FollowUp) -> str:
    """``done``, ``declined``, ``not_reached`` or ``open``."""
    if one.state is State.DONE:
        return "done"
    if one.state is State.DECLINED:
        return "declined"
    return "not_reached" if one.answer == "not_reached" else "open"


def _where(fits: Callable[[Facts, FollowUp], bool], facts: Facts) -> Trace:
    return tuple(followup_name(one) for one in facts.asked if fits(facts, one))


def _is(wanted: str, _facts: Facts, one: FollowUp) -> bool:
    return outcome(one) == wanted


def _timely(facts: Facts, one: FollowUp) -> bool:
    done = one.done_on.isoformat() if one.done_on else facts.visited.get(one.satisfied_by or "", "9999")
    return one.state is State.DONE and done <= one.due.isoformat()


COUNTS: Mapping[str, Count] = {
    "followups_due": partial(_where, lambda _facts, _one: True),
    **{
        f"followups_{said}": partial(_where, partial(_is, said)) for said in ("done", "declined", "not_reached", "open")
    },
    "followups_timely": partial(_where, _timely),
}
