"""What a visit was asked for with, and all that is known of her; read in the ledger's thread. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from app.codes import code_list
from app.followups.due import FollowUp, followups
from app.followups.rules import Rule
from app.followups.schedule import load_schedule
from app.records import Screening, Visit
from app.records.story import Story
from app.supplies.stock import Stock
from app.values.dates import month_around
from app.visiting import OF_CHILD, open_referrals
from ui.desktop.pages.woman.words import followup_words
from ui.supplies import read_stock
from ui.text import tr

if TYPE_CHECKING:
    from storage.ledger import Ledger

FROM_TODAY = "|today"
"""Behind the name of a follow-up: it was opened from the day's list."""
SCREENING, OUTCOME = "screening", "referral_outcome"
"""What is recorded here and is no visit of its own."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What ``navigate`` asked for, with all that is known of her.

    ``kind`` and ``about``: named by whoever asked. ``referred``: the visit, or the screening, of
    whose referral the outcome is asked.
    """

    what: str
    story: Story
    followup: FollowUp | None
    drafts: Mapping[str, str]
    stock: Stock
    kind: str | None = None
    about: str | None = None
    referred: Visit | Screening | None = None

    @property
    def on_round(self) -> bool:
        """Whether it was opened from the day's list."""
        return self.what.endswith(FROM_TODAY)

    def without(self, draft: str) -> Asked:
        """The same with one draft forgotten."""
        return replace(self, drafts={name: kept for name, kept in self.drafts.items() if name != draft})


def draft_name(kind: str, woman_id: str, about: str | None = None) -> str:
    """Under which name a visit not finished is kept; an erasure finds it by her id.

    ``about``: the child, or the visit that referred her; any other visit of a kind is one draft.
    """
    return f"visit.{kind}.{woman_id}" if about is None else f"visit.{kind}.{about}.{woman_id}"


def read_asked(ledger: Ledger, what: str, today: date) -> Asked | None:
    """Reads her whole story and what was begun about her; None when she is not in the ledger."""
    woman, *key = what.removesuffix(FROM_TODAY).split("|")
    story = ledger.story(woman)
    if story is None:
        return None
    names = [draft_name(code.code, woman) for code in code_list("visit_kind")] + [draft_name(SCREENING, woman)]
    names += [draft_name(kind, woman, child.id) for kind in sorted(OF_CHILD) for child in story.children]
    names += [
        draft_name(OUTCOME, woman, visit.id) for visit in story.visits if visit.referral_reason or visit.danger_signs
    ]
    drafts = {name: kept for name in names if (kept := ledger.draft(name)) is not None}
    followup = _asked_for(story, key, today)
    kind, about = _named(key)
    if followup is not None:
        kind, about = kind_of(story, followup), followup.about
    referred = _referred(story, followup, about, today)
    agreed = next((v for v in story.visits if v.id == about), None)
    if kind in OF_CHILD and agreed is not None:
        about = agreed.about
    return Asked(what, story, followup, drafts, read_stock(ledger), kind, about, referred)


def rule_of(one: FollowUp) -> Rule | None:
    """The row of the schedule a follow-up comes from."""
    return next((rule for rule in load_schedule().rules if rule.id == one.rule), None)


def kind_of(story: Story, one: FollowUp) -> str | None:
    """What is recorded for a follow-up: the kind of visit that settles it, a screening, or what came of a referral.

    On a day agreed at a visit the same kind of visit is meant, and the same child.
    """
    rule = rule_of(one)
    if rule is not None and rule.settled_with:
        return OUTCOME
    if one.visit_kind:
        return one.visit_kind
    if rule is not None and any(pick.record == SCREENING for pick in rule.satisfied_by):
        return SCREENING
    agreed = next((v for v in story.visits if v.id == one.about), None)
    if agreed is None or agreed.visit_kind == OUTCOME:
        return None
    return {"antenatal_first": "antenatal"}.get(agreed.visit_kind, agreed.visit_kind)


def _referred(story: Story, one: FollowUp | None, about: str | None, today: date) -> Visit | Screening | None:
    """Of which referral the outcome is asked: the one named, else the latest without one."""
    several: tuple[Visit | Screening, ...] = (*story.visits, *story.screenings)
    named = next((r for r in several if r.id == about), None)
    if one is not None:
        return named if kind_of(story, one) == OUTCOME else None
    return named or next(iter(open_referrals(story, today)), None)


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


def _named(key: list[str]) -> tuple[str | None, str | None]:
    """``kind|<kind>``, ``kind|<kind>|<child>`` or ``referral|<visit>``."""
    match key:
        case ["kind", kind, *about]:
            return kind, about[0] if about else None
        case ["referral", visit]:
            return OUTCOME, visit
        case _:
            return None, None


def _asked_for(story: Story, key: list[str], today: date) -> FollowUp | None:
    if len(key) != 3 or key[0] == "kind":
        return None
    first, last = month_around(today)
    found = followups(story, load_schedule(), today, since=first, horizon=last)
    return next((one for one in found if [one.rule, one.anchor, str(one.occurrence)] == key), None)
