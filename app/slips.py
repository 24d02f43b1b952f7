"""服务预约通知单: who may be handed one, and the little it says.

A slip lies on a table and is read by whoever finds it. So it names a service in a neutral word and nothing it is about,
and there is none for a woman whose family does not know, who wants nobody at her door, or who is under 18.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.followups.due import OF_A_MONTH, FollowUp
from app.forms.people import is_surely_adult, place
from app.records.story import Story
from app.today import Call

REASONS = ("family_unaware", "no_home_contact", "under_18")
"""Why somebody has none; only ever counted, and only on the screen."""


@dataclass(frozen=True, slots=True)
class Slip:
    """One woman's. ``woman`` is her record id and is not printed. ``services``: neutral kinds, each once."""

    woman: str
    name: str
    place: str
    services: tuple[str, ...]
    opens: date
    closes: date


def why_no_slip(story: Story, one: FollowUp, today: date) -> str | None:
    """One of ``REASONS``, or None where she may be handed one."""
    if story.woman.family_unaware:
        return "family_unaware"
    if story.woman.birth_date and not is_surely_adult(story, today):
        return "under_18"
    return None if "home_visit" in one.contact else "no_home_contact"


def may_have_slip(story: Story, one: FollowUp, today: date) -> bool:
    """Whether a slip may be printed about this."""
    return one.state in OF_A_MONTH and why_no_slip(story, one, today) is None


def slip_of(call: Call, today: date) -> Slip | None:
    """Hers, with days on which all of it can be done, or as much as possible of it; None where she may have none.

    The days are those of what matters most, from today on.
    """
    asked = [entry.followup for entry in call.entries if may_have_slip(call.story, entry.followup, today)]
    if not asked:
        return None
    lead = asked[0]
    services = tuple(dict.fromkeys(one.service for one in asked))
    opens = max(today, lead.opens, lead.until or lead.opens)
    return Slip(call.story.woman.id, call.story.woman.name, place(call.story), services, opens, max(opens, lead.closes))


def slips_of(found: Iterable[Call], today: date) -> tuple[tuple[Slip, ...], dict[str, int]]:
    """Theirs in the order of the calls, and how many women have none, by reason."""
    slips, left_off = [], dict.fromkeys(REASONS, 0)
    for call in found:
        if (slip := slip_of(call, today)) is not None:
            slips.append(slip)
        elif (why := why_no_slip(call.story, call.followup, today)) is not None:
            left_off[why] += 1
    return tuple(slips), {why: count for why, count in left_off.items() if count}
