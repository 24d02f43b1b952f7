"""What asks for attention when the program opens, and the few things of a day that cannot wait.

Both are told from the same follow-ups as every list: nothing is derived twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from app.followups.states import TO_DO, FollowUp

LAST_DAYS = 3
"""So many days before it closes, what would be lost asks to be looked at first."""


def rings(one: FollowUp, today: date) -> bool:
    """Whether it asks for attention by itself; never about a woman who is seen when she comes.

    A danger sign after 1 and 3 days, a referral without outcome after two weeks, a visit after birth about to close.
    """
    return _can_be_done(one) and one.rings is not None and today >= one.due + timedelta(days=one.rings)


def is_urgent(one: FollowUp, today: date) -> bool:
    """It rings, or something of hers would be lost with its last days. All else can wait until she comes."""
    return rings(one, today) or (_can_be_done(one) and one.haste and (one.closes - today).days <= LAST_DAYS)


def ringing(found: Iterable[FollowUp], today: date) -> tuple[FollowUp, ...]:
    """What should ring on this day, what closes first at the head."""
    return tuple(
        sorted((one for one in found if rings(one, today)), key=lambda f: (f.closes, f.due, f.subject, f.rule))
    )


def _can_be_done(one: FollowUp) -> bool:
    return one.state in TO_DO and bool(one.contact)
