"""Who counts on a given day: whether her page was open then, and how old she was."""

from __future__ import annotations

from datetime import date

from app.codes import code_list
from app.records.story import Story
from app.values.dates import PartialDate, earliest, latest, span, years_lived

NEVER_COUNTED = frozenset({"mistake", "merged"})
"""Pages closed for these reasons are nobody's: counting them would count a woman twice or invent one."""


def counts_at_all(story: Story) -> bool:
    """Whether the page stands for a woman of the village, now or once."""
    woman = story.woman
    return woman.retired is None and not (woman.status == "closed" and woman.closed_reason in NEVER_COUNTED)


def is_here(story: Story, day: date) -> bool:
    """Whether she was in the ledger at the end of ``day``.

    She was not, if by then her page was closed (a day not known, or known only in part and over by then, counts as
    past), she had died, the last move known by then was out, or her first known move is a later one in. A woman
    registered here who lives elsewhere (户在人不在) counts while her page is open: that is residence, not a move.
    """
    woman = story.woman
    if not counts_at_all(story):
        return False
    if woman.status == "closed" and (woman.closed_date is None or latest(PartialDate(woman.closed_date)) <= day):
        return False
    if any(e.event == "death" and e.retired is None and latest(PartialDate(e.date)) <= day for e in story.life_events):
        return False
    moves = sorted(
        (latest(PartialDate(m.date)), m.direction == "in", m.direction) for m in story.moves if m.retired is None
    )
    before = [direction for when, _, direction in moves if when <= day]
    if before:
        return before[-1] == "in"
    return not moves or moves[0][2] != "in"


def may_be_aged(birth_date: str | None, day: date, low: int, high: int) -> bool:
    """Whether her age in full years on ``day`` may lie in ``low`` to ``high``; no when nothing is known."""
    if birth_date is None:
        return False
    born = PartialDate(birth_date)
    return years_lived(earliest(born), day) >= low and years_lived(latest(born), day) <= high


def is_aged(birth_date: str | None, day: date, low: int, high: int) -> bool:
    """Whether her age in full years on ``day`` surely lies in ``low`` to ``high``."""
    if birth_date is None:
        return False
    born = PartialDate(birth_date)
    return low <= years_lived(latest(born), day) and years_lived(earliest(born), day) <= high


_ENDS_A_MARRIAGE = frozenset({"divorce", "widowhood"})
_PARTED = frozenset({"30", "40"})


def is_married(story: Story, day: date) -> bool:
    """Whether she was married at the end of ``day``: as the first change surely after it says she was until then.

    Her page says how it is today, and since when; where nothing changed after the day, that holds. Of two changes on one
    day the one that ended a marriage decides.
    """
    woman, married = story.woman, code_list("marital").where("married", True)
    changes = [(e.date, e.event == "marriage") for e in story.life_events if e.event in {"marriage", *_ENDS_A_MARRIAGE}]
    if woman.marital in married | _PARTED:
        changes.append((woman.marital_since or "", woman.marital in married))
    later = [(known[0], begins) for stated, begins in changes if (known := span(stated)) and known[0] > day]
    return not min(later)[1] if later else woman.marital in married
