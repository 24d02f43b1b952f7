"""What a follow-up is, and the states it can be in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.followups.life import Because


class State(StrEnum):
    """Where a follow-up stands (``docs/followups.md`` says when which)."""

    UPCOMING = "upcoming"
    OPEN = "open"
    PAST = "past"
    DONE = "done"
    DECLINED = "declined"
    POSTPONED = "postponed"
    NOT_REACHED = "not_reached"
    LAPSED = "lapsed"


TO_DO = frozenset({State.OPEN, State.PAST})
"""She can be seen today."""

OF_A_MONTH = TO_DO | {State.UPCOMING, State.POSTPONED, State.NOT_REACHED}
"""It is open, opens later in the month, or waits for a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """One occurrence of one rule for one woman.

    ``rule``, ``anchor`` and ``occurrence`` name it in her answers; ``about`` is the record a visit would be about and
    ``visit_kind`` the kind that settles it. ``opens``, ``due`` and ``closes`` are as moved by her own wish or by what was
    agreed at a visit. ``until``: that day, or the one on which to try again. ``answer``: her last one. ``because``: why it
    lapsed. ``satisfied_by``: the record that settled it, on the day ``done_on``. ``rings``: how many days after its due
    day it asks for attention when the program opens, None where it never does. ``haste``: something
    would be lost with its last days. ``reason`` with ``facts`` is the key of the
    one sentence that says why; where ``sensitive``, lists show ``service.<service>`` instead. ``contact``: ways to reach
    her, best first; none means when she comes.
    """

    rule: str
    anchor: str
    occurrence: int
    subject: str
    about: str
    visit_kind: str | None
    opens: date
    due: date
    closes: date
    state: State
    satisfied_by: str | None
    until: date | None
    answer: str | None
    because: Because | None
    reason: str
    facts: Mapping[str, str | int]
    service: str
    sensitive: bool
    contact: tuple[str, ...]
    done_on: date | None = None
    rings: int | None = None
    haste: bool = False
