"""What a visit was asked for with, and all that is known of her; read in the ledger's thread. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.codes import code_list
from app.followups.due import FollowUp, followups
from app.followups.schedule import load_schedule
from app.records.story import Story
from app.values.dates import month_around
from ui.desktop.pages.woman.words import followup_words
from ui.text import tr

if TYPE_CHECKING:
    from storage.ledger import Ledger

FROM_TODAY = "|today"
"""Behind the name of a follow-up: it was opened from the day's list."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What ``navigate`` asked for, with all that is known of her."""

    what: str
    story: Story
    followup: FollowUp | None
    drafts: dict[str, str]

    @property
    def on_round(self) -> bool:
        """Whether it was opened from the day's list."""
        return self.what.endswith(FROM_TODAY)


def draft_name(visit_kind: str, woman_id: str) -> str:
    """Under which name a visit not finished is kept; an erasure finds it by her id."""
    return f"visit.{visit_kind}.{woman_id}"


def read_asked(ledger: Ledger, what: str, today: date) -> Asked | None:
    """Reads her whole story and what was begun about her; None when she is not in the ledger."""
    woman, *key = what.removesuffix(FROM_TODAY).split("|")
    story = ledger.story(woman)
    if story is None:
        return None
    kinds = [code.code for code in code_list("visit_kind")]
    drafts = {kind: kept for kind in kinds if (kept := ledger.draft(draft_name(kind, woman))) is not None}
    return Asked(what, story, _asked_for(story, key, today), drafts)


def settles_words(done: tuple[FollowUp, ...], asked: FollowUp | None) -> str:
    """Which follow-ups are done once it is saved."""
    keys = [(one.rule, one.anchor, one.occurrence) for one in done]
    mine = (asked.rule, asked.anchor, asked.occurrence) if asked else None
    if mine is not None and mine not in keys:
        return tr("visit.settles.not_yet")
    if not done:
        return tr("visit.settles.none")
    if keys == [mine]:
        return tr("visit.settles.this")
    return tr("visit.settles", what=tr("visit.and").join(followup_words(one, opened=True) for one in done))


def _asked_for(story: Story, key: list[str], today: date) -> FollowUp | None:
    if len(key) != 3:
        return None
    first, last = month_around(today)
    found = followups(story, load_schedule(), today, since=first, horizon=last)
    return next((one for one in found if [one.rule, one.anchor, str(one.occurrence)] == key), None)
