"""What fits her now: the things a worker may want to add to her story, the likely ones first."""

from __future__ import annotations

from datetime import date

from app.actions.births import open_pregnancy
from app.codes import code_list
from app.consent import effective
from app.followups.life import away_on, not_in_ledger
from app.people import ADULT, age, children_of, running
from app.records.story import Story

_SCREENED_FROM = 30
"""Full years from which a screening stands among the likely; it can be recorded at any age ."""


def offers(story: Story, today: date) -> tuple[str, ...]:
    """What can be true of her, the likely first.

    Of ``visit method_stop method_start method_beside counselling pregnancy delivery loss child screening move_out move_in
    marriage marriage_away divorce widowhood household child_gone hand_over request benefit death close reopen``. A closed page
    offers only the way back; nothing is written about a woman who will not be kept in the ledger. Under 18 a method is
    not among the likely; what she comes with herself can always be recorded.
    """
    if not_in_ledger(story):
        return ()
    if story.woman.status == "closed":
        return ("move_in", "reopen") if story.woman.closed_reason == "moved_out" else ("reopen",)
    if any(event.event == "death" for event in story.life_events):
        return ("close",)
    found = ["visit", *_of_her_body(story, today)]
    away = away_on(story.moves, today)
    married = story.woman.marital in code_list("marital").where("married", True)
    found += ["move_in"] if away else ["move_out"]
    found += ["divorce", "widowhood"] if married else ["marriage", "marriage_away"]
    found.append("household")
    if "method_start" not in found:
        found += ["counselling", "method_start"]
    if any(not child.ended for child in children_of(story).recorded):
        found.append("child_gone")
    if effective(story.consents, "county") == "given" and not story.hand_overs:
        found.append("hand_over")
    found += ["request", "benefit", "death", "close"]
    return tuple(found)


def _of_her_body(story: Story, today: date) -> list[str]:
    found: list[str] = []
    using = [use for use in running(story, today) if use.method != "none"]
    years = age(story, today)
    expecting = open_pregnancy(story)
    if expecting is not None:
        found += ["delivery", "loss"]
    if using:
        found += ["counselling", "method_stop", "method_start", "method_beside"]
    elif expecting is None and (years is None or years >= ADULT):
        found += ["counselling", "method_start"]
    found += ["child"] if expecting is not None else ["pregnancy", "delivery", "loss", "child"]
    if years is None or years >= _SCREENED_FROM:
        found.append("screening")
    return found
